package keys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
)

// Pseudonyms names one person differently in each sector, so that two agencies
// cannot join their files by it:
//
//	sector key    = HKDF(key of use Sector, sector)
//	person secret = HMAC-SHA-256(key of use Person, PersonID)
//	pseudonym     = HMAC-SHA-256(sector key, person secret)
//
// The person secret is derived and not stored: no copy of the database reveals it, and it
// costs no bytes a person. It depends on the register's internal PersonID, so it survives
// a change of name, number or nationality. A merge keeps both ids, and both pseudonyms.
type Pseudonyms struct {
	sector []byte
	person []byte
}

// maxSectorBytes bounds a sector's name, which is a short word of the law pack.
const maxSectorBytes = 64

// Of returns the pseudonym of a person in a sector: 43 characters of unpadded
// base64url.
func (p *Pseudonyms) Of(sector string, person int64) (string, error) {
	if sector == "" || len(sector) > maxSectorBytes {
		return "", fmt.Errorf("keys: a sector's name has 1 to %d bytes", maxSectorBytes)
	}
	sectorKey, err := hkdf.Key(sha256.New, p.sector, nil, "samano sector v1 "+sector, secretBytes)
	if err != nil {
		return "", err
	}
	var id [8]byte
	binary.BigEndian.PutUint64(id[:], uint64(person))
	secret := mac(p.person, id[:])
	return base64.RawURLEncoding.EncodeToString(mac(sectorKey, secret)), nil
}

func mac(key, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return h.Sum(nil)
}

// Format withholds the keys from every verb.
func (p *Pseudonyms) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, withheld) }
