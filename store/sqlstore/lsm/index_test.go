package lsm

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
	"samano/register"
	"samano/store"
	"samano/store/storetest"
)

// indexed is an index in an SQLite file, and what it should hold.
type indexed struct {
	*testing.T
	db    *sqldb.DB
	q     *sqldb.Session
	model map[store.Posting]bool
	log   [][]store.Posting // each transaction's postings, one act each
}

func newIndexed(t *testing.T) *indexed {
	t.Helper()
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "index.db"), sqldb.Options{OneWriter: true, SQLite: sqldb.SQLite{PageBytes: 8192}},
		sqldb.Schema{Name: "register", Migrations: os.DirFS("..")})
	if err != nil {
		t.Fatal(err)
	}
	x := &indexed{T: t, db: db, model: map[store.Posting]bool{}}
	if x.q, err = db.Writer(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(x.q.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return x
}

// within runs a transaction; what fails is rolled back.
func (x *indexed) within(f func() error) error {
	x.Helper()
	x.must(x.q.Direct(x.Context(), "BEGIN IMMEDIATE"))
	err := f()
	if err != nil {
		x.must(x.q.Direct(x.Context(), "ROLLBACK"))
		return err
	}
	return x.q.Direct(x.Context(), "COMMIT")
}

func (x *indexed) must(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// keep keeps what a transaction wrote in the model.
func (x *indexed) keep(list []store.Posting) {
	for _, p := range list {
		there := p
		there.Gone = false
		if delete(x.model, there); !p.Gone {
			x.model[there] = true
		}
	}
	x.log = append(x.log, list)
}

// append writes postings with one act each, in one transaction.
func (x *indexed) append(lists ...[]store.Posting) {
	x.Helper()
	from := register.Seq(len(x.log))
	x.must(x.within(func() error {
		for i, list := range lists {
			slices.SortFunc(list, store.Posting.Compare)
			seq := from + register.Seq(i)
			if err := Append(x.Context(), x.q, Write{From: seq, To: seq + 1, Postings: list}); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, list := range lists {
		x.keep(list)
	}
}

func (x *indexed) stand() []store.Posting {
	return slices.SortedFunc(maps.Keys(x.model), store.Posting.Compare)
}

// each returns all postings of the index.
func (x *indexed) each() (out []store.Posting) {
	x.Helper()
	x.must(Each(x.Context(), x.q, store.AllHashes(), func(p store.Posting) error { out = append(out, p); return nil }))
	return out
}

// check compares the index with the model and looks whether its runs are as they should be.
func (x *indexed) check() {
	x.Helper()
	want := x.stand()
	if got := x.each(); !slices.Equal(got, want) {
		x.Fatalf("%d postings stand, want %d, or others", len(got), len(want))
	}
	runs, err := readRuns(x.Context(), x.q)
	x.must(err)
	for i, r := range runs {
		n, last := int64(0), ""
		x.must(eachPage(x.Context(), x.q, "SELECT run, first, body FROM match_page WHERE run = $1 ORDER BY first", []any{r.id}, func(p pageRow) {
			if n += int64(len(p.list)); p.first <= last || p.first < r.start {
				x.Errorf("run %d, which starts at %s: a page at %s after %s", r.id, r.start, p.first, last)
			}
			last = sortKey(p.last())
			if i == len(runs)-1 && slices.ContainsFunc(p.list, isTombstone) {
				x.Errorf("run %d is the oldest and holds tombstones", r.id)
			}
		}))
		if n > r.postings || n == 0 && !growing(runs, r) && r.target == 0 {
			x.Errorf("run %d of at most %d postings has %d", r.id, r.postings, n)
		}
		var moved []string // the last page of the output of its compaction
		x.must(eachPage(x.Context(), x.q, "SELECT run, first, body FROM match_page WHERE run = $1 ORDER BY first DESC LIMIT 1", []any{r.target}, func(p pageRow) {
			moved = append(moved, sortKeyAfter(p.last()))
		}))
		if len(moved) > 0 && r.start < moved[0] {
			x.Errorf("run %d starts at %s, and what is before %s was moved", r.id, r.start, moved[0])
		}
		if r.target != 0 && !slices.ContainsFunc(runs, func(o run) bool { return o.id == r.target && o.level == r.level+1 }) {
			x.Errorf("run %d of level %d goes into %d, which is no run of the next level", r.id, r.level, r.target)
		}
	}
	byLevel := map[int]int{}
	for _, r := range runs {
		if !growing(runs, r) {
			byLevel[r.level]++
		}
	}
	for level, n := range byLevel {
		if n > maxInputs {
			x.Errorf("%d runs of level %d", n, level)
		}
	}
}

func growing(runs []run, r run) bool {
	return slices.ContainsFunc(runs, func(o run) bool { return o.target == r.id })
}

// some draws postings of few hashes and of many.
func some(rng *rand.Rand, n int) (out []store.Posting) {
	seen := map[store.Posting]bool{}
	for range n {
		p := store.Posting{Key: store.Key{Hash: rng.Uint64() >> (64 - store.KeyBits), Split: uint16(rng.IntN(3))}, Person: register.PersonID(1 + rng.IntN(3000))}
		if rng.IntN(3) == 0 {
			p.Hash = uint64(rng.IntN(20)) << 34
		}
		if !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}

// However postings come and go, all that stand are found, in few runs, and a lookup finds who
// shares a key within its limits.
func TestAnIndexHoldsWhatWasWritten(t *testing.T) {
	x := newIndexed(t)
	rng := rand.New(rand.NewPCG(1, 1))
	x.append(nil)
	for round := range 100 {
		list := some(rng, []int{1, 40, 2500, 4000}[rng.IntN(4)])
		if round%4 == 3 {
			n := 0
			for p := range x.model {
				if n++; n > 400 {
					break
				}
				if p.Gone = true; !slices.ContainsFunc(list, func(q store.Posting) bool { return p.Compare(q) == 0 }) {
					list = append(list, p)
				}
			}
		}
		x.append(list)
		if round%15 == 0 {
			x.check()
			x.lookups(rng)
		}
	}
	x.check()
	runs, err := readRuns(t.Context(), x.q)
	x.must(err)
	if len(runs) < 4 || slices.MaxFunc(runs, func(a, b run) int { return a.level - b.level }).level < 3 {
		t.Errorf("the test came to %d runs only", len(runs))
	}
	// Everybody goes: at last no page is left.
	for list := range slices.Chunk(x.stand(), 3000) {
		for i := range list {
			list[i].Gone = true
		}
		x.append(list)
	}
	x.check()
}

// lookups asks for keys that few, many and nobody share.
func (x *indexed) lookups(rng *rand.Rand) {
	x.Helper()
	all := x.stand()
	for _, n := range []int{0, 1, 3, 65, 140} {
		var keys []store.Key
		for range n {
			k := store.Key{Hash: uint64(rng.IntN(20)) << 34, Split: uint16(rng.IntN(3))}
			if len(all) > 0 && rng.IntN(2) == 0 {
				k = all[rng.IntN(len(all))].Key
			}
			keys = append(keys, k)
		}
		limits := store.Limits{PerKey: rng.IntN(200), PerSplit: rng.IntN(200)}
		want, truncated := storetest.Sharing(all, keys, limits)
		got, cut, err := Lookup(x.Context(), x.q, keys, limits)
		x.must(err)
		if !slices.Equal(got, want) || cut != truncated {
			x.Errorf("%d keys within %+v: %d people, %d truncated; want %d, %d", n, limits, len(got), cut, len(want), truncated)
		}
	}
}

// What was written since an act is told in the order of writing, for as many transactions as are
// kept; what is no longer kept is said to be gone, never left out.
func TestWhatWasWrittenSince(t *testing.T) {
	x := newIndexed(t)
	rng := rand.New(rand.NewPCG(2, 2))
	for range 300 {
		x.append(some(rng, 1+rng.IntN(600)))
	}
	state, err := ReadState(t.Context(), x.q)
	x.must(err)
	if state.Kept == 0 || len(x.log)-int(state.Kept) < 60 {
		t.Fatalf("kept from act %d of %d", state.Kept, len(x.log))
	}
	for from := max(0, state.Kept-3); from <= register.Seq(len(x.log))+1; from++ {
		list, ok, err := Since(t.Context(), x.q, from)
		x.must(err)
		if ok != (from >= state.Kept) {
			t.Fatalf("since act %d: %t, kept from %d", from, ok, state.Kept)
		}
		if want := slices.Concat(x.log[min(int(from), len(x.log)):]...); ok && !slices.Equal(list, want) {
			t.Fatalf("since act %d: %d postings, want %d", from, len(list), len(want))
		}
	}
	x.must(x.within(func() error { return PutState(t.Context(), x.q, State{Flushed: 7, Kept: 9}) }))
	if state, err := ReadState(t.Context(), x.q); err != nil || state != (State{7, 9}) {
		t.Errorf("state %+v, %v", state, err)
	}
}

// deferred writes postings that wait for the end of a load.
func (x *indexed) deferred(list []store.Posting) {
	x.Helper()
	slices.SortFunc(list, store.Posting.Compare)
	x.must(x.within(func() error {
		return Defer(x.Context(), x.q, Write{From: register.Seq(len(x.log)), To: register.Seq(len(x.log) + 1), Postings: list})
	}))
	x.keep(list)
}

func (x *indexed) rowsOf(table string) (n int) {
	x.Helper()
	x.must(x.q.One(x.Context(), "SELECT count(*) FROM "+table, nil, &n))
	return n
}

// What was deferred becomes one run at its level, range by range; a second load goes into the
// same run, and each step may be done again.
func TestWhatWasDeferredBecomesOneRun(t *testing.T) {
	x := newIndexed(t)
	rng := rand.New(rand.NewPCG(3, 3))
	for load := range 3 {
		for range 4 {
			x.deferred(some(rng, 1500))
		}
		if load > 0 { // some are taken away that an earlier load wrote
			list := x.stand()[:300]
			for i := range list {
				list[i].Gone = true
			}
			x.deferred(list)
		}
		x.deferred(nil)
		for step := range DeferredSteps {
			again := 1
			if step%9 == 0 && step < loadRanges {
				again = 2
			}
			for range again {
				x.must(x.within(func() error { return CompactDeferred(t.Context(), x.q, step) }))
			}
		}
		x.check()
		runs, err := readRuns(t.Context(), x.q)
		x.must(err)
		if len(runs) != 1 || runs[0].level != levelOf(runs[0].postings) || x.rowsOf("match_load") != 0 {
			t.Errorf("load %d: runs %+v, %d rows wait", load, runs, x.rowsOf("match_load"))
		}
		if runs[0].postings != int64(len(x.model)) {
			t.Errorf("load %d: a run of %d postings holds %d", load, runs[0].postings, len(x.model))
		}
		state, err := ReadState(t.Context(), x.q)
		x.must(err)
		if state.Kept != register.Seq(len(x.log)-1) {
			t.Errorf("load %d: kept from act %d of %d", load, state.Kept, len(x.log))
		}
	}
	x.append(some(rng, 5000))
	x.check()
	x.lookups(rng)
	// A rebuild empties it, keeps nothing apart from before, and goes on.
	x.must(x.within(func() error { return Clear(t.Context(), x.q, register.Seq(len(x.log))) }))
	clear(x.model)
	for _, table := range []string{"match_tail", "match_load", "match_run", "match_page"} {
		if n := x.rowsOf(table); n != 0 {
			t.Errorf("%d rows of %s after a clearing", n, table)
		}
	}
	if list, ok, err := Since(t.Context(), x.q, register.Seq(len(x.log))); len(list) > 0 || !ok || err != nil {
		t.Errorf("since the clearing: %v, %t, %v", list, ok, err)
	}
	if _, ok, err := Since(t.Context(), x.q, register.Seq(len(x.log)-1)); ok || err != nil {
		t.Errorf("before the clearing: %t, %v", ok, err)
	}
	for range 20 {
		x.append(some(rng, 700))
	}
	x.check()
}

// Each statement fails in turn, by a trigger that refuses it: the error is told, and after it the
// index is what it was.
func TestEachStatementThatFailsIsTold(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for name, w := range map[string]struct {
		statements []string
		prepare    func(x *indexed)
		write      func(ctx context.Context, x *indexed, list []store.Posting) error
	}{
		"appending": {
			[]string{"INSERT ON match_tail", "DELETE ON match_tail", "UPDATE ON match_state", "INSERT ON match_run", "UPDATE ON match_run", "DELETE ON match_run", "INSERT ON match_page", "DELETE ON match_page"},
			func(*indexed) {},
			func(ctx context.Context, x *indexed, list []store.Posting) error {
				from := register.Seq(len(x.log))
				return Append(ctx, x.q, Write{From: from, To: from + 1, Postings: list})
			},
		},
		"deferring": {
			[]string{"INSERT ON match_load", "DELETE ON match_load", "UPDATE ON match_state", "INSERT ON match_run", "UPDATE ON match_run", "INSERT ON match_page"},
			func(*indexed) {},
			func(ctx context.Context, x *indexed, list []store.Posting) error {
				from := register.Seq(len(x.log))
				return errors.Join(Defer(ctx, x.q, Write{From: from, To: from + 1, Postings: list}), CompactAllDeferred(ctx, x.q))
			},
		},
		"deferring again": {
			[]string{"DELETE ON match_page", "UPDATE ON match_run"},
			func(x *indexed) {
				x.deferred(some(rng, 3000))
				x.must(x.within(func() error { return CompactAllDeferred(x.Context(), x.q) }))
			},
			func(ctx context.Context, x *indexed, list []store.Posting) error {
				from := register.Seq(len(x.log))
				return errors.Join(Defer(ctx, x.q, Write{From: from, To: from + 1, Postings: list}), CompactAllDeferred(ctx, x.q))
			},
		},
		"clearing": {
			[]string{"UPDATE ON match_state", "DELETE ON match_tail", "DELETE ON match_load", "DELETE ON match_run", "DELETE ON match_page"},
			func(x *indexed) {
				x.append(some(rng, 5000))
				x.append(some(rng, 10))
				_, err := x.q.Exec(x.Context(), "INSERT INTO match_load (id, body) VALUES (1, x'00')")
				x.must(err)
			},
			func(ctx context.Context, x *indexed, _ []store.Posting) error { return Clear(ctx, x.q, 9) },
		},
		"putting a state": {
			[]string{"UPDATE ON match_state"},
			func(*indexed) {},
			func(ctx context.Context, x *indexed, _ []store.Posting) error { return PutState(ctx, x.q, State{}) },
		},
	} {
		for _, statement := range w.statements {
			t.Run(name+": "+statement, func(t *testing.T) {
				x := newIndexed(t)
				w.prepare(x)
				x.must(x.q.Direct(t.Context(), sqldbtest.Refusing(statement)))
				for range 100 {
					list := some(rng, 4096)
					slices.SortFunc(list, store.Posting.Compare)
					err := x.within(func() error { return w.write(t.Context(), x, list) })
					if err == nil {
						x.keep(list)
						continue
					}
					x.must(x.q.Direct(t.Context(), sqldbtest.Allowing))
					if name != "clearing" {
						x.check()
					}
					x.must(x.within(func() error { return w.write(t.Context(), x, list) }))
					return
				}
				t.Error("it is never told")
			})
		}
	}
	x := newIndexed(t)
	x.append(some(rng, 5000))
	x.append(some(rng, 100))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, read := range map[string]func() error{
		"a lookup": func() error {
			people, truncated, err := Lookup(gone, x.q, []store.Key{{Hash: 1}}, store.Limits{PerKey: 1, PerSplit: 1})
			if len(people) > 0 || truncated != 0 {
				t.Errorf("a lookup that failed tells %v, %d", people, truncated)
			}
			return err
		},
		"since": func() error {
			list, ok, err := Since(gone, x.q, 0)
			if len(list) > 0 || ok {
				t.Errorf("what failed tells %d postings, %t", len(list), ok)
			}
			return err
		},
		"a walk":    func() error { return Each(gone, x.q, store.AllHashes(), func(store.Posting) error { return nil }) },
		"the state": func() error { _, err := ReadState(gone, x.q); return err },
		"a step":    func() error { return CompactDeferred(gone, x.q, 0) },
	} {
		if err := read(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s whose caller has gone: %v", name, err)
		}
	}
}

// A walk may be stopped.
func TestAWalkIsStopped(t *testing.T) {
	x := newIndexed(t)
	x.append(some(rand.New(rand.NewPCG(5, 5)), 5000))
	n := 0
	stop := errors.New("enough")
	err := Each(t.Context(), x.q, store.AllHashes(), func(store.Posting) error {
		if n++; n == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) {
		t.Errorf("a walk that was stopped: %v", err)
	}
	if n != 3 {
		t.Errorf("%d postings after it was stopped at the third", n)
	}
}

// One transaction's postings have to fit into a row.
func TestPostingsThatNoRowHolds(t *testing.T) {
	x := newIndexed(t)
	const n = store.MaxRowBytes / leastPacked
	list := make([]store.Posting, 0, n)
	for i := range n {
		list = append(list, store.Posting{Key: store.Key{Hash: uint64(i) << 8}, Person: 1 << 40})
	}
	err := x.within(func() error { return Append(t.Context(), x.q, Write{To: 1, Postings: list}) })
	if register.KindOf(err) != register.TooLarge {
		t.Errorf("told as %v", err)
	}
}
