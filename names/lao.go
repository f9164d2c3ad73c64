package names

// The reader of Lao text. It turns a run of Lao letters into cells, and cells into syllables, from
// left to right with bounded lookahead and without allocating for runs of ordinary length.
//
// A Lao syllable is: [vowel before] onset [vowel above, below or after] [final]. There is no space
// between words and a consonant may close one syllable or open the next; what follows it decides
// (see final). Modern spelling (since 1975) writes every vowel, which is what makes reading by rule
// possible; older spellings are read as far as they go.

// laoCell is one Lao letter with everything that does not matter to reading taken off: tones are
// skipped, ຼ is a flag.
type laoCell struct {
	r  rune
	at int32 // byte offset in the text where the letter begins
	lo bool  // carries the semi-vowel sign ຼ
}

// cellsOnStack covers a name or a place; longer runs allocate.
const cellsOnStack = 128

// isLaoText reports whether r belongs to a run of Lao letters. Digits and the ellipsis ຯ end a run.
func isLaoText(r rune) bool {
	return r >= 0x0E81 && r <= 0x0EFF && (r < '໐' || r > '໙') && r != 'ຯ' && r != '฿'
}

// appendLaoCells reads Lao from the beginning of s and returns the cells and the length of the run
// in bytes.
func appendLaoCells(cells []laoCell, s string) ([]laoCell, int) {
	silenced := false // the letter that marks now stand on was taken away by ໌
	for at, r := range s {
		if !isLaoText(r) && !isZeroWidth(r) {
			return cells, at
		}
		if silenced = silenced && (markRank(r) > 0 || isZeroWidth(r)); silenced {
			continue
		}
		silenced = r == '໌'
		cells = appendLaoCell(cells, r, int32(at))
	}
	return cells, len(s)
}

func appendLaoCell(cells []laoCell, r rune, at int32) []laoCell {
	last := len(cells) - 1
	switch {
	case isTone(r), isZeroWidth(r), r == 0x0EBA, r == 0x0ECE:
	case r == 'ຼ':
		if i := lastConsonant(cells); i >= 0 {
			cells[i].lo = true
		}
	case r == '໌': // the letter below is silent, with its vowel
		return cells[:max(lastConsonant(cells), 0)]
	case r == 'າ' && last >= 0 && cells[last].r == 'ໍ':
		cells[last].r = 'ຳ'
	case r == 'ເ' && last >= 0 && cells[last].r == 'ເ':
		cells[last].r = 'ແ'
	case markRank(r) == rankVowel && isMarkedWith(cells, r): // typed twice
	default:
		return append(cells, laoCell{r: modernLetter(r), at: at})
	}
	return cells
}

// isMarkedWith reports whether r is among the vowel marks at the end of cells.
func isMarkedWith(cells []laoCell, r rune) bool {
	for i := len(cells) - 1; i >= 0 && markRank(cells[i].r) == rankVowel; i-- {
		if cells[i].r == r {
			return true
		}
	}
	return false
}

func lastConsonant(cells []laoCell) int {
	for i := len(cells) - 1; i >= 0; i-- {
		if isLaoConsonant(cells[i].r) {
			return i
		}
	}
	return -1
}

// modernLetter reads the letters for Pali and Khmu as their neighbours in the modern alphabet.
func modernLetter(r rune) rune {
	switch r {
	case 'ຆ':
		return 'ຄ'
	case 'ຉ', 'ຌ':
		return 'ຊ'
	case 'ຎ', 'ໟ':
		return 'ຍ'
	case 'ຏ':
		return 'ຕ'
	case 'ຐ':
		return 'ຖ'
	case 'ຑ':
		return 'ດ'
	case 'ຒ', 'ຘ':
		return 'ທ'
	case 'ຓ':
		return 'ນ'
	case 'ຠ':
		return 'ພ'
	case 'ຨ', 'ຩ':
		return 'ສ'
	case 'ຬ':
		return 'ລ'
	case 'ໞ':
		return 'ກ'
	}
	return r
}

func isLaoConsonant(r rune) bool {
	return r >= 'ກ' && r <= 'ຮ' || r == 'ໜ' || r == 'ໝ'
}

func isPreVowel(r rune) bool { return r >= 'ເ' && r <= 'ໄ' }

