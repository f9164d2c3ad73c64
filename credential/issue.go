package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/veraison/go-cose"

	"samano/credential/qrcode"
)

// Signer is the issuer's key, lent to this package by its keeper. An
// Ed25519 or P-256 key; Sign may talk to a device and fail.
type Signer interface {
	crypto.Signer
	// KeyID names the public key in trust files: see TrustedKey.
	KeyID() string
}

// Issue signs the claims and returns the text of the QR code. It reads and checks the code
// before it returns, so that a faulty key or device is found here and not by the holder of
// the paper. The error is qrcode.ErrTooLong where the code would be too dense to print; the
// caller leaves out or shortens something, such as the place of the event.
func Issue(signer Signer, claims Claims) (qrText string, err error) {
	claims = claims.wholeSeconds()
	if err := claims.validate(); err != nil {
		return "", err
	}
	key := TrustedKey{KeyID: signer.KeyID(), Issuer: claims.Issuer, Public: signer.Public(), From: claims.IssuedAt}
	trust, err := NewTrust(key)
	if err != nil {
		return "", err
	}
	payload, err := encodeClaims(claims)
	if err != nil {
		return "", err
	}
	token, err := sign(signer, payload)
	if err != nil {
		return "", err
	}
	packed, err := pack(token)
	if err != nil {
		return "", fmt.Errorf("credential: %w", err)
	}
	qrText = encodeBase45(packed)
	if len(qrText) > qrcode.MaxText {
		return "", qrcode.ErrTooLong
	}
	if v := Check(qrText, trust, claims.IssuedAt); v.Outcome != SignedStatusNotChecked {
		return "", fmt.Errorf("credential: the code just signed is %v: %s", v.Outcome, v.Detail)
	}
	return qrText, nil
}

// sign returns the COSE_Sign1. The key id is in the protected header, so that the
// signature covers it.
func sign(signer Signer, payload []byte) ([]byte, error) {
	alg, err := algorithmOf(signer.Public())
	if err != nil {
		return nil, err
	}
	coseSigner, err := cose.NewSigner(alg.cose(), signer)
	if err != nil {
		return nil, fmt.Errorf("credential: %w", err)
	}
	headers := cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: alg.cose(),
		cose.HeaderLabelKeyID:     []byte(signer.KeyID()),
	}}
	// Randomness is not an argument here: Ed25519 needs none and crypto/ecdsa
	// ignores the source that it is given.
	token, err := cose.Sign1(rand.Reader, coseSigner, headers, payload, nil)
	if err != nil {
		return nil, fmt.Errorf("credential: signing: %w", err)
	}
	return token, nil
}

func algorithmOf(public crypto.PublicKey) (algorithm, error) {
	switch key := public.(type) {
	case ed25519.PublicKey:
		if len(key) == ed25519.PublicKeySize {
			return algEd25519, nil
		}
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() {
			return algES256, nil
		}
	}
	return "", errors.New("credential: the key is neither Ed25519 nor P-256")
}

func (c Claims) wholeSeconds() Claims {
	for _, t := range []*time.Time{&c.IssuedAt, &c.NotBefore, &c.Expires} {
		if !t.IsZero() {
			*t = t.UTC().Truncate(time.Second)
		}
	}
	return c
}
