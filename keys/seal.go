package keys

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

const (
	sealVersion  = 1
	sealKeyID    = 4
	sealHeader   = 1 + sealKeyID
	sealOverhead = sealHeader + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

	// maxSealBytes bounds one sealing: a chunk or a part, never a whole file
	// of evidence. It keeps what one Open holds in memory small.
	maxSealBytes = 16 << 20
)

var (
	// ErrSealed means that sealed bytes were altered, belong to another place (associated
	// data), or are not sealed bytes.
	ErrSealed = errors.New("keys: sealed bytes do not open")
	// ErrSealKey means that the bytes were sealed under a key that is not held here.
	ErrSealKey = errors.New("keys: sealed under a key that is not held")
	// ErrSealSize means that there are more than maxSealBytes to seal.
	ErrSealSize = errors.New("keys: too much to seal at once")
)

// Sealer encrypts and authenticates with XChaCha20-Poly1305 under random
// nonces. AES-GCM with its 12-byte nonces should seal at most 2³² times under
// one key (NIST SP 800-38D, 8.3), which the evidence of a country can reach;
// 24-byte nonces have no such limit in practice.
//
//	1 byte version | 4 bytes key id | 24 bytes nonce | ciphertext and tag
//
// A Sealer is safe for concurrent use if its source of randomness is.
type Sealer struct {
	random io.Reader
	keys   []sealKey // the current one first
}

type sealKey struct {
	id   uint32 // distinguishes renewed keys; not secret
	aead cipher.AEAD
}

// newSealer returns a sealer of secrets, the current one first.
func newSealer(use Use, random io.Reader, secrets [][]byte) (*Sealer, error) {
	s := &Sealer{random: random}
	for _, secret := range secrets {
		// The use is in the derivation, so that bytes sealed for one use never
		// open for another, even where both have the same secret.
		out, err := hkdf.Key(sha256.New, secret, nil, "samano seal v1 "+string(use), sealKeyID+chacha20poly1305.KeySize)
		if err != nil {
			return nil, err
		}
		aead, err := chacha20poly1305.NewX(out[sealKeyID:])
		if err != nil {
			return nil, err
		}
		s.keys = append(s.keys, sealKey{id: binary.BigEndian.Uint32(out), aead: aead})
	}
	return s, nil
}

// Seal encrypts plain. The associated data says where it belongs (which act, which part,
// which chunk of how many): it is not stored, and Open needs the same.
func (s *Sealer) Seal(plain, associated []byte) ([]byte, error) {
	if len(plain) > maxSealBytes {
		return nil, ErrSealSize
	}
	key := s.keys[0]
	out := make([]byte, sealHeader+chacha20poly1305.NonceSizeX, len(plain)+sealOverhead)
	out[0] = sealVersion
	binary.BigEndian.PutUint32(out[1:], key.id)
	nonce := out[sealHeader:]
	if _, err := io.ReadFull(s.random, nonce); err != nil {
		return nil, fmt.Errorf("keys: drawing a nonce: %w", err)
	}
	return key.aead.Seal(out, nonce, plain, authenticated(out[:sealHeader], associated)), nil
}

// Open decrypts the output of Seal under this or a former key.
func (s *Sealer) Open(sealed, associated []byte) ([]byte, error) {
	if len(sealed) < sealOverhead || len(sealed) > maxSealBytes+sealOverhead || sealed[0] != sealVersion {
		return nil, ErrSealed
	}
	header, rest := sealed[:sealHeader], sealed[sealHeader:]
	nonce, box := rest[:chacha20poly1305.NonceSizeX], rest[chacha20poly1305.NonceSizeX:]
	id := binary.BigEndian.Uint32(header[1:])
	known := false
	for _, key := range s.keys {
		if key.id != id {
			continue
		}
		known = true
		if plain, err := key.aead.Open(nil, nonce, box, authenticated(header, associated)); err == nil {
			return plain, nil
		}
	}
	if !known {
		return nil, ErrSealKey
	}
	return nil, ErrSealed
}

// authenticated is the header, of fixed length, and the caller's data.
func authenticated(header, associated []byte) []byte {
	return append(append(make([]byte, 0, len(header)+len(associated)), header...), associated...)
}

// Format withholds the keys from every verb.
func (s *Sealer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, withheld) }
