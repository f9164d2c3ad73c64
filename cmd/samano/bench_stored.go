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
	"samano/match/synth"
	"samano/node/open"
	"samano/register"
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
	if b.h, err = own.found(ctx, open.Founding{Law: "la", Origin: "bench.samano.example/acts", Passphrase: phrase, WorkFactor: demoWorkFactor}); err != nil {
		return err
	}
	defer func() { b.h.Close() }()
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
	faults := synth.Standard()
	faults.Moved, faults.BornAtWrong = 0, 0 // those villages are of another country
	corruptor := synth.NewCorruptor(faults, b.country, benchSeed+2)
	rng := rand.New(rand.NewPCG(benchSeed, 5)) // #nosec G404: seeded, to be made again
	m, err := b.h.Lists.Measure(ctx, b.model, storedProbes, rng.IntN,
		func(r match.Record, id register.PersonID) match.Record {
			return corruptor.Again(&synth.Person{Record: r}, int(id))
		}, time.Now)
	if err != nil {
		return err
	}
	took := m.Took
	slices.Sort(took)
	ms := func(share int) float64 { return float64(took[len(took)*share/100].Microseconds()) / 1000 }
	return errors.Join(
		b.tell(figure{What: "found as the most probable, in the database", Value: 100 * float64(m.Found) / storedProbes, Unit: "%"}),
		b.tell(figure{What: "compared in a probe of the database", Value: float64(m.Compared) / storedProbes, Unit: "people"}),
		b.tell(figure{What: "probe of the database, p50", Value: ms(50), Unit: "ms"}),
		b.tell(figure{What: "probe of the database, p95", Value: ms(95), Unit: "ms", Goal: goalStored95.String(), Met: met(ms(95) < float64(goalStored95.Milliseconds()))}),
		b.tell(figure{What: "probe of the database, p99", Value: ms(99), Unit: "ms"}),
	)
}
