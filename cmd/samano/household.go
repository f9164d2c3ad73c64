package main

import (
	"context"

	"samano/access"
)

type householdCmd struct {
	Show householdShowCmd `cmd:"" help:"Show a household."`
}

type householdShowCmd struct {
	reasonFlags
	momentFlags
	Book string `arg:"" help:"Number of one of its books, or '@' and a client-made id."`
}

func (c *householdShowCmd) Run(ctx context.Context, g *Globals) error {
	m, err := c.moment()
	if err != nil {
		return err
	}
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	hh, err := h.Reading.Household(ctx, who, c.reason(access.WhatHousehold), c.Book, m)
	if err != nil {
		return err
	}
	if err := hh.Missing(); err != nil {
		return err
	}
	if g.JSON {
		return g.line(hh)
	}
	g.printf("household %s, version %d\n", hh.Book, hh.Version)
	g.facts(hh.Facts)
	return nil
}
