// Package trial owns the judging of the matcher on a synthetic country: weights are learned from one country without its
// truth, and another country is then asked, person by person, who is there already.
//
// Nine in ten people of the country are enrolled. Then come as many who are enrolled and as many who are not; each gives a
// record written a second time by package corrupt. So those who are new have their siblings, their twins and their
// parents in the register, and as many faults in their papers as the others. What goes wrong is counted at every
// threshold: who is there and not found (missed), who is new and stopped, who is sent to a human.
package trial

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"samano/match"
	"samano/match/corrupt"
	"samano/match/memindex"
	"samano/register"
)

// outsiders is the share of the people who are not enrolled.
const outsiders = 0.10

// enrolled says by lot whether a person is in the register.
func enrolled(id register.PersonID, seed uint64) bool {
	rng := rand.New(rand.NewPCG(seed, uint64(id)))
	return rng.Float64() >= outsiders
}

// Lesson sets what weights are learned from.
type Lesson struct {
	People  int    // of the country
	Seed    uint64 // another than that of the country that is asked
	Twice   float64
	Draws   int // random pairs of strangers and of neighbours
	Version string
}

// faulty is the share of the records of the lesson that have faults themselves. With half of them, a pair has the faults
// of one record on the mean, as the pairs have that are judged.
const faulty = 0.5

// StandardLesson is the one by which the shipped weights were learned: a hundred thousand people, one in fifty of them
// entered twice.
func StandardLesson() Lesson {
	return Lesson{People: 100_000, Seed: 101, Twice: 0.02, Draws: 2_000_000, Version: "synthetic-" + corrupt.ModelVersion + "-1"}
}

// Learn learns weights from a register as it would be found: nobody says who is in it twice.
func Learn(l Lesson) (*match.Weights, error) {
	country := corrupt.Country{Seed: l.Seed, People: l.People}
	liar := corrupt.NewLiar(corrupt.Standard(), country, l.Seed+1)
	lexicon := match.NewLexicon()
	crowd := match.Crowd{Lexicon: lexicon, Draws: l.Draws}
	rng := rand.New(rand.NewPCG(l.Seed, 2))
	var again []match.Record
	for p := range country.All() {
		r := p.Record
		if rng.Float64() < faulty {
			r = liar.Again(&p, 2)
			r.Household = p.Household
		}
		crowd.People = append(crowd.People, lexicon.Add(r))
		crowd.Kin = append(crowd.Kin, match.Kin{Mother: p.MotherID, Father: p.FatherID})
		if rng.Float64() < l.Twice {
			again = append(again, liar.Again(&p, 1))
		}
	}
	for _, r := range again { // whoever entered them did not know their parents' numbers
		crowd.People = append(crowd.People, lexicon.Add(r))
	}
	pairs := Pairs(lexicon, crowd.People)
	return match.Learn(match.Lesson{
		Version: l.Version, Schema: match.People(), People: len(crowd.People), Known: crowd.Known(rng), Pairs: pairs,
		From: fmt.Sprintf("%d synthetic people, faults by model %s, seed %d; no truth was looked at", l.People, corrupt.ModelVersion, l.Seed),
	})
}

// Pairs compares all pairs that share a key, of keys that are not crowded.
func Pairs(lexicon *match.Lexicon, people []match.Features) []match.Vector {
	under := map[uint64][]int32{}
	var keys []match.Key
	for i := range people {
		keys = match.AppendKeys(keys[:0], &people[i])
		for _, k := range keys {
			under[k.Hash] = append(under[k.Hash], int32(i))
		}
	}
	done := map[[2]int32]bool{}
	var out []match.Vector
	for i := range people {
		keys = match.AppendKeys(keys[:0], &people[i])
		for _, k := range keys {
			list := under[k.Hash]
			if len(list) > match.MostPerKey {
				continue
			}
			for _, j := range list {
				if int(j) >= i {
					break
				}
				pair := [2]int32{j, int32(i)}
				if !done[pair] {
					done[pair] = true
					out = append(out, lexicon.Compare(&people[j], &people[i]))
				}
			}
		}
	}
	return out
}

// Asked is one who came and what the register answered.
type Asked struct {
	Person  *corrupt.Person
	Record  match.Record
	There   bool    // the person is enrolled
	P       float64 // of the most probable hit
	Right   bool    // that hit is the person
	Blocked bool    // enrolled and among the candidates
	Rather  string
}

// Country sets who is asked.
type Country struct {
	People int
	Seed   uint64
	Asked  int // how many of each sort come
}

// Built is a register ready to be asked.
type Built struct {
	Index   *memindex.Index
	country corrupt.Country
	liar    *corrupt.Liar
	c       Country
}

// Build enrols a country.
func Build(c Country, workers int) (*Built, error) {
	b := &Built{country: corrupt.Country{Seed: c.Seed, People: c.People}, c: c}
	b.liar = corrupt.NewLiar(corrupt.Standard(), b.country, c.Seed+1)
	var err error
	b.Index, err = memindex.Build(b.records(), workers)
	return b, err
}

func (b *Built) records() iter.Seq[match.Record] {
	return func(yield func(match.Record) bool) {
		for p := range b.country.All() {
			if enrolled(p.ID, b.c.Seed) && !yield(p.Record) {
				return
			}
		}
	}
}

// Comers gives those who come, by lot, as many enrolled as not.
func (b *Built) Comers() iter.Seq[Asked] {
	return func(yield func(Asked) bool) {
		there := float64(b.c.Asked) / (float64(b.c.People) * (1 - outsiders))
		fresh := float64(b.c.Asked) / (float64(b.c.People) * outsiders)
		rng := rand.New(rand.NewPCG(b.c.Seed, 3))
		for p := range b.country.All() {
			share := fresh
			is := enrolled(p.ID, b.c.Seed)
			if is {
				share = there
			}
			if rng.Float64() < share && !yield(Asked{Person: &p, Record: b.liar.Again(&p, 1), There: is}) {
				return
			}
		}
	}
}

// Ask asks for all who come.
func (b *Built) Ask(m *match.Model) []Asked {
	s := b.Index.Searcher(m, 0)
	var out []Asked
	for a := range b.Comers() {
		found := s.Search(a.Record)
		for i, h := range found.Hits {
			if i == 0 {
				a.P, a.Right = h.P, h.Person == a.Person.ID
				a.Rather = m.Explain(&h.Vector, b.Index.Len()).Rather
			}
			a.Blocked = a.Blocked || h.Person == a.Person.ID
		}
		out = append(out, a)
	}
	return out
}

// Counts are what goes wrong at two thresholds.
type Counts struct {
	There, New      int
	Missed, Stopped int // surely new though there; surely here though new
	Human           int // between
	Unblocked       int // there and not even compared
}

// Count counts at two probabilities: from here on surely the same, from here on ask.
func Count(asked []Asked, same, ask float64) (c Counts) {
	for i := range asked {
		a := &asked[i]
		if a.There {
			c.There++
			if !a.Blocked {
				c.Unblocked++
			}
			if a.P < ask {
				c.Missed++
			}
		} else {
			c.New++
			if a.P >= same {
				c.Stopped++
			}
		}
		if a.P >= ask && a.P < same {
			c.Human++
		}
	}
	return c
}
