package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Return records that people are back: from an absence or a temporary stay to
// their permanent place, or from abroad, or after they were found not to live
// where they were registered, to a dwelling that they name.
type Return struct {
	Persons []string  `json:"persons"`
	To      *Dwelling `json:"to,omitempty"` // where they have no permanent place here
}

// Needs asks for the people.
func (r *Return) Needs(*State) []Lookup { return needPersons(r.Persons...) }

// Check checks that they were away, and that it is known where they live now.
func (r *Return) Check(c *Case) {
	day, from := c.happened(), c.from()
	var places []register.PlaceID
	if r.To != nil {
		r.To.check(c, "payload.to", day)
		places = append(places, r.To.address(c, day).Place)
	}
	people := checkPeople(c, r.Persons)
	for i, p := range people {
		field := "payload.persons." + itoa(i)
		home := len(life.Begun(p, from, register.Permanent)) > 0
		away := len(life.Begun(p, from, register.Absent, register.Temporary, register.Abroad, register.NotLivingHere, register.NoFixedAbode)) > 0
		switch {
		case !away:
			c.Block("not-away", field, "")
		case home && r.To != nil:
			c.Block("return-is-move", "payload.to", "")
		case !home && r.To == nil:
			c.Block("dwelling-missing", "payload.to", "")
		}
	}
	c.competent("office", append(places, life.LivesAt(people...)...)...)
}

// Apply ends the absence and the stay elsewhere, and opens the new home if there
// is one.
func (r *Return) Apply(c *Case) {
	from := c.from()
	for _, text := range r.Persons {
		p := c.State.person(text)
		for _, f := range life.Begun(p, from, register.Absent, register.Temporary) {
			c.End(p.Ref(), f.Key, from)
		}
		if r.To != nil {
			home := register.Residence{Kind: register.Permanent, Address: r.To.address(c, c.happened())}
			succeed(c, p.Ref(), p.Residences, life.PermanentOrNone, from, home)
		}
	}
}
