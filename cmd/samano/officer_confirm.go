package main

import (
	"context"

	"samano/access"
	"samano/node"
	"samano/register"
)

type officerConfirmCmd struct {
	officerFlags
	Account string `arg:"" help:"Account of which a change waits."`
}

// Run confirms a change. The password that comes of it is shown to whoever confirms, who hands it over.
func (c *officerConfirmCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(h *node.Node, who access.Actor, a *access.Accounts) error {
		change, temporary, err := a.Confirm(ctx, who, register.OfficerID(c.Account))
		if err != nil {
			return err
		}
		if change.What == access.ChangeRights {
			g.printf("The account %s is changed.\n", c.Account)
			return nil
		}
		return g.firstPassword(change.Account, temporary, change.From)
	})
}

type officerWithdrawCmd struct {
	officerFlags
	Account string `arg:"" help:"Account of which a change waits."`
}

func (c *officerWithdrawCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(_ *node.Node, who access.Actor, a *access.Accounts) error {
		if err := a.Withdraw(ctx, who, register.OfficerID(c.Account)); err != nil {
			return err
		}
		g.printf("The change of %s is withdrawn.\n", c.Account)
		return nil
	})
}

type officerWaitingCmd struct {
	officerFlags
}

func (c *officerWaitingCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(h *node.Node, who access.Actor, a *access.Accounts) error {
		list, err := a.Waiting(ctx, who)
		if err != nil {
			return err
		}
		return each(g, list, func(w access.AccountChange) {
			g.printf("%-16s %-8s asked by %s at %s; %s at %s\n", w.Account, w.What, w.By, w.At.In(h.Law.TimeZone).Format("2006-01-02 15:04"), w.Officer.Roles, w.Officer.Office)
		})
	})
}
