package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samano/register"
	"samano/web/webtest"
)

// endSession ends the session on the server, as idleness does: the browser does not know.
func (p *person) endSession() {
	p.t.Helper()
	server, err := url.Parse(p.c.URL)
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, p.c.URL+"/sign-out", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, cookie := range p.client.Jar.Cookies(server) {
		r.AddCookie(cookie)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || res.StatusCode != http.StatusSeeOther {
		p.t.Fatalf("the session does not end: %v", err)
	}
	_ = res.Body.Close()
}

// late sends a form after its session has ended, and signs in again.
func (p *person) late(who register.OfficerID, action, button, value string, typed url.Values) *person {
	p.t.Helper()
	p.endSession()
	p.send(action, button, value, typed).shows(http.StatusForbidden, "You have been signed out", "what you typed is kept")
	return p.signInAgain(who, typed)
}

// signInAgain signs in on the page that keeps what was typed, which tells nothing of it.
func (p *person) signInAgain(who register.OfficerID, typed url.Values) *person {
	p.t.Helper()
	for _, list := range typed {
		if len(list[0]) > 3 {
			p.silent(list[0])
		}
	}
	return p.send("/sign-in", "", "", values("account", string(who), "password", webtest.Password))
}

// colleague signs somebody in in another tab of the browser, which still shows what it showed.
func (p *person) colleague(who register.OfficerID) {
	p.t.Helper()
	at, page := p.at, p.page
	p.post("/sign-in", "account", string(who), "password", webtest.Password).shows(http.StatusOK)
	p.at, p.page = at, page
}

// besides sends a form after a colleague has signed in in the same browser, and signs in again.
func besides(colleague register.OfficerID) func(*person, register.OfficerID, string, string, string, url.Values) *person {
	return func(p *person, who register.OfficerID, action, button, value string, typed url.Values) *person {
		p.t.Helper()
		p.colleague(colleague)
		name := p.c.Actor(p.t, colleague).Officer.NameLatin
		p.send(action, button, value, typed).shows(http.StatusForbidden, "Another officer is signed in", name+" is signed in in this browser", "nothing was done", "what you typed is kept")
		at, page := p.at, p.page
		if p.get("/").shows(http.StatusOK, name); p.at.Path == "/sign-in" {
			p.t.Error("the colleague was signed out before anybody signed in")
		}
		p.at, p.page = at, page
		p.send("/sign-in", "", "", values("account", string(who), "password", "wrong")).shows(http.StatusForbidden, name+" is signed in in this browser", "what you typed is kept")
		return p.signInAgain(who, typed)
	}
}

// stillTyped fails unless a form has what was typed.
func (p *person) stillTyped(action string, typed url.Values) {
	p.t.Helper()
	form := p.form(action, 0)
	for name := range typed {
		if form.Get(name) != typed.Get(name) {
			p.t.Errorf("%s: typed %q, it comes back as %q", name, typed.Get(name), form.Get(name))
		}
	}
}

const back = "Nothing has been handed in or decided."

// Reasons, rulings, searches and days outlive their session as declarations do; and none is sent in the
// name of a colleague who has signed in in the same browser meanwhile, who may do as much, less or nothing
// before the password is changed.
func TestEveryFormOutlivesItsSession(t *testing.T) {
	for name, late := range map[string]func(*person, register.OfficerID, string, string, string, url.Values) *person{
		"it ended": (*person).late, "a colleague signed in": besides(webtest.Province), "a reporter did": besides(webtest.Village), "somebody new did": besides(webtest.Fresh),
	} {
		t.Run(name, func(t *testing.T) { everyFormOutlives(t, late) })
	}
}

func everyFormOutlives(t *testing.T, late func(*person, register.OfficerID, string, string, string, url.Values) *person) {
	c := webtest.Comparing(t)
	asked := c.Alike(t).Woman
	clerk, chief, judge := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief), officer(t, c, webtest.Judge)
	clerk.get("/declare/birth?lang=en")
	typed := aBirth(c, "born-year", "2005")
	id := clerk.form("/declare/birth", 0).Get("id")
	late(clerk, webtest.Clerk, "/declare/birth", "hand-in", "yes", typed).shows(http.StatusOK, back)
	clerk.stillTyped("/declare/birth", typed)
	form := clerk.page
	clerk.get("/applications/" + id).shows(http.StatusNotFound)
	clerk.page = form
	application := clerk.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, "Waits for decision", "Taken by bounmy").at.Path

	chief.get(application + "?lang=en")
	typed = values(chief.accepts(application), "ໃບຢັ້ງຢືນແພດ", "reason", "ຂາດໃບແຈ້ງ")
	late(chief, webtest.Chief, application, "do", "return", typed).shows(http.StatusOK, back, "Waits for decision")
	chief.stillTyped(application, typed)
	chief.send(application, "do", "refuse", values(chief.accepts(application), "")).shows(http.StatusOK, "Refused", "ຂາດໃບແຈ້ງ")
	clerk.get(application)
	late(clerk, webtest.Clerk, application, "do", "appeal", values("wish", "ແມ່ຢູ່ທີ່ນີ້")).shows(http.StatusOK, back, "Refused")
	clerk.send(application, "do", "appeal", nil).shows(http.StatusOK, "Appealed", "ແມ່ຢູ່ທີ່ນີ້")

	judge.get("/?lang=en")
	ruling := judge.question(asked).at.Path
	late(judge, webtest.Judge, ruling, "", "", values("verdict", "different", "reason", "two photographs")).shows(http.StatusOK, back)
	judge.stillTyped(ruling, values("verdict", "different", "reason", "two photographs"))
	judge.send(ruling, "", "", nil).shows(http.StatusOK, "Decision that counts", "two photographs")

	typed = values("name", "ຄຳແພງ", "year-from", "1990", "purpose", "registration", "case", c.Case)
	clerk.get("/search")
	late(clerk, webtest.Clerk, "/search", "", "", typed).shows(http.StatusOK, back)
	clerk.stillTyped("/search", typed)
	clerk.send("/search", "", "", nil).shows(http.StatusOK, "Khamphaeng")
	typed = values("number", string(c.Mother), "purpose", "registration", "case", c.Case)
	clerk.get("/search")
	late(clerk, webtest.Clerk, "/find", "", "", typed).shows(http.StatusOK, back)
	clerk.stillTyped("/find", typed)
	clerk.send("/find", "", "", nil).shows(http.StatusOK, "Khamphaeng")

	days := values("on-day", "31", "on-month", "2", "on-year", "2020")
	moment := clerk.at.Path
	late(clerk, webtest.Clerk, actionOf(clerk, "/person/"), "", "", days).shows(http.StatusOK, back, "Khamphaeng")
	if clerk.at.Path == moment+"/kept" {
		t.Error("the address of the old session opens a page of the new one")
	}
	clerk.stillTyped(actionOf(clerk, "/person/"), days)

	clerk.lookUp(c.Mother, "certificate", "REQ-7")
	typed = values("kind", "birth", "case", "REQ-8")
	late(clerk, webtest.Clerk, "/certificate", "", "", typed).shows(http.StatusOK, back)
	clerk.stillTyped("/certificate", typed)
	clerk.get(clerk.link("/person/", "Back")).shows(http.StatusOK, "Khamphaeng")

	registered := declaredBirth(clerk, "given", "ຈັນ", "given-latin", "Chan")
	chief.get(registered)
	chief.send(registered, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")
	late(chief, webtest.Chief, "/certificate", "", "", nil).shows(http.StatusOK, "Registered: Birth")
	if chief.at.Path != registered {
		t.Errorf("the certificate of an application leads to %s", chief.at.Path)
	}
}

