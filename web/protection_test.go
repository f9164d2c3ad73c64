package web_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/office/application"
	"samano/reading"
	"samano/register"
	"samano/web/webtest"
)

// shelter is a house in which a protected woman lives with her mother, who is not
// protected herself, and to which her son comes later. A lodger lives in the house who is
// of no household.
type shelter struct {
	*webtest.Country
	woman, mother, son, lodger register.Number
	book                       string
	reading                    *reading.Service
}

func newShelter(t *testing.T) *shelter {
	t.Helper()
	c := webtest.New(t)
	s := &shelter{Country: c, book: "BL-0101-99"}
	ids := [4]string{}
	for i := range ids {
		ids[i] = "@" + string(c.ClientID())
	}
	home := &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101002", House: "31"}, Since: register.InYear(2020, register.Declared)}
	elsewhere := &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "5"}, Since: register.InYear(2015, register.Declared)}
	enrol := func(as, given string, sex register.Sex, year int, mother string, at *acts.NewResidence) register.Proposal {
		e := acts.Enrolment{
			As: as, Sex: sex, Born: register.InYear(year, register.Declared), Residence: at,
			Name: []register.NameForm{{Script: register.Lao, Parts: []register.NamePart{{Given: given}}}},
		}
		if mother != "" {
			e.Mother = &acts.Who{Person: mother}
		}
		return c.Proposal("enrolment", e)
	}
	move := c.Proposal("move", acts.Move{Persons: []string{ids[2]}, To: acts.Dwelling{Code: "0101002", House: "31"}, Household: s.book, Relations: []register.Relation{"grandchild"}})
	move.Happened = register.Exact(register.DayOf(2026, 10, 1))
	done := c.Must(t,
		enrol(ids[0], "ປະກາຍ", register.Female, 1970, "", home),
		enrol(ids[1], "ມະໂນລາ", register.Female, 1995, ids[0], home),
		enrol(ids[2], "ສອນໄຊ", register.Male, 2015, ids[1], elsewhere),
		enrol(ids[3], "ພູວົງ", register.Male, 1990, "", home),
		c.Proposal("household-open", acts.HouseholdOpen{
			Dwelling: acts.Dwelling{Code: "0101002", House: "31"}, Books: []register.Book{{Class: "blue", Number: s.book}},
			Members: []acts.NewMember{{Person: ids[0], Relation: register.HeadRelation}, {Person: ids[1], Relation: "child"}},
		}),
		c.Proposal("protection", acts.Protection{Person: ids[1], Article: "Law, art. 7"}),
		move)
	for i, n := range []*register.Number{&s.mother, &s.woman, &s.son, &s.lodger} {
		persons, err := c.Persons(context.Background(), c.Pass, register.PersonID(done[i].Subjects()[0].ID))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range persons {
			*n = p.Number()
		}
	}
	s.reading = c.Node.Reading
	return s
}

// Nobody but the national desk finds her: not by herself, not by those who live
// with her, in no page, list or paper.
func TestNobodyFindsTheProtected(t *testing.T) {
	s := newShelter(t)
	p, national := officer(t, s.Country, webtest.Clerk), officer(t, s.Country, webtest.National)
	p.get("/?lang=en")
	national.get("/?lang=en")
	secrets := []string{"ມະໂນລາ", "Phonsavan", "house 31", s.book}
	for name, number := range map[string]register.Number{"herself": s.woman, "her mother": s.mother, "her son, who came later": s.son, "a lodger": s.lodger} {
		t.Run(name, func(t *testing.T) {
			p.t, national.t = t, t
			p.lookUp(number, "registration", s.Case).shows(http.StatusForbidden, "Only the national desk").silent(secrets...)
			p.post("/certificate", "id", "01a20033-40d0-7b01-b197-e0c4ddd5955e", "kind", "birth", "person", string(number), "case", "A-1").silent(secrets...)
			national.lookUp(number, "registration", s.Case).shows(http.StatusOK, "Phonsavan")
			p.get("/declare/death?lang=en")
			p.send("/declare/death", "hand-in", "yes", values("person", string(number), "died-year", "2026", "died-month", "11", "declarant-name", "ບຸນທັນ")).
				shows(http.StatusOK, "Only the national desk").silent(secrets...)
		})
	}
	p.t = t
	for _, name := range []string{"ມະໂນລາ", "ປະກາຍ", "ສອນໄຊ", "ພູວົງ"} {
		p.post("/search", "name", name, "purpose", "registration", "case", s.Case).shows(http.StatusOK, "Nobody was found").silent(secrets[1:]...)
	}
	p.lookUp(register.Number(s.book), "registration", s.Case).shows(http.StatusForbidden, "Only the national desk").silent("Phonsavan")
}

