package number

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testKey(fill byte) []byte { return bytes.Repeat([]byte{fill}, keyBytes) }

func testScheme(t testing.TB, fill byte) *Twelve {
	t.Helper()
	s, err := NewTwelve(testKey(fill))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPermutationIsABijection(t *testing.T) {
	for _, n := range []uint64{2, 3, 4, 5, 16, 17, 64, 1000, 4096, 4097, 90_000} {
		p, err := newPermutation(testKey(7), n)
		if err != nil {
			t.Fatal(err)
		}
		seen := make([]bool, n)
		for v := range n {
			w := p.forward(v)
			if w >= n || seen[w] {
				t.Fatalf("n=%d: %d goes to %d, outside or taken", n, v, w)
			}
			seen[w] = true
			if back := p.backward(w); back != v {
				t.Fatalf("n=%d: %d comes back as %d", n, v, back)
			}
		}
	}
}

// The numbers of a released version must never change: these were made by the
// first one. Somebody carries each.
func TestNumbersStayAsReleased(t *testing.T) {
	s := testScheme(t, 1)
	if got, want := s.Fingerprint(), "twelve1-0f6733078605e6b4"; got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
	for counter, want := range map[uint64]string{
		0: "224822707585", 1: "383030132639", 2: "383888508822", 1_000_000: "375610090770", bodies - 1: "202552480107",
	} {
		if got, err := s.Format(counter); err != nil || got != want {
			t.Errorf("counter %d: %s, %v, want %s", counter, got, err, want)
		}
	}
}

func TestEveryCounterComesBack(t *testing.T) {
	s := testScheme(t, 2)
	rapid.Check(t, func(t *rapid.T) {
		counter := rapid.Uint64Range(0, bodies-1).Draw(t, "counter")
		n, err := s.Format(counter)
		if err != nil || len(n) != Digits || n[0] == '0' {
			t.Fatalf("counter %d gives %q, %v", counter, n, err)
		}
		v, _ := strconv.ParseUint(n, 10, 64)
		if v%97 != 1 {
			t.Fatalf("%s leaves %d modulo 97 (ISO 7064 wants 1)", n, v%97)
		}
		if back, err := s.Counter(n); err != nil || back != counter {
			t.Fatalf("%s comes back as %d, %v, not %d", n, back, err, counter)
		}
		if got, err := s.Parse(Group(n)); err != nil || got != n {
			t.Fatalf("Parse(Group(%s)) = %s, %v", n, got, err)
		}
	})
}

func TestCounterPastTheEnd(t *testing.T) {
	s := testScheme(t, 3)
	if _, err := s.Format(s.Capacity() - 1); err != nil {
		t.Errorf("the last counter: %v", err)
	}
	for _, c := range []uint64{s.Capacity(), s.Capacity() + 1, 1 << 34, 1<<64 - 1} {
		if n, err := s.Format(c); !errors.Is(err, ErrExhausted) {
			t.Errorf("counter %d gives %q, %v", c, n, err)
		}
	}
}

// chi2 is the statistic of counts against equal expectation.
func chi2(counts []int) float64 {
	total := 0
	for _, c := range counts {
		total += c
	}
	want := float64(total) / float64(len(counts))
	x := 0.0
	for _, c := range counts {
		x += (float64(c) - want) * (float64(c) - want) / want
	}
	return x
}

// The numbers of consecutive counters look like draws from a hat: the limits
// are the upper 10⁻⁶ points of chi-square (a fixed key, so a fixed outcome).
func TestConsecutiveCountersAreUniform(t *testing.T) {
	s := testScheme(t, 4)
	const draws = 90_000
	leading := make([]int, 90)    // two leading digits, 10 to 99
	difference := make([]int, 90) // step from one body to the next, modulo the space
	trailing := make([]int, 100)  // last two digits of the body
	var before uint64
	for c := range uint64(draws) {
		n, err := s.Format(c)
		if err != nil {
			t.Fatal(err)
		}
		b, err := body(n)
		if err != nil {
			t.Fatal(err)
		}
		leading[b/100_000_000-10]++
		trailing[b%100]++
		if c > 0 {
			difference[(b+bodies-before)%bodies/(bodies/90)]++
		}
		before = b
	}
	for _, c := range []struct {
		what   string
		counts []int
		limit  float64
	}{
		{"leading digits", leading, 165},   // 89 degrees of freedom
		{"differences", difference, 165},   // 89
		{"trailing digits", trailing, 178}, // 99
	} {
		if x := chi2(c.counts); x > c.limit {
			t.Errorf("%s: chi-square %.1f, limit %.0f", c.what, x, c.limit)
		}
	}
}

func TestEveryTypingErrorIsCaught(t *testing.T) {
	s := testScheme(t, 5)
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n, err := s.Format(random.Uint64N(bodies))
		if err != nil {
			t.Fatal(err)
		}
		for i := range Digits {
			for d := byte('0'); d <= '9'; d++ {
				if wrong := n[:i] + string(d) + n[i+1:]; d != n[i] {
					mustBeCaught(t, n, wrong)
				}
			}
			if i > 0 && n[i-1] != n[i] {
				mustBeCaught(t, n, n[:i-1]+string(n[i])+string(n[i-1])+n[i+1:])
			}
		}
	}
}

