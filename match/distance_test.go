package match

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// faults is optimal string alignment as the books write it, over a whole table.
func faults(a, b string) int {
	x, y := []rune(a), []rune(b)
	table := make([][]int, len(x)+1)
	for i := range table {
		table[i] = make([]int, len(y)+1)
		table[i][0] = i
	}
	for j := range y {
		table[0][j+1] = j + 1
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			best := min(table[i-1][j]+1, table[i][j-1]+1, table[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				best = min(best, table[i-2][j-2]+1)
			}
			table[i][j] = best
		}
	}
	return table[len(x)][len(y)]
}

func TestApartCountsFaults(t *testing.T) {
	word := rapid.StringMatching(`[abກ]{0,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		for limit := range 5 {
			if got, want := WithinEdits(a, b, limit), faults(a, b) <= limit; got != want {
				t.Fatalf("%q and %q, %d faults: within %d: %v", a, b, faults(a, b), limit, got)
			}
		}
	})
	// Of a text that is longer than any name the rest is not compared.
	long := strings.Repeat("x", longest)
	if !WithinEdits(long+"abc", long, 0) || WithinEdits(long[:longest-1]+"y", long, 0) {
		t.Error("the limit of a name's length")
	}
}

// The examples of Winkler's papers.
func TestSimilarAsPublished(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"MARTHA", "MARHTA", 0.961},
		{"DIXON", "DICKSONX", 0.813},
		{"DWAYNE", "DUANE", 0.840},
		{"JONES", "JOHNSON", 0.832},
		{"ABROMS", "ABRAMS", 0.922},
		{"HARDIN", "MARTINEZ", 0.722},
		{"ITMAN", "SMITH", 0.467},
		{"CRATE", "TRACE", 0.733},
		{"abc", "abc", 1},
		{"abc", "xyz", 0},
		{"", "abc", 0},
		{"abc", "", 0},
		{"", "", 0},
	} {
		if got, back := Similar(c.a, c.b), Similar(c.b, c.a); math.Abs(got-c.want) > 0.0006 || got != back {
			t.Errorf("%s and %s: %.4f and %.4f, want %.3f", c.a, c.b, got, back, c.want)
		}
	}
}

func TestHowManyFaultsANameMayHave(t *testing.T) {
	for length, want := range map[int][2]int{
		0: {0, 0}, 2: {0, 0}, 3: {0, 1}, 4: {1, 2}, 7: {1, 2}, 8: {2, 3}, 30: {2, 3},
	} {
		if near, slip := nearLetters(length); near != want[0] || slip != want[1] {
			t.Errorf("length %d: %d and %d, want %v", length, near, slip, want)
		}
	}
}

func TestPartsOfNames(t *testing.T) {
	for _, c := range []struct {
		part, whole string
		want        bool
	}{
		{"can", "manican", true},
		{"man", "manican", true},
		{"nic", "manican", false},
		{"an", "manican", false},
		{"manican", "manican", false},
		{"manicanx", "manican", false},
	} {
		if got := within(c.part, c.whole); got != c.want {
			t.Errorf("%s is a part of %s: %v", c.part, c.whole, got)
		}
	}
}

func TestLongTextsAreCutByLetters(t *testing.T) {
	for _, c := range []struct {
		text  string
		runes int
		want  string
	}{{"abc", 2, "ab"}, {"ກຂຄ", 2, "ກຂ"}, {"abc", 3, "abc"}, {"abc", 0, ""}, {"", 1, ""}} {
		if got := cut(c.text, c.runes); got != c.want {
			t.Errorf("%d of %q: %q", c.runes, c.text, got)
		}
	}
}
