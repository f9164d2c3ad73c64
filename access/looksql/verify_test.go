package looksql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"samano/access"
	"samano/access/looksql"
	"samano/internal/pgtest"
	"samano/ledger"
	"samano/register"
)

var march = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// fill appends n looks, ten minutes apart, twenty at once, at three people.
func fill(t *testing.T, s opened, from time.Time, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		l := access.Look{
			At: from.Add(time.Duration(i) * 10 * time.Minute), Officer: "kham.s", Office: "d0101", Role: access.DistrictRegistrar,
			What: access.WhatPerson, Purpose: "registration", Case: fmt.Sprintf("A-%d", i), ShownFrom: 20000,
			Subjects: []register.Ref{register.PersonRef(register.PersonID(i%3 + 1)), register.HouseholdRef(9)},
		}
		wg.Go(func() {
			if _, err := s.Append(context.Background(), l, access.Budget{}); err != nil {
				t.Error(err)
			}
		})
		if i%20 == 19 || i == n-1 {
			wg.Wait()
		}
	}
}

// verify returns the faults, without the tail that nobody has signed.
func verify(t *testing.T, s opened, checkpoints ...ledger.Checkpoint) ([]ledger.FaultKind, looksql.Summary) {
	t.Helper()
	var kinds []ledger.FaultKind
	summary, err := s.Verify(t.Context(), checkpoints, func(f ledger.Fault) error {
		if f.Kind != ledger.UnsignedTail {
			kinds = append(kinds, f.Kind)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds, summary
}

func checkpoint(t *testing.T, s opened) ledger.Checkpoint {
	t.Helper()
	f, err := s.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f.Checkpoint("test/looks")
}

func TestAHandEditIsFound(t *testing.T) {
	tests := []struct {
		name string
		edit string
		want ledger.FaultKind
	}{
		{"a look's text", `UPDATE look SET body = (SELECT body FROM look WHERE seq = 8) WHERE seq = 7`, ledger.AlteredPart},
		{"a look's text and leaf", `UPDATE look SET leaf = (SELECT leaf FROM look WHERE seq = 8) WHERE seq = 7`, ledger.AlteredNode},
		{"a look is deleted", `DELETE FROM look WHERE seq = 7`, ledger.MissingAct},
		{"a look loses its text", `UPDATE look SET body = NULL WHERE seq = 7`, ledger.AlteredPart},
		{"a look is hidden from the person", `DELETE FROM look_subject WHERE seq = 7 AND kind = 1`, ledger.AlteredPart},
		{"a look is delayed", `UPDATE look_subject SET shown = 30000 WHERE seq = 7`, ledger.AlteredPart},
		{"a look is invented in a list", `INSERT INTO look_subject SELECT month, kind, 77, seq, shown FROM look_subject WHERE seq = 7 AND kind = 1`, ledger.AlteredPart},
		{"an inner hash", `UPDATE look_node SET hash = zeroblob(32) WHERE n = 1`, ledger.AlteredNode},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "looks.db")
			s := open(t, "sqlite:"+path)
			defer s.Close()
			fill(t, s, march, 600)
			if kinds, summary := verify(t, s, checkpoint(t, s)); len(kinds) > 0 || summary.Signed != 600 || summary.Looks != 600 {
				t.Fatalf("before any edit: %v, %+v", kinds, summary)
			}
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(test.edit); err != nil {
				t.Fatal(err)
			}
			kinds, _ := verify(t, s)
			if !slices.Contains(kinds, test.want) {
				t.Errorf("found %v, want %v", kinds, test.want)
			}
		})
	}
}

func TestOnlyACheckpointOutsideProves(t *testing.T) {
	s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"))
	defer s.Close()
	fill(t, s, march, 300)
	held := checkpoint(t, s)

	// Somebody makes the whole database again, with one look less and another added.
	forged := open(t, "sqlite:"+filepath.Join(t.TempDir(), "b.db"))
	defer forged.Close()
	fill(t, forged, march, 299)
	if kinds, _ := verify(t, forged); len(kinds) > 0 {
		t.Fatalf("a consistent forgery shows by itself: %v", kinds)
	}
	if kinds, _ := verify(t, forged, held); !slices.Contains(kinds, ledger.Truncated) {
		t.Errorf("shorter than the checkpoint, found %v", kinds)
	}
	fill(t, forged, march.AddDate(0, 0, 3), 1)
	if kinds, _ := verify(t, forged, held); !slices.Contains(kinds, ledger.Forked) {
		t.Errorf("other looks than the checkpoint's, found %v", kinds)
	}
}

