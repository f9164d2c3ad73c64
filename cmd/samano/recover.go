package main

import (
	"context"

	"samano/access"
	"samano/access/password"
	"samano/node"
	"samano/register"
)

// pairFlags name two administrators: what gives power over people needs both.
type pairFlags struct {
	Admin      string `help:"Account of the first administrator." default:"admin"`
	AdminName  string `help:"The first administrator's name." default:"Administrator"`
	Second     string `help:"Account of the second administrator, another person." default:"admin2"`
	SecondName string `help:"The second administrator's name." default:"Second administrator"`
}

// ask asks each for a password.
func (f pairFlags) ask(g *Globals) (pair [2]node.FirstAdministrator, err error) {
	pair = [2]node.FirstAdministrator{{Account: register.OfficerID(f.Admin), Name: f.AdminName}, {Account: register.OfficerID(f.Second), Name: f.SecondName}}
	for i, variable := range []string{"SAMANO_PASSWORD", "SAMANO_SECOND_PASSWORD"} {
		one := &pair[i]
		if one.Password, err = g.secret(variable, "Password for "+string(one.Account)+": "); err != nil {
			return pair, err
		}
		if bad := password.CheckNew(one.Password, one.Account); len(bad) > 0 {
			return pair, &register.Error{Kind: register.Invalid, Op: "ask", Code: bad[0].Code, Findings: bad}
		}
	}
	return pair, nil
}

// paper shows a recovery paper, once.
func (g *Globals) paper(p access.RecoveryPaper) {
	if p == (access.RecoveryPaper{}) {
		return
	}
	g.printf("If both administrators are lost, \"samano recover\" makes a new pair by both halves of this paper. It is shown once: write each\n"+
		"half on a sheet of its own, seal it, and give the two to two people.\nFirst half:  %s\nSecond half: %s\n", p[0], p[1])
}

type recoverCmd struct {
	pairFlags
}

// Run makes a new pair of administrators by the recovery paper. All others are closed.
func (c *recoverCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Serving)
	if err != nil {
		return err
	}
	defer h.Close()
	var paper access.RecoveryPaper
	for i, variable := range []string{"SAMANO_RECOVERY_FIRST", "SAMANO_RECOVERY_SECOND"} {
		if paper[i], err = g.secret(variable, []string{"First half of the paper: ", "Second half: "}[i]); err != nil {
			return err
		}
	}
	pair, err := c.ask(g)
	if err != nil {
		return err
	}
	next, err := h.Recover(ctx, paper, pair)
	if err != nil {
		return err
	}
	if g.JSON {
		return g.line(map[string]any{"recovery": next})
	}
	g.printf("%s and %s are the administrators; the accounts of all other administrators are closed. The old paper is void.\n", c.Admin, c.Second)
	g.paper(next)
	return nil
}
