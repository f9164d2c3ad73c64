package accesssql

import (
	"context"
	"database/sql"
	"errors"

	"samano/access"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
)

// PutDropped implements access.DroppedLooks.
func (s *Store) PutDropped(ctx context.Context, by access.Author, stays int64) error {
	return s.db.Tx(ctx, "accesssql.PutDropped", func(tx *sql.Tx) error {
		stays, err := scanStays(tx.QueryRowContext(ctx, `INSERT INTO looks_dropped (id, stays) VALUES (1, $1)
			ON CONFLICT (id) DO UPDATE SET stays = CASE WHEN looks_dropped.stays < excluded.stays THEN excluded.stays ELSE looks_dropped.stays END
			RETURNING stays`, stays).Scan)
		if err != nil {
			return err
		}
		return s.append(ctx, tx, by, access.LooksDropped, heldStays(stays))
	})
}

// Dropped implements access.DroppedLooks.
func (s *Store) Dropped(ctx context.Context) (int64, error) {
	stays, err := scanStays(s.db.Read.QueryRowContext(ctx, allStays).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return stays, sqldb.Wrap("accesssql.Dropped", err)
}

const allStays = `SELECT stays FROM looks_dropped`

func scanStays(scan func(...any) error) (stays int64, err error) {
	err = scan(&stays)
	return stays, err
}

type staysState struct {
	Stays int64 `json:"stays"`
}

func heldStays(stays int64) powerlog.Held { return held("looks", staysState{stays}) }
