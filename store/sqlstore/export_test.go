package sqlstore

import (
	"context"
	"fmt"

	"samano/store"
)

// LimitPages makes the disk full for the writing connection.
func LimitPages(s *Store, pages int) error {
	_, err := s.writer.conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
	return err
}

// WriterSettings gives journal_mode, synchronous and foreign_keys of the writer.
func WriterSettings(ctx context.Context, s *Store) string {
	var settings string
	err := s.inTurn(ctx, "settings", func(q querier) error {
		var mode string
		var synchronous, keys int
		err := one(ctx, q, "SELECT journal_mode, synchronous, foreign_keys FROM pragma_journal_mode(), pragma_synchronous(), pragma_foreign_keys()", nil, &mode, &synchronous, &keys)
		settings = fmt.Sprint(mode, " ", synchronous, " ", keys)
		return err
	})
	if err != nil {
		return err.Error()
	}
	return settings
}

// Runs counts the runs of the matcher's index.
func Runs(ctx context.Context, s *Store) (n int, err error) {
	err = s.view(ctx, false, func(q querier) error {
		runs, err := readRuns(ctx, q)
		n = len(runs)
		return err
	})
	return n, err
}

// PagesOfRuns counts the pages of each run.
func PagesOfRuns(ctx context.Context, s *Store) (map[int64]int, error) {
	out := map[int64]int{}
	err := s.page(ctx, "SELECT run, count(*) FROM match_page GROUP BY run", nil, func(scan func(...any) error) error {
		var id int64
		var n int
		err := scan(&id, &n)
		out[id] = n
		return err
	})
	return out, err
}

// Settle does one step of putting the matcher's index in order.
func Settle(ctx context.Context, s *Store, step int) error {
	return s.inTurn(ctx, "settle", func(querier) error { return (&writing{ctx: ctx, s: s, q: s.writer}).settle(step) })
}

const SettleSteps = settleSteps

// Pack and Place are as in match_page.
func Pack(list ...store.Posting) []byte { return pack(list) }

func Place(p store.Posting) string { return place(p) }
