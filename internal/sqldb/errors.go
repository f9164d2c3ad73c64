package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"samano/register"
)

// Wrap returns err as a *register.Error of the kind that callers can act on. nil stays nil,
// and an error that has a kind keeps it.
func Wrap(op register.Operation, err error) error {
	var known *register.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &register.Error{Kind: kindOf(err), Op: op, Err: err}
}

func kindOf(err error) register.ErrorKind {
	var known *register.Error
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &known):
		return known.Kind
	case errors.Is(err, sql.ErrNoRows):
		return register.NotFound
	case errors.As(err, &pg):
		return postgresKind(pg.Code)
	case errors.As(err, &lite):
		return sqliteKind(lite.Code())
	case unreachable(err):
		return register.Unavailable
	}
	return register.Internal
}

// closedText is the error of database/sql on a pool that was closed; it has no name.
const closedText = "sql: database is closed"

// unreachable reports whether the error comes from the way to the database: the network, a
// closed connection, a context that ended. What was sent may have been done.
func unreachable(err error) bool {
	for _, gone := range []error{
		context.Canceled, context.DeadlineExceeded, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
	} {
		if errors.Is(err, gone) {
			return true
		}
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || pgconn.Timeout(err) || err.Error() == closedText
}

// postgresKind reads SQLSTATE (PostgreSQL manual, appendix A).
func postgresKind(code string) register.ErrorKind {
	switch code {
	case "23505": // unique_violation
		return register.Conflict
	case "23503": // foreign_key_violation
		return register.NotFound
	case "22021", "22P05": // bytes that are no text of this database
		return register.Invalid
	case "25P02": // the transaction has failed already: ours to notice
		return register.Internal
	}
	switch code[:min(2, len(code))] {
	case "08", "25", "40", "53", "55", "57", "58": // connection, read-only or idle, rolled back, resources, lock, operator, system
		return register.Unavailable
	case "54": // a limit of the database
		return register.TooLarge
	}
	return register.Internal
}

func sqliteKind(code int) register.ErrorKind {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return register.Conflict
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return register.NotFound
	}
	switch code & 0xff { // the primary code
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL:
		return register.Unavailable
	case sqlite3.SQLITE_TOOBIG:
		return register.TooLarge
	}
	return register.Internal
}

// RolledBack reports whether the database did nothing for the sake of another transaction,
// so that the same may be tried again at once: serialization_failure, deadlock_detected,
// or a file of SQLite that another process has locked. It is so at a commit too: none of
// these leaves the outcome unknown.
func RolledBack(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_BUSY
}
