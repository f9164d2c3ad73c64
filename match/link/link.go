package link

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"

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

// Answered is a row with its answer. Person is who was found, for the look and nobody else; 0 for no.
type Answered struct {
	Row
	Answer Answer
	Person register.PersonID
	P      float64
}

// Linker asks an index of people about rows.
type Linker struct {
	Index      *memindex.Index
	Model      *match.Model // expecting the share of rows whose people are there
	Thresholds match.Thresholds
	Workers    int
}

// chunk is how many rows are read before they are asked: enough for each worker, and some megabytes.
const chunk = 8192

// Answers gives the rows chunk by chunk in their order. A chunk is good until the next.
func (l *Linker) Answers(ctx context.Context, r *Reader) iter.Seq2[[]Answered, error] {
	return func(yield func([]Answered, error) bool) {
		workers := max(1, l.Workers)
		searchers := make([]*memindex.Searcher, workers)
		for i := range searchers {
			searchers[i] = l.Index.Searcher(l.Model, float64(l.Thresholds.AskPPM)/1e6)
		}
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
			if ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			var wait sync.WaitGroup
			share := (len(rows) + workers - 1) / workers
			for i, s := range searchers {
				wait.Go(func() {
					for j := min(len(rows), i*share); j < min(len(rows), (i+1)*share); j++ {
						l.answer(s, &rows[j])
					}
				})
			}
			wait.Wait()
			if len(rows) > 0 && !yield(rows, nil) || err != nil {
				return
			}
		}
	}
}

// answer asks about one row.
func (l *Linker) answer(s *memindex.Searcher, a *Answered) {
	if a.Unread {
		return
	}
	f := l.Index.Lexicon.Read(a.Record)
	if len(match.AppendKeys(nil, &f)) == 0 {
		a.Findings = append(a.Findings, Finding{Code: RowLittle})
		a.Unread = true
		return
	}
	found := s.SearchFeatures(&f)
	a.Answer = No
	if len(found.Hits) > 0 {
		best := found.Hits[0]
		a.P = best.P
		switch l.Thresholds.Verdict(best.P) {
		case match.Here:
			a.Answer, a.Person = Yes, best.Person
		case match.Ask:
			a.Answer, a.Person = Unsure, best.Person
		case match.New:
		}
	}
	if a.Answer == No && found.Crowded > 0 {
		a.Findings = append(a.Findings, Finding{Code: RowCrowded})
	}
}
