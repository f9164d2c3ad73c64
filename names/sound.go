package names

import (
	"unicode"
	"unicode/utf8"
)

// SoundKey returns the key under which the spellings of one name meet, Lao or Latin. It is empty
// for text without letters and digits. The key of several words is that of the words written
// together. Letters of other scripts stay in the key as they are, in lower case.
func SoundKey(s string) string {
	var stack [latinOnStack]byte
	return string(appendSoundKey(stack[:0], s))
}

// appendSoundKey appends SoundKey(s) to dst. For a name of ordinary length it allocates nothing but
// what dst needs.
func appendSoundKey(dst []byte, s string) []byte { return appendKey(dst, s, wholeKey) }

// PrefixKey returns a prefix of the SoundKey of every name that begins with s, whatever follows s.
// A name that is a clan name of clans.go is found through the other keys that SearchKeys returns
// for it.
func PrefixKey(s string) string {
	var stack [latinOnStack]byte
	return string(appendKey(stack[:0], s, prefixKey))
}

// keyMode is the purpose of a sound key.
type keyMode uint8

const (
	wholeKey   keyMode = iota
	spelledKey         // as written, without the table of clans
	prefixKey          // only as far as no continuation changes it
)

func appendKey(dst []byte, s string, mode keyMode) []byte {
	var stack [latinOnStack]byte
	in := appendLetters(stack[:0], s, mode == prefixKey)
	k := letterReader{in: in, open: mode == prefixKey}
	start := len(dst)
	for k.at < len(in) {
		if mode == wholeKey && (k.at == 0 || in[k.at-1] == ' ') {
			if key, letters := clanAt(in[k.at:]); letters > 0 {
				dst = putSound(dst, start, key)
				k.at += letters
				continue
			}
		}
		n, out := k.rule()
		if k.past {
			break
		}
		k.at += n
		dst = putSound(dst, start, out)
	}
	return dst
}

// appendLetters appends s as lower-case ASCII letters, digits, '-' between syllables and ' '
// between words; letters that have no place in ASCII stay as they are. If open, the Lao at the end
// is left out from where more text could change it.
func appendLetters(dst []byte, s string, open bool) []byte {
	var stack [cellsOnStack]laoCell
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if isLaoText(r) {
			cells, end := appendLaoCells(stack[:0], s)
			l := newLaoReader(cells, open && end == len(s))
			dst = appendRomanised(dst, &l)
			s = s[end:]
			continue
		}
		dst = appendLetter(dst, r)
		s = s[size:]
	}
	return dst
}

// appendRomanised appends the Lao of l by BGN/PCGN 1966, without accents, set off by '-'.
func appendRomanised(dst []byte, l *laoReader) []byte {
	var stack [latinOnStack]byte
	latin := bgnTable().appendRun(stack[:0], l)
	dst = appendBreak(dst, '-')
	for len(latin) > 0 {
		r, size := utf8.DecodeRune(latin)
		dst = appendLetter(dst, r)
		latin = latin[size:]
	}
	return appendBreak(dst, '-')
}

func appendLetter(dst []byte, r rune) []byte {
	r = asciiDigit(r)
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return append(dst, byte(r))
	case r >= 'A' && r <= 'Z':
		return append(dst, byte(r)+'a'-'A')
	case r == utf8.RuneError, isZeroWidth(r), isApostrophe(r), isDiacritic(r):
		return dst
	case isHyphen(r):
		return appendBreak(dst, '-')
	case r < utf8.RuneSelf:
		return appendBreak(dst, ' ')
	case unicode.Is(unicode.Latin, r):
		return appendBaseLatin(dst, r)
	case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r):
		return utf8.AppendRune(dst, unicode.ToLower(r))
	}
	return appendBreak(dst, ' ')
}

// appendBreak appends a break unless there is one already; a space is the stronger.
func appendBreak(dst []byte, c byte) []byte {
	last := len(dst) - 1
	if last < 0 {
		return dst
	}
	if dst[last] == '-' || dst[last] == ' ' {
		if c == ' ' {
			dst[last] = c
		}
		return dst
	}
	return append(dst, c)
}

// letterReader applies the rules to letters, from left to right. A rule looks at letters ahead and
// at letters behind, never at the key: so the key of a prefix, cut where a rule looked past the
// end, is a prefix of the key.
type letterReader struct {
	in   []byte
	at   int
	open bool // more letters may follow in
	past bool // a rule looked behind the end of in while open
}

