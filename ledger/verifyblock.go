package ledger

import (
	"context"
	"errors"
	"slices"
)

// settleBlock checks a complete block against the node above it.
func (v *Verifier) settleBlock() error {
	index := v.start / subtreeLeaves
	node, present, err := v.node(levelStep, index)
	if err != nil {
		return err
	}
	leaves, damage := v.leaves(func(leaves []Hash) bool { return present && subtreeRoot(leaves) == node })
	if err := v.reportAltered(damage); err != nil {
		return err
	}
	if damage.missing {
		if err := v.bridge(node, present); err != nil {
			return err
		}
		return v.push(levelStep, node, present)
	}
	root := subtreeRoot(leaves)
	if present && root != node {
		if err := v.alteredNode(levelStep, index, "its leaves do not give it"); err != nil {
			return err
		}
	}
	if err := v.grow(leaves, root); err != nil {
		return err
	}
	if !present {
		node = root
	}
	return v.push(levelStep, node, true)
}

// bridge replaces a block by its stored node, if there is one.
func (v *Verifier) bridge(node Hash, present bool) error {
	if v.lost = v.lost || !present; v.lost {
		return nil
	}
	for len(v.checkpoints) > 0 && v.checkpoints[0].Size < v.start+subtreeLeaves {
		if err := v.unchecked(); err != nil {
			return err
		}
	}
	v.tree.appendSubtree(levelStep, node)
	return v.checkAt(&v.tree)
}

// finish checks the acts after the last complete block against the frontier of the head
// row.
func (v *Verifier) finish(surplus int64) error {
	edge := v.frontier.edge
	leaves, damage := v.leaves(func(leaves []Hash) bool {
		var f Frontier
		for _, h := range leaves {
			f.Append(h)
		}
		return slices.Equal(f.edge, edge[len(edge)-len(f.edge):])
	})
	if err := v.reportAltered(damage); err != nil {
		return err
	}
	v.lost = v.lost || damage.missing
	if !v.lost {
		for _, h := range leaves {
			v.tree.Append(h)
			if err := v.checkAt(&v.tree); err != nil {
				return err
			}
		}
		v.summary.Root = v.tree.Root()
		if !v.tree.Equal(&v.frontier) {
			if err := v.fault(Fault{Kind: AlteredFrontier, Seq: v.size, Detail: "the acts do not give it"}); err != nil {
				return err
			}
		}
	}
	if surplus > 0 {
		if err := v.fault(Fault{Kind: AlteredFrontier, Seq: v.size, Count: surplus, Detail: "there are acts beyond it"}); err != nil {
			return err
		}
	}
	return v.closeCheckpoints()
}

// damage lists the faults in the acts of a block.
type damage struct {
	missing bool
	altered []int // acts whose parts do not hash to the stored leaf
	byLeaf  bool  // true: their parts are right and their leaves are altered
}

// damage looks at each act of the current block by itself.
func (v *Verifier) damage() (d damage) {
	for i, s := range v.block[:v.count] {
		d.missing = d.missing || s.missing
		if s.stored != s.computed {
			d.altered = append(d.altered, i)
		}
	}
	return d
}

// leaves returns the leaves of the current block for the recomputed tree: the stored
// ones, or the computed ones where only those agree with the node above.
func (v *Verifier) leaves(agrees func([]Hash) bool) ([]Hash, damage) {
	d := v.damage()
	out := make([]Hash, v.count)
	for i, s := range v.block[:v.count] {
		out[i] = s.stored
	}
	if len(d.altered) == 0 || d.missing || agrees(out) {
		return out, d
	}
	computed := slices.Clone(out)
	for _, i := range d.altered {
		computed[i] = v.block[i].computed
	}
	if agrees(computed) {
		d.byLeaf = true
		return computed, d
	}
	return out, d
}

func (v *Verifier) reportAltered(d damage) error {
	kind := AlteredPart
	if d.byLeaf {
		kind = AlteredLeaf
	}
	for _, i := range d.altered {
		if err := v.fault(Fault{Kind: kind, Seq: v.start + int64(i)}); err != nil {
			return err
		}
	}
	return nil
}

func (v *Verifier) alteredNode(level int, n int64, detail string) error {
	return v.fault(Fault{Kind: AlteredNode, Seq: n << level, Count: 1 << level, Level: level, Node: n, Detail: detail})
}

// node reads a stored node and reports it if it is absent.
func (v *Verifier) node(level int, n int64) (h Hash, present bool, err error) {
	h, present, err = v.nodes.get(v.ctx, level, n)
	if err == nil && !present {
		err = v.alteredNode(level, n, "it is absent")
	}
	return h, present, err
}

