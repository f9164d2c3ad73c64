package lsm

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"samano/internal/sqldb/sqldbtest"
	"samano/register"
	"samano/store"
)

// told fails unless an error says that the index is damaged, and how.
func told(t *testing.T, what string, err error, want string) {
	t.Helper()
	if register.KindOf(err) != register.Internal || err == nil || !strings.Contains(err.Error(), "lsm: ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "%!") {
		t.Errorf("%s: told as %v, want %q", what, err, want)
	}
}

// An index that another program wrote, or a hand, is said to be damaged wherever it is read, with the
// table and the place; nothing is told of it then.
func TestADamagedIndexIsToldWhereverItIsRead(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	const tail, page = "match_tail: row 2 cannot be unpacked", "match_page: a page of run 1 cannot be unpacked"
	for name, d := range map[string]struct {
		statement string
		reads     []string
		want      string
	}{
		"the state is empty":  {"DELETE FROM match_state", []string{"append", "defer", "since", "state"}, "match_state: is empty"},
		"a row of the tail":   {"UPDATE match_tail SET body = x'ff' WHERE no = (SELECT max(no) FROM match_tail)", []string{"since", "lookup", "each", "append much"}, tail},
		"a row that waits":    {"INSERT INTO match_load (id, body) VALUES (0, x'ff')", []string{"compact"}, "match_load: row 0 cannot be unpacked"},
		"a page":              {"UPDATE match_page SET body = x'ff'", []string{"lookup", "each"}, page},
		"two runs in a load":  {"INSERT INTO match_load (id, body) VALUES (0, x'0102000101'); INSERT INTO match_run (run, age, level, target, start, postings) VALUES (99, 1, 1, 0, '', 1)", []string{"compact"}, "match_run: 2 runs in a load or a rebuild"},
		"a page that is none": {"UPDATE match_page SET body = x'00'", []string{"lookup", "each"}, page},
		"a page of no run":    {"INSERT INTO match_page (run, first, body) VALUES (77, 'x', x'0102000101')", []string{"each"}, "match_page: pages of run 77, which is none"},
		"another's place":     {"UPDATE match_page SET first = '0' WHERE first = (SELECT min(first) FROM match_page)", []string{"each"}, "stands in another's place"},
		"before the start":    {"UPDATE match_run SET start = (SELECT max(first) FROM match_page)", []string{"each"}, "comes before its start"},
	} {
		for _, read := range d.reads {
			t.Run(name+": "+read, func(t *testing.T) {
				x := newIndexed(t)
				list := some(rng, 5000)
				x.append(list)
				x.append(some(rng, 10))
				x.must(x.q.Direct(t.Context(), d.statement))
				more := some(rng, 3)
				if read == "append much" {
					more = some(rng, 6000)
				}
				slices.SortFunc(more, store.Posting.Compare)
				err := x.within(func() (err error) {
					switch read {
					case "append", "append much":
						return Append(t.Context(), x.q, Write{From: 2, To: 3, Postings: more})
					case "defer":
						return Defer(t.Context(), x.q, Write{From: 2, To: 3, Postings: more})
					case "compact":
						return CompactAllDeferred(t.Context(), x.q)
					case "since":
						list, ok, err := Since(t.Context(), x.q, 0)
						if len(list) > 0 || ok {
							t.Errorf("%d postings are told, %t", len(list), ok)
						}
						return err
					case "state":
						_, err = ReadState(t.Context(), x.q)
					case "lookup":
						people, truncated, err := Lookup(t.Context(), x.q, []store.Key{list[0].Key}, store.Limits{PerKey: 9, PerSplit: 9})
						if len(people) > 0 || truncated != 0 {
							t.Errorf("%v are told, %d", people, truncated)
						}
						return err
					case "each":
						err = Each(t.Context(), x.q, store.AllHashes(), func(store.Posting) error { return nil })
					}
					return err
				})
				told(t, "it", err, d.want)
			})
		}
	}
}

// at makes a posting; range over them makes a page.
func at(hash uint64, person int) store.Posting {
	return store.Posting{Key: store.Key{Hash: hash}, Person: register.PersonID(person)}
}

// run writes a run whose pages stand as they are given.
func (x *indexed) run(id int64, pages ...[]store.Posting) {
	x.Helper()
	x.must(x.within(func() error {
		w := &writer{x.Context(), x.q}
		out, err := w.insertRun([]run{{id: id - 1}}, run{age: id, level: 1, postings: 1})
		for _, list := range pages {
			if err == nil {
				err = w.addPages(appendPages(nil, out.id, list))
			}
		}
		return err
	}))
}

