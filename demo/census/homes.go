package census

import (
	"samano/demo/people"
	"samano/demo/population"
)

// house decides who lives with whom: host is the person in whose home somebody lives, 0
// for a home of their own.
func (c *Census) house(host []people.ID) {
	children := map[people.ID][]people.ID{}
	for i := range host {
		if m := c.People[i].Mother; m != 0 {
			children[m] = append(children[m], people.ID(i))
		}
	}
	for k := range host[1:] {
		i := people.ID(k + 1)
		p := &c.People[i]
		age := p.Age(c.eve())
		switch {
		case p.Spouse != 0 && p.Sex == population.Male:
			host[i] = p.Spouse
		case p.Spouse != 0:
			// Young couples often live with her parents, or with his.
			if with := p.Mother; c.Rng.Float64() < 0.8-float64(age)/70 {
				if h := c.People[p.Spouse].Mother; with == 0 || (h != 0 && c.Rng.Float64() < 0.35) {
					with = h
				}
				host[i] = with
			}
		case p.Mother != 0 && (age < 18 || c.Rng.Float64() < 0.85):
			host[i] = p.Mother
		case age >= 60 && c.Rng.Float64() < 0.85:
			for _, child := range children[i] {
				if q := &c.People[child]; q.Spouse != 0 {
					host[i] = child
					break
				}
			}
		}
	}
	c.fill(host)
}

// root follows hosts to the end; a circle (parents with children who live with
// them) ends where it closes.
func root(host []people.ID, i people.ID) people.ID {
	const longest = 8
	for range longest {
		if host[i] == 0 {
			return i
		}
		i = host[i]
	}
	host[i] = 0
	return i
}

// roots returns the person in whose home everybody lives in the end; a man's home is his
// wife's. Cutting a circle or a long chain turns a guest into a root, so all cuts come
// first.
func roots(host []people.ID, wife func(people.ID) people.ID) []people.ID {
	home := func(i people.ID) people.ID {
		r := root(host, i)
		if w := wife(r); w != 0 {
			r = root(host, w)
		}
		return r
	}
	out := make([]people.ID, len(host))
	for range 2 {
		for i := 1; i < len(host); i++ {
			out[i] = home(people.ID(i))
		}
	}
	return out
}

// fill opens the homes and assigns them to villages: to each as many people as its weight
// asks for.
func (c *Census) fill(host []people.ID) {
	var homes [people.Styles][]people.ID
	at := map[people.ID][]people.ID{}
	wife := func(i people.ID) people.ID {
		if p := &c.People[i]; p.Sex == population.Male {
			return p.Spouse
		}
		return 0
	}
	for k, r := range roots(host, wife)[1:] {
		if at[r] == nil {
			homes[c.People[r].Style] = append(homes[c.People[r].Style], r)
		}
		at[r] = append(at[r], people.ID(k+1))
	}
	for s := range people.Styles {
		var villages []*people.Village
		for _, v := range c.Villages {
			if v.Style == s {
				villages = append(villages, v)
			}
		}
		if len(villages) == 0 {
			continue
		}
		c.Rng.Shuffle(len(homes[s]), func(i, k int) { homes[s][i], homes[s][k] = homes[s][k], homes[s][i] })
		var adults, guests []people.ID
		for _, r := range homes[s] {
			// Children alone, and most of the single, live with others.
			if p, age := &c.People[r], c.People[r].Age(c.eve()); age < 18 || (p.Spouse == 0 && len(at[r]) == 1 && c.Rng.Float64() < 0.75) {
				guests = append(guests, r)
			} else {
				adults = append(adults, r)
			}
		}
		v, done := 0, 0.0
		for n, r := range adults {
			for v < len(villages)-1 && float64(n) >= (done+villages[v].Weight)/c.Weights[s]*float64(len(adults)) {
				done += villages[v].Weight
				v++
			}
			h := c.Open(villages[v])
			c.Households[h].Head = r
			if p := &c.People[r]; p.Spouse != 0 && p.Sex == population.Female {
				c.Households[h].Head = p.Spouse
			}
			for _, i := range at[r] {
				c.Join(i, h)
			}
		}
		for _, r := range guests {
			for _, i := range at[r] {
				if len(adults) > 0 {
					c.Join(i, c.People[population.OneOf(c.Rng, adults)].Home)
				}
			}
		}
	}
}
