package office

import (
	"context"
	"slices"
	"strconv"

	"samano/access"
	"samano/acts"
	"samano/register"
)

// DraftInput is the content of an application, as a form hands it in.
type DraftInput struct {
	ID        ApplicationID
	Together  bool
	Declarant Declarant
	// Acts in order. The clerk fills Office, DeclaredTo, Declared, Declarant, Registrar, Accepted
	// and Seen: values that are already there are ignored.
	Acts []register.Proposal
	// Day of declaration on the receipt of a village or post; 0: the day on which it is declared
	// here.
	Day register.Day
	// Office that is to decide; empty: the nearest that the law lets decide.
	Office register.OfficeID
}

// SaveDraft saves a draft, or a returned application that is being completed. version is the one
// that the form was filled from; 0: a new application.
func (c *Clerk) SaveDraft(ctx context.Context, who access.Actor, in DraftInput, version int) (Application, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) (Application, error) {
		a, err := c.saveDraft(ctx, pass, who, in, version)
		return a.withoutFindings(), err
	})
}

func (c *Clerk) saveDraft(ctx context.Context, pass access.Pass, who access.Actor, in DraftInput, version int) (Application, error) {
	const op = "office.SaveDraft"
	if err := c.config.Rules.Has(who, access.Declare, c.today()); err != nil {
		return Application{}, err
	}
	if findings := c.checkInput(&in); findings != nil {
		return Application{}, register.InvalidBy(op, findings...)
	}
	a := Application{ID: in.ID, TakenBy: who.Officer.ID, TakenAt: who.Office.ID, Due: NoDeadline}
	if version == 0 {
		a.State = Draft
		a.History = []Change{{At: c.now(), By: who.Officer.ID, Office: who.Office.ID, To: Draft}}
	} else {
		var err error
		if a, err = c.load(ctx, pass, op, who, access.Declare, in.ID); err != nil {
			return Application{}, err
		}
		if err := onVersion(op, &a, version); err != nil {
			return Application{}, err
		}
		if !a.State.Editable() {
			return Application{}, transition(a.State, Draft)
		}
	}
	if findings, err := c.checkKept(ctx, who, in, a.Acts); err != nil {
		return Application{}, err
	} else if findings != nil {
		return Application{}, register.InvalidBy(op, findings...)
	}
	if a.State == Draft {
		a.Day = in.Day // once declared, the day on the receipt stays
	}
	a.Acts = c.items(in.Acts, a.Acts, in.Declarant == a.Declarant)
	a.Together, a.Declarant, a.Office = in.Together, in.Declarant, in.Office
	a.writtenBy(who.Officer.ID)
	return c.put(ctx, op, a)
}

// checkKept returns the faults of a draft beside what others keep: an act that another application
// holds, and papers that are not the office's own.
func (c *Clerk) checkKept(ctx context.Context, who access.Actor, in DraftInput, before []Item) ([]register.Finding, error) {
	ids := make([]register.ActID, len(in.Acts))
	for i := range in.Acts {
		ids[i] = in.Acts[i].ID
	}
	holders, err := c.config.Store.Holders(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if holder, held := holders[id]; held && holder != in.ID {
			return []register.Finding{register.Blocked(CodeActReused, itemField(i)+"id")}, nil
		}
	}
	return c.checkPapers(ctx, who, in.Acts, before)
}

// items returns the acts of an application. Registered acts stay as they were registered. What
// adjudicators found holds as long as all that they saw does: the declarant, and each act as it is
// proposed, papers and days included.
func (c *Clerk) items(proposals []register.Proposal, before []Item, sameDeclarant bool) []Item {
	var out []Item
	for _, i := range before {
		if i.Outcome != nil {
			out = append(out, i)
		}
	}
	for _, p := range proposals {
		if slices.ContainsFunc(out, func(i Item) bool { return i.Proposal.ID == p.ID }) {
			continue
		}
		clearFilled(&p)
		out = append(out, Item{Proposal: p})
	}
	if sameDeclarant {
		keepRulings(out, before)
	}
	return out
}