// A column that holds what no program wrote is told, and nothing of the rest.
func TestAColumnThatCannotBeReadIsTold(t *testing.T) {
	for statement, reads := range map[string][]string{
		"UPDATE match_tail SET upto = 'x'":                {"since"},
		"UPDATE match_run SET postings = 'x'":             {"each", "append much", "compact"},
		"UPDATE match_state SET kept = 'x'":               {"since"},
		"UPDATE match_page SET body = 7":                  {"each", "lookup"},
		"UPDATE match_tail SET body = 7":                  {"since", "each", "lookup"},
		"INSERT INTO match_load (id, body) VALUES (0, 7)": {"compact"},
	} {
		for _, read := range reads {
			x := newIndexed(t)
			rng := rand.New(rand.NewPCG(9, 9))
			x.append(some(rng, 5000))
			x.append(some(rng, 10))
			x.must(x.q.Direct(t.Context(), statement))
			told, err := 0, error(nil)
			switch read {
			case "since":
				var list []store.Posting
				list, _, err = Since(t.Context(), x.q, 0)
				told = len(list)
			case "each":
				err = Each(t.Context(), x.q, store.AllHashes(), func(store.Posting) error { told++; return nil })
			case "lookup":
				var people []register.PersonID
				people, _, err = Lookup(t.Context(), x.q, []store.Key{{Hash: x.log[0][0].Hash}, {Hash: x.log[1][0].Hash}}, store.Limits{PerKey: 99, PerSplit: 99})
				told = len(people)
			case "append much":
				more := some(rng, 5000)
				slices.SortFunc(more, store.Posting.Compare)
				err = x.within(func() error { return Append(t.Context(), x.q, Write{From: 2, To: 3, Postings: more}) })
			case "compact":
				err = x.within(func() error {
					if err := Defer(t.Context(), x.q, Write{From: 2, To: 3, Postings: []store.Posting{at(1, 1)}}); err != nil {
						return err
					}
					return CompactAllDeferred(t.Context(), x.q)
				})
			}
			if err == nil || told > 0 {
				t.Errorf("%s, %s: %v, and %d are told", statement, read, err, told)
			}
		}
	}
}

// The pages of a run follow each other: a posting that stands in two of them, or behind one that is
// greater, is told by a walk, by a lookup that reads on, and by a compaction; pages side by side are not.
func TestPagesThatOverlapAreTold(t *testing.T) {
	pages := func(second store.Posting) (out [][]store.Posting) {
		return append(out, []store.Posting{at(5, 10), at(5, 20)}, []store.Posting{second, at(5, 40)}, []store.Posting{at(5, 50)}, []store.Posting{at(5, 60)})
	}
	const overlap = "match_page: pages of run 3 overlap at hash 0000000005"
	for name, c := range map[string]struct {
		second store.Posting
		want   string
	}{
		"side by side":        {at(5, 21), ""},
		"one of them in both": {at(5, 20), overlap},
		"within the first":    {at(5, 15), overlap},
	} {
		x := newIndexed(t)
		x.run(3, pages(c.second)...)
		limits := store.Limits{PerKey: 100, PerSplit: 100}
		check := func(how string, err error) {
			t.Helper()
			if c.want != "" {
				told(t, name+", "+how, err, c.want)
			} else if err != nil {
				t.Errorf("%s, %s: %v", name, how, err)
			}
		}
		check("a walk", Each(t.Context(), x.q, store.AllHashes(), func(store.Posting) error { return nil }))
		_, err := (&writer{t.Context(), x.q}).firstPages([]run{{id: 3}}, 9)
		check("a compaction", err)
		if name == "side by side" {
			people, truncated, err := Lookup(t.Context(), x.q, []store.Key{{Hash: 5}}, limits)
			if want := []register.PersonID{10, 20, 21, 40, 50, 60}; err != nil || truncated != 0 || !slices.Equal(people, want) {
				t.Errorf("a lookup finds %v, %d, %v", people, truncated, err)
			}
		}
	}
	// A probe returns two pages; what a lookup reads behind them is looked at too.
	x := newIndexed(t)
	x.run(3, []store.Posting{at(5, 10)}, []store.Posting{at(5, 20), at(5, 80)}, []store.Posting{at(5, 50)})
	people, truncated, err := Lookup(t.Context(), x.q, []store.Key{{Hash: 5}}, store.Limits{PerKey: 100, PerSplit: 100})
	told(t, "a lookup", err, overlap)
	if len(people) > 0 || truncated != 0 {
		t.Errorf("a lookup tells %v, %d", people, truncated)
	}
}

