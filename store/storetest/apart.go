package storetest

import (
	"samano/register"
	"samano/store"
)

// decisionsApart: authorities count by themselves, and so do offices and years on paper.
func decisionsApart(f *fixture) {
	f.found()
	court := func(code, reference string, seq register.Seq) store.Decision {
		return store.Decision{Authority: "court/" + code, Reference: reference, Seq: seq}
	}
	printed := func(office register.OfficeID, year, no int, seq register.Seq) store.Printed {
		return store.Printed{PrintedNumber: register.PrintedNumber{Office: office, Year: year, No: no}, Seq: seq}
	}
	f.write(func(b *store.Batch) {
		addActs(b, 4)
		b.Decisions = []store.Decision{court("1", "5", 0), court("2", "5", 1), court("1", "6", 2)}
		b.Printed = []store.Printed{printed("01", 2025, 9, 0), printed("01", 2026, 3, 1), printed("01", 2026, 7, 2), printed("02", 2026, 3, 3)}
	})
	key := func(d store.Decision) store.Decision { d.Seq = 0; return d }
	for _, d := range []store.Decision{court("1", "5", 0), court("2", "5", 1), court("1", "6", 2)} {
		got, err := f.r.Decisions(f.ctx(), f.pass, []store.Decision{key(d)})
		f.ok(err)
		f.same(d.Text(), got, map[store.Decision]register.Seq{key(d): d.Seq})
	}
	got, err := f.r.Decisions(f.ctx(), f.pass, []store.Decision{key(court("2", "6", 0)), key(court("3", "5", 0))})
	f.ok(err)
	f.same("decisions of nobody", len(got), 0)

	for _, p := range []store.Printed{printed("01", 2025, 9, 0), printed("01", 2026, 3, 1), printed("01", 2026, 7, 2), printed("02", 2026, 3, 3)} {
		got, err := f.r.PrintedActs(f.ctx(), f.pass, []register.PrintedNumber{p.PrintedNumber})
		f.ok(err)
		f.same(p.Text(), got, map[register.PrintedNumber]register.Seq{p.PrintedNumber: p.Seq})
	}
	absent, err := f.r.PrintedActs(f.ctx(), f.pass, []register.PrintedNumber{{Office: "01", Year: 2025, No: 3}, {Office: "02", Year: 2026, No: 7}, {Office: "02", Year: 2025, No: 9}})
	f.ok(err)
	f.same("numbers that nothing bears", len(absent), 0)
	for _, c := range []struct {
		office register.OfficeID
		year   int
		want   int
	}{{"01", 2025, 9}, {"01", 2026, 7}, {"02", 2026, 3}, {"02", 2025, 0}, {"01", 2027, 0}, {"00", 2026, 0}} {
		last, err := f.r.LastPrinted(f.ctx(), c.office, c.year)
		f.ok(err)
		if last != c.want {
			f.Fatalf("the last number of %s in %d is %d, want %d", c.office, c.year, last, c.want)
		}
	}
}

