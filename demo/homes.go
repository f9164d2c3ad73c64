package demo

import (
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// planHomes draws who moves and who leaves home in a year.
func (c *cell) planHomes(from, to register.Day) {
	for h := 1; h < len(c.Households); h++ {
		home := &c.Households[h]
		if home.Head == 0 || len(home.Members) == 0 {
			continue
		}
		chance := 0.02
		if home.Village.Town || c.People[home.Head].Age(from) > 50 {
			chance = 0.008
		}
		if c.draw[drawMove].Hits(chance) {
			c.queue.push(event{day: c.dayIn(from, to), what: aMove, home: people.HomeID(h)})
		}
		if c.draw[drawFoundling].Hits(0.00008) {
			c.queue.push(event{day: c.dayIn(from, to), what: aFoundling, home: people.HomeID(h)})
		}
	}
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if !p.Here() || p.Handle == 0 {
			continue
		}
		age := p.Age(from)
		if p.Spouse == 0 && age >= 18 && age < 28 && !c.Households[p.Home].Village.Town && c.draw[drawLeaving].Hits(0.014) {
			c.later(c.dayIn(from, to), aLeavingHome, people.ID(i), 0)
		}
		if p.Spouse != 0 && p.Sex == population.Male && age >= 24 && c.Guests(people.ID(i)) && c.draw[drawSplit].Hits(0.08) {
			c.later(c.dayIn(from, to), aSplit, people.ID(i), 0)
		}
	}
}

// planPapers draws the rarer acts of a year.
func (c *cell) planPapers(from, to register.Day) {
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if !p.Here() || p.Handle == 0 {
			continue
		}
		age := p.Age(from)
		draw := func(stream int, chance float64, w what) {
			if c.draw[stream].Hits(chance) {
				c.later(c.dayIn(from, to), w, people.ID(i), 0)
			}
		}
		switch {
		case age == 18 && p.Spouse == 0 && !c.Households[p.Home].Village.Town:
			draw(drawStudy, 0.12, aStudy)
		case age == 19 && p.Sex == population.Male && p.Spouse == 0:
			draw(drawService, 0.05, aService)
		}
		if age >= 20 && age < 60 {
			draw(drawPassport, 0.0015, aPassport)
			draw(drawDisappearance, 0.0001, aDisappearance)
		}
		switch {
		case p.Nation.Foreign() && p.Since < from-10*366:
			draw(drawNaturalisation, 0.04, aNaturalisation)
		case p.Nation.Foreign():
			draw(drawPermit, 0.3, aPermit)
		case p.Nation != people.OfLaos:
			draw(drawDetermination, 0.03, aDetermination)
		}
	}
}

// wedding joins two people and finds them a home: one of their own, or with her
// parents, or with his.
func (c *cell) wedding(i, k people.ID) {
	w, m := &c.People[i], &c.People[k]
	w.Busy, m.Busy = false, false
	if !w.Here() || !m.Here() || w.Spouse != 0 || m.Spouse != 0 || c.Kin(i, k) {
		return
	}
	w.Spouse, m.Spouse, w.Widowed, m.Widowed = k, i, false, false
	w.Wed, m.Wed = c.Today, c.Today
	if !c.draw[drawCustom].Hits(0.05) {
		c.office.Marriage(i, register.Exact(c.Today), c.rng.IntN(15))
	}
	alone := len(c.Households[m.Home].Members) == 1
	switch u := c.rng.Float64(); {
	case w.Home == m.Home:
	case alone && c.HasRoom(m.Home):
		c.enterHome(m.Home, append([]people.ID{i}, c.Dependants(i, 0)...))
	case u < 0.25 || !c.HasRoom(w.Home) && !c.HasRoom(m.Home):
		v := c.Households[w.Home].Village
		if c.rng.Float64() < 0.15 {
			v = population.OneOf(c.rng, c.Towns)
		}
		movers := append([]people.ID{k, i}, c.Dependants(i, 0)...)
		c.newHome(v, append(movers, c.Dependants(k, 0)...))
	case u < 0.7 && c.HasRoom(w.Home) || !c.HasRoom(m.Home):
		c.enterHome(w.Home, append([]people.ID{k}, c.Dependants(k, 0)...))
	default:
		c.enterHome(m.Home, append([]people.ID{i}, c.Dependants(i, 0)...))
	}
	if p := &c.People[i]; p.Home != 0 && p.Nation.Foreign() && !c.Households[p.Home].Red {
		c.office.BookIssue(i, c.rng.IntN(10))
	}
	if c.draw[drawNewName].Hits(0.15) {
		c.later(c.Today+10+register.Day(c.rng.IntN(60)), aNewName, i, 0)
	}
}

