package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// View is an opened application, with the findings of now.
type View struct {
	Application
	Acts []ActView
	// People are the parents, spouses and members whom the subjects name, as far as the reader may
	// see them.
	People disclosure.Seen[map[register.PersonID]*register.Person]
	// Decides reports that the reader's office decides the application.
	Decides bool
	// Existing are the people of a Refused application who are registered already, as far as the
	// reader may see them.
	Existing []Existing
}

// Existing is a registered person whom an act would have entered again.
type Existing struct {
	Person  disclosure.Seen[*register.Person] // as registered now
	Entered *Outcome                          // the act by which the person is in the register
}

// ActView is one act of an opened application.
type ActView struct {
	Item
	// Findings are as of now or, of an application that is not examined, as of the declaration.
	Findings []register.Finding
	Before   *Outcome // the act as which it is registered already, if it is
	Sides    []Side
}

// Side is one subject before and after an act. Both documents are nil if they are withheld.
type Side struct {
	// Ref is of person 0 where a protection covers somebody whom the act names: one side stands for all.
	Ref      register.Ref
	Before   disclosure.Seen[register.Subject] // of nil: the act enters it
	After    disclosure.Seen[register.Subject]
	Withheld string // why: access.CodeNationalDesk or access.CodeOutsideArea
}

// Open shows an application with each subject before and after. Looks at all subjects that are
// shown, and at protected ones that are withheld, are durable when it returns.
func (c *Clerk) Open(ctx context.Context, who access.Actor, id ApplicationID) (*View, error) {
	return access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (*View, error) {
		return c.open(ctx, pass, looks, who, id)
	})
}

func (c *Clerk) open(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id ApplicationID) (*View, error) {
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
	v := &View{Application: a.withoutFindings(), Acts: make([]ActView, len(a.Acts)), Decides: p == access.Register}
	for i := range v.Acts {
		v.Acts[i].Item = v.Application.Acts[i]
	}
	c.hideAdjudicators(who, v)
	if a.State == Registered || a.State == Withdrawn || a.State == Draft || a.State == Refused { // a draft is not examined before it is declared
		return v, c.showKept(ctx, pass, looks, who, &a, v)
	}
	e, err := c.examine(ctx, pass, &a)
	if err != nil {
		return nil, err
	}
	named, err := c.lookAtExamined(ctx, pass, looks, who, &a, e)
	if err != nil {
		return nil, err
	}
	for i := range v.Acts {
		if v.Acts[i].Outcome == nil {
			v.Acts[i].Findings = e.results[i].Findings
			if a.State.Editable() {
				v.Acts[i].Findings = withoutLikeness(v.Acts[i].Findings)
			}
			if e.before[i] != nil {
				v.Acts[i].Before = outcomeOf(e.before[i], true)
			}
			v.Acts[i].Findings = append(slices.Clone(v.Acts[i].Findings), c.fourEyes(who, &a, i, v.Decides)...)
		}
	}
	sides, err := c.sides(ctx, pass, e)
	if err != nil {
		return nil, err
	}
	if err := c.showSides(ctx, pass, looks, who, v, sides); err != nil {
		return nil, err // nothing leaves without its look
	}
	if c.config.Rules.Has(who, access.NationalDesk, c.today()) != nil {
		v.hideSides(named)
	}
	return v, nil
}

// showKept shows what an application that is not examined was declared with and, if it was refused,
// who is registered already.
func (c *Clerk) showKept(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *Application, v *View) error {
	findings := make([]*[]register.Finding, len(a.Acts))
	for i := range a.Acts {
		if findings[i] = &v.Acts[i].Findings; a.Acts[i].Outcome == nil {
			*findings[i] = a.Acts[i].Findings
		}
	}
	if err := c.lookAtFindings(ctx, pass, looks, who, a, findings); err != nil || a.State != Refused {
		return err
	}
	return c.showExisting(ctx, pass, looks, who, v)
}

// hideSides leaves one withheld side, of nobody, of an act that names a covered person. Whether
// there are sides, and of whom, tells whether something stops the act and who lives with whom.
func (v *View) hideSides(named []naming) {
	for i := range v.Acts {
		act := &v.Acts[i]
		withheld := slices.ContainsFunc(act.Sides, func(s Side) bool { return s.Withheld == access.CodeNationalDesk })
		if act.Outcome == nil && (withheld || len(named[i].covered) > 0) {
			act.Sides = []Side{{Ref: register.PersonRef(0), Withheld: access.CodeNationalDesk}}
		}
	}
}

