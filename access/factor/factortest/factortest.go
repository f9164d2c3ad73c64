// Package factortest owns a fake of factor.Store, and the suite that every store passes.
package factortest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/register"
)

// Store is factor.Store in memory.
type Store struct {
	mu      sync.Mutex
	factors []factor.Factor // the oldest first
	entries []factor.Entry
	powers  []access.PowerKind // those that a log of powers would have
}

var _ factor.Store = (*Store)(nil)

// NewStore returns an empty one.
func NewStore() *Store { return &Store{} }

func fail(kind register.ErrorKind) error {
	return register.Errorf(kind, "factortest.Store", "as a store says")
}

// Powers returns the kinds of changes that were made, the oldest first.
func (s *Store) Powers() []access.PowerKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.powers)
}

// Plant replaces what a factor's row holds, as whoever writes to the database does.
func (s *Store) Plant(f factor.Factor) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.factors = slices.DeleteFunc(s.factors, func(is factor.Factor) bool { return is.ID == f.ID })
	s.factors = append(s.factors, f)
}

// AddFactor implements factor.Store.
func (s *Store) AddFactor(_ context.Context, _ access.Author, f factor.Factor) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.factors, func(is factor.Factor) bool { return is.ID == f.ID }) {
		return fail(register.Conflict)
	}
	f.Secret = slices.Clone(f.Secret)
	s.factors, s.powers = append(s.factors, f), append(s.powers, factor.Added)
	slices.SortStableFunc(s.factors, func(a, b factor.Factor) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID)) })
	return nil
}

// Factors implements factor.Store.
func (s *Store) Factors(_ context.Context, of factor.Subject) (out []factor.Factor, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.factors {
		if f.Subject == of {
			f.Secret = slices.Clone(f.Secret)
			out = append(out, f)
		}
	}
	return out, nil
}

// UseFactor implements factor.Store.
func (s *Store) UseFactor(_ context.Context, id factor.ID, step factor.Step) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.use(id, step)
	return err
}

func (s *Store) use(id factor.ID, step factor.Step) (factor.Factor, error) {
	i := slices.IndexFunc(s.factors, func(f factor.Factor) bool { return f.ID == id })
	if i < 0 || s.factors[i].Usage != step.From {
		return factor.Factor{}, fail(register.NotFound)
	}
	s.factors[i].Usage, s.factors[i].LastUsed = step.To, step.At
	return s.factors[i], nil
}

// Recover implements factor.Store.
func (s *Store) Recover(_ context.Context, _ access.Author, id factor.ID, step factor.Step) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, err := s.use(id, step)
	if err != nil {
		return err
	}
	s.powers = append(s.powers, factor.Recovered)
	s.remove(func(is factor.Factor) bool { return is.Subject == f.Subject && is.ID != id })
	return nil
}

func (s *Store) remove(which func(factor.Factor) bool) (n int) {
	s.factors = slices.DeleteFunc(s.factors, func(f factor.Factor) bool {
		if !which(f) {
			return false
		}
		s.powers, n = append(s.powers, factor.Removed), n+1
		return true
	})
	return n
}

// RemoveFactor implements factor.Store.
func (s *Store) RemoveFactor(_ context.Context, _ access.Author, of factor.Subject, id factor.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.remove(func(f factor.Factor) bool { return f.Subject == of && f.ID == id }) == 0 {
		return fail(register.NotFound)
	}
	return nil
}

// RemoveFactors implements factor.Store.
func (s *Store) RemoveFactors(_ context.Context, _ access.Author, of factor.Subject) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove(func(f factor.Factor) bool { return f.Subject == of })
	return nil
}

// PutEntry implements factor.Store.
func (s *Store) PutEntry(_ context.Context, e factor.Entry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.entries {
		if s.entries[i].Session == e.Session {
			s.entries[i].Proved = e.Proved
			return nil
		}
	}
	s.entries = append(s.entries, e)
	return nil
}

// Entry implements factor.Store.
func (s *Store) Entry(_ context.Context, session access.SessionID) (factor.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.entries {
		if e.Session == session {
			return e, nil
		}
	}
	return factor.Entry{}, fail(register.NotFound)
}

// Entries implements factor.Store.
func (s *Store) Entries(_ context.Context, of factor.Subject, limit int) (out []factor.Entry, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.entries {
		if e.Subject == of {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b factor.Entry) int {
		return cmp.Or(b.Began.Compare(a.Began), cmp.Compare(a.Session, b.Session))
	})
	return out[:min(len(out), limit)], nil
}

// EndEntries implements factor.Store.
func (s *Store) EndEntries(_ context.Context, of factor.Subject, but access.SessionID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.entries {
		if s.entries[i].Subject == of && s.entries[i].Session != but {
			s.entries[i].Proved = time.Time{}
		}
	}
	return nil
}

// PruneEntries implements factor.Store.
func (s *Store) PruneEntries(_ context.Context, before time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = slices.DeleteFunc(s.entries, func(e factor.Entry) bool { return e.Began.Before(before) })
	return nil
}
