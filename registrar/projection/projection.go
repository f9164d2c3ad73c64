// Package projection owns what follows from documents and serves a search: the keys of names, the
// reverse edges, the keys of dwellings, and the matcher's keys. The writing transaction keeps the rows in step; a
// rebuild makes them again and an audit compares them, with the same code.
package projection

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"samano/names"
	"samano/register"
	"samano/registrar/record"
	"samano/store"
)

// Version is the version of the code in this package and of the code that makes its keys (package
// names, record.DecisionKey, the keys of package match). Raise it with every change of their
// results. A register whose projections were made by another version is not opened until
// audit.Rebuild has made them again.
const Version = 8 // 2: decisions by their folded reference; 3: the matcher's keys; 4: protected addresses; 5: however the house is written; 6: dwellings; 7: books however they are written; 8: sealed names and numbers

// Of returns the rows that a subject's document adds to searches. They depend on the document
// alone, so that an audit can make them again and compare.
func Of(s register.Subject, cache *NameKeys) store.Projection {
	out := Edges(s)
	if p, ok := s.(*register.Person); ok {
		out.Keys = nameKeys(p, cache)
	}
	return out
}

// Edges is Of without the keys of names. Those cost more than all the rest and are needed only
// when rows are written.
func Edges(s register.Subject) store.Projection {
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
	out := store.Projection{Ref: p.Ref(), Dwellings: personDwellings(p)}
	out.Number, out.Former = numbersOf(p)
	for _, f := range p.Parents.Standing() {
		if id := f.Value.Party.Person; id != 0 && !slices.Contains(out.ChildOf, id) {
			out.ChildOf = append(out.ChildOf, id)
		}
	}
	slices.Sort(out.ChildOf)
	return out
}

// nameKeys returns the search keys of all names, present and former, of a person, but of those that are
// sealed. A person entered in error is found by number only.
func nameKeys(p *register.Person, cache *NameKeys) []store.NameKey {
	if !p.Exists() {
		return nil
	}
	var out []store.NameKey
	year := int(p.Born().Date.Year)
	for _, f := range p.Names.Standing() {
		if f.Standing().Sealed {
			continue
		}
		for _, form := range f.Value.Forms {
			for _, part := range form.Parts {
				for _, text := range [...]string{part.Given, part.Middle, part.Surname} {
					if text != "" {
						out = addKeys(out, cache.keysOf(text), year, p.ID)
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b store.NameKey) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// numbersOf returns the number by which the person is found, void or not: no number is ever given to a
// second person. Former are the others: those that a seal withholds, and those that stood for a while.
func numbersOf(p *register.Person) (number register.Number, former []register.Number) {
	for i := range p.Numbers {
		n := p.Numbers[i].Value
		switch s := p.Numbers[i].Standing(); {
		case s.Sealed, s.Void && number != "":
			former = append(former, n)
		case number == "":
			number = n
		default:
			number, former = n, append(former, number)
		}
	}
	return number, former
}

// personDwellings returns the keys of the dwellings under which a person is found: those of
// everybody whom a protection may cover by living there. Of a protected person, and of a merged
// record, which may be that of one, they are all homes that are not void, since a stay has its end
// from the beginning and a document does not know the day. Nobody else has any, so that the rows
// stay few.
func personDwellings(p *register.Person) []string {
	if !p.Protected() && p.Survivor() == 0 {
		return nil
	}
	var all []register.Address
	for _, f := range p.Residences.Standing() {
		if f.Value.LivesThere() {
			all = append(all, f.Value.Address)
		}
	}
	return DwellingKeys(all...)
}

// DwellingKeys returns the keys of the addresses that have a house, each once and in order.
func DwellingKeys(addresses ...register.Address) []string {
	var out []string
	for _, a := range addresses {
		if house := names.Dwelling(a.Dwelling); a.Place != 0 && house != "" {
			out = append(out, strconv.FormatInt(int64(a.Place), 10)+"/"+house)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
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

// NameKeys makes the search keys of names and caches them: a country has millions of people and
// some ten thousand names. A full cache is emptied. The zero value is ready; it is safe for
// concurrent use.
type NameKeys struct {
	mu   sync.Mutex
	keys map[string][]string
}

// maxKeyCache bounds the cache to some megabytes.
const maxKeyCache = 1 << 15

// keysOf returns the keys of one part of a name. The folded Lao form is left out: its sound key
// finds it too, and at thirty bytes a key it would cost a country much space.
func (c *NameKeys) keysOf(text string) []string {
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

func householdEdges(h *register.Household) store.Projection {
	out := store.Projection{Ref: h.Ref()}
	for _, f := range h.Members.Standing() {
		if !slices.Contains(out.Members, f.Value.Person) {
			out.Members = append(out.Members, f.Value.Person)
		}
	}
	slices.Sort(out.Members)
	for _, f := range h.Books.Standing() {
		if number := names.BookNumber(f.Value.Number); !slices.Contains(out.Books, number) {
			out.Books = append(out.Books, number)
		}
	}
	slices.Sort(out.Books)
	var stands []register.Address
	for _, f := range h.Addresses.Current() {
		stands = append(stands, f.Value)
	}
	out.Dwellings = DwellingKeys(stands...)
	return out
}

// Change is one subject before a transaction (nil: it is new) and after it.
type Change struct {
	Was, Now register.Subject
}

// AddAct adds the rows that follow from an act and the client-made ids that it gave to subjects.
func AddAct(b *store.Batch, a *register.Act, named map[register.ClientID]register.Ref) {
	for id, ref := range named {
		b.Aliases[id] = ref
	}
	if d, ok := record.DecisionKey(a.Decision); ok {
		d.Seq = a.Seq
		b.Decisions = append(b.Decisions, d)
	}
	if !a.Printed.IsZero() {
		b.Printed = append(b.Printed, store.Printed{PrintedNumber: a.Printed, Seq: a.Seq})
	}
}

// rooms are where documents are written, before each is kept in no more memory than it needs.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

func document(s register.Subject) []byte {
	room := rooms.Get().(*[]byte)
	defer rooms.Put(room)
	*room = register.AppendDocument((*room)[:0], s)
	return bytes.Clone(*room)
}

// AddSubject adds a changed document and its rows to a batch.
func AddSubject(b *store.Batch, c Change, cache *NameKeys) {
	ref := c.Now.Ref()
	b.Subjects = append(b.Subjects, store.Subject{Ref: ref, Seq: c.Now.Seq(), Doc: document(c.Now)})
	p := Of(c.Now, cache)
	if c.Was == nil {
		b.New[ref] = true
	} else {
		old := Of(c.Was, cache)
		p.Replaces = &old
	}
	b.Projections = append(b.Projections, p)
}
