package sqldb

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"samano/register"
)

// SQLite tunes a file of SQLite. Zeros stand for SQLite's own values.
type SQLite struct {
	PageBytes       int // of a file that is made
	CheckpointPages int // how far the log grows before it goes into the file
	WriterCacheKiB  int
	ReaderCacheKiB  int // of each connection
}

const (
	// sqliteReaders bounds readers at once; more would only wait for the same cores.
	sqliteReaders = 8
	// sqliteBusy is how long one attempt to write waits for another process. Attempts are
	// repeated (Retry), so that a caller who gives up is heard in between.
	sqliteBusy = 100 * time.Millisecond
	// sqliteReaderBusy: readers wait only where another process recovers the log.
	sqliteReaderBusy = 10 * time.Second
)

// openSQLite opens a file, with one connection to write and several to read. A new file can
// be read by its owner only.
func openSQLite(path string, o Options) (*DB, error) {
	const op = "sqldb.Open"
	if path == "" || strings.HasPrefix(path, ":") || strings.Contains(path, ":memory:") {
		return nil, register.Errorf(register.Invalid, op, "a database on SQLite needs the path of a file")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, register.Errorf(register.Unavailable, op, "%w", err)
	}
	// SQLite gives the log and its index the permissions of the file.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return nil, register.Errorf(register.Unavailable, op, "the database file: %w", err)
	}
	source := func(pragmas ...string) string {
		q := url.Values{"_pragma": pragmas}
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	}
	// The driver runs pragmas in the order of the alphabet and _journal_mode behind them:
	// once the log has begun, the size of a page cannot be changed.
	writing := append([]string{pragma("busy_timeout", sqliteBusy.Milliseconds()), "synchronous(full)", "foreign_keys(1)"},
		pragmas("page_size", o.SQLite.PageBytes, "wal_autocheckpoint", o.SQLite.CheckpointPages, "cache_size", -o.SQLite.WriterCacheKiB)...)
	write, err := sql.Open("sqlite", source(writing...)+"&_journal_mode=WAL&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	reading := append([]string{pragma("busy_timeout", sqliteReaderBusy.Milliseconds()), "query_only(1)"},
		pragmas("cache_size", -o.SQLite.ReaderCacheKiB)...)
	read, err := sql.Open("sqlite", source(reading...))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	limit(read, o.Readers, sqliteReaders)
	return &DB{Write: write, Read: read}, nil
}

// limit bounds a pool, and keeps its connections open.
func limit(db *sql.DB, n, usual int) {
	if n == 0 {
		n = usual
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
}

func pragma(name string, value int64) string { return fmt.Sprintf("%s(%d)", name, value) }

// pragmas leaves out those whose value is 0.
func pragmas(namesAndValues ...any) (out []string) {
	for i := 0; i < len(namesAndValues); i += 2 {
		if value := namesAndValues[i+1].(int); value != 0 {
			out = append(out, pragma(namesAndValues[i].(string), int64(value)))
		}
	}
	return out
}
