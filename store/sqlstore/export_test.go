package sqlstore

import (
	"context"
	"fmt"
	"strings"

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

// Indexes returns the definitions that the program has of the schema's indexes, and those that are
// in the database.
func Indexes(ctx context.Context, s *Store) (known, there []string, err error) {
	for _, x := range indexes {
		known = append(known, x.create)
	}
	err = s.view(ctx, false, func(q *sqldb.Session) error {
		stand, err := s.d.stand(ctx, q)
		for create := range stand {
			if !strings.Contains(create, "_pkey ON ") { // PostgreSQL's for a primary key
				there = append(there, create)
			}
		}
		return err
	})
	return known, there, err
}
