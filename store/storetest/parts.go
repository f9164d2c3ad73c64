package storetest

import (
	"fmt"
	"slices"

	"samano/register"
	"samano/store"
)

// parts wants the parts into which each table is cut to hold each row once, and those that they
// say they hold; and the same of the matcher's index.
func parts(f *fixture) {
	f.found()
	for n := range 30 {
		f.write(func(b *store.Batch) {
			if n == 0 {
				fullBatch(b)
				return
			}
			addActs(b, 1)
			seq := register.Seq(b.Head.Size - 1)
			p := addPerson(b, store.NameKey{Key: fmt.Sprint("k", n%3), Year: 1900 + n}, store.NameKey{Key: "all", Year: 1900 + n})
			at := len(b.Projections) - 1
			b.Projections[at].Former = []register.Number{number(500_000 - int64(n))}
			b.Projections[at].ChildOf = []register.PersonID{register.PersonID(1 + n%5)}
			b.Projections[at].Dwellings = []string{fmt.Sprint("0101/", n%4)}
			home := register.HouseholdRef(register.HouseholdID(100 + n))
			addSubject(b, home, store.Projection{Ref: home, Members: []register.PersonID{register.PersonID(p.Ref.ID)}, Books: []string{fmt.Sprint("B-", n)}})
			b.Aliases[register.ClientID(uuid(0xa0, int64(n*7%31)))] = p.Ref
			b.Decisions = append(b.Decisions, store.Decision{Authority: fmt.Sprint("court/010", n%2), Reference: fmt.Sprint(n, " of this year"), Seq: seq})
			b.Printed = append(b.Printed, store.Printed{PrintedNumber: register.PrintedNumber{Office: register.OfficeID(fmt.Sprint("d010", n%2)), Year: 2020 + n%3, No: n}, Seq: seq})
			b.Postings = []store.Posting{on(uint64(n)<<30, 1, register.PersonID(p.Ref.ID)), on(lastHash, uint16(n), register.PersonID(p.Ref.ID))}
		})
	}
	all := f.rows(f.r)
	for _, table := range store.Tables() {
		var want []store.ProjectionRow
		for _, row := range all {
			if row.Table == table {
				want = append(want, row)
			}
		}
		if len(want) < 25 {
			f.Errorf("%s has only %d rows", table, len(want))
		}
		for _, width := range []int{1, 4, 1000} {
			f.same(fmt.Sprint(table, " in parts of ", width), f.cut(table, width, all), want)
		}
	}
	_, err := f.r.Cut(f.ctx(), f.pass, "no table", nil, 1)
	f.kind(err, register.Internal)

	stand := f.postings(f.r)
	n, err := f.r.CountPostings(f.ctx(), f.pass)
	f.ok(err)
	f.same("postings counted", n, int64(len(stand)))
	var got []store.Posting
	for _, h := range []store.Hashes{{First: 0, Last: 2 << 30}, {First: 2<<30 + 1, Last: 11 << 30}, {First: 11<<30 + 1, Last: lastHash - 1}, {First: lastHash, Last: lastHash}} {
		for p, err := range f.r.EachPosting(f.ctx(), f.pass, h) {
			f.ok(err)
			if !h.Holds(p) {
				f.Errorf("a posting of hash %x is in the part of %x", p.Hash, h)
			}
			got = append(got, p)
		}
	}
	f.same("postings in parts", got, stand)
}

// cut reads a table in parts of so many rows.
func (f *fixture) cut(table string, width int, all []store.ProjectionRow) (out []store.ProjectionRow) {
	f.Helper()
	part := store.Part{Table: table}
	for more := true; more; part.After = part.UpTo {
		var err error
		part.UpTo, err = f.r.Cut(f.ctx(), f.pass, table, part.After, width)
		f.ok(err)
		more = part.UpTo != nil
		var rows []store.ProjectionRow
		for row, err := range f.r.EachProjection(f.ctx(), f.pass, part) {
			f.ok(err)
			rows = append(rows, row)
		}
		if more && len(rows) < width {
			f.Errorf("a part of %s has %d rows, fewer than %d", table, len(rows), width)
		}
		f.same("the rows that the part says it holds", len(rows), len(slices.DeleteFunc(slices.Clone(all), func(r store.ProjectionRow) bool { return !part.Holds(r) })))
		out = append(out, rows...)
	}
	sortRows(out)
	return out
}
