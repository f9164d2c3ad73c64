package batch

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"

	"golang.org/x/sync/errgroup"

	"samano/match"
	"samano/match/memindex"
	"samano/register"
)

// Answer is the word for a row.
type Answer string

// The answers.
const (
	Yes    Answer = "yes"
	Unsure Answer = "ask"
	No     Answer = "no"
	None   Answer = "" // the row could not be asked
)

// Answered is a row with its answer. Person is the person found, for the look alone; 0 for no.
// Withheld is a person who would have been found, also for the look alone.
type Answered struct {
	Row
	Answer   Answer
	Person   register.PersonID
	Withheld register.PersonID

	found Found
}

// Hit is a person whom a record may mean.
type Hit struct {
	Person register.PersonID
	P      float64
}

// Found is the result of a search.
type Found struct {
	Hits      []Hit // the most probable first, ties in the order of ids
	Keys      int   // that the record makes; 0: it says too little to look for anybody
	Truncated int   // keys of which some people were left out
}

// best returns the most probable hit; the zero value if nobody shares a key.
func (f *Found) best() Hit {
	if len(f.Hits) == 0 {
		return Hit{}
	}
	return f.Hits[0]
}

// Searcher looks for people. It is for one goroutine.
type Searcher interface {
	Find(ctx context.Context, r match.Record) (Found, error)
}

// Withholding returns those of the people who are treated as not registered. nil withholds nobody.
type Withholding func(ctx context.Context, people []register.PersonID) (map[register.PersonID]bool, error)

// apply removes withheld people from the front of the hits, until the most probable is not
// withheld. Each round asks about the best hits of all searches at once.
func (w Withholding) apply(ctx context.Context, found []*Found) error {
	if w == nil {
		return nil
	}
	open := slices.Clone(found) // searches whose best hit was not asked about
	for {
		open = slices.DeleteFunc(open, func(f *Found) bool { return len(f.Hits) == 0 })
		if len(open) == 0 {
			return nil
		}
		var ask []register.PersonID
		for _, f := range open {
			ask = append(ask, f.Hits[0].Person)
		}
		slices.Sort(ask)
		withheld, err := w(ctx, slices.Compact(ask))
		if err != nil {
			return err
		}
		open = slices.DeleteFunc(open, func(f *Found) bool { return !withheld[f.Hits[0].Person] })
		for _, f := range open {
			f.Hits = f.Hits[1:]
		}
	}
}

// inMemory searches an index in memory.
type inMemory struct {
	x      *memindex.Index
	search *memindex.Searcher
}

// InMemory returns a searcher of an index. m expects the share of rows whose people are registered.
func InMemory(x *memindex.Index, m *match.Model) Searcher {
	return &inMemory{x, x.Searcher(m, 0)}
}

func (s *inMemory) Find(_ context.Context, r match.Record) (out Found, err error) {
	f := s.x.Lexicon.Read(r)
	if out.Keys = len(match.AppendKeys(nil, &f)); out.Keys == 0 {
		return out, nil
	}
	found := s.search.SearchFeatures(&f)
	out.Truncated = found.Truncated
	for _, h := range found.Hits {
		out.Hits = append(out.Hits, Hit{h.Person, h.P})
	}
	return out, nil
}

// Answerer answers rows.
type Answerer struct {
	Searchers   []Searcher // one for each processor; their models expect Expected.Told
	Thresholds  match.Thresholds
	Withholding Withholding
	Expected    Share
}

// chunk is how many rows are read before they are asked: enough for each worker, and some
// megabytes.
const chunk = 8192

// Answers returns the rows chunk by chunk in their order. A chunk is valid until the next.
func (a *Answerer) Answers(ctx context.Context, r *Reader) iter.Seq2[[]Answered, error] {
	return func(yield func([]Answered, error) bool) {
		rows := make([]Answered, 0, chunk)
		for {
			rows = rows[:0]
			var err error
			for len(rows) < chunk && err == nil {
				var row Row
				if row, err = r.Next(); err == nil {
					rows = append(rows, Answered{Row: row})
				}
			}
			if err != nil && !errors.Is(err, io.EOF) {
				yield(nil, err)
				return
			}
			if err := a.answerAll(ctx, rows); err != nil {
				yield(nil, err)
				return
			}
			if len(rows) > 0 && !yield(rows, nil) || err != nil {
				return
			}
		}
	}
}

// answerAll answers the rows of a chunk: each searcher searches for a part of them, then withheld
// people are removed from what was found.
func (a *Answerer) answerAll(ctx context.Context, rows []Answered) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	group, searching := errgroup.WithContext(ctx)
	share := (len(rows) + len(a.Searchers) - 1) / len(a.Searchers)
	for i, s := range a.Searchers {
		part := rows[min(len(rows), i*share):min(len(rows), (i+1)*share)]
		group.Go(func() error {
			for j := range part {
				if searching.Err() != nil {
					return searching.Err()
				}
				if err := a.search(searching, s, &part[j]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	found, best := make([]*Found, len(rows)), make([]Hit, len(rows))
	for i := range rows {
		found[i], best[i] = &rows[i].found, rows[i].found.best()
	}
	if err := a.Withholding.apply(ctx, found); err != nil {
		return err
	}
	for i := range rows {
		rows[i].answer(a.Thresholds)
		if found[i].best() != best[i] {
			rows[i].Withheld = best[i].Person
		}
	}
	return nil
}

// search searches for the person of one row and keeps those who matter to its answer or its look.
func (a *Answerer) search(ctx context.Context, s Searcher, row *Answered) (err error) {
	if row.Unread {
		return nil
	}
	if row.found, err = s.Find(ctx, row.Record); err != nil {
		return err
	}
	if row.found.Keys == 0 {
		row.Findings, row.Unread = append(row.Findings, Finding{Code: RowLittle}), true
	}
	row.found.Hits = slices.DeleteFunc(row.found.Hits, func(h Hit) bool {
		return a.Thresholds.Outcome(a.Expected.ofEverybody(h.P)) == match.NonMatch
	})
	return nil
}

// answer answers a row by what was found for it.
func (a *Answered) answer(at match.Thresholds) {
	if a.Unread {
		return
	}
	a.Answer = No
	best := a.found.best()
	switch at.Outcome(best.P) {
	case match.Match:
		a.Answer, a.Person = Yes, best.Person
	case match.PossibleMatch:
		a.Answer, a.Person = Unsure, best.Person
	case match.NonMatch:
		if a.found.Truncated > 0 {
			a.Findings = append(a.Findings, Finding{Code: RowTruncated})
		}
	}
}
