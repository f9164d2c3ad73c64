// Package ticket owns what the address of a page about somebody stands for. It is sealed and bound to
// the session, so that an address tells nothing and opens nothing outside it.
package ticket

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"samano/access"
	"samano/keys"
	"samano/reading"
	"samano/register"
)

// Ticket is what is asked, and why.
type Ticket struct {
	Kind    Kind              `json:"k"`
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

// Kind says which page a ticket opens, so that none opens another.
type Kind string

// The kinds of tickets.
const (
	Person    Kind = "person"
	Household Kind = "household"
	Search    Kind = "search"
	Looks     Kind = "looks"
	Copy      Kind = "copy"
)

// MaxLength bounds the address: a name of 100 Lao letters and a long case.
const MaxLength = 4096

// SealText seals bytes as a text for an address or a field. belongs says where it may be opened
// again, and nowhere else.
func SealText(by *keys.Sealer, plain, belongs []byte) string {
	sealed, err := by.Seal(plain, belongs)
	if err != nil {
		panic(err) // no randomness: nothing can be served
	}
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// OpenText opens what this or another server of the register sealed.
func OpenText(by *keys.Sealer, text string, belongs []byte) ([]byte, bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, false
	}
	plain, err := by.Open(sealed, belongs)
	return plain, err == nil
}

// Seal returns the last part of an address for a ticket.
func (t Ticket) Seal(by *keys.Sealer, in access.SessionID) string {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return SealText(by, b, []byte(in))
}

// Open opens a ticket. Another session's, or one of another page, is as if there were no such page.
func Open(by *keys.Sealer, in access.SessionID, text string, kind Kind) (Ticket, error) {
	gone := &register.Error{Kind: register.NotFound, Op: "ticket.Open", Code: "ticket-over"}
	if len(text) > MaxLength {
		return Ticket{}, gone
	}
	b, ok := OpenText(by, text, []byte(in))
	if !ok {
		return Ticket{}, gone
	}
	var t Ticket
	if err := json.Unmarshal(b, &t); err != nil || t.Kind != kind {
		return Ticket{}, gone
	}
	return t, nil
}

// Named is whom a page of the ticket names that has read nobody: a number or what was typed, and nobody
// where a page of the program named a person by the internal id, which is never shown.
func (t Ticket) Named() string {
	if (t.Kind == Person || t.Kind == Looks) && strings.HasPrefix(t.Name, "@") {
		return ""
	}
	return t.Name
}

// Reason is why the ticket's page is read.
func (t Ticket) Reason(what access.What) access.Reason {
	return access.Reason{What: what, Purpose: t.Purpose, Case: t.Case}
}

// Moment is the moment of which the page tells. Days end by the clock of the zone.
func (t Ticket) Moment(zone *time.Location) reading.Moment {
	var m reading.Moment
	if day, err := register.ParseDay(t.On); t.On != "" && err == nil {
		m.On = &day
	}
	if day, err := register.ParseDay(t.Known); t.Known != "" && err == nil {
		y, month, d := day.Time().Date()
		end := time.Date(y, month, d+1, 0, 0, 0, 0, zone).Add(-time.Microsecond)
		m.Known = &end
	}
	return m
}
