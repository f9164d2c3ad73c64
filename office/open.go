package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// View is an application as it is opened: with what is found now.
type View struct {
	Application
	Acts []ActView
	// People are those whom the subjects name (parents, spouses, members), as far as
	// the reader may see them.
	People map[register.PersonID]*register.Person
	// Decides says that the reader's office decides about it.
	Decides bool
	// Existing are the people who are in the register already, of a Refused
	// application, as far as the reader may see them.
	Existing []Existing
}

// Existing is somebody whom an act would have entered again.
type Existing struct {
	Act     int              // of the application, from 0
	Person  *register.Person // as registered now
	Entered *register.Act    // by which act the person is in the register
}

// ActView is one act of an opened application.
type ActView struct {
	Item
	Findings []register.Finding // as of now; Item.Findings are those of the declaration
	Before   *register.Act      // the act as which it is registered already, if it is
	Sides    []Side
}

// Side is one subject before and after an act. Both documents are nil where they
// are withheld.
type Side struct {
	Ref      register.Ref
	Before   register.Subject // nil: the act enters it
	After    register.Subject
	Withheld string // why: access.CodeNationalDesk or access.CodeOutsideArea
}

// Open shows an application with each subject before and after. Looks at all
// subjects that are shown, and at protected ones that are not, are durable when it
// returns.
func (c *Clerk) Open(ctx context.Context, who access.Actor, id ApplicationID) (*View, error) {
	const op = "office.Open"
	p := access.Declare
	if c.Rules.Has(who, access.Register, c.today()) == nil {
		p = access.Register
	}
	a, err := c.load(ctx, op, who, p, id)
	if p == access.Register && register.KindOf(err) == register.NotFound {
		p = access.Declare
		a, err = c.load(ctx, op, who, p, id) // taken here, decided elsewhere; or a draft
	}
	if err != nil {
		return nil, err
	}
	told, _, err := c.redactFor(ctx, who, a, nil)
	if err != nil {
		return nil, err
	}
	v := &View{Application: told, Acts: make([]ActView, len(a.Acts)), People: map[register.PersonID]*register.Person{}, Decides: p == access.Register}
	for i := range told.Acts {
		v.Acts[i] = ActView{Item: told.Acts[i], Findings: told.Acts[i].Findings}
	}
	c.hideAdjudicators(who, v)
	switch a.State {
	case Registered, Withdrawn, Draft:
		return v, nil // nothing is to be decided; a draft is not examined before it is declared
	case Refused:
		return v, c.showExisting(ctx, who, v)
	}
	e, err := c.examine(ctx, &a)
	if err != nil {
		return nil, err
	}
	if err := c.lookAtStopped(ctx, who, &a, e); err != nil {
		return nil, err
	}
	for i := range v.Acts {
		if v.Acts[i].Outcome == nil {
			v.Acts[i].Findings, v.Acts[i].Before = e.results[i].Findings, e.before[i]
			v.Acts[i].Findings = append(slices.Clone(v.Acts[i].Findings), c.fourEyes(who, &a, i, v.Decides)...)
		}
	}
	if err := c.showSides(ctx, who, v, e); err != nil {
		return nil, err
	}
	return v, nil
}

// fourEyes says whether the law lets this officer register an act of the
// application. The act knows one who took the declaration; the application knows
// all who wrote at it.
func (c *Clerk) fourEyes(who access.Actor, a *Application, i int, decides bool) []register.Finding {
	r := acts.FourEyes(c.Documents.Law, &a.Acts[i].Proposal)
	if !decides || !r.Value || !slices.Contains(a.Writers, who.Officer.ID) {
		return nil
	}
	return []register.Finding{{Code: "four-eyes", Field: "registrar", Severity: register.Blocking, Article: r.Article}}
}

// showSides shows what the reader may see of the subjects before and after.
func (c *Clerk) showSides(ctx context.Context, who access.Actor, v *View, e *examined) error {
	sides, err := c.sides(ctx, e)
	if err != nil {
		return err
	}
	for i := range v.Acts {
		v.Acts[i].Sides = sides[i]
	}
	return c.lookAt(ctx, who, v)
}

// sides folds the effects of the examined acts, one after another, and gives each
// subject before and after.
func (c *Clerk) sides(ctx context.Context, e *examined) ([][]Side, error) {
	docs, err := c.current(ctx, e)
	if err != nil {
		return nil, err
	}
	out := make([][]Side, len(e.results))
	for i := range e.results {
		act := e.results[i].Act
		if act == nil {
			continue
		}
		for _, ref := range act.Subjects() {
			if ref.Kind == register.SubjectPlace {
				continue
			}
			s := Side{Ref: ref, Before: docs[ref]}
			base := s.Before
			if base == nil {
				if base, err = register.NewSubject(ref); err != nil {
					return nil, register.Errorf(register.Internal, "office.Open", "%w", err)
				}
			}
			if s.After, err = register.Fold(base, act.Seq, act.Effects); err != nil {
				return nil, register.Errorf(register.Internal, "office.Open", "%w", err)
			}
			docs[ref] = s.After
			out[i] = append(out[i], s)
		}
	}
	return out, nil
}

// current gives the present documents of the subjects that exist already.
func (c *Clerk) current(ctx context.Context, e *examined) (map[register.Ref]register.Subject, error) {
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
	ps, err := c.persons(ctx, persons...)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		out[p.Ref()] = p
	}
	hs, err := c.households(ctx, households...)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		out[h.Ref()] = h
	}
	return out, nil
}

