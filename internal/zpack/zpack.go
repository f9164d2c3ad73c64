// Package zpack owns the packing of short texts under a dictionary: the acts and
// documents of a register, of which each is a kilobyte and all resemble each other.
//
// A packed text is one byte that names the dictionary, and a block of S2 (Snappy with
// dictionaries) over the shortened text. S2 finds repetitions and leaves letters as
// they are, so what does not repeat is shortened before: client-made ids and Lao
// letters (shorten.go).
//
// zstd packs an act of a synthetic country to 317 bytes in 20 µs, this package to 370
// in 4: a load, a rebuild and every reader gain more than the disk loses.
//
// A text begins with a byte above those that name dictionaries, or is empty, so that
// whoever keeps plain and packed texts in one place can tell them apart ([Packed]).
package zpack

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/s2"
)

const (
	// maxID is the last number that a dictionary can have: below it are no letters
	// and no brackets, with which texts begin.
	maxID = 31
	// historyBytes is the room for texts in a dictionary; S2 reaches back 64 kB.
	historyBytes = 60 << 10
)

var (
	// ErrPacked says that bytes are no packed text.
	ErrPacked = errors.New("zpack: not a packed text")
	// ErrDictionary says that a dictionary is needed, doubled or unusable.
	ErrDictionary = errors.New("zpack: dictionary")
)

// Packer packs and unpacks. It is safe for concurrent use.
type Packer struct {
	dictionaries map[uint8]*s2.Dict
	packs        uint8     // the dictionary that packs; 0: none does
	rooms        sync.Pool // of *room
}

// room is memory that one call leaves to the next.
type room struct{ short, block []byte }

// New makes a packer of dictionaries: the last one packs, all unpack. One that ever
// packed a text must be kept as long as the text. Without any, nothing is packed.
func New(dictionaries ...[]byte) (*Packer, error) {
	p := &Packer{dictionaries: make(map[uint8]*s2.Dict, len(dictionaries))}
	for _, d := range dictionaries {
		if len(d) == 0 || !Packed(d) {
			return nil, fmt.Errorf("%w: one that this package did not make", ErrDictionary)
		}
		history := s2.NewDict(d[1:])
		if history == nil {
			return nil, fmt.Errorf("%w: one that this package did not make", ErrDictionary)
		}
		if p.dictionaries[d[0]] != nil {
			return nil, fmt.Errorf("%w: %d is there twice", ErrDictionary, d[0])
		}
		p.packs = d[0]
		p.dictionaries[p.packs] = history
	}
	p.rooms.New = func() any { return new(room) }
	return p, nil
}

// Packed reports whether bytes begin as a packed text does.
func Packed(b []byte) bool { return len(b) > 0 && b[0] > 0 && b[0] <= maxID }

// Pack appends the packed text. ok is false, and nothing is appended, where the text
// is better kept as it is: it would not be shorter, or holds bytes that Pack uses
// itself.
func (p *Packer) Pack(dst, text []byte) (out []byte, ok bool) {
	if p.packs == 0 {
		return dst, false
	}
	m := p.rooms.Get().(*room)
	defer p.rooms.Put(m)
	if m.short, ok = shorten(m.short[:0], text); !ok {
		return dst, false
	}
	if most := s2.MaxEncodedLen(len(m.short)); cap(m.block) < most {
		m.block = make([]byte, most)
	}
	block := p.dictionaries[p.packs].Encode(m.block[:cap(m.block)], m.short)
	if 1+len(block) >= len(text) {
		return dst, false
	}
	return append(append(dst, p.packs), block...), true
}

// Unpack appends the text to dst, if it has at most so many bytes.
func (p *Packer) Unpack(dst, packed []byte, most int) ([]byte, error) {
	if !Packed(packed) {
		return dst, ErrPacked
	}
	block := packed[1:]
	n, err := s2.DecodedLen(block)
	if err != nil || n > most {
		return dst, ErrPacked
	}
	history := p.dictionaries[packed[0]]
	if history == nil {
		return dst, fmt.Errorf("%w: number %d is needed and not here", ErrDictionary, packed[0])
	}
	m := p.rooms.Get().(*room)
	defer p.rooms.Put(m)
	if m.short, err = history.Decode(slices.Grow(m.short[:0], n), block); err != nil {
		return dst, fmt.Errorf("%w: %w", ErrPacked, err)
	}
	out, ok := lengthen(slices.Grow(dst, n+n/4), m.short, len(dst)+most)
	if !ok {
		return dst, ErrPacked
	}
	return out, nil
}

// NewDictionary makes a dictionary: typical texts of every sort, the commonest last,
// stand in it as they are, shortened. The id must be new among those that are used
// together.
func NewDictionary(id uint8, typical [][]byte) ([]byte, error) {
	var history []byte
	for _, text := range typical {
		history, _ = shorten(history, text)
	}
	history = history[max(0, len(history)-historyBytes):]
	if id == 0 || id > maxID || len(history) < s2.MinDictSize {
		return nil, fmt.Errorf("%w: it needs an id from 1 to %d and texts", ErrDictionary, maxID)
	}
	return append([]byte{id}, s2.MakeDict(history, nil).Bytes()...), nil
}
