package names

import "testing"

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
