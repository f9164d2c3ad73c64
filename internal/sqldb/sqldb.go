// Package sqldb owns how a database is opened, SQLite or PostgreSQL: the connections,
// their settings, the migrations, what an error means, and how often a transaction that
// was rolled back is run again. Every store on SQL reaches its database through it.
//
// # One text
//
// Statements use $1 and what both databases read. Text is compared byte by byte. Where the
// words for columns differ, a migration says
//
//	{text}      text that is compared byte by byte: TEXT, TEXT COLLATE "C"
//	{bytes}     BLOB, BYTEA
//	{rowid}     an integer that is the primary key and, on SQLite, the row's own number
//	{clustered} at the end of a table whose rows lie in the order of its primary key:
//	            WITHOUT ROWID; PostgreSQL has nothing of the sort
//
// # Modules
//
// Several modules may share one database: the desk's holds accounts and applications. Each
// brings a Schema with migrations of its own, numbered from 1, and has its own table of
// versions. Migrations run once, each in a transaction, forward only.
//
// # Durability
//
// A transaction that is committed is on disk. SQLite writes ahead with synchronous=FULL.
// On PostgreSQL synchronous_commit is on for each connection, and a server without fsync or
// full_page_writes is refused.
//
// # Errors
//
// Wrap returns every error with a kind. Texts of errors name tables and rules, never the values
// of rows: PostgreSQL has those in its detail, which is not printed.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"strings"

	"samano/register"
)

// DB is one database. It is safe for concurrent use.
type DB struct {
	// Write has the connections that write: one, except on PostgreSQL without OneWriter. On
	// SQLite its transactions take the write lock when they begin.
	Write *sql.DB
	// Read has the connections that read; on PostgreSQL without OneWriter it is Write.
	Read     *sql.DB
	Postgres bool
}

// Options say how a database is used. The zero value is for a database of moderate size.
type Options struct {
	// OneWriter gives PostgreSQL a connection of its own for writing, for a store that
	// lets one transaction write at a time. SQLite has one in any case.
	OneWriter bool
	// Readers bounds the connections that read; 0: the usual number.
	Readers int
	// SQLite is for SQLite alone.
	SQLite SQLite
}

// Schema is what a module brings to a database.
type Schema struct {
	Name       string // the module's; its table of versions is NAME_version
	Migrations fs.FS  // numbered .sql files, at any depth: 00001_accounts.sql
}

// Open opens the database at an address, "sqlite:PATH" or "postgres://…", makes the file if
// there is none, and brings the schemas up to date. It refuses (Invalid, with the remedy) a
// server on which what was acknowledged could be lost, and a schema of a newer program.
func Open(ctx context.Context, address string, o Options, schemas ...Schema) (*DB, error) {
	const op = "sqldb.Open"
	d, err := connect(address, o)
	if err != nil {
		return nil, Wrap(op, err)
	}
	if err := d.prepare(ctx, schemas); err != nil {
		return nil, errors.Join(Wrap(op, err), d.Close())
	}
	return d, nil
}

func connect(address string, o Options) (*DB, error) {
	path, isFile := strings.CutPrefix(address, "sqlite:")
	switch {
	case isFile:
		return openSQLite(path, o)
	case strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://"):
		return openPostgres(address, o)
	}
	// The address is not quoted: it may hold a password.
	return nil, register.Errorf(register.Invalid, "sqldb.Open", "the address of a database is sqlite:PATH or postgres://…")
}

func (d *DB) prepare(ctx context.Context, schemas []Schema) error {
	if d.Postgres {
		if err := checkServer(ctx, d.Read); err != nil {
			return err
		}
	}
	for _, s := range schemas {
		if err := d.migrate(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Close closes all connections. Open transactions are rolled back.
func (d *DB) Close() error {
	if d.Read == d.Write {
		return d.Write.Close()
	}
	return errors.Join(d.Read.Close(), d.Write.Close())
}
