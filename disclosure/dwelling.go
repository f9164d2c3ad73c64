package disclosure

import (
	"context"
	"slices"

	"samano/access"
	"samano/names"
	"samano/register"
	"samano/registrar"
)

// dwellings returns the dwellings with a house at which a person is at home or stays, or at which a
// household is. Each is named as it is now, in the unit in which its village lies today and with
// the house as houses are compared, so that one dwelling is one address however it was written.
func (c *Cover) dwellings(s register.Subject) []register.Address {
	var out []register.Address
	switch s := s.(type) {
	case *register.Person:
		for i := range s.Residences {
			if f := &s.Residences[i]; f.Value.LivesThere() && c.holdsNow(f) {
				out = append(out, c.named(f.Value.Address)...)
			}
		}
	case *register.Household:
		for _, f := range s.Addresses.Current() {
			out = append(out, c.named(f.Value)...)
		}
	}
	return out
}

// named returns an address as dwellings are named, in each unit that its village has become; none where
// no house is known.
func (c *Cover) named(a register.Address) (out []register.Address) {
	house := names.Dwelling(a.Dwelling)
	if a.Place == 0 || house == "" {
		return nil
	}
	units := c.atlas.Successors(a.Place, c.day)
	if len(units) == 0 {
		units = []register.PlaceID{a.Place}
	}
	for _, unit := range units {
		out = append(out, register.Address{Place: unit, Dwelling: house})
	}
	return out
}

// holdsNow reports whether a residence stands that has no end or one that may be to come. An end
// of which nothing is known is past.
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

// sheltered returns the protected people in whose dwellings acts that are not registered yet would
// let somebody live who does not live there now. A protection covers whoever lives with them, and so
// hides the one from then on: an office that moves somebody from house to house learns by that where
// somebody protected lives. So it looks at them, and the look is in their list.
func sheltered(ctx context.Context, pass access.Pass, r *registrar.Documents, acts ...*register.Act) ([]register.Ref, error) {
	acts = slices.DeleteFunc(slices.Clone(acts), func(a *register.Act) bool { return a == nil || !opensHome(a) })
	if len(acts) == 0 {
		return nil, nil
	}
	sides, err := SidesOf(ctx, pass, r, acts)
	if err != nil {
		return nil, err
	}
	c := sides.cover
	entered := map[register.Address]bool{}
	for _, s := range slices.Concat(sides.acts...) {
		for _, a := range c.dwellings(s.after) {
			if s.before == nil || !slices.Contains(c.dwellings(s.before), a) {
				entered[a] = true
			}
		}
	}
	who, err := sheltersAt(ctx, pass, r, entered)
	if err != nil {
		return nil, err
	}
	var out []register.Ref
	for a := range entered {
		out = AddRefs(out, who[a]...)
	}
	err = addSurvivors(ctx, pass, r, &out)
	return access.SortSubjects(out), err
}

// opensHome reports whether an act may let somebody live somewhere.
func opensHome(a *register.Act) bool {
	return slices.ContainsFunc(a.Effects, func(e register.Effect) bool {
		switch e.Value.(type) {
		case register.Residence, register.Address:
			return true
		}
		return e.Op == register.OpVoid // an end that was wrong: somebody lives there again
	})
}
