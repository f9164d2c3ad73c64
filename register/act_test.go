package register

import "testing"

func TestNamesOfActs(t *testing.T) {
	const id = "0190a0b0-1111-7222-8333-444455556666"
	for text, want := range map[string]struct {
		id      ActID
		printed PrintedNumber
	}{
		id:                                      {id: id},
		"0101-05/2026/417":                      {printed: PrintedNumber{Office: "0101-05", Year: 2026, No: 417}},
		"0101-05/2026/1":                        {printed: PrintedNumber{Office: "0101-05", Year: 2026, No: 1}},
		"":                                      {},
		"x":                                     {},
		"0190A0B0-1111-7222-8333-444455556666":  {}, // a second spelling of one id
		"0190a0b0-1111-7222-8333-44445555666":   {},
		"0190a0b0-1111-7222-8333-4444555566667": {},
		"0190a0b0a1111-7222-8333-444455556666":  {},
		"/2026/417":                             {},
		"0101-05/2026/0":                        {},
		"0101-05/2026":                          {},
		"0101-05/2026/4/1":                      {},
		"0101-05/year/417":                      {},
		"0101-05/2026/first":                    {},
	} {
		named, printed, ok := ParseActName(text)
		if valid := want.id != "" || want.printed.No != 0; ok != valid {
			t.Errorf("%q names an act: %v", text, ok)
		} else if ok && (named != want.id || printed != want.printed) {
			t.Errorf("%q: %q, %v", text, named, printed)
		}
	}
}
