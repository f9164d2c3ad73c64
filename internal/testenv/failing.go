package testenv

import (
	"context"
	"errors"

	"samano/access"
	"samano/register"
	"samano/store"
)

// Failing is a database that fails once, at one of the calls of a writing
// transaction. Its gate holds writers back until it is opened.
type Failing struct {
	store.Register
	Gate  chan struct{} // nil: open
	Armed bool
	Calls []string // made since it was armed
	At    int      // the call that fails; -1: none
	Kind  register.ErrorKind
}

var errFailing = errors.New("the disk is gone")

// step counts a call and fails it if it is its turn.
func (f *Failing) step(call string) error {
	if !f.Armed {
		return nil
	}
	f.Calls = append(f.Calls, call)
	if len(f.Calls)-1 == f.At {
		return &register.Error{Kind: f.Kind, Op: register.Operation(call), Err: errFailing}
	}
	return nil
}

func (f *Failing) Begin(ctx context.Context) (store.Tx, error) {
	if f.Gate != nil {
		<-f.Gate
	}
	if err := f.step("begin"); err != nil {
		return nil, err
	}
	tx, err := f.Register.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return &failingTx{tx, f}, nil
}

type failingTx struct {
	store.Tx
	f *Failing
}

func (t *failingTx) Write(ctx context.Context, b *store.Batch) error {
	if err := t.f.step("before write"); err != nil {
		return err
	}
	if err := t.Tx.Write(ctx, b); err != nil {
		return err
	}
	return t.f.step("after write")
}

func (t *failingTx) Commit(ctx context.Context) error {
	if err := t.f.step("before commit"); err != nil {
		return err
	}
	if err := t.Tx.Commit(ctx); err != nil {
		return err
	}
	return t.f.step("after commit")
}

func (t *failingTx) Head(ctx context.Context) (store.Head, error) {
	if err := t.f.step("head"); err != nil {
		return store.Head{}, err
	}
	return t.Tx.Head(ctx)
}

func (t *failingTx) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]store.Subject, error) {
	return askFor(t, "subjects", ctx, pass, refs, t.Tx.Subjects)
}

func (t *failingTx) Aliases(ctx context.Context, pass access.Pass, ids []register.ClientID) (map[register.ClientID]register.Ref, error) {
	return askFor(t, "aliases", ctx, pass, ids, t.Tx.Aliases)
}

func (t *failingTx) Numbers(ctx context.Context, pass access.Pass, ns []register.Number) (map[register.Number]register.PersonID, error) {
	return askFor(t, "numbers", ctx, pass, ns, t.Tx.Numbers)
}

func (t *failingTx) Books(ctx context.Context, pass access.Pass, ns []string) (map[string]register.HouseholdID, error) {
	return askFor(t, "books", ctx, pass, ns, t.Tx.Books)
}

func (t *failingTx) Children(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	return askFor(t, "children", ctx, pass, of, t.Tx.Children)
}

func (t *failingTx) Households(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	return askFor(t, "households", ctx, pass, of, t.Tx.Households)
}

func (t *failingTx) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) ([]store.Act, error) {
	return askFor(t, "acts", ctx, pass, seqs, t.Tx.Acts)
}

func (t *failingTx) ActsByID(ctx context.Context, pass access.Pass, ids []register.ActID) (map[register.ActID]register.Seq, error) {
	return askFor(t, "acts by id", ctx, pass, ids, t.Tx.ActsByID)
}

func (t *failingTx) Decisions(ctx context.Context, pass access.Pass, ds []store.Decision) (map[store.Decision]register.Seq, error) {
	return askFor(t, "decisions", ctx, pass, ds, t.Tx.Decisions)
}

func (t *failingTx) PrintedActs(ctx context.Context, pass access.Pass, ns []register.PrintedNumber) (map[register.PrintedNumber]register.Seq, error) {
	return askFor(t, "printed acts", ctx, pass, ns, t.Tx.PrintedActs)
}

func (t *failingTx) Sharing(ctx context.Context, pass access.Pass, keys []store.Key, limits store.Limits) ([]register.PersonID, int, error) {
	if err := t.f.step("sharing"); err != nil {
		return nil, 0, err
	}
	return t.Tx.Sharing(ctx, pass, keys, limits)
}

func (t *failingTx) PostingsSince(ctx context.Context, pass access.Pass, from register.Seq) ([]store.Posting, bool, error) {
	if err := t.f.step("postings since"); err != nil {
		return nil, false, err
	}
	return t.Tx.PostingsSince(ctx, pass, from)
}

func (t *failingTx) LastPrinted(ctx context.Context, office register.OfficeID, year int) (int, error) {
	return ask(t, "last printed", ctx, office, func(ctx context.Context, o register.OfficeID) (int, error) { return t.Tx.LastPrinted(ctx, o, year) })
}

func askFor[K, V any](t *failingTx, call string, ctx context.Context, pass access.Pass, k K, do func(context.Context, access.Pass, K) (V, error)) (V, error) {
	return ask(t, call, ctx, k, func(ctx context.Context, k K) (V, error) { return do(ctx, pass, k) })
}

func ask[K, V any](t *failingTx, call string, ctx context.Context, k K, do func(context.Context, K) (V, error)) (V, error) {
	if err := t.f.step(call); err != nil {
		var zero V
		return zero, err
	}
	return do(ctx, k)
}
