package reading_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/reading"
	"samano/reading/view"
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
	w.moveTo(t, id, "9")
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

// A look names everybody whom its answer names, whoever was asked for.
func TestALookIsAtEverybodyWhoIsNamed(t *testing.T) {
	h := newHome(t)
	mother, child := h.personRef(t, h.mother), h.personRef(t, h.child)
	scope := h.Law.Persons.GuardianScopes.On(register.DayAt(h.Country.Now())).Value[0]
	guardian := h.enrol(t, "ຄຳ", "ໄຊຍະ", "1970")
	guardianship := acts.Guardianship{Person: "@" + string(h.child), Guardian: acts.Who{Person: "@" + string(guardian)}, Scope: scope}
	ordered := func(reference string) register.Proposal {
		p := h.Proposal(register.KindGuardianship, guardianship)
		p.Decision = register.Decision{By: register.ByCourtOrder, Authority: "court", Reference: reference}
		return p
	}
	h.Must(t, ordered("1"))
	guardianship.End = true
	ended := h.Must(t, ordered("2"))[0]
	read := func(what string, read func() error, want ...register.Ref) {
		t.Helper()
		if err := read(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if looked := h.last(t).Subjects; !slices.Equal(looked, access.SortSubjects(want)) {
			t.Errorf("%s: the look is at %v, not at %v", what, looked, want)
		}
	}
	page := func(of register.ClientID, m reading.Moment) func() error {
		return func() error {
			_, err := h.Service.Person(t.Context(), h.who, why(access.WhatPerson), "@"+string(of), m)
			return err
		}
	}
	before := reading.Moment{Known: &h.before}
	read("a child, as known before the house and the guardian", page(h.child, before), child, mother)
	read("the mother, as known before", page(h.mother, before), mother, child)
	read("the child on a day before the house and the guardian", page(h.child, reading.Moment{On: new(date(t, "2026-10-25").Earliest())}), child, mother)
	read("the child", page(h.child, reading.Moment{}), child, mother, h.house(t), h.personRef(t, guardian))
	read("an act that ends a guardianship", func() error {
		_, err := h.Act(t.Context(), h.who, why(access.WhatAct), string(ended.ID))
		return err
	}, child, h.personRef(t, guardian))
	read("its payload", func() error {
		_, err := h.Proof(t.Context(), h.who, why(access.WhatAct), string(ended.ID), "payload")
		return err
	}, child, h.personRef(t, guardian))
	read("the feed, in which the child's facts stand", func() error {
		_, _, err := h.Feed(t.Context(), h.who, why(access.WhatFeed), ended.Seq-1)
		return err
	}, child, mother, h.personRef(t, guardian))
}

func (h *home) personRef(t *testing.T, id register.ClientID) register.Ref {
	t.Helper()
	return register.PersonRef(h.person(t, id, reading.Moment{}).ID)
}

func (h *home) house(t *testing.T) register.Ref {
	t.Helper()
	return register.HouseholdRef(h.person(t, h.mother, reading.Moment{}).Households[0].ID)
}

// A finding that was accepted may tell of a relative whom the act does not name. Once a protection
// covers her, its particulars are for the national desk, which takes a look at her; and the proof of
// the header, which cannot be cut, is for the national desk alone.
func TestAnActTellsNothingOfProtectedRelatives(t *testing.T) {
	w := newWorld(t)
	mother, daughter := w.enrol(t, "ຄຳ", "ວົງສາ", "1970-05-03"), w.ClientID()
	w.Must(t, w.Proposal(register.KindEnrolment, acts.Enrolment{
		As: "@" + string(daughter), Sex: register.Female, Born: date(t, "1995-03-03"), Mother: &acts.Who{Person: "@" + string(mother)},
		Name:          []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ລັບ"}}}},
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
		Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0102001", House: "88"}, Since: date(t, "1995-03-03")},
	}))
	close := w.Proposal(register.KindBirth, acts.Birth{
		As: "@" + string(w.ClientID()), Sex: register.Male, Born: date(t, "1995-05-05"), BornAt: acts.PlaceOf{Code: "0101001"}, Mother: &acts.Who{Person: "@" + string(mother)},
		Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: "ນ້ອຍ"}}}},
	})
	close.Happened = date(t, "1995-05-05")
	close.Accepted = append(close.Accepted, register.Accepted{Code: "births-too-close", Reason: "as the mother says"}, register.Accepted{Code: "declared-late", Reason: "the road was closed"})
	act := string(w.Must(t, close)[0].ID)
	clerk := w.who
	clerk.Officer.Roles = []access.Role{access.DistrictRegistrar}
	tells := func(who access.Actor) (shown, proven bool) {
		t.Helper()
		seen, err := w.Act(t.Context(), who, why(access.WhatAct), act)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Proof(t.Context(), who, why(access.WhatAct), act, "header")
		if err != nil && !forTheNationalDesk(err) {
			t.Fatal(err)
		}
		return strings.Contains(text(seen.Open().Findings), "1995-03-03"), err == nil
	}
	if shown, proven := tells(clerk); !shown || !proven {
		t.Fatalf("before the protection, her birth is told: %t, and proven: %t", shown, proven)
	}
	ref := register.PersonRef(w.person(t, daughter, reading.Moment{}).ID)
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(daughter), Article: "art. 1"}))
	if shown, proven := tells(clerk); shown || proven {
		t.Errorf("after the protection, her birth is told: %t, and proven: %t", shown, proven)
	}
	if shown, proven := tells(w.who); !shown || !proven {
		t.Errorf("to the national desk her birth is told: %t, and proven: %t", shown, proven)
	}
	if _, err := w.Act(t.Context(), w.who, why(access.WhatAct), act); err != nil {
		t.Fatal(err)
	}
	looks, err := w.Parts.Looks.LooksFrom(t.Context(), accesstest.Pass(t), 0, 1000)
	if err != nil || !slices.Contains(looks[len(looks)-1].Subjects, ref) {
		t.Errorf("the national desk takes no look at her: %v, %v", looks, err)
	}
}

