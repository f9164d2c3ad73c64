package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"samano/access"
	"samano/web/form"
	"samano/web/kept"
	"samano/web/ticket"
	"samano/web/ui"
)

// owner is what a form carries along of who fills it in, and in which session: that may be gone when it
// arrives. A form with it is kept, if its route says how it is shown again.
func (v *visit) owner() ui.HiddenField {
	return ui.HiddenField{Name: "owner", Value: kept.Owner(v.s.Links, access.Session{ID: v.session.ID, Officer: v.who.Officer.ID})}
}

// keep answers a form that came without its session with the sign-in page, and ends nobody else's; false
// if there is nothing to keep.
func (v *visit) keep() (done bool, err error) {
	sealed, err := v.sealTyped()
	if err != nil || sealed == "" {
		return false, err
	}
	if !v.signedIn() {
		v.forget()
	}
	return true, v.signIn(http.StatusForbidden, "", sealed, nil)
}

// proveFirst asks for a proof before what was sent is done. Then the form is shown as it was typed.
func (v *visit) proveFirst() error {
	sealed, err := v.sealTyped()
	if err != nil {
		return err
	}
	return v.proof(sealed, nil)
}

// sealTyped seals the form that was sent; empty if there is nothing to keep.
func (v *visit) sealTyped() (sealed string, err error) {
	if routeOf(v.r.Pattern).again == nil {
		return "", nil
	}
	values, ok := v.r.PostForm, true // read already where somebody is signed in
	if !v.signedIn() {
		form.FromStranger(v.r)
		values, ok = form.ReadTexts(v.r, kept.Max)
	}
	by, known := kept.FilledIn(v.s.Links, values.Get("owner"))
	if !ok || !known {
		return "", nil
	}
	k := kept.Form{Officer: by.Officer, Path: v.r.URL.Path, At: v.s.Reading.Now(), Values: values}
	if t, err := ticket.Open(v.s.Links, by.ID, cmp.Or(v.r.PathValue("ticket"), values.Get("page")), ticket.Person); err == nil {
		k.Ticket = &t
	}
	values.Del("owner")
	return k.Seal(v.s.Links)
}

// giveBack leads whoever has just signed in to what the sign-in page carried, if they typed it. Anybody
// else is asked once more who signs in, and may go on without it.
func (v *visit) giveBack(text string) (err error) {
	k, ok := kept.Open(v.s.Links, text, v.s.Reading.Now())
	switch {
	case !ok:
		return v.redirect("/")
	case k.Officer != v.session.Officer:
		if v.who, v.session, err = v.s.SignIn.Resume(v.ctx(), v.token); err != nil {
			return err
		}
		return v.signIn(http.StatusForbidden, "", text, nil)
	case k.Ticket != nil && strings.HasPrefix(k.Path, personPath):
		k.Path = v.personAt(*k.Ticket) // the old address opens nothing in this session
	case k.Path == "/find":
		k.Path = formPages[k.Path]
	}
	v.s.kept.Put(keptKey{v.session.ID, k.Path}, k)
	return v.redirect((&url.URL{Path: k.Path}).EscapedPath() + keptPath)
}

// keptPath is added to the path of a form for the page that shows it as it was typed.
const keptPath = "/kept"

// keptPage shows a form as it was typed, to look through.
func keptPage(v *visit) error {
	path := strings.TrimSuffix(v.r.URL.Path, keptPath)
	k, ok := v.s.kept.Get(keptKey{v.session.ID, path})
	if !ok {
		k = kept.Form{Path: path, Values: url.Values{}}
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
