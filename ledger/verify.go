package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Entry is an act's row as it is stored.
type Entry struct {
	Seq    int64
	Packed []byte // read before the next entry is asked for, not kept
	Leaf   Hash
}

// Audit is what Verify goes through: one consistent state of a register, and
// what others hold of it.
type Audit struct {
	Codec *Codec
	// Entries yields all acts in the order of Seq, without those that are missing. An
	// error that it yields ends the audit.
	Entries iter.Seq2[Entry, error]
	// Nodes are the stored inner hashes.
	Nodes NodeReader
	// Frontier is that of the head row.
	Frontier Frontier
	// Checkpoints are verified, in any order. They prove something only to a holder who
	// keeps them outside the register.
	Checkpoints []Checkpoint
}

// maxBridged is the longest run of missing acts that stored nodes can replace. An attacker
// who writes to the database can write any Seq or size; the time of an audit must not
// depend on it.
const maxBridged = 1 << 24

// Summary is what an audit covered.
type Summary struct {
	Acts   int64 // read
	Bytes  int64 // packed
	Signed int64 // acts covered by the largest checkpoint that matches
	Root   Hash  // recomputed; zero when missing acts made that impossible
	Alarms int64
}

// ErrOrder means that entries do not come in the order of Seq.
var ErrOrder = errors.New("ledger: entries are out of order")

// Verify recomputes everything from the bytes of the acts and passes each fault to report;
// an error from report ends it. It holds one block of 256 acts and one block of nodes for
// each level, however large the register is.
//
// Each stored hash is compared with the stored hashes directly below it, so that a fault
// is reported where it is and not again on each level above. The node above decides
// whether an act or its leaf was altered: the one that agrees with it is right.
// Checkpoints are compared with the tree recomputed from the leaves alone. Where an act
// is missing, and with it its leaf, the stored node replaces its block, so that later
// checkpoints can still be compared.
func Verify(ctx context.Context, a Audit, report func(Fault) error) (Summary, error) {
	v := &audit{
		ctx:         ctx,
		codec:       a.Codec,
		report:      report,
		frontier:    &a.Frontier,
		size:        a.Frontier.size,
		nodes:       nodeStore{reader: a.Nodes, size: a.Frontier.size, pages: map[int]*nodePage{}},
		checkpoints: slices.Clone(a.Checkpoints),
	}
	slices.SortFunc(v.checkpoints, func(x, y Checkpoint) int { return cmp.Compare(x.Size, y.Size) })
	if err := v.run(a.Entries); err != nil {
		return v.summary, err
	}
	return v.summary, nil
}

// audit is the state of one Verify.
type audit struct {
	ctx      context.Context
	codec    *Codec
	report   func(Fault) error
	frontier *Frontier // as stored
	size     int64
	nodes    nodeStore

	unpacker unpacker
	record   Record
	hasher   hasher

	block [subtreeLeaves]leafState // the acts from start on
	start int64
	count int

	tree        Frontier // recomputed; meaningless once lost
	lost        bool     // an act is missing that nothing replaces
	partsOnly   bool     // so many are missing that only acts by themselves are checked
	below       []level  // for each stored level, the nodes not yet covered by one above
	checkpoints []Checkpoint
	summary     Summary
}

// level is up to 256 nodes with one common node above them.
type level struct {
	nodes   []Hash
	unknown bool // at least one node is unknown
}

// leafState is an act of the current block.
type leafState struct {
	stored   Hash // in the act's row
	computed Hash // from the act's parts
	missing  bool
}

func (v *audit) fault(f Fault) error {
	if f.Kind.Alarm() {
		v.summary.Alarms++
	}
	return v.report(f)
}

func (v *audit) run(entries iter.Seq2[Entry, error]) error {
	var next, surplus int64
	if err := v.checkAt(&v.tree); err != nil { // checkpoints of the empty tree
		return err
	}
	for e, err := range entries {
		if err != nil {
			return err
		}
		if e.Seq >= v.size {
			surplus++
			continue
		}
		if e.Seq < next {
			return fmt.Errorf("%w: %d where %d or later was due", ErrOrder, e.Seq, next)
		}
		if err := v.skip(next, e.Seq); err != nil {
			return err
		}
		if err := v.act(e); err != nil {
			return err
		}
		next = e.Seq + 1
	}
	if next < v.size {
		if err := v.fault(Fault{Kind: MissingAct, Seq: next, Count: v.size - next}); err != nil {
			return err
		}
		if err := v.giveUp(); err != nil {
			return err
		}
	}
	return v.finish(surplus)
}

// skip enters the acts from..to-1 as missing.
func (v *audit) skip(from, to int64) error {
	if from == to {
		return nil
	}
	if err := v.fault(Fault{Kind: MissingAct, Seq: from, Count: to - from}); err != nil {
		return err
	}
	if to-from > maxBridged {
		return v.giveUp()
	}
	for range to - from {
		if err := v.add(leafState{missing: true}); err != nil {
			return err
		}
	}
	return nil
}

// act computes an act's leaf from its parts.
func (v *audit) act(e Entry) error {
	v.summary.Acts++
	v.summary.Bytes += int64(len(e.Packed))
	state := leafState{stored: e.Leaf, computed: e.Leaf}
	if err := v.unpacker.unpack(v.codec, &v.record, e.Seq, e.Packed); err != nil {
		// This includes an unknown dictionary: one altered byte can name one, and must not
		// end the audit of all other acts.
		if err := v.fault(Fault{Kind: AlteredPart, Seq: e.Seq, Detail: err.Error()}); err != nil {
			return err
		}
		return v.add(state)
	}
	state.computed = v.hasher.leaf(&v.record)
	for i := range v.record.Parts {
		p := &v.record.Parts[i]
		if p.Erased == nil {
			continue
		}
		f := Fault{Kind: ErasedBy, Seq: e.Seq, Part: p.Name, By: p.Erased.By}
		if f.By >= v.size {
			f.Kind, f.Detail = AlteredPart, "erased by an act that does not exist"
		}
		if err := v.fault(f); err != nil {
			return err
		}
	}
	return v.add(state)
}

// giveUp ends the comparison with the tree.
func (v *audit) giveUp() error {
	d := v.damage()
	v.count, v.lost, v.partsOnly = 0, true, true
	return v.reportAltered(d)
}

func (v *audit) add(s leafState) error {
	if v.partsOnly {
		if s.stored != s.computed {
			return v.fault(Fault{Kind: AlteredPart, Seq: v.record.Seq})
		}
		return nil
	}
	v.block[v.count] = s
	if v.count++; v.count < subtreeLeaves {
		return nil
	}
	if err := v.ctx.Err(); err != nil {
		return err
	}
	if err := v.settleBlock(); err != nil {
		return err
	}
	v.start += subtreeLeaves
	v.count = 0
	return nil
}
