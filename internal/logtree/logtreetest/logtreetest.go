// Package logtreetest owns the keys of logs in tests.
package logtreetest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"samano/internal/logtree"
)

// Key is a key that everybody can make, of that number.
type Key byte

var _ logtree.Authenticator = Key(0)

// MAC implements logtree.Authenticator.
func (k Key) MAC(seq int64, leaf [sha256.Size]byte) []byte {
	h := hmac.New(sha256.New, []byte{byte(k)})
	h.Write(binary.BigEndian.AppendUint64(leaf[:], uint64(seq)))
	return h.Sum(nil)
}

// CheckMAC implements logtree.Authenticator.
func (k Key) CheckMAC(mac []byte, seq int64, leaf [sha256.Size]byte) bool {
	return hmac.Equal(mac, k.MAC(seq, leaf))
}
