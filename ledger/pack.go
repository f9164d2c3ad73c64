package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/klauspost/compress/s2"
)

// A packed record is
//
//	1 byte   format and flags
//	varint   count of parts
//	seeded:  16 bytes seed
//	else:    for each part 0 and its salt, 16 bytes,
//	         or 1, the content hash, 32 bytes, and the erasing Seq, varint
//	rest     the body, plain, or the id of a dictionary, 1 byte, and a block of S2
//
// and the body is text as far as its parts are: for each part its name, a colon,
// the length of its bytes in decimal and a semicolon, and then all bytes; in a block
// it is shortened (shorten.go). Salts and hashes do not compress and stand outside.
// The Seq is the key of the row and not repeated.
//
// S2 (Snappy with dictionaries) finds repetitions and leaves letters as they are.
// zstd packs an act of a synthetic country to 317 bytes in 20 µs, S2 over shortened
// text to 370 in 4: a load, a rebuild and every reader gain more than the disk loses.
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

	// maxDictionaryID is what a record can name in one byte.
	maxDictionaryID = 255
	// historyBytes is the room for records in a dictionary; S2 reaches back 64 kB.
	historyBytes = 60 << 10

	// maxBody is the longest body: all bytes, names and lengths.
	maxBody = MaxRecordBytes + MaxParts*(MaxNameBytes+maxDigits+2)
)

var (
	// ErrPacked says that bytes are no packed record.
	ErrPacked = errors.New("ledger: not a packed record")
	// ErrDictionary says that a dictionary is needed, doubled or unusable.
	ErrDictionary = errors.New("ledger: dictionary")
)

// Codec packs and unpacks records. It is safe for concurrent use.
type Codec struct {
	dictionaries map[uint8]*s2.Dict
	packs        uint8     // the dictionary that packs; 0: none does
	rooms        sync.Pool // of *room
}

// room is memory that one packing leaves to the next.
type room struct{ body, short, block []byte }

// NewCodec makes a codec of dictionaries: the last one packs, all unpack. One
// that ever packed an act must be kept as long as the act. Without any, records
// are packed plain.
func NewCodec(dictionaries ...[]byte) (*Codec, error) {
	c := &Codec{dictionaries: make(map[uint8]*s2.Dict, len(dictionaries))}
	for _, d := range dictionaries {
		if len(d) == 0 || d[0] == 0 {
			return nil, fmt.Errorf("%w: one that this package did not make", ErrDictionary)
		}
		history := s2.NewDict(d[1:])
		if history == nil {
			return nil, fmt.Errorf("%w: one that this package did not make", ErrDictionary)
		}
		if c.dictionaries[d[0]] != nil {
			return nil, fmt.Errorf("%w: %d is there twice", ErrDictionary, d[0])
		}
		c.packs = d[0]
		c.dictionaries[c.packs] = history
	}
	c.rooms.New = func() any { return new(room) }
	return c, nil
}

// Pack gives the bytes to store. Not the same bytes from every version of the
// library, so nothing may be hashed over them: leaves are over the parts.
func (c *Codec) Pack(r *Record) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	m := c.rooms.Get().(*room)
	defer c.rooms.Put(m)
	m.body = r.appendBody(m.body[:0])
	body, head := m.body, byte(formatOne)
	if block := c.block(m); block != nil && len(block) < len(body) {
		head |= flagPacked
		body = block
	}
	if r.seed != nil {
		head |= flagSeeded
	}
	out := append(make([]byte, 0, len(body)+SaltBytes+8), head)
	out = binary.AppendUvarint(out, uint64(len(r.Parts)))
	if r.seed != nil {
		out = append(out, r.seed[:]...)
		return append(out, body...), nil
	}
	for _, p := range r.Parts {
		if p.Erased == nil {
			out = append(append(out, markSalt), p.Salt[:]...)
			continue
		}
		out = append(append(out, markErasure), p.Erased.Content[:]...)
		out = binary.AppendUvarint(out, uint64(p.Erased.By))
	}
	return append(out, body...), nil
}

