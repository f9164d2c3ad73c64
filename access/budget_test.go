package access_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/law"
	"samano/register"
)

// reads lets the district read those people of its own area, for that reason.
func (w *world) reads(t *testing.T, why access.Reason, ids ...int64) error {
	t.Helper()
	_, err := access.Read(t.Context(), w.Reader, district, why, func(_ context.Context, pass access.Pass) (string, access.ReadingScope, error) {
		var found access.ReadingScope
		for _, id := range ids {
			found.Subjects, found.Places = append(found.Subjects, register.PersonRef(register.PersonID(id))), append(found.Places, []register.PlaceID{111})
		}
		found.Opened, found.Nobody = pass.Opens(found.Subjects...), len(ids) == 0
		return "them", found, nil
	})
	return err
}

func people(from, n int64) (out []int64) {
	for id := range n {
		out = append(out, from+id)
	}
	return out
}

// The Lao pack has 40 people an hour and 150 in 24 hours.
func TestAnOfficerSeesSoManyPeople(t *testing.T) {
	why := access.Reason{What: access.WhatPerson, Purpose: "own-queue"}
	w := newWorld(t)
	later := func(d time.Duration) { w.now = w.now.Add(d) }
	waits := func(t *testing.T, code string, wait time.Duration, err error) {
		t.Helper()
		wantCode(t, code, err)
		var told access.Wait
		if register.KindOf(err) != register.Limited || !errors.As(err, &told) || time.Duration(told) != wait {
			t.Fatalf("%v, want %s", err, wait)
		}
	}
	wantCode(t, "", w.reads(t, why, people(1, 39)...))
	later(time.Second)
	wantCode(t, "", w.reads(t, why, people(1, 39)...)) // the same people again are no others
	wantCode(t, "", w.reads(t, why))                   // a question that finds nobody counts as one
	later(time.Second)
	waits(t, access.CodeBudgetSlow, 59*time.Second, w.reads(t, why, 41))
	wantCode(t, "", w.reads(t, why, 7)) // who has been seen
	later(59 * time.Second)
	wantCode(t, "", w.reads(t, why, people(41, 20)...))
	later(time.Minute)
	wantCode(t, "", w.reads(t, why, people(61, 20)...))
	later(time.Minute)
	waits(t, access.CodeBudgetSpent, time.Hour-(1+59+60+60+1)*time.Second, w.reads(t, why, 81))
	wantCode(t, "", w.reads(t, why.Queued(), 81)) // of the own queue
	wantCode(t, "", w.reads(t, why, people(41, 40)...))
	stops, err := w.looks.Stops(t.Context(), "", 10)
	if err != nil || len(stops) != 1 || stops[0].Officer != district.Officer.ID || stops[0].Slowed != 1 || stops[0].Stopped != 1 {
		t.Errorf("the stops are %+v, %v", stops, err)
	}
	if written := w.written(t); len(written) != 8 {
		t.Errorf("%d looks", len(written))
	}
	// By the hour they would be many more than a day has.
	seen := int64(80)
	for range 60 {
		later(10 * time.Minute)
		if w.reads(t, why, seen+1, seen+2, seen+3, seen+4, seen+5, seen+6) == nil {
			seen += 6
		}
	}
	if seen > 300 {
		t.Errorf("in ten hours an officer saw %d people", seen)
	}
	later(24 * time.Hour)
	wantCode(t, "", w.reads(t, why, people(1000, 80)...))
}

// Those asked about count; of those whom the answer names beside them the first ten do not, and then one in
// ten does.
func TestWhoeverIsAskedAboutCounts(t *testing.T) {
	w, why := newWorld(t), access.Reason{What: access.WhatPerson, Purpose: "own-queue"}
	beside := func(asked register.Ref, from, n int64) error {
		w.now = w.now.Add(time.Minute)
		_, err := access.Read(t.Context(), w.Reader, district, why, func(context.Context, access.Pass) (string, access.ReadingScope, error) {
			found := access.ReadingScope{Subjects: []register.Ref{asked}, Asked: []register.Ref{asked}, Places: [][]register.PlaceID{{111}}}
			for _, id := range people(from, n) {
				found.Subjects = append(found.Subjects, register.PersonRef(register.PersonID(id)))
			}
			return "them", found, nil
		})
		return err
	}
	for n := range int64(20) { // families of eleven
		wantCode(t, "", beside(register.PersonRef(register.PersonID(1000*(n+1))), 1000*(n+1)+1, 10))
	}
	wantCode(t, "", beside(register.HouseholdRef(1), 100_000, 500)) // a temple: one, and 49
	w.now = w.now.Add(time.Minute)
	wantCode(t, "", w.reads(t, why, people(200_000, 10)...))
	wantCode(t, access.CodeBudgetSpent, w.reads(t, why, 200_010))
	wantCode(t, access.CodeBudgetSpent, newWorld(t).reads(t, why, people(1, 81)...))
}

