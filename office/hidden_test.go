package office_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// death proposes the death of a husband, which changes his wife, whom nothing in it names.
func (w *world) death(t testing.TB, of *register.Person, papers ...register.Evidence) register.Proposal {
	t.Helper()
	p := w.Proposal(register.KindDeath, acts.Death{Person: string(of.Number()), Died: testenv.Date(t, "2026-10-19")})
	p.ID, p.Happened, p.Evidence = register.ActID(testenv.NewID()), testenv.Date(t, "2026-10-19"), []register.Evidence{{Kind: "death-notice", Note: "ນາງຢູ່ສາລາ"}}
	p.Evidence = append(p.Evidence, papers...)
	return p
}

// couple are a husband and a wife who lives elsewhere.
func (w *world) couple(t testing.TB) (man, wife *register.Person) {
	t.Helper()
	man, wife = w.Resident(t, "ບຸນ", register.Male, "1980-04-01", "0101001"), w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
	w.marry(t, wife, man)
	return man, wife
}

// attached keeps a picture for an officer.
func (w *world) attached(t testing.TB, who access.Actor, kind string) register.Evidence {
	t.Helper()
	paper, err := w.Upload(context.Background(), who, "", bytes.NewReader(picture(t, 8)))
	must(t, err)
	paper.Kind = kind
	return paper
}

// A line of a list tells of an application what may be read of it: a name beside "protection" tells who
// asked for one, though no number of theirs was typed.
func TestALineOfAListTellsWhatMayBeRead(t *testing.T) {
	for name, about := range map[string]func(*testing.T, *world) (register.Proposal, *register.Person){
		"whom an act names": func(t *testing.T, w *world) (register.Proposal, *register.Person) {
			her := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30")
			return w.aDeclaration(t, her), her
		},
		"whom an act would change": func(t *testing.T, w *world) (register.Proposal, *register.Person) {
			man, wife := w.couple(t)
			return w.death(t, man), wife
		},
	} {
		for state, bring := range kept {
			w, ctx := newWorld(t), context.Background()
			p, her := about(t, w)
			a := bring(t, w, p)
			line := func(who access.Actor) application.Entry {
				found, _, err := w.Taken(ctx, who, []application.State{a.State}, application.Cursor{})
				must(t, err)
				if len(found) != 1 {
					t.Fatalf("%s, %s: listed are %+v", name, state, found)
				}
				return found[0]
			}
			full := line(w.kham)
			if full.Withheld || !slices.Equal(full.Kinds, []register.Kind{p.Kind}) || full.Declarant != "ນາງ ຄຳ" {
				t.Errorf("%s, %s: before the protection the line is %+v", name, state, full)
			}
			w.protect(t, her)
			before := w.looksSoFar(t)
			if got := line(w.kham); !got.Withheld || got.Kinds != nil || got.Declarant != "" || got.Office != "" || got.ID != a.ID || got.State != a.State {
				t.Errorf("%s, %s: a colleague reads %+v", name, state, got)
			}
			if looks := w.looksSince(t, before); !slices.Contains(subjectsOf(looks, true), her.Ref()) {
				t.Errorf("%s, %s: the looks are %v", name, state, looks)
			}
			if got := line(w.noy); got.Withheld || got.Declarant != full.Declarant {
				t.Errorf("%s, %s: whoever typed it reads %+v", name, state, got)
			}
		}
	}
}

