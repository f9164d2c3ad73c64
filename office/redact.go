package office

import (
	"context"
	"slices"

	"samano/access"
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

// naming is whom one proposal names in the register (acts.State.Named), its declarant too.
type naming struct {
	texts    []register.Seen // those whom it names by a text
	subjects []register.Ref
	covered  []register.Ref // those of the subjects whom a protection covers
	// near are others whom a protection covers and of whom the checks know: a finding about
	// a mother may tell when her daughter was born.
	near []register.Ref
}

// found describes the subjects for a look at the proposal's papers, which show addresses.
func (n *naming) found() access.ReadingScope {
	return access.ReadingScope{Subjects: n.subjects, Nobody: len(n.subjects) == 0, Protected: len(n.covered) > 0}
}

// redacted reports whether only the national desk reads findings of the proposal with particulars.
func (n *naming) redacted() bool { return len(n.covered)+len(n.near) > 0 }

// namings returns for each proposal whom it names in the register. A payload that cannot be read
// names nobody.
func (c *Clerk) namings(ctx context.Context, pass access.Pass, proposals ...*register.Proposal) ([]naming, error) {
	states, err := disclosure.StatesOf(ctx, pass, c.config.Documents, proposals...)
	if err != nil {
		return nil, err
	}
	declarants, err := disclosure.DeclarantsOf(ctx, pass, c.config.Documents, proposals...)
	if err != nil {
		return nil, err
	}
	out := make([]naming, len(proposals))
	var refs []register.Ref
	for i, s := range states {
		if s == nil {
			continue
		}
		out[i].texts, out[i].subjects = s.Named()
		if out[i].subjects, err = c.withSurvivors(ctx, pass, addRef(out[i].subjects, declarants[i]...)); err != nil {
			return nil, err
		}
		refs = append(append(refs, out[i].subjects...), s.Loaded()...)
	}
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, refs...)
	if err != nil {
		return nil, err
	}
	for i, s := range states {
		if s == nil {
			continue
		}
		out[i].covered = cover.Covered(out[i].subjects...)
		for _, ref := range cover.Covered(s.Loaded()...) {
			if !slices.Contains(out[i].covered, ref) {
				out[i].near = append(out[i].near, ref)
			}
		}
	}
	return out, nil
}

// withSurvivors adds the records that answer for merged ones.
func (c *Clerk) withSurvivors(ctx context.Context, pass access.Pass, refs []register.Ref) ([]register.Ref, error) {
	for n := 0; n < len(refs); {
		var people []register.PersonID
		for ; n < len(refs); n++ {
			if refs[n].Kind == register.SubjectPerson {
				people = append(people, register.PersonID(refs[n].ID))
			}
		}
		found, err := c.config.Documents.Persons(ctx, pass, people...)
		if err != nil {
			return nil, err
		}
		for _, id := range people {
			if p := found[id]; p != nil && p.Survivor() != 0 {
				refs = addRef(refs, register.PersonRef(p.Survivor()))
			}
		}
	}
	return refs, nil
}

// namingsOf returns for each act of an application whom it names.
func (c *Clerk) namingsOf(ctx context.Context, pass access.Pass, a *Application) ([]naming, error) {
	proposals := make([]*register.Proposal, len(a.Acts))
	for i := range a.Acts {
		p := a.Acts[i].Proposal
		if p.Declarant == "" { // of a draft
			p.Declarant = a.Declarant.Text()
		}
		proposals[i] = &p
	}
	return c.namings(ctx, pass, proposals...)
}

// coveredOpen returns the covered people of the acts that are not registered yet: those whom an act
// names, and those whom its effects change or name. The effects of an act that cannot be registered
// are unknown, so the people of whom its findings may tell count instead.
func (c *Clerk) coveredOpen(ctx context.Context, pass access.Pass, a *Application, e *examined) ([]register.Ref, error) {
	all, err := c.namingsOf(ctx, pass, a)
	if err != nil {
		return nil, err
	}
	var out []register.Ref
	var changed []*register.Act
	for i := range all {
		switch {
		case a.Acts[i].Outcome != nil:
			continue
		case e.results[i].Act != nil:
			changed = append(changed, e.results[i].Act)
		case e.before[i] != nil:
			changed = append(changed, e.before[i])
		case disclosure.Tells(e.results[i].Findings):
			out = addRef(out, all[i].near...)
		}
		out = addRef(out, all[i].covered...)
	}
	effects, err := c.coveredBy(ctx, pass, changed...)
	return addRef(out, effects...), err
}

// coveredBy returns those of the subjects of acts, and of the people whom their effects name, whom
// a protection covers now.
func (c *Clerk) coveredBy(ctx context.Context, pass access.Pass, done ...*register.Act) ([]register.Ref, error) {
	var refs []register.Ref
	for _, act := range done {
		refs = addRef(refs, peopleOf(act)...)
	}
	cover, err := disclosure.CoverOf(ctx, pass, c.config.Documents, refs...)
	if err != nil {
		return nil, err
	}
	return cover.Covered(refs...), nil
}

