package main

import (
	"context"

	"samano/access"
	"samano/register"
)

type eventsCmd struct {
	reasonFlags
	After int64 `help:"Seq after which to begin; 0: from the start." default:"0"`
	Pages int   `help:"How many pages of 1,000 acts." default:"1"`
}

func (c *eventsCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	after := register.Seq(c.After)
	for range c.Pages {
		events, next, err := h.Reading.Feed(ctx, who, c.reason(access.WhatFeed), after)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := g.line(e); err != nil {
				return err
			}
		}
		if next == after {
			break
		}
		after = next
	}
	return nil
}
