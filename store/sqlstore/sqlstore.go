// Package sqlstore owns the register's database on SQLite and on PostgreSQL,
// with one SQL text for both.
//
// # The two databases
//
// A dialect holds all that differs: words of the schema, how a transaction
// begins, what an error means, and that PostgreSQL takes many new rows by COPY.
// Every query is the same text with $1. There are no triggers, sequences or
// advisory locks, no LIKE and no lower(): text is compared byte by byte, and a
// prefix is a range.
//
// # Writing
//
// One connection writes, held for as long as it is good, with its statements
// prepared. Writers of this process wait for a turn; then BEGIN (IMMEDIATE on
// SQLite) and an update of the head row, which other processes wait for. So
// whoever reads through the Tx reads what nobody else can change. Rows go in
// by many at once, a projection by the difference to what it replaces.
//
// SQLite runs in WAL mode with synchronous=FULL, PostgreSQL under READ
// COMMITTED with its fsync on: what Commit acknowledged is on disk.
//
// # The matcher's index
//
// Postings go into sorted runs, not rows: what a transaction wrote is one row of
// match_tail, a full tail becomes a run of packed pages, and runs are merged in
// pieces (pack.go, postings.go, runs.go). A search looks into all of them at once
// (sharing.go). While loading and rebuilding only the tail grows, and all is put in
// order at the end (settle.go).
//
// # Reading
//
// Readers have connections of their own and see committed state only. A call
// that needs several statements reads them in one snapshot.
//
// # Errors
//
// Every error is a *register.Error. Unavailable says that the database cannot be
// reached, is full, or is held by another: repeat later; if it came from Commit,
// nobody knows the outcome. Texts of errors hold no values of rows.
package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"samano/register"
	"samano/store"
)

// waitForTurn is how long Begin waits for another process that writes. A
// transaction takes milliseconds; one that holds the head longer is stuck.
const waitForTurn = 10 * time.Second

// dialect is all that differs between the two databases.
type dialect struct {
	name     string
	goose    goose.Dialect
	ddl      *strings.Replacer
	begin    string // a writing transaction
	snapshot string // a reading transaction that sees one state
	kind     func(error) (register.ErrorKind, bool)
	copies   bool     // COPY through pgx
	loading  []string // how the writing connection is set for loading
	serving  []string // and set back
	analyze  []string // let the planner count rows
	size     string   // bytes of the database
}

// Options say how a register is opened. The zero value is for serving.
type Options struct {
	// Loading opens a register whose loading has begun and not ended, which is
	// refused otherwise: its indexes are absent.
	Loading bool
}

// Store is one register in a database. It is safe for concurrent use.
type Store struct {
	reader
	d       *dialect
	writers *sql.DB // of one connection
	pool    *pool   // of readers

	turn   chan struct{} // holds one token while nobody of this process writes
	writer *session      // the writing connection; owned by who has the turn; nil: none yet

	load loader
}

var (
	_ store.Register = (*Store)(nil)
	_ store.Loader   = (*Store)(nil)
)

// Open opens the register at an address, "sqlite:PATH" or "postgres://…", makes
// the file if there is none, and brings the schema up to date. It refuses
// (Invalid, with the remedy) a server on which the register would not be safe.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	s := &Store{turn: make(chan struct{}, 1)}
	var readers *sql.DB
	docs, err := documentPacker()
	if err != nil {
		return nil, register.Errorf(register.Internal, "sqlstore.Open", "%w", err)
	}
	switch path, isFile := strings.CutPrefix(address, "sqlite:"); {
	case isFile:
		s.d = &sqliteDialect
		s.writers, readers, err = openSQLite(ctx, path)
	case strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://"):
		s.d = &postgresDialect
		s.writers, readers, err = openPostgres(ctx, address)
	default:
		return nil, register.Errorf(register.Invalid, "sqlstore.Open", "the address of a database is sqlite:PATH or postgres://…")
	}
	if err != nil {
		return nil, s.wrap("sqlstore.Open", err)
	}
	s.pool = &pool{db: readers}
	s.reader = reader{docs: docs, view: s.view, numbers: s.load.bearer}
	s.turn <- struct{}{}
	if err := s.prepare(ctx, o); err != nil {
		return nil, errors.Join(s.wrap("sqlstore.Open", err), s.Close())
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context, o Options) error {
	if err := migrate(ctx, s.writers, s.d); err != nil {
		return err
	}
	if s.d == &postgresDialect {
		if err := checkCollation(ctx, s.pool.db); err != nil {
			return err
		}
	}
	loading, err := s.Loading(ctx)
	if err != nil {
		return err
	}
	if loading && !o.Loading {
		return register.Errorf(register.Unavailable, "sqlstore.Open", "loading was begun and not ended: run the load again to its end")
	}
	return nil
}

// Close ends all connections. A transaction that is open is rolled back.
func (s *Store) Close() error {
	var err error
	if s.writer != nil {
		err = s.writer.close()
	}
	return errors.Join(err, s.pool.close(), s.writers.Close())
}

// Size gives the bytes that the database takes on disk, without logs.
func (s *Store) Size(ctx context.Context) (bytes int64, err error) {
	err = s.view(ctx, false, func(q querier) error { return one(ctx, q, s.d.size, nil, &bytes) })
	return bytes, err
}

// view shows the committed state; many: in one snapshot.
func (s *Store) view(ctx context.Context, many bool, f func(querier) error) error {
	begin := ""
	if many {
		begin = s.d.snapshot
	}
	return s.wrap("sqlstore", s.pool.read(ctx, begin, f))
}

// wrap gives an error its kind.
func (s *Store) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var known *register.Error
	if errors.As(err, &known) {
		return err
	}
	kind, ok := s.d.kind(err)
	if !ok {
		kind = commonKind(err)
	}
	return &register.Error{Kind: kind, Op: op, Err: err}
}

// commonKind is for errors that come from neither database itself.
func commonKind(err error) register.ErrorKind {
	var network net.Error
	for _, gone := range []error{context.Canceled, context.DeadlineExceeded, driver.ErrBadConn, sql.ErrConnDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, gone) {
			return register.Unavailable
		}
	}
	if errors.As(err, &network) {
		return register.Unavailable
	}
	return register.Internal
}
