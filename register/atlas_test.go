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
		{"the whole country", WholeCountry(), []PlaceID{0, 1, 2, 3, 4}},
		{"no unit", atlas.Area(0, day), nil},
		{"the zero area", Area{}, nil},
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

// A unit is found by the code that it bore on a day; a code may have been another's before.
func TestUnitsByCode(t *testing.T) {
	coded := func(p *Place, code Code, from int, until int) *Place {
		f := Fact[Code]{Key: EffectRef{Seq(p.ID), 50}, Value: code, From: InYear(from, Documented)}
		if until != 0 {
			f.Trail = []Trace{{By: EffectRef{100, 1}, Op: OpEnd, Until: Exact(DayOf(until, time.January, 1))}}
		}
		p.Codes = append(p.Codes, f)
		return p
	}
	first, second, renamed := coded(village(1, 1990), "01", 1975, 1991), coded(village(2, 0), "01", 1991, 0), coded(coded(village(3, 0), "02", 1975, 2000), "03", 2000, 0)
	lost := coded(village(4, 1990), "04", 1975, 0) // it ended, and nobody ended its code
	atlas := NewAtlas([]*Place{first, second, renamed, lost})
	for _, c := range []struct {
		code Code
		year int
		want PlaceID
	}{
		{"01", 1980, 1}, {"01", 1995, 2}, {"02", 1995, 3}, {"02", 2005, 0}, {"03", 2005, 3}, {"03", 1995, 0}, {"04", 1980, 4}, {"04", 1995, 0}, {"99", 1995, 0}, {"01", 1970, 0},
	} {
		p, ok := atlas.ByCode(c.code, DayOf(c.year, time.June, 1))
		if ok != (c.want != 0) || ok && p.ID != c.want || !ok && p != nil {
			t.Errorf("code %s in %d: %v, %v", c.code, c.year, p, ok)
		}
	}
	if p, ok := atlas.Place(3); !ok || p != renamed {
		t.Errorf("place 3: %v", p)
	}
	if p, ok := atlas.Place(9); ok || p != nil {
		t.Errorf("place 9: %v", p)
	}
	var ids []PlaceID
	for _, p := range atlas.All() {
		ids = append(ids, p.ID)
	}
	if !slices.Equal(ids, []PlaceID{1, 2, 3, 4}) {
		t.Errorf("all are %v", ids)
	}
}

// A new state of some places makes a new atlas, and leaves the old one to its readers.
func TestAnAtlasNeverChanges(t *testing.T) {
	coded := func(id PlaceID, codes ...Code) *Place {
		p := village(id, 0)
		for i, c := range codes {
			p.Codes = append(p.Codes, Fact[Code]{Key: EffectRef{Seq(id), int32(50 + i)}, Value: c, From: InYear(1975, Documented)})
		}
		return p
	}
	day := DayOf(2020, time.June, 1)
	old := NewAtlas([]*Place{coded(1, "01"), coded(2, "02")})
	both := old.With(coded(2, "02", "05"), coded(3, "01", "03"))
	for _, c := range []struct {
		atlas *Atlas
		code  Code
		want  bool
	}{{old, "01", true}, {old, "02", true}, {old, "03", false}, {old, "05", false}, {both, "01", true}, {both, "02", true}, {both, "03", true}, {both, "05", true}} {
		if _, ok := c.atlas.ByCode(c.code, day); ok != c.want {
			t.Errorf("code %s is known: %v", c.code, ok)
		}
	}
	if p, _ := both.ByCode("01", day); p == nil || p.ID != 1 {
		t.Errorf("a code that two bear is of %v", p)
	}
	if len(old.All()) != 2 || len(both.All()) != 3 {
		t.Errorf("%d and %d places", len(old.All()), len(both.All()))
	}
	if p, _ := old.Place(2); len(p.Codes) != 1 {
		t.Error("the old atlas has the new place")
	}
}

func TestWhatAUnitWasOnADay(t *testing.T) {
	from, until := InYear(1975, Documented), Exact(DayOf(2000, time.January, 1))
	ended := []Trace{{By: EffectRef{100, 0}, Op: OpEnd, Until: until}}
	p := village(1, 0)
	p.Codes = Facts[Code]{{Value: "01", From: from, Trail: ended}, {Value: "02", From: until}}
	p.Names = Facts[PlaceName]{{Value: PlaceName{Lao: "ກ"}, From: from, Trail: ended}, {Value: PlaceName{Lao: "ຂ"}, From: until}}
	p.Levels = Facts[Level]{{Value: "village", From: from, Trail: ended}, {Value: "district", From: until}}
	p.Parents = Facts[ParentPlace]{{Value: ParentPlace{7}, From: from, Trail: ended}, {Value: ParentPlace{8}, From: until}}
	for year, want := range map[int]struct {
		code   Code
		name   string
		level  Level
		parent PlaceID
		stands bool
	}{1970: {}, 1999: {"01", "ກ", "village", 7, true}, 2000: {"02", "ຂ", "district", 8, true}} {
		day := DayOf(year, time.June, 1)
		if p.CodeOn(day) != want.code || p.NameOn(day).Lao != want.name || p.LevelOn(day) != want.level || p.ParentOn(day) != want.parent || p.StandsOn(day) != want.stands {
			t.Errorf("in %d: %s %s %s under %d, standing %v", year, p.CodeOn(day), p.NameOn(day).Lao, p.LevelOn(day), p.ParentOn(day), p.StandsOn(day))
		}
	}
}

