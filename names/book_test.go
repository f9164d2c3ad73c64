package names

import "testing"

func TestBookNumber(t *testing.T) {
	for _, same := range [][]string{
		{"0101001-0013", "໐໑໐໑໐໐໑-໐໐໑໓", "0101001 0013", " 0101001 – 0013 ", "0101001--0013", "๐๑๐๑๐๐๑-๐๐๑๓"},
		{"01010010013", "໐໑໐໑໐໐໑໐໐໑໓"},
		{"BL-1", "bl 1", "Bl\u20111"},
		{"BL1", "bl1"},
		{"ປ-໑", "ປ 1"},
		{"7/1"},
		{"", " ", "-"},
	} {
		for _, s := range same {
			if got := BookNumber(s); !SameBook(s, same[0]) {
				t.Errorf("%q is %q, %q is %q", s, got, same[0], BookNumber(same[0]))
			}
		}
	}
	seen := map[string]bool{}
	for _, s := range []string{"0101001-0013", "01010010013", "010100-10013", "BL-1", "BL1", "7/1", "7-1", ""} {
		if seen[BookNumber(s)] {
			t.Errorf("%q is another book", s)
		}
		seen[BookNumber(s)] = true
	}
}