func TestWhatIsLeftOfDroppedMonthsStillVerifies(t *testing.T) {
	ctx := t.Context()
	s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "looks.db"))
	defer s.Close()
	var held []ledger.Checkpoint
	for m := range 4 { // borders that fall within blocks of 256
		fill(t, s, march.AddDate(0, m, 0), 300)
		held = append(held, checkpoint(t, s))
	}
	dropped, err := s.DropBefore(ctx, march.AddDate(0, 2, 5), func(int64) error { return nil }) // March and April
	if err != nil || dropped != 600 {
		t.Fatalf("dropped %d (%v)", dropped, err)
	}
	kinds, summary := verify(t, s, held...)
	if len(kinds) > 0 || summary.Signed != 1200 || summary.Looks != 600 || summary.Dropped != 600 || summary.Older != 1 {
		t.Errorf("faults %v, %+v", kinds, summary)
	}
	if _, err := s.Record(ctx, 599); register.KindOf(err) != register.NotFound {
		t.Errorf("the last look of a dropped month can be read (%v)", err)
	}
	// The first look that is left is proved to whoever held the last checkpoint,
	// and to whoever held the one before it.
	last := held[3]
	r, err := s.Record(ctx, 600)
	if err != nil {
		t.Fatal(err)
	}
	path, err := ledger.ProveInclusion(ctx, s, 600, last.Size)
	if err == nil {
		err = ledger.CheckInclusion(path, 600, r.Leaf(), last.Size, last.Root)
	}
	if err != nil {
		t.Errorf("inclusion: %v", err)
	}
	if root, err := ledger.RootAt(ctx, s, held[2].Size); err != nil || root != held[2].Root {
		t.Errorf("consistency: %v, %v", root, err)
	}
	// And everything goes on, to the last month.
	fill(t, s, march.AddDate(0, 4, 0), 50)
	if dropped, err = s.DropBefore(ctx, march.AddDate(1, 0, 0), func(int64) error { return nil }); err != nil || dropped != 650 {
		t.Fatalf("dropped %d (%v)", dropped, err)
	}
	fill(t, s, march.AddDate(1, 0, 0), 50)
	if kinds, summary := verify(t, s, checkpoint(t, s)); len(kinds) > 0 || summary.Looks != 50 {
		t.Errorf("after all months were dropped: %v, %+v", kinds, summary)
	}
}

func TestAClosedStoreAnswersNobody(t *testing.T) {
	s := open(t, "sqlite:"+filepath.Join(t.TempDir(), "looks.db"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Append(t.Context(), access.Look{At: march}, access.Budget{}); register.KindOf(err) != register.Unavailable {
		t.Errorf("appending to a closed store: %v", err)
	}
}

// TestSaltsThatRunOutStopLooks: a look that cannot be salted is not written.
func TestSaltsThatRunOutStopLooks(t *testing.T) {
	dry := errors.New("no randomness")
	s := openWith(t, "sqlite:"+filepath.Join(t.TempDir(), "looks.db"), failing{dry})
	defer s.Close()
	if _, err := s.Append(t.Context(), access.Look{At: march}, access.Budget{}); !errors.Is(err, dry) {
		t.Errorf("error %v", err)
	}
	if f, err := s.Frontier(t.Context()); err != nil || f.Size() != 0 {
		t.Errorf("%d looks (%v)", f.Size(), err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// BenchmarkFiftyClerks measures durable looks, each of two subjects, from fifty
// goroutines at once: what lies before offices, and on budgets of officers who see forty people each.
func BenchmarkFiftyClerks(b *testing.B) {
	for name, budget := range map[string]access.Budget{"queue": {}, "budget": {Hour: 40, Day: 150}} {
		b.Run("SQLite/"+name, func(b *testing.B) {
			fiftyClerks(b, "sqlite:"+filepath.Join(b.TempDir(), "looks.db"), budget)
		})
		b.Run("PostgreSQL/"+name, func(b *testing.B) { fiftyClerks(b, pgtest.URL(b), budget) })
	}
}

func fiftyClerks(b *testing.B, url string, budget access.Budget) {
	s := open(b, url)
	defer s.Close()
	b.SetParallelism(max(1, 50/runtime.GOMAXPROCS(0)))
	var clerk atomic.Int64
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		person := register.PersonID(clerk.Add(1) * 1_000_000)
		for pb.Next() {
			person++
			l := access.Look{
				At: march, Officer: register.OfficerID(fmt.Sprint("clerk-", person/40)), Office: "d0101", Role: access.DistrictRegistrar, What: access.WhatPerson,
				Purpose: "registration", Case: "A-17/2026", Subjects: []register.Ref{register.PersonRef(person), register.HouseholdRef(9)},
			}
			if _, err := s.Append(context.Background(), l, budget); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "looks/s")
}
