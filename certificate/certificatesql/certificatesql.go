// Package certificatesql owns the tables of issued copies, in the desk's database. Every change is
// durable when the call returns, and leaves an entry in the log of powers.
package certificatesql

import (
	"embed"

	"samano/certificate"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables of copies.
var Schema = sqldb.Schema{Name: "certificate", Migrations: migrations}

// Store keeps copies. It is safe for concurrent use.
type Store struct {
	db  *sqldb.DB
	log *powerlog.Log
}

var (
	_ certificate.Store = (*Store)(nil)
	_ powerlog.Holder   = (*Store)(nil)
)

// New returns the store in a database that was opened with Schema and powerlog.Schema, of which this is the log. The
// caller closes the database.
func New(db *sqldb.DB, log *powerlog.Log) *Store { return &Store{db, log} }
