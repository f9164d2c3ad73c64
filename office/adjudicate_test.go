package office_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/office/lot"
	"samano/register"
)

// comparing is a country in which whoever is entered is compared with everybody.
func comparing(t testing.TB) *world { return newWorldWith(t, testenv.Options{Compare: true}) }

// boun is a woman as three offices may write her.
var boun = acts.Enrolment{
	Name: fullName("ບົວວັນ", "ໄຊຍະວົງ", register.Lao), Sex: register.Female, Born: register.Exact(register.DayOf(1987, 6, 12)),
	BornAt: acts.PlaceOf{Code: "0101001"}, Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
	Mother: described("ຄຳຫຼ້າ", "ໄຊຍະວົງ"), Father: described("ບຸນມີ", "ໄຊຍະວົງ"),
	Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "12"}},
}

func fullName(given, surname string, script register.Script) []register.NameForm {
	return []register.NameForm{{Script: script, Parts: []register.NamePart{{Given: given}, {Surname: surname}}}}
}

func described(given, surname string) *acts.Who {
	return &acts.Who{Described: &acts.Described{Name: fullName(given, surname, register.Lao)}}
}

// enrolment proposes to enter somebody, changed a little.
func enrolment(e acts.Enrolment, change func(*acts.Enrolment)) register.Proposal {
	e.As = "@" + testenv.NewID()
	if change != nil {
		change(&e)
	}
	return register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "enrolment", Happened: register.Exact(register.DayOf(2026, 11, 2)),
		Decision: register.Decision{By: register.ByOffice}, Evidence: []register.Evidence{{Kind: "identity-document", Note: "1"}}, Payload: testenv.Payload(e),
	}
}

// somsak is a man of whom less is known.
func somsak(e *acts.Enrolment) {
	e.Name, e.Sex, e.Born = fullName("ສົມສັກ", "ພົມມະວົງ", register.Lao), register.Male, register.Exact(register.DayOf(1951, 1, 30))
	e.Mother, e.Father = nil, nil
}

// elsewhere is a woman who lives in the other district.
func elsewhere(e *acts.Enrolment) {
	e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0102001", House: "3"}}
}

// entered registers somebody of whom nobody asks anything.
func (w *world) entered(t testing.TB, p register.Proposal) *register.Person {
	t.Helper()
	a := w.registered(t, draft(p))
	return w.subject(t, a.Acts[0].Outcome.Seq)
}

// subject gives the person whom an act entered.
func (w *world) subject(t testing.TB, seq register.Seq) *register.Person {
	t.Helper()
	done, err := w.Acts(context.Background(), w.Pass, []register.Seq{seq})
	must(t, err)
	id := register.PersonID(done[0].Subjects()[0].ID)
	found, err := w.Persons(context.Background(), w.Pass, id)
	must(t, err)
	return found[id]
}

// asked gives the one adjudication that an application waits for.
func (w *world) asked(t testing.TB, a application.Application) application.Adjudication {
	t.Helper()
	if a.State != application.Adjudicated {
		t.Fatalf("the application is %s: %+v", a.State, a.Acts[0].Findings)
	}
	open, err := w.desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: a.ID, States: []application.AdjudicationState{application.Asked}, Limit: 9})
	must(t, err)
	if len(open) != 1 {
		t.Fatalf("%d adjudications wait", len(open))
	}
	return open[0]
}

func (w *world) stored(t testing.TB, id application.ID) application.Application {
	t.Helper()
	a, err := w.desk.Application(context.Background(), id)
	must(t, err)
	return a
}

func another(reason string) application.RulingInput {
	return application.RulingInput{Verdict: application.Different, Reason: reason}
}

func theSame(reason string) application.RulingInput {
	return application.RulingInput{Verdict: application.Same, Reason: reason}
}

