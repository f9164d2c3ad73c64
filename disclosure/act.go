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
// cover holds them, and each residence that the act opens. Those of subjects that the case opens are
// shown of every area and left out.
func (c *Cover) PlacesOf(a *register.Act, opens func(...register.Ref) bool) [][]register.PlaceID {
	var out [][]register.PlaceID
	for _, ref := range a.Subjects() {
		if opens(ref) {
			continue
		}
		if ref.Kind == register.SubjectPlace {
			out = append(out, []register.PlaceID{register.PlaceID(ref.ID)})
		} else {
			out = append(out, Homes(c.Subject(ref)))
		}
	}
	for _, e := range a.Effects {
		if opens(e.Subject) {
			continue
		}
		switch v := e.Value.(type) {
		case register.Residence:
			out = append(out, []register.PlaceID{v.Address.Place})
		case register.Address:
			out = append(out, []register.PlaceID{v.Place})
		}
	}
	return out
}

// WithoutOthers returns a copy of an act without the people whom its person resembles: no look was
// written at them, and a protection may cover them.
func WithoutOthers(a *register.Act) Seen[*register.Act] {
	out := *a
	out.Findings, out.Accepted = FindingsWithoutOthers(a.Findings), slices.Clone(a.Accepted)
	for i := range out.Accepted {
		accepted := &out.Accepted[i]
		if accepted.Person = ""; (register.Finding{Code: accepted.Code}).AboutAnother() {
			accepted.Code = register.CodePerhapsRegistered // no more than a finding tells how like
		}
	}
	return Seen[*register.Act]{&out}
}

// FindingsWithoutOthers returns findings that do not tell whom somebody is like, how like, and why.
// One finding about another person is left of all, so that their number tells nothing either.
func FindingsWithoutOthers(findings []register.Finding) (out []register.Finding) {
	for _, f := range findings {
		if f.AboutAnother() {
			if slices.ContainsFunc(out, register.Finding.AboutAnother) {
				continue
			}
			f.Code, f.Args, f.Article = register.CodePerhapsRegistered, nil, ""
		}
		out = append(out, f)
	}
	return out
}