// isPostVowel holds the vowel signs that cannot stand without a letter before them.
func isPostVowel(r rune) bool {
	return r >= 'ະ' && r <= 'ູ' || r == 'ົ' || r == 'ຽ' || r == 'ໍ'
}

// isNativeFinal holds the eight letters that close a syllable in Lao.
func isNativeFinal(r rune) bool {
	switch r {
	case 'ກ', 'ງ', 'ຍ', 'ດ', 'ນ', 'ບ', 'ມ', 'ວ':
		return true
	}
	return false
}

// isFinal adds the letters that close a syllable in loan words and old spellings.
func isFinal(r rune) bool {
	switch r {
	case 'ຈ', 'ສ', 'ຊ', 'ລ', 'ຣ', 'ຕ', 'ຖ', 'ທ', 'ປ', 'ພ', 'ຟ', 'ຄ':
		return true
	}
	return isNativeFinal(r)
}

// isHoSonorant holds the letters that ຫ before them only raises in tone: ຫງ ຫຍ ຫນ ຫມ ຫລ ຫຣ ຫວ.
func isHoSonorant(r rune) bool {
	switch r {
	case 'ງ', 'ຍ', 'ນ', 'ມ', 'ລ', 'ຣ', 'ວ':
		return true
	}
	return false
}

// syllable is what the reader found; from and to are cells.
type syllable struct {
	from, to int
	onset    rune // 0 for a stray vowel
	second   rune // second letter of a cluster (ວ ລ ຣ, or a sonorant under ຫ), 0 for none
	vowel    vowel
	final    rune // 0 for none
	repeated bool // followed by ໆ
}

// vowel names a rime by how it is written, X being the onset.
type vowel uint8

const (
	vowelNone   vowel = iota // a letter alone
	vowelA                   // Xະ
	vowelAShort              // Xັ
	vowelALong               // Xາ
	vowelI                   // Xິ Xີ
	vowelY                   // Xຶ Xື
	vowelU                   // Xຸ Xູ
	vowelE                   // ເXະ ເXັ ເX
	vowelAe                  // ແXະ ແXັ ແX
	vowelO                   // ໂXະ Xົ ໂX
	vowelAw                  // ເXາະ Xັອ Xໍ
	vowelAwLong              // Xອ
	vowelOe                  // ເXິ ເXີ ເXື
	vowelIa                  // ເXັຍ Xັຽ ເXຍ Xຽ
	vowelYa                  // ເXຶອ ເXືອ
	vowelUa                  // Xົວະ Xົວ Xວ
	vowelAi                  // ໄX ໃX
	vowelAo                  // ເXົາ
	vowelAm                  // Xຳ
	vowelCount
)

// laoReader walks over cells. When open, more text may follow the cells; past then says that a
// decision looked beyond the certain cells.
type laoReader struct {
	cells []laoCell
	open  bool
	past  bool
	limit int // cells that can no longer change; len(cells) unless open
}

func newLaoReader(cells []laoCell, open bool) laoReader {
	l := laoReader{cells: cells, open: open, limit: len(cells)}
	if open { // marks typed later can still act on the last consonant: ຼ joins it, ໌ silences it
		l.limit = max(lastConsonant(cells), 0)
	}
	return l
}

// r returns the letter at i, 0 past the end.
func (l *laoReader) r(i int) rune {
	if i >= l.limit {
		l.past = l.past || l.open
		return 0
	}
	return l.cells[i].r
}

// lookaheadDepth bounds how far a chain of ອ and ວ, each letter or vowel by what follows, is looked
// at.
const lookaheadDepth = 4

// voiced reports whether the consonant at i has a vowel after it and therefore opens a syllable.
func (l *laoReader) voiced(i int) bool { return l.voicedWithin(i, lookaheadDepth) }

func (l *laoReader) voicedWithin(i, depth int) bool {
	next := l.r(i + 1)
	switch {
	case isPostVowel(next):
		return true
	case depth == 0:
		return false
	case next == 'ອ': // a vowel here, unless itself an onset: ດາວ|ອານ, but ດາ|ວອນ
		return !l.voicedWithin(i+1, depth-1)
	case next == 'ວ': // Xວ with a final behind is the vowel ua: ດວງ, ສວນ
		return isFinal(l.r(i+2)) && !l.voicedWithin(i+1, depth-1) && !l.voicedWithin(i+2, depth-1)
	}
	return false
}

