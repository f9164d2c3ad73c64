package registrar

import (
	"slices"
	"unicode/utf8"

	"samano/names"
	"samano/register"
	"samano/store"
)

// ProjectionVersion is the version of the code in this file. A register whose
// projections were made by another version is rebuilt before it serves.
const ProjectionVersion = 1

// project says what a subject's document gives to searches. It is a function of
// the document alone, so that doctor and verify can make it again and compare.
func project(s register.Subject) store.Projection {
	switch s := s.(type) {
	case *register.Person:
		return projectPerson(s)
	case *register.Household:
		return projectHousehold(s)
	case *register.Place:
		return store.Projection{Ref: s.Ref()}
	}
	return store.Projection{}
}

// Project is project for those who check a register.
func Project(s register.Subject) store.Projection { return project(s) }

func projectPerson(p *register.Person) store.Projection {
	out := store.Projection{Ref: p.Ref(), Number: firstNumber(p)}
	for _, f := range p.Parents.Standing() {
		if id := f.Value.Party.Person; id != 0 && !slices.Contains(out.ChildOf, id) {
			out.ChildOf = append(out.ChildOf, id)
		}
	}
	slices.Sort(out.ChildOf)
	if !p.Exists() {
		return out // a person entered in error is found by number only
	}
	year := int(p.Born().Date.Year)
	for _, f := range p.Names.Standing() {
		for _, form := range f.Value.Forms {
			for _, part := range form.Parts {
				for _, text := range [...]string{part.Given, part.Middle, part.Surname} {
					out.Keys = addKeys(out.Keys, text, year, p.ID)
				}
			}
		}
	}
	slices.SortFunc(out.Keys, compareKeys)
	return out
}

// firstNumber is the number that the person was given, void or not: a number
// never means anybody else.
func firstNumber(p *register.Person) register.Number {
	if len(p.Numbers) == 0 {
		return ""
	}
	return p.Numbers[0].Value
}

// addKeys adds the keys of one part of a name. The folded Lao form is left out: its
// sound key finds it too, and at thirty bytes a key a country would pay for it.
func addKeys(keys []store.NameKey, text string, year int, id register.PersonID) []store.NameKey {
	if text == "" {
		return keys
	}
	found := names.SearchKeys(text)
	if sound := names.SoundKey(text); sound != "" {
		found = slices.DeleteFunc(found, func(k string) bool { return k != sound && k[0] >= utf8.RuneSelf })
	}
	for _, k := range found {
		nk := store.NameKey{Key: k, Year: year, Person: id}
		if !slices.Contains(keys, nk) {
			keys = append(keys, nk)
		}
	}
	return keys
}

func compareKeys(a, b store.NameKey) int {
	switch {
	case a.Key < b.Key:
		return -1
	case a.Key > b.Key:
		return 1
	}
	return 0
}

func projectHousehold(h *register.Household) store.Projection {
	out := store.Projection{Ref: h.Ref()}
	for _, f := range h.Members.Standing() {
		if !slices.Contains(out.Members, f.Value.Person) {
			out.Members = append(out.Members, f.Value.Person)
		}
	}
	slices.Sort(out.Members)
	for _, f := range h.Books.Standing() {
		if !slices.Contains(out.Books, f.Value.Number) {
			out.Books = append(out.Books, f.Value.Number)
		}
	}
	slices.Sort(out.Books)
	return out
}
