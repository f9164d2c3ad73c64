package accesssql

import (
	"context"
	"database/sql"

	"samano/access"
	"samano/access/password"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
)

// PutRecovery implements access.Recovery.
func (s *Store) PutRecovery(ctx context.Context, by access.Author, halves [2]password.Secret) error {
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

func scanSecret(scan func(...any) error) (secret password.Secret, err error) {
	err = scan(&secret)
	return secret, err
}

// Recovery implements access.Recovery.
func (s *Store) Recovery(ctx context.Context) (halves [2]password.Secret, err error) {
	list, err := sqldb.List(ctx, s.db.Read, scanSecret, allHalves)
	if err == nil && len(list) != len(halves) {
		err = sql.ErrNoRows
	}
	copy(halves[:], list)
	return halves, sqldb.Wrap("accesssql.Recovery", err)
}

func heldRecovery(halves []password.Secret) powerlog.Held {
	hashes := make([]string, len(halves))
	for i, h := range halves {
		hashes[i] = hashOf(h)
	}
	return held("recovery", hashes)
}

// PutOversight implements access.Oversight.
func (s *Store) PutOversight(ctx context.Context, by access.Author, p access.OversightPaper) error {
	return s.db.Tx(ctx, "accesssql.PutOversight", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO oversight (id, secret, used) VALUES (1, $1, $2) ON CONFLICT (id) DO UPDATE SET secret = excluded.secret, used = excluded.used`,
			string(p.Secret), bit(p.Used))
		if err != nil {
			return err
		}
		return s.append(ctx, tx, by, access.OversightSet, heldOversight(p))
	})
}

const allOversight = `SELECT secret, used FROM oversight`

func scanOversight(scan func(...any) error) (p access.OversightPaper, err error) {
	var used int64
	err = scan(&p.Secret, &used)
	p.Used = used != 0
	return p, err
}

// Oversight implements access.Oversight.
func (s *Store) Oversight(ctx context.Context) (access.OversightPaper, error) {
	p, err := scanOversight(s.db.Read.QueryRowContext(ctx, allOversight).Scan)
	return p, sqldb.Wrap("accesssql.Oversight", err)
}

type oversightState struct {
	Secret string `json:"secret_sha256"`
	Used   bool   `json:"used"`
}

func heldOversight(p access.OversightPaper) powerlog.Held {
	return held("oversight", oversightState{hashOf(p.Secret), p.Used})
}
