package demo

import (
	"math"

	"samano/demo/people"
	"samano/demo/population"
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
	aFoundling
	aDisappearance
	aCourtDeath
)

// live streams the cell's whole time.
func (c *cell) live() {
	c.takeCensus()
	if c.office.Stopped() {
		return
	}
	c.office.Begin(c.lifeBegins)
	c.firstDeaths()
	for i := range c.country.YearsOfLife {
		from, to := c.lifeBegins.AddYears(i), c.lifeBegins.AddYears(i+1)
		c.plan(from, to)
		for {
			e, ok := c.queue.next(to)
			if !ok || c.office.Stopped() {
				break
			}
			c.office.Begin(e.day)
			c.happen(e)
		}
	}
	c.office.Begin(c.country.Until + 1)
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
		c.wholeMove(e.home)
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
		c.recognition(e.a)
	case aNewName:
		c.newName(e.a)
	case aNaturalisation, aDetermination:
		c.becomeCitizen(e.a)
	case aPermit:
		c.newPermit(e.a)
	case aPassport:
		c.passport(e.a)
	case aFoundling:
		c.foundling(e.home)
	case aDisappearance:
		c.disappearance(e.a)
	case aCourtDeath:
		c.courtDeath(e.a)
	}
}

func (c *cell) later(day register.Day, w what, a, b people.ID) {
	c.queue.push(event{day: day, what: w, a: a, b: b})
}

// firstDeaths draws who of those of the census dies before the next birthday.
func (c *cell) firstDeaths() {
	year := c.lifeBegins.Year()
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if !p.Here() {
			continue
		}
		age := p.Age(c.lifeBegins)
		next := p.Born.AddYears(age + 1)
		left := float64(next-c.lifeBegins) / 365
		if left > 0 && left <= 1 && c.draw[drawDeath].Hits(c.rates.Dying(p.Sex, min(age, population.Ages-1), year)*left) {
			c.later(c.dayIn(c.lifeBegins, next), aDeath, people.ID(i), 0)
		}
	}
}

// planDeaths draws, for everybody with a birthday in the year, whether they die before the
// next one.
func (c *cell) planDeaths(from, to register.Day, year int) {
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if !p.Here() {
			continue
		}
		age := from.Year() - p.Born.Year()
		birthday := p.Born.AddYears(age)
		if birthday < from {
			age++
			birthday = p.Born.AddYears(age)
		}
		if age == 0 || birthday >= to {
			continue
		}
		if c.draw[drawDeath].Hits(c.rates.Dying(p.Sex, min(age, population.Ages-1), year)) {
			c.later(birthday+register.Day(c.rng.IntN(365)), aDeath, people.ID(i), 0)
		}
	}
}

// fertile returns how likely a woman is to have a child in the year, relative to others of
// her age, and from which day on she can.
func (c *cell) fertile(p *people.Person, from, to register.Day) (weight float64, since register.Day) {
	const apart = 330 // days between two births
	since = from
	if p.LastBirth != 0 {
		since = max(since, p.LastBirth+apart)
	}
	if since >= to {
		return 0, since
	}
	weight = float64(to-since) / float64(to-from)
	if p.Spouse == 0 {
		weight *= 0.03
	} else if q := &c.People[p.Spouse]; !q.Here() {
		weight *= 0.02
	}
	return weight, since
}

// planBirths draws the births of a year: in each group of ages as many as the tables ask
// for and the women of the group allow.
func (c *cell) planBirths(from, to register.Day, year int) {
	var asked, able [len(c.owed)]float64
	const group = 5
	each := func(fn func(i people.ID, p *people.Person, age, g int)) {
		for i := 1; i < len(c.People); i++ {
			p := &c.People[i]
			if p.Sex != population.Female || !p.Here() {
				continue
			}
			if age := p.Age(from + 182); age >= 14 && age < 52 {
				fn(people.ID(i), p, age, age/group)
			}
		}
	}
	each(func(_ people.ID, p *people.Person, age, g int) {
		asked[g] += c.rates.Fertility(age, year)
		w, _ := c.fertile(p, from, to)
		able[g] += w * c.rates.Fertility(age, year)
	})
	var share [len(c.owed)]float64
	for g := range asked {
		asked[g] += c.owed[g]
		if able[g] > 0 {
			share[g] = asked[g] / able[g]
		}
		c.owed[g] = asked[g]
	}
	each(func(i people.ID, p *people.Person, age, g int) {
		w, since := c.fertile(p, from, to)
		// No birth is certain; the remainder is carried over to the next year.
		chance := min(0.7, share[g]*w*c.rates.Fertility(age, year))
		c.owed[g] -= chance
		if !c.draw[drawBirth].Hits(chance) {
			return
		}
		father := p.Spouse
		c.later(c.dayIn(since, to), aBirth, i, father)
	})
}

