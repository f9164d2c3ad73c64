package register

import (
	"slices"
	"testing"
	"time"
)

// village makes a unit that stands from 1975 to the end of a year, with those that
// took over.
func village(id PlaceID, ended int, successors ...PlaceID) *Place {
	key := func(n int32) EffectRef { return EffectRef{Seq(id), n} }
	p := &Place{ID: id, Origins: Facts[Origin]{{Key: key(0), From: InYear(1975, Documented)}}}
	if ended == 0 {
		return p
	}
	until := Exact(DayOf(ended+1, time.January, 1))
	p.Origins[0].Trail = []Trace{{By: EffectRef{100, 0}, Op: OpEnd, Until: until}}
	for i, s := range successors {
		p.Successors = append(p.Successors, Fact[Successor]{Key: key(int32(i + 1)), Value: Successor{s}, From: until})
	}
	return p
}

func TestSuccessors(t *testing.T) {
	atlas := NewAtlas([]*Place{
		village(1, 1990, 2), village(2, 2005, 3, 4), village(3, 0), village(4, 2010, 3),
		village(5, 1980, 6), village(6, 1985, 5), // a damaged tree: each took over from the other
		village(7, 1999),
	})
	tests := []struct {
		name string
		id   PlaceID
		year int
		want []PlaceID
	}{
		{"a unit that stands is itself", 3, 2020, []PlaceID{3}},
		{"before it ended it is itself", 1, 1990, []PlaceID{1}},
		{"after a merger it is the unit that took over", 1, 1991, []PlaceID{2}},
		{"after a split it is all that took over", 2, 2006, []PlaceID{3, 4}},
		{"what took over has been taken over, by one unit once", 1, 2011, []PlaceID{3}},
		{"a circle ends", 5, 2020, nil},
		{"nobody took over", 7, 2020, nil},
		{"there is no such unit", 99, 2020, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := atlas.Successors(tt.id, DayOf(tt.year, time.June, 1)); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestOtherIDs(t *testing.T) {
	atlas := NewAtlas([]*Place{
		village(1, 1990, 2), village(2, 2005, 3, 4), village(3, 0), village(4, 2010, 3),
		village(5, 1980, 6), village(6, 1985, 5), // a damaged tree: each took over from the other
		village(7, 0),
	})
	tests := []struct {
		name  string
		id    PlaceID
		limit int
		want  []PlaceID
	}{
		{"a unit that stands: those before it, and those before them", 3, 9, []PlaceID{2, 4, 1}},
		{"a unit that ended: those after it, and those after them", 1, 9, []PlaceID{2, 3, 4}},
		{"one half of a split: also the other", 4, 9, []PlaceID{2, 3, 1}},
		{"no more than the limit, nearest first", 4, 2, []PlaceID{2, 3}},
		{"a circle ends", 5, 9, []PlaceID{6}},
		{"nobody took over", 7, 9, nil},
		{"there is no such unit", 99, 9, nil},
		{"no unit", 0, 9, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := atlas.OtherIDs(tt.id, tt.limit); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestArea(t *testing.T) {
	day := DayOf(2020, time.June, 1)
	under := func(id, parent PlaceID) *Place {
		p := village(id, 0)
		p.Parents = Facts[ParentPlace]{{Key: EffectRef{Seq(id), 9}, Value: ParentPlace{parent}, From: InYear(1975, Documented)}}
		return p
	}
	atlas := NewAtlas([]*Place{village(1, 0), under(2, 1), under(3, 2), village(4, 0)})
	for _, tt := range []struct {
		name string
		area Area
		in   []PlaceID
	}{
		{"a province", atlas.Area(1, day), []PlaceID{1, 2, 3}},
		{"a village", atlas.Area(3, day), []PlaceID{3}},
		{"the whole country", atlas.Area(0, day), []PlaceID{0, 1, 2, 3, 4}},
		{"the zero area", Area{}, []PlaceID{0, 1, 2, 3, 4}},
		{"a unit that is not there", atlas.Area(9, day), nil},
	} {
		var in []PlaceID
		for id := range PlaceID(5) {
			if tt.area.Contains(id) {
				in = append(in, id)
			}
		}
		if !slices.Equal(in, tt.in) {
			t.Errorf("%s holds %v, want %v", tt.name, in, tt.in)
		}
	}
}
