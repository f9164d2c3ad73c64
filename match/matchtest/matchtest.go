// Package matchtest owns the contract of match.Index as a suite: every index returns the same
// candidates. An index passes it by Run; property tests compare it with the plainest index there
// is.
package matchtest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samano/match"
	"samano/register"
)

// Open returns an index that holds these postings and is changed later by Put. The first postings
// enter by the way that the index has for many (Was is empty, persons come in the order of ids).
type Open func(t testing.TB, start []match.Posting) match.Index

// Run runs the suite.
func Run(t *testing.T, open Open) {
	t.Run("nobody", func(t *testing.T) { nobody(t, open) })
	t.Run("each once in the order of ids", func(t *testing.T) { eachOnce(t, open) })
	t.Run("a common key is split, not dropped", func(t *testing.T) { split(t, open) })
	t.Run("a key that becomes common later", func(t *testing.T) { later(t, open) })
	t.Run("more than can be compared is said", func(t *testing.T) { truncated(t, open) })
	t.Run("put again, taken out", func(t *testing.T) { put(t, open) })
	t.Run("the same as the plainest index", func(t *testing.T) { rapid.Check(t, func(r *rapid.T) { plain(t, r, open) }) })
}

func find(t testing.TB, x match.Index, keys ...match.Key) match.Candidates {
	t.Helper()
	c, err := x.Candidates(context.Background(), keys)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func change(t testing.TB, x match.Index, list ...match.Posting) {
	t.Helper()
	if err := x.Put(context.Background(), list); err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, got match.Candidates, truncated int, people ...register.PersonID) {
	t.Helper()
	if !slices.Equal(got.People, people) || got.Truncated != truncated {
		t.Errorf("found %v, %d truncated; want %v, %d", got.People, got.Truncated, people, truncated)
	}
}

func posting(id int, keys ...match.Key) match.Posting {
	return match.Posting{Person: register.PersonID(id), Keys: keys}
}

func nobody(t *testing.T, open Open) {
	x := open(t, nil)
	want(t, find(t, x, match.Key{Hash: 1}), 0)
	want(t, find(t, x), 0)
	x = open(t, []match.Posting{posting(3, match.Key{Hash: 1})})
	want(t, find(t, x, match.Key{Hash: 2}), 0)
	want(t, find(t, x, match.Key{Hash: 1 << (match.KeyBits - 1)}), 0)
}

func eachOnce(t *testing.T, open Open) {
	a, b := match.Key{Hash: 7}, match.Key{Hash: 1<<match.KeyBits - 1}
	x := open(t, []match.Posting{posting(2, a, b), posting(5, b), posting(9, a)})
	change(t, x, posting(4, a, b))
	want(t, find(t, x, b, a), 0, 2, 4, 5, 9)
	want(t, find(t, x, b), 0, 2, 4, 5)
}

// many returns n postings under one hash, every third with split 1, the others with splits of their
// own.
func many(n int, hash uint64) (list []match.Posting, third []register.PersonID) {
	for i := 1; i <= n; i++ {
		k := match.Key{Hash: hash, Split: uint16(100 + i)}
		if i%3 == 0 {
			k.Split = 1
			third = append(third, register.PersonID(i))
		}
		list = append(list, posting(i, k))
	}
	return list, third
}

func split(t *testing.T, open Open) {
	list, third := many(match.MostPerKey+1, 8)
	x := open(t, list)
	want(t, find(t, x, match.Key{Hash: 8, Split: 1}), 0, third...)
	want(t, find(t, x, match.Key{Hash: 8, Split: 101}), 0, 1)
	want(t, find(t, x, match.Key{Hash: 8, Split: 9}), 0)
	// One fewer, and all are compared again.
	change(t, x, match.Posting{Person: 1, Was: list[0].Keys})
	var rest []register.PersonID
	for _, p := range list[1:] {
		rest = append(rest, p.Person)
	}
	want(t, find(t, x, match.Key{Hash: 8, Split: 9}), 0, rest...)
}

func later(t *testing.T, open Open) {
	list, third := many(match.MostPerKey+10, 8)
	for _, start := range []int{0, 5, match.MostPerKey} {
		x := open(t, list[:start])
		change(t, x, list[start:]...)
		want(t, find(t, x, match.Key{Hash: 8, Split: 1}), 0, third...)
	}
}

func truncated(t *testing.T, open Open) {
	var list []match.Posting
	var first []register.PersonID
	for i := 1; i <= 3*match.MostPerSplit; i++ {
		list = append(list, posting(i, match.Key{Hash: 8, Split: 1}))
		if i <= match.MostPerSplit {
			first = append(first, register.PersonID(i))
		}
	}
	for _, start := range []int{0, 2 * match.MostPerSplit, len(list)} {
		x := open(t, list[:start])
		change(t, x, list[start:]...)
		want(t, find(t, x, match.Key{Hash: 8, Split: 1}), 1, first...)
	}
}

func put(t *testing.T, open Open) {
	a, b, c := match.Key{Hash: 1}, match.Key{Hash: 2}, match.Key{Hash: 3}
	x := open(t, []match.Posting{posting(1, a, b), posting(2, b)})
	change(t, x, match.Posting{Person: 1, Was: []match.Key{a, b}, Keys: []match.Key{b, c}})
	want(t, find(t, x, a), 0)
	want(t, find(t, x, b), 0, 1, 2)
	want(t, find(t, x, c), 0, 1)
	change(t, x, match.Posting{Person: 1, Was: []match.Key{b, c}}, match.Posting{Person: 2, Was: []match.Key{b}, Keys: []match.Key{c}})
	want(t, find(t, x, a, b, c), 0, 2)
	change(t, x, match.Posting{Person: 1, Keys: []match.Key{a}}) // merged by mistake and back
	want(t, find(t, x, a, b, c), 0, 1, 2)
}

// plainest is the index that is written down in match.Index: lists, and nothing else.
type plainest map[register.PersonID][]match.Key

func (p plainest) candidates(keys []match.Key) (out match.Candidates) {
	ids := make([]register.PersonID, 0, len(p))
	for id := range p {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, k := range keys {
		var all, same []register.PersonID
		for _, id := range ids {
			for _, have := range p[id] {
				if have.Hash == k.Hash {
					all = append(all, id)
					if have.Split == k.Split {
						same = append(same, id)
					}
				}
			}
		}
		if len(all) > match.MostPerKey {
			if all = same; len(same) > match.MostPerSplit {
				all = same[:match.MostPerSplit]
				out.Truncated++
			}
		}
		out.People = append(out.People, all...)
	}
	slices.Sort(out.People)
	out.People = slices.Compact(out.People)
	return out
}

// plain draws people with few hashes and fewer splits, so that keys are common, and changes them.
func plain(t *testing.T, r *rapid.T, open Open) {
	key := rapid.Custom(func(r *rapid.T) match.Key {
		// Hashes that differ in their first, middle or last bits only.
		at := rapid.SampledFrom([]uint64{0, 1, 1 << 15, 1 << 16, 1 << 23, 1 << 38}).Draw(r, "hash")
		return match.Key{Hash: at, Split: rapid.Uint16Range(1, 2).Draw(r, "split")}
	})
	keys := rapid.SliceOfNDistinct(key, 0, 3, func(k match.Key) uint64 { return k.Hash })
	n := rapid.IntRange(0, 4*match.MostPerKey).Draw(r, "people")
	model := plainest{}
	var start []match.Posting
	for i := range n {
		p := posting(2*i+1, keys.Draw(r, "keys")...)
		model[p.Person] = p.Keys
		start = append(start, p)
	}
	x := open(t, start)
	for range rapid.IntRange(0, 20).Draw(r, "changes") {
		id := register.PersonID(rapid.IntRange(1, 2*n+4).Draw(r, "id"))
		p := match.Posting{Person: id, Was: model[id], Keys: keys.Draw(r, "new keys")}
		change(t, x, p)
		model[id] = p.Keys
	}
	ask := rapid.SliceOfN(key, 1, 4).Draw(r, "asked")
	got, expected := find(t, x, ask...), model.candidates(ask)
	if !slices.Equal(got.People, expected.People) || got.Truncated != expected.Truncated {
		r.Fatal(fmt.Sprintf("asked %v: found %v, %d truncated; want %v, %d", ask, got.People, got.Truncated, expected.People, expected.Truncated))
	}
}
