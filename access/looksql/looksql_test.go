package looksql_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/looksql"
	"samano/internal/pgtest"
	"samano/internal/sqldb"
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
	s, err := looksql.New(context.Background(), db, random)
	if err != nil {
		t.Fatal(err)
	}
	return opened{s, db}
}

func TestLooks(t *testing.T) {
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "looks.db") },
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			accesstest.RunLooks(t, func(t *testing.T) (access.Looks, func() access.Looks) {
				at := address(t)
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
}
