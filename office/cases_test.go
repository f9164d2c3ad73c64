package office_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/node"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// The case of a reading is a thing that lies before the office: an application or an adjudication, which opens
// those whom it names. A word is none. Of a draft it is said that it is one.
func TestTheCaseOfAReading(t *testing.T) {
	c := newCounter(t)
	birth, draft, asked := string(c.birth.ID), string(c.next.ID), string(c.asked.ID)
	const registration, court = "registration", "court-order"
	for name, test := range map[string]struct {
		who     access.Actor
		purpose string
		cause   string
		code    string
	}{
		"no case":                            {c.kham, office.PurposeQueue, "", ""},
		"no case of a registration":          {c.kham, registration, "", "case-missing-application"},
		"no case of adjudicators":            {c.judge, access.PurposeDuplicates, "", "case-missing-adjudication"},
		"an application":                     {c.kham, office.PurposeQueue, birth, ""},
		"an application, to register":        {c.province, registration, birth, ""},
		"of another office":                  {c.other, office.PurposeQueue, birth, access.CodeNoApplication},
		"an application, for a court":        {c.national, court, birth, access.CodeNoCourtOrder},
		"a word, for a court":                {c.national, court, "7/2026", access.CodeNoCourtOrder},
		"a word, for whoever asks":           {c.kham, "person-request", "7/2026", access.CodeNoRequest},
		"the number of a paper":              {c.kham, "certificate", "7/2026", ""},
		"no id":                              {c.kham, office.PurposeQueue, "A-1", access.CodeNoApplication},
		"no id, to register":                 {c.kham, registration, "A-1", access.CodeNoApplication},
		"an id that nobody has":              {c.kham, office.PurposeQueue, testenv.NewID(), access.CodeNoApplication},
		"a draft of the office":              {c.kham, office.PurposeQueue, draft, ""},
		"a draft of an office below":         {c.province, office.PurposeQueue, draft, access.CodeNoApplication},
		"an adjudication":                    {c.judge, access.PurposeDuplicates, asked, ""},
		"an adjudication, above":             {c.judgeAll, access.PurposeDuplicates, asked, ""},
		"an adjudication, for the queue":     {c.judge2, office.PurposeQueue, asked, access.CodeNoApplication},
		"an application, for adjudicators":   {c.judge, access.PurposeDuplicates, birth, access.CodeNoAdjudication},
		"an adjudication, who is none":       {c.kham, access.PurposeDuplicates, asked, "purpose-not-for-role"},
		"adjudicators, no id":                {c.judge, access.PurposeDuplicates, "A-1", access.CodeNoAdjudication},
		"adjudicators, an id that is nobody": {c.judge, access.PurposeDuplicates, testenv.NewID(), access.CodeNoAdjudication},
	} {
		err := c.CheckCase(context.Background(), test.who, access.Reason{What: access.WhatPerson, Purpose: test.purpose, Case: test.cause})
		if test.code == "" && err != nil || test.code != "" && !register.HasCode(err, test.code) {
			t.Errorf("%s: %v, want %q", name, err, test.code)
		}
	}
}

// Whoever is renamed into somebody else's name is asked about as who they are.
func TestARenamingThatMakesSomebodyLikeAnother(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	renamed := w.entered(t, enrolment(boun, func(e *acts.Enrolment) {
		e.Name, e.Mother, e.Father = fullName("ສີດາ", "ພົມມະວົງ", register.Lao), nil, nil
		e.Born = register.InYear(1987, register.Declared)
	}))
	change := w.Proposal("name-change", acts.NameChange{Person: string(renamed.Number()), Name: fullName("ບົວວັນ", "ໄຊຍະວົງ", register.Lao)})
	change.ID, change.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
	a := w.declare(t, w.noy, draft(change))
	q := w.asked(t, a)
	if q.Subject != renamed.ID || q.Kind != "name-change" || q.Act != change.ID || len(q.Candidates) != 1 || q.Candidates[0].Person != there.ID || q.Candidates[0].Named != string(there.Number()) {
		t.Fatalf("asked is %+v", q)
	}
	before := w.looksSoFar(t)
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if one := v.One.Open(); one.ID != renamed.ID && one.Official().Forms[0].String() != "ບົວວັນ ໄຊຍະວົງ" {
		t.Errorf("the one is %+v", one)
	}
	if got := subjectsOf(w.looksSince(t, before), false); !slices.Equal(got, []register.Ref{there.Ref(), renamed.Ref()}) {
		t.Errorf("looked at are %v", got)
	}
	_, err = w.Adjudicate(ctx, w.judge, q.ID, another("ຄົນລະຄົນ"))
	must(t, err)
	a = w.stored(t, a.ID)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered || !slices.Equal(codes(decided[0].Findings), []string{application.CodeAnotherPerson}) {
		t.Errorf("it is %s: %+v", a.State, decided)
	}
}

