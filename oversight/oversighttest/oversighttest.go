// Package oversighttest owns a fake of oversight.Store, and the suite that every store passes.
package oversighttest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"samano/law"
	"samano/oversight"
	"samano/register"
)

// Store is oversight.Store in memory.
type Store struct {
	mu       sync.Mutex
	next     int64
	counts   []oversight.Count
	breaches []oversight.Breach
}

var _ oversight.Store = (*Store)(nil)

// NewStore returns an empty one.
func NewStore() *Store { return &Store{} }

// Counted implements oversight.Store.
func (s *Store) Counted(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next, nil
}

// AddCounts implements oversight.Store.
func (s *Store) AddCounts(_ context.Context, from, next int64, counts []oversight.Count, keep register.Day) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if from != s.next {
		return register.Errorf(register.Conflict, "oversighttest.AddCounts", "another has counted")
	}
	s.next, s.counts = next, append(s.counts, counts...)
	s.counts = slices.DeleteFunc(s.counts, func(c oversight.Count) bool { return c.Day < keep })
	return nil
}

// sum adds up the counts of a period by a key.
func (s *Store) sum(p oversight.Period, key func(oversight.Count) oversight.Count) (out []oversight.Count) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := map[oversight.Count]int{}
	for _, c := range s.counts {
		if c.Day < p.From || c.Day > p.To {
			continue
		}
		k := key(c)
		n, ok := at[k]
		if !ok {
			n, at[k] = len(out), len(out)
			out = append(out, k)
		}
		out[n].Looks, out[n].Refused, out[n].People = out[n].Looks+c.Looks, out[n].Refused+c.Refused, out[n].People+c.People
	}
	return out
}

// Counts implements oversight.Store.
func (s *Store) Counts(_ context.Context, p oversight.Period, by oversight.Grouping, limit int) ([]oversight.Count, error) {
	out := s.sum(p, func(c oversight.Count) oversight.Count {
		switch by {
		case oversight.ByOfficer:
			return oversight.Count{Officer: c.Officer}
		case oversight.ByOffice:
			return oversight.Count{Office: c.Office}
		case oversight.ByPurpose:
			return oversight.Count{Purpose: c.Purpose}
		case oversight.ByCase:
			return oversight.Count{Case: c.Case}
		}
		return oversight.Count{Day: c.Day}
	})
	slices.SortFunc(out, func(a, b oversight.Count) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Office, b.Office),
			cmp.Compare(a.Purpose, b.Purpose), cmp.Compare(a.Case, b.Case), cmp.Compare(a.Day, b.Day))
	})
	return out[:min(limit, len(out))], nil
}

// DaysOf implements oversight.Store.
func (s *Store) DaysOf(_ context.Context, p oversight.Period) ([]oversight.Count, error) {
	offices := map[register.OfficerID]register.OfficeID{}
	out := s.sum(p, func(c oversight.Count) oversight.Count {
		offices[c.Officer] = max(offices[c.Officer], c.Office)
		return oversight.Count{Day: c.Day, Officer: c.Officer}
	})
	for i := range out {
		out[i].Office = offices[out[i].Officer]
	}
	slices.SortFunc(out, func(a, b oversight.Count) int {
		return cmp.Or(cmp.Compare(a.Officer, b.Officer), cmp.Compare(a.Day, b.Day))
	})
	return out, nil
}

// AddBreach implements oversight.Breaches.
func (s *Store) AddBreach(_ context.Context, b oversight.Breach) (oversight.Breach, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b.No = len(s.breaches) + 1
	s.breaches = append(s.breaches, b)
	return b, nil
}

// TellBreach implements oversight.Breaches.
func (s *Store) TellBreach(_ context.Context, no int, t oversight.Telling) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if no < 1 || no > len(s.breaches) {
		return register.Errorf(register.NotFound, "oversighttest.TellBreach", "no breach %d", no)
	}
	b := &s.breaches[no-1]
	b.Told = append(slices.Clone(b.Told), t)
	return nil
}

// ListBreaches implements oversight.Breaches.
func (s *Store) ListBreaches(_ context.Context, limit int) ([]oversight.Breach, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.Clone(s.breaches)
	slices.Reverse(out)
	return out[:min(limit, len(out))], nil
}

// Run runs the suite on new stores.
func Run(t *testing.T, fresh func(*testing.T) oversight.Store) {
	t.Run("counts add up", func(t *testing.T) { counts(t, fresh(t)) })
	t.Run("looks are counted once", func(t *testing.T) { once(t, fresh(t)) })
	t.Run("a breach stays as it was recorded", func(t *testing.T) { breaches(t, fresh(t)) })
}

func same[T any](t *testing.T, want T, got T, err error) {
	t.Helper()
	if err != nil || fmt.Sprintf("%+v", want) != fmt.Sprintf("%+v", got) {
		t.Errorf("got %+v (%v), want %+v", got, err, want)
	}
}