// coverOfView makes the cover over everybody whom an application shows.
func (c *Clerk) coverOfView(ctx context.Context, v *View) (*disclosure.Cover, error) {
	var refs []register.Ref
	for i := range v.Acts {
		for _, s := range v.Acts[i].Sides {
			refs = append(append(refs, disclosure.People(disclosure.NamedNow(s.Before)...)...), disclosure.People(disclosure.NamedNow(s.After)...)...)
			if s.Before != nil {
				refs = append(refs, s.Ref)
			}
		}
	}
	return c.cover(ctx, refs...)
}

// lookAt withholds what the reader may not see, adds the people whom the rest
// names, and writes the looks.
func (c *Clerk) lookAt(ctx context.Context, who access.Actor, v *View) error {
	cover, err := c.coverOfView(ctx, v)
	if err != nil {
		return err
	}
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue}
	area, err := c.area(ctx, who)
	if err != nil {
		return err
	}
	if v.Decides {
		why.Case = string(v.ID) // the case lets the decider see people of any area
		area.Place = 0
	}
	shown, hidden := v.sort(cover, area)
	if hidden.Protected {
		// Only the national desk is let through. The look is written in any case:
		// the protected person sees that somebody was here.
		err := c.Looks.Look(ctx, who, access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(v.ID)}, hidden)
		switch {
		case err == nil:
			v.reveal()
		case !isCode(err, access.CodeNationalDesk):
			return err
		}
	}
	v.withhold(area)
	v.addPeople(cover, area, &shown)
	if len(shown.Subjects) == 0 {
		return nil
	}
	return c.Looks.Look(ctx, who, why, shown)
}

// sort marks the sides that are withheld and returns whom the looks are at: those who are
// shown, and those whom only the national desk may see.
func (v *View) sort(cover *disclosure.Cover, area disclosure.Area) (shown, hidden access.Found) {
	for i := range v.Acts {
		var after []register.Subject
		for _, s := range v.Acts[i].Sides {
			after = append(after, s.After)
		}
		for n := range v.Acts[i].Sides {
			s := &v.Acts[i].Sides[n]
			switch homes := disclosure.Homes(s.Before); {
			case s.Before == nil: // not in the register yet: no look can name it, but it shows where its own will live
				by := cover.Covered(disclosure.People(disclosure.NamedNow(s.After)...)...)
				if len(by) > 0 || cover.WillCover(s.Ref, after...) {
					s.Withheld, hidden.Protected = access.CodeNationalDesk, true
					hidden.Subjects = addRef(hidden.Subjects, by...)
				} else if homes := disclosure.Homes(s.After); len(homes) > 0 && !area.Inside(homes) {
					s.Withheld = access.CodeOutsideArea
				}
			case cover.Covers(s.Before), cover.WillCover(s.Ref, after...):
				s.Withheld, hidden.Protected = access.CodeNationalDesk, true
				hidden.Subjects = addRef(hidden.Subjects, s.Ref)
			case !area.Inside(homes):
				s.Withheld = access.CodeOutsideArea
			default:
				shown.Subjects, shown.Places = addRef(shown.Subjects, s.Ref), append(shown.Places, homes)
			}
		}
	}
	return shown, hidden
}

// reveal takes the mark off what the national desk may see.
func (v *View) reveal() {
	for i := range v.Acts {
		for n := range v.Acts[i].Sides {
			if s := &v.Acts[i].Sides[n]; s.Withheld == access.CodeNationalDesk {
				s.Withheld = ""
			}
		}
	}
}

// withhold takes the documents out of what is withheld, and out of the rest what a reader
// of that area may not see.
func (v *View) withhold(area disclosure.Area) {
	for i := range v.Acts {
		for n := range v.Acts[i].Sides {
			s := &v.Acts[i].Sides[n]
			if s.Withheld != "" {
				s.Before, s.After = nil, nil
				v.Acts[i].Findings = disclosure.Redact(v.Acts[i].Findings)
				continue
			}
			s.Before, s.After = area.Within(s.Before), area.Within(s.After)
		}
	}
}

// addPeople adds the people whom the shown documents name.
func (v *View) addPeople(cover *disclosure.Cover, area disclosure.Area, shown *access.Found) {
	for i := range v.Acts {
		for _, s := range v.Acts[i].Sides {
			for _, id := range disclosure.NamedNow(s.After) {
				p := cover.Person(id)
				if p == nil || cover.Covers(p) || len(shown.Subjects) >= access.MaxSubjects || !area.Inside(disclosure.Homes(p)) {
					continue
				}
				v.People[id] = area.Within(p).(*register.Person)
				shown.Subjects, shown.Places = addRef(shown.Subjects, p.Ref()), append(shown.Places, disclosure.Homes(p))
			}
		}
	}
}

func addRef(refs []register.Ref, more ...register.Ref) []register.Ref {
	for _, r := range more {
		if !slices.Contains(refs, r) {
			refs = append(refs, r)
		}
	}
	return refs
}

// area is the area of the actor's office, today.
func (c *Clerk) area(ctx context.Context, who access.Actor) (disclosure.Area, error) {
	atlas, err := c.Documents.Atlas(ctx)
	return disclosure.Area{Atlas: atlas, Place: who.Office.Jurisdiction, Day: c.today()}, err
}
