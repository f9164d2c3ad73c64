package web_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/register"
	"samano/web/webtest"
)

// lookUp opens somebody's page by number, for a case.
func (p *person) lookUp(number register.Number, purpose, cause string) *person {
	p.t.Helper()
	return p.post("/find", "number", string(number), "purpose", purpose, "case", cause)
}

func TestSigningIn(t *testing.T) {
	c := webtest.New(t)
	p := browse(t, c)
	p.get("/search").shows(http.StatusOK, "ເຂົ້າສູ່ລະບົບ")
	if p.at.Path != "/sign-in" {
		t.Fatalf("nobody signed in and is at %s", p.at)
	}
	p.english()
	p.post("/sign-in", "account", "", "password", "").shows(http.StatusUnprocessableEntity, "Enter your user name", "Enter your password")
	p.post("/sign-in", "account", "bounmy", "password", "not the password").shows(http.StatusForbidden, "User name or password is not right")
	if p.form("/sign-in", 0).Get("account") != "bounmy" {
		t.Error("the account that was typed is gone")
	}
	if strings.Contains(p.page, "not the password") {
		t.Error("the password that was typed comes back")
	}
	p.post("/sign-in", "account", "bounmy", "password", webtest.Password).shows(http.StatusOK, "Work of the office", "Bounmy Vongsa")
	p.post("/sign-out")
	if p.get("/").at.Path != "/sign-in" {
		t.Error("signed out and still inside")
	}
}

func TestATemporaryPasswordIsChangedFirst(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Fresh)
	if p.get("/search").at.Path != "/password" {
		t.Fatalf("with a temporary password one is at %s", p.at)
	}
	p.english()
	const fresh = "a boat on the Nam Ou in June"
	p.post("/password", "old", webtest.Password, "new", fresh, "again", "something else").shows(http.StatusUnprocessableEntity, "not typed the same twice")
	p.post("/password", "old", webtest.Password, "new", "short", "again", "short").shows(http.StatusUnprocessableEntity, "at least 12 characters")
	p.post("/password", "old", "wrong", "new", fresh, "again", fresh).shows(http.StatusForbidden, "present password is not right").silent(`href="/password"`)
	p.post("/password", "old", webtest.Password, "new", fresh, "again", fresh).shows(http.StatusOK, "Work of the office")
	p.get(p.link("/account", "Your account")).shows(http.StatusOK, "Last sign-ins")
	p.get(p.link("/password", "Change the password")).shows(http.StatusOK, "Present password")
}

// Others' wish for a new password is told on every page, and its officer may stop it.
func TestANewPasswordOfOthersIsToldAndStopped(t *testing.T) {
	c := webtest.New(t)
	ctx, desk := t.Context(), c.Parts.Accounts
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/?lang=en").silent("A new password for your account")
	o, err := desk.Officer(ctx, webtest.Clerk)
	if err != nil {
		t.Fatal(err)
	}
	asked := access.AccountChange{Account: o.ID, What: access.ChangeReset, Officer: o, By: "thongdy", At: c.Now()}
	if err := desk.AddChange(ctx, access.Author{}, asked); err != nil {
		t.Fatal(err)
	}
	clerk.get("/search").shows(http.StatusOK, "A new password for your account", "thongdy has asked for it. Another administrator has not agreed yet")
	asked.Second, asked.From, asked.Secret = "sengchanh", c.Now().Add(time.Hour), "hash"
	if err := desk.ConfirmReset(ctx, access.Author{}, asked); err != nil {
		t.Fatal(err)
	}
	clerk.get("/requests").shows(http.StatusOK, "thongdy has asked for it and sengchanh has agreed")
	other := officer(t, c, webtest.Chief)
	other.get("/?lang=en").silent("A new password for your account")
	other.post("/password/keep").shows(http.StatusOK, "Present password") // nothing waits for this account
	clerk.post("/password/keep").shows(http.StatusOK, "Present password").silent("A new password for your account")
	if _, err := desk.Change(ctx, o.ID); register.KindOf(err) != register.NotFound {
		t.Errorf("the reset waits still (%v)", err)
	}
}

