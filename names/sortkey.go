package names

import "strings"

// SortKey returns a string that sorts by bytes as a list of people is sorted in Laos: by given name, then by surname,
// each in dictionary order. Lao dictionaries put a vowel that is written before its consonant after it, and ສ after ຈ;
// tones, case and diacritics do not count. Latin sorts before Lao.
func SortKey(given, surname string) string {
	var b strings.Builder
	b.Grow(len(given) + len(surname) + 1)
	writeSortable(&b, Fold(given))
	b.WriteByte(sortSeparator)
	writeSortable(&b, Fold(surname))
	return b.String()
}

// sortSeparator sorts before everything a name holds, so that Kham comes before Khamla whatever the surname.
const sortSeparator = 0x1F

func writeSortable(b *strings.Builder, folded string) {
	held := rune(0) // a vowel that waits for its consonant
	for _, r := range folded {
		if isPreVowel(r) && held == 0 {
			held = r
			continue
		}
		b.WriteRune(sortRank(r))
		if held != 0 {
			b.WriteRune(held)
			held = 0
		}
	}
	if held != 0 {
		b.WriteRune(held)
	}
}

// sortRank returns a character whose code sorts as r does in the Lao alphabet: Unicode has the letters in order except ສ,
// whose place holds a Pali letter that no name has.
func sortRank(r rune) rune {
	if r == 'ສ' {
		return 'ຉ'
	}
	return r
}
