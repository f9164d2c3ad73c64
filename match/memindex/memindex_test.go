package memindex

import (
	"slices"
	"testing"

	"samano/match"
	"samano/match/matchtest"
	"samano/match/synth"
	"samano/register"
)

func TestConformance(t *testing.T) {
	matchtest.Run(t, func(_ testing.TB, start []match.Posting) match.Index {
		var b builder
		for _, p := range start {
			b.add(p.Person, p.Keys)
		}
		return b.build(func(n uint32) []match.Key { return start[n].Keys }, 2)
	})
}

func records(n int) []match.Record {
	var out []match.Record
	for p := range (synth.Country{Seed: 4, People: n}).All() {
		out = append(out, p.Record)
	}
	return out
}

func build(t testing.TB, list []match.Record) *Index {
	t.Helper()
	x, err := Build(slices.Values(list), 2)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// What is kept of a person is enough to compare as if it were all there.
func TestSketchesKeepWhatIsCompared(t *testing.T) {
	list := records(2000)
	list[7].Names = append(list[7].Names, match.Name{Given: "ນ້ອຍ", Other: true}, match.Name{Given: "Somchai", Surname: "Vongsa"})
	list[8].Names, list[8].Birth, list[8].Sex = nil, register.Date{}, ""
	list[9].Death = register.InYear(2004, register.Declared)
	x := build(t, list)
	for i, r := range list {
		want := x.Lexicon.Read(r)
		got := x.Features(uint32(i))
		if got.ID != want.ID || got.Birth != want.Birth || got.Death != want.Death || got.Sex != want.Sex || got.Home != want.Home || got.BornAt != want.BornAt ||
			got.Mother != want.Mother || got.Father != want.Father || got.Spouse != want.Spouse || got.Household != want.Household || !slices.Equal(got.Names, want.Names) {
			t.Fatalf("person %d: %+v, want %+v", i, got, want)
		}
		if a, b := match.AppendKeys(nil, &got), match.AppendKeys(nil, &want); !slices.Equal(a, b) {
			t.Fatalf("person %d: keys %v, want %v", i, a, b)
		}
	}
}

func TestEverybodyFindsHerself(t *testing.T) {
	list := records(3000)
	x := build(t, list)
	m := shipped(t)
	s := x.Searcher(m, 0.5)
	for _, r := range list {
		id := r.ID
		r.ID = 0
		if r.Names[0].Surname == "" && r.Mother.IsZero() {
			continue // too little is known to be sure
		}
		if found := s.Search(r); len(found.Hits) == 0 || found.Hits[0].Person != id && found.Hits[0].P != found.Hits[1].P {
			t.Fatalf("person %d finds %+v", id, found.Hits)
		}
		r.ID = id
		for _, h := range s.Search(r).Hits {
			if h.Person == id {
				t.Fatalf("person %d is given herself", id)
			}
		}
	}
}

// A hundred thousand rows of one person cost a search no more than the limits say, and it is said
// that some were left out.
func TestManyOfOnePerson(t *testing.T) {
	one := records(1)[0]
	list := make([]match.Record, 100_000)
	for i := range list {
		list[i] = one
		list[i].ID = register.PersonID(i + 1)
	}
	x := build(t, list)
	m := shipped(t)
	one.ID = 0
	found := x.Searcher(m, 0).Search(one)
	if found.Compared > match.MaxKeys*match.MostPerSplit || found.Compared == 0 || found.Truncated == 0 {
		t.Errorf("%d compared, %d truncated", found.Compared, found.Truncated)
	}
}

func TestBuildRefusesIdsThatDoNotIncrease(t *testing.T) {
	list := records(3)
	list[2].ID = list[1].ID
	if _, err := Build(slices.Values(list), 1); err == nil {
		t.Error("one id twice was taken")
	}
}

func BenchmarkSearch(b *testing.B) {
	list := records(50_000)
	x := build(b, list)
	s := x.Searcher(shipped(b), 0.01)
	for i := 0; b.Loop(); i++ {
		s.Search(list[i%len(list)])
	}
}
