package places

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"unicode"

	"samano/names"
)

// Whoever cannot read Lao sees every village: no Lao letter is left when its name is romanised, by
// either system.
func TestEveryVillageCanBeWrittenInLatinLetters(t *testing.T) {
	f, err := os.Open("data/villages.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for _, text := range []string{
			names.Romanise(row[2], names.BGNPCGN1966), names.Romanise(row[2], names.MOH2020), names.Suggest(row[2]),
		} {
			lao := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Lao, r) })
			if lao || strings.TrimSpace(text) == "" {
				t.Errorf("village %s: %q is romanised as %q", row[0], row[2], text)
			}
		}
	}
	if len(rows) < 8000 {
		t.Errorf("%d villages only", len(rows)-1)
	}
}
