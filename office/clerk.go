package office

import (
	"context"
	"io"
	"slices"
	"time"

	"samano/access"
	"samano/disclosure"
	"samano/keys"
	"samano/law"
	"samano/office/application"
	"samano/office/examination"
	"samano/office/routing"
	"samano/register"
	"samano/registrar"
)

// Config is what a Clerk works with. All fields are needed unless they say
// otherwise.
type Config struct {
	Writer    *registrar.Writer
	Documents *registrar.Documents
	Random    io.Reader // of ids
	Store     Store
	Reader    *access.Reader // of looks
	Rules     access.Rules
	// Offices returns all offices of the country.
	Offices  func(context.Context) ([]register.Office, error)
	Evidence *keys.Sealer
}

// Clerk does an office's work for the officer whom each call names. It is safe for concurrent use.
type Clerk struct{ config Config }

// New returns a clerk.
func New(c Config) *Clerk { return &Clerk{c} }

// Purposes of the law pack for which offices read.
const (
	PurposeQueue       = "own-queue"
	PurposeCertificate = "certificate"
)

// Opens answers access.Cases for applications and adjudications. An application that was declared opens
// whom it names to the offices that take or decide it, and to those above. While it is written, after it was
// withdrawn, and some days after it was decided it opens nobody; nor, at any time, whom a seal covers since it was
// declared, but for the application that was itself registered as the seal.
func (c *Clerk) Opens(ctx context.Context, pass access.Pass, who access.Actor, kind law.CaseKind, id string) (access.CaseScope, error) {
	none := register.Coded(register.NotFound, "office.Opens", access.CodeNoApplication)
	if !register.ValidUUID(id) {
		return access.CaseScope{}, none
	}
	if kind == law.CaseAdjudication {
		return c.adjudicationOpens(ctx, pass, who, application.AdjudicationID(id))
	}
	a, err := c.find(ctx, none.Op, who, access.Declare, application.ID(id))
	if register.HasCode(err, CodeNotTheirs) {
		err = none
	}
	over := func() bool {
		return c.today() > register.DayAt(a.Touched)+register.Day(c.config.Documents.Law.Looks.CaseDays.On(c.today()).Value)
	}
	if err != nil || a.State.Editable() || a.State == application.Withdrawn || a.State.Ended() && over() {
		return access.CaseScope{Draft: a.State.Editable()}, err
	}
	documents, entered := c.config.Documents, []register.Ref(nil)
	named, err := examination.NamedBy(ctx, pass, documents, &a)
	out := access.CaseScope{Own: slices.Contains(a.Writers, who.Officer.ID) || a.TakenBy == who.Officer.ID}
	for i := range named {
		out.Subjects, out.Counted = disclosure.AddRefs(out.Subjects, named[i].Subjects...), disclosure.AddRefs(out.Counted, named[i].Counted...)
		if outcome := a.Acts[i].Outcome; outcome != nil && err == nil {
			var done *register.Act
			if done, err = documents.Act(ctx, pass, string(outcome.Act)); done != nil {
				var shown []register.Ref
				shown, err = disclosure.ShownWith(ctx, pass, documents, done)
				entered = append(entered, shown...)
			}
		}
	}
	if err == nil {
		out.Subjects, err = disclosure.NotSealedSince(ctx, pass, documents, a.DeclaredAt(), out.Subjects...)
	}
	out.Subjects, out.Counted = disclosure.AddRefs(out.Subjects, entered...), disclosure.AddRefs(out.Counted, disclosure.Except(entered, out.Subjects)...)
	return out, err
}

// adjudicationOpens says whom an adjudication compares, and whom the compared act names.
func (c *Clerk) adjudicationOpens(ctx context.Context, pass access.Pass, who access.Actor, id application.AdjudicationID) (out access.CaseScope, err error) {
	const op = "office.Opens"
	q, a, err := c.adjudication(ctx, pass, op, who, id)
	var hides []register.Ref
	if err == nil && a != nil && !c.isDesk(who) {
		hides, err = c.examination().HidesNow(ctx, pass, a)
	}
	var compared []register.Ref
	if err == nil {
		compared = append(disclosure.People(q.People()...), q.Named...)
		out.Subjects, err = disclosure.NotSealedSince(ctx, pass, c.config.Documents, q.Opened, compared...)
	}
	hidden := len(hides) > 0 || len(out.Subjects) < len(compared) && !c.isDesk(who)
	if k := register.KindOf(err); k == register.Forbidden || k == register.NoError && (q.State == application.Dropped || hidden) {
		return access.CaseScope{}, register.Coded(register.NotFound, op, access.CodeNoAdjudication)
	}
	return out, err
}

func (c *Clerk) now() time.Time      { return c.config.Documents.Now() }
func (c *Clerk) today() register.Day { return c.config.Documents.Today() }

// examination returns what tries acts on the register.
func (c *Clerk) examination() *examination.Service {
	return &examination.Service{Writer: c.config.Writer, Documents: c.config.Documents}
}

// isDesk reports whether an officer is of the national desk.
func (c *Clerk) isDesk(who access.Actor) bool {
	return c.config.Rules.Has(who, access.NationalDesk, c.today()) == nil
}

// reasonOf is the reason for which an office reads whom an application names. Whoever writes it may name
// anybody, and is on their budget.
func reasonOf(id application.ID, in application.State) access.Reason {
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(id)}
	if in.Editable() {
		return why.Drafting()
	}
	return why.InHand(law.CaseApplication)
}