// An office does not learn where she lives by declaring moves to one house after another: the page of
// the application is the same whether the house is hers or not, but for the house that they typed.
func TestNobodyLearnsAnAddressByGuessing(t *testing.T) {
	s := newShelter(t)
	p := officer(t, s.Country, webtest.Clerk)
	reference := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	for name, number := range map[string]register.Number{"herself": s.woman, "her mother": s.mother, "a lodger": s.lodger} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			var told []string
			for _, house := range []string{"31", "77"} {
				p.get("/declare/move?lang=en")
				p.send("/declare/move", "hand-in", "yes", values("person-1", string(number), "from-day", "1", "from-month", "11", "from-year", "2026",
					"to", "0101002", "house", house, "declarant-name", "ບຸນທັນ")).shows(http.StatusOK, "Only the national desk")
				told = append(told, strings.ReplaceAll(reference.ReplaceAllString(p.text(), ""), "house "+house, ""))
			}
			if told[0] != told[1] {
				t.Errorf("at that house:\n%s\nat another:\n%s", told[0], told[1])
			}
		})
	}
}

func (s *shelter) actor(t *testing.T, id register.OfficerID, office register.OfficeID, role access.Role) access.Actor {
	t.Helper()
	o, err := s.Registrar.Office(t.Context(), office)
	if err != nil {
		t.Fatal(err)
	}
	return access.Actor{Officer: access.Officer{ID: id, Office: office, Roles: []access.Role{role}, Until: register.LastDay}, Office: o}
}

