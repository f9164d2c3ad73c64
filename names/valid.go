package names

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPartRunes limits one part of a name. The longest names on record in the region are half as
// long; a card's line and an MRZ hold less, but a name is not cut for a card.
const maxPartRunes = 100

// maxMarksPerLetter: Lao and Vietnamese need three (semi-vowel, vowel, tone); piles of marks
// overprint other lines.
const maxMarksPerLetter = 4

// ProblemKind says why a text cannot be part of a name. The list grows at its end only.
type ProblemKind uint8

// The kinds, each with the word that keys its message. Valid reports the first that applies, in
// this order.
const (
	ProblemEmpty        ProblemKind = iota + 1 // nothing but white space
	ProblemEncoding                            // not UTF-8, or a character lost in conversion
	ProblemTooLong                             // more than maxPartRunes
	ProblemControl                             // a control or other invisible character
	ProblemBidi                                // a mark that turns the direction of text; names of right-to-left scripts need none
	ProblemDigit                               // a digit of any script
	ProblemSymbol                              // emoji, sign or punctuation that no name has
	ProblemMarks                               // only marks without a letter, or too many on one
	ProblemTitle                               // only a title: ທ້າວ, Mr
	ProblemMixedScripts                        // two scripts within one word, as in Cyrillic а among Latin letters
)

func (k ProblemKind) String() string {
	words := [...]string{"ok", "empty", "encoding", "too-long", "control", "bidi", "digit", "symbol", "marks", "title", "mixed-scripts"}
	if int(k) < len(words) {
		return words[k]
	}
	return fmt.Sprintf("ProblemKind(%d)", uint8(k))
}

// Problem is the error of Valid. It does not repeat the name.
type Problem struct {
	Kind ProblemKind
	At   int  // place of the offending character in Clean(s), counted in runes from 0; 0 if the whole is meant
	Rune rune // that character, 0 if the whole is meant
}

func (p *Problem) Error() string {
	if p.Rune == 0 {
		return "names: not a name: " + p.Kind.String()
	}
	return fmt.Sprintf("names: not a name: %s: U+%04X at %d", p.Kind, p.Rune, p.At)
}

// Valid returns nil if s, once cleaned, can be one part of a person's name, and otherwise a
// *Problem. It judges the writing only: a title that is somebody's name (ທ້າວ) and other rare
// truths are for a person to confirm, so a form asks.
func Valid(s string) error {
	if p := problem(s); p != nil {
		return p
	}
	return nil
}

func problem(s string) *Problem {
	if len(s) <= maxPartRunes && isOrdinary(s) {
		if isTitle(s) {
			return &Problem{Kind: ProblemTitle}
		}
		return nil
	}
	return problemInAny(s)
}

func problemInAny(s string) *Problem {
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return &Problem{Kind: ProblemEncoding}
	}
	s = Clean(s)
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return &Problem{Kind: ProblemEmpty}
	case n > maxPartRunes:
		return &Problem{Kind: ProblemTooLong}
	}
	var first *Problem
	at := 0
	for _, r := range s {
		if k := runeProblem(r); k != 0 && (first == nil || k < first.Kind) {
			first = &Problem{Kind: k, At: at, Rune: r}
		}
		at++
	}
	if first != nil {
		return first
	}
	if p := marksProblem(s); p != nil {
		return p
	}
	if isTitle(s) {
		return &Problem{Kind: ProblemTitle}
	}
	return scriptProblem(s)
}

func runeProblem(r rune) ProblemKind {
	switch {
	case unicode.Is(unicode.Bidi_Control, r):
		return ProblemBidi
	case unicode.Is(unicode.C, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), isBlankLetter(r),
		unicode.Is(unicode.Variation_Selector, r):
		return ProblemControl
	case unicode.Is(unicode.N, r):
		return ProblemDigit
	case unicode.IsLetter(r), unicode.IsMark(r), r == ' ', r == '.', isApostrophe(r), isHyphen(r) && r < 0x2012, r == 'ຯ':
		return 0
	}
	return ProblemSymbol
}

// isBlankLetter holds the letters of category L and the like that show nothing: the Hangul fillers.
func isBlankLetter(r rune) bool {
	return r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0
}

// marksProblem finds a text without any letter that can carry a name, and piles of marks. A Lao
// vowel sign without a consonant is no letter, though most of them are of category L.
func marksProblem(s string) *Problem {
	letters, pile, at := 0, 0, 0
	for _, r := range s {
		switch {
		case unicode.IsMark(r):
			if pile++; pile > maxMarksPerLetter {
				return &Problem{Kind: ProblemMarks, At: at, Rune: r}
			}
		case isPostVowel(r), isPreVowel(r), r == 'ໆ', r == 'ຯ':
			pile = 0
		case unicode.IsLetter(r):
			pile = 0
			letters++
		default:
			pile = 0
		}
		at++
	}
	if letters == 0 {
		return &Problem{Kind: ProblemMarks}
	}
	return nil
}

// scriptProblem finds the first letter of a word that is of another script than the word's first.
func scriptProblem(s string) *Problem {
	var word *unicode.RangeTable
	at := 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			if !unicode.IsMark(r) {
				word = nil
			}
		} else if script := scriptOf(r); script != nil {
			if word != nil && script != word {
				return &Problem{Kind: ProblemMixedScripts, At: at, Rune: r}
			}
			word = script
		}
		at++
	}
	return nil
}

// scriptOf returns the script of a letter, nil for letters that belong to several. Japanese and
// Korean names mix kana, Hangul and Han within a word, so those count as one.
func scriptOf(r rune) *unicode.RangeTable {
	for _, t := range []*unicode.RangeTable{unicode.Latin, unicode.Lao, unicode.Han} {
		if unicode.Is(t, r) {
			return t
		}
	}
	for name, t := range unicode.Scripts {
		if !unicode.Is(t, r) {
			continue
		}
		switch name {
		case "Common", "Inherited":
			return nil
		case "Hiragana", "Katakana", "Hangul", "Bopomofo":
			return unicode.Han
		}
		return t
	}
	return nil
}
