package office_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// hidden enters boun where the other district is, protected.
func (w *world) hidden(t testing.TB) *register.Person {
	t.Helper()
	her := w.far(t)
	w.protect(t, her)
	return her
}

// far is somebody of another district.
func (w *world) far(t testing.TB) *register.Person {
	t.Helper()
	e := boun
	e.As = "@" + testenv.NewID()
	elsewhere(&e)
	w.Must(t, w.Proposal("enrolment", e))
	return w.PersonCalled(t, e.As)
}

// Submitting somebody made up, to learn whether a certain person is registered, leaves what
// declaring leaves: an application under the officer's name, adjudicators who are asked, and their
// looks. How like the two are is not told.
func TestAskingBySubmittingLeavesADeclaration(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	her := w.hidden(t)
	var told []application.Submitted
	for _, change := range []func(*acts.Enrolment){nil, func(e *acts.Enrolment) { e.Born, e.Mother = register.InYear(1987, register.Declared), nil }} {
		p := w.submitted(enrolment(boun, change), w.kham)
		s, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		if s[0].Outcome != nil || s[0].Err != nil || s[0].Application != application.ID(p.ID) || !slices.Equal(codes(s[0].Findings), []string{application.CodeSomebodyLike}) ||
			s[0].Findings[0].Args != nil {
			t.Fatalf("it came to %+v", s[0])
		}
		told = append(told, s[0])
		a := w.stored(t, s[0].Application)
		if a.TakenBy != w.noy.Officer.ID || !slices.Contains(a.Writers, w.kham.Officer.ID) || a.TakenAt != w.kham.Office.ID {
			t.Errorf("it is taken by %s at %s, written by %v", a.TakenBy, a.TakenAt, a.Writers)
		}
		q := w.asked(t, a)
		if !slices.ContainsFunc(q.Candidates, func(c application.Candidate) bool { return c.Person == her.ID }) {
			t.Errorf("asked is %+v", q.Candidates)
		}
		again, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		if again[0].Application != a.ID || again[0].Err != nil {
			t.Errorf("submitted again it came to %+v", again[0])
		}
	}
	if told[0].Findings[0].Code != told[1].Findings[0].Code || told[0].Findings[0].Article != told[1].Findings[0].Article {
		t.Errorf("how like they are is told: %+v", told)
	}
}

// The submission of one who is like somebody registers no one, and no other line of it waits.
func TestOnlyWhoIsLikeSomebodyWaits(t *testing.T) {
	w := comparing(t)
	w.entered(t, enrolment(boun, nil))
	like, new := w.submitted(enrolment(boun, nil), w.kham), w.submitted(enrolment(boun, somsak), w.kham)
	told, err := w.Submit(context.Background(), w.kham, []register.Proposal{like, new})
	must(t, err)
	if told[0].Application == "" || told[0].Outcome != nil || told[1].Outcome == nil || told[1].Application != "" {
		t.Errorf("%+v", told)
	}
}

// What cannot be handed in can be written anew with one name after another, so it does not tell
// whether the register holds somebody like them; nor does a returned application before it is
// handed in again.
func TestWhatIsNotDeclaredTellsOfNobodyLike(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.hidden(t)
	bad := enrolment(boun, func(e *acts.Enrolment) {
		somsak(e)
		e.Born = register.Exact(register.DayOf(2030, 1, 1))
	})
	in := draft(enrolment(boun, nil), bad)
	a, err := w.SaveDraft(ctx, w.noy, in, 0)
	must(t, err)
	_, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	if register.KindOf(err) != register.Invalid {
		t.Fatalf("born in 2030: %v", err)
	}
	if a = w.stored(t, a.ID); a.State != application.Draft || len(a.Acts[0].Findings) != 0 || len(a.Acts[1].Findings) == 0 {
		t.Errorf("the %s tells %v and %v", a.State, codes(a.Acts[0].Findings), codes(a.Acts[1].Findings))
	}

	for name, number := range map[string]string{"of nobody": w.free(t), "of a dead man": w.deadMan(t)} {
		in = draft(enrolment(boun, nil))
		in.Declarant.Person = number
		a, err = w.SaveDraft(ctx, w.noy, in, 0)
		must(t, err)
		told, err := w.Declare(ctx, w.noy, a.ID, a.Version)
		if register.KindOf(err) != register.Invalid || len(told.Acts[0].Findings) != 0 {
			t.Errorf("declared under the number %s: %v, %v", name, codes(told.Acts[0].Findings), err)
		}
		if a = w.stored(t, a.ID); a.State != application.Draft || len(a.Acts[0].Findings) != 0 {
			t.Errorf("under the number %s the %s tells %v", name, a.State, codes(a.Acts[0].Findings))
		}
	}

	in = draft(enrolment(boun, somsak))
	a = w.declare(t, w.noy, in)
	a, err = w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ຂາດເອກະສານ"}})
	must(t, err)
	in.Acts[0] = enrolment(boun, nil)
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
	must(t, err)
	v, err := w.Open(ctx, w.noy, a.ID)
	must(t, err)
	if slices.Contains(codes(v.Acts[0].Findings), application.CodeSomebodyLike) {
		t.Error("a returned application tells that somebody is like the next name")
	}
	a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	must(t, err)
	if a.State != application.Adjudicated || !slices.Equal(codes(a.Acts[0].Findings), []string{application.CodeSomebodyLike}) {
		t.Errorf("handed in it is %s: %v", a.State, codes(a.Acts[0].Findings))
	}
}

