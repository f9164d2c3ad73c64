package credential

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTrustFileComesBack(t *testing.T) {
	old, device := ed25519Key("moha-2025"), es256Key(t, "device-1")
	trust, err := NewTrust(
		TrustedKey{KeyID: old.id, Issuer: testIssuer, Public: old.Public(), From: day(2025, 1, 1), Until: day(2026, 1, 1)},
		TrustedKey{KeyID: device.id, Issuer: testIssuer, Public: device.Public(), From: day(2026, 1, 1)},
		TrustedKey{KeyID: old.id, Issuer: "https://other.example", Public: device.Public(), From: day(2026, 1, 1)},
	)
	if err != nil {
		t.Fatal(err)
	}
	file, err := trust.File()
	if err != nil {
		t.Fatal(err)
	}
	windows := strings.ReplaceAll(string(file), "\n", "\r\n")
	commented := strings.Replace(string(file), "\n", "\n# keys of the ministry\n\n", 1)
	for name, text := range map[string]string{"as written": string(file), "by a Windows editor": windows, "commented": commented} {
		back, err := ParseTrust([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(trust.Keys(), back.Keys()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestTrustFilesThatAreRefused(t *testing.T) {
	spki := func(public any) string {
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(der)
	}
	public := spki(ed25519Key("moha-2026").Public())
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	good := "key k Ed25519 2026-01-01T00:00:00Z - " + public + " https://a"
	if _, err := ParseTrust([]byte(trustHeader + "\n" + good)); err != nil {
		t.Fatalf("the good line: %v", err)
	}
	with := func(field int, value string) string {
		f := strings.Split(good, " ")
		f[field] = value
		return strings.Join(f, " ")
	}
	for name, line := range map[string]string{
		"another word":               with(0, "KEY"),
		"no key id":                  with(1, ""),
		"a key id of 65":             with(1, strings.Repeat("k", 65)),
		"a key id in Lao":            with(1, "ກ"),
		"another algorithm":          with(2, "ES256"),
		"an algorithm in lower case": with(2, "ed25519"),
		"a day only":                 with(3, "2026-01-01"),
		"a local time":               with(3, "2026-01-01T00:00:00+07:00"),
		"no day at all":              with(3, "-"),
		"an end before the start":    with(4, "2025-01-01T00:00:00Z"),
		"an end in words":            with(4, "never"),
		"no base64":                  with(5, public[1:]),
		"a key cut off":              with(5, public[:len(public)-4]),
		"a P-384 key":                with(5, spki(&p384.PublicKey)),
		"an RSA key":                 with(5, spki(&rsaKey.PublicKey)),
		"no issuer":                  strings.TrimSuffix(good, " https://a"),
		"an issuer with a space":     good + " b",
		"two spaces":                 strings.Replace(good, " ", "  ", 1),
		"a space at the end":         good + " ",
		"the same key twice":         good + "\n" + good,
		"no key":                     "# none",
		"too many keys":              strings.Repeat(good+"\n", maxTrustKeys+1),
		"too many bytes":             "#" + strings.Repeat("x", maxTrustBytes) + "\n" + good,
	} {
		if trust, err := ParseTrust([]byte(trustHeader + "\n" + line + "\n")); err == nil {
			t.Errorf("%s: read as %v", name, trust.Keys())
		}
	}
	for name, header := range map[string]string{
		"no header": "", "a later version": "samano-trust v2\n", "a byte order mark": "\ufeff" + trustHeader + "\n",
	} {
		if _, err := ParseTrust([]byte(header + good)); err == nil {
			t.Errorf("%s: was read", name)
		}
	}
}

// What was read is written and read again as the same set.
func FuzzParseTrust(f *testing.F) {
	file, err := trusting(f, ed25519Key("moha-2026"), es256Key(f, "device-1")).File()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte(trustHeader))
	f.Fuzz(func(t *testing.T, file []byte) {
		trust, err := ParseTrust(file)
		if err != nil {
			return
		}
		again, err := trust.File()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseTrust(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(trust.Keys(), back.Keys()); diff != "" {
			t.Fatal(diff)
		}
	})
}
