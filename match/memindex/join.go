package memindex

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"samano/match"
	"samano/register"
)

// Pair is two persons of an index who may be one, A before B.
type Pair struct {
	A, B register.PersonID
	P    float64
}

// Joined is the result of comparing an index with itself.
type Joined struct {
	Pairs     []Pair // in the order of A and B
	Compared  int64  // comparisons
	Truncated int64  // keys of which some were left out
}

// chunk is how many persons a worker takes at a time; after each, progress is told and the context
// asked.
const chunk = 4096

// mostPairs bounds what a join keeps, some 400 MB: people of whom so many are alike are no people.
const mostPairs = 1 << 24

// ErrPairs means that a join found more.
var ErrPairs = errors.New("memindex: more pairs are alike than can be kept")

// Join compares all persons who share a key and returns the pairs from the probability least on.
// from resumes a walk that was stopped: only persons from that place on are searched for. progress
// is called with the number done, from several goroutines; it may be nil. The error is that of the
// context, or ErrPairs.
func (x *Index) Join(ctx context.Context, m *match.Model, least float64, from, workers int, progress func(done int)) (Joined, error) {
	var out Joined
	var next, done atomic.Int64
	next.Store(int64(from))
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var mu sync.Mutex // guards out
	var wait sync.WaitGroup
	for range max(1, workers) {
		wait.Go(func() {
			s := x.Searcher(m, least)
			for ctx.Err() == nil {
				start := int(next.Add(chunk)) - chunk
				if start >= x.Len() {
					return
				}
				end := min(start+chunk, x.Len())
				part := s.join(start, end)
				mu.Lock()
				out.Pairs = append(out.Pairs, part.Pairs...)
				out.Compared += part.Compared
				out.Truncated += part.Truncated
				if len(out.Pairs) > mostPairs {
					stop(ErrPairs)
				}
				mu.Unlock()
				if n := done.Add(int64(end - start)); progress != nil {
					progress(int(n))
				}
			}
		})
	}
	wait.Wait()
	if ctx.Err() != nil {
		return Joined{}, context.Cause(ctx)
	}
	slices.SortFunc(out.Pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(b.P, a.P))
	})
	out.Pairs = slices.CompactFunc(out.Pairs, func(a, b Pair) bool { return a.A == b.A && a.B == b.B })
	return out, nil
}

// join looks for the persons of a range.
func (s *Searcher) join(start, end int) (out Joined) {
	var f match.Features
	for slot := start; slot < end; slot++ {
		s.x.read(uint32(slot), &f)
		stored := match.AppendKeys(s.keys[:0], &f)
		own := len(stored)
		found := s.search(&f, s.x.Lexicon.AppendProbeKeys(stored[:0], &f), own, uint32(slot))
		out.Compared += int64(found.Compared)
		out.Truncated += int64(found.Truncated)
		for _, h := range found.Hits {
			out.Pairs = append(out.Pairs, Pair{min(f.ID, h.Person), max(f.ID, h.Person), h.P})
		}
	}
	return out
}

// Clusters joins pairs that hang together, each cluster in the order of ids, the clusters by their
// first.
func Clusters(pairs []Pair) [][]register.PersonID {
	parent := map[register.PersonID]register.PersonID{}
	var root func(register.PersonID) register.PersonID
	root = func(id register.PersonID) register.PersonID {
		p, ok := parent[id]
		if !ok || p == id {
			parent[id] = id
			return id
		}
		r := root(p)
		parent[id] = r
		return r
	}
	for _, p := range pairs {
		a, b := root(p.A), root(p.B)
		parent[max(a, b)] = min(a, b) // the least id is the root, so chains stay short and the order is settled
	}
	members := map[register.PersonID][]register.PersonID{}
	for id := range parent {
		members[root(id)] = append(members[root(id)], id)
	}
	out := make([][]register.PersonID, 0, len(members))
	for _, ids := range members {
		slices.Sort(ids)
		out = append(out, ids)
	}
	slices.SortFunc(out, func(a, b []register.PersonID) int { return cmp.Compare(a[0], b[0]) })
	return out
}
