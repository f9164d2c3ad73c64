package names

import (
	"slices"
	"strings"
)

// maxSearchKeys bounds the keys of one name, so that pasted text cannot fill the index. The
// villages of Laos need up to eight.
const maxSearchKeys = 12

// SearchKeys returns the keys to store for one given name, surname or place, without repetition:
// the folded form if it holds letters that are not Latin, the SoundKey, the key as spelled where a
// clan name has another, and the same for what begins at each later word. The package comment says
// how to ask for them by prefix.
func SearchKeys(name string) []string {
	var keys []string
	add := func(key string) {
		if key != "" && len(keys) < maxSearchKeys && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for folded := Fold(name); folded != ""; _, folded, _ = strings.Cut(folded, " ") {
		if !isASCII(folded) {
			add(folded)
		}
	}
	for clean := Clean(name); clean != ""; _, clean, _ = strings.Cut(clean, " ") {
		add(SoundKey(clean))
		add(string(appendKey(nil, clean, spelledKey)))
	}
	return keys
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
