package office

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

// View is an opened application, with the findings of now.
type View struct {
	application.Application
	Acts []ActView
	// People are those whom the proposals and the subjects name, as far as the reader may see them.
	People disclosure.Seen[map[register.PersonID]*register.Person]
	// Texts are whom texts of the proposals name: numbers and client-made ids.
	Texts map[string]register.PersonID
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
	// WithheldPapers are the SHA-256 of papers beside the acts that are shown which only the national desk
	// reads. That desk is not told.
	WithheldPapers []string
	unread         []string // all that the reader does not read, by SHA-256
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
	// Withheld reports that the reader sees nothing of what was declared: only its kind is left of the
	// proposal. A protection covers somebody whom the act names or changes or, where it cannot be said
	// what it would change, of whom its checks know.
	Withheld bool
	// Covered reports that a protection covers somebody whom the act, which is registered, names or has
	// changed, so that only the national desk issues a certificate of it. That desk is not told.
	Covered bool
	hidden  bool // from everybody but the national desk, though whoever typed it reads what was declared
}

// Side is one subject before and after an act, for faces, which do not import package disclosure.
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
	a, err := c.find(ctx, op, who, p, id)
	if p == access.Register && register.KindOf(err) == register.NotFound {
		p = access.Declare
		a, err = c.find(ctx, op, who, p, id) // taken here, decided elsewhere; or a draft
	}
	if err != nil {
		return nil, err
	}
	a, behind, err := c.examination().CaughtUp(ctx, pass, a)
	if err != nil {
		return nil, err
	}
	v := &View{Application: a.ForOthers(), Acts: make([]ActView, len(a.Acts)), Decides: p == access.Register, Steps: map[application.State]error{}}
	for i := range v.Acts {
		v.Acts[i].Item = v.Application.Acts[i]
	}
	hidden, err := c.hideDeclarant(ctx, pass, who, v)
	if err != nil {
		return nil, err
	}
	takes, err := c.takes(ctx, who, &a)
	if err != nil {
		return nil, err
	}
	if takes && c.config.Rules.Has(who, access.Declare, c.today()) == nil {
		c.addSteps(who, &a, v, nil, application.Draft, application.Appealed, application.Withdrawn)
	}
	var named []disclosure.Named
	would := make([]*register.Act, len(a.Acts)) // what the acts would be registered as
	var e *examination.Examination
	if a.State.Examined() {
		if e, err = c.examination().Examine(ctx, pass, &a); err != nil {
			return nil, err
		}
		would = e.Acts()
		named, err = c.showExamined(ctx, pass, looks, who, &a, v, e)
	} else {
		named, err = c.showKept(ctx, pass, looks, who, &a, v)
	}
	if err != nil {
		return nil, err
	}
	if err := c.showDeclared(ctx, pass, looks, who, v, named, would); err != nil {
		return nil, err // nothing leaves without its look
	}
	told, err := c.tellCovered(ctx, pass, looks, who, &a, v)
	if err != nil {
		return nil, err
	}
	if err := disclosure.NoteCovered(ctx, looks, reasonOf(a.ID, a.State), looks.Rest(hidden)); err != nil {
		return nil, err
	}
	if v.Decides && a.State.Waiting() {
		refusal, err := c.notDeciding(ctx, pass, looks, who, &a, v, e, told)
		if err != nil {
			return nil, err
		}
		c.addSteps(who, &a, v, refusal, application.Registered, application.Returned, application.Refused)
		if register.HasCode(refusal, access.CodeNationalDesk) {
			if err := c.sendToDesk(ctx, &a, v); err != nil {
				return nil, err
			}
		}
	}
	v.hide(who)
	if behind { // noted only when the looks are durable
		a, err = c.note(ctx, a)
		v.Version = a.Version
	}
	return v, err
}

// sendToDesk sends an application that only the national desk may decide by now to that desk, in whose
// list it then waits. Whoever has changed it meanwhile is not held up.
func (c *Clerk) sendToDesk(ctx context.Context, a *application.Application, v *View) error {
	next := a.Clone()
	if err := c.toDesk(ctx, &next); err != nil || next.Office == a.Office {
		return err
	}
	next, err := c.put(ctx, "office.Open", next)
	if register.KindOf(err) == register.Conflict {
		return nil
	}
	if err == nil {
		*a, v.Version, v.Office = next, next.Version, next.Office
	}
	return err
}

