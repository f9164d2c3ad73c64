package main

import (
	"context"

	"samano/access"
	"samano/node"
	"samano/node/open"
	"samano/register"
)

type initCmd struct {
	Law       string `help:"Law pack of the country." default:"la"`
	Origin    string `help:"Name of the register in its ledger, for good: your domain and a word, as register.example.gov.la/acts." required:""`
	Admin     string `help:"Account of the first administrator." default:"admin"`
	AdminName string `help:"The administrator's name." default:"Administrator"`
	NoPlaces  bool   `help:"Leave the territory empty; else the shipped lists are founded."`
}

// Run founds a register. One that was broken off is gone on with by the same
// command: what is there already is found there.
func (c *initCmd) Run(ctx context.Context, g *Globals) error {
	if err := open.MayFound(g.place(), c.Law); err != nil {
		return err
	}
	phrase, err := g.passphrase("Passphrase for the new keys (at least 12 characters; write it down, nobody can recover it): ")
	if err != nil {
		return err
	}
	password, err := g.secret("SAMANO_PASSWORD", "Password for "+c.Admin+": ")
	if err != nil {
		return err
	}
	if bad := access.CheckNewPassword(password, register.OfficerID(c.Admin)); len(bad) > 0 {
		return &register.Error{Kind: register.Invalid, Op: "init", Code: bad[0].Code, Findings: bad}
	}
	h, err := g.found(ctx, open.Founding{Law: c.Law, Origin: c.Origin, Passphrase: phrase, Marked: true})
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.FoundCentre(ctx, node.FirstAdministrator{Account: register.OfficerID(c.Admin), Name: c.AdminName, Password: password}, c.NoPlaces); err != nil {
		return err
	}
	list, err := h.VerifierKeys()
	if err != nil {
		return err
	}
	if err := g.place().Finished(); err != nil {
		return err
	}
	if g.JSON {
		return g.line(map[string]string{"origin": c.Origin, "data": g.Data, "key": list[0]})
	}
	g.printf("Founded %s in %s.\nThe public key of its checkpoints; give it to those who are to watch you:\n%s\n", c.Origin, g.Data, list[0])
	return nil
}

// found makes a register in the data folder and opens it.
func (g *Globals) found(ctx context.Context, f open.Founding) (*node.Node, error) {
	if err := open.Found(ctx, g.place(), f); err != nil {
		return nil, err
	}
	n, err := open.Node(ctx, g.place(), open.How{Mode: node.Serving, Passphrase: g.unlocking, Unfinished: f.Marked})
	return n, err
}
