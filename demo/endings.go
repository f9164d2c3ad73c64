package demo

import "samano/demo/people"

// death files a death.
func (c *cell) death(i people.ID) {
	p := &c.People[i]
	if p.Dead || p.Gone {
		return
	}
	if p.Handle != 0 && p.Home != 0 {
		lag := 1 + c.rng.IntN(25)
		if c.rng.Float64() < 0.1 {
			lag += 30 + c.rng.IntN(100)
		}
		c.office.Death(i, lag)
	}
	c.bury(i)
}

// bury removes a dead person from home and marriage.
func (c *cell) bury(i people.ID) {
	p := &c.People[i]
	p.Dead, p.Died, p.Away = true, c.Today, false
	if s := p.Spouse; s != 0 {
		q := &c.People[s]
		q.Spouse, q.Widowed, q.MarriageFiled = 0, true, false
		p.Spouse = 0
	}
	if h, headless := c.Leave(i); headless {
		c.mendHeads([]people.HomeID{h})
	}
}

// divorce separates a couple; the one who does not live with their own parents leaves.
func (c *cell) divorce(i people.ID) {
	w := &c.People[i]
	k := w.Spouse
	if k == 0 || !w.MarriageFiled || !w.Here() || !c.People[k].Here() || w.Handle == 0 || c.People[k].Handle == 0 {
		return
	}
	m := &c.People[k]
	c.office.Divorce(i, k, c.rng.IntN(10))
	w.Spouse, m.Spouse, w.MarriageFiled, m.MarriageFiled = 0, 0, false, false
	if w.Home != m.Home {
		return
	}
	home := &c.Households[w.Home]
	leaver, movers := k, []people.ID{k}
	if r := c.Relation(home.Head, k); r == "child" && home.Head != i {
		leaver, movers = i, append([]people.ID{i}, c.Dependants(i, k)...)
	}
	c.newHome(c.Households[c.People[leaver].Home].Village, movers)
}

// disappearance files a court's decision that a person is missing.
func (c *cell) disappearance(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Handle == 0 {
		return
	}
	c.office.Missing(i, c.Today-400)
	c.later(c.Today+1100, aCourtDeath, i, 0)
}

// courtDeath files a court's decision that a missing person is dead.
func (c *cell) courtDeath(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Handle == 0 {
		return
	}
	c.office.DeclaredDead(i)
	c.bury(i)
}
