package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/lang"
	"samano/register"
	"samano/web/account"
	"samano/web/answer"
	"samano/web/asked"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/own"
	"samano/web/ui"
	"samano/web/watch"
)

// page answers one visit. Its errors are worded in one place (visit.fail).
type page func(v *visit) error

// visit is one request with who makes it and in which language.
type visit struct {
	s *server
	w http.ResponseWriter
	r *http.Request
	face
	who     access.Actor // zero where nobody is signed in
	session access.Session
	token   access.Token
	banner  *ui.NotificationBanner // what happened before the page was shown, above all of it
	typed   []string               // what an error would lose: every page that only says something shows it
}

// Cookies. Both are this site's own; the session's is never sent along from
// another site, and never over a line that can be read on the way.
const (
	sessionCookie = "samano_session"
	// hostPrefix keeps the sites of neighbouring names (x.gov.la for y.gov.la) from
	// setting a cookie of this name (RFC 6265bis, 4.1.3.2). Browsers take it on
	// encrypted lines only.
	hostPrefix     = "__Host-"
	languageCookie = "samano_language"
	// languageKept: a year, as for the choice of a language one is not asked twice.
	languageKept = 365 * 24 * time.Hour
)

func (s *server) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{s: s, w: w, r: r, face: s.faces[lang.First]}
	if c, err := r.Cookie(v.cookieName(languageCookie)); err == nil {
		if chosen, ok := s.faces[c.Value]; ok {
			v.face = chosen
		}
	}
	return v
}

// handle makes a handler of a page; officers says that one must be signed in.
func (s *server) handle(p page, officers bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if v.switched() {
			return
		}
		err := v.enter()
		if err == nil && officers && r.Method == http.MethodPost {
			_, err = v.form() // before anything is done in the name of whoever is signed in
		}
		switch {
		case err != nil && (officers || register.KindOf(err) != register.Forbidden):
			if register.KindOf(err) == register.Forbidden {
				if done, failed := v.keep(); done || failed != nil {
					err = failed
				}
			}
		case officers && v.who.Officer.MustChange && r.URL.Path != "/password":
			err = v.redirect(own.PasswordPath)
		default:
			err = p(v)
		}
		if register.HasCode(err, factor.CodeProofOld) { // what was sent is kept until the proof
			err = v.proveFirst()
		}
		if err != nil {
			v.fail(err)
		}
	})
}

// enter says who makes the request. Nobody is register.Forbidden.
func (v *visit) enter() error {
	c, err := v.r.Cookie(v.sessionCookie())
	if err != nil {
		return &register.Error{Kind: register.Forbidden, Op: "web.enter", Code: access.CodeSessionEnded}
	}
	v.token = access.Token(c.Value)
	v.who, v.session, err = v.s.SignIn.Resume(v.r.Context(), v.token)
	return err
}

// sessionCookie is the name of the cookie in which the session is.
func (v *visit) sessionCookie() string { return v.cookieName(sessionCookie) }

func (v *visit) cookieName(name string) string {
	if v.secure() {
		return hostPrefix + name
	}
	return name
}

func (v *visit) signedIn() bool { return v.who.Officer.ID != "" }

func (v *visit) ctx() context.Context { return v.r.Context() }

// switched takes a change of language and sends the browser back to the page.
func (v *visit) switched() bool {
	wanted := v.r.URL.Query().Get("lang")
	if v.r.Method != http.MethodGet || wanted == "" {
		return false
	}
	if _, ok := v.s.faces[wanted]; ok {
		http.SetCookie(v.w, &http.Cookie{
			Name: v.cookieName(languageCookie), Value: wanted, Path: "/", MaxAge: int(languageKept.Seconds()),
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.secure(),
		})
	}
	// The path is this server's own; a path of two slashes would be another host.
	http.Redirect(v.w, v.r, "/"+strings.TrimLeft((&url.URL{Path: v.r.URL.Path}).EscapedPath(), "/"), http.StatusSeeOther)
	return true
}

// secure says whether cookies are for encrypted lines only.
func (v *visit) secure() bool { return form.Encrypted(v.r, v.s.Proxy) }

func (v *visit) today() register.Day { return register.DayAt(v.s.Reading.Now()) }

// may says whether the officer has a permission at all.
func (v *visit) may(p access.Permission) bool {
	return v.s.Reading.Rules.Has(v.who, p, v.today()) == nil
}

