package main

import (
	"context"

	"samano/access"
	"samano/register"
)

type officerChangeCmd struct {
	officerFlags
	Account   string   `arg:"" help:"Account to change."`
	Name      string   `help:"The officer's name; none: as it is."`
	NameLatin string   `help:"The name in Latin letters; none: as it is."`
	Office    string   `help:"Office where the officer works from now on; none: as it is."`
	Role      []string `help:"All roles from now on; may be given more than once. None: as they are."`
}

// Run changes an account. Its sessions end, so that nobody goes on with rights
// that were taken away.
func (c *officerChangeCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(h *house, who access.Actor, a *access.Accounts) error {
		if c.Office != "" {
			if _, err := h.parts.Accounts.Office(ctx, register.OfficeID(c.Office)); err != nil {
				return coded(err, register.NotFound, codeOfficeUnknown)
			}
		}
		err := changeOfficer(ctx, h, who, a, c.Account, func(o *access.Officer) {
			if c.Name != "" {
				o.Name = c.Name
			}
			if c.NameLatin != "" {
				o.NameLatin = c.NameLatin
			}
			if c.Office != "" {
				o.Office = register.OfficeID(c.Office)
			}
			if len(c.Role) > 0 {
				o.Roles = nil
			}
			for _, r := range c.Role {
				o.Roles = append(o.Roles, access.Role(r))
			}
		})
		if err == nil {
			g.printf("The account %s is changed.\n", c.Account)
		}
		return err
	})
}

type officerCloseCmd struct {
	officerFlags
	Account string `arg:"" help:"Account of somebody who has left."`
}

// Run closes an account at once: without roles it may do nothing, also on its first
// day, which cannot be its last.
func (c *officerCloseCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(h *house, who access.Actor, a *access.Accounts) error {
		err := changeOfficer(ctx, h, who, a, c.Account, func(o *access.Officer) {
			o.Roles, o.Until = nil, min(o.Until, max(register.DayAt(h.Clock()), o.From+1))
		})
		if err == nil {
			g.printf("The account %s is closed. What it did stays in its name.\n", c.Account)
		}
		return err
	})
}

func changeOfficer(ctx context.Context, h *house, who access.Actor, a *access.Accounts, account string, change func(*access.Officer)) error {
	o, err := h.parts.Accounts.Officer(ctx, register.OfficerID(account))
	if err == nil {
		change(&o)
		err = a.ChangeOfficer(ctx, who, o)
	}
	if err != nil {
		return coded(err, register.NotFound, codeAccountUnknown)
	}
	return nil
}
