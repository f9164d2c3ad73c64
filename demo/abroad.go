package demo

import (
	"samano/acts"
	"samano/register"
)

// abroadTo are the countries to which people go.
var abroadTo = []register.Country{"THA", "THA", "THA", "THA", "THA", "VNM", "KOR", "USA", "FRA"}

// departure sends somebody abroad: alone, or parents with the children under age.
func (c *cell) departure(i int32) {
	p := &c.people[i]
	if !p.here() || p.busy {
		c.draw[drawDeparture]++ // somebody else will go
		return
	}
	movers := c.travellers(i)
	c.draw[drawDeparture] -= sampler(len(movers) - 1)
	h := p.home
	payload := acts.Departure{To: acts.PlaceOf{Country: oneOf(c.rng, abroadTo)}}
	var persons []int32
	homes := []int32{h}
	for _, k := range movers {
		q := &c.people[k]
		if from := q.home; from != h {
			homes = append(homes, from)
		}
		if q.ref != 0 {
			persons = append(persons, k)
			payload.Persons = append(payload.Persons, c.id(k))
		}
	}
	c.declare(paper{kind: register.KindDeparture, happened: register.Exact(c.today), payload: payload, office: c.office(h), lag: c.rng.IntN(30), by: i, persons: persons, homes: homes})
	for _, k := range movers {
		c.leave(k)
		q := &c.people[k]
		q.gone, q.away = true, false
		if q.ref != 0 && c.age(q, c.today) >= 15 {
			c.abroad = append(c.abroad, k)
		}
	}
	c.mendHeads(homes)
}

// travellers returns the people who go with somebody. Some married people go alone and
// send money; a child goes with the mother.
func (c *cell) travellers(i int32) []int32 {
	p := &c.people[i]
	if c.age(p, c.today) < 15 {
		if m := p.mother; m != 0 && c.people[m].home == p.home && !c.people[m].busy && c.people[m].ref != 0 {
			return c.travellers(m)
		}
		return []int32{i}
	}
	out := []int32{i}
	if s := p.spouse; s != 0 {
		if c.people[s].home != p.home || c.people[s].ref == 0 || c.rng.Float64() < 0.4 {
			return out
		}
		out = append(out, s)
	}
	return append(out, c.dependants(i, 0)...)
}

// comeBack brings somebody home: to the spouse, to parents, or to a home of their own.
func (c *cell) comeBack(i int32) {
	p := &c.people[i]
	if p.dead || !p.gone || p.ref == 0 {
		return
	}
	p.gone = false
	h := int32(0)
	for _, k := range [...]int32{p.spouse, p.mother, p.father} {
		if k != 0 && c.people[k].here() && c.open18(c.people[k].home) {
			h = c.people[k].home
			break
		}
	}
	own := h == 0
	if own {
		h = c.open(oneOf(c.rng, c.villages))
	}
	at := c.dwelling(h)
	c.declare(paper{kind: register.KindReturn, happened: register.Exact(c.today), payload: acts.Return{Persons: []string{c.id(i)}, To: &at}, office: c.office(h), lag: c.rng.IntN(10), by: i, persons: []int32{i}})
	if own {
		c.join(i, h)
		c.households[h].head = i
		c.householdOpen(h)
		return
	}
	c.enterHome(h, []int32{i})
}

// foreigners are those who lived here at the census.
func (c *cell) foreigners() {
	const share = 0.004
	for range c.count(drawArrival, share*float64(len(c.people))/3) {
		c.strangers(c.eve()-register.Day(200+c.rng.IntN(20*365)), c.eve())
	}
}

// arrival brings foreigners who come to live here.
func (c *cell) arrival() {
	h := c.strangers(c.today, c.today)
	for _, i := range c.households[h].members {
		c.enrolment(i)
	}
	c.householdOpen(h)
}

