package people

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"samano/register"
)

// Village is a place where people live.
type Village struct {
	Code   register.Code
	Weight float64 // of its people among all
	Town   bool
	Style  Style
	houses int // numbered so far
	books  int
}

// District returns the code of its district.
func (v *Village) District() string { return string(v.Code[:4]) }

// Province returns the code of its province.
func (v *Village) Province() string { return string(v.Code[:2]) }

// perVillage is how many people a village of a small demo has: a country of 20,000
// has a hundred villages with some life in them rather than 8,860 empty ones.
const perVillage = 200

// villages picks villages over the whole country and draws their sizes.
func villages(atlas *register.Atlas, day register.Day, people int, rng *rand.Rand) []*Village {
	var codes []register.Code
	for _, p := range atlas.All() {
		if p.StandsOn(day) && p.LevelOn(day) == "village" {
			codes = append(codes, p.CodeOn(day))
		}
	}
	slices.Sort(codes)
	const fewest = 12
	n := min(len(codes), max(fewest, people/perVillage))
	out := make([]*Village, n)
	for i := range out {
		v := &Village{Code: codes[i*len(codes)/n]}
		v.Town = isTown(v.District())
		// Sizes of settlements are log-normal; towns are larger, the capital's
		// quarters largest.
		const spread = 0.6
		v.Weight = math.Exp(rng.NormFloat64() * spread)
		if v.Town {
			v.Weight *= 1.5
		}
		if v.Province() == capital {
			v.Weight *= 1.4
		}
		v.Style = familyStyle(v, rng)
		out[i] = v
	}
	return out
}

// capital is the code of the province of the capital.
const capital = "01"

// isTown reports whether a district is urban: four of the capital, and the first of
// each province, which holds its seat.
func isTown(district string) bool {
	if strings.HasPrefix(district, capital) {
		return district <= capital+"04"
	}
	return strings.HasSuffix(district, "01")
}

// upland holds the shares of families in a province's villages that have clan names, and
// that have no surname. They are chosen to look like the country and count nothing.
var upland = map[string][2]float64{
	"02": {.08, .5}, "03": {.08, .45}, "04": {.15, .45}, "05": {.15, .3}, "06": {.2, .3}, "07": {.25, .3}, "08": {.12, .15},
	"09": {.4, .1}, "10": {.1, .08}, "11": {.12, .08}, "13": {0, .12}, "14": {0, .35}, "15": {0, .6}, "17": {0, .4}, "18": {.4, .15},
}

func familyStyle(v *Village, rng *rand.Rand) Style {
	share := upland[v.Province()]
	u := rng.Float64()
	if v.Town {
		u *= 4
	}
	switch {
	case u < share[0]:
		return Clan
	case u < share[0]+share[1]:
		return Bare
	}
	return Lao
}

// NewHouse returns the number of a new house.
func (v *Village) NewHouse() string {
	v.houses++
	return strconv.Itoa(v.houses)
}

// NewBook returns the number of a new book: the village's code, and the count in it.
func (v *Village) NewBook() string {
	v.books++
	n := strconv.Itoa(v.books)
	return string(v.Code) + "-" + "0000"[min(len(n), 4):] + n
}