// The walk up ends at the top, at a unit that is not there, and in a damaged tree.
func TestTheUnitsAbove(t *testing.T) {
	day := DayOf(2020, time.June, 1)
	under := func(id, parent PlaceID) *Place {
		p := village(id, 0)
		p.Parents = Facts[ParentPlace]{{Key: EffectRef{Seq(id), 9}, Value: ParentPlace{parent}, From: InYear(1975, Documented)}}
		return p
	}
	atlas := NewAtlas([]*Place{village(1, 0), under(2, 1), under(3, 2), under(4, 99), under(5, 6), under(6, 5)}).WithNational(func(o Office) bool { return o.Level == "centre" })
	ids := func(id PlaceID) (out []PlaceID) {
		for _, p := range atlas.Chain(id, day) {
			out = append(out, p.ID)
		}
		return out
	}
	for id, want := range map[PlaceID][]PlaceID{1: {1}, 3: {3, 2, 1}, 4: {4}, 5: {5, 6, 5, 6, 5, 6, 5, 6}, 0: nil, 99: nil} {
		if got := ids(id); !slices.Equal(got, want) {
			t.Errorf("above %d: %v, want %v", id, got, want)
		}
	}
	for _, c := range []struct {
		area, unit PlaceID
		want       bool
	}{{2, 3, true}, {2, 1, true}, {2, 2, true}, {2, 4, false}, {3, 2, true}, {4, 1, false}, {0, 4, true}, {4, 0, true}, {2, 99, false}} {
		o := Office{Jurisdiction: c.unit, Level: "district"}
		if c.unit == 0 {
			o.Level = "centre"
		}
		area := atlas.Area(c.area, day)
		if c.area == 0 {
			area = WholeCountry()
		}
		if got := area.Overlaps(o); got != c.want {
			t.Errorf("area %d overlaps unit %d: %v", c.area, c.unit, got)
		}
	}
	for name, c := range map[string]struct {
		atlas   *Atlas
		office  Office
		country bool
		holds   []PlaceID // of 0 to 4
		over    bool      // it overlaps unit 2
	}{
		"the centre":                            {atlas, Office{Level: "centre"}, true, []PlaceID{0, 1, 2, 3, 4}, true},
		"a district":                            {atlas, Office{Level: "district", Jurisdiction: 2}, false, []PlaceID{2, 3}, true},
		"a consulate":                           {atlas, Office{Level: "consulate"}, false, nil, false},
		"a district without its unit":           {atlas, Office{Level: "district"}, false, nil, false},
		"the zero office":                       {atlas, Office{}, false, nil, false},
		"the centre, after places changed":      {atlas.With(), Office{Level: "centre"}, true, []PlaceID{0, 1, 2, 3, 4}, true},
		"where nobody says which is the centre": {NewAtlas(nil), Office{Level: "centre"}, false, nil, false},
	} {
		area := c.atlas.AreaOf(c.office, day)
		var holds []PlaceID
		for id := range PlaceID(5) {
			if area.Contains(id) {
				holds = append(holds, id)
			}
		}
		if area.Country() != c.country || !slices.Equal(holds, c.holds) {
			t.Errorf("%s: the whole country %t, holds %v", name, area.Country(), holds)
		}
		if got := area.Overlaps(Office{Jurisdiction: 2}); got != c.over {
			t.Errorf("%s overlaps a district: %t", name, got)
		}
		if got := c.atlas.Area(2, day).Overlaps(c.office); got != c.over {
			t.Errorf("a district overlaps %s: %t", name, got)
		}
	}
	if !WholeCountry().Country() || atlas.Area(1, day).Country() || atlas.Area(0, day).Country() || (Area{}).Country() {
		t.Error("which area is the whole country")
	}
}

// The limit of other ids is met exactly, also where the nearest are fewer.
func TestOtherIDsUpToTheLimit(t *testing.T) {
	atlas := NewAtlas([]*Place{village(1, 1990, 2), village(2, 2005, 3, 4), village(3, 0), village(4, 2010, 3)})
	for limit, want := range map[int][]PlaceID{0: nil, 1: {2}, 2: {2, 3}, 3: {2, 3, 4}, 4: {2, 3, 4}} {
		if got := atlas.OtherIDs(1, limit); !slices.Equal(got, want) {
			t.Errorf("at most %d: %v, want %v", limit, got, want)
		}
	}
}

func TestPredecessors(t *testing.T) {
	atlas := NewAtlas([]*Place{
		village(1, 1990, 2), village(2, 2005, 3, 4), village(3, 0), village(4, 2010, 3),
		village(5, 1980, 6), village(6, 1985, 5), // a damaged tree
	})
	for id, want := range map[PlaceID][]PlaceID{3: {3, 2, 4, 1}, 4: {4, 2, 1}, 2: {2, 1}, 1: {1}, 5: {5, 6}, 99: {99}} {
		if got := atlas.Predecessors(id); !slices.Equal(got, want) {
			t.Errorf("of %d: %v, want %v", id, got, want)
		}
	}
}