// Which office looked at a husband and his wife tells where she asked; the office of his own home
// and one of the whole country tell nothing of her.
func TestALookDoesNotTellWhereSomebodyProtectedAsked(t *testing.T) {
	w := newWorld(t)
	home := w.OpenOffice(t, "D0101", "district", "0101")
	elsewhere := w.OpenOffice(t, "D0102", "district", "0102")
	husband, wife := w.enrol(t, "ບຸນ", "ວົງສາ", "1985"), w.enrol(t, "ຄຳ", "ໄຊຍະ", "1987")
	w.moveAway(t, wife)
	a, b := w.PersonCalled(t, "@"+string(husband)), w.PersonCalled(t, "@"+string(wife))
	for _, l := range []struct {
		at   register.OfficeID
		what access.What
		of   []*register.Person
	}{
		{elsewhere.ID, access.WhatPerson, []*register.Person{a}},
		{elsewhere.ID, access.WhatPerson, []*register.Person{a, b}},
		{"D9999", access.WhatCertificate, []*register.Person{a, b}}, // an office that is no more
		{elsewhere.ID, access.WhatSearch, []*register.Person{a, b}},
		{elsewhere.ID, access.WhatFeed, []*register.Person{a, b}},
		{home.ID, access.WhatPerson, []*register.Person{a, b}},
		{"CENTRE", access.WhatPerson, []*register.Person{a, b}},
	} {
		look := access.Look{
			At: w.Country.Now(), Officer: "o-" + register.OfficerID(l.at), Office: l.at, Role: access.DistrictRegistrar,
			What: l.what, Purpose: "registration", Case: "A-1", ShownFrom: w.Today(),
		}
		for _, p := range l.of {
			look.Subjects = append(look.Subjects, p.Ref())
		}
		look.Subjects = access.SortSubjects(look.Subjects)
		if _, err := w.Parts.Looks.Append(t.Context(), look, access.Budget{}); err != nil {
			t.Fatal(err)
		}
	}
	auditor := auditorAt(w.who.Office)
	told := func(who access.Actor, id register.PersonID) (out []register.OfficeID) {
		list, err := w.Looks(t.Context(), who, audit(access.WhatLooks), id, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if (l.Office == "") != (l.Officer == "") || (l.Office == "") != (l.Case == "") || l.Purpose == "" || l.At.IsZero() {
				t.Errorf("a part of it is told: %+v", l)
			}
			out = append(out, l.Office)
		}
		return out
	}
	all := []register.OfficeID{"CENTRE", home.ID, elsewhere.ID, elsewhere.ID, "D9999", elsewhere.ID, elsewhere.ID}
	if got := told(auditor, a.ID); !slices.Equal(got, all) || slices.Contains(w.last(t).Subjects, b.Ref()) {
		t.Errorf("before the protection %q looked; the look is %+v", got, w.last(t))
	}
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(wife), Article: "art. 1"}))
	if got, want := told(auditor, a.ID), []register.OfficeID{"CENTRE", home.ID, elsewhere.ID, elsewhere.ID, "", "", elsewhere.ID}; !slices.Equal(got, want) || !slices.Contains(w.last(t).Subjects, b.Ref()) {
		t.Errorf("%q looked, want %q; the look, which what is left out tells of her, is %+v", got, want, w.last(t))
	}
	if _, err := w.Looks(t.Context(), auditor, audit(access.WhatLooks), b.ID, 7); codeOf(err) != access.CodeNothingToShow {
		t.Errorf("an auditor reads who looked at her: %v", err)
	}
	overseer := testenv.ActorAt(register.Office{ID: "watch", Level: "oversight"}, "somchit", access.Overseer)
	if got := told(overseer, b.ID); !slices.Equal(got, all[:6]) {
		t.Errorf("an overseer reads of her that %q looked", got)
	}
}