func mustBeCaught(t *testing.T, right, wrong string) {
	t.Helper()
	if _, err := parse(wrong); !errors.Is(err, WrongCheckDigits) && !errors.Is(err, LeadingZero) {
		t.Fatalf("%s for %s: %v", wrong, right, err)
	}
}

func TestParse(t *testing.T) {
	n, err := testScheme(t, 6).Format(42)
	if err != nil {
		t.Fatal(err)
	}
	lao := strings.Map(func(r rune) rune { return laoZero + r - '0' }, n)
	zero := "0" + n[1:]
	other := n[:10] + "00"
	if v, _ := strconv.Atoi(n[10:]); v == 97 {
		t.Fatal("choose a counter whose check digits are not 97")
	}
	for _, c := range []struct {
		name, text, want string
		problem          error
	}{
		{"plain", n, n, nil},
		{"groups", n[:4] + " " + n[4:8] + " " + n[8:], n, nil},
		{"hyphens", n[:3] + "-" + n[3:6] + "\u2011" + n[6:], n, nil},
		{"around", "\t " + n + "\u00a0\n", n, nil},
		{"Lao digits", lao, n, nil},
		{"Lao and Latin mixed, zero-width space", lao[:9] + "\u200b" + n[3:], n, nil},
		{"empty", "", "", WrongLength},
		{"separators only", " - ", "", WrongLength},
		{"short", n[:11], "", WrongLength},
		{"long", n + "1", "", WrongLength},
		{"letter O", "O" + n[1:], "", NotDigits},
		{"Arabic digits", "\u0661" + n[1:], "", NotDigits},
		{"not UTF-8", "\xff" + n[1:], "", NotDigits},
		{"a book", strings.Repeat("1", 1000), "", NotDigits},
		{"first digit 0", zero, "", LeadingZero},
		{"other check digits", other, "", WrongCheckDigits},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parse(c.text)
			if got != c.want || !errors.Is(err, c.problem) {
				t.Errorf("Parse = %q, %v, want %q, %v", got, err, c.want, c.problem)
			}
		})
	}
}

// The worked example of ISO 7064 for MOD 97-10: 794 takes 44.
func TestCheckDigitsOfTheStandard(t *testing.T) {
	if got := check(794); got != 44 {
		t.Errorf("794 takes %d, want 44", got)
	}
}

// 98 and 01 are congruent modulo 97; only one of them may be written.
func TestCheckDigitsHaveOneSpelling(t *testing.T) {
	for b := uint64(firstBody); b < firstBody+97; b++ {
		spellings := 0
		for c := range uint64(100) {
			if _, err := body(strconv.FormatUint(b*100+c, 10)); err == nil {
				spellings++
			}
		}
		if spellings != 1 {
			t.Fatalf("body %d has %d spellings", b, spellings)
		}
	}
}

func TestAnotherKeyIsAnotherScheme(t *testing.T) {
	a, again, b := testScheme(t, 8), testScheme(t, 8), testScheme(t, 9)
	if a.Fingerprint() != again.Fingerprint() || a.Fingerprint() == b.Fingerprint() {
		t.Errorf("fingerprints %s, %s, %s", a.Fingerprint(), again.Fingerprint(), b.Fingerprint())
	}
	same := 0
	for c := range uint64(1000) {
		x, _ := a.Format(c)
		y, _ := b.Format(c)
		if x == y {
			same++
		}
	}
	if same > 0 {
		t.Errorf("%d of 1000 numbers are alike under two keys", same)
	}
	if _, err := NewTwelve(make([]byte, 16)); !errors.Is(err, ErrKey) {
		t.Errorf("a short key: %v", err)
	}
}

// Two people who type the same digits otherwise mean the same number, and
// nothing typed makes Parse accept what Counter would not.
func FuzzParse(f *testing.F) {
	s := testScheme(f, 6)
	n, _ := s.Format(42)
	f.Add(n)
	f.Add(" ໑໒໓-456 789 012")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parse(text)
		if err != nil {
			var p Problem
			if got != "" || !errors.As(err, &p) {
				t.Fatalf("%q, %v", got, err)
			}
			return
		}
		c, err := s.Counter(got)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := s.Format(c); err != nil || back != got {
			t.Fatalf("%s, %v, not %s", back, err, got)
		}
	})
}

func BenchmarkFormat(b *testing.B) {
	s := testScheme(b, 1)
	b.ReportAllocs()
	var c uint64
	for b.Loop() {
		if _, err := s.Format(c); err != nil {
			b.Fatal(err)
		}
		c++
	}
}
