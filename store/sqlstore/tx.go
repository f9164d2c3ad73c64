package sqlstore

import (
	"context"
	"database/sql"
	"errors"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore/lsm"
)

const headColumns = "size, frontier, next_person, next_household, next_place, counter, last, places_seq, projections"

// lockHead is what every writing transaction does first. It changes nothing and
// holds the row until the end.
const lockHead = "UPDATE head SET size = size WHERE one = 1 RETURNING loading, loads, " + headColumns

const readHead = "SELECT " + headColumns + " FROM head WHERE one = 1"

func headFields(h *store.Head, counter *int64) []any {
	return []any{&h.Size, &h.Frontier, &h.NextPerson, &h.NextHousehold, &h.NextPlace, counter, &h.Last, &h.PlacesSeq, &h.Projections}
}

// tx is one writing transaction, for one goroutine at a time.
type tx struct {
	reader
	s       *Store
	head    store.Head
	ended   bool
	cleared bool          // for a rebuild
	numbers numberChanges // while loading
}

// Found writes the founding row and the head.
func (s *Store) Found(ctx context.Context, f store.Founding, h store.Head) error {
	const op = "sqlstore.Found"
	return s.inTurn(ctx, op, func(q *sqldb.Session) error {
		if _, err := q.Exec(ctx, "INSERT INTO founding (one, origin, number_key, pack) VALUES (1, $1, $2, $3)", f.Origin, f.NumberKey, f.Pack); err != nil {
			return err
		}
		_, err := q.Exec(ctx, "INSERT INTO head (one, loading, "+headColumns+") VALUES (1, 0, $1, $2, $3, $4, $5, $6, $7, $8, $9)", headValues(&h)...)
		return err
	})
}

func headValues(h *store.Head) []any {
	return []any{h.Size, blob(h.Frontier), h.NextPerson, h.NextHousehold, h.NextPlace, int64(h.Counter), h.Last, int64(h.PlacesSeq), h.Projections}
}

// blob keeps nil from becoming NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Founding returns what was decided then.
func (r reader) Founding(ctx context.Context) (f store.Founding, err error) {
	err = r.view(ctx, false, func(q *sqldb.Session) error {
		return q.One(ctx, "SELECT origin, number_key, pack FROM founding WHERE one = 1", nil, &f.Origin, &f.NumberKey, &f.Pack)
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = notFounded()
	}
	return f, err
}

func notFounded() error {
	return register.Errorf(register.NotFound, "sqlstore", "no register was founded in this database")
}

// Begin waits for the turn of this process, then for other processes. Where they made the
// database roll the beginning back, it begins again.
func (s *Store) Begin(ctx context.Context) (store.Tx, error) {
	const op = "sqlstore.Begin"
	if err := s.take(ctx, op); err != nil {
		return nil, err
	}
	t := &tx{s: s}
	t.reader = reader{docs: s.docs, view: t.view, numbers: t.loadingNumbers}
	err := sqldb.Retry(ctx, op, func() error { return s.start(ctx, t.lock) })
	if err != nil {
		s.give()
		return nil, err
	}
	return t, nil
}

// lock takes the head, if a transaction may begin.
func (t *tx) lock(ctx context.Context, q *sqldb.Session) error {
	var m mark
	if err := m.lock(ctx, q, &t.head); err != nil {
		return err
	}
	return t.s.load.admit(m, t.head.Size)
}

// lock takes the head and reads it.
func (m *mark) lock(ctx context.Context, q *sqldb.Session, h *store.Head) error {
	var counter int64
	err := q.One(ctx, lockHead, nil, append([]any{&m.loading, &m.loads}, headFields(h, &counter)...)...)
	h.Counter = uint64(counter)
	if errors.Is(err, sql.ErrNoRows) {
		return notFounded()
	}
	return err
}

func (s *Store) take(ctx context.Context, op register.Operation) error {
	select {
	case <-s.turn:
		return nil
	case <-ctx.Done():
		return sqldb.Wrap(op, ctx.Err())
	}
}

func (s *Store) give() { s.turn <- struct{}{} }

// start begins a transaction on the writing connection and runs f in it; if f fails, it is
// rolled back. The turn is held.
func (s *Store) start(ctx context.Context, f func(context.Context, *sqldb.Session) error) error {
	if s.writer == nil {
		w, err := s.db.Writer(ctx)
		if err != nil {
			return err
		}
		s.writer = w
	}
	if err := s.writer.Direct(ctx, s.d.begin); err != nil {
		if !sqldb.RolledBack(err) { // else nothing has begun, and the connection is good
			s.abort()
		}
		return err
	}
	err := f(ctx, s.writer)
	if err != nil {
		s.abort()
	}
	return err
}

// abort rolls back, or drops a connection on which that fails: its end rolls back
// too. The turn is held.
func (s *Store) abort() {
	if s.writer == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), sqldb.WriterTimeout)
	defer cancel()
	if err := s.writer.Direct(ctx, "ROLLBACK"); err != nil {
		s.writer.Drop()
		s.writer = nil
	}
}

// inTurn runs f in a transaction that does not need the head, and again where the database
// rolled it back for another's sake.
func (s *Store) inTurn(ctx context.Context, op register.Operation, f func(*sqldb.Session) error) error {
	if err := s.take(ctx, op); err != nil {
		return err
	}
	defer s.give()
	return sqldb.Retry(ctx, op, func() error {
		return s.start(ctx, func(ctx context.Context, q *sqldb.Session) error {
			if err := f(q); err != nil {
				return err
			}
			return q.Direct(ctx, "COMMIT")
		})
	})
}

// view shows the transaction its own state; it is one snapshot by itself.
func (t *tx) view(_ context.Context, _ bool, f func(*sqldb.Session) error) error {
	if t.ended {
		return register.Errorf(register.Internal, "sqlstore.Tx", "the transaction has ended")
	}
	const op = "sqlstore.Tx"
	err := f(t.s.writer)
	if sqldb.RolledBack(err) {
		return register.Errorf(register.Unavailable, op, "%w: %w", store.ErrRolledBack, err)
	}
	return sqldb.Wrap(op, err)
}

// Head needs no statement: nobody else can change it.
func (t *tx) Head(ctx context.Context) (store.Head, error) {
	h := t.head
	h.Frontier = append([]byte(nil), t.head.Frontier...)
	err := t.view(ctx, false, func(*sqldb.Session) error { return ctx.Err() })
	return h, err
}

// Commit makes what was written durable.
func (t *tx) Commit(ctx context.Context) error {
	err := t.view(ctx, false, func(q *sqldb.Session) error {
		if t.cleared {
			if err := lsm.CompactAllDeferred(ctx, q); err != nil {
				return err
			}
		}
		return q.Direct(ctx, "COMMIT")
	})
	if t.ended {
		return err
	}
	if err != nil {
		return errors.Join(err, t.Rollback())
	}
	t.ended = true
	t.s.load.committed(t.head.Size, &t.numbers)
	t.s.give()
	return nil
}

// Rollback forgets what was written and releases the head.
func (t *tx) Rollback() error {
	if !t.ended {
		t.ended = true
		t.s.abort()
		t.s.give()
	}
	return nil
}