// An adjudicator reads nothing, rules nothing and has no case where the application is hidden because of
// somebody beside: whom an act names, or only changes.
func TestAnAdjudicatorMeetsOneGate(t *testing.T) {
	for name, named := range map[string]bool{"whom an act names": true, "whom an act would change": false} {
		w, ctx := comparing(t), context.Background()
		w.entered(t, enrolment(boun, nil))
		man, wife := w.couple(t)
		asks, beside := enrolment(boun, nil), w.death(t, man)
		paper := w.attached(t, w.noy, "declaration")
		asks.Evidence, beside.Evidence = append(asks.Evidence, paper), append(beside.Evidence, paper)
		her := map[bool]*register.Person{true: man, false: wife}[named]
		a := w.declare(t, w.noy, draft(asks, beside))
		q := w.asked(t, a)
		may := func(who access.Actor) (errs []error) {
			_, err := w.Adjudication(ctx, who, q.ID)
			_, _, paperErr := w.AdjudicationPaper(ctx, who, q.ID, paper.SHA256)
			return []error{err, paperErr, w.CheckCase(ctx, who, access.Reason{What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: string(q.ID)})}
		}
		for _, err := range may(w.judge) {
			must(t, err)
		}
		w.protect(t, her)
		_, err := w.Adjudicate(ctx, w.judge, q.ID, another("ອື່ນ"))
		if wants(t, err, register.Forbidden, access.CodeNationalDesk); !w.refusedLook(t, her) {
			t.Errorf("%s: looks at her are %v", name, w.lookedAt(t, her))
		}
		if now := w.stored(t, a.ID); now.State != application.Adjudicated {
			t.Errorf("%s: after the ruling it is %s", name, now.State)
		}
		for i, err := range may(w.judge) {
			if err == nil {
				t.Errorf("%s: the adjudicator may do %d", name, i)
			}
		}
		for _, err := range may(w.judgeAll) {
			must(t, err)
		}
	}
}

// Whoever reads an adjudication reads who declared: the look at the declarant is written.
func TestAnAdjudicatorLooksAtTheDeclarant(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	aunt := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	in := draft(enrolment(boun, nil))
	in.Declarant = application.Declarant{Person: string(aunt.Number()), Name: "ນາງ ດາ", Relation: "aunt"}
	q := w.asked(t, w.declare(t, w.noy, in))
	before := len(w.lookedAt(t, aunt))
	v, err := w.Adjudication(ctx, w.judge, q.ID)
	must(t, err)
	if v.Declaration.Declarant != in.Declarant || len(w.lookedAt(t, aunt)) != before+1 {
		t.Errorf("told is %+v, by %v", v.Declaration.Declarant, w.lookedAt(t, aunt))
	}
}

// A paper that lies beside an act because of which another application is hidden is read by nobody through
// this one, which tells so on its page, and the look is written.
func TestAPaperOfAHiddenApplicationIsReadThroughNoOther(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man, wife := w.couple(t)
	other := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	paper := w.attached(t, w.noy, "declaration")
	w.declare(t, w.noy, draft(w.death(t, man, paper)))
	rename := w.Proposal(register.KindNameChange, acts.NameChange{Person: string(other.Number()), Name: testenv.Named("ໃໝ່", "")})
	rename.ID, rename.Evidence = register.ActID(testenv.NewID()), []register.Evidence{paper}
	b := w.declare(t, w.noy, draft(rename))
	_, _, err := w.Download(ctx, w.kham, b.ID, paper.SHA256)
	must(t, err)
	w.protect(t, wife)
	v, err := w.Open(ctx, w.kham, b.ID)
	must(t, err)
	if v.Acts[0].Withheld || !slices.Equal(v.WithheldPapers, []string{paper.SHA256}) || !w.refusedLook(t, wife) {
		t.Errorf("withheld are %v; looks at her %v", v.WithheldPapers, w.lookedAt(t, wife))
	}
	_, _, err = w.Download(ctx, w.kham, b.ID, paper.SHA256)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	_, _, err = w.Download(ctx, w.national, b.ID, paper.SHA256)
	must(t, err)
}

