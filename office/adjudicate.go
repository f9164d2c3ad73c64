package office

import (
	"context"
	"slices"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// PurposeDuplicates is the purpose of the law pack for which adjudicators read.
const PurposeDuplicates = "duplicate-check"

// AdjudicationEntry is one line of the list of adjudications. It holds nothing that the register
// holds about anybody.
type AdjudicationEntry struct {
	ID          AdjudicationID
	State       AdjudicationState
	Office      register.OfficeID
	Application ApplicationID // empty: two who are registered
	Kind        register.Kind // of the act; empty: two who are registered
	Opened      register.Day
	Due         register.Day
	Overdue     bool // it waits, and the law's days have passed
	PPM         int  // of the most probable candidate
	Certain     bool
	Found       Verdict // of the ruling that counts; empty: none yet
}

// AdjudicationQueue returns a page of the adjudications in that state of the actor's office, the
// earliest due first; with below also those of the offices under it. The next page begins after the
// returned cursor.
func (c *Clerk) AdjudicationQueue(ctx context.Context, who access.Actor, state AdjudicationState, below bool, after AdjudicationCursor) ([]AdjudicationEntry, AdjudicationCursor, error) {
	if err := c.adjudicates(who); err != nil {
		return nil, after, err
	}
	offices, err := c.ownOffices(ctx, who, below)
	if err != nil {
		return nil, after, err
	}
	found, err := c.config.Store.ListAdjudications(ctx, AdjudicationList{Offices: offices, States: []AdjudicationState{state}, After: after, Limit: QueuePage})
	if err != nil {
		return nil, after, err
	}
	out, today := make([]AdjudicationEntry, len(found)), c.today()
	for n := range found {
		q := &found[n]
		r, _ := q.ruling()
		out[n] = AdjudicationEntry{
			ID: q.ID, State: q.State, Office: q.Office, Application: q.Application, Kind: q.Kind, Opened: register.DayAt(q.Opened.In(c.config.Documents.Law.TimeZone)),
			Due: q.Due, Overdue: q.overdue(today), Found: r.Verdict,
		}
		for _, candidate := range q.Candidates {
			out[n].PPM, out[n].Certain = max(out[n].PPM, candidate.PPM), out[n].Certain || candidate.Certain
		}
		after = AdjudicationCursor{q.Due, q.ID}
	}
	return out, after, nil
}

func (a *Adjudication) overdue(today register.Day) bool { return a.State == Asked && a.Due < today }

// adjudicates refuses an officer who does not adjudicate: by role, or because the law names other
// levels of office.
func (c *Clerk) adjudicates(who access.Actor) error {
	if err := c.config.Rules.Has(who, access.Adjudicate, c.today()); err != nil {
		return err
	}
	rule := c.config.Documents.Law.Duplicates.Decides.On(c.today())
	if slices.Contains(rule.Value, who.Office.Level) {
		return nil
	}
	f := register.Blocked(CodeNotAdjudicating, "office", "level", who.Office.Level)
	f.Article = rule.Article
	return &register.Error{Kind: register.Forbidden, Op: "office.Adjudicate", Code: f.Code, Findings: []register.Finding{f}}
}

// AdjudicationView is an adjudication as an adjudicator opens it.
type AdjudicationView struct {
	Adjudication
	// One is the person in question: as proposed, or the first of a registered pair.
	One disclosure.Seen[*register.Person]
	// Others are the candidates in their order: as registered now, or as co-proposed.
	Others []disclosure.Seen[*register.Person]
	// People are the parents and spouses whom One and Others name, without those whom a protection
	// covers.
	People disclosure.Seen[map[register.PersonID]*register.Person]
	// Declaration is what was declared, with its papers (AdjudicationPaper). Nil for a Pair, and
	// for an officer who may not rule.
	Declaration *Declaration
	// Ineligible is the code of the reason for which this officer may not rule; empty if they may.
	Ineligible string
}

// Adjudication opens an adjudication. The looks at the candidates and at everybody whom they name
// are durable when it returns; their case is the adjudication. If a protection covers one of them,
// only the national desk sees them: for other officers the look is refused
// (access.CodeNationalDesk), and the adjudication is sent to the national desk.
func (c *Clerk) Adjudication(ctx context.Context, who access.Actor, id AdjudicationID) (*AdjudicationView, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (*AdjudicationView, error) {
		return c.viewAdjudication(ctx, pass, looks, who, id)
	})
}

