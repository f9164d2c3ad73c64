package match

import (
	"fmt"
	"iter"
	"math"
)

// Known are pairs whose class is known without knowing any duplicate, such as random pairs.
type Known struct {
	Class     string
	PerPerson float64           // see Class.PerPerson
	Chance    []string          // see Class.Chance
	Vectors   iter.Seq[*Vector] // walked once
}

// TrainingSet is what weights are learned from.
type TrainingSet struct {
	Version string
	From    string
	Schema  Schema
	Known   []Known  // all classes but Same, Stranger last
	Pairs   []Vector // pairs of all classes that share a key
	People  int      // among whom the pairs are
	Queries int      // for how many of them the pairs were sought; 0: for all, each pair once
}

// The limits of learning.
const (
	rounds     = 200
	settled    = 1e-6 // EM ends when no probability of Same moves by more
	pseudo     = 1.0  // added to each field's counts, spread over its levels: what was never seen is rare, not impossible
	firstGuess = 0.01 // of the share of people who are there twice
	levelDecay = 0.4  // first guess of Same: each level this much rarer than the one before
)

// Learn returns weights. It counts the tables of the known classes; the table of Same, and its
// size, come from expectation maximisation over the pairs, with the other tables fixed. The same
// training set yields the same weights.
func Learn(l TrainingSet) (*Weights, error) {
	w := &Weights{Version: l.Version, From: l.From, Classes: []Class{firstSame(l.Schema)}}
	for _, k := range l.Known {
		c, n := newTable(l.Schema), 0
		for v := range k.Vectors {
			c.add(v, 1)
			n++
		}
		if n == 0 {
			return nil, fmt.Errorf("match: learn: no pairs of class %s", k.Class)
		}
		w.Classes = append(w.Classes, Class{Name: k.Class, PerPerson: k.PerPerson, Chance: k.Chance, Levels: c.levels(l.Schema)})
	}
	for range rounds {
		m, err := w.Model(l.Schema)
		if err != nil {
			return nil, err
		}
		levels, perPerson := l.round(m)
		moved := difference(levels, w.Classes[0].Levels)
		w.Classes[0].Levels, w.Classes[0].PerPerson = levels, perPerson
		if moved < settled {
			break
		}
	}
	return w, nil
}

func firstSame(s Schema) Class {
	c := Class{Name: Same, PerPerson: firstGuess, Levels: map[string]map[string]float64{}}
	for _, f := range s {
		levels, p, sum := map[string]float64{}, 1.0, 0.0
		for _, name := range f.Levels[1:] {
			levels[name] = p
			sum += p
			p *= levelDecay
		}
		for name := range levels {
			levels[name] /= sum
		}
		c.Levels[f.Name] = levels
	}
	return c
}

// leastSame keeps EM from losing Same for good in a small file without duplicates.
const leastSame = 1e-6

// round is one round of expectation maximisation.
func (l *TrainingSet) round(m *Model) (levels map[string]map[string]float64, perPerson float64) {
	t := newTable(l.Schema)
	sum := 0.0
	for i := range l.Pairs {
		p := m.Probability(&l.Pairs[i], l.People)
		sum += p
		t.add(&l.Pairs[i], p)
	}
	queries := float64(l.Queries)
	if queries == 0 { // a pair counts for both of its persons
		queries = float64(max(1, l.People)) / 2
	}
	return t.levels(l.Schema), max(leastSame, sum/queries)
}

// table counts levels by field.
type table [MaxFields][]float64

func newTable(s Schema) *table {
	var t table
	for f := range s {
		t[f] = make([]float64, len(s[f].Levels))
	}
	return &t
}

func (t *table) add(v *Vector, weight float64) {
	for f := range t {
		if t[f] != nil {
			t[f][v.Level[f]] += weight
		}
	}
}

// levels turns counts into probabilities.
func (t *table) levels(s Schema) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	for f := range s {
		sum := pseudo
		for _, n := range t[f][1:] {
			sum += n
		}
		levels := map[string]float64{}
		each := pseudo / float64(len(s[f].Levels)-1)
		for i, name := range s[f].Levels[1:] {
			levels[name] = (t[f][i+1] + each) / sum
		}
		out[s[f].Name] = levels
	}
	return out
}

func difference(a, b map[string]map[string]float64) (most float64) {
	for field, levels := range a {
		for level, p := range levels {
			most = max(most, math.Abs(p-b[field][level]))
		}
	}
	return most
}
