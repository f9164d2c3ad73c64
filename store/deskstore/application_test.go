package deskstore_test

import (
	"path/filepath"
	"testing"

	"samano/office"
	"samano/office/officetest"
)

func TestApplicationsOnSQLite(t *testing.T) {
	officetest.Run(t, func(t *testing.T) office.Store { return open(t, "sqlite:"+filepath.Join(t.TempDir(), "desk.db")) })
}
