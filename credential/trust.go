package credential

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// TrustedKey is one public key of one issuer.
type TrustedKey struct {
	KeyID  string           // 1 to 64 characters of visible ASCII
	Issuer string           // as in the claim: a URI, without spaces
	Public crypto.PublicKey // ed25519.PublicKey, or *ecdsa.PublicKey on P-256

	// The issuer signed with it from From until before Until (zero: still does).
	// Paper issued in that time stays valid afterwards, because paper outlives keys. A
	// stolen key is removed from the trust file, because a thief can write any date.
	From, Until time.Time
}

// heldAt allows an issuer's clock to be a little behind at the beginning.
func (k TrustedKey) heldAt(t time.Time) bool {
	return !t.Before(k.From.Add(-clockSkew)) && (k.Until.IsZero() || t.Before(k.Until))
}

// Trust is the set of keys that a checker accepts. The zero Trust accepts none.
type Trust struct {
	keys []TrustedKey
}

// Limits of a trust file.
const (
	maxTrustKeys  = 256 // a country has a few issuers, each with a few keys over the years
	maxTrustBytes = maxTrustKeys * 512
	maxKeyID      = 64 // a SHA-256 in hexadecimal
)

// NewTrust returns a set of keys and refuses a malformed one, one of a kind that is
// not accepted, and two with the same issuer and key id.
func NewTrust(keys ...TrustedKey) (Trust, error) {
	if len(keys) > maxTrustKeys {
		return Trust{}, fmt.Errorf("credential: more than %d trusted keys", maxTrustKeys)
	}
	var t Trust
	for i, key := range keys {
		if err := key.validate(); err != nil {
			return Trust{}, fmt.Errorf("credential: trusted key %d: %w", i+1, err)
		}
		if len(t.candidates(key.Issuer, key.KeyID)) > 0 {
			return Trust{}, fmt.Errorf("credential: trusted key %d stands there twice", i+1)
		}
		t.keys = append(t.keys, key)
	}
	return t, nil
}

func (k TrustedKey) validate() error {
	_, err := algorithmOf(k.Public)
	switch {
	case err != nil:
		return err
	case !visible(k.KeyID, maxKeyID):
		return errors.New("the key id is not 1 to 64 visible ASCII characters")
	case !visible(k.Issuer, maxShortBytes):
		return fmt.Errorf("the issuer is not 1 to %d visible ASCII characters", maxShortBytes)
	case k.From.IsZero():
		return errors.New("has no beginning")
	case !k.Until.IsZero() && !k.Until.After(k.From):
		return errors.New("ends before it begins")
	}
	if key, ok := k.Public.(*ecdsa.PublicKey); ok {
		if _, err := key.ECDH(); err != nil {
			return errors.New("the key is not a point of its curve")
		}
	}
	return nil
}

func visible(s string, most int) bool {
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// Keys returns the keys in the order in which NewTrust got them.
func (t Trust) Keys() []TrustedKey { return append([]TrustedKey(nil), t.keys...) }

// candidates are the keys of an issuer with that id; without an id all of the
// issuer's. Key ids are not unique across issuers (RFC 9052, section 3.1).
func (t Trust) candidates(issuer, keyID string) []TrustedKey {
	var found []TrustedKey
	for _, key := range t.keys {
		if key.Issuer == issuer && (keyID == "" || key.KeyID == keyID) {
			found = append(found, key)
		}
	}
	return found
}

// trustHeader is the first line of a trust file.
const trustHeader = "samano-trust v1"

// noEnd marks a key in a trust file that is still in use.
const noEnd = "-"

// ParseTrust reads a trust file. It is a text that an officer can read and
// compare: the line "samano-trust v1", then one line for each key,
//
//	key ID ALGORITHM FROM UNTIL PUBLIC ISSUER
//
// with single spaces between; FROM and UNTIL in RFC 3339 and UTC, UNTIL "-" while
// the key is in use; PUBLIC the SubjectPublicKeyInfo (RFC 5280) in base64, which
// openssl writes and browsers import. Empty lines and lines that begin with "#"
// are skipped; anything else is refused.
func ParseTrust(file []byte) (Trust, error) {
	if len(file) > maxTrustBytes {
		return Trust{}, fmt.Errorf("credential: trust file: larger than %d bytes", maxTrustBytes)
	}
	var keys []TrustedKey
	for i, line := range strings.Split(string(file), "\n") {
		line = strings.TrimSuffix(line, "\r") // editors on Windows
		switch {
		case i == 0 && line != trustHeader:
			return Trust{}, fmt.Errorf("credential: trust file: the first line is not %q", trustHeader)
		case i == 0, line == "", strings.HasPrefix(line, "#"):
			continue
		}
		key, err := parseTrustLine(line)
		if err != nil {
			return Trust{}, fmt.Errorf("credential: trust file: line %d: %w", i+1, err)
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return Trust{}, errors.New("credential: trust file: holds no key")
	}
	return NewTrust(keys...)
}

func parseTrustLine(line string) (TrustedKey, error) {
	f := strings.Split(line, " ")
	if len(f) != 7 || f[0] != "key" {
		return TrustedKey{}, errors.New("is not: key ID ALGORITHM FROM UNTIL PUBLIC ISSUER")
	}
	key := TrustedKey{KeyID: f[1], Issuer: f[6]}
	from, err := time.Parse(time.RFC3339, f[3])
	if err != nil || from.Format(time.RFC3339) != f[3] || from.Location() != time.UTC {
		return TrustedKey{}, errors.New("FROM is not a time in UTC")
	}
	key.From = from
	if f[4] != noEnd {
		until, err := time.Parse(time.RFC3339, f[4])
		if err != nil || until.Format(time.RFC3339) != f[4] || until.Location() != time.UTC {
			return TrustedKey{}, errors.New("UNTIL is neither a time in UTC nor -")
		}
		key.Until = until
	}
	if key.Public, err = parsePublic(f[5]); err != nil {
		return TrustedKey{}, err
	}
	alg, err := algorithmOf(key.Public)
	if err != nil {
		return TrustedKey{}, err
	}
	if string(alg) != f[2] {
		return TrustedKey{}, fmt.Errorf("ALGORITHM is not the key's, %s", alg)
	}
	return key, nil
}

func parsePublic(text string) (crypto.PublicKey, error) {
	der, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errors.New("PUBLIC is not base64")
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, errors.New("PUBLIC is not a SubjectPublicKeyInfo")
	}
	return public, nil
}

// File writes the set as ParseTrust reads it.
func (t Trust) File() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(trustHeader + "\n")
	for _, key := range t.keys {
		alg, algErr := algorithmOf(key.Public)
		der, err := x509.MarshalPKIXPublicKey(key.Public)
		if err := cmp.Or(algErr, err); err != nil {
			return nil, fmt.Errorf("credential: trust file: %w", err)
		}
		until := noEnd
		if !key.Until.IsZero() {
			until = key.Until.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(&b, "key %s %s %s %s %s %s\n", key.KeyID, alg,
			key.From.UTC().Format(time.RFC3339), until, base64.StdEncoding.EncodeToString(der), key.Issuer)
	}
	return b.Bytes(), nil
}
