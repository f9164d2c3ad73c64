package certificatesql_test

import (
	"crypto/rand"
	"os"
	"testing"

	"samano/certificate"
	"samano/certificate/certificatesql"
	"samano/certificate/certificatetest"
	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// store opens the store with its log of powers.
func store(t testing.TB, db *sqldb.DB) *certificatesql.Store {
	return certificatesql.New(db, logOf(t, db))
}

func logOf(t testing.TB, db *sqldb.DB) *powerlog.Log {
	t.Helper()
	log, err := powerlog.New(t.Context(), db, rand.Reader, logtreetest.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func TestStore(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		certificatetest.Run(t, func(t *testing.T) certificate.Store {
			return store(t, sqldbtest.Open(t, fresh(t), powerlog.Schema, certificatesql.Schema))
		})
	})
}
