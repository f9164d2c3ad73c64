package ledger

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"samano/keys"
)

// Sizes come from checkpoints and proofs that others hand in. The largest is a size like any other,
// and the next is none.
func TestTheLargestSize(t *testing.T) {
	r, _ := grown(t, 10)
	ctx := t.Context()
	s := testSigner(t, 1, keys.Ed25519)
	key := verifierKey(t, testOrigin, s)
	for size, good := range map[int64]bool{-1: false, 0: true, maxSize - 1: true, maxSize: true, maxSize + 1: false} {
		c := Checkpoint{Origin: testOrigin, Size: size, Root: numbered(1)}
		text, err := SignCheckpoint(c, s)
		if (err == nil) != good || !good && (!errors.Is(err, ErrSize) || text != nil) {
			t.Errorf("signing a checkpoint of %d acts: %v", size, err)
		}
		v := noteSigner{noteVerifier(t, key), s}
		opened, err := OpenCheckpoint(signedNote(t, c.Text(), v), key)
		if (err == nil) != good || good && opened != c || !good && !errors.Is(err, ErrCheckpoint) {
			t.Errorf("opening a checkpoint of %d acts: %+v, %v", size, opened, err)
		}
		if _, err := RootAt(ctx, r, size); errors.Is(err, ErrSize) == good {
			t.Errorf("the root of %d acts: %v", size, err)
		}
		if size < 1 {
			continue
		}
		// That nothing is stored so far out is another answer than that there is no such size.
		if _, err := ProveInclusion(ctx, r, 0, size); errors.Is(err, ErrSize) == good || err == nil {
			t.Errorf("a path to %d acts: %v", size, err)
		}
		if err := CheckInclusion(nil, 0, Hash{}, size, Hash{}); errors.Is(err, ErrSize) == good || err == nil {
			t.Errorf("checking a path to %d acts: %v", size, err)
		}
		f := Frontier{size: size, edge: []Hash{numbered(1)}}
		if size&(size-1) != 0 {
			f.edge = make([]Hash, 48)
			if size > maxSize {
				f.edge = f.edge[:2]
			}
		}
		var back Frontier
		if err := back.UnmarshalBinary(f.Bytes()); (err == nil) != good || good && back.Size() != size {
			t.Errorf("the frontier of %d acts: %v", size, err)
		}
	}
}

// An origin names the register on paper for good; the longest is as good as any.
func TestTheLongestOrigin(t *testing.T) {
	s := testSigner(t, 1, keys.Ed25519)
	for length, good := range map[int]bool{1: true, maxOriginBytes: true, maxOriginBytes + 1: false} {
		origin := strings.Repeat("x", length)
		key, err := VerifierKey(origin, s.Public())
		if (err == nil) != good || !good && (!errors.Is(err, ErrCheckpointKey) || key != "") {
			t.Errorf("an origin of %d bytes: %v", length, err)
		}
		if !good {
			continue
		}
		c := Checkpoint{Origin: origin, Size: 3, Root: numbered(3)}
		if back, err := OpenCheckpoint(signed(t, c, s), key); err != nil || back != c {
			t.Errorf("a checkpoint of an origin of %d bytes: %+v, %v", length, back, err)
		}
	}
}

func TestTheLongestCheckpoint(t *testing.T) {
	s := testSigner(t, 1, keys.Ed25519)
	key := verifierKey(t, testOrigin, s)
	c := Checkpoint{Origin: testOrigin, Size: 3, Root: numbered(3)}
	v := noteSigner{noteVerifier(t, key), s}
	bare := len(signedNote(t, c.Text(), v))
	for length, good := range map[int]bool{maxCheckpointBytes: true, maxCheckpointBytes + 1: false} {
		text := signedNote(t, c.Text()+strings.Repeat("x", length-bare-1)+"\n", v)
		if len(text) != length {
			t.Fatal(len(text))
		}
		if _, err := OpenCheckpoint(text, key); (err == nil) != good || !good && !errors.Is(err, ErrCheckpoint) {
			t.Errorf("a checkpoint of %d bytes: %v", length, err)
		}
	}
}

