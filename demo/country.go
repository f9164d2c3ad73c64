package demo

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"

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
	const census, marriages, yearly, growth = 1.2, 0.2, 0.059, 0.015
	if c.YearsOfLife == 0 {
		return int(census * float64(c.People))
	}
	years := float64(c.YearsOfLife)
	return int(float64(c.People) * ((census+marriages)*math.Exp(-growth*years) + yearly*years))
}

// Proposals streams the acts. atlas holds the places (see package places), which
// must exist on the day of the census. The first error ends the stream.
func (c Country) Proposals(atlas *register.Atlas) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		w, err := newWorld(c, atlas)
		if err != nil {
			yield(register.Proposal{}, err)
			return
		}
		w.yield = yield
		from, done := 0, 0.0
		for i := range w.cells {
			// The villages go to the cells in their order, as many as make up the share.
			to := from + 1
			done += w.villages[from].weight
			for to < len(w.villages) && (i == w.cells-1 || done+w.villages[to].weight/2 < float64(i+1)/float64(w.cells)*w.weight) {
				done += w.villages[to].weight
				to++
			}
			people := c.People*(i+1)/w.cells - c.People*i/w.cells
			newCell(w, i, w.villages[from:to], people).live()
			if w.stopped {
				return
			}
			from = min(to, len(w.villages)-1)
		}
	}
}

// world is what all cells of a country share.
type world struct {
	Country
	census   register.Day // the first day of life after it
	rates    *rates
	names    *nameBook
	ids      *ids
	villages []*village
	weight   float64 // of all villages
	towns    []*village
	cells    int
	start    *structure         // of the census
	growth   float64            // people at the end for each at the census
	pyramids map[int]*structure // by year
	yield    func(register.Proposal, error) bool
	stopped  bool
	nth      int // counts what must be unique, as court files
}

func newWorld(c Country, atlas *register.Atlas) (*world, error) {
	const op = "demo.Proposals"
	if c.Until == 0 {
		c.Until = present
	}
	switch {
	case c.People < MinPeople || c.People > maxPeople:
		return nil, register.Errorf(register.Invalid, op, "a country has %d to %d people", MinPeople, maxPeople)
	case c.YearsOfLife < 0 || c.YearsOfLife > maxYears || c.Until.Year()-c.YearsOfLife < baseYear:
		return nil, register.Errorf(register.Invalid, op, "a life of 0 to %d years, begun in %d at the earliest", maxYears, baseYear)
	}
	r, err := loadRates()
	if err != nil {
		return nil, err
	}
	book, err := loadNames()
	if err != nil {
		return nil, err
	}
	w := &world{Country: c, census: c.Until.AddYears(-c.YearsOfLife), rates: r, names: book, ids: newIDs(c), pyramids: map[int]*structure{}}
	rng := rand.New(rand.NewPCG(c.Seed, 0)) // #nosec G404: seeded, to be made again
	w.villages = villages(atlas, w.census-campaign, c.People, rng)
	if len(w.villages) == 0 || w.villages[0] == nil {
		return nil, register.Errorf(register.Invalid, op, "no villages stand on %s: import the places first", w.census-campaign)
	}
	for _, v := range w.villages {
		w.weight += v.weight
		if v.town && v.province() == capital {
			w.towns = append(w.towns, v)
		}
	}
	w.cells = min(len(w.villages), int(math.Ceil(float64(c.People)/cellPeople)))
	w.start = r.structureAt(w.census)
	w.growth = r.structureAt(c.Until).sum() / w.start.sum()
	for y := w.census.Year(); y <= c.Until.Year(); y++ {
		w.pyramids[y] = r.structureIn(y)
	}
	return w, nil
}

// hand passes a proposal to the reader of the stream.
func (w *world) hand(p register.Proposal) {
	if w.stopped {
		return
	}
	p.ID = w.ids.act()
	if !w.yield(p, nil) {
		w.stopped = true
	}
}

// fail ends the stream with an error.
func (w *world) fail(err error) {
	if !w.stopped {
		w.stopped = true
		w.yield(register.Proposal{}, fmt.Errorf("demo: %w", err))
	}
}
