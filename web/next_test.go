package web_test

import (
	"net/http"
	"testing"

	"samano/acts"
	"samano/register"
	"samano/web/webtest"
)

// Every page says what comes next: a draft that it is not handed in, a day until what it is.
func TestPagesSayWhatComesNext(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	const draft, completed, appeal = "This is a draft: it is not handed in", "To be completed by", "Appeal possible until"
	clerk.get("/declare/birth?lang=en")
	clerk.send("/declare/birth", "draft", "yes", aBirth(c)).shows(http.StatusOK, draft, "Change the application")
	application := clerk.at.Path
	clerk.get(application + "/edit")
	clerk.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, "Waits for decision").silent(draft)
	chief.step(application, "return", "ຂາດໃບແຈ້ງ").shows(http.StatusOK, "Returned")
	clerk.get(application).shows(http.StatusOK, completed).silent(appeal, draft)
	clerk.get("/").shows(http.StatusOK, completed+": 02/12/2026")
	clerk.get(application + "/edit")
	clerk.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK)
	chief.step(application, "refuse", "ບໍ່ແມ່ນເຂດນີ້").shows(http.StatusOK, "Refused")
	clerk.get(application).shows(http.StatusOK, appeal).silent(completed)
	clerk.get("/").shows(http.StatusOK, appeal+": 01/01/2027")
}

// A home page on which nothing waits says what its officer may do.
func TestAnEmptyHomePageSaysWhatOneMayDo(t *testing.T) {
	c := webtest.New(t)
	for who, says := range map[register.OfficerID]string{
		webtest.Village: "No application that was taken here is unfinished. Take a declaration with the button below.",
		webtest.Clerk:   "No application that was taken here is unfinished.",
		webtest.Auditor: "Your work begins with one person, for a purpose that the law gives you: Find a person",
		webtest.Admin:   "nothing for your role but the change of your password",
	} {
		officer(t, c, who).get("/?lang=en").shows(http.StatusOK, says)
	}
	officer(t, c, webtest.Village).get("/?lang=lo").whole("lo")
}

// What stands against an officer is no fault of what was declared: whoever took a faultless declaration
// at the office that decides reads that it is received and who registers it, and nothing to put right.
func TestWhoeverTookADeclarationReadsWhoRegistersIt(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	const another, wrong = "another registrar of this office registers it", "Must be put right"
	application := declaredBirth(clerk)
	clerk.shows(http.StatusOK, "Application received", "Waits for decision", another).
		silent(wrong, "must be put right first", "govuk-tag--red", "govuk-error", "may not also register", `value="register"`)
	chief.get(application+"?lang=en").shows(http.StatusOK).silent("Application received", another)
	clerk.post(application, "version", clerk.form(application, 0).Get("version"), "do", "register").
		shows(http.StatusUnprocessableEntity, "may not also register", another).silent(wrong)
	// A fault of the act is one for everybody.
	clerk.get("/declare/death")
	died := values("person", string(c.Father), "died-year", "2026", "died-month", "11", "declarant-name", "ຄຳແພງ")
	application = clerk.send("/declare/death", "hand-in", "yes", died).shows(http.StatusOK, another).at.Path
	c.Must(t, c.Proposal(register.KindDeath, acts.Death{Person: string(c.Father), Died: register.Exact(register.DayOf(2026, 11, 1))}))
	clerk.get(application).shows(http.StatusOK, wrong, "must be put right first").silent("may not also register")
}
