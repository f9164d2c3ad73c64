package reading_test

import (
	"errors"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/reading"
	"samano/register"
)

// The office of an act tells where somebody protected was whom the act names, by its effects or by
// its payload alone. The office of the own home and one of the whole country tell nothing.
func TestAHistoryDoesNotTellWhereSomebodyProtectedWas(t *testing.T) {
	w := newWorld(t)
	w.OpenOffice(t, "D0101", "district", "0101")
	w.OpenOffice(t, "D0102", "district", "0102")
	ward, guardian := w.enrol(t, "ນ້ອຍ", "ວົງສາ", "2020-05-03"), w.enrol(t, "ຄຳ", "ໄຊຍະ", "1970")
	w.moveAway(t, guardian)
	scope := w.Law.Persons.GuardianScopes.On(w.Today()).Value[0]
	n := byte('0')
	ordered := func(at register.OfficeID, end bool) {
		t.Helper()
		p := w.Proposal(register.KindGuardianship, acts.Guardianship{Person: "@" + string(ward), Guardian: acts.Who{Person: "@" + string(guardian)}, Scope: scope, End: end})
		n++
		p.Office, p.Decision = at, register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: string(n)}
		w.Must(t, p)
	}
	for _, at := range []register.OfficeID{"D0102", "D0101", "CENTRE"} {
		ordered(at, false)
		ordered(at, true)
	}
	p := w.Proposal(register.KindNameChange, acts.NameChange{Person: "@" + string(ward), Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ແກ້ວ"}}}}})
	p.Office, p.Evidence, p.Decision = "D0102", []register.Evidence{{Kind: "declaration"}}, register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "7"}
	w.Must(t, p)
	offices := func(who access.Actor, of register.ClientID) (out []string) {
		t.Helper()
		shown, err := w.Service.Person(t.Context(), who, why(access.WhatHistory), "@"+string(of), reading.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range shown.History {
			if all := e.Office != "" && e.Registrar != ""; all != (e.Office != "" || e.Registrar != "" || e.Printed != "") || e.Kind == "" || e.Seq == 0 {
				t.Errorf("a part of it is told: %+v", e)
			}
			out = append(out, string(e.Office))
		}
		return out
	}
	all := []string{"CENTRE", "D0102", "D0102", "D0101", "D0101", "CENTRE", "CENTRE", "D0102"}
	if got := offices(w.clerk(), ward); !slices.Equal(got, all) {
		t.Errorf("before the protection: %q", got)
	}
	w.protect(t, guardian)
	if got, want := offices(w.clerk(), ward), []string{"CENTRE", "", "", "D0101", "D0101", "CENTRE", "CENTRE", "D0102"}; !slices.Equal(got, want) {
		t.Errorf("after the protection: %q, want %q", got, want)
	}
	if got := offices(w.who, ward); !slices.Equal(got, []string{"CENTRE", "", "", "D0101", "D0101", "CENTRE", "CENTRE", "D0102"}) {
		t.Errorf("the national desk, which reads the ward as others do: %q", got)
	}
	if got := offices(w.who, guardian); slices.Contains(got, "") || len(got) == 0 {
		t.Errorf("the national desk, of the guardian: %q", got)
	}
	w.protect(t, ward)
	if got := offices(w.who, ward); slices.Contains(got, "") {
		t.Errorf("the page of a protected person is for the national desk alone: %q", got)
	}
}

// That an office is left out tells that somebody protected declared the act, whom nothing else of the page
// names: the look is at them too.
func TestAHistoryLooksAtWhomItTellsOf(t *testing.T) {
	w := newWorld(t)
	w.OpenOffice(t, "D0102", "district", "0102")
	man, declarant := w.enrol(t, "ບຸນ", "ວົງສາ", "1980"), w.enrol(t, "ຄຳ", "ໄຊຍະ", "1970")
	w.moveAway(t, declarant)
	p := w.Proposal(register.KindNameChange, acts.NameChange{Person: "@" + string(man), Name: testenv.Named("ແກ້ວ", "")})
	p.Office, p.Decision = "D0102", register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "7"}
	p.Evidence, p.Declarant = []register.Evidence{{Kind: "declaration"}}, string(w.PersonCalled(t, "@"+string(declarant)).Number())
	w.Must(t, p)
	read := func() (withheld, looked bool) {
		shown, err := w.Service.Person(t.Context(), w.clerk(), why(access.WhatHistory), "@"+string(man), reading.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		left := slices.ContainsFunc(shown.History, func(e reading.Entry) bool { return e.Office == "" })
		return left, slices.Contains(w.last(t).Subjects, w.ref(t, declarant))
	}
	if withheld, looked := read(); withheld || looked {
		t.Errorf("before the protection an office is left out: %t, and the look is at her: %t", withheld, looked)
	}
	w.protect(t, declarant)
	if withheld, looked := read(); !withheld || !looked {
		t.Errorf("after the protection an office is left out: %t, and the look is at her: %t", withheld, looked)
	}
}

// The header of an act says more than its effects: like whom its person is, whom the declarant had
// before them, whose papers were examined. The look at its proof is at all of them; like whom somebody
// is, the national desk alone reads; and whoever is of another district is shown for a case only.
func TestTheProofOfAHeaderIsALookAtWhomItNames(t *testing.T) {
	w := newWorld(t)
	here := w.OpenOffice(t, "D0101", "district", "0101")
	there := w.enrol(t, "ບຸນ", "ໄຊຍະ", "1970")
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(there)}, To: acts.Dwelling{Code: "0102001", House: "1"}}))
	beside := w.enrol(t, "ແກ້ວ", "ວົງສາ", "1980")
	other := w.PersonCalled(t, "@"+string(there)).Number()
	lastSeen := func(id register.ClientID) []register.Seen {
		return []register.Seen{{Subject: "@" + string(id), Seq: w.PersonCalled(t, "@"+string(id)).Seq()}}
	}
	enter := func(change func(p *register.Proposal)) string {
		p := w.Proposal(register.KindEnrolment, acts.Enrolment{
			Sex: register.Female, Born: date(t, "1991"), Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
			Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "70"}},
		})
		change(&p)
		return string(w.Must(t, p)[0].ID)
	}
	plain := enter(func(*register.Proposal) {})
	seen := enter(func(p *register.Proposal) { p.Seen = lastSeen(there) })
	seenHere := enter(func(p *register.Proposal) { p.Seen = lastSeen(beside) })
	accepted := enter(func(p *register.Proposal) {
		p.Accepted = []register.Accepted{{Code: register.CodePerhapsRegistered, Person: string(other), Reason: "a cousin"}}
	})
	const ok, desk, outside = "", access.CodeNationalDesk, access.CodeNothingToShow
	for name, c := range map[string]struct {
		act                    string
		clerk, office, payload string // by a clerk with a case, by the office without one, and of the payload by the office
		named                  register.ClientID
	}{
		"an act that names nobody else":            {plain, ok, ok, ok, ""},
		"who was seen, of another district":        {seen, ok, outside, ok, there},
		"who was seen, of the own":                 {seenHere, ok, ok, ok, beside},
		"who is another, as the registrar accepts": {accepted, desk, outside, ok, there},
	} {
		prove := func(how string, who access.Actor, reason access.Reason, part, want string) {
			t.Helper()
			proof, err := w.Proof(t.Context(), who, reason, c.act, part)
			if got := codeOf(err); got != want || (len(proof) > 0) != (want == ok) {
				t.Errorf("%s, %s: %q, want %q (%v)", name, how, got, want, err)
			}
		}
		names := func(how string, want bool) {
			t.Helper()
			if l := w.last(t); slices.Contains(l.Subjects, w.ref(t, c.named)) != want {
				t.Errorf("%s, %s: the look is at %v", name, how, l.Subjects)
			}
		}
		prove("by the national desk", w.who, why(access.WhatAct), "header", ok)
		if c.named != "" {
			names("by the national desk", true)
		}
		prove("by a clerk", w.clerk(), why(access.WhatAct), "header", c.clerk)
		prove("without a case", at(here), ownQueue(access.WhatAct), "header", c.office)
		prove("the payload without a case", at(here), ownQueue(access.WhatAct), "payload", c.payload)
	}
	for name, c := range map[string]struct {
		act   string
		named register.ClientID
		want  bool
	}{"who was seen": {seen, there, true}, "who is another": {accepted, there, false}} {
		if _, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), c.act); err != nil {
			t.Fatal(err)
		}
		if l := w.last(t); slices.Contains(l.Subjects, w.ref(t, c.named)) != c.want {
			t.Errorf("%s: the look at the act is at %v", name, l.Subjects)
		}
	}
}

// codeOf returns the code of a finding, "" for no error.
func codeOf(err error) string {
	var e *register.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e) && e.Code != "":
		return e.Code
	}
	return err.Error()
}
