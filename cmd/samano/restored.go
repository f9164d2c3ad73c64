package main

import (
	"context"

	"samano/node"
)

type restoredCmd struct{}

// Run tells the register that it was restored from a backup. It is the operator's
// command, before anybody registers again.
func (c *restoredCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	gap, err := h.Restored(ctx)
	if err != nil {
		return err
	}
	if g.JSON {
		return g.line(gap)
	}
	g.printf("Numbers and ids that may have been given out after the backup are left out: %d numbers.\n", gap.NextNumber-gap.FirstNumber)
	g.printf("Hold the last checkpoint that was kept outside against the register: samano ledger verify --checkpoint FILE\n")
	return nil
}
