package main

import (
	"context"
	"fmt"

	"samano/cmd/samano/sentence"
	"samano/register"
	"samano/stay"
)

type stayCmd struct {
	Enter stayEnterCmd `cmd:"" help:"Enter a notice of a stay that is too short to be a residence."`
	Find  stayFindCmd  `cmd:"" help:"Find who stays at a dwelling on a day."`
}

type stayEnterCmd struct {
	officerFlags
	Village register.Code `arg:"" help:"Code of the village."`
	House   string        `arg:"" help:"Number or name of the house."`
	From    register.Day  `arg:"" help:"Day of arrival."`
	Until   register.Day  `arg:"" help:"Day of departure."`
	Guests  []string      `arg:"" help:"Of each guest the number for life, or the name where there is no number at hand."`
}

func (c *stayEnterCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	warnings, err := h.Stays.Enter(ctx, who, stay.Input{Code: c.Village, House: c.House, From: c.From, Until: c.Until, Guests: stay.Guests(c.Guests)})
	for _, f := range warnings {
		fmt.Fprintf(g.errs, "  %s\n", g.sentences().OfFinding(f))
	}
	return err
}

type stayFindCmd struct {
	officerFlags
	Village register.Code `arg:"" help:"Code of the village."`
	House   string        `arg:"" help:"Number or name of the house."`
	On      register.Day  `arg:"" help:"The day."`
}

func (c *stayFindCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	found, err := h.Stays.Find(ctx, who, c.Village, c.House, c.On)
	if err != nil {
		return err
	}
	return each(g, found, func(n stay.Notice) { g.printf("%s\n", sentence.Stay(n)) })
}
