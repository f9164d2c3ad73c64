package storetest

import (
	"errors"
	"fmt"
	"testing"

	"samano/access/accesstest"
	"samano/register"
	"samano/store"
)

// LoadStore is a register whose database has a mode for loading.
type LoadStore interface {
	store.Register
	store.Loader
}

// RunLoading tests the mode of a database for loading between two processes. Each call of fresh
// makes a new, empty database; what it returns opens one more handle on it, for loading.
func RunLoading(t *testing.T, fresh func(t *testing.T) func() LoadStore) {
	tests := []struct {
		name string
		run  func(*fixture, LoadStore, LoadStore)
	}{
		{"whoever begins later has the load", takenOver},
		{"a load is taken over at its end", takenOverAtItsEnd},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			open := fresh(t)
			first, second := open(), open()
			f := &fixture{T: t, open: func() store.Register { return open() }, r: first, pass: accesstest.Pass(t)}
			test.run(f, first, second)
		})
	}
}

// otherWriter wants an error that says that another process has the load.
func (f *fixture) otherWriter(what string, err error) {
	f.Helper()
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != register.Conflict || e.Code != store.CodeOtherWriter || e.Op == "" {
		f.Fatalf("%s: %v", what, err)
	}
}

// load enters so many people, each under a key of the matcher that all share and a name of their own.
func (f *fixture) load(into store.Register, n int) {
	f.Helper()
	tx, b := f.begin(into)
	for range n {
		id := b.Head.NextPerson
		addPerson(b, store.NameKey{Key: fmt.Sprintf("k%03d", id), Year: 1980})
		addActs(b, 1)
		b.Postings = append(b.Postings, store.Posting{Key: store.Key{Hash: uint64(id) << (store.KeyBits - 8)}, Person: register.PersonID(id)},
			store.Posting{Key: store.Key{Hash: 1}, Person: register.PersonID(id)})
	}
	f.ok(tx.Write(f.ctx(), b))
	f.ok(tx.Commit(f.ctx()))
}

// complete wants a register that is not loading to find so many people by every index.
func (f *fixture) complete(r LoadStore, people int) {
	f.Helper()
	loading, err := r.Loading(f.ctx())
	f.ok(err)
	f.same("loading", loading, false)
	f.ok(r.CheckIndexes(f.ctx()))
	var all []register.PersonID
	for id := range people {
		all = append(all, register.PersonID(id+1))
		own, _, err := r.Sharing(f.ctx(), f.pass, []store.Key{{Hash: uint64(id+1) << (store.KeyBits - 8)}}, store.Limits{PerKey: 9, PerSplit: 9})
		f.ok(err)
		f.same("who has a key alone", own, all[id:])
	}
	shared, _, err := r.Sharing(f.ctx(), f.pass, []store.Key{{Hash: 1}}, store.Limits{PerKey: 999, PerSplit: 999})
	f.ok(err)
	f.same("who shares a key", shared, all)
	found, err := r.SearchNames(f.ctx(), f.pass, []store.KeyRange{{Prefix: "k"}}, [2]int{}, 999)
	f.ok(err)
	f.same("who is found by name", found, all)
}

// takenOver wants a load that another has taken over to write nothing more and not to end, also
// where the other has written nothing.
func takenOver(f *fixture, first, second LoadStore) {
	f.found()
	f.ok(first.CheckIndexes(f.ctx()))
	f.ok(first.BeginLoading(f.ctx()))
	f.ok(first.CheckIndexes(f.ctx())) // nobody is served, so nothing is missed
	f.load(first, 3)
	f.ok(second.BeginLoading(f.ctx()))
	for range 2 {
		_, err := first.Begin(f.ctx())
		f.otherWriter("a transaction", err)
		f.otherWriter("the end", first.EndLoading(f.ctx(), nil))
		loading, err := second.Loading(f.ctx())
		f.ok(err)
		f.same("loading", loading, true)
		f.load(second, 2)
	}
	f.ok(second.EndLoading(f.ctx(), nil))
	f.otherWriter("the end, behind another's", first.EndLoading(f.ctx(), nil))
	_, err := first.Begin(f.ctx())
	f.otherWriter("a transaction, behind another's end", err)
	f.complete(second, 7)
	f.kind(first.BeginLoading(f.ctx()), register.Conflict) // it has people, and nobody is loading
	third := f.open().(LoadStore)
	f.load(third, 1)
	f.complete(third, 8)
}

// takenOverAtItsEnd lets another process begin, and write, behind each step by which a load ends:
// the load is not ended, and the other's end finds everybody.
func takenOverAtItsEnd(f *fixture, first, second LoadStore) {
	f.found()
	f.ok(first.BeginLoading(f.ctx()))
	people := 0
	for step := 0; ; step++ {
		f.load(first, 3)
		people += 3
		taken := false
		err := first.EndLoading(f.ctx(), func(done, steps int) {
			if done != step || done == steps {
				return
			}
			f.ok(second.BeginLoading(f.ctx()))
			f.load(second, 2)
			people += 2
			taken = true
		})
		if !taken {
			f.ok(err)
			f.same("steps at which a load was taken over", step, 5)
			f.complete(first, people)
			return
		}
		f.otherWriter(fmt.Sprint("taken over behind step ", step), err)
		_, err = first.Begin(f.ctx())
		f.otherWriter("a transaction", err)
		f.ok(first.BeginLoading(f.ctx())) // the same command again takes it back
	}
}
