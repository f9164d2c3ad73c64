package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"samano/internal/pgtest"
	"samano/internal/sqldb"
	"samano/register"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

const words = `CREATE TABLE word (id {text} NOT NULL PRIMARY KEY, body {bytes} NOT NULL) {clustered};`

// schema makes one of the texts of its steps.
func schema(name string, texts ...string) sqldb.Schema {
	files := fstest.MapFS{}
	for i, text := range texts {
		files["steps/0000"+string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return sqldb.Schema{Name: name, Migrations: files}
}

// onBoth runs a test on both databases, each time with the address of a fresh one.
func onBoth(t *testing.T, run func(t *testing.T, address string)) {
	t.Run("SQLite", func(t *testing.T) { run(t, "sqlite:"+filepath.Join(t.TempDir(), "ຖານ?a=b#c%20.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { run(t, pgtest.URL(t)) })
}

func open(t *testing.T, address string, o sqldb.Options, s ...sqldb.Schema) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(context.Background(), address, o, s...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func execute(t *testing.T, db *sqldb.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.Write.ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func wantKind(t *testing.T, err error, kind register.ErrorKind) {
	t.Helper()
	if err == nil || register.KindOf(err) != kind {
		t.Fatalf("error %v, want kind %q", err, kind)
	}
}

// text reads one value as a text.
func text(t *testing.T, q *sql.DB, query string, args ...any) (s string) {
	t.Helper()
	if err := q.QueryRowContext(t.Context(), query, args...).Scan(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func scanText(scan func(...any) error) (s string, err error) { return s, scan(&s) }

func TestTextIsComparedByteByByte(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx, db := t.Context(), open(t, address, sqldb.Options{}, schema("one", words))
		err := db.Tx(ctx, "test", func(tx *sql.Tx) error {
			return sqldb.Insert(ctx, tx, `INSERT INTO word (id, body) VALUES`, [][]any{{"a", []byte{0, 255}}, {"Z", []byte{}}, {"b", []byte{}}, {"ກ", []byte{}}})
		})
		if err != nil {
			t.Fatal(err)
		}
		ids, err := sqldb.List(ctx, db.Read, scanText, `SELECT id FROM word WHERE id < 'bb' AND id >= 'A' ORDER BY id`)
		if got := strings.Join(ids, " "); err != nil || got != "Z a b" {
			t.Errorf("%s (%v)", got, err)
		}
	})
}

func TestInsertTakesMoreRowsThanOneStatement(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx, db := t.Context(), open(t, address, sqldb.Options{}, schema("one", `CREATE TABLE n (a BIGINT NOT NULL PRIMARY KEY, b BIGINT NOT NULL, c BIGINT NOT NULL);`))
		const rows = 4001 // 3 columns: cut in the middle of a row if anywhere
		var all [][]any
		for i := range rows {
			all = append(all, []any{i, 2 * i, 3 * i})
		}
		err := db.Tx(ctx, "test", func(tx *sql.Tx) error { return sqldb.Insert(ctx, tx, `INSERT INTO n (a, b, c) VALUES`, all) })
		if err != nil {
			t.Fatal(err)
		}
		if got := text(t, db.Read, `SELECT count(*) FROM n WHERE b = 2 * a AND c = 3 * a`); got != "4001" {
			t.Errorf("%s rows", got)
		}
	})
}

func TestMigrationsRunOnceAndModulesLiveBesideEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		ctx := t.Context()
		first := schema("one", words)
		db := open(t, address, sqldb.Options{}, first)
		execute(t, db, `INSERT INTO word (id, body) VALUES ('a', '')`)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		second := schema("one", words, `ALTER TABLE word ADD COLUMN more BIGINT NOT NULL DEFAULT 7; CREATE INDEX word_more ON word (more);`)
		other := schema("two", `CREATE TABLE other (id BIGINT NOT NULL PRIMARY KEY); INSERT INTO other (id) VALUES (1);`)
		for range 2 {
			db = open(t, address, sqldb.Options{}, second, other)
			if got := text(t, db.Read, `SELECT count(*) FROM word, other WHERE more = 7`); got != "1" {
				t.Errorf("%s rows", got)
			}
		}
		_, err := sqldb.Open(ctx, address, sqldb.Options{}, other, first)
		if wantKind(t, err, register.Invalid); !strings.Contains(err.Error(), "newer program") {
			t.Errorf("no remedy: %v", err)
		}
		wantCode(t, err, sqldb.CodeAnotherVersion)
		_, err = sqldb.Open(ctx, address, sqldb.Options{}, schema("three"))
		wantKind(t, err, register.Internal)
	})
}

// TestTablesWithoutAVersionAreOfAnotherProgram: nothing is made beside them.
func TestTablesWithoutAVersionAreOfAnotherProgram(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		old := open(t, address, sqldb.Options{}, schema("before", words))
		_, err := sqldb.Open(t.Context(), address, sqldb.Options{}, schema("one", `CREATE TABLE first (id BIGINT NOT NULL PRIMARY KEY);`, words))
		wantKind(t, err, register.Invalid)
		wantCode(t, err, sqldb.CodeAnotherVersion)
		if err := old.Read.QueryRowContext(t.Context(), `SELECT count(*) FROM one_version`).Scan(new(int)); err == nil {
			t.Error("it has a table of versions now")
		}
		open(t, address, sqldb.Options{}, schema("before", words), schema("other", `CREATE TABLE other (id BIGINT NOT NULL PRIMARY KEY);`))
	})
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *register.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("the error is %v, not %s", err, code)
	}
}