// A subject that the application's own act has changed counts as seen after it. What anybody else
// has changed since the declaration is told, whenever it was.
func TestWhatChangedSinceTheDeclaration(t *testing.T) {
	for name, test := range map[string]struct {
		foreign string // when somebody else changes the person
		told    bool
	}{"nobody else": {"", false}, "before the own act": {"before", true}, "after it": {"after", true}} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			man := w.alone(t, "ບຸນ", "1980-01-01", "0101001", "30")
			foreign := func() {
				w.Must(t, w.Proposal("identifier", acts.Identifier{Person: string(man.Number()), Opens: &register.Identifier{Kind: "old-card", Value: "1234"}}))
			}
			a := w.declare(t, w.noy, twice(t, w, string(man.Number())))
			if test.foreign == "before" {
				foreign()
			}
			p := a.Acts[0].Proposal // the first is registered by an earlier decision
			p.Registrar, p.Seen = w.kham.Officer.ID, nil
			act := w.Must(t, p)[0]
			a.Acts[0].Outcome, a.Version = &application.Outcome{Seq: act.Seq, Act: act.ID, Printed: act.Printed}, a.Version+1
			must(t, w.desk.PutApplication(ctx, a))
			if test.foreign == "after" {
				foreign()
			}
			v, err := w.Open(ctx, w.kham, a.ID)
			must(t, err)
			if got := slices.Contains(codes(v.Acts[1].Findings), "subject-changed-since"); got != test.told {
				t.Errorf("opened, it tells of a change: %t", got)
			}
			a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
			must(t, err)
			if got := slices.Contains(codes(decided[1].Findings), "subject-changed-since"); got != test.told || (a.State == application.Registered) == test.told {
				t.Errorf("decided, it is %s and tells of a change: %t", a.State, got)
			}
			if decided[0].Outcome == nil || decided[0].Outcome.Seq != act.Seq || decided[0].Outcome.Before {
				t.Errorf("the first came to %+v", decided[0].Outcome)
			}
		})
	}
}

// What a submission that goes to the national desk leaves there.
func TestTheApplicationOfASubmission(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ລັບ", "1995-04-12", "0101001", "88")
	w.protect(t, mother)
	for name, test := range map[string]struct {
		taker   register.OfficerID
		writers []register.OfficerID
	}{"taken by another": {"noy", []register.OfficerID{"noy", "kham"}}} {
		p := w.submitted(w.BirthForm(t, string(mother.Number()), "2026-11-01"), w.kham)
		p.Declared, p.Declarant, p.DeclaredTo = w.Today()-1, "ນາງ ຄຳ", test.taker
		p.Accepted = []register.Accepted{{Code: "declared-late", Reason: "x"}}
		p.Seen = []register.Seen{{Subject: string(mother.Number()), Seq: 1}}
		before := w.looksSoFar(t)
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		if got := told[0]; got.Application != application.ID(p.ID) || got.Err != nil || got.Outcome != nil || got.Numbers != nil || got.Findings != nil {
			t.Errorf("%s: it came to %+v", name, got)
		}
		got := w.stored(t, told[0].Application)
		if got.Submitted == "" {
			t.Errorf("%s: nothing tells the submission", name)
		}
		for i := range got.History {
			got.History[i].At = got.History[i].At.In(testenv.Vientiane)
		}
		kept := p
		kept.Office, kept.Registrar, kept.Accepted, kept.Seen = "CENTRE", "", nil, []register.Seen{{Subject: string(mother.Number()), Seq: w.subjectOf(t, mother.ID).Seq()}}
		now := w.Country.Now()
		want := application.Application{
			ID: application.ID(p.ID), Version: 1, State: application.Declared, Acts: []application.Item{{Proposal: kept, TypedBy: "kham"}}, Declarant: application.Declarant{Name: "ນາງ ຄຳ"},
			DeclarantBy: "kham", TakenBy: test.taker, Writers: test.writers, TakenAt: "D0101", Office: "CENTRE", Day: w.Today() - 1, HandedIn: w.Today(), Due: w.Today() + 3, Submitted: got.Submitted,
			History: []application.Change{{At: now, By: "kham", Office: "D0101", To: application.Draft}, {At: now, By: "kham", Office: "D0101", From: application.Draft, To: application.Declared}},
		}
		want.Touched, got.Touched = now, got.Touched.In(testenv.Vientiane)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the application differs (-want +got)\n%s", name, diff)
		}
		looks := w.looksSince(t, before)
		if got := subjectsOf(looks, true); !slices.Equal(got, []register.Ref{mother.Ref()}) || looks[0].Case != string(p.ID) {
			t.Errorf("%s: the looks are %+v", name, looks)
		}
	}
}

