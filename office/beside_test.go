package office_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/disclosure"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// A draft, and what was withdrawn or refused, tells whoever typed it the same whether a relative of whom
// it names is protected or not, and leaves the same looks.
func TestADraftTellsOfNobodyNear(t *testing.T) {
	for _, state := range []string{"a draft", "withdrawn", "refused"} {
		told := map[bool][]bool{}
		for _, protected := range []bool{false, true} {
			w, ctx := newWorld(t), context.Background()
			wife, man := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31"), w.Resident(t, "ບຸນ", register.Male, "1980-04-01", "0101001")
			w.marry(t, wife, man)
			p := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")})
			p.ID, p.Happened, p.Evidence = register.ActID(testenv.NewID()), testenv.Date(t, "2026-10-19"), []register.Evidence{{Kind: "death-notice", Note: "x"}}
			a := kept[state](t, w, p)
			if protected {
				w.protect(t, wife)
			}
			before := w.looksSoFar(t)
			v, err := w.Open(ctx, w.noy, a.ID)
			must(t, err)
			looks := w.looksSince(t, before)
			if got := slices.Concat(subjectsOf(looks, false), subjectsOf(looks, true)); !slices.Contains(got, man.Ref()) {
				t.Errorf("%s, protected %t: looked at %v", state, protected, got)
			}
			told[protected] = []bool{len(v.Acts[0].Sides) > 0, v.Acts[0].Withheld, len(v.Texts) > 0, len(v.People.Open()) > 0, slices.Contains(subjectsOf(looks, true), wife.Ref())}
			before = w.looksSoFar(t)
			v, err = w.Open(ctx, w.kham, a.ID)
			must(t, err)
			if looks := w.looksSince(t, before); v.Acts[0].Withheld != protected || slices.Contains(subjectsOf(looks, true), wife.Ref()) != protected || !slices.Contains(subjectsOf(looks, false), man.Ref()) {
				t.Errorf("%s, protected %t: a colleague is shown %+v by %v", state, protected, v.Acts[0], looks)
			}
		}
		if !slices.Equal(told[false], told[true]) {
			t.Errorf("%s: whoever typed it is told %v, and %v of one protected", state, told[false], told[true])
		}
	}
}

// What is typed beside an act that names somebody protected may tell where they live: of such an
// application a colleague reads no act, no paper and nobody's name.
func TestNothingBesideTheProtectedIsRead(t *testing.T) {
	for state, bring := range map[string]func(*testing.T, *world, application.DraftInput) application.Application{
		"a draft": func(t *testing.T, w *world, in application.DraftInput) application.Application {
			a, err := w.SaveDraft(context.Background(), w.noy, in, 0)
			must(t, err)
			return a
		},
		"waiting": func(t *testing.T, w *world, in application.DraftInput) application.Application {
			return w.declare(t, w.noy, in)
		},
		"registered": func(t *testing.T, w *world, in application.DraftInput) application.Application {
			return w.registered(t, in)
		},
		"refused": func(t *testing.T, w *world, in application.DraftInput) application.Application {
			a := w.declare(t, w.noy, in)
			a, err := w.Refuse(context.Background(), w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "x"}})
			must(t, err)
			return a
		},
	} {
		t.Run(state, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			mother, man := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30"), w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
			paper, err := w.Upload(ctx, w.noy, "", bytes.NewReader(picture(t, 8)))
			must(t, err)
			paper.Kind, paper.Note = "declaration", "ນາງຢູ່ສາລາ"
			beside := w.Proposal("name-change", acts.NameChange{Person: string(man.Number()), Name: testenv.Named("ໃໝ່", "")})
			beside.ID, beside.Evidence = register.ActID(testenv.NewID()), []register.Evidence{paper}
			a := bring(t, w, draft(w.aDeclaration(t, mother), beside))
			open := func(who access.Actor) bool {
				v, err := w.Open(ctx, who, a.ID)
				must(t, err)
				_, _, err = w.Download(ctx, who, a.ID, paper.SHA256)
				if shown := !v.Acts[1].Withheld; shown && (err == nil) == slices.Contains(v.WithheldPapers, paper.SHA256) || !shown && (err == nil || tells(t, v, paper.SHA256)) {
					t.Errorf("of a paper that is read, %v, is told %v", err, v.WithheldPapers)
				}
				side := len(v.Acts[1].Sides) > 0 && v.Acts[1].Sides[0].Before.Open() != nil
				return tells(t, v, "ນາງຢູ່ສາລາ") || tells(t, v, string(man.Number())) || len(v.People.Open()) > 0 || side || err == nil
			}
			if !open(w.kham) {
				t.Error("before the protection a colleague reads nothing")
			}
			w.protect(t, mother)
			if before := len(w.lookedAt(t, mother)); open(w.kham) || len(w.lookedAt(t, mother)) == before || !w.refusedLook(t, mother) {
				t.Errorf("a colleague reads what was typed beside her; %d looks, then %d", before, len(w.lookedAt(t, mother)))
			}
			if v, err := w.Open(ctx, w.noy, a.ID); err != nil || v.Acts[1].Withheld || !tells(t, v.Acts[1].Item, "ນາງຢູ່ສາລາ") {
				t.Errorf("whoever typed it reads %+v, %v", v.Acts[1], err)
			}
		})
	}
}

