package ledger

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"samano/keys"
)

func verifierKey(t testing.TB, origin string, s keys.Signer) string {
	t.Helper()
	k, err := VerifierKey(origin, s.Public())
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func noteVerifier(t testing.TB, key string) note.Verifier {
	t.Helper()
	v, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// signedNote signs any text, as a checkpoint of another program might be.
func signedNote(t testing.TB, text string, s noteSigner) []byte {
	t.Helper()
	b, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func signed(t testing.TB, c Checkpoint, s keys.Signer) []byte {
	t.Helper()
	b, err := SignCheckpoint(c, s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCheckpointOpensWithTheStandardLibraryOfNotes(t *testing.T) {
	s := testSigner(t, 1, keys.Ed25519)
	c := Checkpoint{Origin: testOrigin, Size: 20852163, Root: numbered(1)}
	text := signed(t, c, s)
	v, err := note.NewVerifier(verifierKey(t, testOrigin, s))
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(text, note.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%s\n20852163\n%s\n", testOrigin, numbered(1)); n.Text != want {
		t.Errorf("text %q, want %q", n.Text, want)
	}
	if back, err := OpenCheckpoint(text, verifierKey(t, testOrigin, s)); err != nil || back != c {
		t.Errorf("%+v, %v", back, err)
	}
	if again := signed(t, c, s); !bytes.Equal(again, text) {
		t.Error("signed twice, it differs")
	}
}

// People keep checkpoints for decades: one of the first version.
func TestReleasedCheckpointOpens(t *testing.T) {
	const key = "register.example/acts+5de8fd77+AS2t66Y8jqA6iglM+/cf9SK9to/kWF5ZOKQuzBizIkt0"
	const text = "register.example/acts\n256\nKuHBnAy9N45GySep82EZI+wHzBrjV1AqCVNtRVJ1zyE=\n\n— register.example/acts Xej9d2bu0/h3t+i5lQzenCTiUmxdvElT3tbLRNty3G/AZS/pEvImsN7Nffp1XUrVM99jIaaf+8jRjEYjhOtzc1PO8Ag=\n"
	if c, err := OpenCheckpoint([]byte(text), key); err != nil || c.Size != 256 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestOpenCheckpointRefuses(t *testing.T) {
	s, stranger := testSigner(t, 1, keys.Ed25519), testSigner(t, 2, keys.Ed25519)
	c := Checkpoint{Origin: testOrigin, Size: 42, Root: numbered(1)}
	good := string(signed(t, c, s))
	key := verifierKey(t, testOrigin, s)
	otherName := verifierKey(t, "elsewhere.example", s)

	// A text that the key signed and that is no checkpoint.
	sign := func(text string) string {
		return string(signedNote(t, text, noteSigner{noteVerifier(t, key), s}))
	}
	root := numbered(1).String()
	for _, x := range []struct {
		name, text, key string
		want            error
	}{
		{"nothing", "", key, ErrCheckpoint},
		{"too long", good + strings.Repeat("— x AAAA\n", 10_000), key, ErrCheckpoint},
		{"another size", strings.Replace(good, "42", "43", 1), key, ErrCheckpointSignature},
		{"a stranger's", string(signed(t, c, stranger)), key, ErrCheckpointSignature},
		{"unsigned", c.Text(), key, ErrCheckpoint},
		{"the right key under another name", good, otherName, ErrCheckpointSignature},
		{"a key that is none", good, "key", ErrCheckpointKey},
		{"another tree, signed by this key", sign("other.example\n42\n" + root + "\n"), key, ErrCheckpointSignature},
		{"a size with a zero before", sign(testOrigin + "\n042\n" + root + "\n"), key, ErrCheckpoint},
		{"a size below zero", sign(testOrigin + "\n-1\n" + root + "\n"), key, ErrCheckpoint},
		{"a size beyond all", sign(testOrigin + "\n9223372036854775807\n" + root + "\n"), key, ErrCheckpoint},
		{"a short root", sign(testOrigin + "\n42\nAAAA\n"), key, ErrCheckpoint},
		{"two lines", sign(testOrigin + "\n42\n"), key, ErrCheckpoint},
	} {
		t.Run(x.name, func(t *testing.T) {
			if got, err := OpenCheckpoint([]byte(x.text), x.key); !errors.Is(err, x.want) || got != (Checkpoint{}) {
				t.Errorf("%+v, %v, want %v", got, err, x.want)
			}
		})
	}
	if got, err := OpenCheckpoint([]byte(sign(testOrigin+"\n42\n"+root+"\nan extension\n")), key); err != nil || got != c {
		t.Errorf("with an extension line: %+v, %v", got, err)
	}
	if got, err := OpenCheckpoint([]byte(good), verifierKey(t, testOrigin, stranger), key); err != nil || got != c {
		t.Errorf("with a former and a present key: %+v, %v", got, err)
	}
}

func TestKeysThatCannotSignCheckpoints(t *testing.T) {
	if _, err := SignCheckpoint(Checkpoint{Origin: testOrigin}, testSigner(t, 1, keys.ES256)); !errors.Is(err, ErrCheckpointKey) {
		t.Errorf("ES256: %v", err)
	}
	good := testSigner(t, 1, keys.Ed25519)
	for _, origin := range []string{"", "two words", "a+b", "line\nbreak", strings.Repeat("x", 300)} {
		if _, err := SignCheckpoint(Checkpoint{Origin: origin}, good); !errors.Is(err, ErrCheckpointKey) {
			t.Errorf("origin %q: %v", origin, err)
		}
	}
	if _, err := VerifierKey(testOrigin, ed25519.PublicKey("short")); !errors.Is(err, ErrCheckpointKey) {
		t.Errorf("a short key: %v", err)
	}
}

func TestCompare(t *testing.T) {
	const n = 1000
	r, _ := grown(t, n)
	other := newRegister(nil)
	for i := range int64(n) {
		leaf := numbered(i)
		if i == 300 {
			leaf = numbered(-1) // another act from here on
		}
		other.appendLeaf(leaf, nil)
	}
	for _, c := range []struct {
		name string
		cp   Checkpoint
		want Relation
	}{
		{"of this state", r.frontier.Checkpoint(testOrigin), Same},
		{"of an earlier one", r.checkpointAt(t, 700), Extends},
		{"of the very first", r.checkpointAt(t, 0), Extends},
		{"of another history", other.checkpointAt(t, 301), Disagrees},
		{"of another history of the same length", other.checkpointAt(t, n), Disagrees},
		{"of another history, before it parted", other.checkpointAt(t, 300), Extends},
		{"of acts since lost", Checkpoint{Origin: testOrigin, Size: n + 1, Root: numbered(5)}, Shorter},
	} {
		if got, err := Compare(t.Context(), c.cp, r, &r.frontier); err != nil || got != c.want {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}
