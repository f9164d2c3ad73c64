package keys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// EntryMAC makes and checks the MACs of the entries of one log. The program writes one beside each entry, and signs no
// entry without it: somebody else wrote that to the database.
//
//	log key = HKDF(key of use Entries, log)
//	MAC     = HMAC-SHA-256(log key, seq as 8 bytes, leaf)
type EntryMAC struct {
	key []byte
}

// EntryMAC returns that of a log. It needs the key of use Entries.
func (s *Set) EntryMAC(log string) (*EntryMAC, error) {
	secrets := s.secrets(Entries)
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoKey, Entries)
	}
	key, err := hkdf.Key(sha256.New, secrets[0], nil, "samano log v1 "+log, secretBytes)
	return &EntryMAC{key}, err
}

// MAC returns the MAC of the entry with that leaf.
func (m *EntryMAC) MAC(seq int64, leaf [sha256.Size]byte) []byte {
	return mac(m.key, append(binary.BigEndian.AppendUint64(nil, uint64(seq)), leaf[:]...))
}

// CheckMAC reports whether a MAC is that of the entry.
func (m *EntryMAC) CheckMAC(sum []byte, seq int64, leaf [sha256.Size]byte) bool {
	return hmac.Equal(sum, m.MAC(seq, leaf))
}

// Format withholds the key from every verb.
func (m *EntryMAC) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, withheld) }
