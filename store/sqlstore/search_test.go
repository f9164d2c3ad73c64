package sqlstore

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPrefixEndBoundsExactlyWhatBeginsWithIt(t *testing.T) {
	edges := rapid.SampledFrom([]rune{'a', 'b', 'ກ', '\ud7ff', '\ue000', utf8.MaxRune, utf8.MaxRune - 1, 1})
	texts := rapid.OneOf(rapid.StringOfN(edges, 1, 6, -1), rapid.StringN(1, 10, 40)).Filter(utf8.ValidString)
	rapid.Check(t, func(t *rapid.T) {
		prefix := texts.Draw(t, "prefix")
		text := texts.Draw(t, "text")
		if rapid.Bool().Draw(t, "begins with it") {
			text = prefix + text
		}
		end := prefixEnd(prefix)
		if !utf8.ValidString(end) {
			t.Fatalf("%q is no text that PostgreSQL takes", end)
		}
		if got, want := text >= prefix && text < end, strings.HasPrefix(text, prefix); got != want {
			t.Fatalf("%q in [%q, %q): %v, want %v", text, prefix, end, got, want)
		}
	})
}
