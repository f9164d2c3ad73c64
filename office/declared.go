package office

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// What was declared is shown whatever became of it: an officer cannot return, refuse or appeal what
// they cannot read. It names people, so it leaves by looks at them. Where a protection covers one of
// them, it is read by the national desk and by whoever wrote at the application, who typed it.

// showDeclared shows the subjects of each act before and after, and the people whom they and the
// proposals name, as far as the reader may see them, and writes the looks. If a side of an act is
// withheld, the act's findings are redacted. It returns which acts only the national desk reads.
func (c *Clerk) showDeclared(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, v *View, named []disclosure.Naming, acts []*register.Act) (hidden []bool, err error) {
	if named, err = c.addRegistered(ctx, pass, v, named); err != nil {
		return nil, err
	}
	texts, err := disclosure.TextsOf(ctx, pass, c.config.Documents, named)
	if err != nil {
		return nil, err
	}
	sides, err := disclosure.SidesOf(ctx, pass, c.config.Documents, acts, slices.Collect(maps.Values(texts))...)
	if err != nil {
		return nil, err
	}
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue}
	if v.Decides {
		why.Case = string(v.ID) // the case lets the decider see people of any area
	}
	area, err := c.area(ctx, who, why)
	if err != nil {
		return nil, err
	}
	shown, protected := sides.Withhold(area)
	if protected.Protected {
		// Only the national desk is let through. The look is written in any case:
		// the protected person sees that somebody was here.
		err := looks.Look(ctx, caseOf(v.ID), protected)
		switch {
		case err == nil:
			sides.Reveal()
		case !register.HasCode(err, access.CodeNationalDesk):
			return nil, err
		}
	}
	desk := c.isDesk(who)
	hidden = make([]bool, len(v.Acts))
	var others []register.PersonID
	v.Texts = map[string]register.PersonID{}
	for i := range v.Acts {
		act, withheld := &v.Acts[i], false
		if act.Sides, withheld = sides.Shown(i, area); withheld {
			act.Findings = disclosure.Redact(act.Findings)
		}
		stopped := acts[i] == nil && act.Outcome == nil
		if hidden[i] = !desk && (act.withheld() || len(named[i].Covered) > 0 || stopped && named[i].Redacted()); hidden[i] {
			continue
		}
		if text, id := entered(act.Proposal.Payload, acts[i]); id != 0 {
			v.Texts[text] = id
		}
		for _, t := range named[i].Texts {
			if id := texts[t.Subject]; id != 0 {
				v.Texts[t.Subject], others = id, append(others, id)
			}
		}
	}
	people, covered := sides.Named(area, desk, &shown, others...)
	if covered.Protected {
		if err := looks.Look(ctx, caseOf(v.ID), covered); err != nil {
			return nil, err
		}
	}
	v.People = people
	if len(looks.Rest(shown.Subjects)) == 0 {
		looks.Nobody() // more, but those who are not registered yet
	} else if err := looks.Look(ctx, why, shown); err != nil {
		return nil, err
	}
	return hidden, c.lookAtDeclared(ctx, looks, v.ID, named, hidden)
}

// addRegistered puts into each act that is registered what the register holds of it, without what was
// sealed or erased, and adds those whom it changed to those whom it names.
func (c *Clerk) addRegistered(ctx context.Context, pass access.Pass, v *View, named []disclosure.Naming) ([]disclosure.Naming, error) {
	named = slices.Clone(named)
	for i := range v.Acts {
		outcome := v.Acts[i].Outcome
		if outcome == nil {
			continue
		}
		act, err := c.config.Documents.Act(ctx, pass, string(outcome.Act))
		if err != nil {
			return nil, err
		}
		if act == nil {
			continue // the audit tells of a lost act
		}
		p := &v.Acts[i].Proposal
		p.Payload, p.Happened, p.Decision, p.Evidence = act.Payload, act.Happened, act.Decision, act.Evidence
		covered, err := disclosure.CoveredBy(ctx, pass, c.config.Documents, act)
		if err != nil {
			return nil, err
		}
		named[i].Covered = disclosure.AddRefs(slices.Clone(named[i].Covered), covered...)
	}
	return named, nil
}

// entered returns the person whom an act that is not registered would enter, and the text by which the
// other acts of the application name them.
func entered(payload json.RawMessage, act *register.Act) (text string, id register.PersonID) {
	var enters struct {
		As string `json:"as"`
	}
	if act == nil || json.Unmarshal(payload, &enters) != nil || enters.As == "" || act.Effects[0].Subject.Kind != register.SubjectPerson {
		return "", 0
	}
	return enters.As, register.PersonID(act.Effects[0].Subject.ID)
}

// lookAtDeclared writes the looks at those whom the proposals name and at whom there is no look yet: at
// everybody of a proposal that is shown, at the covered of every one.
func (c *Clerk) lookAtDeclared(ctx context.Context, looks *access.Looker, id application.ID, named []disclosure.Naming, hidden []bool) error {
	var shown, covered []register.Ref
	for i := range named {
		covered = disclosure.AddRefs(covered, named[i].Covered...)
		if !hidden[i] {
			shown = disclosure.AddRefs(shown, named[i].Subjects...)
		}
	}
	if err := disclosure.LookAtCovered(ctx, looks, caseOf(id), looks.Rest(covered)); err != nil && !register.HasCode(err, access.CodeNationalDesk) {
		return err
	}
	if shown = looks.Rest(shown); len(shown) == 0 {
		return nil
	}
	return looks.Look(ctx, caseOf(id), access.ReadingScope{Subjects: shown})
}

// hide leaves one withheld side, of nobody, of the acts that only the national desk reads: whether there
// are sides, and of whom, tells whether something stops the act and who lives with whom. Whoever
// did not write at the application reads nothing of these acts, and no sentence that was typed about
// the application: any may say where somebody lives.
func (v *View) hide(hidden []bool, wrote bool) {
	for i := range v.Acts {
		if !hidden[i] {
			continue
		}
		act := &v.Acts[i]
		act.Sides = []Side{{Ref: register.PersonRef(0), Withheld: access.CodeNationalDesk}}
		if act.Withheld = !wrote; act.Withheld {
			act.Proposal = register.Proposal{ID: act.Proposal.ID, Kind: act.Proposal.Kind}
			v.Application.Acts[i].Proposal = act.Proposal
		}
	}
	if !slices.ContainsFunc(v.Acts, func(a ActView) bool { return a.Withheld }) {
		return
	}
	delete(v.Steps, application.Draft) // nobody rewrites what they may not read
	v.Declarant.Relation = ""
	v.Reasons = withoutSentences(v.Reasons)
	for i := range v.History {
		v.History[i].Reasons = withoutSentences(v.History[i].Reasons)
	}
}

func withoutSentences(reasons []application.Reason) []application.Reason {
	out := slices.Clone(reasons)
	for i := range out {
		out[i].Text = ""
	}
	return out
}
