package register

// hexDigits has 1 for each digit of a UUID.
var hexDigits = func() (t [256]uint8) {
	for _, c := range "0123456789abcdef" {
		t[c] = 1
	}
	return t
}()

// ValidUUID reports whether s is a UUID in its canonical text: lower case,
// 8-4-4-4-12. Anything else would be a second spelling of one id.
func ValidUUID[ID ~string](s ID) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	digits := uint8(0)
	for i := range len(s) {
		digits += hexDigits[s[i]]
	}
	return digits == 32
}

// DerivedUUID reports whether a valid UUID is of version 8 (RFC 9562): this program derives the ids of its own
// erasures and changes of places so, and whoever took one before would keep the program from registering it.
func DerivedUUID[ID ~string](s ID) bool { return s[14] == '8' }
