// Package gazetteer owns the finding of a unit by what an officer typed, its name or its code, and the
// names of countries.
package gazetteer

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"samano/names"
	"samano/places"
	"samano/reading/view"
	"samano/register"
)

// Gazetteer keeps the index of the atlas that was current when somebody last asked; a new one is made
// after an act about places, which is rare. It is safe for concurrent use.
type Gazetteer struct {
	mu    sync.Mutex
	atlas *register.Atlas
	index *places.Index
}

func (g *Gazetteer) at(atlas *register.Atlas) *places.Index {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.atlas != atlas {
		g.atlas, g.index = atlas, places.NewIndex(atlas)
	}
	return g.index
}

// maxPlaces is how many units a form offers; with more, the officer types more of the name.
const maxPlaces = 15

// Find returns the units that a text, a code or the beginning of a name, may mean on that day.
func (g *Gazetteer) Find(atlas *register.Atlas, text string, day register.Day) []*view.Place {
	terms := view.Terms{Atlas: atlas, Day: day}
	if code, ok := Code(text); ok {
		if unit, there := atlas.ByCode(code, day); there {
			return []*view.Place{terms.Place(unit.ID)}
		}
	}
	var out []*view.Place
	for _, f := range g.at(atlas).Search(text, day, maxPlaces) {
		out = append(out, terms.Place(f.Place().ID))
	}
	return out
}

// Code returns the code that a text is, if it is one: digits of any script.
func Code(text string) (register.Code, bool) {
	digits := names.Digits(strings.ReplaceAll(text, " ", ""))
	return register.Code(digits), digits != "" && strings.Trim(digits, "0123456789") == ""
}

// Sure reports whether a list of found units leaves no doubt which is meant: only
// one, or only one that has exactly this name. The search has heeded the units above.
func Sure(found []*view.Place, text string) (*view.Place, bool) {
	if len(found) == 1 {
		return found[0], true
	}
	own := func(chain string) string { name, _, _ := strings.Cut(chain, ","); return names.Fold(name) }
	exact := slices.DeleteFunc(slices.Clone(found), func(p *view.Place) bool { return own(text) != own(p.Lao) && own(text) != own(p.Latin) })
	if len(exact) == 1 {
		return exact[0], true
	}
	return nil, false
}

// Country writes the name of a country in a language; a code that nobody knows stays a code.
func Country(in string, c register.Country) string {
	region, err := language.ParseRegion(string(c))
	if c == "" || err != nil {
		return string(c)
	}
	names := display.Regions(language.Make(in))
	if names == nil {
		names = display.Regions(language.English)
	}
	if name := names.Name(region); name != "" {
		return name
	}
	return string(c)
}
