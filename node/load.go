package node

import (
	"context"
	"runtime/debug"

	"samano/office/lot"
)

// loadGC lets the heap grow to nine times what is live before it is collected: loading makes
// garbage all the time and runs alone on its machine.
const loadGC = 800

// loadMemory is where the heap stops growing all the same.
const loadMemory = 3 << 30

// Load loads a lot that two officers state, and signs what it has loaded.
func (n *Node) Load(ctx context.Context, in lot.Input) error {
	c := lot.Config{Registrar: n.config, Rules: n.Rules, Lots: n.parts.Applications, Applications: n.parts.Applications, Sign: n.sign}
	return loading(func() error { return lot.Submit(ctx, c, in) })
}

// LoadSynthetic loads the people of a synthetic country into a register that holds nobody. Its first server
// signs them.
func (n *Node) LoadSynthetic(ctx context.Context, l lot.Lot) error {
	return loading(func() error { return lot.Found(ctx, n.config, l) })
}

func (n *Node) sign(ctx context.Context) error {
	_, err := n.Checkpoint(ctx)
	return err
}

// loading runs a load with the garbage collector set for it.
func loading(run func() error) error {
	before := debug.SetGCPercent(loadGC)
	defer debug.SetGCPercent(before)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(loadMemory))
	return run()
}
