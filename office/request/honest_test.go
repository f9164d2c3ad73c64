package request_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"samano/access"
	"samano/acts"
	"samano/certificate"
	"samano/internal/testenv"
	"samano/law"
	"samano/office/request"
	"samano/reading"
	"samano/register"
)

// Two searches by common names in the own district leave an officer at work.
func TestTwoSearchesStopNobody(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	for i := range 45 {
		w.Resident(t, "ຈັນ", register.Female, strconv.Itoa(1950+i)+"-03-04", "0101001")
		w.Resident(t, "ສົມ", register.Male, strconv.Itoa(1950+i)+"-03-04", "0101001")
	}
	for _, name := range []string{"ຈັນ", "ສົມ"} {
		w.now = w.now.Add(2 * time.Minute)
		_, _, err := w.Node.Reading.Search(ctx, w.kham, access.Reason{What: access.WhatSearch, Purpose: "own-queue"}, reading.Query{Name: name})
		if err != nil {
			t.Errorf("a search by %s among the own people: %v", name, err)
		}
	}
}

// A life in danger waits for no judgement of another office.
func TestDangerWaitsForNoJudgement(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.chance.drawn = true
	w.entered(t, w.kham, w.byPaper(w.there))
	w.now = w.now.AddDate(0, 0, 11)
	_, err := w.Enter(ctx, w.kham, request.Input{Kind: law.CaseDanger, Number: string(w.there.Number()), Asks: "her sister", Ground: "a threat"})
	if err != nil {
		t.Errorf("an officer whose request the province has not judged may not ask for somebody whose life is in danger: %v", err)
	}
}

// A number that is mistyped is no name.
func TestAMistypedNumberIsToldInDangerToo(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	typed := []byte(w.there.Number())
	typed[len(typed)-1] = '0' + (typed[len(typed)-1]-'0'+1)%10
	_, err := w.Enter(ctx, w.kham, request.Input{Kind: law.CaseDanger, Number: string(typed), Asks: "her sister", Ground: "a threat"})
	wants(t, request.CodeNumber, err)
}

// A life in danger waits for no budget.
func TestDangerWaitsForNoBudget(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	r := w.entered(t, w.kham, request.Input{Kind: law.CaseDanger, Number: string(w.there.Number()), Asks: "her sister", Ground: "a threat"})
	for i := range 80 { // own people, whom the counter asks for
		p := w.Resident(t, "ຈັນ", register.Female, "1970-03-04", "0101002")
		if i >= 40 {
			w.now = w.now.Add(time.Minute)
		}
		_, err := w.reads(w.kham, "own-queue", "", p)
		must(t, err)
	}
	_, err := w.Node.Reading.Whereabouts(ctx, w.kham, request.PurposeDanger, r.Reference())
	if err != nil {
		t.Errorf("after 80 people at the counter: %v", err)
	}
}

// The paper of a record that was merged is still a paper of the person.
func TestACodeOfAMergedRecordIsOfThePerson(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	birth := w.BirthForm(t, string(w.there.Number()), "2026-10-20")
	birth.Declared, birth.Office, birth.DeclaredTo, birth.Registrar = w.Today(), "D0102", "noy", "seng"
	w.Must(t, birth)
	c, err := w.Node.Certificates.Certify(ctx, w.other, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: register.KindBirth, Act: string(birth.ID), Case: "P-1"})
	must(t, err)
	child := w.PersonCalled(t, testenv.Child(t, birth))
	as := w.ClientID()
	w.Must(t, w.Proposal(register.KindEnrolment, acts.Enrolment{
		As: "@" + string(as), Sex: register.Male, Born: testenv.Date(t, "2026-10-20"),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
	}))
	kept := w.PersonCalled(t, "@"+string(as))
	w.Must(t, w.Proposal(register.KindMerge, acts.Merge{Survivor: string(kept.Number()), Other: string(child.Number()), Reason: "one child"}))
	_, err = w.Enter(ctx, w.kham, request.Input{Kind: law.CaseRequest, Number: string(kept.Number()), Asks: "the mother", Ground: "a copy", Proof: request.ByCode, Code: c.QR})
	if err != nil {
		t.Errorf("the paper of somebody whose records were merged proves nothing under the number that they now have: %v", err)
	}
}

// A certificate of a marriage is a paper of both.
func TestACodeOfAMarriageIsOfBoth(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	wed := w.Proposal(register.KindMarriage, acts.Marriage{Spouses: [2]acts.Who{{Person: string(w.apart.Number())}, {Person: string(w.there.Number())}}, At: acts.PlaceOf{Code: "0102"}})
	wed.Evidence = []register.Evidence{{Kind: "joint-request", Note: "1"}, {Kind: "identity-document", Note: "2"}}
	wed.Declared, wed.Office, wed.DeclaredTo, wed.Registrar = w.Today(), "D0102", "noy", "seng"
	w.Must(t, wed)
	c, err := w.Node.Certificates.Certify(ctx, w.other, certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: register.KindMarriage, Act: string(wed.ID), Case: "P-1"})
	must(t, err)
	for _, of := range []*register.Person{w.apart, w.there} {
		_, err = w.Enter(ctx, w.kham, request.Input{Kind: law.CaseRequest, Number: string(of.Number()), Asks: "the spouse", Ground: "a copy", Proof: request.ByCode, Code: c.QR})
		if err != nil {
			t.Errorf("the certificate of the marriage proves nothing for %s: %v", of.Number(), err)
		}
	}
}

// Fifteen families of the own district at the counter in an hour, one person's page each, are a normal hour.
func TestFifteenFamiliesAreANormalHour(t *testing.T) {
	w := newWorld(t)
	for n := range 15 {
		var head *register.Person
		var members []acts.NewMember
		for i := range 6 {
			as := w.ClientID()
			w.Must(t, w.Proposal(register.KindEnrolment, acts.Enrolment{
				As: "@" + string(as), Name: testenv.Named("ຄຳ", ""), Sex: register.Female, Born: testenv.Date(t, "1990-05-06"),
				Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
				Residence:     &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "12"}},
			}))
			m := acts.NewMember{Person: "@" + string(as), Relation: "unrelated"}
			if i == 0 {
				head, m.Relation = w.PersonCalled(t, m.Person), register.HeadRelation
			}
			members = append(members, m)
		}
		w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{As: "@" + string(w.ClientID()), Dwelling: acts.Dwelling{Code: "0101001", House: "12"}, Members: members}))
		if _, err := w.reads(w.kham, "own-queue", "", head); err != nil {
			t.Fatalf("the visitor %d of the hour, of the own district: %v", n+1, err)
		}
		w.now = w.now.Add(4 * time.Minute)
	}
}
