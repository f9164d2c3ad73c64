package batch

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"

	"samano/match"
	"samano/match/memindex"
	"samano/match/tabular"
	"samano/names"
	"samano/register"
)

// SpelledPlaces are places known by their spelling in a file alone: two are one if the whole
// spelling agrees.
type SpelledPlaces struct {
	ids   map[string]register.PlaceID
	known map[[levels]string]match.Place // as written, at most mostKnown
}

// NewSpelledPlaces returns an empty set.
func NewSpelledPlaces() *SpelledPlaces {
	return &SpelledPlaces{ids: map[string]register.PlaceID{}, known: map[[levels]string]match.Place{}}
}

// Place implements Places.
func (s *SpelledPlaces) Place(village, district, province string) match.Place {
	if known, ok := s.known[[levels]string{village, district, province}]; ok {
		return known
	}
	out := s.read(village, district, province)
	if len(s.known) < mostKnown {
		s.known[[levels]string{strings.Clone(village), strings.Clone(district), strings.Clone(province)}] = out
	}
	return out
}

func (s *SpelledPlaces) read(village, district, province string) (out match.Place) {
	above := names.Fold(province)
	out.Province = s.id(province, "p/"+above)
	above += "/" + names.Fold(district)
	out.District = s.id(district, "d/"+above)
	out.Village = s.id(village, "v/"+above+"/"+names.Fold(village))
	return out
}

func (s *SpelledPlaces) id(text, key string) register.PlaceID {
	if strings.TrimSpace(text) == "" {
		return 0
	}
	id, ok := s.ids[key]
	if !ok {
		id = register.PlaceID(len(s.ids) + 1)
		s.ids[strings.Clone(key)] = id
	}
	return id
}

// Deduplication is the result of comparing a file of people with itself. Rows are counted from 0 in
// Result, in the order of the file; those that could not be read are among them.
type Deduplication struct {
	tabular.Result
	Lines    []int64 // of the file, by row
	Truth    []string
	Findings []RowFinding
	More     int     // findings beyond those
	Expected float64 // share of rows whose people are there more than once, as the probabilities have it
}

// RowFinding is a finding with the line of its row.
type RowFinding struct {
	Line int64
	Finding
}

// The limits of comparing a file with itself.
const (
	mostFindings = 1000  // told one by one; more are counted
	leastPair    = 0.001 // pairs from here on are kept
	asked        = 20000 // rows from which it is learned how many are there twice
	present      = 5000  // rows from which it is learned how many of a list are there
	mostPresent  = 0.99  // a list of which all seem to be there may have others on it
	fewRows      = 100   // fewer teach nothing: then it is half
	half         = 0.5
	rounds       = 50
	settled      = 1e-5
	firstGuess   = 0.05
)

// Deduplicate compares a file with itself by the weights for persons. How many of its people are
// there more than once is learned from the file, by expectation maximisation over a sample of its
// rows; its truth is not read. progress is called during the comparison; it may be nil.
func Deduplicate(ctx context.Context, r *Reader, m *match.Model, workers int, progress func(done, of int)) (*Deduplication, error) {
	s := &Deduplication{}
	var failed error
	x, err := memindex.Build(func(yield func(match.Record) bool) {
		for row, err := range r.ahead(ctx) {
			if failed = err; err != nil {
				return
			}
			s.take(&row)
			if ctx.Err() != nil || !row.Unread && !yield(row.Record) {
				return
			}
		}
	}, workers)
	if err := errors.Join(failed, err, ctx.Err()); err != nil {
		return nil, err
	}
	s.Expected = Expected(x, m)
	tell := func(int) {}
	if progress != nil {
		tell = func(done int) { progress(done, x.Len()) }
	}
	joined, err := x.Join(ctx, m.Expecting(s.Expected), leastPair, 0, workers, tell)
	if err != nil {
		return nil, err
	}
	s.Truncated = int(joined.Truncated)
	for _, p := range joined.Pairs {
		s.Pairs = append(s.Pairs, tabular.Pair{A: int(p.A) - 1, B: int(p.B) - 1, P: p.P})
	}
	tabular.Sort(s.Pairs)
	s.Threshold = tabular.Threshold(s.Pairs)
	return s, nil
}

