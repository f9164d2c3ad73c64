package web_test

import (
	"bufio"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/web/webtest"
)

// carried are the headers without which a browser might run, frame, keep or pass on what an answer shows.
var carried = map[string]string{
	"Cache-Control":                "no-store",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

// lacks returns what is missing from the headers of an answer.
func lacks(h http.Header) (out []string) {
	for name, want := range carried {
		if h.Get(name) != want {
			out = append(out, name)
		}
	}
	policy := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, part) {
			out = append(out, part)
		}
	}
	if strings.Contains(policy, "script-src") || h.Get("Access-Control-Allow-Origin") != "" {
		out = append(out, "a policy without scripts and without other sites")
	}
	if kind := h.Get("Content-Type"); strings.HasPrefix(kind, "text/") && !strings.HasSuffix(kind, "; charset=utf-8") || kind == "" {
		out = append(out, "Content-Type")
	}
	return out
}

// Every page, also one of a mistake or a refusal, says to the browser what it may do with it.
func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	seen := 0
	tour(t, "en", func(p *person) {
		if seen++; len(lacks(p.header)) > 0 {
			t.Errorf("%s lacks %q", p.at.Path, lacks(p.header))
		}
	})
	if seen < 40 {
		t.Errorf("only %d pages were seen", seen)
	}
	if lacks(http.Header{}) == nil {
		t.Error("an answer without headers lacks nothing")
	}
}

// A paper is shown as what it is, in a frame without rights, and under no name that somebody chose.
func TestAPaperIsShownWithoutRights(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/declare/birth?lang=en")
	clerk.send("/declare/birth", "hand-in", "yes", aBirth(c, "evidence-kind", "birth-notice"), file{"evidence-file", "a\"\r\nX-Chosen: yes.html", onePixel(t)})
	paper := clerk.get(clerk.link(clerk.at.Path+"/evidence/", "Notice of birth")).shows(http.StatusOK)
	if missing := lacks(paper.header); len(missing) > 0 || !strings.HasPrefix(paper.header.Get("Content-Security-Policy"), "sandbox;") {
		t.Errorf("a paper lacks %q: %v", missing, paper.header)
	}
	if kind, name := paper.header.Get("Content-Type"), paper.header.Get("Content-Disposition"); kind != "image/png" || name != "inline" || paper.header.Get("X-Chosen") != "" {
		t.Errorf("a paper is sent as %q, %q: %v", kind, name, paper.header)
	}
}

// logLine is what one line of the log looks like: the time with its zone, the level, and what happened.
var logLine = regexp.MustCompile(`^time=(\S+) level=(INFO|WARN|ERROR) msg=("[^"\n]+"|[a-z-]+)( [a-z]+=("(\\.|[^"\\])*"|[^" ]*))*$`)

