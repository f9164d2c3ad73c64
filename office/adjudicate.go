package office

import (
	"context"
	"maps"
	"slices"

	"samano/access"
	"samano/disclosure"
	"samano/office/application"
	"samano/register"
)

// AdjudicationEntry is one line of the list of adjudications. It holds nothing that the register
// holds about anybody, nor how like they are: some who read the list may not rule on all that stands
// in it, and who may is not to be told before they have compared.
type AdjudicationEntry struct {
	ID          application.AdjudicationID
	State       application.AdjudicationState
	Office      register.OfficeID
	Application application.ID // empty: two who are registered
	Kind        register.Kind  // of the act; empty: two who are registered
	Opened      register.Day
	Due         register.Day
	Overdue     bool                // it waits, and the law's days have passed
	Found       application.Verdict // of the ruling that counts; empty: none yet
}

// AdjudicationQueue returns a page of the adjudications in that state of the actor's office, the
// earliest due first; with below also those of the offices under it. Those in whose matter the actor
// took part are left out. The next page begins after the returned cursor.
func (c *Clerk) AdjudicationQueue(ctx context.Context, who access.Actor, state application.AdjudicationState, below bool, after application.AdjudicationCursor) ([]AdjudicationEntry, application.AdjudicationCursor, error) {
	if err := c.adjudicates(who); err != nil {
		return nil, after, err
	}
	offices, err := c.ownOffices(ctx, who, below)
	if err != nil {
		return nil, after, err
	}
	var out []AdjudicationEntry
	for len(out) < QueuePage {
		l := application.AdjudicationList{Offices: offices, States: []application.AdjudicationState{state}, After: after, Limit: QueuePage}
		found, err := c.config.Store.ListAdjudications(ctx, l)
		if err != nil {
			return nil, after, err
		}
		of, err := c.applicationsOf(ctx, found)
		if err != nil {
			return nil, after, err
		}
		for n := range found {
			if len(out) == QueuePage {
				return out, after, nil
			}
			if q := &found[n]; !q.TookPart(who.Officer.ID, of[q.Application]) {
				out = append(out, c.entryOf(q))
			}
			after = application.AdjudicationCursor{Due: found[n].Due, ID: found[n].ID}
		}
		if len(found) < l.Limit {
			break
		}
	}
	return out, after, nil
}

func (c *Clerk) entryOf(q *application.Adjudication) AdjudicationEntry {
	r, _ := q.LastRuling()
	return AdjudicationEntry{
		ID: q.ID, State: q.State, Office: q.Office, Application: q.Application, Kind: q.Kind, Opened: register.DayAt(q.Opened.In(c.config.Documents.Law.TimeZone)),
		Due: q.Due, Overdue: q.Overdue(c.today()), Found: r.Verdict,
	}
}