func TestSearchingForSomebody(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/search?lang=en")
	tests := []struct {
		name  string
		query []string
		says  []string
		never []string
	}{
		{"in Lao", []string{"name", "ຄຳແພງ", "purpose", "registration", "case", c.Case}, []string{"Khamphaeng", "Khampheng", "Chanthabuly"}, nil},
		{"in Latin, spelled otherwise", []string{"name", "khampaeng", "purpose", "registration", "case", c.Case}, []string{"Khamphaeng"}, nil},
		{"with a year", []string{"name", "ຄຳແພງ", "year-from", "1998", "year-to", "1998", "purpose", "registration", "case", c.Case}, []string{"Khamphaeng", "1 result", "born in 1998 or later, born in 1998 or earlier"}, []string{"Khampheng"}},
		{"from a year on", []string{"name", "ຄຳແພງ", "year-from", "1997", "purpose", "registration", "case", c.Case}, []string{"Khamphaeng", "born in 1997 or later "}, nil},
		{"up to a year", []string{"name", "ຄຳແພງ", "year-to", "1999", "purpose", "registration", "case", c.Case}, []string{"Khamphaeng", "born in 1999 or earlier "}, nil},
		{"without a case only the own area", []string{"name", "ຄຳແພງ", "purpose", "own-queue"}, []string{"Khamphaeng", "1 result"}, []string{"Khampheng"}},
		{"a protected person is not there", []string{"name", "ດາວອນ", "purpose", "registration", "case", c.Case}, []string{"Nobody was found"}, []string{string(c.Protected)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p.t = t
			p.post("/search", tt.query...).shows(http.StatusOK, tt.says...).silent(tt.never...)
		})
	}
	p.t = t
	faults := []struct {
		name  string
		query []string
		says  string
	}{
		{"no purpose", []string{"name", "ຄຳແພງ"}, "The purpose is missing"},
		{"no case", []string{"name", "ຄຳແພງ", "purpose", "registration"}, "needs the number of a case"},
		{"no name", []string{"purpose", "own-queue"}, "There is no name"},
		{"too many words", []string{"name", "ກາ ຂາ ຄາ ງາ ຈາ ສາ ຊາ", "purpose", "own-queue"}, "too many words"},
		{"a word without an end", []string{"name", strings.Repeat("ກ", 2000), "purpose", "own-queue"}, "too long"},
		{"a Buddhist year", []string{"name", "ຄຳແພງ", "year-from", "2541", "purpose", "own-queue"}, "Buddhist era"},
		{"years the wrong way round", []string{"name", "ຄຳແພງ", "year-from", "1999", "year-to", "1990", "purpose", "own-queue"}, "last year is before the first"},
		{"a purpose of somebody else", []string{"name", "ຄຳແພງ", "purpose", "court-order", "case", "A-1"}, "not for your role"},
	}
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			p.t = t
			p.post("/search", tt.query...).shows(http.StatusUnprocessableEntity, "There is a problem", tt.says)
			if got, want := p.form("/search", 0).Get("name"), values(tt.query...).Get("name"); got != want {
				t.Errorf("typed %q, the form has %q", want, got)
			}
		})
	}
}

func TestANumberWithoutAnEndIsToldAtItsField(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/search?lang=en")
	typed := strings.Repeat("ກ", 2000)
	p.post("/find", "number", typed, "purpose", "own-queue").shows(http.StatusUnprocessableEntity, "No such household was found")
	if got := p.form("/find", 0).Get("number"); got != typed {
		t.Errorf("the form has %q", got)
	}
}

func TestAPerson(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	p.lookUp(c.Mother, "own-queue", "").shows(http.StatusOK, "ຄຳແພງ ສີສຸລາດ · Khamphaeng", "02/04/1998", "Female", "Laos", "Nongping, Chanthabuly, Vientiane Capital", "house 12", "Citizen", "Husband or wife", "from 2010, as declared")
	person := p.at.Path
	p.lookUp(register.Number(wrongDigit(string(c.Mother))), "own-queue", "").shows(http.StatusUnprocessableEntity, "a digit is wrong")
	p.lookUp(c.Mother[:11], "own-queue", "").shows(http.StatusUnprocessableEntity, "12 digits")
	p.lookUp("77", "own-queue", "").shows(http.StatusNotFound, "nothing here that you may see")
	p.lookUp("77", "own-queue", c.Case).shows(http.StatusNotFound, "nothing here that you may see")
	p.lookUp(register.Number(c.Book), "own-queue", "").shows(http.StatusOK, "Blue book")
	p.lookUp("bl ໐໑໐໑–໗໗", "own-queue", "").shows(http.StatusOK, "Blue book", c.Book)
	p.get(person)
	p.get(p.link("/household/", c.Book)).shows(http.StatusOK, c.Book, "Head", "Blue book", "ບຸນທັນ")
	p.get(p.link("/person/", "ບຸນທັນ")).shows(http.StatusOK, "Bounthan", "1995")
	p.get(person+"/history").shows(http.StatusOK, "First enrolment", "02/11/2026", "Centre")

	p.get(person)
	p.post(person, "on-day", "1", "on-month", "1", "on-year", "1990").shows(http.StatusNotFound, "was not born yet on that day").silent("ໜອງປິງ, ຈັນທະບູລີ")
	p.post(person, "on-day", "1", "on-month", "1", "on-year", "2007").shows(http.StatusOK, "As things were on 01/01/2007").silent("ໜອງປິງ, ຈັນທະບູລີ")
	p.post(person, "on-day", "1", "on-month", "7", "on-year", "2010").shows(http.StatusOK, "Cannot be determined")
	p.post(person, "known-day", "1", "known-month", "1", "known-year", "2020").shows(http.StatusNotFound, "The register did not hold this at that time").silent("Nongping")
	p.post(person, "on-day", "31", "on-month", "2", "on-year", "2020").shows(http.StatusUnprocessableEntity, "There is no such day")
	p.post(person, "on-month", "2", "on-year", "2020").shows(http.StatusUnprocessableEntity, "not complete")
}

