package office

import (
	"cmp"
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

// View is an opened application, with the findings of now.
type View struct {
	application.Application
	Acts []ActView
	// People are the parents, spouses and members whom the subjects name, as far as the reader may
	// see them.
	People disclosure.Seen[map[register.PersonID]*register.Person]
	// Decides reports that the reader's office decides the application.
	Decides bool
	// Steps are the states to which the reader's office, as that which took or decides the application,
	// may bring it (Draft: by rewriting it), each with the error by which the step would refuse this
	// officer; nil: they may.
	Steps map[application.State]error
	// Existing are the people of a Refused application who are registered already, as far as the
	// reader may see them.
	Existing []Existing
	// DeclarantWithheld reports that a protection covers the declarant, who is not shown.
	DeclarantWithheld bool
}

// Existing is a registered person whom an act would have entered again.
type Existing struct {
	Person  disclosure.Seen[*register.Person] // as registered now
	Entered *application.Outcome              // the act by which the person is in the register
}

// ActView is one act of an opened application.
type ActView struct {
	application.Item
	// Findings are as of now or, of an application that is not examined, as of the declaration.
	Findings []register.Finding
	Before   *application.Outcome // the act as which it is registered already, if it is
	Sides    []Side
}

// Side is one subject before and after an act.
type Side = disclosure.Side

// Open shows an application with each subject before and after. Looks at all subjects that are
// shown, and at protected ones that are withheld, are durable when it returns.
func (c *Clerk) Open(ctx context.Context, who access.Actor, id application.ID) (*View, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (*View, error) {
		return c.open(ctx, pass, looks, who, id)
	})
}

func (c *Clerk) open(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.ID) (*View, error) {
	const op = "office.Open"
	p := access.Declare
	if c.config.Rules.Has(who, access.Register, c.today()) == nil {
		p = access.Register
	}
	a, err := c.load(ctx, pass, op, who, p, id)
	if p == access.Register && register.KindOf(err) == register.NotFound {
		p = access.Declare
		a, err = c.load(ctx, pass, op, who, p, id) // taken here, decided elsewhere; or a draft
	}
	if err != nil {
		return nil, err
	}
	v := &View{Application: a.ForOthers(), Acts: make([]ActView, len(a.Acts)), Decides: p == access.Register, Steps: map[application.State]error{}}
	for i := range v.Acts {
		v.Acts[i].Item = v.Application.Acts[i]
	}
	if err := c.hideDeclarant(ctx, pass, who, v); err != nil {
		return nil, err
	}
	if who.Office.ID == a.TakenAt && c.config.Rules.Has(who, access.Declare, c.today()) == nil {
		c.addSteps(who, &a, v, nil, application.Draft, application.Appealed, application.Withdrawn)
	}
	if a.State == application.Registered || a.State == application.Withdrawn || a.State == application.Draft || a.State == application.Refused { // a draft is not examined before it is declared
		return v, c.showKept(ctx, pass, looks, who, &a, v)
	}
	e, err := c.examination().Examine(ctx, pass, &a)
	if err != nil {
		return nil, err
	}
	named, err := c.lookAtExamined(ctx, pass, looks, who, &a, e, true)
	if err != nil {
		return nil, err
	}
	for i := range v.Acts {
		if v.Acts[i].Outcome == nil {
			v.Acts[i].Findings = e.Results[i].Findings
			if a.State.Editable() {
				v.Acts[i].Findings = application.WithoutLikeness(v.Acts[i].Findings)
			}
			if e.Before[i] != nil {
				v.Acts[i].Before = application.OutcomeOf(e.Before[i], true)
			}
			v.Acts[i].Findings = append(slices.Clone(v.Acts[i].Findings), c.fourEyes(who, &a, i, v.Decides)...)
		}
	}
	sides, err := disclosure.SidesOf(ctx, pass, c.config.Documents, e.Acts())
	if err != nil {
		return nil, err
	}
	if err := c.showSides(ctx, looks, who, v, sides); err != nil {
		return nil, err // nothing leaves without its look
	}
	if v.Decides && a.State.Waiting() {
		refusal, err := c.notDeciding(ctx, pass, looks, who, &a, v, e)
		if err != nil {
			return nil, err
		}
		c.addSteps(who, &a, v, refusal, application.Registered, application.Returned, application.Refused)
	}
	if !c.isDesk(who) {
		v.hideSides(named)
	}
	return v, nil
}

// hideDeclarant takes out a declarant who is withheld from the reader.
func (c *Clerk) hideDeclarant(ctx context.Context, pass access.Pass, who access.Actor, v *View) error {
	withheld, err := c.withheldDeclarants(ctx, pass, who, v.Application)
	if v.DeclarantWithheld = err == nil && withheld[0]; v.DeclarantWithheld {
		v.Declarant = application.Declarant{}
		v.Acts = slices.Clone(v.Acts)
		for i := range v.Acts {
			v.Acts[i].Proposal.Declarant, v.Application.Acts[i].Proposal.Declarant = "", ""
		}
	}
	return err
}

