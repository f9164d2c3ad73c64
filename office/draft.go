package office

import (
	"cmp"
	"context"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/examination"
	"samano/register"
	"samano/registrar"
)

// SaveDraft saves a draft, or a returned application that is being completed. version is the one
// that the form was filled from; 0: a new application. Like every step it returns the version that
// the application has then: what was declared leaves only by Open, for whoever may read it.
func (c *Clerk) SaveDraft(ctx context.Context, who access.Actor, in application.DraftInput, version int) (int, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (int, error) {
		a, err := c.saveDraft(ctx, pass, looks, who, in, version)
		return a.Version, err
	})
}

func (c *Clerk) saveDraft(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, in application.DraftInput, version int) (application.Application, error) {
	const op = "office.SaveDraft"
	looks.Nobody() // but those whom the application before names
	if err := c.config.Rules.Has(who, access.Declare, c.today()); err != nil {
		return application.Application{}, err
	}
	a := application.Application{ID: in.ID, State: application.Draft, TakenBy: who.Officer.ID, TakenAt: who.Office.ID, Due: application.NoDeadline}
	if version == 0 {
		a.History = []application.Change{{At: c.now(), By: who.Officer.ID, Office: who.Office.ID, To: application.Draft}}
	} else {
		var err error
		if a, err = c.loadTaken(ctx, pass, op, who, in.ID); err != nil {
			return application.Application{}, err
		}
	}
	if err := c.rewrite(ctx, pass, looks, op, who, &a, version, in); err != nil {
		return application.Application{}, err
	}
	return c.put(ctx, op, a)
}

// rewrite gives a draft, or a returned application, another content, unless it withholds an act from the
// officer: with other acts over it, its papers and the sentences of its officers would be theirs to read.
// Whom it names is looked at. A declarant who is withheld stays as they are if none is typed.
func (c *Clerk) rewrite(ctx context.Context, pass access.Pass, looks *access.Looker, op register.Operation, who access.Actor, a *application.Application, version int, in application.DraftInput) error {
	if err := c.mayWrite(op, who, a, version, application.Draft); err != nil {
		return err
	}
	if findings := in.Check(c.today(), c.config.Documents.Scheme); findings != nil {
		return register.InvalidBy(op, findings...)
	}
	if a.Version > 0 {
		v, err := c.open(ctx, pass, looks, who, a.ID)
		switch {
		case err != nil:
			return err
		case slices.ContainsFunc(v.Acts, func(act ActView) bool { return act.Withheld }):
			return register.Coded(register.Forbidden, op, access.CodeNationalDesk)
		case v.DeclarantWithheld && in.Declarant == application.Declarant{}:
			in.Declarant = a.Declarant
		}
	}
	next := a.Clone()
	if next.State == application.Draft {
		next.Day = in.Day // once declared, the day on the receipt stays
	}
	next.Acts = application.Items(who.Officer.ID, in.Acts, a.Acts, in.Declarant == a.Declarant)
	if in.Declarant != a.Declarant {
		next.DeclarantBy = who.Officer.ID
	}
	next.Together, next.Declarant, next.Office = in.Together, in.Declarant, in.Office
	if next.State == application.Returned {
		next.Office = cmp.Or(in.Office, a.Office) // which waits for it, and may read it meanwhile
		next.Fill()
	}
	next.AddWriter(who.Officer.ID)
	findings, err := c.checkKept(ctx, pass, who, in.Acts, a, &next)
	if err != nil {
		return err
	}
	if findings != nil {
		return register.InvalidBy(op, findings...)
	}
	*a = next
	return nil
}

// checkKept returns the faults of a draft beside what others keep: an act that another application
// holds, and papers that the officer may not name.
func (c *Clerk) checkKept(ctx context.Context, pass access.Pass, who access.Actor, in []register.Proposal, before, next *application.Application) ([]register.Finding, error) {
	ids := make([]register.ActID, len(in))
	for i := range in {
		ids[i] = in[i].ID
	}
	holders, err := c.config.Store.Holders(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if holder, held := holders[id]; held && holder != next.ID {
			return []register.Finding{register.Blocked(registrar.CodeActIDReused, application.ItemField(i)+"id")}, nil
		}
	}
	return c.papers().Check(ctx, pass, who.Officer.ID, in, before, next)
}

// Declare hands an application in. If findings stop it, the application keeps its state, with the
// findings beside each act, and the error names all of them. Findings that need a decision go to
// the registrar. If somebody may be registered already, adjudicators are asked first (Adjudicated).
func (c *Clerk) Declare(ctx context.Context, who access.Actor, id application.ID, version int) (int, error) {
	type answer struct {
		version int
		stops   []register.Finding
	}
	told, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (answer, error) {
		a, stops, err := c.declareDraft(ctx, pass, looks, who, id, version)
		return answer{a.Version, stops}, err
	})
	switch {
	case err != nil || told.stops == nil:
	case len(told.stops) == 0: // all of it is for the national desk
		err = register.Coded(register.Forbidden, opDeclare, access.CodeNationalDesk)
	default:
		err = register.InvalidBy(opDeclare, told.stops...)
	}
	return told.version, err
}