// applicationsOf returns the applications of adjudications, without history.
func (c *Clerk) applicationsOf(ctx context.Context, all []application.Adjudication) (map[application.ID]*application.Application, error) {
	out, ids := map[application.ID]*application.Application{}, []application.ID{}
	for i := range all {
		if !all[i].IsPair() {
			ids = append(ids, all[i].Application)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	found, err := c.config.Store.ListApplications(ctx, application.List{IDs: ids, Limit: len(ids)})
	for i := range found {
		out[found[i].ID] = &found[i]
	}
	return out, err
}

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

// AdjudicationView is an adjudication as an adjudicator opens it. A dropped one shows nobody.
type AdjudicationView struct {
	application.Adjudication
	// One is the person in question: as proposed, or the first of a registered pair.
	One disclosure.Seen[*register.Person]
	// Others are the candidates in their order: as registered now, or as co-proposed.
	Others []disclosure.Seen[*register.Person]
	// People are the parents and spouses whom One and Others name, without those whom a protection
	// covers.
	People disclosure.Seen[map[register.PersonID]*register.Person]
	// Declaration is what was declared, with its papers (AdjudicationPaper). Nil for a Pair, and if it
	// was dropped.
	Declaration *application.Declaration
	// Refused reports that the application is: no ruling lifts that, but an appeal.
	Refused bool
}

// Adjudication opens an adjudication. The looks at the candidates and at everybody whom they name
// are durable when it returns; their case is the adjudication. If a protection covers one of them,
// only the national desk sees them: for other officers the look is refused
// (access.CodeNationalDesk), and the adjudication is sent to the national desk.
func (c *Clerk) Adjudication(ctx context.Context, who access.Actor, id application.AdjudicationID) (*AdjudicationView, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (*AdjudicationView, error) {
		return c.viewAdjudication(ctx, pass, looks, who, id)
	})
}

func (c *Clerk) viewAdjudication(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.AdjudicationID) (*AdjudicationView, error) {
	const op = "office.Adjudication"
	q, a, err := c.adjudication(ctx, pass, op, who, id)
	if err != nil {
		return nil, err
	}
	if q.State == application.Dropped { // they learn that there was somebody, and not who
		looks.Nobody()
		return &AdjudicationView{Adjudication: q.WithoutPeople()}, nil
	}
	v := &AdjudicationView{Adjudication: *q, Refused: a != nil && a.State == application.Refused}
	cover, desk, err := c.lookAtCandidates(ctx, pass, looks, q, a)
	if err != nil {
		return nil, err
	}
	compared, err := comparedIn(pass, q, cover)
	if err != nil {
		return nil, err
	}
	sparing := func(people ...*register.Person) (disclosure.Area, error) {
		return disclosure.CountrySparing(ctx, pass, c.config.Documents, looks, c.isDesk(who), q.LookReason(), people...)
	}
	country, err := sparing(append(slices.Clone(compared), cover.Person(q.Subject))...)
	if err != nil {
		return nil, err
	}
	seen := func(p *register.Person, registered register.PersonID) disclosure.Seen[*register.Person] {
		if registered == 0 {
			return disclosure.RedactedProposal(country, p)
		}
		return disclosure.Redacted(looks, country, p)
	}
	v.One = seen(compared[0], q.Pair[0])
	for n, p := range compared[1:] {
		v.Others = append(v.Others, seen(p, q.Candidates[n].Person))
	}
	if err := c.showDeclaration(ctx, pass, looks, v, a); err != nil {
		return nil, err
	}
	people, err := c.lookAtNamed(ctx, pass, looks, q, desk, compared)
	if err != nil {
		return nil, err // nothing leaves without its look
	}
	if country, err = sparing(slices.Collect(maps.Values(people))...); err != nil {
		return nil, err
	}
	v.People = disclosure.RedactedPeople(looks, country, people)
	return v, nil
}

// comparedIn returns the documents of the person in question and of the candidates.
func comparedIn(pass access.Pass, q *application.Adjudication, cover *disclosure.Cover) ([]*register.Person, error) {
	one, err := q.Proposed.Person(pass)
	if err != nil {
		return nil, err
	}
	if q.IsPair() {
		one = cover.Person(q.Pair[0])
	}
	out := []*register.Person{one}
	for _, candidate := range q.Candidates {
		p, err := candidate.CoProposed.Person(pass)
		if err != nil {
			return nil, err
		}
		if candidate.Person != 0 {
			p = cover.Person(candidate.Person)
		}
		out = append(out, p)
	}
	return out, nil
}

// adjudication reads an adjudication for an officer who adjudicates, and the application that waits
// for it, caught up with the register. The application of a Pair is nil. Where it is another office's
// and where the officer took part in what it is about the answer is one: else whoever declares would
// learn by it that somebody like the declared is protected.
func (c *Clerk) adjudication(ctx context.Context, pass access.Pass, op register.Operation, who access.Actor, id application.AdjudicationID) (*application.Adjudication, *application.Application, error) {
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
	case q.IsPair() && q.TookPart(who.Officer.ID, nil):
		return nil, nil, register.Coded(register.NotFound, op, CodeNotTheirs)
	case q.IsPair():
		return &q, nil, nil
	}
	a, err := c.config.Store.Application(ctx, q.Application)
	if err != nil {
		return nil, nil, err
	}
	if q.TookPart(who.Officer.ID, &a) {
		return nil, nil, register.Coded(register.NotFound, op, CodeNotTheirs)
	}
	now, err := c.reconcile(ctx, pass, a)
	if err == nil && now.Version != a.Version {
		q, err = c.config.Store.Adjudication(ctx, id) // it may be dropped
	}
	return &q, &now, err
}

