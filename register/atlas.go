package register

import (
	"cmp"
	"slices"
	"sync"
)

// Atlas holds all places of a country by id and by code. There are some ten
// thousand of them, so every process keeps them all; an Atlas never changes, a
// place-change makes a new one.
type Atlas struct {
	byID   map[PlaceID]*Place
	byCode map[Code][]PlaceID // a code may have been used by one unit after another

	national func(Office) bool // whether the area of an office is the whole country; nil: of none

	once         sync.Once
	predecessors map[PlaceID][]PlaceID // made when first asked for, then never changed
}

// NewAtlas makes an atlas of these places.
func NewAtlas(places []*Place) *Atlas {
	a := &Atlas{byID: make(map[PlaceID]*Place, len(places)), byCode: make(map[Code][]PlaceID, len(places))}
	for _, p := range places {
		a.put(p)
	}
	return a
}

// WithNational makes the atlas, before anybody else has it, know the offices whose area is the whole
// country, and returns it. Which offices these are is for the law to say.
func (a *Atlas) WithNational(national func(Office) bool) *Atlas {
	a.national = national
	return a
}

func (a *Atlas) put(p *Place) {
	a.byID[p.ID] = p
	for _, f := range p.Codes {
		ids := a.byCode[f.Value]
		if !slices.Contains(ids, p.ID) {
			a.byCode[f.Value] = append(ids[:len(ids):len(ids)], p.ID)
		}
	}
}

// With returns a new atlas in which these places stand in their new state.
func (a *Atlas) With(places ...*Place) *Atlas {
	b := &Atlas{byID: make(map[PlaceID]*Place, len(a.byID)+len(places)), byCode: make(map[Code][]PlaceID, len(a.byCode)+len(places)), national: a.national}
	for id, p := range a.byID {
		b.byID[id] = p
	}
	for code, ids := range a.byCode {
		b.byCode[code] = ids
	}
	for _, p := range places {
		b.put(p)
	}
	return b
}

// Place returns the place with that id.
func (a *Atlas) Place(id PlaceID) (*Place, bool) {
	p, ok := a.byID[id]
	return p, ok
}

// All returns every place, by id.
func (a *Atlas) All() []*Place {
	out := make([]*Place, 0, len(a.byID))
	for _, p := range a.byID {
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y *Place) int { return cmp.Compare(x.ID, y.ID) })
	return out
}

// ByCode returns the unit that bears the code on that day.
func (a *Atlas) ByCode(code Code, day Day) (*Place, bool) {
	for _, id := range a.byCode[code] {
		p := a.byID[id]
		for i := range p.Codes {
			if p.Codes[i].Value == code && p.Codes[i].Holds(day) == Yes && p.StandsOn(day) {
				return p, true
			}
		}
	}
	return nil, false
}

// StandsOn reports whether the unit exists on that day.
func (p *Place) StandsOn(day Day) bool { return len(p.Origins.On(day)) > 0 }

// CodeOn, NameOn, LevelOn and ParentOn return what the unit was called and where
// it belonged on that day; zero where nothing is known.
func (p *Place) CodeOn(day Day) Code      { return firstOn(p.Codes, day) }
func (p *Place) NameOn(day Day) PlaceName { return firstOn(p.Names, day) }
func (p *Place) LevelOn(day Day) Level    { return firstOn(p.Levels, day) }
func (p *Place) ParentOn(day Day) PlaceID { return firstOn(p.Parents, day).Place }

func firstOn[T Value](fs Facts[T], day Day) (v T) {
	for i := range fs {
		if fs[i].Holds(day) != No {
			return fs[i].Value
		}
	}
	return v
}

// MaxLevels is how many levels a territory may have. It bounds a walk up the tree of places, so that
// a damaged tree cannot loop.
const MaxLevels = 8

// Chain returns the unit and all units above it on that day, lowest first.
func (a *Atlas) Chain(id PlaceID, day Day) []*Place {
	var out []*Place
	for len(out) < MaxLevels {
		p, ok := a.byID[id]
		if !ok {
			break
		}
		out = append(out, p)
		if id = p.ParentOn(day); id == 0 {
			break
		}
	}
	return out
}

