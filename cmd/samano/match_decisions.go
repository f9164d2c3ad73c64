package main

import (
	"context"

	"samano/match/eval"
	"samano/node/open"
)

// runDecisions tells how the weights did, by what adjudicators found: in counts, of nobody. It
// reads the desk and needs no keys.
func (c *matchEvalCmd) runDecisions(ctx context.Context, g *Globals) error {
	if err := g.place().Check(); err != nil {
		return err
	}
	bands, err := eval.Bands(func(yield func(eval.Labelled, error) bool) {
		for l, err := range open.Decisions(ctx, g.place()) {
			if !yield(eval.Labelled{Weights: l.Weights, Pair: l.Pair, PPM: l.PPM, Same: l.Same}, err) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return g.tellBands(bands)
}

func (g *Globals) tellBands(bands []*eval.Band) error {
	if len(bands) == 0 && !g.JSON {
		g.printf("no adjudicator has decided anything yet\n")
	}
	var last *eval.Band
	return each(g, bands, func(b *eval.Band) {
		if last == nil || last.Weights != b.Weights || last.Pairs != b.Pairs {
			found := "at a counter"
			if b.Pairs {
				found = "by searches of the whole register"
			}
			g.printf("weights %s, found %s:\nprobability     judged    same  expected\n", b.Weights, found)
		}
		g.printf("%4.2f to %4.2f  %8d  %6d  %8.1f\n", b.From, b.To, b.Labelled, b.Same, b.Expected)
		last = b
	})
}