// strangers returns a household of foreigners in a town: a couple with a child, or one
// person.
func (c *cell) strangers(since, today register.Day) int32 {
	h := c.open(c.towns[c.rng.IntN(len(c.towns))])
	p := person{style: vietnamese, nation: ofVietnam, since: since}
	if c.rng.Float64() < 0.35 {
		p.style, p.nation = chinese, ofChina
	}
	enter := func(sex uint8, age int) int32 {
		p.sex = sex
		p.born = today.AddYears(-age) - register.Day(c.rng.IntN(365))
		p.given, p.surname = c.names.pickGiven(c.rng, p.style, sex), c.names.pickSurname(c.rng, p.style)
		p.recorded = register.Exact(p.born)
		i := c.add(p)
		c.join(i, h)
		return i
	}
	m := enter(male, 24+c.rng.IntN(25))
	c.households[h].head = m
	if c.rng.Float64() < 0.4 {
		return h
	}
	w := enter(female, 22+c.rng.IntN(18))
	c.people[m].spouse, c.people[w].spouse = w, m
	if c.rng.Float64() < 0.6 {
		k := enter(uint8(c.rng.IntN(2)), 1+c.rng.IntN(5))
		child := &c.people[k]
		child.mother, child.father, child.surname = w, m, c.people[m].surname
		child.since = max(since, child.born)
		c.people[w].lastBirth = child.born
	}
	return h
}

// newPermit files a new permit of a foreigner.
func (c *cell) newPermit(i int32) {
	p := &c.people[i]
	if !p.here() || !p.nation.foreign() {
		return
	}
	payload := acts.ResidenceStatus{Person: c.id(i), Opens: c.permit(p)}
	c.declare(paper{kind: register.KindResidenceStatus, happened: register.Exact(c.today), payload: payload, office: c.office(p.home), lag: c.rng.IntN(10), evidence: papers("residence-permit"), by: i, persons: []int32{i}})
}

// becomeCitizen files that a foreigner is naturalised, or that a person of unknown
// nationality has that of the country.
func (c *cell) becomeCitizen(i int32) {
	p := &c.people[i]
	if !p.here() || p.nation == ofLaos {
		return
	}
	payload := acts.Nationality{Person: c.id(i), Opens: &register.Nationality{State: register.NationalityHeld, Country: countries[ofLaos], Basis: "determination"}}
	if p.nation.foreign() {
		payload.Opens.Basis = "naturalisation"
		held, _ := p.nation.bond("")
		payload.Ends = []register.Nationality{held}
	}
	p.nation = ofLaos
	v := c.households[p.home].village
	c.declare(paper{kind: register.KindNationality, happened: register.Exact(c.today), payload: payload, office: provinceOffice(v.province()), lag: c.rng.IntN(10), evidence: papers("nationality-decision"), by: i, persons: []int32{i}})
	if home := &c.households[p.home]; !home.blue {
		c.bookIssue(p.home, "blue", i)
	}
}

// bookIssue files a book of another class for a household, for one of its members.
func (c *cell) bookIssue(h int32, class string, i int32) {
	home := &c.households[h]
	payload := acts.BookIssue{Household: c.homeID(h), Book: c.newBook(home, class)}
	c.declare(paper{kind: register.KindBookIssue, happened: register.Exact(c.today), payload: payload, office: c.office(h), lag: c.rng.IntN(10), by: home.head, persons: []int32{i}, homes: []int32{h}})
}

// passport files the number of a passport.
func (c *cell) passport(i int32) {
	p := &c.people[i]
	if !p.here() || p.nation != ofLaos {
		return
	}
	c.nth++
	payload := acts.Identifier{Person: c.id(i), Opens: &register.Identifier{Kind: "passport", Issuer: "LAO", Value: "P" + digits(c.nth, 7)}}
	c.declare(paper{kind: register.KindIdentifier, happened: register.Exact(c.today), payload: payload, office: c.office(p.home), lag: 0, by: i, persons: []int32{i}})
}
