package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// sameRecord compares what a record means. nil and empty bytes mean the same.
func sameRecord(a, b *Record) bool {
	return cmp.Equal(a, b, cmp.AllowUnexported(Record{}), cmpopts.EquateEmpty())
}

func drawRecord(t *rapid.T) *Record {
	parts := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) Part {
		return Part{
			Name:  rapid.StringMatching(`[a-z0-9/._-]{1,20}`).Draw(t, "name"),
			Bytes: rapid.SliceOfN(rapid.Byte(), 0, 400).Draw(t, "bytes"),
		}
	}), 1, 30, func(p Part) string { return p.Name }).Draw(t, "parts")
	seed := Salt(rapid.SliceOfN(rapid.Byte(), SaltBytes, SaltBytes).Draw(t, "seed"))
	seq := rapid.Int64Range(0, 1<<40).Draw(t, "seq")
	r, err := NewRecord(seq, seed, parts)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		if rapid.IntRange(0, 9).Draw(t, "erase") == 0 {
			if r, err = r.Erase(p.Name, seq+1); err != nil {
				t.Fatal(err)
			}
		}
	}
	return r
}

func TestPackedRecordsComeBack(t *testing.T) {
	for name, codec := range map[string]*Codec{"plain": plainCodec(t), "dictionary": trainedCodec(t)} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				r := drawRecord(t)
				packed, err := codec.Pack(r)
				if err != nil {
					t.Fatal(err)
				}
				back, err := codec.Unpack(r.Seq, packed)
				if err != nil {
					t.Fatal(err)
				}
				if !sameRecord(r, back) || r.Leaf() != back.Leaf() {
					t.Fatal(cmp.Diff(r, back, cmp.AllowUnexported(Record{}), cmpopts.EquateEmpty()))
				}
				clear(packed) // the record must not hang on these bytes
				if r.Leaf() != back.Leaf() {
					t.Fatal("the record shares memory with its packed bytes")
				}
			})
		})
	}
}

func TestDictionariesGrowOldTogether(t *testing.T) {
	records := births(t, 1000)
	var dicts [][]byte
	for id := uint8(1); id <= 2; id++ {
		d, err := NewDictionary(id, records[:50*int(id)])
		if err != nil {
			t.Fatal(err)
		}
		dicts = append(dicts, d)
	}
	codec := func(d ...[]byte) *Codec {
		c, err := NewCodec(d...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	r := records[0]
	first, second := codec(dicts[0]), codec(dicts...)
	byFirst, err := first.Pack(r)
	if err != nil {
		t.Fatal(err)
	}
	bySecond, err := second.Pack(r)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := plainCodec(t).Pack(r)
	if err != nil {
		t.Fatal(err)
	}
	for name, packed := range map[string][]byte{"plain": plain, "first": byFirst, "second": bySecond} {
		if back, err := second.Unpack(r.Seq, packed); err != nil || !sameRecord(r, back) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := first.Unpack(r.Seq, bySecond); !errors.Is(err, ErrDictionary) {
		t.Errorf("a dictionary that is not there: %v", err)
	}
	if _, err := NewCodec(dicts[0], dicts[0]); !errors.Is(err, ErrDictionary) {
		t.Errorf("one twice: %v", err)
	}
	if _, err := NewCodec([]byte("not a dictionary")); !errors.Is(err, ErrDictionary) {
		t.Errorf("none: %v", err)
	}
	if _, err := NewDictionary(0, records); !errors.Is(err, ErrDictionary) {
		t.Errorf("id 0: %v", err)
	}
}

// A thousand acts must not take more room than the budget of storage supposes:
// less than half of what they are plain.
func TestPackedActsAreSmall(t *testing.T) {
	codec, plain := trainedCodec(t), plainCodec(t)
	var small, large int
	records := births(t, 1000)
	for _, r := range records {
		p, err := codec.Pack(r)
		if err != nil {
			t.Fatal(err)
		}
		q, err := plain.Pack(r)
		if err != nil {
			t.Fatal(err)
		}
		small, large = small+len(p), large+len(q)
	}
	t.Logf("%d bytes an act, %d plain", small/len(records), large/len(records))
	if small*2 > large {
		t.Errorf("%d bytes instead of %d", small, large)
	}
}

func TestUnpackRefuses(t *testing.T) {
	r := small(t)
	erased, err := r.Erase("payload", 9)
	if err != nil {
		t.Fatal(err)
	}
	pack := func(r *Record) []byte {
		b, err := plainCodec(t).Pack(r)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	good, open := pack(r), pack(erased)
	alter := func(b []byte, at int, by byte) []byte {
		b = slices.Clone(b)
		b[at] = by
		return b
	}
	for name, packed := range map[string][]byte{
		"nothing":               nil,
		"a later format":        alter(good, 0, 0x22),
		"an unknown flag":       alter(good, 0, good[0]|0x40),
		"no parts":              alter(good, 1, 0),
		"more parts":            alter(good, 1, 4),
		"a byte more":           append(slices.Clone(good), 0),
		"a byte less":           good[:len(good)-1],
		"a varint in two bytes": slices.Concat(good[:1], []byte{0x83, 0}, good[2:]),
		"no dictionary's id":    slices.Concat([]byte{good[0] | 0x10}, good[1:18], []byte{0}, good[18:]),
		"an unknown mark":       alter(open, 2, 2),
		"names out of order":    bytes.Replace(good, []byte("header"), []byte("zeader"), 1),
		"a name in caps":        bytes.Replace(good, []byte("header"), []byte("Header"), 1),
	} {
		if got, err := plainCodec(t).Unpack(7, packed); !errors.Is(err, ErrPacked) || got != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := plainCodec(t).Unpack(9, open); !errors.Is(err, ErrPacked) {
		t.Errorf("erased by itself: %v", err)
	}
}

// Bytes packed by the first version must be read for as long as a register has
// some; the library may write others tomorrow.
func TestReleasedPackedRecordsAreRead(t *testing.T) {
	sample := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata", "v1", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	codec, err := NewCodec(sample("dictionary"))
	if err != nil {
		t.Fatal(err)
	}
	want := births(t, 3)
	if want[2], err = want[2].Erase(PayloadPart, 77); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"plain", "packed", "erased"} {
		got, err := codec.Unpack(int64(i), sample(name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !sameRecord(want[i], got) {
			t.Errorf("%s came back as another record", name)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	codec := trainedCodec(f)
	for i, r := range births(f, 4) {
		if i == 2 {
			r, _ = r.Erase(HeaderPart, 99)
		}
		for _, c := range []*Codec{codec, plainCodec(f)} {
			packed, err := c.Pack(r)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(packed)
		}
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		r, err := codec.Unpack(5, packed)
		if err != nil {
			if !errors.Is(err, ErrPacked) && !errors.Is(err, ErrDictionary) {
				t.Fatal(err)
			}
			return
		}
		again, err := codec.Pack(r)
		if err != nil {
			t.Fatal(err)
		}
		back, err := codec.Unpack(5, again)
		if err != nil || !sameRecord(r, back) {
			t.Fatal(fmt.Sprint(err), cmp.Diff(r, back, cmp.AllowUnexported(Record{}), cmpopts.EquateEmpty()))
		}
	})
}