// A search reads so many of a name and no more. If that may not be everybody, it says so: an officer
// who is told that nobody of the own area has the name would enter them twice.
func TestASearchThatIsCutSaysSo(t *testing.T) {
	w := newWorld(t)
	home := w.OpenOffice(t, "D0101", "district", "0101")
	find := func(what string, want int, wantMore bool) {
		t.Helper()
		hits, more, err := w.Search(t.Context(), at(home), ownQueue(access.WhatSearch), reading.Query{Name: "ຄຳ"})
		if err != nil || len(hits) != want || more != wantMore {
			t.Errorf("%s: %d found, more: %t, %v", what, len(hits), more, err)
		}
	}
	enter := func(n int) {
		t.Helper()
		var all []register.Proposal
		for range n { // all older, in another district
			all = append(all, w.Proposal(register.KindEnrolment, acts.Enrolment{
				Sex: register.Female, Born: date(t, "1950"), Name: testenv.Named("ຄຳ", ""),
				Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
				Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0102001", House: "3"}},
			}))
		}
		w.Must(t, all...)
	}
	w.enrol(t, "ຄຳ", "ວົງສາ", "1990")
	find("the only one", 1, false)
	enter(198)
	find("one less than a search reads", 1, false)
	enter(1)
	find("as many as a search reads", 1, true)
	looks := w.Parts.Looks.(*accesstest.Looks)
	looks.Fail(&register.Error{Kind: register.Unavailable, Op: "looks.Append"})
	if hits, more, err := w.Search(t.Context(), at(home), ownQueue(access.WhatSearch), reading.Query{Name: "ຄຳ"}); len(hits) > 0 || more || err == nil {
		t.Errorf("where no look can be written: %d found, more: %t, %v", len(hits), more, err)
	}
	looks.Fail(nil)
	enter(1)
	find("one more, who is not read", 0, true)
}

// Where somebody protected lives now was the home of whoever moved away: it stands on no page of theirs, as
// of no day and as known at no time, nor in an act about it, but for the national desk the act; and what is
// left out is a look at the protected. It stands there before the protection, and when she moves on.
func TestFormerHomesDoNotTellWhereTheProtectedLive(t *testing.T) {
	w := newWorld(t)
	mother, daughter := w.enrol(t, "ແມ່", "ວົງສາ", "1970"), w.enrol(t, "ລູກ", "ວົງສາ", "1995")
	w.moveTo(t, mother, "88")
	moved := string(w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(daughter)}, To: acts.Dwelling{Code: "0101002", House: "88"}}))[0].ID)
	then := w.Country.Now().Add(time.Second)
	w.SetToday((w.Today() + 1).String())
	w.moveTo(t, daughter, "3")
	known := w.Country.Now()
	her := w.ref(t, mother)
	told := func(what access.What, m reading.Moment) bool {
		t.Helper()
		p, err := w.Service.Person(t.Context(), w.clerk(), why(what), "@"+string(daughter), m)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(homes(p), "88")
	}
	ways := func() (out []bool) {
		on := w.Today()
		for _, m := range []reading.Moment{{}, {On: &on}, {Known: &known}, {Known: &then}} {
			out = append(out, told(access.WhatPerson, m), told(access.WhatHistory, m))
		}
		inFeed, auditor := false, w.clerk()
		auditor.Officer.Roles = []access.Role{access.Auditor}
		for after, more := register.Seq(0), true; more; {
			events, next, err := w.Feed(t.Context(), auditor, access.Reason{What: access.WhatFeed, Purpose: "audit", Case: testenv.Export}, after)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				inFeed = inFeed || slices.ContainsFunc(e.Facts, func(f view.Fact) bool {
					h, ok := f.Value.(view.Home)
					return ok && h.House == "88" && e.Event.Subject == w.ref(t, daughter)
				})
			}
			more, after = next > after, next
		}
		out = append(out, inFeed)
		_, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), moved)
		if err != nil && !forTheNationalDesk(err) {
			t.Fatal(err)
		}
		return append(out, err == nil)
	}
	before := ways()
	if !slices.Contains(before, true) || slices.Contains(w.last(t).Subjects, her) {
		t.Fatalf("before the protection her former home is told: %v, by %+v", before, w.last(t))
	}
	w.protect(t, mother)
	if got := ways(); slices.Contains(got, true) || !slices.Contains(w.last(t).Subjects, her) {
		t.Errorf("after it: %v, by %+v", got, w.last(t))
	}
	if _, err := w.Act(t.Context(), w.who, why(access.WhatAct), moved); err != nil {
		t.Errorf("the national desk is told %v", err)
	}
	w.moveTo(t, mother, "4")
	if got := ways(); !slices.Equal(got, before) {
		t.Errorf("when she has moved on: %v, not %v", got, before)
	}
}
