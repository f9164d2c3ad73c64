package demo

import (
	"samano/acts"
	"samano/register"
)

// death files a death.
func (c *cell) death(i int32) {
	p := &c.people[i]
	if p.dead || p.gone {
		return
	}
	if p.ref != 0 && p.home != 0 {
		payload := acts.Death{Person: c.id(i), Died: register.Exact(c.today)}
		payload.DiedAt.Code = c.households[p.home].village.code
		by := c.households[p.home].head
		if by == i || p.spouse != 0 {
			by = p.spouse
		}
		lag := 1 + c.rng.IntN(25)
		if c.rng.Float64() < 0.1 {
			lag += 30 + c.rng.IntN(100)
		}
		c.declare(paper{kind: register.KindDeath, happened: payload.Died, payload: payload, office: c.office(p.home), lag: lag, evidence: papers("death-notice"), by: by, persons: c.couple(i), homes: []int32{p.home}})
	}
	c.bury(i)
}

// couple returns somebody and their spouse, if they have one.
func (c *cell) couple(i int32) []int32 {
	if s := c.people[i].spouse; s != 0 {
		return []int32{i, s}
	}
	return []int32{i}
}

// bury removes a dead person from home and marriage.
func (c *cell) bury(i int32) {
	p := &c.people[i]
	p.dead, p.died, p.away = true, c.today, false
	if s := p.spouse; s != 0 {
		q := &c.people[s]
		q.spouse, q.widowed, q.registered = 0, true, false
		p.spouse = 0
	}
	if h, headless := c.leave(i); headless {
		c.mendHeads([]int32{h})
	}
}

// divorce separates a couple; the one who does not live with their own parents leaves.
func (c *cell) divorce(i int32) {
	w := &c.people[i]
	k := w.spouse
	if k == 0 || !w.registered || !w.here() || !c.people[k].here() || w.ref == 0 || c.people[k].ref == 0 {
		return
	}
	m := &c.people[k]
	payload := acts.Divorce{Person: c.id(i), Spouse: c.id(k)}
	c.declare(paper{kind: register.KindDivorce, happened: register.Exact(c.today), payload: payload, office: c.office(w.home), lag: c.rng.IntN(10), evidence: papers("joint-request"), by: i, persons: []int32{i, k}})
	w.spouse, m.spouse, w.registered, m.registered = 0, 0, false, false
	if w.home != m.home {
		return
	}
	home := &c.households[w.home]
	leaver, movers := k, []int32{k}
	if r := c.relation(home.head, k); r == "child" && home.head != i {
		leaver, movers = i, append([]int32{i}, c.dependants(i, k)...)
	}
	c.newHome(c.households[c.people[leaver].home].village, movers)
}

// dependants returns the children under age who live with somebody and do not live
// with a parent who stays.
func (c *cell) dependants(i, stays int32) []int32 {
	var out []int32
	for _, k := range c.households[c.people[i].home].members {
		if p := &c.people[k]; c.child(k, i) && c.age(p, c.today) < 18 && p.spouse == 0 && (stays == 0 || !c.child(k, stays) || p.mother == i) {
			out = append(out, k)
		}
	}
	return out
}

// court returns the reference of a court's decision.
func (c *cell) court() string {
	c.nth++
	return digits(c.nth, 5) + "/" + digits(c.today.Year(), 4)
}

// disappearance files a court's decision that a person is missing.
func (c *cell) disappearance(i int32) {
	p := &c.people[i]
	if !p.here() || p.ref == 0 {
		return
	}
	payload := acts.MissingPerson{Person: c.id(i), Since: register.Exact(c.today - 400)}
	c.declare(paper{kind: register.KindMissing, happened: register.Exact(c.today), payload: payload, office: c.office(p.home), lag: 10, court: c.court(), persons: []int32{i}})
	c.later(c.today+1100, aCourtDeath, i, 0)
}

// courtDeath files a court's decision that a missing person is dead.
func (c *cell) courtDeath(i int32) {
	p := &c.people[i]
	if !p.here() || p.ref == 0 {
		return
	}
	payload := acts.DeclaredDead{Person: c.id(i), Died: register.Exact(c.today)}
	c.declare(paper{kind: register.KindDeclaredDead, happened: payload.Died, payload: payload, office: c.office(p.home), lag: 10, court: c.court(), persons: c.couple(i), homes: []int32{p.home}})
	c.bury(i)
}
