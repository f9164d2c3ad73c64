package demo

import (
	"samano/acts"
	"samano/register"
)

// birth adds a child, or twins, to the mother's home.
func (c *cell) birth(i, father int32) {
	m := &c.people[i]
	if !m.here() || m.home == 0 {
		return
	}
	if c.draw[drawStillbirth].hits(0.012) {
		c.stillbirth(i)
	}
	m.lastBirth = c.today
	if f := &c.people[father]; f.dead && f.died < c.today-posthumous {
		father = 0
	}
	if father == 0 {
		father = m.spouse // married since
	}
	order := 0
	if c.draw[drawTwins].hits(0.009) {
		order = 1
		c.child1(i, father, 2)
	}
	c.child1(i, father, order)
}

// posthumous is how many days after a man's death his child may be born; the law
// asks beyond it.
const posthumous = 290

// child1 adds one child; order counts the children of one delivery.
func (c *cell) child1(i, father int32, order int) {
	m := &c.people[i]
	p := person{born: c.today, mother: i, father: father, style: m.style, surname: m.surname, nation: m.nation, order: uint8(order), since: c.today}
	if c.rng.Float64() >= girls {
		p.sex = male
	}
	if father != 0 {
		p.style, p.surname = c.people[father].style, c.people[father].surname
	}
	p.given = c.names.pickGiven(c.rng, p.style, p.sex)
	p.recorded = c.recordBirth(p.style)
	dies := c.draw[drawDeath].hits(c.rates.dying(p.sex, 0, c.today.Year()))
	k := c.add(p)
	c.join(k, c.people[i].home)
	if dies {
		u := c.rng.Float64()
		c.later(c.today+register.Day(365*u*u*u), aDeath, k, 0)
	}
	late := 0.012
	if p.style != lao {
		late = 0.035
	}
	if c.draw[drawLate].hits(late) {
		const soonest, latest = 400, 3300
		c.later(c.today+soonest+register.Day(c.rng.IntN(latest-soonest)), aLateBirth, k, 0)
		return
	}
	if c.draw[drawUnnamed].hits(0.03) {
		c.people[k].unnamed = true
		c.later(c.today+30+register.Day(c.rng.IntN(300)), aNaming, k, 0)
	}
	lag := 2 + c.rng.IntN(27)
	if c.rng.Float64() < 0.08 {
		lag += 30 + c.rng.IntN(90)
	}
	c.declareBirth(k, lag)
	if father == 0 && c.draw[drawRecognition].hits(0.35) {
		c.later(c.today+200+register.Day(c.rng.IntN(900)), aRecognition, k, 0)
	}
}

