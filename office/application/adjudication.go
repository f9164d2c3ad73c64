package application

import (
	"context"
	"iter"
	"slices"
	"time"

	"samano/register"
)

// AdjudicationID is a UUID in canonical text, made by the clerk. It is the case of every look that
// adjudicating takes.
type AdjudicationID string

// MaxCandidates bounds the people of one adjudication; the registrar names only the
// best few.
const MaxCandidates = 20

// AdjudicationState is where an adjudication stands. The values are stored: never
// rename.
type AdjudicationState string

// The states of adjudications.
const (
	Asked   AdjudicationState = "asked"   // waits for an adjudicator
	Ruled   AdjudicationState = "ruled"   // there is a ruling
	Dropped AdjudicationState = "dropped" // the application was withdrawn or registered before a ruling
)

// Adjudication asks whether a person is a certain person in the register. The person is the one
// whom an act of an application would enter, rename or part from another record, or one of a
// registered Pair. The question and its evidence never change; rulings are added.
type Adjudication struct {
	ID     AdjudicationID    `json:"-"`
	State  AdjudicationState `json:"-"`
	Office register.OfficeID `json:"-"` // that adjudicates
	Opened time.Time         `json:"opened"`
	Due    register.Day      `json:"due"` // the law's last day; an overdue adjudication still waits

	// Of an application: which of its acts, and of which person in it.
	Application ID             `json:"application,omitempty"` // empty: a Pair
	Act         register.ActID `json:"act,omitempty"`
	Kind        register.Kind  `json:"kind,omitempty"`
	Field       string         `json:"field,omitempty"` // of the findings, in the proposal
	// Proposed is the person as the act would leave them, as proposed when the adjudication was
	// opened. It has no id. Nil for a Pair.
	Proposed *Proposed `json:"-"`
	// Subject is that person's id if the act renames or parts a registered person; 0 if the act
	// enters them.
	Subject register.PersonID `json:"subject,omitempty"`

	// Named are the people and households whom the compared acts named when the adjudication was
	// opened: where one of them lives, the proposed person may show.
	Named []register.Ref `json:"named,omitempty"`

	// Pair are two registered people whom a search of the whole register found, the lower id first.
	// Candidates then holds the second only.
	Pair [2]register.PersonID `json:"pair,omitzero"`
	// Entered are the officers who took, wrote or registered the acts that entered the Pair.
	Entered []register.OfficerID `json:"entered,omitempty"`

	Candidates []Candidate  `json:"candidates"`    // the most probable first
	Seq        register.Seq `json:"seq,omitempty"` // up to which act the register was searched
	// Truncated reports that not everybody who is like the person was compared: too many share a
	// key.
	Truncated bool     `json:"truncated,omitempty"`
	Rulings   []Ruling `json:"-"` // rows of their own; the last one counts
}

// Candidate is a registered person who may be the person in question, with the evidence as it was
// found.
type Candidate struct {
	Person register.PersonID `json:"id"`
	// Named is how findings and decisions name the candidate: the number for life, or its
	// substitute (register.ArgPerson).
	Named string `json:"named"`
	// CoProposed is a person whom another act of the same application would enter, as proposed.
	// Person is then 0.
	CoProposed *Proposed `json:"-"`
	Likeness
}

// Verdict is the outcome of a ruling. The values are stored: never rename.
type Verdict string

// The verdicts.
const (
	Different Verdict = "different" // none of the candidates
	Same      Verdict = "same"      // one of them
)

// Ruling is a decision of an adjudicator. It never changes; a later one may be added.
type Ruling struct {
	At      time.Time
	By      register.OfficerID
	Office  register.OfficeID
	Verdict Verdict
	Person  register.PersonID // with Same: which candidate
	Reason  string
}

// LastRuling returns the last ruling, which is the one that counts; false if there is none.
func (a *Adjudication) LastRuling() (Ruling, bool) {
	if len(a.Rulings) == 0 {
		return Ruling{}, false
	}
	return a.Rulings[len(a.Rulings)-1], true
}

// IsPair reports whether both people are registered, so that no application waits.
func (a *Adjudication) IsPair() bool { return a.Application == "" }

// People returns the registered people whom an adjudication shows.
func (a *Adjudication) People() (ids []register.PersonID) {
	ids = append(ids, a.Subject, a.Pair[0], a.Pair[1])
	for _, candidate := range a.Candidates {
		ids = append(ids, candidate.Person)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id register.PersonID) bool { return id == 0 })
}

// Adjudications keeps adjudications. Every change is one step with the change of
// the application that it belongs to.
type Adjudications interface {
	// OpenPair adds an adjudication of a Pair, or returns the existing one of this pair; added
	// reports which.
	OpenPair(ctx context.Context, a Adjudication) (there Adjudication, added bool, err error)
	Adjudication(ctx context.Context, id AdjudicationID) (Adjudication, error)
	// ListAdjudications returns what a list asks for, by Due and then by id, with rulings.
	ListAdjudications(ctx context.Context, l AdjudicationList) ([]Adjudication, error)
	// AddRuling adds the ruling as the nth, from 0, and makes the adjudication Ruled. It is a
	// register.Conflict if there is an nth already, or if the adjudication is Dropped. With an
	// application it also does what PutApplication does, in the same step.
	AddRuling(ctx context.Context, id AdjudicationID, n int, r Ruling, a *Application) error
	// SendAdjudication moves an adjudication to another office.
	SendAdjudication(ctx context.Context, id AdjudicationID, to register.OfficeID) error
}

// AdjudicationList asks for adjudications. Empty fields ask for all.
type AdjudicationList struct {
	Offices     []register.OfficeID
	States      []AdjudicationState
	Application ID
	After       AdjudicationCursor
	Limit       int
}

// AdjudicationCursor is the last adjudication of the page before.
type AdjudicationCursor struct {
	Due register.Day
	ID  AdjudicationID
}

// Labelled is what the matcher said of two people and what an adjudicator found. It serves to judge
// the weights and identifies nobody.
type Labelled struct {
	Likeness
	Pair bool // found by a search of the whole register, not at a counter
	Same bool // the ruling that counts
}

// labelledPage is how many adjudications are read at once.
const labelledPage = 500

// AllLabelled returns every candidate on whom an adjudicator has ruled. If one candidate was found
// to be the person, the ruling says nothing about the others.
func AllLabelled(ctx context.Context, s Adjudications) iter.Seq2[Labelled, error] {
	return func(yield func(Labelled, error) bool) {
		l := AdjudicationList{States: []AdjudicationState{Ruled}, Limit: labelledPage}
		for {
			page, err := s.ListAdjudications(ctx, l)
			if err != nil {
				yield(Labelled{}, err)
				return
			}
			for i := range page {
				for _, j := range page[i].labelled() {
					if !yield(j, nil) {
						return
					}
				}
				l.After = AdjudicationCursor{page[i].Due, page[i].ID}
			}
			if len(page) < labelledPage {
				return
			}
		}
	}
}

func (a *Adjudication) labelled() (out []Labelled) {
	r, ok := a.LastRuling()
	if !ok {
		return nil
	}
	for _, c := range a.Candidates {
		if r.Verdict == Different || r.Person == c.Person {
			out = append(out, Labelled{Likeness: c.Likeness, Pair: a.IsPair(), Same: r.Verdict == Same})
		}
	}
	return out
}
