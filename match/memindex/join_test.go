package memindex

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"samano/match"
	"samano/match/synth"
	"samano/register"
)

func shipped(t testing.TB) *match.Model {
	t.Helper()
	m, _, err := match.ShippedModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A register of which every twentieth person was entered twice.
func TestJoinFindsWhoIsThereTwice(t *testing.T) {
	c := synth.Country{Seed: 12, People: 20_000}
	l := synth.NewCorruptor(synth.Standard(), c, 13)
	var list []match.Record
	truth := map[Pair]bool{}
	last := register.PersonID(0)
	for p := range c.All() {
		list = append(list, p.Record)
		last = p.ID
	}
	for p := range c.All() {
		if p.ID%20 == 0 {
			r := l.Again(&p, 1)
			last++
			r.ID = last
			list = append(list, r)
			truth[Pair{A: p.ID, B: r.ID}] = true
		}
	}
	x := build(t, list)
	told := 0
	got, err := x.Join(context.Background(), shipped(t).Expecting(0.05), 0.5, 0, 1, func(n int) { told = n })
	if err != nil || told != len(list) {
		t.Fatalf("%v; %d of %d told", err, told, len(list))
	}
	right := 0
	for _, p := range got.Pairs {
		if truth[Pair{A: p.A, B: p.B}] {
			right++
		}
	}
	if missed, wrong := len(truth)-right, len(got.Pairs)-right; missed > len(truth)*3/100 || wrong > len(truth)*3/100 {
		t.Errorf("%d of %d missed, %d wrong", missed, len(truth), wrong)
	}
	two, err := x.Join(context.Background(), shipped(t).Expecting(0.05), 0.5, 0, 3, nil)
	if err != nil || !reflect.DeepEqual(two, got) {
		t.Errorf("three workers find %d pairs, one %d (%v)", len(two.Pairs), len(got.Pairs), err)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := x.Join(stopped, shipped(t), 0.5, 0, 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func TestClusters(t *testing.T) {
	got := Clusters([]Pair{{A: 5, B: 9}, {A: 2, B: 3}, {A: 1, B: 9}, {A: 7, B: 8}, {A: 3, B: 4}})
	want := [][]register.PersonID{{1, 5, 9}, {2, 3, 4}, {7, 8}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A comparison of all with all looks from each pair's first person only; it finds what a search for
// everybody finds, where keys are truncated too.
func TestJoinFindsWhatSearchesFind(t *testing.T) {
	c := synth.Country{Seed: 14, People: 5_000}
	l := synth.NewCorruptor(synth.Standard(), c, 15)
	var list []match.Record
	for p := range c.All() {
		list = append(list, p.Record)
	}
	last := list[len(list)-1].ID
	for p := range c.All() {
		again := 0
		switch {
		case p.ID == 7:
			again = 300 // one person by the hundred
		case p.ID%10 == 0:
			again = 1
		}
		for n := range again {
			r := l.Again(&p, 1+n)
			last++
			r.ID = last
			list = append(list, r)
		}
	}
	x := build(t, list)
	m, least := shipped(t).Expecting(0.05), 0.01
	want := map[Pair]bool{}
	s := x.Searcher(m, least)
	for slot := range x.Len() {
		f := x.Features(uint32(slot))
		for _, h := range s.SearchFeatures(&f).Hits {
			want[Pair{A: min(f.ID, h.Person), B: max(f.ID, h.Person)}] = true
		}
	}
	got, err := x.Join(context.Background(), m, least, 0, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := map[Pair]bool{}
	for _, p := range got.Pairs {
		found[Pair{A: p.A, B: p.B}] = true
	}
	if !reflect.DeepEqual(found, want) || len(found) != len(got.Pairs) {
		t.Errorf("%d pairs (%d of them different), searching for everybody finds %d", len(got.Pairs), len(found), len(want))
	}
	if got.Truncated == 0 {
		t.Error("no key was truncated: the test tests too little")
	}
}
