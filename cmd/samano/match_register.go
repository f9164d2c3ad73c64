package main

import (
	"context"
	"iter"
	"runtime"

	"samano/match"
	"samano/match/memindex"
	"samano/register"
	"samano/registrar/record"
	"samano/store"
)

// wholeRegister is everybody of a register in memory, ready to be compared with. It is made in three walks over the
// documents, none of which keeps one: persons say what they are called in the records of others, households who lives with
// whom, and then persons are read.
type wholeRegister struct {
	index *memindex.Index
	seq   register.Seq // up to which, but not with which, it holds every act for sure
}

// matchable reports whether somebody stands for herself in the register: was rightly entered and not merged into another.
func matchable(p *register.Person) bool { return p.Exists() && p.Survivor() == 0 }

// wholeRegister builds the index. People who are entered meanwhile may be in it or not; the next search finds them.
func (h *house) wholeRegister(ctx context.Context) (*wholeRegister, error) {
	head, err := h.parts.Register.Head(ctx)
	if err != nil {
		return nil, err
	}
	atlas, err := h.Registrar.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	w := &wholeRegister{seq: register.Seq(head.Size)}
	book, err := h.nameBook(ctx, head)
	if err != nil {
		return nil, err
	}
	homes, err := h.homes(ctx, head)
	if err != nil {
		return nil, err
	}
	reader := match.Reader{
		Atlas: atlas, Day: register.DayAt(h.Clock()), Name: book.name,
		Household: func(id register.PersonID) register.HouseholdID { return at(homes, id) },
	}
	var failed error
	bar := h.g.progress("compare by")
	w.index, err = memindex.Build(func(yield func(match.Record) bool) {
		for p, err := range h.persons(ctx, bar, head) {
			if failed = err; err != nil || matchable(p) && !yield(reader.Record(p)) {
				return
			}
		}
	}, runtime.GOMAXPROCS(0))
	bar.done()
	if failed != nil {
		return nil, failed
	}
	return w, err
}

// at gives what a list by id has for a person; the zero value for who was entered after it was made.
func at[T any](list []T, id register.PersonID) (out T) {
	if id < 0 || int64(id) >= int64(len(list)) {
		return out
	}
	return list[id]
}

// subjects walks the documents of a kind.
func subjects[T register.Subject](ctx context.Context, s store.Register, kind register.SubjectKind) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for row, err := range s.EachSubject(ctx, kind, 0) {
			if err != nil {
				yield(none, err)
				return
			}
			subject, err := record.Subject(row)
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(subject.(T), nil) {
				return
			}
		}
	}
}

// persons walks the persons and shows how far it is.
func (h *house) persons(ctx context.Context, b bar, head store.Head) iter.Seq2[*register.Person, error] {
	return func(yield func(*register.Person, error) bool) {
		n := int64(0)
		for p, err := range subjects[*register.Person](ctx, h.parts.Register, register.SubjectPerson) {
			if n++; n%1024 == 0 {
				b.set(n, head.NextPerson)
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// homes gives the household in which each lives, by id; of several the last by id.
func (h *house) homes(ctx context.Context, head store.Head) ([]register.HouseholdID, error) {
	out := make([]register.HouseholdID, head.NextPerson)
	for hh, err := range subjects[*register.Household](ctx, h.parts.Register, register.SubjectHousehold) {
		if err != nil {
			return nil, err
		}
		for _, f := range hh.Members.Current() {
			if id := f.Value.Person; int64(id) < int64(len(out)) {
				out[id] = hh.ID
			}
		}
	}
	return out, nil
}

// nameBook holds the names by which relatives are known, each word once: some eight bytes a person.
type nameBook struct {
	words []string
	at    map[string]uint32
	of    [][2]uint32 // given name and surname, by id
}

// nameBook reads the names.
func (h *house) nameBook(ctx context.Context, head store.Head) (*nameBook, error) {
	b := &nameBook{words: []string{""}, at: map[string]uint32{"": 0}, of: make([][2]uint32, head.NextPerson)}
	bar := h.g.progress("names")
	defer bar.done()
	for p, err := range h.persons(ctx, bar, head) {
		if err != nil {
			return nil, err
		}
		if int64(p.ID) >= int64(len(b.of)) {
			continue
		}
		n := match.NameOf(p)
		b.of[p.ID] = [2]uint32{b.word(n.Given), b.word(n.Surname)}
	}
	return b, nil
}

func (b *nameBook) word(text string) uint32 {
	n, ok := b.at[text]
	if !ok {
		n = uint32(len(b.words))
		b.words = append(b.words, text)
		b.at[text] = n
	}
	return n
}

func (b *nameBook) name(id register.PersonID) match.Name {
	of := at(b.of, id)
	return match.Name{Given: b.words[of[0]], Surname: b.words[of[1]]}
}
