package looksql_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/looksql"
	"samano/internal/logtree/logtreetest"
	"samano/internal/pgtest"
	"samano/internal/sqldb"
	"samano/internal/sqldb/sqldbtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// opened is a store with its database, closed together.
type opened struct {
	*looksql.Store
	db *sqldb.DB
}

func (o opened) Close() error {
	return errors.Join(o.Store.Close(), o.db.Close())
}

func open(t testing.TB, address string) opened { return openWith(t, address, rand.Reader) }

func openWith(t testing.TB, address string, random io.Reader) opened {
	t.Helper()
	db, err := sqldb.Open(context.Background(), address, sqldb.Options{}, looksql.Schema)
	if err != nil {
		t.Fatal(err)
	}
	s, err := looksql.New(context.Background(), db, random, logtreetest.Key(1))
	if err != nil {
		t.Fatal(err)
	}
	return opened{s, db}
}

func TestLooks(t *testing.T) {
	sqldbtest.Both(t, func(t *testing.T, fresh func(testing.TB) string) {
		accesstest.RunLooks(t, func(t *testing.T) (access.Looks, func() access.Looks) {
			at := fresh(t)
			s := open(t, at)
			t.Cleanup(func() { _ = s.Close() })
			return s, func() access.Looks {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
				s = open(t, at)
				return s
			}
		})
	})
}
