package names

import (
	"slices"
	"testing"
)

func TestSortKey(t *testing.T) {
	// The order of the root collation of Unicode, but for ໍ, which it nearly ignores and which is a vowel here.
	people := [][2]string{
		{"Đức", ""},
		{"Kham", "Vongsa"},
		{"Khamla", "Anou"},
		{"ກໍ", ""},
		{"ກອນ", ""},
		{"ກັນ", ""},
		{"ແກ້ວ", "ກາ"},
		{"ແກ້ວ", "ວົງສາ"},
		{"ໄກ", ""},
		{"ຂັນ", ""},
		{"ຈັນ", ""},
		{"ສົມ", "ໄຊ"},
		{"ແສງ", ""},
		{"ຊ້າງ", ""},
		{"ບຸນ", ""},
		{"ຮຸ່ງ", ""},
	}
	want := []string{"Đức", "Kham", "Khamla", "ກອນ", "ກັນ", "ແກ້ວ", "ແກ້ວ", "ໄກ", "ກໍ", "ຂັນ", "ຈັນ", "ສົມ", "ແສງ", "ຊ້າງ", "ບຸນ", "ຮຸ່ງ"}
	slices.SortFunc(people, func(a, b [2]string) int {
		switch ka, kb := SortKey(a[0], a[1]), SortKey(b[0], b[1]); {
		case ka < kb:
			return -1
		case ka > kb:
			return 1
		}
		return 0
	})
	var got []string
	for _, p := range people {
		got = append(got, p[0])
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if SortKey("ແກ້ວ", "ກາ") >= SortKey("ແກ້ວ", "ວົງສາ") {
		t.Error("the surname does not decide between equal given names")
	}
	if SortKey("ໝູ່", "Ly") != SortKey("ຫມູ", "LY") {
		t.Error("tones, case or ligatures count")
	}
}

func TestDropTitle(t *testing.T) {
	tests := []struct{ in, want string }{
		{"ທ້າວ ບຸນມີ", "ບຸນມີ"},
		{"ນາງ ສົມສີ ວົງສາ", "ສົມສີ ວົງສາ"},
		{"ທ່ານ ນາງ ສົມສີ", "ສົມສີ"},
		{"Mr. Somsack", "Somsack"},
		{"MRS Somsy", "Somsy"},
		{"ນາງ", "ນາງ"},
		{"ນາງນວນ", "ນາງນວນ"},
		{"ທານ ສົມບັດ", "ທານ ສົມບັດ"},
		{"Thao Vang", "Thao Vang"},
		{"Nang Keo", "Nang Keo"},
		{"Mr", "Mr"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := DropTitle(tt.in); got != tt.want {
			t.Errorf("DropTitle(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	for _, n := range shippedNames(t) {
		if got := Suggest(n.lao); got != n.latin {
			t.Errorf("Suggest(%s) = %q, want %q", n.lao, got, n.latin)
		}
	}
	tests := []struct{ in, want string }{
		{"ບຸນໂຮມ", "Bounhom"},                    // not shipped: BGN/PCGN boun-hôm
		{"ຄຳຫລ້າ", "Khamla"},                     // shipped with ຫຼ
		{"ສົມສັກ ແພງສະອາດ", "Somsack Phengsaat"}, // word by word
		{"Somsack", "Somsack"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := Suggest(tt.in); got != tt.want {
			t.Errorf("Suggest(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
