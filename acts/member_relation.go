package acts

import "samano/register"

// MemberRelation changes how members of a household stand to its head: a
// daughter's husband, a child taken in, a relation that was never known.
type MemberRelation struct {
	Household string    `json:"household"`
	Members   []Related `json:"members"`
}

// Needs asks for the household and the people.
func (m *MemberRelation) Needs(*State) []Lookup {
	return append(needHouseholds(m.Household), needRelated(m.Members)...)
}

// Check checks the members and their relations.
func (m *MemberRelation) Check(c *Case) {
	h := c.household("payload.household", m.Household)
	checkStood(c, "happened", h)
	c.competent("office", addressOf(h).Place)
	if len(m.Members) == 0 {
		c.Block(register.CodePersonMissing, "payload.members", "")
	}
	checkRelated(c, "payload.members", h, m.Members)
	for i, r := range m.Members {
		field := "payload.members." + itoa(i)
		if r.Relation == register.HeadRelation {
			c.Block("head-by-head-change", field+".relation", "")
		}
		if p := c.State.person(r.Person); p != nil && h != nil && h.Head() == p.ID {
			c.Block("head-by-head-change", field+".person", "")
		}
	}
}

// Apply writes the relations.
func (m *MemberRelation) Apply(c *Case) {
	h := c.State.household(m.Household)
	for _, r := range m.Members {
		relate(c, h, c.State.person(r.Person).ID, r.Relation, c.from())
	}
}
