package oversighttest_test

import (
	"testing"

	"samano/oversight"
	"samano/oversight/oversighttest"
)

func TestTheFake(t *testing.T) {
	oversighttest.Run(t, func(*testing.T) oversight.Store { return oversighttest.NewStore() })
}
