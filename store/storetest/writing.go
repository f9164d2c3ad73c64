package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"

	"samano/register"
	"samano/store"
	"samano/store/memstore"
)

func sealedParts(f *fixture) {
	f.found()
	child := register.PersonRef(1)
	f.write(func(b *store.Batch) {
		addActs(b, 2)
		b.Sealed = []store.Sealed{{Seq: 0, Subject: child, Name: "cause", Box: []byte("box")}, {Seq: 1, Subject: child, Name: "cause", Box: []byte("another")}}
	})
	f.write(func(b *store.Batch) {
		b.DeleteSealed = []store.Sealed{{Seq: 0, Name: "cause"}, {Seq: 0, Name: "absent"}}
		b.Replaced = []store.Act{{Seq: 1, Body: []byte("erased")}}
	})
	for seq, want := range []int{0, 1} {
		parts, err := f.r.Sealed(f.ctx(), f.pass, register.Seq(seq))
		f.ok(err)
		f.same("parts", len(parts), want)
	}
	acts, err := f.r.ActsFrom(f.ctx(), f.pass, 0, 10)
	f.ok(err)
	f.same("bodies", []string{string(acts[0].Body), string(acts[1].Body)}, []string{"body of 0", "erased"})
	f.same("leaves and ids stay", len(acts[1].Leaf)+len(acts[1].ID), 32+36)
	f.refuse(register.Internal, func(b *store.Batch) { b.Replaced = []store.Act{{Seq: 2, Body: []byte("of no act")}} })
}

func unicode(f *fixture) {
	f.found()
	texts := []string{"ນ້ຳ", "ນ້ໍາ", "ຄຳ", "Nguyễn", "e\u0301", "é", "Þór", "王", "𞄀𞄄", "\U0010fffd", "'; drop table person; --", "%_\\", " ", "\u200b", "\ufeff"}
	f.write(func(b *store.Batch) {
		for i, text := range texts {
			addPerson(b, store.NameKey{Key: text, Year: 2000})
			b.Subjects[2*i].Doc = []byte(text)
			home := register.HouseholdRef(register.HouseholdID(i + 1))
			addSubject(b, home, store.Projection{Ref: home, Books: []string{text}})
		}
	})
	books, err := f.r.Books(f.ctx(), f.pass, texts)
	f.ok(err)
	for i, text := range texts {
		f.same(fmt.Sprintf("book %q", text), books[text], register.HouseholdID(i+1))
		found, err := f.r.SearchNames(f.ctx(), f.pass, []store.KeyRange{{Prefix: text, Exact: true}}, [2]int{}, 10)
		f.ok(err)
		f.same(fmt.Sprintf("bearer of %q", text), found, []register.PersonID{register.PersonID(i + 1)})
		docs, err := f.r.Subjects(f.ctx(), f.pass, []register.Ref{register.PersonRef(register.PersonID(i + 1))})
		f.ok(err)
		f.same(fmt.Sprintf("document %q", text), string(docs[0].Doc), text)
	}
}

func bigRows(f *fixture) {
	f.found()
	doc := []byte(`"` + strings.Repeat("ລາວ", 1<<20) + `"`)
	body := bytes.Repeat([]byte{0, 1, 2, 255}, 1<<19)
	f.write(func(b *store.Batch) {
		addActs(b, 1)
		b.Acts[0].Body = body
		addPerson(b)
		b.Subjects[0].Doc = doc
	})
	subjects, err := f.r.Subjects(f.ctx(), f.pass, []register.Ref{register.PersonRef(1)})
	f.ok(err)
	acts, err := f.r.Acts(f.ctx(), f.pass, []register.Seq{0})
	f.ok(err)
	if !bytes.Equal(subjects[0].Doc, doc) || !bytes.Equal(acts[0].Body, body) {
		f.Fatal("a big row came back changed")
	}
	f.refuse(register.TooLarge, func(b *store.Batch) {
		addActs(b, 1)
		b.Acts[0].Body = make([]byte, store.MaxRowBytes+1)
	})
}

