package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/office/evidence"
	"samano/reading"
	"samano/register"
)

// tells reports whether a value, as it would be written, holds a text.
func tells(t testing.TB, v any, text string) bool {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return strings.Contains(string(b), text)
}

// refusedLook reports whether the last look at somebody was refused.
func (w *world) refusedLook(t testing.TB, p *register.Person) bool {
	t.Helper()
	looks := w.lookedAt(t, p)
	return len(looks) > 0 && looks[0].Refused
}

// alone makes somebody live in a house that nobody shares.
func (w *world) alone(t testing.TB, name, born, village, house string) *register.Person {
	t.Helper()
	p := w.Resident(t, name, register.Female, born, village)
	w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(p.Number())}, To: acts.Dwelling{Code: register.Code(village), House: house}}))
	return w.PersonCalled(t, string(p.Number()))
}

// An annulment names an act, and so everybody whom that act is about: of the protected the
// national desk decides, by an application and without one, and the look is written.
func TestWhomAnotherActIsAboutIsNamedByIt(t *testing.T) {
	for _, annulled := range []register.Kind{register.KindProtection, register.KindNameChange} {
		t.Run(string(annulled), func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			p := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
			change := w.Proposal("name-change", acts.NameChange{Person: string(p.Number()), Name: testenv.Named("ໃໝ່", "")})
			change.Evidence = []register.Evidence{{Kind: "declaration"}}
			renamed := w.Must(t, change)[0]
			protected := w.Must(t, w.Proposal("protection", acts.Protection{Person: string(p.Number()), Article: "art. 12"}))[0]
			of := map[register.Kind]*register.Act{register.KindProtection: protected, register.KindNameChange: renamed}[annulled]
			annulment := func() register.Proposal {
				q := w.Proposal("annulment", acts.Annulment{Act: string(of.ID), Reason: "x"})
				q.ID = register.ActID(testenv.NewID())
				return q
			}
			a := w.declare(t, w.noy, draft(annulment()))
			if a.Office != "CENTRE" || !w.refusedLook(t, p) {
				t.Errorf("declared, it is decided at %s; looks %+v", a.Office, w.lookedAt(t, p))
			}
			if _, _, err := w.Decide(ctx, w.province, a.ID, a.Version, nil); err == nil {
				t.Error("the province decides it")
			}
			looks := len(w.lookedAt(t, p))
			told, err := w.Submit(ctx, w.province, []register.Proposal{w.submitted(annulment(), w.province)})
			must(t, err)
			if told[0].Outcome != nil || told[0].Application == "" || len(w.lookedAt(t, p)) == looks || !w.refusedLook(t, p) {
				t.Errorf("submitted, it comes to %+v; looks %+v", told[0], w.lookedAt(t, p))
			}
			if !w.PersonCalled(t, string(p.Number())).Protected() {
				t.Error("she is not protected any more")
			}
		})
	}
}

// An act whose effects change a protected person whom it does not name is decided by the
// national desk.
func TestWhomEffectsChangeIsNamedByThem(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	wife := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
	man := w.Resident(t, "ບຸນ", register.Male, "1980-04-01", "0101001")
	w.marry(t, wife, man)
	w.protect(t, wife)
	death := func() register.Proposal {
		p := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")})
		p.ID, p.Happened = register.ActID(testenv.NewID()), testenv.Date(t, "2026-10-19")
		for _, kind := range w.Law.Kinds["death"].Evidence.On(w.Today()).Value {
			p.Evidence = append(p.Evidence, register.Evidence{Kind: kind})
		}
		return p
	}
	a := w.declare(t, w.noy, draft(death()))
	if a.Office != "CENTRE" || !w.refusedLook(t, wife) {
		t.Errorf("declared, it is decided at %s; looks %+v", a.Office, w.lookedAt(t, wife))
	}
	looks := len(w.lookedAt(t, wife))
	told, err := w.Submit(ctx, w.kham, []register.Proposal{w.submitted(death(), w.kham)})
	must(t, err)
	if told[0].Outcome != nil || told[0].Application == "" || len(w.lookedAt(t, wife)) == looks {
		t.Errorf("submitted, it comes to %+v", told[0])
	}
}

