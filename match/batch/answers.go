package batch

import (
	"context"
	"errors"
	"io"
	"iter"

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
type Answered struct {
	Row
	Answer Answer
	Person register.PersonID
}

// Best is the most probable person for a record.
type Best struct {
	Person    register.PersonID // 0: nobody shares a key
	P         float64
	Keys      int // that the record makes; 0: it says too little to look for anybody
	Truncated int // keys of which some people were left out
}

// Searcher looks for people. It is for one goroutine.
type Searcher interface {
	Best(ctx context.Context, r match.Record) (Best, error)
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

func (s *inMemory) Best(_ context.Context, r match.Record) (b Best, err error) {
	f := s.x.Lexicon.Read(r)
	if b.Keys = len(match.AppendKeys(nil, &f)); b.Keys == 0 {
		return b, nil
	}
	found := s.search.SearchFeatures(&f)
	if b.Truncated = found.Truncated; len(found.Hits) > 0 {
		b.Person, b.P = found.Hits[0].Person, found.Hits[0].P
	}
	return b, nil
}

// Answerer answers rows.
type Answerer struct {
	Searchers  []Searcher // one for each processor
	Thresholds match.Thresholds
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

// answerAll answers the rows of a chunk, each searcher a part of them.
func (a *Answerer) answerAll(ctx context.Context, rows []Answered) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	share := (len(rows) + len(a.Searchers) - 1) / len(a.Searchers)
	for i, s := range a.Searchers {
		part := rows[min(len(rows), i*share):min(len(rows), (i+1)*share)]
		group.Go(func() error {
			for j := range part {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				if err := a.answer(ctx, s, &part[j]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// answer answers one row.
func (a *Answerer) answer(ctx context.Context, s Searcher, row *Answered) error {
	if row.Unread {
		return nil
	}
	best, err := s.Best(ctx, row.Record)
	if err != nil {
		return err
	}
	if best.Keys == 0 {
		row.Findings, row.Unread = append(row.Findings, Finding{Code: RowLittle}), true
		return nil
	}
	row.Answer = No
	switch a.Thresholds.Outcome(best.P) {
	case match.Match:
		row.Answer, row.Person = Yes, best.Person
	case match.PossibleMatch:
		row.Answer, row.Person = Unsure, best.Person
	case match.NonMatch:
		if best.Truncated > 0 {
			row.Findings = append(row.Findings, Finding{Code: RowTruncated})
		}
	}
	return nil
}
