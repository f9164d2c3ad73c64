package storetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"samano/register"
	"samano/store"
)

func on(hash uint64, split uint16, person register.PersonID) store.Posting {
	return store.Posting{Key: store.Key{Hash: hash, Split: split}, Person: person}
}

func gone(p store.Posting) store.Posting {
	p.Gone = true
	return p
}

// post writes postings with one act.
func (f *fixture) post(list ...store.Posting) {
	f.Helper()
	f.write(func(b *store.Batch) {
		addActs(b, 1)
		b.Postings = list
	})
}

// sharing wants these to share one of the keys.
func (f *fixture) sharing(r store.Reader, keys []store.Key, limits store.Limits, truncated int, want ...register.PersonID) {
	f.Helper()
	people, n, err := r.Sharing(f.ctx(), f.pass, keys, limits)
	f.ok(err)
	f.same("who shares a key", people, want)
	f.same("truncated keys", n, truncated)
}

// postings returns all that stand.
func (f *fixture) postings(r store.Snapshot) (out []store.Posting) {
	f.Helper()
	for p, err := range r.EachPosting(f.ctx(), f.pass) {
		f.ok(err)
		out = append(out, p)
	}
	return out
}

// since returns what was written since.
func (f *fixture) since(r store.Reader, from register.Seq) []store.Posting {
	f.Helper()
	list, ok, err := r.PostingsSince(f.ctx(), f.pass, from)
	f.ok(err)
	if !ok {
		f.Fatalf("what was written since act %d is not kept apart", from)
	}
	return list
}

const lastHash = 1<<store.KeyBits - 1

func postings(f *fixture) {
	f.found()
	limits := store.Limits{PerKey: 10, PerSplit: 10}
	f.sharing(f.r, nil, limits, 0)
	f.sharing(f.r, []store.Key{{Hash: 1}, {Hash: lastHash, Split: math.MaxUint16}}, limits, 0)
	f.same("nothing", f.postings(f.r), []store.Posting(nil))
	// In no order, at the ends of what there is.
	all := []store.Posting{on(lastHash, math.MaxUint16, math.MaxInt64), on(0, 0, 1), on(7, 3, 2), on(7, 2, 900), on(7, 3, 1), on(lastHash, 0, 5)}
	f.post(slices.Clone(all)...)
	slices.SortFunc(all, store.Posting.Compare)
	f.same("all", f.postings(f.r), all)
	f.sharing(f.r, []store.Key{{Hash: 7, Split: 9}, {Hash: lastHash}, {Hash: 8}}, limits, 0, 1, 2, 5, 900, math.MaxInt64)
	// A common hash is cut by its split, and that by the limit.
	f.sharing(f.r, []store.Key{{Hash: 7, Split: 3}}, store.Limits{PerKey: 2, PerSplit: 10}, 0, 1, 2)
	f.sharing(f.r, []store.Key{{Hash: 7, Split: 3}}, store.Limits{PerKey: 2, PerSplit: 1}, 1, 1)
	f.sharing(f.r, []store.Key{{Hash: 7, Split: 9}, {Hash: 0}}, store.Limits{PerKey: 2, PerSplit: 1}, 0, 1)
	// Taken away, never there, there again.
	f.post(gone(on(7, 3, 2)), gone(on(7, 3, 77)), on(7, 3, 1), on(8, 0, 4))
	f.sharing(f.r, []store.Key{{Hash: 7}}, limits, 0, 1, 900)
	f.post(on(7, 3, 2), gone(on(8, 0, 4)))
	f.sharing(f.r, []store.Key{{Hash: 7}, {Hash: 8}}, limits, 0, 1, 2, 900)
	f.same("all again", f.postings(f.r), all)
	for range f.r.EachPosting(f.ctx(), f.pass) {
		break // a walk may be stopped
	}
	f.r = f.open()
	f.same("all after a restart", f.postings(f.r), all)
}

