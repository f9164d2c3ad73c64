// Package certificatesql owns the tables of issued copies, in the desk's database. Every change is
// durable when the call returns.
package certificatesql

import (
	"embed"

	"samano/certificate"
	"samano/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables of copies.
var Schema = sqldb.Schema{Name: "certificate", Migrations: migrations}

// Store keeps copies. It is safe for concurrent use.
type Store struct {
	db *sqldb.DB
}

var _ certificate.Store = (*Store)(nil)

// New returns the store in a database that was opened with Schema. The caller closes the
// database.
func New(db *sqldb.DB) *Store { return &Store{db} }
