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
	"samano/register"
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
			months, err := sqldb.List(ctx, tx, scanMonth, `SELECT month, first FROM look_month ORDER BY month LIMIT 2`)
			if err != nil || len(months) == 0 || months[0].month >= keep {
				return err
			}
			end := h.size
			if len(months) == 2 {
				end = months[1].first
			}
			if err := s.endsIn(ctx, tx, months[0].month, end-1); err != nil {
				return err
			}
			if err := announce(end); err != nil {
				return err
			}
			n, more = end-months[0].first, true
			return drop(ctx, tx, &h, months[0].month, end)
		})
		if err != nil || !more {
			return dropped, err
		}
		dropped += n
	}
}

// monthRow is a row of the table of months.
type monthRow struct {
	month int64
	first int64 // Seq of its first look
}

func scanMonth(scan func(...any) error) (m monthRow, err error) {
	err = scan(&m.month, &m.first)
	return m, err
}

// endsIn refuses a month whose last look is of another one by its own time: the table of months was altered, and looks
// that the law keeps would go.
func (s *Store) endsIn(ctx context.Context, tx *sql.Tx, m, last int64) error {
	r, err := scanRow(tx.QueryRowContext(ctx, `SELECT `+rowColumns+` FROM look WHERE seq = $1 AND body IS NOT NULL`, last).Scan)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil {
		var l access.Look
		if l, err = s.read(r); err == nil && month(sqldb.Micros(l.At)) == m {
			return nil
		}
	}
	return register.Errorf(register.Internal, "looksql.DropBefore", "look %d is not of the month %d, which it ends: the table of months was altered", last, m)
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