// showExamined shows what an examination found, and returns for each act whom it names.
func (c *Clerk) showExamined(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, v *View, e *examination.Examination) ([]disclosure.Named, error) {
	named, err := c.lookAtExamined(ctx, pass, looks, who, a, e, true)
	if err != nil {
		return nil, err
	}
	for i := range v.Acts {
		if v.Acts[i].Outcome != nil {
			continue
		}
		v.Acts[i].Findings = e.Results[i].Findings
		if a.State.Editable() {
			v.Acts[i].Findings = application.WithoutLikeness(v.Acts[i].Findings)
		}
		if e.Before[i] != nil {
			v.Acts[i].Before = application.OutcomeOf(e.Before[i], true)
		}
		v.Acts[i].Findings = append(slices.Clone(v.Acts[i].Findings), c.examination().FourEyes(who.Officer.ID, a, i, v.Decides && a.State == application.Declared)...)
	}
	return named, nil
}

// hideDeclarant takes out a declarant who is withheld from the reader, and returns whom that tells of.
func (c *Clerk) hideDeclarant(ctx context.Context, pass access.Pass, who access.Actor, v *View) ([]register.Ref, error) {
	withheld, err := c.withheldDeclarants(ctx, pass, who, v.Application)
	if v.DeclarantWithheld = err == nil && len(withheld[0]) > 0; v.DeclarantWithheld {
		v.Declarant = application.Declarant{}
		v.Acts = slices.Clone(v.Acts)
		for i := range v.Acts {
			v.Acts[i].Proposal.Declarant, v.Application.Acts[i].Proposal.Declarant = "", ""
		}
		return withheld[0], nil
	}
	return nil, err
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
// looks at whom it tells of, as the decision does; those whose sides are withheld, and those told of,
// have been looked at.
func (c *Clerk) notDeciding(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, v *View, e *examination.Examination, told []register.Ref) (refusal, err error) {
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
		refusal = disclosure.LookAtCovered(ctx, looks, reasonOf(v.ID, v.State), disclosure.Except(covered, told))
		if refusal == nil && len(covered) > 0 {
			refusal = register.Coded(register.Forbidden, "office.Open", access.CodeNationalDesk)
		}
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

// showKept shows the findings with which an application that is not examined was declared and, if it was
// refused, who is registered already. It returns for each act whom it names.
func (c *Clerk) showKept(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, v *View) ([]disclosure.Named, error) {
	findings := make([]*[]register.Finding, len(a.Acts))
	for i := range a.Acts {
		if findings[i] = &v.Acts[i].Findings; a.Acts[i].Outcome != nil {
			continue
		}
		*findings[i] = a.Acts[i].Findings
		if a.State == application.Refused {
			*findings[i] = application.WithoutLikeness(*findings[i])
		}
	}
	named, err := c.lookAtFindings(ctx, pass, looks, who, a, findings)
	if err == nil && a.State == application.Refused {
		err = c.showExisting(ctx, pass, looks, who, v)
	}
	return named, err
}

// tellCovered tells which papers, and certificates of which acts, are withheld from the reader. It looks
// at whom it tells of and returns them.
func (c *Clerk) tellCovered(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application, v *View) (told []register.Ref, err error) {
	if c.isDesk(who) {
		return nil, nil
	}
	covered, err := c.papers().Covered(ctx, pass, a, slices.Sorted(maps.Keys(a.EvidenceNamed()))...)
	if err != nil {
		return nil, err
	}
	for _, sha := range slices.Sorted(maps.Keys(covered)) {
		v.WithheldPapers, told = append(v.WithheldPapers, sha), disclosure.AddRefs(told, covered[sha]...)
	}
	for i := range v.Acts {
		covered, err := c.examination().CoveredByRegistered(ctx, pass, a, i)
		if err != nil {
			return nil, err
		}
		v.Acts[i].Covered, told = len(covered) > 0, disclosure.AddRefs(told, covered...)
	}
	if err := disclosure.NoteCovered(ctx, looks, reasonOf(a.ID, a.State), looks.Rest(told)); err != nil {
		return nil, err
	}
	return told, nil
}

// area returns the area in which the actor sees people today for that reason.
func (c *Clerk) area(ctx context.Context, who access.Actor, why access.Reason) (disclosure.Area, error) {
	atlas, err := c.config.Documents.Atlas(ctx)
	if err != nil {
		return disclosure.Area{}, err
	}
	return disclosure.AreaFor(atlas, who.Office, why.Opens(), c.today()), nil
}
