package registrar

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"samano/names"
	"samano/register"
	"samano/store"
)

// ProjectionVersion is the version of the code in this file and of what makes the
// keys in it (package names, decisionKey, the keys of package match): raise it with every change of what they
// give. A register whose projections were made by another version is not opened
// until Rebuild has made them again.
const ProjectionVersion = 3 // 2: decisions by their folded reference; 3: the matcher's keys

// project says what a subject's document gives to searches. It is a function of
// the document alone, so that doctor and verify can make it again and compare.
func project(s register.Subject, known *keyCache) store.Projection {
	out := edges(s)
	if p, ok := s.(*register.Person); ok {
		out.Keys = nameKeys(p, known)
	}
	return out
}

// edges is project without the keys of names, which cost more than all the rest
// and are asked for only when rows are written.
func edges(s register.Subject) store.Projection {
	switch s := s.(type) {
	case *register.Person:
		return personEdges(s)
	case *register.Household:
		return householdEdges(s)
	case *register.Place:
		return store.Projection{Ref: s.Ref()}
	}
	return store.Projection{}
}

func personEdges(p *register.Person) store.Projection {
	out := store.Projection{Ref: p.Ref(), Number: firstNumber(p)}
	for _, f := range p.Parents.Standing() {
		if id := f.Value.Party.Person; id != 0 && !slices.Contains(out.ChildOf, id) {
			out.ChildOf = append(out.ChildOf, id)
		}
	}
	slices.Sort(out.ChildOf)
	return out
}

// nameKeys gives the search keys of all names that the person bears or bore. A
// person entered in error is found by number only.
func nameKeys(p *register.Person, known *keyCache) []store.NameKey {
	if !p.Exists() {
		return nil
	}
	var out []store.NameKey
	year := int(p.Born().Date.Year)
	for _, f := range p.Names.Standing() {
		for _, form := range f.Value.Forms {
			for _, part := range form.Parts {
				for _, text := range [...]string{part.Given, part.Middle, part.Surname} {
					if text != "" {
						out = addKeys(out, known.keysOf(text), year, p.ID)
					}
				}
			}
		}
	}
	slices.SortFunc(out, compareKeys)
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

func addKeys(keys []store.NameKey, found []string, year int, id register.PersonID) []store.NameKey {
	for _, k := range found {
		nk := store.NameKey{Key: k, Year: year, Person: id}
		if !slices.Contains(keys, nk) {
			keys = append(keys, nk)
		}
	}
	return keys
}

// keyCache remembers the keys of parts of names: a country has millions of people
// and some ten thousand names. When it is full it forgets all and begins anew. The
// zero value is ready.
type keyCache struct {
	mu   sync.Mutex
	keys map[string][]string
}

// maxKeyCache bounds it to some megabytes.
const maxKeyCache = 1 << 15

// keysOf gives the keys of one part of a name. The folded Lao form is left out: its
// sound key finds it too, and at thirty bytes a key a country would pay for it.
func (c *keyCache) keysOf(text string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if found, ok := c.keys[text]; ok {
		return found
	}
	found := names.SearchKeys(text)
	if sound := names.SoundKey(text); sound != "" {
		found = slices.DeleteFunc(found, func(k string) bool { return k != sound && k[0] >= utf8.RuneSelf })
	}
	if c.keys == nil || len(c.keys) >= maxKeyCache {
		c.keys = make(map[string][]string)
	}
	c.keys[strings.Clone(text)] = found
	return found
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

func householdEdges(h *register.Household) store.Projection {
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