// Who is named as examined, or as seen, is named: the answer is the same wherever a protected
// woman lives, and the national desk decides.
func TestWhomAProposalNamesBesideItsPayloadIsNamed(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mine := w.alone(t, "ຄຳ", "1998-04-01", "0101001", "30")
	near, far := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "32")
	var stops []string
	for _, p := range []*register.Person{near, far} {
		w.protect(t, p)
		birth := func(fact register.EffectRef) register.Proposal {
			b := w.BirthForm(t, string(mine.Number()), "2026-11-01")
			b.Examined = []register.Examined{{Person: string(p.Number()), Fact: fact, Paper: "birth-notice"}}
			return b
		}
		a, err := w.SaveDraft(ctx, w.noy, draft(birth(register.EffectRef{Seq: 99999})), 0)
		must(t, err)
		a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
		if err != nil || a.Office != "CENTRE" || !w.refusedLook(t, p) {
			t.Errorf("no such fact: %v, decided at %s, looks %+v", err, a.Office, w.lookedAt(t, p))
		}
		stops = append(stops, strings.Join(codes(a.Acts[0].Findings), " "))
		name, _ := p.Names.Last()
		if a := w.declare(t, w.noy, draft(birth(name.Key))); a.Office != "CENTRE" {
			t.Errorf("her name examined is decided at %s", a.Office)
		}
		told, err := w.Submit(ctx, w.kham, []register.Proposal{w.submitted(birth(name.Key), w.kham)})
		must(t, err)
		if told[0].Outcome != nil || told[0].Application == "" {
			t.Errorf("submitted, her name examined comes to %+v", told[0])
		}
		for _, seq := range []register.Seq{w.PersonCalled(t, string(p.Number())).Seq() - 1, 99999} {
			b := w.submitted(w.BirthForm(t, string(mine.Number()), "2026-11-01"), w.kham)
			b.Seen = []register.Seen{{Subject: string(p.Number()), Seq: seq}}
			told, err := w.Submit(ctx, w.kham, []register.Proposal{b})
			must(t, err)
			if told[0].Application == "" || slices.Contains(codes(told[0].Findings), "subject-changed-since") {
				t.Errorf("seen at %d: %+v", seq, told[0])
			}
		}
	}
	if stops[0] != stops[1] {
		t.Errorf("near she gives %s, far %s", stops[0], stops[1])
	}
}

// A finding about a mother may tell of her protected daughter. It is for the national desk, which
// takes a look at the daughter.
func TestFindingsTellNothingOfProtectedRelatives(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ຄຳ", "1970-04-01", "0101001", "30")
	as := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: as, Name: testenv.Named("ລັບ", ""), Sex: register.Female, Born: testenv.Date(t, "1995-03-03"), Mother: &acts.Who{Person: string(mother.Number())},
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0102001", House: "88"}},
	}))
	daughter := w.PersonCalled(t, as)
	w.protect(t, daughter)
	correction := func() register.Proposal {
		return register.Proposal{
			ID: register.ActID(testenv.NewID()), Kind: "correction", Happened: testenv.Date(t, "2026-11-01"), Decision: register.Decision{By: register.ByOffice},
			Payload: testenv.Payload(acts.Correction{Person: string(mother.Number()), Fact: mother.Births[0].Key, Right: acts.CorrectedValue{Birth: &acts.CorrectedBirth{Date: testenv.Date(t, "2000-01-01")}}}),
		}
	}
	close := func() register.Proposal { return w.BirthForm(t, string(mother.Number()), "1995-05-05") }
	for code, proposal := range map[string]func() register.Proposal{"child-before-parent": correction, "births-too-close": close} {
		for _, who := range []access.Actor{w.noy, w.national} {
			looks := len(w.lookedAt(t, daughter))
			a, err := w.SaveDraft(ctx, who, draft(proposal()), 0)
			must(t, err)
			a, err = w.Declare(ctx, who, a.ID, a.Version)
			desk := who.Office.ID == w.national.Office.ID
			if slices.Contains(codes(a.Acts[0].Findings), code) != desk {
				t.Fatalf("%s is told to %s: %v, %+v", code, who.Officer.ID, err, a.Acts[0].Findings)
			}
			if told := tells(t, []any{a.Acts[0].Findings, err}, "1995-03-03"); told != desk {
				t.Errorf("%s: %s is told when the daughter was born: %t", code, who.Officer.ID, told)
			}
			if all := w.lookedAt(t, daughter); len(all) == looks || all[0].Refused == desk {
				t.Errorf("%s: %s took the looks %+v", code, who.Officer.ID, all)
			}
			if err != nil {
				continue
			}
			v, err := w.Open(ctx, who, a.ID)
			must(t, err)
			if told := tells(t, v.Acts, "1995-03-03"); told != desk {
				t.Errorf("%s, opened: %s is told when the daughter was born: %t", code, who.Officer.ID, told)
			}
		}
	}
}

