package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

const betweenFormat = "samano-ledger-consistency-1"

// betweenFile shows that the tree of one signed checkpoint is a beginning of that of another.
type betweenFile struct {
	Format string `json:"format"`
	Proof  []Hash `json:"proof"`
	Older  string `json:"older"` // the signed notes
	Newer  string `json:"newer"`
}

// Between are two checkpoints of which the newer holds all that the older does, in its place.
type Between struct{ Older, Newer Checkpoint }

// ProveBetween writes a file that proves that the newer of two signed checkpoints extends the
// older. It checks the file before returning it, as a holder would. The errors are ErrProof where
// the tree that is stored is not theirs, ErrSize where one is beyond it, and those of
// OpenCheckpoint.
func ProveBetween(ctx context.Context, r Reader, size int64, a, b []byte, verifierKeys ...string) ([]byte, error) {
	older, err := OpenCheckpoint(a, verifierKeys...)
	if err != nil {
		return nil, err
	}
	newer, err := OpenCheckpoint(b, verifierKeys...)
	if err != nil {
		return nil, err
	}
	if older.Size > newer.Size {
		older, newer, a, b = newer, older, b, a
	}
	if newer.Size > size {
		return nil, ErrSize
	}
	proof, err := ProveConsistency(ctx, r, older.Size, newer.Size)
	if err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(betweenFile{betweenFormat, proof, string(a), string(b)}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if _, err := CheckBetween(out, verifierKeys...); err != nil {
		return nil, err
	}
	return append(out, '\n'), nil
}

// CheckBetween checks the output of ProveBetween with verifier keys alone. The errors are ErrProof,
// ErrSize and those of OpenCheckpoint.
func CheckBetween(file []byte, verifierKeys ...string) (Between, error) {
	var p betweenFile
	if len(file) > maxProofBytes {
		return Between{}, fmt.Errorf("%w: the file is too long", ErrProof)
	}
	dec := json.NewDecoder(bytes.NewReader(file))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil || p.Format != betweenFormat {
		return Between{}, fmt.Errorf("%w: it is not a proof between two checkpoints", ErrProof)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Between{}, fmt.Errorf("%w: something follows it", ErrProof)
	}
	older, err := OpenCheckpoint([]byte(p.Older), verifierKeys...)
	if err != nil {
		return Between{}, err
	}
	newer, err := OpenCheckpoint([]byte(p.Newer), verifierKeys...)
	if err != nil {
		return Between{}, err
	}
	if older.Origin != newer.Origin {
		return Between{}, fmt.Errorf("%w: the checkpoints are of two logs", ErrProof)
	}
	return Between{older, newer}, CheckConsistency(p.Proof, older.Size, older.Root, newer.Size, newer.Root)
}

// IsBetween reports whether a proof file is one between two checkpoints.
func IsBetween(file []byte) bool {
	var p struct {
		Format string `json:"format"`
	}
	return len(file) <= maxProofBytes && json.Unmarshal(file, &p) == nil && p.Format == betweenFormat
}