// fourEyes returns a finding if this officer may not register an act because they wrote at the
// application. The act knows one officer who took the declaration; the application knows all who
// wrote at it.
func (c *Clerk) fourEyes(who access.Actor, a *Application, i int, decides bool) []register.Finding {
	r := acts.FourEyes(c.config.Documents.Law, &a.Acts[i].Proposal)
	if !decides || !r.Value || !slices.Contains(a.Writers, who.Officer.ID) {
		return nil
	}
	return []register.Finding{{Code: "four-eyes", Field: "registrar", Severity: register.Blocking, Article: r.Article}}
}

// side is one subject before and after an act, as the register holds it.
type side struct {
	ref           register.Ref
	before, after register.Subject
	withheld      string
}

// sides folds the effects of the examined acts, one after another, and returns each
// subject before and after.
func (c *Clerk) sides(ctx context.Context, pass access.Pass, e *examined) ([][]side, error) {
	docs, err := c.current(ctx, pass, e)
	if err != nil {
		return nil, err
	}
	out := make([][]side, len(e.results))
	for i := range e.results {
		act := e.results[i].Act
		if act == nil {
			continue
		}
		for _, ref := range act.Subjects() {
			if ref.Kind == register.SubjectPlace {
				continue
			}
			s := side{ref: ref, before: docs[ref]}
			base := s.before
			if base == nil {
				if base, err = register.NewSubject(ref); err != nil {
					return nil, register.Errorf(register.Internal, "office.Open", "%w", err)
				}
			}
			if s.after, err = register.Fold(base, act.Seq, act.Effects); err != nil {
				return nil, register.Errorf(register.Internal, "office.Open", "%w", err)
			}
			docs[ref] = s.after
			out[i] = append(out[i], s)
		}
	}
	return out, nil
}

// current returns the present documents of the registered subjects.
func (c *Clerk) current(ctx context.Context, pass access.Pass, e *examined) (map[register.Ref]register.Subject, error) {
	var persons []register.PersonID
	var households []register.HouseholdID
	for _, res := range e.results {
		if res.Act == nil {
			continue
		}
		for _, ref := range res.Act.Subjects() {
			switch ref.Kind {
			case register.SubjectPerson:
				persons = append(persons, register.PersonID(ref.ID))
			case register.SubjectHousehold:
				households = append(households, register.HouseholdID(ref.ID))
			}
		}
	}
	out := map[register.Ref]register.Subject{}
	ps, err := c.config.Documents.Persons(ctx, pass, persons...)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		out[p.Ref()] = p
	}
	hs, err := c.config.Documents.Households(ctx, pass, households...)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		out[h.Ref()] = h
	}
	return out, nil
}

// coverOfSides returns the cover over everybody whom the sides show.
func (c *Clerk) coverOfSides(ctx context.Context, pass access.Pass, sides [][]side) (*disclosure.Cover, error) {
	var refs []register.Ref
	for _, s := range slices.Concat(sides...) {
		refs = append(append(refs, disclosure.People(disclosure.NamedNow(s.before)...)...), disclosure.People(disclosure.NamedNow(s.after)...)...)
		if s.before != nil {
			refs = append(refs, s.ref)
		}
	}
	return disclosure.CoverOf(ctx, pass, c.config.Documents, refs...)
}

// showSides shows the subjects, before and after, and the people whom they name, as far as the
// reader may see them, and writes the looks.
func (c *Clerk) showSides(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, v *View, sides [][]side) error {
	cover, err := c.coverOfSides(ctx, pass, sides)
	if err != nil {
		return err
	}
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue}
	if v.Decides {
		why.Case = string(v.ID) // the case lets the decider see people of any area
	}
	area, err := c.area(ctx, who, why)
	if err != nil {
		return err
	}
	shown, hidden := withhold(sides, cover, area)
	desk := false // whether the national desk reads
	if hidden.Protected {
		// Only the national desk is let through. The look is written in any case:
		// the protected person sees that somebody was here.
		err := looks.Look(ctx, caseOf(v.ID), hidden)
		switch {
		case err == nil:
			desk = true
			reveal(sides)
		case !isCode(err, access.CodeNationalDesk):
			return err
		}
	}
	v.show(sides, area)
	people, covered := namedBy(sides, cover, area, desk, &shown)
	if covered.Protected {
		if err := looks.Look(ctx, caseOf(v.ID), covered); err != nil {
			return err
		}
	}
	v.People = disclosure.RedactedPeople(area, people)
	if len(shown.Subjects) == 0 {
		looks.Nobody() // but those who are not registered yet
		return nil
	}
	return looks.Look(ctx, why, shown)
}

