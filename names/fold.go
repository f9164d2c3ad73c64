package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s as it is compared: two names with one Fold are written the same but for what
// people leave out or mix up. It is not shown to anybody and not stored as a name.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	latin := false // the last letter written was Latin, so that a diacritic behind it goes
	for _, r := range Normalise(s) {
		switch {
		case isTone(r) || isApostrophe(r):
		case r == 'ຣ':
			b.WriteRune('ລ')
		case isHyphen(r) || unicode.IsSpace(r):
			b.WriteByte(' ')
			latin = false
		case isDiacritic(r) && latin:
		default:
			latin = writeFolded(&b, asciiDigit(r))
		}
	}
	return foldSpaces(norm.NFC.String(orderLaoMarks(b.String())))
}

// writeFolded writes r in lower case, a Latin letter without its diacritics, and reports whether r
// is Latin.
func writeFolded(b *strings.Builder, r rune) bool {
	if r < utf8.RuneSelf {
		b.WriteRune(unicode.ToLower(r))
		return unicode.IsLetter(r)
	}
	if !unicode.Is(unicode.Latin, r) {
		b.WriteRune(unicode.ToLower(r))
		return false
	}
	var buf [utf8.UTFMax * 2]byte
	b.Write(appendBaseLatin(buf[:0], r))
	return true
}

// appendBaseLatin appends the lower-case letters for the Latin letter r without diacritics. The
// letters in the switch do not decompose in Unicode.
func appendBaseLatin(dst []byte, r rune) []byte {
	if d := decomposition(r); len(d) > 0 {
		r, _ = utf8.DecodeRune(d)
	}
	switch r = unicode.ToLower(r); r {
	case 'đ', 'ð', 'ɖ':
		return append(dst, 'd')
	case 'ø':
		return append(dst, 'o')
	case 'ł':
		return append(dst, 'l')
	case 'ħ':
		return append(dst, 'h')
	case 'ı':
		return append(dst, 'i')
	case 'ŋ':
		return append(dst, "ng"...)
	case 'ß':
		return append(dst, "ss"...)
	case 'æ':
		return append(dst, "ae"...)
	case 'œ':
		return append(dst, "oe"...)
	case 'þ':
		return append(dst, "th"...)
	}
	return utf8.AppendRune(dst, r)
}

// decomposition returns the canonical decomposition of r, or nil, without allocating.
func decomposition(r rune) []byte {
	var buf [utf8.UTFMax]byte
	return norm.NFD.Properties(utf8.AppendRune(buf[:0], r)).Decomposition()
}

// isDiacritic holds the combining blocks of Latin; Lao, Thai and other scripts keep their marks.
func isDiacritic(r rune) bool {
	return r >= 0x0300 && r <= 0x036F || r >= 0x1AB0 && r <= 0x1AFF || r >= 0x1DC0 && r <= 0x1DFF
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '‘', '’', 'ʼ', 'ʻ', '´':
		return true
	}
	return false
}

func isHyphen(r rune) bool {
	return r == '-' || r >= 0x2010 && r <= 0x2015 || r == '·'
}
