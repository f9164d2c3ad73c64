package ledger

import (
	"context"
	"errors"
	"slices"
)

// State is how far a Verifier is, so that another one goes on from there. Whoever can alter it can
// hide a fault: it is kept as carefully as a checkpoint.
type State struct {
	Next        int64        `json:"next"` // the first act that was not added
	Surplus     int64        `json:"surplus,omitempty"`
	Start       int64        `json:"start"` // of the block that is not complete
	Block       []StateLeaf  `json:"block"`
	Tree        []byte       `json:"tree"` // the frontier that was recomputed
	Lost        bool         `json:"lost,omitempty"`
	PartsOnly   bool         `json:"parts_only,omitempty"`
	Below       []StateLevel `json:"below"`
	Checkpoints []Checkpoint `json:"checkpoints"` // not compared yet
	Summary     Summary      `json:"summary"`
}

// StateLeaf is an act of a block that is not complete.
type StateLeaf struct {
	Stored   Hash `json:"stored"`
	Computed Hash `json:"computed"`
	Missing  bool `json:"missing,omitempty"`
}

// StateLevel are nodes of one level that are not covered by one above.
type StateLevel struct {
	Nodes   []Hash `json:"nodes"`
	Unknown bool   `json:"unknown,omitempty"`
}

// ErrState means that a State is none of a tree of this size.
var ErrState = errors.New("ledger: not the state of a verification of this ledger")

// State returns how far the Verifier is.
func (v *Verifier) State() State {
	s := State{
		Next: v.next, Surplus: v.surplus, Start: v.start, Tree: v.tree.Bytes(), Lost: v.lost, PartsOnly: v.partsOnly,
		Checkpoints: slices.Clone(v.checkpoints), Summary: v.summary,
	}
	for _, l := range v.block[:v.count] {
		s.Block = append(s.Block, StateLeaf{l.stored, l.computed, l.missing})
	}
	for _, l := range v.below {
		s.Below = append(s.Below, StateLevel{slices.Clone(l.nodes), l.unknown})
	}
	return s
}

// GoOn takes up a State, before the first act is added.
func (v *Verifier) GoOn(s State) error {
	if s.Next < 0 || s.Next > v.size || len(s.Block) >= subtreeLeaves || len(s.Below) > maxLevels || v.tree.UnmarshalBinary(s.Tree) != nil {
		return ErrState
	}
	v.next, v.surplus, v.start, v.count, v.lost, v.partsOnly = s.Next, s.Surplus, s.Start, len(s.Block), s.Lost, s.PartsOnly
	for i, l := range s.Block {
		v.block[i] = leafState{l.Stored, l.Computed, l.Missing}
	}
	v.below = nil
	for _, l := range s.Below {
		if len(l.Nodes) >= subtreeLeaves {
			return ErrState
		}
		v.below = append(v.below, level{slices.Clone(l.Nodes), l.Unknown})
	}
	v.checkpoints, v.summary = slices.Clone(s.Checkpoints), s.Summary
	return nil
}

// maxLevels is how many levels of nodes a tree of the largest size stores.
const maxLevels = 48 / levelStep

// StateAt returns the state of a Verifier before the act at size, by the stored hashes. The caller
// has compared the root with one that it trusts.
func StateAt(ctx context.Context, r Reader, size int64) (State, error) {
	if size < 0 || size > maxSize {
		return State{}, ErrSize
	}
	s := State{Next: size, Start: size - size%subtreeLeaves}
	stored := newTree(ctx, r, size)
	var f Frontier
	for level := 47; level >= 0; level-- {
		if s.Start>>level&1 == 0 {
			continue
		}
		h, err := stored.hash(level, f.size>>level)
		if err != nil {
			return State{}, err
		}
		f.appendSubtree(level, h)
	}
	s.Tree = f.Bytes()
	for level := levelStep; s.Start>>level > 0; level += levelStep {
		end := s.Start >> level
		from := end - end%subtreeLeaves
		l := StateLevel{}
		if end > from {
			var err error
			if l.Nodes, err = r.Nodes(ctx, level, from, end-from); err != nil {
				return State{}, err
			}
		}
		s.Below = append(s.Below, l)
	}
	if size == s.Start {
		return s, nil
	}
	leaves, err := r.Leaves(ctx, s.Start, size-s.Start)
	if err != nil {
		return State{}, err
	}
	for _, h := range leaves {
		s.Block = append(s.Block, StateLeaf{Stored: h, Computed: h})
	}
	return s, nil
}
