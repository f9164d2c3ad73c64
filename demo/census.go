package demo

import (
	"cmp"
	"math"
	"slices"

	"samano/register"
)

// pool is the people of one style at the census, by age, before they have families.
type pool struct {
	single  [2][ages][]int32 // by sex; taken as they marry
	mothers [ages][]int32    // women who are or were married
	bearing map[int32]uint64 // ages of a woman's children, a bit each
}

// settle creates the people of the cell on the eve of the census: a population of the right
// ages, then marriages, then the mothers of children, then homes.
func (c *cell) settle() {
	n := float64(c.target) / c.growth
	total := 0.0
	for _, s := range c.style {
		total += s
	}
	var count [2][ages]sampler
	for sex := range count {
		for age := range count[sex] {
			count[sex][age] = sampler(c.rng.Float64())
		}
	}
	host := make([]int32, 1, c.target)
	for s := range styles {
		if c.style[s] == 0 {
			continue
		}
		p := c.pool(s, n*c.style[s]/total, &count)
		p.marry(c)
		p.bear(c)
		for len(host) < len(c.people) {
			host = append(host, 0)
		}
	}
	c.house(host)
	c.foreigners()
}

// pool creates the people of one style.
func (c *cell) pool(s style, n float64, count *[2][ages]sampler) *pool {
	p := &pool{bearing: map[int32]uint64{}}
	all := c.start.sum()
	for sex := range uint8(2) {
		for age := range ages {
			count[sex][age] += sampler(n * c.start[sex][age] / all)
			for ; count[sex][age] >= 1; count[sex][age]-- {
				q := person{sex: sex, style: s, born: c.eve().AddYears(-age) - 1 - register.Day(c.rng.IntN(365))}
				q.given, q.surname = c.names.pickGiven(c.rng, s, sex), c.names.pickSurname(c.rng, s)
				// Surnames came by decree in 1943, and not to everybody.
				if s == lao && q.born.Year() < 1943 && c.rng.Float64() < 0.08 {
					q.surname = noSurname
				}
				q.nation = c.nationAtCensus(s)
				q.recorded = c.record(q.born, s)
				i := c.add(q)
				p.single[sex][age] = append(p.single[sex][age], i)
			}
		}
	}
	return p
}

// nationAtCensus returns the nationality. A few people have an unknown one; fewer have
// been determined to have none.
func (c *cell) nationAtCensus(s style) nation {
	unknown := 0.001
	if s == bare {
		unknown = 0.006
	}
	switch {
	case c.draw[drawUnknown].hits(unknown):
		return ofUnknown
	case c.draw[drawStateless].hits(0.0006):
		return ofNone
	}
	return ofLaos
}

// record returns a date of birth as the census takes it down: the further back and
// the further from an office, the more often only the year is known, or about.
func (c *cell) record(born register.Day, s style) register.Date {
	d := register.Exact(born)
	year := born.Year()
	vague := min(0.75, max(0.03, float64(1995-year)/65))
	if s != lao {
		vague = min(0.9, vague*1.5+0.05)
	}
	if c.rng.Float64() >= vague {
		return d
	}
	d.Day, d.Basis = 0, register.Declared
	switch u := c.rng.Float64(); {
	case u < 0.1:
		return d // the month is known
	case u < 0.7 || year > 1975:
		d.Month = 0
	default:
		d.Month, d.About, d.Basis = 0, true, register.Estimated
		d.Year += int16(c.rng.IntN(2*register.AboutYears+1) - register.AboutYears)
	}
	return d
}

// married is the share of women of each age who are married, in steps; between
// them in proportion.
var married = [][2]float64{{15, .03}, {17, .12}, {19, .3}, {22, .57}, {25, .78}, {30, .9}, {35, .93}, {50, .92}, {60, .75}, {70, .5}, {80, .25}, {100, .05}}

func along(steps [][2]float64, x float64) float64 {
	if x < steps[0][0] {
		return 0
	}
	for i := 1; i < len(steps); i++ {
		if a, b := steps[i-1], steps[i]; x <= b[0] {
			return a[1] + (b[1]-a[1])*(x-a[0])/(b[0]-a[0])
		}
	}
	return steps[len(steps)-1][1]
}

