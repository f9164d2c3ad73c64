package officetest_test

import (
	"testing"

	"samano/office"
	"samano/office/officetest"
)

func TestTheFakePassesTheSuite(t *testing.T) {
	officetest.Run(t, func(*testing.T) office.Store { return officetest.NewDesk() })
}