// take keeps what a row says beside its record and numbers it.
func (d *Deduplication) take(row *Row) {
	d.Lines = append(d.Lines, row.Line)
	d.Truth = append(d.Truth, strings.Clone(row.Truth))
	row.Record.ID = register.PersonID(len(d.Lines))
	for _, f := range row.Findings {
		if len(d.Findings) < mostFindings {
			d.Findings = append(d.Findings, RowFinding{row.Line, f})
		} else {
			d.More++
		}
	}
}

// Expected estimates how many further records a person of the index has, from what some of them are
// like.
func Expected(x *memindex.Index, m *match.Model) float64 {
	if x.Len() == 0 {
		return firstGuess
	}
	rng := rand.New(rand.NewPCG(uint64(x.Len()), 4)) // #nosec G404: seeded, to be made again
	n := min(asked, x.Len())
	// The odds of "same" are those of one record a person times their number: so the vectors are
	// judged once.
	one := m.Expecting(1)
	var odds []float64
	search := x.Searcher(one, 0)
	for i := range n {
		slot := i
		if n < x.Len() {
			slot = rng.IntN(x.Len())
		}
		f := x.Features(uint32(slot))
		for _, h := range search.SearchFeatures(&f).Hits {
			odds = append(odds, h.P/(1-h.P)) // infinite where h.P is 1
		}
	}
	return estimateShare(odds, n)
}

// estimateShare finds by expectation maximisation how many of n there are of whom each of the odds,
// had each one such, would be those of a true one.
func estimateShare(odds []float64, n int) float64 {
	share := firstGuess
	for range rounds {
		sum := 0.0
		for _, o := range odds {
			sum += 1 - 1/(1+share*o)
		}
		next := max(1/float64(10*n), sum/float64(n)) // nobody in the sample is not nobody
		moved := max(next-share, share-next)
		if share = next; moved < settled {
			break
		}
	}
	return share
}

// Share is the share of the rows of a list whose people are registered.
type Share struct {
	Told      float64 // withheld people are treated as not registered
	Everybody float64 // withheld people count: it decides about looks at them, and is told to nobody
}

// ofEverybody converts the probability of a search that expects s.Told to that of one that expects
// s.Everybody.
func (s Share) ofEverybody(p float64) float64 {
	if s.Told == s.Everybody {
		return p
	}
	times := s.Everybody / s.Told // the odds of "same" are as the share
	return times * p / (times*p + 1 - p)
}

// Present samples every n-th row of a file and estimates the share of rows whose people are in an
// index. s expects all of them to be; rows is about how many there are. For a list of fewer than
// fewRows rows it returns half.
func Present(ctx context.Context, r *Reader, s Searcher, w Withholding, rows int64) (Share, error) {
	every := max(1, rows/present)
	var all []*Found
	for i := int64(0); ; i++ {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Share{}, err
		}
		if i%every != 0 || row.Unread {
			continue
		}
		found, err := s.Find(ctx, row.Record)
		if err != nil {
			return Share{}, err
		}
		if found.Keys > 0 {
			all = append(all, &found)
		}
	}
	if len(all) < fewRows {
		return Share{Told: half, Everybody: half}, nil
	}
	out := Share{Everybody: shareOf(all)}
	if err := w.apply(ctx, all); err != nil {
		return Share{}, err
	}
	out.Told = shareOf(all)
	return out, nil
}

// shareOf estimates of how many of the searches the best hit is the person wanted.
func shareOf(all []*Found) float64 {
	odds := make([]float64, len(all))
	for i, f := range all {
		p := f.best().P
		odds[i] = p / (1 - p) // infinite where P is 1
	}
	return min(mostPresent, estimateShare(odds, len(all)))
}
