package storetest

import (
	"context"
	"slices"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/match"
	"samano/match/matchtest"
	"samano/store"
)

// RunMatch tests that the postings of a register are an index of the matcher: they
// give the same candidates as the one in memory.
func RunMatch(t *testing.T, open Open) {
	f := &fixture{T: t, open: open, r: open(), pass: accesstest.Pass(t)}
	f.found()
	opened := 0
	matchtest.Run(t, func(t testing.TB, start []match.Posting) match.Index {
		x := index{f.r, f.pass}
		// As a rebuild puts an index in order, and as registering does.
		opened++
		if err := x.reset(t.Context(), start, opened%2 == 0); err != nil {
			t.Fatal(err)
		}
		return x
	})
}

// index is match.Index over a register.
type index struct {
	r    store.Register
	pass access.Pass
}

func (x index) Candidates(ctx context.Context, keys []match.Key) (match.Candidates, error) {
	asked := make([]store.Key, len(keys))
	for i, k := range keys {
		asked[i] = store.Key(k)
	}
	people, truncated, err := x.r.Sharing(ctx, x.pass, asked, store.Limits{PerKey: match.MostPerKey, PerSplit: match.MostPerSplit})
	return match.Candidates{People: people, Truncated: truncated}, err
}

func (x index) Put(ctx context.Context, list []match.Posting) error {
	return x.within(ctx, func(tx store.Tx, b *store.Batch) error {
		b.Postings = differences(list)
		return tx.Write(ctx, b)
	})
}

// reset empties the index and puts people in, in the same transaction or later.
func (x index) reset(ctx context.Context, start []match.Posting, later bool) error {
	err := x.within(ctx, func(tx store.Tx, b *store.Batch) error {
		if err := x.r.Clear(ctx, tx); err != nil || later {
			return err
		}
		b.Postings = differences(start)
		return tx.Write(ctx, b)
	})
	if err != nil || !later {
		return err
	}
	return x.Put(ctx, start)
}

func (x index) within(ctx context.Context, do func(store.Tx, *store.Batch) error) error {
	tx, err := x.r.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	h, err := tx.Head(ctx)
	if err != nil {
		return err
	}
	if err := do(tx, &store.Batch{Head: h}); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

func differences(list []match.Posting) (out []store.Posting) {
	for _, p := range list {
		put := func(from, without []match.Key, gone bool) {
			for _, k := range from {
				if !slices.Contains(without, k) {
					out = append(out, store.Posting{Key: store.Key(k), Person: p.Person, Gone: gone})
				}
			}
		}
		put(p.Was, p.Keys, true)
		put(p.Keys, p.Was, false)
	}
	return out
}
