package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"samano/internal/pgtest"
	"samano/internal/sqldb"
	"samano/register"
)

const counters = `CREATE TABLE counter (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL); INSERT INTO counter (id, n) VALUES (1, 0), (2, 0);`

func add(ctx context.Context, tx *sql.Tx, id int) error {
	_, err := tx.ExecContext(ctx, `UPDATE counter SET n = n + 1 WHERE id = $1`, id)
	return err
}

// compete runs the transactions of several processes at once, each many times, and
// reports how often each counter was counted up and how many runs there were in all.
func compete(t *testing.T, address string, each int, transactions ...func(ctx context.Context, tx *sql.Tx) error) (counted string, runs int) {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, f := range transactions {
		db := open(t, address, sqldb.Options{}, schema("one", counters))
		all.Go(func() {
			for range each {
				err := db.Tx(t.Context(), "test", func(tx *sql.Tx) error {
					mu.Lock()
					runs++
					mu.Unlock()
					return f(t.Context(), tx)
				})
				if err != nil {
					t.Errorf("refused: %v", err)
				}
			}
		})
	}
	all.Wait()
	db := open(t, address, sqldb.Options{})
	return text(t, db.Read, `SELECT CAST(a.n AS TEXT) || ' ' || CAST(b.n AS TEXT) FROM counter a, counter b WHERE a.id = 1 AND b.id = 2`), runs
}

// meeting lets the first transactions of so many parties wait for each other, so that they surely get in
// each other's way; a transaction that is run again waits for nobody.
type meeting struct{ all sync.WaitGroup }

func meetingOf(parties int) *meeting {
	m := &meeting{}
	m.all.Add(parties)
	return m
}

// party returns what one of them calls where they meet.
func (m *meeting) party() (meet func()) {
	var first sync.Once
	return func() {
		first.Do(func() {
			m.all.Done()
			m.all.Wait()
		})
	}
}

// TestSerializationFailuresAreRetried: at a level of isolation at which PostgreSQL refuses
// one of two transactions that read what the other writes (40001), nobody is refused.
func TestSerializationFailuresAreRetried(t *testing.T) {
	m := meetingOf(3)
	serializable := func(read, write int) func(ctx context.Context, tx *sql.Tx) error {
		meet := m.party()
		return func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, `SET TRANSACTION ISOLATION LEVEL SERIALIZABLE`); err != nil {
				return err
			}
			var n int64
			if err := tx.QueryRowContext(ctx, `SELECT n FROM counter WHERE id = $1`, read).Scan(&n); err != nil {
				return err
			}
			meet()
			return add(ctx, tx, write)
		}
	}
	counted, runs := compete(t, pgtest.URL(t), 50, serializable(1, 2), serializable(2, 1), serializable(1, 1))
	if counted != "100 50" {
		t.Errorf("counted %s", counted)
	}
	if runs == 150 {
		t.Error("no transaction was rolled back: the test shows nothing")
	}
}