func restart(f *fixture) {
	f.found()
	var b *store.Batch
	f.write(func(batch *store.Batch) { b = batch; fullBatch(batch) })
	f.ok(f.r.PutCheckpoint(f.ctx(), 3, []byte("note")))
	f.ok(f.r.Close())
	f.r = f.open()
	founding, err := f.r.Founding(f.ctx())
	f.ok(err)
	f.same("founding", founding, theFounding)
	head, err := f.r.Head(f.ctx())
	f.ok(err)
	f.same("head", head, b.Head)
	f.same("rows", f.rows(f.r), rowsOf(b))
	f.same("documents", f.subjects(f.r), sortSubjects(b.Subjects))
	_, note, err := f.r.LastCheckpoint(f.ctx())
	f.ok(err)
	f.same("checkpoint", string(note), "note")
	f.write(func(b *store.Batch) { addActs(b, 1) })
}

func isolation(f *fixture) {
	f.found()
	other := f.open()
	tx, b := f.begin(f.r)
	fullBatch(b)
	f.ok(tx.Write(f.ctx(), b))
	count := func(r store.Reader) int {
		f.Helper()
		acts, err := r.ActsFrom(f.ctx(), f.pass, 0, 10)
		f.ok(err)
		subjects, err := r.Subjects(f.ctx(), f.pass, []register.Ref{register.PersonRef(1)})
		f.ok(err)
		head, err := r.Head(f.ctx())
		f.ok(err)
		numbers, err := r.Numbers(f.ctx(), f.pass, []register.Number{number(1)})
		f.ok(err)
		return len(acts) + len(subjects) + int(head.Size) + len(numbers)
	}
	f.same("the transaction", count(tx), 8)
	f.same("a reader", count(f.r), 0)
	f.same("another process", count(other), 0)

	next := &store.Batch{Head: b.Head} // a second write goes on from the first
	addActs(next, 1)
	f.ok(tx.Write(f.ctx(), next))
	f.same("the transaction, after more", count(tx), 10)
	f.ok(tx.Commit(f.ctx()))
	f.same("a reader, after the commit", count(f.r), 10)
	f.same("another process, after the commit", count(other), 10)
	f.ok(tx.Rollback()) // nothing
	f.same("a reader, at the end", count(f.r), 10)
}

func rollback(f *fixture) {
	f.found()
	before, err := f.r.Head(f.ctx())
	f.ok(err)
	for range 2 {
		tx, b := f.begin(f.r)
		fullBatch(b)
		f.ok(tx.Write(f.ctx(), b))
		f.ok(tx.Rollback())
		_, err = tx.Head(f.ctx())
		if err == nil {
			f.Fatal("a transaction answers after its end")
		}
	}
	after, err := f.r.Head(f.ctx())
	f.ok(err)
	f.same("head", after, before)
	f.same("rows", f.rows(f.r), []store.ProjectionRow(nil))
	f.same("documents", f.subjects(f.r), []store.Subject(nil))
	parts, err := f.r.Sealed(f.ctx(), f.pass, 1)
	f.ok(err)
	f.same("parts", len(parts), 0)
	f.write(fullBatch)
}

func oneWriter(f *fixture) {
	f.found()
	for name, second := range map[string]store.Register{"the same process": f.r, "another process": f.open()} {
		tx, b := f.begin(f.r)
		addActs(b, 1)
		f.ok(tx.Write(f.ctx(), b))
		waiting, cancel := context.WithCancel(f.ctx())
		refused := make(chan error)
		go func() {
			_, err := second.Begin(waiting)
			refused <- err
		}()
		cancel()
		f.kind(<-refused, register.Unavailable)

		got := make(chan int64)
		go func() {
			next, err := second.Begin(f.ctx())
			if err != nil {
				f.Error(name, err)
				close(got)
				return
			}
			h, err := next.Head(f.ctx())
			if err := errors.Join(err, next.Rollback()); err != nil {
				f.Error(name, err)
			}
			got <- h.Size
		}()
		select {
		case size := <-got:
			f.Fatalf("%s: a second writer began with %d acts while the first was writing", name, size)
		default:
		}
		f.ok(tx.Commit(f.ctx()))
		f.same(name+": what the second writer begins with", <-got, b.Head.Size)
	}
}

