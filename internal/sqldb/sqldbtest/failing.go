package sqldbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"samano/internal/sqldb"
)

// Change is a change of a store.
type Change[S any] struct {
	do         func(context.Context, S) error
	statements []string
}

// Makes returns a change that makes such statements ("INSERT ON office").
func Makes[S any](do func(context.Context, S) error, statements ...string) Change[S] {
	return Change[S]{do, statements}
}

// Question asks a store and returns the answer as a text.
type Question[S any] func(context.Context, S) (string, error)

// Answer returns what a store answers as a text.
func Answer[T any](v T, err error) (string, error) { return fmt.Sprintf("%+v", v), err }

// Failing is a store whose database fails.
type Failing[S any] struct {
	Package   string                        // in whose operations it is told
	Furnish   func(testing.TB, *sqldb.DB) S // opens the store and puts a row into every table
	Schemas   []sqldb.Schema
	Changes   map[string]Change[S]   // by operation
	Questions map[string]Question[S] // by operation
}

func (f *Failing[S]) open(t testing.TB) (S, *sqldb.DB) {
	t.Helper()
	db := Open(t, "sqlite:"+t.TempDir()+"/test.db", f.Schemas...)
	return f.Furnish(t, db), db
}

// Run holds that a change of which one statement fails changes nothing and is told with its operation,
// and that a caller who has gone is told so, of every question and change, and nothing else.
func (f *Failing[S]) Run(t *testing.T) {
	t.Run("each statement fails", f.eachStatement)
	t.Run("the caller has gone", f.gone)
}

func (f *Failing[S]) eachStatement(t *testing.T) {
	for name, change := range f.Changes {
		s, db := f.open(t)
		before := contents(t, db)
		for _, statement := range change.statements {
			execute(t, db, Refusing(statement))
			err := change.do(t.Context(), s)
			execute(t, db, Allowing)
			if err == nil || !strings.Contains(err.Error(), f.Package+"."+name) {
				t.Errorf("%s, %s: told as %v", name, statement, err)
			}
			if after := contents(t, db); after != before {
				t.Errorf("%s, %s: changed from\n%s\nto\n%s", name, statement, before, after)
			}
		}
		if err := change.do(t.Context(), s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func (f *Failing[S]) gone(t *testing.T) {
	s, db := f.open(t)
	before := contents(t, db)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	told := func(name string, err error) {
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), f.Package+"."+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, ask := range f.Questions {
		right, err := ask(t.Context(), s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		text, err := ask(gone, s)
		if told(name, err); text == right {
			t.Errorf("%s: %s leaves with an error", name, text)
		}
	}
	for name, change := range f.Changes {
		told(name, change.do(gone, s))
	}
	if after := contents(t, db); after != before {
		t.Errorf("changed from\n%s\nto\n%s", before, after)
	}
}

func execute(t testing.TB, db *sqldb.DB, text string) {
	t.Helper()
	if err := db.Tx(t.Context(), "test", func(tx *sql.Tx) error { _, err := tx.ExecContext(t.Context(), text); return err }); err != nil {
		t.Fatal(err)
	}
}

// contents returns every row of every table as a text.
func contents(t testing.TB, db *sqldb.DB) string {
	t.Helper()
	text := func(scan func(...any) error) (s string, err error) { return s, scan(&s) }
	tables, err := sqldb.List(t.Context(), db.Read, text, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, table := range tables {
		columns, err := sqldb.List(t.Context(), db.Read, text, "SELECT name FROM pragma_table_info($1)", table)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := sqldb.List(t.Context(), db.Read, text, "SELECT concat_ws(' ', "+strings.Join(columns, ", ")+") FROM "+table+" ORDER BY 1") // #nosec G202 -- the schema's own names
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %q\n", table, rows)
	}
	return b.String()
}