// Area is the whole country, or a unit with all units under it on a day. No place lies in the zero
// Area: an area that somebody forgot to say shows nobody.
type Area struct {
	atlas   *Atlas
	unit    PlaceID // 0 in the whole country and where there is no area
	day     Day
	country bool
}

// WholeCountry returns the area that is the whole country.
func WholeCountry() Area { return Area{country: true} }

// Area returns the area of a unit on that day. No place lies in that of unit 0.
func (a *Atlas) Area(unit PlaceID, day Day) Area { return Area{atlas: a, unit: unit, day: day} }

// AreaOf returns the area of an office on that day. An office without a unit that is not of the whole
// country, as a consulate, has none: no place lies in its area.
func (a *Atlas) AreaOf(o Office, day Day) Area {
	if o.Jurisdiction == 0 && a.national != nil && a.national(o) {
		return WholeCountry()
	}
	return a.Area(o.Jurisdiction, day)
}

// Country reports whether the area is the whole country.
func (a Area) Country() bool { return a.country }

// Contains reports whether a place is the unit of the area or lies under it; of a unit that has ended,
// one in which what was it lies now. An unknown place (0) lies in the whole country only.
func (a Area) Contains(id PlaceID) bool {
	if a.country || a.unit == 0 {
		return a.country
	}
	under := func(id PlaceID) bool {
		return slices.ContainsFunc(a.atlas.Chain(id, a.day), func(p *Place) bool { return p.ID == a.unit })
	}
	if p, ok := a.atlas.byID[id]; ok && !p.StandsOn(a.day) {
		if now := a.atlas.Successors(id, a.day); len(now) > 0 {
			return slices.ContainsFunc(now, under)
		}
	}
	return under(id)
}

// Overlaps reports whether the area of an office lies in this one, or this one in it.
func (a Area) Overlaps(o Office) bool {
	if a.country || a.unit == 0 {
		return a.country
	}
	b := a.atlas.AreaOf(o, a.day)
	return a.Contains(b.unit) || b.Contains(a.unit)
}

// Successors returns the units in which what was this unit lies on that day: itself
// while it stands, else those that took over, and those that took over from them.
// An address keeps the unit in which it was registered and is read through this.
func (a *Atlas) Successors(id PlaceID, day Day) []PlaceID {
	var out []PlaceID
	seen := map[PlaceID]bool{}
	var follow func(PlaceID)
	follow = func(id PlaceID) {
		p, ok := a.byID[id]
		if !ok || seen[id] {
			return
		}
		seen[id] = true
		if p.StandsOn(day) {
			out = append(out, id)
			return
		}
		for _, f := range p.Successors.On(day) {
			follow(f.Value.Place)
		}
	}
	follow(id)
	return out
}

// OtherIDs returns at most limit other ids under which the unit may be named: those of all units
// that are linked to it by succession, in either direction and over any number of steps, nearest
// first. The two halves of a village that was split are linked by the village.
func (a *Atlas) OtherIDs(id PlaceID, limit int) []PlaceID {
	a.once.Do(a.findPredecessors)
	ids := []PlaceID{id}
	for i := 0; i < len(ids) && len(ids) <= limit; i++ {
		next := slices.Clip(a.predecessors[ids[i]])
		if p, ok := a.byID[ids[i]]; ok {
			for _, f := range p.Successors.Standing() {
				next = append(next, f.Value.Place)
			}
		}
		for _, other := range next {
			if !slices.Contains(ids, other) {
				ids = append(ids, other)
			}
		}
	}
	return ids[1:min(len(ids), limit+1)]
}

// Predecessors returns the unit and all units that became it or a part of it, over any number of steps.
func (a *Atlas) Predecessors(id PlaceID) []PlaceID {
	a.once.Do(a.findPredecessors)
	ids := []PlaceID{id}
	for i := 0; i < len(ids); i++ {
		for _, earlier := range a.predecessors[ids[i]] {
			if !slices.Contains(ids, earlier) {
				ids = append(ids, earlier)
			}
		}
	}
	return ids
}

func (a *Atlas) findPredecessors() {
	a.predecessors = map[PlaceID][]PlaceID{}
	for _, p := range a.All() {
		for _, f := range p.Successors.Standing() {
			a.predecessors[f.Value.Place] = append(a.predecessors[f.Value.Place], p.ID)
		}
	}
}
