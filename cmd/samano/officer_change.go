package main

import (
	"cmp"
	"context"

	"samano/access"
	"samano/node"
	"samano/register"
)

type officerChangeCmd struct {
	officerFlags
	Account   string        `arg:"" help:"Account to change."`
	Name      string        `help:"The officer's name; none: as it is."`
	NameLatin string        `help:"The name in Latin letters; none: as it is."`
	Office    string        `help:"Office where the officer works from now on; none: as it is."`
	Role      []access.Role `help:"All roles from now on; may be given more than once. None: as they are."`
}

// Run changes an account. Its sessions end, so that nobody goes on with rights
// that were taken away.
func (c *officerChangeCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(_ *node.Node, who access.Actor, a *access.Accounts) error {
		o, err := a.Officer(ctx, who, register.OfficerID(c.Account))
		if err != nil {
			return err
		}
		o.Name, o.NameLatin = cmp.Or(c.Name, o.Name), cmp.Or(c.NameLatin, o.NameLatin)
		o.Office = cmp.Or(register.OfficeID(c.Office), o.Office)
		if len(c.Role) > 0 {
			o.Roles = c.Role
		}
		switch waits, err := a.ChangeOfficer(ctx, who, o); {
		case err != nil:
			return err
		case waits:
			return g.waits(o.ID)
		}
		g.printf("The account %s is changed.\n", c.Account)
		return nil
	})
}

type officerCloseCmd struct {
	officerFlags
	Account string `arg:"" help:"Account of somebody who has left."`
}

func (c *officerCloseCmd) Run(ctx context.Context, g *Globals) error {
	return g.asAdministrator(ctx, c.officerFlags, func(_ *node.Node, who access.Actor, a *access.Accounts) error {
		switch waits, err := a.CloseOfficer(ctx, who, register.OfficerID(c.Account)); {
		case err != nil:
			return err
		case waits:
			return g.waits(register.OfficerID(c.Account))
		}
		g.printf("The account %s is closed. What it did stays in its name.\n", c.Account)
		return nil
	})
}
