package lsm

import (
	"cmp"
	"context"
	"math"
	"slices"

	"samano/internal/sqldb"
	"samano/store"
)

// While a register is loaded or rebuilt, nobody looks anything up. Postings are deferred:
// they wait in match_load, each transaction's cut into ranges of hashes. At the end one range
// after the other is read, sorted in memory and put behind the last into a single run: all is
// written twice and read once. A range that was compacted before and gets more is merged with
// what stands, so a load may be killed at any moment and go on.

const (
	// loadRanges bounds the memory of a range: 8 million people have 1.4 million
	// postings in each, of 32 bytes, three or four times over while they are merged.
	loadRanges = 64
	rangeShift = store.KeyBits - 6
)

// loadTable is where postings wait. An id is a number of the transaction times
// loadRanges, and the range: so rows go to the end, and a range is found by the
// primary key.
var loadTable = sqldb.NewTable("match_load", "id", "id", "body")

// Defer puts postings aside until CompactDeferred.
func Defer(ctx context.Context, q *sqldb.Session, in Write) error {
	const count = "UPDATE match_state SET flushed = flushed + 1, kept = $1 WHERE one = 1 RETURNING flushed"
	if len(in.Postings) == 0 {
		return nil
	}
	var no int64
	if err := q.One(ctx, count, []any{int64(in.To)}, &no); err != nil {
		return withState(err)
	}
	var rows [][]any
	for list := in.Postings; len(list) > 0; {
		part := list[0].Hash >> rangeShift
		n := 1
		for n < len(list) && list[n].Hash>>rangeShift == part {
			n++
		}
		rows = append(rows, []any{no*loadRanges + int64(part), pack(list[:n])})
		list = list[n:]
	}
	return q.Add(ctx, &loadTable, rows)
}

// Waiting reports whether postings were put aside and not compacted.
func Waiting(ctx context.Context, q *sqldb.Session) (bool, error) {
	var n int
	err := q.One(ctx, "SELECT count(*) FROM (SELECT id FROM match_load LIMIT 1) AS one", nil, &n)
	return n > 0, err
}

// DeferredSteps is how many steps CompactDeferred has.
const DeferredSteps = loadRanges + 1

// CompactDeferred does one step of compacting what was deferred: a range, or at last to
// forget that it waited. Steps may be done again; each may be a transaction.
func CompactDeferred(ctx context.Context, q *sqldb.Session, step int) error {
	w := &writer{ctx, q}
	var first, last int64
	err := q.One(ctx, "SELECT coalesce((SELECT min(id) FROM match_load), -1), coalesce((SELECT max(id) FROM match_load), -1)", nil, &first, &last)
	if err != nil || first < 0 {
		return err
	}
	if step == loadRanges {
		return w.exec("DELETE FROM match_load")
	}
	lists, err := w.waiting(int64(step), first/loadRanges, last/loadRanges)
	if err != nil || len(lists) == 0 {
		return err
	}
	into, stand, err := w.standing(uint64(step))
	if err != nil {
		return err
	}
	list := slices.DeleteFunc(mergeLists(append(lists, stand)), isTombstone)
	if err := w.addPages(appendPages(nil, into.id, list)); err != nil {
		return err
	}
	into.postings += int64(len(list) - len(stand))
	return w.exec("UPDATE match_run SET postings = $1, level = $2 WHERE run = $3", into.postings, levelOf(into.postings), into.id)
}

// CompactAllDeferred does all steps of CompactDeferred.
func CompactAllDeferred(ctx context.Context, q *sqldb.Session) error {
	for step := range DeferredSteps {
		if err := CompactDeferred(ctx, q, step); err != nil {
			return err
		}
	}
	return nil
}

// waiting reads what some transactions wrote of a range, the newest first.
func (w *writer) waiting(part, first, last int64) (lists [][]store.Posting, err error) {
	keys := make([][]any, 0, last-first+1)
	for no := last; no >= first; no-- {
		keys = append(keys, []any{no*loadRanges + part})
	}
	type row struct {
		id   int64
		list []store.Posting
	}
	var rows []row
	err = w.q.EachIn(w.ctx, "SELECT id, body FROM match_load WHERE id IN (%s)", keys, func(scan sqldb.Scan) error {
		var r row
		var body []byte
		if err := scan(&r.id, &body); err != nil {
			return err
		}
		var ok bool
		if r.list, ok = unpack(nil, body); !ok {
			return damaged("match_load", "row %d cannot be unpacked", r.id)
		}
		rows = append(rows, r)
		return nil
	})
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.id, a.id) })
	for _, r := range rows {
		lists = append(lists, r.list)
	}
	return lists, err
}

// standing returns the run into which a load goes, and takes out of it what stands in a range.
func (w *writer) standing(part uint64) (into run, list []store.Posting, err error) {
	runs, err := readRuns(w.ctx, w.q)
	if err != nil {
		return into, nil, err
	}
	switch len(runs) {
	case 0:
		into, err = w.insertRun(nil, run{})
		return into, nil, err
	case 1:
		into = runs[0]
	default:
		return into, nil, damaged("match_run", "%d runs in a load or a rebuild", len(runs))
	}
	low := sortKey(store.Posting{Key: store.Key{Hash: part << rangeShift}})
	high := sortKey(store.Posting{Key: store.Key{Hash: (part+1)<<rangeShift - 1, Split: math.MaxUint16}, Person: math.MaxInt64})
	const query = "SELECT run, first, body FROM match_page WHERE run = $1 AND first >= $2 AND first <= $3 ORDER BY first"
	err = eachPage(w.ctx, w.q, query, []any{into.id, low, high}, func(p pageRow) { list = append(list, p.list...) })
	if err == nil && len(list) > 0 {
		err = w.exec("DELETE FROM match_page WHERE run = $1 AND first >= $2 AND first <= $3", into.id, low, high)
	}
	return into, list, err
}

// levelOf is the level at which a run of so many postings would be if it had been compacted
// step by step.
func levelOf(postings int64) int {
	level := 1
	for size := int64(tailPostings); size < postings; size *= runFan {
		level++
	}
	return level
}
