package office

import (
	"context"
	"slices"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/register"
)

// Findings come from the register: that somebody has died, or on which day they were born. So
// everybody whom a stopped act names is looked at before its findings leave. Of a person whom a
// protection covers, other offices than the national desk read findings without particulars.
//
// The finding office-outside-area itself discloses a residence: an office could probe moves to
// learn whether a person lives in its area. So an application that names a covered person is
// decided by the national desk, whose area is the country, and other offices do not see that
// finding.

// namedSubject is a subject of the register with the text by which a payload names it.
type namedSubject struct {
	text    string
	subject register.Subject
}

// naming is whom one proposal names in the register.
type naming struct {
	subjects []namedSubject
	covered  []register.Ref // those of the subjects whom a protection covers
}

// found describes the subjects for a look at the proposal's papers, which show addresses.
func (n *naming) found() access.ReadingScope {
	out := access.ReadingScope{Protected: len(n.covered) > 0}
	for _, s := range n.subjects {
		out.Subjects = addRef(out.Subjects, s.subject.Ref())
	}
	return out
}

// namings returns for each proposal the subjects that its payload names by number, book or
// client-made id, as far as they are in the register. A payload that cannot be read names nobody.
func (c *Clerk) namings(ctx context.Context, pass access.Pass, proposals ...*register.Proposal) ([]naming, error) {
	atlas, err := c.config.Documents.Atlas(ctx)
	if err != nil {
		return nil, err
	}
	needs := make([][]acts.Lookup, len(proposals))
	for i, p := range proposals {
		if payload, findings := acts.Decode(p); findings == nil {
			needs[i] = payload.Needs(acts.NewState(atlas))
		}
	}
	entries, err := c.config.Documents.Find(ctx, pass, slices.Concat(needs...)...)
	if err != nil {
		return nil, err
	}
	out := make([]naming, len(proposals))
	var refs []register.Ref
	for i := range needs {
		for n, l := range needs[i] {
			text, named := subjectText(l)
			s := subjectOf(entries[n])
			if named && s != nil && !slices.ContainsFunc(out[i].subjects, func(x namedSubject) bool { return x.text == text }) {
				out[i].subjects = append(out[i].subjects, namedSubject{text, s})
				refs = append(refs, s.Ref())
			}
		}
		entries = entries[len(needs[i]):]
	}
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, refs...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		for _, s := range out[i].subjects {
			if cover.Covers(s.subject) {
				out[i].covered = addRef(out[i].covered, s.subject.Ref())
			}
		}
	}
	return out, nil
}

// namingsOf returns for each act of an application whom it names.
func (c *Clerk) namingsOf(ctx context.Context, pass access.Pass, a *Application) ([]naming, error) {
	proposals := make([]*register.Proposal, len(a.Acts))
	for i := range a.Acts {
		proposals[i] = &a.Acts[i].Proposal
	}
	return c.namings(ctx, pass, proposals...)
}

// coveredOpen returns whom the acts that are not registered yet name of those whom a protection
// covers.
func (c *Clerk) coveredOpen(ctx context.Context, pass access.Pass, a *Application) ([]register.Ref, error) {
	all, err := c.namingsOf(ctx, pass, a)
	var out []register.Ref
	for i := range all {
		if a.Acts[i].Outcome == nil {
			out = addRef(out, all[i].covered...)
		}
	}
	return out, err
}

// caseOf is the reason for which an office reads whom an application, or a submitted act, names.
func caseOf[ID ~string](id ID) access.Reason {
	return access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(id)}
}

// stopped is an act that cannot be registered as it is, with what was found.
type stopped struct {
	naming
	findings *[]register.Finding
}

// lookAtStopped writes the looks at everybody whom stopped acts name, and redacts the findings of
// those acts that name a covered person, unless the reader is the national desk.
func lookAtStopped(ctx context.Context, looks *access.Looker, why access.Reason, acts []stopped) error {
	var shown, hidden access.ReadingScope
	for _, s := range acts {
		hidden.Subjects = addRef(hidden.Subjects, s.covered...)
	}
	for _, s := range acts {
		for _, n := range s.subjects {
			if ref := n.subject.Ref(); !slices.Contains(hidden.Subjects, ref) {
				shown.Subjects = addRef(shown.Subjects, ref)
			}
		}
	}
	if len(shown.Subjects) > 0 {
		if err := looks.Look(ctx, why, shown); err != nil {
			return err
		}
	}
	if len(hidden.Subjects) == 0 {
		return nil
	}
	hidden.Protected = true
	err := looks.Look(ctx, why, hidden)
	if !isCode(err, access.CodeNationalDesk) {
		return err // nil for the national desk, which is told everything
	}
	for _, s := range acts {
		if len(s.covered) > 0 {
			*s.findings = disclosure.Redact(*s.findings)
		}
	}
	return nil
}

// lookAtStoppedOf does so for the acts of an application that an examination found to be stopped.
// Acts that can go in show their subjects when the application is opened, and are looked at then.
func (c *Clerk) lookAtStoppedOf(ctx context.Context, pass access.Pass, looks *access.Looker, a *Application, e *examined) error {
	all, err := c.namingsOf(ctx, pass, a)
	if err != nil {
		return err
	}
	var list []stopped
	for i := range a.Acts {
		if a.Acts[i].Outcome == nil && e.results[i].Act == nil {
			list = append(list, stopped{all[i], &e.results[i].Findings})
		}
	}
	return lookAtStopped(ctx, looks, caseOf(a.ID), list)
}

// lookAtCovered writes the look at those whom a protection covers. For everybody but the national
// desk it returns access.CodeNationalDesk, after the look.
func lookAtCovered(ctx context.Context, looks *access.Looker, why access.Reason, covered []register.Ref) error {
	if len(covered) == 0 {
		return nil
	}
	return looks.Look(ctx, why, access.ReadingScope{Subjects: covered, Protected: true})
}

// toDesk makes the national desk the office that decides. Where the law lets no office of the
// whole country register such acts, the route stays the ordinary one.
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

// redactFor redacts what an answer tells about acts that name a covered person: the findings
// beside the acts and those of the decision.
func (c *Clerk) redactFor(ctx context.Context, pass access.Pass, who access.Actor, a Application, decided []Decided) (Application, []Decided, error) {
	if c.config.Rules.Has(who, access.NationalDesk, c.today()) == nil {
		return a, decided, nil
	}
	all, err := c.namingsOf(ctx, pass, &a)
	if err != nil {
		return Application{}, nil, err
	}
	a = a.clone()
	for i := range all {
		if len(all[i].covered) > 0 {
			a.Acts[i].Findings = disclosure.Redact(a.Acts[i].Findings)
			if decided != nil {
				decided[i].Findings = disclosure.Redact(decided[i].Findings)
			}
		}
	}
	return a, decided, nil
}
