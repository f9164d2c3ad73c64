package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samano/access"
	"samano/register"
	"samano/web/webtest"
)

// An overseer finds who looked at somebody by the number, and sees nothing else of them. No officer at work is shown
// who looked.
func TestWhoIsShownWhoLooked(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/search?lang=en")
	clerk.lookUp(c.Mother, "registration", c.Case).shows(http.StatusOK, "Khamphaeng").silent("Who looked")
	overseer := officer(t, c, webtest.Overseer)
	overseer.get("/search?lang=en").shows(http.StatusOK).silent("By name")
	overseer.lookUp(c.Mother, "audit", "R-7").shows(http.StatusOK, "Who looked", "bounmy", "To register an event").silent("Khamphaeng")
	overseer.get("/search")
	overseer.lookUp(c.Mother, "registration", c.Case).shows(http.StatusUnprocessableEntity, "not for your role")
	for _, path := range []string{"/declare", "/adjudications"} {
		if overseer.get(path); overseer.status == http.StatusOK {
			t.Errorf("an overseer sees %s", path)
		}
	}
}

// Looks are counted for those who watch, and refused to everybody else.
func TestThoseWhoWatchSeeHowOfficersLook(t *testing.T) {
	c := webtest.New(t)
	look := func(officer register.OfficerID, office register.OfficeID, purpose string, subjects ...register.Ref) {
		t.Helper()
		l := access.Look{At: c.Now(), Officer: officer, Office: office, Role: access.DistrictRegistrar, What: access.WhatPerson, Purpose: purpose, Subjects: subjects}
		if _, err := c.Looks.Append(t.Context(), l, access.Budget{}); err != nil {
			t.Fatal(err)
		}
	}
	for id := range register.PersonID(25) {
		look("bounmy", "d0101", "own-queue", register.PersonRef(1000+id))
	}
	look("seng", "d0102", "certificate", register.PersonRef(7))
	if _, err := c.Node.Oversight.CountLooks(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, who := range []register.OfficerID{webtest.Auditor, webtest.Overseer} {
		p := officer(t, c, who)
		p.get("/oversight?lang=en").shows(http.StatusOK, "bounmy", "seng", "25", "Days unlike an officer's others")
		p.get("/oversight?by=purpose&days=1").shows(http.StatusOK, "To issue a certificate", "Last 31 days")
		p.get("/oversight?by=office&days=31").shows(http.StatusOK, "Sikhottabong district office")
		p.get("/oversight?by=x'&days=999999").shows(http.StatusOK, "bounmy")
		p.get("/powers").shows(http.StatusOK, "Account added")
	}
	for _, who := range []register.OfficerID{webtest.Clerk, webtest.Admin, webtest.National} {
		p := officer(t, c, who)
		for _, path := range []string{"/oversight?lang=en", "/powers", "/breaches"} {
			p.get(path).shows(http.StatusForbidden)
		}
	}
}

// An auditor records a breach and who was told of it; an overseer reads both and writes nothing.
func TestTheRecordOfBreaches(t *testing.T) {
	c := webtest.New(t)
	auditor := officer(t, c, webtest.Auditor)
	auditor.get("/breaches?lang=en").shows(http.StatusOK, "No breach is recorded")
	said := []string{"what", "ຄອມພິວເຕີຖືກລັກ", "whom", "two villages", "people", "400"}
	when := []string{"since-day", "1", "since-month", "11", "since-year", "2026", "found-day", "2", "found-month", "11", "found-year", "2026"}
	auditor.post("/breaches", said...).shows(http.StatusUnprocessableEntity, "Give the day on which it began", "two villages")
	auditor.post("/breaches", append([]string{"since-day", "1", "since-month", "12", "since-year", "2026", "found-day", "2", "found-month", "11", "found-year", "2026"}, said...)...).
		shows(http.StatusUnprocessableEntity, "found before it began")
	auditor.post("/breaches", append(append([]string{}, said[:5]...), append([]string{"many"}, when...)...)...).shows(http.StatusUnprocessableEntity, "no number of people", "many")
	auditor.post("/breaches", append(said, when...)...).shows(http.StatusOK, "Breach 1", "two villages", "400")
	told := []string{"no", "1", "who", "the overseers", "on-day", "2", "on-month", "11", "on-year", "2026"}
	auditor.post("/breaches", append(told[:4], "on-day", "3", "on-month", "11", "on-year", "2026")...).shows(http.StatusUnprocessableEntity, "lies ahead", "the overseers")
	auditor.post("/breaches", "no", "1", "who", "the overseers", "on-day", "2", "on-month", "11", "on-year", "2026").shows(http.StatusOK, "the overseers")
	auditor.post("/breaches", "no", "1").shows(http.StatusUnprocessableEntity, "Write what is known")
	for _, id := range []string{"who", "on"} { // the list of faults leads to the questions
		if !strings.Contains(auditor.page, `href="#`+id) || !strings.Contains(auditor.page, `id="`+id+`"`) {
			t.Errorf("nothing leads to the question %q, or it has another id", id)
		}
	}
	auditor.post("/breaches", "no", "9", "who", "x", "on-day", "2", "on-month", "11", "on-year", "2026").shows(http.StatusNotFound)
	overseer := officer(t, c, webtest.Overseer)
	overseer.get("/breaches?lang=en").shows(http.StatusOK, "two villages", "the overseers").silent("Record a breach", "Enter who was told")
	overseer.post("/breaches", append(said, when...)...).shows(http.StatusForbidden)
}

// The head of an office is told what happened there, and the other officers are not.
func TestTheHeadOfAnOfficeIsTold(t *testing.T) {
	c := webtest.New(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	head := officer(t, c, webtest.Chief)
	head.get("/?lang=en").shows(http.StatusOK).silent("New passwords")
	of, err := c.Parts.Accounts.Officer(t.Context(), webtest.Clerk)
	must(err)
	must(c.Parts.Accounts.AddChange(t.Context(), access.Author{At: c.Now(), By: webtest.Admin}, access.AccountChange{Account: webtest.Clerk, What: access.ChangeReset, Officer: of, By: webtest.Admin, At: c.Now()}))
	for id := range register.PersonID(90) {
		l := access.Look{At: c.Now(), Officer: webtest.Clerk, Office: "d0101", Role: access.DistrictRegistrar, What: access.WhatPerson, Purpose: "own-queue", Subjects: []register.Ref{register.PersonRef(1000 + id)}}
		_, _ = c.Looks.Append(t.Context(), l, access.Budget{Hour: 40, Day: 150, At: c.Now()})
	}
	head.get("/").shows(http.StatusOK, "New passwords for officers of this office", "bounmy", "Officers who looked at more people than their budget")
	officer(t, c, webtest.Other).get("/?lang=en").shows(http.StatusOK).silent("New passwords", "more people than their budget")
	clerk := officer(t, c, webtest.Clerk)
	aDanger(t, c, clerk, string(c.Elsewhere))
	head.get("/").shows(http.StatusOK, "Requests for people whose life is in danger")
	// What is more than a week old is none.
	c.SetToday("2026-11-12")
	officer(t, c, webtest.Chief).get("/?lang=en").shows(http.StatusOK).silent("more people than their budget")
}
