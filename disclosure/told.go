package disclosure

import (
	"context"
	"slices"

	"samano/access"
	"samano/register"
	"samano/registrar"
)

// Findings come from the register: that somebody has died, or on which day they were born. So
// everybody whom a stopped act names is looked at before its findings leave. Of a person whom a
// protection covers, other offices than the national desk read findings without particulars.
//
// The finding office-outside-area itself discloses a residence: an office could probe moves to
// learn whether a person lives in its area. So an application that names a covered person is
// decided by the national desk, whose area is the country, and other offices do not see that
// finding.

// ActFindings is an act with what an answer tells of it.
type ActFindings struct {
	Named
	Findings *[]register.Finding
	Act      *register.Act // what can be registered, or is; nil: the findings stop it
	Shown    bool          // the act is shown too, with its sides, at which there are looks of their own
}

// hidden returns the covered people of whom the findings may tell. The subjects of an act that is
// shown are left out.
func (t *ActFindings) hidden() []register.Ref {
	switch tells := Tells(*t.Findings); {
	case t.Shown && t.Act != nil && tells:
		return Except(t.Near, t.Act.Subjects())
	case t.Act != nil && (t.Shown || !tells):
		return nil
	case tells:
		return slices.Concat(t.Covered, t.Near)
	}
	return t.Covered
}

// LookAtNamed writes the look at everybody whom proposals name, on the budget of whoever wrote them, before
// anything is answered of it: that nothing stops a proposal tells of them too, and that nobody has a number.
// At those whom a protection covers NoteCovered looks.
func LookAtNamed(ctx context.Context, looks *access.Looker, why access.Reason, all ...Named) error {
	var found access.ReadingScope
	for i := range all {
		found.Subjects = AddRefs(found.Subjects, Except(all[i].Subjects, all[i].Covered)...)
		found.Asked, found.Unfound = AddRefs(found.Asked, all[i].Households...), found.Unfound+all[i].Unfound
	}
	if found.Nobody = len(found.Subjects) == 0; found.Nobody && len(found.Asked) == 0 && found.Unfound == 0 {
		return nil
	}
	return looks.Look(ctx, why, found)
}

// LookAtFindings writes the looks at everybody whom acts name that are stopped, or that are not shown
// and have findings that may tell of them, and at the covered people of whom findings may tell. Unless
// the national desk reads it redacts the findings.
func LookAtFindings(ctx context.Context, looks *access.Looker, desk bool, why access.Reason, acts []ActFindings) error {
	var shown, hidden access.ReadingScope
	for i := range acts {
		hidden.Subjects = AddRefs(hidden.Subjects, acts[i].hidden()...)
	}
	for _, t := range acts {
		if t.Act == nil || !t.Shown && Tells(*t.Findings) {
			shown.Subjects = AddRefs(shown.Subjects, Except(t.Subjects, hidden.Subjects)...)
			shown.Asked, shown.Unfound = AddRefs(shown.Asked, t.Households...), shown.Unfound+t.Unfound
		}
	}
	shown.Subjects = looks.Rest(shown.Subjects)
	if shown.Nobody = len(shown.Subjects) == 0; !shown.Nobody || shown.Unfound > 0 && !looks.Took() {
		if err := looks.Look(ctx, why, shown); err != nil {
			return err
		}
	}
	if err := NoteCovered(ctx, looks, why, hidden.Subjects); err != nil {
		return err
	}
	if desk {
		return nil
	}
	for _, t := range acts {
		if t.Redacted() {
			*t.Findings = Redact(*t.Findings)
		}
	}
	return nil
}

// AddDecided adds to whom a stopped act names those of the act that is registered under its
// decision.
func (t *ActFindings) AddDecided(ctx context.Context, pass access.Pass, r *registrar.Documents, decided *register.Act) error {
	if decided == nil {
		return nil
	}
	covered, _, err := coveredBy(ctx, pass, r, []*register.Act{decided})
	t.Subjects, t.Covered = AddRefs(slices.Clone(t.Subjects), peopleOf(decided)...), AddRefs(slices.Clone(t.Covered), covered...)
	return err
}

// LookAtCovered writes the look at those whom a protection covers. For everybody but the national
// desk it returns access.CodeNationalDesk, after the look.
func LookAtCovered(ctx context.Context, looks *access.Looker, why access.Reason, covered []register.Ref) error {
	if len(covered) == 0 {
		return nil
	}
	return looks.Look(ctx, why, access.ReadingScope{Subjects: covered, Protected: true})
}

// NoteCovered is LookAtCovered for an answer that shows nothing of those whom a protection covers, but tells
// that there are some: that only the national desk may see them is no error.
func NoteCovered(ctx context.Context, looks *access.Looker, why access.Reason, covered []register.Ref) error {
	if err := LookAtCovered(ctx, looks, why, covered); err != nil && !register.HasCode(err, access.CodeNationalDesk) {
		return err
	}
	return nil
}

// LookAtSheltered writes the look at the protected people to whose dwellings acts bring somebody, but
// for those who are looked at already. That only the national desk may see them is not told: the
// acts are registered in any case.
func LookAtSheltered(ctx context.Context, pass access.Pass, looks *access.Looker, r *registrar.Documents, why access.Reason, already []register.Ref, acts ...*register.Act) error {
	found, err := sheltered(ctx, pass, r, acts...)
	if err != nil {
		return err
	}
	return NoteCovered(ctx, looks, why, Except(found, already))
}
