package main

import (
	"context"
	"time"

	"samano/cmd/samano/apart"
)

type verifyCmd struct{ apart.Verify }

// Run checks a certificate. It opens no register and no network.
func (c *verifyCmd) Run(ctx context.Context, g *Globals) error {
	v, err := c.Check(ctx, g.in, time.Now())
	if err != nil {
		return err
	}
	refused := v.Outcome.Refused()
	switch {
	case g.JSON:
		err = g.line(apart.LineOf(v))
	case refused:
		apart.Say(g.errs, g.words(), v)
	default:
		apart.Say(g.out, g.words(), v)
	}
	if err == nil && refused {
		return told{exitFindings}
	}
	return err
}
