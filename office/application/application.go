package application

import (
	"slices"
	"time"

	"samano/law"
	"samano/register"
)

// ID is a UUIDv7 in canonical text, made by the client, so that saving twice creates one
// application.
type ID string

// Limits of one application.
const (
	// MaxActs: a family that moves in with births to register late has a dozen.
	MaxActs = 20
	// MaxFindings: nobody reads more, and most of the later ones follow from the first mistakes.
	MaxFindings = 40
	// maxEvidence bounds the papers of one act.
	maxEvidence = 20
	// maxNameBytes bounds the declarant's name: one printed line in Lao.
	maxNameBytes = 300
)

// NoDeadline is the Due of an application without a last day: 9999-12-31, the last day that texts
// can write, so that it sorts behind every deadline.
const NoDeadline register.Day = 2932896

// State is the state of an application. The values are stored: never rename.
type State string

// The states.
const (
	Draft    State = "draft"    // being written; the office may lose interest in it
	Declared State = "declared" // handed in; waits for decision
	// Adjudicated: somebody in it may be registered already. It waits for adjudicators
	// (Adjudication) and then returns to the state before.
	Adjudicated State = "adjudicated"
	Returned    State = "returned"   // something is missing; the declarant may complete it
	Refused     State = "refused"    // with reasons; may be appealed
	Appealed    State = "appealed"   // waits for somebody else's decision
	Withdrawn   State = "withdrawn"  // by the declarant
	Registered  State = "registered" // its acts are in the register
)

// States lists all states.
func States() []State {
	return []State{Draft, Declared, Adjudicated, Returned, Refused, Appealed, Withdrawn, Registered}
}

// moves lists the states that may follow each state. An application of which one act could be
// registered and another could not keeps its state. A ruling also refuses what was returned, or is
// refused for another reason.
var moves = map[State][]State{
	Draft:       {Declared, Withdrawn},
	Declared:    {Adjudicated, Returned, Refused, Withdrawn, Registered},
	Adjudicated: {Declared, Appealed, Refused, Withdrawn, Registered},
	Returned:    {Declared, Withdrawn},
	Refused:     {Appealed},
	Appealed:    {Adjudicated, Returned, Refused, Withdrawn, Registered},
}

// may reports whether this state may be followed by that one.
func (s State) may(to State) bool { return slices.Contains(moves[s], to) }

// Waiting reports whether the application waits for the decision of the office that
// registers.
func (s State) Waiting() bool { return s == Declared || s == Appealed }

// Ended reports whether no state follows.
func (s State) Ended() bool { return len(moves[s]) == 0 }

// Examined reports whether an application that is opened in this state is tried on the register. A draft
// is not before it is declared.
func (s State) Examined() bool { return s != Draft && s != Refused && !s.Ended() }

// Editable reports whether its content may be changed.
func (s State) Editable() bool { return s == Draft || s == Returned }

// Allows reports whether an officer may bring the application from this state to that one; Draft
// stands for rewriting it. While adjudicators are asked, an officer only withdraws it.
func (s State) Allows(to State) bool {
	if to == Draft {
		return s.Editable()
	}
	return s.may(to) && (s != Adjudicated || to == Withdrawn)
}

// TransitionError says that an application cannot go from one state to another.
// It comes inside a register.Error of kind Conflict, CodeTransition.
type TransitionError struct{ From, To State }

func (e *TransitionError) Error() string {
	return "an application that is " + string(e.From) + " cannot become " + string(e.To)
}

