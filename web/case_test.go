package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samano/office/application"
	"samano/web/webtest"
)

// What is asked for as the number of a case depends on the purpose, and the form says so in its hint
// and in its faults.
func TestTheNumberOfACaseIsToldByPurpose(t *testing.T) {
	c := webtest.Comparing(t)
	asked := c.Alike(t).Woman
	clerk, judge, auditor := officer(t, c, webtest.Clerk), officer(t, c, webtest.Judge), officer(t, c, webtest.Auditor)
	const whole = "the whole reference of an application that this office took or decides: 36 characters, at the top of its page"
	clerk.get("/search?lang=en").shows(http.StatusOK, "Of an application: its whole reference", "The number of another paper").silent("Of a check for a duplicate")
	for _, cause := range []string{"", "REG-1", c.Case[len(c.Case)-6:]} {
		clerk.lookUp(c.Mother, "registration", cause).shows(http.StatusUnprocessableEntity, whole, "save a draft first")
	}
	judge.get("/search?lang=en").shows(http.StatusOK, "Of a check for a duplicate").silent("Of an application", "The number of another paper")
	for _, cause := range []string{"", "REG-1", string(asked.ID)} {
		judge.lookUp(c.Mother, "duplicate-check", cause).shows(http.StatusUnprocessableEntity, "Enter the whole reference of the case: 36 characters").silent("save a draft")
	}
	auditor.get("/search?lang=en").shows(http.StatusOK, "The number of another paper, without spaces").silent("Of an application")
	auditor.lookUp(c.Mother, "audit", "A 1").shows(http.StatusUnprocessableEntity, "without spaces")
}

// A reference is accepted as it is copied from a page or a paper.
func TestAReferenceIsPastedWithSpacesOrCapitals(t *testing.T) {
	c := webtest.Comparing(t)
	asked := c.Alike(t).Woman
	open, err := c.Desk.ListAdjudications(t.Context(), application.AdjudicationList{Application: asked.ID, Limit: 9})
	if err != nil || len(open) == 0 {
		t.Fatalf("nothing is asked: %v", err)
	}
	clerk, judge := officer(t, c, webtest.Clerk), officer(t, c, webtest.Judge)
	clerk.get("/search?lang=en")
	judge.get("/search?lang=en")
	for name, written := range map[string]func(string) string{
		"spaces around":  func(s string) string { return "  " + s + " " },
		"capitals":       strings.ToUpper,
		"spaces between": func(s string) string { return strings.ReplaceAll(s, "-", " - ") },
		"two lines":      func(s string) string { return s[:18] + "\r\n" + s[18:] },
	} {
		t.Run(name, func(t *testing.T) {
			clerk.t, judge.t = t, t
			clerk.lookUp(c.Mother, "registration", written(c.Case)).shows(http.StatusOK, "Khamphaeng")
			judge.post("/find", "number", string(c.Mother), "purpose", "duplicate-check", "case", written(string(open[0].ID)))
			if judge.status == http.StatusUnprocessableEntity {
				t.Errorf("the reference of the adjudication is refused:\n%s", judge.text())
			}
		})
	}
}
