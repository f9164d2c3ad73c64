package sqlstore_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"samano/internal/pgtest"
	"samano/register"
	"samano/store"
	"samano/store/sqlstore"
)

// raw opens a database beside the store, to look at it or to damage it.
func raw(t testing.TB, address string) *sql.DB {
	t.Helper()
	driver, source := "pgx", address
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	db, err := sql.Open(driver, source)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

func execute(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesWhatIsNoAddress(t *testing.T) {
	for _, address := range []string{"", "register.db", "sqlite:", "sqlite::memory:", "mysql://localhost/x", "postgres://u:geheim@host:port/"} {
		_, err := sqlstore.Open(t.Context(), address, sqlstore.Options{})
		wantKind(t, err, register.Invalid)
		if strings.Contains(err.Error(), "geheim") {
			t.Fatalf("the error shows the password: %v", err)
		}
	}
}

func TestOpenOfADatabaseThatIsNotThere(t *testing.T) {
	for _, address := range []string{"sqlite:" + filepath.Join(t.TempDir(), "no", "such", "dir.db"), "postgres://samano@127.0.0.1:1/none"} {
		_, err := sqlstore.Open(t.Context(), address, sqlstore.Options{})
		wantKind(t, err, register.Unavailable)
	}
}

func TestAnyPathIsAPath(t *testing.T) {
	for _, name := range []string{"a b.db", "100%25?mode=ro#x.db", "ທະບຽນ.db"} {
		path := filepath.Join(t.TempDir(), name)
		found(t, open(t, "sqlite:"+path, sqlstore.Options{}))
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Fatalf("%s can be read by others: %v", name, info.Mode())
		}
	}
}

func TestPostgresInAnotherEncodingIsRefusedWithTheRemedy(t *testing.T) {
	_, err := sqlstore.Open(t.Context(), pgtest.Database(t, "ENCODING 'LATIN1' LOCALE 'C'"), sqlstore.Options{})
	wantKind(t, err, register.Invalid)
	if !strings.Contains(err.Error(), "ENCODING 'UTF8'") {
		t.Fatalf("no remedy: %v", err)
	}
}

func TestAColumnOfAnotherCollationIsRefusedWithTheRemedy(t *testing.T) {
	address := pgtest.Database(t, "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
	must(t, open(t, address, sqlstore.Options{}).Close()) // our columns say "C" themselves
	db := raw(t, address)
	execute(t, db, `ALTER TABLE name_key ALTER COLUMN key TYPE text COLLATE "und-x-icu"`)
	_, err := sqlstore.Open(t.Context(), address, sqlstore.Options{})
	wantKind(t, err, register.Invalid)
	_, remedy, ok := strings.Cut(err.Error(), "byte by byte: ")
	if !ok {
		t.Fatalf("no remedy: %v", err)
	}
	execute(t, db, remedy)
	open(t, address, sqlstore.Options{})
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		must(t, open(t, address, sqlstore.Options{}).Close())
		execute(t, raw(t, address), "INSERT INTO register_version (version_id, is_applied) VALUES (999, true)")
		_, err := sqlstore.Open(t.Context(), address, sqlstore.Options{})
		wantKind(t, err, register.Invalid)
		if !strings.Contains(err.Error(), "newer program") {
			t.Fatalf("no remedy: %v", err)
		}
	})
}

func TestTwoProcessesMayStartAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		const processes = 4
		failed := make(chan error, processes)
		for range processes {
			go func() {
				s, err := sqlstore.Open(t.Context(), address, sqlstore.Options{})
				if err == nil {
					err = s.Close()
				}
				failed <- err
			}()
		}
		for range processes {
			must(t, <-failed)
		}
		found(t, open(t, address, sqlstore.Options{}))
	})
}

func TestIndexesAfterLoadingAreThoseOfTheSchema(t *testing.T) {
	queries := map[string]string{
		"sqlite":   "SELECT name FROM sqlite_master WHERE type = 'index' UNION ALL SELECT name || seqno || cid FROM pragma_index_info('name_key_search') UNION ALL SELECT name || \"unique\" FROM pragma_index_list('person') ORDER BY 1",
		"postgres": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
	}
	for name, query := range queries {
		address := databases[name](t)
		s := open(t, address, sqlstore.Options{})
		found(t, s)
		list := func() string {
			rows, err := raw(t, address).QueryContext(t.Context(), query)
			must(t, err)
			defer rows.Close()
			var all []string
			for rows.Next() {
				var def string
				must(t, rows.Scan(&def))
				all = append(all, def)
			}
			must(t, rows.Err())
			return strings.Join(all, "\n")
		}
		before := list()
		must(t, s.BeginLoading(t.Context()))
		if list() == before {
			t.Fatal("no index is absent while loading")
		}
		must(t, s.EndLoading(t.Context(), nil))
		if after := list(); after != before {
			t.Fatalf("%s: before\n%s\nafter\n%s", name, before, after)
		}
	}
}

func TestEveryIndexOfTheSchemaIsKnown(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		known, there, err := sqlstore.Indexes(t.Context(), open(t, address, sqlstore.Options{}))
		must(t, err)
		slices.Sort(known)
		slices.Sort(there)
		if !slices.Equal(known, there) {
			t.Errorf("known are %q, there are %q", known, there)
		}
	})
}

