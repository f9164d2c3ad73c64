package web_test

import (
	"net/http"
	"strings"
	"testing"

	"samano/register"
	"samano/web/webtest"
)

// No paper disappears silently: what was chosen, typed or sent of it is kept, or the form says what
// is missing. Whether a paper was seen is the source of the facts.
func TestAPaperIsKeptOrTheFormSaysWhatIsMissing(t *testing.T) {
	c := webtest.New(t)
	pixel := file{"evidence-file", "notice.png", onePixel(t)}
	empty := file{"evidence-file", "notice.png", nil}
	const neither, noKind, kept = "neither a copy nor a remark", "The kind of document is missing", "Kind not chosen – copy attached"
	for name, tt := range map[string]struct {
		button string
		typed  []string
		files  []file
		says   []string
	}{
		"a kind alone, handed in":        {"hand-in", []string{"evidence-kind", "birth-notice"}, nil, []string{neither}},
		"a kind alone, kept as a draft":  {"draft", []string{"evidence-kind", "birth-notice"}, nil, []string{neither}},
		"a kind alone, attached":         {"attach", []string{"evidence-kind", "birth-notice"}, nil, []string{neither}},
		"nothing, attached":              {"attach", nil, nil, []string{noKind}},
		"an empty file":                  {"hand-in", []string{"evidence-kind", "birth-notice"}, []file{empty}, []string{"The file is empty"}},
		"an empty file with a remark":    {"attach", []string{"evidence-kind", "birth-notice", "evidence-note", "shelf 3"}, []file{empty}, []string{"The file is empty"}},
		"a remark without a kind":        {"hand-in", []string{"evidence-note", "shelf 3"}, nil, []string{noKind}},
		"a file without a kind":          {"hand-in", nil, []file{pixel}, []string{noKind, kept}},
		"a file without a kind, a draft": {"draft", nil, []file{pixel}, []string{noKind, kept}},
	} {
		t.Run(name, func(t *testing.T) {
			p := officer(t, c, webtest.Clerk)
			p.get("/declare/birth?lang=en")
			p.send("/declare/birth", tt.button, "yes", aBirth(c, tt.typed...), tt.files...).shows(http.StatusUnprocessableEntity, tt.says...)
			if got, want := p.form("/declare/birth", 0).Get("evidence-kind"), strings.Contains(strings.Join(tt.typed, " "), "birth-notice"); (got == "birth-notice") != want {
				t.Errorf("the form comes back with the kind %q", got)
			}
		})
	}
}

func TestAFileSentWithoutItsKindWaitsForIt(t *testing.T) {
	c := webtest.New(t)
	p := officer(t, c, webtest.Clerk)
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "attach", "yes", aBirth(c, "evidence-note", "shelf 3"), file{"evidence-file", "notice.png", onePixel(t)}).
		shows(http.StatusUnprocessableEntity, "The kind of document is missing")
	p.send("/declare/birth", "hand-in", "yes", values("evidence-kind", "birth-notice")).shows(http.StatusOK, "Waits for decision", "Notice of birth by the village chief: shelf 3")
	if p.get(p.link(p.at.Path+"/evidence/", "Notice of birth")); !strings.HasPrefix(p.page, "\x89PNG") {
		t.Error("the paper is not what was sent")
	}
	// A button that hands nothing in keeps what was chosen.
	p.get("/declare/birth?lang=en")
	p.send("/declare/birth", "find", "born-at", aBirth(c, "evidence-kind", "birth-notice")).shows(http.StatusOK).silent("neither a copy nor a remark")
}

