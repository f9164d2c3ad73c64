package names

import (
	"unicode"
	"unicode/utf8"
)

// Nearly every part of a name is a word of plain Latin letters, or of Lao letters with at most a
// vowel and a tone on each. Such a word is clean and has no problem, and finding that out in one
// pass is ten times as fast as cleaning it; everybody's name goes through here several times.

// The classes of Lao characters in an ordinary word; 0 is any other character.
const (
	laoConsonant = 1 + iota
	laoBefore    // a vowel sign written before its consonant
	laoAbove     // a vowel sign above or below
	laoTone
	laoBehind // a vowel sign written behind
)

var laoClass = func() (t [0x80]uint8) {
	for r := rune(0x0E80); r < 0x0F00; r++ {
		switch at := &t[r-0x0E80]; {
		case r == 'ໍ' || r == 'ໆ' || r == 'ຯ': // joins with what follows, or is no letter
		case isTone(r):
			*at = laoTone
		case markRank(r) == rankVowel:
			*at = laoAbove
		case isPreVowel(r):
			*at = laoBefore
		case isPostVowel(r):
			*at = laoBehind
		case unicode.IsLetter(r):
			*at = laoConsonant
		}
	}
	return t
}()

// isOrdinary reports whether s is such a word.
func isOrdinary(s string) bool {
	if s == "" {
		return false
	}
	if s[0] < utf8.RuneSelf {
		for i := range len(s) {
			if c := s[i] | 0x20; c < 'a' || c > 'z' {
				return false
			}
		}
		return true
	}
	was, letters := uint8(0), 0
	for i := 0; i < len(s); i += 3 {
		if i+2 >= len(s) || s[i] != 0xE0 || s[i+1]&0xFE != 0xBA || s[i+2]&0xC0 != 0x80 {
			return false
		}
		is := laoClass[s[i+1]&1<<6|s[i+2]&0x3F]
		switch is {
		case laoConsonant:
			letters++
		case laoBefore:
			if was == laoBefore {
				return false
			}
		case laoAbove:
			if was != laoConsonant {
				return false
			}
		case laoTone:
			if was != laoConsonant && was != laoAbove {
				return false
			}
		case laoBehind:
			if was != laoConsonant && was != laoAbove && was != laoTone {
				return false
			}
		default:
			return false
		}
		was = is
	}
	return letters > 0
}
