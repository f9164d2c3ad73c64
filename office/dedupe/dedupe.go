// Package dedupe owns the search of the whole register for people who are in it twice. It compares
// everybody with everybody, leaves out the pairs of whom the register itself says that they are
// two, and asks adjudicators about the rest, a pair at a time (office.Clerk.OpenAdjudication).
// Nobody is shown to anybody.
//
// Its tests are package office's (dedupe_test.go), whose country and faulty desk they share.
package dedupe

import (
	"cmp"
	"context"
	"slices"

	"samano/access"
	"samano/match"
	"samano/match/batch"
	"samano/match/memindex"
	"samano/office"
	"samano/reading/lists"
	"samano/register"
	"samano/registrar"
	"samano/registrar/duplicates"
)

// Config is what a Service works with. All fields are needed.
type Config struct {
	Clerk     *office.Clerk
	Documents *registrar.Documents
	Reader    *access.Reader // of looks
	Lists     *lists.Service
}

// Service searches the register. It is safe for concurrent use.
type Service struct{ config Config }

// New returns a service.
func New(c Config) *Service { return &Service{c} }

// Request says how the register is searched.
type Request struct {
	CountOnly bool           // adjudicators are not asked
	Progress  lists.Progress // of the steps of lists, and of stepPairs and stepAsk; may be nil
}

// The steps of a search for duplicates, besides those of reading the register.
const (
	stepPairs = "compare"
	stepAsk   = "ask"
)

// Count is what a search found, in numbers.
type Count struct {
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

// CodeTooManyPairs says that a search found more than maxPairs.
const CodeTooManyPairs = "match-too-many-pairs"

// Search compares the whole register with itself and asks adjudicators about pairs that may be one
// person. Nobody is shown to anybody: so one look without subjects stands for the search, and
// adjudicators' looks follow when they open a pair. Every pair is asked about once, so that a
// search that died can be repeated.
func (s *Service) Search(ctx context.Context, who access.Actor, why access.Reason, o Request) (Count, error) {
	why.What = access.WhatDuplicates
	if err := s.config.Reader.Look(ctx, who, why, access.ReadingScope{Nobody: true}); err != nil {
		return Count{}, err
	}
	model, version, err := match.ShippedModel()
	if err != nil {
		return Count{}, err
	}
	// The look is written before the search begins, not by access.Read after it: adjudications are
	// opened meanwhile, and the search may be killed.
	return access.ForJob(access.JobApplications, func(pass access.Pass) (Count, error) {
		r := &search{Config: s.config, Request: o, law: s.config.Lists.Thresholds()}
		var err error
		if r.in, err = s.config.Lists.Everybody(ctx, pass, o.Progress); err != nil {
			return Count{}, err
		}
		r.found = Count{People: r.in.Index.Len(), Seq: r.in.Seq, Weights: version, AskFrom: float64(r.law.AskPPM) / 1e6}
		r.found.Expected = batch.Expected(r.in.Index, model)
		r.model = model.Expecting(r.found.Expected)
		pairs, err := r.pairs(ctx, pass)
		if err == nil && !o.CountOnly {
			err = r.ask(ctx, pass, pairs)
		}
		return r.found, err
	})
}

// search is one search.
type search struct {
	Config
	Request
	in    *lists.Everybody
	law   match.Thresholds
	model *match.Model
	found Count
}

func (r *search) progress(step string, done, of int) {
	if r.Progress != nil {
		r.Progress(step, int64(done), int64(of))
	}
}

// pairs returns the pairs to ask about.
func (r *search) pairs(ctx context.Context, pass access.Pass) ([]memindex.Pair, error) {
	const op = "dedupe.Search"
	joined, err := r.in.Index.Join(ctx, r.model, r.found.AskFrom, 0, r.Lists.Workers(),
		func(done int) { r.progress(stepPairs, done, r.in.Index.Len()) })
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &register.Error{Kind: register.TooLarge, Op: op, Code: CodeTooManyPairs, Err: err}
	}
	r.found.Compared, r.found.Truncated, r.found.Pairs = joined.Compared, joined.Truncated, len(joined.Pairs)
	if len(joined.Pairs) > maxPairs {
		return nil, register.Coded(register.TooLarge, op, CodeTooManyPairs)
	}
	pairs, err := r.unsettled(ctx, pass, joined.Pairs)
	if err != nil {
		return nil, err
	}
	return r.byCluster(pairs), nil
}

// pairsAtOnce bounds the pairs whose documents are read at once.
const pairsAtOnce = 500

// unsettled leaves out the pairs that the register itself says are two people.
func (r *search) unsettled(ctx context.Context, pass access.Pass, all []memindex.Pair) ([]memindex.Pair, error) {
	out := make([]memindex.Pair, 0, len(all))
	youngest := r.Documents.Law.Birth.MotherMinAge.On(r.Documents.Today()).Value
	for part := range slices.Chunk(all, pairsAtOnce) {
		ids := make([]register.PersonID, 0, 2*len(part))
		for _, p := range part {
			ids = append(ids, p.A, p.B)
		}
		slices.Sort(ids)
		people, err := r.Documents.Persons(ctx, pass, slices.Compact(ids)...)
		if err != nil {
			return nil, err
		}
		for _, p := range part {
			a, b := people[p.A], people[p.B]
			if a == nil || b == nil || duplicates.Settled(a, b, youngest) {
				r.found.Settled++
				continue
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// byCluster puts the pairs of one cluster beside each other, the most probable of each first: an
// adjudicator of three records of one person sees them in a row.
func (r *search) byCluster(pairs []memindex.Pair) []memindex.Pair {
	clusters := memindex.Clusters(pairs)
	of := map[register.PersonID]int{}
	for i, ids := range clusters {
		r.found.Largest = max(r.found.Largest, len(ids))
		for _, id := range ids {
			of[id] = i
		}
	}
	r.found.Clusters = len(clusters)
	slices.SortFunc(pairs, func(x, y memindex.Pair) int {
		return cmp.Or(cmp.Compare(of[x.A], of[y.A]), cmp.Compare(y.P, x.P), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return pairs
}

// ask puts the pairs to adjudicators.
func (r *search) ask(ctx context.Context, pass access.Pass, pairs []memindex.Pair) error {
	for i, p := range pairs {
		_, opened, err := r.Clerk.OpenAdjudication(ctx, pass, r.suspicion(p))
		if err != nil {
			return err
		}
		if opened {
			r.found.Opened++
		} else {
			r.found.Known++
		}
		r.progress(stepAsk, i+1, len(pairs))
	}
	return nil
}

// suspicion says why the two of a pair are perhaps one.
func (r *search) suspicion(p memindex.Pair) office.Pair {
	s := office.Pair{Persons: [2]register.PersonID{p.A, p.B}, Seq: r.in.Seq}
	s.PPM, s.Weights = int(p.P*1e6), r.found.Weights
	s.Certain = r.law.Outcome(p.P) == match.Match
	if v, ok := r.in.Index.Compare(p.A, p.B); ok {
		e := r.model.Explain(&v, r.in.Index.Len())
		s.NextBest = e.NextBest
		for _, why := range e.Reasons {
			s.Reasons = append(s.Reasons, why.Field+"."+why.Level)
		}
	}
	return s
}
