package office_test

import (
	"context"
	"slices"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// motherOf makes a mother of the district, of whose daughter elsewhere the register holds when she was
// born.
func (w *world) motherOf(t testing.TB, protected bool) (mother, daughter *register.Person) {
	t.Helper()
	mother = w.alone(t, "ຄຳ", "1970-04-01", "0101001", "30")
	as := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("enrolment", acts.Enrolment{
		As: as, Name: testenv.Named("ລັບ", ""), Sex: register.Female, Born: testenv.Date(t, "1995-03-03"), Mother: &acts.Who{Person: string(mother.Number())},
		Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0102001", House: "88"}},
	}))
	daughter = w.PersonCalled(t, as)
	if protected {
		w.protect(t, daughter)
	}
	return w.PersonCalled(t, string(mother.Number())), daughter
}

var bothAccepted = []register.Accepted{{Code: "births-too-close", Reason: "twins"}, {Code: "declared-late", Reason: "road"}}

// What the register holds of a protected daughter, whom nobody names, and what stands because of it
// against an act about her mother, only the national desk is told. The act is for it to decide, and
// the look at the daughter is written; whether the officer accepts the finding unseen or not.
func TestWhatStandsBecauseOfAProtectedRelativeIsForTheNationalDesk(t *testing.T) {
	ctx := context.Background()
	for name, accepted := range map[string][]register.Accepted{"as it is": nil, "accepted unseen": bothAccepted} {
		w := newWorld(t)
		mother, daughter := w.motherOf(t, true)
		p := w.submitted(w.BirthForm(t, string(mother.Number()), "1995-05-05"), w.kham)
		p.Accepted = accepted
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		if told[0].Outcome != nil || told[0].Application == "" || slices.Contains(codes(told[0].Findings), "births-too-close") {
			t.Errorf("submitted, %s: it came to %+v", name, told[0])
		}
		if told[0].Application != "" {
			if a := w.stored(t, told[0].Application); a.Office != "CENTRE" {
				t.Errorf("submitted, %s: %s decides", name, a.Office)
			}
		}
		if !w.refusedLook(t, daughter) {
			t.Errorf("submitted, %s: no look at her is written", name)
		}
	}
	w := newWorld(t)
	mother, daughter := w.motherOf(t, true)
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "1995-05-05")))
	if a.Office != "CENTRE" || slices.Contains(codes(a.Acts[0].Findings), "births-too-close") || !w.refusedLook(t, daughter) {
		t.Errorf("declared, %s decides, and it tells %v", a.Office, codes(a.Acts[0].Findings))
	}
	// Against another day nothing stands, and the district decides.
	if b := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2000-05-05"))); b.Office != "D0101" {
		t.Errorf("against another day it is declared for %s", b.Office)
	}
}

// The findings of a registered act leave by a look at whom it names, and say of the protected nothing:
// where the finding was accepted before it was told too, and where the first answer is given again.
func TestFindingsOfARegisteredSubmissionLeaveByALook(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother, _ := w.motherOf(t, false)
	p := w.submitted(w.BirthForm(t, string(mother.Number()), "1995-05-05"), w.kham)
	p.Accepted = bothAccepted
	before := len(w.lookedAt(t, mother))
	for _, again := range []bool{false, true} {
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		if told[0].Outcome == nil || told[0].Outcome.Before != again || !slices.Contains(codes(told[0].Findings), "births-too-close") {
			t.Fatalf("again %t: it came to %+v", again, told[0])
		}
		if n := len(w.lookedAt(t, mother)); n == before {
			t.Errorf("again %t: no look at her is written", again)
		} else {
			before = n
		}
	}
	w.protect(t, mother)
	told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
	must(t, err)
	if told[0].Outcome == nil || slices.Contains(codes(told[0].Findings), "births-too-close") || !w.refusedLook(t, mother) {
		t.Errorf("protected since: %+v", told[0])
	}
}

// What is declared and can go in tells what it needs a decision for, by a look at whom it names.
func TestFindingsOfADeclarationLeaveByALook(t *testing.T) {
	w := newWorld(t)
	mother, _ := w.motherOf(t, false)
	before := len(w.lookedAt(t, mother))
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "1995-05-05")))
	if a.State != application.Declared || !slices.Contains(codes(a.Acts[0].Findings), "births-too-close") {
		t.Fatalf("the %s tells %v", a.State, codes(a.Acts[0].Findings))
	}
	if len(w.lookedAt(t, mother)) == before {
		t.Error("no look at her is written")
	}
}
