package credential

import (
	"fmt"
	"strings"
	"testing"
)

func TestNamesOfKinds(t *testing.T) {
	for k, want := range map[Kind]string{0: "none", Birth: "birth", Death: "death", Marriage: "marriage", Marriage + 1: "none"} {
		if k.String() != want {
			t.Errorf("kind %d is called %q, want %q", k, k, want)
		}
	}
}

func TestAsManyKeysAsATrustMayHave(t *testing.T) {
	var keys []TrustedKey
	for i := range maxTrustKeys + 1 {
		keys = append(keys, TrustedKey{Issuer: "LAO", KeyID: fmt.Sprint("k", i), Public: ed25519Key("x").Public(), From: day(2020, 1, 1)})
	}
	if _, err := NewTrust(keys[:maxTrustKeys]...); err != nil {
		t.Errorf("%d keys: %v", maxTrustKeys, err)
	}
	if _, err := NewTrust(keys...); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("%d keys: %v", len(keys), err)
	}
}

// What is wrong with an envelope is told by its tag: something encrypted is not simply malformed.
func TestWhatATagSays(t *testing.T) {
	for tag, want := range map[string]string{
		"\xd0": "is encrypted", "\xd8\x60": "is encrypted", "\xd8\x3d\xd0": "is encrypted",
		"\x84": "is not a tagged COSE_Sign1", "\xd8": "is not a tagged COSE_Sign1", "": "is not a tagged COSE_Sign1",
		"\xd8\x62": "is not a tagged COSE_Sign1", // COSE_Sign
	} {
		if _, err := openCOSE([]byte(tag)); err == nil || err.Error() != want {
			t.Errorf("tag % x: %v, want %q", tag, err, want)
		}
	}
}
