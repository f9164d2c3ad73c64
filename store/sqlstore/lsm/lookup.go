package lsm

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"

	"samano/internal/sqldb"
	"samano/register"
	"samano/store"
)

// Pages that are read at a time where more are needed than a probe returns.
const (
	nextPages = 8
	walkPages = 256
)

// span is a range of places of one hash.
type span struct{ low, high store.Posting }

func hashSpan(hash uint64) span {
	return span{
		low:  store.Posting{Key: store.Key{Hash: hash}},
		high: store.Posting{Key: store.Key{Hash: hash, Split: math.MaxUint16}, Person: math.MaxInt64},
	}
}

func keySpan(k store.Key) span {
	return span{low: store.Posting{Key: k}, high: store.Posting{Key: k, Person: math.MaxInt64}}
}

func (s span) clip(list []store.Posting) []store.Posting {
	from, _ := slices.BinarySearchFunc(list, s.low, store.Posting.Compare)
	return upTo(list[from:], s.high, true)
}

// cursor iterates over the postings of one run, in order.
type cursor struct {
	list  []store.Posting // read and not yet returned
	more  bool            // there may be further pages
	after string          // the first place of the last page read
	last  store.Posting   // the last posting read
	run   int64
	high  store.Posting
	limit int // pages to read next
}

// fill reads on when all has been returned.
func (c *cursor) fill(ctx context.Context, q *sqldb.Session) error {
	const query = "SELECT run, first, body FROM match_page WHERE run = $1 AND first > $2 AND first <= $3 ORDER BY first LIMIT $4"
	if len(c.list) > 0 || !c.more {
		return nil
	}
	n := 0
	var wrong error
	err := eachPage(ctx, q, query, []any{c.run, c.after, sortKey(c.high), c.limit}, func(p pageRow) {
		if n++; c.last.Person != 0 && c.last.Compare(p.list[0]) >= 0 {
			wrong = damaged("match_page", "pages of run %d overlap at hash %010x", p.run, p.list[0].Hash)
		}
		c.after, c.last = p.first, p.last()
		c.list = append(c.list, upTo(p.list, c.high, true)...)
	})
	c.more = n == c.limit
	return errors.Join(err, wrong)
}

// sources are cursors over the same places, the newest first.
type sources []*cursor

// next returns the next posting that stands; ok is false at the end.
func (s sources) next(ctx context.Context, q *sqldb.Session) (p store.Posting, ok bool, err error) {
	for {
		ok = false
		for _, c := range s {
			if err := c.fill(ctx, q); err != nil {
				return p, false, err
			}
			if len(c.list) > 0 && (!ok || c.list[0].Compare(p) < 0) {
				p, ok = c.list[0], true
			}
		}
		if !ok {
			return p, false, nil
		}
		for _, c := range s {
			if len(c.list) > 0 && c.list[0].Compare(p) == 0 {
				c.list = c.list[1:]
			}
		}
		if !p.Gone {
			return p, true, nil
		}
	}
}

// people returns up to so many people who stand in the span.
func (s sources) people(ctx context.Context, q *sqldb.Session, most int) (out []register.PersonID, err error) {
	for len(out) < most {
		p, ok, err := s.next(ctx, q)
		if err != nil || !ok {
			return out, err
		}
		out = append(out, p.Person)
	}
	return out, nil
}

// probe reads, for each span and run, the page where the span begins, and the one behind it
// if the span goes on there. They are scalar subqueries, so that no planner makes a join of
// them that reads whole runs.
const probe = `WITH want (n, low, high) AS (VALUES %s)
	SELECT w.n, r.run,
		(SELECT p.body FROM match_page p WHERE p.run = r.run AND p.first >= r.start AND p.first <= w.low ORDER BY p.first DESC LIMIT 1),
		(SELECT p.body FROM match_page p WHERE p.run = r.run AND p.first > w.low AND p.first <= w.high ORDER BY p.first LIMIT 1)
	FROM want w CROSS JOIN match_run r WHERE w.n IS NOT NULL ORDER BY r.age DESC, r.run`

