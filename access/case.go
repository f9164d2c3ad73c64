package access

import (
	"context"
	"slices"

	"samano/law"
	"samano/register"
)

// CaseKind is a sort of thing for which people are read, as the law pack names it.
type CaseKind = law.CaseKind

// Cases answers what stands behind the case that an officer names. A case is a thing, not a word.
type Cases interface {
	// Opens says what a case of that kind opens for an officer at this moment. One that there is not, or
	// that is not this officer's, is register.NotFound.
	Opens(ctx context.Context, pass Pass, who Actor, kind law.CaseKind, id string) (CaseScope, error)
}

// CaseScope is what a case opens: the people and households that it names, and no others.
type CaseScope struct {
	Kind     law.CaseKind
	Subjects []register.Ref
	// Draft says that it is an application which nobody has declared yet. It opens nobody. While it is
	// written, people of other areas are found by their number, or by full name and day of birth.
	Draft bool
	// Self says that whoever asked is the person whom it opens.
	Self bool
	// Own says that the officer wrote the case. What it opens is on their budget: they chose whom it names.
	Own bool
	// Counted are those whom the budget of whoever declared an application has counted, by families. Whoever else
	// it opens, of a household that is larger, is on the reader's.
	Counted []register.Ref
}

// has reports whether the case opens all of the subjects; of none it does not.
func (o CaseScope) has(subjects []register.Ref) bool {
	return len(subjects) > 0 && !slices.ContainsFunc(subjects, func(s register.Ref) bool { return !slices.Contains(o.Subjects, s) })
}

// InHand returns the reason for an office's own work on a case that it has opened already: it is what is
// asked of officers, so that it is on nobody's budget, and it opens whom the work finds.
func (r Reason) InHand(kind law.CaseKind) Reason {
	r.kind, r.opens, r.free = kind, true, true
	return r
}

// Drafting returns the reason for work on a draft, which is on the budget of whoever writes it.
func (r Reason) Drafting() Reason {
	r.kind, r.opens = law.CaseApplication, true
	return r
}

// Queued returns the reason for what an office sees of the people of its own area beside a case that lies
// before it.
func (r Reason) Queued() Reason {
	r.free = true
	return r
}

// Opens reports whether the reason shows people of every area: of a case in hand.
func (r Reason) Opens() bool { return r.opens }

// resolve opens the case that an officer has named. Of the kinds that the purpose accepts it is the first
// that there is; the number of a paper opens nobody.
func (r *Reader) resolve(ctx context.Context, pass Pass, who Actor, why Reason, purpose law.Purpose) (CaseScope, error) {
	if why.opens || why.Case == "" || why.What == WhatDuplicates { // which shows nobody
		return CaseScope{Kind: why.kind}, nil
	}
	many := slices.Contains(countryWide, why.What)
	for _, kind := range purpose.Cases {
		if many && !slices.Contains(ofMany, kind) {
			continue
		}
		if kind == law.CasePaper {
			return CaseScope{Kind: kind}, nil
		}
		o, err := r.cases.Opens(ctx, pass, who, kind, why.Case)
		if err == nil {
			o.Kind = kind
			return o, nil
		}
		if register.KindOf(err) != register.NotFound {
			return CaseScope{}, err
		}
	}
	return CaseScope{}, register.InvalidBy("access.Case", register.Blocked(caseCodes[purpose.Cases[0]].unknown, "case"))
}

// ofMany are the kinds of cases for which the whole country is read: each is entered by one officer and
// confirmed by another.
var ofMany = []law.CaseKind{law.CaseExport, law.CaseCourt}

// spendsNothing reports whether what an officer asks about is on nobody's budget: others laid it before them.
func (o CaseScope) spendsNothing(found *ReadingScope) bool {
	if o.Draft || o.Own || len(o.Subjects) == 0 {
		return false
	}
	asked := found.Asked
	if len(asked) == 0 {
		asked = found.Subjects
	}
	counted := !slices.ContainsFunc(asked, func(s register.Ref) bool { return s.Kind == register.SubjectPerson && !slices.Contains(o.Counted, s) })
	return o.Kind == law.CaseAdjudication || o.Kind == law.CaseApplication && counted
}

// CheckCase refuses a reason that Read would refuse before it reads, or whose case there is not, so that
// a form can say so at its field.
func (r *Reader) CheckCase(ctx context.Context, who Actor, why Reason) error {
	_, purpose, err := r.rules.MayRead(who, why, register.DayAt(r.clock()))
	if err != nil {
		return err
	}
	pass, end := lend()
	defer end()
	_, err = r.resolve(ctx, pass, who, why, purpose)
	return err
}
