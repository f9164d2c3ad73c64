package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"samano/web/webtest"
)

// declaredBirth is the page of a birth that the clerk took, which the chief may decide.
func declaredBirth(clerk *person, pairs ...string) string {
	clerk.t.Helper()
	clerk.get("/declare/birth?lang=en")
	return clerk.send("/declare/birth", "hand-in", "yes", aBirth(clerk.c, pairs...)).shows(http.StatusOK, "Waits for decision").at.Path
}

// question is the name of the question for the reason of a step.
func question(do string) string {
	if do == "withdraw" || do == "appeal" {
		return "wish"
	}
	return "reason"
}

// step presses a button of an application with a reason.
func (p *person) step(application, do, reason string) *person {
	p.t.Helper()
	p.get(application + "?lang=en")
	return p.post(application, "version", p.form(application, 0).Get("version"), "do", do, question(do), reason)
}

// Whoever refused works at the office that took the application too. No appeal is offered there, and
// the page says why.
func TestWhoeverRefusedReadsWhyNoAppealIsOffered(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	application := declaredBirth(clerk)
	const barred = "An officer who refused an application takes no further step in it."
	chief.step(application, "refuse", "ບໍ່ແມ່ນເຂດນີ້").shows(http.StatusOK, "Refused", barred).silent(`name="do"`)
	clerk.get(application).shows(http.StatusOK).silent(barred)
	if clerk.form(application, 0); !strings.Contains(clerk.page, `value="appeal"`) {
		t.Error("the others may not appeal")
	}
}

// After an appeal the page names who may decide, and once it is registered the office that did.
func TestAnAppealNamesWhoDecides(t *testing.T) {
	c := webtest.New(t)
	clerk, chief, province := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief), officer(t, c, webtest.Province)
	application := declaredBirth(clerk)
	clerk.shows(http.StatusOK, "Office that decides Chanthabuly district office", "Decision This office")
	chief.step(application, "refuse", "ບໍ່ແມ່ນເຂດນີ້").shows(http.StatusOK)
	clerk.step(application, "appeal", "ແມ່ຢູ່ທີ່ນີ້").shows(http.StatusOK, "Office that decides Chanthabuly district office, or an office above it",
		"Reason of the refusal ບໍ່ແມ່ນເຂດນີ້", "An officer who wrote nothing at it decides it, here or in an office above.")
	chief.get(application).shows(http.StatusOK, "An officer who wrote nothing at it decides an appeal, here or in an office above.")
	province.get(application+"?lang=en").send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")
	for _, p := range []*person{clerk, chief, province} {
		p.get(application).shows(http.StatusOK, "Registered by Vientiane Capital", "Decision Vientiane Capital").silent("Office that decides", "This office")
	}
}

// Whoever wrote the appeal neither registers, returns nor refuses it, and is told so once; the
// declarant may still withdraw it there.
func TestWhoeverWroteTheAppealIsOfferedNoDecision(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	application := declaredBirth(clerk)
	chief.step(application, "refuse", "ບໍ່ແມ່ນເຂດນີ້").shows(http.StatusOK)
	const own = "An officer who wrote at an application does not decide its appeal."
	clerk.step(application, "appeal", "ແມ່ຢູ່ທີ່ນີ້").shows(http.StatusOK, "Appealed", own).silent(`value="register"`, `value="return"`, `value="refuse"`)
	if strings.Count(clerk.text(), own) != 1 || !strings.Contains(clerk.page, `value="withdraw"`) {
		t.Errorf("the page of the appeal:\n%s", clerk.text())
	}
	version := clerk.form(application, 0).Get("version")
	for _, do := range []string{"register", "return", "refuse"} {
		clerk.post(application, "version", version, "do", do, "reason", "x").shows(http.StatusForbidden, own, "Appealed")
	}
}

var detailsPattern = regexp.MustCompile(`(?s)<details([^>]*)>(.*?)</details>`)

// openFold returns the ids of the questions that stand in open folds.
func (p *person) openFolds() (ids []string) {
	for _, m := range detailsPattern.FindAllStringSubmatch(p.page, -1) {
		if strings.Contains(m[1], " open") {
			for _, area := range textareaPattern.FindAllStringSubmatch(m[2], -1) {
				ids = append(ids, attribute(area[1], "id"))
			}
		}
	}
	return ids
}

// What is wrong with a withdrawal stands open at its question, with what was typed, and not above
// the buttons that return and refuse; and the other way round.
func TestAFaultOpensTheFoldOfItsQuestion(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	application := declaredBirth(clerk)
	long := strings.Repeat("ກ", 3000)
	for do, question := range map[string]string{"withdraw": "wish", "refuse": "reason", "return": "reason"} {
		for reason, says := range map[string]string{"": "The reasons are missing", long: "longer than 600 characters"} {
			chief.step(application, do, reason).shows(http.StatusUnprocessableEntity, says)
			if open := chief.openFolds(); len(open) != 1 || open[0] != question {
				t.Errorf("%s opens %q", do, open)
			}
			for _, m := range textareaPattern.FindAllStringSubmatch(chief.page, -1) {
				want := ""
				if attribute(m[1], "id") == question {
					want = reason
				}
				if got := strings.TrimPrefix(m[2], "\n"); got != want {
					t.Errorf("%s: the question %s has %.20q", do, attribute(m[1], "id"), got)
				}
			}
			if !strings.Contains(chief.page, `href="#`+question+`"`) {
				t.Errorf("%s: the list of faults does not lead to %s", do, question)
			}
		}
	}
}

// Whoever registers what somebody returned meanwhile is told that, and not that reasons are
// missing which nobody asks for any more.
func TestRegisteringWhatWasReturnedMeanwhileSaysSo(t *testing.T) {
	c := webtest.New(t)
	clerk, chief, province := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief), officer(t, c, webtest.Province)
	application := declaredBirth(clerk, "born-year", "2005")
	chief.get(application+"?lang=en").shows(http.StatusOK, "Needs a decision")
	stale := chief.form(application, 0)
	province.step(application, "return", "ຂາດໃບແຈ້ງ").shows(http.StatusOK, "Returned")
	for _, do := range []string{"register", "return", "refuse", "withdraw"} {
		chief.post(application, "version", stale.Get("version"), "do", do).shows(http.StatusConflict, "Somebody else", "Returned").silent("The reasons are missing", `href="#accept`, `href="#reason`, `href="#wish`)
	}
}
