package census

import (
	"math"

	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// pool is the people of one style at the census, by age, before they have families.
type pool struct {
	single  [population.Sexes][population.Ages][]people.ID // by sex; taken as they marry
	mothers [population.Ages][]people.ID                   // women who are or were married
	bearing map[people.ID]uint64                           // ages of a woman's children, a bit each
}

// pool creates the people of one style.
func (c *Census) pool(s people.Style, n float64, count *[population.Sexes][population.Ages]population.Sampler) *pool {
	p := &pool{bearing: map[people.ID]uint64{}}
	all := c.Start.Sum()
	for sex := range population.Sexes {
		for age := range population.Ages {
			count[sex][age] += population.Sampler(n * c.Start[sex][age] / all)
			for ; count[sex][age] >= 1; count[sex][age]-- {
				q := people.Person{Sex: sex, Style: s, Born: c.eve().AddYears(-age) - 1 - register.Day(c.Rng.IntN(365))}
				q.Given, q.Surname = c.Names.Given(c.Rng, s, sex), c.Names.Surname(c.Rng, s)
				// Surnames came by decree in 1943, and not to everybody.
				if s == people.Lao && q.Born.Year() < 1943 && c.Rng.Float64() < 0.08 {
					q.Surname = people.NoSurname
				}
				q.Nation = c.nationAtCensus(s)
				q.Recorded = c.record(q.Born, s)
				i := c.Add(q)
				p.single[sex][age] = append(p.single[sex][age], i)
			}
		}
	}
	return p
}

// married is the share of women of each age who are married, in steps; between
// them in proportion.
var married = population.Curve{{15, .03}, {17, .12}, {19, .3}, {22, .57}, {25, .78}, {30, .9}, {35, .93}, {50, .92}, {60, .75}, {70, .5}, {80, .25}, {100, .05}}

// marry joins couples, the old first: there are fewer of them to choose from.
func (p *pool) marry(c *Census) {
	for age := population.Ages - 1; age >= 15; age-- {
		for _, i := range p.single[population.Female][age] {
			if !c.Draws.Married.Hits(married.At(float64(age))) {
				if age >= 40 && c.Rng.Float64() < 0.8 {
					c.People[i].Widowed = true
					p.mothers[age] = append(p.mothers[age], i)
				}
				continue
			}
			k := p.husband(c, age)
			if k == 0 {
				continue
			}
			c.People[i].Spouse, c.People[k].Spouse = k, i
			p.mothers[age] = append(p.mothers[age], i)
		}
	}
}

// husband takes a single man of fitting age.
func (p *pool) husband(c *Census, age int) people.ID {
	want := age + int(math.Round(3+3*c.Rng.NormFloat64()))
	const farthest = 12
	for d := range farthest {
		for _, a := range [...]int{want + d, want - d} {
			if a < 17 || a < age-5 || a >= population.Ages {
				continue
			}
			if list := p.single[population.Male][a]; len(list) > 0 {
				p.single[population.Male][a] = list[:len(list)-1]
				return list[len(list)-1]
			}
		}
	}
	return 0
}

// bear finds mothers for the children and, where a mother is married, fathers.
func (p *pool) bear(c *Census) {
	for i := people.ID(1); int(i) < len(c.People); i++ {
		q := &c.People[i]
		age := q.Age(c.eve())
		if q.Mother != 0 || age > 60 {
			continue
		}
		tries := 60
		if age >= 18 {
			tries = 12 // of the grown some have lost her or live far from her
		}
		for range tries {
			// Ages of mothers are spread around 27.
			gap := int(math.Round(27 + 6.5*c.Rng.NormFloat64()))
			if gap < 16 || gap > 44 || age+gap >= population.Ages {
				continue
			}
			list := p.mothers[age+gap]
			if len(list) == 0 {
				continue
			}
			m := population.OneOf(c.Rng, list)
			const apart = 0b111
			if c.People[m].Style != q.Style || p.bearing[m]&(apart<<age>>1) != 0 {
				continue
			}
			if s := q.Spouse; s != 0 && (s == m || c.People[s].Mother == m) {
				continue // the law would not have let them marry
			}
			p.bearing[m] |= 1 << age
			c.adopt(i, m)
			break
		}
	}
}

// adopt sets m as the mother of i, and her husband as the father if his age allows it.
// Children have his name.
func (c *Census) adopt(i, m people.ID) {
	q, mother := &c.People[i], &c.People[m]
	q.Mother = m
	mother.LastBirth = max(mother.LastBirth, q.Born)
	if mother.FirstBirth == 0 || q.Born < mother.FirstBirth {
		mother.FirstBirth = q.Born
	}
	q.Surname = mother.Surname
	f := mother.Spouse
	if f != 0 && c.People[f].Born+16*366 < q.Born && f != q.Spouse {
		q.Father = f
		q.Surname = c.People[f].Surname
	}
	if q.Father != 0 && c.People[q.Father].Nation == people.OfLaos || mother.Nation == people.OfLaos {
		q.Nation = people.OfLaos
	}
}