func TestSomebodyVeryLikeIsAdjudicatedBeforeTheApplicationGoesOn(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, a)
	if q.Office != "P01" || q.Due != w.Today()+15 || a.Due != q.Due || len(q.Candidates) != 1 || q.Candidates[0].Person != there.ID || !q.Candidates[0].Certain ||
		q.Candidates[0].Weights == "" || !slices.Contains(q.Candidates[0].Reasons, "given.exact") || q.Seq == 0 {
		t.Fatalf("it is asked %+v", q)
	}

	// Who declared learns that there is somebody, and nothing else.
	for name, who := range map[string]access.Actor{"who declared": w.noy, "who registers": w.kham} {
		v, err := w.Open(ctx, who, a.ID)
		must(t, err)
		told, err := json.Marshal([]any{v.Application.Acts[0].Findings, v.Acts[0].Findings, v.Application.Declarant, v.History})
		must(t, err)
		if !slices.Contains(codes(v.Acts[0].Findings), application.CodeSomebodyLike) || strings.Contains(string(told), string(there.Number())) ||
			strings.Contains(string(told), "given") || strings.Contains(string(told), "ppm") || strings.Contains(string(told), "P01") {
			t.Errorf("%s is told %s", name, told)
		}
	}
	queue, _, err := w.Queue(ctx, w.kham, false, application.Cursor{})
	must(t, err)
	if len(queue) != 0 {
		t.Errorf("it waits for the registrar as well: %+v", queue)
	}
	_, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, map[register.ActID][]register.Accepted{
		a.Acts[0].Proposal.ID: {{Code: register.CodeSurelyRegistered, Person: string(there.Number()), Reason: "ຂ້ອຍຮູ້ຈັກ"}},
	})
	wants(t, err, register.Conflict, application.CodeTransition)

	lines, _, err := w.AdjudicationQueue(ctx, w.judge, application.Asked, false, application.AdjudicationCursor{})
	must(t, err)
	if len(lines) != 1 || lines[0].ID != q.ID || lines[0].Kind != "enrolment" || lines[0].Overdue {
		t.Fatalf("the adjudicators' queue is %+v", lines)
	}
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if v.One.Open().Official().Forms[0].String() != "ບົວວັນ ໄຊຍະວົງ" || len(v.Others) != 1 || v.Others[0].Open().ID != there.ID {
		t.Errorf("the adjudicator sees %+v", v)
	}
	for cause, want := range map[string]bool{string(q.ID): true, testenv.NewID(): false, "M-1": false} {
		why := access.Reason{What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: cause}
		if err := w.CheckCase(ctx, w.judge, why); (err == nil) != want {
			t.Errorf("reading for the case %s: %v", cause, err)
		}
	}
	looks, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{there.Ref()}, w.Today(), math.MaxInt64, 9)
	must(t, err)
	if len(looks) == 0 || looks[0].Officer != "dao" || looks[0].Purpose != access.PurposeDuplicates || looks[0].Case != string(q.ID) {
		t.Errorf("the looks are %+v", looks)
	}

	_, err = w.Adjudicate(ctx, w.judge, q.ID, another("ປຶ້ມສຳມະໂນຄົວ ຄົນລະຫົວ"))
	must(t, err)
	a = w.stored(t, a.ID)
	if a.State != application.Declared || a.Due == application.NoDeadline || a.Due == q.Due {
		t.Fatalf("after the ruling it is %s until %s", a.State, a.Due)
	}
	// What was found stands while the same is proposed.
	a, err = w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: 0, Text: "ຂາດສຳເນົາ"}})
	must(t, err)
	in := draft(a.Acts[0].Proposal)
	in.ID = a.ID
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
	must(t, err)
	a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	must(t, err)
	if a.State != application.Declared {
		t.Fatalf("completed, it is %s", a.State)
	}
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
		t.Fatalf("it is %s: %+v", a.State, decided)
	}
	act, err := w.Act(ctx, w.Pass, string(a.Acts[0].Proposal.ID))
	must(t, err)
	if len(act.Accepted) != 1 || act.Accepted[0].Person != string(there.Number()) || act.Accepted[0].Reason != "adjudication "+string(q.ID) {
		t.Errorf("the act says %+v", act.Accepted)
	}
}

