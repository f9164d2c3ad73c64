package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Identifier records a number issued elsewhere or earlier, or that one no longer
// holds.
type Identifier struct {
	Person string               `json:"person"`
	Opens  *register.Identifier `json:"opens,omitempty"`
	Ends   *register.Identifier `json:"ends,omitempty"`
}

// Needs asks for the person.
func (i *Identifier) Needs(*State) []Lookup { return needPersons(i.Person) }

// Check checks the kind, and that what ends is there.
func (i *Identifier) Check(c *Case) {
	if i.Opens == nil && i.Ends == nil {
		c.Block("nothing-changes", "payload.opens", "")
	}
	if i.Opens != nil {
		checkIdentifier(c, "payload.opens", *i.Opens)
	}
	p := c.person("payload.person", i.Person)
	if p == nil {
		return
	}
	c.notBeforeBirth("happened", p, c.from())
	c.competent("office", life.LivesAt(p)...)
	if i.Opens != nil {
		if _, held := i.find(p, *i.Opens); held {
			c.Block("identifier-already", "payload.opens", "")
		}
	}
	if i.Ends != nil {
		if _, held := i.find(p, *i.Ends); !held {
			c.Block("identifier-not-recorded", "payload.ends", "")
		}
	}
}

func (*Identifier) find(p *register.Person, v register.Identifier) (f register.Fact[register.Identifier], ok bool) {
	for _, f := range p.Identifiers.Current() {
		if f.Value == v {
			return f, true
		}
	}
	return f, false
}

// Apply ends the one and opens the other.
func (i *Identifier) Apply(c *Case) {
	p := c.State.person(i.Person)
	if i.Ends != nil {
		f, _ := i.find(p, *i.Ends)
		c.End(p.Ref(), f.Key, c.from())
	}
	if i.Opens != nil {
		c.Open(p.Ref(), c.from(), *i.Opens)
	}
}
