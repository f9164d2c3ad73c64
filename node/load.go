package node

import (
	"context"
	"runtime/debug"

	"samano/office"
)

// loadGC lets the heap grow to nine times what is live before it is collected: loading makes
// garbage all the time and runs alone on its machine.
const loadGC = 800

// loadMemory is where the heap stops growing all the same.
const loadMemory = 3 << 30

// Load runs a lot to its end with the garbage collector set for it.
func (n *Node) Load(ctx context.Context, l office.Lot) error {
	before := debug.SetGCPercent(loadGC)
	defer debug.SetGCPercent(before)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(loadMemory))
	return office.SubmitLot(ctx, n.config, l)
}
