package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/register"
	"samano/web/webtest"
)

// printedCode is a code of a list as it is printed.
var printedCode = regexp.MustCompile(`<code>([a-z2-7-]+)</code>`)

// list registers a printed list, and returns its codes.
func list(t *testing.T, p *person, do string) (codes []string) {
	t.Helper()
	p.get("/account?lang=en").shows(http.StatusOK, "Your account")
	p.send("/account", "do", do, nil).shows(http.StatusOK, "shown once")
	for _, m := range printedCode.FindAllStringSubmatch(p.page, -1) {
		codes = append(codes, m[1])
	}
	return codes
}

// quarter lets a quarter of an hour go by, in sessions that are used.
func quarter(c *webtest.Country, list ...*person) {
	for range 3 {
		c.Wait(5 * time.Minute)
		for _, p := range list {
			p.get("/password")
		}
	}
}

func TestTheSecondStepIsAskedFor(t *testing.T) {
	c := webtest.New(t)
	codes := list(t, officer(t, c, webtest.Clerk), "list")
	if len(codes) != 20 {
		t.Fatalf("%d codes are shown", len(codes))
	}
	p := browse(t, c)
	p.get("/sign-in?lang=en")
	p.post("/sign-in", "account", "bounmy", "password", webtest.Password).shows(http.StatusOK, "Show that it is you").silent("Bounmy Vongsa")
	if p.get("/search").at.Path != "/sign-in/proof" {
		t.Errorf("before the second step one is at %s", p.at)
	}
	p.post("/account", "do", "list").silent("shown once")
	p.send("/sign-in/proof", "", "", values("code", "aaaa-aaaa")).shows(http.StatusForbidden, "was used already", "There is a problem")
	p.send("/sign-in/proof", "", "", values("code", codes[0])).shows(http.StatusOK, "Work of the office", "Bounmy Vongsa")
	p.post("/sign-out")
	p.post("/sign-in", "account", "bounmy", "password", webtest.Password)
	p.send("/sign-in/proof", "", "", values("code", codes[0])).shows(http.StatusForbidden, "was used already")
	if policy := p.header.Get("Content-Security-Policy"); strings.Contains(policy, "script-src") {
		t.Errorf("without a passkey the page may run script: %s", policy)
	}
}

// What was typed before the session ended goes through the second step too.
func TestAFormOutlivesTheSecondStep(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	codes := list(t, p, "list")
	p.get("/declare/birth")
	p.late(webtest.Clerk, "/declare/birth", "hand-in", "yes", values("given-latin", "Vilayson")).shows(http.StatusOK, "Show that it is you")
	p.send("/sign-in/proof", "", "", values("code", codes[1])).shows(http.StatusOK, "What you typed is here")
	if got := p.form("/declare/birth", 0).Get("given-latin"); got != "Vilayson" {
		t.Errorf("what was typed comes back as %q", got)
	}
}

func TestAnAppIsRegisteredAndRemoved(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/account?lang=en").shows(http.StatusOK, "by your password alone").silent("Recovery codes</button>")
	p.send("/account", "do", "app", values("name", "ໂທລະສັບ")).shows(http.StatusOK, "Scan this code")
	if !strings.Contains(p.page, `src="data:image/svg`) {
		t.Error("there is nothing to scan")
	}
	p.send("/account", "do", "app-code", values("code", "000000")).shows(http.StatusUnprocessableEntity, "There is a problem", "Scan this code")
	p.get("/account")
	codes := list(t, p, "list")
	p.get("/account").shows(http.StatusOK, "Printed list of codes", "Codes left")
	recovery := list(t, p, "recovery")
	p.get("/account").shows(http.StatusOK, "Recovery codes")
	other := browse(t, c)
	other.get("/sign-in?lang=en")
	other.post("/sign-in", "account", "bounmy", "password", webtest.Password)
	other.send("/sign-in/proof", "", "", values("code", recovery[0])).shows(http.StatusOK, "A recovery code of your account was used")
	if p.get("/search").at.Path != "/sign-in" {
		t.Errorf("after a recovery another session is at %s", p.at)
	}
	other.get("/account").silent("Printed list of codes</h2>")
	other.send("/account", "do", "remove", nil).shows(http.StatusOK, "by your password alone")
	other.get("/search").silent("A recovery code of your account was used")
	other.post("/sign-out")
	other.post("/sign-in", "account", "bounmy", "password", webtest.Password).shows(http.StatusOK, "Work of the office").silent(codes[2])
}