// lookAtCandidates is the gate of everything that an adjudicator reads and rules. It writes the look at
// all candidates, at the covered people whom the compared acts name, and at those because of whom their
// application is hidden: what stands beside tells of them too. It returns the cover over the candidates,
// and whether only the national desk came this far. Where somebody else did, the adjudication is sent
// there.
func (c *Clerk) lookAtCandidates(ctx context.Context, pass access.Pass, looks *access.Looker, q *application.Adjudication, a *application.Application) (cover *disclosure.Cover, desk bool, err error) {
	ids := q.People()
	refs := slices.Concat(disclosure.People(ids...), q.Named)
	p, err := q.Proposed.Person(pass)
	if err != nil {
		return nil, false, err
	}
	if p != nil {
		refs = append(refs, disclosure.People(disclosure.NamedNow(p)...)...)
	}
	cover, err = disclosure.CoverOf(ctx, pass, c.config.Documents, refs...)
	if err != nil {
		return nil, false, err
	}
	covered := disclosure.AddRefs(nil, append(cover.Covered(refs...), cover.HiddenLikenesses(disclosure.People(ids...)...)...)...)
	if a != nil {
		hides, err := c.examination().HidesNow(ctx, pass, a)
		if err != nil {
			return nil, false, err
		}
		covered = disclosure.AddRefs(covered, hides...)
	}
	found := access.ReadingScope{Subjects: covered, Protected: len(covered) > 0}
	for _, id := range ids {
		if p := cover.Person(id); p != nil {
			found.Subjects, found.Places = disclosure.AddRefs(found.Subjects, p.Ref()), append(found.Places, disclosure.Homes(p))
		}
	}
	if len(found.Subjects) == 0 {
		looks.Nobody() // all candidates are co-proposed
		return cover, false, nil
	}
	return cover, found.Protected, c.lookForAdjudication(ctx, looks, q, found)
}

// lookAtNamed writes the look at the people whom the compared persons name, and returns these
// people: those whom they name now, and the partner of the last marriage, which may have ended.
// Those whom a protection covers are shown to the national desk only.
func (c *Clerk) lookAtNamed(ctx context.Context, pass access.Pass, looks *access.Looker, q *application.Adjudication, desk bool, compared []*register.Person) (map[register.PersonID]*register.Person, error) {
	var ids []register.PersonID
	for _, p := range compared {
		if p != nil {
			ids = append(ids, disclosure.NamedBeside(p)...)
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
			found.Subjects, found.Places = disclosure.AddRefs(found.Subjects, p.Ref()), append(found.Places, disclosure.Homes(p))
		}
	}
	if len(found.Subjects) == 0 {
		return nil, nil
	}
	return people, looks.Look(ctx, q.LookReason(), found)
}

// Adjudicate adds a ruling. Faults of the form are findings on the fields verdict, candidate and
// reason.
//
// If the verdict is that the person is somebody else, each candidate is added to the proposal, and so
// to the act, with the adjudication. The application returns to the state before the adjudication and
// waits for its registrar. If the verdict is that the person is a candidate, the application is
// refused, in words of the law, and may be appealed. The reason stays with the adjudication: what
// leaves is the same whether or not a compared person is protected. The ruling on a Pair changes
// nothing else: an officer then declares an act that merges the two.
//
// A later ruling is added to the first. Until the application is registered or withdrawn it counts for
// the application too, in whatever state: "the same" refuses it, also where it was returned or is
// refused for another reason; "another" lifts no refusal, which an appeal does, for which the days begin
// anew, and answers no question that an earlier ruling left open. Whoever ruled takes no step any more.
func (c *Clerk) Adjudicate(ctx context.Context, who access.Actor, id application.AdjudicationID, in application.RulingInput) error {
	_, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (struct{}, error) {
		return struct{}{}, c.adjudicate(ctx, pass, looks, who, id, in)
	})
	return err
}

