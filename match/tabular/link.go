package tabular

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"samano/match"
	"samano/names"
)

// Pair is two rows and the probability that they are one person.
type Pair struct {
	A, B int // rows, A before B
	P    float64
}

// Result is the result of linking a file with itself.
type Result struct {
	Pairs     []Pair  // all that were compared, the most probable first
	Threshold float64 // chosen without the truth
	Truncated int     // rows left out under a key that is too common even when split
}

// The size of the lesson.
const (
	draws       = 400_000 // random pairs
	surelyOther = 0.5     // a random pair likelier than this to be one person is no stranger: drawn again it is left out
	lessons     = 3       // each leaves out what the one before found
)

// Link compares a table with itself, and gives up when the context ends. The comparison does not
// listen: it goes on behind the caller until it is done. seed draws the random pairs.
func Link(ctx context.Context, t *Table, seed uint64) (*Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	type outcome struct {
		r   *Result
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		r, err := link(t, seed)
		done <- outcome{r, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case o := <-done:
		return o.r, o.err
	}
}

func link(t *Table, seed uint64) (*Result, error) {
	if len(t.Rows) < 2 {
		return nil, errors.New("tabular: fewer than two rows: nothing to compare")
	}
	common := t.shares()
	candidates, truncated := t.candidates()
	r := &Result{Truncated: truncated}
	vectors := make([]match.Vector, len(candidates))
	for i, c := range candidates {
		vectors[i] = t.compare(t.Rows[c[0]], t.Rows[c[1]], common)
	}
	model, err := r.learn(t, vectors, t.draw(common, seed))
	if err != nil {
		return nil, err
	}
	for i, c := range candidates {
		r.Pairs = append(r.Pairs, Pair{c[0], c[1], model.Probability(&vectors[i], len(t.Rows))})
	}
	Sort(r.Pairs)
	r.Threshold = Threshold(r.Pairs)
	return r, nil
}

// Sort puts the most probable pairs first.
func Sort(pairs []Pair) {
	slices.SortFunc(pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.P, x.P), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
}

// learn learns weights. In a small file with many duplicates random pairs hold some of them, which
// would make every agreement look likelier by chance than it is; so strangers are learned anew
// without the pairs that were found.
func (r *Result) learn(t *Table, pairs, random []match.Vector) (*match.Model, error) {
	var model *match.Model
	var chance []string
	for _, c := range t.Plan.Columns {
		chance = append(chance, c.Name)
	}
	for n := range lessons {
		strangers := func(yield func(*match.Vector) bool) {
			for i := range random {
				if model != nil && model.Probability(&random[i], len(t.Rows)) > surelyOther {
					continue
				}
				if !yield(&random[i]) {
					return
				}
			}
		}
		w, err := match.Learn(match.TrainingSet{
			Version: fmt.Sprintf("file-%d", n+1), From: fmt.Sprintf("%d rows; no truth was looked at", len(t.Rows)),
			Schema: t.Plan.schema(), Pairs: pairs, People: len(t.Rows),
			Known: []match.Known{{Class: match.Stranger, Chance: chance, Vectors: strangers}},
		})
		if err != nil {
			return nil, err
		}
		if model, err = w.Model(t.Plan.schema()); err != nil {
			return nil, err
		}
	}
	return model, nil
}

// draw compares random pairs of rows.
func (t *Table) draw(common *shares, seed uint64) []match.Vector {
	rng := rand.New(rand.NewPCG(seed, 1)) // #nosec G404: seeded, to be made again
	out := make([]match.Vector, 0, draws)
	for range draws {
		i, j := rng.IntN(len(t.Rows)), rng.IntN(len(t.Rows))
		if i != j {
			out = append(out, t.compare(t.Rows[i], t.Rows[j], common))
		}
	}
	return out
}

// key is one reason to compare rows: what it is made of, as text.
type key string

// keyLetters is how many letters of a text make a key.
const keyLetters = 4

// keys returns the keys of a row, by the column they come from.
func (t *Table) keys(row []string, add func(column int, k key)) {
	for i, c := range t.Plan.Columns {
		value := row[i]
		if value == "" {
			continue
		}
		// Columns whose values are exchanged share their keys.
		name := c.Name
		if c.Partner != "" && c.Partner < name {
			name = c.Partner
		}
		add(i, key(name+"="+value))
		switch c.Kind {
		case Text:
			if len(value) > keyLetters {
				add(i, key(name+"~"+value[:keyLetters]))
			}
			add(i, key(name+"?"+names.SoundKey(value)))
		case Date:
			if len(value) == dateDigits {
				add(i, key(name+"/"+value[:4]+min(value[4:6], value[6:])+max(value[4:6], value[6:])))
			}
		case Email:
			mailbox, _, _ := strings.Cut(value, "@")
			add(i, key(name+"@"+mailbox))
		}
	}
}

// candidates returns each pair of rows that share a key once, and how many rows were left out.
func (t *Table) candidates() (pairs [][2]int, truncated int) {
	under := map[key][]int32{}
	for n, row := range t.Rows {
		t.keys(row, func(_ int, k key) { under[k] = appendOnce(under[k], int32(n)) })
	}
	split := map[key][]int32{}
	for n, row := range t.Rows {
		t.keys(row, func(column int, k key) {
			if len(under[k]) <= match.MostPerKey {
				return
			}
			for j, value := range row {
				if j != column && value != "" {
					s := key(fmt.Sprintf("%s&%d=%s", k, j, value))
					split[s] = appendOnce(split[s], int32(n))
				}
			}
		})
	}
	var all []uint64
	join := func(list []int32) {
		for i, a := range list {
			for _, b := range list[:i] {
				all = append(all, uint64(b)<<32|uint64(a))
			}
		}
	}
	for _, list := range under {
		if len(list) <= match.MostPerKey {
			join(list)
		}
	}
	for _, list := range split {
		if len(list) > match.MostPerKey {
			truncated += len(list)
			continue
		}
		join(list)
	}
	slices.Sort(all)
	for _, p := range slices.Compact(all) {
		pairs = append(pairs, [2]int{int(p >> 32), int(p & (1<<32 - 1))})
	}
	return pairs, truncated
}

func appendOnce(list []int32, n int32) []int32 {
	if len(list) > 0 && list[len(list)-1] == n {
		return list
	}
	return append(list, n)
}

// Threshold chooses the probability from which pairs are called the same so that the expected F1 is
// greatest. The pairs are sorted, the most probable first.
func Threshold(pairs []Pair) float64 {
	all := 0.0
	for _, p := range pairs {
		all += p.P
	}
	best, threshold, right := 0.0, 1.0, 0.0
	for i, p := range pairs {
		right += p.P
		if i+1 < len(pairs) && pairs[i+1].P == p.P {
			continue // no threshold tells equals apart
		}
		if f1 := 2 * right / (float64(i+1) + all); f1 > best {
			best, threshold = f1, p.P
		}
	}
	return threshold
}
