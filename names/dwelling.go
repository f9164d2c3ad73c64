package names

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Dwelling returns the number or name of a house as it is compared: digits of any script and width
// without leading zeros, letters folded, without punctuation and without words that only say that
// a number follows. "No. 07", "ເລກທີ ໗" and "7" are one house; "7/1" and "71" are two. It is empty
// where the text names no house, and not shown to anybody.
func Dwelling(s string) string {
	var parts []string
	last := none
	for _, r := range Fold(strings.Map(anyDigit, norm.NFKC.String(s))) {
		sort := sortOf(r)
		switch {
		case sort == none:
		case sort == last:
			parts[len(parts)-1] += string(r)
		default:
			parts = append(parts, string(r))
		}
		last = sort
	}
	for i, p := range parts {
		if number := strings.TrimLeft(p, "0"); p[0] == '0' {
			parts[i] = max(number, "0")
		}
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return slices.Contains(numberFollows, p) })
	return strings.Join(parts, " ")
}

// numberFollows are the words before the number of a house, folded.
var numberFollows = []string{"no", "nr", "num", "number", "house", "n", Fold("ເລກທີ"), Fold("ເຮືອນ"), Fold("ເຮືອນເລກທີ"), Fold("ບ້ານເລກທີ")}

// The sorts of characters in the number of a house.
const (
	none = iota
	digit
	letter
)

func sortOf(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return digit
	case unicode.IsLetter(r), unicode.IsMark(r):
		return letter
	}
	return none
}

// anyDigit returns the ASCII digit of a decimal digit of any script, and any other character as it
// is. The ranges of Unicode's decimal digits begin with a zero and hold whole tens.
func anyDigit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return r
	}
	for _, tens := range unicode.Nd.R16 {
		if r >= rune(tens.Lo) && r <= rune(tens.Hi) {
			return '0' + (r-rune(tens.Lo))%10
		}
	}
	for _, tens := range unicode.Nd.R32 {
		if r >= rune(tens.Lo) && r <= rune(tens.Hi) {
			return '0' + (r-rune(tens.Lo))%10
		}
	}
	return r
}