// A paper beside two acts shows what both are about.
func TestAPaperOfTwoActsIsOfBoth(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother, protected := w.alone(t, "ຄຳ", "1998-04-01", "0101001", "30"), w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
	w.protect(t, protected)
	for _, first := range []bool{true, false} {
		ref, err := w.Upload(ctx, w.noy, "birth-notice", bytes.NewReader(picture(t, 20)))
		must(t, err)
		births := []register.Proposal{w.BirthForm(t, string(protected.Number()), "2026-11-01"), w.BirthForm(t, string(mother.Number()), "2026-11-01")}
		for i := range births {
			births[i].Evidence = []register.Evidence{ref}
		}
		if !first {
			slices.Reverse(births)
		}
		a := w.declare(t, w.noy, draft(births...))
		looks := len(w.lookedAt(t, protected))
		_, _, err = w.Download(ctx, w.noy, a.ID, ref.SHA256)
		wants(t, err, register.Forbidden, access.CodeNationalDesk)
		if len(w.lookedAt(t, protected)) != looks+1 {
			t.Errorf("first %t: no look at her", first)
		}
	}
}

// A ruling that is refused tells nothing of those who are compared.
func TestARefusedRulingTellsNothing(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil))))
	for name, ruling := range map[string]application.RulingInput{"incomplete": {}, "of before": {Rulings: 7, Verdict: application.Different, Reason: "x"}} {
		if err := w.Clerk.Adjudicate(ctx, w.judge, q.ID, ruling); err == nil || tells(t, err.Error(), string(there.Number())) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.protect(t, there)
	wants(t, w.Clerk.Adjudicate(ctx, w.judge, q.ID, another("x")), register.Forbidden, access.CodeNationalDesk)
}

// The error of a submitted proposal tells no more than the findings beside it.
func TestTheErrorOfASubmissionHoldsNoFindings(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	dead := w.Resident(t, "ຄຳ", register.Female, "1995-04-01", "0101001")
	w.protect(t, dead)
	w.Must(t, w.Proposal("death", acts.Death{Person: string(dead.Number()), Died: testenv.Date(t, "2026-10-19")}))
	// The national desk is told when she died, by the finding alone.
	for _, who := range []access.Actor{w.kham, w.national} {
		told, err := w.Submit(ctx, who, []register.Proposal{w.submitted(w.BirthForm(t, string(dead.Number()), "2026-11-01"), who)})
		must(t, err)
		national := who.Officer.ID == w.national.Officer.ID
		if (told[0].Err != nil) != national || tells(t, told[0].Findings, "2026-10-19") != national {
			t.Fatalf("it comes to %+v", told[0])
		}
		if e := new(register.Error); national && (!errors.As(told[0].Err, &e) || e.Findings != nil) {
			t.Errorf("the error tells %+v", e)
		}
	}
}

