package demo

import (
	"hash/fnv"
	"iter"
	"math"
	"math/rand/v2"
	"strconv"

	"samano/demo/census"
	"samano/demo/filing"
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// Country describes the country to create. The same values yield the same acts byte for
// byte.
type Country struct {
	People int // alive and resident at the end, within 3 % from 2,000 on
	Seed   uint64
	// YearsOfLife is how many years ago the census was, at most maxYears. 0 is a
	// census of the present day and nothing after it: enrolments and households.
	YearsOfLife int
	Until       register.Day // the present day; zero: present
}

// present is the last day of a demo country unless Until says otherwise: a constant, so
// that the demo country of one seed is the same everywhere.
var present = register.DayOf(2026, 11, 1)

// Limits of a country.
const (
	// maxYears reaches back to the first year of the tables.
	maxYears = 31
	// MinPeople is the least number that still has all sorts of people in it.
	MinPeople = 200
	// maxPeople is more than twice the country's own.
	maxPeople = 20_000_000
	// cellPeople is what a cell has at the end: room for a marriage market in each
	// corner of the country, and some ten megabytes.
	cellPeople = 25_000
)

// Acts estimates how many acts the country has, for a progress bar.
func (c Country) Acts() int {
	// Measured. A census enrols each and opens a household of five; one with a life
	// to come registers old marriages too. The country has grown by 1.5 % a year.
	const enrolments, marriages, yearly, growth = 1.2, 0.2, 0.059, 0.015
	if c.YearsOfLife == 0 {
		return int(enrolments * float64(c.People))
	}
	years := float64(c.YearsOfLife)
	return int(float64(c.People) * ((enrolments+marriages)*math.Exp(-growth*years) + yearly*years))
}

// key tells the ids of this country from those of others.
func (c Country) key() uint64 {
	h := fnv.New64a()
	for _, n := range []uint64{c.Seed, uint64(c.People), uint64(c.YearsOfLife), uint64(c.Until)} {
		_, _ = h.Write([]byte(strconv.FormatUint(n, 16) + "/")) // a hash takes everything
	}
	return h.Sum64()
}

// Proposals streams the acts. atlas holds the places (see package places), which
// must exist on the day of the census. The first error ends the stream.
func (c Country) Proposals(atlas *register.Atlas) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		w, err := newWorld(c, atlas, yield)
		if err != nil {
			yield(register.Proposal{}, err)
			return
		}
		villages := w.land.Villages
		from, done := 0, 0.0
		for i := range w.cells {
			// The villages go to the cells in their order, as many as make up the share.
			to := from + 1
			done += villages[from].Weight
			for to < len(villages) && (i == w.cells-1 || done+villages[to].Weight/2 < float64(i+1)/float64(w.cells)*w.land.Weight) {
				done += villages[to].Weight
				to++
			}
			target := c.People*(i+1)/w.cells - c.People*i/w.cells
			newCell(w, i, villages[from:to], target).live()
			if w.stream.Stopped() {
				return
			}
			from = min(to, len(villages)-1)
		}
	}
}

// world is what all cells of a country share.
type world struct {
	country    Country
	lifeBegins register.Day // the first day after the census
	rates      *population.Rates
	land       *people.Land
	stream     *filing.Stream
	cells      int
	start      *population.Structure         // of the census
	growth     float64                       // people at the end for each at the census
	structures map[int]*population.Structure // by year
}

func newWorld(c Country, atlas *register.Atlas, yield func(register.Proposal, error) bool) (*world, error) {
	const op = "demo.Proposals"
	if c.Until == 0 {
		c.Until = present
	}
	switch {
	case c.People < MinPeople || c.People > maxPeople:
		return nil, register.Errorf(register.Invalid, op, "a country has %d to %d people", MinPeople, maxPeople)
	case c.YearsOfLife < 0 || c.YearsOfLife > maxYears || c.Until.Year()-c.YearsOfLife < population.BaseYear:
		return nil, register.Errorf(register.Invalid, op, "a life of 0 to %d years, begun in %d at the earliest", maxYears, population.BaseYear)
	}
	r, err := population.Load()
	if err != nil {
		return nil, err
	}
	w := &world{
		country: c, lifeBegins: c.Until.AddYears(-c.YearsOfLife), rates: r, stream: filing.NewStream(c.key(), c.Until, yield),
		structures: map[int]*population.Structure{},
	}
	eve := w.lifeBegins - census.Days
	rng := rand.New(rand.NewPCG(c.Seed, 0)) // #nosec G404: seeded, to be made again
	w.land, err = people.NewLand(atlas, eve, c.People, rng)
	if err != nil {
		return nil, err
	}
	if len(w.land.Villages) == 0 {
		return nil, register.Errorf(register.Invalid, op, "no villages stand on %s: import the places first", eve)
	}
	w.cells = min(len(w.land.Villages), int(math.Ceil(float64(c.People)/cellPeople)))
	w.start = r.StructureAt(w.lifeBegins)
	w.growth = r.StructureAt(c.Until).Sum() / w.start.Sum()
	for y := w.lifeBegins.Year(); y <= c.Until.Year(); y++ {
		w.structures[y] = r.StructureIn(y)
	}
	return w, nil
}
