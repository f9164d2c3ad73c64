package certificatesql_test

import (
	"os"
	"path/filepath"
	"testing"

	"samano/certificate"
	"samano/certificate/certificatesql"
	"samano/certificate/certificatetest"
	"samano/internal/pgtest"
	"samano/internal/sqldb"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStore(t *testing.T) {
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "desk.db") },
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			certificatetest.Run(t, func(t *testing.T) certificate.Store {
				db, err := sqldb.Open(t.Context(), address(t), sqldb.Options{}, certificatesql.Schema)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = db.Close() })
				return certificatesql.New(db)
			})
		})
	}
}
