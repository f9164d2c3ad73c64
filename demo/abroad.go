package demo

import (
	"samano/demo/census"
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// abroadTo are the countries to which people go.
var abroadTo = []register.Country{"THA", "THA", "THA", "THA", "THA", "VNM", "KOR", "USA", "FRA"}

// departure sends somebody abroad: alone, or parents with the children under age.
func (c *cell) departure(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Busy {
		c.draw[drawDeparture]++ // somebody else will go
		return
	}
	movers := c.travellers(i)
	c.draw[drawDeparture] -= population.Sampler(len(movers) - 1)
	h := p.Home
	to := population.OneOf(c.rng, abroadTo)
	homes := []people.HomeID{h}
	for _, k := range movers {
		if from := c.People[k].Home; from != h {
			homes = append(homes, from)
		}
	}
	c.office.Departure(i, movers, homes, to, c.rng.IntN(30))
	for _, k := range movers {
		c.Leave(k)
		q := &c.People[k]
		q.Gone, q.Away = true, false
		if q.Handle != 0 && q.Age(c.Today) >= 15 {
			c.abroad = append(c.abroad, k)
		}
	}
	c.mendHeads(homes)
}

// travellers returns the people who go with somebody. Some married people go alone and
// send money; a child goes with the mother.
func (c *cell) travellers(i people.ID) []people.ID {
	p := &c.People[i]
	if p.Age(c.Today) < 15 {
		if m := p.Mother; m != 0 && c.People[m].Home == p.Home && !c.People[m].Busy && c.People[m].Handle != 0 {
			return c.travellers(m)
		}
		return []people.ID{i}
	}
	out := []people.ID{i}
	if s := p.Spouse; s != 0 {
		if c.People[s].Home != p.Home || c.People[s].Handle == 0 || c.rng.Float64() < 0.4 {
			return out
		}
		out = append(out, s)
	}
	return append(out, c.Dependants(i, 0)...)
}

// comeBack brings somebody home: to the spouse, to parents, or to a home of their own.
func (c *cell) comeBack(i people.ID) {
	p := &c.People[i]
	if p.Dead || !p.Gone || p.Handle == 0 {
		return
	}
	p.Gone = false
	h := people.HomeID(0)
	for _, k := range [...]people.ID{p.Spouse, p.Mother, p.Father} {
		if k != 0 && c.People[k].Here() && c.HasRoom(c.People[k].Home) {
			h = c.People[k].Home
			break
		}
	}
	own := h == 0
	if own {
		h = c.Open(population.OneOf(c.rng, c.Villages))
	}
	c.office.ReturnTo(i, h, c.rng.IntN(10))
	if own {
		c.Join(i, h)
		c.Households[h].Head = i
		c.office.HouseholdOpen(h)
		return
	}
	c.enterHome(h, []people.ID{i})
}

// arrival brings foreigners who come to live here.
func (c *cell) arrival() {
	h := census.Strangers(c.Cell, c.rng, c.Today, c.Today)
	for _, i := range c.Households[h].Members {
		c.office.Enrolment(i, false, register.Exact(c.People[i].Since))
	}
	c.office.HouseholdOpen(h)
}

// newPermit files a new permit of a foreigner.
func (c *cell) newPermit(i people.ID) {
	p := &c.People[i]
	if !p.Here() || !p.Nation.Foreign() {
		return
	}
	c.office.Permit(i, c.rng.IntN(10))
}

// becomeCitizen files that a foreigner is naturalised, or that a person of unknown
// nationality has that of the country.
func (c *cell) becomeCitizen(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Nation == people.OfLaos {
		return
	}
	c.office.Citizenship(i, c.rng.IntN(10))
	if !c.Households[p.Home].Blue {
		c.office.BookIssue(i, c.rng.IntN(10))
	}
}

// passport files the number of a passport.
func (c *cell) passport(i people.ID) {
	p := &c.People[i]
	if !p.Here() || p.Nation != people.OfLaos {
		return
	}
	c.office.Passport(i)
}
