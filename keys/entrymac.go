package keys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// Marks are what this program puts on the entries of one log when it writes them, so that it signs no entry that
// somebody else wrote to the database:
//
//	log key = HKDF(key of use Entries, log)
//	mark    = HMAC-SHA-256(log key, seq as 8 bytes, leaf)
type Marks struct {
	key []byte
}

// Marks returns those of a log. It needs the key of use Entries.
func (s *Set) Marks(log string) (*Marks, error) {
	secrets := s.secrets(Entries)
	if len(secrets) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoKey, Entries)
	}
	key, err := hkdf.Key(sha256.New, secrets[0], nil, "samano log v1 "+log, secretBytes)
	return &Marks{key}, err
}

// Of returns the mark of the entry with that leaf.
func (m *Marks) Of(seq int64, leaf [sha256.Size]byte) []byte {
	return mac(m.key, append(binary.BigEndian.AppendUint64(nil, uint64(seq)), leaf[:]...))
}

// Are reports whether a mark is that of the entry.
func (m *Marks) Are(mark []byte, seq int64, leaf [sha256.Size]byte) bool {
	return hmac.Equal(mark, m.Of(seq, leaf))
}

// Format withholds the key from every verb.
func (m *Marks) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, withheld) }
