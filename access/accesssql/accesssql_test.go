package accesssql_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"samano/access"
	"samano/access/accesssql"
	"samano/access/accesstest"
	"samano/internal/pgtest"
	"samano/internal/sqldb"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func open(t *testing.T, address string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(context.Background(), address, sqldb.Options{}, accesssql.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestDesk(t *testing.T) {
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "desk.db") },
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			accesstest.RunDesk(t, func(t *testing.T) (access.Desk, func() access.Desk) {
				at := address(t)
				db := open(t, at)
				return accesssql.New(db), func() access.Desk {
					if err := db.Close(); err != nil {
						t.Error(err)
					}
					db = open(t, at)
					return accesssql.New(db)
				}
			})
		})
	}
}
