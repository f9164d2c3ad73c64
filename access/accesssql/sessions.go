package accesssql

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"samano/access"
	"samano/access/password"
	"samano/internal/sqldb"
	"samano/register"
)

// StartSession implements access.Sessions.
func (s *Store) StartSession(ctx context.Context, n access.Session, secret password.Secret, most int) error {
	return s.db.Tx(ctx, "accesssql.StartSession", func(tx *sql.Tx) error {
		// Writing locks the account: whoever changes its secret now ends this session too.
		err := sqldb.ExecOne(ctx, tx, `UPDATE officer SET secret = secret WHERE id = $1 AND secret = $2`, string(n.Officer), string(secret))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM session WHERE officer = $1 AND id NOT IN
			(SELECT id FROM session WHERE officer = $1 ORDER BY started DESC, id DESC LIMIT $2)`, string(n.Officer), most-1)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO session (id, officer, started, seen) VALUES ($1, $2, $3, $4)`,
			string(n.ID), string(n.Officer), sqldb.Micros(n.Started), sqldb.Micros(n.LastUsed))
		return err
	})
}

const sessionColumns = `id, officer, started, seen`

func scanSession(scan func(...any) error) (access.Session, error) {
	var n access.Session
	var started, seen int64
	err := scan(&n.ID, &n.Officer, &started, &seen)
	n.Started, n.LastUsed = sqldb.TimeOf(started), sqldb.TimeOf(seen)
	return n, err
}

// Session implements access.Sessions.
func (s *Store) Session(ctx context.Context, id access.SessionID) (access.Session, error) {
	n, err := scanSession(s.db.Read.QueryRowContext(ctx, `SELECT `+sessionColumns+` FROM session WHERE id = $1`, string(id)).Scan)
	return n, sqldb.Wrap("accesssql.Session", err)
}

// TouchSession implements access.Sessions.
func (s *Store) TouchSession(ctx context.Context, id access.SessionID, at time.Time) error {
	return s.db.Tx(ctx, "accesssql.TouchSession", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE session SET seen = $2 WHERE id = $1 AND seen < $2`, string(id), sqldb.Micros(at))
		return err
	})
}

// EndSession implements access.Sessions.
func (s *Store) EndSession(ctx context.Context, id access.SessionID) error {
	return s.db.Tx(ctx, "accesssql.EndSession", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE id = $1`, string(id))
		return err
	})
}

// EndSessions implements access.Sessions.
func (s *Store) EndSessions(ctx context.Context, of register.OfficerID, keep access.SessionID) error {
	return s.db.Tx(ctx, "accesssql.EndSessions", func(tx *sql.Tx) error { return endSessions(ctx, tx, of, keep) })
}

func endSessions(ctx context.Context, tx *sql.Tx, of register.OfficerID, keep access.SessionID) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE officer = $1 AND id <> $2`, string(of), string(keep))
	return err
}

// PruneSessions implements access.Sessions.
func (s *Store) PruneSessions(ctx context.Context, before access.SessionTimes) error {
	return s.db.Tx(ctx, "accesssql.PruneSessions", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE seen < $1 OR started < $2`, sqldb.Micros(before.LastUsed), sqldb.Micros(before.Started))
		return err
	})
}

// Attempt implements access.Attempts.
func (s *Store) Attempt(ctx context.Context, keys []access.AttemptKey, at time.Time) (wait time.Duration, err error) {
	// Always in one order, so that two attempts never wait for each other.
	keys = slices.Compact(slices.Sorted(slices.Values(keys)))
	err = s.db.Tx(ctx, "accesssql.Attempt", func(tx *sql.Tx) error {
		wait = 0
		counts := make([]access.AttemptCount, len(keys))
		for i, key := range keys {
			// Writing first locks the row, also where there was none.
			var last int64
			err := tx.QueryRowContext(ctx, `INSERT INTO attempt (id, attempts, last) VALUES ($1, 0, $2)
				ON CONFLICT (id) DO UPDATE SET attempts = attempt.attempts RETURNING attempts, last`, string(key), sqldb.Micros(at)).Scan(&counts[i].Attempts, &last)
			if err != nil {
				return err
			}
			counts[i].Last = sqldb.TimeOf(last)
			wait = max(wait, counts[i].Wait(key, at))
		}
		if wait > 0 {
			return nil
		}
		for i, key := range keys {
			c := counts[i].After(at)
			if _, err := tx.ExecContext(ctx, `UPDATE attempt SET attempts = $2, last = $3 WHERE id = $1`, string(key), c.Attempts, sqldb.Micros(c.Last)); err != nil {
				return err
			}
		}
		return nil
	})
	return wait, err
}

// Succeeded implements access.Attempts.
func (s *Store) Succeeded(ctx context.Context, forget access.AttemptKey, takeBack ...access.AttemptKey) error {
	takeBack = slices.Sorted(slices.Values(takeBack))
	return s.db.Tx(ctx, "accesssql.Succeeded", func(tx *sql.Tx) error {
		// The account's key sorts before any address's, as in Attempt.
		if _, err := tx.ExecContext(ctx, `DELETE FROM attempt WHERE id = $1`, string(forget)); err != nil {
			return err
		}
		for _, key := range takeBack {
			if _, err := tx.ExecContext(ctx, `UPDATE attempt SET attempts = attempts - 1 WHERE id = $1 AND attempts > 0`, string(key)); err != nil {
				return err
			}
		}
		return nil
	})
}

// PruneAttempts implements access.Attempts.
func (s *Store) PruneAttempts(ctx context.Context, before time.Time) error {
	return s.db.Tx(ctx, "accesssql.PruneAttempts", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM attempt WHERE last < $1`, sqldb.Micros(before))
		return err
	})
}
