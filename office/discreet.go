package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/register"
)

// What an examination finds, it finds in the register: that somebody has died, or
// on which day they were born. Whoever is named in an application is therefore
// looked at before its findings leave, and of somebody whom a protection covers
// findings keep their words and lose their particulars.

// namedSubject is a subject of the register with the text by which a payload names
// it.
type namedSubject struct {
	text    string
	subject register.Subject
}

// subjectsNamed gives the subjects that a payload names by number, book or
// client-made id, as far as they are in the register.
func (c *Clerk) subjectsNamed(ctx context.Context, p *register.Proposal) ([]namedSubject, error) {
	atlas, err := c.Registrar.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	payload, findings := acts.Decode(p)
	if findings != nil {
		return nil, nil
	}
	names := payload.Needs(acts.NewState(atlas))
	found, err := c.Registrar.Find(ctx, names...)
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
		shield, err := c.shieldOfNamed(ctx, named)
		if err != nil {
			return err
		}
		for _, n := range named {
			if shield.covers(n.subject) {
				hidden.Subjects, covered[i] = addRef(hidden.Subjects, n.subject.Ref()), true
			} else {
				shown.Subjects = addRef(shown.Subjects, n.subject.Ref())
			}
		}
	}
	why := access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(a.ID)}
	if len(shown.Subjects) > 0 {
		if err := c.Looks.Look(ctx, who, why, shown); err != nil {
			return err
		}
	}
	if len(hidden.Subjects) == 0 {
		return nil
	}
	err := c.Looks.Look(ctx, who, why, hidden)
	if !isCode(err, access.CodeNationalDesk) {
		return err // nil for the national desk, which is told everything
	}
	for i := range covered {
		if covered[i] {
			e.results[i].Findings = discreet(e.results[i].Findings)
		}
	}
	return nil
}

func (c *Clerk) shieldOfNamed(ctx context.Context, named []namedSubject) (*shield, error) {
	var people []register.PersonID
	var houses []register.HouseholdID
	for _, n := range named {
		switch ref := n.subject.Ref(); ref.Kind {
		case register.SubjectPerson:
			people = append(people, register.PersonID(ref.ID))
		case register.SubjectHousehold:
			houses = append(houses, register.HouseholdID(ref.ID))
		}
	}
	return c.shieldOf(ctx, people, houses...)
}

// ofTheLaw are the arguments of findings that come from the law or from the
// application itself; all others may tell of somebody.
var ofTheLaw = []string{"kind", "limit", "days", "age", "level", "authority", "role", "class", "code", "value"}

// discreet takes the particulars out of findings.
func discreet(findings []register.Finding) []register.Finding {
	out := slices.Clone(findings)
	for i := range out {
		args := map[string]string{}
		for name, value := range out[i].Args {
			if !slices.Contains(ofTheLaw, name) {
				value = "–"
			}
			args[name] = value
		}
		if len(args) > 0 {
			out[i].Args = args
		}
	}
	return out
}
