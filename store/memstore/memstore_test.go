package memstore_test

import (
	"testing"

	"samano/store"
	"samano/store/memstore"
	"samano/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Open {
		s := memstore.New()
		return func() store.Register { return s }
	})
}

func TestMatching(t *testing.T) {
	s := memstore.New()
	storetest.RunMatch(t, func() store.Register { return s })
}
