package web_test

import (
	"bytes"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/office"
	"samano/office/application"
	"samano/register"
	"samano/web"
	"samano/web/assets"
	"samano/web/webtest"
)

// everyRoute calls every route as officers who may. Where the reader chooses the purpose it is
// registration, which no route declares.
func everyRoute(t *testing.T, c *webtest.Country, asked application.Application, paper string) {
	t.Helper()
	anybody := browse(t, c)
	links := anybody.get("/sign-in?lang=en").links()
	anybody.get(links[slices.IndexFunc(links, func(l string) bool { return strings.HasPrefix(l, assets.Prefix) })]).shows(http.StatusOK)
	for _, path := range []string{"/check?lang=en", assets.PrintStylesheet, "/healthz"} {
		anybody.get(path).shows(http.StatusOK)
	}
	anybody.get("/nowhere").shows(http.StatusNotFound)
	anybody.upload("/check", values("text", "HELLO")).shows(http.StatusOK)

	const changed = "a boat on the Nam Ou in June"
	fresh := officer(t, c, webtest.Fresh)
	fresh.get("/password?lang=en").post("/password", "old", webtest.Password, "new", changed, "again", changed).shows(http.StatusOK)
	fresh.post("/password/keep").shows(http.StatusOK)
	fresh.post("/sign-out")

	clerk := officer(t, c, webtest.Clerk)
	for _, path := range []string{"/search?lang=en", "/declare"} {
		clerk.get(path).shows(http.StatusOK)
	}
	clerk.post("/search", "name", "ຄຳແພງ", "purpose", "registration", "case", c.Case).shows(http.StatusOK, "Khamphaeng")
	clerk.lookUp(c.Mother, "registration", c.Case).shows(http.StatusOK, "Khamphaeng")
	person := clerk.at.Path
	for _, path := range []string{clerk.link("/household/", c.Book), person + "/history", person + "/copies"} {
		clerk.get(path).shows(http.StatusOK)
	}
	clerk.get(person)
	clerk.post(person, "on-day", "31", "on-month", "2", "on-year", "2020").shows(http.StatusUnprocessableEntity, "Khamphaeng")
	clerk.late(webtest.Clerk, actionOf(clerk, "/person/"), "", "", nil).shows(http.StatusOK, "Khamphaeng")
	for _, path := range []string{"/search", "/certificate"} {
		clerk.get(path + "/kept").shows(http.StatusOK)
	}
	whoWatches(t, c)
	theOwnAccount(t, c)
	aRequest(t, c, clerk, func(string, bool) {})
	aDanger(t, c, clerk, string(c.Elsewhere))
	aRegistration(t, c, clerk)
	aRuling(t, c, asked, paper)
	aWithheldLine(t, c, clerk)
}

// theOwnAccount adds a second step, and signs in by it.
func theOwnAccount(t *testing.T, c *webtest.Country) {
	t.Helper()
	judge := officer(t, c, webtest.DistrictJudge)
	code := list(t, judge, "list")[0]
	judge.get("/account/kept").shows(http.StatusOK, "Your account")
	judge.post("/sign-in", "account", string(webtest.DistrictJudge), "password", webtest.Password)
	judge.get("/sign-in/proof").send("/sign-in/proof", "", "", values("code", code)).shows(http.StatusOK)
}

// whoWatches opens what auditors and overseers see.
func whoWatches(t *testing.T, c *webtest.Country) {
	t.Helper()
	overseer := officer(t, c, webtest.Overseer)
	overseer.get("/search?lang=en")
	overseer.lookUp(c.Mother, "audit", "R-7").shows(http.StatusOK, "bounmy")
	auditor := officer(t, c, webtest.Auditor)
	auditor.get("/?lang=en")
	for _, path := range []string{"/oversight", "/powers", "/breaches"} {
		auditor.get(path).shows(http.StatusOK)
	}
	auditor.post("/breaches", "what", "").shows(http.StatusUnprocessableEntity, "Write what is known")
	auditor.post("/breaches", "what", "lost", "whom", "a village", "since-day", "1", "since-month", "11", "since-year", "2026", "found-day", "2", "found-month", "11", "found-year", "2026").shows(http.StatusOK, "Breach 1")
	auditor.get("/breaches/kept").shows(http.StatusOK)
}

// aWithheldLine shows that something waits about somebody protected.
func aWithheldLine(t *testing.T, c *webtest.Country, clerk *person) {
	t.Helper()
	declared := declaredBirth(clerk, "born-year", "2006")
	end, chief := declared[len(declared)-6:], officer(t, c, webtest.Chief)
	chief.get("/?lang=en").shows(http.StatusOK, "Birth "+end)
	c.Must(t, c.Proposal(register.KindProtection, acts.Protection{Person: string(c.Mother), Article: "Law, art. 7"}))
	chief.get("/").shows(http.StatusOK, "Withheld by law "+end).silent("Birth " + end)
}

