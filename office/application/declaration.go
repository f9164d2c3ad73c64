package application

import (
	"bytes"
	"encoding/json"
	"slices"

	"samano/register"
)

// Declaration is the part of an application that an adjudication is about.
type Declaration struct {
	Declarant Declarant
	TakenBy   register.OfficerID
	TakenAt   register.OfficeID
	Day       register.Day
	Acts      []DeclaredAct
	Appeal    string // why the declarant last appealed a refusal; empty: they did not
}

// DeclaredAct is an act that enters or changes one of the compared people.
type DeclaredAct struct {
	Kind     register.Kind
	Happened register.Date
	Decision register.Decision
	Payload  json.RawMessage
	Evidence []register.Evidence
}

// DeclarationOf returns what was declared: the acts as they stand now, if the application still
// holds them.
func (a *Adjudication) DeclarationOf(of *Application) *Declaration {
	d := &Declaration{Declarant: of.Declarant, TakenBy: of.TakenBy, TakenAt: of.TakenAt, Day: of.Day}
	for _, p := range a.Compared(of) {
		d.Acts = append(d.Acts, DeclaredAct{p.Kind, p.Happened, p.Decision, p.Payload, p.Evidence})
	}
	for _, c := range of.History {
		if c.To == Appealed && len(c.Reasons) > 0 {
			d.Appeal = c.Reasons[0].Text
		}
	}
	return d
}

// Compared returns the proposals of the compared people: the one of the question, and those that
// would enter co-proposed candidates.
func (a *Adjudication) Compared(of *Application) []*register.Proposal {
	var out []*register.Proposal
	for _, p := range of.Proposals() {
		beside := func(c Candidate) bool { return c.CoProposed != nil && SpeaksOf(p, c.Named) }
		if p.ID == a.Act || slices.ContainsFunc(a.Candidates, beside) {
			out = append(out, p)
		}
	}
	return out
}

// SpeaksOf reports whether a proposal enters the person of that name: the act's id, or a
// client-made id in its payload.
func SpeaksOf(p *register.Proposal, named string) bool {
	return string(p.ID) == named || bytes.Contains(p.Payload, []byte(`"`+named+`"`))
}
