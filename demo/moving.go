package demo

import (
	"slices"

	"samano/demo/people"
	"samano/register"
)

// enterHome files that people move into a household that is there: by a move, or, if
// they leave nobody behind, by joining the two households.
func (c *cell) enterHome(h people.HomeID, movers []people.ID) {
	from := c.People[movers[0]].Home
	whole := from != 0 && len(movers) == len(c.Households[from].Members)
	homes := []people.HomeID{h}
	var persons []people.ID
	for _, i := range movers {
		if old := c.People[i].Home; old != 0 {
			homes = append(homes, old)
			c.Leave(i)
		}
		c.Join(i, h)
		// A child not yet registered enters the register later, where the mother then lives.
		if c.People[i].Handle != 0 {
			persons = append(persons, i)
		}
	}
	whole = whole && len(c.Households[from].Members) == 0
	switch {
	case len(persons) == 0:
	case whole:
		c.office.HouseholdMerge(from, h, persons, homes, c.rng.IntN(20))
	default:
		c.office.MoveInto(h, persons, homes, c.rng.IntN(20))
	}
	c.mendHeads(homes)
}

// newHome files that people leave their homes and open one of their own; the first
// of them is the head.
func (c *cell) newHome(v *people.Village, movers []people.ID) {
	h := c.Open(v)
	var homes []people.HomeID
	for _, i := range movers {
		if from := c.People[i].Home; from != 0 {
			homes = append(homes, from)
			c.Leave(i)
		}
		c.Join(i, h)
	}
	c.Households[h].Head = movers[0]
	for _, from := range homes {
		c.Households[h].Last = max(c.Households[h].Last, c.Households[from].Last)
	}
	c.office.HouseholdOpen(h)
	for _, from := range homes {
		c.Households[from].Last = c.Households[h].Last
	}
	c.mendHeads(homes)
}

// mendHeads finds heads for households without one.
func (c *cell) mendHeads(homes []people.HomeID) {
	for _, h := range homes {
		if home := &c.Households[h]; home.Head == 0 && len(home.Members) > 0 {
			c.newHead(h)
		}
	}
}

// newHead files the eldest grown member as the head; children who are left alone go to
// relatives.
func (c *cell) newHead(h people.HomeID) {
	best := people.ID(0)
	for _, i := range c.Registered(h) {
		p := &c.People[i]
		if p.Age(c.Today) < 18 {
			continue
		}
		// A parent of others in the house before grandparents and lodgers.
		if b := best; b == 0 || rank(c, p) > rank(c, &c.People[b]) {
			best = i
		}
	}
	if best != 0 {
		c.Households[h].Head = best
		c.office.HeadChange(h, 5+c.rng.IntN(20))
		return
	}
	c.takeIn(h)
}

// rank puts those of working age first, the elder before the younger.
func rank(c *cell, p *people.Person) int {
	age := p.Age(c.Today)
	if age > 64 {
		return 100 - age
	}
	return 100 + age
}

// takeIn finds a home for children without a grown person.
func (c *cell) takeIn(h people.HomeID) {
	children := slices.Clone(c.Households[h].Members)
	to := people.HomeID(0)
	for _, i := range children {
		if to = c.NearHome(i, h); to != 0 {
			break
		}
	}
	if to == 0 {
		to = c.anyHome(h)
	}
	if to == 0 {
		return
	}
	c.enterHome(to, children)
	head := c.Households[to].Head
	if least, _ := c.People[head].AgeOn(register.Exact(c.Today)); least < 18 {
		return
	}
	for _, i := range children {
		p := &c.People[i]
		if _, most := p.AgeOn(register.Exact(c.Today)); p.Handle == 0 || most >= 18 || c.Child(i, head) || p.Guardian == head {
			continue
		}
		p.Guardian = head
		c.office.Guardianship(i, 10+c.rng.IntN(20))
	}
}

// anyHome returns some household that takes in others.
func (c *cell) anyHome(not people.HomeID) people.HomeID {
	const tries = 50
	for range tries {
		h := people.HomeID(1 + c.rng.IntN(len(c.Households)-1))
		if h != not && c.HasRoom(h) && c.Households[h].Village.Style == c.Households[not].Village.Style {
			return h
		}
	}
	return 0
}