// Whatever strangers send, the log has lines of one form, each with its time, and nothing that they typed.
func TestALineOfTheLogIsOneLine(t *testing.T) {
	c := webtest.New(t)
	const forged = "x\r\ntime=2020-01-01T00:00:00Z level=INFO msg=forged"
	p := browse(t, c)
	p.get("/sign-in?lang=en")
	p.post("/sign-in", "account", forged, "password", forged)
	p.get("/" + url.PathEscape(forged))
	for _, method := range []string{"FORGED", http.MethodTrace} {
		r, err := http.NewRequest(method, c.URL+"/sign-in?"+url.QueryEscape(forged), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("User-Agent", "forged")
		p.take(r)
	}
	log := c.Log.String()
	if strings.Contains(strings.ToLower(log), "forged") {
		t.Errorf("what a stranger sent stands in the log:\n%s", log)
	}
	lines := 0
	for scanner := bufio.NewScanner(strings.NewReader(log)); scanner.Scan(); lines++ {
		m := logLine.FindStringSubmatch(scanner.Text())
		if m == nil {
			t.Errorf("a line of another form: %s", scanner.Text())
		} else if _, err := time.Parse(time.RFC3339, m[1]); err != nil {
			t.Errorf("a line without a time in a zone: %s", scanner.Text())
		}
	}
	if lines < 5 {
		t.Errorf("only %d lines:\n%s", lines, log)
	}
}

// Who is refused is named in the log, with the page and the rule, and nothing of what they asked for.
func TestWhoIsRefusedStandsInTheLog(t *testing.T) {
	c := webtest.New(t)
	clerk := officer(t, c, webtest.Clerk)
	clerk.get("/oversight?lang=en").shows(http.StatusForbidden)
	want := `msg=refused page="GET /oversight" officer=` + string(webtest.Clerk) + ` code=` + access.CodeNoPermission
	if log := c.Log.String(); !strings.Contains(log, want) {
		t.Errorf("the log does not say %s:\n%s", want, log)
	}
}

// Fields of passwords hide what is typed, and leave typing to whatever the officer uses for it.
func TestFieldsOfPasswordsTakeWhatAManagerTypes(t *testing.T) {
	c := webtest.New(t)
	field := regexp.MustCompile(`<input[^>]*type="password"[^>]*>`)
	pages := map[string]string{"/sign-in": browse(t, c).get("/sign-in").page, "/password": officer(t, c, webtest.Clerk).get("/password").page}
	for path, wanted := range map[string][]string{"/sign-in": {"current-password"}, "/password": {"current-password", "new-password", "new-password"}} {
		found := field.FindAllString(pages[path], -1)
		if len(found) != len(wanted) {
			t.Fatalf("%s has %d fields of passwords, want %d", path, len(found), len(wanted))
		}
		for i, f := range found {
			if !strings.Contains(f, `autocomplete="`+wanted[i]+`"`) || strings.Contains(f, "maxlength") || strings.Contains(f, "onpaste") || strings.Contains(f, "readonly") {
				t.Errorf("%s: %s", path, f)
			}
		}
	}
}

// Whoever signs in anew, as themselves or as another, leaves no session behind that the former token opens.
func TestSigningInAnewEndsTheSessionBefore(t *testing.T) {
	c := webtest.New(t)
	at, err := url.Parse(c.URL)
	if err != nil {
		t.Fatal(err)
	}
	p := officer(t, c, webtest.Clerk)
	before := p.client.Jar.Cookies(at)
	p.post("/sign-in", "account", string(webtest.Chief), "password", webtest.Password)
	if p.get("/").at.Path != "/" || slices.EqualFunc(before, p.client.Jar.Cookies(at), func(a, b *http.Cookie) bool { return a.String() == b.String() }) {
		t.Fatal("the second sign-in began no session")
	}
	thief := browse(t, c)
	thief.client.Jar.SetCookies(at, before)
	if thief.get("/").at.Path != "/sign-in" {
		t.Error("the former token opens a session still")
	}
}

// Every page that officers alone see leads out.
func TestEveryPageOfAnOfficerLeadsOut(t *testing.T) {
	seen := 0
	tour(t, "en", func(p *person) {
		if strings.Contains(p.page, "samano-header") && strings.Contains(p.page, `href="/account"`) { // somebody is signed in
			if seen++; !strings.Contains(p.page, `action="/sign-out"`) {
				t.Errorf("%s does not lead out", p.at.Path)
			}
		}
	})
	if seen < 20 {
		t.Errorf("only %d pages of officers were seen", seen)
	}
}

// Of a fault of ours the reader gets a number, and the log gets the fault under that number.
func TestAFaultShowsItsNumberAlone(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/?lang=en")
	c.Looks.Fail(errors.New("SELECT secret FROM officer"))
	p.lookUp(c.Mother, "own-queue", "").shows(http.StatusInternalServerError).silent("SELECT", "secret", "goroutine", ".go:")
	id := regexp.MustCompile(`msg=incident id=([0-9a-f]{10}) .*SELECT secret FROM officer`).FindStringSubmatch(c.Log.String())
	if id == nil || !strings.Contains(p.page, id[1]) {
		t.Errorf("the log has the incident %q, and the page\n%s", id, p.text())
	}
}
