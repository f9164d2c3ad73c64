// Package deskstore owns the desk's database: what offices need beside the
// register, on SQLite or PostgreSQL by one SQL text. The register holds acts and
// nothing else; offices, officers, sessions and attempts to sign in change every
// minute and prove nothing, so they have a database of their own, which can be
// lost without losing a single act.
//
// One file for each aggregate, and one numbered migration for each that is
// added. Every change is durable when the call returns.
package deskstore

import (
	"context"
	"embed"
	"io/fs"

	"samano/access"
	"samano/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is the desk's database. It is safe for concurrent use.
type Store struct {
	db *sqldb.DB
}

var _ access.Desk = (*Store)(nil)

// Open opens "sqlite:PATH" or "postgres://…", makes what is missing and brings
// the schema up to date. Several stores may share one PostgreSQL database.
func Open(ctx context.Context, url string) (*Store, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	db, err := sqldb.Open(ctx, url, sqldb.Options{}, sqldb.Schema{Name: "desk", Migrations: files})
	if err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }
