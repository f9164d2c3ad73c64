package population

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
)

//go:embed data/wpp.tsv
var wpp string

// table is one series: a row for each age group, a column for each year or
// period of five.
type table struct {
	years []int
	ages  []int
	rows  [][]float64
}

// Rates are the United Nations' tables for Laos, see data/wpp.tsv.
type Rates struct {
	pop, mx        [Sexes]*table // by sex
	asfr, tfr, net *table
	births, deaths *table // published, to compare with
	total          *table
}

// Load reads the tables.
func Load() (*Rates, error) {
	series := map[string]*table{}
	for block := range strings.SplitSeq(wpp, "\n\n") {
		if strings.HasPrefix(block, "#") {
			continue
		}
		name, t, err := readTable(block)
		if err != nil {
			return nil, fmt.Errorf("demo/population: data/wpp.tsv: %w", err)
		}
		series[name] = t
	}
	r := &Rates{
		pop: [Sexes]*table{Female: series["popF"], Male: series["popM"]}, mx: [Sexes]*table{Female: series["mxF"], Male: series["mxM"]},
		asfr: series["asfr"], tfr: series["tfr"], net: series["net"], births: series["births"], deaths: series["deaths"], total: series["total"],
	}
	for _, t := range []*table{r.pop[0], r.pop[1], r.mx[0], r.mx[1], r.asfr, r.tfr, r.net, r.births, r.deaths, r.total} {
		if t == nil {
			return nil, fmt.Errorf("demo/population: data/wpp.tsv lacks a series")
		}
	}
	return r, nil
}

func readTable(block string) (string, *table, error) {
	lines := strings.Split(strings.TrimSpace(block), "\n")
	head := strings.Split(lines[0], "\t")
	t := &table{}
	for _, y := range head[1:] {
		n, err := strconv.Atoi(y)
		if err != nil {
			return "", nil, err
		}
		t.years = append(t.years, n)
	}
	for _, line := range lines[1:] {
		f := strings.Split(line, "\t")
		age, err := strconv.Atoi(f[0])
		if err != nil && f[0] != "all" {
			return "", nil, err
		}
		row := make([]float64, len(t.years))
		if len(f) != len(row)+1 {
			return "", nil, fmt.Errorf("series %s: a row of %d values", head[0], len(f)-1)
		}
		for i, v := range f[1:] {
			if row[i], err = strconv.ParseFloat(v, 64); err != nil {
				return "", nil, err
			}
		}
		t.ages, t.rows = append(t.ages, age), append(t.rows, row)
	}
	return head[0], t, nil
}

// column returns the column of a year, or the nearest there is.
func (t *table) column(year int) int {
	i := len(t.years) - 1
	for i > 0 && t.years[i] > year {
		i--
	}
	return i
}

// row returns the row of an age: that of its group.
func (t *table) row(age int) int {
	i := len(t.ages) - 1
	for i > 0 && t.ages[i] > age {
		i--
	}
	return i
}

// Dying returns the probability that somebody of that age dies before the next
// birthday.
func (r *Rates) Dying(sex Sex, age, year int) float64 {
	t := r.mx[sex]
	m := t.within(t.row(age), year)
	if age == 0 {
		// Most who die in their first year die early in it: 0.2 of a year lived is
		// usual at this level of mortality.
		return m / (1 + 0.8*m)
	}
	return 1 - math.Exp(-m)
}

// Fertility returns the yearly probability of a birth for a woman of that age.
func (r *Rates) Fertility(age, year int) float64 {
	if age < 13 || age > 53 {
		return 0 // beyond what the law pack takes without asking
	}
	const group = 5
	return r.total5(year) * r.asfr.within(r.asfr.row(age), year) / 100 / group
}

// decline is how much total fertility falls a year after the last period in the
// table: it fits the births that the UN published for 2020 and 2021.
const decline, leastFertility = 0.045, 2.2

// total5 returns total fertility.
func (r *Rates) total5(year int) float64 {
	last := len(r.tfr.years) - 1
	if past := float64(year) + 0.5 - r.tfr.middle(last); past > 0 {
		return max(leastFertility, r.tfr.rows[0][last]-past*decline)
	}
	return r.tfr.within(0, year)
}

// middle returns the middle of a period of five.
func (t *table) middle(column int) float64 { return float64(t.years[column]) + 2.5 }

// within returns a value of a series by periods of five: between the middles of two
// periods in proportion, before the first and behind the last as there.
func (t *table) within(row, year int) float64 {
	at := float64(year) + 0.5
	v := t.rows[row]
	last := len(v) - 1
	if at <= t.middle(0) {
		return v[0]
	}
	for i := 1; i <= last; i++ {
		if end := t.middle(i); at <= end {
			return v[i] + (v[i-1]-v[i])*(end-at)/5
		}
	}
	return v[last]
}

// Leaving weighs the ages at which people go abroad or come from there. The
// tables have no ages; young workers lead, some with children.
func Leaving(age int) float64 {
	switch {
	case age < 15:
		return 0.3
	case age < 35:
		return 1
	case age < 50:
		return 0.4
	case age < 65:
		return 0.1
	}
	return 0.02
}

// Net returns how many thousands more people came from abroad than left in a year.
func (r *Rates) Net(year int) float64 { return r.net.rows[0][r.net.column(year)] }