// A paper that is withheld because of somebody whom only another application names leaves the look at
// them, also where another act of the application is withheld.
func TestAWithheldPaperLeavesALook(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	one, two, man := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31"), w.alone(t, "ຄຳ", "1991-04-01", "0102001", "40"), w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	w.protect(t, one)
	paper, err := w.Upload(ctx, w.noy, "", bytes.NewReader(picture(t, 8)))
	must(t, err)
	paper.Kind = "declaration"
	change := func(p *register.Person, e ...register.Evidence) register.Proposal {
		q := w.Proposal("name-change", acts.NameChange{Person: string(p.Number()), Name: testenv.Named("ໃໝ່", "")})
		q.ID, q.Evidence = register.ActID(testenv.NewID()), e
		return q
	}
	_, err = w.SaveDraft(ctx, w.noy, draft(change(two, paper)), 0)
	must(t, err)
	a := w.declare(t, w.noy, draft(change(one), change(man, paper)))
	w.protect(t, two)
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	if !slices.Contains(v.WithheldPapers, paper.SHA256) || !w.refusedLook(t, two) {
		t.Errorf("withheld are %v; looks %v", v.WithheldPapers, w.lookedAt(t, two))
	}
}

// A list that withholds a declarant's name tells that a protection covers them: it leaves the look.
func TestAListLooksAtWhomItWithholds(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her, other := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31"), w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	w.protect(t, her)
	for _, p := range []*register.Person{her, other} {
		in := draft(w.BirthForm(t, "", "2026-10-20"))
		in.Declarant = application.Declarant{Name: "ນາງ", Person: string(p.Number())}
		_, err := w.SaveDraft(ctx, w.noy, in, 0)
		must(t, err)
	}
	list := func(who access.Actor) (withheld int) {
		found, _, err := w.Taken(ctx, who, []application.State{application.Draft}, application.Cursor{})
		must(t, err)
		for _, e := range found {
			if e.Withheld {
				withheld++
			}
		}
		return withheld
	}
	before := w.looksSoFar(t)
	if n := list(w.noy); n != 0 || w.looksSoFar(t) != before {
		t.Errorf("from whoever typed it %d are withheld, by %v", n, w.looksSince(t, before))
	}
	if n := list(w.kham); n != 1 || !slices.Equal(subjectsOf(w.looksSince(t, before), true), disclosure.People(her.ID)) {
		t.Errorf("from a colleague %d are withheld, by %v", n, w.looksSince(t, before))
	}
	w.looks.Fail(errDesk)
	if found, _, err := w.Taken(ctx, w.kham, []application.State{application.Draft}, application.Cursor{}); err == nil || found != nil {
		t.Errorf("without a look the list is %v", found)
	}
}

