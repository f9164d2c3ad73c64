package bench

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strconv"
	"time"

	"samano/match"
	"samano/match/memindex"
	"samano/match/synth"
	"samano/node/open"
)

// The goals of the matcher's index in memory, set for eight million people.
const (
	goalProbe50   = 50 * time.Microsecond
	goalProbe99   = time.Millisecond
	goalBytes     = 150
	goalBuilt     = 30 * time.Second
	goalSelfJoin  = 4 * time.Minute
	leastForBytes = 1_000_000 // of fewer, words and places weigh more than people
	benchProbes   = 20_000
	benchSeed     = 61 // of the country; the next one is that of the faults
	benchTwice    = 0.1
	benchExpected = 0.01 // share of people whom the self-join expects to be there twice
	benchLeast    = 0.5  // pairs of the self-join are told from here on
)

// Match measures the matcher on a made-up country. Its people are streamed, so the memory that is
// measured is the index's own. All fields but the last are needed.
type Match struct {
	Show
	People int
	NoJoin bool // leave out the comparison of everybody with everybody
	// Register returns where a register is founded with as many people, whose index is searched in
	// its database; nil: none is.
	Register func() (open.Place, error)
}

// Run measures step by step and tells each figure.
func (m *Match) Run(ctx context.Context) error {
	model, _, err := match.ShippedModel()
	if err != nil {
		return err
	}
	made := synth.Country{Seed: benchSeed, People: m.People}
	b := &matchRun{Match: m, model: model, country: made, corruptor: synth.NewCorruptor(synth.Standard(), made, benchSeed+1)}
	for _, step := range []func(context.Context) error{b.build, b.probe, b.join, b.stored} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// WriteList writes the people of Match as a CSV file, one in ten of them twice and with faults, for
// linking by others too. latin writes names in Latin letters throughout.
func WriteList(w io.Writer, people int, latin bool) error {
	made := synth.Country{Seed: benchSeed, People: people}
	return synth.NewCorruptor(synth.Standard(), made, benchSeed+1).WriteList(w, benchTwice, latin)
}

// matchRun is one run of Match, over one index.
type matchRun struct {
	*Match
	country   synth.Country
	corruptor *synth.Corruptor
	model     *match.Model
	index     *memindex.Index
}

// build builds the index; the time that it takes to make the people up is told apart.
func (b *matchRun) build(ctx context.Context) error {
	var made time.Duration
	set, end := b.Progress("build")
	begun := b.Now()
	var err error
	b.index, err = memindex.Build(func(yield func(match.Record) bool) {
		n, last := 0, b.Now()
		for p := range b.country.All() {
			made += b.Now().Sub(last)
			if n++; n%4096 == 0 {
				set(int64(n), int64(b.People))
			}
			if ctx.Err() != nil || !yield(p.Record) {
				return
			}
			last = b.Now()
		}
	}, runtime.GOMAXPROCS(0))
	end()
	if err := errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	took := b.Now().Sub(begun) - made
	var mem runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&mem)
	per := float64(b.index.Bytes()) / float64(b.index.Len())
	size := Figure{What: "index in memory", Value: per, Unit: "bytes/person", Goal: strconv.Itoa(goalBytes), Met: met(per <= goalBytes)}
	if b.People < leastForBytes {
		size.Goal, size.Met = "", nil
	}
	return errors.Join(
		b.Tell(Figure{What: "making people up", Value: made.Seconds(), Unit: "s"}),
		b.Tell(Figure{What: "index built", Value: took.Seconds(), Unit: "s", Goal: goalBuilt.String(), Met: met(took < goalBuilt)}),
		b.Tell(size),
		b.Tell(Figure{What: "heap of the whole process", Value: float64(mem.HeapAlloc) / float64(b.index.Len()), Unit: "bytes/person"}),
	)
}

// probe looks for some of the people as they are written down again.
func (b *matchRun) probe(ctx context.Context) error {
	var records []match.Record
	every := max(1, b.People/benchProbes)
	n := 0
	for p := range b.country.All() {
		if n++; n%every == 0 {
			records = append(records, b.corruptor.Again(&p, 1))
		}
	}
	if len(records) == 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	s := b.index.Searcher(b.model, 0.001)
	took := make([]time.Duration, len(records))
	compared, truncated := 0, 0
	for i, r := range records {
		begun := b.Now()
		found := s.Search(r)
		took[i] = b.Now().Sub(begun)
		compared += found.Compared
		truncated += found.Truncated
	}
	micros := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	return errors.Join(
		b.Tell(Figure{What: "compared in a probe", Value: float64(compared) / float64(len(took)), Unit: "people"}),
		b.Tell(Figure{What: "keys of a probe of which some were left out", Value: float64(truncated) / float64(len(took)), Unit: "keys"}),
		b.Tell(Figure{What: "probe, p50", Value: micros(within(took, 50)), Unit: "µs", Goal: goalProbe50.String(), Met: met(within(took, 50) < goalProbe50)}),
		b.Tell(Figure{What: "probe, p95", Value: micros(within(took, 95)), Unit: "µs"}),
		b.Tell(Figure{What: "probe, p99", Value: micros(within(took, 99)), Unit: "µs", Goal: goalProbe99.String(), Met: met(within(took, 99) < goalProbe99)}),
	)
}

// join compares everybody with everybody who shares a key. Nobody is there twice, so that each pair
// it finds is work in vain.
func (b *matchRun) join(ctx context.Context) error {
	if b.NoJoin {
		return nil
	}
	set, end := b.Progress("join")
	begun := b.Now()
	j, err := b.index.Join(ctx, b.model.Expecting(benchExpected), benchLeast, 0, runtime.GOMAXPROCS(0),
		func(done int) { set(int64(done), int64(b.index.Len())) })
	end()
	if err != nil {
		return err
	}
	took := b.Now().Sub(begun)
	return errors.Join(
		b.Tell(Figure{What: "everybody with everybody", Value: took.Seconds(), Unit: "s", Goal: goalSelfJoin.String(), Met: met(took < goalSelfJoin)}),
		b.Tell(Figure{What: "comparisons of it", Value: float64(j.Compared) / float64(b.index.Len()), Unit: "per person"}),
		b.Tell(Figure{What: "pairs from 0.5 on, nobody being there twice", Value: float64(len(j.Pairs)), Unit: "pairs"}),
	)
}
