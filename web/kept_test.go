package web_test

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"samano/keys"
	"samano/register"
	"samano/web/webtest"
)

// ended is a form that is sent after its session has ended, by somebody who has
// attached a paper before and is sending another.
func ended(t *testing.T, c *webtest.Country) *person {
	t.Helper()
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "attach", "yes", values("evidence-kind", "birth-notice", "evidence-note", "ບ້ານ"), file{"evidence-file", "n.png", onePixel(t)}).shows(http.StatusOK)
	c.SetToday("2026-11-22")
	p.send("/declare/birth", "hand-in", "yes", aBirth(c, "evidence-kind", "birth-notice", "evidence-note", "second"), file{"evidence-file", "m.png", onePixel(t)})
	return p
}

func TestAFormOutlivesItsSession(t *testing.T) {
	c := webtest.New(t)
	p := ended(t, c)
	p.shows(http.StatusForbidden, "You have been signed out", "what you typed is kept").silent("ນ້ອຍ", "Noy", string(c.Mother), "ບ້ານ")
	p.send("/sign-in", "", "", values("account", string(webtest.Clerk), "password", "wrong")).shows(http.StatusForbidden, "what you typed is kept")
	p.send("/sign-in", "", "", values("account", string(webtest.Clerk), "password", webtest.Password)).
		shows(http.StatusOK, "What you typed is here", "Nothing has been handed in", "Notice of birth")
	if p.at.Path != "/declare/birth/kept" || p.at.RawQuery != "" {
		t.Errorf("the form is at %s", p.at)
	}
	typed := p.form("/declare/birth", 0)
	for name, list := range aBirth(c, "evidence-kind", "birth-notice", "evidence-note", "second") {
		if typed.Get(name) != list[0] {
			t.Errorf("%s: typed %q, it comes back as %q", name, list[0], typed.Get(name))
		}
	}
	if len(typed["evidence"]) != 1 {
		t.Errorf("one paper was attached, %d are there", len(typed["evidence"]))
	}
	for _, address := range p.seen {
		if strings.Contains(address, "kept=") {
			t.Errorf("what was typed stands in an address: %s", address)
		}
	}
	application := "/applications/" + typed.Get("id")
	other := officer(t, c, webtest.Chief)
	other.get(application).shows(http.StatusNotFound) // nothing was handed in
	p.english()
	p.send("/declare/birth", "hand-in", "yes", values("evidence-kind", "", "evidence-note", "")).shows(http.StatusOK, "Waits for decision", "Noy")
	other.get(application).shows(http.StatusOK)
}

