// Package memstore owns the fake of the register's database: everything in
// memory, for tests and for registers that need not outlive the process. It
// passes the same suite as the real ones and refuses what they refuse.
//
// The committed state stands behind a read-write lock. A transaction holds the
// one turn to write; its batch is checked when it is written and put into the
// committed state at Commit, so that nobody sees it before and Rollback only
// has to forget it. Only a transaction that reads after it has written, writes
// twice or clears works on a copy of everything.
package memstore

import (
	"context"
	"iter"
	"slices"
	"sync"

	"samano/access"
	"samano/register"
	"samano/store"
)

// Store is a register in memory. It is safe for concurrent use.
type Store struct {
	reader
	turn chan struct{} // holds one token while nobody writes

	mu    sync.RWMutex // guards what follows
	state *state
}

var _ store.Register = (*Store)(nil)

// New returns an empty database.
func New() *Store {
	s := &Store{turn: make(chan struct{}, 1), state: newState()}
	s.reader.use = s.read
	s.turn <- struct{}{}
	return s
}

func (s *Store) read(ctx context.Context, f func(*state) error) error {
	if err := ctx.Err(); err != nil {
		return unavailable(err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return f(s.state)
}

func unavailable(err error) error {
	return &register.Error{Kind: register.Unavailable, Op: "memstore", Err: err}
}

// Found writes the founding row.
func (s *Store) Found(ctx context.Context, f store.Founding, h store.Head) error {
	if err := s.take(ctx); err != nil {
		return err
	}
	defer s.give()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.founding != nil {
		return register.Errorf(register.Conflict, "memstore.Found", "the register was founded before")
	}
	h.Frontier = slices.Clone(h.Frontier)
	s.state.founding, s.state.head, s.state.first = &f, h, register.Seq(h.Size)
	return nil
}

// Founding returns what was decided then.
func (r reader) Founding(ctx context.Context) (f store.Founding, err error) {
	err = r.use(ctx, func(s *state) error {
		if s.founding == nil {
			return notFounded()
		}
		f = *s.founding
		return nil
	})
	return f, err
}

func notFounded() error {
	return register.Errorf(register.NotFound, "memstore", "no register was founded")
}

func (s *Store) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil { // a select may choose either
		return unavailable(err)
	}
	select {
	case <-s.turn:
		return nil
	case <-ctx.Done():
		return unavailable(ctx.Err())
	}
}

func (s *Store) give() { s.turn <- struct{}{} }

// Begin waits until the writer before has ended.
func (s *Store) Begin(ctx context.Context) (store.Tx, error) {
	if err := s.take(ctx); err != nil {
		return nil, err
	}
	if _, err := s.Founding(ctx); err != nil {
		s.give()
		return nil, err
	}
	t := &tx{store: s}
	t.reader.use = t.read
	return t, nil
}

// tx is one writing transaction, for one goroutine at a time.
type tx struct {
	reader
	store  *Store
	batch  *store.Batch // written, not yet in any state
	copied *state       // the state of this transaction, if it needed one
	ended  bool
}

// read shows the transaction its own writes.
func (t *tx) read(ctx context.Context, f func(*state) error) error {
	if err := ctx.Err(); err != nil {
		return unavailable(err)
	}
	if t.ended {
		return register.Errorf(register.Internal, "memstore.Tx", "the transaction has ended")
	}
	if t.batch != nil {
		t.own()
	}
	if t.copied != nil {
		return f(t.copied)
	}
	// Nobody else writes while this transaction has the turn.
	return f(t.store.state)
}

// own returns the transaction's private copy of the state, with its batch applied.
func (t *tx) own() *state {
	if t.copied == nil {
		t.copied = t.store.state.clone()
	}
	if t.batch != nil {
		t.copied.apply(t.batch)
		t.batch = nil
	}
	return t.copied
}

func (t *tx) Write(ctx context.Context, b *store.Batch) error {
	return t.read(ctx, func(s *state) error {
		if err := b.Check(s.head.Size); err != nil {
			return err
		}
		if err := s.checkUnique(b); err != nil {
			return err
		}
		t.batch = keep(b)
		return nil
	})
}

func (t *tx) Commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return unavailable(err)
	}
	if t.ended {
		return register.Errorf(register.Internal, "memstore.Tx", "the transaction has ended")
	}
	t.store.mu.Lock()
	defer t.store.mu.Unlock()
	switch {
	case t.copied != nil:
		t.store.state = t.own()
	case t.batch != nil:
		t.store.state.apply(t.batch)
	}
	return t.Rollback()
}

func (t *tx) Rollback() error {
	if !t.ended {
		t.ended = true
		t.store.give()
	}
	return nil
}

// Clear empties documents and projections within t.
func (s *Store) Clear(ctx context.Context, t store.Tx) error {
	own, ok := t.(*tx)
	if !ok || own.store != s {
		return register.Errorf(register.Internal, "memstore.Clear", "a transaction of another database")
	}
	return own.read(ctx, func(*state) error {
		own.own().clear()
		return nil
	})
}

