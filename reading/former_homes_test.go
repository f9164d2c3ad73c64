package reading_test

import (
	"bytes"
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/reading"
	"samano/register"
)

// An act that let somebody join a household where they lived already says in its payload where that was.
func TestAnActOfJoiningDoesNotTellAFormerHome(t *testing.T) {
	w := newWorld(t)
	mother, daughter, friend := w.enrol(t, "ແມ່", "ວົງສາ", "1970"), w.enrol(t, "ລູກ", "ວົງສາ", "1995"), w.enrol(t, "ໝູ່", "ໄຊຍະ", "1990")
	w.moveTo(t, mother, "88")
	w.moveTo(t, daughter, "88")
	w.moveTo(t, friend, "88")
	house := w.ClientID()
	w.Must(t, w.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
		As: "@" + string(house), Dwelling: acts.Dwelling{Code: "0101002", House: "88"},
		Members: []acts.NewMember{{Person: "@" + string(friend), Relation: register.HeadRelation}},
	}))
	joined := string(w.Must(t, w.Proposal(register.KindMove, acts.Move{
		Persons: []string{"@" + string(daughter)}, To: acts.Dwelling{Code: "0101002", House: "88"}, Household: "@" + string(house),
		Relations: []register.Relation{register.Relation(w.Law.Household.Relations.On(w.Today()).Value[1])},
	}))[0].ID)
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal(register.KindMove, acts.Move{
		Persons: []string{"@" + string(daughter), "@" + string(friend)}, To: acts.Dwelling{Code: "0101002", House: "3"}, Whole: true,
	}))
	w.protect(t, mother)
	p, err := w.Service.Person(t.Context(), w.clerk(), why(access.WhatHistory), "@"+string(daughter), reading.Moment{})
	if err != nil || slices.Contains(homes(p), "88") {
		t.Fatalf("her page: %v, %v", homes(p), err)
	}
	seen, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), joined)
	if err == nil && bytes.Contains(seen.Open().Payload, []byte(`"88"`)) {
		t.Errorf("the clerk reads %s", seen.Open().Payload)
	}
	proof, err := w.Proof(t.Context(), w.clerk(), why(access.WhatAct), joined, "payload")
	if err == nil {
		t.Errorf("the clerk is given the proof %s", proof)
	}
	if !slices.Contains(w.last(t).Subjects, w.ref(t, mother)) {
		t.Errorf("the look is %+v", w.last(t))
	}
}

// That the former home of a household is left out of the page of a member is a look at the protected.
func TestAPageWithoutTheFormerHomeOfAHouseholdIsALook(t *testing.T) {
	w := newWorld(t)
	mother, daughter, friend := w.enrol(t, "ແມ່", "ວົງສາ", "1970"), w.enrol(t, "ລູກ", "ວົງສາ", "1995"), w.enrol(t, "ໝູ່", "ໄຊຍະ", "1990")
	w.moveTo(t, mother, "88")
	w.moveTo(t, friend, "88")
	house := w.ClientID()
	w.Must(t, w.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
		As: "@" + string(house), Dwelling: acts.Dwelling{Code: "0101002", House: "88"},
		Members: []acts.NewMember{{Person: "@" + string(friend), Relation: register.HeadRelation}},
	}))
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(friend)}, To: acts.Dwelling{Code: "0101002", House: "3"}, Whole: true}))
	w.Must(t, w.Proposal(register.KindMove, acts.Move{
		Persons: []string{"@" + string(daughter)}, To: acts.Dwelling{Code: "0101002", House: "3"}, Household: "@" + string(house),
		Relations: []register.Relation{register.Relation(w.Law.Household.Relations.On(w.Today()).Value[1])},
	}))
	facts := func() int {
		p, err := w.Service.Person(t.Context(), w.clerk(), why(access.WhatHistory), "@"+string(daughter), reading.Moment{})
		if err != nil || len(p.Households) != 1 {
			t.Fatalf("%+v, %v", p, err)
		}
		return len(p.Households[0].Facts)
	}
	before := facts()
	w.protect(t, mother)
	if after := facts(); after == before {
		t.Fatal("nothing is left out")
	}
	if !slices.Contains(w.last(t).Subjects, w.ref(t, mother)) {
		t.Errorf("the former home of her household is left out, and the look is %+v", w.last(t))
	}
}