func TestLooksAreShownAndComeFirst(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	p.lookUp(c.Mother, "certificate", "REQ-9")
	overseer := officer(t, c, webtest.Overseer)
	overseer.get("/search?lang=en")
	overseer.lookUp(c.Mother, "audit", "R-7").shows(http.StatusOK, "bounmy", "To issue a certificate", "REQ-9", "Chanthabuly district office")

	c.Looks.Fail(&register.Error{Kind: register.Unavailable, Op: "test", Err: errors.New("the disk is full")})
	p.lookUp(c.Mother, "own-queue", "").shows(http.StatusServiceUnavailable, "The look could not be recorded, so nothing was answered.").silent("Khamphaeng", "disk")
	if p.header.Get("Retry-After") == "" || !strings.Contains(c.Log.String(), "the disk is full") {
		t.Errorf("the page does not say when to ask again, or the log not why: %s", c.Log)
	}
	if path := p.at.Path; strings.HasPrefix(path, "/person/") {
		p.get(path + "/history").shows(http.StatusServiceUnavailable).silent("Khamphaeng")
	}
	c.Looks.Fail(nil)
	p.lookUp(c.Mother, "own-queue", "").shows(http.StatusOK, "Khamphaeng")
}

func TestWhoMayDoWhat(t *testing.T) {
	c := webtest.New(t)
	type want struct {
		searchByName, person, history, declare, queue bool
	}
	for id, w := range map[register.OfficerID]want{
		webtest.Village:  {person: true, declare: true},
		webtest.Clerk:    {true, true, true, true, true},
		webtest.Province: {true, true, true, true, true},
		webtest.National: {true, true, true, true, true},
		webtest.Auditor:  {history: true},
		webtest.Admin:    {},
	} {
		t.Run(string(id), func(t *testing.T) {
			p := officer(t, c, id)
			p.get("/?lang=en")
			check := func(what string, got, want bool) {
				t.Helper()
				if got != want {
					t.Errorf("%s: %v, want %v:\n%s", what, got, want, p.text())
				}
			}
			check("queue", strings.Contains(p.text(), "Applications that wait"), w.queue || strings.Contains(p.text(), "No application waits"))
			check("menu of declarations", strings.Contains(p.page, `href="/declare"`), w.declare)
			p.post("/search", "name", "ຄຳແພງ", "purpose", "registration", "case", c.Case)
			check("search by name", p.status == http.StatusOK, w.searchByName)
			purpose := "own-queue"
			if id == webtest.Auditor {
				purpose = "audit"
			}
			p.lookUp(c.Mother, purpose, c.Case)
			check("person", p.status == http.StatusOK && strings.Contains(p.page, "/history") && !strings.HasSuffix(p.at.Path, "/history") || p.status == http.StatusOK && id == webtest.Village, w.person)
			if strings.HasPrefix(p.at.Path, "/person/") {
				p.get(strings.TrimSuffix(p.at.Path, "/history") + "/history")
				check("history", p.status == http.StatusOK, w.history)
			}
			p.get("/declare/birth")
			check("declare", p.status == http.StatusOK, w.declare)
			p.post("/declare/birth", "sex", "female")
			check("declare by hand", p.status == http.StatusUnprocessableEntity, w.declare)
		})
	}
}

