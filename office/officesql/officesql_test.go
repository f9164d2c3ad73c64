package officesql_test

import (
	"crypto/rand"
	"os"
	"testing"

	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
	"samano/office"
	"samano/office/officesql"
	"samano/office/officetest"
)

// store opens the store with its log of powers.
func store(t testing.TB, db *sqldb.DB) *officesql.Store {
	t.Helper()
	log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	return officesql.New(db, log)
}

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStore(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		officetest.Run(t, func(t *testing.T) office.Store {
			return store(t, sqldbtest.Open(t, fresh(t), powerlog.Schema, officesql.Schema))
		})
	})
}
