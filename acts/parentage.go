package acts

import (
	"samano/acts/life"
	"samano/register"
)

// Parentage is a finding about who is a parent by blood: that somebody on record
// is not, that somebody else is, or both.
type Parentage struct {
	Child  string              `json:"child"`
	Role   register.ParentRole `json:"role"`
	Denied bool                `json:"denied,omitempty"` // whoever is on record in this role is not the parent
	Parent *Who                `json:"parent,omitempty"` // who is
}

// Needs asks for the child, the parent found and the parents on record.
func (t *Parentage) Needs(s *State) []Lookup {
	out := append(needPersons(t.Child), t.Parent.needs()...)
	return append(out, needParentsOf(s.person(t.Child))...)
}

// Check checks that what is denied is on record and that nobody gets two.
func (t *Parentage) Check(c *Case) {
	c.oneOf("payload.role", string(t.Role), []string{string(register.Mother), string(register.Father)})
	child := c.person("payload.child", t.Child)
	p := t.Parent.check(c, "payload.parent")
	if !t.Denied && t.Parent.isZero() {
		c.Block("finding-missing", "payload.parent", "")
	}
	if child == nil {
		return
	}
	c.competent("office", life.LivesAt(child, p)...)
	known, ok := life.CurrentParent(child, t.Role)
	switch {
	case t.Denied && !ok:
		c.Block("parent-not-recorded", "payload.role", "", "role", string(t.Role))
	case t.Denied && known.Value.Basis == register.ByAdoption:
		c.Block("parent-by-adoption", "payload.role", "")
	case t.Denied:
		t.checkDenied(c, child, known)
	case !t.Denied:
		checkPlaceFree(c, "payload.role", child, t.Role)
	}
	if p != nil && t.Denied && known.Value.Party.Person == p.ID {
		c.Block("denied-and-found", "payload.parent", "")
		return
	}
	checkNewParent(c, "payload.parent", child, p, t.Role)
}

// checkDenied warns where the child may have been a citizen through that parent:
// nobody loses a nationality by this act.
func (t *Parentage) checkDenied(c *Case, child *register.Person, known register.Fact[register.Parent]) {
	if !life.Holds(child, c.Law.Country) || !life.Holds(c.State.personByID(known.Value.Party.Person), c.Law.Country) {
		return
	}
	for _, f := range child.Parents.Current() {
		if f.Key != known.Key && life.Holds(c.State.personByID(f.Value.Party.Person), c.Law.Country) {
			return
		}
	}
	c.warn("nationality-to-decide", "payload.role", c.Law.Birth.Nationality.On(c.happened()).Article)
}

// Apply voids what was wrong from the start and opens what was found.
func (t *Parentage) Apply(c *Case) {
	child := c.State.person(t.Child)
	if t.Parent.isZero() {
		known, _ := life.CurrentParent(child, t.Role)
		c.void(child.Ref(), known.Key, register.EffectRef{})
		return
	}
	basis := register.ByCourt
	if c.Proposal.Decision.By == register.ByOffice {
		basis = register.ByRecognition
	}
	makeParent(c, child, register.Parent{Role: t.Role, Party: t.Parent.party(c), Basis: basis})
}
