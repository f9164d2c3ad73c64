// Package accesssql owns the tables of accounts in the desk's database: offices, officers,
// sessions, attempts to sign in, and with which number on paper an office begins.
//
// The register holds acts and nothing else. Accounts change every minute and prove nothing,
// so they have a database beside it, which can be lost without losing a single act. Every
// change is durable when the call returns, and what gives or takes power leaves an entry in the log of powers.
package accesssql

import (
	"embed"

	"samano/access"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables of accounts.
var Schema = sqldb.Schema{Name: "access", Migrations: migrations}

// Store keeps accounts. It is safe for concurrent use.
type Store struct {
	db  *sqldb.DB
	log *powerlog.Log
}

var (
	_ access.Desk     = (*Store)(nil)
	_ powerlog.Holder = (*Store)(nil)
)

// New returns the store in a database that was opened with Schema and powerlog.Schema, of which this is the log. The
// caller closes the database.
func New(db *sqldb.DB, log *powerlog.Log) *Store { return &Store{db, log} }
