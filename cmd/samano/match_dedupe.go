package main

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"time"

	"samano/access"
	"samano/match"
	"samano/match/batch"
	"samano/match/memindex"
	"samano/office"
	"samano/register"
	"samano/registrar"
)

type matchDedupeCmd struct {
	reasonFlags
	DryRun bool `help:"Ask nobody: only count."`
}

// mostPairs bounds what is put to adjudicators in one run. More is not a register with people in it twice but one that was
// entered twice, or weights that do not fit it.
const mostPairs = 1_000_000

// codeManyPairs says that a run found more.
const codeManyPairs = "match-too-many-pairs"

// dedupeResult is what `match dedupe --json` writes.
type dedupeResult struct {
	People   int     `json:"people"`
	Seq      int64   `json:"seq"`      // up to which act they were read
	Weights  string  `json:"weights"`  //
	Expected float64 `json:"expected"` // share of people who are there again, as learned from the register
	AskFrom  float64 `json:"ask_from"`
	Compared int64   `json:"compared"`
	Crowded  int64   `json:"crowded"` // keys of which some people were left out
	Pairs    int     `json:"pairs"`   // from the law's probability on
	Settled  int     `json:"settled"` // of these: relatives, twins, or parted before, as the register itself says
	Clusters int     `json:"clusters"`
	Largest  int     `json:"largest"` // people in the largest cluster
	Opened   int     `json:"opened"`
	Known    int     `json:"known"` // asked or answered before
	Seconds  float64 `json:"seconds"`
	DryRun   bool    `json:"dry_run,omitempty"`
}

// Run compares the whole register with itself and asks adjudicators about pairs that are perhaps one. Programs compare, and
// nobody is shown: so there is one look for the whole, which names nobody, and those of the adjudicators. Every pair is
// asked about once: a run that died is simply made again.
func (c *matchDedupeCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.Reader.Look(ctx, who, c.reason(access.WhatDuplicates), access.Found{}); err != nil {
		return err
	}
	begun := time.Now()
	model, version, err := match.ShippedModel()
	if err != nil {
		return err
	}
	w, err := h.wholeRegister(ctx)
	if err != nil {
		return err
	}
	d := &dedupe{h: h, w: w, result: dedupeResult{People: w.index.Len(), Seq: int64(w.seq), Weights: version, DryRun: c.DryRun}}
	pairs, err := d.pairs(ctx, model)
	if err != nil {
		return err
	}
	if !c.DryRun {
		if err := d.ask(ctx, pairs); err != nil {
			return err
		}
	}
	d.result.Seconds = time.Since(begun).Seconds()
	return d.tell(g)
}

// dedupe is one run.
type dedupe struct {
	h      *house
	w      *wholeRegister
	model  *match.Model
	rules  match.Thresholds
	result dedupeResult
}

// pairs finds the pairs that are to be asked about.
func (d *dedupe) pairs(ctx context.Context, model *match.Model) ([]memindex.Pair, error) {
	day := register.DayAt(d.h.Clock())
	d.rules = match.Thresholds{SamePPM: d.h.Law.Duplicates.SamePPM.On(day).Value, AskPPM: d.h.Law.Duplicates.AskPPM.On(day).Value}
	d.result.AskFrom = float64(d.rules.AskPPM) / 1e6
	d.result.Expected = batch.Expected(d.w.index, model)
	d.model = model.Expecting(d.result.Expected)
	bar := d.h.g.progress("compare")
	joined, err := d.w.index.Join(ctx, d.model, d.result.AskFrom, 0, runtime.GOMAXPROCS(0),
		func(done int) { bar.set(int64(done), int64(d.w.index.Len())) })
	bar.done()
	switch {
	case ctx.Err() != nil:
		return nil, told{exitInternal} // whoever stopped it knows
	case err != nil:
		return nil, &register.Error{Kind: register.TooLarge, Op: "match dedupe", Code: codeManyPairs, Err: err}
	}
	d.result.Compared, d.result.Crowded, d.result.Pairs = joined.Compared, joined.Crowded, len(joined.Pairs)
	if len(joined.Pairs) > mostPairs {
		return nil, &register.Error{Kind: register.TooLarge, Op: "match dedupe", Code: codeManyPairs}
	}
	pairs, err := d.open(ctx, joined.Pairs)
	if err != nil {
		return nil, err
	}
	return d.together(pairs), nil
}