// Acts, looks and the feed tell of her no more than pages do.
func TestNothingBehindThePagesFindsTheProtected(t *testing.T) {
	s, ctx := newShelter(t), context.Background()
	clerk := s.actor(t, webtest.Clerk, "d0101", access.DistrictRegistrar)
	auditor := s.actor(t, webtest.Auditor, "CENTRE", access.Auditor)
	found, err := s.Find(ctx, s.Pass, acts.Lookup{By: acts.ByNumber, Key: string(s.woman)}, acts.Lookup{By: acts.ByNumber, Key: string(s.son)}, acts.Lookup{By: acts.ByBook, Key: s.book}, acts.Lookup{By: acts.ByNumber, Key: string(s.lodger)})
	if err != nil {
		t.Fatal(err)
	}
	woman, son, house, lodger := found[0].Person, found[1].Person, found[2].Household, found[3].Person
	why := func(what access.What) access.Reason {
		return access.Reason{What: what, Purpose: "registration", Case: s.Case}
	}
	for _, id := range []register.PersonID{woman.ID, lodger.ID} {
		if _, err := s.reading.Looks(ctx, auditor, access.Reason{What: access.WhatLooks, Purpose: "audit", Case: "R-7"}, id, access.Newest); register.KindOf(err) != register.NotFound || err == nil {
			t.Errorf("who looked at her: %v", err)
		}
	}
	list, err := s.Registrar.Acts(ctx, s.Pass, []register.Seq{son.Seq(), house.Acts[0], lodger.Seq()})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range list {
		if _, err := s.reading.Act(ctx, clerk, why(access.WhatAct), string(a.ID)); register.KindOf(err) != register.Forbidden {
			t.Errorf("the act %s that brought somebody into her house: %v", a.Kind, err)
		}
	}
	events, _, err := s.reading.Feed(ctx, auditor, access.Reason{What: access.WhatFeed, Purpose: "audit", Case: "E-1"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, e := range events {
		if ref := e.Subject; ref == woman.Ref() || ref == son.Ref() || ref == house.Ref() || ref == lodger.Ref() {
			t.Errorf("the feed tells %+v of %v", e, ref)
		}
		if len(e.Facts) > 0 {
			told++
		}
	}
	if told == 0 {
		t.Error("the feed tells nothing")
	}
}

// Who makes a reference up does not read people of other areas under it, and a real application shows
// those whom it names, after it was declared and to the offices that have to do with it.
func TestACaseIsAnApplicationOfTheOffice(t *testing.T) {
	c := webtest.New(t)
	const elsewhere, nothing = "not an application of this office", "nothing here that you may see"
	p, other := officer(t, c, webtest.Clerk), officer(t, c, webtest.Other)
	p.get("/?lang=en")
	other.get("/?lang=en")
	birth := c.BirthForm(t, string(c.Elsewhere), (c.Today() - 3).String())
	birth.ID = register.ActID(c.ClientID())
	in := application.DraftInput{ID: application.ID(c.ClientID()), Declarant: application.Declarant{Name: "ບຸນທັນ"}, Acts: []register.Proposal{birth}}
	version, err := c.Clerk.SaveDraft(t.Context(), c.Actor(t, webtest.Clerk), in, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []string{"own-queue", "registration"} {
		for _, made := range []string{"A-1", "01a20033-40d0-7b01-b197-e0c4ddd5955e"} {
			p.lookUp(c.Elsewhere, purpose, made).shows(http.StatusUnprocessableEntity, elsewhere).silent("Khampheng")
			p.post("/search", "name", "ຄຳແພງ", "purpose", purpose, "case", made).shows(http.StatusUnprocessableEntity, elsewhere)
		}
		// While the draft is written, who somebody of another area is, and not where.
		p.lookUp(c.Elsewhere, purpose, string(in.ID)).shows(http.StatusOK, "Khampheng").silent("Sikhottabong", "Household")
		p.post("/search", "name", "ຄຳແພງ", "purpose", purpose, "case", string(in.ID)).shows(http.StatusOK, "Khamphaeng").silent("Khampheng")
	}
	if _, err := c.Clerk.Declare(t.Context(), c.Actor(t, webtest.Clerk), in.ID, version); err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []string{"own-queue", "registration"} {
		p.lookUp(c.Elsewhere, purpose, string(in.ID)).shows(http.StatusOK, "Khampheng", "Sikhottabong")
		p.post("/search", "name", "ຄຳແພງ", "purpose", purpose, "case", string(in.ID)).shows(http.StatusOK, "Khamphaeng", "Khampheng")
		// Whom it does not name it does not open.
		p.lookUp(c.Protected, purpose, string(in.ID)).shows(http.StatusNotFound, nothing)
		other.lookUp(c.Mother, purpose, string(in.ID)).shows(http.StatusUnprocessableEntity, elsewhere).silent("Khamphaeng")
	}
	a, err := c.Desk.Application(t.Context(), in.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Clerk.Withdraw(t.Context(), c.Actor(t, webtest.Clerk), in.ID, a.Version, "ຂໍຖອນ"); err != nil {
		t.Fatal(err)
	}
	p.lookUp(c.Elsewhere, "registration", string(in.ID)).shows(http.StatusNotFound, nothing).silent("Khampheng")
	national := officer(t, c, webtest.National)
	national.get("/?lang=en")
	national.lookUp(c.Elsewhere, "court-order", "ສານ-12/2026").shows(http.StatusUnprocessableEntity, "no such order of a court").silent("Khampheng")
}
