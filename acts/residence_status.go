package acts

import (
	"samano/acts/life"
	"samano/register"
)

// ResidenceStatus records a permit to reside: a new one takes the place of the one
// before. It never ends by a clock, and its end ends neither home nor number.
type ResidenceStatus struct {
	Person string                    `json:"person"`
	Opens  *register.ResidenceStatus `json:"opens,omitempty"`
	End    bool                      `json:"end,omitempty"` // the present one ends and none follows
}

// Needs asks for the person.
func (r *ResidenceStatus) Needs(*State) []Lookup { return needPersons(r.Person) }

// Check checks the kind of status, and asks where a citizen would need none.
func (r *ResidenceStatus) Check(c *Case) {
	if (r.Opens == nil) != r.End {
		c.Block("nothing-changes", "payload.opens", "")
	}
	if r.Opens != nil {
		checkStatus(c, "payload.opens", *r.Opens)
	}
	p := c.person("payload.person", r.Person)
	if p == nil {
		return
	}
	c.living("payload.person", p)
	c.notBeforeBirth("happened", p, c.from())
	c.competent("office", life.LivesAt(p)...)
	current, ok := p.Statuses.Last()
	if r.End && !ok {
		c.Block("status-not-recorded", "payload.end", "")
	}
	if r.Opens != nil && ok && current.Value == *r.Opens {
		c.Block("status-already", "payload.opens", "")
	}
	if r.Opens != nil && life.Holds(p, c.Law.Country) {
		c.ask("status-of-citizen", "payload.person", "")
	}
}

// Apply ends the status before and opens the new one.
func (r *ResidenceStatus) Apply(c *Case) {
	p := c.State.person(r.Person)
	if r.Opens == nil {
		for _, f := range p.Statuses.Current() {
			c.End(p.Ref(), f.Key, c.from())
		}
		return
	}
	succeed(c, p.Ref(), p.Statuses, anyOf, c.from(), *r.Opens)
	numberIfDue(c, p)
}
