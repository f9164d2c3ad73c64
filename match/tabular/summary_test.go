package tabular

import (
	"context"
	"errors"
	"testing"

	"samano/match"
)

func TestPairsAreCountedByWhatTheLawMakesOfThem(t *testing.T) {
	r := Result{Threshold: 0.7, Truncated: 3, Pairs: []Pair{{P: 1}, {P: 0.95}, {P: 0.9499}, {P: 0.5}, {P: 0.5}, {P: 0.4999}}}
	got := r.Summary(9, match.Thresholds{SamePPM: 950_000, AskPPM: 500_000}, SummaryColumn{"name", Text})
	if got.Join != 2 || got.Ask != 3 || got.Leave != 1 || got.Compared != 6 {
		t.Errorf("%+v", got)
	}
	if got.Rows != 9 || got.Truncated != 3 || got.Threshold != 0.7 || got.SameFrom != 0.95 || got.AskFrom != 0.5 || len(got.Columns) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestLinkingEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Link(ctx, &Table{Plan: &Plan{}, Rows: [][]string{{}, {}}}, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped comparison ended with %v", err)
	}
}