func TestAServerThatEndsOurConnectionsIsUnavailableAndThenServesAgain(t *testing.T) {
	address := pgtest.URL(t)
	s := open(t, address, sqlstore.Options{})
	found(t, s)
	_, err := s.Head(t.Context())
	must(t, err)
	tx, err := s.Begin(t.Context())
	must(t, err)
	execute(t, raw(t, address), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	h, err := tx.Head(t.Context())
	must(t, err)
	wantKind(t, tx.Write(t.Context(), people(h, 50)), register.Unavailable)
	must(t, tx.Rollback())
	write(t, s, 2)
	_, err = s.Head(t.Context())
	wantKind(t, err, register.Unavailable) // the readers' connection had gone too
	h, err = s.Head(t.Context())
	must(t, err)
	if h.Size != 2 {
		t.Fatalf("%d acts", h.Size)
	}
}

func TestAFullDiskIsUnavailableAndHarmsNothing(t *testing.T) {
	address := databases["sqlite"](t)
	s := open(t, address, sqlstore.Options{})
	found(t, s)
	write(t, s, 10)
	tx, err := s.Begin(t.Context())
	must(t, err)
	h, err := tx.Head(t.Context())
	must(t, err)
	must(t, sqlstore.LimitPages(s, 60))
	wantKind(t, tx.Write(t.Context(), people(h, 2000)), register.Unavailable)
	must(t, tx.Rollback())
	must(t, sqlstore.LimitPages(s, 1_000_000))
	write(t, s, 10)
	h, err = s.Head(t.Context())
	must(t, err)
	if h.Size != 20 {
		t.Fatalf("%d acts", h.Size)
	}
}

func TestErrorsHoldNoValues(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, sqlstore.Options{})
		found(t, s)
		write(t, s, 1)
		tx, err := s.Begin(t.Context())
		must(t, err)
		defer tx.Rollback()
		h, err := tx.Head(t.Context())
		must(t, err)
		b := people(h, 1)
		b.Projections[0].Number = numberOf(1)
		err = tx.Write(t.Context(), b)
		wantKind(t, err, register.Conflict)
		if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, string(numberOf(1))) {
			t.Fatalf("the error shows a number: %s", text)
		}
	})
}

func TestSQLiteKeepsWhatItAcknowledged(t *testing.T) {
	address := databases["sqlite"](t)
	s := open(t, address, sqlstore.Options{})
	found(t, s)
	if got := sqlstore.WriterSettings(t.Context(), s); got != "wal 2 1" {
		t.Fatalf("journal_mode, synchronous (2 is FULL), foreign_keys: %s", got)
	}
}

func TestPagesHaveTheirSize(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	s := open(t, "sqlite:"+path, sqlstore.Options{})
	found(t, s)
	var size int
	must(t, raw(t, "sqlite:"+path).QueryRow("PRAGMA page_size").Scan(&size))
	if size != 8192 { // documents of a kilobyte or two would leave a third of a small page empty
		t.Errorf("a page has %d bytes", size)
	}
}

// TestWritersThatPostgresRollsBackBeginAgain: where the database's own level of isolation makes
// it refuse one of two who take the head at once (40001), Begin begins again, and what a Tx
// meets later is store.ErrRolledBack, on which its caller begins again: nobody is refused.
func TestWritersThatPostgresRollsBackBeginAgain(t *testing.T) {
	const processes, each = 3, 15
	address := pgtest.URL(t)
	found(t, open(t, address, sqlstore.Options{}))
	execute(t, raw(t, address), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = serializable', current_database()); END $$`)
	oneAct := func(s *sqlstore.Store) error {
		tx, err := s.Begin(t.Context())
		if err != nil {
			return fmt.Errorf("begin: %w", err)
		}
		defer tx.Rollback()
		h, err := tx.Head(t.Context())
		if err == nil {
			err = tx.Write(t.Context(), people(h, 1))
		}
		if err == nil {
			err = tx.Commit(t.Context())
		}
		return err
	}
	var all errgroup.Group
	for range processes {
		s := open(t, address, sqlstore.Options{})
		all.Go(func() error {
			for range each {
				if err := store.Repeat(t.Context(), func() error { return oneAct(s) }); err != nil {
					return err
				}
			}
			return nil
		})
	}
	must(t, all.Wait())
	h, err := open(t, address, sqlstore.Options{}).Head(t.Context())
	must(t, err)
	if h.Size != processes*each {
		t.Errorf("%d acts, want %d", h.Size, processes*each)
	}
}

// A deadlock with another process (40P01) is told apart from a key that is taken (23505): nothing
// was written, and the same can be written again.
func TestADeadlockIsToldAsRolledBack(t *testing.T) {
	address := pgtest.URL(t)
	// The server looks for deadlocks after 10 ms, once for each wait.
	execute(t, raw(t, address), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 10', current_database()); END $$`)
	s := open(t, address, sqlstore.Options{})
	found(t, s)
	theirs, err := raw(t, address).BeginTx(t.Context(), nil)
	must(t, err)
	_, err = theirs.ExecContext(t.Context(), `LOCK TABLE act IN EXCLUSIVE MODE`)
	must(t, err)
	tx, err := s.Begin(t.Context())
	must(t, err)
	defer tx.Rollback()
	ended := make(chan error)
	go func() {
		_, err := theirs.Exec(`UPDATE head SET size = size`)
		ended <- errors.Join(err, theirs.Rollback())
	}()
	time.Sleep(200 * time.Millisecond) // they have looked for a deadlock, and wait
	h, err := tx.Head(t.Context())
	must(t, err)
	err = tx.Write(t.Context(), people(h, 1))
	wantKind(t, err, register.Unavailable)
	if !errors.Is(err, store.ErrRolledBack) {
		t.Errorf("%v is not told as rolled back", err)
	}
	must(t, tx.Rollback())
	must(t, <-ended)
	write(t, s, 1)
}
