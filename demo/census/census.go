// Package census owns how a synthetic country begins: who lives on the eve of its census,
// married to whom, the child of whom and in which home, and how the census enrols them.
//
// [Census.Take] creates the people of a cell as the tables of package population have them and
// files them at the cell's office.
package census

import (
	"math/rand/v2"

	"samano/demo/filing"
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// Census is the census of a cell in which nobody lives yet.
type Census struct {
	*people.Cell
	Office    *filing.Office
	Rng       *rand.Rand
	Life      register.Day          // the first day after the census
	Start     *population.Structure // of the country's people
	Number    float64               // how many of them live in the cell
	Marriages bool                  // those of old are registered too
	Draws     Draws
}

// Draws are the draws that a census makes.
type Draws struct {
	Unknown, Stateless *population.Sampler // nationalities
	Married, Custom    *population.Sampler // Custom: marriages that stay out of the register
	Foreigners         *population.Sampler
}

// Days is how many days the census takes before life begins.
const Days = 60

// eve is the last day before the census.
func (c *Census) eve() register.Day { return c.Life - Days }

// Take peoples the cell and enrols everybody.
func (c *Census) Take() {
	c.settle()
	c.enrol()
}

// settle creates the people of the cell on the eve of the census: a population of the right
// ages, then marriages, then the mothers of children, then homes.
func (c *Census) settle() {
	total := 0.0
	for _, s := range c.Weights {
		total += s
	}
	var count [population.Sexes][population.Ages]population.Sampler
	for sex := range count {
		for age := range count[sex] {
			count[sex][age] = population.Sampler(c.Rng.Float64())
		}
	}
	host := make([]people.ID, 1)
	for s := range people.Styles {
		if c.Weights[s] == 0 {
			continue
		}
		p := c.pool(s, c.Number*c.Weights[s]/total, &count)
		p.marry(c)
		p.bear(c)
		for len(host) < len(c.People) {
			host = append(host, 0)
		}
	}
	c.house(host)
	c.foreigners()
}

// nationAtCensus returns the nationality. A few people have an unknown one; fewer have
// been determined to have none.
func (c *Census) nationAtCensus(s people.Style) people.Nation {
	unknown := 0.001
	if s == people.Bare {
		unknown = 0.006
	}
	switch {
	case c.Draws.Unknown.Hits(unknown):
		return people.OfUnknown
	case c.Draws.Stateless.Hits(0.0006):
		return people.OfNone
	}
	return people.OfLaos
}

// record returns a date of birth as the census takes it down: the further back and
// the further from an office, the more often only the year is known, or about.
func (c *Census) record(born register.Day, s people.Style) register.Date {
	d := register.Exact(born)
	year := born.Year()
	vague := min(0.75, max(0.03, float64(1995-year)/65))
	if s != people.Lao {
		vague = min(0.9, vague*1.5+0.05)
	}
	if c.Rng.Float64() >= vague {
		return d
	}
	d.Day, d.Basis = 0, register.Declared
	switch u := c.Rng.Float64(); {
	case u < 0.1:
		return d // the month is known
	case u < 0.7 || year > 1975:
		d.Month = 0
	default:
		d.Month, d.About, d.Basis = 0, true, register.Estimated
		d.Year += int16(c.Rng.IntN(2*register.AboutYears+1) - register.AboutYears)
	}
	return d
}
