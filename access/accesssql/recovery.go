package accesssql

import (
	"context"
	"database/sql"

	"samano/access"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
)

// PutRecovery implements access.Recovery.
func (s *Store) PutRecovery(ctx context.Context, by access.Author, halves [2]access.Secret) error {
	return s.db.Tx(ctx, "accesssql.PutRecovery", func(tx *sql.Tx) error {
		for i, secret := range halves {
			_, err := tx.ExecContext(ctx, `INSERT INTO recovery (half, secret) VALUES ($1, $2) ON CONFLICT (half) DO UPDATE SET secret = excluded.secret`, i, string(secret))
			if err != nil {
				return err
			}
		}
		return s.append(ctx, tx, by, access.RecoverySet, heldRecovery(halves[:]))
	})
}

const allHalves = `SELECT secret FROM recovery ORDER BY half`

func scanSecret(scan func(...any) error) (secret access.Secret, err error) {
	err = scan(&secret)
	return secret, err
}

// Recovery implements access.Recovery.
func (s *Store) Recovery(ctx context.Context) (halves [2]access.Secret, err error) {
	list, err := sqldb.List(ctx, s.db.Read, scanSecret, allHalves)
	if err == nil && len(list) != len(halves) {
		err = sql.ErrNoRows
	}
	copy(halves[:], list)
	return halves, sqldb.Wrap("accesssql.Recovery", err)
}

func heldRecovery(halves []access.Secret) powerlog.Held {
	hashes := make([]string, len(halves))
	for i, h := range halves {
		hashes[i] = hashOf(h)
	}
	return held("recovery", hashes)
}
