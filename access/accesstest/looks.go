package accesstest

import (
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
}

var _ access.Looks = (*Looks)(nil)

// NewLooks makes an empty store of looks.
func NewLooks() *Looks { return &Looks{} }

// Fail makes every Append from now on fail with err, as a dead disk would; nil
// mends it.
func (s *Looks) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

// Append implements access.Looks.
func (s *Looks) Append(_ context.Context, l access.Look) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return 0, s.fail
	}
	if n := len(s.all); n > 0 && l.At.Before(s.all[n-1].At) {
		l.At = s.all[n-1].At
	}
	l.Seq = s.next
	s.next++
	l.Subjects = access.SortSubjects(l.Subjects)
	s.all = append(s.all, l)
	return l.Seq, nil
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
func (s *Looks) DropBefore(_ context.Context, t time.Time) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t = t.UTC()
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	before := len(s.all)
	s.all = slices.DeleteFunc(s.all, func(l access.Look) bool { return l.At.Before(first) })
	return int64(before - len(s.all)), nil
}
