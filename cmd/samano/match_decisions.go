package main

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"samano/node/open"
	"samano/office"
)

// bandEdges are where the bands of probability end. Between the thresholds of a law a tenth each is fine enough to see
// whether of a hundred pairs at 30 % thirty are one; near certainty a hundredth matters.
var bandEdges = [...]float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1}

// labelledBand is one line of `match eval --decisions --json`: candidates whom the same weights gave about the same
// probability, and how many of them adjudicators found to be the same person.
type labelledBand struct {
	Weights  string  `json:"weights"`
	Pairs    bool    `json:"pairs"` // found by a search of the whole register, which expects other shares than a counter
	From     float64 `json:"from"`
	To       float64 `json:"to"`
	Labelled int     `json:"labelled"`
	Same     int     `json:"same"`
	Expected float64 `json:"expected"` // how many the probabilities made expect

	ppm int // the sum of the probabilities
}

// add counts one candidate.
func (b *labelledBand) add(j office.Labelled) {
	b.Labelled++
	b.ppm += j.PPM
	b.Expected = float64(b.ppm) / 1e6
	if j.Same {
		b.Same++
	}
}

// bandOf gives the empty band into which a candidate falls.
func bandOf(j office.Labelled) labelledBand {
	p, from := float64(j.PPM)/1e6, 0.0
	for _, to := range bandEdges {
		if p < to || to == 1 {
			return labelledBand{Weights: j.Weights, Pairs: j.Pair, From: from, To: to}
		}
		from = to
	}
	return labelledBand{}
}

// runDecisions tells how the weights did, by what adjudicators found: in counts, of nobody. It reads the desk and needs no
// keys.
func (c *matchEvalCmd) runDecisions(ctx context.Context, g *Globals) error {
	if err := g.place().Check(); err != nil {
		return err
	}
	desk, done, err := open.Applications(ctx, g.place())
	if err != nil {
		return err
	}
	defer done()
	counted := map[labelledBand]*labelledBand{}
	for j, err := range office.AllLabelled(ctx, desk) {
		if err != nil {
			return err
		}
		key := bandOf(j)
		if counted[key] == nil {
			band := key
			counted[key] = &band
		}
		counted[key].add(j)
	}
	return g.tellBands(slices.SortedFunc(maps.Values(counted), func(a, b *labelledBand) int {
		pairs := 0
		switch {
		case a.Pairs && !b.Pairs:
			pairs = 1
		case b.Pairs && !a.Pairs:
			pairs = -1
		}
		return cmp.Or(cmp.Compare(a.Weights, b.Weights), pairs, cmp.Compare(a.From, b.From))
	}))
}

func (g *Globals) tellBands(bands []*labelledBand) error {
	if g.JSON {
		for _, b := range bands {
			if err := g.line(b); err != nil {
				return err
			}
		}
		return nil
	}
	if len(bands) == 0 {
		g.printf("no adjudicator has decided anything yet\n")
		return nil
	}
	var last *labelledBand
	for _, b := range bands {
		if last == nil || last.Weights != b.Weights || last.Pairs != b.Pairs {
			found := "at a counter"
			if b.Pairs {
				found = "by searches of the whole register"
			}
			g.printf("weights %s, found %s:\nprobability     judged    same  expected\n", b.Weights, found)
		}
		g.printf("%4.2f to %4.2f  %8d  %6d  %8.1f\n", b.From, b.To, b.Labelled, b.Same, b.Expected)
		last = b
	}
	return nil
}
