package storetest

import (
	"context"
	"errors"
	"reflect"

	"samano/register"
	"samano/store"
)

// whole is all that is in a register, by where it is.
func (f *fixture) whole(r store.Snapshot) map[string]any {
	f.Helper()
	out := map[string]any{"rows": f.rows(r), "subjects": f.subjects(r), "postings": f.postings(r)}
	put := func(what string, v any, err error) {
		f.Helper()
		f.ok(err)
		out[what] = v
	}
	head, err := r.Head(f.ctx())
	put("head", head, err)
	acts, err := r.ActsFrom(f.ctx(), f.pass, 0, 99)
	put("acts", acts, err)
	_, note, err := r.LastCheckpoint(f.ctx())
	put("checkpoint", string(note), err)
	leaves, err := r.Leaves(f.ctx(), 0, 99)
	put("leaves", leaves, err)
	nodes, err := r.Nodes(f.ctx(), 8, 0, 99)
	put("nodes", nodes, err)
	var sealed []store.Sealed
	for s, err := range r.EachSealed(f.ctx(), f.pass, 0) {
		f.ok(err)
		sealed = append(sealed, s)
	}
	out["sealed"] = sealed
	return out
}

// snapshots wants a snapshot to show one moment in everything that is read in it, whoever writes.
func snapshots(f *fixture) {
	f.found()
	f.write(func(b *store.Batch) {
		fullBatch(b)
		b.Postings = []store.Posting{on(3, 0, 1), on(5, 0, 2)}
	})
	f.ok(f.r.PutCheckpoint(f.ctx(), 3, []byte("first")))
	before := f.whole(f.r)
	f.ok(f.r.Snapshot(f.ctx(), func(s store.Snapshot) error {
		f.same("at once", f.whole(s), before)
		for n, r := range []store.Register{f.r, f.open()} { // in this process and in another
			tx, b := f.begin(r)
			addActs(b, 1)
			addPerson(b, store.NameKey{Key: "new", Year: 2026})
			b.Postings = []store.Posting{on(7, 0, register.PersonID(n+3)), gone(on(3, 0, 1))}
			b.Nodes = []store.Node{{Level: 8, N: int64(n + 2), Hash: make([]byte, 32)}}
			b.Replaced = []store.Act{{Seq: register.Seq(n), Body: []byte("erased")}}
			b.DeleteSealed = []store.Sealed{{Seq: 1, Name: []string{"cause", "origin"}[n]}}
			f.ok(tx.Write(f.ctx(), b))
			f.ok(tx.Commit(f.ctx()))
			f.ok(r.PutCheckpoint(f.ctx(), b.Head.Size, []byte("later")))
			f.same("while others write", f.whole(s), before)
		}
		founding, err := s.Founding(f.ctx())
		f.ok(err)
		f.same("founding", founding, theFounding)
		return nil
	}))
	for what, now := range f.whole(f.r) {
		if reflect.DeepEqual(now, before[what]) {
			f.Errorf("%s: nothing was written", what)
		}
	}
	mine := errors.New("mine")
	if err := f.r.Snapshot(f.ctx(), func(store.Snapshot) error { return mine }); err != mine {
		f.Errorf("the error of whoever reads is told as %v", err)
	}
	ctx, leave := context.WithCancel(f.ctx())
	f.kind(f.r.Snapshot(ctx, func(s store.Snapshot) error {
		leave()
		_, err := s.Head(ctx)
		return err
	}), register.Unavailable)
	f.kind(f.r.Snapshot(ctx, func(store.Snapshot) error { return nil }), register.Unavailable)
	f.ok(f.r.Snapshot(f.ctx(), func(s store.Snapshot) error { _, err := s.Head(f.ctx()); return err }))
}