// withhold marks the sides that are withheld. It returns the subjects that are shown, and those
// that only the national desk may see.
func withhold(sides [][]side, cover *disclosure.Cover, area disclosure.Area) (shown, hidden access.ReadingScope) {
	for i := range sides {
		var after []register.Subject
		for _, s := range sides[i] {
			after = append(after, s.after)
		}
		for n := range sides[i] {
			s := &sides[i][n]
			// Who is withheld, and where they live, is as registered now: an act before this one
			// may move them to an address that somebody has made up.
			now := cover.Subject(s.ref)
			switch homes := disclosure.Homes(now); {
			case now == nil: // not in the register yet: no look can name it, but it shows where its own will live
				by := cover.Covered(disclosure.People(disclosure.NamedNow(s.after)...)...)
				if len(by) > 0 || cover.WillCover(s.ref, after...) {
					s.withheld, hidden.Protected = access.CodeNationalDesk, true
					hidden.Subjects = addRef(hidden.Subjects, by...)
				} else if homes := disclosure.Homes(s.after); len(homes) > 0 && !area.IncludesAny(homes) {
					s.withheld = access.CodeOutsideArea
				}
			case cover.CoversRef(s.ref), cover.WillCover(s.ref, after...):
				s.withheld, hidden.Protected = access.CodeNationalDesk, true
				hidden.Subjects = addRef(hidden.Subjects, s.ref)
			case !area.IncludesAny(homes):
				s.withheld = access.CodeOutsideArea
			default:
				shown.Subjects, shown.Places = addRef(shown.Subjects, s.ref), append(shown.Places, homes)
			}
		}
	}
	return shown, hidden
}

// reveal removes the mark from sides that only the national desk may see.
func reveal(sides [][]side) {
	for i := range sides {
		for n := range sides[i] {
			if s := &sides[i][n]; s.withheld == access.CodeNationalDesk {
				s.withheld = ""
			}
		}
	}
}

// show adds the sides that are not withheld to the view. If a side of an act is withheld, the act's
// findings are redacted.
func (v *View) show(sides [][]side, area disclosure.Area) {
	for i := range sides {
		for _, s := range sides[i] {
			out := Side{Ref: s.ref, Withheld: s.withheld}
			if s.withheld == "" {
				out.Before, out.After = disclosure.Redacted(area, s.before), disclosure.Redacted(area, s.after)
			} else {
				v.Acts[i].Findings = disclosure.Redact(v.Acts[i].Findings)
			}
			v.Acts[i].Sides = append(v.Acts[i].Sides, out)
		}
	}
}

// namedBy returns the people whom the shown documents name, and adds them to the look. The national
// desk sees those whom a protection covers too: the look at them is returned beside.
func namedBy(sides [][]side, cover *disclosure.Cover, area disclosure.Area, desk bool, shown *access.ReadingScope) (people map[register.PersonID]*register.Person, covered access.ReadingScope) {
	people = map[register.PersonID]*register.Person{}
	for _, s := range slices.Concat(sides...) {
		if s.withheld != "" {
			continue
		}
		for _, id := range disclosure.NamedNow(s.after) {
			p := cover.Person(id)
			if p == nil || len(shown.Subjects)+len(covered.Subjects) >= access.MaxSubjects {
				continue
			}
			switch {
			case cover.Covers(p) && desk:
				covered.Subjects, covered.Protected = addRef(covered.Subjects, p.Ref()), true
			case cover.Covers(p) || !area.IncludesAny(disclosure.Homes(p)):
				continue
			default:
				shown.Subjects, shown.Places = addRef(shown.Subjects, p.Ref()), append(shown.Places, disclosure.Homes(p))
			}
			people[id] = p
		}
	}
	return people, covered
}

func addRef(refs []register.Ref, more ...register.Ref) []register.Ref {
	for _, r := range more {
		if !slices.Contains(refs, r) {
			refs = append(refs, r)
		}
	}
	return refs
}

// area returns the area in which the actor sees people today for that reason.
func (c *Clerk) area(ctx context.Context, who access.Actor, why access.Reason) (disclosure.Area, error) {
	atlas, err := c.config.Documents.Atlas(ctx)
	if err != nil {
		return disclosure.Area{}, err
	}
	return disclosure.AreaFor(atlas, who.Office, why, c.today()), nil
}
