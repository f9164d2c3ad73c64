package population

import "samano/register"

// Sex is the sex by which the tables count.
type Sex uint8

const (
	Female Sex = iota
	Male
	Sexes // how many
)

// Ages are the single years of age, from 0 to 100 and over.
const Ages = 101

// Girls is the share of girls among births (105 boys to 100 girls).
const Girls = 0.488

// Structure is a population by sex and single year of age, in thousands.
type Structure [Sexes][Ages]float64

// Sum returns the whole population.
func (s *Structure) Sum() (n float64) {
	for sex := range s {
		for _, v := range s[sex] {
			n += v
		}
	}
	return n
}

// BaseYear is the year of the population with which the tables begin.
const BaseYear = 1995

// StructureIn returns the population at the middle of a year: that of the base year,
// carried forward by the rates.
func (r *Rates) StructureIn(year int) *Structure {
	s := &Structure{}
	for sex, t := range r.pop {
		for i, age := range t.ages {
			n := t.rows[i][0]
			if age == Ages-1 {
				s[sex][age] = n
				continue
			}
			for k := range 5 {
				s[sex][age+k] = n / 5
			}
		}
	}
	for y := BaseYear; y < year; y++ {
		s = r.step(s, y)
	}
	return s
}

// StructureAt returns the population at a day, between the middles of two years in
// proportion.
func (r *Rates) StructureAt(day register.Day) *Structure {
	const midYear = 182
	year := int((day - midYear).Time().Year())
	part := float64(day-register.DayOf(year, 7, 2)) / 365.25
	a := r.StructureIn(year)
	b := r.step(a, year)
	for sex := range a {
		for age := range a[sex] {
			a[sex][age] += (b[sex][age] - a[sex][age]) * part
		}
	}
	return a
}

// step carries a population forward by a year.
func (r *Rates) step(s *Structure, year int) *Structure {
	next := &Structure{}
	births := 0.0
	for age := 10; age < 55; age++ {
		births += s[Female][age] * r.Fertility(age, year)
	}
	share := [Sexes]float64{Female: Girls, Male: 1 - Girls}
	for sex := range Sexes {
		for age := range Ages {
			up := min(age+1, Ages-1)
			// In the middle of the year half of the way to the next birthday is done.
			q := (r.Dying(sex, age, year) + r.Dying(sex, up, year)) / 2
			if age == 0 {
				const left = 0.2 // of the first year's deaths come in its second half
				q = left*r.Dying(sex, 0, year) + r.Dying(sex, 1, year)/2
			}
			next[sex][up] += s[sex][age] * (1 - q)
		}
		next[sex][0] = births * share[sex] * (1 - 0.8*r.Dying(sex, 0, year))
	}
	weight := 0.0
	for sex := range next {
		for age, n := range next[sex] {
			weight += n * Leaving(age)
		}
	}
	net := r.Net(year) / weight
	for sex := range next {
		for age := range next[sex] {
			next[sex][age] *= 1 + net*Leaving(age)
		}
	}
	return next
}
