package application

import (
	"slices"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/law"
	"samano/register"
)

// Overdue reports whether an adjudication waits although the law's days have passed.
func (a *Adjudication) Overdue(today register.Day) bool { return a.State == Asked && a.Due < today }

// TookPart reports whether an officer does not rule because of a part in what is adjudicated. The
// application is the one that waits for the adjudication: whoever took it or wrote at it took part, and
// whoever refused it before. Of a Pair it is nil: whoever entered one of the two took part.
func (a *Adjudication) TookPart(id register.OfficerID, of *Application) bool {
	if of == nil {
		return slices.Contains(a.Entered, id)
	}
	return of.TakenBy == id || slices.Contains(of.Writers, id) || of.refusedBefore(id)
}

// WithoutPeople returns an adjudication that tells nothing of whom it compares, nor what was found.
func (a *Adjudication) WithoutPeople() Adjudication {
	out := *a
	out.Proposed, out.Subject, out.Named, out.Pair, out.Candidates, out.Rulings = nil, 0, nil, [2]register.PersonID{}, nil, nil
	return out
}

// LookReason is the reason of every look that adjudicating takes.
func (a *Adjudication) LookReason() access.Reason {
	return access.Reason{What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: string(a.ID)}.InHand(law.CaseAdjudication)
}

// RulingInput is what an adjudicator's form hands in.
type RulingInput struct {
	Rulings   int     // how many there were when the form was shown
	Verdict   Verdict // empty: nothing was chosen
	Candidate int     // with Same: which of the candidates, from 0
	Reason    string
}

// CheckRuling returns the faults of an adjudicator's form.
func (a *Adjudication) CheckRuling(in RulingInput) (out []register.Finding) {
	switch {
	case in.Verdict != Different && in.Verdict != Same:
		out = append(out, register.Blocked(CodeVerdictMissing, "verdict"))
	case in.Verdict == Same && (in.Candidate < 0 || in.Candidate >= len(a.Candidates)):
		out = append(out, register.Blocked(CodeCandidateMissing, "candidate"))
	}
	if strings.TrimSpace(in.Reason) == "" {
		return append(out, register.Blocked(register.CodeReasonMissing, "reason"))
	}
	return append(out, CheckText("reason", in.Reason, acts.MaxText)...)
}

// RecordDistinct records in the proposal that its person is none of the compared candidates. The act
// names the adjudication, where the ruling's reason stays: it may tell about a candidate who is
// protected, or will be, and different words for them would tell that they are.
func (i *Item) RecordDistinct(q *Adjudication) {
	i.WithdrawDistinct(q)
	reason := "adjudication " + string(q.ID)
	for _, candidate := range q.Candidates {
		i.Distinct = append(i.Distinct, register.Accepted{Code: candidate.code(), Field: q.Field, Person: candidate.Named, Reason: reason})
	}
	i.Findings = slices.Clone(i.Findings)
	for n := range i.Findings {
		if f := &i.Findings[n]; f.Code == CodeSomebodyLike && f.Field == q.Field {
			f.Code = CodeAnotherPerson
		}
	}
}

// WithdrawDistinct takes out of the proposal what was recorded of the compared candidates.
func (i *Item) WithdrawDistinct(q *Adjudication) {
	i.Distinct = slices.DeleteFunc(slices.Clone(i.Distinct), func(o register.Accepted) bool {
		return slices.ContainsFunc(q.Candidates, func(c Candidate) bool { return c.Named == o.Person })
	})
}

func (c *Candidate) code() string {
	if c.Certain {
		return register.CodeSurelyRegistered
	}
	return register.CodePerhapsRegistered
}

// FoundSame returns the registered people whom the rulings that count found to be those of acts, each
// once. Of several adjudications of one question, as after an appeal, the last ruling counts.
func FoundSame(ruled []Adjudication, items []Item) (ids []register.PersonID) {
	type question struct {
		act     register.ActID
		subject register.PersonID
	}
	last := map[question]Ruling{}
	for i := range ruled {
		q, of := &ruled[i], question{ruled[i].Act, ruled[i].Subject}
		if r, _ := q.LastRuling(); !r.At.Before(last[of].At) {
			last[of] = r
		}
	}
	for _, item := range items {
		for of, r := range last {
			if of.act == item.Proposal.ID && r.Verdict == Same && r.Person != 0 && !slices.Contains(ids, r.Person) {
				ids = append(ids, r.Person)
			}
		}
	}
	slices.Sort(ids)
	return ids
}
