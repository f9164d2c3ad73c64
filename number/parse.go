package number

import (
	"unicode"
	"unicode/utf8"
)

const (
	// Digits is the length of a number in canonical form.
	Digits = bodyDigits + checkDigits

	bodyDigits  = 10
	checkDigits = 2

	// maxTypedBytes bounds what Parse looks at: twelve Lao digits of three
	// bytes with a space after each, and room to spare.
	maxTypedBytes = 128

	laoZero = '\u0ed0' // U+0ED0..U+0ED9, ໐ to ໙
	laoNine = '\u0ed9'
)

// parse reads a number as people write it: in Latin or Lao digits, with
// spaces and hyphens anywhere. It returns the twelve Latin digits, or a Problem.
func parse(text string) (string, error) {
	if len(text) > maxTypedBytes || !utf8.ValidString(text) {
		return "", NotDigits
	}
	var digits [Digits]byte
	n := 0
	for _, r := range text {
		var d byte
		switch {
		case r >= '0' && r <= '9':
			d = byte(r)
		case r >= laoZero && r <= laoNine:
			d = '0' + byte(r-laoZero)
		case isSeparator(r):
			continue
		default:
			return "", NotDigits
		}
		if n < len(digits) {
			digits[n] = d
		}
		n++
	}
	if n != Digits {
		return "", WrongLength
	}
	number := string(digits[:])
	if _, err := body(number); err != nil {
		return "", err
	}
	return number, nil
}

// isSeparator accepts what keyboards and word processors put between groups
// of digits: white space, zero-width space (common in Lao text) and hyphens.
func isSeparator(r rune) bool {
	switch r {
	case '-', '\u00ad', '\u2010', '\u2011', '\u2012', '\u2013', '\u2212', '\u200b':
		return true
	}
	return unicode.IsSpace(r)
}

// Group writes a canonical number in three groups of four for people to read.
// It returns any other string unchanged.
func Group(number string) string {
	if len(number) != Digits {
		return number
	}
	return number[:4] + " " + number[4:8] + " " + number[8:]
}

// body checks a number in canonical form and returns its first ten digits.
func body(number string) (uint64, error) {
	if len(number) != Digits {
		return 0, WrongLength
	}
	var v uint64
	for i := range len(number) {
		c := number[i]
		if c < '0' || c > '9' {
			return 0, NotDigits
		}
		v = v*10 + uint64(c-'0')
	}
	if number[0] == '0' {
		return 0, LeadingZero
	}
	b := v / 100
	// Compared with the one right pair, not taken modulo 97: 00, 01 and 99
	// are congruent to 97, 98 and 02 and would be second spellings.
	if v%100 != check(b) {
		return 0, WrongCheckDigits
	}
	return b, nil
}

// check returns the two check digits of a body, 02 to 98: appended to it they
// make a number that leaves 1 when divided by 97 (ISO/IEC 7064, MOD 97-10).
func check(body uint64) uint64 {
	return 98 - body*100%97
}
