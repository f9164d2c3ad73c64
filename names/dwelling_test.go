package names

import "testing"

// However the house of a dwelling is written, it is one house; two houses stay two.
func TestDwelling(t *testing.T) {
	for want, texts := range map[string][]string{
		"7":   {"7", " 7 ", "07", "007", "7.", "7-", "(7)", "No 7", "No. 07", "no7", "№ 7", "# 7", "House 7", "໗", "໐໗", "７", "๗", "٧", "७", "⑦", "ເລກທີ 7", "ເລກທີ໗", "ເຮືອນເລກທີ 7", "7\u200b"},
		"7 a": {"7A", "7 a", "7-A", "07/a", "７Ａ"},
		"7 1": {"7/1", "7-1", "07/01", "7 1"},
		"71":  {"71"},
		"0":   {"0", "000"},
		"70":  {"70", "070"},
		"":    {"", " ", "-", ".", "No", "ເລກທີ"},
	} {
		for _, text := range texts {
			if got := Dwelling(text); got != want {
				t.Errorf("%q is the house %q, not %q", text, got, want)
			}
		}
	}
	if Dwelling("ສວນສະຫວັນ") == "" || Dwelling("ສວນສະຫວັນ") == Dwelling("ສວນດອກ") {
		t.Error("houses with names are not told apart")
	}
}