// keepRulings keeps with each act what adjudicators found about it, unless the act or the one of the
// other person was changed.
func keepRulings(acts, before []Item) {
	was := map[register.ActID]*Item{}
	var changed []*register.Proposal
	for i := range before {
		p, b := before[i].Proposal, &before[i]
		clearFilled(&p)
		same := func(i Item) bool {
			return i.Outcome != nil && i.Proposal.ID == p.ID || submittedSum(&i.Proposal) == submittedSum(&p)
		}
		if slices.ContainsFunc(acts, same) {
			was[p.ID] = b
		} else {
			changed = append(changed, &b.Proposal)
		}
	}
	for i := range acts {
		if b := was[acts[i].Proposal.ID]; b != nil {
			acts[i].Distinct = slices.DeleteFunc(slices.Clone(b.Distinct), func(o register.Accepted) bool {
				return slices.ContainsFunc(changed, func(p *register.Proposal) bool { return speaksOf(p, o.Person) })
			})
		}
	}
}

// clearFilled takes out of a proposal what the clerk fills in.
func clearFilled(p *register.Proposal) {
	p.Office, p.DeclaredTo, p.Declared, p.Declarant, p.Registrar, p.Accepted, p.Seen = "", "", 0, "", "", nil, nil
}

// checkInput returns the faults because of which a draft cannot be kept at all, and writes the
// declarant's number as the register does. Everything else is checked when it is declared.
func (c *Clerk) checkInput(in *DraftInput) []register.Finding {
	var out []register.Finding
	if !register.ValidUUID(string(in.ID)) {
		out = append(out, register.Blocked(CodeApplicationID, "id"))
	}
	if len(in.Acts) > maxActs {
		return append(out, register.Blocked(CodeTooManyActs, "acts", "limit", strconv.Itoa(maxActs)))
	}
	if in.Day > c.today() {
		out = append(out, register.Blocked(CodeDayInFuture, "day", "day", in.Day.String()))
	}
	for i, p := range in.Acts {
		at := itemField(i)
		switch {
		case !register.ValidUUID(string(p.ID)):
			out = append(out, register.Blocked(CodeActID, at+"id"))
		case slices.ContainsFunc(in.Acts[:i], func(q register.Proposal) bool { return q.ID == p.ID }):
			out = append(out, register.Blocked(CodeActTwice, at+"id"))
		case len(p.Payload) > acts.MaxPayload:
			out = append(out, register.Blocked("payload-too-large", at+"payload"))
		case len(p.Evidence) > maxEvidence:
			out = append(out, register.Blocked(CodeTooMuchEvidence, at+"evidence", "limit", strconv.Itoa(maxEvidence)))
		}
		for n, e := range p.Evidence {
			out = append(out, CheckText(at+"evidence."+strconv.Itoa(n)+".note", e.Note, acts.MaxText)...)
			if e.SHA256 != "" && !validSHA256(e.SHA256) {
				out = append(out, register.Blocked(CodeEvidenceUnknown, at+"evidence."+strconv.Itoa(n)+".sha256"))
			}
		}
	}
	return append(out, in.Declarant.check(c.config.Documents.Scheme)...)
}

func itemField(i int) string { return "acts." + strconv.Itoa(i) + "." }

// Declare hands an application in. If findings stop it, the application keeps its state, with the
// findings beside each act, and the error names all of them. Findings that need a decision go to
// the registrar. If somebody may be registered already, adjudicators are asked first (Adjudicated).
func (c *Clerk) Declare(ctx context.Context, who access.Actor, id ApplicationID, version int) (Application, error) {
	type answer struct {
		application Application
		stops       []register.Finding
	}
	told, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (answer, error) {
		a, stops, err := c.declareDraft(ctx, pass, looks, who, id, version)
		out := a.withoutFindings()
		for i := range a.Acts { // those of registered acts are not looked at again
			if a.Acts[i].Outcome == nil {
				out.Acts[i].Findings = a.Acts[i].Findings
			}
		}
		return answer{out, stops}, err
	})
	if err == nil && told.stops != nil {
		err = register.InvalidBy(opDeclare, told.stops...)
	}
	return told.application, err
}

const opDeclare = "office.Declare"

// declareDraft hands a draft in, or keeps it with what stops it.
func (c *Clerk) declareDraft(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id ApplicationID, version int) (a Application, stops []register.Finding, err error) {
	if a, err = c.load(ctx, pass, opDeclare, who, access.Declare, id); err != nil {
		return a, nil, err
	}
	if err := onVersion(opDeclare, &a, version); err != nil {
		return a, nil, err
	}
	if !a.State.Editable() { // adjudicators return it to Declared, an officer does not
		return a, nil, transition(a.State, Declared)
	}
	if findings := checkComplete(&a); findings != nil {
		looks.Nobody()
		return a.withoutFindings(), findings, nil
	}
	asked, stops, err := c.declare(ctx, pass, looks, opDeclare, who, &a)
	if err != nil {
		return a, nil, err
	}
	a, err = c.put(ctx, opDeclare, a, asked...)
	return a, stops, err
}

