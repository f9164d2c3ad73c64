package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"samano/access"
	"samano/register"
	"samano/web/form"
	"samano/web/ticket"
	"samano/web/ui"
)

// What was typed into a form is not lost when the session has ended meanwhile, or when somebody else has
// signed in in the same browser, in whose name nothing of it is done. The answer to the form
// is then the sign-in page, which carries what was typed in a sealed field: nobody reads it on the
// screen or in the page, and nobody but the same officer gets it back. Whoever signs in from there is
// led to the form as it was, to look through; nothing has been done. The page of the form follows by
// redirection, so that reloading it sends no password again; on the way what was typed waits in
// memory, under the new session.
//
// A file that was being sent is not kept: there is nobody yet on whose behalf it
// could be. Papers that were attached before are.

const (
	// maxKept bounds what is kept of a form: an act's payload has 64 kB, and sealed
	// and in base64 it must fit into the sign-in form beside the password (form.Limit).
	maxKept = 96 << 10
	// maxKeptForms bounds what waits in memory: some megabytes. Of more the oldest go.
	maxKeptForms = 32
)

// keptForm is what was typed, and by whom.
type keptForm struct {
	Officer register.OfficerID `json:"o"`
	Path    string             `json:"p"` // to which it was sent
	At      time.Time          `json:"t"`
	Values  url.Values         `json:"v"`           // with the papers that it carries, which stay sealed
	Ticket  *ticket.Ticket     `json:"k,omitempty"` // of the page of a person from which it was sent
}

// form is what was typed, as if it had been sent now.
func (k keptForm) form() form.Form { return form.Form{Values: k.Values} }

// What a sealed text is for, so that none stands for another.
var (
	ownerSeal = []byte("owner of a form")
	keptSeal  = []byte("kept form")
)

// owner is what a form carries along of who fills it in, and in which session: that may be gone when it
// arrives. A form with it is kept, if its route says how it is shown again.
func (v *visit) owner() ui.HiddenField {
	b := []byte(string(v.session.ID) + " " + string(v.who.Officer.ID))
	return ui.HiddenField{Name: "owner", Value: ticket.SealText(v.s.Links, b, ownerSeal)}
}

// filledIn returns by whom, and in which session, a form was filled in; false if it does not say so.
func (v *visit) filledIn(values url.Values) (access.Session, bool) {
	b, ok := ticket.OpenText(v.s.Links, values.Get("owner"), ownerSeal)
	session, officer, both := strings.Cut(string(b), " ")
	return access.Session{ID: access.SessionID(session), Officer: register.OfficerID(officer)}, ok && both
}

// keep answers a form that came without its session with the sign-in page, and ends nobody else's; false
// if there is nothing to keep.
func (v *visit) keep() (done bool, err error) {
	if routeOf(v.r.Pattern).again == nil {
		return false, nil
	}
	values, ok := v.r.PostForm, true // read already where somebody is signed in
	if !v.signedIn() {
		form.FromStranger(v.w)
		values, ok = form.ReadTexts(v.r, maxKept)
	}
	by, known := v.filledIn(values)
	if !ok || !known {
		return false, nil
	}
	k := keptForm{Officer: by.Officer, Path: v.r.URL.Path, At: v.s.Reading.Now(), Values: values}
	if t, err := ticket.Open(v.s.Links, by.ID, cmp.Or(v.r.PathValue("ticket"), values.Get("page")), ticket.Person); err == nil {
		k.Ticket = &t
	}
	values.Del("owner")
	b, err := json.Marshal(k)
	if err != nil || len(b) > maxKept {
		return false, err
	}
	if !v.signedIn() {
		v.forget()
	}
	kept := ticket.SealText(v.s.Links, b, keptSeal)
	return true, v.signIn(http.StatusForbidden, "", kept, nil)
}

// giveBack gives what the sign-in page carried to the officer who typed it: the
// address at which it is shown; empty if there is nothing for this officer.
func (v *visit) giveBack(text string) string {
	b, ok := ticket.OpenText(v.s.Links, text, keptSeal)
	if !ok {
		return ""
	}
	var k keptForm
	if err := json.Unmarshal(b, &k); err != nil || k.Officer != v.session.Officer || v.s.Reading.Now().Sub(k.At) > access.SessionLimit {
		return ""
	}
	switch {
	case k.Ticket != nil && strings.HasPrefix(k.Path, personPath):
		k.Path = v.personAt(*k.Ticket) // the old address opens nothing in this session
	case k.Path == "/find":
		k.Path = formPages[k.Path]
	}
	v.s.kept.Put(keptKey{v.session.ID, k.Path}, k)
	return (&url.URL{Path: k.Path}).EscapedPath() + keptPath
}

// keptPath is added to the path of a form for the page that shows it as it was typed.
const keptPath = "/kept"

// keptPage shows a form as it was typed, to look through.
func keptPage(v *visit) error {
	path := strings.TrimSuffix(v.r.URL.Path, keptPath)
	k, ok := v.s.kept.Get(keptKey{v.session.ID, path})
	if !ok {
		k = keptForm{Path: path, Values: url.Values{}}
	} else {
		v.banner = &ui.NotificationBanner{Body: ui.Body{
			ui.Heading{Level: 3, Text: v.T("page.kept-title")}, ui.Paragraph{Text: v.T("page.kept-text")},
		}}
	}
	pattern := strings.Replace(strings.TrimSuffix(v.r.Pattern, keptPath), http.MethodGet, http.MethodPost, 1)
	return routeOf(pattern).again(v, k)
}

// keptKey is under which what was typed waits for those who have just signed in.
type keptKey struct {
	session access.SessionID
	path    string
}

// typedBody shows what an officer typed where it is no answer to any question of the page.
func (v *visit) typedBody(texts []string) ui.Body {
	texts = slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" })
	if len(texts) == 0 {
		return nil
	}
	body := ui.Body{ui.Paragraph{Text: v.T("page.typed-unused")}}
	for _, text := range texts {
		body = append(body, ui.InsetText{Text: text})
	}
	return ui.Body{ui.Section{ID: "typed", Title: v.T("page.typed"), Body: body}}
}