const opDeclare = "office.Declare"

// declareDraft hands a draft in, or keeps it with what stops it.
func (c *Clerk) declareDraft(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.ID, version int) (a application.Application, stops []register.Finding, err error) {
	if a, err = c.loadTaken(ctx, pass, opDeclare, who, id); err != nil {
		return a, nil, err
	}
	if err := c.mayWrite(opDeclare, who, &a, version, application.Declared); err != nil {
		return a, nil, err
	}
	if findings := a.CheckComplete(); findings != nil {
		looks.Nobody()
		return a, findings, nil
	}
	blind, err := c.lookBlind(ctx, pass, looks, who, &a)
	if err != nil {
		return a, nil, err
	}
	before := a.TakenBy
	a.TakenBy = who.Officer.ID
	asked, stops, err := c.declare(ctx, pass, looks, opDeclare, who, &a)
	if err != nil {
		return a, nil, err
	}
	if stops != nil {
		a.TakenBy = before
		a.Fill()
	}
	if blind { // what stands beside an act that is withheld is not told either
		stops = disclosure.Redact(stops)
	}
	a, err = c.put(ctx, opDeclare, a, asked...)
	return a, stops, err
}

// declare examines an application, chooses the office that decides, and moves the application on;
// nothing is written but looks. An application that names a covered person goes to the national
// desk. stops are the findings because of which it stays where it is; asked are the adjudications
// that it waits for.
func (c *Clerk) declare(ctx context.Context, pass access.Pass, looks *access.Looker, op register.Operation, who access.Actor, a *application.Application) (asked []application.Adjudication, stops []register.Finding, err error) {
	if err := c.chooseOffice(ctx, who, a); err != nil {
		return nil, nil, err
	}
	own := a.Office
	if err := c.examination().LookAtOpen(ctx, pass, looks, reasonOf(a.ID, application.Draft), a); err != nil {
		return nil, nil, err
	}
	e, faults, covered, err := c.examineAt(ctx, pass, looks, a)
	if err != nil {
		return nil, nil, err
	}
	if _, err := c.lookAtExamined(ctx, pass, looks, who, a, e, false); err != nil {
		return nil, nil, err
	}
	if err := disclosure.NoteCovered(ctx, looks, reasonOf(a.ID, a.State), covered); err != nil {
		return nil, nil, err
	}
	looks.Nobody() // but those whom the acts name and of whom findings tell
	if stops = e.KeepFindings(a, faults); stops != nil {
		a.Office = own // the national desk tells that somebody is protected
		a.Fill()
		return nil, stops, nil
	}
	if err := c.examination().NoteSeen(ctx, pass, a); err != nil {
		return nil, nil, err
	}
	a.Become(application.Declared, who.Officer.ID, who.Office.ID, c.now(), nil)
	a.AddWriter(who.Officer.ID)
	a.HandedIn, a.Until, a.Reasons = c.today(), 0, nil
	a.Due = a.DecideBy(c.config.Documents.Law)
	if e.Asks() {
		asked, err = c.openAdjudications(ctx, pass, op, who, a, e)
	}
	return asked, nil, err
}

// examineAt examines the application where it is decided, and returns the faults of its declarant.
// Because of covered people, whom it returns too, that is the national desk.
func (c *Clerk) examineAt(ctx context.Context, pass access.Pass, looks *access.Looker, a *application.Application) (e *examination.Examination, faults []register.Finding, covered []register.Ref, err error) {
	if e, err = c.examination().Examine(ctx, pass, a); err != nil {
		return nil, nil, nil, err
	}
	if covered, err = c.examination().Covered(ctx, pass, a, e); err != nil {
		return nil, nil, nil, err
	}
	own, office := e, a.Office
	if len(covered) > 0 {
		if err := c.toDesk(ctx, a); err != nil {
			return nil, nil, nil, err
		}
	}
	if a.Office != office {
		a.Fill()
		if e, err = c.examination().Examine(ctx, pass, a); err != nil {
			return nil, nil, nil, err
		}
	}
	faults, err = c.examination().DeclarantFaults(ctx, pass, looks, reasonOf(a.ID, a.State), a, e)
	if err == nil && e != own {
		err = c.examination().AddOfficeFaults(ctx, pass, a, e, own, faults != nil)
	}
	return e, faults, covered, err
}

// chooseOffice chooses the day and the office where they are not chosen, and fills in the
// proposals. What was returned goes back to the office that returned it, unless the law does not let
// that decide what it holds now.
func (c *Clerk) chooseOffice(ctx context.Context, who access.Actor, a *application.Application) (err error) {
	if a.Day == 0 {
		a.Day = c.today()
	}
	a.Fill()
	if a.State == application.Returned {
		if a.Office, err = c.routing().StillDeciding(ctx, a); err != nil {
			return err
		}
	}
	if a.Office == "" {
		a.Office, err = c.routing().Deciding(ctx, who.Office, a.Acts)
		a.Fill()
	}
	return err
}

