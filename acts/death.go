package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Death records that somebody has died. It ends the marriage, the membership of
// the household and the residences; the person, the number and the history stay.
type Death struct {
	Person string        `json:"person"`
	Died   register.Date `json:"died"`
	DiedAt PlaceOf       `json:"died_at,omitzero"`
	Cause  string        `json:"cause,omitempty"` // medical: sealed, for statistics
}

// Needs asks for the person, then for spouses and households.
func (d *Death) Needs(s *State) []Lookup {
	out := needPersons(d.Person)
	p := s.person(d.Person)
	out = append(out, needPartnersOf(p)...)
	return append(out, needHouseholdsOf(s, p)...)
}

// Check checks the day against birth and an earlier death.
func (d *Death) Check(c *Case) {
	if d.Died.IsZero() {
		c.Block(register.CodeDateMissing, "payload.died", "")
	}
	c.notFuture("payload.died", d.Died)
	d.DiedAt.checkUnit(c, "payload.died_at", c.happened())
	c.Text("payload.cause", d.Cause)
	p := c.person("payload.person", d.Person)
	if p == nil {
		return
	}
	if known, dead := p.Dead(); dead {
		c.Block("already-dead", "payload.person", "", "died", known.Date.EDTF())
	}
	if d.Died.Before(p.Born().Date) == register.Yes {
		c.conflict("death-before-birth", "payload.died", "", "born", p.Born().Date.EDTF())
	}
	places := []register.PlaceID{d.DiedAt.place(c, c.happened())}
	c.competent("office", append(places, life.LivesAt(p)...)...)
}

// Apply opens the death and ends what a death ends.
func (d *Death) Apply(c *Case) {
	p := c.State.person(d.Person)
	c.Open(p.Ref(), d.Died, register.Death{Date: d.Died, Where: d.DiedAt.where(c, c.happened())})
	endLife(c, p, d.Died)
	if d.Cause != "" {
		c.Sealed = append(c.Sealed, SealedPart{Subject: p.Ref(), Name: "cause-of-death", Bytes: []byte(d.Cause)})
	}
}

// endLife ends marriages on both sides, residences, memberships and headship, and
// a finding that the person is missing.
func endLife(c *Case, p *register.Person, on register.Date) {
	for _, f := range p.Partners.Current() {
		c.End(p.Ref(), f.Key, on)
		if spouse := c.State.personByID(f.Value.With.Person); spouse != nil {
			for _, g := range spouse.Partners.Current() {
				if g.Value.With.Person == p.ID {
					c.End(spouse.Ref(), g.Key, on)
				}
			}
		}
	}
	for _, f := range p.Missing.Current() {
		c.End(p.Ref(), f.Key, on)
	}
	for _, f := range p.Residences.Current() {
		c.End(p.Ref(), f.Key, on)
	}
	for _, h := range c.State.householdsOf(p.ID) {
		leaveHousehold(c, h, p.ID, on)
	}
}

// leaveHousehold ends a membership, and with it the headship. The members declare the next head by
// an act of their own.
func leaveHousehold(c *Case, h *register.Household, id register.PersonID, on register.Date) {
	for _, f := range h.Members.Current() {
		if f.Value.Person == id {
			c.End(h.Ref(), f.Key, on)
		}
	}
	for _, f := range h.Heads.Current() {
		if f.Value.Person == id {
			c.End(h.Ref(), f.Key, on)
		}
	}
}