// writers lets several goroutines on two handles write batches of acts.
func writers(f *fixture, each, acts int) *sync.WaitGroup {
	var wg sync.WaitGroup
	for _, r := range []store.Register{f.r, f.open()} {
		for range 3 {
			wg.Go(func() {
				for range each {
					if err := writeActs(f, r, acts); err != nil {
						f.Error(err)
						return
					}
				}
			})
		}
	}
	return &wg
}

func writeActs(f *fixture, r store.Register, n int) error {
	tx, err := r.Begin(f.ctx())
	if err != nil {
		return err
	}
	defer tx.Rollback()
	h, err := tx.Head(f.ctx())
	if err != nil {
		return err
	}
	b := &store.Batch{Head: h, New: map[register.Ref]bool{}}
	addActs(b, n)
	addPerson(b)
	b.Head.Counter++
	if err := tx.Write(f.ctx(), b); err != nil {
		return err
	}
	return tx.Commit(f.ctx())
}

func sideBySide(f *fixture) {
	f.found()
	writers(f, 20, 2).Wait()
	h, err := f.r.Head(f.ctx())
	f.ok(err)
	f.same("acts, numbers and people", []int64{h.Size, int64(h.Counter), h.NextPerson - 1}, []int64{240, 120, 120})
	f.same("people", len(f.subjects(f.r)), 120)
}

func feedUnderWriters(f *fixture) {
	f.found()
	wg := writers(f, 15, 3)
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	const all = 2 * 3 * 15 * 3
	var next register.Seq
	for ended := false; next < all; {
		acts, err := f.r.ActsFrom(f.ctx(), f.pass, next, 7)
		f.ok(err)
		for _, a := range acts {
			if a.Seq != next {
				f.Fatalf("act %d after act %d", a.Seq, next-1)
			}
			next++
		}
		if ended && len(acts) == 0 {
			f.Fatalf("the feed ends at %d of %d", next, all)
		}
		select {
		case <-done:
			ended = true
		default:
		}
	}
	<-done
}

func cancelled(f *fixture) {
	f.found()
	ctx, cancel := context.WithCancel(f.ctx())
	tx, err := f.r.Begin(ctx)
	f.ok(err)
	h, err := tx.Head(ctx)
	f.ok(err)
	b := &store.Batch{Head: h, New: map[register.Ref]bool{}, Aliases: map[register.ClientID]register.Ref{}}
	fullBatch(b)
	cancel()
	f.kind(tx.Write(ctx, b), register.Unavailable)
	f.ok(tx.Rollback())
	_, err = f.r.Head(ctx)
	f.kind(err, register.Unavailable)
	f.write(fullBatch)
}

func conflicts(f *fixture) {
	f.found()
	var b *store.Batch
	f.write(func(batch *store.Batch) { b = batch; fullBatch(batch) })
	before := f.rows(f.r)
	for name, fill := range map[string]func(*store.Batch){
		"act id":          func(n *store.Batch) { addActs(n, 1); n.Acts[0].ID = b.Acts[1].ID },
		"act id in batch": func(n *store.Batch) { addActs(n, 2); n.Acts[0].ID = n.Acts[1].ID },
		"number":          func(n *store.Batch) { addPerson(n); n.Projections[0].Number = number(1) },
		"number in batch": func(n *store.Batch) { addPerson(n); addPerson(n); n.Projections[0].Number = n.Projections[1].Number },
		"former number":   func(n *store.Batch) { addPerson(n); n.Projections[0].Former = []register.Number{number(70)} },
		"book": func(n *store.Batch) {
			h := register.HouseholdRef(2)
			addSubject(n, h, store.Projection{Ref: h, Books: []string{"0101-1"}})
		},
		"alias":    func(n *store.Batch) { n.Aliases[register.ClientID(uuid('c', 1))] = register.PersonRef(2) },
		"decision": func(n *store.Batch) { n.Decisions = b.Decisions },
		"decision in batch": func(n *store.Batch) {
			n.Decisions = []store.Decision{{Authority: "a", Reference: "r", Seq: 1}, {Authority: "a", Reference: "r", Seq: 2}}
		},
		"number on paper": func(n *store.Batch) { n.Printed = b.Printed },
		"new subject":     func(n *store.Batch) { n.Head.NextPerson = 1; addPerson(n); n.Projections[0].Number = number(50) },
		"row not replaced": func(n *store.Batch) {
			p := b.Projections[0]
			p.Number = number(51)
			replace(n, store.Projection{Ref: p.Ref, Number: number(1)}, p)
		},
	} {
		f.T.Log(name)
		f.refuse(register.Conflict, fill)
	}
	f.same("rows", f.rows(f.r), before)
	f.write(func(n *store.Batch) { addActs(n, 1); addPerson(n) })
}

