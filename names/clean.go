package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean returns s as it is stored: canonical in everything that cannot be seen, unchanged in
// everything that can. Bidirectional marks and control characters are left in place, so that Valid
// can refuse them by name.
func Clean(s string) string {
	if isPlain(s) || isOrdinary(s) {
		return s
	}
	return clean(s)
}

func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if isZeroWidth(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
	s = orderLaoMarks(norm.NFC.String(s))
	// A run of Lao marks beside another script's mark can leave NFC order; one more round settles
	// it.
	if !norm.NFC.IsNormalString(s) {
		s = orderLaoMarks(norm.NFC.String(s))
	}
	return foldSpaces(s)
}

// Normalise returns Clean(s) with the Lao letters that have two encodings or spellings written one
// way: ຫຼ as ຫລ, ໜ as ຫນ, ໝ as ຫມ.
func Normalise(s string) string { return laoSpellings.Replace(Clean(s)) }

var laoSpellings = strings.NewReplacer("ຼ", "ລ", "ໜ", "ຫນ", "ໝ", "ຫມ")

// Digits returns s with Lao digits ໐ to ໙ as 0 to 9.
func Digits(s string) string { return strings.Map(asciiDigit, s) }

func asciiDigit(r rune) rune {
	if r >= '໐' && r <= '໙' {
		return r - '໐' + '0'
	}
	return r
}

// isPlain reports whether s is printable ASCII without outer or doubled spaces, so that Clean has
// nothing to do.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// isZeroWidth names the characters that show nothing and are typed or pasted by accident. Lao
// keyboards and web pages put U+200B between words; U+00AD occurs in published lists of villages.
func isZeroWidth(r rune) bool {
	switch r {
	case 0x00AD, 0x034F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
		return true
	}
	return false
}

func foldSpaces(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	pending := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			pending = b.Len() > 0
			continue
		}
		if pending {
			b.WriteByte(' ')
			pending = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// orderLaoMarks puts the marks on each Lao letter in the order semi-vowel, vowel, tone,
// cancellation, drops a mark typed twice, writes ໍ + າ as ຳ (a tone between or behind goes before
// it, where keyboards put it) and ເເ as ແ. Unicode cannot do this: most Lao marks have combining
// class 0, and U+0EB3 decomposes only by compatibility.
func orderLaoMarks(s string) string {
	out := make([]rune, 0, utf8.RuneCountInString(s))
	marks := 0 // how many marks end out
	for _, r := range s {
		rank := markRank(r)
		switch {
		case rank == rankTone && marks == 0 && endsInOneAm(out):
			out = out[:len(out)-1]
			out, _ = insertMark(out, marksAtEnd(out), r, rank)
			out = append(out, 'ຳ')
		case rank > 0:
			out, marks = insertMark(out, marks, r, rank)
		case r == 'າ' && niggahitaAt(out) >= 0:
			i := niggahitaAt(out)
			out = append(append(out[:i], out[i+1:]...), 'ຳ')
			marks = 0
		case r == 'ເ' && marks == 0 && len(out) > 0 && out[len(out)-1] == 'ເ':
			out[len(out)-1] = 'ແ'
		default:
			out, marks = append(out, r), 0
		}
	}
	return string(out)
}

// insertMark puts r among the last marks of out, after those of its rank, unless it is there
// already.
func insertMark(out []rune, marks int, r rune, rank int) ([]rune, int) {
	at := len(out)
	for i := len(out) - marks; i < len(out); i++ {
		if out[i] == r {
			return out, marks
		}
	}
	for at > len(out)-marks && markRank(out[at-1]) > rank {
		at--
	}
	out = append(out, 0)
	copy(out[at+1:], out[at:])
	out[at] = r
	return out, marks + 1
}

// endsInOneAm reports whether out ends in ຳ with something else before it.
func endsInOneAm(out []rune) bool {
	n := len(out)
	return n > 0 && out[n-1] == 'ຳ' && (n == 1 || out[n-2] != 'ຳ')
}

func marksAtEnd(out []rune) int {
	n := 0
	for n < len(out) && markRank(out[len(out)-1-n]) > 0 {
		n++
	}
	return n
}

// niggahitaAt returns the place of a ໍ that only tones separate from the end of out, or -1.
func niggahitaAt(out []rune) int {
	for i := len(out) - 1; i >= 0; i-- {
		if out[i] == 'ໍ' {
			return i
		}
		if !isTone(out[i]) {
			break
		}
	}
	return -1
}

const (
	rankSemivowel = 1 + iota
	rankVowel
	rankTone
	rankSilent
)

// markRank orders the Lao marks above and below a letter; 0 is anything else.
func markRank(r rune) int {
	switch {
	case r == 'ຼ' || r == 0x0EBA:
		return rankSemivowel
	case r == 'ັ' || r >= 'ິ' && r <= 'ູ' || r == 'ົ' || r == 'ໍ':
		return rankVowel
	case isTone(r):
		return rankTone
	case r == '໌' || r == 0x0ECE:
		return rankSilent
	}
	return 0
}

func isTone(r rune) bool { return r >= 0x0EC8 && r <= 0x0ECB }