// Whoever finds a browser open adds no way in. The form comes back after the proof.
func TestTheAccountIsChangedAfterAProof(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	quarter(c, p)
	p.get("/account?lang=en").shows(http.StatusOK, "Your account", "Last sign-ins", "(this one)")
	p.send("/account", "do", "list", values("name", "my drawer")).shows(http.StatusForbidden, "Show that it is you", "older than 10 minutes").silent("shown once")
	p.send("/sign-in/proof", "", "", values("password", "not the password")).shows(http.StatusForbidden, "Show that it is you")
	p.send("/sign-in/proof", "", "", values("password", webtest.Password)).shows(http.StatusOK, "Your account")
	if got := p.form("/account", 0).Get("name"); got != "my drawer" {
		t.Errorf("what was typed comes back as %q", got)
	}
	p.send("/account", "do", "list", nil).shows(http.StatusOK, "shown once")
	p.get("/account").shows(http.StatusOK, "my drawer")
}

func TestOneSignsOutEverywhereElse(t *testing.T) {
	c := webtest.New(t)
	lost, p := officer(t, c, webtest.Clerk), officer(t, c, webtest.Clerk)
	p.get("/account?lang=en").send("/account", "do", "everywhere", nil).shows(http.StatusOK, "Your account", "ended, or second step not finished")
	if lost.get("/search").at.Path != "/sign-in" {
		t.Errorf("the other session is at %s", lost.at)
	}
}

// An act that joins, hides or destroys is registered after a proof; one that enters a birth is not held up.
func TestAnActThatIsHardToTakeBackNeedsAProof(t *testing.T) {
	c := webtest.New(t)
	declared := c.Declared(t, webtest.National, c.Proposal(register.KindProtection, map[string]any{"person": string(c.Mother), "article": "Law, art. 7"}), "ຄຳແພງ")
	birth := declaredBirth(officer(t, c, webtest.Clerk))
	chief, desk := officer(t, c, webtest.Chief), officer(t, c, webtest.NationalJudge)
	quarter(c, chief, desk)
	chief.get(birth+"?lang=en").send(birth, "do", "register", nil).shows(http.StatusOK, "Registered: Birth")

	path := "/applications/" + string(declared.ID)
	desk.get(path+"?lang=en").send(path, "do", "register", nil).shows(http.StatusForbidden, "Show that it is you")
	desk.get(path).silent("Registered: ")
	desk.send(path, "do", "register", nil)
	desk.send("/sign-in/proof", "", "", values("password", webtest.Password))
	desk.send(path, "do", "register", nil).shows(http.StatusOK, "Registered: ")
	if !factor.AsksProof(declared.Acts[0].Proposal.Kind) {
		t.Error("a protection needs no proof")
	}
}

// A session that somebody has stolen, whose proof is old, neither stops the new password that is to shut it out, nor ends
// the officer's own sessions.
func TestAStolenSessionEndsNothingWithoutAProof(t *testing.T) {
	c := webtest.New(t)
	desk := c.Parts.Accounts
	thief := officer(t, c, webtest.Clerk)
	codes := list(t, thief, "list")
	quarter(c, thief)
	mine := browse(t, c)
	mine.get("/sign-in?lang=en")
	mine.post("/sign-in", "account", string(webtest.Clerk), "password", webtest.Password)
	mine.send("/sign-in/proof", "", "", values("code", codes[0])).shows(http.StatusOK, "Work of the office")
	thief.get("/account?lang=en").send("/account", "do", "everywhere", nil)
	if mine.get("/search").at.Path != "/search" {
		t.Errorf("the officer is at %s", mine.at.Path)
	}

	o, err := desk.Officer(t.Context(), webtest.Clerk)
	if err != nil {
		t.Fatal(err)
	}
	asked := access.AccountChange{Account: o.ID, What: access.ChangeReset, Officer: o, By: "thongdy", At: c.Now()}
	if err := desk.AddChange(t.Context(), access.Author{}, asked); err != nil {
		t.Fatal(err)
	}
	asked.Second, asked.From, asked.Secret = "sengchanh", c.Now().Add(time.Hour), "hash"
	if err := desk.ConfirmReset(t.Context(), access.Author{}, asked); err != nil {
		t.Fatal(err)
	}
	thief.post("/password/keep")
	if _, err := desk.Change(t.Context(), o.ID); err != nil {
		t.Errorf("the new password was stopped without a proof (%v)", err)
	}
	mine.post("/password/keep")
	if _, err := desk.Change(t.Context(), o.ID); register.KindOf(err) != register.NotFound {
		t.Errorf("whoever has proved it does not stop it (%v)", err)
	}
}
