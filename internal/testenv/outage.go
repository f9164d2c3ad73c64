package testenv

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync"
	"time"

	"samano/access"
	"samano/certificate"
	"samano/node"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
	"samano/store"
)

// Outage is a fault of a country's databases: of the reads that are made while it is armed, one
// fails as an outage does. Writes are the business of other tests.
type Outage struct {
	mu    sync.Mutex
	armed bool
	at    int // the call that fails, from 0
	calls []string
}

var errOutage = errors.New("the database is gone")

// Into puts the fault into the parts.
func (o *Outage) Into(p *node.Parts) {
	p.Register = &outRegister{p.Register, o}
	p.Accounts = &outAccounts{p.Accounts, o}
	p.Applications = &outApplications{p.Applications, o}
	p.Copies = &outCopies{p.Copies, o}
}

// Arm lets the call of that number fail, counted from now on and from 0.
func (o *Outage) Arm(at int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.armed, o.at, o.calls = true, at, nil
}

// Disarm returns the calls that were made since Arm, and whether one of them failed.
func (o *Outage) Disarm() (calls []string, failed bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.armed = false
	return o.calls, len(o.calls) > o.at
}

// SaysWhere reports whether an error tells the log in what operation it came up.
func SaysWhere(err error) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		e, ok := err.(*register.Error)
		if ok && (e.Op == "" || strings.Contains(e.Error(), "%")) {
			return false
		}
	}
	return true
}

func (o *Outage) step(call string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.armed {
		return nil
	}
	o.calls = append(o.calls, call)
	if len(o.calls)-1 == o.at {
		return &register.Error{Kind: register.Unavailable, Op: register.Operation(call), Err: errOutage}
	}
	return nil
}

func step[T any](o *Outage, call string, do func() (T, error)) (T, error) {
	if err := o.step(call); err != nil {
		var none T
		return none, err
	}
	return do()
}

// outRegister fails the reads of the register that serve a request.
type outRegister struct {
	store.Register
	o *Outage
}

func (r *outRegister) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]store.Subject, error) {
	return step(r.o, "register.Subjects", func() ([]store.Subject, error) { return r.Register.Subjects(ctx, pass, refs) })
}

func (r *outRegister) Aliases(ctx context.Context, pass access.Pass, ids []register.ClientID) (map[register.ClientID]register.Ref, error) {
	return step(r.o, "register.Aliases", func() (map[register.ClientID]register.Ref, error) { return r.Register.Aliases(ctx, pass, ids) })
}

func (r *outRegister) Numbers(ctx context.Context, pass access.Pass, ns []register.Number) (map[register.Number]register.PersonID, error) {
	return step(r.o, "register.Numbers", func() (map[register.Number]register.PersonID, error) { return r.Register.Numbers(ctx, pass, ns) })
}

func (r *outRegister) Books(ctx context.Context, pass access.Pass, ns []string) (map[string]register.HouseholdID, error) {
	return step(r.o, "register.Books", func() (map[string]register.HouseholdID, error) { return r.Register.Books(ctx, pass, ns) })
}

func (r *outRegister) Dwellings(ctx context.Context, pass access.Pass, keys []string) ([]register.Ref, error) {
	return step(r.o, "register.Dwellings", func() ([]register.Ref, error) { return r.Register.Dwellings(ctx, pass, keys) })
}

func (r *outRegister) Children(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	return step(r.o, "register.Children", func() (map[register.PersonID][]int64, error) { return r.Register.Children(ctx, pass, of) })
}

func (r *outRegister) Households(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	return step(r.o, "register.Households", func() (map[register.PersonID][]int64, error) { return r.Register.Households(ctx, pass, of) })
}

func (r *outRegister) Acts(ctx context.Context, pass access.Pass, seqs []register.Seq) ([]store.Act, error) {
	return step(r.o, "register.Acts", func() ([]store.Act, error) { return r.Register.Acts(ctx, pass, seqs) })
}

func (r *outRegister) ActsByID(ctx context.Context, pass access.Pass, ids []register.ActID) (map[register.ActID]register.Seq, error) {
	return step(r.o, "register.ActsByID", func() (map[register.ActID]register.Seq, error) { return r.Register.ActsByID(ctx, pass, ids) })
}

func (r *outRegister) Decisions(ctx context.Context, pass access.Pass, ds []store.Decision) (map[store.Decision]register.Seq, error) {
	return step(r.o, "register.Decisions", func() (map[store.Decision]register.Seq, error) { return r.Register.Decisions(ctx, pass, ds) })
}

func (r *outRegister) PrintedActs(ctx context.Context, pass access.Pass, ns []register.PrintedNumber) (map[register.PrintedNumber]register.Seq, error) {
	return step(r.o, "register.PrintedActs", func() (map[register.PrintedNumber]register.Seq, error) { return r.Register.PrintedActs(ctx, pass, ns) })
}

func (r *outRegister) Sealed(ctx context.Context, pass access.Pass, seq register.Seq) ([]store.Sealed, error) {
	return step(r.o, "register.Sealed", func() ([]store.Sealed, error) { return r.Register.Sealed(ctx, pass, seq) })
}

