package disclosure

import (
	"samano/names"
	"samano/register"
)

// dwellings returns the dwellings with a house at which a person is at home or stays, or at which a
// household is. Each is named as it is now, in the unit in which its village lies today and with
// the house as houses are compared, so that one dwelling is one address however it was written.
func (c *Cover) dwellings(s register.Subject) []register.Address {
	var out []register.Address
	add := func(a register.Address) {
		house := names.Dwelling(a.Dwelling)
		if a.Place == 0 || house == "" {
			return
		}
		units := c.atlas.Successors(a.Place, c.day)
		if len(units) == 0 {
			units = []register.PlaceID{a.Place}
		}
		for _, unit := range units {
			out = append(out, register.Address{Place: unit, Dwelling: house})
		}
	}
	switch s := s.(type) {
	case *register.Person:
		for i := range s.Residences {
			if f := &s.Residences[i]; f.Value.LivesThere() && c.holdsNow(f) {
				add(f.Value.Address)
			}
		}
	case *register.Household:
		for _, f := range s.Addresses.Current() {
			add(f.Value)
		}
	}
	return out
}

// holdsNow reports whether a residence stands that has no end or one that may be to come: the end of
// a short stay is written at once. An end of which nothing is known is past.
func (c *Cover) holdsNow(f *register.Fact[register.Residence]) bool {
	s := f.Standing()
	if s.Void || !s.Ended {
		return !s.Void
	}
	return s.Until.Precision() != register.Unknown && f.Holds(c.day) != register.No
}

// everWritten returns the dwellings as any document may have them: an address keeps the unit in
// which it was registered.
func (c *Cover) everWritten(dwellings []register.Address) []register.Address {
	var out []register.Address
	for _, a := range dwellings {
		for _, unit := range c.atlas.Predecessors(a.Place) {
			out = append(out, register.Address{Place: unit, Dwelling: a.Dwelling})
		}
	}
	return out
}
