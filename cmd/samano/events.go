package main

import (
	"context"

	"samano/access"
	"samano/extract"
	"samano/register"
)

type eventsCmd struct {
	reasonFlags
	After int64 `help:"Seq after which to begin; 0: from the start." default:"0"`
	Pages int   `help:"How many pages of 1,000 acts." default:"1"`
}

// event is one line of the feed: the subject by its number, with its document as
// it was after the event.
type event struct {
	register.Event
	Subject string          `json:"subject"`
	Number  register.Number `json:"number,omitempty"`
	Facts   []extract.Fact  `json:"facts"`
}

func (c *eventsCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.close()
	after := register.Seq(c.After)
	for range c.Pages {
		events, next, err := h.room().Feed(ctx, who, c.reason(access.WhatFeed), after)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := g.line(event{Event: e.Event, Subject: e.Subject.Ref().Kind.String(), Number: e.Number, Facts: e.Facts}); err != nil {
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