// Snapshot works on a copy of everything.
func (s *Store) Snapshot(ctx context.Context, f func(store.Snapshot) error) error {
	var copied *state
	err := s.read(ctx, func(st *state) error {
		copied = st.clone()
		return nil
	})
	if err != nil {
		return err
	}
	return f(reader{func(ctx context.Context, f func(*state) error) error {
		if err := ctx.Err(); err != nil {
			return unavailable(err)
		}
		return f(copied)
	}})
}

// EachSubject walks a snapshot of the documents.
func (r reader) EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	return access.Walk(pass, "memstore.EachSubject", r.eachSubject(ctx, kind, from))
}

func (r reader) eachSubject(ctx context.Context, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	return each(r, ctx, func(st *state) []store.Subject { return st.subjectsFrom(kind, from) })
}

// EachProjection walks a snapshot of the rows, by table and key.
func (r reader) EachProjection(ctx context.Context, pass access.Pass, parts ...store.Part) iter.Seq2[store.ProjectionRow, error] {
	return access.Walk(pass, "memstore.EachProjection", each(r, ctx, func(st *state) []store.ProjectionRow { return st.projectionsOf(parts) }))
}

// Cut puts the places of a table in order.
func (r reader) Cut(ctx context.Context, pass access.Pass, table string, after *store.Place, rows int) (at *store.Place, err error) {
	const op = "memstore.Cut"
	if err := pass.Check(op); err != nil {
		return nil, err
	}
	if !slices.Contains(store.Tables(), table) {
		return nil, register.Errorf(register.Internal, op, "no such table of projections")
	}
	err = r.use(ctx, func(st *state) error {
		var places []store.Place
		for _, row := range st.projectionsOf([]store.Part{{Table: table, After: after}}) {
			places = append(places, row.Place())
		}
		slices.SortFunc(places, store.Place.Compare)
		if n := max(rows, 1); n <= len(places) {
			at = &places[n-1]
		}
		return nil
	})
	return at, err
}

// EachSealed walks a snapshot of the sealed parts.
func (r reader) EachSealed(ctx context.Context, pass access.Pass, from register.Seq) iter.Seq2[store.Sealed, error] {
	return access.Walk(pass, "memstore.EachSealed", r.eachSealed(ctx, from))
}

func (r reader) eachSealed(ctx context.Context, from register.Seq) iter.Seq2[store.Sealed, error] {
	return each(r, ctx, func(st *state) []store.Sealed {
		return st.sealedParts(func(seq register.Seq) bool { return seq >= from })
	})
}

// EachPosting walks a snapshot of the postings.
func (r reader) EachPosting(ctx context.Context, pass access.Pass, parts ...store.Hashes) iter.Seq2[store.Posting, error] {
	if len(parts) == 0 {
		parts = []store.Hashes{store.AllHashes()}
	}
	return access.Walk(pass, "memstore.EachPosting", each(r, ctx, func(st *state) []store.Posting {
		return slices.DeleteFunc(st.postings.all(), func(p store.Posting) bool {
			return !slices.ContainsFunc(parts, func(h store.Hashes) bool { return h.Holds(p) })
		})
	}))
}

// CountPostings counts them.
func (r reader) CountPostings(ctx context.Context, pass access.Pass) (n int64, err error) {
	if err := pass.Check("memstore.CountPostings"); err != nil {
		return 0, err
	}
	err = r.use(ctx, func(st *state) error {
		n = int64(len(st.postings.all()))
		return nil
	})
	return n, err
}

func each[T any](r reader, ctx context.Context, list func(*state) []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var all []T
		var zero T
		err := r.use(ctx, func(st *state) error {
			all = list(st)
			return nil
		})
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
			if err = ctx.Err(); err != nil {
				err = unavailable(err)
				break
			}
		}
		if err != nil {
			yield(zero, err)
		}
	}
}

// PutCheckpoint keeps a checkpoint; the first of a size stays. It takes its turn
// as a writer, as in a database.
func (s *Store) PutCheckpoint(ctx context.Context, size int64, note []byte) error {
	if err := s.take(ctx); err != nil {
		return err
	}
	defer s.give()
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.state.checkpoints[size]; !ok {
		s.state.checkpoints[size] = slices.Clone(note)
	}
	return nil
}

// LastCheckpoint returns the checkpoint of the greatest size.
func (r reader) LastCheckpoint(ctx context.Context) (size int64, note []byte, err error) {
	err = r.use(ctx, func(s *state) error {
		for n, b := range s.checkpoints {
			if n > size {
				size, note = n, slices.Clone(b)
			}
		}
		return nil
	})
	return size, note, err
}

// Close keeps everything: whoever holds the Store can go on.
func (s *Store) Close() error { return nil }
