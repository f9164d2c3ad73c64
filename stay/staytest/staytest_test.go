package staytest_test

import (
	"testing"

	"samano/stay"
	"samano/stay/staytest"
)

func TestTheFakePassesTheSuite(t *testing.T) {
	staytest.Run(t, func(*testing.T) stay.Store { return staytest.NewNotices() })
}
