package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// Signer signs, wherever the private key may be. Its Public is an
// ed25519.PublicKey or an *ecdsa.PublicKey on P-256. Implementations are safe
// for concurrent use and pass keystest.TestSigner.
type Signer interface {
	crypto.Signer
	// KeyID names the key for good, wherever it moves: KeyID of its public key.
	KeyID() string
}

// Algorithm is one of the two that are used.
type Algorithm string

const (
	// Ed25519 is the default (RFC 8032).
	Ed25519 Algorithm = "Ed25519"
	// ES256 is ECDSA on P-256 with SHA-256, for readers and security modules without
	// Ed25519.
	ES256 Algorithm = "ES256"

	// signatureBytes is the length of both algorithms' signatures.
	signatureBytes = 64
)

// ErrSignature says that a signature is not by that key over that message.
var ErrSignature = errors.New("keys: the signature is not valid")

// algorithmOf returns the algorithm of a public key.
func algorithmOf(pub crypto.PublicKey) (Algorithm, error) {
	switch k := pub.(type) {
	case ed25519.PublicKey:
		if len(k) == ed25519.PublicKeySize {
			return Ed25519, nil
		}
	case *ecdsa.PublicKey:
		if k != nil && k.Curve == elliptic.P256() {
			return ES256, nil
		}
	}
	return "", fmt.Errorf("keys: a key of type %T is neither Ed25519 nor P-256", pub)
}

// KeyID is the name of a public key: the first 8 bytes, in hexadecimal, of
// SHA-256 over its SubjectPublicKeyInfo (RFC 5280).
func KeyID(pub crypto.PublicKey) (string, error) {
	if _, err := algorithmOf(pub); err != nil {
		return "", err
	}
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return "", fmt.Errorf("keys: %w", err)
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:8]), nil
}

// Sign signs a whole message. The signature has signatureBytes: for ES256 the
// two numbers side by side, as JOSE and COSE want them (RFC 7518, 3.4).
func Sign(s Signer, message []byte) ([]byte, error) {
	alg, err := algorithmOf(s.Public())
	if err != nil {
		return nil, err
	}
	if alg == Ed25519 {
		return s.Sign(rand.Reader, message, crypto.Hash(0))
	}
	digest := sha256.Sum256(message)
	der, err := s.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var pair struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &pair)
	if err != nil || len(rest) != 0 || !fits(pair.R) || !fits(pair.S) {
		return nil, errors.New("keys: the signer gave no ECDSA signature")
	}
	sig := make([]byte, signatureBytes)
	pair.R.FillBytes(sig[:signatureBytes/2])
	pair.S.FillBytes(sig[signatureBytes/2:])
	return sig, nil
}

func fits(n *big.Int) bool { return n.Sign() > 0 && n.BitLen() <= 256 }

// Verify checks a signature made by Sign, or says ErrSignature.
func Verify(pub crypto.PublicKey, message, signature []byte) error {
	alg, err := algorithmOf(pub)
	if err != nil {
		return err
	}
	if len(signature) != signatureBytes {
		return ErrSignature
	}
	valid := false
	switch alg {
	case Ed25519:
		valid = ed25519.Verify(pub.(ed25519.PublicKey), message, signature)
	case ES256:
		digest := sha256.Sum256(message)
		r := new(big.Int).SetBytes(signature[:signatureBytes/2])
		s := new(big.Int).SetBytes(signature[signatureBytes/2:])
		valid = ecdsa.Verify(pub.(*ecdsa.PublicKey), digest[:], r, s)
	}
	if !valid {
		return ErrSignature
	}
	return nil
}

// held is a signer whose private key is in memory. Nothing of it is exported,
// so that no encoder by reflection finds the key.
type held struct {
	private crypto.Signer
	id      string
}

func (h *held) KeyID() string { return h.id }

func (h *held) Public() crypto.PublicKey { return h.private.Public() }

func (h *held) Sign(random io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return h.private.Sign(random, digest, opts)
}

// Format withholds the key from every verb.
func (h *held) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, withheld) }

// newHeld makes a signer of secretBytes: the seed of Ed25519 or the scalar of
// P-256.
func newHeld(alg Algorithm, secret []byte) (*held, error) {
	var private crypto.Signer
	switch alg {
	case Ed25519:
		if len(secret) != ed25519.SeedSize {
			return nil, ErrMalformed
		}
		private = ed25519.NewKeyFromSeed(secret)
	case ES256:
		k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), secret)
		if err != nil {
			return nil, ErrMalformed // the cause could say something of the key
		}
		private = k
	default:
		return nil, fmt.Errorf("keys: unknown algorithm %q", string(alg))
	}
	id, err := KeyID(private.Public())
	if err != nil {
		return nil, err
	}
	return &held{private: private, id: id}, nil
}

// newSecret draws a private key. A scalar at or above the order of P-256 comes
// up once in 2³² draws and is drawn again.
func newSecret(alg Algorithm, random io.Reader) ([]byte, error) {
	const draws = 8 // never reached unless random is broken
	for range draws {
		secret := make([]byte, secretBytes)
		if _, err := io.ReadFull(random, secret); err != nil {
			return nil, fmt.Errorf("keys: drawing a key: %w", err)
		}
		if _, err := newHeld(alg, secret); err == nil {
			return secret, nil
		} else if !errors.Is(err, ErrMalformed) {
			return nil, err
		}
	}
	return nil, errors.New("keys: the source of randomness gives no usable key")
}
