package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Recognition enters a parent who was not known or not named when the child was
// registered: a father who recognises the child, the parents of a foundling.
type Recognition struct {
	Child  string              `json:"child"`
	Role   register.ParentRole `json:"role,omitempty"` // none: father
	Parent Who                 `json:"parent"`
}

func (r *Recognition) role() register.ParentRole {
	if r.Role == "" {
		return register.Father
	}
	return r.Role
}

// Needs asks for both, then for the parents of the child, to see whether the
// mother was married to somebody else.
func (r *Recognition) Needs(s *State) []Lookup {
	out := append(needPersons(r.Child), r.Parent.needs()...)
	return append(out, needParentsOf(s.person(r.Child))...)
}

// Check checks the age of the parent and that the place is free.
func (r *Recognition) Check(c *Case) {
	c.oneOf("payload.role", string(r.role()), []string{string(register.Mother), string(register.Father)})
	child := c.person("payload.child", r.Child)
	if r.Parent.isZero() {
		c.Block("parent-missing", "payload.parent", "")
	}
	p := r.Parent.check(c, "payload.parent")
	if child == nil {
		return
	}
	c.competent("office", life.LivesAt(child, p)...)
	checkPlaceFree(c, "payload.role", child, r.role())
	checkNewParent(c, "payload.parent", child, p, r.role())
	if r.role() == register.Father {
		r.checkMarriage(c, child, p)
	}
}

// checkPlaceFree checks that nobody is on record in the role. A parent on record
// gives way to a finding that this is not one or to a court's order, not to
// somebody else's word; one by adoption gives way to the end of the adoption only.
func checkPlaceFree(c *Case, field string, child *register.Person, role register.ParentRole) {
	known, ok := life.CurrentParent(child, role)
	switch {
	case ok && known.Value.Basis == register.ByAdoption:
		c.Block("parent-by-adoption", field, "")
	case ok:
		c.conflict("parent-known", field, "", "role", string(role))
	}
}

// makeParent opens a parent by blood from the child's birth. The parent on
// record was not the parent, so that fact is voided.
func makeParent(c *Case, child *register.Person, v register.Parent) {
	if known, ok := life.CurrentParent(child, v.Role); ok {
		c.void(child.Ref(), known.Key, register.EffectRef{})
	}
	c.Open(child.Ref(), child.Born().Date, v)
}

// checkNewParent checks somebody who is to be a parent of the child by blood.
func checkNewParent(c *Case, field string, child, p *register.Person, role register.ParentRole) {
	if p == nil {
		return
	}
	born := child.Born().Date
	if p.ID == child.ID {
		c.Block("parent-is-child", field, "")
		return
	}
	for _, f := range child.Parents.Current() {
		if f.Value.Party.Person == p.ID {
			c.Block("parents-same-person", field, "")
		}
	}
	if role == register.Mother {
		checkMother(c, field, p, born)
	} else {
		checkFather(c, field, p, born)
	}
	if life.Holds(p, c.Law.Country) && !life.Holds(child, c.Law.Country) {
		c.warn("nationality-to-decide", field, c.Law.Birth.Nationality.On(c.happened()).Article)
	}
}

// checkMarriage asks where the mother was married to another man when the child
// was born: in law he may be the father.
func (r *Recognition) checkMarriage(c *Case, child, father *register.Person) {
	m, ok := life.CurrentParent(child, register.Mother)
	mother := c.State.personByID(m.Value.Party.Person)
	if !ok || mother == nil {
		return
	}
	for _, f := range mother.Partners.Standing() {
		if father != nil && f.Value.With.Person == father.ID {
			continue
		}
		if life.HeldAt(&f, child.Born().Date) == register.Yes {
			c.ask("mother-married-to-another", "payload.parent", "", "since", f.From.EDTF())
		}
	}
}

// Apply opens the parent.
func (r *Recognition) Apply(c *Case) {
	makeParent(c, c.State.person(r.Child), register.Parent{Role: r.role(), Party: r.Parent.party(c), Basis: register.ByRecognition})
}
