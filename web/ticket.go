package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"samano/access"
	"samano/reading"
	"samano/register"
)

// ticket is what the address of a page about somebody stands for. It is sealed
// and bound to the session, so that an address tells nothing and
// opens nothing outside it.
type ticket struct {
	Kind    ticketKind        `json:"k"`
	Name    string            `json:"n,omitempty"` // a number, a book, or what was typed
	Person  register.PersonID `json:"p,omitempty"` // looks only
	Years   [2]int            `json:"y,omitzero"`
	Number  string            `json:"m,omitempty"` // certificates: of whom
	Act     string            `json:"a,omitempty"` // certificates: of which act
	Of      register.Kind     `json:"f,omitempty"` // certificates: of which kind
	Request string            `json:"q,omitempty"` // copies: which request their list serves
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

// sealText seals bytes as a text for an address or a field. belongs says where it may be opened
// again, and nowhere else.
func (s *server) sealText(plain, belongs []byte) string {
	sealed, err := s.Links.Seal(plain, belongs)
	if err != nil {
		panic(err) // no randomness: nothing can be served
	}
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// openText opens what this or another server of the register sealed.
func (s *server) openText(text string, belongs []byte) ([]byte, bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, false
	}
	plain, err := s.Links.Open(sealed, belongs)
	return plain, err == nil
}

// seal returns the last part of an address for a ticket.
func (v *visit) seal(t ticket) string {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return v.s.sealText(b, []byte(v.session.ID))
}

// ticket opens the one in the address. Another session's, or one of another page,
// is as if there were no such page.
func (v *visit) ticket(kind ticketKind) (ticket, error) {
	return v.openTicket(v.r.PathValue("ticket"), kind)
}

func (v *visit) openTicket(text string, kind ticketKind) (ticket, error) {
	gone := &register.Error{Kind: register.NotFound, Op: "web.ticket", Code: "ticket-over"}
	if len(text) > maxTicket {
		return ticket{}, gone
	}
	b, ok := v.s.openText(text, []byte(v.session.ID))
	if !ok {
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
		end := time.Date(y, month, d+1, 0, 0, 0, 0, v.s.Reading.Terms().Law.TimeZone).Add(-time.Microsecond)
		m.Known = &end
	}
	return m
}

const personPath = "/person/"

func (v *visit) personAt(t ticket) string {
	t.Kind = personTicket
	return personPath + v.seal(t)
}

// redirect sends the browser on with a GET.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}