// Of several proposals each comes to its own: registered, refused, sent by name or by its effects,
// in whatever order they stand.
func TestSubmissionsOfAllSortsAtOnce(t *testing.T) {
	for turn := range 5 {
		c := newCounter(t)
		bad := c.submitted(c.BirthForm(t, string(c.mother), "2026-11-01"), c.kham)
		bad.Office = "P01"
		stopped := c.submitted(c.BirthForm(t, string(c.mother), "1990-01-01"), c.kham)
		good := c.submitted(c.anew(), c.kham)
		list := []register.Proposal{bad, c.coveredSent, c.widowingSent, stopped, good}
		want := map[register.ActID]string{bad.ID: "office-not-own", c.coveredSent.ID: "sent", c.widowingSent.ID: "sent", stopped.ID: "child-before-mother", good.ID: "registered"}
		list = append(list[turn:], list[:turn]...)
		told, err := c.Submit(context.Background(), c.kham, list)
		must(t, err)
		for n, p := range list {
			got := "refused"
			switch s := told[n]; {
			case s.Outcome != nil && s.Outcome.Act == p.ID && len(s.Numbers) == 1:
				got = "registered"
			case s.Application == application.ID(p.ID) && s.Err == nil:
				got = "sent"
			case s.Err != nil && len(s.Findings) > 0:
				got = s.Findings[0].Code
				refuses(t, s.Err, register.Error{Kind: register.Invalid, Op: map[bool]register.Operation{true: "office.Submit", false: "registrar.Register"}[p.ID == bad.ID], Code: map[bool]string{true: "office-not-own"}[p.ID == bad.ID]})
			}
			if got != want[p.ID] {
				t.Errorf("turn %d, number %d came to %s, not %s: %+v", turn, n, got, want[p.ID], told[n])
			}
		}
	}
}

// Whichever step of the writing transaction fails, an officer is told that nobody knows, and the
// same errand once more comes to one act.
func TestTheWritingTransactionThatFails(t *testing.T) {
	for name, e := range map[string]struct {
		do   func(w *world, p register.Proposal, a application.Application) error
		acts int64
	}{
		"registering": {func(w *world, _ register.Proposal, a application.Application) error {
			now := w.desk.mustHave(a.ID)
			told, decided, err := w.Decide(context.Background(), w.kham, a.ID, now.Version, nil)
			if err == nil && (told.State != application.Registered || decided[0].Outcome == nil) {
				return fmt.Errorf("it is %s", told.State)
			}
			return err
		}, 1},
		"submitting": {func(w *world, p register.Proposal, _ application.Application) error {
			told, err := w.Submit(context.Background(), w.kham, []register.Proposal{p})
			if err == nil {
				err = told[0].Err
			}
			if err == nil && told[0].Outcome == nil {
				return errors.New("it is not registered")
			}
			return err
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			for n, more := 0, true; more; n++ {
				f := &testenv.Failing{At: n, Kind: register.Unavailable}
				w := newWorldWith(t, testenv.Options{Change: func(p *node.Parts) { f.Register, p.Register = p.Register, f }})
				mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
				a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
				p := w.submitted(w.BirthForm(t, string(mother.Number()), "2026-10-21"), w.kham)
				head, err := w.Country.Store.Head(context.Background())
				must(t, err)
				f.Armed = true
				err = e.do(w, p, a)
				f.Armed = false
				if more = len(f.Calls) > n; more {
					if register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) {
						t.Errorf("%s (%d) fails: it is told as %v", f.Calls[n], n, err)
					}
					if now := w.stored(t, a.ID); name == "registering" && (now.State != application.Declared || now.Deciding == nil || now.Deciding.By != "kham" || !now.Deciding.At.Equal(w.Country.Now())) {
						t.Errorf("%s (%d) fails: the application is %s, decided by %+v", f.Calls[n], n, now.State, now.Deciding)
					}
					err = e.do(w, p, a)
				}
				must(t, err)
				now, err := w.Country.Store.Head(context.Background())
				must(t, err)
				if now.Size != head.Size+e.acts {
					t.Errorf("the call %d fails: %d acts are registered", n, now.Size-head.Size)
				}
			}
		})
	}
}

