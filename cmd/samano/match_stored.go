package main

import (
	"context"
	"slices"

	"samano/match"
	"samano/match/batch"
	"samano/register"
	"samano/store"
)

// storedSearch looks for people in the index that the acts keep in the database, as registering does: for a few thousand it
// costs less than to read a country into memory. It is for one goroutine.
type storedSearch struct {
	h        *house
	lexicon  *match.Lexicon
	model    *match.Model
	reader   match.Reader
	before   map[register.PlaceID][]register.PlaceID // of a unit, those that it took over from
	people   int
	compared int
}

// storedSearch makes a searcher. model expects the share of those asked for who are there.
func (h *house) storedSearch(ctx context.Context, model *match.Model) (*storedSearch, error) {
	frequencies, err := match.ShippedFrequencies()
	if err != nil {
		return nil, err
	}
	head, err := h.parts.Register.Head(ctx)
	if err != nil {
		return nil, err
	}
	atlas, err := h.Registrar.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	s := &storedSearch{h: h, lexicon: frequencies.Lexicon(), model: model, people: int(head.NextPerson - 1), before: map[register.PlaceID][]register.PlaceID{}}
	s.reader = match.Reader{Atlas: atlas, Day: register.DayAt(h.Clock())}
	for _, p := range atlas.All() {
		for _, f := range p.Successors.Standing() {
			s.before[f.Value.Place] = append(s.before[f.Value.Place], p.ID)
		}
	}
	return s, nil
}

// Best implements batch.Searcher. The record's places are units that stand; in the database are those that were written.
func (s *storedSearch) Best(ctx context.Context, asked match.Record) (b batch.Best, err error) {
	f := s.lexicon.Read(asked)
	if b.Keys = len(match.AppendKeys(nil, &f)); b.Keys == 0 {
		return b, nil
	}
	var keys []store.Key
	for _, k := range s.lexicon.AppendProbeKeysOf(nil, &f, s.earlier(asked.Home.Village), s.earlier(asked.BornAt.Village)) {
		keys = append(keys, store.Key(k))
	}
	ids, crowded, err := s.h.parts.Register.Sharing(ctx, keys, match.MostPerKey, match.MostPerSplit)
	if err != nil {
		return b, err
	}
	people, err := s.documents(ctx, ids)
	if err != nil {
		return b, err
	}
	s.reader.Person = func(id register.PersonID) *register.Person { return people[id] }
	b.Crowded = crowded
	for _, id := range ids {
		if p := people[id]; p != nil && matchable(p) {
			s.compared++
			g := s.lexicon.Read(s.reader.Record(p))
			v := s.lexicon.Compare(&f, &g)
			if p := s.model.Probability(&v, s.people); b.Person == 0 || p > b.P {
				b.Person, b.P = id, p
			}
		}
	}
	return b, nil
}

// earlier gives the units from which a unit took over, and those from which they did.
func (s *storedSearch) earlier(id register.PlaceID) []register.PlaceID {
	out := []register.PlaceID{id}
	for i := 0; i < len(out) && len(out) <= match.MaxVillages; i++ {
		for _, other := range s.before[out[i]] {
			if !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	return out[1:]
}

// documents gives people and those whom their records name.
func (s *storedSearch) documents(ctx context.Context, ids []register.PersonID) (map[register.PersonID]*register.Person, error) {
	people, err := s.h.Registrar.Persons(ctx, ids...)
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
	more, err := s.h.Registrar.Persons(ctx, slices.Compact(relatives)...)
	if err != nil {
		return nil, err
	}
	for id, p := range more {
		people[id] = p
	}
	return people, nil
}
