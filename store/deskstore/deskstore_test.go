package deskstore_test

import (
	"context"
	"path/filepath"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/store/deskstore"
)

func open(t *testing.T, url string) *deskstore.Store {
	t.Helper()
	s, err := deskstore.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSQLite(t *testing.T) {
	conform(t, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "a desk?#%.db") }) // a path is not a URL
}

func conform(t *testing.T, url func(t *testing.T) string) {
	accesstest.RunDesk(t, func(t *testing.T) (access.Desk, func() access.Desk) {
		at := url(t)
		s := open(t, at)
		return s, func() access.Desk {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			s = open(t, at)
			return s
		}
	})
}
