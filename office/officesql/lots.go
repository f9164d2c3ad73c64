package officesql

import (
	"context"
	"database/sql"

	"samano/internal/sqldb"
	"samano/office"
)

// AddLot implements office.Lots.
func (s *Store) AddLot(ctx context.Context, r office.LotRecord) error {
	return s.db.Tx(ctx, "officesql.AddLot", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO lot (at, sha256, lines, basis, declared_by, confirmed_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			sqldb.Micros(r.At), r.SHA256, r.Count, r.Basis, string(r.DeclaredBy), string(r.ConfirmedBy))
		return err
	})
}

// ListLots implements office.Lots.
func (s *Store) ListLots(ctx context.Context) ([]office.LotRecord, error) {
	found, err := sqldb.List(ctx, s.db.Read, scanLot, `SELECT at, sha256, lines, basis, declared_by, confirmed_by FROM lot ORDER BY at, sha256`)
	return found, sqldb.Wrap("officesql.ListLots", err)
}

func scanLot(scan func(...any) error) (office.LotRecord, error) {
	var r office.LotRecord
	var at int64
	err := scan(&at, &r.SHA256, &r.Count, &r.Basis, &r.DeclaredBy, &r.ConfirmedBy)
	r.At = sqldb.TimeOf(at)
	return r, err
}
