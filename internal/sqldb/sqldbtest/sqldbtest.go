// Package sqldbtest owns the databases that tests of tables run on: each a fresh one of SQLite and
// of PostgreSQL. The package under test calls pgtest.Main.
package sqldbtest

import (
	"path/filepath"
	"testing"

	"samano/internal/pgtest"
	"samano/internal/sqldb"
)

// Both runs a test on SQLite and on PostgreSQL. fresh returns the address of an empty database.
func Both(t *testing.T, run func(t *testing.T, fresh func(testing.TB) string)) {
	t.Run("sqlite", func(t *testing.T) {
		run(t, func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") })
	})
	t.Run("postgres", func(t *testing.T) { run(t, pgtest.URL) })
}

// Open opens a database of one module, which is closed when the test ends.
func Open(t testing.TB, address string, s ...sqldb.Schema) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), address, sqldb.Options{}, s...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Refusing returns the text that lets every such statement fail in an SQLite file, by a trigger:
// nothing else fails one statement of a transaction and no other.
func Refusing(statement string) string {
	return "CREATE TRIGGER refuses BEFORE " + statement + " BEGIN SELECT RAISE(ABORT, 'refused'); END"
}

// Allowing is the text that ends what Refusing began.
const Allowing = "DROP TRIGGER refuses"
