package sqlstore

import (
	"context"
	"fmt"

	"samano/internal/sqldb"
	"samano/store/sqlstore/lsm"
)

// LimitPages makes the disk full for the writing connection.
func LimitPages(s *Store, pages int) error {
	return s.writer.Direct(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
}

// WriterSettings returns journal_mode, synchronous and foreign_keys of the writer.
func WriterSettings(ctx context.Context, s *Store) string {
	var settings string
	err := s.inTurn(ctx, "settings", func(q *sqldb.Session) error {
		var mode string
		var synchronous, keys int
		err := q.One(ctx, "SELECT journal_mode, synchronous, foreign_keys FROM pragma_journal_mode(), pragma_synchronous(), pragma_foreign_keys()", nil, &mode, &synchronous, &keys)
		settings = fmt.Sprint(mode, " ", synchronous, " ", keys)
		return err
	})
	if err != nil {
		return err.Error()
	}
	return settings
}

// CompactDeferred does one step of compacting the matcher's index after a load.
func CompactDeferred(ctx context.Context, s *Store, step int) error {
	return s.inTurn(ctx, "compact", func(q *sqldb.Session) error { return lsm.CompactDeferred(ctx, q, step) })
}
