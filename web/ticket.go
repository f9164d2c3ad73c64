package web

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"samano/access"
	"samano/reading"
	"samano/register"
)

// ticket is what the address of a page about somebody stands for. It is sealed
// with AES-256-GCM and bound to the session, so that an address tells nothing and
// opens nothing outside it.
type ticket struct {
	Kind    ticketKind        `json:"k"`
	Name    string            `json:"n,omitempty"` // a number, a book, or what was typed
	Person  register.PersonID `json:"p,omitempty"` // looks only
	Years   [2]int            `json:"y,omitzero"`
	Number  string            `json:"m,omitempty"` // certificates: of whom
	Act     string            `json:"a,omitempty"` // certificates: of which act
	Of      register.Kind     `json:"f,omitempty"` // certificates: of which kind
	Purpose string            `json:"u"`
	Case    string            `json:"c,omitempty"`
	On      string            `json:"o,omitempty"` // a day
	Known   string            `json:"w,omitempty"` // a day; as known at its end
}

// ticketKind says which page a ticket opens, so that none opens another.
type ticketKind string

const (
	personTicket    ticketKind = "person"
	householdTicket ticketKind = "household"
	searchTicket    ticketKind = "search"
	looksTicket     ticketKind = "looks"
	copyTicket      ticketKind = "copy"
)

// maxTicket bounds the address: a name of 100 Lao letters and a long case.
const maxTicket = 4096

func newTickets(random io.Reader) (cipher.AEAD, error) {
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal gives the last part of an address for a ticket.
func (v *visit) seal(t ticket) string {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return base64.RawURLEncoding.EncodeToString(v.s.tickets.Seal(nil, nil, b, []byte(v.session.ID)))
}

// ticket opens the one in the address. Another session's, another process's, or
// one of another page is as if there were no such page.
func (v *visit) ticket(kind ticketKind) (ticket, error) {
	gone := &register.Error{Kind: register.NotFound, Op: "web.ticket", Code: "ticket-over"}
	text := v.r.PathValue("ticket")
	if len(text) > maxTicket {
		return ticket{}, gone
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return ticket{}, gone
	}
	b, err := v.s.tickets.Open(nil, nil, sealed, []byte(v.session.ID))
	if err != nil {
		return ticket{}, gone
	}
	var t ticket
	if err := json.Unmarshal(b, &t); err != nil || t.Kind != kind {
		return ticket{}, gone
	}
	return t, nil
}

// reason is why the ticket's page is read.
func (t ticket) reason(what access.What) access.Reason {
	return access.Reason{What: what, Purpose: t.Purpose, Case: t.Case}
}

// moment is the moment of which the page tells.
func (v *visit) moment(t ticket) reading.Moment {
	var m reading.Moment
	if day, err := register.ParseDay(t.On); t.On != "" && err == nil {
		m.On = &day
	}
	if day, err := register.ParseDay(t.Known); t.Known != "" && err == nil {
		y, month, d := day.Time().Date()
		end := time.Date(y, month, d+1, 0, 0, 0, 0, v.s.Reading.Documents.Law.TimeZone).Add(-time.Microsecond)
		m.Known = &end
	}
	return m
}

func (v *visit) personAt(t ticket) string {
	t.Kind = personTicket
	return "/person/" + v.seal(t)
}

// redirect sends the browser on with a GET.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}
