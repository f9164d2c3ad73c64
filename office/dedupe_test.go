package office_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/match"
	"samano/office"
	"samano/office/application"
	"samano/office/dedupe"
	"samano/office/evidence"
	"samano/office/lot"
	"samano/register"
)

// twiceRegistered is a register in which some are there again: boun four times, somsak twice,
// somebody who is perhaps the same as another, and a father of his son's name, of whom the register
// itself says that they are two.
func twiceRegistered(t *testing.T, outage *testenv.Outage) (w *world, there map[string][]*register.Person) {
	t.Helper()
	w = newWorldWith(t, testenv.Options{Change: outage.Into})
	there = map[string][]*register.Person{}
	enter := func(name string, change func(*acts.Enrolment)) *register.Person {
		p := enrolment(boun, change)
		p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), "CENTRE", "clerk", "registrar"
		act := w.Must(t, p)[0]
		there[name] = append(there[name], w.subject(t, act.Seq))
		return there[name][len(there[name])-1]
	}
	for range 4 {
		enter("boun", nil)
	}
	for range 2 {
		enter("somsak", somsak)
	}
	for n := range 2 {
		enter("near", func(e *acts.Enrolment) {
			e.Name, e.Born, e.Mother, e.Father = fullName("ມະນີຈັນ", "ພົມມະຈັນ", register.Lao), register.InYear(1966+3*n, register.Declared), nil, nil
			if e.BornAt = (acts.PlaceOf{}); n == 1 {
				elsewhere(e)
			}
		})
	}
	father := enter("family", func(e *acts.Enrolment) {
		e.Name, e.Sex, e.Born, e.Mother, e.Father = fullName("ວຽງໄຊ", "ອິນທະວົງ", register.Lao), register.Male, register.Exact(register.DayOf(1960, 5, 5)), nil, nil
	})
	enter("family", func(e *acts.Enrolment) {
		e.Name, e.Sex, e.Born, e.Mother = fullName("ວຽງໄຊ", "ອິນທະວົງ", register.Lao), register.Male, register.Exact(register.DayOf(1982, 5, 5)), nil
		e.Father = &acts.Who{Person: string(father.Number())}
	})
	return w, there
}

var searchReason = access.Reason{Purpose: access.PurposeDuplicates, Case: "M-1"}

func TestTheWholeRegisterIsSearchedForDuplicates(t *testing.T) {
	w, there := twiceRegistered(t, &testenv.Outage{})
	ctx := context.Background()
	var steps []string
	search := dedupe.Request{CountOnly: true, Progress: func(step string, done, of int64) {
		if step == "compare" || step == "ask" {
			steps = append(steps, fmt.Sprintf("%s %d/%d", step, done, of))
		}
	}}
	_, weights, err := match.ShippedModel()
	must(t, err)
	head, err := w.Country.Store.Head(ctx)
	must(t, err)
	want := dedupe.Count{
		People: 10, Seq: register.Seq(head.Size), Weights: weights, AskFrom: float64(w.Law.Duplicates.AskPPM.On(w.Today()).Value) / 1e6,
		Compared: 9, Pairs: 9, Settled: 1, Clusters: 3, Largest: 4,
	}
	counted, err := w.Node.Dedupe.Search(ctx, w.judgeAll, searchReason, search)
	must(t, err)
	if counted.Expected <= 0 {
		t.Errorf("nobody is expected to be there again: %v", counted.Expected)
	}
	want.Expected = counted.Expected
	if counted != want || len(w.desk.pairs) != 0 || !slices.Equal(steps, []string{"compare 10/10"}) {
		t.Errorf("counted are %+v, not %+v; asked is %v; told %v", counted, want, w.desk.pairs, steps)
	}
	looks, err := w.looks.LooksFrom(ctx, accesstest.Pass(t), 0, 99)
	must(t, err)
	if l := looks[len(looks)-1]; len(looks) != 1 || l.What != access.WhatDuplicates || l.Purpose != access.PurposeDuplicates || l.Case != "M-1" || l.Subjects != nil || l.Refused || l.Officer != "chan" {
		t.Errorf("the looks are %+v", looks)
	}

	search.CountOnly, steps = false, nil
	asked, err := w.Node.Dedupe.Search(ctx, w.judgeAll, searchReason, search)
	must(t, err)
	want.Opened = 8
	if asked != want || !slices.Equal(steps, []string{"compare 10/10", "ask 1/8", "ask 2/8", "ask 3/8", "ask 4/8", "ask 5/8", "ask 6/8", "ask 7/8", "ask 8/8"}) {
		t.Errorf("asked, it is %+v, not %+v; told %v", asked, want, steps)
	}
	boun, somsak, near := there["boun"], there["somsak"], there["near"]
	order := [][2]register.PersonID{{boun[0].ID, boun[1].ID}, {boun[0].ID, boun[2].ID}, {boun[0].ID, boun[3].ID}, {boun[1].ID, boun[2].ID}, {boun[1].ID, boun[3].ID}, {boun[2].ID, boun[3].ID}, {somsak[0].ID, somsak[1].ID}, {near[0].ID, near[1].ID}}
	for n, q := range w.desk.pairs {
		c := q.Candidates[0]
		if q.Pair != order[n] || q.Seq != want.Seq || c.Person != q.Pair[1] || c.Named != string(w.subjectOf(t, q.Pair[1]).Number()) || c.Weights != weights || c.NextBest == "" || c.PPM < 165_000 || c.PPM > 1_000_000 {
			t.Errorf("number %d asks about %+v, not %v", n, q, order[n])
		}
		if certain := c.PPM >= w.Law.Duplicates.SamePPM.On(w.Today()).Value; c.Certain != certain || !slices.Contains(c.Reasons, "sex.same") {
			t.Errorf("number %d is certain %t: %+v", n, c.Certain, c)
		}
	}
	if near, sure := w.desk.pairs[7].Candidates[0], w.desk.pairs[0].Candidates[0]; near.Certain || !sure.Certain {
		t.Errorf("certain are %+v and %+v", near, sure)
	}

	again, err := w.Node.Dedupe.Search(ctx, w.judgeAll, searchReason, dedupe.Request{})
	must(t, err)
	want.Opened, want.Known = 0, 8
	if again != want {
		t.Errorf("searched again it is %+v, not %+v", again, want)
	}
}

