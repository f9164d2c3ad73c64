// Package storetest owns the contract of store.Register as a suite of tests,
// which the fake and the real databases all pass. Each test gets a database of
// its own and reads as a statement about it.
package storetest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"samano/access"
	"samano/access/accesstest"
	"samano/register"
	"samano/store"
)

// Open returns one more handle on a database, as another process would have it.
// The handle is closed by whoever made the Open, at the end of the test.
type Open func() store.Register

// Run tests that what fresh gives keeps the contract. Each call of fresh makes a
// new, empty database.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	tests := []struct {
		name string
		run  func(*fixture)
	}{
		{"a register is founded once", founded},
		{"an empty register knows nothing", emptyKnowsNothing},
		{"empty lists and absent keys are no errors", absentKeys},
		{"what is written is read back", roundTrip},
		{"lists of ten thousand", longLists},
		{"acts come in order, in pages", actPages},
		{"the act at a time", seqAt},
		{"documents are walked by id", walkSubjects},
		{"sealed parts are walked by act and name", walkSealed},
		{"the first and the last of what a key may be", firstAndLast},
		{"checkpoints stay", checkpoints},
		{"sealed parts and erased parts", sealedParts},
		{"text of every script", unicode},
		{"big rows", bigRows},
		{"everything is there after a restart", restart},

		{"a transaction sees what it wrote, nobody else does", isolation},
		{"rollback leaves nothing", rollback},
		{"one writer at a time", oneWriter},
		{"writers side by side lose nothing", sideBySide},
		{"a reader under writers never misses an act", feedUnderWriters},
		{"a snapshot stays as it is while others write", snapshots},
		{"a cancelled writer harms nobody", cancelled},
		{"what is taken is a conflict", conflicts},
		{"what no database may hold is refused", refused},
		{"acts go on where the register stands", contiguous},

		{"projections are replaced", replaced},
		{"numbers and books move within a batch", moves},
		{"cleared and built again", clearAndRebuild},
		{"a search by names", search},
		{"a search is cut off at its limit", searchLimit},
		{"postings say who shares a key", postings},
		{"postings that cannot be are refused", postingsRefused},
		{"what was posted since", postingsSince},
		{"postings are cleared and written again", postingsRebuilt},
		{"many postings", manyPostings},
		{"tables and the index are read in parts", parts},
		{"decisions and numbers on paper are told apart by every part of them", decisionsApart},
		{"what one subject no longer says, others still say", removalsApart},
		{"parts, bodies and hashes change each for itself", partsApart},
		{"a random history reads as it does in memory", randomHistory},
		{"people are read with a valid pass only", passes},
		{"a reader whose caller has gone is told", goneReaders},
		{"a transaction ends once", endsOnce},
		{"hashes are read by place and number", hashPages},
		{"a search looks as far as it must", searchFurther},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			open := fresh(t)
			test.run(&fixture{T: t, open: open, r: open(), pass: accesstest.Pass(t)})
		})
	}
}

// fixture is one database under test.
type fixture struct {
	*testing.T
	open Open
	r    store.Register
	pass access.Pass
}

var theFounding = store.Founding{Origin: "register.example/ທະບຽນ", NumberKey: "k1", Pack: "xx"}

// found founds the register and gives its head.
func (f *fixture) found() {
	f.Helper()
	f.ok(f.r.Found(f.ctx(), theFounding, store.Head{NextPerson: 1, NextHousehold: 1, NextPlace: 1}))
}

func (f *fixture) ctx() context.Context { return f.Context() }

func (f *fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// kind wants an error of that kind.
func (f *fixture) kind(err error, want register.ErrorKind) {
	f.Helper()
	if err == nil || register.KindOf(err) != want {
		f.Fatalf("error %v, want %v", err, want)
	}
}

// same compares; nil and empty are the same.
func (f *fixture) same(what string, got, want any) {
	f.Helper()
	if reflect.DeepEqual(got, want) { // much faster than a Diff of ten thousand
		return
	}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		f.Fatalf("%s: -want +got\n%s", what, d)
	}
}