func refused(f *fixture) {
	f.found()
	long := strings.Repeat("k", store.MaxKeyBytes+1)
	for name, c := range map[string]struct {
		kind register.ErrorKind
		fill func(*store.Batch)
	}{
		"NUL in a document":         {register.Invalid, func(b *store.Batch) { addPerson(b); b.Subjects[0].Doc = []byte("{\x00}") }},
		"document of broken UTF-8":  {register.Invalid, func(b *store.Batch) { addPerson(b); b.Subjects[0].Doc = []byte("\xff") }},
		"a surrogate in a document": {register.Invalid, func(b *store.Batch) { addPerson(b); b.Subjects[0].Doc = []byte("\xed\xa0\x80") }},
		"NUL in a key":              {register.Invalid, func(b *store.Batch) { addPerson(b, store.NameKey{Key: "a\x00"}) }},
		"empty key":                 {register.Invalid, func(b *store.Batch) { addPerson(b, store.NameKey{}) }},
		"long key":                  {register.TooLarge, func(b *store.Batch) { addPerson(b, store.NameKey{Key: long}) }},
		"year of a key":             {register.Invalid, func(b *store.Batch) { addPerson(b, store.NameKey{Key: "a", Year: 12543}) }},
		"number of letters":         {register.Invalid, func(b *store.Batch) { addPerson(b); b.Projections[0].Number = "12A" }},
		"number with leading zero":  {register.Invalid, func(b *store.Batch) { addPerson(b); b.Projections[0].Number = "012" }},
		"former number of letters":  {register.Invalid, func(b *store.Batch) { addPerson(b); b.Projections[0].Former = []register.Number{"12A"} }},
		"Lao digits":                {register.Invalid, func(b *store.Batch) { addPerson(b); b.Projections[0].Number = "໑໒" }},
		"act id in capitals": {register.Invalid, func(b *store.Batch) {
			addActs(b, 1)
			b.Acts[0].ID = register.ActID(strings.ToUpper(uuid(0xab, 1)))
		}},
		"client id that is none":         {register.Invalid, func(b *store.Batch) { b.Aliases["x"] = register.PersonRef(1) }},
		"NUL in a book":                  {register.Invalid, func(b *store.Batch) { addPerson(b); b.Projections[0].Books = []string{"\x00"} }},
		"NUL in a dwelling":              {register.Invalid, func(b *store.Batch) { addPerson(b); b.Projections[0].Dwellings = []string{"\x00"} }},
		"broken reference of a decision": {register.Invalid, func(b *store.Batch) { b.Decisions = []store.Decision{{Authority: "a", Reference: "\xc3"}} }},
		"number on paper 0": {register.Invalid, func(b *store.Batch) {
			b.Printed = []store.Printed{{PrintedNumber: register.PrintedNumber{Office: "01", Year: 2026}}}
		}},
		"subject twice":              {register.Internal, func(b *store.Batch) { addPerson(b); b.Subjects = append(b.Subjects, b.Subjects[0]) }},
		"projection without subject": {register.Internal, func(b *store.Batch) { b.Projections = []store.Projection{{Ref: register.PersonRef(1)}} }},
	} {
		f.T.Log(name)
		f.refuse(c.kind, c.fill)
	}
	f.same("rows", f.rows(f.r), []store.ProjectionRow(nil))
}

