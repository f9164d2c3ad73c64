package accesssql_test

import (
	"crypto/rand"
	"os"
	"testing"

	"samano/access"
	"samano/access/accesssql"
	"samano/access/accesstest"
	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
)

// store opens the store with its log of powers.
func store(t testing.TB, db *sqldb.DB) *accesssql.Store {
	t.Helper()
	return accesssql.New(db, logOf(t, db))
}

func logOf(t testing.TB, db *sqldb.DB) *powerlog.Log {
	t.Helper()
	log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestDesk(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		accesstest.RunDesk(t, func(t *testing.T) (access.Desk, func() access.Desk) {
			at := fresh(t)
			db := sqldbtest.Open(t, at, powerlog.Schema, accesssql.Schema)
			return store(t, db), func() access.Desk {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
				db = sqldbtest.Open(t, at, powerlog.Schema, accesssql.Schema)
				return store(t, db)
			}
		})
	})
}