// The office of an act that opened a home which is left out tells where the protected live.
func TestAHistoryDoesNotTellByAnOfficeWhereAFormerHomeWas(t *testing.T) {
	w := newWorld(t)
	w.OpenOffice(t, "D0101", "district", "0101")
	w.OpenOffice(t, "D0102", "district", "0102")
	mother, daughter := w.enrol(t, "ແມ່", "ວົງສາ", "1970"), w.enrol(t, "ລູກ", "ວົງສາ", "1995")
	move := func(who register.ClientID, office register.OfficeID, code register.Code, house string) string {
		p := w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(who)}, To: acts.Dwelling{Code: code, House: house}})
		p.Office = office
		return string(w.Must(t, p)[0].ID)
	}
	move(mother, "D0102", "0102001", "88")
	there := move(daughter, "D0102", "0102001", "88")
	w.SetToday((w.Today() + 1).String())
	move(daughter, "D0101", "0101001", "3")
	w.protect(t, mother)
	p, err := w.Service.Person(t.Context(), w.clerk(), why(access.WhatHistory), "@"+string(daughter), reading.Moment{})
	if err != nil || slices.Contains(homes(p), "88") {
		t.Fatalf("%v, %v", p, err)
	}
	if _, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), there); !forTheNationalDesk(err) {
		t.Fatalf("the act is read: %v", err)
	}
	for _, e := range p.History {
		if string(e.ID) == there && e.Office != "" {
			t.Errorf("her home at the protected's is left out, and its act is of %s, printed %q", e.Office, e.Printed)
		}
	}
}

// The village of whoever lives nowhere now is that of the last home: where somebody protected lives there
// now, a search names none, and that is a look at them.
func TestASearchDoesNotTellWhereTheDeadLivedWithTheProtected(t *testing.T) {
	w := newWorld(t)
	dead, wife := w.enrol(t, "ຄຳ", "ວົງສາ", "1950"), w.enrol(t, "ແກ້ວ", "ວົງສາ", "1955")
	w.moveTo(t, dead, "88")
	w.moveTo(t, wife, "88")
	w.Must(t, w.Proposal(register.KindDeath, acts.Death{Person: "@" + string(dead), Died: register.Exact(w.Today())}))
	find := func() reading.Hit {
		hits, _, err := w.Search(t.Context(), w.clerk(), why(access.WhatSearch), reading.Query{Name: "ຄຳ"})
		if err != nil || len(hits) != 1 || !hits[0].Dead {
			t.Fatalf("%+v, %v", hits, err)
		}
		return hits[0]
	}
	if find().Place == nil || slices.Contains(w.last(t).Subjects, w.ref(t, wife)) {
		t.Fatalf("before the protection his village is not told, or by a look at her: %+v", w.last(t))
	}
	w.protect(t, wife)
	if got := find(); got.Place != nil || got.Source.Place.Source != "" || !slices.Contains(w.last(t).Subjects, w.ref(t, wife)) {
		t.Errorf("it is told: %+v, by %+v", got, w.last(t))
	}
	w.moveTo(t, wife, "4")
	if find().Place == nil {
		t.Error("when she has moved on it is not told")
	}
}

// Whoever leaves declares it where they lived.
func TestAHistoryDoesNotTellByTheOfficeOfLeaving(t *testing.T) {
	w := newWorld(t)
	w.OpenOffice(t, "D0101", "district", "0101")
	w.OpenOffice(t, "D0102", "district", "0102")
	mother, daughter := w.enrol(t, "ແມ່", "ວົງສາ", "1970"), w.enrol(t, "ລູກ", "ວົງສາ", "1995")
	move := func(who register.ClientID, office register.OfficeID, code register.Code, house string) string {
		p := w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(who)}, To: acts.Dwelling{Code: code, House: house}})
		p.Office = office
		return string(w.Must(t, p)[0].ID)
	}
	move(mother, "D0102", "0102001", "88")
	there := move(daughter, "D0102", "0102001", "88")
	w.SetToday((w.Today() + 1).String())
	left := move(daughter, "D0102", "0101001", "3")
	w.protect(t, mother)
	p, err := w.Service.Person(t.Context(), w.clerk(), why(access.WhatHistory), "@"+string(daughter), reading.Moment{})
	if err != nil || slices.Contains(homes(p), "88") {
		t.Fatalf("%v, %v", homes(p), err)
	}
	for _, e := range p.History {
		if string(e.ID) == there && e.Office != "" {
			t.Errorf("there: its act is of %s, printed %q", e.Office, e.Printed)
		}
		if string(e.ID) == left && e.Office != "" {
			t.Errorf("her home at the protected's is left out, and the act by which she left is of %s", e.Office)
		}
	}
	seen, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), left)
	if err == nil && seen.Open().Office == "D0102" {
		t.Errorf("the act by which she left the protected's is read: of office %s, effects %+v; look %+v", seen.Open().Office, seen.Open().Effects, w.last(t))
	}
}

