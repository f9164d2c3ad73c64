package match

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/BurntSushi/toml"
)

// Frequencies say how common names are in a country: data kept with the weights. Names are listed
// by their sound, so that all spellings count as one and nobody's name can be read from them. A
// sound that is not listed is rare.
type Frequencies struct {
	Version string `toml:"version"`
	From    string `toml:"from"` // what was counted
	Given   Total  `toml:"given"`
	Surname Total  `toml:"surname"`
	// Sounds counts, by sound, the people who have it as given name and as surname.
	Sounds map[string][2]uint32 `toml:"sounds"`
}

// Total is over all names that were counted, listed or not.
type Total struct {
	Names   float64 `toml:"names"`
	Squares float64 `toml:"squares"` // of how often each sound is borne
}

// Frequencies returns the sounds that at least so many people have as given name or as surname.
func (l *Lexicon) Frequencies(version, from string, least uint32) *Frequencies {
	f := &Frequencies{
		Version: version, From: from, Sounds: map[string][2]uint32{},
		Given: Total{l.given.n, l.given.squares}, Surname: Total{l.surname.n, l.surname.squares},
	}
	for sound, t := range l.sounds {
		if max(t.Given, t.Surname) >= least {
			f.Sounds[sound] = [2]uint32{t.Given, t.Surname}
		}
	}
	return f
}

// readFrequencies reads what Write writes. Unknown keys are errors.
func readFrequencies(r io.Reader) (*Frequencies, error) {
	var f Frequencies
	meta, err := toml.NewDecoder(r).Decode(&f)
	if err != nil {
		return nil, fmt.Errorf("match: frequencies: %w", err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("match: frequencies: unknown key %s", extra[0])
	}
	return &f, f.check()
}

// check refuses sums that cannot be those of the list: with them every name would be as rare as any
// other.
func (f *Frequencies) check() error {
	var given, surname tallies
	for sound, n := range f.Sounds {
		if sound == "" || len(sound) > longestRecent {
			return fmt.Errorf("match: frequencies %s: a sound of %d bytes", f.Version, len(sound))
		}
		given.n, given.squares = given.n+float64(n[0]), given.squares+float64(n[0])*float64(n[0])
		surname.n, surname.squares = surname.n+float64(n[1]), surname.squares+float64(n[1])*float64(n[1])
	}
	for _, t := range [...]struct {
		name  string
		total Total
		least tallies
	}{{"given", f.Given, given}, {"surname", f.Surname, surname}} {
		sane := t.total.Names >= t.least.n && t.total.Squares >= t.least.squares && t.total.Squares <= t.total.Names*t.total.Names
		if !sane || math.IsInf(t.total.Squares, 0) {
			return fmt.Errorf("match: frequencies %s: the totals of %s cannot be those of the list", f.Version, t.name)
		}
	}
	return nil
}

// Write writes the frequencies as TOML.
func (f *Frequencies) Write(to io.Writer) error {
	enc := toml.NewEncoder(to)
	enc.Indent = ""
	if err := enc.Encode(f); err != nil {
		return fmt.Errorf("match: frequencies: %w", err)
	}
	return nil
}

// Lexicon returns a lexicon that knows these names and counts no more. Many goroutines may use it.
// A lexicon without frequencies is enough to make keys, which do not depend on how common a name
// is.
func (f *Frequencies) Lexicon() *Lexicon {
	l := NewLexicon()
	l.given, l.surname = f.Given.tallies(), f.Surname.tallies()
	for _, sound := range slices.Sorted(maps.Keys(f.Sounds)) { // in order, so that the same name is corrected in the same way
		n := f.Sounds[sound]
		t := &SoundCount{Given: n[0], Surname: n[1]}
		l.sounds[sound] = t
		// For IndexCorrections only: as a sound it has no spelling, and is not found by one.
		l.words = append(l.words, &Word{ID: WordID(len(l.words)), Fold: sound, Sound: sound, Count: t, hash: hashText(sound) | 1})
	}
	l.IndexCorrections()
	l.counted, l.fixed = true, &recent{}
	return l
}

// Growing is Lexicon for an index in memory, which keeps the words of those who enter.
func (f *Frequencies) Growing() *Lexicon {
	l := f.Lexicon()
	l.fixed = nil
	return l
}

func (t Total) tallies() tallies { return tallies{n: t.Names, squares: t.Squares} }