// Whoever typed one act of a hidden application reads it with its papers, and of the others no more than
// their kind. Whoever typed the draft that hides it is told nothing of why.
func TestWhoTypedAnActReadsItsPapers(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man, wife := w.couple(t)
	other := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	first, second := w.attached(t, w.noy, "declaration"), w.attached(t, w.kham, "declaration")
	in := draft(w.death(t, man, first))
	a, err := w.SaveDraft(ctx, w.noy, in, 0)
	must(t, err)
	rename := w.Proposal(register.KindNameChange, acts.NameChange{Person: string(other.Number()), Name: testenv.Named("ໃໝ່", "")})
	rename.ID, rename.Evidence = register.ActID(testenv.NewID()), []register.Evidence{second}
	in.Acts = append(in.Acts, rename)
	a, err = w.SaveDraft(ctx, w.kham, in, a.Version)
	must(t, err)
	w.protect(t, wife)
	for who, reads := range map[*access.Actor][]bool{&w.noy: {true, true}, &w.kham: {false, true}} {
		v, err := w.Open(ctx, *who, a.ID)
		must(t, err)
		for i, sha := range []string{first.SHA256, second.SHA256} {
			_, _, err := w.Download(ctx, *who, a.ID, sha)
			if v.Acts[i].Withheld == reads[i] || tells(t, v, sha) != reads[i] || len(v.WithheldPapers) != 0 || (err == nil) != reads[i] {
				t.Errorf("%s of act %d: act withheld %t, papers %v, %v", who.Officer.ID, i, v.Acts[i].Withheld, v.WithheldPapers, err)
			}
		}
	}
}

// Of an application that is hidden nobody is told as whom somebody is registered already, nor the sum by
// which its content could be guessed.
func TestOfAHiddenApplicationNothingIsToldBeside(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	man, wife := w.couple(t)
	a := w.declare(t, w.noy, draft(enrolment(boun, nil), w.death(t, man)))
	_, err := w.Adjudicate(ctx, w.judge, w.asked(t, a).ID, theSame("ຄົນດຽວກັນ"))
	must(t, err)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if len(v.Existing) != 1 || v.Existing[0].Person.Open().ID != there.ID {
		t.Fatalf("before the protection existing are %+v", v.Existing)
	}
	w.protect(t, wife)
	v, err = w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if !v.Acts[0].Withheld || v.Existing != nil || v.Acts[0].Before != nil || tells(t, v, "ນາງຢູ່ສາລາ") || tells(t, v, string(there.Number())) {
		t.Errorf("a colleague reads %+v", v)
	}
	sent := w.BirthForm(t, string(w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30").Number()), "2026-10-20")
	sum := application.SubmittedSum(&sent)
	told, err := w.Submit(ctx, w.national, []register.Proposal{sent})
	must(t, err)
	if told[0].Application != "" {
		v, err = w.Open(ctx, w.national, told[0].Application)
		if must(t, err); tells(t, v, sum) {
			t.Error("the sum of what was submitted is told")
		}
	}
}

// However many an application would change, whoever may read it reads it, by several looks.
func TestAnApplicationAboutManyIsRead(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	var all [3][]string
	for i := range all {
		for range 340 {
			all[i] = append(all[i], string(w.alone(t, "ຄຳ", "1991-04-01", "0101001", "1").Number()))
		}
	}
	var proposals []register.Proposal
	for _, persons := range all {
		p := w.Proposal(register.KindTemporaryStay, acts.TemporaryStay{Persons: persons, At: acts.Dwelling{Code: "0101002", House: "9"}})
		p.ID = register.ActID(testenv.NewID())
		proposals = append(proposals, p)
	}
	a := w.declare(t, w.noy, draft(proposals...))
	before := w.looksSoFar(t)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if looked := subjectsOf(w.looksSince(t, before), false); v.Acts[2].Sides[339].After.Open() == nil || len(access.SortSubjects(looked)) != 3*340 {
		t.Errorf("%d are looked at", len(access.SortSubjects(looked)))
	}
}

// Where somebody protected lives now is told by no former home of whoever lived with them and moved
// away: not by an act that is registered, nor by a candidate's document.
func TestFormerHomesDoNotTellWhereTheProtectedLive(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	a := w.registered(t, draft(enrolment(boun, nil))) // at house 12
	daughter := w.subject(t, a.Acts[0].Outcome.Seq)
	mother := w.Resident(t, "ຄຳ", register.Female, "1960-04-12", "0101001") // at house 12 too
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{string(daughter.Number())}, To: acts.Dwelling{Code: "0101002", House: "7"}}))
	again := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, again)
	told := func() (onPage, inCase bool) {
		v, err := w.Open(ctx, w.kham, a.ID)
		must(t, err)
		adj, err := w.Adjudication(ctx, w.judge, q.ID)
		must(t, err)
		return tells(t, v, `"house":"12"`), livedAt(adj.Others[0].Open(), "12")
	}
	if onPage, inCase := told(); !onPage || !inCase {
		t.Fatalf("before the protection her former home is told: %t, %t", onPage, inCase)
	}
	w.protect(t, mother)
	before := w.looksSoFar(t)
	if onPage, inCase := told(); onPage || inCase {
		t.Errorf("after it: %t, %t", onPage, inCase)
	}
	for _, by := range []register.OfficerID{w.kham.Officer.ID, w.judge.Officer.ID} { // each page left it out
		if !slices.ContainsFunc(w.looksSince(t, before), func(l access.Look) bool {
			return l.Officer == by && l.Refused && slices.Contains(l.Subjects, mother.Ref())
		}) {
			t.Errorf("no look of %s tells of her: %v", by, w.looksSince(t, before))
		}
	}
	before = w.looksSoFar(t)
	adj, err := w.Adjudication(ctx, w.judgeAll, q.ID)
	must(t, err)
	if !livedAt(adj.Others[0].Open(), "12") || !slices.Contains(subjectsOf(w.looksSince(t, before), false), mother.Ref()) {
		t.Errorf("the national desk is shown %v, by %v", adj.Others[0].Open().Residences, w.looksSince(t, before))
	}
}

