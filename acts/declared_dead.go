package acts

import (
	"samano/acts/life"
	"samano/register"
)

// DeclaredDead records that a court holds somebody dead. It ends what a death
// ends; if the person is found alive, the death ends in its turn.
type DeclaredDead struct {
	Person string        `json:"person"`
	Died   register.Date `json:"died"` // the day that the court holds to be that of death
}

// Needs asks for what a death needs.
func (d *DeclaredDead) Needs(s *State) []Lookup { return (&Death{Person: d.Person}).Needs(s) }

// Check checks the day against birth, disappearance and an earlier death.
func (d *DeclaredDead) Check(c *Case) {
	if d.Died.Precision() == register.Unknown {
		c.Block(register.CodeDateMissing, "payload.died", "")
	}
	c.notFuture("payload.died", d.Died)
	p := c.person("payload.person", d.Person)
	if p == nil {
		return
	}
	c.competent("office", life.LivesAt(p)...)
	if known, dead := p.Dead(); dead {
		c.Block("already-dead", "payload.person", "", "died", known.Date.EDTF())
	}
	if born := p.Born().Date; d.Died.Before(born) == register.Yes {
		c.conflict("death-before-birth", "payload.died", "", "born", born.EDTF())
	}
	if f, missing := p.Missing.Last(); missing && d.Died.Before(f.Value.Since) == register.Yes {
		c.conflict("death-before-missing", "payload.died", "", "since", f.Value.Since.EDTF())
	}
}

// Apply opens the death and ends what a death ends.
func (d *DeclaredDead) Apply(c *Case) {
	p := c.State.person(d.Person)
	c.Open(p.Ref(), d.Died, register.Death{Date: d.Died, Declared: true})
	endLife(c, p, d.Died)
}