// Two of one description are no pair if one died before the other was born, and are one where that is
// not sure.
func TestWhoDiedBeforeAnotherWasBornIsNoPairWithThem(t *testing.T) {
	for died, want := range map[string]int{"2003": 0, "2004": 1} {
		w := newWorldWith(t, testenv.Options{})
		enter := func(born register.Date) *register.Person {
			p := enrolment(boun, func(e *acts.Enrolment) { e.Born = born })
			p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), "CENTRE", "clerk", "registrar"
			return w.subject(t, w.Must(t, p)[0].Seq)
		}
		first := enter(register.Date{})
		enter(register.InYear(2004, register.Declared))
		day := testenv.Date(t, died)
		death := w.Proposal("death", acts.Death{Person: string(first.Number()), Died: day})
		death.Happened = day
		w.Must(t, death)
		d, err := w.Node.Dedupe.Search(context.Background(), w.judgeAll, searchReason, dedupe.Request{})
		must(t, err)
		if open := d.Pairs - d.Settled; open != want || d.Opened != want || len(w.desk.pairs) != want {
			t.Errorf("died in %s: %+v; asked is %v", died, d, w.desk.pairs)
		}
	}
}

func (w *world) subjectOf(t testing.TB, id register.PersonID) *register.Person {
	t.Helper()
	found, err := w.Persons(context.Background(), w.Pass, id)
	must(t, err)
	return found[id]
}

// The whole register is read for the purpose and by whom the law lets, under a look; else nobody is
// asked about.
func TestWhoMaySearchTheWholeRegister(t *testing.T) {
	w, _ := twiceRegistered(t, &testenv.Outage{})
	search := dedupe.Request{}
	for name, test := range map[string]struct {
		who  access.Actor
		why  access.Reason
		fail error
		kind register.ErrorKind
	}{
		"a registrar":                  {w.national, searchReason, nil, register.Forbidden},
		"an adjudicator of a province": {w.judge, searchReason, nil, register.Forbidden},
		"for another purpose":          {w.judgeAll, access.Reason{Purpose: office.PurposeQueue, Case: "M-1"}, nil, register.Forbidden},
		"without a look":               {w.judgeAll, searchReason, errDesk, register.Unavailable},
	} {
		w.looks.Fail(test.fail)
		d, err := w.Node.Dedupe.Search(context.Background(), test.who, test.why, search)
		if register.KindOf(err) != test.kind || d != (dedupe.Count{}) || len(w.desk.pairs) != 0 {
			t.Errorf("%s: %+v, %v, asked %v", name, d, err, w.desk.pairs)
		}
	}
}

