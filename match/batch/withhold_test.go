package batch

import (
	"context"
	"math"
	"strings"
	"testing"

	"samano/match"
	"samano/match/memindex"
	"samano/match/rows"
	"samano/register"
)

// hits is a searcher that finds the same people for every row.
type hits []Hit

func (h hits) Find(context.Context, match.Record) (Found, error) {
	return Found{Hits: append([]Hit(nil), h...), Keys: 1}, nil
}

func TestWithheldPeopleAreNotThere(t *testing.T) {
	withhold := func(_ context.Context, people []register.PersonID) (map[register.PersonID]bool, error) {
		out := map[register.PersonID]bool{}
		for _, id := range people {
			out[id] = id >= 100
		}
		return out, nil
	}
	for name, c := range map[string]struct {
		found            hits
		answer           Answer
		person, withheld register.PersonID
	}{
		"nobody":                            {nil, No, 0, 0},
		"somebody":                          {hits{{1, 0.9}}, Yes, 1, 0},
		"withheld":                          {hits{{100, 0.9}}, No, 0, 100},
		"withheld before somebody":          {hits{{100, 0.95}, {1, 0.9}}, Yes, 1, 100},
		"two withheld before a less likely": {hits{{101, 0.95}, {100, 0.9}, {1, 0.5}}, Unsure, 1, 101},
		"withheld after somebody":           {hits{{1, 0.9}, {100, 0.9}}, Yes, 1, 0},
		"only withheld and improbable":      {hits{{100, 0.9}, {1, 0.001}}, No, 0, 100},
		"withheld, if it counted":           {hits{{100, 0.01}}, No, 0, 100},
		"somebody, if withheld counted":     {hits{{1, 0.01}}, No, 0, 0},
		"withheld, and still improbable":    {hits{{100, 0.0001}}, No, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			source, err := rows.CSV(strings.NewReader("name,sex,born\nBounmy Vongsa,M,1974-05-03\n"))
			if err != nil {
				t.Fatal(err)
			}
			a := Answerer{
				Searchers: []Searcher{c.found}, Thresholds: match.Thresholds{AskPPM: 140_000, SamePPM: 838_000},
				Withholding: withhold, Expected: Share{Told: 0.01, Everybody: 0.9},
			}
			for chunk, err := range a.Answers(context.Background(), NewReader(source, Guess(source.Header(), ""), NewSpelledPlaces())) {
				if err != nil || len(chunk) != 1 {
					t.Fatalf("%d rows, %v", len(chunk), err)
				}
				if got := chunk[0]; got.Answer != c.answer || got.Person != c.person || got.Withheld != c.withheld {
					t.Errorf("%q of %d, withheld %d", got.Answer, got.Person, got.Withheld)
				}
			}
		})
	}
}

// A probability under one share, converted, is what a search under the other returns.
func TestShareConverts(t *testing.T) {
	one := match.Record{ID: 1, Names: []match.Name{{Given: "Bounmy", Surname: "Vongsa"}}, Birth: register.Exact(register.DayOf(1974, 5, 3)), Sex: register.Male}
	x, err := memindex.Build(func(yield func(match.Record) bool) { yield(one) }, 1)
	if err != nil {
		t.Fatal(err)
	}
	wanted := one
	wanted.ID, wanted.Birth = 0, register.Exact(register.DayOf(1974, 5, 4))
	share := Share{Told: 0.001, Everybody: 0.9}
	var p [2]float64
	for i, expected := range []float64{share.Told, share.Everybody} {
		found, err := InMemory(x, shipped(t).Expecting(expected)).Find(context.Background(), wanted)
		if err != nil {
			t.Fatal(err)
		}
		p[i] = found.best().P
	}
	if got := share.ofEverybody(p[0]); p[0] == p[1] || math.Abs(got-p[1]) > 1e-9 {
		t.Errorf("%g became %g, want %g", p[0], got, p[1])
	}
	if got := share.ofEverybody(1); got != 1 {
		t.Errorf("what is sure became %g", got)
	}
}
