// Package sqldb owns how the desk's and the looks' stores reach a database:
// SQLite or PostgreSQL, by one SQL text.
//
// # One text
//
// Statements use $1 and what both engines read. Where the words for columns
// differ, a migration says {bytes} for BLOB or BYTEA, {text} for text that is
// compared byte by byte, and {clustered} for the end of a table whose rows lie in
// the order of its primary key (WITHOUT ROWID; PostgreSQL has nothing of the sort
// and needs nothing). package sqlstore uses the same words. Migrations are numbered
// files, run once, forward only. Each store keeps its own table of versions, so
// that several may live in one PostgreSQL database.
//
// # Durability
//
// A transaction that is committed is on disk: SQLite writes ahead with
// synchronous=FULL, and PostgreSQL is used as it is set, synchronous_commit
// included, which is switched on for each connection.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"samano/register"
)

const (
	// readers bounds SQLite's reading connections: more than cores only wait.
	readers = 4
	// pgConns bounds connections to PostgreSQL from one store of one process; a
	// small server allows 100 in all.
	pgConns = 8
	// pgConnect: a host that hangs still accepts TCP, and a slow line needs some.
	pgConnect = 6 * time.Second
	// busyMillis is how long a SQLite writer waits for another process's.
	busyMillis = 10_000
	// minPostgres: the oldest that is tested.
	minPostgres = 150_000
)

// DB is one store's database. It is safe for concurrent use.
type DB struct {
	Write    *sql.DB // on SQLite one connection, whose transactions lock at once
	Read     *sql.DB // on PostgreSQL the same pool as Write
	Postgres bool
}

// Schema is what a store brings: a name, and numbered .sql files.
type Schema struct {
	Name       string // names the table of versions
	Migrations fs.FS
}

// Open opens "sqlite:PATH" or "postgres://…" and brings the schema up to date.
func Open(ctx context.Context, rawURL string, schema Schema) (*DB, error) {
	d, err := connect(rawURL)
	if err != nil {
		return nil, err
	}
	if err := d.prepare(ctx, schema); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func connect(rawURL string) (*DB, error) {
	scheme, rest, _ := strings.Cut(rawURL, ":")
	switch scheme {
	case "sqlite":
		return openSQLite(rest)
	case "postgres", "postgresql":
		return openPostgres(rawURL)
	}
	// The URL is not quoted: it may hold a password.
	return nil, register.Errorf(register.Invalid, "sqldb.Open", "a database is sqlite:PATH or postgres://…")
}

func openSQLite(path string) (*DB, error) {
	if path == "" || strings.HasPrefix(path, ":") {
		return nil, register.Errorf(register.Invalid, "sqldb.Open", "sqlite: needs the path of a file")
	}
	// Made here so that only the owner may read it; SQLite gives its companions
	// the same rights.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, &register.Error{Kind: register.Unavailable, Op: "sqldb.Open", Err: err}
	}
	if err := f.Close(); err != nil {
		return nil, &register.Error{Kind: register.Unavailable, Op: "sqldb.Open", Err: err}
	}
	dsn := func(more ...string) string {
		q := url.Values{"_pragma": append([]string{fmt.Sprintf("busy_timeout(%d)", busyMillis), "foreign_keys(1)"}, more...)}
		return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
	}
	w, err := sql.Open("sqlite", dsn("journal_mode(wal)", "synchronous(full)")+"&_txlock=immediate")
	if err != nil {
		return nil, failed("sqldb.Open", err)
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite", dsn("query_only(1)"))
	if err != nil {
		return nil, errors.Join(failed("sqldb.Open", err), w.Close())
	}
	r.SetMaxOpenConns(readers)
	r.SetMaxIdleConns(readers)
	return &DB{Write: w, Read: r}, nil
}

func openPostgres(rawURL string) (*DB, error) {
	cfg, err := pgx.ParseConfig(rawURL)
	if err != nil {
		// pgx redacts the password, but the text is long and half about itself.
		return nil, register.Errorf(register.Invalid, "sqldb.Open", "the address of PostgreSQL cannot be read")
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = pgConnect
	}
	cfg.RuntimeParams["synchronous_commit"] = "on"
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(pgConns)
	db.SetMaxIdleConns(pgConns)
	return &DB{Write: db, Read: db, Postgres: true}, nil
}

// prepare refuses a server on which a look could be lost after it was answered
// for, or a schema that a later program made, and runs the migrations.
func (d *DB) prepare(ctx context.Context, schema Schema) error {
	const op = "sqldb.Open"
	dialect := goose.DialectSQLite3
	if d.Postgres {
		dialect = goose.DialectPostgres
		if err := d.checkServer(ctx); err != nil {
			return err
		}
	}
	migrations, err := d.migrations(schema.Migrations)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, d.Write, nil, goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true),
		goose.WithTableName(schema.Name+"_version"))
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	has, err := p.GetDBVersion(ctx)
	if err != nil {
		return failed(op, err)
	}
	if known := migrations[len(migrations)-1].Version; has > known {
		return register.Errorf(register.Invalid, op, "the database has schema %d, this program knows %d: use the newer program", has, known)
	}
	if _, err := p.Up(ctx); err != nil {
		return failed(op, err)
	}
	return nil
}

