package reading_test

import (
	"slices"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/reading"
	"samano/register"
)

// movedFrom lets a daughter live at 88 in the second district with her mother, and move to the first, whereupon the mother is protected.
func (w *world) movedFrom(t *testing.T, there func(daughter register.ClientID)) (mother, daughter register.ClientID) {
	t.Helper()
	w.OpenOffice(t, "D0101", "district", "0101")
	w.OpenOffice(t, "D0102", "district", "0102")
	mother, daughter = w.enrol(t, "ແມ່", "ວົງສາ", "1970"), w.enrol(t, "ລູກ", "ວົງສາ", "1995")
	move := func(who register.ClientID, office register.OfficeID, code register.Code, house string) {
		p := w.Proposal(register.KindMove, acts.Move{Persons: []string{"@" + string(who)}, To: acts.Dwelling{Code: code, House: house}})
		p.Office = office
		w.Must(t, p)
	}
	move(mother, "D0102", "0102001", "88")
	move(daughter, "D0102", "0102001", "88")
	w.SetToday((w.Today() + 1).String())
	there(daughter)
	w.SetToday((w.Today() + 1).String())
	move(daughter, "D0101", "0101001", "3")
	w.protect(t, mother)
	return mother, daughter
}

func TestAHistoryDoesNotTellByAnActMadeThere(t *testing.T) {
	w := newWorld(t)
	var id string
	_, daughter := w.movedFrom(t, func(d register.ClientID) {
		p := w.Proposal("name-change", acts.NameChange{Person: "@" + string(d), Name: testenv.Named("ສີດາ", "")})
		p.Office, p.Evidence = "D0102", []register.Evidence{{Kind: "declaration", Note: "1"}}
		id = string(w.Must(t, p)[0].ID)
	})
	p, err := w.Service.Person(t.Context(), w.clerk(), why(access.WhatHistory), "@"+string(daughter), reading.Moment{})
	if err != nil || slices.Contains(homes(p), "88") {
		t.Fatalf("%v, %v", homes(p), err)
	}
	for _, e := range p.History {
		if string(e.ID) == id && e.Office != "" {
			t.Errorf("her home in 0102 at the protected's is left out, and while she lived there an act was made by %s, printed %q", e.Office, e.Printed)
		}
	}
	seen, err := w.Act(t.Context(), w.clerk(), why(access.WhatAct), id)
	if err == nil && seen.Open().Office == "D0102" {
		t.Errorf("and the act is read, of %s", seen.Open().Office)
	}
}

func TestLooksFromBeforeDoNotTellAFormerHome(t *testing.T) {
	w := newWorld(t)
	_, daughter := w.movedFrom(t, func(d register.ClientID) {
		o := register.Office{ID: "D0102", Level: "district", Jurisdiction: w.Area(t, "0102")}
		if _, err := w.Service.Person(t.Context(), at(o), ownQueue(access.WhatPerson), "@"+string(d), reading.Moment{}); err != nil {
			t.Fatal(err)
		}
	})
	list, err := w.Looks(t.Context(), auditorAt(w.clerk().Office), audit(access.WhatLooks), register.PersonID(w.ref(t, daughter).ID), access.Newest)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.Office == "D0102" {
			t.Errorf("her home in 0102 at the protected's is left out, and the look of the office there, in its own area, is told: %+v", l)
		}
	}
}

// A search without a case finds whoever is of the own area: that an office found the dead tells where they lived last.
func TestASearchThatFoundTheDeadDoesNotTellTheLastHome(t *testing.T) {
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
	hits, _, err := w.Search(t.Context(), at(there), ownQueue(access.WhatSearch), reading.Query{Name: "ຄຳ"})
	if err != nil || len(hits) != 1 || hits[0].Place != nil {
		t.Fatalf("%+v, %v", hits, err)
	}
	list, err := w.Looks(t.Context(), auditorAt(w.clerk().Office), audit(access.WhatLooks), register.PersonID(w.ref(t, dead).ID), access.Newest)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.Office == "D0102" {
			t.Errorf("the search without a case of the office where the protected lives is told: %+v", l)
		}
	}
}