// addSteps adds to a view those steps of its reader that the state allows. refusal is what stands
// against all of them.
func (c *Clerk) addSteps(who access.Actor, a *application.Application, v *View, refusal error, steps ...application.State) {
	for _, to := range steps {
		if a.State.Allows(to) {
			v.Steps[to] = cmp.Or(c.mayWrite("office.Open", who, a, a.Version, to), refusal)
		}
	}
}

// notDeciding returns as refusal what stands against every decision of this officer (mayDecide). It
// looks at whom it tells of, as the decision does; those whose sides are withheld have been looked at.
func (c *Clerk) notDeciding(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, v *View, e *examination.Examination) (refusal, err error) {
	refusal = c.competent(ctx, who, a)
	switch {
	case refusal != nil || c.isDesk(who):
	case slices.ContainsFunc(v.Acts, ActView.withheld):
		refusal = register.Coded(register.Forbidden, "office.Open", access.CodeNationalDesk)
	default:
		covered, err := c.examination().Covered(ctx, pass, a, e)
		if err != nil {
			return nil, err
		}
		refusal = disclosure.LookAtCovered(ctx, looks, caseOf(v.ID), covered)
	}
	if refusal != nil && register.KindOf(refusal) != register.Forbidden {
		return nil, refusal
	}
	return refusal, nil
}

// withheld reports whether only the national desk sees a side of an act that is not registered.
func (v ActView) withheld() bool {
	return v.Outcome == nil && slices.ContainsFunc(v.Sides, func(s Side) bool { return s.Withheld == access.CodeNationalDesk })
}

// showKept shows what an application that is not examined was declared with and, if it was refused,
// who is registered already.
func (c *Clerk) showKept(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, v *View) error {
	findings := make([]*[]register.Finding, len(a.Acts))
	for i := range a.Acts {
		if findings[i] = &v.Acts[i].Findings; a.Acts[i].Outcome == nil {
			*findings[i] = a.Acts[i].Findings
		}
	}
	if err := c.lookAtFindings(ctx, pass, looks, who, a, findings); err != nil || a.State != application.Refused {
		return err
	}
	return c.showExisting(ctx, pass, looks, who, v)
}

// hideSides leaves one withheld side, of nobody, of an act that names a covered person. Whether
// there are sides, and of whom, tells whether something stops the act and who lives with whom.
func (v *View) hideSides(named []disclosure.Naming) {
	for i := range v.Acts {
		act := &v.Acts[i]
		if act.withheld() || act.Outcome == nil && len(named[i].Covered) > 0 {
			act.Sides = []Side{{Ref: register.PersonRef(0), Withheld: access.CodeNationalDesk}}
		}
	}
}

// fourEyes returns a finding if this officer may not register an act because they wrote at the
// application. The act knows one officer who took the declaration; the application knows all who
// wrote at it.
func (c *Clerk) fourEyes(who access.Actor, a *application.Application, i int, decides bool) []register.Finding {
	r := acts.FourEyes(c.config.Documents.Law, &a.Acts[i].Proposal)
	if !decides || !r.Value || !slices.Contains(a.Writers, who.Officer.ID) {
		return nil
	}
	return []register.Finding{{Code: register.CodeFourEyes, Field: "registrar", Severity: register.Blocking, Article: r.Article}}
}

// showSides shows the subjects, before and after, and the people whom they name, as far as the
// reader may see them, and writes the looks. If a side of an act is withheld, the act's findings
// are redacted.
func (c *Clerk) showSides(ctx context.Context, looks *access.Looker, who access.Actor, v *View, sides *disclosure.Sides) error {
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue}
	if v.Decides {
		why.Case = string(v.ID) // the case lets the decider see people of any area
	}
	area, err := c.area(ctx, who, why)
	if err != nil {
		return err
	}
	shown, hidden := sides.Withhold(area)
	desk := false // whether the national desk reads
	if hidden.Protected {
		// Only the national desk is let through. The look is written in any case:
		// the protected person sees that somebody was here.
		err := looks.Look(ctx, caseOf(v.ID), hidden)
		switch {
		case err == nil:
			desk = true
			sides.Reveal()
		case !register.HasCode(err, access.CodeNationalDesk):
			return err
		}
	}
	for i := range v.Acts {
		act, withheld := &v.Acts[i], false
		if act.Sides, withheld = sides.Shown(i, area); withheld {
			act.Findings = disclosure.Redact(act.Findings)
		}
	}
	people, covered := sides.Named(area, desk, &shown)
	if covered.Protected {
		if err := looks.Look(ctx, caseOf(v.ID), covered); err != nil {
			return err
		}
	}
	v.People = people
	if len(shown.Subjects) == 0 {
		looks.Nobody() // but those who are not registered yet
		return nil
	}
	return looks.Look(ctx, why, shown)
}

// area returns the area in which the actor sees people today for that reason.
func (c *Clerk) area(ctx context.Context, who access.Actor, why access.Reason) (disclosure.Area, error) {
	atlas, err := c.config.Documents.Atlas(ctx)
	if err != nil {
		return disclosure.Area{}, err
	}
	return disclosure.AreaFor(atlas, who.Office, why, c.today()), nil
}
