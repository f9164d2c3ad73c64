package demo

import (
	"samano/acts"
	"samano/register"
)

// planHomes draws who moves and who leaves home in a year.
func (c *cell) planHomes(from, to register.Day) {
	for h := 1; h < len(c.households); h++ {
		home := &c.households[h]
		if home.head == 0 || len(home.members) == 0 {
			continue
		}
		chance := 0.02
		if home.village.town || c.age(&c.people[home.head], from) > 50 {
			chance = 0.008
		}
		if c.draw[drawMove].hits(chance) {
			c.later(c.dayIn(from, to), aMove, int32(h), 0)
		}
		if c.draw[drawFoundling].hits(0.00008) {
			c.later(c.dayIn(from, to), aFoundling, int32(h), 0)
		}
	}
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if !p.here() || p.ref == 0 {
			continue
		}
		age := c.age(p, from)
		if p.spouse == 0 && age >= 18 && age < 28 && !c.households[p.home].village.town && c.draw[drawLeaving].hits(0.014) {
			c.later(c.dayIn(from, to), aLeavingHome, int32(i), 0)
		}
		if p.spouse != 0 && p.sex == male && age >= 24 && c.guests(int32(i)) && c.draw[drawSplit].hits(0.08) {
			c.later(c.dayIn(from, to), aSplit, int32(i), 0)
		}
	}
}

// guests reports whether a couple lives in somebody else's home.
func (c *cell) guests(i int32) bool {
	p := &c.people[i]
	if p.spouse == 0 || p.home == 0 || c.people[p.spouse].home != p.home {
		return false
	}
	head := c.households[p.home].head
	return head != 0 && head != i && head != p.spouse
}

// planPapers draws the rarer acts of a year.
func (c *cell) planPapers(from, to register.Day) {
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if !p.here() || p.ref == 0 {
			continue
		}
		age := c.age(p, from)
		draw := func(stream int, chance float64, w what) {
			if c.draw[stream].hits(chance) {
				c.later(c.dayIn(from, to), w, int32(i), 0)
			}
		}
		switch {
		case age == 18 && p.spouse == 0 && !c.households[p.home].village.town:
			draw(drawStudy, 0.12, aStudy)
		case age == 19 && p.sex == male && p.spouse == 0:
			draw(drawService, 0.05, aService)
		}
		if age >= 20 && age < 60 {
			draw(drawPassport, 0.0015, aPassport)
			draw(drawDisappearance, 0.0001, aDisappearance)
		}
		switch {
		case p.nation.foreign() && p.since < from-10*366:
			draw(drawNaturalisation, 0.04, aNaturalisation)
		case p.nation.foreign():
			draw(drawPermit, 0.3, aPermit)
		case p.nation != ofLaos:
			draw(drawDetermination, 0.03, aDetermination)
		}
	}
}

// wedding joins two people and finds them a home: one of their own, or with her
// parents, or with his.
func (c *cell) wedding(i, k int32) {
	w, m := &c.people[i], &c.people[k]
	w.busy, m.busy = false, false
	if !w.here() || !m.here() || w.spouse != 0 || m.spouse != 0 || c.kin(i, k) {
		return
	}
	w.spouse, m.spouse, w.widowed, m.widowed = k, i, false, false
	w.wed, m.wed = c.today, c.today
	if !c.draw[drawCustom].hits(0.05) {
		c.marriage(i, register.Exact(c.today), c.rng.IntN(15))
	}
	alone := len(c.households[m.home].members) == 1
	switch u := c.rng.Float64(); {
	case w.home == m.home:
	case alone && c.open18(m.home):
		c.enterHome(m.home, append([]int32{i}, c.dependants(i, 0)...))
	case u < 0.25 || !c.open18(w.home) && !c.open18(m.home):
		v := c.households[w.home].village
		if c.rng.Float64() < 0.15 {
			v = oneOf(c.rng, c.towns)
		}
		movers := append([]int32{k, i}, c.dependants(i, 0)...)
		c.newHome(v, append(movers, c.dependants(k, 0)...))
	case u < 0.7 && c.open18(w.home) || !c.open18(m.home):
		c.enterHome(w.home, append([]int32{k}, c.dependants(k, 0)...))
	default:
		c.enterHome(m.home, append([]int32{i}, c.dependants(i, 0)...))
	}
	if p := &c.people[i]; p.home != 0 && p.nation.foreign() && !c.households[p.home].red {
		c.bookIssue(p.home, "red", i)
	}
	if c.draw[drawNewName].hits(0.15) {
		c.later(c.today+10+register.Day(c.rng.IntN(60)), aNewName, i, 0)
	}
}

