// Package number owns the scheme of the numbers for life.
//
// A number says nothing about its holder: not when, where or in which order it was issued.
// It is twelve digits,
//
//	4 8 1 5 9 0 2 7 3 6   7 2
//	└──── body ───────┘   └─ check digits, ISO 7064 MOD 97-10
//
// where the body is one of the nine billion ten-digit integers that do not
// begin with 0. The register holds a counter; a keyed permutation takes the
// counter to the body. So there is no pool of free numbers to keep, no collision to retry
// and no bias, and somebody with a thousand numbers cannot predict the next one. The
// permutation runs backwards too: an issued number has a counter below that of the
// register's head, so Counter shows the registrar whether a number was ever issued.
//
// The same counter under another key is another number, which may belong to
// somebody already. A register therefore stores Scheme.Fingerprint when it
// is created and refuses to start when it differs.
//
// Check digits catch every wrong digit and every swap of two neighbours
// (97 is prime, and neither a difference of two digits nor nine times it is a
// multiple of 97). They prove that a number was typed well, never that it
// exists.
//
// This package speaks in strings and uint64; the registrar turns them into
// the register's own types.
package number

import "errors"

// Scheme turns the register's counter into numbers. It is safe for
// concurrent use and has no state beside its key: the counter belongs to the
// register and commits with the act that uses it up.
type Scheme interface {
	// Format returns the number of a counter. Distinct counters give distinct
	// numbers. At or beyond Capacity the error is ErrExhausted.
	Format(counter uint64) (string, error)
	// Counter returns the counter of a number in canonical form, or the number's Problem.
	// It also accepts numbers that were never issued.
	Counter(number string) (uint64, error)
	// Parse reads typed text and returns the canonical form or a Problem. It needs no key.
	Parse(text string) (string, error)
	// Capacity is the number of counters, from 0.
	Capacity() uint64
	// Fingerprint names the scheme and its key without revealing the key.
	// Two schemes that differ in any number have different fingerprints.
	Fingerprint() string
}

// ErrExhausted means that the scheme has no number left for such a counter.
var ErrExhausted = errors.New("number: the counter is beyond the scheme's last number")

// ErrKey means that a key has the wrong length.
var ErrKey = errors.New("number: the key must have 32 bytes")

// Problem says why a text is not a number. It never
// contains the text: a number is personal data and errors reach logs.
// The list only grows at its end, since messages are keyed by its names.
type Problem uint8

const (
	// WrongLength: there are not twelve digits.
	WrongLength Problem = iota + 1
	// NotDigits: something other than digits, spaces and hyphens.
	NotDigits
	// LeadingZero: no number begins with 0.
	LeadingZero
	// WrongCheckDigits: some digit is mistaken.
	WrongCheckDigits
)

// Code is a stable name for message catalogues.
func (p Problem) Code() string {
	switch p {
	case WrongLength:
		return "number-length"
	case NotDigits:
		return "number-not-digits"
	case LeadingZero:
		return "number-leading-zero"
	case WrongCheckDigits:
		return "number-check-digits"
	}
	return "number-invalid"
}

func (p Problem) Error() string { return "number: " + p.Code() }

// CodeOf returns the code of an error of Parse.
func CodeOf(err error) string {
	if p, ok := err.(Problem); ok {
		return p.Code()
	}
	return "number-invalid"
}
