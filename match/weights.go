package match

import (
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/BurntSushi/toml"
)

// The classes of pairs of persons: who could it be? A class may have several tables, where its
// pairs are of several sorts (siblings who are children at home and siblings who have left). A file
// of other data has Same and Stranger only.
const (
	Same      = "same"
	Twin      = "twin"
	Sibling   = "sibling"
	Relative  = "relative"  // of one household, not siblings: a parent, a grandchild, a spouse
	Cousin    = "cousin"    // of one village and one surname
	Neighbour = "neighbour" // of one village
	Stranger  = "stranger"
)

// Weights say how often each level of agreement occurs in each class of pairs. They are data:
// learned once, read by people, kept with the law pack, named by their version in every decision
// they led to.
type Weights struct {
	Version string  `toml:"version"`
	From    string  `toml:"from"` // what they were learned from
	Classes []Class `toml:"class"`
}

// Class is one class of pairs.
type Class struct {
	Name string `toml:"name"`
	// PerPerson is how many such persons one person has among those searched; 0 for strangers, who
	// are all the others. For Same it is the share of applicants who are registered already.
	PerPerson float64 `toml:"per_person"`
	// Chance lists the fields in which such a pair agrees by chance only, so that rare values count
	// for more.
	Chance []string `toml:"chance"`
	// Levels holds for every field how often each level occurs when the field is known on both
	// sides; they sum to 1.
	Levels map[string]map[string]float64 `toml:"levels"`
}

// readWeights reads what Write writes. Unknown keys are errors.
func readWeights(r io.Reader) (*Weights, error) {
	var w Weights
	meta, err := toml.NewDecoder(r).Decode(&w)
	if err != nil {
		return nil, fmt.Errorf("match: weights: %w", err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return nil, fmt.Errorf("match: weights: unknown key %s", extra[0])
	}
	return &w, nil
}

// Write writes the weights as TOML.
func (w *Weights) Write(to io.Writer) error {
	enc := toml.NewEncoder(to)
	enc.Indent = ""
	if err := enc.Encode(w); err != nil {
		return fmt.Errorf("match: weights: %w", err)
	}
	return nil
}

// Model is weights made ready for one schema.
type Model struct {
	schema  Schema
	classes []class
}

type class struct {
	name      string
	perPerson float64
	everybody bool // Stranger: a person has as many as are searched
	chance    [MaxFields]bool
	p         [MaxFields][]float64 // by field and level; level 0 is 1: what is not known says nothing
}

// sumSlack is how far the levels of a field may be from summing to 1: they are written with a few
// digits.
const sumSlack = 0.01

// Model checks the weights against a schema: every field and level in every class, Same first and
// Stranger last.
func (w *Weights) Model(s Schema) (*Model, error) {
	if len(s) > MaxFields {
		return nil, fmt.Errorf("match: weights: %d fields, at most %d", len(s), MaxFields)
	}
	if n := len(w.Classes); n < 2 || w.Classes[0].Name != Same || w.Classes[n-1].Name != Stranger {
		return nil, fmt.Errorf("match: weights %s: classes must begin with %s and end with %s", w.Version, Same, Stranger)
	}
	if n := len(w.Classes); n > maxClasses {
		return nil, fmt.Errorf("match: weights %s: %d classes, at most %d", w.Version, n, maxClasses)
	}
	m := &Model{schema: s}
	for i := range w.Classes {
		c, err := w.Classes[i].ready(s)
		if err != nil {
			return nil, fmt.Errorf("match: weights %s: class %s: %w", w.Version, w.Classes[i].Name, err)
		}
		m.classes = append(m.classes, c)
	}
	return m, nil
}

func (c *Class) ready(s Schema) (class, error) {
	out := class{name: c.Name, perPerson: c.PerPerson, everybody: c.Name == Stranger}
	if c.PerPerson < 0 || math.IsNaN(c.PerPerson) || (c.PerPerson == 0) != (c.Name == Stranger) {
		return out, fmt.Errorf("per_person is %g", c.PerPerson)
	}
	for _, name := range c.Chance {
		i := slices.IndexFunc(s, func(f Field) bool { return f.Name == name })
		if i < 0 {
			return out, fmt.Errorf("no field %q", name)
		}
		out.chance[i] = true
	}
	for i, f := range s {
		sum := 0.0
		out.p[i] = []float64{1}
		for _, level := range f.Levels[1:] {
			p, ok := c.Levels[f.Name][level]
			if !ok || !(p > 0 && p <= 1) {
				return out, fmt.Errorf("%s %s: %g is no probability above 0", f.Name, level, p)
			}
			sum += p
			out.p[i] = append(out.p[i], p)
		}
		if math.Abs(sum-1) > sumSlack {
			return out, fmt.Errorf("%s: levels sum to %g", f.Name, sum)
		}
		if len(c.Levels[f.Name]) != len(f.Levels)-1 {
			return out, fmt.Errorf("%s: a level that the field does not have", f.Name)
		}
	}
	if len(c.Levels) != len(s) {
		return out, fmt.Errorf("a field that is not compared")
	}
	return out, nil
}

// likelihood is how probable the vector is in the class.
func (c *class) likelihood(v *Vector, fields int) float64 {
	p := 1.0
	for f := range fields {
		level := v.Level[f]
		p *= c.p[f][level]
		if c.chance[f] {
			p *= float64(v.Rarity[f])
		}
	}
	return p
}
