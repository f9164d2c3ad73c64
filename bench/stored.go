package bench

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"samano/access"
	"samano/match"
	"samano/match/synth"
	"samano/register"
)

// goalStored95 is what a search in the database may take: keys, candidates, their documents, comparing.
const goalStored95 = 15 * time.Millisecond

// storedProbes is how many people are looked for in the database.
const storedProbes = 2000

// stored loads a census into a register of its own and looks for some of its people in the index
// that the acts have kept.
func (b *matchRun) stored(ctx context.Context) error {
	if b.Register == nil {
		return nil
	}
	at, err := b.Register()
	if err != nil {
		return err
	}
	c, err := found(ctx, b.Show, at, b.People)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.load(ctx); err != nil {
		return err
	}
	s, err := access.ForJob(access.JobDemo, func(pass access.Pass) (*searches, error) { return b.probeStored(ctx, pass, c) })
	if err != nil {
		return err
	}
	ms := func(share int) float64 { return float64(within(s.took, share).Microseconds()) / 1000 }
	return errors.Join(
		b.Tell(Figure{What: "found as the most probable, in the database", Value: 100 * float64(s.found) / storedProbes, Unit: "%"}),
		b.Tell(Figure{What: "compared in a probe of the database", Value: float64(s.compared) / storedProbes, Unit: "people"}),
		b.Tell(Figure{What: "probe of the database, p50", Value: ms(50), Unit: "ms"}),
		b.Tell(Figure{What: "probe of the database, p95", Value: ms(95), Unit: "ms", Goal: goalStored95.String(), Met: met(ms(95) < float64(goalStored95.Milliseconds()))}),
		b.Tell(Figure{What: "probe of the database, p99", Value: ms(99), Unit: "ms"}),
	)
}

// searches are what searches in the database came to.
type searches struct {
	took     []time.Duration
	found    int // that found the person as the most probable
	compared int // people, in all of them
}

// probeStored looks for people as they are written down again, as registering does.
func (b *matchRun) probeStored(ctx context.Context, pass access.Pass, c *country) (*searches, error) {
	faults := synth.Standard()
	faults.Moved, faults.BornAtWrong = 0, 0 // those villages are of another country
	corruptor := synth.NewCorruptor(faults, b.country, benchSeed+2)
	rng := rand.New(rand.NewPCG(benchSeed, 5)) // #nosec G404: seeded, to be made again
	head, err := c.parts.Register.Head(ctx)
	if err != nil {
		return nil, err
	}
	search, err := c.Lists.Stored(ctx, pass, b.model)
	if err != nil {
		return nil, err
	}
	var s searches
	for range storedProbes {
		id := register.PersonID(1 + rng.IntN(int(head.NextPerson-1)))
		record, err := c.record(ctx, pass, id)
		if err != nil {
			return nil, err
		}
		wanted := corruptor.Again(&synth.Person{Record: record}, int(id))
		begun := b.Now()
		found, err := search.Find(ctx, wanted)
		if err != nil {
			return nil, err
		}
		if s.took = append(s.took, b.Now().Sub(begun)); len(found.Hits) > 0 && found.Hits[0].Person == id {
			s.found++
		}
	}
	s.compared = search.Compared()
	return &s, nil
}

// record returns what the matcher compares of a person.
func (c *country) record(ctx context.Context, pass access.Pass, id register.PersonID) (match.Record, error) {
	people, err := c.registrar.Persons(ctx, pass, id)
	if err != nil {
		return match.Record{}, err
	}
	named := match.Relatives(people[id])
	relatives, err := c.registrar.Persons(ctx, pass, slices.DeleteFunc(named[:], func(id register.PersonID) bool { return id == 0 })...)
	if err != nil {
		return match.Record{}, err
	}
	reader := match.Reader{Atlas: c.atlas, Day: c.Today(), Person: func(other register.PersonID) *register.Person {
		if other == id {
			return people[id]
		}
		return relatives[other]
	}}
	return reader.Record(people[id]), nil
}
