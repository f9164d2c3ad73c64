package number

import (
	"errors"
	"testing"
)

// Message catalogues are keyed by these names.
func TestNamesOfProblems(t *testing.T) {
	for p, want := range map[Problem]string{
		WrongLength: "number-length", NotDigits: "number-not-digits", LeadingZero: "number-leading-zero",
		WrongCheckDigits: "number-check-digits", 0: "number-invalid", WrongCheckDigits + 1: "number-invalid",
	} {
		if got := p.Code(); got != want {
			t.Errorf("problem %d is called %q, want %q", p, got, want)
		}
		if got := p.Error(); got != "number: "+want {
			t.Errorf("problem %d as an error: %q", p, got)
		}
	}
}

// Counter takes the canonical form only, and says what is wrong with anything else.
func TestCounterOfNoNumber(t *testing.T) {
	s := testScheme(t, 6)
	n, err := s.Format(42)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]error{
		n[:11]: WrongLength, n + "0": WrongLength, "": WrongLength,
		n[:5] + "/" + n[6:]: NotDigits, n[:5] + ":" + n[6:]: NotDigits, n[:4] + " " + n[4:11]: NotDigits,
		"0" + n[1:]:                           LeadingZero,
		n[:11] + string('0'+(n[11]-'0'+1)%10): WrongCheckDigits,
	} {
		if c, err := s.Counter(text); !errors.Is(err, want) || c != 0 {
			t.Errorf("%q has the counter %d, %v, want %v", text, c, err, want)
		}
	}
}

func TestEveryLaoDigitIsRead(t *testing.T) {
	s := testScheme(t, 6)
	met := map[rune]bool{}
	for counter := range uint64(20) {
		n, err := s.Format(counter)
		if err != nil {
			t.Fatal(err)
		}
		lao := []rune{}
		for _, d := range n {
			met[d] = true
			lao = append(lao, laoZero+d-'0')
		}
		if got, err := s.Parse(string(lao)); got != n || err != nil {
			t.Errorf("%s is read as %q, %v", string(lao), got, err)
		}
		for _, beside := range []string{"\u0ecf", "\u0eda"} { // the neighbours of the Lao digits
			if _, err := parse(beside + n[1:]); !errors.Is(err, NotDigits) {
				t.Errorf("%U is taken for a digit: %v", []rune(beside), err)
			}
		}
	}
	if len(met) != 10 {
		t.Fatalf("only %d digits were met", len(met))
	}
}

// What people type between the groups: each separator that the program names, and white space.
func TestEverySeparatorIsPassedOver(t *testing.T) {
	n, err := testScheme(t, 6).Format(42)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range "-\u00ad\u2010\u2011\u2012\u2013\u2212\u200b\u3000\v" {
		if got, err := parse(n[:4] + string(r) + n[4:]); got != n || err != nil {
			t.Errorf("with %U: %q, %v", r, got, err)
		}
	}
	// A number with a space after each of twelve Lao digits is within the limit.
	spaced := ""
	for _, d := range n {
		spaced += string(laoZero+d-'0') + " "
	}
	if got, err := parse(spaced); got != n || err != nil {
		t.Errorf("spaced: %q, %v", got, err)
	}
	for length, want := range map[int]error{maxTypedBytes: nil, maxTypedBytes + 1: NotDigits} {
		text := n
		for len(text) < length {
			text += " "
		}
		if _, err := parse(text); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}

func TestGroupLeavesOtherTextsAlone(t *testing.T) {
	for text, want := range map[string]string{
		"481590273672": "4815 9027 3672", "4815902736": "4815902736", "4815902736721": "4815902736721", "": "", "ນາງ": "ນາງ",
	} {
		if got := Group(text); got != want {
			t.Errorf("Group(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPermutationNeedsAKeyAndASize(t *testing.T) {
	for _, n := range []uint64{0, 1, 1<<62 + 1, 1<<64 - 1} {
		if p, err := newPermutation(testKey(7), n); err == nil || p != nil {
			t.Errorf("a permutation of %d values", n)
		}
	}
	for _, n := range []uint64{2, 1 << 62} {
		if _, err := newPermutation(testKey(7), n); err != nil {
			t.Errorf("%d values: %v", n, err)
		}
	}
	if p, err := newPermutation(testKey(7)[:5], 100); err == nil || p != nil {
		t.Error("a permutation under a key of 5 bytes")
	}
	for _, length := range []int{0, keyBytes - 1, keyBytes + 1} {
		if s, err := NewTwelve(make([]byte, length)); !errors.Is(err, ErrKey) || s != nil {
			t.Errorf("a scheme under a key of %d bytes: %v", length, err)
		}
	}
}

// A letter is what is wrong, also where there are digits enough without it.
func TestALetterTooMany(t *testing.T) {
	n, err := testScheme(t, 6).Format(42)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"N" + n, n + "N", n[:6] + "." + n[6:]} {
		if got, err := parse(text); !errors.Is(err, NotDigits) || got != "" {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
	for _, text := range []string{n[:3], n[:5] + "/" + n[6:], "0" + n[1:], n[:10] + "00"} {
		if b, err := body(text); b != 0 || err == nil {
			t.Errorf("%q has the body %d, %v", text, b, err)
		}
	}
}
