package looksql

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"samano/access"
	"samano/internal/logtree"
	"samano/internal/sqldb"
	"samano/ledger"
)

// DropBefore implements access.Looks. It drops a month at a time, each in a
// transaction of its own that keeps looks waiting meanwhile: run it at night.
func (s *Store) DropBefore(ctx context.Context, t time.Time, announce func(stays int64) error) (dropped int64, err error) {
	keep := month(sqldb.Micros(t))
	for {
		var n int64
		more := false
		err := s.db.Tx(ctx, "looksql.DropBefore", func(tx *sql.Tx) error {
			n, more = 0, false
			h, err := lockHead(ctx, tx)
			if err != nil {
				return err
			}
			if err := forget(ctx, tx, h.last, t); err != nil {
				return err
			}
			var oldest, first int64
			err = tx.QueryRowContext(ctx, `SELECT month, first FROM look_month ORDER BY month LIMIT 1`).Scan(&oldest, &first)
			if errors.Is(err, sql.ErrNoRows) || err == nil && oldest >= keep {
				return nil
			}
			if err != nil {
				return err
			}
			end := h.size
			err = tx.QueryRowContext(ctx, `SELECT first FROM look_month WHERE month > $1 ORDER BY month LIMIT 1`, oldest).Scan(&end)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			if err := announce(end); err != nil {
				return err
			}
			n, more = end-first, true
			return drop(ctx, tx, &h, oldest, end)
		})
		if err != nil || !more {
			return dropped, err
		}
		dropped += n
	}
}

// forget deletes what counts on no budget any more, also of officers who have left, and the stops of
// months that are dropped.
func forget(ctx context.Context, tx *sql.Tx, last int64, dropped time.Time) error {
	first := time.Date(dropped.UTC().Year(), dropped.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	if _, err := tx.ExecContext(ctx, `DELETE FROM look_counted WHERE at <= $1`, sqldb.Micros(sqldb.TimeOf(last).Add(-access.DayOfBudget))); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM look_stop WHERE hour < $1`, sqldb.Micros(first))
	return err
}

// drop deletes the oldest month, which ends before the Seq end. Rows go by whole
// blocks of leaves; of a block that the border cuts, the bodies go and the leaves
// stay until the block is over.
func drop(ctx context.Context, tx *sql.Tx, h *head, oldest, end int64) error {
	base := max(h.base, end-end%blockLeaves)
	for h.base < base {
		// A page of leaves at a time; the frontier goes over them as it went when
		// they were written.
		leaves, err := sqldb.List(ctx, tx, logtree.ScanHash, `SELECT leaf FROM look WHERE seq >= $1 AND seq < $2 ORDER BY seq`, h.base, h.base+blockLeaves)
		if err != nil {
			return err
		}
		if len(leaves) != blockLeaves {
			return ledger.ErrAbsent
		}
		for _, leaf := range leaves {
			h.baseTree.Append(leaf)
		}
		h.base += blockLeaves
	}
	for _, step := range []struct {
		query string
		arg   int64
	}{
		{`DELETE FROM look WHERE seq < $1`, base},
		{`UPDATE look SET body = NULL WHERE body IS NOT NULL AND seq < $1`, end},
		{`DELETE FROM look_subject WHERE month = $1`, oldest},
		{`DELETE FROM look_month WHERE month = $1`, oldest},
	} {
		if _, err := tx.ExecContext(ctx, step.query, step.arg); err != nil {
			return err
		}
	}
	return h.save(ctx, tx)
}