// brides is how likely an unmarried woman is to marry in a year.
var brides = population.Curve{{16, .05}, {17, .1}, {18, .17}, {20, .22}, {25, .24}, {30, .16}, {35, .08}, {45, .02}, {50, 0}}

// planWeddings draws brides and finds them grooms.
func (c *cell) planWeddings(from, to register.Day) {
	var men [people.Styles][population.Ages][]people.ID
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if p.Sex == population.Male && p.Here() && p.Spouse == 0 && !p.Busy && p.Handle != 0 {
			if age := p.Age(from); age >= 18 && age < 70 {
				men[p.Style][age] = append(men[p.Style][age], people.ID(i))
			}
		}
	}
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if p.Sex != population.Female || !p.Here() || p.Spouse != 0 || p.Busy || p.Handle == 0 {
			continue
		}
		age := p.Age(from)
		if age < 16 || age >= 50 {
			continue
		}
		chance := brides.At(float64(age))
		if p.Widowed {
			chance *= 0.4
		}
		if !c.draw[drawWedding].Hits(chance) {
			continue
		}
		if k := c.groom(&men, people.ID(i), age); k != 0 {
			p.Busy, c.People[k].Busy = true, true
			c.later(c.dayIn(from, to), aWedding, people.ID(i), k)
		}
	}
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if p.Sex == population.Female && p.Here() && p.Spouse != 0 && p.MarriageFiled && c.draw[drawDivorce].Hits(0.0025) {
			c.later(c.dayIn(from, to), aDivorce, people.ID(i), 0)
		}
	}
}

// groom takes a man of fitting age, of a family that writes its names in the same
// way if there is one, and of another clan.
func (c *cell) groom(men *[people.Styles][population.Ages][]people.ID, i people.ID, age int) people.ID {
	p := &c.People[i]
	want := age + int(math.Round(3+3.5*c.rng.NormFloat64()))
	const farthest = 10
	for _, s := range [...]people.Style{p.Style, people.Lao, people.Bare} {
		for d := range farthest {
			for _, a := range [...]int{want + d, want - d} {
				if a < 18 || a >= 70 {
					continue
				}
				for n, k := range men[s][a] {
					q := &c.People[k]
					if c.Kin(i, k) || (s == people.Clan && p.Style == people.Clan && p.Surname == q.Surname) {
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
	for i := 1; i < len(c.People); i++ {
		if p := &c.People[i]; p.Here() {
			here++
			weight += population.Leaving(p.Age(from))
		}
	}
	nation := c.structures[min(year, c.country.Until.Year())].Sum()
	out := (back + arrive - c.rates.Net(year)/nation) * here
	for i := 1; i < len(c.People); i++ {
		p := &c.People[i]
		if p.Here() && p.Handle != 0 && c.draw[drawDeparture].Hits(out*population.Leaving(p.Age(from))/weight) {
			c.later(c.dayIn(from, to), aDeparture, people.ID(i), 0)
		}
	}
	for range c.draw[drawReturn].Count(back * here) {
		if len(c.abroad) > 0 {
			c.later(c.dayIn(from, to), aReturn, population.OneOf(c.rng, c.abroad), 0)
		}
	}
	// Two arrive together on average.
	for range c.draw[drawArrival].Count(arrive * here / 2) {
		c.later(c.dayIn(from, to), anArrival, 0, 0)
	}
}