func TestWhoIsRegisteredAlreadyIsRefusedInWordsOfTheLaw(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, a)
	_, err := w.Adjudicate(ctx, w.judge, q.ID, theSame("ຄົນດຽວກັນ"))
	must(t, err)
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	if v.State != application.Refused || len(v.Reasons) != 1 || v.Reasons[0].Code != application.CodeSamePerson || v.Until <= w.Today() {
		t.Fatalf("it is %s with %+v until %s", v.State, v.Reasons, v.Until)
	}
	if len(v.Existing) != 1 || v.Existing[0].Person.Open().ID != there.ID || v.Existing[0].Entered.Seq != there.Seq() {
		t.Errorf("the office in whose area she lives is told %+v", v.Existing)
	}
	if last := v.History[len(v.History)-1]; last.By != "" || last.Office != "" {
		t.Errorf("who declared learns which office adjudicated: %+v", last)
	}

	// The appeal goes to another adjudicator.
	a, err = w.Appeal(ctx, w.noy, a.ID, v.Version, "ບໍ່ແມ່ນຄົນດຽວກັນ")
	must(t, err)
	again := w.asked(t, a)
	_, err = w.Adjudicate(ctx, w.judge, again.ID, another("ອື່ນ"))
	wants(t, err, register.NotFound, office.CodeNotTheirs)
	_, err = w.Adjudicate(ctx, w.judge2, again.ID, another("ແມ່ຄົນລະຄົນ"))
	must(t, err)
	if a = w.stored(t, a.ID); a.State != application.Appealed {
		t.Fatalf("after the ruling on appeal it is %s", a.State)
	}
	_, _, err = w.Decide(ctx, w.judge2, a.ID, a.Version, nil) // who registers at the province as well
	wants(t, err, register.Forbidden, application.CodeOwnRuling)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
		t.Errorf("it is %s: %+v", a.State, decided)
	}

	// Elsewhere nobody is told who it is.
	b := w.declare(t, w.other, draft(enrolment(boun, elsewhere)))
	open, err := w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: b.ID, Limit: 9})
	must(t, err)
	_, err = w.Adjudicate(ctx, w.judge, open[0].ID, theSame("ຄົນດຽວກັນ"))
	must(t, err)
	if v, err = w.Open(ctx, w.other, b.ID); err != nil || v.State != application.Refused || len(v.Existing) != 0 {
		t.Errorf("another area is told %+v, %v", v.Existing, err)
	}
}

func TestWhoMayAdjudicate(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	a := w.declare(t, w.judge2, draft(enrolment(boun, nil))) // who is an adjudicator as well
	q := w.asked(t, a)
	atDistrict := w.kham
	atDistrict.Officer.Roles = []access.Role{access.Adjudicator}
	for _, test := range []struct {
		name string
		who  access.Actor
		kind register.ErrorKind
		code string
	}{
		{"not who declared", w.judge2, register.NotFound, office.CodeNotTheirs},
		{"not without the role", w.province, register.Forbidden, access.CodeNoPermission},
		{"not at a level that the law does not name", atDistrict, register.Forbidden, office.CodeNotAdjudicating},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Adjudicate(ctx, test.who, q.ID, another("ອື່ນ"))
			wants(t, err, test.kind, test.code)
		})
	}
	_, err := w.Adjudication(ctx, w.judge2, q.ID)
	wants(t, err, register.NotFound, office.CodeNotTheirs)
	why := access.Reason{What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: string(q.ID)}
	wants(t, w.CheckCase(ctx, w.judge2, why), register.Invalid, access.CodeNoAdjudication)
	if looks := w.lookedAt(t, there); slices.ContainsFunc(looks, func(l access.Look) bool { return l.Officer == w.judge2.Officer.ID }) {
		t.Errorf("who declared has looked at who is there: %+v", looks)
	}
	for _, test := range []struct {
		name        string
		in          application.RulingInput
		code, field string
	}{
		{"nothing chosen", application.RulingInput{Reason: "x"}, application.CodeVerdictMissing, "verdict"},
		{"the same as nobody", application.RulingInput{Verdict: application.Same, Candidate: 1, Reason: "x"}, application.CodeCandidateMissing, "candidate"},
		{"no reason", application.RulingInput{Verdict: application.Different, Reason: " "}, register.CodeReasonMissing, "reason"},
		{"a reason that turns the page round", application.RulingInput{Verdict: application.Different, Reason: "a\u202eb"}, register.CodeTextCharacter, "reason"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Adjudicate(ctx, w.judge, q.ID, test.in)
			wants(t, err, register.Invalid, test.code)
		})
	}
	if got := w.stored(t, a.ID); got.Version != a.Version {
		t.Error("a refused ruling changed the application")
	}
	// The national desk stands over the province.
	_, err = w.Adjudicate(ctx, w.judgeAll, q.ID, another("ອື່ນ"))
	must(t, err)
	_, err = w.Adjudicate(ctx, w.judge, q.ID, another("ອື່ນ")) // on a form that shows no ruling
	wants(t, err, register.Conflict, office.CodeChangedSince)
}

