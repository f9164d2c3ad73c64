package testenv_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"samano/internal/pgtest"
	"samano/store"
	"samano/store/memstore"
	"samano/store/sqlstore"
)

// usualChecks is how many lives are tried over memory; -rapid.checks asks for more.
const usualChecks = 60

func TestMain(m *testing.M) {
	for name, value := range map[string]string{"rapid.checks": strconv.Itoa(usualChecks), "rapid.nofailfile": "true"} {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(pgtest.Main(m))
}

// backend is a database over which a test runs, and the country that it is of.
type backend struct {
	name  string
	pack  string // the law under which it is led
	share int    // of the checks: one in so many, since real disks are slow
	open  func(t *testing.T) store.Register
}

var backends = []backend{
	{"memory", "la", 1, func(*testing.T) store.Register { return memstore.New() }},
	{"memory, another country", "xx", 2, func(*testing.T) store.Register { return memstore.New() }},
	{"sqlite", "la", 10, func(t *testing.T) store.Register { return openAt(t, sqliteAddress(t)) }},
	{"postgres", "la", 20, func(t *testing.T) store.Register { return openAt(t, pgtest.URL(t)) }},
}

// sqliteAddress names a file of its own, also where one test opens many.
func sqliteAddress(t testing.TB) string {
	dir, err := os.MkdirTemp(t.TempDir(), "register")
	if err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + filepath.Join(dir, "register.db")
}

func openAt(t testing.TB, address string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(context.Background(), address, sqlstore.Options{})
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

// check runs a property over a database.
func (b backend) check(t *testing.T, property func(*rapid.T, *life)) {
	usual := flag.Lookup("rapid.checks").Value.String()
	n, err := strconv.Atoi(usual)
	if err != nil {
		t.Fatal(err)
	}
	set := func(v string) {
		if err := flag.Set("rapid.checks", v); err != nil {
			t.Fatal(err)
		}
	}
	set(strconv.Itoa(max(n/b.share, 1)))
	defer set(usual)
	rapid.Check(t, func(r *rapid.T) {
		l := newLife(t, r, b.pack, b.open(t))
		defer l.c.Close()
		property(r, l)
	})
}
