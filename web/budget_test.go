package web_test

import (
	"net/http"
	"strconv"
	"testing"

	"samano/access"
	"samano/register"
	"samano/web/webtest"
)

// Whom the budget stops is told when to ask again, by the header too.
func TestABudgetSaysWhenToAskAgain(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/?lang=en")
	l := access.Look{At: c.Now(), Officer: webtest.Clerk, Office: "d0101", Role: access.DistrictRegistrar, What: access.WhatPerson, Purpose: "own-queue"}
	for id := range register.PersonID(80) {
		l.Subjects = append(l.Subjects, register.PersonRef(900_000+id))
	}
	if _, err := c.Looks.Append(t.Context(), l, access.Budget{Hour: 40, Day: 150, At: l.At}); err != nil {
		t.Fatal(err)
	}
	check := func(what string) {
		t.Helper()
		clerk.shows(http.StatusTooManyRequests)
		if s, err := strconv.Atoi(clerk.header.Get("Retry-After")); err != nil || s < 60 {
			t.Errorf("%s: nobody is seen for an hour, and Retry-After is %q", what, clerk.header.Get("Retry-After"))
		}
	}
	clerk.get("/search").lookUp(c.Mother, "own-queue", "")
	check("a person")
	clerk.get("/search").post("/search", "name", "ຄຳແພງ ແກ້ວມະນີ", "year-from", "1990", "purpose", "own-queue", "case", "")
	check("a search")
}