func contiguous(f *fixture) {
	f.found()
	f.write(func(b *store.Batch) { addActs(b, 3) })
	f.refuse(register.Internal, func(b *store.Batch) { b.Head.Size++; addActs(b, 1) })
	f.refuse(register.Internal, func(b *store.Batch) { b.Head.Size--; addActs(b, 1) })
	f.refuse(register.Internal, func(b *store.Batch) { addActs(b, 1); b.Head.Size++ })
	f.write(func(b *store.Batch) { addActs(b, 1) })
}

func replaced(f *fixture) {
	f.found()
	var old store.Projection
	f.write(func(b *store.Batch) {
		old = addPerson(b, store.NameKey{Key: "kham", Year: 1980}, store.NameKey{Key: "noy", Year: 1980})
		old.ChildOf = []register.PersonID{7, 8}
		b.Projections[0] = old
	})
	next := old
	next.Keys = []store.NameKey{{Key: "noy", Year: 1980, Person: 1}, {Key: "keo", Year: 1980, Person: 1}, {Key: "keo", Year: 1980, Person: 1}}
	next.ChildOf = []register.PersonID{8, 9}
	f.write(func(b *store.Batch) { replace(b, old, next) })
	f.same("rows", f.rows(f.r), next.Rows())
	children, err := f.r.Children(f.ctx(), f.pass, []register.PersonID{7, 8, 9})
	f.ok(err)
	f.same("children", children, map[register.PersonID][]int64{8: {1}, 9: {1}})

	f.write(func(b *store.Batch) { // a document without a projection leaves the rows
		b.Subjects = []store.Subject{{Ref: next.Ref, Seq: 5, Doc: []byte("{}")}}
	})
	f.same("rows after a document only", f.rows(f.r), next.Rows())
	none := store.Projection{Ref: next.Ref}
	f.write(func(b *store.Batch) { replace(b, next, none) }) // voided: they should never have been entered
	f.same("rows of the voided", f.rows(f.r), []store.ProjectionRow(nil))
	f.write(func(b *store.Batch) { replace(b, none, old) })
	f.same("rows after the annulment", f.rows(f.r), old.Rows())
}

func moves(f *fixture) {
	f.found()
	one, two := register.HouseholdRef(1), register.HouseholdRef(2)
	var a, b2 store.Projection
	f.write(func(b *store.Batch) {
		a, b2 = addPerson(b), addPerson(b)
		addSubject(b, one, store.Projection{Ref: one, Books: []string{"x", "y"}})
		addSubject(b, two, store.Projection{Ref: two, Books: []string{"z"}})
	})
	f.write(func(b *store.Batch) {
		swapA, swapB := a, b2
		swapA.Number, swapB.Number = b2.Number, a.Number
		replace(b, a, swapA)
		replace(b, b2, swapB)
		replace(b, store.Projection{Ref: one, Books: []string{"x", "y"}}, store.Projection{Ref: one, Books: []string{"z", "y"}})
		replace(b, store.Projection{Ref: two, Books: []string{"z"}}, store.Projection{Ref: two, Books: []string{"x"}})
	})
	numbers, err := f.r.Numbers(f.ctx(), f.pass, []register.Number{a.Number, b2.Number})
	f.ok(err)
	f.same("numbers", numbers, map[register.Number]register.PersonID{a.Number: 2, b2.Number: 1})
	books, err := f.r.Books(f.ctx(), f.pass, []string{"x", "y", "z"})
	f.ok(err)
	f.same("books", books, map[string]register.HouseholdID{"x": 2, "y": 1, "z": 1})
}

