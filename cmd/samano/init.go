package main

import (
	"context"
	"strings"

	"samano/node"
	"samano/node/open"
)

type initCmd struct {
	Law    string `help:"Law pack of the country." default:"la"`
	Origin string `help:"Name of the register in its ledger, for good: your domain and a word, as register.example.gov.la/acts." required:""`
	pairFlags
	NoPlaces bool `help:"Leave the territory empty; else the shipped lists are founded."`
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
	pair, err := c.ask(g)
	if err != nil {
		return err
	}
	h, err := g.found(ctx, open.Founding{Law: c.Law, Origin: c.Origin, Passphrase: phrase, Marked: true})
	if err != nil {
		return err
	}
	defer h.Close()
	papers, err := h.FoundCentre(ctx, pair, c.NoPlaces)
	if err != nil {
		return err
	}
	list, err := h.VerifierKeys()
	if err != nil {
		return err
	}
	// Told before the founding is finished: who does not see the papers gives the command again, and has others.
	if g.JSON {
		if err := g.line(map[string]any{"origin": c.Origin, "data": g.Data, "key": list[0], "recovery": papers.Recovery, "oversight": papers.Oversight}); err != nil {
			return err
		}
	} else {
		g.printf("Founded %s in %s.\nThe public keys of its checkpoints; give them to those who are to watch you:\n%s\n", c.Origin, g.Data, strings.Join(list, "\n"))
		g.paper(papers.Recovery)
		if err := g.oversightPaper(papers.Oversight); err != nil {
			return err
		}
	}
	return g.place().Finished()
}

// found makes a register in the data folder and opens it.
func (g *Globals) found(ctx context.Context, f open.Founding) (*node.Node, error) {
	if err := open.Found(ctx, g.place(), f); err != nil {
		return nil, err
	}
	n, err := open.Node(ctx, g.place(), open.How{Mode: node.Serving, Passphrase: g.unlocking, Unfinished: f.Marked})
	return n, err
}
