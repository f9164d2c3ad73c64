package lsm

import (
	"slices"
	"strings"

	"samano/internal/sqldb"
	"samano/store"
)

const (
	// runFan is how many runs of a level become one of the next. Fewer are read faster and
	// written more often.
	runFan = 4
	// maxInputs bounds the inputs of one compaction: the arms of one statement.
	maxInputs = 16
	// A step is due after so many postings or rows of the tail, and moves so many postings
	// in each compaction under way: twice as many as come in, so that a compaction is done
	// when half of the next runs are there.
	stepPostings, stepRows, stepMoves = 2048, 64, 4096
)

// compact begins the compactions that are due and moves so many postings in each.
func (w *writer) compact(moves int) error {
	runs, err := readRuns(w.ctx, w.q)
	if err != nil {
		return err
	}
	for level := 1; slices.ContainsFunc(runs, func(r run) bool { return r.level >= level }); level++ {
		c := compactionAt(runs, level)
		if c.output == 0 && len(c.inputs) >= runFan {
			out, err := w.begin(runs, c.inputs, level+1)
			if err != nil {
				return err
			}
			if runs, err = readRuns(w.ctx, w.q); err != nil {
				return err
			}
			c = compactionInto(runs, out)
		}
		// What moves at once may be less, if one input is much greater than the others.
		for moved, done := 0, c.output == 0; !done && moved < moves/2; {
			var n int
			if n, done, err = w.move(&c, moves); err != nil {
				return err
			}
			moved += n
		}
	}
	return nil
}

// compaction is runs on their way into another, the newest first.
type compaction struct {
	inputs []run
	output int64 // 0: not begun
	oldest bool  // nothing is older, so tombstones are not needed any more
}

// compactionAt returns the compaction under way at a level, or the runs that could be
// compacted there: the oldest that are no output of a compaction under way.
func compactionAt(runs []run, level int) compaction {
	var ready []run
	for _, r := range runs {
		growing := slices.ContainsFunc(runs, func(other run) bool { return other.target == r.id })
		switch {
		case r.level != level || growing:
		case r.target != 0:
			return compactionInto(runs, r.target)
		default:
			ready = append(ready, r)
		}
	}
	return compaction{inputs: ready[max(0, len(ready)-maxInputs):]}
}

// compactionInto returns the compaction into a run.
func compactionInto(runs []run, output int64) compaction {
	c := compaction{output: output}
	for _, r := range runs {
		if r.id == output {
			continue
		}
		// The last of the loop is the oldest.
		if c.oldest = r.target == output; c.oldest {
			c.inputs = append(c.inputs, r)
		}
	}
	return c
}

// begin makes the output of a compaction, and returns its id.
func (w *writer) begin(runs, inputs []run, level int) (int64, error) {
	out := run{age: inputs[0].age, level: level}
	for _, r := range inputs {
		out.postings += r.postings
	}
	out, err := w.insertRun(runs, out)
	for _, r := range inputs {
		if err == nil {
			err = w.exec("UPDATE match_run SET target = $1, start = '' WHERE run = $2", out.id, r.id)
		}
	}
	return out.id, err
}

// move moves the next range of places to the output, so that about so many postings move at
// most, and returns how many; done is true at the end of the compaction.
func (w *writer) move(c *compaction, moves int) (moved int, done bool, err error) {
	most := max(2, moves/pagePostings/len(c.inputs)+1)
	read, err := w.firstPages(c.inputs, most)
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
	if c.oldest {
		list = slices.DeleteFunc(list, isTombstone)
	}
	pages := appendPages(nil, c.output, list)
	if !bounded {
		return len(list), true, w.finish(c, pages)
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
	if err := w.deletePages(c.inputs, sortKey(end)); err != nil {
		return 0, false, err
	}
	if err := w.addPages(pages); err != nil {
		return 0, false, err
	}
	for i := range c.inputs {
		c.inputs[i].start = sortKeyAfter(end)
	}
	err = w.exec("UPDATE match_run SET start = $1 WHERE target = $2", sortKeyAfter(end), c.output)
	return moved, false, err
}

// finish writes the last pages of a compaction.
func (w *writer) finish(c *compaction, pages []packedPage) error {
	if err := w.deletePages(c.inputs, lastSortKey); err != nil {
		return err
	}
	if err := w.addPages(pages); err != nil {
		return err
	}
	if err := w.exec("DELETE FROM match_run WHERE target = $1", c.output); err != nil {
		return err
	}
	return w.exec("DELETE FROM match_run WHERE run = $1 AND NOT EXISTS (SELECT 1 FROM match_page WHERE run = $2)", c.output, c.output)
}

// commonEnd returns the last posting up to which all inputs have been read; bounded is false
// if all have been read to their ends.
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

// firstPages reads the next pages of each run, in one statement.
func (w *writer) firstPages(inputs []run, most int) ([][]pageRow, error) {
	var p sqldb.Placeholders
	arms := make([]string, len(inputs))
	at := make(map[int64]int, len(inputs))
	for i, r := range inputs {
		at[r.id] = i
		arms[i] = "SELECT d.run, d.first, d.body FROM (SELECT run, first, body FROM match_page WHERE run = " + p.Arg(r.id) +
			" AND first >= " + p.Arg(r.start) + " ORDER BY first LIMIT " + p.Arg(most) + ") AS d"
	}
	out := make([][]pageRow, len(inputs))
	err := eachPage(w.ctx, w.q, strings.Join(arms, " UNION ALL "), p.Args, func(p pageRow) { out[at[p.run]] = append(out[at[p.run]], p) })
	for _, list := range out {
		slices.SortFunc(list, func(a, b pageRow) int { return strings.Compare(a.first, b.first) })
		for i := 1; i < len(list) && err == nil; i++ {
			err = inOrder(&list[i-1], &list[i])
		}
	}
	return out, err
}

// deletePages deletes pages that begin at or before a place.
func (w *writer) deletePages(inputs []run, end string) error {
	var p sqldb.Placeholders
	ids := make([]string, len(inputs))
	for i, r := range inputs {
		ids[i] = p.Arg(r.id)
	}
	query := "DELETE FROM match_page WHERE run IN (" + strings.Join(ids, ", ") + ") AND first >= " + p.Arg(inputs[0].start) + " AND first <= " + p.Arg(end)
	return w.exec(query, p.Args...)
}
