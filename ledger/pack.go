package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// A packed record is
//
//	1 byte   format and flags
//	varint   count of parts
//	seeded:  16 bytes seed
//	else:    for each part 0 and its salt, 16 bytes,
//	         or 1, the content hash, 32 bytes, and the erasing Seq, varint
//	rest     the body, plain or as a zstd frame without its 4 magic bytes
//
// and the body is, for each part, the length of its name, the name and the
// length of its bytes, and then all bytes. Salts and hashes do not compress and
// stand outside the frame. The Seq is the key of the row and not repeated. The
// frame names its dictionary by an id of one byte.
const (
	formatMask  = 0x0f
	formatOne   = 0x01
	flagZstd    = 0x10
	flagSeeded  = 0x20
	markSalt    = 0
	markErasure = 1

	// maxDictionaryID is what a frame can name in one byte.
	maxDictionaryID = 255
	// MaxDictionaryBytes: beyond some 100 kB a dictionary for records of a
	// kilobyte gains nothing and every process holds it.
	MaxDictionaryBytes = 112 << 10

	// maxBody is the longest body: all bytes, names and lengths.
	maxBody = MaxRecordBytes + MaxParts*(1+MaxNameBytes+binary.MaxVarintLen64)
)

const zstdMagic = "\x28\xb5\x2f\xfd" // RFC 8878, 3.1.1

var (
	// ErrPacked says that bytes are no packed record.
	ErrPacked = errors.New("ledger: not a packed record")
	// ErrDictionary says that a dictionary is needed, doubled or unusable.
	ErrDictionary = errors.New("ledger: dictionary")
)

// Codec packs and unpacks records. It is safe for concurrent use.
type Codec struct {
	enc *zstd.Encoder // nil without dictionary
	dec *zstd.Decoder
}

// NewCodec makes a codec of dictionaries: the last one packs, all unpack. One
// that ever packed an act must be kept as long as the act. Without any, records
// are packed plain.
func NewCodec(dictionaries ...[]byte) (*Codec, error) {
	seen := map[uint32]bool{}
	for _, d := range dictionaries {
		info, err := zstd.InspectDictionary(d)
		if err != nil || info.ID() == 0 || info.ID() > maxDictionaryID || len(d) > MaxDictionaryBytes {
			return nil, fmt.Errorf("%w: one that this package did not train", ErrDictionary)
		}
		if seen[info.ID()] {
			return nil, fmt.Errorf("%w: %d is there twice", ErrDictionary, info.ID())
		}
		seen[info.ID()] = true
	}
	dec, err := zstd.NewReader(nil,
		zstd.WithDecoderDicts(dictionaries...),
		zstd.WithDecoderMaxMemory(maxBody),
		zstd.WithDecoderConcurrency(0))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	c := &Codec{dec: dec}
	if len(dictionaries) == 0 {
		return c, nil
	}
	c.enc, err = zstd.NewWriter(nil,
		zstd.WithEncoderDict(dictionaries[len(dictionaries)-1]),
		// The fastest packs an act to 311 bytes in 15 µs, the next to 277 in 33 µs; a
		// load is worth more than thirty bytes.
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithSingleSegment(true),
		zstd.WithEncoderCRC(false)) // the leaf is a better sum
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	return c, nil
}

// Pack gives the bytes to store. Not the same bytes from every version of the
// library, so nothing may be hashed over them: leaves are over the parts.
func (c *Codec) Pack(r *Record) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	body := r.body()
	head := byte(formatOne)
	var frame []byte
	if c.enc != nil {
		frame = c.enc.EncodeAll(body, nil)[len(zstdMagic):]
	}
	if len(frame) > 0 && len(frame) < len(body) {
		head |= flagZstd
		body = frame
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

func (r *Record) body() []byte {
	n := 0
	for _, p := range r.Parts {
		n += len(p.Name) + len(p.Bytes) + 6
	}
	b := make([]byte, 0, n)
	for _, p := range r.Parts {
		b = append(append(b, byte(len(p.Name))), p.Name...)
		b = binary.AppendUvarint(b, uint64(len(p.Bytes)))
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
	body  []byte
	frame []byte
	plain bool // the last record's bytes lie in the packed bytes
}

// unpack fills r. Its parts are valid until the next call, or as long as packed.
func (u *unpacker) unpack(c *Codec, r *Record, seq int64, packed []byte) error {
	in := cursor{b: packed}
	head := in.byte()
	count := int(in.uvarint(MaxParts))
	if in.bad || head&formatMask != formatOne || head&^(formatMask|flagZstd|flagSeeded) != 0 || count == 0 {
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
	u.plain = head&flagZstd == 0
	if !u.plain {
		u.frame = append(append(u.frame[:0], zstdMagic...), body...)
		var err error
		if u.body, err = c.dec.DecodeAll(u.frame, u.body[:0]); errors.Is(err, zstd.ErrUnknownDictionary) {
			return fmt.Errorf("%w: this record needs one that is not here", ErrDictionary)
		} else if err != nil {
			return fmt.Errorf("%w: %w", ErrPacked, err)
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

// fill cuts a body into parts, and says whether it fits exactly.
func fill(parts []Part, body []byte) bool {
	in := cursor{b: body}
	var lengths [16]int
	n := lengths[:0]
	for i := range parts {
		name := in.take(int(in.byte()))
		if parts[i].Name != string(name) { // compared without allocating
			parts[i].Name = string(name)
		}
		n = append(n, int(in.uvarint(MaxPartBytes)))
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
// last, stand in it as they are, up to 64 kB, and the statistics are taken from
// samples. Measured on acts of a synthetic country, this packs a quarter better
// than a dictionary whose history is chosen by an algorithm. The id, 1 to 255, must
// be new in this register.
func NewDictionary(id uint8, typical, samples []*Record) ([]byte, error) {
	if id == 0 || len(typical) == 0 || len(samples) == 0 {
		return nil, fmt.Errorf("%w: it needs an id above 0 and records", ErrDictionary)
	}
	const historyBytes = 64 << 10
	var history []byte
	for _, r := range typical {
		history = append(history, r.body()...)
	}
	history = history[max(0, len(history)-historyBytes):]
	contents := make([][]byte, len(samples))
	for i, r := range samples {
		contents[i] = r.body()
	}
	d, err := zstd.BuildDict(zstd.BuildDictOptions{
		ID: uint32(id), Contents: contents, History: history, Level: zstd.SpeedBetterCompression,
		Offsets: [3]int{1, 4, 8}, // the format's own first repeated offsets (RFC 8878, 3.1.1.5)
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDictionary, err)
	}
	return d, nil
}
