// Package pgtest owns the PostgreSQL that tests run against: a real server,
// started once for a test process, with its fsync on.
//
// A package that uses it has
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
//
// and takes a fresh database in each test by URL(t). A server is started at the
// first URL, in a directory of its own, listening on a loopback port behind a
// random password; it is stopped and removed when Main ends, and killed by the
// kernel if the test process dies before. With SAMANO_TEST_POSTGRES set to the
// URL of a server, on which databases may be created, that one is used instead.
//
// A PostgreSQL that is missing fails the test, and never skips it.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// serverVariable names the server to use.
const serverVariable = "SAMANO_TEST_POSTGRES"

// shared is the server of this test process.
var shared struct {
	mu     sync.Mutex
	main   bool     // Main is running and will stop what is started
	server *cluster // nil: none was needed yet
	failed error    // why it could not be started
}

// Main runs the tests of a package and stops the server after them.
func Main(m *testing.M) int {
	shared.mu.Lock()
	shared.main = true
	shared.mu.Unlock()
	code := m.Run()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	shared.main = false
	if shared.server != nil {
		if err := shared.server.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			return max(code, 1)
		}
	}
	return code
}

// URL returns the URL of a fresh, empty database in UTF8, which is dropped when the
// test ends.
func URL(t testing.TB) string { return Database(t, "ENCODING 'UTF8' LOCALE 'C'") }

// Database returns a fresh database with options of CREATE DATABASE of its own.
func Database(t testing.TB, options string) string {
	t.Helper()
	server, err := serverURL()
	if err != nil {
		t.Fatalf("no PostgreSQL to test with; `make setup` installs it: %v", err)
	}
	name := "samano_test_" + rand.Text()[:16]
	run(t, server, fmt.Sprintf(`CREATE DATABASE "%s" TEMPLATE template0 %s`, name, options))
	t.Cleanup(func() { run(t, server, fmt.Sprintf(`DROP DATABASE IF EXISTS "%s" WITH (FORCE)`, name)) })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: not a URL", serverVariable)
	}
	u.Path = "/" + name
	return u.String()
}

// run runs one statement on the server. Cleanups outlive the test's own context.
func run(t testing.TB, server, statement string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err == nil {
		_, err = conn.Exec(ctx, statement)
		_ = conn.Close(ctx)
	}
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
}

func serverURL() (string, error) {
	if s := os.Getenv(serverVariable); s != "" {
		return s, nil
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	if !shared.main {
		return "", fmt.Errorf("the package's TestMain does not call pgtest.Main")
	}
	if shared.server == nil && shared.failed == nil {
		shared.server, shared.failed = start()
	}
	if shared.failed != nil {
		return "", shared.failed
	}
	return shared.server.url(), nil
}
