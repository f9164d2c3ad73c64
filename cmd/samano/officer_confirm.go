package main

import (
	"context"
	"fmt"

	"samano/access"
	"samano/node"
	"samano/register"
)

type officerConfirmCmd struct {
	Officer string `help:"Your account: a second administrator, or an overseer where it is about an overseer." env:"SAMANO_OFFICER" placeholder:"ACCOUNT"`
	Paper   bool   `help:"Confirm by the overseers' paper, where no overseer is there. It is asked, or read from SAMANO_OVERSIGHT_PAPER."`
	Account string `arg:"" help:"Account of which a change waits; of an office office/ID."`
	Code    string `arg:"" help:"Code of the change that you have seen: samano officer waiting."`
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
			change, temporary, next, err = h.Accounts.ConfirmByPaper(ctx, register.OfficerID(c.Account), c.Code, paper)
		}
	} else {
		var who access.Actor
		if who, err = g.actor(ctx, h, c.Officer, "SAMANO_PASSWORD"); err == nil {
			change, temporary, err = h.Accounts.Confirm(ctx, who, register.OfficerID(c.Account), c.Code)
		}
	}
	if err != nil {
		return err
	}
	if err := g.oversightPaper(next); err != nil {
		return err
	}
	if temporary == "" {
		g.printf("%s is changed.\n", c.Account)
		return nil
	}
	return g.firstPassword(change.Account, temporary, change.From)
}

// oversightPaper shows the paper of the authority that watches the register, once.
func (g *Globals) oversightPaper(paper string) error {
	if paper != "" && g.JSON {
		return g.line(map[string]any{"oversight": paper})
	}
	if paper != "" {
		g.printf("The overseers' paper, for the authority that watches the register and for nobody else. It is shown once: write it down,\n"+
			"seal it and hand it over. By it \"samano officer confirm --paper\" makes an overseer where none is there to agree.\nPaper: %s\n", paper)
	}
	return nil
}

type officerPaperCmd struct {
	officerFlags
}

// Run gives an overseer another paper: the former one is void.
func (c *officerPaperCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(_ *node.Node, who access.Actor, a *access.Accounts) error {
		paper, err := a.RenewOversightPaper(ctx, who)
		if err != nil {
			return err
		}
		return g.oversightPaper(paper)
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
		atlas, err := h.Atlas(ctx)
		if err != nil {
			return err
		}
		return each(g, list, func(w access.WaitingChange) {
			to := fmt.Sprintf("%s at %s", w.Officer.Roles, w.Officer.Office)
			if unit, ok := atlas.Place(w.Area); ok {
				to = fmt.Sprintf("level %s, area %s", w.Office.Level, unit.CodeOn(h.Today()))
			} else if w.What == access.ChangeOffice {
				to = fmt.Sprintf("level %s, the whole country", w.Office.Level)
			}
			g.printf("%-16s %-8s %s asked by %s at %s; %s\n", w.Account, w.What, w.Code, w.By, w.At.In(h.Law.TimeZone).Format("2006-01-02 15:04"), to)
		})
	})
}
