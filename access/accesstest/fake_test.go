package accesstest_test

import (
	"testing"

	"samano/access"
	"samano/access/accesstest"
)

func TestTheFakesPassTheSuites(t *testing.T) {
	t.Run("desk", func(t *testing.T) {
		accesstest.RunDesk(t, func(*testing.T) (access.Desk, func() access.Desk) {
			d := accesstest.NewDesk()
			return d, func() access.Desk { return d }
		})
	})
	t.Run("looks", func(t *testing.T) {
		accesstest.RunLooks(t, func(*testing.T) (access.Looks, func() access.Looks) {
			s := accesstest.NewLooks()
			return s, func() access.Looks { return s }
		})
	})
}