// A form whose owner cannot be read is nobody's, and a password is typed for the account on the page:
// neither is tried in the name of whoever is signed in, nor kept.
func TestNoFormIsSentInTheNameOfAnother(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "hand-in", "yes", aBirth(c, "owner", "AAAA")).shows(http.StatusForbidden, "another officer").silent(`name="kept"`)
	p.get("/password")
	p.colleague(webtest.Chief)
	p.send("/password", "", "", values("old", webtest.Password, "new", "a boat on the Nam Ou in June", "again", "a boat on the Nam Ou in June")).
		shows(http.StatusForbidden, "another officer", "Khamla").silent(`name="kept"`)
	officer(t, c, webtest.Chief)
}

// accepts is the name of the question for the reason of which a finding is accepted.
func (p *person) accepts(application string) string {
	p.t.Helper()
	for name := range p.form(application, 0) {
		if strings.HasPrefix(name, "accept-") {
			return name
		}
	}
	p.t.Fatal("no finding is to be accepted")
	return ""
}

// actionOf is where the first form sends to that begins so.
func actionOf(p *person, prefix string) string {
	p.t.Helper()
	for _, m := range formPattern.FindAllStringSubmatch(p.page, -1) {
		if action := html.UnescapeString(m[1]); strings.HasPrefix(action, prefix) {
			return action
		}
	}
	p.t.Fatalf("%s has no form to %s", p.at.Path, prefix)
	return ""
}