// Of a key that few share all are found; one more, and only those of its split are; and of those as
// many as the limit says, which is told.
func TestTheLimitsOfALookup(t *testing.T) {
	x := newIndexed(t)
	var list []store.Posting
	put := func(hash uint64, split uint16, people ...int) {
		for _, p := range people {
			list = append(list, store.Posting{Key: store.Key{Hash: hash, Split: split}, Person: register.PersonID(p)})
		}
	}
	put(1, 0, 9, 3) // two of another split, one of the own
	put(1, 7, 5)
	put(2, 0, 4, 8) // one more
	put(2, 7, 6, 2)
	put(3, 7, 11, 12, 13) // as many as the limit of a split says, and one of another
	put(3, 9, 14)
	put(4, 7, 21, 22, 23, 24) // one more
	x.append(list)
	limits := store.Limits{PerKey: 3, PerSplit: 3}
	key := func(hash uint64) store.Key { return store.Key{Hash: hash, Split: 7} }
	for name, c := range map[string]struct {
		keys      []store.Key
		want      []register.PersonID
		truncated int
	}{
		"none":               {nil, nil, 0},
		"nobody":             {[]store.Key{key(9)}, nil, 0},
		"one key, few":       {[]store.Key{key(1)}, []register.PersonID{3, 5, 9}, 0},
		"one more":           {[]store.Key{key(2)}, []register.PersonID{2, 6}, 0},
		"as many of a split": {[]store.Key{key(3)}, []register.PersonID{11, 12, 13}, 0},
		"one more of it":     {[]store.Key{key(4)}, []register.PersonID{21, 22, 23}, 1},
		"all, and one twice": {[]store.Key{key(4), key(1), key(3), key(2), key(4)}, []register.PersonID{2, 3, 5, 6, 9, 11, 12, 13, 21, 22, 23}, 2},
	} {
		people, truncated, err := Lookup(t.Context(), x.q, c.keys, limits)
		if err != nil || !slices.Equal(people, c.want) || truncated != c.truncated {
			t.Errorf("%s: %v, %d, %v; want %v, %d", name, people, truncated, err, c.want, c.truncated)
		}
	}
}

// The tail becomes a run of the first level with its last row or posting that it may hold, not before.
func TestWhenTheTailBecomesARun(t *testing.T) {
	runs := func(x *indexed) (levels []int) {
		all, err := readRuns(x.Context(), x.q)
		x.must(err)
		for _, r := range all {
			levels = append(levels, r.level)
		}
		return levels
	}
	x := newIndexed(t)
	var rows [][]store.Posting
	for n := range tailRows {
		rows = append(rows, []store.Posting{at(uint64(n), 1)})
	}
	x.append(rows[1:]...)
	if got := runs(x); len(got) > 0 {
		t.Errorf("after %d rows there are runs of levels %v", tailRows-1, got)
	}
	x.append(rows[0])
	if got := runs(x); !slices.Equal(got, []int{1}) {
		t.Errorf("after %d rows there are runs of levels %v", tailRows, got)
	}
	for _, c := range []struct{ n, want int }{{tailPostings - 1, 0}, {tailPostings, 1}} {
		x := newIndexed(t)
		var list []store.Posting
		for n := range c.n {
			list = append(list, at(uint64(n), 1))
		}
		x.append(list)
		if got := runs(x); len(got) != c.want {
			t.Errorf("of %d postings there are runs of levels %v", c.n, got)
		}
	}
}

// With the fourth run of a level a compaction into the next begins. It is done when half of the next
// four are there, and no transaction does more of it than twice what it writes.
func TestFourRunsBecomeOne(t *testing.T) {
	x := newIndexed(t)
	write := func(postings int) {
		t.Helper()
		var list []store.Posting
		n := len(x.log)
		for i := range postings {
			list = append(list, at(uint64(i)<<24+uint64(n), n+1))
		}
		changes := func() (n int) {
			x.must(x.q.One(t.Context(), "SELECT total_changes()", nil, &n))
			return n
		}
		before := changes()
		x.append(list)
		// A page that moves is a row that goes and one that comes; so are a run's, and a few beside.
		if got, most := changes()-before, 2*(2*postings+tailPostings)/pagePostings*3/2+40; got > most {
			t.Errorf("transaction %d of %d postings changes %d rows, more than %d", n, postings, got, most)
		}
	}
	state := func() (levels []int, moving int) {
		runs, err := readRuns(t.Context(), x.q)
		x.must(err)
		for _, r := range runs {
			if levels = append(levels, r.level); r.target != 0 {
				moving++
			}
		}
		return levels, moving
	}
	for n := range runFan {
		if levels, moving := state(); len(levels) != n || moving != 0 || slices.Contains(levels, 2) {
			t.Errorf("with %d runs: levels %v, %d move", n, levels, moving)
		}
		write(tailPostings)
	}
	if levels, moving := state(); len(levels) != runFan+1 || !slices.Contains(levels, 2) || moving != runFan {
		t.Errorf("with %d runs: levels %v, %d move", runFan, levels, moving)
	}
	for range runFan { // half of the next four
		write(tailPostings / 2)
		x.check()
	}
	if levels, moving := state(); !slices.Equal(levels, []int{1, 1, 2}) || moving != 0 {
		t.Errorf("after half of the next runs: levels %v, %d move", levels, moving)
	}
}

