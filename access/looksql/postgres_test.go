package looksql_test

import (
	"os"
	"testing"

	"samano/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestPostgres(t *testing.T) {
	conform(t, func(t *testing.T) string { return pgtest.URL(t) })
}
