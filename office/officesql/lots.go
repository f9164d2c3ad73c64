package officesql

import (
	"context"
	"database/sql"

	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/office/lot"
)

// AddLot implements lot.Store.
func (s *Store) AddLot(ctx context.Context, r lot.Record) error {
	return s.db.Tx(ctx, "officesql.AddLot", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO lot (at, sha256, lines, basis, declared_by, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			sqldb.Micros(r.At), r.SHA256, r.Count, r.Basis, string(r.DeclaredBy), string(r.ConfirmedBy))
		if err != nil {
			return err
		}
		return s.append(ctx, tx, powerlog.Entry{At: r.At, What: lot.Declared, Author: string(r.DeclaredBy), Second: string(r.ConfirmedBy)}, heldLot(r))
	})
}

// EndLot implements lot.Store.
func (s *Store) EndLot(ctx context.Context, r lot.Record) error {
	return s.db.Tx(ctx, "officesql.EndLot", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO lot_end (at, sha256, ended, registered, repeated, refused) VALUES ($1, $2, $3, $4, $5, $6)`,
			sqldb.Micros(r.At), r.SHA256, sqldb.Micros(r.End.At), r.End.Registered, r.End.Repeated, r.End.Refused)
		if err != nil {
			return err
		}
		return s.append(ctx, tx, powerlog.Entry{At: r.End.At, What: lot.Ended, Author: string(r.DeclaredBy), Second: string(r.ConfirmedBy)}, heldLot(r))
	})
}

const allLots = `
SELECT l.at, l.sha256, l.lines, l.basis, l.declared_by, l.confirmed_by, e.ended, coalesce(e.registered, 0), coalesce(e.repeated, 0), coalesce(e.refused, 0)
FROM lot l LEFT JOIN lot_end e ON e.at = l.at AND e.sha256 = l.sha256 ORDER BY l.at, l.sha256`

// ListLots implements lot.Store.
func (s *Store) ListLots(ctx context.Context) ([]lot.Record, error) {
	found, err := sqldb.List(ctx, s.db.Read, scanLot, allLots)
	return found, sqldb.Wrap("officesql.ListLots", err)
}

func scanLot(scan func(...any) error) (lot.Record, error) {
	var r lot.Record
	var at int64
	var ended sql.NullInt64
	var end lot.End
	err := scan(&at, &r.SHA256, &r.Count, &r.Basis, &r.DeclaredBy, &r.ConfirmedBy, &ended, &end.Registered, &end.Repeated, &end.Refused)
	r.At = sqldb.TimeOf(at)
	if ended.Valid {
		end.At = sqldb.TimeOf(ended.Int64)
		r.End = &end
	}
	return r, err
}
