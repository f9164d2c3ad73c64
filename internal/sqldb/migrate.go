package sqldb

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"samano/register"
)

// How long a process waits for another that brings the schema up to date. A step that adds
// a column takes milliseconds.
const (
	migrateTries = 20
	migratePause = 100 * time.Millisecond
)

// CodeAnotherVersion is the code of tables that another version of the program made: a newer one,
// from which there is no way back, or one before the versions of schemas were kept like today.
const CodeAnotherVersion = "tables-of-another-version"

func anotherVersion(format string, args ...any) error {
	return &register.Error{Kind: register.Invalid, Op: "sqldb.Open", Code: CodeAnotherVersion, Err: fmt.Errorf(format, args...)}
}

// migrate brings the module's tables to this program's schema. It refuses tables of another
// version of the program.
func (d *DB) migrate(ctx context.Context, s Schema) error {
	steps, tables, err := d.steps(s)
	if err != nil {
		return err
	}
	dialect := goose.DialectSQLite3
	if d.Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.Write, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true),
		goose.WithTableName(s.Name+"_version"))
	if err != nil {
		return err
	}
	last := steps[len(steps)-1].Version
	for range migrateTries {
		// Another process may be doing the same at the same moment: it may have come to one
		// of several steps, or hold the lock.
		var has int64
		var unversioned bool
		if unversioned, err = d.unversioned(ctx, s.Name+"_version", tables); unversioned {
			return anotherVersion("the %s tables have no version", s.Name)
		}
		if err == nil {
			has, err = p.GetDBVersion(ctx)
		}
		if err == nil {
			if has > last {
				return anotherVersion("the %s tables have schema %d, this program knows %d: use the newer program", s.Name, has, last)
			}
			if has < last {
				_, err = p.Up(ctx)
			}
		}
		if err == nil && d.Postgres {
			return checkCollation(ctx, d.Read, tables)
		}
		if err == nil || !isTransient(err) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(migratePause):
		}
	}
	var partial *goose.PartialError
	if errors.As(err, &partial) {
		err = partial.Err
	}
	if err != nil {
		return fmt.Errorf("the schema %s: %w", s.Name, err)
	}
	return nil
}

// unversioned reports whether tables of a schema are there and its table of versions is not. It is
// one statement: another process may be making both.
func (d *DB) unversioned(ctx context.Context, versions string, tables []string) (bool, error) {
	of, names := "sqlite_master WHERE type = 'table' AND name", []any{versions}
	if d.Postgres {
		of = "(SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()) AS t WHERE name"
	}
	holders := make([]string, len(tables))
	for i, table := range tables {
		names = append(names, table)
		holders[i] = fmt.Sprintf("$%d", i+2)
	}
	var versioned, there int
	err := d.Read.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM "+of+" = $1), (SELECT count(*) FROM "+of+" IN ("+strings.Join(holders, ", ")+"))", names...).Scan(&versioned, &there)
	return versioned == 0 && there > 0, err
}

// isTransient tells a migration that another process got in the way of from a server that is
// not there.
func isTransient(err error) bool {
	return RolledBack(err) || kindOf(err) != register.Unavailable
}

// created finds the tables that a migration makes.
var created = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// steps returns the migrations in order, each a transaction, and the tables that they make.
// The number of a file is its version.
func (d *DB) steps(s Schema) (steps []*goose.Migration, tables []string, err error) {
	words := strings.NewReplacer("{text}", "TEXT", "{bytes}", "BLOB", "{rowid}", "integer PRIMARY KEY", "{clustered}", "WITHOUT ROWID")
	if d.Postgres {
		words = strings.NewReplacer("{text}", `TEXT COLLATE "C"`, "{bytes}", "BYTEA", "{rowid}", "bigint PRIMARY KEY", "{clustered}", "")
	}
	err = fs.WalkDir(s.Migrations, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".sql" {
			return err
		}
		version, err := goose.NumericComponent(name)
		if err != nil {
			return err
		}
		text, err := fs.ReadFile(s.Migrations, name)
		if err != nil {
			return err
		}
		for _, table := range created.FindAllStringSubmatch(string(text), -1) {
			tables = append(tables, table[1])
		}
		statements := words.Replace(string(text))
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			return err
		}}, nil))
		return nil
	})
	slices.SortFunc(steps, func(a, b *goose.Migration) int { return cmp.Compare(a.Version, b.Version) })
	if err == nil && len(steps) == 0 {
		err = register.Errorf(register.Internal, "sqldb.Open", "the schema %s has no migrations", s.Name)
	}
	return steps, tables, err
}
