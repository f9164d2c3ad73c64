package main

import (
	"context"

	"samano/access"
	"samano/node"
	"samano/register"
)

type officerConfirmCmd struct {
	Officer string `help:"Your account: a second administrator, or an overseer where it is about an overseer." env:"SAMANO_OFFICER" placeholder:"ACCOUNT"`
	Paper   bool   `help:"Confirm by the overseers' paper, where no overseer is there. It is asked, or read from SAMANO_OVERSIGHT_PAPER."`
	Account string `arg:"" help:"Account of which a change waits."`
}

// Run confirms a change. The password that comes of it is shown to whoever confirms, who hands it over.
func (c *officerConfirmCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Serving)
	if err != nil {
		return err
	}
	defer h.Close()
	var change access.AccountChange
	var temporary, next string
	if c.Paper {
		var paper string
		if paper, err = g.secret("SAMANO_OVERSIGHT_PAPER", "The overseers' paper: "); err == nil {
			change, temporary, next, err = h.Accounts.ConfirmByPaper(ctx, register.OfficerID(c.Account), paper)
		}
	} else {
		var who access.Actor
		if who, err = g.actor(ctx, h, c.Officer, "SAMANO_PASSWORD"); err == nil {
			change, temporary, err = h.Accounts.Confirm(ctx, who, register.OfficerID(c.Account))
		}
	}
	if err != nil {
		return err
	}
	g.oversightPaper(next)
	if change.What == access.ChangeRights {
		g.printf("The account %s is changed.\n", c.Account)
		return nil
	}
	return g.firstPassword(change.Account, temporary, change.From)
}

// oversightPaper shows the paper of the authority that watches the register, once.
func (g *Globals) oversightPaper(paper string) {
	if paper != "" && !g.JSON {
		g.printf("The overseers' paper, for the authority that watches the register and for nobody else. It is shown once: write it down,\n"+
			"seal it and hand it over. By it \"samano officer confirm --paper\" makes an overseer where none is there to agree.\nPaper: %s\n", paper)
	}
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
