package officesql_test

import (
	"os"
	"testing"

	"samano/internal/pgtest"
	"samano/internal/sqldb/sqldbtest"
	"samano/office"
	"samano/office/officesql"
	"samano/office/officetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStore(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		officetest.Run(t, func(t *testing.T) office.Store {
			return officesql.New(sqldbtest.Open(t, fresh(t), officesql.Schema))
		})
	})
}
