package main

import (
	"context"

	"samano/access"
	"samano/node"
	"samano/register"
)

// officePrintedCmd sets where an office's numbers on paper begin: it goes on behind
// its paper book, or behind the papers that a restore has forgotten.
type officePrintedCmd struct {
	officerFlags
	ID    string `arg:"" help:"Code of the office."`
	First int    `arg:"" help:"The first number on paper; what is already given is never given again."`
	Year  int    `help:"Year of the numbers; none: this year."`
}

func (c *officePrintedCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(h *node.Node, who access.Actor, a *access.Accounts) error {
		p := access.PrintedStart{Office: register.OfficeID(c.ID), Year: c.Year, First: c.First}
		if p.Year == 0 {
			p.Year = h.Clock().Year()
		}
		if err := a.SetPrintedStart(ctx, who, p); err != nil {
			return err
		}
		last, err := h.LastPrinted(ctx, p.Office, p.Year)
		if err != nil {
			return err
		}
		g.printf("The next number on paper of %s in %d is %d. A running server knows within %v.\n", p.Office, p.Year, max(p.First, last+1), node.OfficesAge)
		return nil
	})
}
