package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// NameChange gives somebody another name from a day on. A name that was written
// down wrongly is a correction instead.
type NameChange struct {
	Person string              `json:"person"`
	Kind   register.NameKind   `json:"kind,omitempty"` // none: official. Other names stand beside each other
	Name   []register.NameForm `json:"name"`
}

func (n *NameChange) kind() register.NameKind {
	if n.Kind == "" {
		return register.OfficialName
	}
	return n.Kind
}

// Needs asks for the person.
func (n *NameChange) Needs(*State) []Lookup { return needPersons(n.Person) }

// Check checks that there is a name to change and that it is another one.
func (n *NameChange) Check(c *Case) {
	c.oneOf("payload.kind", string(n.kind()), []string{string(register.OfficialName), string(register.OtherName)})
	checkForms(c, "payload.name", n.Name)
	p := c.person("payload.person", n.Person)
	if p == nil {
		return
	}
	c.living("payload.person", p)
	c.notBeforeBirth("happened", p, c.from())
	c.competent("office", life.LivesAt(p)...)
	if n.kind() == register.OfficialName && p.Official().Unnamed {
		c.Block("not-yet-named", "payload.person", "")
	}
	for _, f := range p.Names.Current() {
		if f.Value.Kind == n.kind() && sameForms(f.Value.Forms, cleanForms(n.Name)) {
			c.Block("name-unchanged", "payload.name", "")
		}
	}
}

// sameForms compares what is written, not how it came about.
func sameForms(a, b []register.NameForm) bool {
	return slices.EqualFunc(a, b, func(x, y register.NameForm) bool {
		return x.Script == y.Script && slices.Equal(x.Parts, y.Parts)
	})
}

// Apply opens the name; the official one before it ends.
func (n *NameChange) Apply(c *Case) {
	p := c.State.person(n.Person)
	name := register.Name{Kind: n.kind(), Forms: cleanForms(n.Name)}
	if n.kind() == register.OtherName {
		c.Open(p.Ref(), c.from(), name)
		return
	}
	succeed(c, p.Ref(), p.Names, isOfficial, c.from(), name)
}