// show writes a page with head, menu and foot.
func (v *visit) show(status int, p ui.Page) error {
	for _, l := range v.s.Words.Languages() {
		p.Languages = append(p.Languages, ui.Language{Text: v.T("language." + l), Lang: l, Href: v.formPath() + "?lang=" + l, Current: l == v.Printer.Lang()})
	}
	p.Footer = []ui.Link{{Text: v.T("page.check-title"), Href: "/check"}}
	if v.banner != nil {
		p.Main = append(ui.Body{*v.banner}, p.Main...)
	}
	if v.signedIn() {
		if r, err := v.s.SignIn.OwnReset(v.ctx(), v.who); err == nil && r != nil { // a page that tells of an outage is shown without
			p.Main = append(ui.Body{account.Reset(v.Words, *r, v.owner())}, p.Main...)
		}
		if held, err := v.s.SignIn.Factors(v.ctx(), v.who); err == nil { // likewise
			p.Main = append(own.Recovered(v.Words, factor.RecoveredAt(held)), p.Main...)
		}
		p.Officer = &ui.Officer{Name: v.Local(v.who.Officer.Name, v.who.Officer.NameLatin), Office: v.Local(v.who.Office.Name, v.who.Office.NameLatin), SignOut: "/sign-out"}
		if !v.who.Officer.MustChange {
			p.Navigation = v.menu()
			p.Footer = append(p.Footer, ui.Link{Text: v.T("account.title"), Href: own.AccountPath})
		}
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return v.render(status, p)
}

// render writes a component as the whole answer.
func (v *visit) render(status int, c ui.Component) error {
	return v.renderer.Render(answer.WithStatus(v.w, status), c)
}

// formPath is where the page can be asked for again: for the answer to a form, the
// form.
func (v *visit) formPath() string {
	if page := formPages[v.r.URL.Path]; page != "" {
		return page
	}
	return (&url.URL{Path: v.r.URL.Path}).EscapedPath()
}

// formPages are the pages of forms that are sent elsewhere.
var formPages = map[string]string{"/find": "/search", "/check/status": "/check", "/certificate": "/", "/sign-out": "/"}

func (v *visit) menu() []ui.NavigationItem {
	var out []ui.NavigationItem
	add := func(text, href string, p ...access.Permission) {
		for _, one := range p {
			if v.may(one) {
				here := v.r.URL.Path == href
				out = append(out, ui.NavigationItem{Text: v.T(text), Href: href, Current: here, Active: !here && href != "/" && strings.HasPrefix(v.r.URL.Path, href)})
				return
			}
		}
	}
	add("page.queue-title", "/", access.Declare, access.Register, access.Adjudicate)
	add("page.adjudications-title", adjudicationsPath, access.Adjudicate)
	add("page.search-title", "/search", access.ReadPerson, access.ReadLooks, access.Search)
	add("page.declare-title", "/declare", access.Declare)
	add("watch.title", watch.Path, access.Audit)
	if v.seesRequests() {
		add("page.requests-title", asked.Path, access.Audit, access.ReadPerson)
	}
	return out
}

// wayBack is a link back in a landmark of its own, so that a screen reader finds it.
type wayBack struct{ ui.BackLink }

func (wayBack) TemplateName() string { return "web-back" }

// message is a page that only says something, and leads an officer back to their work.
func (v *visit) message(status int, title string, paragraphs ...string) error {
	main := ui.Body{ui.Heading{Text: title}}
	for _, p := range paragraphs {
		if p != "" {
			main = append(main, ui.Paragraph{Text: p})
		}
	}
	p := ui.Page{Title: title, Main: append(main, kept.Unused(v.Words, v.typed)...)}
	if v.signedIn() && !v.who.Officer.MustChange {
		p.Before = ui.Body{wayBack{ui.BackLink{Href: "/", Text: v.T("page.queue-title")}}}
	}
	return v.show(status, p)
}

func (v *visit) notFound() error {
	if methods := form.MethodsAt(v.s.pages, v.r); len(methods) > 0 {
		v.w.Header().Set("Allow", strings.Join(methods, ", "))
		return v.message(http.StatusMethodNotAllowed, v.T("page.method-title"), v.T("page.method-text"))
	}
	return v.message(http.StatusNotFound, v.T("ui.not-found-title"), v.T("ui.not-found-text"))
}

// fail words an error. What is not known to be harmless is an incident: an id for
// the reader, the rest for the log.
func (v *visit) fail(err error) {
	status, title := http.StatusInternalServerError, ""
	switch kind := register.KindOf(err); {
	case register.HasCode(err, access.CodeSessionEnded):
		v.sessionEnded()
		return
	case register.HasCode(err, factor.CodeProofMissing):
		http.Redirect(v.w, v.r, own.ProofPath, http.StatusSeeOther)
		return
	case kind == register.NotFound:
		status, title = http.StatusNotFound, v.T("page.not-found-title")
	case kind == register.Forbidden:
		answer.LogRefused(v.s.Log, v.r, v.who.Officer.ID, err)
		status, title = http.StatusForbidden, v.T("ui.denied-title")
	case kind == register.Invalid:
		status, title = http.StatusUnprocessableEntity, v.T("ui.error-title")
	case kind == register.Conflict, kind == register.Duplicate:
		status, title = http.StatusConflict, v.T("page.conflict-title")
	case kind == register.TooLarge:
		status, title = http.StatusRequestEntityTooLarge, v.T("ui.error-title")
	case kind == register.Limited:
		answer.LogRefused(v.s.Log, v.r, v.who.Officer.ID, err)
		answer.RetryLater(v.w, err)
		status, title = http.StatusTooManyRequests, v.T("page.limited-title")
	case kind == register.Unavailable:
		v.outage(err)
		status, title = http.StatusServiceUnavailable, v.T("ui.internal-title")
	}
	if title == "" {
		v.s.incident(v.w, false, v.r, err, nil)
		return
	}
	if err := v.message(status, title, v.Explain(err)...); err != nil {
		v.s.incident(v.w, false, v.r, err, nil)
	}
}

// outage logs that a database is away, and says when to ask again.
func (v *visit) outage(err error) {
	v.s.Log.LogAttrs(v.ctx(), slog.LevelError, "outage", slog.String("page", v.r.Pattern), slog.String("error", err.Error()))
	answer.RetryLater(v.w, err)
}

// sessionEnded leads to the sign-in page, which says why, if there was a session.
func (v *visit) sessionEnded() {
	v.forget()
	to := "/sign-in"
	if v.token != "" {
		to += "?ended=1"
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}
