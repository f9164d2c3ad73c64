package disclosure

import (
	"slices"

	"samano/register"
)

// Homes returns the places that decide in whose area a subject is. Of a person they are
// the current residences or, if there are none in the country, the last one; of a
// household its addresses; of a place the place itself. A subject is of an office's own
// area if any of them lies in it (Inside): a student at home and in town is of both.
func Homes(s register.Subject) []register.PlaceID {
	var out []register.PlaceID
	add := func(id register.PlaceID) {
		if id != 0 && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	switch s := s.(type) {
	case *register.Person:
		all := s.Residences.Standing()
		for _, f := range all.Current() {
			if f.Value.LivesThere() && !f.Standing().Sealed {
				add(f.Value.Address.Place)
			}
		}
		for i := len(all) - 1; i >= 0 && len(out) == 0; i-- {
			if !all[i].Standing().Sealed {
				add(all[i].Value.Address.Place)
			}
		}
	case *register.Household:
		all := s.Addresses.Standing()
		for _, f := range all.Current() {
			add(f.Value.Place)
		}
		if len(out) == 0 && len(all) > 0 {
			add(all[len(all)-1].Value.Place)
		}
	case *register.Place:
		add(s.ID)
	}
	return out
}

// Area is the area of an office on a day. The zero place is the whole country.
type Area struct {
	Atlas *register.Atlas
	Place register.PlaceID
	Day   register.Day
}

// Contains reports whether a place lies in the area.
func (a Area) Contains(place register.PlaceID) bool {
	return a.Place == 0 || place != 0 && a.Atlas.Within(place, a.Place, a.Day)
}

// IncludesAny reports whether somebody who has these homes is of the area. Nobody is outside
// the country's own; in any other nobody is whose homes are unknown.
func (a Area) IncludesAny(homes []register.PlaceID) bool {
	return a.Place == 0 || slices.ContainsFunc(homes, a.Contains)
}

// Redact returns a subject as a reader of the area sees it who has no case: without
// residences, and a household without addresses, that lie outside the area.
func (a Area) Redact(s register.Subject) register.Subject {
	if a.Place == 0 {
		return s
	}
	switch p := s.(type) {
	case *register.Person:
		out := *p
		out.Residences = slices.DeleteFunc(slices.Clone(p.Residences), func(f register.Fact[register.Residence]) bool {
			return !a.Contains(f.Value.Address.Place)
		})
		return &out
	case *register.Household:
		out := *p
		out.Addresses = slices.DeleteFunc(slices.Clone(p.Addresses), func(f register.Fact[register.Address]) bool { return !a.Contains(f.Value.Place) })
		return &out
	}
	return s
}