// Application holds what a declarant hands in.
type Application struct {
	ID        ID        `json:"id"`
	Version   int       `json:"version"` // counts changes, from 1
	State     State     `json:"state"`
	Together  bool      `json:"together,omitempty"` // all acts or none; else each by itself
	Acts      []Item    `json:"acts"`
	Declarant Declarant `json:"declarant"`
	// DeclarantBy is who typed the declarant, and so knows them.
	DeclarantBy register.OfficerID   `json:"declarant_by"`
	TakenBy     register.OfficerID   `json:"taken_by"` // who took it
	Writers     []register.OfficerID `json:"writers"`  // all who wrote at it, handed it in or appealed; none of them registers it
	TakenAt     register.OfficeID    `json:"taken_at"` // and where
	Office      register.OfficeID    `json:"office"`   // the office that decides
	Day         register.Day         `json:"day"`      // of declaration, as on the receipt; legal deadlines run to it
	HandedIn    register.Day         `json:"handed_in"`
	Due         register.Day         `json:"due"`             // the last day for a decision, or for an adjudication; NoDeadline: none
	Until       register.Day         `json:"until,omitempty"` // returned: to complete it; refused: to appeal
	Reasons     []Reason             `json:"reasons,omitempty"`
	Deciding    *Deciding            `json:"deciding,omitempty"`
	Touched     time.Time            `json:"touched"`
	History     []Change             `json:"-"`                  // kept as rows of its own
	Refusers    []register.OfficerID `json:"refusers,omitempty"` // who refused it; somebody else takes every further step
	Judges      []register.OfficerID `json:"judges,omitempty"`   // who ruled on somebody in it; likewise
	// Submitted is the SHA-256 of the proposal from which Submit made the application. Submitting
	// anything else under the act's id is refused.
	Submitted string `json:"submitted,omitempty"`
}

// Item is one proposed act of an application. Its proposal has neither registrar nor accepted
// findings: those are added by the decision.
type Item struct {
	Proposal register.Proposal  `json:"proposal"`
	TypedBy  register.OfficerID `json:"typed_by"`           // who wrote it as it is proposed now
	Sealed   []byte             `json:"sealed,omitempty"`   // of the desk's store: the payload with its sealed parts, encrypted
	Findings []register.Finding `json:"findings,omitempty"` // as they were when declared
	Outcome  *Outcome           `json:"outcome,omitempty"`
	// Distinct are the registered people whom adjudicators found to be somebody else, with the
	// adjudication. The decision adds them to the act.
	Distinct []register.Accepted `json:"distinct,omitempty"`
}

// Outcome is the act that a proposal became, or turned out to be already.
type Outcome struct {
	Seq     register.Seq           `json:"seq"`
	Act     register.ActID         `json:"act"`
	Printed register.PrintedNumber `json:"printed,omitzero"`
	// Before reports that the act was registered already, under the same decision of the same
	// authority.
	Before bool `json:"before,omitempty"`
}

// Reason is one reason for returning or refusing: a code of the catalogue if there is one, and
// words.
type Reason struct {
	Code string `json:"code,omitempty"`
	Act  int    `json:"act"` // which act, from 0; -1: the whole application
	Text string `json:"text"`
}

// Deciding marks a decision that has begun and whose outcome is not written yet.
type Deciding struct {
	By register.OfficerID `json:"by"`
	At time.Time          `json:"at"`
}

// decidingTimeout is how long an application that is being decided stays closed to everybody else.
// A registrar answers within the two minutes of its transaction; a decision that began longer ago
// has died, and the register says what became of it.
const decidingTimeout = 10 * time.Minute

// BeingDecided reports whether somebody decides the application now.
func (a *Application) BeingDecided(now time.Time) bool {
	return a.Deciding != nil && now.Sub(a.Deciding.At) < decidingTimeout
}

// Change is one change of state. The list only grows.
type Change struct {
	At      time.Time
	By      register.OfficerID
	Office  register.OfficeID
	From    State // empty for the first
	To      State
	Reasons []Reason
}

// DeclaredAt returns when the application was handed in for the last time; the zero time if it never was.
func (a *Application) DeclaredAt() time.Time {
	for _, c := range slices.Backward(a.History) {
		if c.To == Declared && !c.ruled() {
			return c.At
		}
	}
	return time.Time{}
}

// ruled reports whether a ruling changed the state. Only officers withdraw and register.
func (c *Change) ruled() bool {
	returned := c.From == Adjudicated && c.To != Withdrawn && c.To != Registered
	return returned || slices.ContainsFunc(c.Reasons, func(r Reason) bool { return r.Code == CodeSamePerson })
}

// Become changes the state to one that may follow.
func (a *Application) Become(to State, by register.OfficerID, at register.OfficeID, when time.Time, reasons []Reason) {
	a.History = append(a.History, Change{At: when, By: by, Office: at, From: a.State, To: to, Reasons: reasons})
	a.State = to
}

// Transition refuses that an application goes from one state to another.
func Transition(from, to State) error {
	return &register.Error{Kind: register.Conflict, Op: "office", Code: CodeTransition, Err: &TransitionError{from, to}}
}

// AddWriter adds an officer to those who wrote at the application.
func (a *Application) AddWriter(id register.OfficerID) {
	if !slices.Contains(a.Writers, id) {
		a.Writers = append(slices.Clip(a.Writers), id)
	}
}