// Whoever declared learns nothing from the list of adjudications: a question about their own
// application stands in none of their lists and is not found, whether or not somebody is protected.
func TestWhoTookPartIsNotToldOfTheQuestion(t *testing.T) {
	for _, protected := range []bool{false, true} {
		w, ctx := comparing(t), context.Background()
		if protected {
			w.hidden(t)
		} else {
			w.far(t)
		}
		q := w.asked(t, w.declare(t, w.judge2, draft(enrolment(boun, nil))))
		list, _, err := w.AdjudicationQueue(ctx, w.judge2, application.Asked, false, application.AdjudicationCursor{})
		if must(t, err); len(list) != 0 {
			t.Errorf("protected %t: the taker's list is %+v", protected, list)
		}
		_, err = w.Adjudication(ctx, w.judge2, q.ID)
		wants(t, err, register.NotFound, office.CodeNotTheirs)
		judge := w.judge
		if protected {
			judge = w.judgeAll
		}
		list, _, err = w.AdjudicationQueue(ctx, judge, application.Asked, false, application.AdjudicationCursor{})
		if must(t, err); len(list) != 1 || list[0].ID != q.ID {
			t.Errorf("protected %t: who may rule is told of %+v", protected, list)
		}
	}
}

// A page of the list is full although some lines are left out, and no line is lost between two pages.
func TestAPageOfAdjudicationsWithoutOnesOwn(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.far(t)
	want := map[application.AdjudicationID]bool{}
	for n := range office.QueuePage + 9 {
		if n%10 == 3 {
			w.asked(t, w.declare(t, w.judge2, draft(enrolment(boun, nil))))
			continue
		}
		want[w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil)))).ID] = true
	}
	got, after := map[application.AdjudicationID]bool{}, application.AdjudicationCursor{}
	for _, most := range []int{min(office.QueuePage, len(want)), max(len(want)-office.QueuePage, 0), 0} {
		list, next, err := w.AdjudicationQueue(ctx, w.judge2, application.Asked, false, after)
		if must(t, err); len(list) != most {
			t.Errorf("a page has %d lines, not %d", len(list), most)
		}
		for _, e := range list {
			got[e.ID] = true
		}
		after = next
	}
	if !maps.Equal(got, want) {
		t.Errorf("listed are %d of %d", len(got), len(want))
	}
}

// When the days of the law are over nothing happens by itself.
func TestAnOverdueAdjudicationStandsFirst(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	old := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	w.SetToday("2026-11-18")
	w.declare(t, w.noy, draft(enrolment(boun, nil)))
	lines, _, err := w.AdjudicationQueue(ctx, w.judge, application.Asked, false, application.AdjudicationCursor{})
	must(t, err)
	if len(lines) != 2 || lines[0].Application != old.ID || !lines[0].Overdue || lines[1].Overdue {
		t.Fatalf("the queue is %+v", lines)
	}
	taken, _, err := w.Taken(ctx, w.noy, []application.State{application.Adjudicated}, application.Cursor{})
	must(t, err)
	if len(taken) != 2 || taken[0].ID != old.ID || !taken[0].Late || taken[0].State != application.Adjudicated {
		t.Errorf("who declared sees %+v", taken)
	}
	_, err = w.Adjudicate(ctx, w.judge, lines[0].ID, another("ອື່ນ"))
	must(t, err)
}