// A clock that ran ahead for a moment counts for nobody once it is right again.
func TestAClockThatRanAheadStopsNobody(t *testing.T) {
	w, why := newWorld(t), access.Reason{What: access.WhatPerson, Purpose: "own-queue"}
	right := w.now
	w.now = right.AddDate(1, 0, 0)
	wantCode(t, "", w.reads(t, why, people(1, 80)...))
	for day := range 10 {
		w.now = right.AddDate(0, 0, day)
		wantCode(t, "", w.reads(t, why, people(int64(1000*(day+1)), 30)...))
	}
}

// What a case opens is on nobody's budget where the case is the office's own work; a request is not. Work
// on a draft is on the budget of whoever writes it.
func TestWhatIsOnABudget(t *testing.T) {
	for name, c := range map[string]struct {
		why    access.Reason
		opened access.CaseScope
		free   bool
	}{
		"an application that names them":      {access.Reason{Purpose: "registration", Case: "A-1"}, access.CaseScope{Kind: law.CaseApplication, Subjects: []register.Ref{register.PersonRef(99)}, Counted: []register.Ref{register.PersonRef(99)}}, true},
		"one that names a whole dormitory":    {access.Reason{Purpose: "registration", Case: "A-1"}, access.CaseScope{Kind: law.CaseApplication, Subjects: []register.Ref{register.PersonRef(99)}, Counted: []register.Ref{register.PersonRef(98)}}, false},
		"an application that does not":        {access.Reason{Purpose: "registration", Case: "A-1"}, access.CaseScope{Kind: law.CaseApplication}, false},
		"a draft":                             {access.Reason{Purpose: "registration", Case: "A-1"}, access.CaseScope{Kind: law.CaseApplication, Draft: true}, false},
		"a request":                           {access.Reason{Purpose: "person-request", Case: "A-1"}, access.CaseScope{Kind: law.CaseRequest, Subjects: []register.Ref{register.PersonRef(99)}}, false},
		"the number of a paper":               {access.Reason{Purpose: "certificate", Case: "P-1"}, access.CaseScope{}, false},
		"an application in the office's hand": {access.Reason{Purpose: "own-queue", Case: "A-1"}.InHand(law.CaseApplication), access.CaseScope{}, true},
		"a draft in the office's hand":        {access.Reason{Purpose: "own-queue", Case: "A-1"}.Drafting(), access.CaseScope{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.cases["A-1"] = c.opened
			wantCode(t, "", w.reads(t, access.Reason{What: access.WhatPerson, Purpose: "own-queue"}, people(1, 80)...))
			c.why.What = access.WhatPerson
			if c.why.Purpose == "certificate" {
				c.why.What = access.WhatCertificate
			}
			want := access.CodeBudgetSpent
			if c.free {
				want = ""
			}
			wantCode(t, want, w.reads(t, c.why, 99))
		})
	}
}

// Of one answer no look slows the next; the next answer is slowed.
func TestOneAnswerMayTakeManyLooks(t *testing.T) {
	w, why := newWorld(t), access.Reason{What: access.WhatPerson, Purpose: "own-queue"}.Drafting()
	wantCode(t, "", w.reads(t, why, people(1, 40)...))
	answer := func(from int64) error {
		w.now = w.now.Add(time.Minute)
		_, err := access.Answer(t.Context(), w.Reader, district, func(ctx context.Context, _ access.Pass, l *access.Looker) (string, error) {
			for id := range int64(3) {
				w.now = w.now.Add(time.Second)
				if err := l.Look(ctx, why, access.ReadingScope{Subjects: []register.Ref{register.PersonRef(register.PersonID(from + id))}}); err != nil {
					return "", err
				}
			}
			return "them", nil
		})
		return err
	}
	wantCode(t, "", answer(41))
	w.now = w.now.Add(-30 * time.Second)
	wantCode(t, access.CodeBudgetSlow, answer(51))
}

