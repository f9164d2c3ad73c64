// Package staytest owns the fake of stay.Store, in memory, and the suite that it and every other
// implementation passes.
package staytest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samano/register"
	"samano/stay"
)

// Notices is a stay.Store in memory. It is safe for concurrent use.
type Notices struct {
	mu  sync.Mutex
	all []stay.Notice
}

var _ stay.Store = (*Notices)(nil)

// NewNotices returns an empty store.
func NewNotices() *Notices { return &Notices{} }

// AddStay implements stay.Store.
func (s *Notices) AddStay(_ context.Context, n stay.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n.Guests = slices.Clone(n.Guests)
	s.all = append(s.all, n)
	return nil
}

// StaysAt implements stay.Store.
func (s *Notices) StaysAt(_ context.Context, place register.PlaceID, dwelling string, day register.Day) (out []stay.Notice, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.all {
		if n.Place == place && n.Dwelling == dwelling && n.Holds(day) {
			n.Guests = slices.Clone(n.Guests)
			out = append(out, n)
		}
	}
	return out, nil
}

// DropStays implements stay.Store.
func (s *Notices) DropStays(_ context.Context, before register.Day) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := len(s.all)
	s.all = slices.DeleteFunc(s.all, func(n stay.Notice) bool { return n.Until < before })
	return int64(was - len(s.all)), nil
}

// Run runs the conformance suite of stay.Store. open returns an empty store.
func Run(t *testing.T, open func(t *testing.T) stay.Store) {
	ctx, s := t.Context(), open(t)
	day := register.DayOf(2026, 11, 2)
	notice := func(place register.PlaceID, dwelling, house string, from, until register.Day, minute int) stay.Notice {
		return stay.Notice{
			Place: place, Dwelling: dwelling, House: house, Guests: []stay.Guest{{Number: "900000000017"}, {Name: "ຈັນ"}}, From: from, Until: until,
			Office: "v1", Officer: "kham", At: time.Date(2026, 11, 2, 8, minute, 0, 0, time.UTC),
		}
	}
	first, second := notice(4, "7", "No. 07", day, day+5, 0), notice(4, "7", "7", day+5, day+9, 1)
	for _, n := range []stay.Notice{first, second, notice(4, "71", "71", day, day+5, 2), notice(5, "7", "7", day, day+5, 3)} {
		if err := s.AddStay(ctx, n); err != nil {
			t.Fatal(err)
		}
	}
	at := func(on register.Day, want ...stay.Notice) {
		t.Helper()
		got, err := s.StaysAt(ctx, 4, "7", on)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("on %s (-want +got)\n%s", on, d)
		}
	}
	at(day - 1)
	at(day, first)
	at(day+5, first, second)
	at(day+9, second)
	at(day + 10)
	for _, step := range []struct {
		before  register.Day
		dropped int64
	}{{day + 5, 0}, {day + 6, 3}, {day + 6, 0}, {day + 10, 1}} {
		if n, err := s.DropStays(ctx, step.before); err != nil || n != step.dropped {
			t.Errorf("before %s %d are dropped, %v", step.before, n, err)
		}
	}
	at(day + 5)
}
