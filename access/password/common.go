package password

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// commonText has the passwords of at least MinRunes among the 30,000 that leaked most often, one a line (NOTICE). Shorter
// ones are refused by their length.
//
//go:embed data/common.txt
var commonText string

// common holds them folded; it is made at the first question.
var common = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonText) {
		out[folded(line)] = true
	}
	return out
})

// folded is a password as guessers vary it least: in small letters, without what stands between them.
func folded(password string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.IsPunct(c) {
			return -1
		}
		return unicode.ToLower(c)
	}, norm.NFKC.String(password))
}

// isCommon reports whether a password is one that guessers try first.
func isCommon(password string) bool { return common()[folded(password)] }