// Two who were told apart at a counter are never asked about, whatever cannot be read meanwhile.
func TestAnOutageWhereTwoWereToldApart(t *testing.T) {
	outage := &testenv.Outage{}
	w, ctx := newWorldWith(t, testenv.Options{Compare: true, Change: outage.Into}), context.Background()
	one, two := w.toldApart(t)
	for n, more := 0, true; more; n++ {
		outage.Arm(n)
		id, opened, err := w.OpenAdjudication(ctx, w.Pass, office.Pair{Persons: [2]register.PersonID{one.ID, two.ID}})
		calls, failed := outage.Disarm()
		if more = failed; failed && register.KindOf(err) != register.Unavailable || !failed && err != nil || id != "" || opened {
			t.Errorf("%v, number %d fails: %s, %t, %v", calls, n, id, opened, err)
		}
	}
}

// paperOfTheMerged is a draft of an annulment, with its paper, of an act about somebody whose
// record is merged into one that is merged into a third.
func (w *world) paperOfTheMerged(t *testing.T, records ...*register.Person) (application.ID, string) {
	if records == nil {
		records = w.threeRecords(t)
	}
	first, second, third := records[0], records[1], records[2]
	change := w.Proposal("name-change", acts.NameChange{Person: string(first.Number()), Name: testenv.Named("ຄຳ", "Kham")})
	change.Evidence = []register.Evidence{{Kind: "declaration"}}
	renamed := w.Must(t, change)[0]
	for _, two := range [][2]*register.Person{{second, first}, {third, second}} {
		w.Must(t, w.Proposal("merge", acts.Merge{Survivor: string(two[0].Number()), Other: string(two[1].Number()), Reason: "x"}))
	}
	paper, err := w.Upload(context.Background(), w.noy, "declaration", bytes.NewReader(newPaper))
	must(t, err)
	p := w.Proposal("annulment", acts.Annulment{Act: string(renamed.ID), Reason: "x"})
	p.ID, p.Evidence = register.ActID(testenv.NewID()), []register.Evidence{paper}
	a, err := w.SaveDraft(context.Background(), w.noy, draft(p), 0)
	must(t, err)
	return a.ID, paper.SHA256
}

func (w *world) threeRecords(t *testing.T) (out []*register.Person) {
	for _, house := range []string{"30", "31", "32"} {
		out = append(out, w.alone(t, "ຄຳ", "1990-01-01", "0101001", house))
	}
	return out
}

// A paper beside the annulment of an act is about those whom that act was about, and where one of
// them is merged away since, about every record that answers for it.
func TestAMergedRecordIsLookedAtWithItsSurvivors(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	records := w.threeRecords(t)
	id, sha := w.paperOfTheMerged(t, records...)
	before := w.looksSoFar(t)
	_, _, err := w.Download(ctx, w.noy, id, sha)
	must(t, err)
	if got := subjectsOf(w.looksSince(t, before), false); !slices.Equal(got, []register.Ref{records[0].Ref(), records[1].Ref(), records[2].Ref()}) {
		t.Errorf("looked at are %v", got)
	}
}

// A returned application that is saved again stays with the office that returned it, which reads it
// meanwhile; nothing is found of an office that it does not have. Where the law does not let that office
// decide what it holds now, it goes to one that may.
func TestAReturnedApplicationKeepsItsOffice(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
	in := draft(w.BirthForm(t, string(mother.Number()), "2026-10-20"))
	a := w.declare(t, w.noy, in)
	a, err := w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "x"}})
	must(t, err)
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
	must(t, err)
	for name, who := range map[string]access.Actor{"who took it": w.noy, "a colleague": w.kham, "the province": w.province} {
		v, err := w.Open(ctx, who, a.ID)
		must(t, err)
		if got := codes(v.Acts[0].Findings); v.Office != "D0101" || slices.Contains(got, access.CodeOfficeUnknown) {
			t.Errorf("%s finds %v at %q", name, got, v.Office)
		}
	}
	far := w.alone(t, "ແກ້ວ", "1990-04-12", "0101001", "31")
	in.Acts = []register.Proposal{w.Proposal(register.KindProtection, acts.Protection{Person: string(far.Number()), Article: "ມາດຕາ 9"})}
	in.Acts[0].ID, in.Acts[0].Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
	must(t, err)
	if a, err = w.Declare(ctx, w.noy, a.ID, a.Version); a.Office != "CENTRE" {
		t.Errorf("a protection is for %s to decide, %v", a.Office, err)
	}
}
