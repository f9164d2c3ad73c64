// Package officesql owns the tables of applications in the desk's database: applications with
// their history, evidence, adjudications with their rulings, and the records of lots.
//
// They lie in one module because they change in one transaction: a step of an application
// names its evidence and asks for its adjudications. Every change is durable when the call
// returns.
package officesql

import (
	"embed"
	"strings"

	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/office"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables of applications.
var Schema = sqldb.Schema{Name: "office", Migrations: migrations}

// Store keeps applications. It is safe for concurrent use.
type Store struct {
	db  *sqldb.DB
	log *powerlog.Log
}

var (
	_ office.Store    = (*Store)(nil)
	_ powerlog.Holder = (*Store)(nil)
)

// New returns the store in a database that was opened with Schema and powerlog.Schema, of which this is the log. The
// caller closes the database.
func New(db *sqldb.DB, log *powerlog.Log) *Store { return &Store{db, log} }

// query is a statement that grows with what is asked for.
type query struct {
	text string
	sqldb.Placeholders
}

func (q *query) add(text string) { q.text += text }

// in adds "AND column IN (…)", or nothing where any value will do.
func in[T ~string](q *query, column string, values []T) {
	if len(values) == 0 {
		return
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = q.Arg(string(v))
	}
	q.add(" AND " + column + " IN (" + strings.Join(words, ", ") + ")")
}