// Runs of nearly empty pages are compacted too, however little is moved at a time, and each step
// leaves the index whole.
func TestACompactionOfNearlyEmptyPages(t *testing.T) {
	x := newIndexed(t)
	for id := range int64(runFan) {
		var pages [][]store.Posting
		for n := range 9 {
			pages = append(pages, []store.Posting{at(uint64(n), int(id)+1)})
			x.model[at(uint64(n), int(id)+1)] = true
		}
		x.run(id+1, pages...)
	}
	_, err := x.q.Exec(t.Context(), "UPDATE match_run SET postings = 9")
	x.must(err)
	// At once in one step, whose every statement may fail.
	for _, statement := range []string{"INSERT ON match_run", "UPDATE ON match_run", "DELETE ON match_run", "INSERT ON match_page", "DELETE ON match_page"} {
		x.must(x.q.Direct(t.Context(), sqldbtest.Refusing(statement)))
		if err := x.within(func() error { return (&writer{t.Context(), x.q}).compact(stepMoves) }); err == nil {
			t.Errorf("%s fails, and nothing is told", statement)
		}
		x.must(x.q.Direct(t.Context(), sqldbtest.Allowing))
		x.check()
	}
	for range 99 {
		x.must(x.within(func() error { return (&writer{t.Context(), x.q}).compact(2) }))
		x.check()
	}
	runs, err := readRuns(t.Context(), x.q)
	if x.must(err); len(runs) != 1 || runs[0].level != 2 {
		t.Errorf("at last the runs are %+v", runs)
	}
}

// Four runs of a level become one of the next, whether rows are many or great: as many births come in
// as go out, so no level fills up.
func TestNoLevelFillsUp(t *testing.T) {
	for name, c := range map[string]struct{ rows, each, levels int }{
		"small rows": {tailRows * runFan * 6, 1, 2},
		"great rows": {runFan * runFan * 6, tailPostings / 2, 3},
	} {
		x := newIndexed(t)
		most, top := 0, 0
		for from := 0; from < c.rows; from += 16 {
			var lists [][]store.Posting
			for n := from; n < from+16; n++ {
				var list []store.Posting
				for i := range c.each {
					list = append(list, at(uint64(n*7919+i*104729)%(1<<store.KeyBits), n+1))
				}
				lists = append(lists, list)
			}
			x.append(lists...)
			runs, err := readRuns(t.Context(), x.q)
			x.must(err)
			byLevel := map[int]int{}
			for _, r := range runs {
				if top = max(top, r.level); !growing(runs, r) {
					byLevel[r.level]++
					most = max(most, byLevel[r.level])
				}
			}
		}
		x.check()
		if most > 2*runFan || top < c.levels {
			t.Errorf("%s: up to %d runs of a level, the highest is %d", name, most, top)
		}
	}
}

// Pages of a run that was compacted are full but for the last.
func TestCompactedPagesAreFull(t *testing.T) {
	x := newIndexed(t)
	for n := range 60 {
		var list []store.Posting
		for i := range 2000 {
			list = append(list, at(uint64(n)+uint64(i)<<20, n+1))
		}
		x.append(list)
	}
	x.check()
	var pages int
	x.must(x.q.One(t.Context(), "SELECT count(*) FROM match_page", nil, &pages))
	if full := len(x.model)/pagePostings + 1; pages > full+full/10 {
		t.Errorf("%d pages of %d postings, %d would hold them", pages, len(x.model), full)
	}
}

// What a load writes is cut into ranges of hashes. A later load finds what stands at both ends of
// each range.
func TestTheEndsOfALoadsRanges(t *testing.T) {
	x := newIndexed(t)
	ends := func(person int) (out []store.Posting) {
		for part := range uint64(loadRanges) {
			for _, hash := range []uint64{part << rangeShift, (part+1)<<rangeShift - 1} {
				for _, split := range []uint16{0, 1<<16 - 1} {
					out = append(out, store.Posting{Key: store.Key{Hash: hash, Split: split}, Person: register.PersonID(person)})
				}
			}
		}
		return out
	}
	load := func(list []store.Posting) {
		x.deferred(list)
		x.must(x.within(func() error { return CompactAllDeferred(t.Context(), x.q) }))
		x.check()
	}
	load(ends(1 << 40))
	more := ends(3)
	for _, p := range ends(1 << 40) { // those of one end go, those of the other stay
		if p.Split == 0 {
			p.Gone = true
			more = append(more, p)
		}
	}
	load(more)
	load([]store.Posting{at(1, 1)})
	if runs, err := readRuns(t.Context(), x.q); err != nil || len(runs) != 1 || runs[0].postings != int64(len(x.model)) {
		t.Errorf("%s, %v", fmt.Sprint(runs), err)
	}
}
