package population

import (
	"math"
	"testing"
)

// The tables carried forward give what the United Nations published for later
// years: so the rates are read and used rightly.
func TestTheTablesCarriedForwardGiveThePublishedCountry(t *testing.T) {
	r, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if math.Abs(got-want) > tolerance*want {
			t.Errorf("%s: %.1f, published %.1f", what, got, want)
		}
	}
	near("people in 2020", r.StructureIn(2020).Sum(), 7275.6, 0.02)
	near("people in 2026", r.StructureIn(2026).Sum(), r.total.rows[0][r.total.column(2026)], 0.02)
	for _, year := range []int{1996, 2000, 2005, 2010, 2015, 2020, 2021} {
		s := r.StructureIn(year)
		births, deaths := 0.0, 0.0
		for age := range Ages {
			births += s[Female][age] * r.Fertility(age, year)
			for sex := range Sexes {
				if age > 0 {
					deaths += s[sex][age] * r.Dying(sex, age, year)
				}
			}
		}
		deaths += births * (Girls*r.Dying(Female, 0, year) + (1-Girls)*r.Dying(Male, 0, year))
		near("births", births, r.births.rows[0][r.births.column(year)], 0.03)
		near("deaths", deaths, r.deaths.rows[0][r.deaths.column(year)], 0.16)
	}
	got, want := shares(r.StructureIn(2020)), publishedShares(r, 1)
	for i := range got {
		if math.Abs(got[i]-want[i]) > 0.01 {
			t.Errorf("in 2020 the shares of the young, the grown and the old are %.3f, published %.3f", got, want)
			break
		}
	}
}

// shares returns the parts of those under 15, under 65 and above.
func shares(s *Structure) (out [3]float64) {
	for sex := range s {
		for age, n := range s[sex] {
			out[ageClass(age)] += n / s.Sum()
		}
	}
	return out
}

func ageClass(age int) int {
	switch {
	case age < 15:
		return 0
	case age < 65:
		return 1
	}
	return 2
}

func publishedShares(r *Rates, column int) (out [3]float64) {
	sum := 0.0
	for _, t := range r.pop {
		for i, age := range t.ages {
			out[ageClass(age)] += t.rows[i][column]
			sum += t.rows[i][column]
		}
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}