// An application that names a protected woman and moves the declarant's own household tells
// the same whether they move to her house or to another: nobody learns her address by guessing.
func TestWhatIsWithheldDoesNotDependOnAnAddress(t *testing.T) {
	var told []string
	for _, guess := range []string{"31", "77"} {
		w, ctx := newWorld(t), context.Background()
		mine, protected := w.alone(t, "ຄຳ", "1998-04-01", "0101001", "30"), w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
		house := w.ClientID()
		w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
			As: "@" + string(house), Dwelling: acts.Dwelling{Code: "0101001", House: "30"},
			Members: []acts.NewMember{{Person: string(mine.Number()), Relation: register.HeadRelation}},
		}))
		w.protect(t, protected)
		move := w.Proposal("move", acts.Move{Persons: []string{string(mine.Number())}, Whole: true, To: acts.Dwelling{Code: "0102001", House: guess}})
		mineLater := w.Proposal("name-change", acts.NameChange{Person: string(mine.Number()), Name: testenv.Named("ໃໝ່", "")})
		hers := w.Proposal("name-change", acts.NameChange{Person: string(protected.Number()), Name: testenv.Named("ໃໝ່", "")})
		a := w.declare(t, w.noy, draft(move, mineLater, hers))
		v, err := w.Open(ctx, w.noy, a.ID)
		must(t, err)
		var text strings.Builder
		for i := range v.Acts {
			text.WriteString(strings.Join(codes(v.Acts[i].Findings), " ") + ";")
			for _, s := range v.Acts[i].Sides {
				text.WriteString(" " + s.Ref.String() + " " + s.Withheld)
			}
		}
		if len(v.Acts[0].Sides) == 0 || len(v.Acts[1].Sides) == 0 {
			t.Fatalf("nothing is compared: %+v", v.Acts)
		}
		told = append(told, text.String())
	}
	if told[0] != told[1] {
		t.Errorf("at her house: %s\nat another: %s", told[0], told[1])
	}
}

// Whose area somebody is of is as registered, whatever an act before it in the application says.
func TestAMoveIntoTheAreaShowsNobody(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	far := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
	move := w.Proposal("move", acts.Move{Persons: []string{string(far.Number())}, To: acts.Dwelling{Code: "0101001", House: "77"}})
	later := w.Proposal("name-change", acts.NameChange{Person: string(far.Number()), Name: testenv.Named("ໃໝ່", "")})
	a := w.declare(t, w.chief, draft(move, later))
	v, err := w.Open(ctx, w.chief, a.ID)
	must(t, err)
	if len(v.Acts[1].Sides) == 0 {
		t.Fatalf("nothing is compared: %+v", v.Acts)
	}
	for i := range v.Acts {
		for _, s := range v.Acts[i].Sides {
			if s.Ref == far.Ref() && (s.Withheld != access.CodeOutsideArea || s.Before.Open() != nil) {
				t.Errorf("act %d shows somebody of another area: %q", i, s.Withheld)
			}
		}
	}
}

// A paper is named by its hash. A hash opens the paper to nobody who did not upload it, of whatever
// office, and the answer does not tell whether there is such a paper.
func TestAHashDoesNotOpenThePaperOfSomebodyElse(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother, mine := w.alone(t, "ຄຳ", "1998-04-01", "0101001", "30"), w.alone(t, "ບຸນ", "1991-04-01", "0102001", "31")
	content := picture(t, 20)
	ref, err := w.Upload(ctx, w.noy, "birth-notice", bytes.NewReader(content))
	must(t, err)
	theirs := w.BirthForm(t, string(mother.Number()), "2026-11-01")
	theirs.Evidence = []register.Evidence{ref}
	w.declare(t, w.noy, draft(theirs))
	for _, who := range []access.Actor{w.other, w.kham} {
		for _, sha := range []string{ref.SHA256, strings.Repeat("0", 64)} {
			p := w.BirthForm(t, string(mine.Number()), "2026-11-01")
			p.Evidence = []register.Evidence{{Kind: "birth-notice", SHA256: sha}}
			in := draft(p)
			_, err := w.SaveDraft(ctx, who, in, 0)
			wants(t, err, register.Invalid, evidence.CodeUnknown)
			_, _, err = w.Download(ctx, who, in.ID, sha)
			if register.KindOf(err) != register.NotFound {
				t.Errorf("the paper %s is read: %v", sha, err)
			}
		}
		_, err = w.Upload(ctx, who, "birth-notice", bytes.NewReader(content)) // whoever has the paper may name it
		must(t, err)
		p := w.BirthForm(t, string(mine.Number()), "2026-11-01")
		p.Evidence = []register.Evidence{ref}
		if _, err := w.SaveDraft(ctx, who, draft(p), 0); err != nil {
			t.Errorf("one's own paper: %v", err)
		}
	}
}