var typeable = regexp.MustCompile(`<textarea|<select|<input [^>]*type="(?:text|checkbox|radio)"`)

// A form in which an officer can type is kept, except for passwords.
func TestEveryFormOfOfficersIsKept(t *testing.T) {
	seen := map[string]bool{}
	tour(t, "en", func(p *person) {
		if !strings.Contains(p.page, `action="/sign-out"`) {
			return
		}
		for _, m := range formPattern.FindAllStringSubmatch(p.page, -1) {
			action := html.UnescapeString(m[1])
			if !typeable.MatchString(m[2]) || slices.Contains([]string{"/password", "/check", "/check/status"}, action) {
				continue
			}
			seen[action[:strings.IndexByte(action[1:]+"/", '/')+1]] = true
			if formValues(m[2]).Get("owner") == "" {
				t.Errorf("%s: the form to %s says not whose it is", p.at.Path, action)
			}
		}
	})
	for _, action := range []string{"/search", "/find", "/person", "/certificate", "/declare", "/applications"} {
		if !seen[action] {
			t.Errorf("no form to %s was seen", action)
		}
	}
}

const notTaken = "The step that you chose does not take what was typed here."

// One form holds what is typed for every step, so that no button loses what was typed for another.
func TestNoStepLosesWhatWasTypedForAnother(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	application := declaredBirth(clerk, "born-year", "2005")
	chief.get(application + "?lang=en")
	accept := chief.accepts(application)
	for _, tt := range []struct {
		do    string
		typed url.Values
	}{
		{"return", values(accept, "ໃບຢັ້ງຢືນແພດ")},
		{"withdraw", values(accept, "ໃບຢັ້ງຢືນແພດ", "reason", "ຂາດໃບແຈ້ງ")},
		{"register", values("reason", "ຂາດໃບແຈ້ງ", "wish", "ຂໍຖອນ")},
	} {
		chief.get(application)
		chief.send(application, "do", tt.do, tt.typed).shows(http.StatusUnprocessableEntity, "The reasons are missing")
		chief.stillTyped(application, tt.typed)
	}
	// Nor does a step go on, with its own question answered, past what was typed for another.
	own := map[string]string{"register": accept, "return": "reason", "refuse": "reason", "withdraw": "wish"}
	for do := range own {
		for _, other := range []string{accept, "reason", "wish", strings.Replace(accept, "accept-0-", "accept-0-gone-", 1)} {
			if other == own[do] {
				continue
			}
			typed := values(own[do], "ໃບຢັ້ງຢືນແພດ", other, "ຂາດໃບແຈ້ງ")
			chief.get(application)
			chief.send(application, "do", do, typed).shows(http.StatusUnprocessableEntity, notTaken, "Waits for decision", "ຂາດໃບແຈ້ງ")
			at := other
			if strings.Contains(other, "gone") { // nothing asks it any more
				typed.Del(other)
				at = "typed"
			}
			chief.stillTyped(application, typed)
			if !strings.Contains(chief.page, `href="#`+at+`"`) || !strings.Contains(chief.page, `id="`+at+`"`) {
				t.Errorf("%s: the fault does not lead to %s", do, at)
			}
		}
	}
	if chief.get(application); strings.Count(chief.page, `action="`+application+`"`) != 1 {
		t.Error("the steps are not one form")
	}
	chief.send(application, "do", "refuse", values("reason", "ຂາດໃບແຈ້ງ")).shows(http.StatusOK, "Refused")
	clerk.get(application)
	clerk.post(application, "version", clerk.form(application, 0).Get("version"), "do", "appeal", "wish", "ແມ່ຢູ່ທີ່ນີ້", "reason", "ຂາດໃບແຈ້ງ").
		shows(http.StatusUnprocessableEntity, notTaken, "Refused", "What you typed", "ຂາດໃບແຈ້ງ").stillTyped(application, values("wish", "ແມ່ຢູ່ທີ່ນີ້"))
	// What the step itself is refused for comes first.
	version := clerk.form(application, 0).Get("version")
	clerk.post(application, "version", "1", "do", "appeal", "wish", "ແມ່ຢູ່ທີ່ນີ້", "reason", "x").shows(http.StatusConflict).silent(notTaken)
	chief.post(application, "version", version, "do", "appeal", "reason", "x", "wish", "ຂໍຖອນ").shows(http.StatusForbidden).silent(notTaken)
}