// block packs the body in m, nil if it cannot be.
func (c *Codec) block(m *room) []byte {
	if c.packs == 0 {
		return nil
	}
	var ok bool
	if m.short, ok = shorten(m.short[:0], m.body); !ok {
		return nil
	}
	if most := 1 + s2.MaxEncodedLen(len(m.short)); cap(m.block) < most {
		m.block = make([]byte, most)
	}
	m.block = m.block[:cap(m.block)]
	m.block[0] = c.packs
	return m.block[:1+len(c.dictionaries[c.packs].Encode(m.block[1:], m.short))]
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

// Unpack reads what Pack wrote, and accepts nothing else. The record holds
// memory of its own.
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
	short []byte
	body  []byte
	plain bool // the last record's bytes lie in the packed bytes
}

// unpack fills r. Its parts are valid until the next call, or as long as packed.
func (u *unpacker) unpack(c *Codec, r *Record, seq int64, packed []byte) error {
	in := cursor{b: packed}
	head := in.byte()
	count := int(in.uvarint(MaxParts))
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
		if err := u.expand(c, body); err != nil {
			return err
		}
		body = u.body
	}
	if len(body) > maxBody || !fill(r.Parts, body) {
		return fmt.Errorf("%w: its body", ErrPacked)
	}
	if err := r.check(); err != nil {
		return fmt.Errorf("%w: %w", ErrPacked, err)
	}
	return nil
}

// expand makes the body of what follows the salts.
func (u *unpacker) expand(c *Codec, packed []byte) error {
	in := cursor{b: packed}
	id := in.byte()
	n, err := s2.DecodedLen(in.b)
	if in.bad || id == 0 || err != nil || n > maxBody {
		return fmt.Errorf("%w: its block", ErrPacked)
	}
	history := c.dictionaries[id]
	if history == nil {
		return fmt.Errorf("%w: this record needs number %d, which is not here", ErrDictionary, id)
	}
	if u.short, err = history.Decode(slices.Grow(u.short[:0], n)[:0:n], in.b); err != nil {
		return fmt.Errorf("%w: %w", ErrPacked, err)
	}
	var ok bool
	if u.body, ok = lengthen(u.body[:0], u.short, maxBody); !ok {
		return fmt.Errorf("%w: its block", ErrPacked)
	}
	return nil
}

// fill cuts a body into parts, and says whether it fits exactly.
func fill(parts []Part, body []byte) bool {
	in := cursor{b: body}
	var lengths [16]int
	n := lengths[:0]
	for i := range parts {
		name := in.until(endOfName, MaxNameBytes)
		if parts[i].Name != string(name) { // compared without allocating
			parts[i].Name = string(name)
		}
		n = append(n, in.decimal(endOfLength, MaxPartBytes))
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

// until takes what stands before the mark, at most so many bytes, and the mark.
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

// decimal reads a number up to most, in its shortest form only, and the mark behind it.
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
	c.bad = c.bad || n > most
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
			e.By = c.uvarint(MaxSize)
			parts[i].Erased = &e
		default:
			c.bad = true
		}
		if c.bad {
			return
		}
	}
}

// NewDictionary makes a dictionary: typical records of every kind, the commonest
// last, stand in it as they are, shortened. The id, 1 to 255, must be new in this
// register.
func NewDictionary(id uint8, typical []*Record) ([]byte, error) {
	var body, history []byte
	for _, r := range typical {
		body = r.appendBody(body[:0])
		history, _ = shorten(history, body)
	}
	history = history[max(0, len(history)-historyBytes):]
	if id == 0 || len(history) < s2.MinDictSize {
		return nil, fmt.Errorf("%w: it needs an id above 0 and records", ErrDictionary)
	}
	return append([]byte{id}, s2.MakeDict(history, nil).Bytes()...), nil
}
