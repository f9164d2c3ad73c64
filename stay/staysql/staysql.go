// Package staysql owns the table of notices of short stays, in the desk's database. Every change is durable
// when the call returns.
package staysql

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"

	"samano/internal/sqldb"
	"samano/register"
	"samano/stay"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the table.
var Schema = sqldb.Schema{Name: "stay", Migrations: migrations}

// Store keeps notices. It is safe for concurrent use.
type Store struct{ db *sqldb.DB }

var _ stay.Store = (*Store)(nil)

// New returns the store in a database that was opened with Schema. The caller closes the database.
func New(db *sqldb.DB) *Store { return &Store{db} }

// AddStay implements stay.Store.
func (s *Store) AddStay(ctx context.Context, n stay.Notice) error {
	const op = "staysql.AddStay"
	doc, err := json.Marshal(n)
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO stay_notice (place, dwelling, first, last, at, officer, doc) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			int64(n.Place), n.Dwelling, int64(n.From), int64(n.Until), sqldb.Micros(n.At), string(n.Officer), string(doc))
		return err
	})
}

// StaysAt implements stay.Store.
func (s *Store) StaysAt(ctx context.Context, place register.PlaceID, dwelling string, day register.Day) ([]stay.Notice, error) {
	scan := func(scan func(...any) error) (n stay.Notice, err error) {
		var doc string
		if err := scan(&doc); err != nil {
			return n, err
		}
		if err := json.Unmarshal([]byte(doc), &n); err != nil {
			return n, register.Errorf(register.Internal, "staysql.StaysAt", "%w", err)
		}
		n.Place, n.Dwelling = place, dwelling
		return n, nil
	}
	out, err := sqldb.List(ctx, s.db.Read, scan, `SELECT doc FROM stay_notice WHERE place = $1 AND dwelling = $2 AND first <= $3 AND last >= $3 ORDER BY at, officer`,
		int64(place), dwelling, int64(day))
	return out, sqldb.Wrap("staysql.StaysAt", err)
}

// DropStays implements stay.Store.
func (s *Store) DropStays(ctx context.Context, before register.Day) (n int64, err error) {
	err = s.db.Tx(ctx, "staysql.DropStays", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, `DELETE FROM stay_notice WHERE last < $1`, int64(before))
		if err == nil {
			n, err = done.RowsAffected()
		}
		return err
	})
	return n, err
}
