package certificatesql_test

import (
	"os"
	"testing"

	"samano/certificate"
	"samano/certificate/certificatesql"
	"samano/certificate/certificatetest"
	"samano/internal/pgtest"
	"samano/internal/sqldb/sqldbtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStore(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		certificatetest.Run(t, func(t *testing.T) certificate.Store {
			return certificatesql.New(sqldbtest.Open(t, fresh(t), certificatesql.Schema))
		})
	})
}