// marry joins couples, the old first: there are fewer of them to choose from.
func (p *pool) marry(c *cell) {
	for age := ages - 1; age >= 15; age-- {
		for _, i := range p.single[female][age] {
			if !c.draw[drawMarried].hits(along(married, float64(age))) {
				if age >= 40 && c.rng.Float64() < 0.8 {
					c.people[i].widowed = true
					p.mothers[age] = append(p.mothers[age], i)
				}
				continue
			}
			k := p.husband(c, age)
			if k == 0 {
				continue
			}
			c.people[i].spouse, c.people[k].spouse = k, i
			p.mothers[age] = append(p.mothers[age], i)
		}
	}
}

// husband takes a single man of fitting age.
func (p *pool) husband(c *cell, age int) int32 {
	want := age + int(math.Round(3+3*c.rng.NormFloat64()))
	const farthest = 12
	for d := range farthest {
		for _, a := range [...]int{want + d, want - d} {
			if a < 17 || a < age-5 || a >= ages {
				continue
			}
			if list := p.single[male][a]; len(list) > 0 {
				p.single[male][a] = list[:len(list)-1]
				return list[len(list)-1]
			}
		}
	}
	return 0
}

// bear finds mothers for the children and, where a mother is married, fathers.
func (p *pool) bear(c *cell) {
	for i := int32(1); int(i) < len(c.people); i++ {
		q := &c.people[i]
		age := c.age(q, c.eve())
		if q.mother != 0 || age > 60 {
			continue
		}
		tries := 60
		if age >= 18 {
			tries = 12 // of the grown some have lost her or live far from her
		}
		for range tries {
			// Ages of mothers are spread around 27.
			gap := int(math.Round(27 + 6.5*c.rng.NormFloat64()))
			if gap < 16 || gap > 44 || age+gap >= ages {
				continue
			}
			list := p.mothers[age+gap]
			if len(list) == 0 {
				continue
			}
			m := oneOf(c.rng, list)
			const apart = 0b111
			if c.people[m].style != q.style || p.bearing[m]&(apart<<age>>1) != 0 {
				continue
			}
			if s := q.spouse; s != 0 && (s == m || c.people[s].mother == m) {
				continue // the law would not have let them marry
			}
			p.bearing[m] |= 1 << age
			c.adopt(i, m)
			break
		}
	}
}

// adopt sets m as the mother of i, and her husband as the father if his age allows it.
// Children have his name.
func (c *cell) adopt(i, m int32) {
	q, mother := &c.people[i], &c.people[m]
	q.mother = m
	mother.lastBirth = max(mother.lastBirth, q.born)
	if mother.firstBirth == 0 || q.born < mother.firstBirth {
		mother.firstBirth = q.born
	}
	q.surname = mother.surname
	f := mother.spouse
	if f != 0 && c.people[f].born+16*366 < q.born && f != q.spouse {
		q.father = f
		q.surname = c.people[f].surname
	}
	if q.father != 0 && c.people[q.father].nation == ofLaos || mother.nation == ofLaos {
		q.nation = ofLaos
	}
}

// house decides who lives with whom: host is the person in whose home somebody lives, 0
// for a home of their own.
func (c *cell) house(host []int32) {
	children := map[int32][]int32{}
	for i := range host {
		if m := c.people[i].mother; m != 0 {
			children[m] = append(children[m], int32(i))
		}
	}
	for k := range host[1:] {
		i := int32(k + 1)
		p := &c.people[i]
		age := c.age(p, c.eve())
		switch {
		case p.spouse != 0 && p.sex == male:
			host[i] = p.spouse
		case p.spouse != 0:
			// Young couples often live with her parents, or with his.
			if with := p.mother; c.rng.Float64() < 0.8-float64(age)/70 {
				if h := c.people[p.spouse].mother; with == 0 || (h != 0 && c.rng.Float64() < 0.35) {
					with = h
				}
				host[i] = with
			}
		case p.mother != 0 && (age < 18 || c.rng.Float64() < 0.85):
			host[i] = p.mother
		case age >= 60 && c.rng.Float64() < 0.85:
			for _, child := range children[i] {
				if q := &c.people[child]; q.spouse != 0 {
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
func root(host []int32, i int32) int32 {
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
func roots(host []int32, wife func(int32) int32) []int32 {
	home := func(i int32) int32 {
		r := root(host, i)
		if w := wife(r); w != 0 {
			r = root(host, w)
		}
		return r
	}
	out := make([]int32, len(host))
	for range 2 {
		for i := 1; i < len(host); i++ {
			out[i] = home(int32(i))
		}
	}
	return out
}

// fill opens the homes and assigns them to villages: to each as many people as its weight
// asks for.
func (c *cell) fill(host []int32) {
	var homes [styles][]int32
	at := map[int32][]int32{}
	wife := func(i int32) int32 {
		if p := &c.people[i]; p.sex == male {
			return p.spouse
		}
		return 0
	}
	for k, r := range roots(host, wife)[1:] {
		if at[r] == nil {
			homes[c.people[r].style] = append(homes[c.people[r].style], r)
		}
		at[r] = append(at[r], int32(k+1))
	}
	for s := range styles {
		var villages []*village
		for _, v := range c.villages {
			if v.style == s {
				villages = append(villages, v)
			}
		}
		if len(villages) == 0 {
			continue
		}
		c.rng.Shuffle(len(homes[s]), func(i, k int) { homes[s][i], homes[s][k] = homes[s][k], homes[s][i] })
		var adults, guests []int32
		for _, r := range homes[s] {
			// Children alone, and most of the single, live with others.
			if p, age := &c.people[r], c.age(&c.people[r], c.eve()); age < 18 || (p.spouse == 0 && len(at[r]) == 1 && c.rng.Float64() < 0.75) {
				guests = append(guests, r)
			} else {
				adults = append(adults, r)
			}
		}
		v, done := 0, 0.0
		for n, r := range adults {
			for v < len(villages)-1 && float64(n) >= (done+villages[v].weight)/c.style[s]*float64(len(adults)) {
				done += villages[v].weight
				v++
			}
			h := c.open(villages[v])
			c.households[h].head = r
			if p := &c.people[r]; p.spouse != 0 && p.sex == female {
				c.households[h].head = p.spouse
			}
			for _, i := range at[r] {
				c.join(i, h)
			}
		}
		for _, r := range guests {
			for _, i := range at[r] {
				if len(adults) > 0 {
					c.join(i, c.people[oneOf(c.rng, adults)].home)
				}
			}
		}
	}
}

// campaign is how many days the census takes before life begins.
const campaign = 60

// eve is the last day before the census.
func (c *cell) eve() register.Day { return c.census - campaign }

// enrol files the enrolment of everybody: for each household its members, the old first so
// that children can name their parents, then the household with its book.
func (c *cell) enrol() {
	order := make([]int32, 0, len(c.households))
	for h := range c.households[1:] {
		order = append(order, int32(h+1))
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		return cmp.Compare(c.households[a].village.code, c.households[b].village.code)
	})
	c.outbox.from = c.census - campaign
	for n, h := range order {
		c.today = c.census - campaign + register.Day(n*(campaign-4)/len(order))
		c.send(c.today)
		if c.stopped {
			return
		}
		c.enter(h)
	}
}

// enter enrols the members of a household and opens it.
func (c *cell) enter(h int32) {
	home := &c.households[h]
	members := slices.Clone(home.members)
	slices.SortStableFunc(members, func(a, b int32) int { return cmp.Compare(c.people[a].born, c.people[b].born) })
	for _, i := range members {
		c.enrolment(i)
	}
	c.householdOpen(h)
	if c.YearsOfLife == 0 {
		return
	}
	for _, i := range members {
		if p := &c.people[i]; p.sex == female && p.spouse != 0 && c.people[p.spouse].home == h {
			c.oldMarriage(i)
		}
	}
}

// oldMarriage files a marriage from long before the census. One in ten was by custom and
// stays out of the register.
func (c *cell) oldMarriage(i int32) {
	if c.draw[drawCustom].hits(0.1) {
		return
	}
	w := &c.people[i]
	m := &c.people[w.spouse]
	youngest := max(w.recorded.Latest(), m.recorded.Latest())
	first := c.census
	if w.firstBirth != 0 {
		first = w.firstBirth
	}
	year := max(youngest.Year()+19, first.Year()-1)
	if year >= c.census.Year() {
		return
	}
	on := register.InYear(year, register.Declared)
	switch u := c.rng.Float64(); {
	case u < 0.4:
		on = register.Exact(register.DayOf(year, 1, 1) + register.Day(c.rng.IntN(365)))
	case u > 0.8 && year > youngest.Year()+19+register.AboutYears && year+register.AboutYears < c.census.Year():
		on.About, on.Basis = true, register.Estimated
	}
	c.marriage(i, on, 0)
}
