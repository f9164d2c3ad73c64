package law

import (
	"fmt"
	"slices"
	"strings"

	"samano/register"
)

// OfficeLevel is a level at which offices stand.
type OfficeLevel struct {
	Name       string         `toml:"name"`
	Unit       register.Level `toml:"unit"`      // the level of unit that is its jurisdiction; "" is the whole country
	Abroad     bool           `toml:"abroad"`    // it stands outside the country: a consulate
	Oversight  bool           `toml:"oversight"` // of another authority, which watches the register
	Article    string         `toml:"article"`
	Unverified bool           `toml:"unverified"`
}

// national reports whether the area of offices of the level is the whole country.
func (l OfficeLevel) national() bool { return l.Unit == "" && !l.Abroad }

// readOffices reads the section offices.
func readOffices(t *table, p *Pack) {
	p.Offices = plain[[]OfficeLevel](t, "levels", "a list [[offices.levels]], the highest first")
	bad := func(i int, value, wrong, remedy string) { t.at(officeKey(i), value, wrong, remedy) }
	var units, all []string
	for _, v := range p.Territory.Levels {
		units = append(units, string(v.Name))
	}
	for i, o := range p.Offices {
		all = append(all, o.Name)
		if o.Unit != "" && len(units) > 0 && !slices.Contains(units, string(o.Unit)) {
			f := unknown("level of territory", string(o.Unit), units)
			bad(i, f.value, f.wrong, f.remedy)
		}
		if o.Abroad && o.Unit != "" {
			bad(i, string(o.Unit), "is a unit within the country for an office abroad", "leave unit out")
		}
		if o.Oversight && !o.national() {
			bad(i, o.Name, "watches the register from within a unit, or from abroad", "leave unit and abroad out")
		}
		if strings.TrimSpace(o.Article) == "" && !o.Unverified {
			bad(i, o.Name, "has no article", "name the article, or write unverified = true")
		}
	}
	for _, f := range spelled(all) {
		bad(len(all)-1, f.value, f.wrong, f.remedy)
	}
	if t.read["offices.levels"] && len(p.Offices) == 0 {
		t.at("offices.levels", "[]", "is empty", "name at least one level")
	}
}

func officeKey(i int) string { return fmt.Sprintf("offices.levels[%d]", i+1) }

// officeLevels checks a list of office levels, perhaps empty, and notes that they are used.
func (l *loader) officeLevels(p *Pack) check[[]string] {
	var known []string
	for _, o := range p.Offices {
		if !o.Oversight { // who watches decides nothing
			known = append(known, o.Name)
		}
	}
	return func(list []string) []fault {
		for _, name := range list {
			l.levels[name] = true
		}
		return among("office level", known)(list)
	}
}

// unusedLevels reports the office levels that no rule names: an office of such a level could do
// nothing.
func (l *loader) unusedLevels(p *Pack) {
	for i, o := range p.Offices {
		if !l.levels[o.Name] && !o.Oversight {
			l.at(officeKey(i), o.Name, "is used by no rule", "name it where its offices are competent, or take it out")
		}
	}
}
