// Package keystest owns the contract of keys.Signer as a test that every
// implementation passes, whether its key is in memory or in a security module.
package keystest

import (
	"crypto"
	"errors"
	"strings"
	"sync"
	"testing"

	"samano/keys"
)

// TestSigner checks a signer against the contract.
func TestSigner(t *testing.T, s keys.Signer) {
	t.Helper()
	public := s.Public()

	t.Run("the id is that of the public key", func(t *testing.T) {
		want, err := keys.KeyID(public)
		if err != nil {
			t.Fatal(err)
		}
		if s.KeyID() != want || len(want) != 16 || strings.Trim(want, "0123456789abcdef") != "" {
			t.Errorf("id %q, want %q", s.KeyID(), want)
		}
	})

	t.Run("signatures verify, and nothing else does", func(t *testing.T) {
		message := []byte("ສຳມະໂນ")
		sig, err := keys.Sign(s, message)
		if err != nil {
			t.Fatal(err)
		}
		if err := keys.Verify(public, message, sig); err != nil {
			t.Errorf("own signature: %v", err)
		}
		for i := range sig {
			wrong := append([]byte(nil), sig...)
			wrong[i] ^= 1
			if err := keys.Verify(public, message, wrong); !errors.Is(err, keys.ErrSignature) {
				t.Fatalf("with byte %d altered: %v", i, err)
			}
		}
		if err := keys.Verify(public, message[1:], sig); !errors.Is(err, keys.ErrSignature) {
			t.Errorf("over another message: %v", err)
		}
		if err := keys.Verify(public, message, sig[1:]); !errors.Is(err, keys.ErrSignature) {
			t.Errorf("cut short: %v", err)
		}
	})

	t.Run("many at once", func(t *testing.T) {
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				message := []byte{byte(i)}
				sig, err := keys.Sign(s, message)
				if err == nil {
					err = keys.Verify(public, message, sig)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	})

	t.Run("the public key stays the same", func(t *testing.T) {
		type comparable interface{ Equal(crypto.PublicKey) bool }
		if !public.(comparable).Equal(s.Public()) {
			t.Error("Public gave two keys")
		}
	})
}
