package factor

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"io"
	"strings"
)

// Lengths of printed codes, in letters. No kind has the length of another, so that one field takes
// all of them.
const (
	// listLetters: 40 bits. Guesses are slowed down to a hundred a day.
	listLetters = 8
	// recoveryLetters: 80 bits, as a first password: it outlives everything else of the account.
	recoveryLetters = 16
	listCodes       = 20 // a working month
	recoveryCodes   = 8  // for years
)

// lettersOf is the length of the codes of a kind, and codesOf how many a paper has.
func lettersOf(k Kind) (letters, codes int) {
	if k == Recovery {
		return recoveryLetters, recoveryCodes
	}
	return listLetters, listCodes
}

// bitsOfLetter is what a letter of base32 holds. It has no 0, 1, 8 and 9 to confuse.
const bitsOfLetter = 5

// newCodes draws the codes of a paper, as they are printed: "abcd-efgh".
func newCodes(k Kind, random io.Reader) ([]string, error) {
	letters, n := lettersOf(k)
	b := make([]byte, letters*bitsOfLetter/8)
	out := make([]string, n)
	for i := range out {
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, fmt.Errorf("factor: a code: %w", err)
		}
		text := strings.ToLower(base32.StdEncoding.EncodeToString(b))
		var groups []string
		for len(text) > 0 {
			groups, text = append(groups, text[:4]), text[4:]
		}
		out[i] = strings.Join(groups, "-")
	}
	return out, nil
}

// typedCode is a code as it is compared: without what people type between its letters.
func typedCode(s string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c == ' ' || c == '\u00a0' || c == '\u2013' {
			return -1
		}
		return c
	}, strings.ToLower(s))
}

// hashCode is what is kept of a code: its hash, with the factor's id as salt.
func hashCode(id ID, code string) []byte {
	sum := sha256.Sum256([]byte(string(id) + " " + typedCode(code)))
	return sum[:]
}

func hashCodes(id ID, codes []string) (out [][]byte) {
	for _, c := range codes {
		out = append(out, hashCode(id, c))
	}
	return out
}

// unusedCode returns the bit of the code that was typed, if it is one of the paper and not used yet.
func unusedCode(id ID, hashes [][]byte, typed string, used int64) (bit int64, ok bool) {
	hash := hashCode(id, typed)
	for i, h := range hashes {
		if subtle.ConstantTimeCompare(h, hash) == 1 && used&(1<<i) == 0 {
			bit, ok = 1<<i, true
		}
	}
	return bit, ok
}
