package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samano/store"
)

// The matcher's index is a list of runs. A run holds postings in order, in pages
// that are written once; a newer run says what holds, so a posting that is gone is
// written down as gone. runFan runs of one level are merged into one of the next:
// a posting is written again some seven times in a register of a whole country,
// each time beside its neighbours, where an index of rows would touch a page of
// its own for each of a person's eleven keys.
//
// A merge is done in pieces, of which each is right by itself: a range of places
// moves from all its inputs to its output. So readers look into all runs and need
// not know of merges, a kill does no harm, and nobody waits for a great one: while
// so many postings come in, each merge under way moves twice as many. Runs of a
// level are merged in the order of their ages, without leaving one out, and what
// is under way at a level is not merged further before it ends.

const (
	// runFan is how many runs of a level become one of the next. Fewer are read
	// faster and written more often.
	runFan = 4
	// mostInputs bounds what one merge takes in: the arms of one statement.
	mostInputs = 16
	// A piece of work is due after so many postings or rows of the tail, and moves so
	// many postings in each merge under way: twice as many as come in, so that a
	// merge is done when half of the next runs are there.
	stepPostings, stepRows, stepMoves = 2048, 64, 4096
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

// readRuns reads all runs, the newest first. While a range of places moves, the
// output has the age of the newest input; they do not overlap.
func readRuns(ctx context.Context, q querier) (out []run, err error) {
	const query = "SELECT run, age, level, target, start, postings FROM match_run ORDER BY age DESC, run"
	err = each(ctx, q, fixedText(query), nil, func(scan func(...any) error) error {
		var r run
		err := scan(&r.id, &r.age, &r.level, &r.target, &r.start, &r.postings)
		out = append(out, r)
		return err
	})
	return out, err
}

// mergeLists merges lists that are in order, the newest first: of one place, the
// newest posting stays. Neighbours are merged, and again, from one buffer into
// another: a load merges thousands of lists.
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

func isGone(p store.Posting) bool { return p.Gone }

// insertRun writes a run that has no pages yet and gives it its id.
func (w *writing) insertRun(runs []run, r run) (run, error) {
	for _, other := range runs {
		r.id = max(r.id, other.id)
	}
	r.id++
	_, err := w.exec("INSERT INTO match_run (run, age, level, target, start, postings) VALUES ($1, $2, $3, 0, '', $4)", r.id, r.age, r.level, r.postings)
	return r, err
}

// addRun writes a whole run, newer than all that there are.
func (w *writing) addRun(runs []run, r run, list []store.Posting) error {
	if len(runs) == 0 {
		list = slices.DeleteFunc(list, isGone)
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

// pageChunks are how many pages one INSERT takes. There are more sizes than
// rowChunks has, because a piece of a merge writes some forty.
var pageChunks = [...]int{64, 32, 16, 8, 4, 2, 1}

// addPages writes pages. Few go in by INSERT, since COPY takes an exchange more.
func (w *writing) addPages(pages []packedPage) error {
	rows := newRows(len(pages), 3)
	for _, p := range pages {
		rows.put(p.run, place(p.list[0]), p.body)
	}
	left := rows.all
	if len(left) >= 4*pageChunks[0] {
		return w.add(&pageTable, left)
	}
	query := pageTable.insert("")
	for _, chunk := range pageChunks {
		for ; len(left) >= chunk; left = left[chunk:] {
			args := rows.flat[(len(rows.all)-len(left))*3:][:chunk*3]
			if _, err := w.q.exec(w.ctx, text{sql: query, rows: chunk, width: 3}, args); err != nil {
				return err
			}
		}
	}
	return nil
}

// advance begins the merges that are due and moves so many postings in each.
func (w *writing) advance(moves int) error {
	runs, err := readRuns(w.ctx, w.q)
	if err != nil {
		return err
	}
	for level := 1; slices.ContainsFunc(runs, func(r run) bool { return r.level >= level }); level++ {
		m := mergeAt(runs, level)
		if m.output == 0 && len(m.inputs) >= runFan {
			if runs, m, err = w.begin(runs, m.inputs, level+1); err != nil {
				return err
			}
		}
		// What moves at once may be less, if one input is much greater than the others.
		for moved, done := 0, m.output == 0; !done && moved < moves/2; {
			var n int
			if n, done, err = w.move(&m, moves); err != nil {
				return err
			}
			moved += n
		}
	}
	return nil
}

// merge is runs on their way into another, the newest first.
type merge struct {
	inputs []run
	output int64 // 0: not begun
	oldest bool  // nothing is older, so what is gone need not be said
}

// mergeAt gives the merge under way at a level, or what could be merged there: the
// oldest that are no output of a merge that goes on.
func mergeAt(runs []run, level int) merge {
	var ready []run
	for _, r := range runs {
		growing := slices.ContainsFunc(runs, func(other run) bool { return other.target == r.id })
		switch {
		case r.level != level || growing:
		case r.target != 0:
			return mergeInto(runs, r.target)
		default:
			ready = append(ready, r)
		}
	}
	return merge{inputs: ready[max(0, len(ready)-mostInputs):]}
}

// mergeInto gives the merge into a run.
func mergeInto(runs []run, output int64) merge {
	m := merge{output: output}
	for _, r := range runs {
		if r.id == output {
			continue
		}
		// The last of the loop is the oldest.
		if m.oldest = r.target == output; m.oldest {
			m.inputs = append(m.inputs, r)
		}
	}
	return m
}

// begin makes the run into which others go.
func (w *writing) begin(runs, inputs []run, level int) ([]run, merge, error) {
	out := run{age: inputs[0].age, level: level}
	for _, r := range inputs {
		out.postings += r.postings
	}
	out, err := w.insertRun(runs, out)
	runs = slices.Clone(runs)
	for i := range runs {
		if err == nil && slices.ContainsFunc(inputs, func(r run) bool { return r.id == runs[i].id }) {
			runs[i].target, runs[i].start = out.id, ""
			_, err = w.exec("UPDATE match_run SET target = $1, start = '' WHERE run = $2", out.id, runs[i].id)
		}
	}
	runs = append(runs, out)
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(b.age, a.age) })
	return runs, mergeInto(runs, out.id), err
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
	case first != "" && place(list[0]) != first:
		return p, damaged("match_page", "a page of run %d, hash %010x, stands in another's place", id, list[0].Hash)
	}
	return p, nil
}

