package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"

	"samano/register"
	"samano/store"
)

const (
	// tailRows and tailPostings are how far the tail grows before it becomes a run. A
	// search reads the whole tail.
	tailRows, tailPostings = 128, 4096
	// tailsKept is how many tails stay in match_tail after they became runs, for
	// PostingsSince: some 2,000 births.
	tailsKept = 16
)

const addTail = `INSERT INTO match_tail (no, seq, upto, nth, size, body)
	SELECT coalesce(t.no, s.flushed) + 1, $1, $2, coalesce(t.nth, 0) + 1, coalesce(t.size, 0) + $3, $4
	FROM match_state s LEFT JOIN match_tail t ON t.no > s.flushed AND t.no = (SELECT max(no) FROM match_tail)
	WHERE s.one = 1 RETURNING nth, size`

// postings writes what the batch says to the matcher's index: one row, and now
// and then a piece of the work that keeps the runs few.
func (w *writing) postings() error {
	n := int64(len(w.b.Postings))
	switch {
	case n == 0:
		return nil
	case w.later:
		return w.postpone()
	}
	body := pack(w.b.Postings)
	if len(body) > store.MaxRowBytes {
		return register.Errorf(register.TooLarge, "sqlstore.Write", "postings")
	}
	var nth, size int64
	err := one(w.ctx, w.q, addTail, []any{w.b.Head.Size - int64(len(w.b.Acts)), w.b.Head.Size, n, body}, &nth, &size)
	if errors.Is(err, sql.ErrNoRows) {
		err = damaged("match_state", "is empty")
	}
	if err != nil {
		return err
	}
	if nth >= tailRows || size >= tailPostings {
		if err := w.flush(); err != nil {
			return err
		}
	}
	pieces := size/stepPostings - (size-n)/stepPostings
	if nth%stepRows == 0 {
		pieces = max(pieces, 1)
	}
	if pieces > 0 {
		return w.advance(int(pieces) * stepMoves)
	}
	return nil
}

// tailRow is a row of match_tail, unpacked.
type tailRow struct {
	no   int64
	list []store.Posting // until the next row is read
}

// readTail reads the rows that are in no run yet.
func readTail(ctx context.Context, q querier, do func(tailRow)) error {
	const query = `SELECT t.no, t.body FROM match_state s CROSS JOIN match_tail t
		WHERE t.no > s.flushed ORDER BY t.no`
	var r tailRow
	return each(ctx, q, fixedText(query), nil, func(scan func(...any) error) error {
		var body []byte
		if err := scan(&r.no, &body); err != nil {
			return err
		}
		var ok bool
		if r.list, ok = unpack(r.list[:0], body); !ok {
			return damaged("match_tail", "row %d cannot be unpacked", r.no)
		}
		do(r)
		return nil
	})
}

// tailLists reads the same, the newest first, and gives the number of the last
// row; 0 if there is none.
func tailLists(ctx context.Context, q querier) (lists [][]store.Posting, last int64, err error) {
	err = readTail(ctx, q, func(r tailRow) { lists, last = append(lists, slices.Clone(r.list)), r.no })
	slices.Reverse(lists)
	return lists, last, err
}

// flush makes the tail a run. Rows of the last tails stay, for PostingsSince.
func (w *writing) flush() error {
	lists, last, err := tailLists(w.ctx, w.q)
	if err != nil || last == 0 {
		return err
	}
	runs, err := readRuns(w.ctx, w.q)
	if err != nil {
		return err
	}
	if err := w.addRun(runs, run{age: last, level: 1}, mergeLists(lists)); err != nil {
		return err
	}
	if _, err := w.exec("UPDATE match_state SET flushed = $1 WHERE one = 1", last); err != nil {
		return err
	}
	return w.forget("SELECT no, seq FROM match_tail WHERE nth = 1 ORDER BY no DESC LIMIT 1 OFFSET $1", tailsKept)
}

// forget drops the rows of match_tail before the one that the query gives.
func (w *writing) forget(query string, args ...any) error {
	var no, seq int64
	err := one(w.ctx, w.q, query, args, &no, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		_, err = w.exec("DELETE FROM match_tail WHERE no < $1", no)
	}
	if err == nil {
		_, err = w.exec("UPDATE match_state SET kept = $1 WHERE one = 1", seq)
	}
	return err
}

// clearPostings empties the index of a register of so many acts.
func clearPostings(ctx context.Context, q querier, size int64) error {
	const state = "UPDATE match_state SET flushed = coalesce((SELECT max(no) FROM match_tail), flushed), kept = $1 WHERE one = 1"
	if _, err := q.exec(ctx, fixedText(state), []any{size}); err != nil {
		return err
	}
	for _, name := range []string{"match_tail", "match_load", "match_run", "match_page"} {
		if _, err := q.exec(ctx, fixedText("DELETE FROM "+name), nil); err != nil {
			return err
		}
	}
	return nil
}

// copyMatchState says here what it says there, before the tables are copied.
func (s *Store) copyMatchState(ctx context.Context, from *Store) error {
	var flushed, kept int64
	err := from.view(ctx, false, func(q querier) error {
		return one(ctx, q, "SELECT flushed, kept FROM match_state WHERE one = 1", nil, &flushed, &kept)
	})
	if err != nil {
		return err
	}
	return s.inTurn(ctx, "sqlstore.Floor", func(q querier) error {
		_, err := q.exec(ctx, fixedText("UPDATE match_state SET flushed = $1, kept = $2 WHERE one = 1"), []any{flushed, kept})
		return err
	})
}

// sinceRows are how many rows of match_tail PostingsSince reads first, from the last
// one back; then it reads more at a time.
const sinceRows = 16

// PostingsSince reads the rows of match_tail back to where it knows all. There is
// no index for it, which each birth would pay for: who asks knows nearly all.
func (r reader) PostingsSince(ctx context.Context, from register.Seq) (list []store.Posting, ok bool, err error) {
	if err := r.notLoading("sqlstore.PostingsSince"); err != nil {
		return nil, false, err
	}
	const query = "SELECT no, upto, body FROM match_tail WHERE no < $1 ORDER BY no DESC LIMIT $2"
	var lists [][]store.Posting
	err = r.view(ctx, true, func(q querier) error {
		var kept register.Seq
		if err := one(ctx, q, "SELECT kept FROM match_state WHERE one = 1", nil, &kept); err != nil || from < kept {
			return err
		}
		ok = true
		before := int64(math.MaxInt64)
		for limit, more := sinceRows, true; more; limit *= 4 {
			n := 0
			err := each(ctx, q, fixedText(query), []any{before, limit}, func(scan func(...any) error) error {
				var upto register.Seq
				var body []byte
				if err := scan(&before, &upto, &body); err != nil {
					return err
				}
				if n++; upto <= from {
					n = 0 // and so are all before
					return nil
				}
				list, good := unpack(nil, body)
				if !good {
					return damaged("match_tail", "row %d cannot be unpacked", before)
				}
				lists = append(lists, list)
				return nil
			})
			if more = n == limit; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || !ok {
		return nil, false, err
	}
	slices.Reverse(lists)
	return slices.Concat(lists...), true, nil
}

// notLoading refuses what cannot be answered while loading.
func (r reader) notLoading(op string) error {
	if r.numbers != nil && r.numbers() != nil {
		return register.Errorf(register.Unavailable, op, "the register is loading")
	}
	return nil
}

// damaged is the error for what no program of ours has written.
func damaged(table, format string, args ...any) error {
	return register.Errorf(register.Internal, "sqlstore", table+": "+format, args...)
}
