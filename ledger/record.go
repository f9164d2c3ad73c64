package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

const (
	// HeaderPart and PayloadPart are the parts that every act has.
	HeaderPart  = "header"
	PayloadPart = "payload"
	// EffectsPrefix and the subject's id name the part with the effects on it.
	EffectsPrefix = "effects/"

	// SaltBytes is the length of salts and seeds: nobody guesses 128 bits.
	SaltBytes = 16

	// maxParts covers an act that merges two households of 500 members, with room.
	maxParts = 2048
	// maxNameBytes covers a prefix and an id.
	maxNameBytes = 64
	// maxPartBytes covers a payload of 64 kB and the effects on the largest household,
	// which may be longer.
	maxPartBytes = 1 << 20
	// maxRecordBytes bounds all parts together, and so the cost of unpacking bytes from
	// outside.
	maxRecordBytes = 8 << 20
)

// The first byte of each hashed text, so that no hash of one kind can pass as one of
// another. 0x00 and 0x01 are those of RFC 6962.
const (
	tagLeaf    = 0x00
	tagContent = 0x10
	tagEntry   = 0x11
	tagSalt    = 0x12
)

// leafVersion is the first byte of a leaf's text.
const leafVersion = 1

// Salt hides a part's bytes in its hash.
type Salt [SaltBytes]byte

// Part is one separately provable and erasable part of an act, as exact bytes.
type Part struct {
	Name  string
	Salt  Salt
	Bytes []byte
	// Erased is set when a lawful act removed the part; Salt and Bytes are
	// then empty.
	Erased *Erasure
}

// Erasure is what remains of an erased part.
type Erasure struct {
	Content Hash  // commits to the erased bytes
	By      int64 // Seq of the act that ordered it; not part of the leaf
}

// Record is one act as the ledger sees it. It is immutable.
type Record struct {
	Seq   int64
	Parts []Part // in the order of their names

	seed *Salt // nil when the salts are stored one by one
}

var (
	// ErrRecord means that the parts are not a record; the text says why.
	ErrRecord = errors.New("ledger: not a record")
	// ErrNoPart means that a record has no part of that name, or that it was erased.
	ErrNoPart = errors.New("ledger: the act has no such part")
)

// NewRecord salts the parts of an act. It uses Name and Bytes of each part. The seed must
// be random, fresh, and kept nowhere else: with it one can guess at parts that are erased
// later.
func NewRecord(seq int64, seed Salt, parts []Part) (*Record, error) {
	r := &Record{Seq: seq, seed: &seed, Parts: make([]Part, len(parts))}
	for i, p := range parts {
		r.Parts[i] = Part{Name: p.Name, Bytes: p.Bytes}
	}
	slices.SortFunc(r.Parts, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
	r.deriveSalts()
	if err := r.check(); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Record) deriveSalts() {
	var text [1 + SaltBytes + 2]byte
	text[0] = tagSalt
	copy(text[1:], r.seed[:])
	for i := range r.Parts {
		binary.BigEndian.PutUint16(text[1+SaltBytes:], uint16(i))
		sum := sha256.Sum256(text[:])
		r.Parts[i].Salt = Salt(sum[:SaltBytes])
	}
}

// check checks a record, whether new or unpacked.
func (r *Record) check() error {
	if r.Seq < 0 || r.Seq >= maxSize {
		return fmt.Errorf("%w: Seq %d", ErrRecord, r.Seq)
	}
	if len(r.Parts) == 0 || len(r.Parts) > maxParts {
		return fmt.Errorf("%w: %d parts", ErrRecord, len(r.Parts))
	}
	total := 0
	for i, p := range r.Parts {
		if !validName(p.Name) {
			return fmt.Errorf("%w: the name of part %d", ErrRecord, i)
		}
		if i > 0 && r.Parts[i-1].Name >= p.Name {
			return fmt.Errorf("%w: part %d is out of order or there twice", ErrRecord, i)
		}
		if total += len(p.Bytes); len(p.Bytes) > maxPartBytes || total > maxRecordBytes {
			return fmt.Errorf("%w: part %d is too long", ErrRecord, i)
		}
		if p.Erased != nil && (r.seed != nil || len(p.Bytes) > 0 || p.Salt != Salt{} || p.Erased.By <= r.Seq || p.Erased.By >= maxSize) {
			return fmt.Errorf("%w: the erasure of part %d", ErrRecord, i)
		}
	}
	return nil
}

// validName accepts lower-case letters, digits and "-./_".
func validName(name string) bool {
	if name == "" || len(name) > maxNameBytes {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if (c < 'a' || c > 'z') && (c < '-' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// Part returns the part of that name.
func (r *Record) Part(name string) (Part, bool) {
	i, found := r.index(name)
	if !found {
		return Part{}, false
	}
	return r.Parts[i], true
}

func (r *Record) index(name string) (int, bool) {
	return slices.BinarySearchFunc(r.Parts, name, func(p Part, name string) int { return strings.Compare(p.Name, name) })
}

// Erase returns the record without the salt and bytes of a part, by order of the act by.
// The leaf does not change. The seed is destroyed too.
func (r *Record) Erase(name string, by int64) (*Record, error) {
	i, found := r.index(name)
	if !found || r.Parts[i].Erased != nil {
		return nil, ErrNoPart
	}
	var h hasher
	out := &Record{Seq: r.Seq, Parts: slices.Clone(r.Parts)}
	out.Parts[i] = Part{Name: name, Erased: &Erasure{Content: h.content(&r.Parts[i]), By: by}}
	if err := out.check(); err != nil {
		return nil, err
	}
	return out, nil
}

// Leaf is the record's hash in the tree.
func (r *Record) Leaf() Hash {
	h := hashers.Get().(*hasher)
	defer hashers.Put(h)
	return h.leaf(r)
}

// entries returns the hash of each part with its name.
func (r *Record) entries() []Hash {
	var h hasher
	out := make([]Hash, len(r.Parts))
	for i := range r.Parts {
		out[i] = h.entry(r.Parts[i].Name, h.content(&r.Parts[i]))
	}
	return out
}

// hasher computes the hashes of records; it exists for its buffers.
type hasher struct {
	text    []byte
	entries []Hash
}

var hashers = sync.Pool{New: func() any { return new(hasher) }}

func (h *hasher) content(p *Part) Hash {
	if p.Erased != nil {
		return p.Erased.Content
	}
	t := append(h.text[:0], tagContent)
	t = append(t, p.Salt[:]...)
	t = binary.BigEndian.AppendUint64(t, uint64(len(p.Bytes)))
	t = append(t, p.Bytes...)
	h.text = t
	return sha256.Sum256(t)
}

func (h *hasher) entry(name string, content Hash) Hash {
	t := append(h.text[:0], tagEntry, byte(len(name)))
	t = append(t, name...)
	t = append(t, content[:]...)
	h.text = t
	return sha256.Sum256(t)
}

func (h *hasher) leaf(r *Record) Hash {
	h.entries = h.entries[:0]
	for i := range r.Parts {
		h.entries = append(h.entries, h.entry(r.Parts[i].Name, h.content(&r.Parts[i])))
	}
	return h.join(r.Seq, h.entries)
}

// join returns the leaf of these entries.
func (h *hasher) join(seq int64, entries []Hash) Hash {
	t := append(h.text[:0], tagLeaf, leafVersion)
	t = binary.BigEndian.AppendUint64(t, uint64(seq))
	t = binary.BigEndian.AppendUint16(t, uint16(len(entries)))
	for i := range entries {
		t = append(t, entries[i][:]...)
	}
	h.text = t
	return sha256.Sum256(t)
}