// declare examines an application, chooses the office that decides, and moves the application on;
// nothing is written but looks. An application that names a covered person goes to the national
// desk. stops are the findings because of which it stays where it is; asked are the adjudications
// that it waits for.
func (c *Clerk) declare(ctx context.Context, pass access.Pass, looks *access.Looker, op register.Operation, who access.Actor, a *Application) (asked []Adjudication, stops []register.Finding, err error) {
	e, covered, err := c.examineAt(ctx, pass, who, a)
	if err != nil {
		return nil, nil, err
	}
	if _, err := c.lookAtExamined(ctx, pass, looks, who, a, e); err != nil {
		return nil, nil, err
	}
	looks.Nobody() // but those: of acts that can go in nothing is told yet
	faults, err := c.declarantFaults(ctx, pass, looks, a, e)
	if err != nil {
		return nil, nil, err
	}
	if stops = append(e.store(a), faults...); stops != nil {
		return nil, stops, nil
	}
	// The office that decides tells that somebody is protected.
	if err := lookAtCovered(ctx, looks, caseOf(a.ID), covered); err != nil && !isCode(err, access.CodeNationalDesk) {
		return nil, nil, err
	}
	if err := c.see(ctx, pass, a); err != nil {
		return nil, nil, err
	}
	a.become(Declared, who.Officer.ID, who.Office.ID, c.now(), nil)
	a.writtenBy(who.Officer.ID)
	a.HandedIn, a.Until, a.Reasons = c.today(), 0, nil
	a.Due = a.due(c.config.Documents.Law)
	if e.asks() {
		asked, err = c.openAdjudications(ctx, pass, op, who, a, e)
	}
	return asked, nil, err
}

// examineAt chooses the office that decides and examines the application there. covered are those
// because of whom it is the national desk.
func (c *Clerk) examineAt(ctx context.Context, pass access.Pass, who access.Actor, a *Application) (e *examined, covered []register.Ref, err error) {
	if err := c.chooseOffice(ctx, who, a); err != nil {
		return nil, nil, err
	}
	if e, err = c.examine(ctx, pass, a); err != nil {
		return nil, nil, err
	}
	if covered, err = c.coveredOpen(ctx, pass, a, e); err != nil || len(covered) == 0 {
		return e, nil, err
	}
	// Whether the first office is competent tells where somebody lives, so that is not told.
	if err := c.toDesk(ctx, a); err != nil {
		return nil, nil, err
	}
	a.fill()
	e, err = c.examine(ctx, pass, a)
	return e, covered, err
}

func checkComplete(a *Application) []register.Finding {
	var out []register.Finding
	if len(a.Acts) == 0 {
		out = append(out, register.Blocked(CodeNoActs, "acts"))
	}
	if a.Declarant.Person == "" && a.Declarant.Name == "" {
		out = append(out, register.Blocked(CodeDeclarantMissing, "declarant"))
	}
	return out
}

// chooseOffice chooses the day and the office where they are not chosen, and fills in the proposals.
func (c *Clerk) chooseOffice(ctx context.Context, who access.Actor, a *Application) error {
	if a.Day == 0 {
		a.Day = c.today()
	}
	a.fill()
	var err error
	if a.Office == "" {
		a.Office, err = c.route(ctx, who.Office, a.Acts)
		a.fill()
	}
	return err
}

// fill writes into the proposals the office, the day, the declarant and the officer of the
// application.
func (a *Application) fill() {
	for i := range a.Acts {
		if a.Acts[i].Outcome != nil {
			continue
		}
		p := &a.Acts[i].Proposal
		p.Declared, p.Office, p.DeclaredTo, p.Declarant, p.Seen = a.Day, a.Office, a.TakenBy, a.Declarant.Text(), nil
	}
}

