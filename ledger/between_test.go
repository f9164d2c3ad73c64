package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"samano/keys"
)

// between returns a proof between two checkpoints of one ledger, and the key that signed both.
func between(t testing.TB) (file []byte, key string) {
	t.Helper()
	s := testSigner(t, 1, keys.Ed25519)
	small, large := filled(t, trainedCodec(t), 100), filled(t, trainedCodec(t), 300)
	key = verifierKey(t, testOrigin, s)
	a, b := signed(t, small.frontier.Checkpoint(testOrigin), s), signed(t, large.frontier.Checkpoint(testOrigin), s)
	file, err := ProveBetween(t.Context(), large, 300, a, b, key)
	if err != nil {
		t.Fatal(err)
	}
	return file, key
}

// A proof between two checkpoints is read strictly: what is no such file, or more than one, proves nothing.
func TestWhatIsNoProofBetween(t *testing.T) {
	file, key := between(t)
	if _, err := CheckBetween(file, key); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"nothing":        nil,
		"something else": []byte("{}"),
		"two of them":    append(bytes.Clone(file), file...),
		"too long":       append(bytes.Clone(file), bytes.Repeat([]byte(" "), maxProofBytes)...),
		"nested lists":   bytes.Repeat([]byte("["), 1<<20),
		"another field":  bytes.Replace(file, []byte(`"format"`), []byte(`"x": 1, "format"`), 1),
	} {
		if got, err := CheckBetween(b, key); !errors.Is(err, ErrProof) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// Whatever is written in a proof between two checkpoints, it shows two that the key has signed, of which one
// extends the other.
func FuzzCheckBetween(f *testing.F) {
	file, key := between(f)
	want, err := CheckBetween(file, key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	var p betweenFile
	if err := json.Unmarshal(file, &p); err != nil {
		f.Fatal(err)
	}
	p.Older, p.Proof = p.Newer, nil // a checkpoint and itself
	same, err := json.Marshal(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(same)
	p.Older, p.Newer = want.Newer.Origin, "\n\n— x y\n"
	broken, err := json.Marshal(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(broken)
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := CheckBetween(file, key)
		if err != nil {
			return
		}
		for _, c := range []Checkpoint{got.Older, got.Newer} {
			if c != want.Older && c != want.Newer {
				t.Fatalf("it shows %+v, which nobody has signed", c)
			}
		}
		if got.Older.Size > got.Newer.Size {
			t.Fatalf("it proves that %d entries hold %d", got.Newer.Size, got.Older.Size)
		}
	})
}
