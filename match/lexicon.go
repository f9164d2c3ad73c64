package match

import (
	"strings"
	"sync"

	"samano/names"
)

// WordID names a word of a Lexicon; 0 is no word.
type WordID uint32

// Word is one name or several written together, as the matcher compares it: a whole given name or a
// whole surname.
type Word struct {
	ID    WordID      // 0: not in the lexicon
	Fold  string      // names.Fold without titles: equal for equal spellings
	Sound string      // names.SoundKey: equal for the ways one name is written
	Count *SoundCount // how often the sound occurs; shared by all words that sound alike
	hash  uint64      // of Sound, for keys; never 0

	soundLetters uint64 // which letters occur, as bits: two words whose sets differ by more than two letters a fault
	foldLetters  uint64 // cannot be that near
}

// SoundCount counts how often a sound occurs.
type SoundCount struct {
	Given   uint32
	Surname uint32
}

// maxNameRunes is where a name is cut before it is compared: twice the longest on record, so that a
// page pasted into a field costs no more than a name.
const maxNameRunes = 100

// Lexicon holds every word once and counts how common it is. It only grows. Many goroutines may
// read it while none adds. A lexicon made of [Frequencies] counts no more: adding to it is reading.
type Lexicon struct {
	words          []*Word // by id; words[0] is nil
	raw            map[string]*Word
	byFold         map[string]*Word
	sounds         map[string]*SoundCount
	given, surname tallies
	corrections    corrections // see IndexCorrections
	counted        bool        // made of frequencies: counts no more
	fixed          *recent     // not nil: made of frequencies, and keeps no words
}

// recent remembers the words that a fixed lexicon has met: a country has millions of people and
// some ten thousand names, and to fold one costs more than all else that is done with it. When it
// is full it forgets all and begins anew.
type recent struct {
	mu    sync.RWMutex
	words map[string]*Word // by the text as written
}

// mostRecent bounds it to some tens of megabytes. A text that is longer than any name is not
// remembered.
const mostRecent, longestRecent = 1 << 16, 4 * maxNameRunes

func (r *recent) find(text string) (w *Word, known bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	w, known = r.words[text]
	return w, known
}

func (r *recent) remember(text string, w *Word) {
	if len(text) > longestRecent {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.words == nil || len(r.words) >= mostRecent {
		r.words = make(map[string]*Word)
	}
	r.words[strings.Clone(text)] = w
}

// NewLexicon returns an empty lexicon.
func NewLexicon() *Lexicon {
	return &Lexicon{words: []*Word{nil}, raw: map[string]*Word{}, byFold: map[string]*Word{}, sounds: map[string]*SoundCount{}}
}

// Len counts the words.
func (l *Lexicon) Len() int { return len(l.words) - 1 }

// Word returns the word with that id, nil for 0 and for ids that were not given out.
func (l *Lexicon) Word(id WordID) *Word {
	if int(id) >= len(l.words) {
		return nil
	}
	return l.words[id]
}

// find returns the word for a text as written. If it is not there, it is added if add, else made
// for this one use. Nil if the text has no letter.
func (l *Lexicon) find(text string, add bool) *Word {
	if text == "" {
		return nil
	}
	if l.fixed != nil {
		w, known := l.fixed.find(text)
		if !known {
			w = l.make(text)
			l.fixed.remember(text, w)
		}
		return w
	}
	if w, ok := l.raw[text]; ok {
		return w
	}
	if add {
		text = strings.Clone(text) // else what is kept of a word holds the line or document that it stood in
	}
	w := newWord(text)
	if w == nil {
		return nil
	}
	if known, ok := l.byFold[w.Fold]; ok {
		w = known
	} else {
		if t, ok := l.sounds[w.Sound]; ok {
			w.Count = t
		}
		if add {
			w.ID = WordID(len(l.words))
			l.words = append(l.words, w)
			l.byFold[w.Fold] = w
			l.sounds[w.Sound] = w.Count
		}
	}
	if add && len(l.raw) < maxRaw {
		l.raw[text] = w
	}
	return w
}

// make returns a word that counts as much as its sound; nil if the text has no letter.
func (l *Lexicon) make(text string) *Word {
	w := newWord(text)
	if w != nil {
		if t, ok := l.sounds[w.Sound]; ok {
			w.Count = t
		}
	}
	return w
}

// maxRaw bounds the shortcut from written text to word; other text is folded again.
const maxRaw = 1 << 20

func newWord(text string) *Word {
	if len(text) > maxNameRunes {
		text = cut(text, maxNameRunes)
	}
	fold := names.Fold(names.DropTitle(text))
	sound := names.SoundKey(fold)
	if sound == "" {
		return nil
	}
	return &Word{
		Fold: fold, Sound: sound, Count: &SoundCount{}, hash: hashText(sound) | 1,
		soundLetters: letterSet(sound), foldLetters: letterSet(fold),
	}
}

func cut(s string, runes int) string {
	for i := range s {
		if runes--; runes < 0 {
			return s[:i]
		}
	}
	return s
}

// letterSet sets one bit for each letter; letters 64 apart share one.
func letterSet(s string) (set uint64) {
	for _, r := range s {
		set |= 1 << (r % 64)
	}
	return set
}

// tallies are sums over all who were counted.
type tallies struct {
	n       float64 // names
	squares float64 // of how often each sound occurs
}

// add counts one more of a sound.
func (t *tallies) add(borne *uint32) {
	t.n++
	t.squares += float64(2**borne + 1)
	*borne++
}

// collisionProbability is the chance that the names of two random persons sound alike.
func (t *tallies) collisionProbability() float64 {
	if t.n < 2 {
		return 1
	}
	return t.squares / (t.n * t.n)
}

// rarity is how much less (below 1) or more often than the mean a chance agreement is in a sound
// borne by so many. Half a person is added, so that a name of nobody is rare and not impossible.
func (t *tallies) rarity(borne uint32) float64 {
	return max(leastRarity, (float64(borne)+0.5)/(t.n+1)/t.collisionProbability())
}

// leastRarity bounds what one rare name can prove: two clerks who copy one misspelling look like
// this.
const leastRarity = 1e-3

// givenRarity and surnameRarity are described at rarity; 1 for no word.
func (l *Lexicon) givenRarity(w *Word) float64 {
	if w == nil {
		return 1
	}
	return l.given.rarity(w.Count.Given)
}

func (l *Lexicon) surnameRarity(w *Word) float64 {
	if w == nil {
		return 1
	}
	return l.surname.rarity(w.Count.Surname)
}

// wordBytes are those of a Word with its tally, entryBytes those of an entry in a map of them.
const wordBytes, entryBytes = 96, 32

// Bytes estimates the memory that the words take: each with its strings, its tally and its entries
// in three maps.
func (l *Lexicon) Bytes() int {
	n := 0
	for _, w := range l.words[1:] {
		n += wordBytes + len(w.Fold) + len(w.Sound)
	}
	for text := range l.raw {
		n += entryBytes + len(text)
	}
	return n + entryBytes*(len(l.byFold)+len(l.sounds))
}
