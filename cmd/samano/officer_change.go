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
		waits, err := a.ChangeOfficer(ctx, who, register.OfficerID(c.Account), func(o *access.Officer) {
			o.Name, o.NameLatin = cmp.Or(c.Name, o.Name), cmp.Or(c.NameLatin, o.NameLatin)
			o.Office = cmp.Or(register.OfficeID(c.Office), o.Office)
			if len(c.Role) > 0 {
				o.Roles = c.Role
			}
		})
		if err != nil || waits {
			return g.waits(c.Account, err)
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
		if waits, err := a.CloseOfficer(ctx, who, register.OfficerID(c.Account)); err != nil || waits {
			return g.waits(c.Account, err)
		}
		g.printf("The account %s is closed. What it did stays in its name.\n", c.Account)
		return nil
	})
}
