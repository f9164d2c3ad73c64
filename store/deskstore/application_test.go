package deskstore_test

import (
	"path/filepath"
	"testing"

	"samano/internal/pgtest"
	"samano/office"
	"samano/office/officetest"
)

func TestApplications(t *testing.T) {
	for name, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "desk.db") },
		"postgres": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			officetest.Run(t, func(t *testing.T) office.Store { return open(t, url(t)) })
		})
	}
}
