package lsm

import (
	"encoding/base32"
	"encoding/binary"
	"math"
	"slices"

	"samano/register"
	"samano/store"
)

// How postings are packed: their number, then each by its difference to the one
// before, the first to nothing.
//
//	hash - hash before, shifted left by one; the last bit: Gone   varint
//	of another hash:   split                                      2 bytes, big-endian
//	                   person                                     varint
//	of the same hash:  split - split before                       varint
//	                   person, or if the split is the same
//	                   person - person before                     varint
//
// In a run of 88 million postings a hash is 12,000 behind the one before: 3 bytes,
// with split and person 8 to 9. A varint is that of encoding/binary.

const (
	// pagePostings and pageBytes bound a page. Smaller ones cost more in rows, greater
	// ones more in reading: a search reads a page to find one or two postings.
	pagePostings, pageBytes = 56, 500
	// maxPacked is what one posting takes at most.
	maxPacked = 6 + 3 + binary.MaxVarintLen64
	// leastPacked is what one takes at least.
	leastPacked = 3
	// maxListed bounds the number a body may claim: what a row can hold.
	maxListed = store.MaxRowBytes
)

// appendPosting packs p, which comes after before.
func appendPosting(dst []byte, before, p store.Posting) []byte {
	hash := (p.Hash - before.Hash) << 1
	if p.Gone {
		hash |= 1
	}
	dst = binary.AppendUvarint(dst, hash)
	switch {
	case p.Hash != before.Hash:
		dst = binary.BigEndian.AppendUint16(dst, p.Split)
		return binary.AppendUvarint(dst, uint64(p.Person))
	case p.Split != before.Split:
		dst = binary.AppendUvarint(dst, uint64(p.Split-before.Split))
		return binary.AppendUvarint(dst, uint64(p.Person))
	}
	dst = append(dst, 0)
	return binary.AppendUvarint(dst, uint64(p.Person-before.Person))
}

// pack packs postings that are in order.
func pack(list []store.Posting) []byte {
	dst := make([]byte, 0, binary.MaxVarintLen64+9*len(list))
	dst = binary.AppendUvarint(dst, uint64(len(list)))
	var before store.Posting
	for _, p := range list {
		dst = appendPosting(dst, before, p)
		before = p
	}
	return dst
}

// packPage packs as many postings as go into one page, and says how many.
func packPage(list []store.Posting) (body []byte, n int) {
	list = list[:min(len(list), pagePostings)]
	body = make([]byte, 1, pageBytes+maxPacked)
	var before store.Posting
	for _, p := range list {
		end := len(body)
		if body = appendPosting(body, before, p); len(body) > pageBytes {
			body = body[:end]
			break
		}
		before = p
		n++
	}
	body[0] = byte(n) // a varint of one byte, since pagePostings is small
	return body, n
}

// unpacker reads a body from its start.
type unpacker struct {
	body []byte
	bad  bool
}

func (u *unpacker) varint(most uint64) uint64 {
	v, n := binary.Uvarint(u.body)
	if n <= 0 || v > most {
		u.bad, u.body = true, nil
		return 0
	}
	u.body = u.body[n:]
	return v
}

func (u *unpacker) split() uint16 {
	if len(u.body) < 2 {
		u.bad, u.body = true, nil
		return 0
	}
	v := binary.BigEndian.Uint16(u.body)
	u.body = u.body[2:]
	return v
}

// next reads the posting after before; what is not after it is bad.
func (u *unpacker) next(before store.Posting) store.Posting {
	p := before
	hash := u.varint(1<<(store.KeyBits+1) - 1)
	p.Gone = hash&1 == 1
	p.Hash += hash >> 1
	u.bad = u.bad || p.Hash >= 1<<store.KeyBits
	if hash>>1 != 0 {
		p.Split = u.split()
		p.Person = register.PersonID(u.varint(math.MaxInt64))
	} else if split := u.varint(uint64(math.MaxUint16 - before.Split)); split != 0 {
		p.Split += uint16(split)
		p.Person = register.PersonID(u.varint(math.MaxInt64))
	} else {
		p.Person += register.PersonID(u.varint(uint64(math.MaxInt64 - before.Person)))
		u.bad = u.bad || p.Person == before.Person
	}
	u.bad = u.bad || p.Person <= 0
	return p
}

// unpack appends the postings of a body; ok is false if it is not what pack makes.
func unpack(dst []store.Posting, body []byte) (list []store.Posting, ok bool) {
	u := unpacker{body: body}
	n := u.varint(maxListed)
	dst = slices.Grow(dst, int(min(n, uint64(len(body)/leastPacked))))
	var before store.Posting
	for ; n > 0 && !u.bad; n-- {
		before = u.next(before)
		dst = append(dst, before)
	}
	return dst, !u.bad && len(u.body) == 0
}

// sortKeyText writes sort keys so that they compare as they should, in a text, which
// both databases compare alike: base 32 in the order of its digits (RFC 4648,
// section 7).
var sortKeyText = base32.HexEncoding

// sortKey is where a posting stands in a run: hash, split and person.
func sortKey(p store.Posting) string {
	var b [15]byte
	binary.BigEndian.PutUint64(b[:], p.Hash<<24|uint64(p.Split)<<8)
	binary.BigEndian.PutUint64(b[7:], uint64(p.Person))
	return sortKeyText.EncodeToString(b[:])
}

// lastSortKey is behind all others.
var lastSortKey = sortKey(store.Posting{Key: store.Key{Hash: 1<<store.KeyBits - 1, Split: math.MaxUint16}, Person: math.MaxInt64})

// sortKeyAfter is the first place behind a posting.
func sortKeyAfter(p store.Posting) string {
	p.Person++
	return sortKey(p)
}
