package keys_test

import (
	"bytes"
	"crypto"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"testing"

	"samano/keys"
)

func TestTheLargestThatIsSealed(t *testing.T) {
	s := sealer(t, generate(t, 1, keys.Ed25519), keys.Evidence)
	largest := make([]byte, 16<<20)
	sealed, err := s.Seal(largest, nil)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := s.Open(sealed, nil); err != nil || !bytes.Equal(back, largest) {
		t.Errorf("the largest does not come back: %v", err)
	}
	if _, err := s.Seal(append(largest, 0), nil); !errors.Is(err, keys.ErrSealSize) {
		t.Errorf("a byte more: %v", err)
	}
	if _, err := s.Open(append(sealed, 0), nil); !errors.Is(err, keys.ErrSealed) {
		t.Errorf("a byte more that is sealed: %v", err)
	}
}

// strange is a signer that answers with numbers of its own, as a broken module would.
type strange struct {
	keys.Signer
	r, s  *big.Int
	extra []byte
}

func (s strange) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	der, err := asn1.Marshal(struct{ R, S *big.Int }{s.r, s.s})
	return append(der, s.extra...), err
}

// What a module answers is a signature of two positive numbers of 256 bits, or none.
func TestAModuleThatAnswersStrangely(t *testing.T) {
	of := signer(t, generate(t, 1, keys.ES256), keys.LedgerSigning)
	one, large := big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 256)
	largest := new(big.Int).Sub(large, one)
	for name, c := range map[string]struct {
		strange
		good bool
	}{
		"small numbers":        {strange{of, one, one, nil}, true},
		"the largest numbers":  {strange{of, largest, largest, nil}, true},
		"R is 0":               {strange{of, new(big.Int), one, nil}, false},
		"S is 0":               {strange{of, one, new(big.Int), nil}, false},
		"R is below 0":         {strange{of, big.NewInt(-1), one, nil}, false},
		"R is too large":       {strange{of, large, one, nil}, false},
		"S is too large":       {strange{of, one, large, nil}, false},
		"bytes follow the end": {strange{of, one, one, []byte{0}}, false},
	} {
		sig, err := keys.Sign(c.strange, []byte("message"))
		if (err == nil) != c.good || c.good && len(sig) != 64 || !c.good && sig != nil {
			t.Errorf("%s: %d bytes, %v", name, len(sig), err)
		}
	}
}

func TestSignaturesOfAnotherLength(t *testing.T) {
	for _, alg := range []keys.Algorithm{keys.Ed25519, keys.ES256} {
		s := signer(t, generate(t, 1, alg), keys.LedgerSigning)
		sig, err := keys.Sign(s, []byte("message"))
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range [][]byte{nil, sig[:64-1], append(bytes.Clone(sig), 0), append([]byte{0}, sig...)} {
			if err := keys.Verify(s.Public(), []byte("message"), wrong); !errors.Is(err, keys.ErrSignature) {
				t.Errorf("%s: a signature of %d bytes: %v", alg, len(wrong), err)
			}
		}
		if err := keys.Verify(s.Public(), []byte("message"), sig); err != nil {
			t.Error(err)
		}
	}
}