// Two posts declare one child in one minute: neither knew of the other when it was
// declared, and one is registered.
func TestWhoCameSinceIsAskedAboutBeforeRegistering(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	one, two := w.declare(t, w.noy, draft(enrolment(boun, nil))), w.declare(t, w.other, draft(enrolment(boun, elsewhere)))
	if one.State != application.Declared || two.State != application.Declared {
		t.Fatalf("nobody is there, and they are %s and %s", one.State, two.State)
	}
	one, _, err := w.Decide(ctx, w.kham, one.ID, one.Version, nil)
	must(t, err)
	if one.State != application.Registered {
		t.Fatalf("the first is %s", one.State)
	}
	two, decided, err := w.Decide(ctx, w.province, two.ID, two.Version, nil)
	must(t, err)
	if !slices.Contains(codes(decided[0].Findings), application.CodeSomebodyLike) {
		t.Errorf("the registrar is told %+v", decided)
	}
	first := w.asked(t, two)

	// A third one, registered between the ruling and the registration.
	_, err = w.Adjudicate(ctx, w.judge, first.ID, another("ອື່ນ"))
	must(t, err)
	done := one.Acts[0].Outcome.Seq
	third := w.Proposal("enrolment", boun)
	third.Evidence = []register.Evidence{{Kind: "identity-document", Note: "1"}}
	third.Accepted = []register.Accepted{{Code: register.CodePerhapsRegistered, Person: string(w.subject(t, done).Number()), Reason: "ອື່ນ"}}
	w.Must(t, third)
	two = w.stored(t, two.ID)
	two, _, err = w.Decide(ctx, w.province, two.ID, two.Version, nil)
	must(t, err)
	second := w.asked(t, two)
	if len(second.Candidates) != 1 || second.Candidates[0].Person == first.Candidates[0].Person {
		t.Errorf("it is asked again about %+v", second.Candidates)
	}
	_, err = w.Adjudicate(ctx, w.judge, second.ID, another("ອື່ນອີກ"))
	must(t, err)
	two = w.stored(t, two.ID)
	if two, _, err = w.Decide(ctx, w.province, two.ID, two.Version, nil); err != nil || two.State != application.Registered {
		t.Errorf("it is %s, %v", two.State, err)
	}
	var facts []application.Labelled
	for j, err := range application.AllLabelled(ctx, w.desk) {
		must(t, err)
		facts = append(facts, j)
	}
	if len(facts) != 2 || facts[0].Same || facts[0].PPM == 0 || facts[0].Pair {
		t.Errorf("to judge the weights there is %+v", facts)
	}
}

func TestTheProtectedAreSeenByTheNationalDeskOnly(t *testing.T) {
	for _, when := range []string{"before", "after"} {
		t.Run("protected "+when+" somebody like them is declared", func(t *testing.T) {
			w, ctx := comparing(t), context.Background()
			there := w.entered(t, enrolment(boun, nil))
			if when == "before" {
				w.protect(t, there)
			}
			a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
			q := w.asked(t, a)
			if want := map[string]register.OfficeID{"before": "CENTRE", "after": "P01"}[when]; q.Office != want {
				t.Fatalf("it is adjudicated at %s", q.Office)
			}
			if when == "after" {
				w.protect(t, there)
				_, err := w.Adjudicate(ctx, w.judge, q.ID, another("ອື່ນ"))
				wants(t, err, register.Forbidden, access.CodeNationalDesk)
			}
			_, err := w.Adjudication(ctx, w.judge, q.ID)
			wants(t, err, register.NotFound, office.CodeNotTheirs)
			v, err := w.Adjudication(ctx, w.judgeAll, q.ID)
			must(t, err)
			if v.Others[0].Open().ID != there.ID {
				t.Errorf("the desk sees %+v", v.Others)
			}
			_, err = w.Adjudicate(ctx, w.judgeAll, q.ID, theSame("ລາວຢູ່ບ້ານໜອງປິງ"))
			must(t, err)
			told, err := w.Open(ctx, w.noy, a.ID)
			must(t, err)
			if told.State != application.Refused || told.Reasons[0].Text != "" || len(told.Existing) != 0 || told.History[len(told.History)-1].Office != "" {
				t.Errorf("who declared is told %+v, %+v", told.Reasons, told.Existing)
			}
			looks := len(w.lookedAt(t, there))
			told, err = w.Open(ctx, w.national, a.ID)
			must(t, err)
			if len(told.Existing) != 1 || told.Existing[0].Person.Open().ID != there.ID || len(w.lookedAt(t, there)) != looks+1 {
				t.Errorf("the national desk is told %+v", told.Existing)
			}
		})
	}
}

