package sqldb

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"samano/register"
)

// Failed makes an error of the database one of a kind that callers know; nil
// stays nil, and an error that has a kind keeps it. The texts of both engines'
// errors name tables and rules, never the values of rows (those stand in
// PostgreSQL's detail, which is not printed).
func Failed(op string, err error) error {
	var known *register.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return failed(op, err)
}

func failed(op string, err error) error {
	return &register.Error{Kind: kindOf(err), Op: op, Err: err}
}

func kindOf(err error) register.ErrorKind {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return register.NotFound
	case errors.As(err, &pg):
		return postgresKind(pg.Code)
	case errors.As(err, &lite):
		return sqliteKind(lite.Code())
	}
	// The network, a closed pool, a context that ended: the outcome is unknown.
	return register.Unavailable
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
	}
	switch code[:min(2, len(code))] {
	case "08", "25", "40", "53", "55", "57", "58": // connection, read-only, race, resources, lock, operator, system
		return register.Unavailable
	}
	return register.Internal
}

func sqliteKind(code int) register.ErrorKind {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return register.Conflict
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return register.NotFound
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT:
		return register.Unavailable
	}
	return register.Internal
}

// lostRace says that the transaction did nothing and may be run again at once:
// serialization_failure and deadlock_detected.
func lostRace(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
