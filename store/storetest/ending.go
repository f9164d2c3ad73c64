package storetest

import (
	"context"
	"fmt"
	"math"

	"samano/register"
	"samano/store"
	"samano/store/memstore"
)

// goneReaders wants each method to be Unavailable to a caller who has gone, in a transaction too,
// and to serve the next caller.
func goneReaders(f *fixture) {
	f.found()
	f.write(fullBatch)
	f.ok(f.r.PutCheckpoint(f.ctx(), 3, []byte("note")))
	gone, leave := context.WithCancel(f.ctx())
	leave()
	tx, _ := f.begin(f.r)
	for where, r := range map[string]store.Reader{"outside": f.r, "in a transaction": tx} {
		for _, ctx := range []context.Context{gone, f.ctx()} {
			for name, err := range reads(ctx, f, r) {
				if told := register.KindOf(err) == register.Unavailable && err != nil; told != (ctx == gone) {
					f.Errorf("%s %s, the caller has gone %t: %v", name, where, ctx == gone, err)
				}
			}
		}
	}
	f.ok(tx.Rollback())
	for _, ctx := range []context.Context{gone, f.ctx()} {
		_, foundingErr := f.r.Founding(ctx)
		_, _, checkpointErr := f.r.LastCheckpoint(ctx)
		next, beginErr := f.r.Begin(ctx)
		if beginErr == nil {
			f.ok(next.Rollback())
		}
		for name, err := range map[string]error{
			"Founding": foundingErr, "LastCheckpoint": checkpointErr, "Begin": beginErr, "PutCheckpoint": f.r.PutCheckpoint(ctx, 4, nil),
			"EachSubject": firstError(f.r.EachSubject(ctx, f.pass, register.SubjectPerson, 0)), "EachProjection": firstError(f.r.EachProjection(ctx, f.pass)),
			"EachPosting": firstError(f.r.EachPosting(ctx, f.pass)), "EachSealed": firstError(f.r.EachSealed(ctx, f.pass, 0)),
		} {
			if told := register.KindOf(err) == register.Unavailable && err != nil; told != (ctx == gone) {
				f.Errorf("%s, the caller has gone %t: %v", name, ctx == gone, err)
			}
		}
	}
}

// reads calls every method of a reader about something that is there.
func reads(ctx context.Context, f *fixture, r store.Reader) map[string]error {
	out := map[string]error{}
	_, out["Head"] = r.Head(ctx)
	_, out["Subjects"] = r.Subjects(ctx, f.pass, []register.Ref{register.PersonRef(1), register.HouseholdRef(1)})
	_, out["Aliases"] = r.Aliases(ctx, f.pass, []register.ClientID{register.ClientID(uuid('c', 1))})
	_, out["Numbers"] = r.Numbers(ctx, f.pass, []register.Number{number(1)})
	_, out["Books"] = r.Books(ctx, f.pass, []string{"0101-1"})
	_, out["Dwellings"] = r.Dwellings(ctx, f.pass, []string{"3/12"})
	_, out["Children"] = r.Children(ctx, f.pass, []register.PersonID{1})
	_, out["Households"] = r.Households(ctx, f.pass, []register.PersonID{1})
	_, out["Acts"] = r.Acts(ctx, f.pass, []register.Seq{1})
	_, out["ActsFrom"] = r.ActsFrom(ctx, f.pass, 0, 1)
	_, out["ActsByID"] = r.ActsByID(ctx, f.pass, []register.ActID{register.ActID(uuid('a', 1))})
	_, out["Decisions"] = r.Decisions(ctx, f.pass, []store.Decision{{Authority: "court/01", Reference: "12/2026"}})
	_, out["PrintedActs"] = r.PrintedActs(ctx, f.pass, []register.PrintedNumber{{Office: "0101", Year: 2026, No: 7}})
	_, out["LastPrinted"] = r.LastPrinted(ctx, "0101", 2026)
	_, out["SearchNames, one word"] = r.SearchNames(ctx, f.pass, []store.KeyRange{{Prefix: "kh"}}, [2]int{}, 1)
	_, out["SearchNames, two words in a year"] = r.SearchNames(ctx, f.pass, []store.KeyRange{{Prefix: "kh"}, {Prefix: "ຄ"}}, [2]int{1980, 1980}, 1)
	_, out["Sealed"] = r.Sealed(ctx, f.pass, 1)
	_, out["Leaves"] = r.Leaves(ctx, 0, 1)
	_, out["Nodes"] = r.Nodes(ctx, 8, 0, 1)
	_, _, out["SeqAt"] = r.SeqAt(ctx, 10)
	_, _, out["Sharing"] = r.Sharing(ctx, f.pass, []store.Key{{Hash: 1}}, store.Limits{PerKey: 1, PerSplit: 1})
	_, _, out["PostingsSince"] = r.PostingsSince(ctx, f.pass, 1)
	return out
}