func counts(t *testing.T, s oversight.Store) {
	ctx := t.Context()
	add := func(from, next int64, keep register.Day, of ...oversight.Count) {
		t.Helper()
		if err := s.AddCounts(ctx, from, next, of, keep); err != nil {
			t.Fatal(err)
		}
	}
	add(0, 10, 0,
		oversight.Count{Day: 100, Officer: "noy", Office: "d1", Purpose: "registration", Case: law.CaseApplication, Looks: 3, People: 5},
		oversight.Count{Day: 100, Officer: "noy", Office: "d1", Purpose: "own-queue", Looks: 2, Refused: 1, People: 1},
		oversight.Count{Day: 101, Officer: "kham", Office: "d2", Purpose: "own-queue", Looks: 9, People: 9})
	add(10, 12, 0, oversight.Count{Day: 100, Officer: "noy", Office: "d1", Purpose: "own-queue", Looks: 2, People: 2})
	all := oversight.Period{From: 100, To: 101}
	for by, want := range map[oversight.Grouping][]oversight.Count{
		oversight.ByOfficer: {{Officer: "kham", Looks: 9, People: 9}, {Officer: "noy", Looks: 7, Refused: 1, People: 8}},
		oversight.ByOffice:  {{Office: "d2", Looks: 9, People: 9}, {Office: "d1", Looks: 7, Refused: 1, People: 8}},
		oversight.ByPurpose: {{Purpose: "own-queue", Looks: 13, Refused: 1, People: 12}, {Purpose: "registration", Looks: 3, People: 5}},
		oversight.ByCase:    {{Looks: 13, Refused: 1, People: 12}, {Case: law.CaseApplication, Looks: 3, People: 5}},
		oversight.ByDay:     {{Day: 101, Looks: 9, People: 9}, {Day: 100, Looks: 7, Refused: 1, People: 8}},
	} {
		got, err := s.Counts(ctx, all, by, 10)
		same(t, want, got, err)
		got, err = s.Counts(ctx, all, by, 1)
		same(t, want[:1], got, err)
	}
	got, err := s.Counts(ctx, oversight.Period{From: 100, To: 100}, oversight.ByOfficer, 10)
	same(t, []oversight.Count{{Officer: "noy", Looks: 7, Refused: 1, People: 8}}, got, err)
	got, err = s.DaysOf(ctx, all)
	same(t, []oversight.Count{{Day: 101, Officer: "kham", Office: "d2", Looks: 9, People: 9}, {Day: 100, Officer: "noy", Office: "d1", Looks: 7, Refused: 1, People: 8}}, got, err)
	add(12, 13, 101)
	got, err = s.Counts(ctx, all, oversight.ByDay, 10)
	same(t, []oversight.Count{{Day: 101, Looks: 9, People: 9}}, got, err)
}

// Of two who count the same looks, one is refused.
func once(t *testing.T, s oversight.Store) {
	ctx := t.Context()
	next, err := s.Counted(ctx)
	same(t, 0, next, err)
	one := []oversight.Count{{Day: 100, Officer: "noy", Office: "d1", Purpose: "own-queue", Looks: 1, People: 1}}
	var wait sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		wait.Go(func() { errs[i] = s.AddCounts(ctx, 0, 1, one, 0) })
	}
	wait.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if register.KindOf(err) != register.Conflict {
			t.Error(err)
		}
	}
	got, err := s.Counts(ctx, oversight.Period{From: 0, To: 200}, oversight.ByDay, 10)
	if same(t, []oversight.Count{{Day: 100, Looks: 1, People: 1}}, got, err); done != 1 {
		t.Errorf("%d have counted", done)
	}
	if err := s.AddCounts(ctx, 0, 2, one, 0); register.KindOf(err) != register.Conflict || err == nil {
		t.Errorf("counted from the beginning again: %v", err)
	}
	next, err = s.Counted(ctx)
	same(t, 1, next, err)
}

func breaches(t *testing.T, s oversight.Store) {
	ctx := t.Context()
	at := time.Date(2026, 11, 2, 5, 0, 0, 0, time.UTC)
	var want []oversight.Breach
	for i, what := range []string{"ຄອມພິວເຕີຖືກລັກ", strings.Repeat("x", 2000)} {
		b, err := s.AddBreach(ctx, oversight.Breach{What: what, Whom: "ຜູ້ຢູ່ບ້ານ", People: 40, Since: 100, Found: 101, By: "souk", At: at})
		if err != nil || b.No != i+1 {
			t.Fatalf("recorded is %d (%v)", b.No, err)
		}
		want = append([]oversight.Breach{b}, want...)
	}
	for _, who := range []string{"overseers", "the people"} {
		told := oversight.Telling{Who: who, On: 102, By: "souk", At: at}
		if err := s.TellBreach(ctx, 1, told); err != nil {
			t.Fatal(err)
		}
		want[1].Told = append(want[1].Told, told)
	}
	got, err := s.ListBreaches(ctx, 10)
	same(t, want, got, err)
	got, err = s.ListBreaches(ctx, 1)
	same(t, want[:1], got, err)
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wait.Go(func() {
			errs[i] = s.TellBreach(ctx, 2, oversight.Telling{Who: strconv.Itoa(i), On: 103, By: "souk", At: at})
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if got, err = s.ListBreaches(ctx, 1); err != nil || len(got[0].Told) != len(errs) {
		t.Errorf("of %d who told at once, %d are entered (%v)", len(errs), len(got[0].Told), err)
	}
	if err := s.TellBreach(ctx, 3, oversight.Telling{Who: "x"}); register.KindOf(err) != register.NotFound || err == nil {
		t.Errorf("told of a breach that nobody recorded: %v", err)
	}
}
