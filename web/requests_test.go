package web_test

import (
	"net/http"
	"regexp"
	"testing"

	"samano/access"
	"samano/register"
	"samano/web/webtest"
)

var referencePattern = regexp.MustCompile(`d0101/2026/\d+`)

// aRequest enters what somebody asks for, by a scan and by a second officer. opens is told of each reference
// whether it opens the person.
func aRequest(t *testing.T, c *webtest.Country, clerk *person, opens func(reference string, does bool)) {
	t.Helper()
	clerk.get("/requests?lang=en").shows(http.StatusOK, "No request has been entered here yet", "Requests")
	asks := values("number", string(c.Elsewhere), "asks", string(c.Elsewhere), "ground", "a copy of her data", "proof", "paper", "kind", "request")
	clerk.send("/requests", "", "", asks).shows(http.StatusUnprocessableEntity, "The scan is missing").stillTyped("/requests", asks)
	clerk.send("/requests", "", "", asks, file{"scan", "n.png", onePixel(t)}).shows(http.StatusOK, "a copy of her data", "Opens until")
	reference := referencePattern.FindString(clerk.text())
	path := clerk.at.Path
	clerk.get(path + "/paper").shows(http.StatusOK)
	opens(reference, true)
	clerk.get("/requests/kept").shows(http.StatusOK)

	asks.Set("proof", "second-officer")
	clerk.get("/requests").send("/requests", "", "", asks).shows(http.StatusOK, "A second officer of this office has to confirm")
	waiting, unconfirmed := clerk.at.Path, referencePattern.FindString(clerk.text())
	opens(unconfirmed, false)
	chief := officer(t, c, webtest.Chief)
	chief.get(waiting+"?lang=en").shows(http.StatusOK, "Confirm only if you have seen")
	chief.send(waiting, "do", "confirm", nil).shows(http.StatusOK, "Confirmed by")
	chief.get(waiting + "/kept").shows(http.StatusOK)
	opens(unconfirmed, true)
	other := officer(t, c, webtest.Other)
	other.get(waiting + "?lang=en").shows(http.StatusNotFound).silent("a copy of her data")
}

// aDanger enters that somebody's life is in danger, and is told in which unit they live, and nothing else.
func aDanger(t *testing.T, c *webtest.Country, clerk *person, named string) string {
	t.Helper()
	clerk.get("/requests?lang=en").send("/requests", "", "", values("kind", "danger", "number", named, "asks", "her sister", "ground", "she has threatened to kill herself"))
	clerk.shows(http.StatusOK, "Where the person lives", "Drawn")
	return referencePattern.FindString(clerk.text())
}

// Danger to life opens the place of one person, is told to the auditors at once, and each is judged.
func TestDangerToLife(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	reference := aDanger(t, c, clerk, string(c.Elsewhere))
	clerk.shows(http.StatusOK, "Khampheng", "Sikhottabong").silent("1998", "Protected")
	clerk.get("/search").lookUp(c.Elsewhere, "person-request", reference).shows(http.StatusUnprocessableEntity, "no such request")
	clerk.lookUp(c.Elsewhere, "danger-to-life", reference).shows(http.StatusUnprocessableEntity, "not what this purpose is for").silent("Khampheng")
	aDanger(t, c, clerk, "Khampheng Xaysana")
	aDanger(t, c, clerk, string(c.Protected))
	clerk.shows(http.StatusOK, "nothing here that you may see").silent("Davone", "Phonsavan")
	auditor := officer(t, c, webtest.Auditor)
	auditor.get("/requests?lang=en").shows(http.StatusOK, reference)
}

// Somebody asks at the counter for what another area's office holds.
func TestARequestAtTheCounter(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/?lang=en").shows(http.StatusOK, "Requests")
	opens := func(reference string, does bool) {
		t.Helper()
		clerk.get("/search").lookUp(c.Elsewhere, "person-request", reference)
		if does {
			clerk.shows(http.StatusOK, "Khampheng", "Sikhottabong")
		} else {
			clerk.shows(http.StatusUnprocessableEntity, "no such request of this office").silent("Khampheng")
		}
	}
	aRequest(t, c, clerk, opens)
	opens("d0101/2026/99", false)
	village := officer(t, c, webtest.Village)
	village.get("/requests?lang=en").shows(http.StatusForbidden, "gives your role no such requests")
	village.get("/").silent("Requests")
	auditor := officer(t, c, webtest.Auditor)
	auditor.get("/requests?lang=en").shows(http.StatusOK, "No request waits for a judgement").silent("bounmy")
	for id := range register.PersonID(90) {
		l := access.Look{At: c.Now(), Officer: "bounmy", Office: "d0101", Role: access.DistrictRegistrar, What: access.WhatPerson, Purpose: "own-queue", Subjects: []register.Ref{register.PersonRef(1000 + id)}}
		_, _ = c.Looks.Append(t.Context(), l, access.Budget{Hour: 40, Day: 150, At: c.Now()})
	}
	auditor.get("/oversight?lang=en").shows(http.StatusOK, "Officers who looked at more people than their budget", "bounmy")
}

// A request is found by its code in a picture, and what is no picture of one is told at the field.
func TestACodeIsReadFromItsPicture(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/requests?lang=en")
	asks := values("number", string(c.Elsewhere), "asks", "herself", "ground", "a copy", "proof", "code", "kind", "request")
	clerk.send("/requests", "", "", asks, file{"scan", "n.png", onePixel(t)}).shows(http.StatusUnprocessableEntity, "There is a problem").stillTyped("/requests", asks)
	asks.Set("code", "HELLO")
	clerk.send("/requests", "", "", asks).shows(http.StatusUnprocessableEntity, "This is no code of this person that holds")
}

// Whoever has spent the budget finds what they typed, of a search and of a certificate.
func TestNothingIsLostToABudget(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/?lang=en").lookUp(c.Mother, "own-queue", "")
	l := access.Look{At: c.Now(), Officer: webtest.Clerk, Office: "d0101", Role: access.DistrictRegistrar, What: access.WhatPerson, Purpose: "own-queue"}
	for id := range register.PersonID(79) { // and the mother
		l.Subjects = append(l.Subjects, register.PersonRef(900_000+id))
	}
	if _, err := c.Looks.Append(t.Context(), l, access.Budget{Hour: 40, Day: 150, At: l.At}); err != nil {
		t.Fatal(err)
	}
	clerk.send("/certificate", "", "", values("kind", "birth", "person", string(c.Elsewhere), "case", "P-4711")).shows(http.StatusTooManyRequests, "as many people as an officer may").stillTyped("/certificate", values("case", "P-4711"))
	clerk.get("/search")
	typed := values("name", "ຄຳແພງ ແກ້ວມະນີ", "year-from", "1990")
	clerk.post("/search", "name", "ຄຳແພງ ແກ້ວມະນີ", "year-from", "1990", "purpose", "own-queue", "case", "").shows(http.StatusTooManyRequests, "What was declared to your office").stillTyped("/search", typed)
}