// renewed returns the keys after that of links was renewed.
func renewed(t *testing.T, set *keys.Set) *keys.Set {
	t.Helper()
	next, err := set.Renew(keys.Links, "", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// Neither a restart, nor a second server beside the first, nor a renewed key ends the addresses of
// pages or the forms that were kept.
func TestAddressesAndFormsOutliveTheServer(t *testing.T) {
	for name, next := range map[string]func(*testing.T, *keys.Set) *keys.Set{
		"the same keys": func(_ *testing.T, set *keys.Set) *keys.Set { return set },
		"a renewed key": renewed,
	} {
		t.Run(name, func(t *testing.T) {
			c := webtest.New(t)
			p := officer(t, c, webtest.Clerk)
			p.english()
			p.lookUp(c.Mother, "registration", c.Case).shows(http.StatusOK)
			address := p.at.Path
			c.Restart(t, next(t, c.Keys))
			p.get(address).shows(http.StatusOK, "Kham")

			c = webtest.New(t)
			p = ended(t, c)
			c.Restart(t, next(t, c.Keys))
			p.send("/sign-in", "", "", values("account", string(webtest.Clerk), "password", webtest.Password)).
				shows(http.StatusOK, "What you typed is here", "Notice of birth")
		})
	}
}

func TestAKeptFormIsItsOfficersOnly(t *testing.T) {
	c := webtest.New(t)
	p := ended(t, c)
	kept := p.form("/sign-in", 0).Get("kept")
	if len(kept) < 200 {
		t.Fatalf("the page keeps %q: nothing was tested", kept)
	}
	altered := kept[:len(kept)-8] + "AAAAAAAA"
	for name, who := range map[string]url.Values{
		"another officer": values("account", string(webtest.Chief), "status", "403", "at", "/sign-in", "kept", kept),
		"altered":         values("account", string(webtest.Clerk), "status", "200", "at", "/", "kept", altered),
	} {
		t.Run(name, func(t *testing.T) {
			q := browse(t, c)
			q.post("/sign-in", "account", who.Get("account"), "password", webtest.Password, "kept", who.Get("kept")).silent("Noy")
			if strconv.Itoa(q.status) != who.Get("status") || q.at.Path != who.Get("at") {
				t.Errorf("signed in and led to %s with status %d", q.at.Path, q.status)
			}
			q.get("/declare/birth/kept").shows(http.StatusOK).silent("Noy")
		})
	}
	mine := browse(t, c)
	mine.post("/sign-in", "account", string(webtest.Clerk), "password", webtest.Password, "kept", kept).shows(http.StatusOK)
	second := officer(t, c, webtest.Clerk)
	second.get("/declare/birth/kept").silent("Noy") // bound to the session that brought it
}

// Whoever is not signed in gets nothing sealed and can make the server hold no more
// than a form.
func TestStrangersKeepNothing(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth")
	owner := p.form("/declare/birth", 0).Get("owner")
	if owner == "" {
		t.Fatal("the form does not say whose it is")
	}
	for name, v := range map[string]url.Values{
		"no owner":      values("given", "x"),
		"a made-up one": values("given", "x", "owner", "AAAA"),
		"too large":     values("given", strings.Repeat("x", 100<<10), "owner", owner),
		"not a text":    values("given", "\xff", "owner", owner),
	} {
		t.Run(name, func(t *testing.T) {
			q := browse(t, c)
			q.upload("/declare/birth", v).shows(http.StatusOK).silent(`name="kept"`)
			if q.at.Path != "/sign-in" {
				t.Errorf("led to %s", q.at.Path)
			}
		})
	}
}

// Whoever signs in where another officer's form is kept reads that it is another's, and carries it on
// or goes on without it; what was typed is neither told nor lost.
func TestAnotherOfficersFormIsNotDroppedInSilence(t *testing.T) {
	c := webtest.New(t)
	for name, other := range map[string]register.OfficerID{"a colleague": webtest.Chief, "a reporter": webtest.Village, "somebody new": webtest.Fresh} {
		t.Run(name, func(t *testing.T) {
			c.SetToday("2026-11-21")
			p := ended(t, c)
			is := c.Actor(t, other).Officer.NameLatin
			p.send("/sign-in", "", "", values("account", string(other), "password", webtest.Password)).
				shows(http.StatusForbidden, "Another officer is signed in", is+" is signed in in this browser", "another officer's", "what you typed is kept").
				silent("ນ້ອຍ", "Noy", string(c.Mother), "ບ້ານ")
			onward := p.link("/", "Go on as "+is+", without that form")
			at, page := p.at, p.page
			if p.get(onward).shows(http.StatusOK, is); p.at.Path == "/sign-in" {
				t.Error("who signed in is not")
			}
			p.at, p.page = at, page
			p.send("/sign-in", "", "", values("account", string(webtest.Clerk), "password", webtest.Password)).shows(http.StatusOK, "What you typed is here", "Notice of birth")
			p.stillTyped("/declare/birth", aBirth(c))
		})
	}
}

// That a session ends without use is told where one has, and not to whoever has pressed "Sign out".
func TestWhoSignedOutIsNotToldThatTheSessionEnded(t *testing.T) {
	const idle = "15 minutes without use"
	p := officer(t, webtest.New(t), webtest.Clerk)
	p.get("/search?lang=en")
	at, page := p.at, p.page
	p.post("/sign-out").shows(http.StatusOK, "Sign in").silent(idle)
	p.at, p.page = at, page // another window, in which the form is still there
	p.send("/search", "", "", values("name", "ຄຳແພງ")).shows(http.StatusForbidden, "You have been signed out", "Sign in again to go on", "what you typed is kept").silent(idle)
	p.send("/sign-in", "", "", values("account", string(webtest.Clerk), "password", webtest.Password)).shows(http.StatusOK, "What you typed is here")
	p.endSession()
	p.send("/search", "", "", nil).shows(http.StatusForbidden, "You have been signed out", idle)
}
