package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
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
	told, _, err := c.strip(ctx, who, a, nil)
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
	r := acts.FourEyes(c.Registrar.Law, &a.Acts[i].Proposal)
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
	ps, err := c.Registrar.Persons(ctx, persons...)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		out[p.Ref()] = p
	}
	hs, err := c.Registrar.Households(ctx, households...)
	if err != nil {
		return nil, err
	}
	for _, h := range hs {
		out[h.Ref()] = h
	}
	return out, nil
}

// lookAt withholds what the reader may not see, adds the people whom the rest
// names, and writes the looks.
func (c *Clerk) lookAt(ctx context.Context, who access.Actor, v *View) error {
	shield, err := c.shield(ctx, v)
	if err != nil {
		return err
	}
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue}
	if v.Decides {
		why.Case = string(v.ID) // the case lets the decider see people of any area
	}
	var shown, hidden access.Found
	hidden.Protected = true
	withheld := false
	for i := range v.Acts {
		for n := range v.Acts[i].Sides {
			s := &v.Acts[i].Sides[n]
			switch places := placesOf(s.Before); {
			case s.Before == nil: // not in the register yet: no look can name it, but it shows where its own will live
				by := shield.protectedIn(s.After)
				if len(by) > 0 || shield.willCover(*s, v.Acts[i].Sides) {
					s.Withheld, withheld = access.CodeNationalDesk, true
					hidden.Subjects = addRef(hidden.Subjects, by...)
				} else if places := placesOf(s.After); !v.Decides && len(places) > 0 && !c.inArea(who, places, shield.atlas) {
					s.Withheld = access.CodeOutsideArea
				}
			case shield.covers(s.Before), shield.willCover(*s, v.Acts[i].Sides):
				s.Withheld, withheld = access.CodeNationalDesk, true
				hidden.Subjects = addRef(hidden.Subjects, s.Ref)
			case !v.Decides && !c.inArea(who, places, shield.atlas):
				s.Withheld = access.CodeOutsideArea
			default:
				shown.Subjects = addRef(shown.Subjects, s.Ref)
				shown.Places = append(shown.Places, places...)
			}
		}
	}
	if withheld {
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
	v.withhold()
	c.addPeople(who, v, shield, &shown)
	if len(shown.Subjects) == 0 {
		return nil
	}
	return c.Looks.Look(ctx, who, why, shown)
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

// withhold takes the documents out of what is withheld.
func (v *View) withhold() {
	for i := range v.Acts {
		for n := range v.Acts[i].Sides {
			s := &v.Acts[i].Sides[n]
			if s.Withheld != "" {
				s.Before, s.After = nil, nil
				v.Acts[i].Findings = discreet(v.Acts[i].Findings)
			}
		}
	}
}

// addPeople adds the people whom the shown documents name.
func (c *Clerk) addPeople(who access.Actor, v *View, sh *shield, shown *access.Found) {
	for i := range v.Acts {
		for _, s := range v.Acts[i].Sides {
			for _, id := range peopleIn(s.After) {
				p := sh.persons[id]
				if p == nil || sh.covers(p) || len(shown.Subjects) >= access.MaxSubjects {
					continue
				}
				places := placesOf(p)
				if !v.Decides && !c.inArea(who, places, sh.atlas) {
					continue
				}
				v.People[id] = p
				shown.Subjects = addRef(shown.Subjects, p.Ref())
				shown.Places = append(shown.Places, places...)
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

// inArea reports whether somebody lives within the actor's area; of whom nobody
// knows where they live, no area is theirs.
func (c *Clerk) inArea(who access.Actor, places []register.PlaceID, atlas *register.Atlas) bool {
	return len(places) > 0 && !slices.ContainsFunc(places, func(p register.PlaceID) bool {
		return !atlas.Within(p, who.Office.Jurisdiction, c.today())
	})
}

// placesOf gives where a subject lives or belongs.
func placesOf(s register.Subject) []register.PlaceID {
	var out []register.PlaceID
	switch s := s.(type) {
	case *register.Person:
		for _, f := range s.Residences.Current() {
			if id := f.Value.Address.Place; id != 0 {
				out = append(out, id)
			}
		}
	case *register.Household:
		for _, f := range s.Addresses.Current() {
			out = append(out, f.Value.Place)
		}
	}
	return out
}

// peopleIn returns the persons whom a document now names; nil names nobody.
func peopleIn(s register.Subject) []register.PersonID {
	if s == nil {
		return nil
	}
	var out []register.PersonID
	s.Each(func(f register.AnyFact) bool {
		if st := f.Standing(); st.Void || st.Ended {
			return true
		}
		for _, id := range register.Persons(nil, f.Value) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		return true
	})
	return out
}