func livedAt(p *register.Person, house string) bool {
	return slices.ContainsFunc(p.Residences, func(f register.Fact[register.Residence]) bool { return f.Value.Address.Dwelling == house })
}

// A colleague who may not read an application takes the steps that are the declarant's all the same, and
// of each the look is written; what stops it tells them nothing of what stands beside. Whoever typed it
// leaves the looks that they always leave.
func TestABlindStepLeavesALook(t *testing.T) {
	why := []application.Reason{{Act: -1, Text: "x"}}
	for name, step := range map[string]func(*testing.T, *world, access.Actor, application.Application) error{
		"withdraw": func(_ *testing.T, w *world, who access.Actor, a application.Application) error {
			_, err := w.Withdraw(context.Background(), who, a.ID, a.Version, "ຂໍຖອນ")
			return err
		},
		"appeal": func(t *testing.T, w *world, who access.Actor, a application.Application) error {
			a, err := w.Refuse(context.Background(), w.national, a.ID, a.Version, why)
			must(t, err)
			_, err = w.Appeal(context.Background(), who, a.ID, a.Version, "ຂໍອຸທອນ")
			return err
		},
		"hand in": func(t *testing.T, w *world, who access.Actor, a application.Application) error {
			a, err := w.Return(context.Background(), w.national, a.ID, a.Version, why)
			must(t, err)
			_, err = w.Declare(context.Background(), who, a.ID, a.Version)
			return err
		},
	} {
		w := newWorld(t)
		man, wife := w.couple(t)
		a := w.declare(t, w.noy, draft(w.death(t, man)))
		w.protect(t, wife)
		before := w.looksSoFar(t)
		must(t, step(t, w, w.kham, a))
		if !slices.ContainsFunc(w.looksSince(t, before), func(l access.Look) bool {
			return l.Officer == w.kham.Officer.ID && slices.Contains(l.Subjects, wife.Ref())
		}) {
			t.Errorf("%s: the looks are %v", name, w.looksSince(t, before))
		}
	}
	w, ctx := newWorld(t), context.Background()
	man, wife := w.couple(t)
	other := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	rename := w.Proposal(register.KindNameChange, acts.NameChange{Person: string(other.Number()), Name: testenv.Named("ໃໝ່", "")})
	rename.ID, rename.Happened = register.ActID(testenv.NewID()), testenv.Date(t, "1969-01-01")
	a, err := w.SaveDraft(ctx, w.noy, draft(w.death(t, man), rename), 0)
	must(t, err)
	w.protect(t, wife)
	_, err = w.Declare(ctx, w.kham, a.ID, a.Version)
	wants(t, err, register.Forbidden, access.CodeNationalDesk) // all that stops it tells of somebody
}