func (c *Clerk) viewAdjudication(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id AdjudicationID) (*AdjudicationView, error) {
	const op = "office.Adjudication"
	q, a, err := c.adjudication(ctx, pass, op, who, id)
	if err != nil {
		return nil, err
	}
	v := &AdjudicationView{Adjudication: *q, Ineligible: ineligible(who, q, a)}
	cover, desk, err := c.lookAtCandidates(ctx, pass, looks, q)
	if err != nil {
		return nil, err
	}
	compared := []*register.Person{q.Proposed.person()}
	if q.IsPair() {
		compared[0] = cover.Person(q.Pair[0])
	}
	for _, candidate := range q.Candidates {
		p := candidate.CoProposed.person()
		if candidate.Person != 0 {
			p = cover.Person(candidate.Person)
		}
		compared = append(compared, p)
	}
	country := disclosure.Area{} // an adjudication is a case: its adjudicators see people of any area
	v.One = disclosure.Redacted(country, compared[0])
	for _, p := range compared[1:] {
		v.Others = append(v.Others, disclosure.Redacted(country, p))
	}
	if err := c.showDeclaration(ctx, pass, looks, v, a); err != nil {
		return nil, err
	}
	people, err := c.lookAtNamed(ctx, pass, looks, q, desk, compared)
	if err != nil {
		return nil, err // nothing leaves without its look
	}
	v.People = disclosure.RedactedPeople(country, people)
	return v, nil
}

// adjudication reads an adjudication for an officer who adjudicates, and the application that waits
// for it, caught up with the register. The application of a Pair is nil.
func (c *Clerk) adjudication(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, id AdjudicationID) (*Adjudication, *Application, error) {
	if err := c.adjudicates(who); err != nil {
		return nil, nil, err
	}
	q, err := c.config.Store.Adjudication(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	mine, err := c.Above(ctx, who, q.Office)
	switch {
	case err != nil:
		return nil, nil, err
	case !mine:
		return nil, nil, register.Coded(register.NotFound, op, CodeNotTheirs)
	case q.IsPair():
		return &q, nil, nil
	}
	a, err := c.config.Store.Application(ctx, q.Application)
	if err != nil {
		return nil, nil, err
	}
	now, err := c.reconcile(ctx, pass, a)
	if err == nil && now.Version != a.Version {
		q, err = c.config.Store.Adjudication(ctx, id) // it may be dropped
	}
	return &q, &now, err
}

// ineligible returns the code of the reason for which an officer may not rule; empty if they may.
// An officer who took part in the declaration does not judge it, nor one who refused it before.
func ineligible(who access.Actor, q *Adjudication, a *Application) string {
	switch {
	case q.State == Dropped:
		return CodeDropped
	case a == nil:
		return ""
	case a.TakenBy == who.Officer.ID || slices.Contains(a.Writers, who.Officer.ID):
		return CodeOwnDeclaration
	case a.refusedBefore(who.Officer.ID):
		return CodeOwnRefusal
	}
	return ""
}

// lookAtCandidates writes the look at all candidates, and at the covered people whom the compared
// acts name. It returns the cover over them, and whether only the national desk came this far. Where
// somebody else did, the adjudication is sent there.
func (c *Clerk) lookAtCandidates(ctx context.Context, pass access.Pass, looks *access.Looker, q *Adjudication) (cover *disclosure.Cover, desk bool, err error) {
	ids := q.people()
	refs := slices.Concat(disclosure.People(ids...), q.Named)
	if p := q.Proposed.person(); p != nil {
		refs = append(refs, disclosure.People(disclosure.NamedNow(p)...)...)
	}
	cover, err = disclosure.CoverOf(ctx, pass, c.config.Documents, refs...)
	if err != nil {
		return nil, false, err
	}
	covered := addRef(nil, cover.Covered(refs...)...)
	found := access.ReadingScope{Subjects: covered, Protected: len(covered) > 0}
	for _, id := range ids {
		if p := cover.Person(id); p != nil {
			found.Subjects, found.Places = addRef(found.Subjects, p.Ref()), append(found.Places, disclosure.Homes(p))
		}
	}
	if len(found.Subjects) == 0 {
		looks.Nobody() // all candidates are co-proposed
		return cover, false, nil
	}
	return cover, found.Protected, c.lookForAdjudication(ctx, looks, q, found)
}

func (a *Adjudication) why() access.Reason {
	return access.Reason{What: access.WhatPerson, Purpose: PurposeDuplicates, Case: string(a.ID)}
}

// lookAtNamed writes the look at the people whom the compared persons name, and returns these
// people. Those whom a protection covers are shown to the national desk only.
func (c *Clerk) lookAtNamed(ctx context.Context, pass access.Pass, looks *access.Looker, q *Adjudication, desk bool, compared []*register.Person) (map[register.PersonID]*register.Person, error) {
	var ids []register.PersonID
	for _, p := range compared {
		if p != nil {
			ids = append(ids, disclosure.NamedNow(p)...)
		}
	}
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, disclosure.People(ids...)...)
	if err != nil {
		return nil, err
	}
	var found access.ReadingScope
	people := map[register.PersonID]*register.Person{}
	for _, id := range ids {
		p := cover.Person(id)
		if p == nil { // whom the same application would enter
			continue
		}
		covered := cover.Covers(p)
		if desk || !covered {
			people[id] = p
			found.Protected = found.Protected || covered
			found.Subjects, found.Places = addRef(found.Subjects, p.Ref()), append(found.Places, disclosure.Homes(p))
		}
	}
	if len(found.Subjects) == 0 {
		return nil, nil
	}
	return people, looks.Look(ctx, q.why(), found)
}