func TestProtectionAndAreasHold(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	p.lookUp(c.Protected, "registration", c.Case).shows(http.StatusForbidden, "Only the national desk").silent("Davone", "Phonsavan")
	// Without a case, protected, of another area and absent are one and the same.
	absent := p.lookUp("77", "own-queue", "").text()
	for _, who := range []register.Number{c.Protected, c.Elsewhere} {
		p.lookUp(who, "own-queue", "").shows(http.StatusNotFound).silent("Khampheng", "Davone")
		if got := p.text(); got != absent {
			t.Errorf("of somebody who may not be seen:\n%s\nof nobody:\n%s", got, absent)
		}
	}
	p.lookUp(c.Elsewhere, "registration", c.Case).shows(http.StatusOK, "Khampheng")
	n := officer(t, c, webtest.National)
	n.get("/?lang=en")
	n.lookUp(c.Protected, "registration", c.Case).shows(http.StatusOK, "Davone", "Protected")
}

func TestTicketsOpenNothingElsewhere(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.lookUp(c.Mother, "own-queue", "").shows(http.StatusOK)
	person := p.at.Path
	other := officer(t, c, webtest.Clerk)
	other.get("/?lang=en")
	other.get(person).shows(http.StatusNotFound, "This page is over")
	p.get(strings.Replace(person, "/person/", "/household/", 1)).shows(http.StatusNotFound)
	p.get(person + "x").shows(http.StatusNotFound)
	for at := len("/person/"); at < len(person); at++ {
		altered := "A"
		if person[at] == 'A' {
			altered = "B"
		}
		p.get(person[:at] + altered + person[at+1:]).shows(http.StatusNotFound)
	}
	p.post("/sign-out")
	if p.get(person).at.Path != "/sign-in" {
		t.Error("a page about somebody outlives the session")
	}
}

