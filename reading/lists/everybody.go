package lists

import (
	"context"
	"iter"

	"samano/access"
	"samano/match"
	"samano/match/memindex"
	"samano/register"
	"samano/registrar/record"
	"samano/store"
)

// Everybody is the whole register in memory, ready to be compared with.
type Everybody struct {
	Index *memindex.Index
	Seq   register.Seq // up to which, but not including it, the index holds every act for sure
}

// Everybody reads the register in three passes and keeps no document: names, then households,
// then persons. People entered during the reading may or may not be included. It holds the names that are
// sealed too: it serves the search for duplicates, which asks adjudicators.
func (s *Service) Everybody(ctx context.Context, pass access.Pass, progress Progress) (*Everybody, error) {
	return s.everybody(ctx, pass, match.NewLexicon(), true, progress)
}

// everybody is Everybody over a lexicon, with or without what is sealed.
func (s *Service) everybody(ctx context.Context, pass access.Pass, lexicon *match.Lexicon, sealed bool, progress Progress) (*Everybody, error) {
	head, err := s.config.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	atlas, err := s.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, pass, head, progress)
	if err != nil {
		return nil, err
	}
	homes, err := s.homes(ctx, pass, head)
	if err != nil {
		return nil, err
	}
	reader := match.Reader{
		Atlas: atlas, Day: register.DayAt(s.config.Now()), Name: names.of, Sealed: sealed,
		Household: func(id register.PersonID) register.HouseholdID { return at(homes, id) },
	}
	var failed error
	index, err := memindex.BuildWith(lexicon, func(yield func(match.Record) bool) {
		for p, err := range s.persons(ctx, pass, head, stepIndex, progress) {
			if failed = err; err != nil || p.HasOwnRecord() && !yield(reader.Record(p)) {
				return
			}
		}
	}, s.config.Workers)
	if failed != nil {
		return nil, failed
	}
	return &Everybody{Index: index, Seq: register.Seq(head.Size)}, err
}

// at returns what a list by id holds for a person; the zero value for people entered after it was
// made.
func at[T any](list []T, id register.PersonID) (out T) {
	if id < 0 || int64(id) >= int64(len(list)) {
		return out
	}
	return list[id]
}

// subjects walks the documents of a kind.
func subjects[T register.Subject](ctx context.Context, pass access.Pass, s Store, kind register.SubjectKind) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for row, err := range s.EachSubject(ctx, pass, kind, 0) {
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

// persons walks the persons and tells how far it is.
func (s *Service) persons(ctx context.Context, pass access.Pass, head store.Head, step string, progress Progress) iter.Seq2[*register.Person, error] {
	return func(yield func(*register.Person, error) bool) {
		n := int64(0)
		for p, err := range subjects[*register.Person](ctx, pass, s.config.Store, register.SubjectPerson) {
			if n++; n%1024 == 0 {
				progress.set(step, n, head.NextPerson)
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// homes returns by person the household in which they live; of several the last by id.
func (s *Service) homes(ctx context.Context, pass access.Pass, head store.Head) ([]register.HouseholdID, error) {
	out := make([]register.HouseholdID, head.NextPerson)
	for h, err := range subjects[*register.Household](ctx, pass, s.config.Store, register.SubjectHousehold) {
		if err != nil {
			return nil, err
		}
		for _, f := range h.Members.Current() {
			if id := f.Value.Person; int64(id) < int64(len(out)) {
				out[id] = h.ID
			}
		}
	}
	return out, nil
}

// nameBook holds the names by which relatives are known, each word once: some eight bytes a
// person.
type nameBook struct {
	words []string
	at    map[string]uint32
	ids   [][2]uint32 // given name and surname, by person
}

func (s *Service) names(ctx context.Context, pass access.Pass, head store.Head, progress Progress) (*nameBook, error) {
	b := &nameBook{words: []string{""}, at: map[string]uint32{"": 0}, ids: make([][2]uint32, head.NextPerson)}
	for p, err := range s.persons(ctx, pass, head, stepNames, progress) {
		if err != nil {
			return nil, err
		}
		if int64(p.ID) >= int64(len(b.ids)) {
			continue
		}
		n := match.NameOf(p)
		b.ids[p.ID] = [2]uint32{b.word(n.Given), b.word(n.Surname)}
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

func (b *nameBook) of(id register.PersonID) match.Name {
	n := at(b.ids, id)
	return match.Name{Given: b.words[n[0]], Surname: b.words[n[1]]}
}
