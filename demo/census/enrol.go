package census

import (
	"cmp"
	"slices"

	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// enrol files the enrolment of everybody: for each household its members, the old first so
// that children can name their parents, then the household with its book.
func (c *Census) enrol() {
	order := make([]people.HomeID, 0, len(c.Households))
	for h := range c.Households[1:] {
		order = append(order, people.HomeID(h+1))
	}
	slices.SortStableFunc(order, func(a, b people.HomeID) int {
		return cmp.Compare(c.Households[a].Village.Code, c.Households[b].Village.Code)
	})
	for n, h := range order {
		c.Office.Begin(c.eve() + register.Day(n*(Days-4)/len(order)))
		if c.Office.Stopped() {
			return
		}
		c.enter(h)
	}
}

// enter enrols the members of a household and opens it.
func (c *Census) enter(h people.HomeID) {
	home := &c.Households[h]
	members := slices.Clone(home.Members)
	slices.SortStableFunc(members, func(a, b people.ID) int { return cmp.Compare(c.People[a].Born, c.People[b].Born) })
	for _, i := range members {
		since, native := c.livedSince(i)
		c.Office.Enrolment(i, native, since)
	}
	c.Office.HouseholdOpen(h)
	if !c.Marriages {
		return
	}
	for _, i := range members {
		if p := &c.People[i]; p.Sex == population.Female && p.Spouse != 0 && c.People[p.Spouse].Home == h {
			c.oldMarriage(i)
		}
	}
}

// livedSince draws from when somebody lives where the census finds them, and whether they were
// born there.
func (c *Census) livedSince(i people.ID) (since register.Date, native bool) {
	p := &c.People[i]
	switch {
	case p.Nation.Foreign():
		since = register.Exact(p.Since)
	case c.Rng.Float64() < 0.7:
		since, native = p.Recorded, true
	default:
		since = register.InYear(max(int(p.Recorded.Year), c.Today.Year()-1-c.Rng.IntN(20)), register.Declared)
	}
	if since.Earliest() > c.Today || since.Before(p.Recorded) == register.Yes {
		since = p.Recorded
	}
	return since, native
}

// oldMarriage files a marriage from long before the census. One in ten was by custom and
// stays out of the register.
func (c *Census) oldMarriage(i people.ID) {
	if c.Draws.Custom.Hits(0.1) {
		return
	}
	w := &c.People[i]
	m := &c.People[w.Spouse]
	youngest := max(w.Recorded.Latest(), m.Recorded.Latest())
	first := c.Life
	if w.FirstBirth != 0 {
		first = w.FirstBirth
	}
	year := max(youngest.Year()+19, first.Year()-1)
	if year >= c.Life.Year() {
		return
	}
	on := register.InYear(year, register.Declared)
	switch u := c.Rng.Float64(); {
	case u < 0.4:
		on = register.Exact(register.DayOf(year, 1, 1) + register.Day(c.Rng.IntN(365)))
	case u > 0.8 && year > youngest.Year()+19+register.AboutYears && year+register.AboutYears < c.Life.Year():
		on.About, on.Basis = true, register.Estimated
	}
	c.Office.Marriage(i, on, 0)
}
