package demo

import (
	"math"

	"samano/register"
)

// what happens to people.
type what uint8

const (
	aBirth what = iota
	aDeath
	aWedding
	aDivorce
	aDeparture
	aReturn
	anArrival
	aMove
	aLeavingHome
	aSplit
	aNaming
	aLateBirth
	aStudy
	aService
	aHomecoming
	aRecognition
	aNewName
	aNaturalisation
	aPermit
	aPassport
	aDetermination
	aStillbirth
	aFoundling
	aDisappearance
	aCourtDeath
)

// The streams of draws, each with a sampler of its own.
const (
	drawUnknown = iota
	drawStateless
	drawMarried
	drawCustom
	drawDeath
	drawBirth
	drawTwins
	drawWedding
	drawDivorce
	drawDeparture
	drawReturn
	drawArrival
	drawMove
	drawLeaving
	drawSplit
	drawUnnamed
	drawLate
	drawStudy
	drawService
	drawRecognition
	drawNewName
	drawNaturalisation
	drawPermit
	drawPassport
	drawDetermination
	drawStillbirth
	drawFoundling
	drawDisappearance
	draws
)

// live streams the cell's whole time.
func (c *cell) live() {
	c.settle()
	c.enrol()
	if c.stopped {
		return
	}
	c.today = c.census
	c.send(c.today)
	c.firstDeaths()
	for i := range c.YearsOfLife {
		from, to := c.census.AddYears(i), c.census.AddYears(i+1)
		c.plan(from, to)
		for {
			e, ok := c.queue.next(to)
			if !ok || c.stopped {
				break
			}
			c.today = e.day
			c.send(c.today)
			c.happen(e)
		}
	}
	c.send(c.Until + 1)
}

// plan draws the events of a year. An event that depends on earlier ones of the same year
// is checked again on its day.
func (c *cell) plan(from, to register.Day) {
	year := (from + 182).Year()
	c.planDeaths(from, to, year)
	c.planBirths(from, to, year)
	c.planWeddings(from, to)
	c.planMigration(from, to, year)
	c.planHomes(from, to)
	c.planPapers(from, to)
}

func (c *cell) happen(e event) {
	switch e.what {
	case aBirth:
		c.birth(e.a, e.b)
	case aDeath:
		c.death(e.a)
	case aWedding:
		c.wedding(e.a, e.b)
	case aDivorce:
		c.divorce(e.a)
	case aDeparture:
		c.departure(e.a)
	case aReturn:
		c.comeBack(e.a)
	case anArrival:
		c.arrival()
	case aMove:
		c.wholeMove(e.a)
	case aLeavingHome:
		c.leaveHome(e.a)
	case aSplit:
		c.split(e.a)
	case aNaming:
		c.naming(e.a)
	case aLateBirth:
		c.lateBirth(e.a)
	case aStudy:
		c.study(e.a)
	case aService:
		c.service(e.a)
	case aHomecoming:
		c.homecoming(e.a)
	case aRecognition:
		c.recognition(e.a, e.b)
	case aNewName:
		c.newName(e.a)
	case aNaturalisation, aDetermination:
		c.becomeCitizen(e.a)
	case aPermit:
		c.newPermit(e.a)
	case aPassport:
		c.passport(e.a)
	case aStillbirth:
		c.stillbirth(e.a)
	case aFoundling:
		c.foundling(e.a)
	case aDisappearance:
		c.disappearance(e.a)
	case aCourtDeath:
		c.courtDeath(e.a)
	}
}

func (c *cell) later(day register.Day, w what, a, b int32) {
	c.queue.push(event{day: day, what: w, a: a, b: b})
}

// firstDeaths draws who of those of the census dies before the next birthday.
func (c *cell) firstDeaths() {
	year := c.census.Year()
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if !p.here() {
			continue
		}
		age := c.age(p, c.census)
		next := p.born.AddYears(age + 1)
		left := float64(next-c.census) / 365
		if left > 0 && left <= 1 && c.draw[drawDeath].hits(c.rates.dying(p.sex, min(age, ages-1), year)*left) {
			c.later(c.dayIn(c.census, next), aDeath, int32(i), 0)
		}
	}
}

// planDeaths draws, for everybody with a birthday in the year, whether they die before the
// next one.
func (c *cell) planDeaths(from, to register.Day, year int) {
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if !p.here() {
			continue
		}
		age := from.Year() - p.born.Year()
		birthday := p.born.AddYears(age)
		if birthday < from {
			age++
			birthday = p.born.AddYears(age)
		}
		if age == 0 || birthday >= to {
			continue
		}
		if c.draw[drawDeath].hits(c.rates.dying(p.sex, min(age, ages-1), year)) {
			c.later(birthday+register.Day(c.rng.IntN(365)), aDeath, int32(i), 0)
		}
	}
}

// fertile returns how likely a woman is to have a child in the year, relative to others of
// her age, and from which day on she can.
func (c *cell) fertile(p *person, from, to register.Day) (weight float64, since register.Day) {
	const apart = 330 // days between two births
	since = from
	if p.lastBirth != 0 {
		since = max(since, p.lastBirth+apart)
	}
	if since >= to {
		return 0, since
	}
	weight = float64(to-since) / float64(to-from)
	if p.spouse == 0 {
		weight *= 0.03
	} else if q := &c.people[p.spouse]; !q.here() {
		weight *= 0.02
	}
	return weight, since
}

