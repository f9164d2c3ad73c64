package web

import (
	"net/http"

	"samano/web/ticket"
)

// seal returns the last part of an address for a ticket.
func (v *visit) seal(t ticket.Ticket) string { return t.Seal(v.s.Links, v.session.ID) }

// ticket opens the one in the address.
func (v *visit) ticket(kind ticket.Kind) (ticket.Ticket, error) {
	return v.openTicket(v.r.PathValue("ticket"), kind)
}

func (v *visit) openTicket(text string, kind ticket.Kind) (ticket.Ticket, error) {
	return ticket.Open(v.s.Links, v.session.ID, text, kind)
}

const personPath = "/person/"

func (v *visit) personAt(t ticket.Ticket) string {
	t.Kind = ticket.Person
	return personPath + v.seal(t)
}

// redirect sends the browser on with a GET.
func (v *visit) redirect(to string) error {
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}