// recordBirth returns the date of a birth as the village records it: nearly always to the
// day.
func (c *cell) recordBirth(s style) register.Date {
	d := register.Exact(c.today)
	vague := 0.004
	if s != lao {
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
func (c *cell) declareBirth(k int32, lag int) {
	p := &c.people[k]
	home := &c.households[p.home]
	if home.head == 0 {
		return
	}
	p.nation = c.nationAtBirth(p)
	payload := acts.Birth{
		Sex: sexes[p.sex], Born: p.recorded, Order: int(p.order), Mother: c.who(p.mother), Father: c.who(p.father),
		Household: c.homeID(p.home), Relation: c.relation(home.head, k),
	}
	payload.BornAt.Code = home.village.code
	if c.today.Year() > 2005 && c.rng.Float64() < 0.5 {
		payload.BornAt.Code = c.towns[0].code // in the hospital
	}
	if !p.unnamed {
		payload.Name = c.names.forms(p)
	}
	if p.nation.foreign() {
		b, _ := p.nation.bond("birth")
		payload.Nationality = &b
	}
	p.ref = c.ids.subject()
	payload.As = c.id(k)
	persons := []int32{k, p.mother}
	by := p.mother
	if p.father != 0 {
		persons = append(persons, p.father)
		if c.people[p.father].here() {
			by = p.father
		}
	}
	c.declare(paper{kind: register.KindBirth, happened: p.recorded, payload: payload, office: c.office(p.home), lag: lag, evidence: papers("birth-notice"), by: by, persons: persons, homes: []int32{p.home}})
}

// nationAtBirth follows the parents who are in the register, as the law does: the
// nationality of the country if either has it. Statelessness is not inherited, and nothing
// is determined about the child.
func (c *cell) nationAtBirth(p *person) nation {
	out := ofUnknown
	for _, parent := range [...]int32{p.father, p.mother} {
		switch q := &c.people[parent]; {
		case parent == 0 || q.ref == 0:
		case q.nation == ofLaos:
			return ofLaos
		case q.nation.foreign():
			out = q.nation
		}
	}
	return out
}

// lateBirth registers a child years after its birth.
func (c *cell) lateBirth(k int32) {
	if p := &c.people[k]; p.here() && p.ref == 0 {
		c.declareBirth(k, 1)
	}
}

// naming files the name of a child.
func (c *cell) naming(k int32) {
	p := &c.people[k]
	if !p.here() || p.ref == 0 || !p.unnamed {
		return
	}
	p.unnamed = false
	payload := acts.Naming{Person: c.id(k), Name: c.names.forms(p)}
	c.declare(paper{kind: register.KindNaming, happened: register.Exact(c.today), payload: payload, office: c.office(p.home), lag: c.rng.IntN(8), by: p.mother, persons: []int32{k}})
}

// recognition files that a father declares a child to be his.
func (c *cell) recognition(k, _ int32) {
	p := &c.people[k]
	if !p.here() || p.ref == 0 || p.father != 0 || p.mother == 0 || c.people[p.mother].wed == p.born {
		return
	}
	const tries = 40
	for range tries {
		f := int32(1 + c.rng.IntN(len(c.people)-1))
		q := &c.people[f]
		apart := p.born - q.born
		if q.sex != male || !q.here() || q.ref == 0 || q.style != p.style || apart < 18*366 || apart > 45*365 || c.kin(p.mother, f) {
			continue
		}
		p.father = f
		payload := acts.Recognition{Child: c.id(k), Role: register.Father, Parent: acts.Who{Person: c.id(f)}}
		c.declare(paper{kind: register.KindRecognition, happened: register.Exact(c.today), payload: payload, office: c.office(p.home), lag: c.rng.IntN(5), evidence: papers("declaration"), by: f, persons: []int32{k, f, p.mother}})
		return
	}
}

// stillbirth files a stillbirth, which the register only counts.
func (c *cell) stillbirth(i int32) {
	m := &c.people[i]
	v := c.households[m.home].village
	weeks := 29 + c.rng.IntN(12)
	payload := acts.Stillbirth{Sex: sexes[c.rng.IntN(2)], Weeks: weeks, Grams: 1000 + 200*(weeks-28), MotherAge: c.age(m, c.today), LivesAt: v.code}
	payload.At.Code = v.code
	c.declare(paper{kind: register.KindStillbirth, happened: register.Exact(c.today), payload: payload, office: v.office, lag: 1 + c.rng.IntN(20)})
}

// foundling files that a child is found, and finds it a household.
func (c *cell) foundling(h int32) {
	home := &c.households[h]
	if home.head == 0 || !c.open18(h) {
		return
	}
	guardian := &c.people[home.head]
	if least, _ := ageOn(guardian.recorded, register.Exact(c.today)); least < 18 {
		return
	}
	p := person{born: c.today - register.Day(c.rng.IntN(100)), style: guardian.style, surname: guardian.surname}
	p.sex = uint8(c.rng.IntN(2))
	p.given = c.names.pickGiven(c.rng, p.style, p.sex)
	p.recorded = register.Exact(p.born)
	p.recorded.Day, p.recorded.Basis = 0, register.Estimated
	p.ref, p.guardian = c.ids.subject(), home.head
	k := c.add(p)
	c.join(k, h)
	at := c.dwelling(h)
	payload := acts.Foundling{
		As: c.id(k), Name: c.names.forms(&c.people[k]), Sex: sexes[p.sex], Born: p.recorded, Dwelling: &at,
		Household: c.homeID(h), Relation: "foster-child", Guardian: c.who(home.head), Scope: "full",
	}
	payload.FoundAt.Code = home.village.code
	c.declare(paper{kind: register.KindFoundling, happened: register.Exact(c.today), payload: payload, office: home.village.office, lag: c.rng.IntN(3), evidence: papers("police-report"), persons: []int32{k, home.head}, homes: []int32{h}})
}
