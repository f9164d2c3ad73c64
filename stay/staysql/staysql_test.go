package staysql_test

import (
	"os"
	"testing"

	"samano/internal/pgtest"
	"samano/internal/sqldb/sqldbtest"
	"samano/stay"
	"samano/stay/staysql"
	"samano/stay/staytest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestStore(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		staytest.Run(t, func(t *testing.T) stay.Store {
			return staysql.New(sqldbtest.Open(t, fresh(t), staysql.Schema))
		})
	})
}