// What leaves the office of a ruling is the same whether or not one of the two is protected: whose
// ruling it was, and why, stays with the adjudication.
func TestNothingThatOthersReadOfARulingTellsOfAProtection(t *testing.T) {
	for name, in := range map[string]application.RulingInput{"different": another("ລາວຢູ່ບ້ານໜອງປິງ"), "same": theSame("ລາວຢູ່ບ້ານໜອງປິງ")} {
		told := map[bool]string{}
		for _, protected := range []bool{false, true} {
			told[protected] = toldOfARuling(t, in, protected)
		}
		if told[false] != told[true] || strings.Contains(told[true], "ໜອງປິງ") {
			t.Errorf("%s: of the protected is told\n%s\nand of others\n%s", name, told[true], told[false])
		}
	}
}

// toldOfARuling is all that others read of a ruling and of the steps after it.
func toldOfARuling(t *testing.T, in application.RulingInput, protected bool) string {
	w, ctx := comparing(t), context.Background()
	judge := w.judge
	if protected {
		w.hidden(t)
		judge = w.judgeAll
	} else {
		w.far(t)
	}
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, a)
	_, err := w.Adjudicate(ctx, judge, q.ID, in)
	must(t, err)
	var out strings.Builder
	tell := func(a *application.Application) {
		fmt.Fprintln(&out, a.State, a.Reasons, a.Refusers, a.Judges)
		for _, h := range a.History {
			fmt.Fprintln(&out, h.From, h.To, h.By, h.Office, h.Reasons)
		}
	}
	for _, who := range []access.Actor{w.noy, w.kham, w.province, w.judge2} {
		v, err := w.Open(ctx, who, a.ID)
		must(t, err)
		tell(&v.Application)
	}
	a = w.stored(t, a.ID)
	if in.Verdict == application.Same {
		version, err := w.Clerk.Appeal(ctx, w.noy, a.ID, a.Version, "ອຸທອນ")
		must(t, err)
		fmt.Fprintln(&out, version)
		return out.String()
	}
	version, _, err := w.Clerk.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	fmt.Fprintln(&out, version)
	act, err := w.Act(ctx, w.Pass, string(a.Acts[0].Proposal.ID))
	must(t, err)
	fmt.Fprintln(&out, len(act.Accepted), strings.Replace(act.Accepted[0].Reason, string(q.ID), "its id", 1))
	return out.String()
}

// Of acts that stand each by itself one waits and the others go in; of acts that
// stand together none goes in.
func TestOneActWaits(t *testing.T) {
	for name, together := range map[string]bool{"each by itself": false, "together": true} {
		t.Run(name, func(t *testing.T) {
			w, ctx := comparing(t), context.Background()
			in := draft(enrolment(boun, nil), enrolment(boun, somsak))
			in.Together = together
			a := w.declare(t, w.noy, in)
			w.entered(t, enrolment(boun, nil)) // since then
			a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
			must(t, err)
			q := w.asked(t, a)
			if (decided[1].Outcome != nil) == together || decided[0].Outcome != nil || (a.Acts[1].Outcome != nil) == together {
				t.Fatalf("decided: %+v", decided)
			}
			if q.Act != a.Acts[0].Proposal.ID {
				t.Errorf("asked is about %+v", q)
			}
			_, err = w.Refuse(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ບໍ່"}})
			wants(t, err, register.Conflict, application.CodeTransition)
			_, err = w.Withdraw(ctx, w.noy, a.ID, a.Version, "ຖອນ")
			must(t, err)
			_, err = w.Adjudicate(ctx, w.judge, q.ID, another("ອື່ນ"))
			wants(t, err, register.Forbidden, application.CodeDropped)
		})
	}
}

// Where so many are alike that not all were compared, the adjudicator is told.
func TestAnAdjudicationAmongManyWhoAreAlike(t *testing.T) {
	for _, people := range []int{1, 300} {
		w, ctx := comparing(t), context.Background()
		must(t, w.Node.LoadSynthetic(ctx, lot.Lot{Proposals: func(yield func(register.Proposal, error) bool) {
			for range people {
				if !yield(w.submitted(enrolment(boun, nil), w.national), nil) {
					return
				}
			}
		}}))
		q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil))))
		v, err := w.Adjudication(ctx, w.judge, q.ID)
		must(t, err)
		if many := people > 1; q.Truncated != many || v.Truncated != many || len(q.Candidates) == 0 {
			t.Errorf("of %d there are %d candidates, and it is told that some were left out: %t", people, len(q.Candidates), q.Truncated)
		}
	}
}

