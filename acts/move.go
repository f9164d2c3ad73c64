package acts

import (
	"samano/acts/life"
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
	return append(needHouseholds(m.Household), needPeople(s, m.Persons)...)
}

// Check checks who moves, where to, and that nobody of a whole household is left.
func (m *Move) Check(c *Case) {
	day := c.happened()
	m.To.check(c, "payload.to", day)
	to := m.To.address(c, day)
	places := []register.PlaceID{to.Place}
	people := checkPeople(c, m.Persons)
	for i, p := range people {
		for _, r := range p.Residences.Current() {
			places = append(places, r.Value.Address.Place)
		}
		if m.Household == "" && life.LivesThere(p, to, day) {
			c.Block("already-lives-there", "payload.persons."+itoa(i), "")
		}
	}
	c.competent("payload.to.code", places...)
	m.checkHouseholds(c, people)
	if !m.Whole {
		warnHeadless(c, "payload.persons", people)
	}
}

func (m *Move) checkHouseholds(c *Case, people []*register.Person) {
	if m.Whole {
		if m.Household != "" {
			c.Block("move-whole-joins", "payload.household", "")
		}
		moving := life.IDsOf(people)
		for _, p := range people { // in the order given, so that the same is found each time
			h := householdOf(c.State, p.ID)
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
	c.household("payload.household", m.Household)
	if len(m.Relations) != len(m.Persons) {
		c.Block("relations-count", "payload.relations", "")
	}
	for i, r := range m.Relations {
		field := "payload.relations." + itoa(i)
		c.listed(field, string(r), c.Law.Household.Relations.On(c.happened()))
		if r == register.HeadRelation {
			c.Block("head-by-head-change", field, "")
		}
	}
}

// Apply moves the people. Somebody who moves alone leaves the household. A household that
// moves as one changes its address.
func (m *Move) Apply(c *Case) {
	day, from := c.happened(), c.from()
	to := m.To.address(c, day)
	join := c.State.household(m.Household)
	moved := make(map[register.HouseholdID]bool, 1)
	for i, text := range m.Persons {
		p := c.State.person(text)
		if !life.LivesThere(p, to, day) {
			succeed(c, p.Ref(), p.Residences, life.PermanentOrNone, from, register.Residence{Kind: register.Permanent, Address: to})
		}
		switch {
		case m.Whole:
			if h := householdOf(c.State, p.ID); !moved[h.ID] {
				moved[h.ID] = true
				succeed(c, h.Ref(), h.Addresses, anyOf, from, to)
			}
		case join != nil:
			until := leaveFormer(c, p.ID, from, join.ID)
			joinHousehold(c, join, p.ID, m.Relations[i], from, until)
		default:
			leaveFormer(c, p.ID, from, 0)
		}
	}
}
