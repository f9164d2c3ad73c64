package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	proofFormat = "samano-ledger-proof-1"

	// maxProofBytes bounds a proof file: the longest part in base64 and the
	// entries of the most parts.
	maxProofBytes = 2 << 20
)

// proofFile shows that one part, with exactly these bytes, is in the register whose
// checkpoint it carries. It holds the hashes of the act's other parts, which reveal
// neither their bytes nor their names.
type proofFile struct {
	Format string    `json:"format"`
	Seq    int64     `json:"seq"`
	Part   proofPart `json:"part"`
	// Position of the part among all of them, and the entries of the others.
	Position int    `json:"position"`
	Others   []Hash `json:"others"`
	// Path from the leaf to the root, lowest first.
	Path       []Hash `json:"path"`
	Checkpoint string `json:"checkpoint"`
}

// proofPart has salt and bytes, or, when the part was erased, its content hash.
type proofPart struct {
	Name   string `json:"name"`
	Salt   []byte `json:"salt,omitempty"`
	Bytes  []byte `json:"bytes,omitempty"`
	Erased *Hash  `json:"erased,omitempty"`
}

// Proven is the content of a proof file that a holder of the verifier key may rely on.
type Proven struct {
	Checkpoint Checkpoint
	Seq        int64
	Part       string
	// Bytes are the exact bytes of the part. They are nil if Erased: then the file proves
	// only that the part existed.
	Bytes  []byte
	Erased bool
}

// Prove writes a proof file for one part of an act under a signed checkpoint
// that covers it. It checks the file before returning it, as a holder would.
func Prove(ctx context.Context, r Reader, rec *Record, part string, checkpoint []byte, verifierKeys ...string) ([]byte, error) {
	c, err := OpenCheckpoint(checkpoint, verifierKeys...)
	if err != nil {
		return nil, err
	}
	at, found := rec.index(part)
	if !found {
		return nil, ErrNoPart
	}
	path, err := ProveInclusion(ctx, r, rec.Seq, c.Size)
	if err != nil {
		return nil, err
	}
	p := rec.Parts[at]
	out := proofFile{
		Format:     proofFormat,
		Seq:        rec.Seq,
		Part:       proofPart{Name: p.Name},
		Position:   at,
		Others:     slices.Delete(rec.entries(), at, at+1),
		Path:       path,
		Checkpoint: string(checkpoint),
	}
	if p.Erased != nil {
		out.Part.Erased = &p.Erased.Content
	} else {
		out.Part.Salt, out.Part.Bytes = p.Salt[:], p.Bytes
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if _, err := CheckProof(b, verifierKeys...); err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}

// CheckProof checks a proof file with verifier keys alone. The errors are
// ErrProof, ErrSize and those of OpenCheckpoint.
func CheckProof(file []byte, verifierKeys ...string) (*Proven, error) {
	p, err := parseProof(file)
	if err != nil {
		return nil, err
	}
	c, err := OpenCheckpoint([]byte(p.Checkpoint), verifierKeys...)
	if err != nil {
		return nil, err
	}
	part := Part{Name: p.Part.Name, Bytes: p.Part.Bytes}
	if p.Part.Erased != nil {
		part.Erased = &Erasure{Content: *p.Part.Erased}
	} else {
		part.Salt = Salt(p.Part.Salt)
	}
	var h hasher
	entry := h.entry(part.Name, h.content(&part))
	leaf := h.join(p.Seq, slices.Insert(p.Others, p.Position, entry))
	if err := CheckInclusion(p.Path, p.Seq, leaf, c.Size, c.Root); err != nil {
		return nil, err
	}
	out := &Proven{Checkpoint: c, Seq: p.Seq, Part: part.Name, Bytes: part.Bytes, Erased: part.Erased != nil}
	if !out.Erased && out.Bytes == nil {
		out.Bytes = []byte{}
	}
	return out, nil
}

func parseProof(file []byte) (*proofFile, error) {
	if len(file) > maxProofBytes {
		return nil, fmt.Errorf("%w: the file is too long", ErrProof)
	}
	var p proofFile
	dec := json.NewDecoder(bytes.NewReader(file))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("%w: it is not a proof file", ErrProof)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows it", ErrProof)
	}
	erased := p.Part.Erased != nil
	switch {
	case p.Format != proofFormat:
		return nil, fmt.Errorf("%w: unknown format", ErrProof)
	case !validName(p.Part.Name),
		!erased && len(p.Part.Salt) != SaltBytes,
		erased && len(p.Part.Salt)+len(p.Part.Bytes) > 0,
		len(p.Others) >= maxParts,
		p.Position < 0 || p.Position > len(p.Others):
		return nil, fmt.Errorf("%w: its part", ErrProof)
	}
	return &p, nil
}
