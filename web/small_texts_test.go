package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"samano/acts"
	"samano/register"
	"samano/web/webtest"
)

// The hint and the fault of the order of birth say the same of a single child.
func TestTheOrderOfBirthIsToldInOneWay(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "draft", "yes", aBirth(c, "order", "9")).shows(http.StatusOK)
	p.get(p.at.Path + "/edit")
	p.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusUnprocessableEntity, "Leave empty for a single child", "Leave it empty for a single child.").silent("1 for a single child")
}

// A picture without a code takes no text away that was typed beside it.
func TestAPictureTakesNoTextAway(t *testing.T) {
	p := browse(t, webtest.New(t))
	p.get("/check?lang=en")
	p.upload("/check", values("text", "HELLO"), file{"picture", "p.png", onePixel(t)}).shows(http.StatusUnprocessableEntity, "No QR code was found")
	if got := p.form("/check", 0).Get("text"); got != "HELLO" {
		t.Errorf("the text is %q", got)
	}
}

// Both languages say which files are taken.
func TestTheHintOfAFileSaysWhichAreTaken(t *testing.T) {
	p := officer(t, webtest.New(t), webtest.Clerk)
	for _, language := range []string{"lo", "en"} {
		p.get("/declare/birth?lang="+language).shows(http.StatusOK, "PDF, JPEG, PNG")
		p.get("/check").shows(http.StatusOK, "JPEG, PNG")
	}
}

// The certificate of a child without a father has a line for one, which says that there is none.
func TestTheLineOfAFatherIsNeverLeftOff(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	clerk.get("/declare/birth?lang=en")
	application := clerk.send("/declare/birth", "hand-in", "yes", aBirth(c, "father-number", "", "evidence-kind", "birth-notice", "evidence-note", "ບ້ານ")).
		shows(http.StatusOK, "Waits for decision").at.Path
	chief.get(application+"?lang=en").send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")
	chief.send("/certificate", "", "", nil).shows(http.StatusOK, "Birth certificate", "ພໍ່ Father ບໍ່ມີໃນທະບຽນ Not recorded")
}

var paperRow = regexp.MustCompile(`(?s)<dd>(.*?)</dd>`)

// No line of a certificate stays empty, to be filled in by hand, and the page of a registered death says
// where the cause is.
func TestNothingOfADeathDisappears(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	clerk.get("/declare/death?lang=en")
	application := clerk.send("/declare/death", "hand-in", "yes", values("person", string(c.Father), "died-day", "2", "died-month", "11", "died-year", "2026", "cause", "ເປັນໄຂ້", "declarant-name", "ຄຳແພງ")).
		shows(http.StatusOK, "Waits for decision", "it is kept sealed").at.Path
	chief.get(application+"?lang=en").send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Death", "If it was stated, it is kept sealed with the act").silent("ເປັນໄຂ້")
	chief.send("/certificate", "", "", nil).shows(http.StatusOK, "Death certificate", "ບໍ່ມີໃນທະບຽນ Not recorded")
	rows := paperRow.FindAllStringSubmatch(chief.page, -1)
	if len(rows) < 8 {
		t.Fatalf("the certificate has %d lines", len(rows))
	}
	for _, row := range rows {
		if strings.TrimSpace(tagPattern.ReplaceAllString(row[1], "")) == "" {
			t.Errorf("a line is empty:\n%s", chief.text())
		}
	}
}

// Whoever chose no certificate is told to choose one, at that question.
func TestACertificateIsChosen(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	p.lookUp(c.Mother, "certificate", "REQ-7")
	p.send("/certificate", "", "", values("case", "REQ-8")).shows(http.StatusUnprocessableEntity, "It is not chosen which certificate is wanted.").silent("no such certificate").
		stillTyped("/certificate", values("case", "REQ-8"))
	if !strings.Contains(p.page, `id="kind-error"`) {
		t.Error("nothing stands at the question")
	}
	// The list of copies needs none; from a page of an earlier session it says that the page is over.
	p.colleague(webtest.Clerk)
	p.send("/certificate", "copies", "yes", nil).shows(http.StatusNotFound, "This page is over").silent("is not chosen")
}

// A number under which nothing may be shown leads back to the search, with what was typed.
func TestANumberThatShowsNothingLeadsBackToTheSearch(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	for _, number := range []string{string(c.Elsewhere), "BL-77"} {
		typed := values("number", number, "purpose", "own-queue", "case", "")
		p.post("/find", "number", number, "purpose", "own-queue").shows(http.StatusNotFound, "nothing here that you may see").stillTyped("/find", typed)
		if strings.Contains(strings.Join(p.seen, " "), number) {
			t.Errorf("the number stands in an address: %s", p.at)
		}
		p.send("/find", "", "", values("purpose", "registration", "case", c.Case))
		if number == string(c.Elsewhere) {
			p.shows(http.StatusOK, "Khampheng")
		}
	}
	p.lookUp(c.Protected, "registration", c.Case).shows(http.StatusForbidden, "Only the national desk").stillTyped("/find", values("number", string(c.Protected), "case", c.Case))
}

// Somebody who is only described is not called missing from the register: nobody has looked.
func TestADescribedParentIsToldAsDescribed(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	described := []string{"father-number", "", "father-given", "ບຸນມີ", "father-born-year", "1990"}
	application := declaredBirth(clerk, described...)
	chief.get(application+"?lang=en").shows(http.StatusOK, "ບຸນມີ (described, without a number)")
	chief.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")
	chief.get(chief.link("/person/", "")).shows(http.StatusOK, "ບຸນມີ (described, without a number)").silent("not in the register")
}

// What there is one of has no number, and of two each has its own.
func TestTheOnlyNationalityHasNoNumber(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	held := register.Nationality{State: register.NationalityHeld, Country: "LAO", Basis: "birth"}
	other := register.Nationality{State: register.NationalityClaimed, Country: "THA"}
	for rows, nationalities := range map[string][]register.Nationality{
		"Nationality Laos, By birth": {held}, "Nationality 1 Laos, By birth Nationality 2 Claimed, Thailand": {held, other},
	} {
		p := c.Proposal(register.KindEnrolment, acts.Enrolment{
			As: "@" + string(c.ClientID()), Sex: register.Female, Born: register.InYear(1990, register.Declared), Nationalities: nationalities,
			Name: []register.NameForm{{Script: register.Latin, Parts: []register.NamePart{{Given: "Noy"}}}},
		})
		at := "/applications/" + string(c.Declared(t, webtest.Clerk, p, "Bouaphanh").ID)
		chief.get(at + "?lang=en")
		chief.step(at, "refuse", "ບໍ່ແມ່ນເຂດນີ້").shows(http.StatusOK, "Refused")
		clerk.get(at+"?lang=en").shows(http.StatusOK, rows)
	}
}