func (c *Clerk) adjudicate(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id application.AdjudicationID, in application.RulingInput) error {
	const op = "office.Adjudicate"
	q, a, err := c.adjudication(ctx, pass, op, who, id)
	if err != nil {
		return err
	}
	if q.State == application.Dropped {
		return register.Coded(register.Forbidden, op, application.CodeDropped)
	}
	if findings := q.CheckRuling(in); findings != nil {
		return register.InvalidBy(op, findings...)
	}
	if in.Rulings != len(q.Rulings) {
		return register.Coded(register.Conflict, op, CodeChangedSince)
	}
	if _, _, err := c.lookAtCandidates(ctx, pass, looks, q, a); err != nil {
		return err
	}
	r := application.Ruling{At: c.now(), By: who.Officer.ID, Office: who.Office.ID, Verdict: in.Verdict, Reason: in.Reason}
	if r.Verdict == application.Same {
		r.Person = q.Candidates[in.Candidate].Person
	}
	next, err := c.ruled(ctx, op, a, q, r)
	if err != nil {
		return err
	}
	err = c.config.Store.AddRuling(ctx, q.ID, len(q.Rulings), r, next)
	if register.KindOf(err) == register.Conflict {
		return &register.Error{Kind: register.Conflict, Op: op, Code: CodeChangedSince, Err: err}
	}
	return err
}

// ruled returns the application as a ruling leaves it. It returns nil where the ruling is on nothing
// that waits: on a Pair, on what is proposed no more, and where the application has ended.
func (c *Clerk) ruled(ctx context.Context, op register.Operation, a *application.Application, q *application.Adjudication, r application.Ruling) (*application.Application, error) {
	if a == nil || a.State.Ended() {
		return nil, nil
	}
	i := slices.IndexFunc(a.Acts, func(i application.Item) bool { return i.Proposal.ID == q.Act })
	if i < 0 {
		return nil, nil
	}
	if a.BeingDecided(c.now()) {
		return nil, register.Coded(register.Conflict, op, CodeBeingDecided)
	}
	next := a.Clone()
	next.Version, next.Touched = a.Version+1, c.now()
	if item := &next.Acts[i]; item.Outcome == nil && r.Verdict == application.Same {
		item.WithdrawDistinct(q)
		c.refuseSame(&next, i, r)
		return &next, nil
	} else if item.Outcome == nil && q.State == application.Asked {
		item.RecordDistinct(q)
	}
	if last, _ := q.LastRuling(); last.Verdict == application.Same {
		c.takeBack(&next, i)
	}
	if !slices.Contains(next.Judges, r.By) {
		next.Judges = append(next.Judges, r.By)
	}
	return &next, c.resume(ctx, &next, q, r)
}

// refuseSame refuses an application because the person of one of its acts is registered already.
// Where it is refused for other reasons, this one is added.
func (c *Clerk) refuseSame(a *application.Application, i int, r application.Ruling) {
	reason := application.Reason{Code: application.CodeSamePerson, Act: i}
	others := []application.Reason{}
	if a.State == application.Refused {
		since := application.Reason{Code: application.CodeAnotherSince, Act: i}
		others = slices.DeleteFunc(a.Reasons, func(was application.Reason) bool { return was == reason || was == since })
	}
	a.Become(application.Refused, r.By, r.Office, r.At, []application.Reason{reason})
	a.Reasons, a.Due, a.Until = append(others, reason), application.NoDeadline, c.appealUntil()
	a.Refusers = append(a.Refusers, r.By)
}

// takeBack tells in a refusal that the person of an act is somebody else after all.
func (c *Clerk) takeBack(a *application.Application, i int) {
	n := slices.Index(a.Reasons, application.Reason{Code: application.CodeSamePerson, Act: i})
	if a.State == application.Refused && n >= 0 {
		a.Reasons[n].Code, a.Until = application.CodeAnotherSince, c.appealUntil()
	}
}

// appealUntil returns the last day to appeal a refusal of today.
func (c *Clerk) appealUntil() register.Day {
	return c.today() + register.Day(c.config.Documents.Law.Applications.AppealDays.On(c.today()).Value)
}

// resume returns an application to its registrar once no adjudication of it is open.
func (c *Clerk) resume(ctx context.Context, a *application.Application, q *application.Adjudication, r application.Ruling) error {
	if a.State != application.Adjudicated {
		return nil
	}
	open, err := c.config.Store.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, States: []application.AdjudicationState{application.Asked}, Limit: application.MaxActs * application.MaxCandidates})
	if err != nil {
		return err
	}
	a.Due = application.NoDeadline
	for i := range open {
		if open[i].ID != q.ID {
			a.Due = min(a.Due, open[i].Due)
		}
	}
	if a.Due != application.NoDeadline {
		return nil
	}
	a.Due = a.DecideBy(c.config.Documents.Law)
	a.Become(a.BeforeAdjudication(), r.By, r.Office, r.At, nil)
	return nil
}