// The largest parts, the longest names and the most of them are packed, read again and proven.
func TestTheLargestRecords(t *testing.T) {
	s := testSigner(t, 1, keys.Ed25519)
	key := verifierKey(t, testOrigin, s)
	many := make([]Part, maxParts)
	for i := range many {
		many[i].Name = fmt.Sprintf("%05d", i)
	}
	heavy := make([]Part, maxRecordBytes/maxPartBytes)
	for i := range heavy {
		heavy[i] = Part{Name: fmt.Sprint(i), Bytes: make([]byte, maxPartBytes)}
	}
	codec := plainCodec(t)
	for name, parts := range map[string][]Part{
		"many parts":          many,
		"parts of full size":  heavy,
		"a long name":         {{Name: strings.Repeat("a", maxNameBytes), Bytes: []byte("x")}},
		"every sort of sign":  {{Name: "az09-./_", Bytes: []byte("x")}},
		"a part without text": {{Name: "a"}},
	} {
		rec, err := NewRecord(0, Salt{1}, parts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		packed, err := codec.Pack(rec)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := codec.Unpack(0, packed); err != nil || back.Leaf() != rec.Leaf() {
			t.Errorf("%s: %v", name, err)
		}
		r := newRegister(codec)
		r.appendRecord(t, rec)
		file, err := Prove(t.Context(), r, rec, rec.Parts[0].Name, signed(t, r.frontier.Checkpoint(testOrigin), s), key)
		if err != nil {
			t.Errorf("%s: the proof of one: %v", name, err)
			continue
		}
		proven, err := CheckProof(file, key)
		if err != nil || proven.Bytes == nil || string(proven.Bytes) != string(rec.Parts[0].Bytes) {
			t.Errorf("%s: proven is %+v, %v", name, proven, err)
		}
	}
	over := append(heavy[:len(heavy):len(heavy)], Part{Name: "z", Bytes: []byte("x")})
	if _, err := NewRecord(0, Salt{}, over); !errors.Is(err, ErrRecord) {
		t.Errorf("a byte more than a record holds: %v", err)
	}
	for _, name := range []string{"a,b", "a:b", "a`b", "a{b", "A", "@", "[", " "} {
		if _, err := NewRecord(0, Salt{}, []Part{{Name: name}}); !errors.Is(err, ErrRecord) {
			t.Errorf("a part called %q: %v", name, err)
		}
	}
}

// What is no record is not written either.
func TestWhatIsNoRecordIsNotPacked(t *testing.T) {
	for name, r := range map[string]*Record{
		"without parts": {Seq: 1}, "with a bad name": {Seq: 1, Parts: []Part{{Name: "A"}}}, "of no act": {Seq: -1, Parts: []Part{{Name: "a"}}},
	} {
		if packed, err := plainCodec(t).Pack(r); !errors.Is(err, ErrRecord) || packed != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A proof is a text for people too: a holder can read what it says, and white space does not matter
// up to the length of the longest file.
func TestProofFilesAsText(t *testing.T) {
	p := newProving(t, 10)
	file := p.prove(t, p.record(t, 3), PayloadPart)
	if !strings.HasPrefix(string(file), "{\n  \"format\": ") || !strings.HasSuffix(string(file), "\n}\n") {
		t.Errorf("the file is written as %.40q…", file)
	}
	for length, good := range map[int]bool{maxProofBytes: true, maxProofBytes + 1: false} {
		text := string(file) + strings.Repeat(" ", length-len(file))
		if _, err := CheckProof([]byte(text), p.key); (err == nil) != good || !good && !errors.Is(err, ErrProof) {
			t.Errorf("a file of %d bytes: %v", length, err)
		}
	}
}

// The names go into logs, and into what the doctor says; they may only be added to.
func TestNamesOfRelations(t *testing.T) {
	for r, want := range map[Relation]string{
		0: "unknown", Same: "same", Extends: "extends", Shorter: "shorter", Disagrees: "disagrees", Disagrees + 1: "unknown",
	} {
		if got := r.String(); got != want {
			t.Errorf("relation %d is called %q, want %q", r, got, want)
		}
	}
}

// An audit of a country must not ask its database for one node after another.
func TestAnAuditReadsNodesByThePage(t *testing.T) {
	r := filled(t, plainCodec(t), 1500)
	c := &counting{Reader: r}
	_, err := Verify(t.Context(), Audit{Codec: r.codec, Entries: r.entries(), Nodes: c, Frontier: r.frontier.Clone()}, func(Fault) error { return nil })
	if err != nil || c.reads != 1 || c.hashes != 1500/256 {
		t.Errorf("%d reads of %d nodes, %v", c.reads, c.hashes, err)
	}
}
