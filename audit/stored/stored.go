// Package stored owns the hashes of a register's acts as they are stored: as the tree that package ledger reads, and proofs
// out of it. It trusts them; package audit does not.
package stored

import (
	"context"
	"errors"

	"samano/access"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// hashes reads the stored hashes for package ledger.
type hashes struct{ from store.Tree }

func (h hashes) Leaves(ctx context.Context, from, n int64) ([]ledger.Hash, error) {
	return asHashes(n)(h.from.Leaves(ctx, from, n))
}

func (h hashes) Nodes(ctx context.Context, level int, from, n int64) ([]ledger.Hash, error) {
	return asHashes(n)(h.from.Nodes(ctx, level, from, n))
}

// Tree returns the stored hashes of the acts.
func Tree(from store.Tree) ledger.Reader { return hashes{from} }

func asHashes(n int64) func([][]byte, error) ([]ledger.Hash, error) {
	return func(rows [][]byte, err error) ([]ledger.Hash, error) {
		if err != nil {
			return nil, err
		}
		if int64(len(rows)) != n {
			return nil, ledger.ErrAbsent
		}
		out := make([]ledger.Hash, len(rows))
		for i, b := range rows {
			if len(b) != ledger.HashBytes {
				return nil, ledger.ErrAbsent
			}
			out[i] = ledger.Hash(b)
		}
		return out, nil
	}
}

// Provable is the part of the register's store that a proof needs.
type Provable interface {
	store.Acts
	store.Tree
}

// Prove returns a proof file for one part of an act under a signed checkpoint. The file holds the
// bytes of the part.
func Prove(ctx context.Context, pass access.Pass, s Provable, codec *ledger.Codec, seq register.Seq, part string, checkpoint []byte, verifierKey string) ([]byte, error) {
	const op = "stored.Prove"
	rows, err := s.Acts(ctx, pass, []register.Seq{seq})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, &register.Error{Kind: register.NotFound, Op: op}
	}
	rec, err := codec.Unpack(int64(seq), rows[0].Body)
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	proof, err := ledger.Prove(ctx, hashes{s}, rec, part, checkpoint, verifierKey)
	switch {
	case errors.Is(err, ledger.ErrNoPart), errors.Is(err, ledger.ErrSize):
		return nil, &register.Error{Kind: register.NotFound, Op: op, Err: err}
	case err != nil:
		return nil, register.Errorf(register.KindOf(err), op, "%w", err) // an outage stays one
	}
	return proof, nil
}
