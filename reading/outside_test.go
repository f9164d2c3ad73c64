package reading_test

import (
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
)

// Who is not of the national desk is told nothing of the covered by the feed: no number, no kind of
// act, and no event beside that of somebody else.
func TestTheFeedTellsOthersNothingOfTheCovered(t *testing.T) {
	s := newShelter(t)
	s.protect(t, s.daughter)
	daughter, friend := s.PersonCalled(t, "@"+string(s.daughter)), s.PersonCalled(t, "@"+string(s.friend))
	auditor := testenv.ActorAt(s.who.Office, "aud", access.Auditor)
	reason := access.Reason{What: access.WhatFeed, Purpose: "audit", Case: testenv.Export}
	mother := s.PersonCalled(t, "@"+string(s.mother))
	events, next, err := s.Feed(t.Context(), auditor, reason, mother.Seq()-1)
	if err != nil || len(events) == 0 {
		t.Fatal(len(events), err)
	}
	for _, e := range events {
		if e.Subject == daughter.Ref() || e.Subject == friend.Ref() || e.Subject.Kind == register.SubjectHousehold || e.Kind == register.KindProtection {
			t.Errorf("of somebody covered it tells %s", text(e))
		}
		for _, number := range []string{string(daughter.Number()), string(friend.Number())} {
			if strings.Contains(text(e), number) {
				t.Errorf("the number of somebody covered is in %s", text(e))
			}
		}
	}
	if l := s.last(t); slices.Contains(l.Subjects, daughter.Ref()) || slices.Contains(l.Subjects, friend.Ref()) || !slices.Contains(l.Subjects, mother.Ref()) {
		t.Errorf("the look is at %v", l.Subjects)
	}
	if events, again, err := s.Feed(t.Context(), auditor, reason, daughter.Seq()-1); err != nil || len(events) > 0 || again != next {
		t.Errorf("of the protection alone: %d events, next %d of %d, %v", len(events), again, next, err)
	}
}

// A reader without a case is not told by the looks at somebody that there is a home in another area.
func TestLooksDoNotTellOfHomesOutsideTheArea(t *testing.T) {
	w := newWorld(t)
	here, there := w.OpenOffice(t, "D0101", "district", "0101"), w.OpenOffice(t, "D0102", "district", "0102")
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	w.Must(t, w.Proposal(register.KindTemporaryStay, acts.TemporaryStay{Persons: []string{"@" + string(id)}, At: acts.Dwelling{Code: "0102001", House: "3"}}))
	ref := w.ref(t, id)
	for _, l := range []access.Look{{Office: here.ID, What: access.WhatPerson}, {Office: there.ID, What: access.WhatPerson}, {Office: there.ID, What: access.WhatSearch}, {Office: "CENTRE", What: access.WhatPerson}} {
		l.At, l.Officer, l.Role, l.Purpose, l.Case = w.Country.Now(), "o-"+register.OfficerID(l.Office), access.DistrictRegistrar, "own-queue", "B-1"
		l.ShownFrom, l.Subjects = w.Today(), []register.Ref{ref}
		if _, err := w.Parts.Looks.Append(t.Context(), l, access.Budget{}); err != nil {
			t.Fatal(err)
		}
	}
	all := []register.OfficeID{"CENTRE", there.ID, there.ID, here.ID}
	for name, c := range map[string]struct {
		who  access.Actor
		why  access.Reason
		want []register.OfficeID
	}{
		"the own office":         {auditorAt(here), audit(access.WhatLooks), []register.OfficeID{"CENTRE", "", "", here.ID}},
		"that of the other home": {auditorAt(there), audit(access.WhatLooks), []register.OfficeID{"CENTRE", there.ID, there.ID, ""}},
		"the centre":             {auditorAt(w.who.Office), audit(access.WhatLooks), all},
	} {
		list, err := w.Looks(t.Context(), c.who, c.why, register.PersonID(ref.ID), access.Newest)
		if err != nil {
			t.Fatal(name, err)
		}
		var got []register.OfficeID
		for _, l := range list {
			if l.What == access.WhatLooks { // of this test
				continue
			}
			if got = append(got, l.Office); (l.Office == "") != (l.Officer == "") || (l.Office == "") != (l.Case == "") {
				t.Errorf("%s is told a part: %+v", name, l)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s is told that %q looked, want %q", name, got, c.want)
		}
	}
}

// Which office adjudicates tells whether somebody else who was compared is protected. The looks of an
// adjudication say when and why, and to nobody who looked.
func TestLooksDoNotTellWhoAdjudicates(t *testing.T) {
	w := newWorld(t)
	province := w.OpenOffice(t, "P01", "province", "01")
	id := w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	ref := w.ref(t, id)
	for _, office := range []register.OfficeID{province.ID, "CENTRE"} {
		l := access.Look{At: w.Country.Now(), Officer: "o-" + register.OfficerID(office), Office: office, Role: access.Adjudicator, What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: "Q-1"}
		l.ShownFrom, l.Subjects = w.Today(), []register.Ref{ref}
		if _, err := w.Parts.Looks.Append(t.Context(), l, access.Budget{}); err != nil {
			t.Fatal(err)
		}
	}
	told := func(who access.Actor, why access.Reason) (out []register.OfficeID) {
		list, err := w.Looks(t.Context(), who, why, register.PersonID(ref.ID), access.Newest)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if l.Purpose == access.PurposeDuplicates {
				if out = append(out, l.Office); (l.Office == "") != (l.Officer == "") || (l.Office == "") != (l.Case == "") {
					t.Errorf("told is a part: %+v", l)
				}
			}
		}
		return out
	}
	for _, office := range []register.Office{w.who.Office, province} {
		if got := told(auditorAt(office), audit(access.WhatLooks)); !slices.Equal(got, []register.OfficeID{"", ""}) {
			t.Errorf("%s is told that %q looked", office.ID, got)
		}
	}
}

// The declarant is named by an act as its people are, however the number is written: one whom a
// protection covers makes it the national desk's, and the look is at them.
func TestTheDeclarantIsNamed(t *testing.T) {
	w := newWorld(t)
	man, sister := w.enrol(t, "ບຸນ", "ວົງສາ", "1985"), w.enrol(t, "ຄຳ", "ວົງສາ", "1987")
	number := string(w.PersonCalled(t, "@"+string(sister)).Number())
	var done []string
	for _, declarant := range []string{number + ", sister", "ຄຳ " + number[:3] + " " + number[3:6] + "-" + number[6:], "his sister 1 " + number, "@" + string(sister) + ", sister"} {
		p := w.Proposal(register.KindNameChange, acts.NameChange{Person: "@" + string(man), Name: testenv.Named("ໃໝ່"+strings.Repeat("ໆ", len(done)), "")})
		p.Declarant, p.Evidence = declarant, []register.Evidence{{Kind: "declaration"}}
		w.Must(t, p)
		done = append(done, string(p.ID))
	}
	read := func(what string, act string, want string) {
		t.Helper()
		if _, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), act); codeOf(err) != want {
			t.Errorf("%s: %v", what, err)
		}
		if l := w.last(t); !slices.Contains(l.Subjects, w.ref(t, sister)) {
			t.Errorf("%s: the look is at %v", what, l.Subjects)
		}
	}
	for _, act := range done {
		read("before the protection", act, "")
	}
	w.protect(t, sister)
	for _, act := range done {
		read("after the protection", act, access.CodeNationalDesk)
	}
}
