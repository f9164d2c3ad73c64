package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Guardianship appoints somebody who acts for another by law, or ends that.
type Guardianship struct {
	Person   string `json:"person"`
	Guardian Who    `json:"guardian"`
	Scope    string `json:"scope"` // from the law pack's list
	End      bool   `json:"end,omitempty"`
}

// Needs asks for both.
func (g *Guardianship) Needs(*State) []Lookup {
	return append(needPersons(g.Person), g.Guardian.needs()...)
}

// Check checks who may be a guardian, and of whom.
func (g *Guardianship) Check(c *Case) {
	c.listed("payload.scope", g.Scope, c.Law.Persons.GuardianScopes.On(c.happened()))
	if g.Guardian.isZero() {
		c.Block("guardian-missing", "payload.guardian", "")
	}
	guardian := g.Guardian.check(c, "payload.guardian")
	p := c.person("payload.person", g.Person)
	if p == nil {
		return
	}
	c.competent("office", life.LivesAt(p, guardian)...)
	f, known := g.fact(c, p)
	if g.End {
		if !known {
			c.Block("guardian-not-recorded", "payload.guardian", "")
		} else if c.from().Before(f.From) == register.Yes {
			c.Block("end-before-begin", "happened", "", "since", f.From.EDTF())
		}
		return
	}
	if known {
		c.Block("guardian-already", "payload.guardian", "")
	}
	c.notBeforeBirth("happened", p, c.from())
	c.living("payload.person", p)
	if r := c.Law.Persons.AdultAge.On(c.happened()); life.Aged(p.Born().Date, c.from(), r.Value) == register.Yes {
		c.ask("ward-of-age", "payload.person", r.Article, "age", itoa(r.Value))
	}
	if guardian != nil {
		if guardian.ID == p.ID {
			c.Block("guardian-is-ward", "payload.guardian", "")
		}
		c.living("payload.guardian", guardian)
		c.adult("payload.guardian", guardian)
	}
}

// fact returns the current guardianship of this guardian in this scope. A guardian
// outside the register is known by the scope alone.
func (g *Guardianship) fact(c *Case, p *register.Person) (f register.Fact[register.Guardian], ok bool) {
	id := g.Guardian.party(c).Person
	for _, f := range p.Guardians.Current() {
		if f.Value.Scope == g.Scope && f.Value.Party.Person == id {
			return f, true
		}
	}
	return f, false
}

// Apply opens or ends the guardianship.
func (g *Guardianship) Apply(c *Case) {
	p := c.State.person(g.Person)
	if !g.End {
		c.Open(p.Ref(), c.from(), register.Guardian{Party: g.Guardian.party(c), Scope: g.Scope})
		return
	}
	f, _ := g.fact(c, p)
	c.End(p.Ref(), f.Key, c.from())
}