// besides is the reason for which an office reads those people of its own area who stand beside an
// application.
func besides(in application.State) access.Reason {
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue}
	if in.Editable() {
		return why
	}
	return why.Queued()
}

// submitting is the reason for which an office reads whom an act names that is submitted: as a draft's.
func submitting(id register.ActID) access.Reason {
	return access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(id)}.Drafting()
}

// touches reports whether the actor's office took the application, decides it, or is above the
// office that decides.
func (c *Clerk) touches(ctx context.Context, who access.Actor, a *application.Application) (bool, error) {
	if takes, err := c.takes(ctx, who, a); takes || err != nil {
		return takes, err
	}
	return c.Above(ctx, who, a.Office)
}

// takes reports whether the actor's office took the application, so that it writes there for the
// declarant, or stands in for the office that did.
func (c *Clerk) takes(ctx context.Context, who access.Actor, a *application.Application) (bool, error) {
	return c.routing().StandsIn(ctx, who.Office, a.TakenAt)
}

// Above reports whether the actor's office is that office or is above it.
func (c *Clerk) Above(ctx context.Context, who access.Actor, id register.OfficeID) (bool, error) {
	return c.routing().Above(ctx, who.Office, id)
}

func (c *Clerk) routing() *routing.Service {
	return &routing.Service{Documents: c.config.Documents, Offices: c.config.Offices}
}

// load reads an application for an officer who needs that permission, and catches it up with the
// register. An application of other offices is register.NotFound.
func (c *Clerk) load(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, p access.Permission, id application.ID) (application.Application, error) {
	a, err := c.find(ctx, op, who, p, id)
	if err != nil {
		return application.Application{}, err
	}
	return c.reconcile(ctx, pass, a)
}

// find is load, and leaves the application as the desk has it.
func (c *Clerk) find(ctx context.Context, op register.Operation, who access.Actor, p access.Permission, id application.ID) (application.Application, error) {
	if err := c.config.Rules.Has(who, p, c.today()); err != nil {
		return application.Application{}, err
	}
	a, err := c.config.Store.Application(ctx, id)
	if err != nil {
		return application.Application{}, err
	}
	var mine bool
	if p == access.Register {
		mine, err = c.Above(ctx, who, a.Office)
		mine = mine && a.State != application.Draft
	} else {
		mine, err = c.touches(ctx, who, &a)
		if err == nil && a.State == application.Draft {
			mine, err = c.takes(ctx, who, &a)
		}
	}
	if err != nil {
		return application.Application{}, err
	}
	if !mine {
		return application.Application{}, register.Coded(register.NotFound, op, CodeNotTheirs)
	}
	return a, nil
}

// loadTaken is load for a step that is the declarant's: only the office that took the declaration
// rewrites, hands in, withdraws and appeals it.
func (c *Clerk) loadTaken(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, id application.ID) (application.Application, error) {
	a, err := c.load(ctx, pass, op, who, access.Declare, id)
	if err != nil {
		return application.Application{}, err
	}
	takes, err := c.takes(ctx, who, &a)
	if err == nil && !takes {
		err = register.Coded(register.Forbidden, op, CodeTakenElsewhere)
	}
	return a, err
}

// mayWrite is the gate of every step by which an officer brings an application to a state (Draft: it
// is rewritten). It refuses a step that was chosen on another version, one that the state does not
// allow, an officer who is barred, an appeal or a completion after its last day, and a step while
// somebody decides.
// The office that decides has to be competent besides (mayDecide).
func (c *Clerk) mayWrite(op register.Operation, who access.Actor, a *application.Application, version int, to application.State) error {
	if a.Version != version {
		return register.Coded(register.Conflict, op, CodeChangedSince)
	}
	if !a.State.Allows(to) {
		return application.Transition(a.State, to)
	}
	if code := a.Barred(who.Officer.ID, to); code != "" {
		return register.Coded(register.Forbidden, op, code)
	}
	if a.State == application.Returned && to != application.Withdrawn && c.today() > a.Until {
		return register.InvalidBy(op, register.Blocked(CodeReturnLate, "state", "until", a.Until.String()))
	}
	if to == application.Appealed && c.today() > a.Until {
		return register.InvalidBy(op, register.Blocked(CodeAppealLate, "state", "until", a.Until.String()))
	}
	again := to == application.Registered && a.Deciding != nil && a.Deciding.By == who.Officer.ID
	if a.BeingDecided(c.now()) && !again { // who has begun may do so again: it comes to the same
		return register.Coded(register.Conflict, op, CodeBeingDecided)
	}
	return nil
}

// put writes an application as its next version and returns that version.
func (c *Clerk) put(ctx context.Context, op register.Operation, a application.Application, asked ...application.Adjudication) (application.Application, error) {
	next := a
	next.Version++
	next.Touched = c.now()
	switch err := c.config.Store.PutApplication(ctx, next, asked...); {
	case err == nil:
		return next, nil
	case register.KindOf(err) == register.Conflict:
		return a, &register.Error{Kind: register.Conflict, Op: op, Code: CodeChangedSince, Err: err}
	default:
		return a, err
	}
}

// toDesk makes the national desk the office that decides. Where the law lets no office of the
// whole country register such acts, the route stays the ordinary one.
func (c *Clerk) toDesk(ctx context.Context, a *application.Application) error {
	desk, err := c.routing().Deciding(ctx, register.Office{}, a.Acts)
	if register.HasCode(err, routing.CodeNoOfficeCompetent) {
		return nil
	}
	if err == nil {
		a.Office = desk
	}
	return err
}