// push adds the next node of a level, and compares each 256 nodes with the node above
// them.
func (v *Verifier) push(at int, h Hash, known bool) error {
	row := at/levelStep - 1
	if row == len(v.below) {
		v.below = append(v.below, level{})
	}
	l := &v.below[row]
	l.nodes, l.unknown = append(l.nodes, h), l.unknown || !known
	if len(l.nodes) < subtreeLeaves {
		return nil
	}
	root, computed := subtreeRoot(l.nodes), !l.unknown
	l.nodes, l.unknown = l.nodes[:0], false
	above := at + levelStep
	n := v.start >> above
	node, present, err := v.node(above, n)
	if err != nil {
		return err
	}
	if !present {
		return v.push(above, root, computed)
	}
	if computed && node != root {
		if err := v.alteredNode(above, n, "the nodes below do not give it"); err != nil {
			return err
		}
	}
	return v.push(above, node, true)
}

// grow adds a complete block to the recomputed tree, leaf by leaf only if a
// checkpoint lies within it.
func (v *Verifier) grow(leaves []Hash, root Hash) error {
	if v.lost {
		return nil
	}
	end := v.start + subtreeLeaves
	if len(v.checkpoints) == 0 || v.checkpoints[0].Size > end {
		v.tree.appendSubtree(levelStep, root)
		return nil
	}
	for _, h := range leaves {
		v.tree.Append(h)
		if err := v.checkAt(&v.tree); err != nil {
			return err
		}
	}
	return nil
}

// checkAt compares the checkpoints of the tree's size.
func (v *Verifier) checkAt(tree *Frontier) error {
	if len(v.checkpoints) == 0 || v.checkpoints[0].Size > tree.size {
		return nil
	}
	root := tree.Root()
	for len(v.checkpoints) > 0 && v.checkpoints[0].Size == tree.size {
		c := v.checkpoints[0]
		v.checkpoints = v.checkpoints[1:]
		if c.Root == root {
			v.summary.Signed = c.Size
		} else if err := v.fault(Fault{Kind: Forked, Count: c.Size, Detail: "checkpoint of " + c.Origin}); err != nil {
			return err
		}
	}
	return nil
}

// unchecked reports the next checkpoint as one that cannot be checked.
func (v *Verifier) unchecked() error {
	c := v.checkpoints[0]
	v.checkpoints = v.checkpoints[1:]
	return v.fault(Fault{Kind: Unchecked, Count: c.Size, Detail: "checkpoint of " + c.Origin})
}

// closeCheckpoints reports the checkpoints beyond the last act, and the unsigned tail.
func (v *Verifier) closeCheckpoints() error {
	for len(v.checkpoints) > 0 && v.checkpoints[0].Size <= v.size {
		if err := v.unchecked(); err != nil {
			return err
		}
	}
	for _, c := range v.checkpoints {
		f := Fault{Kind: Truncated, Seq: v.size, Count: c.Size - v.size, Detail: "checkpoint of " + c.Origin}
		if err := v.fault(f); err != nil {
			return err
		}
	}
	if v.summary.Signed == v.size {
		return nil
	}
	return v.fault(Fault{Kind: UnsignedTail, Seq: v.summary.Signed, Count: v.size - v.summary.Signed})
}

// nodeStore reads stored nodes in order, a page of each level at a time.
type nodeStore struct {
	reader NodeReader
	size   int64 // of the tree, in leaves
	pages  map[int]*nodePage
}

type nodePage struct {
	from   int64
	hashes []Hash
	absent []bool // nil when all are present
}

func (s *nodeStore) get(ctx context.Context, level int, n int64) (Hash, bool, error) {
	p := s.pages[level]
	if p == nil || n < p.from || n >= p.from+int64(len(p.hashes)) {
		var err error
		if p, err = s.read(ctx, level, n-n%subtreeLeaves); err != nil {
			return Hash{}, false, err
		}
		s.pages[level] = p
	}
	i := n - p.from
	return p.hashes[i], p.absent == nil || !p.absent[i], nil
}

func (s *nodeStore) read(ctx context.Context, level int, from int64) (*nodePage, error) {
	count := min(subtreeLeaves, s.size>>level-from)
	hashes, err := s.reader.Nodes(ctx, level, from, count)
	if err == nil && int64(len(hashes)) == count {
		return &nodePage{from: from, hashes: hashes}, nil
	}
	if err != nil && !errors.Is(err, ErrAbsent) {
		return nil, err
	}
	// Some are absent: read one by one, to see which.
	p := &nodePage{from: from, hashes: make([]Hash, count), absent: make([]bool, count)}
	for i := range count {
		one, err := s.reader.Nodes(ctx, level, from+i, 1)
		switch {
		case err == nil && len(one) == 1:
			p.hashes[i] = one[0]
		case err == nil || errors.Is(err, ErrAbsent):
			p.absent[i] = true
		default:
			return nil, err
		}
	}
	return p, nil
}
