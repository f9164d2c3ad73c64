package accesstest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"samano/access"
	"samano/register"
)

// Looks is access.Looks in memory.
type Looks struct {
	mu   sync.Mutex
	all  []access.Look
	next int64
	fail error

	counted map[register.OfficerID][]access.BudgetEntry
	stops   []access.BudgetStop
}

var _ access.Looks = (*Looks)(nil)

// NewLooks makes an empty store of looks.
func NewLooks() *Looks { return &Looks{counted: map[register.OfficerID][]access.BudgetEntry{}} }

// Fail makes every Append from now on fail with err, as a dead disk would; nil
// mends it.
func (s *Looks) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

// Append implements access.Looks.
func (s *Looks) Append(_ context.Context, l access.Look, b access.Budget) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return 0, s.fail
	}
	if n := len(s.all); n > 0 && l.At.Before(s.all[n-1].At) {
		l.At = s.all[n-1].At
	}
	l.Seq = s.next
	l.Subjects = access.SortSubjects(l.Subjects)
	added, err := b.Spend(&l, s.counted[l.Officer])
	if err != nil {
		s.stop(&l, err)
		return 0, err
	}
	s.counted[l.Officer] = slices.DeleteFunc(s.counted[l.Officer], func(c access.BudgetEntry) bool {
		return b.Hour != 0 && c.Expired(b.At) || slices.ContainsFunc(added, func(a access.BudgetEntry) bool { return a.Subject == c.Subject })
	})
	s.counted[l.Officer] = append(s.counted[l.Officer], added...)
	s.next++
	s.all = append(s.all, l)
	return l.Seq, nil
}

// stop counts a look that a budget refuses.
func (s *Looks) stop(l *access.Look, refused error) {
	stop := access.BudgetStop{Officer: l.Officer, Office: l.Office, Hour: l.At.UTC().Truncate(time.Hour)}
	for i := range s.stops {
		if s.stops[i].Officer == stop.Officer && s.stops[i].Hour.Equal(stop.Hour) {
			s.stops[i].Count(refused)
			return
		}
	}
	stop.Count(refused)
	s.stops = append(s.stops, stop)
}

// Stops implements access.Looks.
func (s *Looks) Stops(_ context.Context, of register.OfficeID, limit int) ([]access.BudgetStop, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.SortedFunc(slices.Values(s.stops), func(a, b access.BudgetStop) int {
		return cmp.Or(b.Hour.Compare(a.Hour), cmp.Compare(a.Officer, b.Officer))
	})
	out = slices.DeleteFunc(out, func(x access.BudgetStop) bool { return of != "" && x.Office != of })
	return out[:min(limit, len(out))], nil
}

// LooksOf implements access.Looks.
func (s *Looks) LooksOf(_ context.Context, pass access.Pass, subjects []register.Ref, day register.Day, before int64, limit int) ([]access.Look, error) {
	if err := pass.Check("accesstest.LooksOf"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []access.Look
	for _, l := range slices.Backward(s.all) {
		if len(out) == limit {
			break
		}
		names := slices.ContainsFunc(subjects, func(r register.Ref) bool { return slices.Contains(l.Subjects, r) })
		if names && l.ShownFrom <= day && l.Seq < before {
			out = append(out, l)
		}
	}
	return out, nil
}

// LooksFrom implements access.Looks.
func (s *Looks) LooksFrom(_ context.Context, pass access.Pass, from int64, limit int) ([]access.Look, error) {
	if err := pass.Check("accesstest.LooksFrom"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []access.Look
	for _, l := range s.all {
		if l.Seq >= from && len(out) < limit {
			out = append(out, l)
		}
	}
	return out, nil
}

// DropBefore implements access.Looks.
func (s *Looks) DropBefore(_ context.Context, t time.Time, announce func(stays int64) error) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t = t.UTC()
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	before := len(s.all)
	for i, l := range s.all {
		month := func(at time.Time) int { return at.Year()*12 + int(at.Month()) }
		last := i+1 == len(s.all) || month(s.all[i+1].At.UTC()) > month(l.At.UTC())
		if l.At.Before(first) && last {
			if err := announce(l.Seq + 1); err != nil {
				return 0, err
			}
		}
	}
	s.stops = slices.DeleteFunc(s.stops, func(x access.BudgetStop) bool { return x.Hour.Before(first) })
	s.all = slices.DeleteFunc(s.all, func(l access.Look) bool { return l.At.Before(first) })
	return int64(before - len(s.all)), nil
}
