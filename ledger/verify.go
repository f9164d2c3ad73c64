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
// an error from report ends it. It does on one processor what a Verifier is for.
func Verify(ctx context.Context, a Audit, report func(Fault) error) (Summary, error) {
	v, d := NewVerifier(ctx, a, report), NewDigester(a.Codec)
	for e, err := range a.Entries {
		if err != nil {
			return v.summary, err
		}
		digest, _ := d.Digest(e)
		if err := v.Add(digest); err != nil {
			return v.summary, err
		}
	}
	return v.Finish()
}

// Verifier compares the digests of all acts with the tree and the checkpoints. It holds one block
// of 256 acts and one block of nodes for each level, however large the register is. One goroutine
// uses it.
//
// Each stored hash is compared with the stored hashes directly below it, so that a fault
// is reported where it is and not again on each level above. The node above decides
// whether an act or its leaf was altered: the one that agrees with it is right.
// Checkpoints are compared with the tree recomputed from the leaves alone. Where an act
// is missing, and with it its leaf, the stored node replaces its block, so that later
// checkpoints can still be compared.
type Verifier struct {
	ctx      context.Context
	report   func(Fault) error
	frontier Frontier // as stored
	size     int64
	nodes    nodeStore

	next    int64 // the first act that was not added
	surplus int64 // acts beyond the size

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

// NewVerifier begins at the first act. Of the Audit it takes nodes, frontier and checkpoints.
func NewVerifier(ctx context.Context, a Audit, report func(Fault) error) *Verifier {
	v := &Verifier{
		ctx:         ctx,
		report:      report,
		frontier:    a.Frontier,
		size:        a.Frontier.size,
		nodes:       nodeStore{reader: a.Nodes, size: a.Frontier.size, pages: map[int]*nodePage{}},
		checkpoints: slices.Clone(a.Checkpoints),
	}
	slices.SortFunc(v.checkpoints, func(x, y Checkpoint) int { return cmp.Compare(x.Size, y.Size) })
	return v
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

func (v *Verifier) fault(f Fault) error {
	if f.Kind.Alarm() {
		v.summary.Alarms++
	}
	return v.report(f)
}

// Add takes the next act, in the order of Seq.
func (v *Verifier) Add(d Digest) error {
	if d.Seq >= v.size {
		v.surplus++
		return nil
	}
	if d.Seq < v.next {
		return fmt.Errorf("%w: %d where %d or later was due", ErrOrder, d.Seq, v.next)
	}
	if err := v.begin(); err != nil {
		return err
	}
	if err := v.skip(v.next, d.Seq); err != nil {
		return err
	}
	if err := v.act(d); err != nil {
		return err
	}
	v.next = d.Seq + 1
	return nil
}

// begin compares the checkpoints of the empty tree.
func (v *Verifier) begin() error {
	if v.next > 0 || v.count > 0 {
		return nil
	}
	return v.checkAt(&v.tree)
}

// Finish compares what is left when all acts were added.
func (v *Verifier) Finish() (Summary, error) {
	if err := v.begin(); err != nil {
		return v.summary, err
	}
	if v.next < v.size {
		if err := v.fault(Fault{Kind: MissingAct, Seq: v.next, Count: v.size - v.next}); err != nil {
			return v.summary, err
		}
		if err := v.giveUp(); err != nil {
			return v.summary, err
		}
	}
	return v.summary, v.finish(v.surplus)
}

// skip enters the acts from..to-1 as missing.
func (v *Verifier) skip(from, to int64) error {
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
		if err := v.add(0, leafState{missing: true}); err != nil {
			return err
		}
	}
	return nil
}

// act takes what an act's bytes come to.
func (v *Verifier) act(d Digest) error {
	v.summary.Acts++
	v.summary.Bytes += d.Bytes
	if d.Err != nil {
		// This includes an unknown dictionary: one altered byte can name one, and must not
		// end the audit of all other acts.
		if err := v.fault(Fault{Kind: AlteredPart, Seq: d.Seq, Detail: d.Err.Error()}); err != nil {
			return err
		}
	}
	for _, p := range d.Erased {
		f := Fault{Kind: ErasedBy, Seq: d.Seq, Part: p.Part, By: p.By}
		if f.By >= v.size {
			f.Kind, f.Detail = AlteredPart, "erased by an act that does not exist"
		}
		if err := v.fault(f); err != nil {
			return err
		}
	}
	return v.add(d.Seq, leafState{stored: d.Stored, computed: d.Computed})
}

// giveUp ends the comparison with the tree.
func (v *Verifier) giveUp() error {
	d := v.damage()
	v.count, v.lost, v.partsOnly = 0, true, true
	return v.reportAltered(d)
}

func (v *Verifier) add(seq int64, s leafState) error {
	if v.partsOnly {
		if s.stored != s.computed {
			return v.fault(Fault{Kind: AlteredPart, Seq: seq})
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