func postingsRefused(f *fixture) {
	f.found()
	for _, bad := range [][]store.Posting{
		{on(1<<store.KeyBits, 0, 1)},
		{on(1, 0, 0)},
		{on(1, 0, -4)},
		{on(1, 1, 1), on(2, 1, 1), gone(on(1, 1, 1))},
	} {
		f.refuse(register.Internal, func(b *store.Batch) { b.Postings = bad })
	}
}

func postingsSince(f *fixture) {
	f.found()
	f.same("nothing", f.since(f.r, 0), []store.Posting(nil))
	f.post(on(5, 0, 2), on(3, 0, 1))
	f.write(func(b *store.Batch) { addActs(b, 3) })
	f.post(gone(on(3, 0, 1)), on(9, 0, 3))
	first, second := []store.Posting{on(3, 0, 1), on(5, 0, 2)}, []store.Posting{gone(on(3, 0, 1)), on(9, 0, 3)}
	f.same("since 0", f.since(f.r, 0), slices.Concat(first, second))
	f.same("since 1", f.since(f.r, 1), second)
	f.same("since 4", f.since(f.r, 4), second)
	f.same("since now", f.since(f.r, 5), []store.Posting(nil))
	tx, b := f.begin(f.r)
	addActs(b, 1)
	b.Postings = []store.Posting{on(1, 1, 1)}
	f.ok(tx.Write(f.ctx(), b))
	f.same("a transaction sees its own", f.since(tx, 4), append(slices.Clone(second), on(1, 1, 1)))
	f.sharing(tx, []store.Key{{Hash: 1}}, store.Limits{PerKey: 1, PerSplit: 1}, 0, 1)
	f.same("nobody else does", f.since(f.r, 4), second)
	f.sharing(f.r, []store.Key{{Hash: 1}}, store.Limits{PerKey: 1, PerSplit: 1}, 0)
	f.ok(tx.Rollback())
	f.same("after a rollback", f.since(f.r, 4), second)
	// It is kept for a while, and then said to be gone: never are some left out.
	for range 200 {
		f.write(func(b *store.Batch) {
			addActs(b, 1)
			for i := range 600 {
				b.Postings = append(b.Postings, on(uint64(b.Head.Size), uint16(i), 1))
			}
		})
	}
	kept := 0
	for from := register.Seq(5); from <= 205; from++ {
		list, ok, err := f.r.PostingsSince(f.ctx(), f.pass, from)
		f.ok(err)
		if !ok && kept > 0 {
			f.Fatalf("since act %d is not kept, since an earlier one is", from)
		}
		if ok {
			kept++
			f.same(fmt.Sprintf("how many since act %d", from), len(list), 600*int(205-from))
		}
	}
	if kept < 50 {
		f.Fatalf("the last %d acts only are kept apart", kept)
	}
}

func postingsRebuilt(f *fixture) {
	f.found()
	f.post(on(3, 0, 1), on(5, 0, 2))
	f.post(on(4, 0, 1))
	tx, b := f.begin(f.r)
	f.ok(f.r.Clear(f.ctx(), tx))
	f.sharing(tx, []store.Key{{Hash: 3}}, store.Limits{PerKey: 9, PerSplit: 9}, 0)
	for person := range 3 { // several writes without acts
		b.Postings = []store.Posting{on(3, 1, register.PersonID(person+1)), on(9, 0, register.PersonID(person+1))}
		f.ok(tx.Write(f.ctx(), b))
	}
	b.Postings = []store.Posting{gone(on(9, 0, 2))}
	f.ok(tx.Write(f.ctx(), b))
	f.sharing(tx, []store.Key{{Hash: 3}, {Hash: 4}}, store.Limits{PerKey: 9, PerSplit: 9}, 0, 1, 2, 3)
	f.same("before", len(f.postings(f.r)), 3)
	f.ok(tx.Commit(f.ctx()))
	f.same("rebuilt", f.postings(f.r), []store.Posting{on(3, 1, 1), on(3, 1, 2), on(3, 1, 3), on(9, 0, 1), on(9, 0, 3)})
	if _, ok, err := f.r.PostingsSince(f.ctx(), f.pass, 1); ok || err != nil {
		f.Fatalf("what was written before a rebuild is still kept apart (%v)", err)
	}
	f.same("since the rebuild", f.since(f.r, 2), []store.Posting(nil))
	f.post(on(6, 0, 1))
	f.same("after the rebuild", f.since(f.r, 2), []store.Posting{on(6, 0, 1)})
}