// What cannot be handed in does not tell that somebody in it is protected, nor is related to or lives
// with somebody protected: a draft is written anew with one number after another. The office that
// would decide stays the same, and the look at the protected is written all the same.
func TestWhatIsNotDeclaredTellsOfNobodyProtected(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	plain, her := w.alone(t, "ດາ", "1970-04-01", "0101001", "9"), w.alone(t, "ແກ້ວ", "1990-04-01", "0101001", "31")
	lodger, husband := w.alone(t, "ສີ", "1971-04-01", "0101001", "31"), w.Resident(t, "ທອງ", register.Male, "1970-04-01", "0101001")
	far, farAndHidden := w.alone(t, "ຄຳ", "1972-04-01", "0102001", "32"), w.alone(t, "ບຸນ", "1973-04-01", "0102001", "33")
	w.marry(t, husband, her)
	w.protect(t, her)
	w.protect(t, farAndHidden)
	renaming := func(number string) register.Proposal {
		p := w.Proposal("name-change", acts.NameChange{Person: number, Name: testenv.Named("ໃໝ່", "Mai")})
		p.ID, p.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "1"}}
		return p
	}
	death := w.Proposal("death", acts.Death{Person: string(husband.Number()), Died: register.Exact(w.Today())})
	death.ID, death.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "death-notice", Note: "1"}}

	stops := map[string]func(*application.DraftInput){
		"a number that is none":  func(in *application.DraftInput) { in.Acts = append(in.Acts, renaming("1")) },
		"a declarant of nowhere": func(in *application.DraftInput) { in.Declarant.Person = w.free(t) },
		"such a number, and somebody far away": func(in *application.DraftInput) {
			in.Acts = append(in.Acts, renaming(string(far.Number())), renaming("1"))
		},
		"such a number, at a village": func(in *application.DraftInput) { in.Office, in.Acts = "V0101001", append(in.Acts, renaming("1")) },
	}
	for stop, add := range stops {
		told := func(p register.Proposal) string {
			in := draft(p)
			add(&in)
			a, err := w.SaveDraft(ctx, w.noy, in, 0)
			must(t, err)
			declared, err := w.Declare(ctx, w.noy, a.ID, a.Version)
			if register.KindOf(err) != register.Invalid {
				t.Fatalf("%s does not stop it: %v", stop, err)
			}
			opened, again := w.Open(ctx, w.noy, a.ID)
			must(t, again)
			return fmt.Sprint(errorText(err), declared.State, declared.Office, declared.Acts[0].Proposal.Office, codes(declared.Acts[0].Findings), opened.Office, codes(opened.Acts[0].Findings))
		}
		want := told(renaming(string(plain.Number())))
		for name, p := range map[string]register.Proposal{
			"her": renaming(string(her.Number())), "a lodger of her house": renaming(string(lodger.Number())), "her husband's death": death, "her, far away": renaming(string(farAndHidden.Number())),
		} {
			of := map[string]*register.Person{"her, far away": farAndHidden, "a lodger of her house": lodger}[name]
			if of == nil {
				of = her
			}
			p.ID = register.ActID(testenv.NewID())
			before := len(w.lookedAt(t, of))
			if got := told(p); got != want {
				t.Errorf("%s stops what is about %s with\n%s\nand not, as of others,\n%s", stop, name, got, want)
			}
			unknown := stop == "such a number, at a village" && name == "her husband's death" // what it would change
			if len(w.lookedAt(t, of)) == before && !unknown {
				t.Errorf("%s: nobody has looked at %s", stop, name)
			}
		}
	}
}

// errorText returns where findings stand and which they are.
func errorText(err error) (out []string) {
	var e *register.Error
	if errors.As(err, &e) {
		for _, f := range e.Findings {
			out = append(out, f.Field+" "+f.Code)
		}
	}
	return out
}
