// Package sqlstore owns the register's database on SQLite and on PostgreSQL,
// with one SQL text for both.
//
// # The two databases
//
// Package sqldb opens them. A dialect holds what differs beside: how a transaction begins,
// how a connection is set for loading, and that PostgreSQL takes many new rows by COPY.
// Every query is the same text with $1. There are no triggers, sequences or advisory locks,
// no LIKE and no lower(): text is compared byte by byte, and a prefix is a range.
//
// # Writing
//
// One connection writes, held for as long as it is good, with its statements
// prepared. Writers of this process wait for a turn; then BEGIN (IMMEDIATE on
// SQLite) and an update of the head row, which other processes wait for. So
// nobody else can change what is read through the Tx. Rows go in
// by many at once, a projection by the difference to what it replaces.
//
// SQLite runs in WAL mode with synchronous=FULL, PostgreSQL under READ
// COMMITTED with its fsync on: what Commit acknowledged is on disk.
//
// # The matcher's index
//
// Postings go into a log-structured merge tree, not rows: package lsm.
//
// # Reading
//
// Readers have connections of their own and see committed state only. A call
// that needs several statements reads them in one snapshot.
//
// # Errors
//
// Every error is a *register.Error. Unavailable says that the database cannot be reached, is
// full, or is held by another: repeat later; if it came from Commit, nobody knows the
// outcome, unless it is store.ErrRolledBack. Conflict says that a key is taken. Texts of errors
// hold no values of rows.
package sqlstore

import (
	"context"
	"errors"
	"strings"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
)

// Options say how a register is opened. The zero value is for serving.
type Options struct {
	// Loading opens also a register whose indexes are absent, because its loading has begun and
	// not ended, or by a fault. Otherwise it is refused.
	Loading bool
}

// Store is one register in a database. It is safe for concurrent use.
type Store struct {
	reader
	d       *dialect
	db      *sqldb.DB // its Write has one connection
	readers *sqldb.Readers

	turn   chan struct{}  // holds one token while nobody of this process writes
	writer *sqldb.Session // the writing connection; owned by the holder of the turn; nil: none yet

	load loader
}

var (
	_ store.Register = (*Store)(nil)
	_ store.Loader   = (*Store)(nil)
)

// Open opens the register at an address, "sqlite:PATH" or "postgres://…", makes the file if
// there is none, and brings the schema up to date. It refuses what sqldb.Open refuses.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	docs, err := documentPacker()
	if err != nil {
		return nil, register.Errorf(register.Internal, "sqlstore.Open", "%w", err)
	}
	db, err := sqldb.Open(ctx, address, options(!strings.HasPrefix(address, "sqlite:")), schema)
	if err != nil {
		return nil, err
	}
	s := &Store{d: &sqliteDialect, db: db, readers: db.Readers(), turn: make(chan struct{}, 1)}
	if db.Postgres {
		s.d = &postgresDialect
	}
	s.reader = reader{docs: docs, view: s.view, numbers: s.load.bearer}
	s.turn <- struct{}{}
	if err := s.prepare(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context, o Options) error {
	if o.Loading {
		return nil
	}
	loading, err := s.Loading(ctx)
	if err != nil {
		return err
	}
	if loading {
		return register.Errorf(register.Unavailable, "sqlstore.Open", "loading was begun and not ended: run the load again to its end")
	}
	return s.CheckIndexes(ctx)
}

// Close ends all connections. A transaction that is open is rolled back.
func (s *Store) Close() error {
	var err error
	if s.writer != nil {
		err = s.writer.Close()
	}
	return errors.Join(err, s.readers.Close(), s.db.Close())
}

// Size returns the bytes that the database takes on disk, without logs.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	err = s.view(ctx, false, func(q *sqldb.Session) error { return q.One(ctx, s.d.size, nil, &bytes) })
	return bytes, err
}

// Snapshot reads on one connection, in one transaction.
func (s *Store) Snapshot(ctx context.Context, f func(store.Snapshot) error) error {
	var own error
	err := s.view(ctx, true, func(q *sqldb.Session) error {
		r := s.reader
		r.view = func(_ context.Context, _ bool, f func(*sqldb.Session) error) error {
			return sqldb.Wrap("sqlstore", f(q))
		}
		own = f(r)
		return own
	})
	if own != nil {
		return own
	}
	return err
}

// view shows the committed state; many: in one snapshot.
func (s *Store) view(ctx context.Context, many bool, f func(*sqldb.Session) error) error {
	begin := ""
	if many {
		begin = s.d.snapshot
	}
	return sqldb.Wrap("sqlstore", s.readers.Read(ctx, begin, f))
}
