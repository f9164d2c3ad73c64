package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// What an examination finds, it finds in the register: that somebody has died, or
// on which day they were born. Whoever is named in an application is therefore
// looked at before its findings leave, and of somebody whom a protection covers
// findings keep their words and lose their particulars.
//
// One finding is a particular itself: that a place is outside an office's area. A
// move out of the area is found fault with where the person does not live in it,
// and is not where they do; so each office could ask whether somebody lives with
// it. Whoever names somebody covered is therefore decided about by the national
// desk, whose area is the country, wherever that person lives; and of all others
// the finding is withheld.

// namedSubject is a subject of the register with the text by which a payload names
// it.
type namedSubject struct {
	text    string
	subject register.Subject
}

// subjectsNamed gives the subjects that a payload names by number, book or
// client-made id, as far as they are in the register.
func (c *Clerk) subjectsNamed(ctx context.Context, p *register.Proposal) ([]namedSubject, error) {
	atlas, err := c.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	payload, findings := acts.Decode(p)
	if findings != nil {
		return nil, nil
	}
	names := payload.Needs(acts.NewState(atlas))
	found, err := c.find(ctx, names...)
	if err != nil {
		return nil, err
	}
	var out []namedSubject
	for n, l := range names {
		text, named := subjectText(l)
		s := subjectOf(found[n])
		if named && s != nil && !slices.ContainsFunc(out, func(x namedSubject) bool { return x.text == text }) {
			out = append(out, namedSubject{text, s})
		}
	}
	return out, nil
}

// lookAtStopped writes the looks at everybody whom those open acts name that cannot
// go in, and makes their findings discreet. Acts that can show their subjects, and
// looks go with these.
func (c *Clerk) lookAtStopped(ctx context.Context, who access.Actor, a *Application, e *examined) error {
	var shown, hidden access.Found
	hidden.Protected = true
	covered := make([]bool, len(a.Acts))
	for i := range a.Acts {
		if a.Acts[i].Outcome != nil || e.results[i].Act != nil {
			continue
		}
		named, err := c.subjectsNamed(ctx, &a.Acts[i].Proposal)
		if err != nil {
			return err
		}
		cover, err := c.coverOf(ctx, named)
		if err != nil {
			return err
		}
		for _, n := range named {
			if cover.Covers(n.subject) {
				hidden.Subjects, covered[i] = addRef(hidden.Subjects, n.subject.Ref()), true
			} else {
				shown.Subjects = addRef(shown.Subjects, n.subject.Ref())
			}
		}
	}
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(a.ID)}
	if len(shown.Subjects) > 0 {
		if err := c.config.Looks.Look(ctx, who, why, shown); err != nil {
			return err
		}
	}
	if len(hidden.Subjects) == 0 {
		return nil
	}
	err := c.config.Looks.Look(ctx, who, why, hidden)
	if !isCode(err, access.CodeNationalDesk) {
		return err // nil for the national desk, which is told everything
	}
	for i := range covered {
		if covered[i] {
			e.results[i].Findings = disclosure.Redact(e.results[i].Findings)
		}
	}
	return nil
}

// coverOf makes the cover over the subjects that a payload names.
func (c *Clerk) coverOf(ctx context.Context, named []namedSubject) (*disclosure.Cover, error) {
	refs := make([]register.Ref, len(named))
	for i, n := range named {
		refs[i] = n.subject.Ref()
	}
	return c.cover(ctx, refs...)
}

// covered gives, for each act, whom it names that a protection covers.
func (c *Clerk) covered(ctx context.Context, a *Application) ([][]register.Ref, error) {
	out := make([][]register.Ref, len(a.Acts))
	for i := range a.Acts {
		named, err := c.subjectsNamed(ctx, &a.Acts[i].Proposal)
		if err != nil {
			return nil, err
		}
		cover, err := c.coverOf(ctx, named)
		if err != nil {
			return nil, err
		}
		for _, n := range named {
			if cover.Covers(n.subject) {
				out[i] = addRef(out[i], n.subject.Ref())
			}
		}
	}
	return out, nil
}

// coveredOpen gives whom the acts that are not in the register yet name of the
// covered.
func (c *Clerk) coveredOpen(ctx context.Context, a *Application) ([]register.Ref, error) {
	all, err := c.covered(ctx, a)
	var out []register.Ref
	for i := range all {
		if a.Acts[i].Outcome == nil {
			out = addRef(out, all[i]...)
		}
	}
	return out, err
}

// lookAtCovered writes the look at those whom a protection covers. It is
// access.CodeNationalDesk for everybody but the national desk, after the look.
func (c *Clerk) lookAtCovered(ctx context.Context, who access.Actor, a *Application, covered []register.Ref) error {
	if len(covered) == 0 {
		return nil
	}
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(a.ID)}
	return c.config.Looks.Look(ctx, who, why, access.Found{Subjects: covered, Protected: true})
}

// toDesk makes the national desk the office that decides. Where the law lets no
// office of the whole country register such acts, the route stays the ordinary one.
func (c *Clerk) toDesk(ctx context.Context, a *Application) error {
	desk, err := c.route(ctx, register.Office{}, kindsOf(a))
	if isCode(err, CodeNoOfficeCompetent) {
		return nil
	}
	if err == nil {
		a.Office = desk
	}
	return err
}

// redactFor makes discreet what an answer tells of acts that name somebody covered:
// the findings beside the acts and those of the decision.
func (c *Clerk) redactFor(ctx context.Context, who access.Actor, a Application, decided []Decided) (Application, []Decided, error) {
	if c.config.Rules.Has(who, access.NationalDesk, c.today()) == nil {
		return a, decided, nil
	}
	covered, err := c.covered(ctx, &a)
	if err != nil {
		return Application{}, nil, err
	}
	a = a.clone()
	for i := range covered {
		if len(covered[i]) > 0 {
			a.Acts[i].Findings = disclosure.Redact(a.Acts[i].Findings)
			if decided != nil {
				decided[i].Findings = disclosure.Redact(decided[i].Findings)
			}
		}
	}
	return a, decided, nil
}
