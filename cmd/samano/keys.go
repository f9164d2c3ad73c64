package main

import (
	"context"
	"fmt"

	"samano/keys"
	"samano/node"
	"samano/node/open"
)

type keysCmd struct {
	Renew keysRenewCmd `cmd:"" help:"Put a new key in the place of one that signs or seals. The former one still verifies and opens."`
}

type keysRenewCmd struct {
	officerFlags
	Use keys.Use `arg:"" help:"What the key is for: ${enum}." enum:"ledger-signing,sealed-parts,evidence,sealed-links,factors"`
	Out string   `help:"File to write with the first checkpoints after the renewal; none: standard output." type:"path" placeholder:"FILE"`
}

// Run renews a key, on record under the administrator's name.
func (c *keysRenewCmd) Run(ctx context.Context, g *Globals) error {
	phrase, err := g.unlocking()
	if err != nil {
		return err
	}
	h, err := open.Node(ctx, g.place(), open.How{Mode: node.Serving, Passphrase: func() (string, error) { return phrase, nil }})
	if err != nil {
		return err
	}
	defer h.Close()
	who, err := c.actor(ctx, g, h)
	if err != nil {
		return err
	}
	id, notes, err := open.RenewKey(ctx, g.place(), h, who, c.Use, phrase)
	if err != nil {
		return err
	}
	fmt.Fprintf(g.errs, "%s has the new key %s. Restart the server, which still has the former key alone, and put copies of the\n"+
		"key file where its copies are kept.\n", c.Use, id)
	return g.write(c.Out, notes)
}
