package demo

import (
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// birth adds a child, or twins, to the mother's home.
func (c *cell) birth(i, father people.ID) {
	m := &c.People[i]
	if !m.Here() || m.Home == 0 {
		return
	}
	if c.draw[drawStillbirth].Hits(0.012) {
		c.stillbirth(i)
	}
	m.LastBirth = c.Today
	if f := &c.People[father]; f.Dead && f.Died < c.Today-posthumous {
		father = 0
	}
	if father == 0 {
		father = m.Spouse // married since
	}
	order := 0
	if c.draw[drawTwins].Hits(0.009) {
		order = 1
		c.addChild(i, father, 2)
	}
	c.addChild(i, father, order)
}

// posthumous is how many days after a man's death his child may be born; the law
// asks beyond it.
const posthumous = 290

// addChild adds one child; order counts the children of one delivery.
func (c *cell) addChild(i, father people.ID, order int) {
	m := &c.People[i]
	p := people.Person{Born: c.Today, Mother: i, Father: father, Style: m.Style, Surname: m.Surname, Nation: m.Nation, Order: uint8(order), Since: c.Today}
	if c.rng.Float64() >= population.Girls {
		p.Sex = population.Male
	}
	if father != 0 {
		p.Style, p.Surname = c.People[father].Style, c.People[father].Surname
	}
	p.Given = c.Names.Given(c.rng, p.Style, p.Sex)
	p.Recorded = c.recordBirth(p.Style)
	dies := c.draw[drawDeath].Hits(c.rates.Dying(p.Sex, 0, c.Today.Year()))
	k := c.Add(p)
	c.Join(k, c.People[i].Home)
	if dies {
		u := c.rng.Float64()
		c.later(c.Today+register.Day(365*u*u*u), aDeath, k, 0)
	}
	late := 0.012
	if p.Style != people.Lao {
		late = 0.035
	}
	if c.draw[drawLate].Hits(late) {
		const soonest, latest = 400, 3300
		c.later(c.Today+soonest+register.Day(c.rng.IntN(latest-soonest)), aLateBirth, k, 0)
		return
	}
	if c.draw[drawUnnamed].Hits(0.03) {
		c.People[k].Unnamed = true
		c.later(c.Today+30+register.Day(c.rng.IntN(300)), aNaming, k, 0)
	}
	lag := 2 + c.rng.IntN(27)
	if c.rng.Float64() < 0.08 {
		lag += 30 + c.rng.IntN(90)
	}
	c.declareBirth(k, lag)
	if father == 0 && c.draw[drawRecognition].Hits(0.35) {
		c.later(c.Today+200+register.Day(c.rng.IntN(900)), aRecognition, k, 0)
	}
}

// recordBirth returns the date of a birth as the village records it: nearly always to the
// day.
func (c *cell) recordBirth(s people.Style) register.Date {
	d := register.Exact(c.Today)
	vague := 0.004
	if s != people.Lao {
		vague = 0.015
	}
	if u := c.rng.Float64(); u < vague {
		d.Day, d.Basis = 0, register.Declared
		if u < vague/2 {
			d.Month = 0
		}
	}
	return d
}

// declareBirth files the birth of somebody who lives in a home.
func (c *cell) declareBirth(k people.ID, lag int) {
	p := &c.People[k]
	home := &c.Households[p.Home]
	if home.Head == 0 {
		return
	}
	p.Nation = c.nationAtBirth(p)
	at := home.Village.Code
	if c.Today.Year() > 2005 && c.rng.Float64() < 0.5 {
		at = c.Towns[0].Code // in the hospital
	}
	c.office.Birth(k, at, lag)
}

// nationAtBirth follows the parents who are in the register, as the law does: the
// nationality of the country if either has it. Statelessness is not inherited, and nothing
// is determined about the child.
func (c *cell) nationAtBirth(p *people.Person) people.Nation {
	out := people.OfUnknown
	for _, parent := range [...]people.ID{p.Father, p.Mother} {
		switch q := &c.People[parent]; {
		case parent == 0 || q.Handle == 0:
		case q.Nation == people.OfLaos:
			return people.OfLaos
		case q.Nation.Foreign():
			out = q.Nation
		}
	}
	return out
}

// lateBirth registers a child years after its birth.
func (c *cell) lateBirth(k people.ID) {
	if p := &c.People[k]; p.Here() && p.Handle == 0 {
		c.declareBirth(k, 1)
	}
}

// naming files the name of a child.
func (c *cell) naming(k people.ID) {
	p := &c.People[k]
	if !p.Here() || p.Handle == 0 || !p.Unnamed {
		return
	}
	p.Unnamed = false
	c.office.Naming(k, c.rng.IntN(8))
}

// recognition files that a father declares a child to be his.
func (c *cell) recognition(k people.ID) {
	p := &c.People[k]
	if !p.Here() || p.Handle == 0 || p.Father != 0 || p.Mother == 0 || c.People[p.Mother].Wed == p.Born {
		return
	}
	const tries = 40
	for range tries {
		f := people.ID(1 + c.rng.IntN(len(c.People)-1))
		q := &c.People[f]
		apart := p.Born - q.Born
		if q.Sex != population.Male || !q.Here() || q.Handle == 0 || q.Style != p.Style || apart < 18*366 || apart > 45*365 || c.Kin(p.Mother, f) {
			continue
		}
		p.Father = f
		c.office.Recognition(k, c.rng.IntN(5))
		return
	}
}

// stillbirth files a stillbirth.
func (c *cell) stillbirth(i people.ID) {
	weeks := 29 + c.rng.IntN(12)
	c.office.Stillbirth(i, population.Sex(c.rng.IntN(2)), weeks, 1+c.rng.IntN(20))
}

// foundling files that a child is found, and finds it a household.
func (c *cell) foundling(h people.HomeID) {
	home := &c.Households[h]
	if home.Head == 0 || !c.HasRoom(h) {
		return
	}
	guardian := &c.People[home.Head]
	if least, _ := guardian.AgeOn(register.Exact(c.Today)); least < 18 {
		return
	}
	p := people.Person{Born: c.Today - register.Day(c.rng.IntN(100)), Style: guardian.Style, Surname: guardian.Surname, Guardian: home.Head}
	p.Sex = population.Sex(c.rng.IntN(2))
	p.Given = c.Names.Given(c.rng, p.Style, p.Sex)
	p.Recorded = register.Exact(p.Born)
	p.Recorded.Day, p.Recorded.Basis = 0, register.Estimated
	k := c.Add(p)
	c.Join(k, h)
	c.office.Foundling(k, c.rng.IntN(3))
}
