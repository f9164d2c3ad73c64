package disclosure

import (
	"cmp"
	"slices"

	"samano/register"
)

// Homes returns the places that decide in whose area a subject is. Of a person they are
// the current residences or, if there are none in the country, the one last lived in,
// whenever it was entered; of a household its addresses; of a place the place itself. A
// subject is of an office's own area if any of them lies in it (IncludesAny): a student at
// home and in town is of both.
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
			if isHome(&f) {
				add(f.Value.Address.Place)
			}
		}
		lived := func(f *register.Fact[register.Residence]) bool {
			return f.Value.LivesThere() && f.Value.Address.Place != 0
		}
		known := func(f *register.Fact[register.Residence]) bool { return f.Value.Address.Place != 0 }
		if f := cmp.Or(lastHeld(all, lived), lastHeld(all, known)); len(out) == 0 && f != nil {
			add(f.Value.Address.Place)
		}
	case *register.Household:
		all := s.Addresses.Standing()
		for _, f := range all.Current() {
			add(f.Value.Place)
		}
		known := func(f *register.Fact[register.Address]) bool { return f.Value.Place != 0 }
		if f := lastHeld(all, known); len(out) == 0 && f != nil {
			add(f.Value.Place)
		}
	case *register.Place:
		add(s.ID)
	}
	return out
}

// HasHome reports whether a person lives anywhere in the country now: else Homes has the last home.
func HasHome(p *register.Person) bool {
	return slices.ContainsFunc(p.Residences.Standing().Current(), func(f register.Fact[register.Residence]) bool {
		return isHome(&f) && f.Value.Address.Place != 0
	})
}

// isHome reports whether a current residence is one of the places in which a person lives.
func isHome(f *register.Fact[register.Residence]) bool {
	return f.Value.LivesThere() && !f.Standing().Sealed
}

// lastHeld returns the fact that ended last among those that are not sealed and may count; of
// several the one that began last, then the one entered last; nil if there is none.
func lastHeld[T register.Value](facts register.Facts[T], may func(*register.Fact[T]) bool) (last *register.Fact[T]) {
	until := func(f *register.Fact[T]) register.Day {
		if s := f.Standing(); s.Ended {
			return s.Until.Latest()
		}
		return register.LastDay
	}
	for i := range facts {
		f := &facts[i]
		if f.Standing().Sealed || !may(f) {
			continue
		}
		if last == nil || cmp.Or(cmp.Compare(until(f), until(last)), cmp.Compare(f.From.Latest(), last.From.Latest())) >= 0 {
			last = f
		}
	}
	return last
}

// Area is the area in which a reader sees people. In the zero Area that is nobody.
type Area struct {
	register.Area
	shelters *Shelters // whose former inhabitants are shown without them
}

// Sparing returns the area without the dwellings in which somebody protected lives now.
func (a Area) Sparing(s *Shelters) Area {
	a.shelters = s
	return a
}

// wholeCountry returns the area of a reader who sees people of the whole country.
func wholeCountry() Area { return Area{Area: register.WholeCountry()} }

// AreaFor returns the area of the reader's office on a day. Where a case opens whom the answer is about it
// is the whole country; a consulate, which has no area, sees nobody without one.
func AreaFor(atlas *register.Atlas, office register.Office, opened bool, day register.Day) Area {
	if opened {
		return wholeCountry()
	}
	return Area{Area: atlas.AreaOf(office, day)}
}

// IncludesAny reports whether one of the homes lies in the area. The whole country includes
// everybody; any other area excludes people whose homes are unknown.
func (a Area) IncludesAny(homes []register.PlaceID) bool {
	return a.Country() || slices.ContainsFunc(homes, a.Contains)
}

// Elsewhere reports whether an office tells of another place than the homes: none of them lies in
// its area. An office of the whole country tells of no place, a consulate of one abroad.
func Elsewhere(atlas *register.Atlas, o register.Office, homes []register.PlaceID, day register.Day) bool {
	return !Area{Area: atlas.AreaOf(o, day)}.IncludesAny(homes)
}

// ShowsOffice reports whether a reader of the area who has no case is told which office registered
// an act. The office of another area, or a home outside the area that the act opened, tells where
// somebody lived.
func (a Area) ShowsOffice(o register.Office, act *register.Act) bool {
	if a.Country() {
		return true
	}
	return a.Overlaps(o) && !slices.ContainsFunc(act.Effects, func(e register.Effect) bool {
		switch v := e.Value.(type) {
		case register.Residence:
			return !a.Contains(v.Address.Place)
		case register.Address:
			return !a.Contains(v.Place)
		}
		return false
	})
}

// Redact returns a subject as a reader of the area who has no case sees it: without what is
// sealed, and without residences, and a household without addresses, that lie outside the area or that
// it spares.
func (a Area) Redact(s register.Subject) register.Subject {
	s = register.WithoutSealed(s)
	if a.Country() && (a.shelters == nil || len(a.shelters.left) == 0) {
		return s
	}
	switch p := s.(type) {
	case *register.Person:
		out := *p
		out.Residences = slices.DeleteFunc(slices.Clone(p.Residences), func(f register.Fact[register.Residence]) bool {
			return !a.Contains(f.Value.Address.Place) || len(a.shelters.because(f.Key)) > 0
		})
		return &out
	case *register.Household:
		out := *p
		out.Addresses = slices.DeleteFunc(slices.Clone(p.Addresses), func(f register.Fact[register.Address]) bool {
			return !a.Contains(f.Value.Place) || len(a.shelters.because(f.Key)) > 0
		})
		return &out
	}
	return s
}
