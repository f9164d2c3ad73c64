package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"samano/match"
	"samano/match/memindex"
	"samano/match/synth"
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

type benchMatchCmd struct {
	People int  `help:"People to make up." default:"200000"`
	NoJoin bool `help:"Leave out the comparison of everybody with everybody."`

	Register bool `help:"Also load a register with as many people and search the index in its database."`

	File  string `help:"Measure nothing: write the people to a CSV file, one in ten of them twice and with faults, for linking by others too." placeholder:"FILE"`
	Latin bool   `help:"With --file: names in Latin letters throughout, for programs that do not read Lao."`
}

// Run measures the matcher on a made-up country, which streams: what stands in memory is what is measured.
func (c *benchMatchCmd) Run(ctx context.Context, g *Globals) error {
	if c.People < 1 {
		return usagef("--people must be at least 1")
	}
	b := &matchBench{c: c, benchRun: benchRun{g: g}, country: synth.Country{Seed: benchSeed, People: c.People}}
	b.corruptor = synth.NewCorruptor(synth.Standard(), b.country, benchSeed+1)
	if c.File != "" {
		return b.list()
	}
	var version string
	var err error
	if b.model, version, err = match.ShippedModel(); err != nil {
		return err
	}
	if !g.JSON {
		g.printf("%d cores, %s, %d people, weights %s; goals are those of 8,000,000 people\n", runtime.GOMAXPROCS(0), runtime.Version(), c.People, version)
	}
	for _, step := range []func(context.Context) error{b.build, b.probe, b.join, b.stored} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// matchBench measures one index.
type matchBench struct {
	benchRun
	c         *benchMatchCmd
	country   synth.Country
	corruptor *synth.Corruptor
	model     *match.Model
	index     *memindex.Index
}

// list writes the people to a file of its own.
func (b *matchBench) list() error {
	f, err := os.OpenFile(b.c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return usagef("cannot write %s: %v", b.c.File, err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(b.corruptor.WriteList(w, benchTwice, b.c.Latin), w.Flush(), f.Close())
}

// build builds the index; the time that it takes to make the people up is told apart.
func (b *matchBench) build(ctx context.Context) error {
	var made time.Duration
	bar := b.g.progress("build")
	begun := time.Now()
	var err error
	b.index, err = memindex.Build(func(yield func(match.Record) bool) {
		n, last := 0, time.Now()
		for p := range b.country.All() {
			made += time.Since(last)
			if n++; n%4096 == 0 {
				bar.set(int64(n), int64(b.c.People))
			}
			if ctx.Err() != nil || !yield(p.Record) {
				return
			}
			last = time.Now()
		}
	}, runtime.GOMAXPROCS(0))
	bar.done()
	if err := errors.Join(err, ctx.Err()); err != nil {
		return err
	}
	took := time.Since(begun) - made
	var mem runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&mem)
	per := float64(b.index.Bytes()) / float64(b.index.Len())
	size := figure{What: "index in memory", Value: per, Unit: "bytes/person", Goal: strconv.Itoa(goalBytes), Met: met(per <= goalBytes)}
	if b.c.People < leastForBytes {
		size.Goal, size.Met = "", nil
	}
	return errors.Join(
		b.tell(figure{What: "making people up", Value: made.Seconds(), Unit: "s"}),
		b.tell(figure{What: "index built", Value: took.Seconds(), Unit: "s", Goal: goalBuilt.String(), Met: met(took < goalBuilt)}),
		b.tell(size),
		b.tell(figure{What: "heap of the whole process", Value: float64(mem.HeapAlloc) / float64(b.index.Len()), Unit: "bytes/person"}),
	)
}

// probe looks for some of the people as they are written down again.
func (b *matchBench) probe(ctx context.Context) error {
	var records []match.Record
	every := max(1, b.c.People/benchProbes)
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
	compared, crowded := 0, 0
	for i, r := range records {
		begun := time.Now()
		found := s.Search(r)
		took[i] = time.Since(begun)
		compared += found.Compared
		crowded += found.Truncated
	}
	slices.Sort(took)
	at := func(share int) time.Duration { return took[len(took)*share/100] }
	micros := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }
	return errors.Join(
		b.tell(figure{What: "compared in a probe", Value: float64(compared) / float64(len(took)), Unit: "people"}),
		b.tell(figure{What: "keys of a probe of which some were left out", Value: float64(crowded) / float64(len(took)), Unit: "keys"}),
		b.tell(figure{What: "probe, p50", Value: micros(at(50)), Unit: "µs", Goal: goalProbe50.String(), Met: met(at(50) < goalProbe50)}),
		b.tell(figure{What: "probe, p95", Value: micros(at(95)), Unit: "µs"}),
		b.tell(figure{What: "probe, p99", Value: micros(at(99)), Unit: "µs", Goal: goalProbe99.String(), Met: met(at(99) < goalProbe99)}),
	)
}

// join compares everybody with everybody who shares a key. Nobody is there twice, so that each pair it finds is work in vain.
func (b *matchBench) join(ctx context.Context) error {
	if b.c.NoJoin {
		return nil
	}
	bar := b.g.progress("join")
	begun := time.Now()
	j, err := b.index.Join(ctx, b.model.Expecting(benchExpected), benchLeast, 0, runtime.GOMAXPROCS(0),
		func(done int) { bar.set(int64(done), int64(b.index.Len())) })
	bar.done()
	if err != nil {
		return err
	}
	took := time.Since(begun)
	return errors.Join(
		b.tell(figure{What: "everybody with everybody", Value: took.Seconds(), Unit: "s", Goal: goalSelfJoin.String(), Met: met(took < goalSelfJoin)}),
		b.tell(figure{What: "comparisons of it", Value: float64(j.Compared) / float64(b.index.Len()), Unit: "per person"}),
		b.tell(figure{What: "pairs from 0.5 on, nobody being there twice", Value: float64(len(j.Pairs)), Unit: "pairs"}),
	)
}
