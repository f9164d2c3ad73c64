package ledger

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"samano/keys"
)

// Checkpoint is the register's statement about its tree at some moment. Signed, it is a
// note in the form of C2SP tlog-checkpoint:
//
//	register.example.gov.la/acts
//	20852163
//	CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//	— register.example.gov.la/acts Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
type Checkpoint struct {
	Origin string // names the tree for good; also the name of its key
	Size   int64
	Root   Hash
}

const (
	// maxCheckpointBytes bounds a signed checkpoint: three lines and the
	// signatures of some witnesses.
	maxCheckpointBytes = 16 << 10

	maxOriginBytes = 256
)

var (
	// ErrCheckpoint means that a text is not a signed checkpoint.
	ErrCheckpoint = errors.New("ledger: not a checkpoint")
	// ErrCheckpointSignature means that none of the keys signed it, or that a
	// signature that claims to be by one of them is false.
	ErrCheckpointSignature = errors.New("ledger: the checkpoint is not signed by a known key")
	// ErrCheckpointKey means that a key cannot sign or verify checkpoints.
	ErrCheckpointKey = errors.New("ledger: checkpoints need an Ed25519 key and an origin without spaces and plus")
)

// Text returns the text that is signed.
func (c Checkpoint) Text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + c.Root.String() + "\n"
}

// Checkpoint is the unsigned checkpoint of the frontier's tree.
func (f *Frontier) Checkpoint(origin string) Checkpoint {
	return Checkpoint{Origin: origin, Size: f.size, Root: f.Root()}
}

// VerifierKey is the text by which others verify checkpoints: origin, key hash
// and key, as golang.org/x/mod/sumdb/note has it. It is printed on paper and
// kept by posts and relying parties.
func VerifierKey(origin string, public crypto.PublicKey) (string, error) {
	key, _, err := verifier(origin, public)
	return key, err
}

// verifier returns the verifier key, and what verifies by it.
func verifier(origin string, public crypto.PublicKey) (string, note.Verifier, error) {
	pub, ok := public.(ed25519.PublicKey)
	if !ok || len(origin) > maxOriginBytes {
		return "", nil, ErrCheckpointKey
	}
	key, err := note.NewEd25519VerifierKey(origin, pub)
	if err != nil {
		return "", nil, ErrCheckpointKey
	}
	v, err := note.NewVerifier(key)
	if err != nil { // refuses the name
		return "", nil, ErrCheckpointKey
	}
	return key, v, nil
}

// SignCheckpoint signs a checkpoint by one key, or by several where one takes the place of another. The caller has
// checked that the tree extends the one signed before (Compare): two signed roots that disagree are an auditor's proof
// of tampering.
func SignCheckpoint(c Checkpoint, by ...keys.Signer) ([]byte, error) {
	if c.Size < 0 || c.Size > maxSize {
		return nil, ErrSize
	}
	var signers []note.Signer
	for _, s := range by {
		_, v, err := verifier(c.Origin, s.Public())
		if err != nil {
			return nil, err
		}
		signers = append(signers, noteSigner{v, s})
	}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, signers...)
	if err != nil {
		return nil, fmt.Errorf("ledger: signing a checkpoint: %w", err)
	}
	return signed, nil
}

// noteSigner has the name and key hash of its verifier.
type noteSigner struct {
	note.Verifier
	signer keys.Signer
}

func (s noteSigner) Sign(message []byte) ([]byte, error) { return keys.Sign(s.signer, message) }

// OpenCheckpoint verifies a signed checkpoint with the verifier keys that the
// caller trusts; one valid signature, by a key named as the origin, suffices.
// Signatures by others (witnesses) are ignored.
func OpenCheckpoint(signed []byte, verifierKeys ...string) (Checkpoint, error) {
	if len(signed) > maxCheckpointBytes {
		return Checkpoint{}, ErrCheckpoint
	}
	var known []note.Verifier
	for _, key := range verifierKeys {
		v, err := note.NewVerifier(key)
		if err != nil {
			return Checkpoint{}, fmt.Errorf("%w: %w", ErrCheckpointKey, err)
		}
		known = append(known, v)
	}
	n, err := note.Open(signed, note.VerifierList(known...))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case errors.As(err, &unverified), errors.As(err, &invalid):
		return Checkpoint{}, ErrCheckpointSignature
	case err != nil:
		return Checkpoint{}, ErrCheckpoint
	}
	c, err := parseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	for _, sig := range n.Sigs {
		if sig.Name == c.Origin {
			return c, nil
		}
	}
	return Checkpoint{}, ErrCheckpointSignature
}

// maxNotes bounds the notes of one file: those of a register's logs, with room.
const maxNotes = 16

// SplitNotes returns the signed notes that stand one after the other in a file.
func SplitNotes(file []byte) (notes [][]byte, err error) {
	if len(file) > maxNotes*maxCheckpointBytes {
		return nil, ErrCheckpoint
	}
	begun, signed := 0, false // of the present note, and whether its signatures have begun
	for at := 0; at < len(file); {
		end := bytes.IndexByte(file[at:], '\n') + 1
		if end == 0 {
			return nil, ErrCheckpoint
		}
		line := file[at : at+end]
		switch signature := bytes.HasPrefix(line, []byte("— ")); {
		case signature:
			signed = true
		case signed && len(notes) == maxNotes-1:
			return nil, ErrCheckpoint
		case signed:
			notes, begun, signed = append(notes, file[begun:at]), at, false
		}
		at += end
	}
	if !signed {
		return nil, ErrCheckpoint
	}
	return append(notes, file[begun:]), nil
}

// parseCheckpoint reads the three lines. The format allows further lines; nothing here
// writes them or relies on them.
func parseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" || len(lines[0]) > maxOriginBytes {
		return Checkpoint{}, ErrCheckpoint
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxSize || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, ErrCheckpoint
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, ErrCheckpoint
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, nil
}

// Relation is the outcome of comparing a register with a checkpoint.
type Relation uint8

const (
	// Same: the register is exactly as it was signed.
	Same Relation = iota + 1
	// Extends: it has all that was signed, and more acts.
	Extends
	// Shorter: it lacks acts that were signed, because it was restored or truncated.
	Shorter
	// Disagrees: it does not hold what was signed; the tree has forked.
	Disagrees
)

func (r Relation) String() string {
	switch r {
	case Same:
		return "same"
	case Extends:
		return "extends"
	case Shorter:
		return "shorter"
	case Disagrees:
		return "disagrees"
	}
	return "unknown"
}

// Compare compares the register with a verified checkpoint of it. It trusts the stored
// hashes and is therefore fast: enough before signing and at start. Verify trusts none.
func Compare(ctx context.Context, c Checkpoint, r Reader, f *Frontier) (Relation, error) {
	if c.Size > f.size {
		return Shorter, nil
	}
	root, relation := f.Root(), Same
	if c.Size < f.size {
		var err error
		if root, err = RootAt(ctx, r, c.Size); err != nil {
			return 0, err
		}
		relation = Extends
	}
	if root != c.Root {
		return Disagrees, nil
	}
	return relation, nil
}