// peopleOf returns the people and households that an act changes, and the people whom it names.
func peopleOf(act *register.Act) []register.Ref {
	refs := addRef(act.Subjects(), disclosure.NamedIn(act)...)
	return slices.DeleteFunc(refs, func(r register.Ref) bool { return r.Kind == register.SubjectPlace })
}

// caseOf is the reason for which an office reads whom an application, or a submitted act, names.
func caseOf[ID ~string](id ID) access.Reason {
	return access.Reason{What: access.WhatPerson, Purpose: PurposeQueue, Case: string(id)}
}

// told is an act with what an answer tells of it.
type told struct {
	naming
	findings *[]register.Finding
	act      *register.Act // what can be registered; nil: the findings stop it
}

// hidden returns the covered people of whom the findings may tell. The subjects of an act that can be
// registered are left out: they are looked at where the act itself is shown.
func (t *told) hidden() []register.Ref {
	switch tells := disclosure.Tells(*t.findings); {
	case t.act != nil && tells:
		return without(t.near, t.act.Subjects())
	case t.act != nil:
		return nil
	case tells:
		return slices.Concat(t.covered, t.near)
	}
	return t.covered
}

// lookAtTold writes the looks at everybody whom stopped acts name, and at the covered people of whom
// findings may tell. Unless the reader is the national desk it redacts the findings.
func (c *Clerk) lookAtTold(ctx context.Context, looks *access.Looker, who access.Actor, why access.Reason, acts []told) error {
	var shown, hidden access.ReadingScope
	for i := range acts {
		hidden.Subjects = addRef(hidden.Subjects, acts[i].hidden()...)
	}
	for _, t := range acts {
		for _, ref := range t.subjects {
			if t.act == nil && !slices.Contains(hidden.Subjects, ref) {
				shown.Subjects = addRef(shown.Subjects, ref)
			}
		}
	}
	if len(shown.Subjects) > 0 {
		if err := looks.Look(ctx, why, shown); err != nil {
			return err
		}
	}
	if err := lookAtCovered(ctx, looks, why, hidden.Subjects); err != nil && !isCode(err, access.CodeNationalDesk) {
		return err
	}
	if c.config.Rules.Has(who, access.NationalDesk, c.today()) == nil {
		return nil
	}
	for _, t := range acts {
		if t.redacted() {
			*t.findings = disclosure.Redact(*t.findings)
		}
	}
	return nil
}

// addDecided adds to whom a stopped act names those of the act that is registered under its decision.
func (c *Clerk) addDecided(ctx context.Context, pass access.Pass, t *told, decided *register.Act) error {
	if decided == nil {
		return nil
	}
	covered, err := c.coveredBy(ctx, pass, decided)
	t.subjects, t.covered = addRef(slices.Clone(t.subjects), peopleOf(decided)...), addRef(slices.Clone(t.covered), covered...)
	return err
}

// lookAtExamined calls lookAtTold for the acts of an application, as an examination found them, and
// returns for each act whom it names.
func (c *Clerk) lookAtExamined(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *Application, e *examined) ([]naming, error) {
	all, err := c.namingsOf(ctx, pass, a)
	if err != nil {
		return nil, err
	}
	var list []told
	for i := range a.Acts {
		if a.Acts[i].Outcome == nil {
			t := told{all[i], &e.results[i].Findings, e.results[i].Act}
			if err := c.addDecided(ctx, pass, &t, e.decided[i]); err != nil {
				return nil, err
			}
			if t.redacted() && c.config.Rules.Has(who, access.NationalDesk, c.today()) != nil {
				e.before[i] = nil
			}
			list = append(list, t)
		}
	}
	return all, c.lookAtTold(ctx, looks, who, caseOf(a.ID), list)
}

func without(refs, others []register.Ref) []register.Ref {
	return slices.DeleteFunc(slices.Clone(refs), func(r register.Ref) bool { return slices.Contains(others, r) })
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
	desk, err := c.route(ctx, register.Office{}, a.Acts)
	if isCode(err, CodeNoOfficeCompetent) {
		return nil
	}
	if err == nil {
		a.Office = desk
	}
	return err
}

// lookAtFindings writes the looks at everybody whom the acts with findings name, before the findings
// leave. Unless the reader is the national desk it redacts them.
func (c *Clerk) lookAtFindings(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, a *Application, findings []*[]register.Finding) error {
	looks.Nobody() // of a registered act its number is told
	all, err := c.namingsOf(ctx, pass, a)
	if err != nil {
		return err
	}
	var list []told
	for i, found := range findings {
		t := told{naming: all[i], findings: found}
		if n := slices.IndexFunc(*found, func(f register.Finding) bool { return f.Code == CodeAlreadyRegistered }); n >= 0 {
			act, err := c.config.Documents.Act(ctx, pass, (*found)[n].Args["act"])
			if err == nil {
				err = c.addDecided(ctx, pass, &t, act)
			}
			if err != nil {
				return err
			}
		}
		if len(*found) > 0 {
			list = append(list, t)
		}
	}
	return c.lookAtTold(ctx, looks, who, caseOf(a.ID), list)
}