// Why a finding was accepted never stands at another finding, which was found meanwhile.
func TestAReasonStaysWithItsFinding(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	application := declaredBirth(clerk, "born-year", "2005")
	chief.get(application + "?lang=en")
	accept := chief.accepts(application)
	gone := strings.Replace(accept, "accept-0-", "accept-0-gone-", 1)
	chief.send(application, "do", "register", values(gone, "ໃບຢັ້ງຢືນແພດ")).shows(http.StatusUnprocessableEntity, "What you typed", "ໃບຢັ້ງຢືນແພດ")
	if got := chief.form(application, 0).Get(accept); got != "" || strings.Count(chief.text(), "ໃບຢັ້ງຢືນແພດ") != 1 {
		t.Errorf("the reason for another finding stands at this one: %q", got)
	}
	if !strings.Contains(accept, "mother-too-young") {
		t.Errorf("the question %s is not of its finding", accept)
	}
}

// A reason that was typed for a step that is no longer offered can still be read and copied.
func TestAReasonIsShownWhenItsStepIsGone(t *testing.T) {
	c := webtest.New(t)
	clerk, chief, province := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief), officer(t, c, webtest.Province)
	application := declaredBirth(clerk)
	province.get(application + "?lang=en")
	chief.get(application + "?lang=en")
	stale := chief.form(application, 0)
	province.send(application, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")
	chief.upload(application, merged(stale, values("do", "return", "reason", "ຂາດໃບແຈ້ງ ຂອງນາຍບ້ານ"))).shows(http.StatusConflict, "Somebody else", "What you typed", "ຂາດໃບແຈ້ງ ຂອງນາຍບ້ານ")
	// Likewise who may not see the case at all any more, or meets an outage.
	c2 := webtest.Comparing(t)
	asked := c2.Alike(t).Woman
	judge, second := officer(t, c2, webtest.Judge), officer(t, c2, webtest.SecondJudge)
	judge.get("/?lang=en")
	at := judge.question(asked).at.Path
	typed := judge.form(at, 0)
	second.get("/?lang=en")
	second.question(asked).send(at, "", "", values("verdict", "different", "reason", "two photographs")).shows(http.StatusOK)
	judge.send(at, "", "", merged(typed, values("verdict", "different", "reason", "three photographs"))).shows(http.StatusConflict)
	judge.stillTyped(at, values("reason", "three photographs"))
	c2.Outage.Arm(2) // the session is there
	judge.send(at, "", "", values("reason", "three photographs"))
	if _, failed := c2.Outage.Disarm(); !failed {
		t.Fatal("the database was not away")
	}
	judge.shows(http.StatusServiceUnavailable, "The database cannot be reached", "What you typed", "three photographs")
}
