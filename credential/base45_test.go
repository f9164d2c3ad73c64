package credential

import (
	"bytes"
	"testing"
)

func TestBase45ExamplesOfRFC9285(t *testing.T) {
	for plain, text := range map[string]string{
		"":        "",
		"AB":      "BB8",
		"Hello!!": "%69 VD92EX0",
		"base-45": "UJCLQE7W581",
		"ietf!":   "QED8WEX0",
	} {
		if got := encodeBase45([]byte(plain)); got != text {
			t.Errorf("encode %q: %q, want %q", plain, got, text)
		}
		if got, err := decodeBase45(text); err != nil || string(got) != plain {
			t.Errorf("decode %q: %q, %v, want %q", text, got, err, plain)
		}
	}
}

func TestBase45Refuses(t *testing.T) {
	for name, text := range map[string]string{
		"a dangling character":          "BB8A",
		"lower case":                    "bb8",
		"a line feed":                   "BB8BB\n",
		"a character outside":           "BB=",
		"a letter of more than a byte":  "BBé",
		"65536 in three (RFC 9285, 4)":  "GGX",
		"the largest of three":          ":::",
		"256 in two":                    "V5",
		"the largest of two, at an end": "BB8::",
	} {
		if got, err := decodeBase45(text); err == nil {
			t.Errorf("%s: %q was read as %x", name, text, got)
		}
	}
	if got, err := decodeBase45("FGW"); err != nil || !bytes.Equal(got, []byte{0xff, 0xff}) {
		t.Errorf("65535: %x, %v", got, err)
	}
}

// What decodes, encodes to the same text: no two texts are one byte string.
func FuzzBase45(f *testing.F) {
	for _, seed := range []string{"", "BB8", "%69 VD92EX0", "GGW", ":::", "BB8::", "6BFW70T30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := decodeBase45(text)
		if err == nil && encodeBase45(b) != text {
			t.Fatalf("%q decodes to %x, which encodes to %q", text, b, encodeBase45(b))
		}
		if back, err := decodeBase45(encodeBase45([]byte(text))); err != nil || string(back) != text {
			t.Fatalf("%q as bytes does not come back: %q, %v", text, back, err)
		}
	})
}
