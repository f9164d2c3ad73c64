package names

import "strings"

// DropTitle returns Clean(s) without the titles before a name. A title is dropped only as a word of
// its own with another word behind it: ນາງ in ນາງນວນ may be the name. Latin Thao and Nang are never
// dropped, since Thao is a Hmong clan and both are given names.
func DropTitle(s string) string {
	s = Clean(s)
	for {
		word, rest, found := strings.Cut(s, " ")
		if !found || !isTitle(word) {
			return s
		}
		s = rest
	}
}

// isTitle reports whether word, cleaned, is a title and nothing else.
func isTitle(word string) bool {
	switch strings.TrimSuffix(strings.ToLower(word), ".") {
	case "ທ້າວ", "ນາງ", "ນາງສາວ", "ນາຍ", "ທ່ານ", "ທ່ານນາງ", "ດຣ",
		"mr", "mrs", "ms", "miss", "dr", "mme", "mlle", "monsieur", "madame", "mademoiselle":
		return true
	}
	return false
}