func (d *DB) checkServer(ctx context.Context) error {
	const op = "sqldb.Open"
	var version int
	var encoding, fsync string
	err := d.Write.QueryRowContext(ctx, `SELECT CAST(current_setting('server_version_num') AS integer), pg_encoding_to_char(encoding), current_setting('fsync')
		FROM pg_database WHERE datname = current_database()`).Scan(&version, &encoding, &fsync)
	switch {
	case err != nil:
		return failed(op, err)
	case version < minPostgres:
		return register.Errorf(register.Invalid, op, "PostgreSQL %d is too old: upgrade to 15 or later", version/10_000)
	case encoding != "UTF8":
		return register.Errorf(register.Invalid, op, "the database is not in UTF8: make one with CREATE DATABASE samano TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
	case fsync != "on":
		return register.Errorf(register.Invalid, op, "fsync is off, and a power cut would lose looks that were answered for: set fsync = on")
	}
	return nil
}

// migrations makes one of each file: 00001_accounts.sql is version 1.
func (d *DB) migrations(files fs.FS) ([]*goose.Migration, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		return nil, register.Errorf(register.Internal, "sqldb.Open", "no migrations (%v)", err)
	}
	words := strings.NewReplacer("{text}", "TEXT", "{bytes}", "BLOB", "{clustered}", "WITHOUT ROWID")
	if d.Postgres {
		words = strings.NewReplacer("{text}", `TEXT COLLATE "C"`, "{bytes}", "BYTEA", "{clustered}", "")
	}
	var out []*goose.Migration
	for _, name := range names {
		version, err := goose.NumericComponent(name)
		if err != nil {
			return nil, fmt.Errorf("sqldb.Open: %w", err)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("sqldb.Open: %w", err)
		}
		statements := words.Replace(string(text))
		out = append(out, goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			return err
		}}, nil))
	}
	return out, nil
}

// maxTries bounds how often a transaction is run that only lost a race.
const maxTries = 5

// Tx runs f in a writing transaction and commits. It runs f again where the
// database says that the transaction lost a race; f must not keep anything from
// a former run.
func (d *DB) Tx(ctx context.Context, op string, f func(*sql.Tx) error) error {
	for try := 1; ; try++ {
		err := d.tx(ctx, f)
		if err == nil || !lostRace(err) || try == maxTries {
			return Failed(op, err)
		}
	}
}

func (d *DB) tx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		if rollback := tx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			return errors.Join(err, rollback)
		}
		return err
	}
	return tx.Commit()
}

// Close closes all connections.
func (d *DB) Close() error {
	if d.Read == d.Write {
		return d.Write.Close()
	}
	return errors.Join(d.Read.Close(), d.Write.Close())
}
