package sqldb_test

import (
	"context"
	"database/sql"
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

const schema = `CREATE TABLE word (id {text} NOT NULL PRIMARY KEY, body {bytes} NOT NULL) {clustered};`

func files(texts ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i, text := range texts {
		out["0000"+string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// TestOneTextTwoDatabases: what a store is promised of both.
func TestOneTextTwoDatabases(t *testing.T) {
	for name, url := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "ຖານ?a=b#c%20.db") },
		"PostgreSQL": func(t *testing.T) string { return pgtest.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, at := t.Context(), url(t)
			one := sqldb.Schema{Name: "one", Migrations: files(schema)}
			db := open(t, at, one)
			insert := func(id string, body []byte) error {
				return db.Tx(ctx, "test", func(tx *sql.Tx) error {
					return sqldb.Insert(ctx, tx, `INSERT INTO word (id, body) VALUES`, [][]any{{id, body}, {"~ behind " + id, body}})
				})
			}
			if err := insert("a", []byte{0, 255}); err != nil {
				t.Fatal(err)
			}
			if err := insert("a", []byte{}); register.KindOf(err) != register.Conflict {
				t.Errorf("the same key twice: %v", err)
			}
			for _, id := range []string{"Z", "b", "ກ"} {
				if err := insert(id, []byte{}); err != nil {
					t.Fatal(err)
				}
			}
			ids, err := sqldb.List(ctx, db.Read, func(scan func(...any) error) (s string, err error) { return s, scan(&s) }, `SELECT id FROM word WHERE id < 'bb' AND id >= 'A' ORDER BY id`)
			if err != nil || len(ids) != 3 || ids[0] != "Z" || ids[1] != "a" || ids[2] != "b" {
				t.Errorf("text is not compared byte by byte: %v (%v)", ids, err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}

			// A second step is taken once; the rows stay; another store may live beside.
			two := sqldb.Schema{Name: "one", Migrations: files(schema, `ALTER TABLE word ADD COLUMN more BIGINT NOT NULL DEFAULT 0; CREATE INDEX word_more ON word (more);`)}
			for range 2 {
				db = open(t, at, two)
				var n int
				if err := db.Read.QueryRowContext(ctx, `SELECT count(*) FROM word WHERE more = 0`).Scan(&n); err != nil || n != 8 {
					t.Errorf("%d rows (%v)", n, err)
				}
			}
			open(t, at, sqldb.Schema{Name: "two", Migrations: files(`CREATE TABLE other (id BIGINT NOT NULL PRIMARY KEY);`)})

			if _, err := sqldb.Open(ctx, at, one); register.KindOf(err) != register.Invalid {
				t.Errorf("an older program opened a newer schema: %v", err)
			}
		})
	}
}

func open(t *testing.T, url string, s sqldb.Schema) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(context.Background(), url, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestDangerousStartsAreRefused(t *testing.T) {
	tests := []struct {
		name, url string
		kind      register.ErrorKind
	}{
		{"no address", "", register.Invalid},
		{"another engine", "mysql://root:secret@host/db", register.Invalid},
		{"a register in memory", "sqlite::memory:", register.Invalid},
		{"no path", "sqlite:", register.Invalid},
		{"a folder that is not there", "sqlite:" + filepath.Join(t.TempDir(), "no", "such.db"), register.Unavailable},
		{"a PostgreSQL that is not there", "postgres://samano:secret@127.0.0.1:1/samano", register.Unavailable},
		{"an address that cannot be read", "postgres://samano:secret@[", register.Invalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := sqldb.Open(t.Context(), test.url, sqldb.Schema{Name: "one", Migrations: files(schema)})
			if err == nil || register.KindOf(err) != test.kind {
				t.Fatalf("error %v, want kind %q", err, test.kind)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Error("the error shows the password")
			}
		})
	}
	t.Run("a PostgreSQL in another encoding", func(t *testing.T) {
		url := pgtest.Database(t, "ENCODING 'SQL_ASCII' LOCALE 'C'")
		if _, err := sqldb.Open(t.Context(), url, sqldb.Schema{Name: "one", Migrations: files(schema)}); register.KindOf(err) != register.Invalid || err == nil {
			t.Errorf("error %v", err)
		}
	})
}

// TestTheFileIsTheOwners: the desk holds hashes of passwords.
func TestTheFileIsTheOwners(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	open(t, "sqlite:"+path, sqldb.Schema{Name: "one", Migrations: files(schema)})
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v (%v)", filepath.Base(name), info, err)
		}
	}
}
