package match

import (
	"math/bits"
	"unicode/utf8"
)

// nearLetters returns how many faults two names of that length may have and still be near, and how
// many if one of the two is hardly anybody's name. Short names differ by one letter because they
// are different names.
func nearLetters(length int) (near, slip int) {
	switch {
	case length < 3:
		return 0, 0
	case length < 4:
		return 0, 1
	case length < 8:
		return 1, 2
	}
	return 2, 3
}

// near reports whether two names are within so many letters, in sound or as written in one script.
func near(a, b *Word, letters int) bool {
	if letters == 0 {
		return false
	}
	if bits.OnesCount64(a.soundLetters^b.soundLetters) <= 2*letters && withinEdits(a.Sound, b.Sound, letters) {
		return true
	}
	letters = 1 // as written, a name is longer than it sounds
	return bits.OnesCount64(a.foldLetters^b.foldLetters) <= 2*letters && a.ascii() == b.ascii() && withinEdits(a.Fold, b.Fold, letters)
}

// ascii distinguishes the scripts roughly: folded Latin begins in ASCII.
func (w *Word) ascii() bool { return w.Fold[0] < utf8.RuneSelf }

// longest is how many letters of a name are compared letter by letter.
const longest = 48

// withinEdits reports whether at most limit faults turn a into b: letters added, left out,
// replaced, or two neighbours exchanged (optimal string alignment).
func withinEdits(a, b string, limit int) bool {
	var as, bs [longest]rune
	x, y := runes(as[:0], a), runes(bs[:0], b)
	if d := len(x) - len(y); d > limit || -d > limit {
		return false
	}
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return align(x, y) <= limit
}

func runes(dst []rune, s string) []rune {
	for _, r := range s {
		if len(dst) == longest {
			break
		}
		dst = append(dst, r)
	}
	return dst
}

// align counts the faults, over three rows of the usual table.
func align(x, y []rune) int {
	var rows [3][longest + 1]int
	before, above, row := &rows[0], &rows[1], &rows[2]
	for j := range y {
		above[j+1] = j + 1
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(above[j]+cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(y)]
}

// WithinEdits reports whether at most limit faults turn a into b: letters added, left out,
// replaced, or neighbours exchanged.
func WithinEdits(a, b string, limit int) bool { return withinEdits(a, b, limit) }

// The weights of a common beginning in Winkler's variant of Jaro's similarity, as he chose them.
const (
	winklerPrefix = 4
	winklerWeight = 0.1
)

// Similar is the similarity of Jaro and Winkler, from 0 to 1.
func Similar(a, b string) float64 {
	var as, bs [longest]rune
	x, y := runes(as[:0], a), runes(bs[:0], b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	j := jaro(x, y)
	prefix := 0
	for prefix < min(len(x), len(y), winklerPrefix) && x[prefix] == y[prefix] {
		prefix++
	}
	return j + float64(prefix)*winklerWeight*(1-j)
}

func jaro(x, y []rune) float64 {
	window := max(0, max(len(x), len(y))/2-1)
	var hitX, hitY [longest]bool
	hits := 0
	for i, r := range x {
		for j := max(0, i-window); j < min(len(y), i+window+1); j++ {
			if !hitY[j] && y[j] == r {
				hitX[i], hitY[j] = true, true
				hits++
				break
			}
		}
	}
	if hits == 0 {
		return 0
	}
	moved, j := 0, 0
	for i := range x {
		if !hitX[i] {
			continue
		}
		for !hitY[j] {
			j++
		}
		if x[i] != y[j] {
			moved++
		}
		j++
	}
	h := float64(hits)
	return (h/float64(len(x)) + h/float64(len(y)) + (h-float64(moved/2))/h) / 3
}
