package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"samano/register"
)

const (
	// sqlitePage holds two to five documents; with SQLite's own 4 KiB most pages
	// would hold one, and the rest of the page nothing.
	sqlitePage = 8192
	// sqliteCheckpointPages is how far the log grows before it goes into the file:
	// large enough that a page changed by many commits is written back once.
	sqliteCheckpointPages, sqliteLoadingPages = 2000, 32000
	// Page caches, in KiB; they fill only as far as they are used.
	sqliteWriterCache, sqliteReaderCache, sqliteLoadingCache = 16 << 10, 4 << 10, 256 << 10
	// sqliteBusy is how long one attempt waits for another process; the writer
	// tries again for as long as Begin may take.
	sqliteBusy, sqliteReaderBusy = 100 * time.Millisecond, 10 * time.Second
	// sqliteReaders bounds readers at once; more would only wait for the same cores.
	sqliteReaders = 8
)

var sqliteDialect = dialect{
	name:     "sqlite",
	goose:    goose.DialectSQLite3,
	ddl:      strings.NewReplacer("{text}", "text", "{bytes}", "blob", "{rowid}", "integer PRIMARY KEY", "{clustered}", "WITHOUT ROWID"),
	begin:    "BEGIN IMMEDIATE",
	snapshot: "BEGIN",
	kind:     sqliteKind,
	loading: []string{
		fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", sqliteLoadingPages),
		fmt.Sprintf("PRAGMA cache_size = -%d", sqliteLoadingCache),
	},
	serving: []string{
		"PRAGMA wal_checkpoint(truncate)",
		fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", sqliteCheckpointPages),
		fmt.Sprintf("PRAGMA cache_size = -%d", sqliteWriterCache),
	},
	analyze: []string{"PRAGMA analysis_limit = 1000", "ANALYZE"},
	size:    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
}

// openSQLite opens the file, with one connection to write and several to read.
// A new file can be read by its owner only.
func openSQLite(_ context.Context, path string) (writer, readers *sql.DB, err error) {
	if path == "" || strings.Contains(path, ":memory:") {
		return nil, nil, register.Errorf(register.Invalid, "sqlstore.Open", "a register on SQLite needs the path of a file")
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, nil, err
	}
	// SQLite gives the log and its index the permissions of the file.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, register.Errorf(register.Unavailable, "sqlstore.Open", "the database file: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, nil, err
	}
	dsn := func(pragmas ...string) string {
		q := url.Values{"_pragma": pragmas}
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	}
	// The driver runs pragmas in the order of the alphabet and _journal_mode behind
	// them; with the log begun, the size of a page would be settled already.
	writer, err = sql.Open("sqlite", dsn(
		pragma("busy_timeout", sqliteBusy.Milliseconds()), pragma("page_size", sqlitePage), "synchronous(full)", "foreign_keys(1)",
		pragma("wal_autocheckpoint", sqliteCheckpointPages), pragma("cache_size", -sqliteWriterCache))+"&_journal_mode=WAL&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	writer.SetMaxOpenConns(1)
	readers, err = sql.Open("sqlite", dsn(
		pragma("busy_timeout", sqliteReaderBusy.Milliseconds()), "query_only(1)", pragma("cache_size", -sqliteReaderCache)))
	if err != nil {
		return nil, nil, errors.Join(err, writer.Close())
	}
	readers.SetMaxOpenConns(sqliteReaders)
	readers.SetMaxIdleConns(sqliteReaders)
	return writer, readers, nil
}

func pragma[N int | int64](name string, value N) string { return fmt.Sprintf("%s(%d)", name, value) }

// sqliteKind says what an error of SQLite means to a caller.
func sqliteKind(err error) (register.ErrorKind, bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	switch code := e.Code(); code {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return register.Conflict, true
	default:
		switch code & 0xff { // the primary code
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_INTERRUPT, lib.SQLITE_IOERR, lib.SQLITE_FULL, lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_PROTOCOL:
			return register.Unavailable, true
		case lib.SQLITE_TOOBIG:
			return register.TooLarge, true
		}
	}
	return register.Internal, true
}

// sqliteBusyError reports whether another process has the write lock.
func sqliteBusyError(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_BUSY
}