// By submitting the act again nobody writes over an application that is withheld from them either.
func TestASubmissionWritesOverNothingWithheld(t *testing.T) {
	for _, state := range []string{"a draft", "returned"} {
		w, ctx := newWorld(t), context.Background()
		man, wife := w.couple(t)
		p := w.death(t, man)
		a := kept[state](t, w, p)
		w.protect(t, wife)
		again := w.submitted(p, w.kham)
		again.ID = p.ID
		told, err := w.Submit(ctx, w.kham, []register.Proposal{again})
		must(t, err)
		if told[0].Err == nil || told[0].Application != "" || told[0].Outcome != nil {
			t.Errorf("%s: it comes to %+v", state, told[0])
		}
		if now := w.stored(t, a.ID); now.Version != a.Version || now.Acts[0].TypedBy != w.noy.Officer.ID {
			t.Errorf("%s: the desk holds version %d, typed by %s", state, now.Version, now.Acts[0].TypedBy)
		}
	}
}

// Where a registered act hides the rest of an application, only the national desk decides the rest.
func TestWhatIsHiddenByARegisteredActIsDecidedByTheDesk(t *testing.T) {
	why := []application.Reason{{Act: -1, Text: "x"}}
	w, ctx := newWorld(t), context.Background()
	a := w.partlyRegistered(t)
	act, err := w.Act(ctx, w.Pass, string(a.Acts[0].Outcome.Act))
	must(t, err)
	her := w.subject(t, act.Seq)
	w.protect(t, her)
	_, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	_, err = w.Refuse(ctx, w.kham, a.ID, a.Version, why)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	_, err = w.Return(ctx, w.kham, a.ID, a.Version, why)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	if len(w.lookedAt(t, her)) != 4 || !w.refusedLook(t, her) {
		t.Errorf("the looks at her are %v", w.lookedAt(t, her))
	}
}

// Who rewrites an application whose declarant is withheld from them, and types none, leaves the declarant
// as they are.
func TestAWithheldDeclarantStays(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	aunt := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	in := draft(w.BirthForm(t, "", "2026-10-20"))
	in.Declarant = application.Declarant{Person: string(aunt.Number()), Name: "ນາງ ດາ", Relation: "aunt"}
	a, err := w.SaveDraft(ctx, w.noy, in, 0)
	must(t, err)
	typed := in
	typed.Acts = []register.Proposal{w.BirthForm(t, "", "2026-10-21")}
	a, err = w.SaveDraft(ctx, w.kham, typed, a.Version)
	must(t, err)
	w.protect(t, aunt)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if !v.DeclarantWithheld || v.Acts[0].Withheld {
		t.Fatalf("who typed the act is shown %+v", v.Acts[0])
	}
	typed.Declarant, typed.Together = application.Declarant{}, true
	a, err = w.SaveDraft(ctx, w.kham, typed, a.Version)
	must(t, err)
	if a.Declarant != in.Declarant || a.DeclarantBy != w.noy.Officer.ID || !a.Together {
		t.Errorf("the desk holds %+v, typed by %s", a.Declarant, a.DeclarantBy)
	}
}

// A paper of a registered act because of which its application is hidden is read through no other
// application, by an adjudicator neither.
func TestAPaperOfARegisteredActIsReadThroughNoOther(t *testing.T) {
	outage := &testenv.Outage{}
	w, ctx := newWorldWith(t, testenv.Options{Compare: true, Change: outage.Into}), context.Background()
	w.entered(t, enrolment(boun, nil))
	man, wife := w.couple(t)
	paper := w.attached(t, w.noy, "declaration")
	w.registered(t, draft(w.death(t, man, paper)))
	asks := enrolment(boun, nil)
	asks.Evidence = append(asks.Evidence, paper)
	a := w.declare(t, w.noy, draft(asks))
	q := w.asked(t, a)
	_, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256)
	must(t, err)
	_, _, err = w.AdjudicationPaper(ctx, w.judge, q.ID, paper.SHA256)
	must(t, err)
	w.protect(t, wife)
	_, _, err = w.Download(ctx, w.kham, a.ID, paper.SHA256)
	wants(t, err, register.Forbidden, access.CodeNationalDesk)
	_, _, err = w.AdjudicationPaper(ctx, w.judge, q.ID, paper.SHA256)
	if wants(t, err, register.Forbidden, access.CodeNationalDesk); !w.refusedLook(t, wife) {
		t.Errorf("the looks at her are %v", w.lookedAt(t, wife))
	}
	for n, failed := 0, true; failed; n++ {
		outage.Arm(n)
		content, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256)
		var calls []string
		if calls, failed = outage.Disarm(); failed && (content != nil || register.KindOf(err) != register.Unavailable) {
			t.Errorf("%s (%d) fails, and it comes to %d bytes, %v", calls[n], n, len(content), err)
		}
	}
}

