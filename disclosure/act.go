package disclosure

import (
	"slices"

	"samano/register"
)

// NamedIn returns the people whom the effects of an act name, beside its subjects.
func NamedIn(a *register.Act) []register.Ref {
	var out []register.Ref
	for _, e := range a.Effects {
		for _, id := range register.Persons(nil, e.Value) {
			out = append(out, register.PersonRef(id))
		}
	}
	return out
}

// PlacesOf returns the places of an act for its look: the homes of each subject, as the
// cover holds them, and each residence that the act opens, which is shown outside the
// area for a case only.
func (c *Cover) PlacesOf(a *register.Act) [][]register.PlaceID {
	var out [][]register.PlaceID
	for _, ref := range a.Subjects() {
		if ref.Kind == register.SubjectPlace {
			out = append(out, []register.PlaceID{register.PlaceID(ref.ID)})
		} else {
			out = append(out, Homes(c.Subject(ref)))
		}
	}
	for _, e := range a.Effects {
		switch v := e.Value.(type) {
		case register.Residence:
			out = append(out, []register.PlaceID{v.Address.Place})
		case register.Address:
			out = append(out, []register.PlaceID{v.Place})
		}
	}
	return out
}

// WithoutOthers returns a copy of an act that does not tell to whom its person is very
// like: nobody looked at that other person, whom a protection may cover.
func WithoutOthers(a *register.Act) *register.Act {
	out := *a
	out.Findings, out.Accepted = slices.Clone(a.Findings), slices.Clone(a.Accepted)
	for i := range out.Findings {
		if out.Findings[i].AboutAnother() {
			out.Findings[i].Args = nil
		}
	}
	for i := range out.Accepted {
		out.Accepted[i].Person = ""
	}
	return &out
}
