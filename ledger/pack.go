package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"samano/internal/zpack"
)

// A packed record is
//
//	1 byte   format and flags
//	varint   count of parts
//	seeded:  16 bytes seed
//	else:    for each part 0 and its salt, 16 bytes,
//	         or 1, the content hash, 32 bytes, and the erasing Seq, varint
//	rest     the body, plain or packed by package zpack
//
// and the body is text as far as its parts are: for each part its name, a colon, the length
// of its bytes in decimal and a semicolon, and then all bytes. Salts and hashes do not
// compress and are outside the body. The Seq is the key of the row and not repeated.
const (
	formatMask  = 0x0f
	formatOne   = 0x01
	flagPacked  = 0x10
	flagSeeded  = 0x20
	markSalt    = 0
	markErasure = 1

	endOfName   = ':' // in no name
	endOfLength = ';'
	maxDigits   = 9 // of a length

	// maxBody is the longest body: all bytes, names and lengths.
	maxBody = maxRecordBytes + maxParts*(maxNameBytes+maxDigits+2)
)

var (
	// ErrPacked means that the bytes are not a packed record.
	ErrPacked = errors.New("ledger: not a packed record")
	// ErrDictionary means that a dictionary is missing, doubled or unusable.
	ErrDictionary = errors.New("ledger: dictionary")
)

// Codec packs and unpacks records. It is safe for concurrent use.
type Codec struct {
	packer *zpack.Packer
	bodies sync.Pool // of *[]byte
}

// NewCodec returns a codec with these dictionaries: the last one packs, all unpack. A
// dictionary that packed an act must be kept as long as the act. Without dictionaries,
// records are packed plain.
func NewCodec(dictionaries ...[]byte) (*Codec, error) {
	p, err := zpack.New(dictionaries...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	return &Codec{packer: p, bodies: sync.Pool{New: func() any { return new([]byte) }}}, nil
}

// Pack returns the bytes to store. Another version of the compression library may return
// other bytes, so nothing is hashed over them: leaves are hashes of the parts.
func (c *Codec) Pack(r *Record) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	held := c.bodies.Get().(*[]byte)
	defer c.bodies.Put(held)
	*held = r.appendBody((*held)[:0])
	out := append(make([]byte, 0, len(*held)/3+64), formatOne)
	out = binary.AppendUvarint(out, uint64(len(r.Parts)))
	if r.seed != nil {
		out[0] |= flagSeeded
		out = append(out, r.seed[:]...)
	} else {
		out = r.appendSalts(out)
	}
	out, packed := c.packer.Pack(out, *held)
	if !packed {
		return append(out, *held...), nil
	}
	out[0] |= flagPacked
	return out, nil
}

func (r *Record) appendSalts(out []byte) []byte {
	for _, p := range r.Parts {
		if p.Erased == nil {
			out = append(append(out, markSalt), p.Salt[:]...)
			continue
		}
		out = append(append(out, markErasure), p.Erased.Content[:]...)
		out = binary.AppendUvarint(out, uint64(p.Erased.By))
	}
	return out
}

func (r *Record) appendBody(b []byte) []byte {
	for _, p := range r.Parts {
		b = append(append(b, p.Name...), endOfName)
		b = append(strconv.AppendInt(b, int64(len(p.Bytes)), 10), endOfLength)
	}
	for _, p := range r.Parts {
		b = append(b, p.Bytes...)
	}
	return b
}

// Unpack reads the output of Pack and refuses everything else. The record owns its
// memory.
func (c *Codec) Unpack(seq int64, packed []byte) (*Record, error) {
	r := &Record{}
	var u unpacker
	if err := u.unpack(c, r, seq, packed); err != nil {
		return nil, err
	}
	if u.plain {
		for i := range r.Parts {
			r.Parts[i].Bytes = slices.Clone(r.Parts[i].Bytes)
		}
	}
	return r, nil
}

// unpacker reads one record after another into the same memory.
type unpacker struct {
	seed  Salt
	body  []byte
	plain bool // the last record's bytes are part of the packed bytes
}

