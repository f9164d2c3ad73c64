package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func small(t testing.TB) *Record {
	t.Helper()
	r, err := NewRecord(7, Salt{1, 2, 3}, []Part{
		{Name: "payload", Bytes: []byte("born")},
		{Name: "header", Bytes: nil},
		{Name: "effects/p1", Bytes: []byte("a name")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The leaf as the package comment spells it, put together by hand.
func TestLeafIsAsDocumented(t *testing.T) {
	r := small(t)
	seed := "01020300000000000000000000000000"
	sum := func(hexText string, more ...[]byte) []byte {
		h := sha256.Sum256(append(unhex(t, hexText), bytes.Join(more, nil)...))
		return h[:]
	}
	salt := func(i int) []byte { return sum("12" + seed + fmt.Sprintf("%04x", i))[:16] }
	effects := sum("11"+"0a", []byte("effects/p1"), sum("10", salt(0), unhex(t, "0000000000000006"), []byte("a name")))
	header := sum("11"+"06", []byte("header"), sum("10", salt(1), unhex(t, "0000000000000000")))
	payload := sum("11"+"07", []byte("payload"), sum("10", salt(2), unhex(t, "0000000000000004"), []byte("born")))
	text := bytes.Join([][]byte{unhex(t, "01"+"0000000000000007"+"0003"), effects, header, payload}, nil)
	if got, want := r.Leaf(), tlog.RecordHash(text); got != want {
		t.Errorf("leaf %x, want %x", got, want)
	}
	// And as it was when the first register was opened.
	if leaf := r.Leaf(); hex.EncodeToString(leaf[:]) != "cf816215e6d6c82aa68df130b3a6f1e8137a4fb16d530c774e574d9cdf958081" {
		t.Errorf("the leaf has become %x", leaf[:])
	}
}

func TestEverythingIsInTheLeaf(t *testing.T) {
	leaf := small(t).Leaf()
	for name, change := range map[string]func(r *Record){
		"Seq":                    func(r *Record) { r.Seq++ },
		"a byte":                 func(r *Record) { r.Parts[2].Bytes = []byte("bore") },
		"a byte more":            func(r *Record) { r.Parts[2].Bytes = []byte("born.") },
		"a salt":                 func(r *Record) { r.Parts[1].Salt[15] ^= 1 },
		"a name":                 func(r *Record) { r.Parts[0].Name = "effects/p2" },
		"a part less":            func(r *Record) { r.Parts = r.Parts[:2] },
		"a byte to another part": func(r *Record) { r.Parts[1].Bytes, r.Parts[2].Bytes = []byte("b"), []byte("orn") },
	} {
		r := small(t)
		change(r)
		if r.Leaf() == leaf {
			t.Errorf("%s changed and the leaf did not", name)
		}
	}
}

func TestErasedPartKeepsTheLeafAndNothingElse(t *testing.T) {
	r := small(t)
	seed := *r.seed
	e, err := r.Erase("effects/p1", 9)
	if err != nil {
		t.Fatal(err)
	}
	if e.Leaf() != r.Leaf() {
		t.Error("the leaf changed")
	}
	if p, _ := r.Part("effects/p1"); p.Erased != nil || string(p.Bytes) != "a name" {
		t.Error("the record it was made from changed")
	}
	for _, codec := range []*Codec{plainCodec(t), trainedCodec(t)} {
		packed, err := codec.Pack(e)
		if err != nil {
			t.Fatal(err)
		}
		gone, _ := r.Part("effects/p1")
		for what, secret := range map[string][]byte{"bytes": gone.Bytes, "salt": gone.Salt[:], "seed": seed[:]} {
			if bytes.Contains(packed, secret) {
				t.Errorf("the %s are still stored", what)
			}
		}
		back, err := codec.Unpack(7, packed)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := back.Part("effects/p1")
		if back.Leaf() != r.Leaf() || p.Erased == nil || p.Erased.By != 9 || len(p.Bytes) != 0 {
			t.Errorf("came back as %+v", p)
		}
		back.Parts[0].Name = "effects/p0"
		if back.Leaf() == r.Leaf() {
			t.Error("the name of an erased part can be altered")
		}
	}
	if _, err := e.Erase("effects/p1", 10); !errors.Is(err, ErrNoPart) {
		t.Errorf("erased again: %v", err)
	}
	if _, err := r.Erase("effects/p2", 10); !errors.Is(err, ErrNoPart) {
		t.Errorf("a part that is not there: %v", err)
	}
	if _, err := r.Erase("payload", 7); !errors.Is(err, ErrRecord) {
		t.Errorf("an act that erases itself: %v", err)
	}
	if both, err := e.Erase("payload", 12); err != nil || both.Leaf() != r.Leaf() {
		t.Errorf("two parts: %v", err)
	}
}

func TestPartsThatMakeNoRecord(t *testing.T) {
	many := make([]Part, maxParts+1)
	for i := range many {
		many[i].Name = fmt.Sprintf("%05d", i)
	}
	long := make([]Part, 9)
	for i := range long {
		long[i] = Part{Name: fmt.Sprint(i), Bytes: make([]byte, maxPartBytes)}
	}
	for name, c := range map[string]struct {
		seq   int64
		parts []Part
	}{
		"none":             {1, nil},
		"too many":         {1, many},
		"a name twice":     {1, []Part{{Name: "a"}, {Name: "b"}, {Name: "a"}}},
		"no name":          {1, []Part{{Name: ""}}},
		"a long name":      {1, []Part{{Name: strings.Repeat("a", maxNameBytes+1)}}},
		"a name in Lao":    {1, []Part{{Name: "ພາກ"}}},
		"a name in caps":   {1, []Part{{Name: "Header"}}},
		"a long part":      {1, []Part{{Name: "a", Bytes: make([]byte, maxPartBytes+1)}}},
		"long together":    {1, long},
		"Seq below 0":      {-1, []Part{{Name: "a"}}},
		"Seq out of bound": {maxSize, []Part{{Name: "a"}}},
	} {
		if _, err := NewRecord(c.seq, Salt{}, c.parts); !errors.Is(err, ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewRecord(0, Salt{}, many[:maxParts]); err != nil {
		t.Errorf("as many as allowed: %v", err)
	}
}
