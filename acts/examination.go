package acts

import (
	"slices"

	"samano/acts/life"
	"samano/register"
)

// Examination is the comparison of facts of a person with their paper. The facts stay as they
// are, and from where the register holds them; from then on they say when they were examined
// and by which paper. A fact that the paper contradicts is corrected instead.
type Examination struct {
	Person string               `json:"person"`
	Facts  []register.EffectRef `json:"facts"` // their keys: "12.3"
	Paper  string               `json:"paper"` // the kind of the paper; it is among the evidence
}

// Needs asks for the person.
func (e *Examination) Needs(*State) []Lookup { return needPersons(e.Person) }

// Check checks that the facts are there, and that the paper was seen.
func (e *Examination) Check(c *Case) {
	c.checkPaper("payload.paper", e.Paper)
	if len(e.Facts) == 0 || len(e.Facts) > maxFacts {
		c.Block("fact-count", "payload.facts", "", "limit", itoa(maxFacts))
	}
	p := c.person("payload.person", e.Person)
	if p == nil || len(e.Facts) > maxFacts {
		return
	}
	c.notBeforeBirth("happened", p, c.from())
	c.competent("office", life.LivesAt(p)...)
	for n, key := range e.Facts {
		field := "payload.facts." + itoa(n)
		if slices.Contains(e.Facts[:n], key) {
			c.Block("fact-twice", field, "", "fact", key.String())
			continue
		}
		c.checkExaminable(field, p, key, e.Paper, c.from())
	}
}

// Apply notes the comparison with each fact.
func (e *Examination) Apply(c *Case) {
	p := c.State.person(e.Person)
	for _, key := range e.Facts {
		f, _ := c.fact(p, key)
		c.examine(p.Ref(), f.Key, c.from(), e.Paper)
	}
}