// RulingInput is what an adjudicator's form hands in.
type RulingInput struct {
	Rulings   int     // how many there were when the form was shown
	Verdict   Verdict // empty: nothing was chosen
	Candidate int     // with Same: which of the candidates, from 0
	Reason    string
}

// Adjudicate adds a ruling. Faults of the form are findings on the fields verdict, candidate and
// reason.
//
// If the verdict is that the person is somebody else, the reason is added to the proposal for each
// candidate, and so to the act. The application returns to the state before the adjudication and
// waits for its registrar. If the verdict is that the person is a candidate, the application is
// refused, in words of the law and with the reason, and may be appealed. If a compared person is
// protected, the reason stays with the adjudication. The ruling on a Pair changes nothing else: an
// officer then declares an act that merges the two.
//
// A later ruling is added to the first. Until the act is registered it also counts for the
// application.
func (c *Clerk) Adjudicate(ctx context.Context, who access.Actor, id AdjudicationID, in RulingInput) (Adjudication, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (Adjudication, error) {
		return c.adjudicate(ctx, pass, looks, who, id, in)
	})
}

func (c *Clerk) adjudicate(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id AdjudicationID, in RulingInput) (Adjudication, error) {
	const op = "office.Adjudicate"
	q, a, err := c.adjudication(ctx, pass, op, who, id)
	if err != nil {
		return Adjudication{}, err
	}
	if code := ineligible(who, q, a); code != "" {
		return *q, register.Coded(register.Forbidden, op, code)
	}
	if findings := q.checkRuling(in); findings != nil {
		return *q, register.InvalidBy(op, findings...)
	}
	if in.Rulings != len(q.Rulings) {
		return *q, register.Coded(register.Conflict, op, CodeChangedSince)
	}
	cover, _, err := c.lookAtCandidates(ctx, pass, looks, q)
	if err != nil {
		return *q, err
	}
	r := Ruling{At: c.now(), By: who.Officer.ID, Office: who.Office.ID, Verdict: in.Verdict, Reason: in.Reason}
	if r.Verdict == Same {
		r.Person = q.Candidates[in.Candidate].Person
	}
	next, err := c.ruled(ctx, op, a, q, r, cover)
	if err != nil {
		return *q, err
	}
	err = c.config.Store.AddRuling(ctx, q.ID, len(q.Rulings), r, next)
	if register.KindOf(err) == register.Conflict {
		return *q, &register.Error{Kind: register.Conflict, Op: op, Code: CodeChangedSince, Err: err}
	}
	if err != nil {
		return *q, err
	}
	q.State, q.Rulings = Ruled, append(q.Rulings, r)
	return *q, nil
}