// The last home of the dead is no home by which an office is told.
func TestAHistoryOfTheDeadDoesNotTellByAnOffice(t *testing.T) {
	w := newWorld(t)
	w.OpenOffice(t, "D0101", "district", "0101")
	w.OpenOffice(t, "D0102", "district", "0102")
	wife, dead := w.enrol(t, "ແມ່", "ວົງສາ", "1970"), w.enrol(t, "ລູກ", "ວົງສາ", "1965")
	move := func(who register.ClientID, office register.OfficeID, code register.Code, house string) string {
		p := w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(who)}, To: acts.Dwelling{Code: code, House: house}})
		p.Office = office
		return string(w.Must(t, p)[0].ID)
	}
	move(dead, "D0101", "0101001", "3")
	w.SetToday((w.Today() + 1).String())
	move(wife, "D0102", "0102001", "88")
	there := move(dead, "D0102", "0102001", "88")
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal(register.KindDeath, acts.Death{Person: "@" + string(dead), Died: register.Exact(w.Today())}))
	w.protect(t, wife)
	p, err := w.Service.Person(t.Context(), w.clerk(), why(access.WhatHistory), "@"+string(dead), reading.Moment{})
	if err != nil || slices.Contains(homes(p), "88") {
		t.Fatalf("%v, %v", homes(p), err)
	}
	hits, _, err := w.Search(t.Context(), w.clerk(), why(access.WhatSearch), reading.Query{Name: "ລູກ"})
	if err != nil || len(hits) != 1 || hits[0].Place != nil {
		t.Fatalf("%+v, %v", hits, err)
	}
	if _, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), there); !forTheNationalDesk(err) {
		t.Fatalf("the act is read: %v", err)
	}
	for _, e := range p.History {
		if string(e.ID) == there && e.Office != "" {
			t.Errorf("his last home at the protected's is left out, and its act is of %s, printed %q", e.Office, e.Printed)
		}
	}
}

// Which offices looked at the dead does not tell where the protected live with whom they lived last.
func TestLooksAtTheDeadDoNotTellWhereTheLastHomeWas(t *testing.T) {
	w := newWorld(t)
	w.OpenOffice(t, "D0101", "district", "0101")
	there := w.OpenOffice(t, "D0102", "district", "0102")
	wife, dead := w.enrol(t, "ແກ້ວ", "ວົງສາ", "1970"), w.enrol(t, "ຄຳ", "ວົງສາ", "1965")
	for _, who := range []register.ClientID{wife, dead} {
		p := w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(who)}, To: acts.Dwelling{Code: "0102001", House: "88"}})
		p.Office = "D0102"
		w.Must(t, p)
	}
	w.SetToday((w.Today() + 1).String())
	w.Must(t, w.Proposal(register.KindDeath, acts.Death{Person: "@" + string(dead), Died: register.Exact(w.Today())}))
	w.protect(t, wife)
	if _, err := w.Service.Person(t.Context(), at(there), ownQueue(access.WhatPerson), "@"+string(dead), reading.Moment{}); err != nil {
		t.Fatal(err)
	}
	list, err := w.Looks(t.Context(), auditorAt(w.clerk().Office), audit(access.WhatLooks), register.PersonID(w.ref(t, dead).ID), access.Newest)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.Office == "D0102" {
			t.Errorf("the look of the office where the protected lives is told: %+v", l)
		}
	}
}