func TestRequestsFromOtherSitesAreRefused(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	for _, header := range [][2]string{{"Origin", "https://elsewhere.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}} {
		r, err := http.NewRequest(http.MethodPost, c.URL+"/sign-out", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(header[0], header[1])
		p.take(r).shows(http.StatusForbidden)
	}
	if p.get("/").at.Path != "/" {
		t.Error("another site has signed the officer out")
	}
}

func TestHeadersAndCookies(t *testing.T) {
	c := webtest.New(t)
	ask := func(method, path, host string, form url.Values) *http.Response {
		t.Helper()
		r, err := http.NewRequest(method, c.URL+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	for _, path := range []string{"/sign-in", "/check", "/nowhere", "/healthz"} {
		h := ask(http.MethodGet, path, "", nil).Header
		if h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, h)
		}
	}
	for host, want := range map[string]string{webtest.Name: "max-age=31536000; includeSubDomains", "127.0.0.1:8160": ""} {
		if got := ask(http.MethodGet, "/sign-in", host, nil).Header.Get("Strict-Transport-Security"); got != want {
			t.Errorf("called %s it asks browsers for encryption by %q, want %q", host, got, want)
		}
	}
	for host, secure := range map[string]bool{"127.0.0.1:8160": false, "localhost:8160": false, "[::1]:8160": false, webtest.Name: true, "REGISTER.gov.la:8160": true} {
		res := ask(http.MethodPost, "/sign-in", host, values("account", string(webtest.Clerk), "password", webtest.Password))
		found := false
		for _, k := range append(res.Cookies(), ask(http.MethodGet, "/sign-in?lang=en", host, nil).Cookies()...) {
			if k.Secure != secure || !k.HttpOnly || k.Path != "/" || k.Domain != "" || k.SameSite == http.SameSiteNoneMode || strings.HasPrefix(k.Name, "__Host-") != secure {
				t.Errorf("%s: %+v", host, k)
			}
			if name := "samano_session"; k.Name == map[bool]string{false: name, true: "__Host-" + name}[secure] {
				found = true
				if k.SameSite != http.SameSiteStrictMode {
					t.Errorf("%s: %+v", host, k)
				}
			}
		}
		if !found {
			t.Errorf("%s: no session", host)
		}
	}
}

// Whoever leads a name of their own to this server is shown nothing of it. A page is asked for as it is offered.
func TestWhatIsCalledByAnotherNameOrWayIsRefused(t *testing.T) {
	c := webtest.New(t)
	ask := func(method, path, host string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequest(method, c.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		for _, prefix := range []string{"", "__Host-"} { // as it is called at the machine itself, and elsewhere
			r.AddCookie(&http.Cookie{Name: prefix + "samano_language", Value: "en"})
		}
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, string(b)
	}
	for _, host := range []string{"localhost.evil.example", "192.168.1.5:8160", "evil.register.gov.la"} {
		if res, page := ask(http.MethodGet, "/sign-in", host); res.StatusCode != http.StatusMisdirectedRequest || !strings.Contains(page, "This server has another name") || strings.Contains(page, "password") {
			t.Errorf("called %s it answers %d: %s", host, res.StatusCode, page)
		}
	}
	for path, allow := range map[string]string{"/search": "GET, POST", "/sign-out": "POST", "/adjudications": "GET", "/nowhere": ""} {
		for _, method := range []string{http.MethodTrace, http.MethodPut, http.MethodOptions} {
			if res, _ := ask(method, path, ""); res.StatusCode != http.StatusMethodNotAllowed && res.StatusCode != http.StatusNotFound {
				t.Errorf("%s %s answers %d", method, path, res.StatusCode)
			}
		}
		res, page := ask(http.MethodDelete, path, "")
		want := http.StatusMethodNotAllowed
		if allow == "" {
			want = http.StatusNotFound
		}
		if res.StatusCode != want || res.Header.Get("Allow") != allow || allow != "" && !strings.Contains(page, "cannot be called like that") {
			t.Errorf("%s answers %d, allows %q: %s", path, res.StatusCode, res.Header.Get("Allow"), page)
		}
	}
}

func TestTheLanguageSwitchLeadsNowhereElse(t *testing.T) {
	c := webtest.New(t)
	for path, want := range map[string]string{"/check?lang=en": "/check", "//elsewhere.example/?lang=en": "", "/check?lang=xx": "/check"} {
		r, err := http.NewRequest(http.MethodGet, c.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		to := res.Header.Get("Location")
		if (want != "" && to != want) || strings.HasPrefix(to, "//") || strings.Contains(to, "://") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
}

func TestWhatIsTooLargeOrBrokenIsRefused(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	p.post("/search", "name", strings.Repeat("ກ", 300<<10)).shows(http.StatusRequestEntityTooLarge, "too large")
	p.post("/search", "name", "a\x00b", "purpose", "own-queue").shows(http.StatusUnprocessableEntity, "could not be read")
	p.post("/search", "name", "\xff\xfe", "purpose", "own-queue").shows(http.StatusUnprocessableEntity, "could not be read")
	p.upload("/declare/birth", values("sex", "female", "evidence-kind", "photograph"), file{"evidence-file", "x", bytes.Repeat([]byte("x"), 17<<20)}).shows(http.StatusRequestEntityTooLarge)
	p.upload("/declare/birth", values("sex", "female", "evidence-kind", "photograph"), file{"evidence-file", "x.pdf", []byte("not what it says")}).shows(http.StatusUnprocessableEntity, "Send a PDF, JPEG or PNG")
}

func TestHealth(t *testing.T) {
	c := webtest.New(t)
	if p := browse(t, c).get("/healthz"); p.status != http.StatusOK || p.page != "ok\n" {
		t.Errorf("%d %q", p.status, p.page)
	}
}

// onePixel is a picture.
func onePixel(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTitlesNameNobody(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	p.lookUp(c.Mother, "own-queue", "").shows(http.StatusOK, "Khamphaeng")
	person := p.at.Path
	for _, path := range []string{person, person + "/history", p.link("/household/", c.Book)} {
		title := regexp.MustCompile(`(?s)<title>(.*?)</title>`).FindStringSubmatch(p.get(path).shows(http.StatusOK).page)
		if title == nil || strings.Contains(title[1], "Khamphaeng") || strings.Contains(title[1], "ຄຳແພງ") || strings.Contains(title[1], string(c.Mother)) {
			t.Errorf("the title, which the browser keeps, is %q", title)
		}
	}
}

func TestTheLanguageOfAnAnswerIsSwitchedAtItsForm(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	for path, want := range map[string]string{"/find": "/search", "/check/status": "/check", "/certificate": "/"} {
		if p.post(path); !slices.Contains(p.links(), want+"?lang=lo") {
			t.Errorf("the answer of %s leads to %v", path, p.links())
		}
	}
}

// A paper's hash stands in acts, where others read it. It is no key to the paper.
func TestAHashOpensNoPaper(t *testing.T) {
	c := webtest.New(t)
	owner, thief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Other)
	owner.get("/declare/birth?lang=en")
	owner.send("/declare/birth", "draft", "yes", aBirth(c, "evidence-kind", "birth-notice"), file{"evidence-file", "n.png", onePixel(t)}).shows(http.StatusOK)
	link := owner.link("/applications/", "Notice of birth")
	sha := link[strings.LastIndexByte(link, '/')+1:]
	own := owner.get(owner.at.Path+"/edit").form("/declare/birth", 0).Get("evidence")
	thief.get("/declare/birth?lang=en")
	for _, forged := range []string{"birth-notice|" + sha + "|", `{"kind":"birth-notice","sha256":"` + sha + `"}`, own} {
		thief.send("/declare/birth", "draft", "yes", aBirth(c, "evidence", forged)).shows(http.StatusUnprocessableEntity, "cannot be read any more from this form").silent(sha)
		thief.get("/declare/birth")
	}
	thief.get(link).shows(http.StatusNotFound)
}

// Strangers who send without end, or send much, hold up only other strangers.
func TestStrangersAreBounded(t *testing.T) {
	c := webtest.BehindProxy(t)
	p := browse(t, c)
	p.get("/check?lang=en")
	p.upload("/sign-in", values("account", "x", "password", strings.Repeat("y", 1<<20))).shows(http.StatusRequestEntityTooLarge)
	var held []net.Conn
	release := func() {
		for _, conn := range held {
			conn.Close()
		}
	}
	defer release()
	hold := func() {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, conn)
		if _, err := io.WriteString(conn, "POST /check HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	check := func(from string) int {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, c.URL+"/check", strings.NewReader(values("text", "HELLO").Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", from)
		return p.take(r).status
	}
	for range 4 {
		hold()
	}
	for check("203.0.113.7") != http.StatusServiceUnavailable {
		time.Sleep(time.Millisecond) // until all four have arrived
		hold()                       // where this one took the place of one of them
	}
	p.shows(http.StatusServiceUnavailable, "Try again in a minute")
	if check("203.0.113.8"); p.status != http.StatusOK {
		t.Errorf("somebody of another network is answered with %d", p.status)
	}
	p.shows(http.StatusOK, "no code of a certificate")
	release()
	for check("203.0.113.7") == http.StatusServiceUnavailable {
		time.Sleep(time.Millisecond)
	}
	p.shows(http.StatusOK, "no code of a certificate")
}

// Strangers lock an account, and whoever has signed in at a browser before signs in there all the same.
func TestABrowserThatIsKnownStaysOpen(t *testing.T) {
	c := webtest.New(t)
	known := officer(t, c, webtest.Clerk)
	known.post("/sign-out")
	stranger := browse(t, c)
	stranger.get("/sign-in?lang=en")
	for range 6 {
		stranger.post("/sign-in", "account", string(webtest.Clerk), "password", "a guess").shows(http.StatusForbidden)
	}
	stranger.post("/sign-in", "account", string(webtest.Clerk), "password", webtest.Password).shows(http.StatusForbidden)
	if known.post("/sign-in", "account", string(webtest.Clerk), "password", webtest.Password); known.at.Path == "/sign-in" {
		t.Errorf("where she has signed in before she is not let in: %s", known.text())
	}
}

// Behind a proxy every connection comes from the same machine. Who guesses is
// told from the others by the address that the proxy adds, whatever else they write
// there, and cookies are for encrypted lines though the proxy asks for the machine.
func TestBehindAProxy(t *testing.T) {
	c := webtest.BehindProxy(t)
	attempt := func(from, account, password string) *http.Response {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, c.URL+"/sign-in", strings.NewReader(values("account", account, "password", password).Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Forwarded-For", from)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	const guesses = 50 // more than are free from one address
	for i := range guesses {
		attempt("198.51.100."+strconv.Itoa(i)+", 203.0.113.7", "guess-"+strconv.Itoa(i), "a wrong password")
	}
	if res := attempt("192.0.2.1, 203.0.113.7", string(webtest.Clerk), webtest.Password); res.StatusCode != http.StatusForbidden {
		t.Errorf("who guessed and writes another address in front is answered with %d", res.StatusCode)
	}
	res := attempt("203.0.113.8", string(webtest.Clerk), webtest.Password)
	if res.StatusCode != http.StatusSeeOther || len(res.Cookies()) != 2 || !res.Cookies()[0].Secure || !res.Cookies()[1].Secure {
		t.Errorf("an officer at another address is answered with %d and %v", res.StatusCode, res.Cookies())
	}
	if res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay on the encrypted line")
	}
}
