package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"samano/match"
	"samano/match/corrupt"
	"samano/register"
	"samano/store"
)

// goalStored95 is what a search in the database may take: keys, candidates, their documents, comparing.
const goalStored95 = 15 * time.Millisecond

// storedProbes is how many people are looked for in the database.
const storedProbes = 2000

// stored loads a census into a register of its own and looks for some of its people in the index that the acts have kept.
func (b *matchBench) stored(ctx context.Context) (err error) {
	if !b.c.Register {
		return nil
	}
	dir, err := os.MkdirTemp("", "samano-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	own := *b.g
	own.Data, own.comparesNobody = filepath.Join(dir, "data"), true
	const phrase = "bench, not a secret"
	if err := os.Setenv("SAMANO_PASSPHRASE", phrase); err != nil {
		return err
	}
	if b.h, err = own.found(ctx, founding{Law: "la", Origin: "bench.samano.example/acts", Passphrase: phrase, WorkFactor: demoWorkFactor}); err != nil {
		return err
	}
	defer func() { b.h.close() }()
	b.benchRun.c = &benchRegisterCmd{People: b.c.People}
	if !b.g.JSON {
		b.g.printf("%s\n", b.kind())
	}
	for _, step := range []func(context.Context) error{b.prepare, b.load, b.probeStored} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// probeStored looks for people as they are written down again, as registering does.
func (b *matchBench) probeStored(ctx context.Context) error {
	frequencies, err := match.ShippedFrequencies()
	if err != nil {
		return err
	}
	head, err := b.h.store.Head(ctx)
	if err != nil {
		return err
	}
	s := &storedSearch{h: b.h, lexicon: frequencies.Lexicon(), model: b.model, atlas: b.atlas, people: int(head.NextPerson - 1)}
	faults := corrupt.Standard()
	faults.Moved, faults.BornAtWrong = 0, 0 // those villages are of another country
	liar := corrupt.NewLiar(faults, b.country, benchSeed+2)
	rng := rand.New(rand.NewPCG(benchSeed, 5)) // #nosec G404: seeded, to be made again
	var took []time.Duration
	found := 0
	for range storedProbes {
		id := register.PersonID(1 + rng.Int64N(head.NextPerson-1))
		r, err := s.record(ctx, id)
		if err != nil {
			return err
		}
		asked := liar.Again(&corrupt.Person{Record: r}, int(id))
		begun := time.Now()
		best, err := s.search(ctx, asked)
		if err != nil {
			return err
		}
		if took = append(took, time.Since(begun)); best == id {
			found++
		}
	}
	slices.Sort(took)
	ms := func(share int) float64 { return float64(took[len(took)*share/100].Microseconds()) / 1000 }
	return errors.Join(
		b.tell(figure{What: "found as the most probable, in the database", Value: 100 * float64(found) / storedProbes, Unit: "%"}),
		b.tell(figure{What: "compared in a probe of the database", Value: float64(s.compared) / storedProbes, Unit: "people"}),
		b.tell(figure{What: "probe of the database, p50", Value: ms(50), Unit: "ms"}),
		b.tell(figure{What: "probe of the database, p95", Value: ms(95), Unit: "ms", Goal: goalStored95.String(), Met: met(ms(95) < float64(goalStored95.Milliseconds()))}),
		b.tell(figure{What: "probe of the database, p99", Value: ms(99), Unit: "ms"}),
	)
}

// storedSearch looks for people in the index of the database.
type storedSearch struct {
	h        *house
	lexicon  *match.Lexicon
	model    *match.Model
	atlas    *register.Atlas
	people   int
	compared int
}

// record reads a person as she was written down.
func (s *storedSearch) record(ctx context.Context, id register.PersonID) (match.Record, error) {
	people, err := s.documents(ctx, []register.PersonID{id})
	if err != nil {
		return match.Record{}, err
	}
	r := match.Reader{Person: func(id register.PersonID) *register.Person { return people[id] }}
	return r.Record(people[id]), nil
}

// documents gives people and those whom their records name.
func (s *storedSearch) documents(ctx context.Context, ids []register.PersonID) (map[register.PersonID]*register.Person, error) {
	people, err := s.h.registrar.Persons(ctx, ids...)
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
	more, err := s.h.registrar.Persons(ctx, slices.Compact(relatives)...)
	if err != nil {
		return nil, err
	}
	for id, p := range more {
		people[id] = p
	}
	return people, nil
}

// search gives the most probable, 0 if nobody shares a key.
func (s *storedSearch) search(ctx context.Context, asked match.Record) (best register.PersonID, err error) {
	f := s.lexicon.Read(asked)
	var keys []store.Key
	for _, k := range s.lexicon.AppendProbeKeys(nil, &f) {
		keys = append(keys, store.Key(k))
	}
	ids, _, err := s.h.store.Sharing(ctx, keys, match.MostPerKey, match.MostPerSplit)
	if err != nil {
		return 0, err
	}
	people, err := s.documents(ctx, ids)
	if err != nil {
		return 0, err
	}
	r := match.Reader{Atlas: s.atlas, Day: register.DayAt(s.h.clock()), Person: func(id register.PersonID) *register.Person { return people[id] }}
	asked.Home, asked.BornAt = r.Place(asked.Home.Village), r.Place(asked.BornAt.Village)
	f = s.lexicon.Read(asked)
	most := -1.0
	for _, id := range ids {
		s.compared++
		g := s.lexicon.Read(r.Record(people[id]))
		v := s.lexicon.Compare(&f, &g)
		if p := s.model.Probability(&v, s.people); p > most {
			best, most = id, p
		}
	}
	return best, nil
}
