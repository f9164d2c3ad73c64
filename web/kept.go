package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"time"

	"samano/access"
	"samano/register"
	"samano/web/form"
	"samano/web/ui"
)

// What was typed into a declaration is not lost when the session has ended
// meanwhile. The answer to the form is then the sign-in page, which carries what was
// typed in a sealed field: nobody reads it on the screen or in the page, and nobody
// but the same officer gets it back. Whoever signs in from there is led to the form
// as it was, to look through; nothing is handed in. The page of the form follows by
// redirection, so that reloading it sends no password again; on the way what was
// typed waits in memory, under the new session.
//
// A file that was being sent is not kept: there is nobody yet on whose behalf it
// could be. Papers that were attached before are.

const (
	// maxKept bounds what is kept of a form: an act's payload has 64 kB, and sealed
	// and in base64 it must fit into the sign-in form beside the password (maxForm).
	maxKept = 96 << 10
	// maxKeptForms bounds what waits in memory: some megabytes. Of more the oldest go.
	maxKeptForms = 32
	// keptPattern is the page whose form is kept.
	keptPattern = "POST /declare/{kind}"
)

// keptForm is what was typed, and by whom.
type keptForm struct {
	Officer  register.OfficerID  `json:"o"`
	Kind     register.Kind       `json:"k"`
	At       time.Time           `json:"t"`
	Values   url.Values          `json:"v"`
	Evidence []register.Evidence `json:"e,omitempty"`
}

// What a sealed text is for, so that none stands for another.
var (
	ownerSeal = []byte("owner of a form")
	keptSeal  = []byte("kept form")
)

// sealOwner is what a form carries along of who fills it in: the session that knew
// may be gone when it arrives.
func (v *visit) sealOwner() string {
	return v.s.sealText([]byte(v.who.Officer.ID), ownerSeal)
}

// keep answers a declaration that came after the end of its session with the
// sign-in page; false if there is nothing to keep.
func (v *visit) keep() (done bool, err error) {
	if v.r.Pattern != keptPattern {
		return false, nil
	}
	arriveWithin(v.w, strangersTimeout)
	values, ok := form.ReadTexts(v.r, maxKept)
	if !ok {
		return false, nil
	}
	owner, ok := v.s.openText(values.Get("owner"), ownerSeal)
	if !ok {
		return false, nil
	}
	k := keptForm{Officer: register.OfficerID(owner), Kind: register.Kind(v.r.PathValue("kind")), At: v.s.Reading.Now(), Values: values}
	v.session.ID = access.SessionIDOf(v.token) // the one that ended; it opens its own papers and nothing else
	for _, sealed := range values["evidence"] {
		if e, ok := v.openEvidence(sealed); ok && !slices.Contains(values["evidence-drop"], sealed) {
			k.Evidence = append(k.Evidence, e)
		}
	}
	v.session = access.Session{}
	for _, name := range []string{"owner", "evidence", "evidence-drop"} {
		values.Del(name)
	}
	b, err := json.Marshal(k)
	if err != nil {
		return false, register.Errorf(register.Internal, "web.keep", "%w", err)
	}
	if len(b) > maxKept {
		return false, nil
	}
	v.forget()
	kept := v.s.sealText(b, keptSeal)
	return true, v.signIn(http.StatusForbidden, "", kept, nil)
}

// giveBack gives what the sign-in page carried to the officer who typed it: the
// address at which it is shown; empty if there is nothing for this officer.
func (v *visit) giveBack(text string) string {
	b, ok := v.s.openText(text, keptSeal)
	if !ok {
		return ""
	}
	var k keptForm
	if err := json.Unmarshal(b, &k); err != nil || k.Officer != v.session.Officer || v.s.Reading.Now().Sub(k.At) > access.SessionLimit {
		return ""
	}
	v.s.kept.Put(keptKey{v.session.ID, k.Kind}, k)
	return "/declare/" + url.PathEscape(string(k.Kind)) + "/kept"
}

// keptPage shows the form as it was typed, to look through.
func keptPage(v *visit) error {
	kind := register.Kind(v.r.PathValue("kind"))
	s, err := v.sheetOf(kind)
	if err != nil {
		return err
	}
	k, ok := v.s.kept.Get(keptKey{v.session.ID, kind})
	if !ok {
		return v.redirect("/declare/" + string(kind))
	}
	s.readTyped(form.Form{Values: k.Values})
	s.Evidence, s.banner = slices.Clone(k.Evidence), v.keptBanner()
	return s.page(v, http.StatusOK)
}

// keptBanner says above the form that it waits to be looked through.
func (v *visit) keptBanner() *ui.NotificationBanner {
	return &ui.NotificationBanner{Body: ui.Body{
		ui.Heading{Level: 3, Text: v.T("page.kept-title")}, ui.Paragraph{Text: v.T("page.kept-text")},
	}}
}

// keptKey is under which what was typed waits for those who have just signed in.
type keptKey struct {
	session access.SessionID
	kind    register.Kind
}
