package main

import (
	"context"
	"strings"

	"samano/access"
	"samano/reading"
)

type searchCmd struct {
	reasonFlags
	Name []string `arg:"" help:"Name, in Lao or Latin, however it is spelled."`
	From int      `help:"First year of birth." placeholder:"YYYY"`
	To   int      `help:"Last year of birth; none: the first." placeholder:"YYYY"`
}

func (c *searchCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.openHouse(ctx, needWriter)
	if err != nil {
		return err
	}
	defer h.close()
	who, err := c.actor(ctx, h)
	if err != nil {
		return err
	}
	if c.To == 0 {
		c.To = c.From
	}
	hits, more, err := h.room().Search(ctx, who, c.reason(access.WhatSearch), reading.Query{Name: strings.Join(c.Name, " "), Years: [2]int{c.From, c.To}})
	if err != nil {
		return err
	}
	for _, hit := range hits {
		if g.JSON {
			if err := g.line(hit); err != nil {
				return err
			}
			continue
		}
		g.printf("%-12s  %s  %s  %s  %s  %s\n", hit.Number, hit.Lao, hit.Latin, hit.Sex, hit.Born.EDTF(), place(hit.Place))
	}
	switch {
	case len(hits) == 0:
		return told{exitNotFound}
	case more && !g.JSON:
		g.printf("There are more than %d; type more of the name, or the year of birth.\n", reading.MaxHits)
	}
	return nil
}