// pairsAtOnce is how many pairs are read at once.
const pairsAtOnce = 500

// open leaves out the pairs of which the register itself says that they are two.
func (d *dedupe) open(ctx context.Context, all []memindex.Pair) ([]memindex.Pair, error) {
	out := make([]memindex.Pair, 0, len(all))
	for part := range slices.Chunk(all, pairsAtOnce) {
		ids := make([]register.PersonID, 0, 2*len(part))
		for _, p := range part {
			ids = append(ids, p.A, p.B)
		}
		slices.Sort(ids)
		people, err := d.h.Registrar.Persons(ctx, slices.Compact(ids)...)
		if err != nil {
			return nil, err
		}
		for _, p := range part {
			a, b := people[p.A], people[p.B]
			if a == nil || b == nil || registrar.Settled(a, b) {
				d.result.Settled++
				continue
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// together puts the pairs of one cluster beside each other, the most probable of each first: who decides about three records
// of one person sees them in a row.
func (d *dedupe) together(pairs []memindex.Pair) []memindex.Pair {
	clusters := memindex.Clusters(pairs)
	of := map[register.PersonID]int{}
	for i, ids := range clusters {
		d.result.Largest = max(d.result.Largest, len(ids))
		for _, id := range ids {
			of[id] = i
		}
	}
	d.result.Clusters = len(clusters)
	slices.SortFunc(pairs, func(x, y memindex.Pair) int {
		return cmp.Or(cmp.Compare(of[x.A], of[y.A]), cmp.Compare(y.P, x.P), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return pairs
}

// ask puts the pairs to adjudicators.
func (d *dedupe) ask(ctx context.Context, pairs []memindex.Pair) error {
	clerk := d.h.Clerk
	bar := d.h.g.progress("ask")
	defer bar.done()
	for i, p := range pairs {
		_, opened, err := clerk.OpenAdjudication(ctx, d.suspicion(p))
		if err != nil {
			return err
		}
		if opened {
			d.result.Opened++
		} else {
			d.result.Known++
		}
		bar.set(int64(i+1), int64(len(pairs)))
	}
	return nil
}

// suspicion says why the two of a pair are perhaps one.
func (d *dedupe) suspicion(p memindex.Pair) office.Suspicion {
	s := office.Suspicion{Persons: [2]register.PersonID{p.A, p.B}, Seq: d.w.seq}
	s.PPM, s.Weights = int(p.P*1e6), d.result.Weights
	s.Sure = d.rules.Verdict(p.P) == match.Here
	if v, ok := d.w.index.Compare(p.A, p.B); ok {
		e := d.model.Explain(&v, d.w.index.Len())
		s.Rather = e.Rather
		for _, r := range e.Reasons {
			s.Reasons = append(s.Reasons, r.Field+"."+r.Level)
		}
	}
	return s
}

// tell says what came of it, in counts.
func (d *dedupe) tell(g *Globals) error {
	r := &d.result
	if g.JSON {
		return g.line(r)
	}
	g.printf("%d people, as of act %d; %d comparisons; %.4f of them expected to be there again\n", r.People, r.Seq, r.Compared, r.Expected)
	if r.Crowded > 0 {
		g.printf("%d times not everybody was compared: too many are alike there\n", r.Crowded)
	}
	g.printf("%d pairs from %g on, of whom the register itself says of %d that they are two; the others hang together in %d clusters, the largest of %d\n",
		r.Pairs, r.AskFrom, r.Settled, r.Clusters, r.Largest)
	if !r.DryRun {
		g.printf("adjudicators are asked about %d pairs; %d were asked or answered before\n", r.Opened, r.Known)
	}
	return nil
}