func clearAndRebuild(f *fixture) {
	f.found()
	var b *store.Batch
	f.write(func(batch *store.Batch) { b = batch; fullBatch(batch) })
	rows, docs := f.rows(f.r), f.subjects(f.r)

	for _, commit := range []bool{false, true} {
		tx, again := f.begin(f.r)
		f.ok(f.r.Clear(f.ctx(), tx))
		again.Subjects, again.New, again.Projections = b.Subjects[:2], b.New, b.Projections[:2]
		f.ok(tx.Write(f.ctx(), again))
		again.Subjects, again.Projections = b.Subjects[2:], b.Projections[2:]
		again.Aliases, again.Decisions, again.Printed = b.Aliases, b.Decisions, b.Printed
		f.same("rows seen by others", f.rows(f.r), rows)
		if commit {
			f.ok(tx.Write(f.ctx(), again))
			f.ok(tx.Commit(f.ctx()))
		} else {
			f.ok(tx.Rollback())
		}
		f.same("rows", f.rows(f.r), rows)
		f.same("documents", f.subjects(f.r), docs)
	}
	acts, err := f.r.ActsFrom(f.ctx(), f.pass, 0, 10)
	f.ok(err)
	f.same("acts", acts, b.Acts)
	parts, err := f.r.Sealed(f.ctx(), f.pass, 1)
	f.ok(err)
	f.same("sealed parts", len(parts), 2)
	nodes, err := f.r.Nodes(f.ctx(), 8, 0, 10)
	f.ok(err)
	f.same("nodes", len(nodes), 2)
}

// randomHistory writes the same random batches into the fake and the database.
func randomHistory(f *fixture) {
	fake := memstore.New()
	f.found()
	f.ok(fake.Found(f.ctx(), theFounding, store.Head{NextPerson: 1, NextHousehold: 1, NextPlace: 1}))
	rng := rand.New(rand.NewPCG(1, 2))
	current := map[register.Ref]store.Projection{}
	for range 60 {
		tx, b := f.begin(f.r)
		randomBatch(rng, b, current)
		f.ok(tx.Write(f.ctx(), b))
		f.ok(tx.Commit(f.ctx()))
		fakeTx, err := fake.Begin(f.ctx())
		f.ok(err)
		f.ok(fakeTx.Write(f.ctx(), b))
		f.ok(fakeTx.Commit(f.ctx()))
	}
	f.same("rows", f.rows(f.r), f.rows(fake))
	f.same("documents", f.subjects(f.r), f.subjects(fake))
	for range 200 {
		words := make([]store.KeyRange, 1+rng.IntN(3))
		for i := range words {
			words[i] = store.KeyRange{Prefix: randomKey(rng)[:1+rng.IntN(3)], Exact: rng.IntN(3) == 0}
		}
		years := [2]int{}
		if rng.IntN(2) == 0 {
			years[0] = 1990 + rng.IntN(10)
			years[1] = years[0] + rng.IntN(4)
		}
		want, err := fake.SearchNames(f.ctx(), f.pass, words, years, 5000)
		f.ok(err)
		got, err := f.r.SearchNames(f.ctx(), f.pass, words, years, 5000)
		f.ok(err)
		f.same(fmt.Sprint("search ", words, years), sorted(got), sorted(want))
	}
}

func randomKey(rng *rand.Rand) string {
	b := make([]byte, 3)
	for i := range b {
		b[i] = "abc"[rng.IntN(3)]
	}
	return string(b)
}

func randomBatch(rng *rand.Rand, b *store.Batch, current map[register.Ref]store.Projection) {
	addActs(b, rng.IntN(4))
	touched := map[register.Ref]bool{}
	for range 1 + rng.IntN(80) {
		var old store.Projection
		id := register.PersonID(1 + rng.Int64N(b.Head.NextPerson))
		ref := register.PersonRef(id)
		if touched[ref] {
			continue
		}
		touched[ref] = true
		p := store.Projection{Ref: ref, Number: number(int64(id))}
		for range rng.IntN(4) {
			p.Keys = append(p.Keys, store.NameKey{Key: randomKey(rng), Year: []int{0, 1990 + rng.IntN(12)}[rng.IntN(2)], Person: id})
			p.ChildOf = append(p.ChildOf, register.PersonID(1+rng.IntN(50)))
		}
		old, had := current[ref]
		current[ref] = p
		if had {
			replace(b, old, p)
			continue
		}
		b.Head.NextPerson = max(b.Head.NextPerson, int64(id)+1)
		addSubject(b, ref, p)
	}
}
