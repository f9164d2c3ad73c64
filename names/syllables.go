package names

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Syllables cuts s into Lao syllables with all their marks; ໆ stays with the syllable it repeats.
// Between them, other text is cut at white space only. Joined again, the parts are s without its
// white space: so text may be broken over lines before any of them.
func Syllables(s string) []string {
	var parts []string
	var stack [cellsOnStack]laoCell
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if unicode.IsSpace(r) {
			s = s[size:]
			continue
		}
		if !isLaoText(r) {
			end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || isLaoText(r) })
			if end < 0 {
				end = len(s)
			}
			parts, s = append(parts, s[:end]), s[end:]
			continue
		}
		cells, end := appendLaoCells(stack[:0], s)
		parts = appendLaoSyllables(parts, cells, s[:end])
		s = s[end:]
	}
	return parts
}

func appendLaoSyllables(parts []string, cells []laoCell, run string) []string {
	l := newLaoReader(cells, false)
	start := 0
	for i := 0; i < len(cells); {
		i = l.next(i).to
		end := len(run)
		if i < len(cells) {
			end = int(cells[i].at)
		}
		parts, start = append(parts, run[start:end]), end
	}
	if start < len(run) { // only marks
		parts = append(parts, run[start:])
	}
	return parts
}