// split lets a couple and their children open a household of their own.
func (c *cell) split(i int32) {
	if !c.guests(i) {
		return
	}
	p := &c.people[i]
	s := p.spouse
	old := p.home
	if p.ref == 0 || c.people[s].ref == 0 || !c.open18(old) && len(c.registered(old)) < 3 {
		return
	}
	movers := []int32{i, s}
	for _, k := range c.households[old].members {
		if q := &c.people[k]; k != i && k != s && q.spouse == 0 && (c.child(k, i) || c.child(k, s)) && k != c.households[old].head {
			movers = append(movers, k)
		}
	}
	v := c.households[old].village
	if c.rng.Float64() < 0.1 {
		v = oneOf(c.rng, c.towns)
	}
	h := c.open(v)
	home := &c.households[h]
	home.head = i
	at := c.dwelling(h)
	payload := acts.HouseholdSplit{Household: c.homeID(old), As: c.homeID(h), Dwelling: &at}
	class := "blue"
	if p.nation != ofLaos {
		class = "red"
	}
	payload.Books = []register.Book{c.newBook(home, class)}
	var persons []int32
	for _, k := range movers {
		c.leave(k)
		c.join(k, h)
		if c.people[k].ref != 0 {
			persons = append(persons, k)
			payload.Members = append(payload.Members, acts.Related{Person: c.id(k), Relation: c.relation(i, k)})
		}
	}
	c.declare(paper{kind: register.KindHouseholdSplit, happened: register.Exact(c.today), payload: payload, office: v.office, lag: c.rng.IntN(20), evidence: papers("household-head-consent"), by: i, persons: persons, homes: []int32{old, h}})
}

// wholeMove takes a household to another village, often into a town.
func (c *cell) wholeMove(h int32) {
	home := &c.households[h]
	persons := c.registered(h)
	if home.head == 0 || len(persons) == 0 {
		return
	}
	v := oneOf(c.rng, c.villages)
	if c.rng.Float64() < 0.35 {
		v = oneOf(c.rng, c.towns)
	}
	home.village, home.house = v, v.house()
	payload := acts.Move{To: c.dwelling(h), Whole: true}
	for _, i := range persons {
		payload.Persons = append(payload.Persons, c.id(i))
	}
	c.declare(paper{kind: register.KindMove, happened: register.Exact(c.today), payload: payload, office: v.office, lag: 1 + c.rng.IntN(25), evidence: papers("family-book"), by: home.head, persons: persons, homes: []int32{h}})
}

// leaveHome lets somebody young go to a town, alone or to others who live there.
func (c *cell) leaveHome(i int32) {
	p := &c.people[i]
	if !p.here() || p.spouse != 0 || p.busy || c.households[p.home].head == i {
		return
	}
	if c.rng.Float64() < 0.5 {
		c.newHome(oneOf(c.rng, c.towns), []int32{i})
		return
	}
	const tries = 60
	for range tries {
		h := int32(1 + c.rng.IntN(len(c.households)-1))
		if h != p.home && c.households[h].village.town && c.open18(h) {
			c.enterHome(h, []int32{i})
			return
		}
	}
}

// study: somebody stays in a town for a time and remains at home in the village.
func (c *cell) study(i int32) {
	p := &c.people[i]
	if !p.here() || p.away {
		return
	}
	p.away = true
	v := oneOf(c.rng, c.towns)
	until := c.today + 270 + register.Day(c.rng.IntN(430))
	payload := acts.TemporaryStay{Persons: []string{c.id(i)}, At: acts.Dwelling{Code: v.code, House: "ຫໍພັກ " + digits(1+c.rng.IntN(9), 1)}, Until: register.Exact(until), Reason: "study"}
	c.declare(paper{kind: register.KindTemporaryStay, happened: register.Exact(c.today), payload: payload, office: v.office, lag: c.rng.IntN(20), by: i, persons: []int32{i}})
	c.later(until, aHomecoming, i, 0)
}

// service: somebody serves in the army.
func (c *cell) service(i int32) {
	p := &c.people[i]
	if !p.here() || p.away {
		return
	}
	p.away = true
	until := c.today + 720
	payload := acts.Absence{Persons: []string{c.id(i)}, Reason: "military-service", Until: register.Exact(until)}
	c.declare(paper{kind: register.KindAbsence, happened: register.Exact(c.today), payload: payload, office: c.office(p.home), lag: c.rng.IntN(10), by: i, persons: []int32{i}})
	c.later(until, aHomecoming, i, 0)
}

// homecoming ends a stay or an absence.
func (c *cell) homecoming(i int32) {
	p := &c.people[i]
	if !p.here() || !p.away {
		return
	}
	p.away = false
	c.declare(paper{kind: register.KindReturn, happened: register.Exact(c.today), payload: acts.Return{Persons: []string{c.id(i)}}, office: c.office(p.home), lag: c.rng.IntN(15), by: i, persons: []int32{i}})
}

// newName: a wife takes her husband's surname.
func (c *cell) newName(i int32) {
	p := &c.people[i]
	if !p.here() || p.spouse == 0 || p.unnamed {
		return
	}
	q := &c.people[p.spouse]
	if p.style != lao || q.style != lao || p.surname == noSurname || q.surname == noSurname || p.surname == q.surname {
		return
	}
	p.surname = q.surname
	payload := acts.NameChange{Person: c.id(i), Name: c.names.forms(p)}
	c.declare(paper{kind: register.KindNameChange, happened: register.Exact(c.today), payload: payload, office: c.office(p.home), lag: c.rng.IntN(8), evidence: papers("declaration"), by: i, persons: []int32{i}})
}
