package office

import (
	"cmp"
	"context"
	"slices"

	"samano/access"
	"samano/match"
	"samano/match/batch"
	"samano/match/memindex"
	"samano/reading/lists"
	"samano/register"
	"samano/registrar/duplicates"
)

// DuplicateSearch says how the whole register is searched for people who are in it twice.
type DuplicateSearch struct {
	People    *lists.Service
	CountOnly bool           // adjudicators are not asked
	Progress  lists.Progress // of the steps of lists, and of stepPairs and stepAsk; may be nil
}

// The steps of a search for duplicates, besides those of reading the register.
const (
	stepPairs = "compare"
	stepAsk   = "ask"
)

// Duplicates is what a search for duplicates found, in counts.
type Duplicates struct {
	People    int          `json:"people"`
	Seq       register.Seq `json:"seq"`      // up to which act they were read
	Weights   string       `json:"weights"`  //
	Expected  float64      `json:"expected"` // share of people who are there again, as learned from the register
	AskFrom   float64      `json:"ask_from"`
	Compared  int64        `json:"compared"`
	Truncated int64        `json:"truncated"` // keys of which some people were left out
	Pairs     int          `json:"pairs"`     // from the law's probability on
	Settled   int          `json:"settled"`   // of these: relatives, twins, or parted before, as the register itself says
	Clusters  int          `json:"clusters"`
	Largest   int          `json:"largest"` // people in the largest cluster
	Opened    int          `json:"opened"`
	Known     int          `json:"known"` // asked or answered before
}

// maxPairs bounds the pairs of one search. More is not a register with people in it twice but one
// that was entered twice, or weights that do not fit it.
const maxPairs = 1_000_000

// FindDuplicates compares the whole register with itself and asks adjudicators about pairs that may
// be one person. Nobody is shown to anybody: so one look without subjects stands for the search,
// and adjudicators' looks follow when they open a pair. Every pair is asked about once, so that a
// search that died can be repeated.
func (c *Clerk) FindDuplicates(ctx context.Context, who access.Actor, why access.Reason, s DuplicateSearch) (Duplicates, error) {
	why.What = access.WhatDuplicates
	if err := c.config.Reader.Look(ctx, who, why, access.ReadingScope{Nobody: true}); err != nil {
		return Duplicates{}, err
	}
	model, version, err := match.ShippedModel()
	if err != nil {
		return Duplicates{}, err
	}
	d := &duplicateRun{Clerk: c, DuplicateSearch: s, law: s.People.Thresholds()}
	// The look is written before the search begins, not by access.Read after it: adjudications are
	// opened meanwhile, and the search may be killed.
	return access.ForJob(access.JobApplications, func(pass access.Pass) (Duplicates, error) {
		var err error
		if d.in, err = s.People.Everybody(ctx, pass, s.Progress); err != nil {
			return Duplicates{}, err
		}
		d.found = Duplicates{People: d.in.Index.Len(), Seq: d.in.Seq, Weights: version, AskFrom: float64(d.law.AskPPM) / 1e6}
		d.found.Expected = batch.Expected(d.in.Index, model)
		d.model = model.Expecting(d.found.Expected)
		pairs, err := d.pairs(ctx, pass)
		if err == nil && !s.CountOnly {
			err = d.ask(ctx, pass, pairs)
		}
		return d.found, err
	})
}

// duplicateRun is one search.
type duplicateRun struct {
	*Clerk
	DuplicateSearch
	in    *lists.Everybody
	law   match.Thresholds
	model *match.Model
	found Duplicates
}

func (d *duplicateRun) progress(step string, done, of int) {
	if d.Progress != nil {
		d.Progress(step, int64(done), int64(of))
	}
}

// pairs returns the pairs to ask about.
func (d *duplicateRun) pairs(ctx context.Context, pass access.Pass) ([]memindex.Pair, error) {
	const op = "office.FindDuplicates"
	joined, err := d.in.Index.Join(ctx, d.model, d.found.AskFrom, 0, d.People.Workers(),
		func(done int) { d.progress(stepPairs, done, d.in.Index.Len()) })
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &register.Error{Kind: register.TooLarge, Op: op, Code: CodeTooManyPairs, Err: err}
	}
	d.found.Compared, d.found.Truncated, d.found.Pairs = joined.Compared, joined.Truncated, len(joined.Pairs)
	if len(joined.Pairs) > maxPairs {
		return nil, register.Coded(register.TooLarge, op, CodeTooManyPairs)
	}
	pairs, err := d.unsettled(ctx, pass, joined.Pairs)
	if err != nil {
		return nil, err
	}
	return d.byCluster(pairs), nil
}

// pairsAtOnce bounds the pairs whose documents are read at once.
const pairsAtOnce = 500

// unsettled leaves out the pairs that the register itself says are two people.
func (d *duplicateRun) unsettled(ctx context.Context, pass access.Pass, all []memindex.Pair) ([]memindex.Pair, error) {
	out := make([]memindex.Pair, 0, len(all))
	for part := range slices.Chunk(all, pairsAtOnce) {
		ids := make([]register.PersonID, 0, 2*len(part))
		for _, p := range part {
			ids = append(ids, p.A, p.B)
		}
		slices.Sort(ids)
		people, err := d.config.Documents.Persons(ctx, pass, slices.Compact(ids)...)
		if err != nil {
			return nil, err
		}
		for _, p := range part {
			a, b := people[p.A], people[p.B]
			if a == nil || b == nil || duplicates.Settled(a, b) {
				d.found.Settled++
				continue
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// byCluster puts the pairs of one cluster beside each other, the most probable of each first: an
// adjudicator of three records of one person sees them in a row.
func (d *duplicateRun) byCluster(pairs []memindex.Pair) []memindex.Pair {
	clusters := memindex.Clusters(pairs)
	of := map[register.PersonID]int{}
	for i, ids := range clusters {
		d.found.Largest = max(d.found.Largest, len(ids))
		for _, id := range ids {
			of[id] = i
		}
	}
	d.found.Clusters = len(clusters)
	slices.SortFunc(pairs, func(x, y memindex.Pair) int {
		return cmp.Or(cmp.Compare(of[x.A], of[y.A]), cmp.Compare(y.P, x.P), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return pairs
}

// ask puts the pairs to adjudicators.
func (d *duplicateRun) ask(ctx context.Context, pass access.Pass, pairs []memindex.Pair) error {
	for i, p := range pairs {
		_, opened, err := d.openPair(ctx, pass, d.suspicion(p))
		if err != nil {
			return err
		}
		if opened {
			d.found.Opened++
		} else {
			d.found.Known++
		}
		d.progress(stepAsk, i+1, len(pairs))
	}
	return nil
}

// suspicion says why the two of a pair are perhaps one.
func (d *duplicateRun) suspicion(p memindex.Pair) Pair {
	s := Pair{Persons: [2]register.PersonID{p.A, p.B}, Seq: d.in.Seq}
	s.PPM, s.Weights = int(p.P*1e6), d.found.Weights
	s.Certain = d.law.Outcome(p.P) == match.Match
	if v, ok := d.in.Index.Compare(p.A, p.B); ok {
		e := d.model.Explain(&v, d.in.Index.Len())
		s.NextBest = e.NextBest
		for _, r := range e.Reasons {
			s.Reasons = append(s.Reasons, r.Field+"."+r.Level)
		}
	}
	return s
}
