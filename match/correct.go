package match

import (
	"cmp"
	"slices"

	"samano/register"
)

// corrections find the names that a misspelt one may mean: every common given name is listed under
// its sound and under its sound without one letter, and is looked up in the same way (symmetric
// deletion). Common names are few by definition: none is rarer than rareNameRarity, so there are at
// most some tens of thousands.
type corrections map[uint64][]*Word

// mostCorrections bounds how many names a misspelt one is taken for.
const mostCorrections = 3

// leastCorrected is the length of the shortest sound that is corrected; shorter names are one
// letter from everything.
const leastCorrected = 4

// IndexCorrections lists the common given names, so that AppendProbeKeys can look past typing
// errors. It is called when the lexicon has been filled, and again when it has grown much.
func (l *Lexicon) IndexCorrections() {
	l.corrections = corrections{}
	listed := map[string]bool{}
	for _, w := range l.words[1:] {
		if listed[w.Sound] || len(w.Sound) < leastCorrected || l.rareGiven(w) {
			continue
		}
		listed[w.Sound] = true
		eachDeletion(w.Sound, func(h uint64) {
			if list := l.corrections[h]; !slices.Contains(list, w) {
				l.corrections[h] = append(list, w)
			}
		})
	}
}

// eachDeletion returns the hashes of a sound and of the sound without each of its letters.
func eachDeletion(sound string, do func(uint64)) {
	do(hashText(sound))
	var stack [longest]byte
	for i := range sound {
		do(hashText(string(append(append(stack[:0], sound[:i]...), sound[i+1:]...))))
	}
}

// correct returns the names for which a name that hardly anybody has may stand, the most common
// first.
func (l *Lexicon) correct(w *Word) (found []*Word) {
	if w == nil || l.corrections == nil || len(w.Sound) < leastCorrected-1 || len(w.Sound) > longest || !l.rareGiven(w) {
		return nil
	}
	eachDeletion(w.Sound, func(h uint64) {
		for _, c := range l.corrections[h] {
			if c.Sound != w.Sound && !slices.Contains(found, c) && withinEdits(w.Sound, c.Sound, 1) {
				found = append(found, c)
			}
		}
	})
	slices.SortFunc(found, func(a, b *Word) int {
		return cmp.Or(cmp.Compare(b.Count.Given, a.Count.Given), cmp.Compare(a.ID, b.ID))
	})
	return found[:min(len(found), mostCorrections)]
}

// AppendProbeKeys appends the keys under which to look for a person: the person's own, and, for
// each given name of hardly anybody, the keys under the names that it may mean. They cost a search
// and no memory; AppendKeys makes the keys that are stored.
func (l *Lexicon) AppendProbeKeys(dst []Key, f *Features) []Key {
	start := len(dst)
	dst = AppendKeys(dst, f)
	try := func(w *Word, put func(*Features, *Word)) {
		for _, c := range l.correct(w) {
			g := *f
			put(&g, c)
			dst = appendKeys(dst, start, &g)
		}
	}
	if len(f.Names) > 0 {
		try(f.Names[0].Given, func(g *Features, c *Word) {
			g.Names = []FullName{{Given: c, Surname: f.Names[0].Surname}}
		})
	}
	try(f.Mother.Given, func(g *Features, c *Word) { g.Mother.Given = c })
	try(f.Father.Given, func(g *Features, c *Word) { g.Father.Given = c })
	try(f.Spouse.Given, func(g *Features, c *Word) { g.Spouse.Given = c })
	return dst
}

// MaxProbeKeys is how many keys a person is looked for under at most.
const MaxProbeKeys = MaxKeys + 4*mostCorrections*MaxKeys + 2*MaxVillages*MaxKeys

// MaxVillages is how many other ids of a village are searched: its predecessors and successors.
// Villages are merged by twos and threes; of a town that took in more, the first are searched, and
// other keys remain.
const MaxVillages = 8

// AppendProbeKeysOf is AppendProbeKeys for a person whose village of residence or of birth has had
// other ids: stored keys have the id of their time.
func (l *Lexicon) AppendProbeKeysOf(dst []Key, f *Features, homes, bornAt []register.PlaceID) []Key {
	start := len(dst)
	dst = l.AppendProbeKeys(dst, f)
	for _, id := range homes[:min(len(homes), MaxVillages)] {
		g := *f
		g.Home.Village = id
		dst = appendKeys(dst, start, &g)
	}
	for _, id := range bornAt[:min(len(bornAt), MaxVillages)] {
		g := *f
		g.BornAt.Village = id
		dst = appendKeys(dst, start, &g)
	}
	return dst
}