// aRegistration takes a birth from the form, by a mistake and a return, to the certificate.
func aRegistration(t *testing.T, c *webtest.Country, clerk *person) {
	t.Helper()
	clerk.get("/declare/birth?lang=en").shows(http.StatusOK)
	clerk.send("/declare/birth", "hand-in", "yes", aBirth(c, "born-year", "1990")).shows(http.StatusUnprocessableEntity, "born before the mother")
	birth := aBirth(c, "evidence-kind", "birth-notice")
	clerk.get("/declare/birth").send("/declare/birth", "hand-in", "yes", birth, file{"evidence-file", "n.png", onePixel(t)}).shows(http.StatusOK, "Waits for decision")
	application := clerk.at.Path
	clerk.get(clerk.link(application+"/evidence/", "Notice of birth")).shows(http.StatusOK)
	chief := officer(t, c, webtest.Chief)
	chief.get(application+"?lang=en").late(webtest.Chief, application, "do", "return", values("reason", "ຂາດໃບແຈ້ງ")).shows(http.StatusOK, back)
	chief.send(application, "do", "return", nil).shows(http.StatusOK, "Returned")
	clerk.get(application + "/edit").shows(http.StatusOK)
	clerk.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, "Waits for decision")
	clerk.get("/declare/birth/kept").shows(http.StatusOK)
	chief.get(application)
	chief.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")
	chief.send("/certificate", "", "", nil).shows(http.StatusOK, "Birth certificate")
	anybody := browse(t, c)
	id := regexp.MustCompile(`Copy id ([0-9a-f-]{36})`).FindStringSubmatch(chief.text())
	anybody.get("/check?lang=en").post("/check/status", "copy", id[1]).shows(http.StatusOK, "still says what the register holds")
}

// aRuling decides whether somebody is registered already.
func aRuling(t *testing.T, c *webtest.Country, asked application.Application, paper string) {
	t.Helper()
	judge := officer(t, c, webtest.Judge)
	judge.get("/adjudications?lang=en").shows(http.StatusOK)
	judge.question(asked)
	judge.get(judge.at.Path + "/evidence/" + paper).shows(http.StatusOK)
	ruling := judge.question(asked).at.Path
	judge.late(webtest.Judge, ruling, "", "", values("verdict", "different", "reason", "two photographs")).shows(http.StatusOK, back)
	judge.send(ruling, "", "", nil).shows(http.StatusOK, "Decision that counts")
}

// declaredWithAPaper declares the woman once more, with a paper, and returns the paper's hash.
func declaredWithAPaper(t *testing.T, c *webtest.Country) (application.Application, string) {
	t.Helper()
	paper, err := c.Clerk.Upload(t.Context(), c.Actor(t, webtest.Other), "identity-document", bytes.NewReader(onePixel(t)))
	if err != nil {
		t.Fatal(err)
	}
	again := c.Alike(t).Again
	again.As, again.Nationalities = "@"+string(c.ClientID()), []register.Nationality{{State: register.NationalityHeld, Country: "LAO", Basis: "birth"}}
	p := c.Proposal(register.KindEnrolment, again)
	p.Evidence = []register.Evidence{paper}
	return c.Declared(t, webtest.Other, p, "Bouaphanh"), paper.SHA256
}

// Every route takes the look that it declares and no other. What is declared wrongly is found.
func TestEveryRouteTakesTheLookThatItDeclares(t *testing.T) {
	c := webtest.Comparing(t)
	asked, paper := declaredWithAPaper(t, c)
	count := func() int {
		all, err := c.Looks.LooksFrom(t.Context(), accesstest.Pass(t), 0, math.MaxInt)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := count()
	everyRoute(t, c, asked, paper)
	visits, seen := c.Visits(), 0
	for _, v := range visits {
		seen += len(v.Looks)
	}
	if written := count() - before; seen != written {
		t.Errorf("%d looks were written, of which %d belong to a request", written, seen)
	}

	routes := web.Routes()
	for route, declared := range routes {
		if declared.Purpose == access.PurposeChosen {
			declared.Purpose = "registration"
			if declared.What == access.WhatLooks { // which are shown to those who watch
				declared.Purpose = "audit"
			}
			routes[route] = declared
		}
	}
	for _, wrong := range webtest.WrongLooks(routes, visits) {
		t.Errorf("a look that the route does not declare: %s", wrong)
	}
	if missing := webtest.NotShown(routes, visits); len(missing) > 0 {
		t.Errorf("no visit has shown %q", missing)
	}
	if !t.Failed() {
		plantedLooks(t, routes, visits)
	}
}

// plantedLooks declares each route wrongly, one at a time, and fails for each that is not found.
func plantedLooks(t *testing.T, routes map[string]access.LookPurpose, visits []webtest.Visit) {
	t.Helper()
	plant := func(route string, declared access.LookPurpose) map[string]access.LookPurpose {
		planted := maps.Clone(routes)
		planted[route] = declared
		return planted
	}
	if missing := webtest.NotShown(plant("GET /nowhere", access.LookPurpose{None: "nothing"}), visits); !slices.Equal(missing, []string{"GET /nowhere"}) {
		t.Errorf("of a planted route that nobody calls it finds %q", missing)
	}
	for route, declared := range routes {
		if declared.None != "" {
			if missing := webtest.NotShown(plant(route, access.LookPurpose{What: access.WhatPerson, Purpose: office.PurposeQueue}), visits); !slices.Equal(missing, []string{route}) {
				t.Errorf("%s reads nobody; declared to read it finds %q", route, missing)
			}
			continue
		}
		for name, offender := range map[string]access.LookPurpose{
			"nobody":          {None: "a form"},
			"another reading": {What: access.WhatFile, Purpose: declared.Purpose},
			"another purpose": {What: declared.What, Purpose: "court-order"},
		} {
			wrong := webtest.WrongLooks(plant(route, offender), visits)
			if len(wrong) == 0 || slices.ContainsFunc(wrong, func(line string) bool { return !strings.HasPrefix(line, route+": ") }) {
				t.Errorf("%s declared as %s: it finds %q", route, name, wrong)
			}
		}
	}
}