// renamedThere registers a name change of hers at D0102, while she lives there.
func (w *world) renamedThere(t *testing.T, d register.ClientID) *register.Act {
	t.Helper()
	p := w.Proposal("name-change", acts.NameChange{Person: "@" + string(d), Name: testenv.Named("ສີດາ", "")})
	p.Office, p.Evidence = "D0102", []register.Evidence{{Kind: "declaration", Note: "1"}}
	return w.Must(t, p)[0]
}

// The number on paper names the office: an act of an office that is not told is not found by it, but for that
// office and the national desk, which are told.
func TestAnActIsNotFoundByTheNumberOfAnOfficeThatIsNotTold(t *testing.T) {
	w := newWorld(t)
	var id string
	w.movedFrom(t, func(d register.ClientID) { id = string(w.renamedThere(t, d).ID) })
	reader := at(register.Office{ID: "D0101", Level: "district", Jurisdiction: w.Area(t, "0101")})
	if seen, err := w.Act(t.Context(), reader, ownQueue(access.WhatAct), "D0102/2026/1"); !register.HasCode(err, access.CodeNothingToShow) {
		t.Errorf("found by its number: %+v, %v", seen, err)
	}
	if _, err := w.Proof(t.Context(), reader, ownQueue(access.WhatAct), "D0102/2026/1", "payload"); err == nil {
		t.Error("and its payload is proven")
	}
	seen, err := w.Act(t.Context(), reader, ownQueue(access.WhatAct), id)
	if err != nil || seen.Open().Office != "" {
		t.Errorf("by its id: %+v, %v", seen, err)
	}
	seen, err = w.Act(t.Context(), w.who, why(access.WhatAct), id)
	if err != nil || seen.Open().Office != "D0102" {
		t.Errorf("the national desk is told %+v, %v", seen, err)
	}
}

// An act about two people is not told by the page of the other.
func TestAHistoryDoesNotTellByAnActAboutAnother(t *testing.T) {
	w := newWorld(t)
	var id register.ActID
	var man *register.Person
	w.movedFrom(t, func(d register.ClientID) {
		man = w.Resident(t, "ບຸນ", register.Male, "1990-01-05", "0101001")
		p := w.Proposal(register.KindMarriage, acts.Marriage{Spouses: [2]acts.Who{{Person: string(man.Number())}, {Person: "@" + string(d)}}, At: acts.PlaceOf{Code: "01"}})
		p.Office, p.Evidence = "D0102", []register.Evidence{{Kind: "joint-request", Note: "1"}, {Kind: "identity-document", Note: "2"}}
		id = w.Must(t, p)[0].ID
	})
	reader := at(register.Office{ID: "D0101", Level: "district", Jurisdiction: w.Area(t, "0101")})
	p, err := w.Service.Person(t.Context(), reader, why(access.WhatHistory), string(man.Number()), reading.Moment{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range p.History {
		if e.ID == id && e.Office != "" {
			t.Errorf("the husband's history tells that their marriage was registered by %s, printed %q", e.Office, e.Printed)
		}
	}
}

// Nor by the looks at a record that was merged into another.
func TestLooksAtAMergedRecordDoNotTellAFormerHome(t *testing.T) {
	w := newWorld(t)
	_, daughter := w.movedFrom(t, func(d register.ClientID) {
		o := register.Office{ID: "D0102", Level: "district", Jurisdiction: w.Area(t, "0102")}
		if _, err := w.Service.Person(t.Context(), at(o), ownQueue(access.WhatPerson), "@"+string(d), reading.Moment{}); err != nil {
			t.Fatal(err)
		}
	})
	kept := w.enrol(t, "ລູກ", "ວົງສາ", "1995")
	w.Must(t, w.Proposal(register.KindMerge, acts.Merge{Survivor: "@" + string(kept), Other: "@" + string(daughter), Reason: "one woman"}))
	reader := at(register.Office{ID: "D0101", Level: "district", Jurisdiction: w.Area(t, "0101")})
	list, err := w.Looks(t.Context(), auditorAt(reader.Office), audit(access.WhatLooks), register.PersonID(w.ref(t, kept).ID), access.Newest)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.Office == "D0102" {
			t.Errorf("the look is told: %+v", l)
		}
	}
}