// An act about somebody whom an act before it enters is shown before and after, though no look can be at
// them: nobody decides blind.
func TestWhoIsEnteredBeforeIsShown(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	birth := w.BirthForm(t, string(w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30").Number()), "2026-10-20")
	rename := w.Proposal("name-change", acts.NameChange{Person: testenv.Child(t, birth), Name: testenv.Named("ໃໝ່", "")})
	rename.ID = register.ActID(testenv.NewID())
	a := w.declare(t, w.noy, draft(birth, rename))
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if s := v.Acts[1].Sides[0]; s.Before.Open() == nil || s.After.Open() == nil || disclosureName(t, s.After) != "ໃໝ່" {
		t.Errorf("of the second act is shown %+v", s)
	}
}

// What cannot be read names whoever has a number in its text, and a draft without acts its declarant: of
// somebody protected nothing of it is told to a colleague, and the look is written.
func TestWhatCannotBeReadNamesWhoHasANumberInIt(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her := w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31")
	w.protect(t, her)
	birth := w.BirthForm(t, string(w.alone(t, "ນິດ", "1995-04-12", "0101001", "30").Number()), "2026-10-20")
	w.registered(t, draft(birth))
	child := w.PersonCalled(t, testenv.Child(t, birth))
	w.protect(t, child)
	escaped := ""
	for _, d := range string(her.Number()) {
		escaped += fmt.Sprintf(`\u%04x`, d)
	}
	for named, of := range map[string]*register.Person{string(her.Number()): her, escaped: her, testenv.Child(t, birth): child} {
		unreadable := w.Proposal(register.KindMove, acts.Move{To: acts.Dwelling{Code: "0101002", House: "SALA"}})
		unreadable.ID, unreadable.Payload = register.ActID(testenv.NewID()), append([]byte(`{"odd":1,"persons":["`+named+`"],`), unreadable.Payload[1:]...)
		a, err := w.SaveDraft(ctx, w.noy, draft(unreadable), 0)
		must(t, err)
		v, err := w.Open(ctx, w.kham, a.ID)
		must(t, err)
		if tells(t, v, "SALA") || tells(t, v, named) || !v.Acts[0].Withheld || !w.refusedLook(t, of) {
			t.Errorf("of %s a colleague reads %s", named, v.Acts[0].Proposal.Payload)
		}
	}
	of := w.alone(t, "ຄຳ", "1991-04-01", "0101001", "40")
	w.protect(t, of)
	nothing := draft()
	nothing.Declarant = application.Declarant{Name: "ນາງ", Person: string(of.Number())}
	a, err := w.SaveDraft(ctx, w.noy, nothing, 0)
	must(t, err)
	if v, err := w.Open(ctx, w.kham, a.ID); err != nil || !v.DeclarantWithheld || !w.refusedLook(t, of) {
		t.Errorf("a draft without acts tells of its declarant %t, %v; looks %v", v.DeclarantWithheld, err, w.lookedAt(t, of))
	}
}

// The findings of whatever is hidden are without particulars, for the sake of what is beside it.
func TestFindingsOfTheHiddenAreRedacted(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother, man := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30"), w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	rename := w.Proposal("name-change", acts.NameChange{Person: string(man.Number()), Name: testenv.Named("ໃໝ່", "")})
	rename.ID, rename.Happened = register.ActID(testenv.NewID()), testenv.Date(t, "1969-01-01")
	a, err := w.SaveDraft(ctx, w.noy, draft(w.aDeclaration(t, mother), rename), 0)
	must(t, err)
	if a, err = w.Declare(ctx, w.noy, a.ID, a.Version); register.KindOf(err) != register.Invalid || !tells(t, a.Acts[1].Findings, "1970") {
		t.Fatalf("it is stopped with %+v, %v", a.Acts[1].Findings, err)
	}
	w.protect(t, mother)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if !v.Acts[1].Withheld || tells(t, v.Acts[1].Findings, "1970") {
		t.Errorf("a colleague reads %+v", v.Acts[1].Findings)
	}
}

// A paper of an act that is withheld because of a relative, whom it does not name, is read by nobody from
// whom the act is withheld, by its hash neither, and the look at the relative is written.
func TestAPaperIsReadByWhoeverReadsItsAct(t *testing.T) {
	for _, state := range []string{"a draft", "waiting", "returned", "refused", "withdrawn", "registered"} {
		w, ctx := newWorld(t), context.Background()
		wife, man := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31"), w.Resident(t, "ບຸນ", register.Male, "1980-04-01", "0101001")
		w.marry(t, wife, man)
		paper, err := w.Upload(ctx, w.noy, "", bytes.NewReader(picture(t, 8)))
		must(t, err)
		paper.Kind, paper.Note = "death-notice", "x"
		p := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")})
		p.ID, p.Happened, p.Evidence = register.ActID(testenv.NewID()), testenv.Date(t, "2026-10-19"), []register.Evidence{paper}
		a := kept[state](t, w, p)
		if _, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256); err != nil {
			t.Errorf("%s: before the protection %v", state, err)
		}
		w.protect(t, wife)
		_, _, err = w.Download(ctx, w.kham, a.ID, paper.SHA256)
		if wants(t, err, register.Forbidden, access.CodeNationalDesk); !w.refusedLook(t, wife) {
			t.Errorf("%s: no look at her is written", state)
		}
	}
}

// From whom an act is withheld saves no other acts over it: its papers and what officers wrote of it would
// then be theirs to read. Whoever typed it rewrites it, and so does anybody before the protection.
func TestNobodyWritesOverWhatIsWithheldFromThem(t *testing.T) {
	for _, state := range []string{"a draft", "returned"} {
		w, ctx := newWorld(t), context.Background()
		her := w.alone(t, "ແກ້ວ", "1990-04-01", "0102001", "31")
		p := w.aDeclaration(t, her)
		a := kept[state](t, w, p)
		over := application.DraftInput{ID: a.ID, Day: a.Day, Declarant: a.Declarant, Acts: []register.Proposal{w.BirthForm(t, "", "2026-10-20")}}
		w.protect(t, her)
		_, err := w.SaveDraft(ctx, w.kham, over, a.Version)
		if wants(t, err, register.Forbidden, access.CodeNationalDesk); !w.refusedLook(t, her) {
			t.Errorf("%s: looks at her are %v", state, w.lookedAt(t, her))
		}
		if now := w.stored(t, a.ID); now.Version != a.Version || now.Acts[0].Proposal.ID != p.ID {
			t.Errorf("%s: the desk holds %+v", state, now)
		}
		_, err = w.SaveDraft(ctx, w.noy, over, a.Version)
		must(t, err)
	}
}