// TestDeadlocksAreRetried: two who take two rows in opposite order (40P01).
func TestDeadlocksAreRetried(t *testing.T) {
	address := pgtest.URL(t)
	db := open(t, address, sqldb.Options{})
	// The server looks for deadlocks after that long.
	execute(t, db, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''10ms''', current_database()); END $$`)
	m := meetingOf(2)
	opposite := func(first, second int) func(ctx context.Context, tx *sql.Tx) error {
		meet := m.party()
		return func(ctx context.Context, tx *sql.Tx) error {
			if err := add(ctx, tx, first); err != nil {
				return err
			}
			meet()
			return add(ctx, tx, second)
		}
	}
	counted, runs := compete(t, address, 20, opposite(1, 2), opposite(2, 1))
	if counted != "40 40" {
		t.Errorf("counted %s", counted)
	}
	if runs == 40 {
		t.Error("no transaction was rolled back: the test shows nothing")
	}
}

// TestProcessesOnOneFileWaitForEachOther: SQLite's lock has no queue, and one attempt waits
// for less than others hold the file here.
func TestProcessesOnOneFileWaitForEachOther(t *testing.T) {
	slow := func(ctx context.Context, tx *sql.Tx) error {
		time.Sleep(120 * time.Millisecond)
		return errors.Join(add(ctx, tx, 1), add(ctx, tx, 2))
	}
	if counted, _ := compete(t, "sqlite:"+filepath.Join(t.TempDir(), "a.db"), 3, slow, slow, slow); counted != "9 9" {
		t.Errorf("counted %s", counted)
	}
}

func TestTheTurnEndsWithTheCaller(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		one := schema("one", counters)
		holder, waiter := open(t, address, sqldb.Options{}, one), open(t, address, sqldb.Options{}, one)
		tx, err := holder.Write.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if err := add(t.Context(), tx, 1); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		err = waiter.Tx(ctx, "test", func(tx *sql.Tx) error { return add(ctx, tx, 1) })
		wantKind(t, err, register.Unavailable)
		if waited := time.Since(began); waited > 3*time.Second {
			t.Errorf("it waited %v", waited)
		}
	})
}

func TestAnErrorOfTheCallerIsGivenBackAndRollsBack(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx, db := t.Context(), open(t, address, sqldb.Options{}, schema("one", counters))
		runs := 0
		want := register.Errorf(register.Conflict, "test", "not the version")
		err := db.Tx(ctx, "test", func(tx *sql.Tx) error {
			runs++
			return errors.Join(add(ctx, tx, 1), want)
		})
		if !errors.Is(err, want) || runs != 1 {
			t.Errorf("%v after %d runs", err, runs)
		}
		if got := text(t, db.Read, `SELECT CAST(n AS TEXT) FROM counter WHERE id = 1`); got != "0" {
			t.Errorf("counted %s", got)
		}
		if err := db.Tx(ctx, "test", func(tx *sql.Tx) error { return add(ctx, tx, 1) }); err != nil {
			t.Errorf("the connection is not good any more: %v", err)
		}
	})
}

func TestASnapshotIsOneState(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx, db := t.Context(), open(t, address, sqldb.Options{}, schema("one", counters))
		tx, err := db.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		read := func(id int) (n int) {
			if err := tx.QueryRowContext(ctx, `SELECT n FROM counter WHERE id = $1`, id).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		read(1)
		err = db.Tx(ctx, "test", func(tx *sql.Tx) error { return errors.Join(add(ctx, tx, 1), add(ctx, tx, 2)) })
		if err != nil {
			t.Fatal(err)
		}
		if n := read(2); n != 0 {
			t.Errorf("it sees what was committed later: %d", n)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE counter SET n = 9`); err == nil {
			t.Error("a snapshot was written to")
		}
	})
}

// TestKindsOfErrors provokes each on both databases.
func TestKindsOfErrors(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx := t.Context()
		db := open(t, address, sqldb.Options{}, schema("one", words+counters+`CREATE TABLE child (word {text} NOT NULL REFERENCES word (id));`))
		run := func(statement string, args ...any) error {
			return db.Tx(ctx, "test", func(tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, statement, args...)
				return err
			})
		}
		for _, c := range []struct {
			name      string
			kind      register.ErrorKind
			statement string
			args      []any
		}{
			{"a key that is taken", register.Conflict, `INSERT INTO counter (id, n) VALUES ($1, 5550123)`, []any{1}},
			{"a reference to nothing", register.NotFound, `INSERT INTO child (word) VALUES ($1)`, []any{"5550123"}},
			{"no such table", register.Internal, `INSERT INTO absent (id) VALUES ($1)`, []any{"5550123"}},
			{"a value that is missing", register.Internal, `INSERT INTO word (id, body) VALUES ($1, NULL)`, []any{"5550123"}},
		} {
			err := run(c.statement, c.args...)
			wantKind(t, err, c.kind)
			if strings.Contains(err.Error(), "5550123") {
				t.Errorf("%s: the error shows a value: %v", c.name, err)
			}
		}
		var n int
		wantKind(t, sqldb.Wrap("test", db.Read.QueryRowContext(ctx, `SELECT n FROM counter WHERE id = 9`).Scan(&n)), register.NotFound)
		wantKind(t, sqldb.Wrap("test", db.Read.QueryRowContext(ctx, `SELECT 'x'`).Scan(&n)), register.Internal)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		wantKind(t, sqldb.Wrap("test", db.Read.QueryRowContext(gone, `SELECT n FROM counter WHERE id = 1`).Scan(&n)), register.Unavailable)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		wantKind(t, run(`UPDATE counter SET n = 1`), register.Unavailable)
	})
	t.Run("bytes that are no text", func(t *testing.T) {
		db := open(t, pgtest.URL(t), sqldb.Options{}, schema("one", words))
		_, err := db.Write.ExecContext(t.Context(), `INSERT INTO word (id, body) VALUES ($1, '')`, "\xff")
		wantKind(t, sqldb.Wrap("test", err), register.Invalid)
	})
	t.Run("a server that ends our connections", func(t *testing.T) {
		address := pgtest.URL(t)
		db, killer := open(t, address, sqldb.Options{}, schema("one", counters)), open(t, address, sqldb.Options{})
		err := db.Tx(t.Context(), "test", func(tx *sql.Tx) error {
			if err := add(t.Context(), tx, 1); err != nil {
				return err
			}
			execute(t, killer, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
			return add(t.Context(), tx, 1)
		})
		wantKind(t, err, register.Unavailable)
		if err := db.Tx(t.Context(), "test", func(tx *sql.Tx) error { return add(t.Context(), tx, 1) }); err != nil {
			t.Errorf("it does not serve again: %v", err)
		}
	})
}

// TestAHeldFileIsAnOutage: a caller that repeats a transaction itself recognises it by RolledBack.
func TestAHeldFileIsAnOutage(t *testing.T) {
	path := "sqlite:" + filepath.Join(t.TempDir(), "a.db")
	one := schema("one", counters)
	holder, waiter := open(t, path, sqldb.Options{}, one), open(t, path, sqldb.Options{}, one)
	tx, err := holder.Write.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	_, err = waiter.Write.BeginTx(t.Context(), nil)
	err = sqldb.Wrap("test", err)
	wantKind(t, err, register.Unavailable)
	if !sqldb.RolledBack(err) {
		t.Errorf("%v is not told as rolled back", err)
	}
}
