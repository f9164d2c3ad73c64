package accesssql_test

import (
	"os"
	"testing"

	"samano/access"
	"samano/access/accesssql"
	"samano/access/accesstest"
	"samano/internal/pgtest"
	"samano/internal/sqldb/sqldbtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestDesk(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		accesstest.RunDesk(t, func(t *testing.T) (access.Desk, func() access.Desk) {
			at := fresh(t)
			db := sqldbtest.Open(t, at, accesssql.Schema)
			return accesssql.New(db), func() access.Desk {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
				db = sqldbtest.Open(t, at, accesssql.Schema)
				return accesssql.New(db)
			}
		})
	})
}
