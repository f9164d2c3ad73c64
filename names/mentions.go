package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mentions reports whether a text holds a word or phrase, however both are written. In a script
// that writes spaces between words it is held as words of its own: "camp" is not in "Campbell".
// Lao writes none, so there it may stand anywhere.
func Mentions(text, phrase string) bool {
	text, phrase = Fold(text), Fold(phrase)
	if phrase == "" {
		return false
	}
	for at := 0; ; {
		n := strings.Index(text[at:], phrase)
		if n < 0 {
			return false
		}
		begin, end := at+n, at+n+len(phrase)
		before, _ := utf8.DecodeLastRuneInString(text[:begin])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !unicode.Is(unicode.Latin, before) && !unicode.Is(unicode.Latin, after) {
			return true
		}
		at = end
	}
}
