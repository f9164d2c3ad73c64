package match

import (
	"cmp"
	"math"
	"slices"
)

// Evidence is the result of a comparison.
type Evidence struct {
	P        float64 // probability that both are one person
	NextBest string  // the class that is most probable if they are not
	Reasons  []Reason
}

// Reason is one field's part in the probability, as a code for the words at the edge: lang keys are
// match.FIELD.LEVEL.
type Reason struct {
	Field  string
	Level  string
	Bits   float64 // above 0 it speaks for one person, below 0 against; log2 of the odds it adds
	Rarity float64 // of the agreed value: 0.1 is ten times rarer than the mean; 1 where it does not matter
}

// Agreement is how two values of a field compare, in one word.
type Agreement string

// The agreements.
const (
	Agrees  Agreement = "agrees"
	Alike   Agreement = "alike"
	Differs Agreement = "differs"
)

// agreements are the levels that agree or differ; all others are alike.
var agreements = map[string]Agreement{"exact": Agrees, "same": Agrees, "both": Agrees, "full": Agrees, "given": Agrees, "odd": Differs, "differs": Differs}

// Agreement returns how the two values compare. Two years apart on another day, or anywhere in a
// province, they have nothing in common.
func (r Reason) Agreement() Agreement {
	switch {
	case r.Field == "birth" && r.Level == "near", r.Field == "place" && r.Level == "province":
		return Differs
	case agreements[r.Level] != "":
		return agreements[r.Level]
	}
	return Alike
}

// maxClasses bounds the classes of a model.
const maxClasses = 12

// Expecting returns the model for another share of people who are there already: at a counter it is
// not that of a census.
func (m *Model) Expecting(same float64) *Model {
	out := &Model{schema: m.schema, classes: slices.Clone(m.classes)}
	out.classes[0].perPerson = same
	return out
}

// Probability returns the probability that two persons who compare like this are one, where people
// are searched.
func (m *Model) Probability(v *Vector, people int) float64 {
	var shares [maxClasses]float64
	m.shares(&shares, v, people)
	return shares[0]
}

// shares returns the probability of each class.
func (m *Model) shares(out *[maxClasses]float64, v *Vector, people int) {
	sum := 0.0
	for i := range m.classes {
		c := &m.classes[i]
		n := c.perPerson
		if c.everybody {
			n = float64(max(1, people))
		}
		out[i] = n * c.likelihood(v, len(m.schema))
		sum += out[i]
	}
	if sum == 0 { // all underflowed: nothing agrees at all
		out[len(m.classes)-1] = 1
		return
	}
	for i := range m.classes {
		out[i] /= sum
	}
}

// Explain returns probability and reasons, the weightiest first. Fields that are not known on both
// sides give none.
func (m *Model) Explain(v *Vector, people int) Evidence {
	var shares [maxClasses]float64
	m.shares(&shares, v, people)
	others := 1 - shares[0]
	nextBest := len(m.classes) - 1
	for i := 1; i < len(m.classes); i++ {
		if shares[i] > shares[nextBest] {
			nextBest = i
		}
	}
	e := Evidence{P: shares[0], NextBest: m.classes[nextBest].name}
	for f, field := range m.schema {
		level := v.Level[f]
		if level == 0 {
			continue
		}
		other := m.classes[nextBest].at(f, v)
		if others > 0 {
			other = 0
			for i := 1; i < len(m.classes); i++ {
				other += shares[i] / others * m.classes[i].at(f, v)
			}
		}
		e.Reasons = append(e.Reasons, Reason{
			Field: field.Name, Level: field.Levels[level], Rarity: float64(v.Rarity[f]),
			Bits: math.Log2(m.classes[0].at(f, v) / other),
		})
	}
	slices.SortStableFunc(e.Reasons, func(a, b Reason) int { return cmp.Compare(math.Abs(b.Bits), math.Abs(a.Bits)) })
	return e
}

// at returns the probability of one field's level in the class.
func (c *class) at(f int, v *Vector) float64 {
	p := c.p[f][v.Level[f]]
	if c.chance[f] {
		p *= float64(v.Rarity[f])
	}
	return p
}

// Thresholds are the law's, in millionths.
type Thresholds struct {
	SamePPM int // from here a match stops until a human decides
	AskPPM  int // from here an adjudicator is asked
}

// Outcome is the law's answer to a probability.
type Outcome uint8

// The verdicts.
const (
	NonMatch      Outcome = iota // surely not here
	PossibleMatch                // a human decides
	Match                        // surely here; a human may still decide otherwise
)

func (v Outcome) String() string { return [...]string{"new", "ask", "here"}[v] }

const million = 1e6

// Outcome returns the verdict for a probability.
func (t Thresholds) Outcome(p float64) Outcome {
	switch {
	case p*million >= float64(t.SamePPM):
		return Match
	case p*million >= float64(t.AskPPM):
		return PossibleMatch
	}
	return NonMatch
}