// planBirths draws the births of a year: in each group of ages as many as the tables ask
// for and the women of the group allow.
func (c *cell) planBirths(from, to register.Day, year int) {
	var asked, able [len(c.owed)]float64
	const group = 5
	each := func(fn func(i int32, p *person, age, g int)) {
		for i := 1; i < len(c.people); i++ {
			p := &c.people[i]
			if p.sex != female || !p.here() {
				continue
			}
			if age := c.age(p, from+182); age >= 14 && age < 52 {
				fn(int32(i), p, age, age/group)
			}
		}
	}
	each(func(_ int32, p *person, age, g int) {
		asked[g] += c.rates.fertility(age, year)
		w, _ := c.fertile(p, from, to)
		able[g] += w * c.rates.fertility(age, year)
	})
	var share [len(c.owed)]float64
	for g := range asked {
		asked[g] += c.owed[g]
		if able[g] > 0 {
			share[g] = asked[g] / able[g]
		}
		c.owed[g] = asked[g]
	}
	each(func(i int32, p *person, age, g int) {
		w, since := c.fertile(p, from, to)
		// No birth is certain; the remainder is carried over to the next year.
		chance := min(0.7, share[g]*w*c.rates.fertility(age, year))
		c.owed[g] -= chance
		if !c.draw[drawBirth].hits(chance) {
			return
		}
		father := p.spouse
		c.later(c.dayIn(since, to), aBirth, i, father)
	})
}

// brides is how likely an unmarried woman is to marry in a year.
var brides = [][2]float64{{16, .05}, {17, .1}, {18, .17}, {20, .22}, {25, .24}, {30, .16}, {35, .08}, {45, .02}, {50, 0}}

// planWeddings draws brides and finds them grooms.
func (c *cell) planWeddings(from, to register.Day) {
	var men [styles][ages][]int32
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if p.sex == male && p.here() && p.spouse == 0 && !p.busy && p.ref != 0 {
			if age := c.age(p, from); age >= 18 && age < 70 {
				men[p.style][age] = append(men[p.style][age], int32(i))
			}
		}
	}
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if p.sex != female || !p.here() || p.spouse != 0 || p.busy || p.ref == 0 {
			continue
		}
		age := c.age(p, from)
		if age < 16 || age >= 50 {
			continue
		}
		chance := along(brides, float64(age))
		if p.widowed {
			chance *= 0.4
		}
		if !c.draw[drawWedding].hits(chance) {
			continue
		}
		if k := c.groom(&men, int32(i), age); k != 0 {
			p.busy, c.people[k].busy = true, true
			c.later(c.dayIn(from, to), aWedding, int32(i), k)
		}
	}
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if p.sex == female && p.here() && p.spouse != 0 && p.registered && c.draw[drawDivorce].hits(0.0025) {
			c.later(c.dayIn(from, to), aDivorce, int32(i), 0)
		}
	}
}

// groom takes a man of fitting age, of a family that writes its names in the same
// way if there is one, and of another clan.
func (c *cell) groom(men *[styles][ages][]int32, i int32, age int) int32 {
	p := &c.people[i]
	want := age + int(math.Round(3+3.5*c.rng.NormFloat64()))
	const farthest = 10
	for _, s := range [...]style{p.style, lao, bare} {
		for d := range farthest {
			for _, a := range [...]int{want + d, want - d} {
				if a < 18 || a >= 70 {
					continue
				}
				for n, k := range men[s][a] {
					q := &c.people[k]
					if c.kin(i, k) || (s == clan && p.style == clan && p.surname == q.surname) {
						continue
					}
					men[s][a] = append(men[s][a][:n], men[s][a][n+1:]...)
					return k
				}
			}
		}
	}
	return 0
}

// planMigration draws departures, returns and arrivals. The tables hold the balance only.
func (c *cell) planMigration(from, to register.Day, year int) {
	const back, arrive = 0.0004, 0.00025
	weight, here := 0.0, 0.0
	for i := 1; i < len(c.people); i++ {
		if p := &c.people[i]; p.here() {
			here++
			weight += leaving(c.age(p, from))
		}
	}
	nation := c.pyramids[min(year, c.Until.Year())].sum()
	out := (back + arrive - c.rates.net.rows[0][c.rates.net.column(year)]/nation) * here
	for i := 1; i < len(c.people); i++ {
		p := &c.people[i]
		if p.here() && p.ref != 0 && c.draw[drawDeparture].hits(out*leaving(c.age(p, from))/weight) {
			c.later(c.dayIn(from, to), aDeparture, int32(i), 0)
		}
	}
	for range c.count(drawReturn, back*here) {
		if len(c.abroad) > 0 {
			c.later(c.dayIn(from, to), aReturn, oneOf(c.rng, c.abroad), 0)
		}
	}
	// Two arrive together on average.
	for range c.count(drawArrival, arrive*here/2) {
		c.later(c.dayIn(from, to), anArrival, 0, 0)
	}
}

// count draws how many times an event happens from its expected number.
func (c *cell) count(stream int, expected float64) int {
	n := 0
	for c.draw[stream] += sampler(expected); c.draw[stream] >= 1; c.draw[stream]-- {
		n++
	}
	return n
}