// Whichever read fails, a search is told as an outage; whatever was asked by then, the search once
// more asks the rest, and about nobody twice.
func TestASearchForDuplicatesDuringAnOutage(t *testing.T) {
	outage := &testenv.Outage{}
	w, _ := twiceRegistered(t, outage)
	ctx := context.Background()
	search := dedupe.Request{}
	once := func() (dedupe.Count, []string, error) {
		w.AddOffice(w.noy.Office) // the node reads the offices anew
		d, err := w.Node.Dedupe.Search(ctx, w.judgeAll, searchReason, search)
		calls, _ := outage.Disarm()
		return d, calls, err
	}
	opened := 0
	for n, more := 0, true; more; n++ {
		outage.Arm(n)
		d, calls, err := once()
		opened += d.Opened
		if more = len(calls) > n; more && (register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err)) {
			t.Errorf("%s (%d) fails: %+v, %v", calls[n], n, d, err)
		}
		if !more {
			must(t, err)
			if d.Opened+d.Known != 8 || opened != 8 {
				t.Errorf("it comes to %+v; %d were opened", d, opened)
			}
		}
	}
	w.desk.pairs = nil
	for n := range 8 { // and each write
		for _, lost := range []bool{false, true} {
			w.desk.failing = &failingCall{at: n, lost: lost}
			d, err := w.Node.Dedupe.Search(ctx, w.judgeAll, searchReason, search)
			if w.desk.failing = nil; !reflect.DeepEqual(err, error(errDesk)) || d.Known != n || d.Opened != 0 {
				t.Errorf("write %d fails: %+v, %v", n, d, err)
			}
		}
	}
}

// A search that nobody waits for any more ends where it is, and says so; nobody is asked about.
func TestASearchForDuplicatesThatNobodyWaitsFor(t *testing.T) {
	w, _ := twiceRegistered(t, &testenv.Outage{})
	for _, when := range []string{"", "compare"} {
		gone, stop := context.WithCancel(context.Background())
		if when == "" {
			stop()
		}
		_, err := w.Node.Dedupe.Search(gone, w.judgeAll, searchReason, dedupe.Request{Progress: func(step string, _, _ int64) {
			if step == when {
				stop()
			}
		}})
		if stop(); err == nil || register.KindOf(err) == register.TooLarge || when == "compare" && !errors.Is(err, context.Canceled) || len(w.desk.pairs) != 0 {
			t.Errorf("stopped at %q it comes to %v, and asks about %d", when, err, len(w.desk.pairs))
		}
	}
}

// Where too many are alike to compare each with each, some are left out, and it is said of how many
// keys.
func TestASearchOfManyWhoAreAlike(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	const people = 150
	must(t, w.Node.LoadSynthetic(ctx, lot.Lot{Proposals: func(yield func(register.Proposal, error) bool) {
		for range people {
			if !yield(w.submitted(enrolment(boun, nil), w.national), nil) {
				return
			}
		}
	}}))
	d, err := w.Node.Dedupe.Search(ctx, w.judgeAll, searchReason, dedupe.Request{CountOnly: true})
	must(t, err)
	if d.Truncated < people || d.Compared < int64(d.Pairs) || d.Pairs >= people*(people-1)/2 || d.Pairs < people || d.Clusters != 1 || d.Largest != people || d.Opened+d.Known+len(w.desk.pairs) != 0 {
		t.Errorf("it comes to %+v", d)
	}
}

// Two of whom one has no record of their own, or who were told apart before, are not asked about.
func TestPairsThatAreNotAskedAbout(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	one, two, three := w.alone(t, "ຄຳ", "1990-01-01", "0101001", "31"), w.alone(t, "ແກ້ວ", "1991-01-01", "0102001", "32"), w.alone(t, "ດາວ", "1992-01-01", "0102001", "33")
	pair := func(a, b register.PersonID) office.Pair {
		return office.Pair{Persons: [2]register.PersonID{a, b}, Likeness: application.Likeness{PPM: 500_000}, Seq: 4}
	}
	malformed := register.Error{Kind: register.Invalid, Op: "office.OpenAdjudication", Code: office.CodePairMalformed, Findings: []register.Finding{register.Blocked(office.CodePairMalformed, "persons")}}
	for _, p := range []office.Pair{pair(0, one.ID), pair(one.ID, 0), pair(-1, one.ID), pair(one.ID, one.ID), {}} {
		id, opened, err := w.OpenAdjudication(ctx, w.Pass, p)
		if refuses(t, err, malformed); id != "" || opened {
			t.Errorf("%v: %s, %t", p.Persons, id, opened)
		}
	}
	nothing := func(name string, a, b register.PersonID) {
		t.Helper()
		for _, p := range []office.Pair{pair(a, b), pair(b, a)} {
			if id, opened, err := w.OpenAdjudication(ctx, w.Pass, p); id != "" || opened || err != nil {
				t.Errorf("%s: %s, %t, %v", name, id, opened, err)
			}
		}
	}
	nothing("nobody", one.ID, 9999)
	merge := w.Proposal("merge", acts.Merge{Survivor: string(two.Number()), Other: string(one.Number()), Reason: "x"})
	merge.Accepted = []register.Accepted{{Code: "merge-birth-differs", Reason: "x"}}
	w.Must(t, merge)
	nothing("merged away", one.ID, three.ID)
	if len(w.desk.pairs) != 0 {
		t.Fatalf("asked is %+v", w.desk.pairs)
	}
	id, opened, err := w.OpenAdjudication(ctx, w.Pass, pair(three.ID, two.ID))
	must(t, err)
	q := w.desk.pairs[0]
	lower, higher := min(two.ID, three.ID), max(two.ID, three.ID)
	if !opened || id != q.ID || q.Pair != [2]register.PersonID{lower, higher} || q.Seq != 4 || q.Candidates[0].PPM != 500_000 || q.Due != w.Today()+15 || !q.Opened.Equal(w.Country.Now()) || q.State != application.Asked {
		t.Errorf("asked is %+v", q)
	}
	// Nothing was declared of them, and no paper lies beside.
	v, err := w.Adjudication(ctx, w.judge, id)
	must(t, err)
	if v.Declaration != nil {
		t.Errorf("declared is %+v", v.Declaration)
	}
	content, _, err := w.AdjudicationPaper(ctx, w.judge, id, strings.Repeat("ab", 32))
	if refuses(t, err, register.Error{Kind: register.NotFound, Op: "office.AdjudicationPaper", Code: evidence.CodeUnknown}); content != nil {
		t.Error("a paper is read")
	}
}

