package sqlstore

import (
	"context"
	"strings"
	"time"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store/sqlstore/lsm"
)

// floorRows is how many rows go into one transaction of a Floor; their reading is
// kept apart from their writing, so it also bounds memory.
const floorRows = 50_000

// Floor writes all rows of another register of the same kind of database into
// this one, which must be new, by the same inserts and in loading mode, and gives
// the time that writing took: what the rows and indexes of a register cost if
// nothing were loaded, checked, applied, hashed or sealed. `samano bench` sets its
// rates against it. The clock is now.
func (s *Store) Floor(ctx context.Context, from *Store, now func() time.Time) (time.Duration, error) {
	const op = "sqlstore.Floor"
	founding, err := from.Founding(ctx)
	if err != nil {
		return 0, err
	}
	head, err := from.Head(ctx)
	if err != nil {
		return 0, err
	}
	began := now()
	if err := s.Found(ctx, founding, head); err != nil {
		return 0, err
	}
	if err := s.BeginLoading(ctx); err != nil {
		return 0, err
	}
	took := now().Sub(began)
	if err := s.copyIndexState(ctx, from); err != nil {
		return 0, err
	}
	for _, t := range bulkTables {
		var page [][]any
		flush := func() error {
			if len(page) == 0 {
				return nil
			}
			began := now()
			err := s.inTurn(ctx, op, func(q *sqldb.Session) error { return q.Add(ctx, t, page) })
			took += now().Sub(began)
			page = page[:0]
			return err
		}
		query := "SELECT " + strings.Join(t.Columns, ", ") + " FROM " + t.Name + " ORDER BY " + t.Order
		err := from.view(ctx, true, func(q *sqldb.Session) error {
			err := q.Each(ctx, query, nil, func(scan sqldb.Scan) error {
				row, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
				for i := range row {
					into[i] = &row[i]
				}
				if err := scan(into...); err != nil {
					return err
				}
				if page = append(page, row); len(page) < floorRows {
					return nil
				}
				return flush()
			})
			if err != nil {
				return err
			}
			return flush()
		})
		if err != nil {
			return took, sqldb.Wrap(op, err)
		}
	}
	began = now()
	err = s.EndLoading(ctx, nil)
	took += now().Sub(began)
	if err == nil && s.d != from.d {
		err = register.Errorf(register.Internal, op, "registers of two kinds of database")
	}
	return took, err
}

// copyIndexState makes the state of the matcher's index that of another register.
func (s *Store) copyIndexState(ctx context.Context, from *Store) error {
	var state lsm.State
	err := from.view(ctx, false, func(q *sqldb.Session) (err error) {
		state, err = lsm.ReadState(ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	return s.inTurn(ctx, "sqlstore.Floor", func(q *sqldb.Session) error { return lsm.PutState(ctx, q, state) })
}