func (a *Adjudication) checkRuling(in RulingInput) (out []register.Finding) {
	switch {
	case in.Verdict != Different && in.Verdict != Same:
		out = append(out, register.Blocked(CodeVerdictMissing, "verdict"))
	case in.Verdict == Same && (in.Candidate < 0 || in.Candidate >= len(a.Candidates)):
		out = append(out, register.Blocked(CodeCandidateMissing, "candidate"))
	}
	if strings.TrimSpace(in.Reason) == "" {
		return append(out, register.Blocked(CodeReasonMissing, "reason"))
	}
	return append(out, CheckText("reason", in.Reason, acts.MaxText)...)
}

// ruled returns the application as a ruling leaves it. It returns nil where the ruling changes no
// application: for a Pair, and where the application has gone on.
func (c *Clerk) ruled(ctx context.Context, op register.Operation, a *Application, q *Adjudication, r Ruling, cover *disclosure.Cover) (*Application, error) {
	if a == nil || (a.State != Adjudicated && !a.State.Waiting()) {
		return nil, nil
	}
	i := slices.IndexFunc(a.Acts, func(i Item) bool { return i.Proposal.ID == q.Act && i.Outcome == nil })
	if i < 0 {
		return nil, nil
	}
	if err := c.free(op, a); err != nil {
		return nil, err
	}
	next := a.clone()
	next.Version, next.Touched = a.Version+1, c.now()
	item := &next.Acts[i]
	item.Findings = slices.Clone(item.Findings)
	item.Distinct = slices.DeleteFunc(slices.Clone(item.Distinct), func(o register.Accepted) bool {
		return slices.ContainsFunc(q.Candidates, func(c Candidate) bool { return c.Named == o.Person })
	})
	// An adjudicator's reason may tell about the candidate.
	secret := cover.CoversAny(disclosure.People(q.people()...)...)
	if r.Verdict == Same {
		c.refuseSame(&next, i, r, secret)
		return &next, nil
	}
	item.recordDistinct(q, r, secret)
	next.Judges = append(next.Judges, r.By)
	return &next, c.resume(ctx, &next, q, r)
}

// refuseSame refuses an application because the person of one of its acts is registered already.
func (c *Clerk) refuseSame(a *Application, i int, r Ruling, secret bool) {
	reason := Reason{Code: CodeSamePerson, Act: i, Text: r.Reason}
	if secret {
		reason.Text = ""
	}
	a.become(Refused, r.By, r.Office, r.At, []Reason{reason})
	a.Reasons, a.Due = []Reason{reason}, NoDeadline
	a.Until = c.today() + register.Day(c.config.Documents.Law.Applications.AppealDays.On(c.today()).Value)
	a.Refusers = append(a.Refusers, r.By)
}

// recordDistinct records in the proposal that its person is none of the compared candidates.
func (i *Item) recordDistinct(q *Adjudication, r Ruling, secret bool) {
	reason := r.Reason
	if secret {
		reason = "adjudication " + string(q.ID)
	}
	for _, candidate := range q.Candidates {
		i.Distinct = append(i.Distinct, register.Accepted{Code: candidate.code(), Field: q.Field, Person: candidate.Named, Reason: reason})
	}
	for n := range i.Findings {
		if f := &i.Findings[n]; f.Code == CodeSomebodyLike && f.Field == q.Field {
			f.Code = CodeAnotherPerson
		}
	}
}

func (c *Candidate) code() string {
	if c.Certain {
		return register.CodeSurelyRegistered
	}
	return register.CodePerhapsRegistered
}

// resume returns an application to its registrar once no adjudication of it is open.
func (c *Clerk) resume(ctx context.Context, a *Application, q *Adjudication, r Ruling) error {
	if a.State != Adjudicated {
		return nil
	}
	open, err := c.config.Store.ListAdjudications(ctx, AdjudicationList{Application: a.ID, States: []AdjudicationState{Asked}, Limit: maxActs * maxCandidates})
	if err != nil {
		return err
	}
	a.Due = NoDeadline
	for i := range open {
		if open[i].ID != q.ID {
			a.Due = min(a.Due, open[i].Due)
		}
	}
	if a.Due != NoDeadline {
		return nil
	}
	a.Due = a.due(c.config.Documents.Law)
	a.become(a.outOfAdjudication(), r.By, r.Office, r.At, nil)
	return nil
}
