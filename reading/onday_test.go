package reading_test

import (
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/reading"
	"samano/register"
)

// As on a day, somebody is shown with the household of that day: a later one not, a former one too.
func TestTheHouseholdOfADay(t *testing.T) {
	h := newHome(t)
	father := h.enrol(t, "ບຸນ", "ໄຊຍະ", "1980-01-01")
	h.SetToday("2026-11-20")
	old := h.ClientID()
	h.Must(t, h.Proposal("household-open", acts.HouseholdOpen{
		As: "@" + string(old), Dwelling: acts.Dwelling{Code: "0101001", House: "8"}, Books: []register.Book{{Class: "blue", Number: "BL-2"}},
		Members: []acts.NewMember{{Person: "@" + string(father), Relation: register.HeadRelation}},
	}))
	h.SetToday("2026-11-25")
	move := h.Proposal("move", acts.Move{
		Persons: []string{"@" + string(h.mother)}, To: acts.Dwelling{Code: "0101001"}, Household: "@" + string(old), Relations: []register.Relation{"unrelated"},
	})
	h.Must(t, move)

	for name, want := range map[string]string{"": "BL-2", "2000-01-01": "", "2026-11-09": "", "2026-11-10": "BL-1", "2026-11-24": "BL-1", "2026-11-26": "BL-2"} {
		var m reading.Moment
		if name != "" {
			day := date(t, name).Earliest()
			m.On = &day
		}
		var books []string
		for _, house := range h.person(t, h.mother, m).Households {
			books = append(books, house.Book)
		}
		if got := strings.Join(books, " "); got != want {
			t.Errorf("on %q she lived in %q, want %q", name, got, want)
		}
	}
}

// Of somebody who was not born on the day that is asked for, no more is said than that.
func TestWhoWasNotBornOnADay(t *testing.T) {
	h := newHome(t)
	for text, unborn := range map[string]bool{"2026-10-01": true, "2026-10-19": true, "2026-10-20": false} {
		day := date(t, text).Earliest()
		p := h.person(t, h.child, reading.Moment{On: &day})
		if missing := p.Missing(); register.HasCode(missing, "not-born-then") != unborn || (missing == nil) == unborn || unborn != (len(p.Facts) == 0) || p.Version == 0 {
			t.Errorf("on %s: %+v", text, p)
		}
	}
}

// That the household of a day is not shown, because somebody protected lives there now, points at her. So
// whoever reads it has looked at her.
func TestAFormerHouseholdThatIsLeftOutLeavesALook(t *testing.T) {
	h := newHome(t)
	h.SetToday("2026-11-20")
	h.Must(t, h.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
		Dwelling: acts.Dwelling{Code: "0101001", House: "9"}, Members: []acts.NewMember{{Person: "@" + string(h.child), Relation: register.HeadRelation}},
	}))
	child, mother := h.personRef(t, h.child), h.personRef(t, h.mother)
	clerk := h.who
	clerk.Officer.Roles = []access.Role{access.DistrictRegistrar}
	read := func() (houses int, looked []register.Ref) {
		p, err := h.Service.Person(t.Context(), clerk, why(access.WhatPerson), "@"+string(h.child), reading.Moment{On: new(date(t, "2026-11-15").Earliest())})
		if err != nil {
			t.Fatal(err)
		}
		return len(p.Households), h.last(t).Subjects
	}
	if houses, looked := read(); houses != 1 || !slices.Contains(looked, mother) {
		t.Fatalf("before the protection there are %d households, and the look is at %v", houses, looked)
	}
	h.Must(t, h.Proposal(register.KindProtection, acts.Protection{Person: "@" + string(h.mother), Article: "art. 1"}))
	houses, looked := read()
	if houses != 0 || !slices.Contains(looked, child) || !slices.Contains(looked, mother) {
		t.Errorf("there are %d households, and the look is at %v", houses, looked)
	}
}

// Whose records were merged has one list of looks, under each of them.
func TestLooksAtAllRecordsStandTogether(t *testing.T) {
	w := newWorld(t)
	kept, gone := w.enrol(t, "ຄຳ", "ໄຊຍະ", "1970"), w.ClientID()
	w.Must(t, w.Proposal(register.KindEnrolment, acts.Enrolment{
		As: "@" + string(gone), Sex: register.Female, Born: date(t, "1970"),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
	}))
	records := []register.PersonID{w.person(t, kept, reading.Moment{}).ID, w.person(t, gone, reading.Moment{}).ID}
	w.Must(t, w.Proposal(register.KindMerge, acts.Merge{Survivor: "@" + string(kept), Other: "@" + string(gone), Reason: "one woman"}))
	for _, id := range records {
		list, err := w.Looks(t.Context(), auditorAt(w.who.Office), audit(access.WhatLooks), id, access.Newest)
		if err != nil {
			t.Fatal(err)
		}
		persons := 0
		for _, l := range list {
			if l.What == access.WhatPerson {
				persons++
			}
		}
		if persons != 2 {
			t.Errorf("under record %d there are %+v", id, list)
		}
	}
}