func (r *outRegister) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) ([]store.Act, error) {
	return step(r.o, "register.ActsFrom", func() ([]store.Act, error) { return r.Register.ActsFrom(ctx, pass, from, limit) })
}

func (r *outRegister) Head(ctx context.Context) (store.Head, error) {
	return step(r.o, "register.Head", func() (store.Head, error) { return r.Register.Head(ctx) })
}

func (r *outRegister) Begin(ctx context.Context) (store.Tx, error) {
	tx, err := step(r.o, "register.Begin", func() (store.Tx, error) { return r.Register.Begin(ctx) })
	if err != nil {
		return nil, err
	}
	return &outTx{tx, r.o}, nil
}

func (r *outRegister) Founding(ctx context.Context) (store.Founding, error) {
	return step(r.o, "register.Founding", func() (store.Founding, error) { return r.Register.Founding(ctx) })
}

func (r *outRegister) Leaves(ctx context.Context, from, n int64) ([][]byte, error) {
	return step(r.o, "register.Leaves", func() ([][]byte, error) { return r.Register.Leaves(ctx, from, n) })
}

func (r *outRegister) Nodes(ctx context.Context, level int, from, n int64) ([][]byte, error) {
	return step(r.o, "register.Nodes", func() ([][]byte, error) { return r.Register.Nodes(ctx, level, from, n) })
}

func (r *outRegister) LastCheckpoint(ctx context.Context) (size int64, note []byte, err error) {
	if err := r.o.step("register.LastCheckpoint"); err != nil {
		return 0, nil, err
	}
	return r.Register.LastCheckpoint(ctx)
}

// Snapshot is one call, and fails in what is read in it: of one moment there is nothing in memory
// but what is read there.
func (r *outRegister) Snapshot(ctx context.Context, f func(store.Snapshot) error) error {
	if err := r.o.step("register.Snapshot"); err != nil {
		return err
	}
	return f(r)
}

// Clear needs the transaction that the database itself began.
func (r *outRegister) Clear(ctx context.Context, tx store.Tx) error {
	if err := r.o.step("register.Clear"); err != nil {
		return err
	}
	return r.Register.Clear(ctx, tx.(*outTx).Tx)
}

func (r *outRegister) SearchNames(ctx context.Context, pass access.Pass, words []store.KeyRange, years [2]int, limit int) ([]register.PersonID, error) {
	return step(r.o, "register.SearchNames", func() ([]register.PersonID, error) { return r.Register.SearchNames(ctx, pass, words, years, limit) })
}

func (r *outRegister) SeqAt(ctx context.Context, micros int64) (seq register.Seq, ok bool, err error) {
	if err := r.o.step("register.SeqAt"); err != nil {
		return 0, false, err
	}
	return r.Register.SeqAt(ctx, micros)
}

func (r *outRegister) Sharing(ctx context.Context, pass access.Pass, keys []store.Key, limits store.Limits) (people []register.PersonID, truncated int, err error) {
	if err := r.o.step("register.Sharing"); err != nil {
		return nil, 0, err
	}
	return r.Register.Sharing(ctx, pass, keys, limits)
}

func (r *outRegister) EachSubject(ctx context.Context, pass access.Pass, kind register.SubjectKind, from int64) iter.Seq2[store.Subject, error] {
	return walk(r.o, "register.EachSubject", r.Register.EachSubject(ctx, pass, kind, from))
}

func (r *outRegister) EachProjection(ctx context.Context, pass access.Pass, parts ...store.Part) iter.Seq2[store.ProjectionRow, error] {
	return walk(r.o, "register.EachProjection", r.Register.EachProjection(ctx, pass, parts...))
}

func (r *outRegister) EachSealed(ctx context.Context, pass access.Pass, from register.Seq) iter.Seq2[store.Sealed, error] {
	return walk(r.o, "register.EachSealed", r.Register.EachSealed(ctx, pass, from))
}

func (r *outRegister) EachPosting(ctx context.Context, pass access.Pass, parts ...store.Hashes) iter.Seq2[store.Posting, error] {
	return walk(r.o, "register.EachPosting", r.Register.EachPosting(ctx, pass, parts...))
}

// walk is one call, which fails before its first row.
func walk[T any](o *Outage, call string, rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := o.step(call); err != nil {
			var none T
			yield(none, err)
			return
		}
		rows(yield)
	}
}

// outTx fails the reads of a transaction that rebuilds. Those of the writing transaction are the
// business of other tests.
type outTx struct {
	store.Tx
	o *Outage
}

func (r *outTx) Head(ctx context.Context) (store.Head, error) {
	return step(r.o, "tx.Head", func() (store.Head, error) { return r.Tx.Head(ctx) })
}

func (r *outTx) ActsFrom(ctx context.Context, pass access.Pass, from register.Seq, limit int) ([]store.Act, error) {
	return step(r.o, "tx.ActsFrom", func() ([]store.Act, error) { return r.Tx.ActsFrom(ctx, pass, from, limit) })
}