// endsOnce wants a transaction that has ended to do nothing more and to let the next begin.
func endsOnce(f *fixture) {
	f.found()
	gone, leave := context.WithCancel(f.ctx())
	leave()
	for name, end := range map[string]func(store.Tx) error{
		"committed":        func(tx store.Tx) error { return tx.Commit(f.ctx()) },
		"rolled back":      store.Tx.Rollback,
		"rolled back once": func(tx store.Tx) error { f.ok(tx.Rollback()); return tx.Rollback() },
	} {
		tx, b := f.begin(f.r)
		addActs(b, 1)
		f.ok(tx.Write(f.ctx(), b))
		f.ok(end(tx))
		after := &store.Batch{Head: b.Head}
		for what, err := range map[string]error{"Write": tx.Write(f.ctx(), after), "Commit": tx.Commit(f.ctx())} {
			if register.KindOf(err) != register.Internal || err == nil {
				f.Errorf("%s, then %s: %v", name, what, err)
			}
		}
		if _, err := tx.Acts(f.ctx(), f.pass, []register.Seq{0}); register.KindOf(err) != register.Internal || err == nil {
			f.Errorf("%s, then read: %v", name, err)
		}
		f.ok(tx.Rollback())
	}
	head, err := f.r.Head(f.ctx())
	f.ok(err)
	f.same("acts of the committed", head.Size, int64(1))
	// Who goes before the commit does not know what became of it; the next can write.
	tx, b := f.begin(f.r)
	addActs(b, 1)
	f.ok(tx.Write(f.ctx(), b))
	f.kind(tx.Commit(gone), register.Unavailable)
	f.ok(tx.Rollback())
	f.write(func(b *store.Batch) { addActs(b, 1) })
	// A head that was read is the reader's own.
	tx, b = f.begin(f.r)
	b.Head.Frontier = []byte{1, 2, 3}
	f.ok(tx.Write(f.ctx(), b))
	b.Head.Frontier[0] = 9
	for range 2 {
		h, err := tx.Head(f.ctx())
		f.ok(err)
		f.same("frontier", h.Frontier, []byte{1, 2, 3})
		h.Frontier[1] = 9
	}
	f.ok(tx.Rollback())
	// Clearing goes with a transaction of the same database.
	other := memstore.New()
	f.ok(other.Found(f.ctx(), theFounding, store.Head{}))
	foreign, err := other.Begin(f.ctx())
	f.ok(err)
	f.kind(f.r.Clear(f.ctx(), foreign), register.Internal)
	tx, _ = f.begin(f.r)
	f.ok(tx.Rollback())
	f.kind(f.r.Clear(f.ctx(), tx), register.Internal)
	for range f.r.EachProjection(f.ctx(), f.pass) {
		break // a walk may be stopped
	}
}

