package sqlstore

import "samano/store"

const (
	// settlePostings is how many postings are sorted in memory to become one run: 128
	// MB. settleMoves is how many a merge moves at a time.
	settlePostings, settleMoves = 1 << 21, 1 << 17
	// settleRows is how many rows of match_tail are read at a time.
	settleRows = 64
)

// settle does a piece of what was put off while loading or rebuilding, when the
// tail only grew: sort it into great runs, then merge all into one. done says that
// nothing is left.
func (w *writing) settle() (done bool, err error) {
	runs, err := readRuns(w.ctx, w.q)
	if err != nil {
		return false, err
	}
	if some, err := w.flushMuch(runs); err != nil || some {
		return false, err
	}
	for _, r := range runs {
		if r.target != 0 {
			return false, w.move(mergeInto(runs, r.target), settleMoves)
		}
	}
	if len(runs) < 2 {
		return true, nil
	}
	m := merge{inputs: runs[max(0, len(runs)-mostInputs):]}
	var postings int64
	level := 0
	for _, r := range m.inputs {
		postings += r.postings
		level = max(level, r.level)
	}
	_, _, err = w.begin(runs, m.inputs, max(level+1, levelOf(postings)))
	return false, err
}

// flushMuch makes a run of the oldest rows of the tail; some is false if there is
// none.
func (w *writing) flushMuch(runs []run) (some bool, err error) {
	var lists [][]store.Posting
	var last int64
	for n := 0; n < settlePostings; {
		more, no, err := tailLists(w.ctx, w.q, last, settleRows)
		if err != nil {
			return false, err
		}
		if no == 0 {
			break
		}
		for _, list := range more {
			n += len(list)
		}
		lists, last = append(more, lists...), no
	}
	if last == 0 {
		return false, nil
	}
	list := mergeLists(lists)
	if err := w.addRun(runs, run{age: last, level: levelOf(int64(len(list)))}, list); err != nil {
		return false, err
	}
	if _, err := w.exec("UPDATE match_state SET flushed = $1, kept = (SELECT upto FROM match_tail WHERE no = $2) WHERE one = 1", last, last); err != nil {
		return false, err
	}
	_, err = w.exec("DELETE FROM match_tail WHERE no <= $1", last)
	return true, err
}

// levelOf is where a run of so many postings would be if it had been merged step
// by step.
func levelOf(postings int64) int {
	level := 1
	for size := int64(tailPostings); size < postings; size *= runFan {
		level++
	}
	return level
}
