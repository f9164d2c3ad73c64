package names

import "testing"

func TestMentions(t *testing.T) {
	for _, c := range []struct {
		text, phrase string
		want         bool
	}{
		{"ward 3, Mahosot Hospital", "hospital", true},
		{"HOSPITAL", "hospital", true},
		{"hopital 103", "hôpital", true},
		{"Bệnh-viện Bạch Mai", "benh vien", true},
		{"treatment  centre", "treatment centre", true},
		{"ໜ່ວຍ 3 ໂຮງຫມໍມະໂຫສົດ", "ໂຮງໝໍ", true},
		{"ຄ້າຍທະຫານ 12", "ຄ້າຍ", true},
		{"12", "hospital", false},
		{"", "hospital", false},
		{"hospital", "", false},
		{"Campbell road", "camp", false},
		{"Decamp", "camp", false},
		{"Campbell by the camp", "camp", true},
		{"hospitals", "hospital", false},
		{"maison d'arrêt", "maison d’arret", true},
	} {
		if got := Mentions(c.text, c.phrase); got != c.want {
			t.Errorf("%q in %q: %t", c.phrase, c.text, got)
		}
	}
}
