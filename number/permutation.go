package number

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// rounds of the Feistel network. Four suffice against one who sees few
// numbers (Luby and Rackoff 1988); ten is what NIST SP 800-38G takes for FF1.
const rounds = 10

// permutation is a keyed bijection of the integers below n onto themselves:
// a balanced Feistel network over the smallest even power of two that holds
// n, whose round function is AES, walked along its cycle until it comes back
// below n. The power of two is less than four times n, so the walk takes
// fewer than four steps on average (for ten digits, 1.9).
type permutation struct {
	block cipher.Block
	n     uint64
	half  uint   // bits in each half
	mask  uint64 // of one half
}

func newPermutation(key []byte, n uint64) (*permutation, error) {
	if n < 2 || n > 1<<62 {
		return nil, fmt.Errorf("number: no permutation of %d values", n)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	half := uint(bits.Len64(n-1)+1) / 2
	return &permutation{block: block, n: n, half: half, mask: 1<<half - 1}, nil
}

// forward maps v, which must be below n.
func (p *permutation) forward(v uint64) uint64 {
	var b [aes.BlockSize]byte
	for {
		l, r := v>>p.half, v&p.mask
		for i := range rounds {
			l, r = r, l^p.round(&b, i, r)
		}
		if v = l<<p.half | r; v < p.n {
			return v
		}
	}
}

// backward undoes forward.
func (p *permutation) backward(v uint64) uint64 {
	var b [aes.BlockSize]byte
	for {
		l, r := v>>p.half, v&p.mask
		for i := rounds - 1; i >= 0; i-- {
			l, r = r^p.round(&b, i, l), l
		}
		if v = l<<p.half | r; v < p.n {
			return v
		}
	}
}

// round is the pseudorandom function of round i. Its input holds n, so that
// one key yields unrelated permutations for two sizes. b is working space.
func (p *permutation) round(b *[aes.BlockSize]byte, i int, half uint64) uint64 {
	binary.BigEndian.PutUint64(b[:8], p.n)
	binary.BigEndian.PutUint64(b[8:], uint64(i)<<56|half) // half has at most 31 bits
	p.block.Encrypt(b[:], b[:])
	return binary.BigEndian.Uint64(b[:8]) & p.mask
}
