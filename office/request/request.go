// Package request owns requests at the counter, orders of courts and danger to life: who asked for what, and on
// what paper, entered before somebody is read for it. A request opens the one person that it names, for a day, an
// order for longer ([Service.Opens]). Whose life is in danger is named without a proof: the unit in which they
// live is all that is told, and an auditor judges every time.
//
// What is told of many people, the events and other authorities' lists, is an export: it opens nobody by
// itself, two officers answer for it, and an auditor judges each.
//
// That somebody asked is proved: by the code on a paper of the person that was read at the desk, by a scan
// with the number of whoever asks, or by a second officer. Of so many requests the program draws one, which
// the office above judges by its scan, and those of the centre an auditor; while one is overdue, the officer
// who entered it enters no other.
//
// [Store] keeps them in the desk's database.
package request

import (
	"fmt"
	"time"

	"samano/law"
	"samano/register"
)

// ID is a request's id.
type ID string

// Proof says by what it is proved that somebody asked. The set is closed; values are stored.
type Proof string

// The proofs.
const (
	ByCode   Proof = "code"           // the code on a paper of the person was read
	ByPaper  Proof = "paper"          // a scan, with the number of whoever asks
	BySecond Proof = "second-officer" // confirmed by a second officer
)

// Request is a request, a court's order or a danger to life. Its JSON is stored: never rename.
type Request struct {
	ID      ID                 `json:"-"`
	Kind    law.CaseKind       `json:"kind"` // CaseRequest, CaseCourt, CaseDanger or CaseExport
	Office  register.OfficeID  `json:"-"`
	Year    int                `json:"-"`
	No      int                `json:"-"`  // within office and year; given by Store
	By      register.OfficerID `json:"-"`  // who entered it
	At      time.Time          `json:"at"` // when
	Until   register.Day       `json:"until"`
	Number  register.Number    `json:"number,omitempty"` // of the person whom it opens
	Name    string             `json:"name,omitempty"`   // or the full name, where nobody has the number at hand; CaseDanger alone
	Asks    string             `json:"asks"`             // who asks: a number for life, or a court
	Ground  string             `json:"ground"`           // for what, or the number of the order
	Proof   Proof              `json:"proof"`            //
	Paper   string             `json:"paper,omitempty"`  // SHA-256 of the scan
	Second  register.OfficerID `json:"second,omitempty"` // who confirmed it
	Judge   *register.OfficeID `json:"judge,omitempty"`  // drawn, for that office to judge; empty: for an overseer, and where somebody was in danger for an auditor too
	Due     register.Day       `json:"due,omitempty"`    // until when it is judged
	Judged  *Judgement         `json:"judged,omitempty"` //
	Version int                `json:"-"`                // from 1
}

// Judgement is what was found of a drawn request.
type Judgement struct {
	By     register.OfficerID `json:"by"`
	At     time.Time          `json:"at"`
	Fair   bool               `json:"fair"` // somebody asked, and it was right to read for it
	Reason string             `json:"reason,omitempty"`
}

// Reference is how people name the request: office, year and number.
func (r *Request) Reference() string { return fmt.Sprintf("%s/%d/%d", r.Office, r.Year, r.No) }

// IsDanger reports whether somebody is looked for whose life is in danger.
func (r *Request) IsDanger() bool { return r.Kind == law.CaseDanger }

// needsSecond reports whether the request opens nobody before a second officer has confirmed it: a court's
// order, and one that rests on nothing else.
func (r *Request) needsSecond() bool { return r.Proof == BySecond || r.Kind == law.CaseCourt }

// Waits reports whether a second officer is still to confirm it.
func (r *Request) Waits() bool { return r.needsSecond() && r.Second == "" }

// IsDrawn reports whether somebody is to judge it, or has.
func (r *Request) IsDrawn() bool { return r.Judge != nil }

// State is what holds of a request.
type State string

// The states.
const (
	Opening State = "open"   // it opens its person
	Waiting State = "waits"  // for a second officer
	Drawn   State = "drawn"  // and not judged yet
	Over    State = "over"   // its days are
	Right   State = "fair"   // as it was judged
	Wrong   State = "unfair" // as it was judged
)

// State returns what matters most of a request on a day.
func (r *Request) State(today register.Day) State {
	switch {
	case r.Judged != nil && !r.Judged.Fair:
		return Wrong
	case r.Judged != nil:
		return Right
	case r.Waits() && r.Until >= today:
		return Waiting
	case r.IsDrawn():
		return Drawn
	case r.Until < today:
		return Over
	}
	return Opening
}
