package ticket_test

import (
	"testing"

	"samano/web/ticket"
)

// A page that has read nobody names a number or what was typed, and never an internal id.
func TestATicketNamesNobodyByAnInternalID(t *testing.T) {
	const id = "@01a22a33-40d0-7b01-b197-e0c4ddd5955e"
	for name, tt := range map[string]struct {
		ticket ticket.Ticket
		named  string
	}{
		"a number":                {ticket.Ticket{Kind: ticket.Person, Name: "770707191218"}, "770707191218"},
		"a person by id":          {ticket.Ticket{Kind: ticket.Person, Name: id}, ""},
		"who looked, by id":       {ticket.Ticket{Kind: ticket.Looks, Name: id}, ""},
		"a book":                  {ticket.Ticket{Kind: ticket.Household, Name: "BL-0101-77"}, "BL-0101-77"},
		"what was typed for one":  {ticket.Ticket{Kind: ticket.Household, Name: id}, id},
		"what was typed, by name": {ticket.Ticket{Kind: ticket.Search, Name: "@noy"}, "@noy"},
	} {
		if got := tt.ticket.Named(); got != tt.named {
			t.Errorf("%s is named %q, not %q", name, got, tt.named)
		}
	}
}
