package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Frontier is the right edge of a tree: its size and the roots of its complete subtrees,
// one for each 1 in the binary size, largest first. Appending needs nothing else, and the
// head row stores it. The zero value is the empty tree. It is not safe for concurrent use.
type Frontier struct {
	size int64
	edge []Hash
}

// Node is an inner hash that is stored: the root of the n'th complete subtree
// of 2^Level leaves, Level being a multiple of 8.
type Node struct {
	Level int
	N     int64
	Hash  Hash
}

// ErrFrontier means that the bytes are not a frontier.
var ErrFrontier = errors.New("ledger: not a frontier")

// Size is the number of leaves.
func (f *Frontier) Size() int64 { return f.size }

// Append adds a leaf and returns the nodes that it completes, lowest first: one for every
// 256 leaves, otherwise none. The caller stores leaf, nodes and frontier in one
// transaction.
func (f *Frontier) Append(leaf Hash) []Node { return f.appendSubtree(0, leaf) }

// appendSubtree adds a complete subtree of 2^level leaves, of which the size
// must be a multiple.
func (f *Frontier) appendSubtree(level int, h Hash) []Node {
	var nodes []Node
	n := f.size >> level
	f.size += 1 << level
	for ; n&1 == 1; n >>= 1 {
		last := len(f.edge) - 1
		h = tlog.NodeHash(f.edge[last], h)
		f.edge = f.edge[:last]
		level++
		if level%levelStep == 0 {
			nodes = append(nodes, Node{Level: level, N: n >> 1, Hash: h})
		}
	}
	f.edge = append(f.edge, h)
	return nodes
}

// Root is the tree's hash. That of the empty tree is the hash of nothing (RFC
// 6962, 2.1).
func (f *Frontier) Root() Hash {
	if len(f.edge) == 0 {
		return emptyRoot()
	}
	h := f.edge[len(f.edge)-1]
	for i := len(f.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.edge[i], h)
	}
	return h
}

func emptyRoot() Hash { return sha256.Sum256(nil) }

// Clone returns an independent copy, to restore after a transaction rolls back.
func (f *Frontier) Clone() Frontier {
	return Frontier{size: f.size, edge: slices.Clone(f.edge)}
}

// Equal reports whether both are of the same tree.
func (f *Frontier) Equal(g *Frontier) bool {
	return f.size == g.size && slices.Equal(f.edge, g.edge)
}

const frontierVersion = 1

// Bytes returns a version byte, the size in 8 bytes and the hashes: at most 32 × 48 + 9 bytes.
func (f *Frontier) Bytes() []byte {
	b := append(make([]byte, 0, 9+HashBytes*len(f.edge)), frontierVersion)
	b = binary.BigEndian.AppendUint64(b, uint64(f.size))
	for _, h := range f.edge {
		b = append(b, h[:]...)
	}
	return b
}

// UnmarshalBinary reads the output of Bytes and refuses everything else.
func (f *Frontier) UnmarshalBinary(b []byte) error {
	if len(b) < 9 || b[0] != frontierVersion {
		return ErrFrontier
	}
	size := binary.BigEndian.Uint64(b[1:])
	hashes := b[9:]
	if size > maxSize || len(hashes) != HashBytes*bits.OnesCount64(size) {
		return ErrFrontier
	}
	edge := make([]Hash, 0, len(hashes)/HashBytes)
	for h := range slices.Chunk(hashes, HashBytes) {
		edge = append(edge, Hash(h))
	}
	*f = Frontier{size: int64(size), edge: edge}
	return nil
}
