package acts

import (
	"samano/acts/life"
	"samano/register"
)

// MissingPerson records a court's finding that nobody knows where somebody is. It ends
// nothing: home, household and marriage stay.
type MissingPerson struct {
	Person string        `json:"person"`
	Since  register.Date `json:"since"`
}

// Needs asks for the person.
func (m *MissingPerson) Needs(*State) []Lookup { return needPersons(m.Person) }

// Check checks the day, which the finding itself is about, and that the person is not missing or dead already.
func (m *MissingPerson) Check(c *Case) {
	if m.Since.Precision() == register.Unknown {
		c.Block(register.CodeDateMissing, "payload.since", "")
	}
	c.notFuture("payload.since", m.Since)
	p := c.person("payload.person", m.Person)
	if p == nil {
		return
	}
	c.competent("office", life.LivesAt(p)...)
	c.living("payload.person", p)
	c.notBeforeBirth("payload.since", p, m.Since)
	if f, already := p.Missing.Last(); already {
		c.Block("already-missing", "payload.person", "", "since", f.Value.Since.EDTF())
	}
}

// Apply opens the finding.
func (m *MissingPerson) Apply(c *Case) {
	c.Open(c.State.person(m.Person).Ref(), m.Since, register.Missing{Since: m.Since})
}
