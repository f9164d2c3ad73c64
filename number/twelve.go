package number

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

const (
	// keyBytes is the length of a scheme's key.
	keyBytes = 32

	firstBody = 1_000_000_000 // the first body that does not begin with 0
	bodies    = 9_000_000_000 // how many there are

	// twelveName is part of the fingerprint and of what keys are derived
	// for. It changes with anything that changes a single number.
	twelveName = "samano number twelve v1"

	fingerprintBytes = 8
)

// Twelve is the default Scheme: ten digits from a keyed permutation and two
// check digits.
type Twelve struct {
	bodies      *permutation
	fingerprint string
}

var _ Scheme = (*Twelve)(nil)

// NewTwelve returns the default scheme from a secret of keyBytes. The secret is
// not kept: the key of the permutation and the fingerprint are derived from
// it apart (HKDF, RFC 5869), so that the fingerprint can be shown to anybody.
func NewTwelve(key []byte) (*Twelve, error) {
	if len(key) != keyBytes {
		return nil, ErrKey
	}
	permKey, err := hkdf.Key(sha256.New, key, nil, twelveName+" permutation", keyBytes)
	if err != nil {
		return nil, err
	}
	print, err := hkdf.Key(sha256.New, key, nil, twelveName+" fingerprint", fingerprintBytes)
	if err != nil {
		return nil, err
	}
	perm, err := newPermutation(permKey, bodies)
	if err != nil {
		return nil, err
	}
	return &Twelve{bodies: perm, fingerprint: "twelve1-" + hex.EncodeToString(print)}, nil
}

// Format returns the number of a counter.
func (t *Twelve) Format(counter uint64) (string, error) {
	if counter >= bodies {
		return "", ErrExhausted
	}
	b := t.bodies.forward(counter) + firstBody
	return strconv.FormatUint(b*100+check(b), 10), nil
}

// Counter returns the counter of a number in canonical form.
func (t *Twelve) Counter(number string) (uint64, error) {
	b, err := body(number)
	if err != nil {
		return 0, err
	}
	return t.bodies.backward(b - firstBody), nil
}

// Parse implements Scheme.
func (t *Twelve) Parse(text string) (string, error) { return parse(text) }

// Capacity is nine billion.
func (t *Twelve) Capacity() uint64 { return bodies }

// Fingerprint names this scheme and key.
func (t *Twelve) Fingerprint() string { return t.fingerprint }