// TestAMigrationThatFailsLeavesNothing: the next start finds the schema as it was.
func TestAMigrationThatFailsLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		_, err := sqldb.Open(t.Context(), address, sqldb.Options{}, schema("one", words, `CREATE TABLE half (id BIGINT NOT NULL PRIMARY KEY); CREATE TABLE word (id BIGINT);`))
		wantKind(t, err, register.Internal)
		db := open(t, address, sqldb.Options{}, schema("one", words, `CREATE TABLE half (id BIGINT NOT NULL PRIMARY KEY);`))
		execute(t, db, `INSERT INTO half (id) VALUES (1)`)
	})
}

func TestSeveralProcessesMayStartAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		const processes = 4
		failed := make(chan error, processes)
		steps := schema("one", words, `CREATE TABLE second (id BIGINT NOT NULL PRIMARY KEY);`)
		for range processes {
			go func() {
				db, err := sqldb.Open(t.Context(), address, sqldb.Options{}, steps)
				if err == nil {
					err = db.Close()
				}
				failed <- err
			}()
		}
		for range processes {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
	})
}

func TestDangerousStartsAreRefused(t *testing.T) {
	tests := []struct {
		name, address string
		kind          register.ErrorKind
	}{
		{"no address", "", register.Invalid},
		{"a path alone", "register.db", register.Invalid},
		{"another engine", "mysql://root:secret@host/db", register.Invalid},
		{"a database in memory", "sqlite::memory:", register.Invalid},
		{"a database in memory, as a URL", "sqlite:file::memory:", register.Invalid},
		{"no path", "sqlite:", register.Invalid},
		{"a folder that is not there", "sqlite:" + filepath.Join(t.TempDir(), "no", "such.db"), register.Unavailable},
		{"a PostgreSQL that is not there", "postgres://samano:secret@127.0.0.1:1/samano", register.Unavailable},
		{"an address that cannot be read", "postgres://samano:secret@[", register.Invalid},
		{"another machine, encrypted where it will", "postgres://samano:secret@203.0.113.1/samano", register.Invalid},
		{"another machine, not encrypted", "postgres://samano:secret@203.0.113.1/samano?sslmode=disable", register.Invalid},
		{"another machine that proves no name", "postgres://samano:secret@203.0.113.1/samano?sslmode=require", register.Invalid},
		{"another machine beside this one", "postgres://samano:secret@127.0.0.1:1,203.0.113.1:1/samano", register.Invalid},
		{"another machine that proves its name", "postgres://samano:secret@no-such-machine.invalid/samano?sslmode=verify-full", register.Unavailable},
		{"a port that is none", "postgres://samano:secret@host:port/", register.Invalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := sqldb.Open(t.Context(), test.address, sqldb.Options{}, schema("one", words))
			if wantKind(t, err, test.kind); strings.Contains(err.Error(), "secret") {
				t.Error("the error shows the password")
			}
		})
	}
	t.Run("a PostgreSQL in another encoding", func(t *testing.T) {
		for _, encoding := range []string{"SQL_ASCII", "LATIN1"} {
			_, err := sqldb.Open(t.Context(), pgtest.Database(t, "ENCODING '"+encoding+"' LOCALE 'C'"), sqldb.Options{}, schema("one", words))
			if wantKind(t, err, register.Invalid); !strings.Contains(err.Error(), "ENCODING 'UTF8'") {
				t.Errorf("no remedy: %v", err)
			}
		}
	})
}