// The pair is adjudicated near where the first lives, or the second if that is unknown, and by the
// national desk if one of them is protected.
func TestWhereAPairIsAdjudicated(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	province := w.OpenOffice(t, "P00", "province", "01") // before P01 by name
	homeless := func() *register.Person {
		p := w.Proposal("enrolment", acts.Enrolment{As: "@" + string(w.ClientID()), Name: testenv.Named("ດາວ", ""), Sex: register.Female, Born: testenv.Date(t, "1990")})
		return w.subject(t, w.Must(t, p)[0].Seq)
	}
	protected := w.alone(t, "ລັບ", "1990-01-01", "0102001", "88")
	w.protect(t, protected)
	here := func() *register.Person { return w.alone(t, "ຄຳ", "1990-01-01", "0101001", "31") }
	for name, test := range map[string]struct {
		one, two *register.Person
		want     register.OfficeID
	}{
		"both live here":          {here(), here(), province.ID},
		"the first lives nowhere": {homeless(), here(), province.ID},
		"the second":              {here(), homeless(), province.ID},
		"both":                    {homeless(), homeless(), "CENTRE"},
		"one is protected":        {protected, here(), "CENTRE"},
	} {
		_, opened, err := w.OpenAdjudication(ctx, w.Pass, office.Pair{Persons: [2]register.PersonID{test.one.ID, test.two.ID}})
		must(t, err)
		if got := w.desk.pairs[len(w.desk.pairs)-1].Office; !opened || got != test.want {
			t.Errorf("%s: at %s", name, got)
		}
	}
}

// Nobody is told from himself because he is entered as his own son: adjudicators are asked, at the
// counter and by a search.
func TestWhoIsEnteredAsHisOwnSon(t *testing.T) {
	man := func(e *acts.Enrolment) {
		e.Sex, e.Name = register.Male, fullName("ສົມສັກ", "ພົມມະວົງ", register.Lao)
	}
	for name, born := range map[string]register.Date{
		"on the same day": boun.Born, "a year later": register.Exact(register.DayOf(1988, 6, 12)), "in that year": register.InYear(1987, register.Declared),
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := comparing(t), context.Background()
			first := w.entered(t, enrolment(boun, man))
			son := func(e *acts.Enrolment) {
				man(e)
				e.Father, e.Born = &acts.Who{Person: string(first.Number())}, born
			}
			if q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, son)))); q.Candidates[0].Person != first.ID {
				t.Errorf("asked is about %+v", q.Candidates)
			}
			p := enrolment(boun, son)
			p.Accepted = []register.Accepted{
				{Code: register.CodePerhapsRegistered, Person: string(first.Number()), Reason: "x"}, {Code: register.CodeSurelyRegistered, Person: string(first.Number()), Reason: "x"},
			}
			p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), "CENTRE", "clerk", "registrar"
			w.Must(t, p)
			counted, err := w.Node.Dedupe.Search(ctx, w.judgeAll, searchReason, dedupe.Request{CountOnly: true})
			if must(t, err); counted.Pairs != 1 || counted.Settled != 0 {
				t.Errorf("counted are %+v", counted)
			}
		})
	}
}
