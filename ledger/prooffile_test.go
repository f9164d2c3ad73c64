package ledger

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samano/keys"
)

type proving struct {
	*register
	checkpoint []byte
	key        string
}

func newProving(t testing.TB, n int) proving {
	t.Helper()
	r, s := filled(t, trainedCodec(t), n), testSigner(t, 1, keys.Ed25519)
	return proving{r, signed(t, r.frontier.Checkpoint(testOrigin), s), verifierKey(t, testOrigin, s)}
}

func (p proving) record(t testing.TB, seq int64) *Record {
	t.Helper()
	rec, err := p.codec.Unpack(seq, p.rows[seq].Packed)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func (p proving) prove(t testing.TB, rec *Record, part string) []byte {
	t.Helper()
	file, err := Prove(t.Context(), p, rec, part, p.checkpoint, p.key)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestProofShowsOnePartAndNothingOfTheOthers(t *testing.T) {
	p := newProving(t, 700)
	for _, seq := range []int64{0, 255, 256, 699} {
		rec := p.record(t, seq)
		for _, part := range rec.Parts {
			file := p.prove(t, rec, part.Name)
			got, err := CheckProof(file, p.key)
			if err != nil {
				t.Fatal(err)
			}
			if got.Seq != seq || got.Part != part.Name || string(got.Bytes) != string(part.Bytes) || got.Erased || got.Checkpoint.Size != 700 {
				t.Fatalf("act %d, %s: proves %+v", seq, part.Name, got)
			}
			for _, other := range rec.Parts {
				salt, err := json.Marshal(other.Salt[:])
				if err != nil {
					t.Fatal(err)
				}
				if other.Name != part.Name && (strings.Contains(string(file), other.Name) || strings.Contains(string(file), string(salt))) {
					t.Fatalf("the proof of %s tells of %s", part.Name, other.Name)
				}
			}
		}
	}
}

func TestProofOfAnErasedPart(t *testing.T) {
	p := newProving(t, 10)
	rec, err := p.record(t, 4).Erase(PayloadPart, 9)
	if err != nil {
		t.Fatal(err)
	}
	got, err := CheckProof(p.prove(t, rec, PayloadPart), p.key)
	if err != nil || !got.Erased || got.Bytes != nil || got.Part != PayloadPart {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := CheckProof(p.prove(t, rec, HeaderPart), p.key); err != nil || got.Erased {
		t.Errorf("the part beside it: %+v, %v", got, err)
	}
}

// Every value in the file matters.
func TestAlteredProofProvesNothing(t *testing.T) {
	p := newProving(t, 300)
	good := p.prove(t, p.record(t, 17), PayloadPart)
	entry := numbered(1).String()
	edit := func(f func(m map[string]any, part map[string]any)) string {
		var m map[string]any
		if err := json.Unmarshal(good, &m); err != nil {
			t.Fatal(err)
		}
		f(m, m["part"].(map[string]any))
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if _, err := CheckProof([]byte(edit(func(m, part map[string]any) {})), p.key); err != nil {
		t.Fatalf("written another way: %v", err)
	}
	list := func(m map[string]any, name string) []any { return m[name].([]any) }
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"nothing":            {"", ErrProof},
		"no JSON":            {"proof", ErrProof},
		"two":                {string(good) + string(good), ErrProof},
		"too long":           {string(good) + strings.Repeat(" ", maxProofBytes), ErrProof},
		"format":             {edit(func(m, _ map[string]any) { m["format"] = "samano-ledger-proof-2" }), ErrProof},
		"a field more":       {edit(func(m, _ map[string]any) { m["note"] = "" }), ErrProof},
		"seq":                {edit(func(m, _ map[string]any) { m["seq"] = 18 }), ErrProof},
		"seq below zero":     {edit(func(m, _ map[string]any) { m["seq"] = -1 }), ErrSize},
		"seq not in tree":    {edit(func(m, _ map[string]any) { m["seq"] = 300 }), ErrSize},
		"name":               {edit(func(_, part map[string]any) { part["name"] = HeaderPart }), ErrProof},
		"name not allowed":   {edit(func(_, part map[string]any) { part["name"] = "" }), ErrProof},
		"bytes":              {edit(func(_, part map[string]any) { part["bytes"] = "AAAA" }), ErrProof},
		"bytes absent":       {edit(func(_, part map[string]any) { delete(part, "bytes") }), ErrProof},
		"salt":               {edit(func(_, part map[string]any) { part["salt"] = "AAAAAAAAAAAAAAAAAAAAAA==" }), ErrProof},
		"salt short":         {edit(func(_, part map[string]any) { part["salt"] = "AAAA" }), ErrProof},
		"erased and there":   {edit(func(_, part map[string]any) { part["erased"] = entry }), ErrProof},
		"position":           {edit(func(m, _ map[string]any) { m["position"] = 0 }), ErrProof},
		"position negative":  {edit(func(m, _ map[string]any) { m["position"] = -1 }), ErrProof},
		"position too large": {edit(func(m, _ map[string]any) { m["position"] = 9 }), ErrProof},
		"an entry":           {edit(func(m, _ map[string]any) { list(m, "others")[1] = entry }), ErrProof},
		"an entry less":      {edit(func(m, _ map[string]any) { m["others"] = list(m, "others")[1:] }), ErrProof},
		"an entry more":      {edit(func(m, _ map[string]any) { m["others"] = append(list(m, "others"), entry) }), ErrProof},
		"no entries":         {edit(func(m, _ map[string]any) { m["others"] = nil }), ErrProof},
		"a step":             {edit(func(m, _ map[string]any) { list(m, "path")[0] = entry }), ErrProof},
		"a step less":        {edit(func(m, _ map[string]any) { m["path"] = list(m, "path")[1:] }), ErrProof},
		"a step more":        {edit(func(m, _ map[string]any) { m["path"] = append(list(m, "path"), entry) }), ErrProof},
		"size": {edit(func(m, _ map[string]any) {
			m["checkpoint"] = strings.Replace(m["checkpoint"].(string), "\n300\n", "\n301\n", 1)
		}), ErrCheckpointSignature},
		"no checkpoint": {edit(func(m, _ map[string]any) { delete(m, "checkpoint") }), ErrCheckpoint},
	} {
		if got, err := CheckProof([]byte(c.text), p.key); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: %+v, %v, want %v", name, got, err, c.want)
		}
	}
	stranger := verifierKey(t, testOrigin, testSigner(t, 2, keys.Ed25519))
	if _, err := CheckProof(good, stranger); !errors.Is(err, ErrCheckpointSignature) {
		t.Errorf("to somebody who trusts another key: %v", err)
	}
}

func TestProveRefusesWhatItCannotProve(t *testing.T) {
	p := newProving(t, 300)
	rec := p.record(t, 17)
	if _, err := Prove(t.Context(), p, rec, "effects/p0", p.checkpoint, p.key); !errors.Is(err, ErrNoPart) {
		t.Errorf("a part that is not there: %v", err)
	}
	early := signed(t, p.checkpointAt(t, 17), testSigner(t, 1, keys.Ed25519))
	if _, err := Prove(t.Context(), p, rec, PayloadPart, early, p.key); !errors.Is(err, ErrSize) {
		t.Errorf("under a checkpoint from before the act: %v", err)
	}
	p.forge(t, 17, false)
	if _, err := Prove(t.Context(), p, p.record(t, 17), PayloadPart, p.checkpoint, p.key); !errors.Is(err, ErrProof) {
		t.Errorf("an altered act: %v", err)
	}
}

// A proof that somebody was given in the first year.
func TestReleasedProofHolds(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("testdata", "v1", "proof.json"))
	if err != nil {
		t.Fatal(err)
	}
	key := verifierKey(t, testOrigin, testSigner(t, 1, keys.Ed25519))
	got, err := CheckProof(file, key)
	if err != nil || got.Seq != 17 || got.Part != PayloadPart || len(got.Bytes) == 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzCheckProof(f *testing.F) {
	p := newProving(f, 300)
	good := p.prove(f, p.record(f, 17), PayloadPart)
	f.Add(good)
	want, err := CheckProof(good, p.key)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := CheckProof(file, p.key)
		if err == nil && (got.Seq != want.Seq || got.Part != want.Part || string(got.Bytes) != string(want.Bytes)) {
			t.Fatalf("it proves %+v", got)
		}
	})
}
