package synth

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"samano/match"
	"samano/register"
)

func people(n int) []Person { return slices.Collect(Country{Seed: 1, People: n}.All()) }

func TestCountryIsTheSameEachTime(t *testing.T) {
	a, b := people(3000), people(3000)
	if !reflect.DeepEqual(a, b) {
		t.Fatal("two runs differ")
	}
	if len(a) != 3000 {
		t.Fatalf("%d people, want 3000", len(a))
	}
	if other := slices.Collect(Country{Seed: 2, People: 3000}.All()); reflect.DeepEqual(a, other) {
		t.Error("another seed gives the same people")
	}
}

func TestCountryHasKin(t *testing.T) {
	all := people(20_000)
	ids := map[register.PersonID]*Person{}
	children := map[register.PersonID][]*Person{}
	full := map[match.Name]int{}
	for i := range all {
		p := &all[i]
		if ids[p.ID] != nil {
			t.Fatalf("id %d twice", p.ID)
		}
		ids[p.ID] = p
		children[p.MotherID] = append(children[p.MotherID], p)
		full[p.Names[0]]++
	}
	delete(children, 0)
	siblings, twins, namesakes := 0, 0, 0
	for mother, cs := range children {
		for i, a := range cs {
			if a.Mother != (match.Name{}) && a.Mother != ids[mother].Names[0] {
				t.Fatalf("person %d: mother's name is not her name", a.ID)
			}
			for _, b := range cs[:i] {
				siblings++
				if a.Birth == b.Birth && a.Birth.Precision() == register.ToDay {
					twins++
				}
			}
		}
	}
	for _, n := range full {
		namesakes += n * (n - 1) / 2
	}
	if siblings < 5000 || twins < 50 || namesakes < 500 {
		t.Errorf("%d pairs of siblings, %d of twins, %d of namesakes: too few to test with", siblings, twins, namesakes)
	}
}

// The rates that were asked for are met within sampling error.
func TestLiesAreCalibrated(t *testing.T) {
	c := Country{Seed: 3, People: 60_000}
	l := NewCorruptor(Standard(), c, 5)
	var n, exact, birth, moved, sex, surname float64
	for p := range c.All() {
		r := l.Again(&p, 1)
		n++
		if p.Birth.Precision() == register.ToDay {
			exact++
			birth += count(r.Birth != p.Birth)
		}
		moved += count(r.Home != p.Home)
		sex += count(r.Sex != p.Sex)
		surname += count(p.Names[0].Surname != "" && r.Names[0].Surname == "")
	}
	for _, x := range []struct {
		what      string
		got, want float64
	}{
		{"damaged birth dates", birth / exact, 0.28},
		{"moved", moved / n, 0.35},
		{"wrong sex", sex / n, 0.03},
		{"surname left out", surname / n, 0.05},
	} {
		if math.Abs(x.got-x.want) > 0.01 {
			t.Errorf("%s: %.4f, want %.2f", x.what, x.got, x.want)
		}
	}
}

func TestLiesAreTheSameEachTime(t *testing.T) {
	c := Country{Seed: 3, People: 500}
	for p := range c.All() {
		a, b := NewCorruptor(Standard(), c, 5).Again(&p, 1), NewCorruptor(Standard(), c, 5).Again(&p, 1)
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("person %d: %+v and %+v", p.ID, a, b)
		}
	}
}

func TestNoLieLeavesThePersonAsShe(t *testing.T) {
	c := Country{Seed: 3, People: 500}
	l := NewCorruptor(Model{Household: 1}, c, 5)
	for p := range c.All() {
		want := p.Record
		want.ID = 0
		if got := l.Again(&p, 1); !reflect.DeepEqual(got, want) {
			t.Fatalf("person %d: %+v, want %+v", p.ID, got, want)
		}
	}
}

func count(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
