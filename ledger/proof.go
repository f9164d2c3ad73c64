package ledger

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Reader reads stored hashes. Each method returns exactly n of them in order, or an error:
// ErrAbsent when one is missing. It reads one consistent state.
type Reader interface {
	// Leaves returns the leaves of acts from, from+1, …
	Leaves(ctx context.Context, from, n int64) ([]Hash, error)
	NodeReader
}

// NodeReader reads the stored inner hashes.
type NodeReader interface {
	// Nodes returns the hashes of a level that is a positive multiple of 8.
	Nodes(ctx context.Context, level int, from, n int64) ([]Hash, error)
}

// tree computes any hash of the tree of a given size from the stored hashes. It reads
// whole blocks of 256 hashes and keeps them, because the hashes of one proof are
// neighbours: a proof costs one read for each eight levels, and a few more. It is used
// for one proof.
type tree struct {
	ctx    context.Context
	stored Reader
	size   int64
	blocks map[block][]Hash
}

type block struct {
	level int
	n     int64
}

var _ tlog.HashReader = (*tree)(nil)

func newTree(ctx context.Context, r Reader, size int64) *tree {
	return &tree{ctx: ctx, stored: r, size: size, blocks: map[block][]Hash{}}
}

// ReadHashes implements tlog.HashReader.
func (t *tree) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		h, err := t.hash(tlog.SplitStoredHashIndex(x))
		if err != nil {
			return nil, err
		}
		out[i] = h
	}
	return out, nil
}

// hash returns the root of the n'th complete subtree of 2^level leaves.
func (t *tree) hash(level int, n int64) (Hash, error) {
	base := level - level%levelStep
	first, count := n<<(level-base), int64(1)<<(level-base)
	b := block{level: base, n: first / subtreeLeaves}
	hashes, read := t.blocks[b]
	if !read {
		from := b.n * subtreeLeaves
		want := min(subtreeLeaves, t.size>>base-from)
		var err error
		if base == 0 {
			hashes, err = t.stored.Leaves(t.ctx, from, want)
		} else {
			hashes, err = t.stored.Nodes(t.ctx, base, from, want)
		}
		if err != nil {
			return Hash{}, err
		}
		if int64(len(hashes)) != want {
			return Hash{}, fmt.Errorf("%w: %d of %d at level %d from %d", ErrAbsent, len(hashes), want, base, from)
		}
		t.blocks[b] = hashes
	}
	at := first - b.n*subtreeLeaves // tlog asks for complete subtrees of the tree only
	return subtreeRoot(hashes[at : at+count]), nil
}

// subtreeRoot is the root over a power of two of hashes.
func subtreeRoot(hashes []Hash) Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	var level [subtreeLeaves / 2]Hash
	n := len(hashes) / 2
	for i := range n {
		level[i] = tlog.NodeHash(hashes[2*i], hashes[2*i+1])
	}
	for ; n > 1; n /= 2 {
		for i := range n / 2 {
			level[i] = tlog.NodeHash(level[2*i], level[2*i+1])
		}
	}
	return level[0]
}

// RootAt returns the root that the tree had, or has, at a size.
func RootAt(ctx context.Context, r Reader, size int64) (Hash, error) {
	if size < 0 || size > maxSize {
		return Hash{}, ErrSize
	}
	return tlog.TreeHash(size, newTree(ctx, r, size))
}

// ProveInclusion returns the path from leaf seq to the root at size.
func ProveInclusion(ctx context.Context, r Reader, seq, size int64) ([]Hash, error) {
	if seq < 0 || seq >= size || size > maxSize {
		return nil, ErrSize
	}
	return tlog.ProveRecord(size, seq, newTree(ctx, r, size))
}

// CheckInclusion returns ErrProof unless the path leads from the leaf to the root.
func CheckInclusion(path []Hash, seq int64, leaf Hash, size int64, root Hash) error {
	if seq < 0 || seq >= size || size > maxSize {
		return ErrSize
	}
	if tlog.CheckRecord(path, size, root, seq, leaf) != nil {
		return ErrProof
	}
	return nil
}

// ProveConsistency returns the proof that the tree of one size is a beginning of that of another.
// Where the older tree is empty, or both are one, it is empty.
func ProveConsistency(ctx context.Context, r Reader, older, size int64) ([]Hash, error) {
	if older < 0 || older > size || size > maxSize {
		return nil, ErrSize
	}
	if older == 0 || older == size {
		return nil, nil
	}
	return tlog.ProveTree(size, older, newTree(ctx, r, size))
}

// CheckConsistency returns ErrProof unless the proof shows that everything in the tree of the
// older root is in the newer one, in its place.
func CheckConsistency(proof []Hash, older int64, olderRoot Hash, size int64, root Hash) error {
	switch {
	case older < 0 || older > size || size > maxSize:
		return ErrSize
	case older == 0 || older == size:
		if len(proof) > 0 || older == 0 && olderRoot != emptyRoot() || older == size && olderRoot != root {
			return ErrProof
		}
		return nil
	case tlog.CheckTree(proof, size, root, older, olderRoot) != nil:
		return ErrProof
	}
	return nil
}
