package storetest

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"

	"samano/register"
	"samano/store"
)

func sortRows(rows []store.ProjectionRow) {
	slices.SortFunc(rows, func(a, b store.ProjectionRow) int {
		return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Ref.Kind, b.Ref.Kind), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
}

func sortSubjects(ss []store.Subject) []store.Subject {
	slices.SortFunc(ss, func(a, b store.Subject) int {
		return cmp.Or(cmp.Compare(a.Ref.Kind, b.Ref.Kind), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
	return ss
}

func founded(f *fixture) {
	_, err := f.r.Founding(f.ctx())
	f.kind(err, register.NotFound)
	_, err = f.r.Begin(f.ctx())
	f.kind(err, register.NotFound)

	h := store.Head{Frontier: []byte{0, 255, 1}, NextPerson: 7, NextHousehold: 8, NextPlace: 9, Counter: math.MaxUint64 - 1, Last: -5, PlacesSeq: 3, Projections: 4}
	f.ok(f.r.Found(f.ctx(), theFounding, h))
	f.kind(f.r.Found(f.ctx(), store.Founding{Origin: "another"}, store.Head{}), register.Conflict)

	got, err := f.r.Founding(f.ctx())
	f.ok(err)
	f.same("founding", got, theFounding)
	head, err := f.r.Head(f.ctx())
	f.ok(err)
	f.same("head", head, h)
}

func emptyKnowsNothing(f *fixture) {
	f.found()
	_, ok, err := f.r.SeqAt(f.ctx(), math.MaxInt64)
	f.ok(err)
	f.same("an act at the end of time", ok, false)
	size, note, err := f.r.LastCheckpoint(f.ctx())
	f.ok(err)
	f.same("size of the last checkpoint", size, int64(0))
	f.same("note of the last checkpoint", note, []byte(nil))
	no, err := f.r.LastPrinted(f.ctx(), "0101", 2026)
	f.ok(err)
	f.same("last number on paper", no, 0)
	f.same("rows", f.rows(f.r), []store.ProjectionRow(nil))
	f.same("subjects", f.subjects(f.r), []store.Subject(nil))
}

// absentKeys asks every list-taking method for keys that are not there.
func absentKeys(f *fixture) {
	f.found()
	f.write(func(b *store.Batch) { addActs(b, 2); addPerson(b, store.NameKey{Key: "kham"}) })
	odd := "not\x00an\xffid"
	for _, n := range []int{0, 1} { // empty lists, then lists with an absent and a malformed key
		subjects, err := f.r.Subjects(f.ctx(), f.pass, []register.Ref{register.PersonRef(99), register.PlaceRef(1), {}}[:3*n])
		f.ok(err)
		aliases, err := f.r.Aliases(f.ctx(), f.pass, []register.ClientID{register.ClientID(uuid('c', 99)), register.ClientID(odd)}[:2*n])
		f.ok(err)
		numbers, err := f.r.Numbers(f.ctx(), f.pass, []register.Number{"999", "0100", register.Number(odd), "12345678901234567890"}[:4*n])
		f.ok(err)
		former, err := f.r.FormerNumbers(f.ctx(), f.pass, []register.Number{"999", "0100", register.Number(odd), "12345678901234567890"}[:4*n])
		f.ok(err)
		f.same("former numbers", len(former), 0)
		books, err := f.r.Books(f.ctx(), f.pass, []string{"none", odd, ""}[:3*n])
		f.ok(err)
		living, err := f.r.Dwellings(f.ctx(), f.pass, []string{"9/9", odd, ""}[:3*n])
		f.ok(err)
		children, err := f.r.Children(f.ctx(), f.pass, []register.PersonID{1, 99}[:2*n])
		f.ok(err)
		households, err := f.r.Households(f.ctx(), f.pass, []register.PersonID{1, 99}[:2*n])
		f.ok(err)
		acts, err := f.r.Acts(f.ctx(), f.pass, []register.Seq{99, -1}[:2*n])
		f.ok(err)
		byID, err := f.r.ActsByID(f.ctx(), f.pass, []register.ActID{register.ActID(uuid('a', 99)), register.ActID(odd)}[:2*n])
		f.ok(err)
		decisions, err := f.r.Decisions(f.ctx(), f.pass, []store.Decision{{Authority: "court/01", Reference: "1"}, {Authority: odd, Reference: odd}}[:2*n])
		f.ok(err)
		printed, err := f.r.PrintedActs(f.ctx(), f.pass, []register.PrintedNumber{{Office: "01", Year: 2026, No: 1}, {Office: register.OfficeID(odd), Year: 1 << 40, No: 1 << 40}}[:2*n])
		f.ok(err)
		f.same("answers", []int{len(subjects), len(aliases), len(numbers), len(books), len(living), len(children), len(households), len(acts), len(byID), len(decisions), len(printed)}, make([]int, 11))
	}
	for _, page := range []struct{ from, n int64 }{{2, 10}, {0, 0}, {0, -1}, {99, 1}} {
		acts, err := f.r.ActsFrom(f.ctx(), f.pass, register.Seq(page.from), int(page.n))
		f.ok(err)
		leaves, err := f.r.Leaves(f.ctx(), page.from, page.n)
		f.ok(err)
		nodes, err := f.r.Nodes(f.ctx(), 8, page.from, page.n)
		f.ok(err)
		f.same(fmt.Sprint(page), []int{len(acts), len(leaves), len(nodes)}, []int{0, 0, 0})
	}
	parts, err := f.r.Sealed(f.ctx(), f.pass, 0)
	f.ok(err)
	f.same("sealed parts", len(parts), 0)
	for p, err := range f.r.EachSealed(f.ctx(), f.pass, 0) {
		f.Errorf("a sealed part %+v, %v", p, err)
	}
	no, err := f.r.LastPrinted(f.ctx(), register.OfficeID(odd), 2026)
	f.ok(err)
	f.same("last number on paper", no, 0)
}

// fullBatch has a row for every table.
func fullBatch(b *store.Batch) {
	addActs(b, 3)
	mother := addPerson(b, store.NameKey{Key: "kham", Year: 1980}, store.NameKey{Key: "ຄຳ", Year: 1980})
	child := addPerson(b, store.NameKey{Key: "noy", Year: 2026})
	b.Projections[1].ChildOf = []register.PersonID{register.PersonID(mother.Ref.ID)}
	home := register.HouseholdRef(1)
	addSubject(b, home, store.Projection{Ref: home, Members: []register.PersonID{1, 2}, Books: []string{"0101-1"}, Dwellings: []string{"3/12"}})
	b.Projections[1].Former = []register.Number{number(70), number(71)}
	b.Projections[1].Dwellings = []string{"3/12", "4/ໂຮງແຮມ"}
	village := register.PlaceRef(1)
	addSubject(b, village, store.Projection{Ref: village})
	b.Head.PlacesSeq, b.Head.Projections = 2, 5
	b.Aliases[register.ClientID(uuid('c', 1))] = child.Ref
	b.Aliases[register.ClientID(uuid('c', 2))] = home
	b.Decisions = []store.Decision{{Authority: "court/01", Reference: "12/2026", Seq: 1}}
	b.Printed = []store.Printed{{PrintedNumber: register.PrintedNumber{Office: "0101", Year: 2026, No: 7}, Seq: 1}}
	b.Nodes = []store.Node{{Level: 8, N: 1, Hash: bytes.Repeat([]byte{1}, 32)}, {Level: 8, N: 0, Hash: make([]byte, 32)}, {Level: 16, N: 0, Hash: bytes.Repeat([]byte{2}, 32)}}
	b.Sealed = []store.Sealed{{Seq: 1, Subject: child.Ref, Name: "origin", Box: []byte{0, 1}}, {Seq: 1, Subject: mother.Ref, Name: "cause", Box: []byte{2}}}
}

func roundTrip(f *fixture) {
	f.found()
	var b *store.Batch
	f.write(func(batch *store.Batch) { b = batch; fullBatch(batch) })
	child, home := register.PersonRef(2), register.HouseholdRef(1)
	check := func(r store.Reader) {
		f.Helper()
		head, err := r.Head(f.ctx())
		f.ok(err)
		f.same("head", head, b.Head)
		subjects, err := r.Subjects(f.ctx(), f.pass, []register.Ref{register.PlaceRef(1), register.PersonRef(2), register.PersonRef(1), register.HouseholdRef(1), register.PersonRef(2), register.PersonRef(3)})
		f.ok(err)
		f.same("subjects", sortSubjects(subjects), sortSubjects(slices.Clone(b.Subjects)))
		aliases, err := r.Aliases(f.ctx(), f.pass, []register.ClientID{register.ClientID(uuid('c', 1)), register.ClientID(uuid('c', 2)), register.ClientID(uuid('c', 3))})
		f.ok(err)
		f.same("aliases", aliases, b.Aliases)
		numbers, err := r.Numbers(f.ctx(), f.pass, []register.Number{number(1), number(2), number(3)})
		f.ok(err)
		f.same("numbers", numbers, map[register.Number]register.PersonID{number(1): 1, number(2): 2})
		numbers, err = r.Numbers(f.ctx(), f.pass, []register.Number{number(70), number(71)})
		f.ok(err)
		f.same("former numbers among numbers", len(numbers), 0)
		former, err := r.FormerNumbers(f.ctx(), f.pass, []register.Number{number(1), number(70), number(71), number(72)})
		f.ok(err)
		f.same("former numbers", former, map[register.Number]register.PersonID{number(70): 2, number(71): 2})
		books, err := r.Books(f.ctx(), f.pass, []string{"0101-1", "0101-2"})
		f.ok(err)
		f.same("books", books, map[string]register.HouseholdID{"0101-1": 1})
		for key, want := range map[string][]register.Ref{"3/12": {child, home}, "4/ໂຮງແຮມ": {child}, "3/1": nil} {
			living, err := r.Dwellings(f.ctx(), f.pass, []string{key, key, "9/9"})
			f.ok(err)
			f.same("under "+key, sortRefs(living), want)
		}
		living, err := r.Dwellings(f.ctx(), f.pass, []string{"4/ໂຮງແຮມ", "3/12"})
		f.ok(err)
		f.same("under both", sortRefs(living), []register.Ref{child, home})
		children, err := r.Children(f.ctx(), f.pass, []register.PersonID{1, 2})
		f.ok(err)
		f.same("children", children, map[register.PersonID][]int64{1: {2}})
		households, err := r.Households(f.ctx(), f.pass, []register.PersonID{1, 2, 3})
		f.ok(err)
		f.same("households", households, map[register.PersonID][]int64{1: {1}, 2: {1}})
		acts, err := r.Acts(f.ctx(), f.pass, []register.Seq{2, 0, 2, 7})
		f.ok(err)
		f.same("acts", acts, []store.Act{b.Acts[0], b.Acts[2]})
		byID, err := r.ActsByID(f.ctx(), f.pass, []register.ActID{b.Acts[1].ID, register.ActID(uuid('a', 9))})
		f.ok(err)
		f.same("acts by id", byID, map[register.ActID]register.Seq{b.Acts[1].ID: 1})
		roundTripPapers(f, r, b)
	}
	check(f.r)
	tx, _ := f.begin(f.r)
	check(tx)
	f.ok(tx.Rollback())
	f.same("rows", f.rows(f.r), rowsOf(b))
}

func roundTripPapers(f *fixture, r store.Reader, b *store.Batch) {
	f.Helper()
	asked := store.Decision{Authority: "court/01", Reference: "12/2026"}
	decisions, err := r.Decisions(f.ctx(), f.pass, []store.Decision{asked, {Authority: "court/02", Reference: "12/2026"}, {Authority: "court/01", Reference: "13/2026"}})
	f.ok(err)
	f.same("decisions", decisions, map[store.Decision]register.Seq{asked: 1})
	paper := b.Printed[0].PrintedNumber
	printed, err := r.PrintedActs(f.ctx(), f.pass, []register.PrintedNumber{paper, {Office: "0101", Year: 2025, No: 7}, {Office: "0102", Year: 2026, No: 7}})
	f.ok(err)
	f.same("printed", printed, map[register.PrintedNumber]register.Seq{paper: 1})
	no, err := r.LastPrinted(f.ctx(), "0101", 2026)
	f.ok(err)
	f.same("last number on paper", no, 7)
	nodes, err := r.Nodes(f.ctx(), 8, 0, 9)
	f.ok(err)
	f.same("nodes", nodes, [][]byte{b.Nodes[1].Hash, b.Nodes[0].Hash})
	leaves, err := r.Leaves(f.ctx(), 1, 9)
	f.ok(err)
	f.same("leaves", leaves, [][]byte{b.Acts[1].Leaf, b.Acts[2].Leaf})
	parts, err := r.Sealed(f.ctx(), f.pass, 1)
	f.ok(err)
	f.same("sealed parts by name", parts, []store.Sealed{b.Sealed[1], b.Sealed[0]})
	found, err := r.SearchNames(f.ctx(), f.pass, []store.KeyRange{{Prefix: "ຄ"}}, [2]int{}, 10)
	f.ok(err)
	f.same("found", found, []register.PersonID{1})
}

// rowsOf returns the rows that a first batch leaves.
func rowsOf(b *store.Batch) []store.ProjectionRow {
	var out []store.ProjectionRow
	for i := range b.Projections {
		out = append(out, b.Projections[i].Rows()...)
	}
	for id, ref := range b.Aliases {
		out = append(out, store.ProjectionRow{Table: store.TableAlias, Key: string(id), Ref: ref})
	}
	for _, d := range b.Decisions {
		out = append(out, store.ProjectionRow{Table: store.TableDecision, Key: d.Text(), Seq: d.Seq})
	}
	for _, p := range b.Printed {
		out = append(out, store.ProjectionRow{Table: store.TablePrinted, Key: p.Text(), Seq: p.Seq})
	}
	sortRows(out)
	return out
}

func longLists(f *fixture) {
	const n = 10_000
	f.found()
	var b *store.Batch
	f.write(func(batch *store.Batch) {
		b = batch
		addActs(b, n)
		for i := range int64(n) {
			addPerson(b, store.NameKey{Key: fmt.Sprintf("key%05d", i), Year: 1950 + int(i%70)})
			home := register.HouseholdRef(register.HouseholdID(i + 1))
			addSubject(b, home, store.Projection{Ref: home, Members: []register.PersonID{register.PersonID(i + 1)}, Books: []string{fmt.Sprint("book", i)}})
			b.Projections[len(b.Projections)-2].ChildOf = []register.PersonID{register.PersonID(n + i)}
			b.Aliases[register.ClientID(uuid('c', i))] = home
			b.Decisions = append(b.Decisions, store.Decision{Authority: "court", Reference: fmt.Sprint(i), Seq: register.Seq(i)})
			b.Printed = append(b.Printed, store.Printed{PrintedNumber: register.PrintedNumber{Office: "0101", Year: 2026, No: int(i) + 1}, Seq: register.Seq(i)})
		}
	})
	var refs []register.Ref
	var numbers []register.Number
	var people, parents []register.PersonID
	var books []string
	var seqs []register.Seq
	var ids []register.ActID
	var clients []register.ClientID
	var decisions []store.Decision
	var papers []register.PrintedNumber
	for i := range int64(n) + 500 { // the last 500 are not there
		refs = append(refs, register.PersonRef(register.PersonID(i+1)), register.HouseholdRef(register.HouseholdID(i+1)))
		numbers, books = append(numbers, number(i+1)), append(books, fmt.Sprint("book", i))
		people, parents = append(people, register.PersonID(i+1)), append(parents, register.PersonID(n+i))
		seqs, ids = append(seqs, register.Seq(i)), append(ids, register.ActID(uuid('a', i)))
		clients = append(clients, register.ClientID(uuid('c', i)))
		decisions = append(decisions, store.Decision{Authority: "court", Reference: fmt.Sprint(i)})
		papers = append(papers, register.PrintedNumber{Office: "0101", Year: 2026, No: int(i) + 1})
	}
	slices.Reverse(seqs)
	subjects, err := f.r.Subjects(f.ctx(), f.pass, append(refs, refs[:100]...))
	f.ok(err)
	f.same("subjects", sortSubjects(subjects), sortSubjects(slices.Clone(b.Subjects)))
	acts, err := f.r.Acts(f.ctx(), f.pass, append(seqs, seqs[:700]...))
	f.ok(err)
	f.same("acts", acts, b.Acts)
	gotNumbers, err := f.r.Numbers(f.ctx(), f.pass, numbers)
	f.ok(err)
	gotBooks, err := f.r.Books(f.ctx(), f.pass, books)
	f.ok(err)
	children, err := f.r.Children(f.ctx(), f.pass, parents)
	f.ok(err)
	households, err := f.r.Households(f.ctx(), f.pass, people)
	f.ok(err)
	byID, err := f.r.ActsByID(f.ctx(), f.pass, ids)
	f.ok(err)
	aliases, err := f.r.Aliases(f.ctx(), f.pass, clients)
	f.ok(err)
	decided, err := f.r.Decisions(f.ctx(), f.pass, decisions)
	f.ok(err)
	printed, err := f.r.PrintedActs(f.ctx(), f.pass, papers)
	f.ok(err)
	f.same("aliases", aliases, b.Aliases)
	for i := range int64(n) {
		if gotNumbers[numbers[i]] != people[i] || gotBooks[books[i]] != register.HouseholdID(i+1) || byID[ids[i]] != register.Seq(i) ||
			!slices.Equal(children[parents[i]], []int64{i + 1}) || !slices.Equal(households[people[i]], []int64{i + 1}) ||
			decided[decisions[i]] != register.Seq(i) || printed[papers[i]] != register.Seq(i) {
			f.Fatalf("element %d is wrong", i)
		}
	}
	f.same("lengths", []int{len(gotNumbers), len(gotBooks), len(children), len(households), len(byID), len(decided), len(printed)}, []int{n, n, n, n, n, n, n})
}

func actPages(f *fixture) {
	f.found()
	var all []store.Act
	for range 5 {
		f.write(func(b *store.Batch) { addActs(b, 30); all = append(all, b.Acts...) })
	}
	for _, size := range []int{1, 7, 150, 1000} {
		var got []store.Act
		for {
			page, err := f.r.ActsFrom(f.ctx(), f.pass, register.Seq(len(got)), size)
			f.ok(err)
			if len(page) == 0 {
				break
			}
			if len(page) > size {
				f.Fatalf("%d acts where %d were asked for", len(page), size)
			}
			got = append(got, page...)
		}
		f.same(fmt.Sprint("pages of ", size), got, all)
	}
}

func seqAt(f *fixture) {
	f.found()
	f.write(func(b *store.Batch) { addActs(b, 100) }) // at 10, 20, … 1000
	for _, c := range []struct {
		micros int64
		seq    register.Seq
		ok     bool
	}{{math.MinInt64, 0, false}, {9, 0, false}, {10, 0, true}, {19, 0, true}, {20, 1, true}, {999, 98, true}, {1000, 99, true}, {math.MaxInt64, 99, true}} {
		seq, ok, err := f.r.SeqAt(f.ctx(), c.micros)
		f.ok(err)
		if seq != c.seq || ok != c.ok {
			f.Fatalf("at %d: %d, %v; want %d, %v", c.micros, seq, ok, c.seq, c.ok)
		}
	}
}

func walkSubjects(f *fixture) {
	f.found()
	const n = 2500 // more than one page of any implementation
	f.write(func(b *store.Batch) {
		for range n {
			addPerson(b)
		}
		home := register.HouseholdRef(1)
		addSubject(b, home, store.Projection{Ref: home})
	})
	for _, c := range []struct{ from, stop, want int64 }{{0, n, n}, {2000, n, 501}, {n + 1, n, 0}, {1, 3, 3}} {
		var ids []int64
		for s, err := range f.r.EachSubject(f.ctx(), f.pass, register.SubjectPerson, c.from) {
			f.ok(err)
			ids = append(ids, s.Ref.ID)
			if int64(len(ids)) == c.stop {
				break
			}
		}
		if int64(len(ids)) != c.want || !slices.IsSorted(ids) || c.want > 0 && ids[0] != max(c.from, 1) {
			f.Fatalf("from %d: %d documents", c.from, len(ids))
		}
	}
}

func walkSealed(f *fixture) {
	f.found()
	var want []store.Sealed
	f.write(func(b *store.Batch) {
		addActs(b, 900)
		for i := range b.Acts {
			for _, name := range []string{"cause", "origin", "ຄຳ"} { // more than one page, which ends between two parts of an act
				want = append(want, store.Sealed{Seq: b.Acts[i].Seq, Subject: register.PersonRef(register.PersonID(i%7 + 1)), Name: name, Box: []byte(name)})
			}
		}
		b.Sealed = slices.Clone(want)
		slices.Reverse(b.Sealed)
	})
	for _, stop := range []int{1, 1000, 1001, len(want)} {
		var got []store.Sealed
		for p, err := range f.r.EachSealed(f.ctx(), f.pass, 0) {
			f.ok(err)
			if got = append(got, p); len(got) == stop {
				break
			}
		}
		f.same(fmt.Sprint("the first ", stop), got, want[:stop])
	}
}

func firstAndLast(f *fixture) {
	f.found()
	const office = "0101"
	first, last := register.PrintedNumber{Office: office, No: 1}, register.PrintedNumber{Office: office, Year: store.MaxYear, No: 1<<31 - 1}
	f.write(func(b *store.Batch) {
		addActs(b, 2)
		b.Printed = []store.Printed{{PrintedNumber: first}, {PrintedNumber: last, Seq: 1}}
		addPerson(b, store.NameKey{Key: "kham", Year: store.MaxYear})
		for i, level := range []int{0, 63} {
			b.Nodes = append(b.Nodes, store.Node{Level: level, N: 0, Hash: bytes.Repeat([]byte{byte(i + 1)}, 32)})
		}
	})
	printed, err := f.r.PrintedActs(f.ctx(), f.pass, []register.PrintedNumber{first, last, {Office: office, Year: -1, No: 1}, {Office: office, Year: store.MaxYear + 1, No: 1<<31 - 1}})
	f.ok(err)
	f.same("printed", printed, map[register.PrintedNumber]register.Seq{first: 0, last: 1})
	for year, want := range map[int]int{-1: 0, 0: first.No, 1: 0, store.MaxYear: last.No, store.MaxYear + 1: 0} {
		no, err := f.r.LastPrinted(f.ctx(), office, year)
		f.ok(err)
		f.same(fmt.Sprint("the last number on paper of ", year), no, want)
	}
	for level, want := range map[int]int{-1: 0, 0: 1, 1: 0, 63: 1, 64: 0} {
		for _, n := range []int64{1, math.MaxInt64} {
			nodes, err := f.r.Nodes(f.ctx(), level, 0, n)
			f.ok(err)
			f.same(fmt.Sprint("nodes of level ", level), len(nodes), want)
		}
	}
	found, err := f.r.SearchNames(f.ctx(), f.pass, []store.KeyRange{{Prefix: "kham"}}, [2]int{store.MaxYear, store.MaxYear + 1}, 1)
	f.ok(err)
	f.same("born in the last year", found, []register.PersonID{1})
	for limit := -1; limit <= 0; limit++ {
		found, err := f.r.SearchNames(f.ctx(), f.pass, []store.KeyRange{{Prefix: "kham"}}, [2]int{}, limit)
		f.ok(err)
		f.same("people up to none", len(found), 0)
	}
}

func checkpoints(f *fixture) {
	f.found()
	f.ok(f.r.PutCheckpoint(f.ctx(), 5, []byte("five\n")))
	f.ok(f.r.PutCheckpoint(f.ctx(), 90, []byte("ninety\n")))
	f.ok(f.r.PutCheckpoint(f.ctx(), 7, []byte("seven\n")))
	f.ok(f.r.PutCheckpoint(f.ctx(), 90, []byte("another ninety\n")))
	size, note, err := f.r.LastCheckpoint(f.ctx())
	f.ok(err)
	f.same("size", size, int64(90))
	f.same("note", string(note), "ninety\n")
}

func sortRefs(list []register.Ref) []register.Ref {
	slices.SortFunc(list, func(a, b register.Ref) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	return list
}