// lookBlind reports whether an officer who takes a step for the declarant may not read all of the
// application. The declarant need not wait until the officer comes back who typed it, but of each such step
// the look at those is written because of whom it is hidden.
func (c *Clerk) lookBlind(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *application.Application) (bool, error) {
	looks.Nobody() // but those because of whom it is hidden
	if c.isDesk(who) || !slices.ContainsFunc(a.Acts, func(i application.Item) bool { return i.TypedBy != who.Officer.ID }) {
		return false, nil
	}
	hides, err := c.examination().HidesNow(ctx, pass, a)
	if err == nil {
		err = disclosure.NoteCovered(ctx, looks, reasonOf(a.ID, a.State), hides)
	}
	return len(hides) > 0, err
}

// Withdraw withdraws an application for the declarant. Acts that are registered stay registered.
func (c *Clerk) Withdraw(ctx context.Context, who access.Actor, id application.ID, version int, reason string) (int, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (int, error) {
		a, err := c.withdraw(ctx, pass, looks, who, id, version, reason)
		return a.Version, err
	})
}

func (c *Clerk) withdraw(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.ID, version int, reason string) (application.Application, error) {
	const op = "office.Withdraw"
	a, err := c.loadTaken(ctx, pass, op, who, id)
	if err != nil {
		return application.Application{}, err
	}
	if err := c.mayWrite(op, who, &a, version, application.Withdrawn); err != nil {
		return a, err
	}
	if _, err := c.lookBlind(ctx, pass, looks, who, &a); err != nil {
		return a, err
	}
	return c.step(ctx, op, who, a, application.Withdrawn, []application.Reason{{Act: -1, Text: reason}}, func(*application.Application) {})
}

// Appeal hands a refused application to another officer for decision, within the days of the law.
func (c *Clerk) Appeal(ctx context.Context, who access.Actor, id application.ID, version int, reason string) (int, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (int, error) {
		a, err := c.appeal(ctx, pass, looks, who, id, version, reason)
		return a.Version, err
	})
}

func (c *Clerk) appeal(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.ID, version int, reason string) (application.Application, error) {
	const op = "office.Appeal"
	a, err := c.loadTaken(ctx, pass, op, who, id)
	if err != nil {
		return application.Application{}, err
	}
	if err := c.mayWrite(op, who, &a, version, application.Appealed); err != nil {
		return a, err
	}
	if _, err := c.lookBlind(ctx, pass, looks, who, &a); err != nil {
		return a, err
	}
	a, err = c.step(ctx, op, who, a, application.Appealed, []application.Reason{{Act: -1, Text: reason}}, func(a *application.Application) {
		a.AddWriter(who.Officer.ID)
		a.HandedIn = c.today()
		a.Due = a.DecideBy(c.config.Documents.Law)
	})
	if err != nil {
		return a, err
	}
	return c.askAgain(ctx, pass, op, who, a), nil
}

// askAgain asks other adjudicators if an appeal is about whether somebody is registered already.
// The appeal stands in any case: if adjudicators cannot be asked now, the decision asks them.
func (c *Clerk) askAgain(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, a application.Application) application.Application {
	e, err := c.examination().Examine(ctx, pass, &a)
	if err != nil || !e.Asks() {
		return a
	}
	next := a.Clone()
	asked, err := c.openAdjudications(ctx, pass, op, who, &next, e)
	if err != nil {
		return a
	}
	if next, err = c.put(ctx, op, next, asked...); err != nil {
		return a
	}
	return next
}

// step changes the state of an application, for reasons, after the gate (mayWrite, mayDecide). A
// reason that is missing is told only to an officer who may take the step.
func (c *Clerk) step(ctx context.Context, op register.Operation, who access.Actor, a application.Application, to application.State, reasons []application.Reason, then func(*application.Application)) (application.Application, error) {
	if err := application.CheckReasons(op, reasons, len(a.Acts)); err != nil {
		return a, err
	}
	next := a.Clone()
	next.Become(to, who.Officer.ID, who.Office.ID, c.now(), reasons)
	next.Until, next.Reasons, next.Deciding = 0, reasons, nil
	next.Due = application.NoDeadline
	then(&next)
	next, err := c.put(ctx, op, next)
	if err != nil {
		return a, err
	}
	return next, nil
}

// PruneDrafts deletes drafts that nobody has touched within the law's days, and evidence that no
// application names. It returns how many of each. A daily job calls it.
func (c *Clerk) PruneDrafts(ctx context.Context) (drafts, papers int, err error) {
	days := c.config.Documents.Law.Applications.DraftDays.On(c.today()).Value
	if drafts, err = c.config.Store.PruneDrafts(ctx, c.now().AddDate(0, 0, -days)); err != nil {
		return 0, 0, err
	}
	papers, err = c.config.Store.PruneEvidence(ctx, c.now().Add(-evidence.UnusedFor))
	return drafts, papers, err
}