// One application may enter somebody twice.
func TestTheSamePersonTwiceInOneApplication(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	a := w.declare(t, w.noy, draft(enrolment(boun, nil), enrolment(boun, nil)))
	q := w.asked(t, a)
	if c := q.Candidates[0]; c.Person != 0 || c.CoProposed == nil || q.Act != a.Acts[1].Proposal.ID {
		t.Fatalf("asked is about %+v", q)
	}
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if v.Others[0].Open() == nil || v.Others[0].Open().Official().Forms[0].String() != "ບົວວັນ ໄຊຍະວົງ" {
		t.Errorf("the adjudicator sees %+v", v.Others)
	}
	_, err = w.Adjudicate(ctx, w.judge, q.ID, another("ຝາແຝດ"))
	must(t, err)
	a = w.stored(t, a.ID)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
		t.Errorf("it is %s: %+v", a.State, decided)
	}
}

// toldApart registers two who are alike, of whom an adjudicator found that they are two.
func (w *world) toldApart(t testing.TB) (one, two *register.Person) {
	t.Helper()
	ctx := context.Background()
	one = w.entered(t, enrolment(boun, nil))
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	_, err := w.Adjudicate(ctx, w.judge, w.asked(t, a).ID, another("ອື່ນ"))
	must(t, err)
	a = w.stored(t, a.ID)
	a, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	return one, w.subject(t, a.Acts[0].Outcome.Seq)
}

func TestTwoWhoAreRegisteredAreAskedAboutOnce(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	one, two := w.toldApart(t)
	three := w.entered(t, enrolment(boun, func(e *acts.Enrolment) {
		e.Name, e.Born, e.Mother, e.Father = fullName("ສີດາ", "ພົມມະວົງ", register.Lao), register.Exact(register.DayOf(1960, 2, 2)), nil, nil
	}))
	suspicion := func(a, b *register.Person) office.Pair {
		return office.Pair{Persons: [2]register.PersonID{a.ID, b.ID}, Likeness: application.Likeness{PPM: 400_000, Reasons: []string{"given.exact"}}, Seq: 9}
	}
	id, opened, err := w.OpenAdjudication(ctx, w.Pass, suspicion(two, one))
	if err != nil || opened || id != "" {
		t.Errorf("what was answered at the counter is asked again: %s %v %v", id, opened, err)
	}
	_, _, err = w.OpenAdjudication(ctx, w.Pass, suspicion(one, one))
	wants(t, err, register.Invalid, office.CodePairMalformed)

	id, opened, err = w.OpenAdjudication(ctx, w.Pass, suspicion(three, one))
	if err != nil || !opened {
		t.Fatalf("not asked: %v", err)
	}
	if again, opened, err := w.OpenAdjudication(ctx, w.Pass, suspicion(one, three)); err != nil || opened || again != id {
		t.Errorf("asked twice: %s and %s, %v", id, again, err)
	}
	v, err := w.Adjudication(ctx, w.judge, id)
	must(t, err)
	if !v.IsPair() || v.One.Open().ID != one.ID || v.Others[0].Open().ID != three.ID {
		t.Errorf("the adjudicator sees %+v", v)
	}
	_, err = w.Adjudicate(ctx, w.judge, id, theSame("ຄົນດຽວກັນ"))
	must(t, err)
	if p := w.subject(t, three.Acts[0]); p.Survivor() != 0 {
		t.Error("a ruling merged two people by itself")
	}
	// A later ruling stands beside the first.
	_, err = w.Adjudicate(ctx, w.judge2, id, application.RulingInput{Rulings: 1, Verdict: application.Different, Reason: "ຜິດ"})
	must(t, err)
	q, err := w.desk.Adjudication(ctx, id)
	must(t, err)
	if len(q.Rulings) != 2 || q.Rulings[0].Verdict != application.Same {
		t.Errorf("the rulings are %+v", q.Rulings)
	}
	if _, opened, err = w.OpenAdjudication(ctx, w.Pass, suspicion(one, three)); err != nil || opened {
		t.Errorf("what was ruled is asked again: %v", err)
	}
}
