package web_test

import (
	"net/http"
	"testing"

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
