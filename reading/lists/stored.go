package lists

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"samano/access"
	"samano/match"
	"samano/match/batch"
	"samano/register"
	"samano/store"
)

// Stored searches the matcher's index in the database, which the acts keep: for a few thousand
// people that costs less than reading a country into memory. It implements batch.Searcher and is
// for one goroutine.
type Stored struct {
	s        *Service
	pass     access.Pass
	lexicon  *match.Lexicon
	model    *match.Model
	reader   match.Reader
	people   int
	compared int // people, by all its searches
}

// Compared returns how many people all searches have compared.
func (s *Stored) Compared() int { return s.compared }

// Stored makes a search that is valid as long as the pass. model expects the share of the wanted
// people who are registered.
func (s *Service) Stored(ctx context.Context, pass access.Pass, model *match.Model) (*Stored, error) {
	frequencies, err := match.ShippedFrequencies()
	if err != nil {
		return nil, err
	}
	head, err := s.config.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	atlas, err := s.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	out := &Stored{s: s, pass: pass, lexicon: frequencies.Lexicon(), model: model, people: int(head.NextPerson - 1)}
	out.reader = match.Reader{Atlas: atlas, Day: register.DayAt(s.config.Now())}
	return out, nil
}

// Find implements batch.Searcher. The record names units that exist; the database holds those
// that were written.
func (s *Stored) Find(ctx context.Context, wanted match.Record) (b batch.Found, err error) {
	f := s.lexicon.Read(wanted)
	if b.Keys = len(match.AppendKeys(nil, &f)); b.Keys == 0 {
		return b, nil
	}
	var keys []store.Key
	atlas := s.reader.Atlas
	for _, k := range s.lexicon.AppendProbeKeysOf(nil, &f,
		atlas.OtherIDs(wanted.Home.Village, match.MaxVillages), atlas.OtherIDs(wanted.BornAt.Village, match.MaxVillages)) {
		keys = append(keys, store.Key(k))
	}
	ids, truncated, err := s.s.config.Store.Sharing(ctx, s.pass, keys, store.Limits{PerKey: match.MostPerKey, PerSplit: match.MostPerSplit})
	if err != nil {
		return b, err
	}
	people, err := s.documents(ctx, ids)
	if err != nil {
		return b, err
	}
	s.reader.Person = func(id register.PersonID) *register.Person { return people[id] }
	b.Truncated = truncated
	for _, id := range ids {
		if p := people[id]; p.HasOwnRecord() {
			s.compared++
			g := s.lexicon.Read(s.reader.Record(p))
			if f.Life().Apart(g.Life()) {
				continue
			}
			v := s.lexicon.Compare(&f, &g)
			b.Hits = append(b.Hits, batch.Hit{Person: id, P: s.model.Probability(&v, s.people)})
		}
	}
	slices.SortFunc(b.Hits, func(x, y batch.Hit) int {
		return cmp.Or(cmp.Compare(y.P, x.P), cmp.Compare(x.Person, y.Person))
	})
	return b, nil
}

// documents returns people and those whom their records name.
func (s *Stored) documents(ctx context.Context, ids []register.PersonID) (map[register.PersonID]*register.Person, error) {
	people, err := s.s.config.Documents.Persons(ctx, s.pass, ids...)
	if err != nil {
		return nil, err
	}
	var relatives []register.PersonID
	for _, p := range people {
		for _, id := range match.Relatives(p) {
			if id != 0 && people[id] == nil {
				relatives = append(relatives, id)
			}
		}
	}
	slices.Sort(relatives)
	more, err := s.s.config.Documents.Persons(ctx, s.pass, slices.Compact(relatives)...)
	if err != nil {
		return nil, err
	}
	maps.Copy(people, more)
	return people, nil
}
