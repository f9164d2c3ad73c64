// Package eval owns the judging of the matcher: of its weights by what adjudicators ruled (how many of
// those of about one probability were the same person), and by files, each compared with itself.
package eval

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Labelled is a candidate of whom an adjudicator found whether it was the same person.
type Labelled struct {
	Weights string
	Pair    bool // found by a search of the whole register, which expects other shares than a counter
	PPM     int  // the probability that the weights gave
	Same    bool
}

// Band is candidates whom the same weights gave about the same probability, and how many of them
// adjudicators found to be the same person.
type Band struct {
	Weights  string  `json:"weights"`
	Pairs    bool    `json:"pairs"` // as Labelled.Pair
	From     float64 `json:"from"`
	To       float64 `json:"to"`
	Labelled int     `json:"labelled"`
	Same     int     `json:"same"`
	Expected float64 `json:"expected"` // how many the probabilities made expect

	ppm int // the sum of the probabilities
}

// bandEdges are where the bands of probability end. Between the thresholds of a law a tenth each is
// fine enough to see whether of a hundred pairs at 30 % thirty are one; near certainty a hundredth
// matters.
var bandEdges = [...]float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1}

// Bands counts candidates by weights, by how they were found and by probability, in that order.
func Bands(all iter.Seq2[Labelled, error]) ([]*Band, error) {
	counted := map[Band]*Band{}
	for l, err := range all {
		if err != nil {
			return nil, err
		}
		key := bandOf(l)
		if counted[key] == nil {
			band := key
			counted[key] = &band
		}
		counted[key].add(l)
	}
	return slices.SortedFunc(maps.Values(counted), func(a, b *Band) int {
		return cmp.Or(cmp.Compare(a.Weights, b.Weights), cmp.Compare(one(a.Pairs), one(b.Pairs)), cmp.Compare(a.From, b.From))
	}), nil
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// add counts one candidate.
func (b *Band) add(l Labelled) {
	b.Labelled++
	b.ppm += l.PPM
	b.Expected = float64(b.ppm) / 1e6
	b.Same += one(l.Same)
}

// bandOf returns the empty band into which a candidate falls.
func bandOf(l Labelled) Band {
	p, from := float64(l.PPM)/1e6, 0.0
	for _, to := range bandEdges {
		if p < to || to == 1 {
			return Band{Weights: l.Weights, Pairs: l.Pair, From: from, To: to}
		}
		from = to
	}
	return Band{}
}
