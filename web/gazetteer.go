package web

import (
	"slices"
	"strings"
	"sync"

	"samano/names"
	"samano/places"
	"samano/reading/view"
	"samano/register"
)

// gazetteer finds units by name. It keeps the index of the atlas that was current
// when somebody last asked; a new one is made after an act about places, which is
// rare.
type gazetteer struct {
	mu    sync.Mutex
	atlas *register.Atlas
	index *places.Index
}

func (g *gazetteer) at(atlas *register.Atlas) *places.Index {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.atlas != atlas {
		g.atlas, g.index = atlas, places.NewIndex(atlas)
	}
	return g.index
}

// maxPlaces is how many units a form offers; with more, the officer types more of the name.
const maxPlaces = 15

// findPlaces returns the units that a text, a code or the beginning of a name, may mean today.
func (v *visit) findPlaces(text string) ([]*view.Place, error) {
	atlas, err := v.s.Reading.Atlas(v.ctx())
	if err != nil {
		return nil, err
	}
	terms := view.Terms{Atlas: atlas, Day: v.today()}
	if code, ok := asCode(text); ok {
		if unit, there := atlas.ByCode(code, terms.Day); there {
			return []*view.Place{terms.Place(unit.ID)}, nil
		}
	}
	var out []*view.Place
	for _, f := range v.s.places.at(atlas).Search(text, terms.Day, maxPlaces) {
		out = append(out, terms.Place(f.Place().ID))
	}
	return out, nil
}

// asCode returns the code that a text is, if it is one: digits of any script.
func asCode(text string) (register.Code, bool) {
	digits := names.Digits(strings.ReplaceAll(text, " ", ""))
	return register.Code(digits), digits != "" && strings.Trim(digits, "0123456789") == ""
}

// sure reports whether a list of found units leaves no doubt which is meant: only
// one, or only one that has exactly this name. The search has heeded the units above.
func sure(found []*view.Place, text string) (*view.Place, bool) {
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
