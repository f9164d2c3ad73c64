package register

// ValidUUID reports whether s is a UUID in its canonical text: lower case,
// 8-4-4-4-12. Anything else would be a second spelling of one id.
func ValidUUID[ID ~string](s ID) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c < 'a' || c > 'f'):
			return false
		}
	}
	return true
}
