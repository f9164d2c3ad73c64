package web

import (
	"context"
	"slices"
	"strings"
	"sync"

	"samano/names"
	"samano/places"
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

// foundPlace is a unit in words.
type foundPlace struct {
	Code       register.Code
	Lao, Latin string // with the units above it
}

// maxPlaces is how many units a form offers; with more, the officer types more of the name.
const maxPlaces = 15

// findPlaces returns the units that a text may mean on that day.
func (s *server) findPlaces(ctx context.Context, text string, day register.Day) ([]foundPlace, error) {
	atlas, err := s.Reading.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	var out []foundPlace
	for _, f := range s.places.at(atlas).Search(text, day, maxPlaces) {
		out = append(out, chainOf(f.Code, f.Chain, day))
	}
	return out, nil
}

func chainOf(code register.Code, chain []*register.Place, day register.Day) foundPlace {
	p := foundPlace{Code: code}
	var lao, latin []string
	for _, unit := range chain {
		n := unit.NameOn(day)
		lao, latin = append(lao, n.Lao), append(latin, n.Latin)
	}
	p.Lao, p.Latin = join(", ", lao...), join(", ", latin...)
	return p
}

// placeByCode returns the unit of a code.
func (s *server) placeByCode(ctx context.Context, code register.Code, day register.Day) (foundPlace, bool, error) {
	atlas, err := s.Reading.Atlas(ctx)
	if err != nil {
		return foundPlace{}, false, err
	}
	unit, ok := atlas.ByCode(code, day)
	if !ok {
		return foundPlace{}, false, nil
	}
	return chainOf(code, atlas.Chain(unit.ID, day), day), true, nil
}

// asCode returns the code that a text is, if it is one: digits of any script.
func asCode(text string) (register.Code, bool) {
	digits := names.Digits(strings.ReplaceAll(text, " ", ""))
	return register.Code(digits), digits != "" && strings.Trim(digits, "0123456789") == ""
}

// sure reports whether a list of found units leaves no doubt which is meant: only
// one, or only one that is written exactly so.
func sure(found []foundPlace, text string) (foundPlace, bool) {
	if len(found) == 1 {
		return found[0], true
	}
	same := func(p foundPlace) bool {
		t := names.Fold(text)
		return t == names.Fold(p.Lao) || t == names.Fold(p.Latin)
	}
	exact := slices.DeleteFunc(slices.Clone(found), func(p foundPlace) bool { return !same(p) })
	if len(exact) == 1 {
		return exact[0], true
	}
	return foundPlace{}, false
}