// hashPages wants leaves and nodes from a place on, so many at most.
func hashPages(f *fixture) {
	f.found()
	var leaves, nodes [][]byte
	f.write(func(b *store.Batch) {
		addActs(b, 6)
		for i := range b.Acts {
			leaves = append(leaves, b.Acts[i].Leaf)
			nodes = append(nodes, []byte{0, byte(i), 31: 0})
			b.Nodes = append(b.Nodes, store.Node{Level: 0, N: int64(i), Hash: nodes[i]}, store.Node{Level: 63, N: int64(i), Hash: []byte{63, byte(i), 31: 0}})
		}
	})
	for _, from := range []int64{0, 1, 4, 5, 6, 7} {
		for _, n := range []int64{0, 1, 2, 6, 7, math.MaxInt64 - 9, math.MaxInt64} {
			low, high := min(from, 6), min(from+min(n, 6), 6)
			got, err := f.r.Leaves(f.ctx(), from, min(n, math.MaxInt32))
			f.ok(err)
			f.same(fmt.Sprintf("%d leaves from %d", n, from), got, leaves[low:high])
			got, err = f.r.Nodes(f.ctx(), 0, from, n)
			f.ok(err)
			f.same(fmt.Sprintf("%d nodes from %d", n, from), got, nodes[low:high])
		}
	}
	for level, want := range map[int]int{-1: 0, 1: 0, 63: 2, 64: 0} {
		got, err := f.r.Nodes(f.ctx(), level, 2, 2)
		f.ok(err)
		f.same(fmt.Sprint("level ", level), len(got), want)
	}
}

// searchFurther wants people to be found behind one who has many keys, and years beyond all years
// to be none.
func searchFurther(f *fixture) {
	f.found()
	f.write(func(b *store.Batch) {
		var many []store.NameKey
		for i := range 60 {
			many = append(many, store.NameKey{Key: fmt.Sprintf("w%02d", i), Year: 1980})
		}
		addPerson(b, many...)
		addPerson(b, store.NameKey{Key: "w98", Year: 1999}, store.NameKey{Key: "z", Year: 1999})
		addPerson(b, store.NameKey{Key: "w99", Year: store.MaxYear})
	})
	for _, c := range []struct {
		words []store.KeyRange
		years [2]int
		limit int
		want  []register.PersonID
	}{
		{[]store.KeyRange{{Prefix: "w"}}, [2]int{}, 1, []register.PersonID{1}},
		{[]store.KeyRange{{Prefix: "w"}}, [2]int{}, 2, []register.PersonID{1, 2}},
		{[]store.KeyRange{{Prefix: "w"}}, [2]int{}, 3, []register.PersonID{1, 2, 3}},
		{[]store.KeyRange{{Prefix: "w"}, {Prefix: "w"}}, [2]int{}, 3, []register.PersonID{1, 2, 3}},
		{[]store.KeyRange{{Prefix: "w"}, {Prefix: "z", Exact: true}}, [2]int{}, 3, []register.PersonID{2}},
		{[]store.KeyRange{{Prefix: "w"}}, [2]int{1981, 1 << 40}, 9, []register.PersonID{2, 3}},
		{[]store.KeyRange{{Prefix: "w"}}, [2]int{-7, 1990}, 9, []register.PersonID{1}},
		{[]store.KeyRange{{Prefix: "w"}}, [2]int{1981, 1999}, 9, []register.PersonID{2}},
		{[]store.KeyRange{{Prefix: "w"}}, [2]int{1999, 1981}, 9, nil},
	} {
		got, err := f.r.SearchNames(f.ctx(), f.pass, c.words, c.years, c.limit)
		f.ok(err)
		f.same(fmt.Sprintf("%+v", c), got, c.want)
	}
	many := make([]store.KeyRange, 13)
	for i := range many {
		many[i] = store.KeyRange{Prefix: "w"}
	}
	got, err := f.r.SearchNames(f.ctx(), f.pass, many[:12], [2]int{}, 9)
	f.ok(err)
	f.same("twelve words", len(got), 3)
	_, err = f.r.SearchNames(f.ctx(), f.pass, many, [2]int{}, 9)
	f.kind(err, register.TooLarge)
}
