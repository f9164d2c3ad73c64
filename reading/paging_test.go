package reading_test

import (
	"fmt"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/reading"
	"samano/register"
)

// A search shows one page, says whether there are more, and takes the narrowest reading of a name
// that finds anybody.
func TestASearchShowsOnePage(t *testing.T) {
	w := newWorld(t)
	clerk := w.who
	clerk.Officer.Roles = []access.Role{access.DistrictRegistrar}
	find := func(what string, who access.Actor, name string, want int, wantMore bool) {
		t.Helper()
		hits, more, err := w.Search(t.Context(), who, why(access.WhatSearch), reading.Query{Name: name})
		if err != nil || len(hits) != want || more != wantMore {
			t.Errorf("%s: %d found, more %t, %v; want %d, %t", what, len(hits), more, err, want, wantMore)
		}
		looks, err := w.Parts.Looks.LooksFrom(t.Context(), accesstest.Pass(t), 0, 10_000)
		if err != nil || len(looks[len(looks)-1].Subjects) != want {
			t.Errorf("%s: the look is at %d people, %v", what, len(looks[len(looks)-1].Subjects), err)
		}
	}
	enter := func(n int) register.ClientID {
		return w.enrol(t, "ສົມສັກ", "ວົງສາ", fmt.Sprint(1930+n))
	}
	hidden := enter(0)
	w.moveTo(t, hidden, "9")
	for n := range reading.MaxHits - 2 {
		enter(n + 1)
	}
	find("nearly a page", w.who, "ສົມສັກ", reading.MaxHits-1, false)
	enter(reading.MaxHits - 1)
	find("a page", w.who, "ສົມສັກ", reading.MaxHits, false)
	find("a page, by a registrar", clerk, "ສົມສັກ", reading.MaxHits, false)
	enter(reading.MaxHits)
	find("one more", w.who, "ສົມສັກ", reading.MaxHits, true)
	find("one more, by a registrar", clerk, "ສົມສັກ", reading.MaxHits, true)
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(hidden), Article: "art. 1"}))
	find("one of them protected, by a registrar", clerk, "ສົມສັກ", reading.MaxHits, false)
	find("one of them protected, by the national desk", w.who, "ສົມສັກ", reading.MaxHits, true)
	enter(reading.MaxHits + 1)
	find("another in their place, by a registrar", clerk, "ສົມສັກ", reading.MaxHits, true)

	w.enrol(t, "ສົມ", "ໄຊຍະ", "1950")
	find("the whole word", w.who, "ສົມ", 1, false)
	find("of whom nobody has the name", w.who, "ຈັນທະລາ", 0, false)
}

// moveTo moves somebody to a house of their own.
func (w *world) moveTo(t *testing.T, id register.ClientID, house string) {
	t.Helper()
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(id)}, To: acts.Dwelling{Code: "0101002", House: house}}))
}
