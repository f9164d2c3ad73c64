package acts

import (
	"samano/acts/life"
	"samano/register"
)

// HeadChange makes a member the head of a household: the members have agreed, or
// the head has died or left. The others are related to the new head from then on.
type HeadChange struct {
	Household string    `json:"household"`
	Head      string    `json:"head"`
	Relations []Related `json:"relations,omitempty"` // of the others to the new head
}

// Needs asks for the household and the people named.
func (h *HeadChange) Needs(*State) []Lookup {
	out := append(needHouseholds(h.Household), needPersons(h.Head)...)
	return append(out, needRelated(h.Relations)...)
}

// Check checks that the new head is a grown member and nobody's relation is left
// wrong for certain.
func (h *HeadChange) Check(c *Case) {
	old := c.household("payload.household", h.Household)
	checkStood(c, "happened", old)
	c.competent("office", addressOf(old).Place)
	p := c.person("payload.head", h.Head)
	c.living("payload.head", p)
	h.checkAge(c, p)
	named := checkRelated(c, "payload.relations", old, h.Relations)
	for i, r := range h.Relations {
		if r.Relation == register.HeadRelation {
			c.Block("household-one-head", "payload.relations."+itoa(i)+".relation", "")
		}
	}
	if old == nil || p == nil {
		return
	}
	if named[p.ID] {
		c.Block("member-twice", "payload.relations", "")
	}
	if _, member := old.Member(p.ID); !member {
		c.Block("not-a-member", "payload.head", "")
	}
	former := old.Head()
	if former == p.ID {
		c.Block("head-already", "payload.head", "")
	}
	for _, m := range old.Members.Current() {
		switch id := m.Value.Person; {
		case id == p.ID || named[id]:
		case id == former || m.Value.Relation == register.HeadRelation:
			c.Block("former-head-relation-missing", "payload.relations", "")
		default:
			// Not wrong for certain: a child of both stays a child.
			c.warn("relation-not-renewed", "payload.relations", "")
			return
		}
	}
}

// checkAge asks: a child may be all that is left of a household.
func (h *HeadChange) checkAge(c *Case, p *register.Person) {
	if p == nil {
		return
	}
	r := c.Law.Persons.AdultAge.On(c.happened())
	if life.Aged(p.Born().Date, c.from(), r.Value) == register.No {
		c.ask("head-not-of-age", "payload.head", r.Article, "age", itoa(r.Value))
	}
}

// Apply changes the head and the relations.
func (h *HeadChange) Apply(c *Case) {
	from, old := c.from(), c.State.household(h.Household)
	p := c.State.person(h.Head)
	for _, r := range h.Relations {
		relate(c, old, c.State.person(r.Person).ID, r.Relation, from)
	}
	relate(c, old, p.ID, register.HeadRelation, from)
	succeed(c, old.Ref(), old.Heads, anyOf, from, register.Head{Person: p.ID})
}
