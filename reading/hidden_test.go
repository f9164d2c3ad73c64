package reading_test

import (
	"errors"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/reading"
	"samano/register"
)

// Somebody whom a search may not find changes nothing in what it finds.
func TestAHiddenPersonChangesNoSearch(t *testing.T) {
	w := newWorld(t)
	w.enrol(t, "ຄຳພອນ", "ວົງສາ", "1985")
	clerk := w.who
	clerk.Officer.Roles = []access.Role{access.DistrictRegistrar}
	find := func() int {
		hits, _, err := w.Search(t.Context(), clerk, why(access.WhatSearch), reading.Query{Name: "ຄຳ"})
		if err != nil {
			t.Fatal(err)
		}
		return len(hits)
	}
	before := find()
	hidden := w.enrol(t, "ຄຳ", "ໄຊຍະ", "1970")
	w.moveAway(t, hidden)
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(hidden), Article: "art. 1"}))
	if after := find(); before != 1 || after != before {
		t.Errorf("%d found before somebody protected was entered, %d after", before, after)
	}
}

// An act whose payload names somebody protected is withheld, though its effects name nobody.
func TestAnActThatOnlyItsPayloadRevealsIsWithheld(t *testing.T) {
	w := newWorld(t)
	ward, guardian := w.enrol(t, "ນ້ອຍ", "ວົງສາ", "2020-05-03"), w.enrol(t, "ຄຳ", "ໄຊຍະ", "1970")
	w.moveAway(t, guardian)
	scope := w.Law.Persons.GuardianScopes.On(register.DayAt(w.Country.Now())).Value[0]
	g := acts.Guardianship{Person: "@" + string(ward), Guardian: acts.Who{Person: "@" + string(guardian)}, Scope: scope}
	p := w.Proposal(register.KindGuardianship, g)
	p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "1"}
	w.Must(t, p)
	g.End = true
	p = w.Proposal(register.KindGuardianship, g)
	p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "2"}
	w.withheldOnceProtected(t, w.Must(t, p)[0].ID, guardian)
}

// An act of a record that was merged is an act of the person who answers for it.
func TestAnActOfAMergedRecordIsWithheldAsItsSurvivorIs(t *testing.T) {
	w := newWorld(t)
	kept, gone := w.enrol(t, "ຄຳ", "ໄຊຍະ", "1970"), w.ClientID()
	w.moveAway(t, kept)
	entered := w.Must(t, w.Proposal(register.KindEnrolment, acts.Enrolment{
		As: "@" + string(gone), Sex: register.Female, Born: date(t, "1970"),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
	}))
	w.Must(t, w.Proposal(register.KindMerge, acts.Merge{Survivor: "@" + string(kept), Other: "@" + string(gone), Reason: "one woman"}))
	w.withheldOnceProtected(t, entered[0].ID, kept)
}

// moveAway moves somebody to a house in which nobody else lives.
func (w *world) moveAway(t *testing.T, id register.ClientID) {
	t.Helper()
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(id)}, To: acts.Dwelling{Code: "0101002", House: "9"}}))
}

// withheldOnceProtected reads an act, and its proof, as an officer who is not of the national desk,
// before and after somebody is protected.
func (w *world) withheldOnceProtected(t *testing.T, id register.ActID, who register.ClientID) {
	t.Helper()
	clerk := w.who
	clerk.Officer.Roles = []access.Role{access.DistrictRegistrar}
	if _, err := w.Act(t.Context(), clerk, why(access.WhatAct), string(id)); err != nil {
		t.Fatalf("before the protection: %v", err)
	}
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(who), Article: "art. 1"}))
	if seen, err := w.Act(t.Context(), clerk, why(access.WhatAct), string(id)); !forTheNationalDesk(err) {
		t.Errorf("%v; shown: %v", err, seen.Open())
	}
	if _, err := w.Proof(t.Context(), clerk, why(access.WhatAct), string(id), "payload"); !forTheNationalDesk(err) {
		t.Errorf("its proof: %v", err)
	}
}

func forTheNationalDesk(err error) bool {
	var e *register.Error
	return errors.As(err, &e) && e.Code == access.CodeNationalDesk
}