// A paper is a look at those beside whom it lies, and not at others of the application.
func TestAPaperIsALookAtThoseBesideIt(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	other := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	asks, paper := enrolment(boun, nil), w.attached(t, w.noy, "declaration")
	asks.Evidence = append(asks.Evidence, paper)
	rename := w.Proposal(register.KindNameChange, acts.NameChange{Person: string(other.Number()), Name: testenv.Named("ໃໝ່", "")})
	rename.ID, rename.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "x"}}
	q := w.asked(t, w.declare(t, w.noy, draft(asks, rename)))
	before := len(w.lookedAt(t, other))
	_, _, err := w.AdjudicationPaper(ctx, w.judge, q.ID, paper.SHA256)
	must(t, err)
	if len(w.lookedAt(t, other)) != before {
		t.Errorf("the looks at him are %v", w.lookedAt(t, other))
	}
}

// One act of an application that is registered, and changed somebody who is protected since, hides what
// stands beside it. No read that fails lets it be seen, by whoever waits for the rest.
func TestARegisteredActHidesWhatStandsBesideIt(t *testing.T) {
	outage := &testenv.Outage{}
	w, ctx := newWorldWith(t, testenv.Options{Change: outage.Into}), context.Background()
	man, wife := w.couple(t)
	other := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	stopped := w.death(t, other)
	in := draft(stopped, w.death(t, man))
	a := w.declare(t, w.noy, in)
	w.Must(t, w.death(t, other))
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	if must(t, err); decided[0].Outcome != nil || decided[1].Outcome == nil {
		t.Fatalf("decided: %+v", decided)
	}
	v, err := w.Open(ctx, w.kham, a.ID)
	if must(t, err); v.Acts[0].Withheld {
		t.Fatal("it is withheld already")
	}
	w.protect(t, wife)
	withheld := func(v *office.View) bool { return v.Acts[0].Withheld && v.Acts[1].Withheld }
	v, err = w.Open(ctx, w.kham, a.ID)
	if must(t, err); !withheld(v) || !w.refusedLook(t, wife) {
		t.Errorf("it shows %+v; looks %v", v.Acts, w.lookedAt(t, wife))
	}
	for n, failed := 0, true; failed; n++ {
		outage.Arm(n)
		v, err := w.Open(ctx, w.kham, a.ID)
		var calls []string
		if calls, failed = outage.Disarm(); failed && (err == nil && !withheld(v) || err != nil && register.KindOf(err) != register.Unavailable) {
			t.Errorf("%s (%d) fails, and it shows %+v, %v", calls[n], n, v, err)
		}
	}
	before := w.looksSoFar(t)
	_, err = w.Withdraw(ctx, w.kham, a.ID, a.Version, "ຂໍຖອນ")
	if must(t, err); !slices.Contains(subjectsOf(w.looksSince(t, before), true), wife.Ref()) {
		t.Errorf("it is withdrawn blind, by the looks %v", w.looksSince(t, before))
	}
}