// Barred returns the code of the reason for which an officer does not bring the application to that
// state; empty if they may. Whoever refused or adjudicated it takes no further step in it. An appeal
// is decided by somebody who wrote nothing at the application.
func (a *Application) Barred(id register.OfficerID, to State) string {
	decision := to == Returned || to == Refused || to == Registered
	switch {
	case slices.Contains(a.Refusers, id):
		return CodeOwnRefusal
	case slices.Contains(a.Judges, id):
		return CodeOwnRuling
	case decision && a.appealed() && slices.Contains(a.Writers, id):
		return CodeOwnAppeal
	}
	return ""
}

// appealed reports whether a refusal of the application was ever appealed.
func (a *Application) appealed() bool {
	return slices.ContainsFunc(a.History, func(c Change) bool { return c.To == Appealed })
}

// refusedBefore reports whether an officer refused the application and it went on by appeal. The
// refusal that stands is still theirs.
func (a *Application) refusedBefore(id register.OfficerID) bool {
	return a.State != Refused && slices.Contains(a.Refusers, id)
}

// BeforeAdjudication returns the state before the adjudication.
func (a *Application) BeforeAdjudication() State {
	for _, c := range slices.Backward(a.History) {
		if c.To == Adjudicated {
			return c.From
		}
	}
	return Declared
}

// settled reports whether every act is in the register.
func (a *Application) settled() bool {
	return !slices.ContainsFunc(a.Acts, func(i Item) bool { return i.Outcome == nil })
}

// DecideBy returns the last day on which the law wants a decision about the open acts.
func (a *Application) DecideBy(pack *law.Pack) register.Day {
	due := NoDeadline
	for _, i := range a.Acts {
		if days := pack.Kinds[i.Proposal.Kind].DecideDays.On(a.Day).Value; i.Outcome == nil && days > 0 {
			due = min(due, a.HandedIn+register.Day(days))
		}
	}
	return due
}

// Clone returns a copy whose changes leave the original as it is.
func (a *Application) Clone() Application {
	c := *a
	c.Acts = slices.Clone(a.Acts)
	c.History = slices.Clone(a.History)
	c.Reasons = slices.Clone(a.Reasons)
	c.Refusers = slices.Clone(a.Refusers)
	c.Writers = slices.Clone(a.Writers)
	c.Judges = slices.Clone(a.Judges)
	return c
}

// ForOthers returns the application as it leaves the office: without the findings about registered
// people, for a finding may tell of a person whom a protection covers by now, and without who
// adjudicated, for that the national desk did tells that one of the two is protected. The
// adjudication names its officers. Nor does the sum of a proposal leave, by which its content is guessed.
func (a Application) ForOthers() Application {
	a = a.Clone()
	for i := range a.Acts {
		a.Acts[i].Findings, a.Acts[i].Distinct = nil, nil
	}
	a.Refusers, a.Judges, a.Submitted = nil, nil, ""
	for i := range a.History {
		if a.History[i].ruled() {
			a.History[i].By, a.History[i].Office = "", ""
		}
	}
	return a
}

// Withhold takes out what was declared by an act, and every sentence that an officer or a declarant wrote
// about the application: any may say where somebody lives, and a kind beside a name says who asked for a
// protection. Whoever typed the declarant reads for whom they declare. The copy
// is one that ForOthers returned.
func (a *Application) Withhold(act int, reader register.OfficerID) {
	a.Acts[act].Proposal = register.Proposal{ID: a.Acts[act].Proposal.ID}
	if a.DeclarantBy != reader {
		a.Declarant = Declarant{}
	}
	a.Reasons = withoutSentences(a.Reasons)
	for i := range a.History {
		a.History[i].Reasons = withoutSentences(a.History[i].Reasons)
	}
}

func withoutSentences(reasons []Reason) []Reason {
	out := slices.Clone(reasons)
	for i := range out {
		out[i].Text = ""
	}
	return out
}

// EvidenceNamed returns the SHA-256 of all evidence that the acts name, each once.
func (a *Application) EvidenceNamed() map[string]bool {
	out := map[string]bool{}
	for _, i := range a.Acts {
		for _, e := range i.Proposal.Evidence {
			if e.SHA256 != "" {
				out[e.SHA256] = true
			}
		}
	}
	return out
}
