package acts

import (
	"samano/register"
)

// Move changes the permanent residence of one or more people, alone, with a part
// of the household, or the household as a whole.
type Move struct {
	Persons   []string `json:"persons"`             // all who move
	To        Dwelling `json:"to"`                  //
	Household string   `json:"household,omitempty"` // to join: a book, or '@' and an id
	// Relation of each who joins, in the order of persons; needed with household.
	Relations []register.Relation `json:"relations,omitempty"`
	Whole     bool                `json:"whole,omitempty"` // the household moves as one and stays a household
}

// Needs asks for the people, the household to join, and those they leave.
func (m *Move) Needs(s *State) []Lookup {
	out := needHouseholds(m.Household)
	for _, text := range m.Persons {
		out = append(out, needPersons(text)...)
		out = append(out, needHouseholdsOf(s, s.person(text))...)
	}
	return out
}

// Check checks who moves, where to, and that nobody of a whole household is left.
func (m *Move) Check(c *Case) {
	day := c.Happened()
	m.To.check(c, "payload.to", day)
	places := []register.PlaceID{m.To.address(c, day).Place}
	if len(m.Persons) == 0 {
		c.Block("person-missing", "payload.persons", "")
	}
	if len(m.Persons) > MaxMembers {
		c.Block("household-too-large", "payload.persons", "", "limit", itoa(MaxMembers))
		return
	}
	seen := make(map[register.PersonID]bool, len(m.Persons))
	for i, text := range m.Persons {
		field := "payload.persons." + itoa(i)
		p := c.Person(field, text)
		if p == nil {
			continue
		}
		if seen[p.ID] {
			c.Block("member-twice", field, "")
		}
		seen[p.ID] = true
		c.Living(field, p)
		if c.From().Before(p.Born().Date) == register.Yes {
			c.Block("before-birth", "happened", "", "born", p.Born().Date.EDTF())
		}
		for _, r := range p.Residences.Current() {
			places = append(places, r.Value.Address.Place)
		}
	}
	c.Competent("payload.to.code", places...)
	m.checkHouseholds(c, seen)
}

func (m *Move) checkHouseholds(c *Case, moving map[register.PersonID]bool) {
	if m.Whole {
		if m.Household != "" {
			c.Block("move-whole-joins", "payload.household", "")
		}
		for id := range moving {
			h := householdOf(c.State, id)
			if h == nil {
				c.Block("not-a-member", "payload.persons", "")
				return
			}
			for _, f := range h.Members.Current() {
				if !moving[f.Value.Person] {
					c.Block("move-whole-leaves-somebody", "payload.persons", "")
					return
				}
			}
		}
		return
	}
	if m.Household == "" {
		return
	}
	c.Household("payload.household", m.Household)
	if len(m.Relations) != len(m.Persons) {
		c.Block("relations-count", "payload.relations", "")
	}
	for i, r := range m.Relations {
		field := "payload.relations." + itoa(i)
		c.OneOf(field, string(r), c.Law.Household.Relations.On(c.Happened()).Value)
		if r == register.HeadRelation {
			c.Block("head-by-head-change", field, "")
		}
	}
}

// Apply moves the people. Who moves alone leaves the household; a household that
// moves as one takes its address along.
func (m *Move) Apply(c *Case) {
	day, from := c.Happened(), c.From()
	to := m.To.address(c, day)
	join := c.State.household(m.Household)
	moved := make(map[register.HouseholdID]bool, 1)
	for i, text := range m.Persons {
		p := c.State.person(text)
		succeed(c, p.Ref(), p.Residences, permanentOrNone, from, register.Residence{Kind: register.Permanent, Address: to})
		if m.Whole {
			if h := householdOf(c.State, p.ID); !moved[h.ID] {
				moved[h.ID] = true
				succeed(c, h.Ref(), h.Addresses, anyOf, from, to)
			}
			continue
		}
		for _, h := range c.State.householdsOf(p.ID) {
			if join == nil || h.ID != join.ID {
				leaveHousehold(c, h, p.ID, from)
			}
		}
		if join == nil {
			continue
		}
		if _, already := join.Member(p.ID); !already {
			c.Open(join.Ref(), from, register.Member{Person: p.ID, Relation: m.Relations[i]})
		}
	}
}
