package reading_test

import (
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
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(hidden)}, To: acts.Dwelling{Code: "0101002", House: "9"}}))
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(hidden), Article: "art. 1"}))
	if after := find(); before != 1 || after != before {
		t.Errorf("%d found before somebody protected was entered, %d after", before, after)
	}
}

// An act whose payload names somebody protected is withheld, though its effects name nobody.
func TestAnActThatOnlyItsPayloadRevealsIsWithheld(t *testing.T) {
	w := newWorld(t)
	ward, guardian := w.enrol(t, "ນ້ອຍ", "ວົງສາ", "2020-05-03"), w.enrol(t, "ຄຳ", "ໄຊຍະ", "1970")
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(guardian)}, To: acts.Dwelling{Code: "0101002", House: "9"}}))
	scope := w.Law.Persons.GuardianScopes.On(register.DayAt(w.Country.Now())).Value[0]
	g := acts.Guardianship{Person: "@" + string(ward), Guardian: acts.Who{Person: "@" + string(guardian)}, Scope: scope}
	p := w.Proposal(register.KindGuardianship, g)
	p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "1"}
	w.Must(t, p)
	g.End = true
	p = w.Proposal(register.KindGuardianship, g)
	p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: "2"}
	act := w.Must(t, p)
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(guardian), Article: "art. 1"}))
	clerk := w.who
	clerk.Officer.Roles = []access.Role{access.DistrictRegistrar}
	seen, err := w.Act(t.Context(), clerk, why(access.WhatAct), string(act[0].ID))
	if err == nil {
		t.Errorf("shown: %s", seen.Open().Payload)
	}
}
