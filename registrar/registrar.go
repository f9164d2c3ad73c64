// Package registrar owns the writing transaction: it locks the head, loads what the acts need,
// checks, applies, numbers, seals in the ledger, and commits.
//
// # Two faces
//
// Open returns a Writer and the Documents that it writes. They are given to different people:
// the Writer decides and registers, and tells findings; Documents reads people and asks for an
// access.Pass. It does not ask who reads or why.
//
// # One writer, many at once
//
// A Writer has one goroutine. Requests that arrive during a transaction wait and
// go into the next one together (group commit): they are decided one after another over an
// overlay of the transaction's changes so far, written in bulk and acknowledged together. A
// finding removes only its own act. A database error rolls the group back, and each request is
// then tried by itself, unless the error is an outage: that fails the whole group. Several
// processes may write to one database: each locks the head row first, so there is one order.
//
// # Duplicates
//
// With Config.Matcher, each person whom an act enters, renames or parts from another record is
// compared with everybody: by Examine before the transaction, and with the latest changes in it
// (Request.Search). Each possible match becomes one finding that needs a decision.
//
// # What an answer means
//
// A result with an act means that the act is on disk. The same client-made id with the same
// content returns the first result again, also inside one group; with other content it is
// refused. An error of kind register.Unavailable means "unknown": hand in the same bytes again.
package registrar

import (
	"context"
	"io"
	"time"

	"samano/keys"
	"samano/law"
	"samano/ledger"
	"samano/number"
	"samano/register"
	"samano/registrar/duplicates"
	"samano/registrar/projection"
	"samano/store"
)

// Terms are the values by which a register decides. They say nothing of anybody in it.
type Terms struct {
	Law    *law.Pack
	Scheme number.Scheme
	Now    func() time.Time
	// Office returns the office that enters an act; register.NotFound if there is none. Any
	// other error is an outage.
	Office func(context.Context, register.OfficeID) (register.Office, error)
	// Matcher compares the people whom acts enter with those who are registered. Nil: nobody is
	// compared. Keys are written in either case.
	Matcher *duplicates.Matcher
}

// Today returns the day by the register's clock.
func (t *Terms) Today() register.Day { return register.DayAt(t.Now().In(t.Law.TimeZone)) }

// Config is what Open needs. All fields are needed unless they say otherwise.
type Config struct {
	Terms
	Store  store.Register
	Codec  *ledger.Codec
	Sealer *keys.Sealer // for sealed parts; nil: acts with sealed parts are refused
	Random io.Reader
	// PrintedStart returns the first number on paper of an office in a year, if it is not 1: the
	// office continues its paper book, or the papers that it gave out after the backup from
	// which the register was restored. A number behind the last one given has no effect. May be
	// nil.
	PrintedStart func(register.OfficeID, int) int
}

// Registrar is one register, opened.
type Registrar struct {
	*Writer
	*Documents
}

// The codes that others ask for: keys of the message catalogue.
const (
	// CodeProjectionsOld says that another version of the program made the projections: a person whom
	// they do not show could be entered twice.
	CodeProjectionsOld = "projections-of-another-version"
	CodeActIDMalformed = "act-id-malformed"
	CodeActIDReused    = "act-id-reused" // the id belongs to another act, or to one that an application holds
	// CodeDecisionRegistered says that the decision of an authority is in the register under another
	// id. Args: act, printed.
	CodeDecisionRegistered = "decision-already-registered"
)

// Open starts a registrar on a founded register. It refuses a key of numbers or a law pack that is
// not the register's own, and projections made by another version of the program.
func Open(ctx context.Context, c Config) (*Registrar, error) {
	const op = "registrar.Open"
	f, err := c.Store.Founding(ctx)
	if err != nil {
		return nil, err
	}
	if f.NumberKey != c.Scheme.Fingerprint() {
		return nil, &register.Error{Kind: register.Forbidden, Op: op, Code: "number-key-mismatch"}
	}
	if f.Pack != c.Law.Code {
		return nil, &register.Error{Kind: register.Forbidden, Op: op, Code: "law-pack-mismatch"}
	}
	head, err := c.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	if head.Projections != projection.Version {
		return nil, &register.Error{Kind: register.Forbidden, Op: op, Code: CodeProjectionsOld}
	}
	shared := &core{Config: c}
	if _, err := shared.currentAtlas(ctx); err != nil {
		return nil, err
	}
	w := &Writer{core: shared, requests: make(chan *request, queueLength), stop: make(chan struct{})}
	w.stopped.Add(1)
	go w.run()
	return &Registrar{w, &Documents{Terms: &shared.Terms, core: shared}}, nil
}