// plainPostings is what the contract says, written down as a list.
type plainPostings map[store.Posting]bool

func (m plainPostings) all() (out []store.Posting) {
	for p := range m {
		out = append(out, p)
	}
	slices.SortFunc(out, store.Posting.Compare)
	return out
}

// Sharing answers store.Reader's Sharing from all postings that stand, in order: the model that a store
// is held to.
func Sharing(all []store.Posting, keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int) {
	for _, k := range keys {
		from, _ := slices.BinarySearchFunc(all, on(k.Hash, 0, 0), store.Posting.Compare)
		to, _ := slices.BinarySearchFunc(all, on(k.Hash+1, 0, 0), store.Posting.Compare)
		found := slices.Clone(all[from:to])
		if len(found) > limits.PerKey {
			found = slices.DeleteFunc(found, func(p store.Posting) bool { return p.Split != k.Split })
			if len(found) > limits.PerSplit {
				found = found[:limits.PerSplit]
				truncated++
			}
		}
		for _, p := range found {
			people = append(people, p.Person)
		}
	}
	slices.Sort(people)
	return slices.Compact(people), truncated
}

// manyPostings writes so much that a database puts its index in order many times,
// with hashes that nearly everybody, many, few and nobody else shares.
func manyPostings(f *fixture) {
	f.found()
	rng := rand.New(rand.NewPCG(5, 6))
	model := plainPostings{}
	hash := func() uint64 {
		switch rng.IntN(4) {
		case 0:
			return 1 << 20
		case 1:
			return uint64(rng.IntN(40)) << 30
		case 2:
			return uint64(rng.IntN(4000)) << 20
		}
		return rng.Uint64() & lastHash
	}
	check := func() {
		f.Helper()
		all := model.all()
		f.same("all", f.postings(f.r), all)
		for range 40 {
			var keys []store.Key
			for range 1 + rng.IntN(30) {
				k := store.Key{Hash: hash(), Split: uint16(rng.IntN(4))}
				if len(all) > 0 && rng.IntN(2) == 0 {
					k = all[rng.IntN(len(all))].Key
				}
				keys = append(keys, k)
			}
			limits := store.Limits{PerKey: rng.IntN(130), PerSplit: rng.IntN(130)}
			people, truncated := Sharing(all, keys, limits)
			f.sharing(f.r, keys, limits, truncated, people...)
		}
	}
	for round := range 300 {
		f.write(func(b *store.Batch) {
			addActs(b, 1)
			seen := map[store.Posting]bool{}
			for range 1 + rng.IntN(1+rng.IntN(600)) {
				p := on(hash(), uint16(rng.IntN(4)), register.PersonID(1+rng.IntN(500)))
				seen[p] = true
			}
			if round%3 == 0 { // take away what is there
				n := 0
				for p := range model {
					if n++; n > 100 {
						break
					}
					seen[p] = true
				}
			}
			for p := range seen {
				if model[p] && rng.IntN(5) > 0 {
					delete(model, p)
					b.Postings = append(b.Postings, gone(p))
				} else {
					model[p] = true
					b.Postings = append(b.Postings, p)
				}
			}
		})
		if round%37 == 0 {
			check()
		}
	}
	check()
	// Everybody goes.
	for list := range slices.Chunk(model.all(), 700) {
		f.write(func(b *store.Batch) {
			addActs(b, 1)
			for _, p := range list {
				b.Postings = append(b.Postings, gone(p))
				delete(model, p)
			}
		})
	}
	check()
}