func TestAColumnOfAnotherCollationIsRefusedWithTheRemedy(t *testing.T) {
	address := pgtest.Database(t, "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'")
	ctx, one := t.Context(), schema("one", words)
	db := open(t, address, sqldb.Options{}, one) // our columns say "C" themselves
	execute(t, db, `ALTER TABLE word ALTER COLUMN id TYPE text COLLATE "und-x-icu"`)
	_, err := sqldb.Open(ctx, address, sqldb.Options{}, one)
	wantKind(t, err, register.Invalid)
	_, remedy, ok := strings.Cut(err.Error(), "byte by byte: ")
	if !ok {
		t.Fatalf("no remedy: %v", err)
	}
	execute(t, db, remedy)
	open(t, address, sqldb.Options{}, one)
}

// TestConnectionsKeepWhatIsAcknowledged compares the settings on which that rests.
func TestConnectionsKeepWhatIsAcknowledged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db := open(t, "sqlite:"+path, sqldb.Options{SQLite: sqldb.SQLite{PageBytes: 8192, CheckpointPages: 77, WriterCacheKiB: 512, ReaderCacheKiB: 256}}, schema("one", words))
	const query = `SELECT j.journal_mode || ' ' || s.synchronous || ' ' || k.foreign_keys || ' ' || p.page_size || ' ' || c.cache_size || ' ' || q.query_only
		FROM pragma_journal_mode() j, pragma_synchronous() s, pragma_foreign_keys() k, pragma_page_size() p, pragma_cache_size() c, pragma_query_only() q`
	if got := text(t, db.Write, query); got != "wal 2 1 8192 -512 0" { // 2: FULL
		t.Errorf("SQLite's writer: %s", got)
	}
	if got := text(t, db.Write, `PRAGMA wal_autocheckpoint`); got != "77" {
		t.Errorf("SQLite's writer checkpoints at %s pages", got)
	}
	if got := text(t, db.Read, `SELECT query_only || ' ' || cache_size FROM pragma_query_only(), pragma_cache_size()`); got != "1 -256" {
		t.Errorf("SQLite's readers: %s", got)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v (%v)", info, err)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log: %v (%v)", info, err)
	}

	address := pgtest.URL(t)
	db = open(t, address, sqldb.Options{})
	execute(t, db, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`)
	for name, o := range map[string]sqldb.Options{"one writer": {OneWriter: true, Readers: 3}, "one pool": {}} {
		db = open(t, address, o)
		for _, setting := range [][2]string{
			{"synchronous_commit", "on"}, {"lock_timeout", "10s"}, {"idle_in_transaction_session_timeout", "5min"}, {"jit", "off"}, {"application_name", "samano"},
		} {
			if got := text(t, db.Write, `SELECT current_setting($1)`, setting[0]); got != setting[1] {
				t.Errorf("%s: %s is %s", name, setting[0], got)
			}
		}
		if got := text(t, db.Read, `SELECT current_setting('synchronous_commit')`); got != "on" {
			t.Errorf("%s: a reader's synchronous_commit is %s", name, got)
		}
		if w, r := db.Write.Stats().MaxOpenConnections, db.Read.Stats().MaxOpenConnections; o.OneWriter && (w != 1 || r != 3) || !o.OneWriter && w != 8 {
			t.Errorf("%s: %d connections write, %d read", name, w, r)
		}
	}
}
