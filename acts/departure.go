package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Departure records that people have gone to live abroad. It ends where they
// lived here and their part in the household. Person, number and nationality stay.
type Departure struct {
	Persons []string `json:"persons"`
	To      PlaceOf  `json:"to"` // a country, with what is known in words
}

// Needs asks for the people and their households.
func (d *Departure) Needs(s *State) []Lookup { return needPeople(s, d.Persons) }

// Check checks the country and that they are not gone already.
func (d *Departure) Check(c *Case) {
	switch {
	case d.To.Code != "":
		c.Block("departure-not-abroad", "payload.to.code", "")
	case d.To.Country == c.Law.Country:
		c.Block("departure-not-abroad", "payload.to.country", "")
	default:
		c.country("payload.to.country", d.To.Country)
	}
	c.Text("payload.to.text", d.To.Text)
	c.noInstitution("payload.to.text", d.To.Text, c.happened())
	people := checkPeople(c, d.Persons)
	for i, p := range people {
		if len(life.Begun(p, c.from(), register.Abroad)) > 0 {
			c.Block("already-abroad", "payload.persons."+itoa(i), "")
		}
	}
	c.competent("office", life.LivesAt(people...)...)
	warnHeadless(c, "payload.persons", people)
}

// Apply ends the residences here and opens the one abroad.
func (d *Departure) Apply(c *Case) {
	from := c.from()
	for _, text := range d.Persons {
		p := c.State.person(text)
		succeed(c, p.Ref(), p.Residences, life.PermanentOrNone, from, register.Residence{Kind: register.Abroad, Country: d.To.Country, Text: d.To.Text})
		for _, f := range life.Begun(p, from, register.Temporary, register.Absent) {
			c.End(p.Ref(), f.Key, from)
		}
		leaveFormer(c, p.ID, from, 0)
	}
}
