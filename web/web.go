// Package web owns the pages: what officers work with, and what anybody may ask
// without signing in. It reads forms into payloads, asks the packages behind it,
// and puts their answers into the reader's language. It decides nothing itself.
//
// Pages are rendered on the server from the components of package ui and work
// without script. Every page that shows a person is served only after package
// access has written the look.
//
// # Addresses
//
// No address of a page holds personal data: addresses stand in browsers'
// histories, in proxies' logs and on screens that are photographed. Forms post.
// A page about somebody, or the result of a search, is answered at an address
// that holds a sealed ticket ([ticket.Ticket]): what is asked, for which purpose and
// case, encrypted under a key of the register ([keys.Links]) and bound to the session. So
// reloading, going back and changing the language work as people expect, which
// they do not after a POST; and outside the session the address means nothing to
// anybody. A restart of the server ends neither tickets nor sessions, and of
// several servers each opens what another sealed.
//
// # Layers
//
// From outside in: recovery from panics, the log, headers, limits of size,
// refusal of requests that come from other sites ([http.CrossOriginProtection]),
// language, session, and then the page, a function that gives an error for the
// one place that words errors ([visit.fail]).
package web

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"

	"samano/access/factor"
	"samano/certificate"
	"samano/credential"
	"samano/keys"
	"samano/lang"
	"samano/office"
	"samano/office/request"
	"samano/oversight"
	"samano/reading"
	"samano/web/account"
	"samano/web/form"
	"samano/web/gazetteer"
	"samano/web/kept"
	"samano/web/ui"
	"samano/web/words"
)

// Config is what the pages stand on. All fields are needed unless they say
// otherwise.
type Config struct {
	SignIn       *factor.SignIn
	Reading      *reading.Service // with its registrar, rules and clock
	Clerk        *office.Clerk
	Certificates *certificate.Service
	Requests     *request.Service
	Oversight    *oversight.Service
	// Trust returns the issuers whose certificates are checked on the public page.
	Trust func() credential.Trust
	Words *lang.Catalogue
	Log   *slog.Logger
	// Links seals tickets and what forms carry along.
	Links *keys.Sealer
	// Random makes incident ids and client-made ids: crypto/rand.Reader.
	Random io.Reader
	// Proxy says that a proxy on this machine stands before the server: it encrypts
	// the line, and adds to X-Forwarded-For who asks. Without it every officer comes
	// from one address, and whoever guesses passwords shuts all of them out.
	Proxy bool
	// Names are those by which browsers call the server from elsewhere; a first part of "*" is any.
	Names []string
	// Demo lists accounts that the sign-in page offers, with their passwords: for
	// a synthetic country only.
	Demo []account.Demo
}

//go:embed templates/*.html
var templates embed.FS

// server answers requests; it is safe for concurrent use.
type server struct {
	Config
	faces     map[string]face // by language
	pages     *http.ServeMux
	places    gazetteer.Gazetteer
	kept      *form.Waiting[keptKey, kept.Form]
	strangers form.Intake
	reading   chan struct{} // one for each picture that is read
}

// picturesAtOnce is how many pictures are unpacked at once. A small machine has room for one; the next waits.
const picturesAtOnce = 1

// face is what one language needs.
type face struct {
	words.Words
	renderer *ui.Renderer
}

// New makes the handler of all pages and assets.
func New(c Config) (http.Handler, error) {
	if c.SignIn == nil || c.Reading == nil || c.Clerk == nil || c.Certificates == nil || c.Requests == nil || c.Oversight == nil || c.Words == nil || c.Log == nil || c.Random == nil || c.Links == nil || c.Trust == nil {
		return nil, errors.New("web: the configuration is not complete")
	}
	s := &server{Config: c, faces: map[string]face{}, kept: form.NewWaiting[keptKey, kept.Form](kept.MaxForms), reading: make(chan struct{}, picturesAtOnce)}
	pages, err := fs.Sub(templates, "templates")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	for _, l := range c.Words.Languages() {
		p := c.Words.For(l)
		r, err := ui.New(p, pages)
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		s.faces[l] = face{words.Words{Printer: p, Zone: c.Reading.Terms().Law.TimeZone}, r}
	}
	s.pages = s.routes()
	return s.chain(s.pages), nil
}

// routes serves every page of the list.
func (s *server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range routes() {
		switch {
		case r.page != nil:
			mux.Handle(r.pattern, s.handle(r.page, !r.public))
		default:
			mux.Handle(r.pattern, r.handler(s))
		}
	}
	return mux
}

// healthz says whether the register can be read. It tells nothing else.
func (s *server) healthz(w http.ResponseWriter, r *http.Request) {
	status, text := http.StatusOK, "ok\n"
	if _, err := s.Reading.Atlas(r.Context()); err != nil {
		status, text = http.StatusServiceUnavailable, "unavailable\n"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	// A failed write means that the asker has gone; there is nobody to tell.
	_, _ = io.WriteString(w, text)
}