// probeSizes are the lengths for which the probe is prepared.
var probeSizes = [...]int{64, 32, 16, 8, 1}

// probeSpans returns sources for each span; tail is what is in no run yet.
func probeSpans(ctx context.Context, q *sqldb.Session, tail []store.Posting, spans []span) ([]sources, error) {
	out := make([]sources, len(spans))
	for i, s := range spans {
		if list := s.clip(tail); len(list) > 0 {
			out[i] = append(out[i], &cursor{list: list})
		}
	}
	var scratch []store.Posting
	for from := 0; from < len(spans); from += probeSizes[0] {
		part := spans[from:min(from+probeSizes[0], len(spans))]
		const width = 3
		rows := 0
		for _, size := range probeSizes {
			if size >= len(part) {
				rows = size
			}
		}
		args := make([]any, rows*width)
		for i, s := range part {
			copy(args[i*width:], []any{strconv.Itoa(from + i), sortKey(s.low), sortKey(s.high)})
		}
		err := q.EachOf(ctx, probe, width, args, func(scan sqldb.Scan) error {
			var number string
			var id int64
			var a, b []byte
			if err := scan(&number, &id, &a, &b); err != nil {
				return err
			}
			n, err := strconv.Atoi(number)
			if err != nil {
				return err
			}
			c, err := spans[n].cursor(&scratch, id, a, b)
			if err == nil && c != nil {
				out[n] = append(out[n], c)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// cursor begins with the pages that a probe found; nil if nothing is in them.
// scratch is room to unpack in.
func (s span) cursor(scratch *[]store.Posting, id int64, bodies ...[]byte) (*cursor, error) {
	c := cursor{run: id, high: s.high, limit: nextPages}
	for i, body := range bodies {
		if body == nil {
			continue
		}
		p, err := unpackPage((*scratch)[:0], id, "", body)
		if err != nil {
			return nil, err
		}
		*scratch = p.list
		c.list = append(c.list, s.clip(p.list)...)
		if c.last = p.last(); i > 0 && c.last.Compare(s.high) < 0 {
			c.more, c.after = true, sortKey(p.list[0])
		}
	}
	if len(c.list) == 0 {
		return nil, nil
	}
	return &c, nil
}

// Lookup returns the people who stand under one of the keys, each once, in the order of ids;
// truncated counts the keys of which some were left out. It asks for all hashes at once, and
// once more for the keys whose hash is common. The session shows one state.
func Lookup(ctx context.Context, q *sqldb.Session, keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int, err error) {
	if len(keys) == 0 {
		return nil, 0, nil
	}
	tail, err := tailOf(ctx, q, keys)
	if err != nil {
		return nil, 0, err
	}
	spans := make([]span, len(keys))
	for i, k := range keys {
		spans[i] = hashSpan(k.Hash)
	}
	var common []span
	err = eachSpan(ctx, q, tail, spans, limits.PerKey+1, func(i int, found []register.PersonID) {
		if len(found) > limits.PerKey {
			common = append(common, keySpan(keys[i]))
			return
		}
		people = append(people, found...)
	})
	if err != nil {
		return nil, 0, err
	}
	err = eachSpan(ctx, q, tail, common, limits.PerSplit+1, func(_ int, found []register.PersonID) {
		if len(found) > limits.PerSplit {
			found = found[:limits.PerSplit]
			truncated++
		}
		people = append(people, found...)
	})
	slices.Sort(people)
	return slices.Compact(people), truncated, err
}

// eachSpan calls do with up to so many people of each span.
func eachSpan(ctx context.Context, q *sqldb.Session, tail []store.Posting, spans []span, most int, do func(i int, found []register.PersonID)) error {
	all, err := probeSpans(ctx, q, tail, spans)
	if err != nil {
		return err
	}
	for i, s := range all {
		found, err := s.people(ctx, q, most)
		if err != nil {
			return err
		}
		do(i, found)
	}
	return nil
}

// tailOf returns what the tail says about keys.
func tailOf(ctx context.Context, q *sqldb.Session, keys []store.Key) ([]store.Posting, error) {
	wanted := make(map[uint64]struct{}, len(keys))
	for _, k := range keys {
		wanted[k.Hash] = struct{}{}
	}
	var lists [][]store.Posting
	err := readTail(ctx, q, func(row tailRow) {
		var list []store.Posting
		for _, p := range row.list {
			if _, ok := wanted[p.Hash]; ok {
				list = append(list, p)
			}
		}
		if len(list) > 0 {
			lists = append(lists, list)
		}
	})
	slices.Reverse(lists)
	return mergeLists(lists), err
}

// Count returns how many postings runs and tail hold; the last row of the tail has the count of the
// tail. What replaces another is counted too.
func Count(ctx context.Context, q *sqldb.Session) (n int64, err error) {
	const query = `SELECT coalesce((SELECT sum(postings) FROM match_run), 0)
		+ coalesce((SELECT t.size FROM match_state s CROSS JOIN match_tail t WHERE t.no > s.flushed ORDER BY t.no DESC LIMIT 1), 0)`
	err = q.One(ctx, query, nil, &n)
	return n, err
}

// Each yields all postings of a part that stand, in order, until yield returns an error, and returns
// that. With the part of hash 0 it also looks for what a lookup would not see: pages before the start of a run that is
// being compacted, and pages of no run. The session shows one state.
func Each(ctx context.Context, q *sqldb.Session, part store.Hashes, yield func(store.Posting) error) error {
	if part.First == 0 {
		if err := lostPages(ctx, q); err != nil {
			return err
		}
	}
	lists, _, err := tailLists(ctx, q)
	if err != nil {
		return err
	}
	within := span{hashSpan(part.First).low, hashSpan(part.Last).high}
	all := sources{{list: within.clip(mergeLists(lists))}}
	runs, err := readRuns(ctx, q)
	if err != nil {
		return err
	}
	for _, r := range runs {
		c, err := r.from(ctx, q, part, within)
		if err != nil {
			return err
		}
		all = append(all, c)
	}
	for {
		p, ok, err := all.next(ctx, q)
		if err != nil || !ok {
			return err
		}
		if err := yield(p); err != nil {
			return err
		}
	}
}

// lostPages refuses pages of no run.
func lostPages(ctx context.Context, q *sqldb.Session) error {
	var lost int64
	if err := q.One(ctx, "SELECT coalesce(min(run), 0) FROM match_page WHERE run NOT IN (SELECT run FROM match_run)", nil, &lost); err != nil {
		return err
	}
	if lost != 0 {
		return damaged("match_page", "pages of run %d, which is none", lost)
	}
	return nil
}

// from returns a cursor over the postings of the run in a part.
func (r run) from(ctx context.Context, q *sqldb.Session, part store.Hashes, within span) (*cursor, error) {
	c := &cursor{run: r.id, high: within.high, more: true, limit: walkPages}
	if part.First > 0 { // the page before the first one that begins in the part may reach into it
		const floor = "SELECT coalesce(max(first), '') FROM match_page WHERE run = $1 AND first < (SELECT coalesce(max(first), '') FROM match_page WHERE run = $1 AND first <= $2)"
		if err := q.One(ctx, floor, []any{r.id, sortKey(within.low)}, &c.after); err != nil {
			return nil, err
		}
	}
	if err := c.fill(ctx, q); err != nil {
		return nil, err
	}
	if part.First == 0 && len(c.list) > 0 && sortKey(c.list[0]) < r.start {
		return nil, damaged("match_page", "a page of run %d, hash %010x, comes before its start", r.id, c.list[0].Hash)
	}
	for len(c.list) > 0 && c.list[0].Compare(within.low) < 0 {
		from, _ := slices.BinarySearchFunc(c.list, within.low, store.Posting.Compare)
		c.list = c.list[from:]
		if err := c.fill(ctx, q); err != nil {
			return nil, err
		}
	}
	return c, nil
}
