package node

import (
	"context"
	"iter"
	"runtime/debug"

	"samano/places"
	"samano/register"
	"samano/registrar"
	"samano/registrar/load"
)

// loadGC lets the heap grow to nine times what is live before it is collected: loading makes
// garbage all the time and runs alone on its machine.
const loadGC = 800

// loadMemory is where the heap stops growing all the same.
const loadMemory = 3 << 30

// LoadActs is how many acts one transaction of a load holds unless it says otherwise.
const LoadActs = load.DefaultActs

// Load is a stream of acts on its way into the register.
type Load struct {
	Proposals iter.Seq2[register.Proposal, error]
	Acts      int // of one transaction; 0: LoadActs
	// Report is told of each proposal's result, in order, once it is on disk.
	Report   func(index int64, p *register.Proposal, r registrar.Result) error
	Progress func(done, steps int) // of what follows the acts; may be nil
}

// Load runs the stream to its end with the garbage collector set for it.
func (n *Node) Load(ctx context.Context, l Load) error {
	before := debug.SetGCPercent(loadGC)
	defer debug.SetGCPercent(before)
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(loadMemory))
	return load.Run(ctx, load.Loading{Config: n.config, Acts: l.Acts, Report: l.Report}, l.Proposals, l.Progress)
}

// firstYear is from when the units of a list are taken to stand: a list says what is, not
// since when, and people were born in these units long before it.
const firstYear = 1900

// maxPlaceBatch bounds the acts that found places of one request.
const maxPlaceBatch = 500

// FoundPlaces registers the acts that found units, in the order of levels, by a decree of that
// office. Units that are there already are passed over.
func (n *Node) FoundPlaces(ctx context.Context, sheets []places.Sheet, office register.OfficeID, by register.OfficerID) error {
	atlas, err := n.Registrar.Atlas(ctx)
	if err != nil {
		return err
	}
	day := n.Today()
	decree := places.Decree{
		Authority: "territory", Reference: "list of " + day.String(), Evidence: "ministry-decision",
		Since: register.InYear(firstYear, register.Declared), Declared: day, Office: office, Registrar: by,
	}
	var batch []register.Proposal
	flush := func() error {
		results, err := n.Registrar.Register(ctx, registrar.Request{Proposals: batch})
		if err != nil {
			return err
		}
		for _, r := range results {
			if r.Err != nil {
				return r.Err
			}
		}
		batch = nil
		return nil
	}
	for p, err := range places.Proposals(sheets, atlas, decree) {
		if err != nil {
			return err
		}
		if batch = append(batch, p); len(batch) == maxPlaceBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
