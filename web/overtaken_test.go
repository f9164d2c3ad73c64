package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samano/web/webtest"
)

// aDraft is the page of a draft of a birth, open in the forms of two officers.
func aDraft(t *testing.T) (first, second *person, application string) {
	t.Helper()
	c := webtest.New(t)
	first, second = officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	first.get("/declare/birth?lang=en")
	application = first.send("/declare/birth", "draft", "yes", aBirth(c)).shows(http.StatusOK, "Draft").at.Path
	second.get("/?lang=en")
	for _, p := range []*person{first, second} {
		p.get(application + "/edit").shows(http.StatusOK)
	}
	return first, second, application
}

const (
	overtaken = "Somebody else changed this application while you were writing."
	replaces  = "If you save or hand in again, it replaces what the other officer wrote."
)

// Whoever comes second at one draft loses nothing, reads the application as it is now, and replaces
// what the other wrote only on purpose.
func TestWhoeverComesSecondAtADraftKeepsTheirForm(t *testing.T) {
	first, second, application := aDraft(t)
	first.send("/declare/birth", "draft", "yes", values("given-latin", "Noi")).shows(http.StatusOK, "Noi")
	typed := values("given-latin", "Noy Noy", "mother-number", "", "mother-given", "ມະນີ", "evidence-kind", "birth-notice", "evidence-note", "shelf 3")
	second.send("/declare/birth", "hand-in", "yes", typed, file{"evidence-file", "n.png", onePixel(t)}).shows(http.StatusConflict, overtaken, replaces, "shelf 3", "copy attached")
	form := second.form("/declare/birth", 0)
	for _, name := range []string{"given-latin", "mother-given", "given", "born-at", "declarant-name"} {
		if want := aBirth(second.c)[name]; typed.Get(name) != "" && form.Get(name) != typed.Get(name) || typed.Get(name) == "" && form.Get(name) != want[0] {
			t.Errorf("%s is %q", name, form.Get(name))
		}
	}
	page := second.page
	second.get(second.link(application, "as it is now")).shows(http.StatusOK, "Draft", "Noi").silent("Noy Noy")
	if second.page = page; !strings.Contains(page, `target="_blank"`) {
		t.Error("the link to the application leaves the form")
	}
	second.send("/declare/birth", "draft", "yes", nil).shows(http.StatusOK, "Draft", "Noy Noy", "shelf 3").silent("Noi")
	// And the other way round: whoever is overtaken twice is told twice.
	first.get(application + "/edit")
	second.get(application + "/edit")
	first.send("/declare/birth", "draft", "yes", values("given-latin", "Nang")).shows(http.StatusOK)
	second.send("/declare/birth", "draft", "yes", values("given-latin", "Nok")).shows(http.StatusConflict, overtaken)
	first.get(application + "/edit")
	first.send("/declare/birth", "draft", "yes", values("given-latin", "Nin")).shows(http.StatusOK)
	second.send("/declare/birth", "draft", "yes", nil).shows(http.StatusConflict, overtaken)
}

// Where the application may no longer be rewritten the form says so, shows what was typed, and offers
// no button that would be refused.
func TestWhatWasTypedIsShownWhenTheApplicationIsHandedIn(t *testing.T) {
	first, second, application := aDraft(t)
	first.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, "Waits for decision")
	form := second.form("/declare/birth", 0)
	for range 2 {
		second.upload("/declare/birth", merged(form, values("given-latin", "Noy Noy", "hand-in", "yes"))).
			shows(http.StatusConflict, overtaken, "It can no longer be changed", "Waits for decision").silent(replaces, `name="hand-in"`, `name="draft"`)
		if got := second.form("/declare/birth", 0).Get("given-latin"); got != "Noy Noy" {
			t.Errorf("what was typed is %q", got)
		}
	}
	second.get(second.link(application, "as it is now")).shows(http.StatusOK, "Noy").silent("Noy Noy")
}

// An application that is not there any more, or no longer this office's, takes nobody's form away.
func TestAFormOutlivesItsApplication(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "draft", "yes", aBirth(c, "version", "3")).shows(http.StatusNotFound, "There is a problem")
	if got := p.form("/declare/birth", 0).Get("given-latin"); got != "Noy" || missingPattern.MatchString(p.text()) {
		t.Errorf("what was typed is %q:\n%s", got, p.text())
	}
}