// A case is looked for by the kinds that the purpose accepts, in their order, and is noted with its kind.
func TestTheKindOfACaseIsNoted(t *testing.T) {
	w := newWorld(t)
	w.cases["A-1"] = access.CaseScope{Kind: law.CaseApplication, Subjects: []register.Ref{register.PersonRef(1)}}
	for id, want := range map[string]law.CaseKind{"A-1": law.CaseApplication, "A-2": law.CasePaper} {
		before := len(w.written(t))
		wantCode(t, "", w.reads(t, access.Reason{What: access.WhatCertificate, Purpose: "certificate", Case: id}, 1))
		if l := w.written(t)[before]; l.Kind != want || l.Case != id {
			t.Errorf("the look under %s is %+v", id, l)
		}
	}
	wantCode(t, access.CodeNoRequest, w.reads(t, access.Reason{What: access.WhatPerson, Purpose: "person-request", Case: "A-1"}, 1))
	// An outage of whoever keeps cases is none of "no such case".
	rules := access.NewRules(pack(t, "la"), territory)
	r := access.NewReader(rules, w.looks, away{}, func() time.Time { return w.now })
	err := r.CheckCase(t.Context(), district, access.Reason{What: access.WhatPerson, Purpose: "registration", Case: "A-1"})
	if register.KindOf(err) != register.Unavailable {
		t.Errorf("an outage is told as %v", err)
	}
}

// Of many people nobody reads for a word, the number of a paper or a case about somebody.
func TestManyAreReadForAnExportAlone(t *testing.T) {
	w := newWorld(t)
	w.cases["E-1"], w.cases["A-1"] = access.CaseScope{Kind: law.CaseExport}, access.CaseScope{Kind: law.CaseApplication, Subjects: []register.Ref{register.PersonRef(1)}}
	w.cases["C-1"] = access.CaseScope{Kind: law.CaseCourt, Subjects: []register.Ref{register.PersonRef(1)}}
	everybody := access.ReadingScope{Subjects: []register.Ref{register.PersonRef(1), register.PersonRef(2)}}
	for name, c := range map[string]struct {
		who  access.Actor
		why  access.Reason
		code string
	}{
		"events for an export":               {national, access.Reason{What: access.WhatFeed, Purpose: "events", Case: "E-1"}, ""},
		"events for a word":                  {national, access.Reason{What: access.WhatFeed, Purpose: "events", Case: "x"}, access.CodeNoExport},
		"events for an application":          {national, access.Reason{What: access.WhatFeed, Purpose: "events", Case: "A-1"}, access.CodeNoExport},
		"events to register somebody":        {national, access.Reason{What: access.WhatFeed, Purpose: "registration", Case: "A-1"}, access.CodePurposeNotThis},
		"events for an audit, of a paper":    {auditor, access.Reason{What: access.WhatFeed, Purpose: "audit", Case: "x"}, access.CodeNoExport},
		"events for an audit, of an export":  {auditor, access.Reason{What: access.WhatFeed, Purpose: "audit", Case: "E-1"}, ""},
		"a list for a word":                  {national, access.Reason{What: access.WhatFile, Purpose: "file-check", Case: "x"}, access.CodeNoExport},
		"a list for an export":               {national, access.Reason{What: access.WhatFile, Purpose: "file-check", Case: "E-1"}, ""},
		"a list for an order that there is":  {national, access.Reason{What: access.WhatFile, Purpose: "court-order", Case: "C-1"}, ""},
		"a list for one that there is not":   {national, access.Reason{What: access.WhatFile, Purpose: "court-order", Case: "C-2"}, access.CodeNoCourtOrder},
		"somebody, for the events":           {national, access.Reason{What: access.WhatPerson, Purpose: "events", Case: "E-1"}, access.CodePurposeNotThis},
		"who looked, for an audit's export":  {auditor, access.Reason{What: access.WhatLooks, Purpose: "audit", Case: "E-1"}, ""},
		"who looked, for an audit's numbers": {auditor, access.Reason{What: access.WhatLooks, Purpose: "audit", Case: "R-7"}, ""},
	} {
		if err := w.Look(t.Context(), c.who, c.why, everybody); c.code == "" && err != nil || c.code != "" && !register.HasCode(err, c.code) {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

// away keeps cases that cannot be asked now.
type away struct{ accesstest.Cases }

func (away) Opens(context.Context, access.Pass, access.Actor, law.CaseKind, string) (access.CaseScope, error) {
	return access.CaseScope{}, &register.Error{Kind: register.Unavailable, Op: "test"}
}

// Bulk work, which is for the whole country, is on no budget.
func TestBulkWorkIsOnNoBudget(t *testing.T) {
	w := newWorld(t)
	var all []register.Ref
	for id := range register.PersonID(500) {
		all = append(all, register.PersonRef(id+1))
	}
	w.cases["F-1"] = access.CaseScope{Kind: law.CaseExport}
	for i := range 3 {
		err := w.Look(t.Context(), national, access.Reason{What: access.WhatFeed, Purpose: "events", Case: "F-1"}, access.ReadingScope{Subjects: slices.Clone(all)})
		if err != nil {
			t.Fatalf("page %d: %v", i, err)
		}
	}
}
