package sqlstore_test

import (
	"os"
	"path/filepath"
	"testing"

	"samano/internal/pgtest"
	"samano/store"
	"samano/store/sqlstore"
	"samano/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// databases are both, each giving the address of a fresh one.
var databases = map[string]func(t testing.TB) string{
	"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "register.db") },
	"postgres": pgtest.URL,
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, run func(t *testing.T, address string)) {
	for name, address := range databases {
		t.Run(name, func(t *testing.T) { run(t, address(t)) })
	}
}

func open(t testing.TB, address string, o sqlstore.Options) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	for name, address := range databases {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) storetest.Open {
				a := address(t)
				return func() store.Register { return open(t, a, sqlstore.Options{}) }
			})
		})
	}
}

func TestMatching(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		storetest.RunMatch(t, func() store.Register { return open(t, address, sqlstore.Options{}) })
	})
}

func TestLoading(t *testing.T) {
	for name, address := range databases {
		t.Run(name, func(t *testing.T) {
			storetest.RunLoading(t, func(t *testing.T) func() storetest.LoadStore {
				a := address(t)
				return func() storetest.LoadStore { return open(t, a, sqlstore.Options{Loading: true}) }
			})
		})
	}
}