// Withdraw withdraws an application for the declarant. Acts that are registered stay registered.
func (c *Clerk) Withdraw(ctx context.Context, who access.Actor, id ApplicationID, version int, reason string) (Application, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) (Application, error) {
		a, err := c.withdraw(ctx, pass, who, id, version, reason)
		return a.withoutFindings(), err
	})
}

func (c *Clerk) withdraw(ctx context.Context, pass access.Pass, who access.Actor, id ApplicationID, version int, reason string) (Application, error) {
	const op = "office.Withdraw"
	reasons := []Reason{{Act: -1, Text: reason}}
	a, err := c.load(ctx, pass, op, who, access.Declare, id)
	if err != nil {
		return Application{}, err
	}
	if err := checkReasons(op, reasons, len(a.Acts)); err != nil {
		return a, err
	}
	return c.step(ctx, op, who, a, version, Withdrawn, reasons, func(*Application) {})
}

// Appeal hands a refused application to another officer for decision, within the days of the law.
func (c *Clerk) Appeal(ctx context.Context, who access.Actor, id ApplicationID, version int, reason string) (Application, error) {
	return access.ForJob(access.JobApplications, func(pass access.Pass) (Application, error) {
		a, err := c.appeal(ctx, pass, who, id, version, reason)
		return a.withoutFindings(), err
	})
}

func (c *Clerk) appeal(ctx context.Context, pass access.Pass, who access.Actor, id ApplicationID, version int, reason string) (Application, error) {
	const op = "office.Appeal"
	reasons := []Reason{{Act: -1, Text: reason}}
	a, err := c.load(ctx, pass, op, who, access.Declare, id)
	if err != nil {
		return Application{}, err
	}
	if err := checkReasons(op, reasons, len(a.Acts)); err != nil {
		return a, err
	}
	if a.State != Refused { // adjudicators return it to Appealed, an officer does not
		return a, transition(a.State, Appealed)
	}
	if c.today() > a.Until {
		return a, register.InvalidBy(op, register.Blocked(CodeAppealLate, "state", "until", a.Until.String()))
	}
	a, err = c.step(ctx, op, who, a, version, Appealed, reasons, func(a *Application) {
		a.HandedIn = c.today()
		a.Due = a.due(c.config.Documents.Law)
	})
	if err != nil {
		return a, err
	}
	return c.askAgain(ctx, pass, op, who, a), nil
}

// askAgain asks other adjudicators if an appeal is about whether somebody is registered already.
// The appeal stands in any case: if adjudicators cannot be asked now, the decision asks them.
func (c *Clerk) askAgain(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, a Application) Application {
	e, err := c.examine(ctx, pass, &a)
	if err != nil || !e.asks() {
		return a
	}
	next := a.clone()
	asked, err := c.openAdjudications(ctx, pass, op, who, &next, e)
	if err != nil {
		return a
	}
	if next, err = c.put(ctx, op, next, asked...); err != nil {
		return a
	}
	return next
}

// step changes the state of an application that nobody is deciding, by an officer who did not refuse
// it before.
func (c *Clerk) step(ctx context.Context, op register.Operation, who access.Actor, a Application, version int, to State, reasons []Reason, then func(*Application)) (Application, error) {
	if err := onVersion(op, &a, version); err != nil {
		return a, err
	}
	if err := c.free(op, &a); err != nil {
		return a, err
	}
	if !a.State.May(to) {
		return a, transition(a.State, to)
	}
	if err := notRefuser(op, who, &a); err != nil {
		return a, err
	}
	next := a.clone()
	next.become(to, who.Officer.ID, who.Office.ID, c.now(), reasons)
	next.Until, next.Reasons, next.Deciding = 0, reasons, nil
	next.Due = NoDeadline
	then(&next)
	next, err := c.put(ctx, op, next)
	if err != nil {
		return a, err
	}
	return next, nil
}

// PruneDrafts deletes drafts that nobody has touched within the law's days, and evidence that no
// application names. It returns how many of each. A daily job calls it.
func (c *Clerk) PruneDrafts(ctx context.Context) (drafts, evidence int, err error) {
	days := c.config.Documents.Law.Applications.DraftDays.On(c.today()).Value
	if drafts, err = c.config.Store.PruneDrafts(ctx, c.now().AddDate(0, 0, -days)); err != nil {
		return 0, 0, err
	}
	evidence, err = c.config.Store.PruneEvidence(ctx, c.now().Add(-unusedEvidence))
	return drafts, evidence, err
}
