package names

import (
	"strings"
	"testing"
)

func TestNamesOfSystems(t *testing.T) {
	for s, want := range map[System]string{BGNPCGN1966: "BGN/PCGN 1966", MOH2020: "MOH 2020", 7: "System(7)"} {
		if s.String() != want {
			t.Errorf("system %d is called %q, want %q", uint8(s), s, want)
		}
	}
}

// Spaces fold wherever they stand, also behind a single letter.
func TestSpacesFold(t *testing.T) {
	for text, want := range map[string]string{
		"a  b": "a b", " a b ": "a b", "\u00a0\u2003a\t\nb": "a b", "": "", "  ": "", "ab  c  d": "ab c d",
	} {
		if got := foldSpaces(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
}

func TestWhatShowsNothingIsZeroWidth(t *testing.T) {
	for _, r := range "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\ufeff" {
		if !isZeroWidth(r) {
			t.Errorf("%U is taken for something that shows", r)
		}
	}
	for _, r := range "a \u00ac\u00ae\u0350\u180d\u180f\u200a\u200e\u2061ກ" {
		if isZeroWidth(r) {
			t.Errorf("%U is taken for nothing", r)
		}
	}
}

// Marks pile up on one letter; the next letter, vowel or sign begins anew.
func TestPilesOfMarks(t *testing.T) {
	mark := "\u0301"
	most := strings.Repeat(mark, maxMarksPerLetter)
	for text, good := range map[string]bool{
		"a" + most: true, "a" + most + mark: false, "a" + most + "b" + most: true, "a" + most + "b" + most + mark: false,
		"a" + most + " " + most: true, "a" + most + " " + most + mark: false,
		"ກ" + most + "ໆ" + most: true, "ກ" + most + "ໆ" + most + mark: false,
		"ກ" + most + "ຯ" + most: true, mark: false, "": false, "ະ": false, "ກ": true,
	} {
		if p := marksProblem(text); (p == nil) != good {
			t.Errorf("%+q: %v", text, p)
		}
	}
}

// A data file with a fault is refused as a whole; the program does not start with half a table.
func TestTablesThatAreNone(t *testing.T) {
	for name, c := range map[string]struct{ data, says string }{
		"an unknown kind of line": {bgnData + "tone\tກ\tk\n", "line"},
		"a rime without letters":  {bgnData + "rime\tXະ\t\n", "line"},
		"no rime for a vowel":     {"onset\tກ\tk\n", "no rime"},
	} {
		if got, err := readTable(c.data); err == nil || got != nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a broken table was taken")
		}
	}()
	mustReadTable("onset\tກ\tk\n")
}
