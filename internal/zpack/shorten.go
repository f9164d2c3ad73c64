package zpack

import (
	"encoding/hex"
	"slices"
)

// Three things that acts are full of do not compress, because a packer of bytes sees
// no pattern in them: client-made ids and hashes, written in hexadecimal, and Lao
// letters, of three bytes each in UTF-8. shorten writes an id and a hash in quotes as
// their bytes behind a mark, and a run of Lao letters as one byte each behind a mark
// and a count. It takes less time than finding repetitions and saves a fifth of the
// room.
const (
	markUUID = 0x01 // 16 bytes follow
	markLao  = 0x02 // a count follows and as many bytes, each the low half of a letter of U+0E80..U+0EFF
	maxLao   = 255
	markHash = 0x03 // 32 bytes follow

	uuidText = 36
	hashText = 64
	laoLead  = 0xe0 // the letters are E0 BA 80 to E0 BB BF
)

// What a byte may begin.
const (
	ordinary = iota
	dash     // the first of a UUID's four
	lead     // a Lao letter
	quote    // a hash
	mark     // it would be taken for a mark
)

var begins = [256]uint8{'-': dash, laoLead: lead, '"': quote, markUUID: mark, markLao: mark, markHash: mark}

// nibbles returns the value of a lower-case hexadecimal digit, 0xff for other bytes.
var nibbles = func() (t [256]uint8) {
	for i := range t {
		t[i] = 0xff
	}
	for v, c := range "0123456789abcdef" {
		t[c] = uint8(v)
	}
	return t
}()

// shorten appends b to dst; ok is false if b holds marks already and must stay as
// it is.
func shorten(dst, b []byte) (out []byte, ok bool) {
	dst = slices.Grow(dst, len(b)) // nothing becomes longer
	from := 0                      // what stands before it is written
	for i := 0; ; i++ {
		for i < len(b) && begins[b[i]] == ordinary {
			i++
		}
		if i >= len(b) {
			return append(dst, b[from:]...), true
		}
		switch begins[b[i]] {
		case dash:
			start := i - 8
			// Most dashes are those of dates.
			if start < from || start+uuidText > len(b) || b[i+5] != '-' || b[i+10] != '-' || b[i+15] != '-' {
				continue
			}
			id, is := parseUUID((*[uuidText]byte)(b[start:]))
			if !is {
				continue
			}
			dst = append(append(append(dst, b[from:start]...), markUUID), id[:]...)
			from = start + uuidText
			i = from - 1
		case lead:
			if !laoAt(b, i) {
				continue
			}
			dst = append(append(dst, b[from:i]...), markLao, 0)
			count := len(dst) - 1
			for len(dst)-count <= maxLao && laoAt(b, i) {
				dst = append(dst, 0x80|b[i+1]<<6&0x40|b[i+2]&0x3f)
				i += 3
			}
			dst[count] = uint8(len(dst) - count - 1)
			from = i
			i--
		case quote:
			// Quotes often stand so far apart.
			if i+1+hashText >= len(b) || b[i+1+hashText] != '"' || nibbles[b[i+1]] > 15 || nibbles[b[i+hashText]] > 15 {
				continue
			}
			var hash [32]byte
			if !parseHex(hash[:], b[i+1:i+1+hashText]) {
				continue
			}
			dst = append(append(append(dst, b[from:i+1]...), markHash), hash[:]...)
			from = i + 1 + hashText
			i = from - 1
		case mark:
			return dst, false
		}
	}
}

// parseUUID returns the bytes of a UUID, from its canonical text only; its dashes are in place.
func parseUUID(text *[uuidText]byte) (out [16]byte, ok bool) {
	var digits [32]byte
	copy(digits[:8], text[:8])
	copy(digits[8:12], text[9:13])
	copy(digits[12:16], text[14:18])
	copy(digits[16:20], text[19:23])
	copy(digits[20:], text[24:])
	ok = parseHex(out[:], digits[:])
	return out, ok
}

// parseHex reads lower-case hexadecimal digits, two for each byte of out.
func parseHex(out, digits []byte) bool {
	all := uint8(0)
	for i := range out {
		high, low := nibbles[digits[2*i]], nibbles[digits[2*i+1]]
		all |= high | low
		out[i] = high<<4 | low
	}
	return all < 16
}

func laoAt(b []byte, i int) bool {
	return i+2 < len(b) && b[i] == laoLead && b[i+1]&0xfe == 0xba && b[i+2]&0xc0 == 0x80
}

// lengthen takes shorten back; ok is false where nothing shortens to b, or only
// more than most bytes do.
func lengthen(dst, b []byte, most int) (out []byte, ok bool) {
	from := 0
	for i := 0; i < len(b); i++ {
		if b[i] < markUUID || b[i] > markHash {
			continue
		}
		dst = append(dst, b[from:i]...)
		n, at := markedBytes(b[i:])
		if from = i + at + n; at == 0 || from > len(b) {
			return dst, false
		}
		marked := b[i+at : from]
		switch b[i] {
		case markUUID:
			dst = appendUUID(dst, marked)
		case markLao:
			for _, c := range marked {
				dst = append(dst, laoLead, 0xba|c>>6&1, 0x80|c&0x3f)
			}
		case markHash:
			dst = hex.AppendEncode(dst, marked)
		}
		i = from - 1
		if len(dst) > most {
			return dst, false
		}
	}
	dst = append(dst, b[from:]...)
	return dst, len(dst) <= most
}

// markedBytes says how many bytes belong to the mark that b begins with, and where
// they begin; 0 if b ends too soon.
func markedBytes(b []byte) (n, at int) {
	switch {
	case b[0] == markUUID:
		return 16, 1
	case b[0] == markHash:
		return 32, 1
	case len(b) > 1:
		return int(b[1]), 2
	}
	return 0, 0
}

func appendUUID(dst, id []byte) []byte {
	const digits = "0123456789abcdef"
	for n, c := range id {
		if n == 4 || n == 6 || n == 8 || n == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}
