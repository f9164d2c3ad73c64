package application

import (
	"slices"
	"time"

	"samano/register"
	"samano/registrar/record"
)

// DecidedAct is the outcome of a decision for one act.
type DecidedAct struct {
	Outcome  *Outcome // nil: not registered
	Findings []register.Finding
}

// SameOutcome reports whether two acts of an application are both open, or are one act of the
// register.
func SameOutcome(x, y Item) bool {
	return (x.Outcome == nil) == (y.Outcome == nil) && (x.Outcome == nil || *x.Outcome == *y.Outcome)
}

// OutcomeOf returns an act of the register as the outcome of a proposal.
func OutcomeOf(act *register.Act, before bool) *Outcome {
	return &Outcome{Seq: act.Seq, Act: act.ID, Printed: act.Printed, Before: before}
}

// Close makes an application Registered once all its acts are in the register.
func (a *Application) Close(by register.OfficerID, at register.OfficeID, when time.Time) {
	if !a.settled() || !a.State.may(Registered) {
		return
	}
	a.Become(Registered, by, at, when, nil)
	a.Due, a.Until, a.Reasons = NoDeadline, 0, nil
}

// DecidedActs returns the outcome of a registered application again.
func (a *Application) DecidedActs() []DecidedAct {
	out := make([]DecidedAct, len(a.Acts))
	for i := range a.Acts {
		out[i] = DecidedAct{Outcome: a.Acts[i].Outcome, Findings: a.Acts[i].Findings}
	}
	return out
}

// CameOf reports whether an act came of the proposal. The decision added office, registrar,
// accepted findings and what was seen.
func CameOf(act *register.Act, p *register.Proposal) bool {
	q := *p
	q.Office, q.Registrar, q.Accepted, q.Seen = act.Office, act.Registrar, act.Accepted, act.Seen
	return record.SameProposal(&act.Proposal, &q)
}

// OfRegistrar returns the findings that a registrar may accept: only adjudicators decide whether two
// people are one.
func OfRegistrar(accepted []register.Accepted) []register.Accepted {
	return slices.DeleteFunc(slices.Clone(accepted), func(a register.Accepted) bool {
		return register.Finding{Code: a.Code}.AboutAnother()
	})
}
