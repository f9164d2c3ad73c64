package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Naming gives a name to somebody who was registered without one.
type Naming struct {
	Person string              `json:"person"`
	Name   []register.NameForm `json:"name"`
}

// Needs asks for the person.
func (n *Naming) Needs(*State) []Lookup { return needPersons(n.Person) }

// Check warns of a name given late and never refuses it.
func (n *Naming) Check(c *Case) {
	checkForms(c, "payload.name", n.Name)
	p := c.person("payload.person", n.Person)
	if p == nil {
		return
	}
	if !p.Official().Unnamed {
		c.Block("already-named", "payload.person", "")
	}
	born := p.Born().Date
	c.notBeforeBirth("happened", p, c.from())
	if r := c.Law.Birth.NamingDays.On(c.happened()); born.Precision() != register.Unknown && c.from().Earliest() > born.Latest()+register.Day(r.Value) {
		c.warn("named-late", "happened", r.Article, "days", itoa(r.Value))
	}
	c.competent("office", life.LivesAt(p)...)
}

// Apply ends the state of being unnamed.
func (n *Naming) Apply(c *Case) {
	p := c.State.person(n.Person)
	succeed(c, p.Ref(), p.Names, isOfficial, c.from(), register.Name{Kind: register.OfficialName, Forms: cleanForms(n.Name)})
}

func isOfficial(n register.Name) bool { return n.Kind == register.OfficialName }
