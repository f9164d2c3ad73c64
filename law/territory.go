package law

import (
	"fmt"
	"strings"

	"samano/register"
)

// Territory describes the administrative tree.
type Territory struct {
	Levels []TerritoryLevel // from the top: province, district, village
}

// TerritoryLevel is one level of units.
type TerritoryLevel struct {
	Name       register.Level `toml:"name"`
	CodeDigits int            `toml:"code_digits"` // whole length of the code; it begins with the parent's code when the unit is founded
	Dwellings  bool           `toml:"dwellings"`   // people live at units of this level
	Article    string         `toml:"article"`
	Unverified bool           `toml:"unverified"`
}

// maxCodeDigits bounds the code of a unit.
const maxCodeDigits = 18

// readTerritory reads the section territory.
func readTerritory(t *table, p *Pack) {
	levels := plain[[]TerritoryLevel](t, "levels", "a list [[territory.levels]], the largest units first")
	p.Territory.Levels = levels
	bad := func(i int, value, wrong, remedy string) {
		t.at(fmt.Sprintf("territory.levels[%d]", i+1), value, wrong, remedy)
	}
	var all []string
	digits, dwellings := 0, false
	for i, v := range levels {
		all, dwellings = append(all, string(v.Name)), dwellings || v.Dwellings
		if v.CodeDigits <= digits || v.CodeDigits > maxCodeDigits {
			bad(i, fmt.Sprint(v.CodeDigits), "code_digits is not above that of the level before",
				fmt.Sprintf("write the whole length of the code, at most %d", maxCodeDigits))
		}
		digits = v.CodeDigits
		if strings.TrimSpace(v.Article) == "" && !v.Unverified {
			bad(i, string(v.Name), "has no article", "name the article, or write unverified = true")
		}
	}
	for _, f := range spelled(all) {
		bad(len(all)-1, f.value, f.wrong, f.remedy)
	}
	if n := len(levels); t.read["territory.levels"] && (n == 0 || n > register.MaxLevels || !dwellings) {
		bad(n-1, strings.Join(all, ", "), "has no level with dwellings, or too many levels",
			fmt.Sprintf("write 1 to %d levels, at least one with dwellings = true", register.MaxLevels))
	}
}