// split lets a couple and their children open a household of their own.
func (c *cell) split(i people.ID) {
	if !c.Guests(i) {
		return
	}
	p := &c.People[i]
	s := p.Spouse
	old := p.Home
	if p.Handle == 0 || c.People[s].Handle == 0 || !c.HasRoom(old) && len(c.Registered(old)) < 3 {
		return
	}
	movers := []people.ID{i, s}
	for _, k := range c.Households[old].Members {
		if q := &c.People[k]; k != i && k != s && q.Spouse == 0 && (c.Child(k, i) || c.Child(k, s)) && k != c.Households[old].Head {
			movers = append(movers, k)
		}
	}
	v := c.Households[old].Village
	if c.rng.Float64() < 0.1 {
		v = population.OneOf(c.rng, c.Towns)
	}
	h := c.Open(v)
	c.Households[h].Head = i
	for _, k := range movers {
		c.Leave(k)
		c.Join(k, h)
	}
	c.office.HouseholdSplit(old, h, c.rng.IntN(20))
}

// wholeMove takes a household to another village, often into a town.
func (c *cell) wholeMove(h people.HomeID) {
	home := &c.Households[h]
	if home.Head == 0 || len(c.Registered(h)) == 0 {
		return
	}
	v := population.OneOf(c.rng, c.Villages)
	if c.rng.Float64() < 0.35 {
		v = population.OneOf(c.rng, c.Towns)
	}
	home.Village, home.House = v, v.NewHouse()
	c.office.MoveWhole(h, 1+c.rng.IntN(25))
}

// leaveHome lets somebody young go to a town, alone or to others who live there.
func (c *cell) leaveHome(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Spouse != 0 || p.Busy || c.Households[p.Home].Head == i {
		return
	}
	if c.rng.Float64() < 0.5 {
		c.newHome(population.OneOf(c.rng, c.Towns), []people.ID{i})
		return
	}
	const tries = 60
	for range tries {
		h := people.HomeID(1 + c.rng.IntN(len(c.Households)-1))
		if h != p.Home && c.Households[h].Village.Town && c.HasRoom(h) {
			c.enterHome(h, []people.ID{i})
			return
		}
	}
}

// study: somebody stays in a town for a time and remains at home in the village.
func (c *cell) study(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Away {
		return
	}
	p.Away = true
	v := population.OneOf(c.rng, c.Towns)
	until := c.Today + 270 + register.Day(c.rng.IntN(430))
	room := 1 + c.rng.IntN(9)
	c.office.Study(i, v, until, room, c.rng.IntN(20))
	c.later(until, aHomecoming, i, 0)
}

// service: somebody serves in the army.
func (c *cell) service(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Away {
		return
	}
	p.Away = true
	until := c.Today + 720
	c.office.Service(i, until, c.rng.IntN(10))
	c.later(until, aHomecoming, i, 0)
}

// homecoming ends a stay or an absence.
func (c *cell) homecoming(i people.ID) {
	p := &c.People[i]
	if !p.Here() || !p.Away {
		return
	}
	p.Away = false
	c.office.Return(i, c.rng.IntN(15))
}

// newName: a wife takes her husband's surname.
func (c *cell) newName(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Spouse == 0 || p.Unnamed {
		return
	}
	q := &c.People[p.Spouse]
	if p.Style != people.Lao || q.Style != people.Lao || p.Surname == people.NoSurname || q.Surname == people.NoSurname || p.Surname == q.Surname {
		return
	}
	p.Surname = q.Surname
	c.office.NameChange(i, c.rng.IntN(8))
}
