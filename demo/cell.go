package demo

import (
	"math/rand/v2"

	"samano/demo/census"
	"samano/demo/filing"
	"samano/demo/people"
	"samano/demo/population"
	"samano/register"
)

// cell is the people of neighbouring villages and their whole life.
type cell struct {
	*world
	*people.Cell
	office *filing.Office
	rng    *rand.Rand
	target int // people at the end
	queue  queue
	owed   [12]float64 // births that the tables ask for and nobody was free for, by group of ages
	draw   [draws]population.Sampler
	abroad []people.ID
}

func newCell(w *world, i int, villages []*people.Village, target int) *cell {
	rng := rand.New(rand.NewPCG(w.country.Seed, uint64(i)+1)) // #nosec G404: seeded, to be made again
	c := &cell{world: w, Cell: w.land.NewCell(villages, target), rng: rng, target: target}
	c.office = w.stream.NewOffice(c.Cell, w.lifeBegins-census.Days)
	for i := range c.draw {
		c.draw[i] = population.Sampler(c.rng.Float64())
	}
	return c
}

// dayIn draws a day of [from, to).
func (c *cell) dayIn(from, to register.Day) register.Day {
	return from + register.Day(c.rng.IntN(max(1, int(to-from))))
}

// takeCensus peoples the cell and enrols everybody. Old marriages matter to a life to come only.
func (c *cell) takeCensus() {
	first := &census.Census{
		Cell: c.Cell, Office: c.office, Rng: c.rng, Life: c.lifeBegins, Start: c.start, Number: float64(c.target) / c.growth,
		Marriages: c.country.YearsOfLife > 0,
		Draws: census.Draws{
			Unknown: &c.draw[drawUnknown], Stateless: &c.draw[drawStateless], Married: &c.draw[drawMarried],
			Custom: &c.draw[drawCustom], Foreigners: &c.draw[drawArrival],
		},
	}
	first.Take()
}

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
