package looksql_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/access/looksql"
)

func open(t testing.TB, url string) *looksql.Store {
	t.Helper()
	s, err := looksql.Open(context.Background(), url, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSQLite(t *testing.T) {
	conform(t, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "looks.db") })
}

func conform(t *testing.T, url func(t *testing.T) string) {
	accesstest.RunLooks(t, func(t *testing.T) (access.Looks, func() access.Looks) {
		at := url(t)
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
}
