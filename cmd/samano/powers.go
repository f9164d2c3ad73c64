package main

import (
	"context"

	"samano/access"
	"samano/cmd/samano/sentence"
	"samano/register"
)

type powersCmd struct {
	officerFlags
	About  string `help:"Only about this, as account/noy, office/d0101, change/noy or request/d0101/2026/7." placeholder:"SUBJECT"`
	By     string `help:"Only what this account did or confirmed." placeholder:"ACCOUNT"`
	Before int64  `help:"Only entries before this one: the next page." placeholder:"ENTRY"`
	Limit  int    `help:"How many entries at most." default:"100"`
}

// maxPowers bounds a page of the log.
const maxPowers = 1000

// Run lists the log of powers, the newest first.
func (c *powersCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	q := access.PowerQuery{Before: access.Newest, About: access.PowerSubject(c.About), Officer: register.OfficerID(c.By), Limit: min(max(c.Limit, 1), maxPowers)}
	if c.Before > 0 {
		q.Before = c.Before
	}
	list, err := h.Accounts.Log(ctx, who, q)
	if err != nil {
		return err
	}
	return each(g, list, func(p access.Power) {
		g.printf("%s\n", sentence.Power(p, h.Law.TimeZone))
	})
}