// Whoever completes an application that another officer wrote keeps its papers, but not beside acts
// about others: their looks would not be at whom the paper shows.
func TestAPaperStaysBesideWhomItIsAbout(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, man := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	paper, err := w.Upload(ctx, w.noy, "identity-document", bytes.NewReader(picture(t, 20)))
	must(t, err)
	renaming := func(of *register.Person, name string) register.Proposal {
		p := w.Proposal("name-change", acts.NameChange{Person: string(of.Number()), Name: testenv.Named(name, "")})
		p.ID, p.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "1"}, paper}
		return p
	}
	in := draft(renaming(her, "ໃໝ່"))
	a, err := w.SaveDraft(ctx, w.noy, in, 0)
	must(t, err)
	of := func(proposals ...register.Proposal) application.DraftInput {
		next := in
		next.Acts = proposals
		return next
	}
	without := renaming(her, "ອື່ນ")
	without.Evidence = without.Evidence[:1]
	for name, next := range map[string]application.DraftInput{
		"beside another's act": of(renaming(man, "ໃໝ່")), "beside another's act instead of hers": of(without, renaming(man, "ໃໝ່")),
	} {
		_, err := w.SaveDraft(ctx, w.kham, next, a.Version)
		if wants(t, err, register.Invalid, evidence.CodeUnknown); err == nil {
			t.Errorf("the paper lies %s", name)
		}
	}
	for _, next := range []application.DraftInput{of(renaming(her, "ອື່ນ")), of(renaming(her, "ອື່ນ"), renaming(man, "ໃໝ່"))} {
		a, err = w.SaveDraft(ctx, w.kham, next, a.Version)
		must(t, err)
	}
	if _, err = w.SaveDraft(ctx, w.noy, of(renaming(man, "ໃໝ່")), a.Version); err != nil { // she knows what she uploaded
		t.Errorf("whoever uploaded it: %v", err)
	}
}

// A paper that lies in several applications shows whom they all are about: it is read under looks at
// all of them, and by the national desk alone where a protection covers one; drafts and their
// declarants count too.
func TestAPaperOfSeveralApplicationsIsAboutAllTheirPeople(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, man, sister := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "9"), w.alone(t, "ສີ", "1991-04-01", "0101001", "32")
	content := picture(t, 20)
	paper, err := w.Upload(ctx, w.noy, "identity-document", bytes.NewReader(content))
	must(t, err)
	of := func(p *register.Person) application.DraftInput {
		q := w.Proposal("name-change", acts.NameChange{Person: string(p.Number()), Name: testenv.Named("ໃໝ່", "")})
		q.ID, q.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "1"}, paper}
		return draft(q)
	}
	a := w.declare(t, w.noy, of(man))
	hers := of(her)
	hers.Declarant = application.Declarant{Person: string(sister.Number()), Name: "ນາງ ສີ"}
	b, err := w.SaveDraft(ctx, w.noy, hers, 0)
	must(t, err)
	looks := func() (n [3]int) {
		for i, p := range []*register.Person{man, her, sister} {
			n[i] = len(w.lookedAt(t, p))
		}
		return n
	}
	for _, id := range []application.ID{a.ID, b.ID} {
		before := looks()
		got, _, err := w.Download(ctx, w.kham, id, paper.SHA256)
		must(t, err)
		if after := looks(); !bytes.Equal(got, content) || after != [3]int{before[0] + 1, before[1] + 1, before[2] + 1} {
			t.Errorf("the looks were %v and are %v", before, after)
		}
	}
	for _, p := range []*register.Person{her, sister} {
		w.protect(t, p)
		before := looks()
		got, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256)
		wants(t, err, register.Forbidden, access.CodeNationalDesk)
		if got != nil || looks() == before || !w.refusedLook(t, p) {
			t.Errorf("%d bytes are read; looks %v", len(got), looks())
		}
	}
	if _, _, err := w.Download(ctx, w.national, a.ID, paper.SHA256); err != nil {
		t.Errorf("the national desk: %v", err)
	}
}