// unpack fills r. Its parts are valid until the next call, or as long as packed.
func (u *unpacker) unpack(c *Codec, r *Record, seq int64, packed []byte) error {
	in := cursor{b: packed}
	head := in.byte()
	count := int(in.uvarint(maxParts))
	if in.bad || head&formatMask != formatOne || head&^(formatMask|flagPacked|flagSeeded) != 0 || count == 0 {
		return fmt.Errorf("%w: its head", ErrPacked)
	}
	r.Seq, r.seed = seq, nil
	r.Parts = slices.Grow(r.Parts[:0], count)[:count]
	for i := range r.Parts {
		r.Parts[i] = Part{Name: r.Parts[i].Name} // names are taken over where they stay the same
	}
	if head&flagSeeded != 0 {
		copy(u.seed[:], in.take(SaltBytes))
		r.seed = &u.seed
		r.deriveSalts()
	} else {
		in.salts(r.Parts)
	}
	if in.bad {
		return fmt.Errorf("%w: its salts", ErrPacked)
	}
	body := in.b
	u.plain = head&flagPacked == 0
	if !u.plain {
		var err error
		if u.body, err = c.packer.Unpack(u.body[:0], body, maxBody); errors.Is(err, zpack.ErrDictionary) {
			return fmt.Errorf("%w: %w", ErrDictionary, err)
		} else if err != nil {
			return fmt.Errorf("%w: %w", ErrPacked, err)
		}
		body = u.body
	}
	if !fill(r.Parts, body) {
		return fmt.Errorf("%w: its body", ErrPacked)
	}
	if err := r.check(); err != nil {
		return fmt.Errorf("%w: %w", ErrPacked, err)
	}
	return nil
}

// fill cuts a body into parts and reports whether it fits exactly.
func fill(parts []Part, body []byte) bool {
	in := cursor{b: body}
	var lengths [16]int
	n := lengths[:0]
	for i := range parts {
		name := in.until(endOfName, maxNameBytes)
		if parts[i].Name != string(name) { // compared without allocating
			parts[i].Name = string(name)
		}
		n = append(n, in.decimal(endOfLength, maxPartBytes))
	}
	for i := range parts {
		parts[i].Bytes = in.take(n[i])
	}
	return !in.bad && len(in.b) == 0
}

// cursor reads bytes from outside. After a failure it is bad and reads zeros.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) take(n int) []byte {
	if c.bad || n > len(c.b) {
		c.bad = true
		return nil
	}
	out := c.b[:n:n]
	c.b = c.b[n:]
	return out
}

// until reads the bytes before the mark, at most so many, and the mark.
func (c *cursor) until(mark byte, most int) []byte {
	n := bytes.IndexByte(c.b[:min(len(c.b), most+1)], mark)
	if c.bad || n < 0 {
		c.bad = true
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n+1:]
	return out
}

// decimal reads a number up to most, in its shortest form only, and the mark after it.
func (c *cursor) decimal(mark byte, most int) int {
	text := c.until(mark, maxDigits)
	if len(text) == 0 || len(text) > 1 && text[0] == '0' {
		c.bad = true
		return 0
	}
	n := 0
	for _, d := range text {
		if d < '0' || d > '9' {
			c.bad = true
			return 0
		}
		n = n*10 + int(d-'0')
	}
	if n > most {
		c.bad = true
		return 0
	}
	return n
}

func (c *cursor) byte() byte {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

// uvarint reads a number up to most, in its shortest form only.
func (c *cursor) uvarint(most int64) int64 {
	v, n := binary.Uvarint(c.b)
	if c.bad || n <= 0 || v > uint64(most) || n > 1 && c.b[n-1] == 0 {
		c.bad = true
		return 0
	}
	c.b = c.b[n:]
	return int64(v)
}

func (c *cursor) salts(parts []Part) {
	for i := range parts {
		switch c.byte() {
		case markSalt:
			copy(parts[i].Salt[:], c.take(SaltBytes))
		case markErasure:
			var e Erasure
			copy(e.Content[:], c.take(HashBytes))
			e.By = c.uvarint(maxSize)
			parts[i].Erased = &e
		default:
			c.bad = true
		}
		if c.bad {
			return
		}
	}
}

// NewDictionary returns a dictionary made from typical records of every kind, the
// commonest last. The id, 1 to 31 (zpack), must be new in this register.
func NewDictionary(id uint8, typical []*Record) ([]byte, error) {
	bodies := make([][]byte, len(typical))
	for i, r := range typical {
		bodies[i] = r.appendBody(nil)
	}
	d, err := zpack.NewDictionary(id, bodies)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	return d, nil
}