// The national desk, which alone decides, sees the home of somebody protected that an act would end; it is
// a former home only once the act is registered.
func TestTheDeskSeesTheHomeThatAnActEnds(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	wife, inmate := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "31")
	moves := w.Proposal(register.KindMove, acts.Move{Persons: []string{string(inmate.Number())}, To: acts.Dwelling{Code: "0101002", House: "44"}})
	moves.ID, moves.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "x"}}
	waiting := map[*register.Person]application.Application{wife: w.declare(t, w.noy, draft(w.death(t, wife))), inmate: w.declare(t, w.noy, draft(moves))}
	w.protect(t, wife)
	for who, a := range waiting {
		v, err := w.Open(ctx, w.national, a.ID)
		must(t, err)
		ends := false
		for _, side := range v.Acts[0].Sides {
			before, _ := side.Before.Open().(*register.Person)
			after, _ := side.After.Open().(*register.Person)
			if side.Ref != who.Ref() || before == nil || after == nil {
				continue
			}
			for i := range after.Residences {
				ends = ends || after.Residences[i].Standing().Ended && after.Residences[i].Value.Address.Dwelling == "31"
			}
			ends = ends && len(before.Residences) > 0
		}
		if !ends {
			t.Errorf("the %s shows %+v", v.Acts[0].Proposal.Kind, v.Acts[0].Sides)
		}
	}
}

// Nor is it told by a relative whom a candidate names.
func TestFormerHomesOfRelativesDoNotTellWhereTheProtectedLive(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	aunt := w.Resident(t, "ນ້າ", register.Female, "1962-04-12", "0101001") // at house 12
	mother := w.alone(t, "ຄຳຫຼ້າ", "1960-04-12", "0101001", "77")          // was there
	hers := func(e *acts.Enrolment) {
		e.Mother = &acts.Who{Person: string(mother.Number())}
		e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "55"}}
	}
	w.registered(t, draft(enrolment(boun, hers)))
	q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, hers))))
	told := func() bool {
		v, err := w.Adjudication(ctx, w.judge, q.ID)
		must(t, err)
		p := v.People.Open()[mother.ID]
		if p == nil {
			t.Fatal("the mother is not named")
		}
		return livedAt(p, "12")
	}
	if !told() {
		t.Fatal("before the protection her former home is not told")
	}
	if w.protect(t, aunt); told() || !w.refusedLook(t, aunt) {
		t.Errorf("after it, it is, by the looks %v", w.lookedAt(t, aunt))
	}
}

// Nor by what an act of an application shows before and after, or by somebody whom it names, or by the
// person who is registered already: of each the look at the protected is written, and the desk sees it.
func TestAnApplicationLeavesFormerHomesOutByALook(t *testing.T) {
	for name, declared := range map[string]func(*world, *register.Person) register.Proposal{
		"changed": func(w *world, p *register.Person) register.Proposal {
			return w.Proposal(register.KindNameChange, acts.NameChange{Person: string(p.Number()), Name: testenv.Named("ໃໝ່", "")})
		},
		"named": func(w *world, p *register.Person) register.Proposal {
			return w.BirthForm(t, string(p.Number()), "2026-10-20")
		},
	} {
		w, ctx := newWorld(t), context.Background()
		aunt := w.Resident(t, "ນ້າ", register.Female, "1962-04-12", "0101001")
		her := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
		w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{string(her.Number())}, To: acts.Dwelling{Code: "0101001", House: "77"}}))
		p := declared(w, her)
		if p.ID == "" {
			p.ID, p.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "x"}}
		}
		a := w.declare(t, w.noy, draft(p))
		shows := func(who access.Actor) (out bool) {
			v, err := w.Open(ctx, who, a.ID)
			must(t, err)
			for _, side := range v.Acts[0].Sides {
				if p, ok := side.Before.Open().(*register.Person); ok && p != nil {
					out = out || livedAt(p, "12")
				}
			}
			for _, p := range v.People.Open() {
				out = out || livedAt(p, "12")
			}
			return out
		}
		if !shows(w.kham) {
			t.Fatalf("%s: before the protection her former home is not told", name)
		}
		if w.protect(t, aunt); shows(w.kham) || !w.refusedLook(t, aunt) {
			t.Errorf("%s: it is told, or without a look: %v", name, w.lookedAt(t, aunt))
		}
		before := w.looksSoFar(t)
		if !shows(w.national) || !slices.Contains(subjectsOf(w.looksSince(t, before), false), aunt.Ref()) {
			t.Errorf("%s: the national desk is not shown it, or without a look: %v", name, w.looksSince(t, before))
		}
	}
}