// removalsApart: what one subject no longer says, others still say.
func removalsApart(f *fixture) {
	f.found()
	var people []store.Projection
	homes := []store.Projection{
		{Ref: register.HouseholdRef(1), Members: []register.PersonID{1, 2}, Books: []string{"a", "b"}, Dwellings: []string{"3/12", "3/13"}},
		{Ref: register.HouseholdRef(2), Members: []register.PersonID{2, 1, 3}, Books: []string{"c"}, Dwellings: []string{"3/12"}},
		{Ref: register.HouseholdRef(3), Members: []register.PersonID{1, 2}},
	}
	f.write(func(b *store.Batch) {
		for range 4 {
			p := addPerson(b, store.NameKey{Key: "kham", Year: 1980}, store.NameKey{Key: "kham", Year: 1981}, store.NameKey{Key: "noy", Year: 1980})
			p.ChildOf = []register.PersonID{20, 21}
			b.Projections[len(b.Projections)-1] = p
			people = append(people, p)
		}
		for _, h := range homes {
			addSubject(b, h.Ref, h)
		}
	})
	changed := people[1]
	changed.Keys, changed.ChildOf, changed.Number = changed.Keys[1:], []register.PersonID{21}, ""
	less := store.Projection{Ref: homes[1].Ref, Members: []register.PersonID{1, 3}}
	more := homes[0] // comes to a member later than the household of a greater id
	more.Members, more.Dwellings = []register.PersonID{1, 2, 3}, []string{"3/12", "3/14"}
	f.write(func(b *store.Batch) {
		replace(b, people[1], changed)
		replace(b, homes[1], less)
		replace(b, homes[0], more)
	})
	var want []store.ProjectionRow
	for _, p := range []store.Projection{people[0], changed, people[2], people[3], more, less, homes[2]} {
		want = append(want, p.Rows()...)
	}
	sortRows(want)
	f.same("rows", f.rows(f.r), want)
	children, err := f.r.Children(f.ctx(), f.pass, []register.PersonID{21, 20})
	f.ok(err)
	f.same("children", children, map[register.PersonID][]int64{20: {1, 3, 4}, 21: {1, 2, 3, 4}})
	households, err := f.r.Households(f.ctx(), f.pass, []register.PersonID{1, 2, 3, 4})
	f.ok(err)
	f.same("households", households, map[register.PersonID][]int64{1: {1, 2, 3}, 2: {1, 3}, 3: {1, 2}})
	for key, want := range map[string][]register.Ref{"3/12": {more.Ref}, "3/13": nil, "3/14": {more.Ref}} {
		living, err := f.r.Dwellings(f.ctx(), f.pass, []string{key})
		f.ok(err)
		f.same("under "+key, sortRefs(living), want)
	}
	numbers, err := f.r.Numbers(f.ctx(), f.pass, []register.Number{number(1), number(2), number(3)})
	f.ok(err)
	f.same("numbers", numbers, map[register.Number]register.PersonID{number(1): 1, number(3): 3})
}

// partsApart: parts of acts, bodies and inner hashes, each for itself.
func partsApart(f *fixture) {
	f.found()
	child := register.PersonRef(1)
	f.write(func(b *store.Batch) {
		addActs(b, 3)
		b.Head.Counter, b.Head.PlacesSeq, b.Head.Projections = 77, 2, 5
		for seq := range register.Seq(3) {
			for _, name := range []string{"a", "b", "c"} {
				b.Sealed = append(b.Sealed, store.Sealed{Seq: seq, Subject: child, Name: name, Box: []byte(name)})
			}
		}
		for level := 8; level <= 9; level++ {
			for n := range int64(4) {
				b.Nodes = append(b.Nodes, store.Node{Level: level, N: n, Hash: []byte{byte(level), byte(n), 31: 0}})
			}
		}
	})
	f.write(func(b *store.Batch) {
		b.DeleteSealed = []store.Sealed{{Seq: 1, Name: "b"}}
		b.Replaced = []store.Act{{Seq: 1, Body: []byte("erased")}}
	})
	for seq, want := range []string{"abc", "ac", "abc"} {
		parts, err := f.r.Sealed(f.ctx(), f.pass, register.Seq(seq))
		f.ok(err)
		names := ""
		for _, p := range parts {
			names += p.Name
		}
		f.same("sealed parts", names, want)
	}
	acts, err := f.r.ActsFrom(f.ctx(), f.pass, 0, 9)
	f.ok(err)
	for seq, want := range []string{"body of 0", "erased", "body of 2"} {
		f.same("bodies", string(acts[seq].Body), want)
	}
	nodes, err := f.r.Nodes(f.ctx(), 8, 1, 2)
	f.ok(err)
	f.same("nodes", nodes, [][]byte{{8, 1, 31: 0}, {8, 2, 31: 0}})
	h, err := f.r.Head(f.ctx())
	f.ok(err)
	f.same("head", []int64{int64(h.Counter), int64(h.PlacesSeq), h.Projections}, []int64{77, 2, 5})
}
