package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pressly/goose/v3"

	"samano/register"
)

// The schema is one text; each database puts its own words for the braces.
//
//go:embed schema/*.sql
var schemaFiles embed.FS

// migrations gives the schema's steps, each a transaction, for one database.
// Their numbers are those of the files.
func migrations(d *dialect) ([]*goose.Migration, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var out []*goose.Migration
	for _, name := range names {
		number, _, _ := strings.Cut(path.Base(name), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, err
		}
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		up := func(ctx context.Context, tx *sql.Tx) error {
			for _, statement := range statements(d.ddl.Replace(string(text))) {
				if _, err := tx.ExecContext(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		}
		out = append(out, goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, nil))
	}
	return out, nil
}

// statements cuts a text at its semicolons, without the comments.
func statements(text string) []string {
	var bare strings.Builder
	for line := range strings.Lines(text) {
		code, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "--")
		bare.WriteString(code + "\n")
	}
	var out []string
	for s := range strings.SplitSeq(bare.String(), ";") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// How long a process waits for another that is bringing the schema up to date. A
// step that adds a column takes milliseconds.
const (
	migrateTries = 20
	migratePause = 100 * time.Millisecond
)

// migrate brings the database to this program's schema, and refuses one that a
// later program has been at: there is no way back.
func migrate(ctx context.Context, db *sql.DB, d *dialect) error {
	steps, err := migrations(d)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(d.goose, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithTableName("schema_version"))
	if err != nil {
		return err
	}
	has, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	last := steps[len(steps)-1].Version
	if has > last {
		return register.Errorf(register.Invalid, "sqlstore.Open", "the database has schema %d, this program knows %d: use the newer program", has, last)
	}
	if has == last {
		return nil
	}
	for range migrateTries {
		if _, err = p.Up(ctx); err == nil {
			return nil
		}
		// Another process may be doing the same at the same moment, and have come to
		// one of several steps.
		if has, again := p.GetDBVersion(ctx); again == nil && has == last {
			return nil
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
	return fmt.Errorf("schema: %w", err)
}
