package lsm

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
)

const (
	// tailRows and tailPostings are how far the tail grows before it becomes a run. A
	// lookup reads the whole tail.
	tailRows, tailPostings = 128, 4096
	// tailsKept is how many tails stay in match_tail after they became runs, for Since:
	// some 2,000 births.
	tailsKept = 16
)

const addTail = `INSERT INTO match_tail (no, seq, upto, nth, size, body)
	SELECT coalesce(t.no, s.flushed) + 1, $1, $2, coalesce(t.nth, 0) + 1, coalesce(t.size, 0) + $3, $4
	FROM match_state s LEFT JOIN match_tail t ON t.no > s.flushed AND t.no = (SELECT max(no) FROM match_tail)
	WHERE s.one = 1 RETURNING nth, size`

// Append writes one row to the tail, makes the tail a run when it is full, and from time to
// time does a step of the compactions.
func Append(ctx context.Context, q *sqldb.Session, in Write) error {
	n := int64(len(in.Postings))
	if n == 0 {
		return nil
	}
	body := pack(in.Postings)
	if len(body) > store.MaxRowBytes {
		return register.Errorf(register.TooLarge, "lsm.Append", "postings")
	}
	var nth, size int64
	err := q.One(ctx, addTail, []any{int64(in.From), int64(in.To), n, body}, &nth, &size)
	if err != nil {
		return withState(err)
	}
	w := &writer{ctx, q}
	if nth >= tailRows || size >= tailPostings {
		if err := w.flush(); err != nil {
			return err
		}
	}
	steps := size/stepPostings - (size-n)/stepPostings
	if nth%stepRows == 0 {
		steps = max(steps, 1)
	}
	if steps > 0 {
		return w.compact(int(steps) * stepMoves)
	}
	return nil
}

// tailRow is a row of match_tail, unpacked.
type tailRow struct {
	no   int64
	list []store.Posting // until the next row is read
}

// readTail reads the rows that are in no run yet.
func readTail(ctx context.Context, q *sqldb.Session, do func(tailRow)) error {
	const query = `SELECT t.no, t.body FROM match_state s CROSS JOIN match_tail t
		WHERE t.no > s.flushed ORDER BY t.no`
	var r tailRow
	return q.Each(ctx, query, nil, func(scan sqldb.Scan) error {
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

// tailLists reads the same, the newest first, and returns the number of the last row; 0 if
// there is none.
func tailLists(ctx context.Context, q *sqldb.Session) (lists [][]store.Posting, last int64, err error) {
	err = readTail(ctx, q, func(r tailRow) { lists, last = append(lists, slices.Clone(r.list)), r.no })
	slices.Reverse(lists)
	return lists, last, err
}

// flush makes the tail a run. Rows of the last tails stay, for Since.
func (w *writer) flush() error {
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
	if err := w.exec("UPDATE match_state SET flushed = $1 WHERE one = 1", last); err != nil {
		return err
	}
	return w.forget("SELECT no, seq FROM match_tail WHERE nth = 1 ORDER BY no DESC LIMIT 1 OFFSET $1", tailsKept)
}

// forget drops the rows of match_tail before the one that the query finds.
func (w *writer) forget(query string, args ...any) error {
	var no, seq int64
	err := w.q.One(w.ctx, query, args, &no, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = w.exec("DELETE FROM match_tail WHERE no < $1", no)
	}
	if err == nil {
		err = w.exec("UPDATE match_state SET kept = $1 WHERE one = 1", seq)
	}
	return err
}

// sinceRows are how many rows of match_tail Since reads first, from the last one back; then
// it reads more at a time.
const sinceRows = 16

// Since returns what the acts from Seq on wrote; ok is false where the tail has not kept it
// all. It reads the rows of match_tail back to where the caller knows all. There is no index
// for it, which each birth would pay for: the caller knows nearly all.
func Since(ctx context.Context, q *sqldb.Session, from register.Seq) (list []store.Posting, ok bool, err error) {
	const query = "SELECT no, upto, body FROM match_tail WHERE no < $1 ORDER BY no DESC LIMIT $2"
	state, err := ReadState(ctx, q)
	if err != nil || from < state.Kept {
		return nil, false, err
	}
	var lists [][]store.Posting
	before := int64(math.MaxInt64)
	for limit, more := sinceRows, true; more; limit *= 4 {
		n := 0
		err := q.Each(ctx, query, []any{before, limit}, func(scan sqldb.Scan) error {
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
			return nil, false, err
		}
	}
	slices.Reverse(lists)
	return slices.Concat(lists...), true, nil
}
