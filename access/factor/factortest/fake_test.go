package factortest_test

import (
	"testing"

	"samano/access/factor"
	"samano/access/factor/factortest"
)

func TestTheFake(t *testing.T) {
	factortest.Run(t, func(*testing.T) factor.Store { return factortest.NewStore() })
}