// begin starts a transaction and a batch that goes on from the head.
func (f *fixture) begin(r store.Register) (store.Tx, *store.Batch) {
	f.Helper()
	tx, err := r.Begin(f.ctx())
	f.ok(err)
	f.Cleanup(func() { _ = tx.Rollback() }) // so that a failed test does not hold the head
	h, err := tx.Head(f.ctx())
	f.ok(err)
	return tx, &store.Batch{Head: h, New: map[register.Ref]bool{}, Aliases: map[register.ClientID]register.Ref{}}
}

// write writes one batch and commits it.
func (f *fixture) write(fill func(b *store.Batch)) {
	f.Helper()
	tx, b := f.begin(f.r)
	fill(b)
	f.ok(tx.Write(f.ctx(), b))
	f.ok(tx.Commit(f.ctx()))
}

// refuse wants Write to refuse the batch, and the register to go on.
func (f *fixture) refuse(want register.ErrorKind, fill func(b *store.Batch)) {
	f.Helper()
	tx, b := f.begin(f.r)
	fill(b)
	f.kind(tx.Write(f.ctx(), b), want)
	f.ok(tx.Rollback())
}

// uuid returns the n'th id; b tells apart what the ids are for.
func uuid(b byte, n int64) string {
	return fmt.Sprintf("%02x000000-0000-7000-8000-%012x", b, n)
}

// addActs appends n acts to the batch, ten microseconds apart.
func addActs(b *store.Batch, n int) {
	for range n {
		seq := register.Seq(b.Head.Size)
		leaf := sha256.Sum256([]byte(fmt.Sprint("leaf", seq)))
		b.Head.Last += 10
		b.Head.Size++
		b.Acts = append(b.Acts, store.Act{
			Seq: seq, ID: register.ActID(uuid('a', int64(seq))), At: b.Head.Last,
			Leaf: leaf[:], Body: fmt.Appendf(nil, "body of %d", seq),
		})
	}
}

// addPerson appends a new person with a number and keys.
func addPerson(b *store.Batch, keys ...store.NameKey) store.Projection {
	id := b.Head.NextPerson
	b.Head.NextPerson++
	p := store.Projection{Ref: register.PersonRef(register.PersonID(id)), Number: number(id)}
	for _, k := range keys {
		k.Person = register.PersonID(id)
		p.Keys = append(p.Keys, k)
	}
	addSubject(b, p.Ref, p)
	return p
}

// addSubject appends a new subject with a document of its own.
func addSubject(b *store.Batch, ref register.Ref, p store.Projection) {
	b.Subjects = append(b.Subjects, store.Subject{Ref: ref, Seq: register.Seq(b.Head.Size), Doc: fmt.Appendf(nil, `{"of":%q}`, ref)})
	b.New[ref] = true
	b.Projections = append(b.Projections, p)
}

// replace appends a subject's next document.
func replace(b *store.Batch, old, p store.Projection) {
	p.Replaces = &old
	b.Subjects = append(b.Subjects, store.Subject{Ref: p.Ref, Seq: register.Seq(b.Head.Size), Doc: fmt.Appendf(nil, `{"again":%q}`, p.Ref)})
	b.Projections = append(b.Projections, p)
}

func number(id int64) register.Number { return store.NumberText(100_000_000_000 + id) }

// rows returns all rows of the projections.
func (f *fixture) rows(r store.Snapshot) []store.ProjectionRow {
	f.Helper()
	var out []store.ProjectionRow
	for row, err := range r.EachProjection(f.ctx(), f.pass) {
		f.ok(err)
		out = append(out, row)
	}
	sortRows(out)
	return out
}

// subjects returns all documents.
func (f *fixture) subjects(r store.Snapshot) []store.Subject {
	f.Helper()
	var out []store.Subject
	for _, kind := range []register.SubjectKind{register.SubjectPerson, register.SubjectHousehold, register.SubjectPlace} {
		for s, err := range r.EachSubject(f.ctx(), f.pass, kind, math.MinInt64) {
			f.ok(err)
			out = append(out, s)
		}
	}
	return out
}
