// Package kept owns what was typed into a form that came without its session.
//
// It is not lost when the session has ended meanwhile, or when somebody else has signed in in the same
// browser, in whose name nothing of it is done. The answer to the form is then the sign-in page, which
// carries what was typed in a sealed field: nobody reads it on the screen or in the page, and nobody but
// the same officer gets it back. Whoever signs in from there is led to the form as it was, to look
// through; nothing has been done. The page of the form follows by redirection, so that reloading it
// sends no password again; on the way what was typed waits in memory, under the new session.
//
// Anybody else who signs in from there reads that it is another officer's, and carries it on for that
// officer or goes on without it; who typed what they are not told.
//
// A file that was being sent is not kept: there is nobody yet on whose behalf it
// could be. Papers that were attached before are.
package kept

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"samano/access"
	"samano/keys"
	"samano/register"
	"samano/web/form"
	"samano/web/ticket"
)

const (
	// Max bounds what is kept of a form: an act's payload has 64 kB, and sealed
	// and in base64 it must fit into the sign-in form beside the password (form.Limit).
	Max = 96 << 10
	// MaxForms bounds what waits in memory: some megabytes. Of more the oldest go.
	MaxForms = 32
)

// Form is what was typed, and by whom.
type Form struct {
	Officer register.OfficerID `json:"o"`
	Path    string             `json:"p"` // to which it was sent
	At      time.Time          `json:"t"`
	Values  url.Values         `json:"v"`           // with the papers that it carries, which stay sealed
	Ticket  *ticket.Ticket     `json:"k,omitempty"` // of the page of a person from which it was sent
}

// Sent is what was typed, as if it had been sent now.
func (f Form) Sent() form.Form { return form.Form{Values: f.Values} }

// What a sealed text is for, so that none stands for another.
var (
	ownerSeal = []byte("owner of a form")
	formSeal  = []byte("kept form")
)

// Owner seals who fills a form in, and in which session, for a field that the form carries along.
func Owner(by *keys.Sealer, s access.Session) string {
	return ticket.SealText(by, []byte(string(s.ID)+" "+string(s.Officer)), ownerSeal)
}

// FilledIn returns by whom, and in which session, a form was filled in; false if it does not say so.
func FilledIn(by *keys.Sealer, owner string) (access.Session, bool) {
	b, ok := ticket.OpenText(by, owner, ownerSeal)
	session, officer, both := strings.Cut(string(b), " ")
	return access.Session{ID: access.SessionID(session), Officer: register.OfficerID(officer)}, ok && both
}

// Seal seals what was typed for the sign-in page; empty if it is too much.
func (f Form) Seal(by *keys.Sealer) (string, error) {
	b, err := json.Marshal(f)
	if err != nil || len(b) > Max {
		return "", err
	}
	return ticket.SealText(by, b, formSeal), nil
}

// Open opens what the sign-in page carried; false where it carried nothing, or nothing that is kept
// any more.
func Open(by *keys.Sealer, text string, now time.Time) (Form, bool) {
	var f Form
	b, ok := ticket.OpenText(by, text, formSeal)
	if !ok || json.Unmarshal(b, &f) != nil {
		return Form{}, false
	}
	return f, now.Sub(f.At) <= access.SessionLimit
}