func (r *outTx) Subjects(ctx context.Context, pass access.Pass, refs []register.Ref) ([]store.Subject, error) {
	return step(r.o, "tx.Subjects", func() ([]store.Subject, error) { return r.Tx.Subjects(ctx, pass, refs) })
}

func (r *outTx) Children(ctx context.Context, pass access.Pass, of []register.PersonID) (map[register.PersonID][]int64, error) {
	return step(r.o, "tx.Children", func() (map[register.PersonID][]int64, error) { return r.Tx.Children(ctx, pass, of) })
}

func (r *outTx) Write(ctx context.Context, b *store.Batch) error {
	if err := r.o.step("tx.Write"); err != nil {
		return err
	}
	return r.Tx.Write(ctx, b)
}

// outAccounts fails the reads of offices and officers.
type outAccounts struct {
	access.Desk
	o *Outage
}

func (r *outAccounts) Office(ctx context.Context, id register.OfficeID) (register.Office, error) {
	return step(r.o, "accounts.Office", func() (register.Office, error) { return r.Desk.Office(ctx, id) })
}

func (r *outAccounts) Offices(ctx context.Context) ([]register.Office, error) {
	return step(r.o, "accounts.Offices", func() ([]register.Office, error) { return r.Desk.Offices(ctx) })
}

func (r *outAccounts) PrintedStarts(ctx context.Context) ([]access.PrintedStart, error) {
	return step(r.o, "accounts.PrintedStarts", func() ([]access.PrintedStart, error) { return r.Desk.PrintedStarts(ctx) })
}

func (r *outAccounts) Officer(ctx context.Context, id register.OfficerID) (access.Officer, error) {
	return step(r.o, "accounts.Officer", func() (access.Officer, error) { return r.Desk.Officer(ctx, id) })
}

// outApplications fails the reads of applications, adjudications and evidence.
type outApplications struct {
	office.Store
	o *Outage
}

func (r *outApplications) Application(ctx context.Context, id application.ID) (application.Application, error) {
	return step(r.o, "applications.Application", func() (application.Application, error) { return r.Store.Application(ctx, id) })
}

func (r *outApplications) Holders(ctx context.Context, acts ...register.ActID) (map[register.ActID]application.ID, error) {
	return step(r.o, "applications.Holders", func() (map[register.ActID]application.ID, error) { return r.Store.Holders(ctx, acts...) })
}

func (r *outApplications) ListApplications(ctx context.Context, l application.List) ([]application.Application, error) {
	return step(r.o, "applications.ListApplications", func() ([]application.Application, error) { return r.Store.ListApplications(ctx, l) })
}

func (r *outApplications) Adjudication(ctx context.Context, id application.AdjudicationID) (application.Adjudication, error) {
	return step(r.o, "applications.Adjudication", func() (application.Adjudication, error) { return r.Store.Adjudication(ctx, id) })
}

func (r *outApplications) ListAdjudications(ctx context.Context, l application.AdjudicationList) ([]application.Adjudication, error) {
	return step(r.o, "applications.ListAdjudications", func() ([]application.Adjudication, error) { return r.Store.ListAdjudications(ctx, l) })
}

func (r *outApplications) TouchEvidence(ctx context.Context, sha256 string, at time.Time) (bool, error) {
	return step(r.o, "applications.TouchEvidence", func() (bool, error) { return r.Store.TouchEvidence(ctx, sha256, at) })
}

func (r *outApplications) Uploaded(ctx context.Context, sha256 string, by register.OfficerID) (bool, error) {
	return step(r.o, "applications.Uploaded", func() (bool, error) { return r.Store.Uploaded(ctx, sha256, by) })
}

func (r *outApplications) Evidence(ctx context.Context, sha256 string) (evidence.File, error) {
	return step(r.o, "applications.Evidence", func() (evidence.File, error) { return r.Store.Evidence(ctx, sha256) })
}

func (r *outApplications) EvidenceChunk(ctx context.Context, sha256 string, n int) ([]byte, error) {
	return step(r.o, "applications.EvidenceChunk", func() ([]byte, error) { return r.Store.EvidenceChunk(ctx, sha256, n) })
}

// outCopies fails the reads of copies.
type outCopies struct {
	certificate.Store
	o *Outage
}

func (r *outCopies) NextStatusIndex(ctx context.Context) (int64, error) {
	return step(r.o, "copies.NextStatusIndex", func() (int64, error) { return r.Store.NextStatusIndex(ctx) })
}

func (r *outCopies) Copy(ctx context.Context, id certificate.CopyID) (certificate.Copy, error) {
	return step(r.o, "copies.Copy", func() (certificate.Copy, error) { return r.Store.Copy(ctx, id) })
}

func (r *outCopies) CountCopies(ctx context.Context, kind register.Kind, act register.Seq) (int, error) {
	return step(r.o, "copies.CountCopies", func() (int, error) { return r.Store.CountCopies(ctx, kind, act) })
}

func (r *outCopies) CopiesOf(ctx context.Context, person register.PersonID, limit int) ([]certificate.Copy, error) {
	return step(r.o, "copies.CopiesOf", func() ([]certificate.Copy, error) { return r.Store.CopiesOf(ctx, person, limit) })
}