// Whoever may see nothing of an application decides nothing about it: neither its office nor one above
// registers, returns or refuses it. The look at the protected person is written, the application
// stays as it is, and no such step is offered. Who opens it sends it to the national desk, in whose list it
// then waits, and not in theirs.
func TestOnlyTheNationalDeskDecidesAboutTheProtected(t *testing.T) {
	why := []application.Reason{{Act: -1, Text: "ບໍ່ຄົບ"}}
	decisions := map[application.State]func(w *world, who access.Actor, a application.Application) error{
		application.Registered: func(w *world, who access.Actor, a application.Application) error {
			_, _, err := w.Decide(context.Background(), who, a.ID, a.Version, nil)
			return err
		},
		application.Returned: func(w *world, who access.Actor, a application.Application) error {
			_, err := w.Return(context.Background(), who, a.ID, a.Version, why)
			return err
		},
		application.Refused: func(w *world, who access.Actor, a application.Application) error {
			_, err := w.Refuse(context.Background(), who, a.ID, a.Version, why)
			return err
		},
	}
	for to, decide := range decisions {
		t.Run(string(to), func(t *testing.T) {
			for _, name := range []string{"the office", "the province"} {
				w, ctx := newWorld(t), context.Background()
				who := map[string]access.Actor{"the office": w.kham, "the province": w.province}[name]
				mother := w.Resident(t, "ຄຳ", register.Female, "1990-04-01", "0101001")
				a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-11-01")))
				w.protect(t, mother)
				looks := len(w.lookedAt(t, mother))
				wants(t, decide(w, who, a), register.Forbidden, access.CodeNationalDesk)
				if all := w.lookedAt(t, mother); len(all) != looks+1 || !all[0].Refused {
					t.Errorf("%s: the looks at her are %+v", name, all)
				}
				if now := w.stored(t, a.ID); now.Version != a.Version {
					t.Errorf("the application is %s, version %d", now.State, now.Version)
				}
				v, err := w.Open(ctx, who, a.ID)
				must(t, err)
				if !register.HasCode(v.Steps[to], access.CodeNationalDesk) {
					t.Errorf("%s: the step is offered: %v", name, v.Steps[to])
				}
				a = w.stored(t, a.ID)
				theirs, _, err := w.Queue(ctx, who, true, application.Cursor{})
				must(t, err)
				waits, _, err := w.Queue(ctx, w.national, false, application.Cursor{})
				must(t, err)
				if a.Office != "CENTRE" || a.State != application.Declared || len(theirs) != 0 || len(waits) != 1 {
					t.Errorf("%s: it is at %s, %s; there wait %d, at the desk %d", name, a.Office, a.State, len(theirs), len(waits))
				}
				v, err = w.Open(ctx, w.national, a.ID)
				must(t, err)
				if refusal, theirs := v.Steps[to]; !theirs || refusal != nil {
					t.Errorf("the national desk is offered %v: %v", theirs, refusal)
				}
				must(t, decide(w, w.national, a)) // to register it is stopped by a finding: she has changed since
				if now := w.stored(t, a.ID); now.State != to && to != application.Registered {
					t.Errorf("after the national desk it is %s", now.State)
				}
			}
		})
	}
}

// The national desk decides about the protected, so it is shown whom their documents name,
// protected or not, and the look is at them too.
func TestTheNationalDeskSeesWhomTheProtectedName(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
	form := w.BirthForm(t, string(mother.Number()), "2026-11-01")
	birth := w.Proposal("birth", form.Payload)
	birth.Happened, birth.Evidence = form.Happened, form.Evidence
	w.Must(t, birth)
	child := w.PersonCalled(t, testenv.Child(t, form)) // lives with the mother
	w.protect(t, mother)
	named := w.Proposal("name-change", acts.NameChange{Person: string(child.Number()), Name: testenv.Named("ໃໝ່", "")})
	a := w.declare(t, w.noy, draft(named))
	before := len(w.lookedAt(t, mother))
	v, err := w.Open(ctx, w.national, a.ID)
	must(t, err)
	if v.People.Open()[mother.ID] == nil {
		t.Error("the page does not name the mother")
	}
	if len(w.lookedAt(t, mother)) == before {
		t.Error("there is no look at the mother")
	}
	shown, err := w.Node.Reading.Person(ctx, w.national, access.Reason{What: access.WhatPerson, Purpose: "own-queue"}, string(child.Number()), reading.Moment{})
	must(t, err)
	if !tells(t, shown, string(mother.Number())) {
		t.Error("the child's page does not name the mother")
	}
	if len(w.lookedAt(t, mother)) != before+2 {
		t.Error("there is no look at the mother for the child's page")
	}
}
