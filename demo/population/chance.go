package population

import "math/rand/v2"

// Sampler draws by halves, see the package's comment: it adds up probabilities. Each sort of event
// has a sampler of its own.
type Sampler float64

// Hits reports whether the event happens to the person with this probability.
func (s *Sampler) Hits(p float64) bool {
	*s += Sampler(p)
	if *s < 1 {
		return false
	}
	*s--
	return true
}

// Count draws how many times an event happens from its expected number.
func (s *Sampler) Count(expected float64) int {
	n := 0
	for *s += Sampler(expected); *s >= 1; *s-- {
		n++
	}
	return n
}

// Curve is a value by age, in steps; between them in proportion. Below the first step it is 0,
// beyond the last it stays.
type Curve [][2]float64

// At returns the value at an age.
func (c Curve) At(age float64) float64 {
	if age < c[0][0] {
		return 0
	}
	for i := 1; i < len(c); i++ {
		if a, b := c[i-1], c[i]; age <= b[0] {
			return a[1] + (b[1]-a[1])*(age-a[0])/(b[0]-a[0])
		}
	}
	return c[len(c)-1][1]
}

// OneOf draws one of a list.
func OneOf[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }
