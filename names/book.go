package names

import (
	"strings"
	"unicode"
)

// BookNumber returns the number of a household's book as it is compared: digits of any script, letters
// large, and one dash for whatever separates its parts. "0101001-0013", "໐໑໐໑໐໐໑–໐໐໑໓" and
// "0101001 0013" are one book; "0101001-0013" and "01010010013" are two.
func BookNumber(s string) string {
	parts := strings.FieldsFunc(Clean(s), func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) })
	return strings.ToUpper(strings.Map(anyDigit, strings.Join(parts, "-")))
}

// SameBook reports whether two numbers of books are one, however they are written.
func SameBook(a, b string) bool { return BookNumber(a) == BookNumber(b) }