// move moves the next range of places to the output, so that at most about so many
// postings move, and says how many; done is true at the end of the merge.
func (w *writing) move(m *merge, moves int) (moved int, done bool, err error) {
	most := max(2, moves/pagePostings/len(m.inputs)+1)
	read, err := w.firstPages(m.inputs, most)
	if err != nil {
		return 0, false, err
	}
	end, bounded := commonEnd(read, most)
	lists := make([][]store.Posting, len(read))
	for i := range read {
		for _, p := range read[i] {
			lists[i] = append(lists[i], upTo(p.list, end, bounded)...)
		}
	}
	list := mergeLists(lists)
	if m.oldest {
		list = slices.DeleteFunc(list, isGone)
	}
	pages := appendPages(nil, m.output, list)
	if !bounded {
		return len(list), true, w.finish(m, pages)
	}
	if n := len(pages) - 1; n > 0 {
		// The last page would stay half empty for ever.
		pages = pages[:n]
		end = pages[n-1].list[len(pages[n-1].list)-1]
	}
	for i := range lists {
		moved += len(upTo(lists[i], end, true))
	}
	// What is left of a page goes back to its run.
	for i := range read {
		for _, p := range read[i] {
			if p.list[0].Compare(end) <= 0 && p.last().Compare(end) > 0 {
				pages = appendPages(pages, p.run, p.list[len(upTo(p.list, end, true)):])
			}
		}
	}
	if err := w.deletePages(m.inputs, place(end)); err != nil {
		return 0, false, err
	}
	if err := w.addPages(pages); err != nil {
		return 0, false, err
	}
	for i := range m.inputs {
		m.inputs[i].start = placeAfter(end)
	}
	_, err = w.exec("UPDATE match_run SET start = $1 WHERE target = $2", placeAfter(end), m.output)
	return moved, false, err
}

// finish writes the last pages of a merge.
func (w *writing) finish(m *merge, pages []packedPage) error {
	if err := w.deletePages(m.inputs, lastPlace); err != nil {
		return err
	}
	if err := w.addPages(pages); err != nil {
		return err
	}
	if _, err := w.exec("DELETE FROM match_run WHERE target = $1", m.output); err != nil {
		return err
	}
	_, err := w.exec("DELETE FROM match_run WHERE run = $1 AND NOT EXISTS (SELECT 1 FROM match_page WHERE run = $2)", m.output, m.output)
	return err
}

// commonEnd gives the last posting up to which all inputs have been read; bounded
// is false if all have been read to their ends.
func commonEnd(read [][]pageRow, most int) (end store.Posting, bounded bool) {
	for _, list := range read {
		if len(list) < most {
			continue
		}
		if last := list[len(list)-1].last(); !bounded || last.Compare(end) < 0 {
			end, bounded = last, true
		}
	}
	return end, bounded
}

// upTo gives the postings up to the end.
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

// firstPages reads the next pages of each run, in one statement.
func (w *writing) firstPages(inputs []run, most int) ([][]pageRow, error) {
	var p placeholders
	arms := make([]string, len(inputs))
	at := make(map[int64]int, len(inputs))
	for i, r := range inputs {
		at[r.id] = i
		arms[i] = "SELECT d.run, d.first, d.body FROM (SELECT run, first, body FROM match_page WHERE run = " + p.arg(r.id) +
			" AND first >= " + p.arg(r.start) + " ORDER BY first LIMIT " + p.arg(most) + ") AS d"
	}
	out := make([][]pageRow, len(inputs))
	err := eachPage(w.ctx, w.q, strings.Join(arms, " UNION ALL "), p.args, func(p pageRow) { out[at[p.run]] = append(out[at[p.run]], p) })
	for _, list := range out {
		slices.SortFunc(list, func(a, b pageRow) int { return strings.Compare(a.first, b.first) })
		for i := 1; i < len(list) && err == nil; i++ {
			err = inOrder(&list[i-1], &list[i])
		}
	}
	return out, err
}

// inOrder wants one page behind the other.
func inOrder(a, b *pageRow) error {
	if a.last().Compare(b.list[0]) >= 0 {
		return damaged("match_page", "pages of run %d overlap at hash %010x", b.run, b.list[0].Hash)
	}
	return nil
}

func eachPage(ctx context.Context, q querier, query string, args []any, do func(pageRow)) error {
	return each(ctx, q, fixedText(query), args, func(scan func(...any) error) error {
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

// deletePages takes away pages that begin at or before a place.
func (w *writing) deletePages(inputs []run, end string) error {
	var p placeholders
	ids := make([]string, len(inputs))
	for i, r := range inputs {
		ids[i] = p.arg(r.id)
	}
	query := "DELETE FROM match_page WHERE run IN (" + strings.Join(ids, ", ") + ") AND first >= " + p.arg(inputs[0].start) + " AND first <= " + p.arg(end)
	_, err := w.exec(query, p.args...)
	return err
}
