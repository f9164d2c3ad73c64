package names

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// System is a published way of writing Lao in Latin letters.
type System uint8

// The systems. BGNPCGN1966 is what maps and gazetteers use; MOH2020 is the Ministry of Health's.
const (
	BGNPCGN1966 System = iota
	MOH2020
)

func (s System) String() string {
	switch s {
	case BGNPCGN1966:
		return "BGN/PCGN 1966"
	case MOH2020:
		return "MOH 2020"
	}
	return fmt.Sprintf("System(%d)", uint8(s))
}

// Romanise writes the Lao in s in Latin letters, in lower case; Lao digits become 0 to 9, all else
// stays as it is. No Lao letter is left. BGNPCGN1966 sets a hyphen between syllables, MOH2020
// between two vowels.
func Romanise(s string, system System) string {
	var stack [latinOnStack]byte
	return string(system.table().appendText(stack[:0], strings.ToValidUTF8(s, string(utf8.RuneError))))
}

// latinOnStack covers the romanisation of a name or a place; longer text allocates.
const latinOnStack = 512

func (t *latinTable) appendText(dst []byte, s string) []byte {
	var stack [cellsOnStack]laoCell
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case isLaoText(r):
			cells, end := appendLaoCells(stack[:0], s)
			l := newLaoReader(cells, false)
			dst = t.appendRun(dst, &l)
			s = s[end:]
			continue
		case r == 'ຯ':
			dst = append(dst, '.')
		case r == '฿' || r < 0x0E80 || r > 0x0EFF:
			dst = append(dst, s[:size]...)
		default:
			dst = utf8.AppendRune(dst, asciiDigit(r))
		}
		s = s[size:]
	}
	return dst
}

// appendRun appends the syllables of one Lao run as far as l is certain of them.
func (t *latinTable) appendRun(dst []byte, l *laoReader) []byte {
	start := len(dst)
	for i := 0; i < l.limit; {
		var stack [32]byte
		syl := l.next(i)
		if l.past {
			break
		}
		i = syl.to
		letters := t.appendSyllable(stack[:0], syl)
		dst = t.join(dst, start, letters)
		if syl.repeated {
			dst = t.join(dst, start, letters)
		}
	}
	return dst
}

// join appends one syllable to the word that begins at start.
func (t *latinTable) join(dst []byte, start int, letters []byte) []byte {
	if len(letters) == 0 {
		return dst
	}
	if len(dst) > start && (t.hyphens || endsInVowel(dst[len(dst)-1]) && endsInVowel(letters[0])) {
		dst = append(dst, '-')
	}
	return append(dst, letters...)
}

// endsInVowel takes one byte of romanised text; in these systems only vowels carry accents. y is a
// consonant here.
func endsInVowel(c byte) bool { return c >= utf8.RuneSelf || c != 'y' && isVowelLetter(c) }

// appendSyllable appends the Latin letters of one syllable.
func (t *latinTable) appendSyllable(dst []byte, s syllable) []byte {
	rime, whole := t.rimes[rimeKey{s.vowel, s.final}]
	if !whole {
		rime = t.rimes[rimeKey{s.vowel, 0}]
	}
	switch {
	case s.onset == 'ຫ' && isHoSonorant(s.second):
		dst = append(dst, t.onsets[laoIndex(s.second)]...)
	case s.second == 'ວ' && rime != "" && rime[0] == 'a':
		dst = append(append(dst, t.onsets[laoIndex(s.onset)]...), t.medialBeforeA...)
	case s.second != 0:
		dst = append(append(dst, t.onsets[laoIndex(s.onset)]...), t.medials[laoIndex(s.second)]...)
	case s.onset != 0:
		dst = append(dst, t.onsets[laoIndex(s.onset)]...)
	}
	dst = append(dst, rime...)
	if s.final != 0 && !whole {
		dst = append(dst, t.finals[laoIndex(s.final)]...)
	}
	return dst
}

// latinTable is one system, read from its data file. Letters are found by their place in the Lao
// block.
type latinTable struct {
	onsets, medials, finals [laoBlock]string
	medialBeforeA           string // ວ as second letter before a rime in a
	rimes                   map[rimeKey]string
	hyphens                 bool // between all syllables, not only between vowels
}

type rimeKey struct {
	vowel vowel
	final rune
}

const (
	laoFirst = 0x0E80
	laoBlock = 0x80
)

func laoIndex(r rune) int { return int(r-laoFirst) & (laoBlock - 1) }

//go:embed data/bgn-pcgn-1966.tsv
var bgnData string

//go:embed data/moh-2020.tsv
var mohData string

var (
	bgnTable = sync.OnceValue(func() *latinTable { return mustReadTable(bgnData) })
	mohTable = sync.OnceValue(func() *latinTable { return mustReadTable(mohData) })
)

func (s System) table() *latinTable {
	if s == MOH2020 {
		return mohTable()
	}
	return bgnTable()
}

// mustReadTable panics only if the program was built with a broken data file.
func mustReadTable(data string) *latinTable {
	t, err := readTable(data)
	if err != nil {
		panic(err)
	}
	return t
}

func readTable(data string) (*latinTable, error) {
	t := &latinTable{rimes: make(map[rimeKey]string)}
	for n, line := range strings.Split(strings.TrimSuffix(data, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		kind, rest, _ := strings.Cut(line, "\t")
		lao, latin, _ := strings.Cut(rest, "\t")
		if !t.set(kind, lao, latin) {
			return nil, fmt.Errorf("names: romanisation table, line %d: %q", n+1, line)
		}
	}
	for r := rune(laoFirst); r < laoFirst+laoBlock; r++ { // a final sounds as the onset unless told
		if i := laoIndex(r); t.finals[i] == "" {
			t.finals[i] = t.onsets[i]
		}
	}
	for v := vowelNone + 1; v < vowelCount; v++ {
		if t.rimes[rimeKey{v, 0}] == "" {
			return nil, fmt.Errorf("names: romanisation table: no rime for vowel %d", v)
		}
	}
	return t, nil
}

// set takes one line of a data file. A rime pattern is read by the reader itself, with ກ in place
// of X, so that a file cannot name a vowel that the reader does not know.
func (t *latinTable) set(kind, lao, latin string) bool {
	letter, size := utf8.DecodeRuneInString(lao)
	oneLetter := isLaoConsonant(letter) && size == len(lao)
	switch {
	case kind == "hyphens" && (lao == "always" || lao == "vowels"):
		t.hyphens = lao == "always"
	case kind == "onset" && oneLetter:
		t.onsets[laoIndex(letter)] = latin
	case kind == "medial" && oneLetter:
		t.medials[laoIndex(letter)] = latin
	case kind == "medial-a" && letter == 'ວ':
		t.medialBeforeA = latin
	case kind == "final" && oneLetter:
		t.finals[laoIndex(letter)] = latin
	case kind == "rime":
		cells, _ := appendLaoCells(nil, strings.Replace(lao, "X", "ກ", 1))
		l := newLaoReader(cells, false)
		s := l.next(0)
		t.rimes[rimeKey{s.vowel, s.final}] = latin
		return s.onset == 'ກ' && s.second == 0 && s.vowel != vowelNone && s.to == len(cells) && latin != ""
	default:
		return false
	}
	return true
}
