package keys

import (
	"bytes"
	"crypto"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

const (
	setFormat = "samano-keys-1"

	// maxKeysPerUse bounds the former keys of a set: one renewal a year for a century.
	maxKeysPerUse = 100
)

// Set is the keys that one process holds. It is immutable and safe for
// concurrent use.
type Set struct {
	entries []entry // of each use, the current key first
	signers map[Use][]Signer
}

// entry is one key in memory. In the file's bytes it is one JSON object.
type entry struct {
	Use       Use       `json:"use"`
	Algorithm Algorithm `json:"algorithm,omitempty"` // signing keys only
	Secret    []byte    `json:"secret"`
}

type document struct {
	Format string  `json:"format"`
	Keys   []entry `json:"keys"`
}

// Generate draws a key for every use. The signing keys are of the algorithm.
func Generate(random io.Reader, alg Algorithm) (*Set, error) {
	var entries []entry
	for _, use := range Uses() {
		e, err := draw(use, alg, random)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return newSet(entries, nil)
}

func draw(use Use, alg Algorithm, random io.Reader) (entry, error) {
	k, err := use.kind()
	if err != nil {
		return entry{}, err
	}
	if k == signing {
		secret, err := newSecret(alg, random)
		return entry{Use: use, Algorithm: alg, Secret: secret}, err
	}
	secret := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, secret); err != nil {
		return entry{}, fmt.Errorf("keys: drawing a key: %w", err)
	}
	return entry{Use: use, Secret: secret}, nil
}

// newSet checks entries and builds the signers of those that sign. A signer in a security
// module comes first.
func newSet(entries []entry, outside map[Use]Signer) (*Set, error) {
	s := &Set{entries: entries, signers: map[Use][]Signer{}}
	for use, signer := range outside {
		s.signers[use] = append(s.signers[use], signer)
	}
	count := map[Use]int{}
	for _, e := range entries {
		k, err := e.Use.kind()
		if err != nil {
			return nil, err
		}
		count[e.Use]++
		switch {
		case len(e.Secret) != secretBytes,
			(e.Algorithm != "") != (k == signing),
			k == deriving && count[e.Use] > 1,
			count[e.Use] > maxKeysPerUse:
			return nil, fmt.Errorf("%w: key %d of use %s", ErrMalformed, count[e.Use], e.Use)
		}
		if k != signing {
			continue
		}
		signer, err := newHeld(e.Algorithm, e.Secret)
		if err != nil {
			return nil, err
		}
		s.signers[e.Use] = append(s.signers[e.Use], signer)
	}
	return s, nil
}

// Only returns a set with the keys of these uses and no others.
func (s *Set) Only(uses ...Use) *Set {
	out := &Set{signers: map[Use][]Signer{}}
	for _, e := range s.entries {
		if slices.Contains(uses, e.Use) {
			out.entries = append(out.entries, e)
		}
	}
	for use, signers := range s.signers {
		if slices.Contains(uses, use) {
			out.signers[use] = signers
		}
	}
	return out
}

// Renew returns a set with a new key for the use; the key until now becomes a
// former one. alg matters for signing only.
func (s *Set) Renew(use Use, alg Algorithm, random io.Reader) (*Set, error) {
	k, err := use.kind()
	if err != nil {
		return nil, err
	}
	if k == deriving {
		return nil, ErrFixed
	}
	e, err := draw(use, alg, random)
	if err != nil {
		return nil, err
	}
	return newSet(append([]entry{e}, s.entries...), nil)
}

// Signer returns the current signing key of the use.
func (s *Set) Signer(use Use) (Signer, error) {
	if k, err := use.kind(); err != nil || k != signing {
		return nil, ErrOtherUse
	}
	if len(s.signers[use]) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoKey, use)
	}
	return s.signers[use][0], nil
}

// Signers returns the signing keys of the use: the current one, then the former ones.
func (s *Set) Signers(use Use) []Signer { return slices.Clone(s.signers[use]) }

// ID returns the id of the current key of the use, which is not secret. A key that derives has none.
func (s *Set) ID(use Use) (string, error) {
	switch k, err := use.kind(); {
	case err != nil:
		return "", err
	case k == signing:
		signer, err := s.Signer(use)
		if err != nil {
			return "", err
		}
		return signer.KeyID(), nil
	case k == deriving:
		return "", ErrFixed
	}
	sealer, err := s.Sealer(use, nil)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%08x", sealer.keys[0].id), nil
}

// Publics returns the public keys of the use: the current one, then the former ones, which
// still verify.
func (s *Set) Publics(use Use) []crypto.PublicKey {
	var out []crypto.PublicKey
	for _, signer := range s.signers[use] {
		out = append(out, signer.Public())
	}
	return out
}

// Sealer seals under the current key of the use and opens under every one.
// Nonces come from random.
func (s *Set) Sealer(use Use, random io.Reader) (*Sealer, error) {
	if k, err := use.kind(); err != nil || k != sealing {
		return nil, ErrOtherUse
	}
	secrets := s.secrets(use)
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoKey, use)
	}
	return newSealer(use, random, secrets)
}

// NumberKey returns a copy of the number scheme's key.
func (s *Set) NumberKey() ([]byte, error) {
	secrets := s.secrets(Number)
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoKey, Number)
	}
	return slices.Clone(secrets[0]), nil
}

// Pseudonyms needs the keys of uses Sector and Person.
func (s *Set) Pseudonyms() (*Pseudonyms, error) {
	sector, person := s.secrets(Sector), s.secrets(Person)
	if len(sector) == 0 || len(person) == 0 {
		return nil, fmt.Errorf("%w: %s and %s", ErrNoKey, Sector, Person)
	}
	return &Pseudonyms{sector: sector[0], person: person[0]}, nil
}

// SessionKey returns the key under which officers' sessions are named. It is derived from the oldest key of use Links,
// so that a renewal ends no session; whoever takes that key out of the file ends all.
func (s *Set) SessionKey() ([]byte, error) {
	secrets := s.secrets(Links)
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoKey, Links)
	}
	return hkdf.Key(sha256.New, secrets[len(secrets)-1], nil, "samano session v1", secretBytes)
}

func (s *Set) secrets(use Use) [][]byte {
	var out [][]byte
	for _, e := range s.entries {
		if e.Use == use {
			out = append(out, e.Secret)
		}
	}
	return out
}

// Encode returns the keys in the clear, for a caller that encrypts them and for no other.
func (s *Set) Encode() ([]byte, error) {
	return json.Marshal(document{Format: setFormat, Keys: s.entries})
}

// Decode reads the output of Encode.
func Decode(b []byte) (*Set, error) {
	var d document
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	// The decoder's own errors may quote its input, which is secret.
	if dec.Decode(&d) != nil {
		return nil, ErrMalformed
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, ErrMalformed
	}
	if d.Format != setFormat {
		return nil, fmt.Errorf("%w: unknown format", ErrMalformed)
	}
	return newSet(d.Keys, nil)
}

// Format withholds the keys from every verb.
func (s *Set) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, withheld) }
