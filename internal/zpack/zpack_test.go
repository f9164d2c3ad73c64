package zpack

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func texts(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = fmt.Appendf(nil, `{"acts":[%d],"names":[{"key":"%d.1","value":{"forms":[{"script":"Laoo","parts":[{"given":"ບຸນມີ"},{"surname":"ວົງສາ"}]}]}}],"as":"01a19467-e800-7%03x-a2c8-f9fc08f945c7"}`, i, i, i)
	}
	return out
}

func packer(t testing.TB, ids ...uint8) *Packer {
	t.Helper()
	var ds [][]byte
	for _, id := range ids {
		d, err := NewDictionary(id, texts(20*int(id)))
		if err != nil {
			t.Fatal(err)
		}
		ds = append(ds, d)
	}
	p, err := New(ds...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTextsComeBack(t *testing.T) {
	one, two, none := packer(t, 1), packer(t, 1, 2), packer(t)
	for _, text := range texts(30) {
		small, ok := one.Pack([]byte("before"), text)
		if !ok || len(small)-6 > len(text)/3 {
			t.Fatalf("%d of %d bytes, %v", len(small), len(text), ok)
		}
		back, err := two.Unpack([]byte("x"), small[6:], len(text))
		if err != nil || string(back) != "x"+string(text) {
			t.Fatalf("%q, %v", back, err)
		}
		if _, err := two.Unpack(nil, small[6:], len(text)-1); !errors.Is(err, ErrPacked) {
			t.Errorf("longer than allowed: %v", err)
		}
		if _, err := none.Unpack(nil, small[6:], len(text)); !errors.Is(err, ErrDictionary) {
			t.Errorf("without its dictionary: %v", err)
		}
		if _, ok := none.Pack(nil, text); ok {
			t.Error("packed without a dictionary")
		}
	}
}

func TestWhatIsBetterKeptAsItIs(t *testing.T) {
	p := packer(t, 1)
	for _, text := range []string{"", "x", "q\x01" + string(texts(1)[0]), "\x7f\x91\x03\x55"} {
		if out, ok := p.Pack([]byte("before"), []byte(text)); ok || string(out) != "before" {
			t.Errorf("%q: packed to %q", text, out)
		}
		if Packed([]byte(text)) && text != "" {
			t.Errorf("%q cannot be told from a packed text", text)
		}
	}
}

func TestDictionaries(t *testing.T) {
	d, err := NewDictionary(3, texts(9))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][][]byte{"twice": {d, d}, "empty": {{}}, "another's": {[]byte("{dictionary}")}, "cut": {d[:3]}} {
		if _, err := New(bad...); !errors.Is(err, ErrDictionary) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, id := range []uint8{0, maxID + 1} {
		if _, err := NewDictionary(id, texts(9)); !errors.Is(err, ErrDictionary) {
			t.Errorf("id %d: %v", id, err)
		}
	}
	if _, err := NewDictionary(1, nil); !errors.Is(err, ErrDictionary) {
		t.Errorf("of nothing: %v", err)
	}
}

// A changed block gives an error or a text, and never more than was asked for.
func TestBrokenBlocks(t *testing.T) {
	p := packer(t, 1)
	text := texts(3)[2]
	good, _ := p.Pack(nil, text)
	rapid.Check(t, func(t *rapid.T) {
		bad := bytes.Clone(good)
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			bad[rapid.IntRange(0, len(bad)-1).Draw(t, "at")] ^= rapid.Byte().Draw(t, "by")
		}
		bad = bad[:rapid.IntRange(0, len(bad)).Draw(t, "length")]
		out, err := p.Unpack(nil, bad, 1000)
		if len(out) > 1000 || err != nil && len(out) > 0 {
			t.Fatalf("%d bytes, %v", len(out), err)
		}
	})
}

func BenchmarkPack(b *testing.B) {
	p, list := packer(b, 1), texts(100)
	var out []byte
	i := 0
	for b.Loop() {
		out, _ = p.Pack(out[:0], list[i%len(list)])
		i++
	}
}

func BenchmarkUnpack(b *testing.B) {
	p := packer(b, 1)
	packed, _ := p.Pack(nil, texts(50)[49])
	var out []byte
	for b.Loop() {
		out, _ = p.Unpack(out[:0], packed, 10_000)
	}
}
