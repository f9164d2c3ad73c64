package zpack

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestShortened(t *testing.T) {
	const id = "01a19467-e800-73a9-a2c8-f9fc08f945c7"
	for _, c := range []struct {
		name, text string
		length     int
	}{
		{"nothing", "", 0},
		{"an id", id, 17},
		{"two ids side by side", id + id, 34},
		{"an id in capitals", strings.ToUpper(id), 36},
		{"an id cut short", id[:35], 35},
		{"a hash in quotes", `"` + strings.Repeat("0123456789abcdef", 4) + `"`, 35},
		{"a hash without", strings.Repeat("0123456789abcdef", 4), 64},
		{"a hash with a wrong digit", `"` + strings.Repeat("0123456789abcdeg", 4) + `"`, 66},
		{"dates", `"2001-01-01","2002-02-02"`, 25},
		{"Lao", "ບົວພັນ", 8},
		{"Lao in Latin", "a ບ b", 7},
		{"a cut letter", "ບ\xe0\xba", 5},
		{"Lao, then another script", "ບé", 5},
		{"more Lao than one count", strings.Repeat("ບ", 300), 304},
		{"Thai", "ก", 3},
	} {
		short, ok := shorten(nil, []byte(c.text))
		if !ok || len(short) != c.length {
			t.Errorf("%s: %d bytes, %v; want %d", c.name, len(short), ok, c.length)
		}
		if back, ok := lengthen(nil, short, len(c.text)); !ok || string(back) != c.text {
			t.Errorf("%s came back as %q", c.name, back)
		}
		if _, ok := lengthen(nil, short, len(c.text)-1); ok && c.text != "" {
			t.Errorf("%s: longer than allowed", c.name)
		}
	}
	for _, marked := range []string{"\x01", "a\x02b"} {
		if _, ok := shorten(nil, []byte(marked)); ok {
			t.Errorf("%q cannot be told from what is shortened", marked)
		}
	}
	for _, cut := range []string{"\x01short", "\x02", "\x02\x04ab", "\x03short"} {
		if _, ok := lengthen(nil, []byte(cut), 100); ok {
			t.Errorf("%q ends too soon", cut)
		}
	}
}

func TestWhatIsShortenedComesBack(t *testing.T) {
	piece := rapid.OneOf(
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 40), func(b []byte) string { return string(b) }),
		rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`),
		rapid.StringMatching(`[0-9a-f-]{0,40}`),
		rapid.StringMatching(`"[0-9a-f]{63,65}"`),
		rapid.StringMatching(`[ກ-ໝ]{0,9}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), ""))
		short, ok := shorten(nil, text)
		if marked := bytes.ContainsAny(text, "\x01\x02\x03"); ok == marked {
			t.Fatalf("ok %v, marked %v", ok, marked)
		}
		if back, good := lengthen(nil, short, len(text)); ok && (!good || !bytes.Equal(back, text)) {
			t.Fatalf("%q came back as %q", text, back)
		}
	})
}
