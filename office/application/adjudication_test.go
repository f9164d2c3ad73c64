package application

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"samano/register"
)

func TestOverdue(t *testing.T) {
	for name, test := range map[string]struct {
		state AdjudicationState
		due   register.Day
		want  bool
	}{"before": {Asked, 11, false}, "on the day": {Asked, 10, false}, "after": {Asked, 9, true}, "answered": {Ruled, 9, false}} {
		if got := (&Adjudication{State: test.state, Due: test.due}).Overdue(10); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Every registered person of an adjudication is looked at once; who is proposed beside has no id.
func TestPeopleOfAnAdjudication(t *testing.T) {
	q := Adjudication{Subject: 9, Candidates: []Candidate{{Person: 4}, {}, {Person: 2}, {Person: 9}}}
	if got := q.People(); !slices.Equal(got, []register.PersonID{2, 4, 9}) {
		t.Errorf("%v", got)
	}
	pair := Adjudication{Pair: [2]register.PersonID{3, 5}, Candidates: []Candidate{{Person: 5}}}
	if got := pair.People(); !slices.Equal(got, []register.PersonID{3, 5}) {
		t.Errorf("%v", got)
	}
	if !pair.IsPair() || (&Adjudication{Application: "x"}).IsPair() {
		t.Error("a pair waits for no application")
	}
}

// ruledPages is a desk with that many rulings, which it gives page by page.
type ruledPages struct {
	Adjudications
	all  []Adjudication
	fail int // the page that cannot be read, from 0
	asks int
}

func (r *ruledPages) ListAdjudications(_ context.Context, l AdjudicationList) ([]Adjudication, error) {
	if r.asks++; r.asks-1 == r.fail {
		return nil, errRuled
	}
	if !slices.Equal(l.States, []AdjudicationState{Ruled}) || l.Offices != nil || l.Application != "" {
		return nil, fmt.Errorf("asked for %+v", l)
	}
	from := 0
	for from < len(r.all) && l.After.ID != "" && r.all[from].ID <= l.After.ID {
		from++
	}
	return r.all[from:min(len(r.all), from+l.Limit)], nil
}

var errRuled = errors.New("the desk is gone")

// To judge the weights every candidate of a ruling counts, page by page; where one was found to be
// the person, the ruling says nothing of the others.
func TestRulingsThatJudgeTheWeights(t *testing.T) {
	two := []Candidate{{Person: 4, Likeness: Likeness{PPM: 1}}, {Person: 5, Likeness: Likeness{PPM: 2, Certain: true}}}
	for name, test := range map[string]struct {
		q    Adjudication
		want []Labelled
	}{
		"nobody has ruled": {Adjudication{Candidates: two}, nil},
		"different":        {Adjudication{Application: "x", Candidates: two, Rulings: []Ruling{{Verdict: Different}}}, []Labelled{{Likeness: two[0].Likeness}, {Likeness: two[1].Likeness}}},
		"the second":       {Adjudication{Candidates: two, Rulings: []Ruling{{Verdict: Same, Person: 5}}}, []Labelled{{Likeness: two[1].Likeness, Pair: true, Same: true}}},
		"ruled anew":       {Adjudication{Candidates: two[:1], Rulings: []Ruling{{Verdict: Same, Person: 4}, {Verdict: Different}}}, []Labelled{{Likeness: two[0].Likeness, Pair: true}}},
	} {
		if got := test.q.labelled(); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, n := range []int{0, 1, labelledPage - 1, labelledPage, labelledPage + 1, 2*labelledPage + 1} {
		d := &ruledPages{fail: -1}
		for i := range n {
			d.all = append(d.all, Adjudication{ID: AdjudicationID(fmt.Sprintf("%06d", i)), Due: register.Day(i), Candidates: two[:1], Rulings: []Ruling{{Verdict: Different}}})
		}
		got := 0
		for _, err := range AllLabelled(context.Background(), d) {
			if err != nil {
				t.Fatal(err)
			}
			got++
		}
		if got != n || d.asks != n/labelledPage+1 {
			t.Errorf("of %d rulings %d are told in %d pages", n, got, d.asks)
		}
		for range AllLabelled(context.Background(), d) { // who has enough stops
			break
		}
	}
	d := &ruledPages{fail: 1, all: make([]Adjudication, labelledPage+1)}
	var failed []error
	for _, err := range AllLabelled(context.Background(), d) {
		if err != nil {
			failed = append(failed, err)
		}
	}
	if len(failed) != 1 || !errors.Is(failed[0], errRuled) {
		t.Errorf("a page that cannot be read: %v", failed)
	}
}
