package acts

import (
	"samano/acts/life"
	"samano/register"
)

// AdoptionEnd ends an adoption. Former parents do not come back by themselves: who
// is a parent again is part of the decision.
type AdoptionEnd struct {
	Child   string                `json:"child"`
	Restore []register.ParentRole `json:"restore,omitempty"` // former parents who are parents again
	Name    []register.NameForm   `json:"name,omitempty"`    // none: the name stays
}

// Needs asks for the child and the parents.
func (a *AdoptionEnd) Needs(s *State) []Lookup {
	return append(needPersons(a.Child), needParentsOf(s.person(a.Child))...)
}

// Check checks that there is an adoption and that the restored were parents before.
func (a *AdoptionEnd) Check(c *Case) {
	if len(a.Name) > 0 {
		checkForms(c, "payload.name", a.Name)
	}
	child := c.person("payload.child", a.Child)
	if child == nil {
		return
	}
	c.competent("office", life.LivesAt(append(parents(c.State, child), child)...)...)
	adoptive, ok := life.AdoptedBy(child)
	if !ok {
		c.Block("not-adopted", "payload.child", "")
		return
	}
	if from := adoptive[0].From; c.from().Before(from) == register.Yes {
		c.Block("adoption-end-before-adoption", "happened", "", "since", from.EDTF())
	}
	for i, role := range a.Restore {
		field := "payload.restore." + itoa(i)
		former, ok := life.FormerParent(child, role, adoptive[0].Key.Seq)
		if !ok {
			c.Block("parent-not-recorded", field, "", "role", string(role))
			continue
		}
		if p := c.State.personByID(former.Value.Party.Person); p != nil {
			if d, dead := p.Dead(); dead && d.Date.Before(c.from()) == register.Yes {
				c.ask("parent-dead", field, "", "died", d.Date.EDTF())
			}
		}
	}
	if len(a.Restore) == 0 && len(adoptive) == len(child.Parents.Current()) && life.Aged(child.Born().Date, c.from(), c.Law.Persons.AdultAge.On(c.happened()).Value) != register.Yes {
		c.ask("child-without-parents", "payload.restore", "")
	}
}

// Apply ends the adoptive parents and opens those who are restored. The seal on
// what was before stays.
func (a *AdoptionEnd) Apply(c *Case) {
	child, from := c.State.person(a.Child), c.from()
	adoptive, _ := life.AdoptedBy(child)
	for _, f := range adoptive {
		c.End(child.Ref(), f.Key, from)
		c.mark(child.Ref(), register.OpSeal, f.Key)
	}
	for _, role := range a.Restore {
		former, _ := life.FormerParent(child, role, adoptive[0].Key.Seq)
		c.Open(child.Ref(), from, former.Value, former.Source)
	}
	if len(a.Name) > 0 {
		succeed(c, child.Ref(), child.Names, isOfficial, from, register.Name{Kind: register.OfficialName, Forms: cleanForms(a.Name)})
	}
}
