package keys_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samano/keys"
	"samano/keys/keystest"
)

func source(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func generate(t testing.TB, seed byte, alg keys.Algorithm) *keys.Set {
	t.Helper()
	s, err := keys.Generate(source(seed), alg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func signer(t testing.TB, s *keys.Set, use keys.Use) keys.Signer {
	t.Helper()
	g, err := s.Signer(use)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func sealer(t testing.TB, s *keys.Set, use keys.Use) *keys.Sealer {
	t.Helper()
	g, err := s.Sealer(use, source(99))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestHeldSignersKeepTheContract(t *testing.T) {
	for _, alg := range []keys.Algorithm{keys.Ed25519, keys.ES256} {
		t.Run(string(alg), func(t *testing.T) {
			s := signer(t, generate(t, 1, alg), keys.LedgerSigning)
			keystest.TestSigner(t, s)
		})
	}
}

// The key of RFC 8410, section 10.1; its id is that of OpenSSL:
// openssl pkey -pubin -outform DER | sha256sum.
func TestKeyIDOfAPublishedKey(t *testing.T) {
	der, err := hex.DecodeString("302a300506032b657003210019bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1")
	if err != nil {
		t.Fatal(err)
	}
	pub, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		t.Fatal(err)
	}
	if id, err := keys.KeyID(pub); err != nil || id != "a1e9156054e04fac" {
		t.Errorf("id %s, %v", id, err)
	}
	if _, err := keys.KeyID(ed25519.PublicKey{1, 2}); err == nil {
		t.Error("a key of two bytes has an id")
	}
}

func TestEveryUseHasItsOwnKey(t *testing.T) {
	b, err := generate(t, 2, keys.Ed25519).Encode()
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Keys []struct{ Use, Secret string }
	}
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, k := range d.Keys {
		if other, twice := seen[k.Secret]; twice {
			t.Errorf("%s and %s share a key", k.Use, other)
		}
		seen[k.Secret] = k.Use
	}
	if len(seen) != len(keys.Uses()) {
		t.Errorf("%d keys for %d uses", len(seen), len(keys.Uses()))
	}
}

// Each key is told to those who run a register: what it does, for what, and whether it can be renewed.
func TestEveryUseOfAKeyIsWritten(t *testing.T) {
	page, err := os.ReadFile("../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, use := range keys.Uses() {
		if rows := regexp.MustCompile("(?m)^\\| `"+string(use)+"` \\|( [^|]+ \\|){4}$").FindAll(page, -1); len(rows) != 1 {
			t.Errorf("%s has %d whole rows", use, len(rows))
		}
	}
}

func TestSetComesBackFromItsBytes(t *testing.T) {
	set := generate(t, 3, keys.ES256)
	b, err := set.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := keys.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := signer(t, set, keys.CertificateSigning).KeyID(), signer(t, back, keys.CertificateSigning).KeyID(); a != b {
		t.Errorf("key %s came back as %s", a, b)
	}
	sealed, err := sealer(t, set, keys.Evidence).Seal([]byte("a scan"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := sealer(t, back, keys.Evidence).Open(sealed, nil); err != nil || string(plain) != "a scan" {
		t.Errorf("%q, %v", plain, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good, err := generate(t, 3, keys.Ed25519).Encode()
	if err != nil {
		t.Fatal(err)
	}
	replace := func(old, new string) string {
		out := strings.Replace(string(good), old, new, 1)
		if out == string(good) {
			t.Fatalf("%q is not in the bytes", old)
		}
		return out
	}
	for name, text := range map[string]string{
		"nothing":                 "",
		"another format":          replace("samano-keys-1", "samano-keys-2"),
		"an unknown use":          replace(`"use":"number"`, `"use":"lottery"`),
		"an unknown field":        replace(`"format"`, `"colour":"blue","format"`),
		"an unknown algorithm":    replace("Ed25519", "RSA"),
		"a signing key without":   replace(`"algorithm":"Ed25519",`, ""),
		"two number keys":         replace(`"use":"sector"`, `"use":"number"`),
		"a secret too short":      replace(`"secret":"`, `"secret":"AAAA","secret":"AAAA","x":"`),
		"something after the end": string(good) + "}",
	} {
		if _, err := keys.Decode([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestSealedBytesOpenOnlyWhereTheyBelong(t *testing.T) {
	set := generate(t, 4, keys.Ed25519)
	parts, evidence := sealer(t, set, keys.SealedParts), sealer(t, set, keys.Evidence)
	other := sealer(t, generate(t, 5, keys.Ed25519), keys.SealedParts)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "plain")
		place := rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "place")
		sealed, err := parts.Seal(plain, place)
		if err != nil {
			t.Fatal(err)
		}
		if len(sealed) != len(plain)+5+24+16 {
			t.Fatalf("%d bytes became %d", len(plain), len(sealed))
		}
		if got, err := parts.Open(sealed, place); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("%q, %v", got, err)
		}
		if _, err := parts.Open(sealed, append(place, 0)); !errors.Is(err, keys.ErrSealed) {
			t.Fatalf("at another place: %v", err)
		}
		if _, err := evidence.Open(sealed, place); !errors.Is(err, keys.ErrSealKey) {
			t.Fatalf("under the key of another use: %v", err)
		}
		if _, err := other.Open(sealed, place); !errors.Is(err, keys.ErrSealKey) {
			t.Fatalf("under another register's key: %v", err)
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "altered byte")
		sealed[i] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		if _, err := parts.Open(sealed, place); err == nil {
			t.Fatalf("opened with byte %d altered", i)
		}
		if _, err := parts.Open(sealed[:i], place); err == nil {
			t.Fatalf("opened when cut at %d", i)
		}
	})
	if _, err := parts.Seal(make([]byte, (16<<20)+1), nil); !errors.Is(err, keys.ErrSealSize) {
		t.Errorf("too much: %v", err)
	}
}

func TestRenewedKeysStillOpenAndVerify(t *testing.T) {
	old := generate(t, 6, keys.Ed25519)
	sealed, err := sealer(t, old, keys.Evidence).Seal([]byte("1987"), []byte("act 5"))
	if err != nil {
		t.Fatal(err)
	}
	renewed, err := old.Renew(keys.Evidence, "", source(7))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := sealer(t, renewed, keys.Evidence).Open(sealed, []byte("act 5")); err != nil || string(plain) != "1987" {
		t.Errorf("%q, %v", plain, err)
	}
	again, err := sealer(t, renewed, keys.Evidence).Seal([]byte("2026"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sealer(t, old, keys.Evidence).Open(again, nil); !errors.Is(err, keys.ErrSealKey) {
		t.Errorf("the former set opens what the new key sealed: %v", err)
	}

	renewed, err = old.Renew(keys.LedgerSigning, keys.ES256, source(8))
	if err != nil {
		t.Fatal(err)
	}
	publics := renewed.Publics(keys.LedgerSigning)
	if len(publics) != 2 {
		t.Fatalf("%d public keys", len(publics))
	}
	if id, _ := keys.KeyID(publics[1]); id != signer(t, old, keys.LedgerSigning).KeyID() {
		t.Errorf("the former key is %s", id)
	}
	for _, use := range []keys.Use{keys.Number, keys.Sector, keys.Person} {
		if _, err := old.Renew(use, "", source(9)); !errors.Is(err, keys.ErrFixed) {
			t.Errorf("%s was renewed: %v", use, err)
		}
	}
}

func TestAProcessGetsWhatItNeeds(t *testing.T) {
	full := generate(t, 10, keys.Ed25519)
	post := full.Only(keys.LedgerSigning, keys.Evidence)
	if _, err := post.NumberKey(); !errors.Is(err, keys.ErrNoKey) {
		t.Errorf("number key at a post: %v", err)
	}
	if _, err := post.Pseudonyms(); !errors.Is(err, keys.ErrNoKey) {
		t.Errorf("pseudonyms at a post: %v", err)
	}
	if _, err := post.Signer(keys.CertificateSigning); !errors.Is(err, keys.ErrNoKey) {
		t.Errorf("certificates at a post: %v", err)
	}
	if signer(t, post, keys.LedgerSigning).KeyID() != signer(t, full, keys.LedgerSigning).KeyID() {
		t.Error("the ledger key differs")
	}
	if _, err := full.Signer(keys.Evidence); !errors.Is(err, keys.ErrOtherUse) {
		t.Errorf("signing with an encryption key: %v", err)
	}
	if _, err := full.Sealer(keys.LedgerSigning, source(1)); !errors.Is(err, keys.ErrOtherUse) {
		t.Errorf("sealing with a signing key: %v", err)
	}
}

func TestPseudonyms(t *testing.T) {
	p, err := generate(t, 13, keys.Ed25519).Pseudonyms()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, sector := range []string{"health", "tax", "health-insurance"} {
		for person := int64(1); person <= 100; person++ {
			a, err := p.Of(sector, person)
			if err != nil {
				t.Fatal(err)
			}
			if b, _ := p.Of(sector, person); a != b || len(a) != 43 || seen[a] {
				t.Fatalf("%s %d: %s, then %s", sector, person, a, b)
			}
			seen[a] = true
		}
	}
	// Agencies file people under these for decades.
	if got, _ := p.Of("health", 1); got != "J2A2_fwC-j6d_gPvIPmokSpWD-4rjCzNBHtzhW0yoBI" {
		t.Errorf("the pseudonym has become %s", got)
	}
	if _, err := p.Of("", 1); err == nil {
		t.Error("a sector without a name")
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	set := generate(t, 14, keys.Ed25519)
	pseudonyms, err := set.Pseudonyms()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{set, signer(t, set, keys.LedgerSigning), sealer(t, set, keys.Evidence), pseudonyms} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			if text := fmt.Sprintf(verb, v); text != "keys:withheld" {
				t.Errorf("%T under %s: %d characters", v, verb, len(text))
			}
		}
		if j, err := json.Marshal(v); err != nil || string(j) != "{}" {
			t.Errorf("%T as JSON: %d bytes, %v", v, len(j), err)
		}
	}
}

// Bytes sealed by the first version must open for as long as there are any.
func TestReleasedSealedBytesStillOpen(t *testing.T) {
	sealed, err := hex.DecodeString("01315886fde5ab82d538815d2b84808d0374d0fe85f73d277166c26830d7558b58c803e53b34a5cee26d5e443352af4fcc67983bb268c85c6fbc894e")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := sealer(t, generate(t, 4, keys.Ed25519), keys.SealedParts).Open(sealed, []byte("act 1, origin"))
	if err != nil || string(plain) != "ທີ່ມາ" {
		t.Errorf("%q, %v", plain, err)
	}
}