// vowelAt reports whether the letter r at i is a vowel, not an onset.
func (l *laoReader) vowelAt(i int, r rune) bool { return l.r(i) == r && !l.voiced(i) }

// finalAt reports whether the letter at i closes the syllable whose vowel is v.
func (l *laoReader) finalAt(i int, v vowel) bool {
	r := l.r(i)
	if !isFinal(r) || l.cells[i].lo || l.voiced(i) {
		return false
	}
	next := l.r(i + 1)
	if next != 'ວ' && next != 'ລ' && next != 'ຣ' || !l.voiced(i+1) {
		return true
	}
	if r == 'ກ' && next == 'ວ' { // ນາ|ກວາງ, but ປາກ|ວັງ and ສຸກ|ວິໄລ
		return v != vowelALong || l.r(i+2) != 'າ'
	}
	return isNativeFinal(r) // ສອງ|ວັນ, but ນາ|ພຣະ
}

// next reads the syllable that begins at cell i, which must exist.
func (l *laoReader) next(i int) syllable {
	s := syllable{from: i}
	pre := rune(0)
	if isPreVowel(l.r(i)) {
		pre = l.r(i)
		i++
	}
	if isLaoConsonant(l.r(i)) {
		s.onset = l.r(i)
		if l.cells[i].lo {
			s.second = 'ລ'
		}
		i++
		if s.second == 0 && l.cluster(s.onset, i, pre) {
			s.second = l.r(i)
			i++
		}
	}
	closed := false
	switch pre {
	case 0:
		i, closed = l.plainVowel(&s, i)
	case 'ເ':
		i, closed = l.vowelAfterE(&s, i)
	default:
		i, closed = l.vowelAfterOther(&s, i, pre)
	}
	if !closed && s.vowel != vowelNone && l.finalAt(i, s.vowel) {
		s.final = l.r(i)
		i++
	}
	if i == s.from { // a sign that stands for no sound here
		i++
	}
	for l.r(i) == 'ໆ' {
		s.repeated = true
		i++
	}
	s.to = i
	return s
}

// cluster reports whether the letter at i belongs to the onset begun by c.
func (l *laoReader) cluster(c rune, i int, pre rune) bool {
	n := l.r(i)
	switch {
	case c == 'ຫ' && isHoSonorant(n):
		return l.hoCluster(n, i, pre)
	case n == 'ວ' && pre == 0:
		return l.voiced(i)
	case n == 'ວ':
		return !l.voiced(i) && (pre == 'ໄ' || pre == 'ໃ' || l.finalAt(i+1, vowelNone))
	case n == 'ລ' || n == 'ຣ':
		return l.liquidCluster(c, i, pre)
	}
	return false
}

// hoCluster decides between ຫ as a tone raiser (ເຫນືອ, ແຫວນ, ໃຫຍ່) and as the letter h (ຫ້ວຍ, ເຫງ,
// ແຫນ).
func (l *laoReader) hoCluster(n rune, i int, pre rune) bool {
	next := l.r(i + 1)
	switch pre {
	case 0:
		return n != 'ວ' || l.voiced(i)
	case 'ໄ', 'ໃ':
		return !l.voiced(i)
	case 'ເ':
		if next == 'າ' {
			return l.r(i+2) == 'ະ'
		}
		if isPostVowel(next) {
			return next != 'ຸ' && next != 'ູ' && next != 'ຳ' && next != 'ໍ'
		}
	default:
		if isPostVowel(next) {
			return next == 'ະ' || next == 'ັ'
		}
	}
	if l.voiced(i) {
		return false
	}
	return n == 'ລ' || n == 'ຣ' || l.finalAt(i+1, vowelNone)
}

// liquidCluster decides for ລ and ຣ behind c: one onset in ປຣາງ, ເສລີ, ໂບຣງ.
func (l *laoReader) liquidCluster(c rune, i int, pre rune) bool {
	switch c {
	case 'ກ', 'ຂ', 'ຄ', 'ດ', 'ຕ', 'ທ', 'ບ', 'ປ', 'ຜ', 'ພ', 'ຟ', 'ສ', 'ຢ':
	default:
		return false
	}
	if pre == 0 {
		return l.voiced(i)
	}
	if pre == 'ເ' {
		switch l.r(i + 1) {
		case 'ິ', 'ີ', 'ຶ', 'ື', 'ົ':
			return true
		}
	}
	return !l.voiced(i) && l.finalAt(i+1, vowelNone)
}
