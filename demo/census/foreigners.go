package census

import (
	"math/rand/v2"

	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// foreigners are those who lived here at the census.
func (c *Census) foreigners() {
	const share = 0.004
	for range c.Draws.Foreigners.Count(share * float64(len(c.People)) / 3) {
		Strangers(c.Cell, c.Rng, c.eve()-register.Day(200+c.Rng.IntN(20*365)), c.eve())
	}
}

// Strangers adds a household of foreigners in a town, who have come on the day since: a couple, a
// couple with a child, or one person.
func Strangers(c *people.Cell, rng *rand.Rand, since, today register.Day) people.HomeID {
	h := c.Open(population.OneOf(rng, c.Towns))
	p := people.Person{Style: people.Vietnamese, Nation: people.OfVietnam, Since: since}
	if rng.Float64() < 0.35 {
		p.Style, p.Nation = people.Chinese, people.OfChina
	}
	enter := func(sex population.Sex, age int) people.ID {
		p.Sex = sex
		p.Born = today.AddYears(-age) - register.Day(rng.IntN(365))
		p.Given, p.Surname = c.Names.Given(rng, p.Style, sex), c.Names.Surname(rng, p.Style)
		p.Recorded = register.Exact(p.Born)
		i := c.Add(p)
		c.Join(i, h)
		return i
	}
	m := enter(population.Male, 24+rng.IntN(25))
	c.Households[h].Head = m
	if rng.Float64() < 0.4 {
		return h
	}
	w := enter(population.Female, 22+rng.IntN(18))
	c.People[m].Spouse, c.People[w].Spouse = w, m
	if rng.Float64() < 0.6 {
		k := enter(population.Sex(rng.IntN(2)), 1+rng.IntN(5))
		child := &c.People[k]
		child.Mother, child.Father, child.Surname = w, m, c.People[m].Surname
		child.Since = max(since, child.Born)
		c.People[w].LastBirth = child.Born
	}
	return h
}
