package lsm

import (
	"context"
	"slices"

	"samano/internal/sqldb"
	"samano/store"
)

// run is a row of match_run.
type run struct {
	id       int64
	age      int64
	level    int
	target   int64
	start    string
	postings int64
}

// readRuns reads all runs, the newest first. While a range of places moves, the output has
// the age of the newest input; they do not overlap.
func readRuns(ctx context.Context, q *sqldb.Session) (out []run, err error) {
	const query = "SELECT run, age, level, target, start, postings FROM match_run ORDER BY age DESC, run"
	err = q.Each(ctx, query, nil, func(scan sqldb.Scan) error {
		var r run
		err := scan(&r.id, &r.age, &r.level, &r.target, &r.start, &r.postings)
		out = append(out, r)
		return err
	})
	return out, err
}

// mergeLists merges lists that are in order, the newest first: of one place, the newest
// posting stays. Neighbours are merged, and again, from one buffer into another: a load
// merges thousands of lists.
func mergeLists(lists [][]store.Posting) []store.Posting {
	if len(lists) == 0 {
		return nil
	}
	n := 0
	for _, list := range lists {
		n += len(list)
	}
	var from, to []store.Posting
	for len(lists) > 1 {
		if to == nil {
			to = make([]store.Posting, 0, n)
		}
		next := make([][]store.Posting, 0, (len(lists)+1)/2)
		for i := 0; i < len(lists); i += 2 {
			start := len(to)
			if i+1 < len(lists) {
				to = appendMerged(to, lists[i], lists[i+1])
			} else {
				to = append(to, lists[i]...)
			}
			next = append(next, to[start:])
		}
		lists = next
		from, to = to, from[:0]
	}
	return lists[0]
}

// appendMerged merges two lists, of which a is the newer.
func appendMerged(dst, a, b []store.Posting) []store.Posting {
	for len(a) > 0 && len(b) > 0 {
		switch c := a[0].Compare(b[0]); {
		case c == 0:
			b = b[1:]
		case c < 0:
			dst, a = append(dst, a[0]), a[1:]
		default:
			dst, b = append(dst, b[0]), b[1:]
		}
	}
	return append(append(dst, a...), b...)
}

func isTombstone(p store.Posting) bool { return p.Gone }

// insertRun writes a run that has no pages yet, and sets its id.
func (w *writer) insertRun(runs []run, r run) (run, error) {
	for _, other := range runs {
		r.id = max(r.id, other.id)
	}
	r.id++
	err := w.exec("INSERT INTO match_run (run, age, level, target, start, postings) VALUES ($1, $2, $3, 0, '', $4)", r.id, r.age, r.level, r.postings)
	return r, err
}

// addRun writes a whole run, newer than all that there are.
func (w *writer) addRun(runs []run, r run, list []store.Posting) error {
	if len(runs) == 0 {
		list = slices.DeleteFunc(list, isTombstone)
	}
	if len(list) == 0 {
		return nil
	}
	r.postings = int64(len(list))
	r, err := w.insertRun(runs, r)
	if err != nil {
		return err
	}
	return w.addPages(appendPages(nil, r.id, list))
}

// packedPage is a row of match_page.
type packedPage struct {
	run  int64
	list []store.Posting
	body []byte
}

// appendPages cuts a list into pages.
func appendPages(pages []packedPage, id int64, list []store.Posting) []packedPage {
	for len(list) > 0 {
		body, n := packPage(list)
		pages = append(pages, packedPage{run: id, list: list[:n], body: body})
		list = list[n:]
	}
	return pages
}

// pageChunks are how many pages one INSERT takes. A step of a compaction writes some forty.
var pageChunks = []int{64, 32, 16, 8, 4, 2, 1}

// addPages writes pages. Few go in by INSERT, since COPY takes an exchange more.
func (w *writer) addPages(pages []packedPage) error {
	rows := sqldb.NewRows(len(pages), 3)
	for _, p := range pages {
		rows.Put(p.run, sortKey(p.list[0]), p.body)
	}
	if len(pages) >= 4*pageChunks[0] {
		return w.q.Add(w.ctx, &pageTable, rows.All)
	}
	return w.q.InsertBy(w.ctx, &pageTable, "", pageChunks, rows.All)
}

// pageRow is a page, unpacked.
type pageRow struct {
	run   int64
	first string
	list  []store.Posting
}

func (p *pageRow) last() store.Posting { return p.list[len(p.list)-1] }

// unpackPage unpacks and checks what can be seen of one page alone.
func unpackPage(room []store.Posting, id int64, first string, body []byte) (pageRow, error) {
	list, ok := unpack(room, body)
	p := pageRow{run: id, first: first, list: list}
	switch {
	case !ok || len(list) == 0:
		return p, damaged("match_page", "a page of run %d cannot be unpacked", id)
	case first != "" && sortKey(list[0]) != first:
		return p, damaged("match_page", "a page of run %d, hash %010x, stands in another's place", id, list[0].Hash)
	}
	return p, nil
}

// inOrder checks that one page comes behind the other.
func inOrder(a, b *pageRow) error {
	if a.last().Compare(b.list[0]) >= 0 {
		return damaged("match_page", "pages of run %d overlap at hash %010x", b.run, b.list[0].Hash)
	}
	return nil
}

func eachPage(ctx context.Context, q *sqldb.Session, query string, args []any, do func(pageRow)) error {
	return q.Each(ctx, query, args, func(scan sqldb.Scan) error {
		var id int64
		var first string
		var body []byte
		if err := scan(&id, &first, &body); err != nil {
			return err
		}
		p, err := unpackPage(nil, id, first, body)
		if err == nil {
			do(p)
		}
		return err
	})
}

// upTo returns the postings up to the end.
func upTo(list []store.Posting, end store.Posting, bounded bool) []store.Posting {
	if !bounded {
		return list
	}
	n, found := slices.BinarySearchFunc(list, end, store.Posting.Compare)
	if found {
		n++
	}
	return list[:n]
}
