package names

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Suggest returns a Latin spelling to offer for a Lao name, word by word: the customary one if the
// word is among the shipped names, else BGN/PCGN 1966 without hyphens and accents, capitalised. It
// is a first guess for the person to correct, never a value to store unasked. Latin in lao stays as
// it is.
func Suggest(lao string) string {
	words := strings.Fields(Clean(lao))
	for i, word := range words {
		if strings.IndexFunc(word, isLaoText) < 0 {
			continue
		}
		if latin, ok := customary()[Fold(word)]; ok {
			words[i] = latin
			continue
		}
		words[i] = capitalise(bare(Romanise(word, BGNPCGN1966)))
	}
	return strings.Join(words, " ")
}

// bare takes hyphens and accents off: no customary spelling has them.
func bare(latin string) string {
	out := make([]byte, 0, len(latin))
	for _, r := range latin {
		switch {
		case r == '-' || isDiacritic(r):
		case r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r):
			out = appendBaseLatin(out, r)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

func capitalise(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

//go:embed data/customary.tsv
var customaryData string

// customary maps the fold of a Lao name to its customary Latin spelling.
var customary = sync.OnceValue(func() map[string]string {
	m := make(map[string]string)
	for line := range strings.Lines(customaryData) {
		if lao, latin, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && line[0] != '#' {
			m[Fold(lao)] = latin
		}
	}
	return m
})