// Papers are the officer's and the form's, not the session's: whoever signs in again, from the form or
// in another tab, still has those that the application had and those that were attached since.
func TestPapersOutliveTheirSession(t *testing.T) {
	c := webtest.New(t)
	signIn := values("account", string(webtest.Clerk), "password", webtest.Password)
	elsewhere := func(p *person) { // signs in in another tab of the browser
		form := p.page
		p.endSession()
		p.get("/sign-in").send("/sign-in", "", "", signIn).shows(http.StatusOK)
		p.page = form
	}
	for name, again := range map[string]func(p *person){
		"from the form":  func(p *person) { p.late(webtest.Clerk, "/declare/birth", "hand-in", "yes", nil) },
		"in another tab": elsewhere,
		"in another tab, and from the form": func(p *person) {
			elsewhere(p)
			p.late(webtest.Clerk, "/declare/birth", "hand-in", "yes", nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := officer(t, c, webtest.Clerk)
			p.get("/declare/birth?lang=en")
			p.send("/declare/birth", "draft", "yes", aBirth(c, "evidence-kind", "birth-notice"), file{"evidence-file", "n.png", onePixel(t)}).shows(http.StatusOK, "Notice of birth")
			p.get(p.at.Path + "/edit")
			p.send("/declare/birth", "attach", "yes", values("evidence-kind", "declaration", "evidence-note", "shelf 3")).shows(http.StatusOK, "shelf 3")
			again(p)
			p.send("/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, "Waits for decision", "Notice of birth", "shelf 3")
		})
	}
}

// A paper that a form cannot open, being another officer's or of another form, is a fault at its
// question, whichever way the form comes back.
func TestAPaperThatCannotBeReadIsAFault(t *testing.T) {
	c := webtest.New(t)
	attached := func(who register.OfficerID) (*person, string) {
		p := officer(t, c, who)
		p.get("/declare/birth?lang=en")
		p.send("/declare/birth", "attach", "yes", values("evidence-kind", "birth-notice", "evidence-note", "shelf 3")).shows(http.StatusOK)
		return p, p.form("/declare/birth", 0).Get("evidence")
	}
	const lost = "A document that was attached cannot be read any more from this form."
	p, _ := attached(webtest.Clerk)
	_, ofAnother := attached(webtest.Chief)
	_, ofAnotherForm := attached(webtest.Clerk)
	for name, paper := range map[string]string{"another officer's": ofAnother, "another form's": ofAnotherForm, "nothing": "AAAA"} {
		t.Run(name, func(t *testing.T) {
			p.t = t
			for _, button := range []string{"attach", "find", "draft", "hand-in"} {
				p.get("/declare/birth")
				p.send("/declare/birth", button, "yes", aBirth(c, "evidence", paper))
				if p.shows(p.status, lost); p.status == http.StatusOK && button != "find" || !strings.Contains(p.page, `id="evidence-kind-error"`) {
					t.Errorf("%s: status %d", button, p.status)
				}
			}
			p.get("/declare/birth")
			p.late(webtest.Clerk, "/declare/birth", "hand-in", "yes", aBirth(c, "evidence", paper)).shows(http.StatusOK, lost, "What you typed is here")
		})
	}
}

// Why an application was returned is read until it is handed in again.
func TestTheReasonsOfAReturnStayOnTheForm(t *testing.T) {
	c := webtest.New(t)
	clerk, chief := officer(t, c, webtest.Clerk), officer(t, c, webtest.Chief)
	application := declaredBirth(clerk)
	chief.step(application, "return", "ຂາດໃບແຈ້ງ").shows(http.StatusOK, "Returned")
	const reasons = "Returned: ຂາດໃບແຈ້ງ"
	clerk.get(application+"/edit").shows(http.StatusOK, reasons)
	clerk.send("/declare/birth", "attach", "yes", values("evidence-kind", "birth-notice", "evidence-note", "shelf 3")).shows(http.StatusOK, reasons)
	clerk.send("/declare/birth", "hand-in", "yes", values("born-day", "40")).shows(http.StatusUnprocessableEntity, reasons)
	clerk.late(webtest.Clerk, "/declare/birth", "hand-in", "yes", nil).shows(http.StatusOK, reasons)
}