// putSound appends out to the key that begins at start, without repeating a letter, and without d
// behind t or b behind p: Latda is Ladda.
func putSound(dst []byte, start int, out string) []byte {
	for i := range len(out) {
		c, last := out[i], byte(0)
		if len(dst) > start {
			last = dst[len(dst)-1]
		}
		if c >= 'a' && c <= 'z' && c == last || c == 'd' && last == 't' || c == 'b' && last == 'p' {
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// ahead returns the letter n places on, 0 behind the end.
func (k *letterReader) ahead(n int) byte {
	if k.at+n >= len(k.in) {
		k.past = k.past || k.open
		return 0
	}
	return k.in[k.at+n]
}

// behind returns the letter n places back, 0 before the beginning.
func (k *letterReader) behind(n int) byte {
	if k.at-n < 0 {
		return 0
	}
	return k.in[k.at-n]
}

// letterBehind returns the n-th letter back, over breaks.
func (k *letterReader) letterBehind(n int) byte {
	for i := k.at - 1; i >= 0; i-- {
		if c := k.in[i]; c != '-' && c != ' ' {
			if n--; n == 0 {
				return c
			}
		}
	}
	return 0
}

func (k *letterReader) vowelAhead(n int) bool { return isVowelLetter(k.ahead(n)) }

func isVowelLetter(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// rule reads the letters at k.at and returns how many it took and their sound.
func (k *letterReader) rule() (int, string) {
	switch c := k.in[k.at]; c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return k.vowelRule(c)
	case 'n', 'g':
		return k.nasalRule(c)
	case 'h', 'r', 'v', 'w':
		return k.softRule(c)
	case '-', ' ':
		return 1, ""
	case 'b', 'd':
		return k.voicedStopRule(c)
	case 'c':
		return k.cRule()
	case 'q':
		return 1, "k"
	case 'j': // English writes ຈ so
		return 1, "c"
	case 'x', 'z':
		return 1, "s"
	default:
		return 1, letterString(c)
	}
}

// letterString returns the one byte as a string, without allocating.
func letterString(c byte) string {
	return allBytes[c : int(c)+1]
}

// allBytes holds byte i at place i.
var allBytes = func() string {
	var b [256]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()

func (k *letterReader) vowelRule(c byte) (int, string) {
	switch c {
	case 'y':
		return 1, "i"
	case 'a':
		return k.aRule()
	case 'e':
		return k.eRule()
	case 'o':
		switch k.ahead(1) {
		case 'u', 'o': // Bounmy, Boonmy
			return 2, "u"
		case 'a', 'e': // Xiangkhoang
			return 1, "u"
		}
	case 'u':
		switch k.ahead(1) {
		case 'e': // Vue, Mueang
			return 2, "u"
		case 'o': // Muong
			return 2, "ua"
		}
	}
	return 1, letterString(c)
}

func (k *letterReader) aRule() (int, string) {
	switch k.ahead(1) {
	case 'e': // Saeng
		return 2, "e"
	case 'u': // Sau
		return 2, "ao"
	case 'w': // Daw, but Dawan
		if !k.vowelAhead(2) {
			return 2, "ao"
		}
	}
	return 1, "a"
}

func (k *letterReader) eRule() (int, string) {
	if b := k.behind(1); b == 'i' { // Vieng
		return 1, "a"
	}
	switch next := k.ahead(1); next {
	case 'e': // Lee
		return 2, "i"
	case 'u': // Leuth
		return 2, "u"
	case 'o': // Keo
		return 1, "e"
	case 'r': // Her, but Hera
		if !k.vowelAhead(2) {
			return 2, "u"
		}
		return 1, "e"
	default: // silent: Phone, Phonexay, Nouanechanh
		if k.letterBehind(1) == 'n' && isVowelLetter(k.letterBehind(2)) && !isVowelLetter(next) {
			return 1, ""
		}
		return 1, "e"
	}
}

// nasalRule reads n, ng, and the three ways to write ຍ: gn, ny, nh. Behind a, e, o, u the letter n
// is n, whatever follows: Bounheuang is Boun-heuang, Bounya is Boun-ya.
func (k *letterReader) nasalRule(c byte) (int, string) {
	before := k.behind(1)
	if c == 'g' {
		switch {
		case before == 'n':
			return 1, "g"
		case k.ahead(1) == 'n' && k.vowelAhead(2): // Xaignabouli
			return 2, "i"
		}
		return 1, "k"
	}
	switch {
	case before == 'i' || before == 'y': // Soulinya is Souliya
		if k.ahead(1) == 'y' && k.vowelAhead(2) {
			return 1, ""
		}
	case !isVowelLetter(before): // Nhot, Nyot, Bounnhang
		if next := k.ahead(1); (next == 'h' || next == 'y') && k.vowelAhead(2) {
			return 2, "i"
		}
	}
	return 1, "n"
}

func (k *letterReader) softRule(c byte) (int, string) {
	before := k.behind(1)
	switch c {
	case 'h': // a letter of its own only between vowels and at the beginning: Mahavong, Houay
		if b := k.letterBehind(1); (b == 0 || isVowelLetter(b)) && k.vowelAhead(1) {
			return 1, "h"
		}
		return 1, ""
	case 'r': // Thor, Vorn
		if isVowelLetter(before) && !k.vowelAhead(1) {
			return 1, ""
		}
		return 1, "l"
	case 'v':
		if before == 'h' && k.behind(2) == 'k' { // Khvang
			return 1, "u"
		}
		return 1, "v"
	}
	switch { // w
	case k.vowelAhead(1) && (before == 'k' || before == 'h' && k.behind(2) == 'k'): // Kwang
		return 1, "u"
	case k.vowelAhead(1):
		return 1, "v"
	case before == 'a' || before == 'e': // Kaew
		return 1, "o"
	case before == 'i':
		return 1, "u"
	}
	return 1, ""
}

// voicedStopRule: at the end of a syllable d and b sound as t and p, and are written either way.
func (k *letterReader) voicedStopRule(c byte) (int, string) {
	switch {
	case k.vowelAhead(1):
		return 1, letterString(c)
	case c == 'd':
		return 1, "t"
	}
	return 1, "p"
}

func (k *letterReader) cRule() (int, string) {
	switch k.ahead(1) {
	case 'h':
		return 2, "c"
	case 'k':
		return 2, "k"
	case 'e', 'i', 'y':
		return 1, "s"
	}
	return 1, "k"
}
