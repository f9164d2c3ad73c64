package acts

import (
	"cmp"
	"slices"
	"strings"

	"samano/law"
	"samano/register"
)

// PlaceChange changes the territory by one decree: units are founded, renamed,
// given another code or another unit above them, merged or split. Addresses name
// units by their inner id, so that no address changes with it.
type PlaceChange struct {
	Steps []PlaceStep `json:"steps"` // in order; a step may name a unit that an earlier one founded
}

// PlaceStep is one change of one unit. Without Place a unit is founded; with
// Successors the unit ends; else it gets what is given.
type PlaceStep struct {
	Place      register.Code      `json:"place,omitempty"`
	Code       register.Code      `json:"code,omitempty"`
	Name       register.PlaceName `json:"name,omitzero"`
	Level      register.Level     `json:"level,omitempty"`  // of a unit that is founded
	Parent     register.Code      `json:"parent,omitempty"` // none: as it was, or the country
	Successors []register.Code    `json:"successors,omitempty"`
}

// maxPlaceSteps bounds one decree: a province with all its villages has fewer.
const maxPlaceSteps = 1000

// maxSuccessors bounds the units that take over from one.
const maxSuccessors = 20

// Needs asks for nothing: every copy of the register holds all places.
func (*PlaceChange) Needs(*State) []Lookup { return nil }

// territory is the tree as the steps before have left it, so that the steps of one
// decree build on each other.
type territory struct {
	c     *Case
	day   register.Day
	from  register.Date
	units map[register.Code]*unit
	gone  map[register.Code]bool
}

// unit is a unit in the course of a decree.
type unit struct {
	id     register.PlaceID // 0: not allocated yet
	place  *register.Place  // nil: founded by this act
	code   register.Code
	level  register.Level
	parent register.Code
	// What an earlier step of the decree has changed.
	renamed, recoded, moved bool
}

func newTerritory(c *Case) *territory {
	return &territory{c: c, day: c.happened(), from: c.from(), units: map[register.Code]*unit{}, gone: map[register.Code]bool{}}
}

// unit returns the unit that bears the code now.
func (t *territory) unit(code register.Code) *unit {
	if t.gone[code] || code == "" {
		return nil
	}
	if u := t.units[code]; u != nil {
		return u
	}
	p, ok := t.c.State.Atlas.ByCode(code, t.day)
	if !ok {
		return nil
	}
	u := &unit{id: p.ID, place: p, code: code, level: p.LevelOn(t.day)}
	if above, ok := t.c.State.Atlas.Place(p.ParentOn(t.day)); ok {
		u.parent = above.CodeOn(t.day)
	}
	t.units[code] = u
	return u
}

// recode gives a unit another code; the units below stay below.
func (t *territory) recode(u *unit, code register.Code) {
	for _, child := range t.children(u) {
		child.parent = code
	}
	delete(t.units, u.code)
	t.gone[u.code] = true
	u.code = code
	t.units[code] = u
	delete(t.gone, code)
}

// children returns the standing units under one.
func (t *territory) children(u *unit) []*unit {
	var out []*unit
	for _, p := range t.c.State.Atlas.All() {
		if u.id != 0 && p.StandsOn(t.day) && p.ParentOn(t.day) == u.id {
			if child := t.current(p); child != nil && child.place == p && child.parent == u.code {
				out = append(out, child)
			}
		}
	}
	for _, v := range t.units {
		if v.parent == u.code && (v.place == nil || v.place.ParentOn(t.day) != u.id) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b *unit) int { return cmp.Compare(a.code, b.code) })
	return out
}

// current returns a unit of the atlas as the steps have left it, nil if it ended.
func (t *territory) current(p *register.Place) *unit {
	for _, u := range t.units {
		if u.place == p {
			return u
		}
	}
	return t.unit(p.CodeOn(t.day))
}

// Check walks through the steps.
func (pc *PlaceChange) Check(c *Case) {
	if len(pc.Steps) == 0 || len(pc.Steps) > maxPlaceSteps {
		c.Block("place-step-count", "payload.steps", "", "limit", itoa(maxPlaceSteps))
		return
	}
	t := newTerritory(c)
	for i, s := range pc.Steps {
		field := "payload.steps." + itoa(i)
		c.Text(field+".name.lao", s.Name.Lao)
		c.Text(field+".name.latin", s.Name.Latin)
		switch u := t.unit(s.Place); {
		case s.Place == "":
			t.checkFounded(field, s)
		case u == nil:
			c.Block(register.CodePlaceUnknown, field+".place", "", "code", string(s.Place))
		case u.place == nil:
			c.Block("place-founded-here", field+".place", "", "code", string(s.Place))
		case len(s.Successors) > 0:
			t.checkEnded(field, s, u)
		default:
			t.checkChanged(field, s, u)
		}
	}
}

// level returns the pack's level of that name and the one above it.
func (t *territory) level(name register.Level) (level law.TerritoryLevel, above register.Level, ok bool) {
	for _, l := range t.c.Law.Territory.Levels {
		if l.Name == name {
			return l, above, true
		}
		above = l.Name
	}
	return law.TerritoryLevel{}, "", false
}

func (t *territory) checkFounded(field string, s PlaceStep) {
	c := t.c
	level, above, ok := t.level(s.Level)
	if !ok {
		c.Block("not-in-list", field+".level", "", "value", string(s.Level))
		return
	}
	if s.Name == (register.PlaceName{}) {
		c.Block("place-name-missing", field+".name", "")
	}
	t.checkCode(field, s.Code, level)
	t.checkParent(field, s.Parent, above, level)
	if above != "" && !strings.HasPrefix(string(s.Code), string(s.Parent)) {
		c.Block("place-code-not-under-parent", field+".code", level.Article, "code", string(s.Code))
	}
	t.units[s.Code] = &unit{code: s.Code, level: s.Level, parent: s.Parent}
	delete(t.gone, s.Code)
}

// checkCode checks a code's shape and that nobody bears it.
func (t *territory) checkCode(field string, code register.Code, level law.TerritoryLevel) {
	if len(code) != level.CodeDigits || strings.Trim(string(code), "0123456789") != "" {
		t.c.Block("place-code-malformed", field+".code", level.Article, "digits", itoa(level.CodeDigits))
	} else if t.unit(code) != nil {
		t.c.Block("place-code-taken", field+".code", "", "code", string(code))
	}
}

// checkParent checks that the unit above is there and of the level above.
func (t *territory) checkParent(field string, parent register.Code, above register.Level, level law.TerritoryLevel) {
	switch u := t.unit(parent); {
	case above == "" && parent != "":
		t.c.Block("place-parent-level", field+".parent", level.Article, "code", string(parent))
	case above == "":
	case u == nil:
		t.c.Block(register.CodePlaceUnknown, field+".parent", "", "code", string(parent))
	case u.level != above:
		t.c.Block("place-parent-level", field+".parent", level.Article, "code", string(parent))
	}
}

func (t *territory) checkChanged(field string, s PlaceStep, u *unit) {
	level, above, _ := t.level(u.level)
	if s.Level != "" && s.Level != u.level {
		t.c.Block("place-level-fixed", field+".level", "")
	}
	if s.Code == "" && s.Parent == "" && s.Name == (register.PlaceName{}) {
		t.c.Block("place-step-empty", field, "")
	}
	if s.Name != (register.PlaceName{}) {
		t.once(field+".name", u, &u.renamed)
	}
	if s.Parent != "" {
		t.once(field+".parent", u, &u.moved)
		t.checkParent(field, s.Parent, above, level)
		u.parent = s.Parent
	}
	if s.Code != "" {
		t.once(field+".code", u, &u.recoded)
		t.checkCode(field, s.Code, level)
		t.recode(u, s.Code)
	}
}

// once checks that no earlier step of the decree has changed the same of a unit: it would have two
// names, codes or units above it from one day on.
func (t *territory) once(field string, u *unit, changed *bool) {
	if *changed {
		t.c.Block("place-changed-twice", field, "", "code", string(u.code))
	}
	*changed = true
}

func (t *territory) checkEnded(field string, s PlaceStep, u *unit) {
	t.once(field+".place", u, &u.recoded)
	if len(s.Successors) > maxSuccessors {
		t.c.Block("place-successors", field+".successors", "", "limit", itoa(maxSuccessors))
	}
	for j, code := range s.Successors {
		at := field + ".successors." + itoa(j)
		switch v := t.unit(code); {
		case v == nil:
			t.c.Block(register.CodePlaceUnknown, at, "", "code", string(code))
		case v == u || slices.Contains(s.Successors[:j], code):
			t.c.Block("place-successors", at, "", "limit", itoa(maxSuccessors))
		case v.level != u.level:
			t.c.Block("place-successor-level", at, "", "code", string(code))
		}
	}
	// With one successor the units below follow it; with several the decree says
	// in steps of its own, before this one, where each goes. It founds or moves
	// none under a unit that it ends.
	stranded := false
	for _, child := range t.children(u) {
		stranded = stranded || len(s.Successors) > 1 || child.place == nil || child.moved
		child.parent, child.moved = s.Successors[0], true
	}
	if stranded {
		t.c.Block("place-has-units", field+".place", "", "code", string(s.Place))
	}
	delete(t.units, u.code)
	t.gone[u.code] = true
}

// Apply writes the steps.
func (pc *PlaceChange) Apply(c *Case) {
	t := newTerritory(c)
	for _, s := range pc.Steps {
		switch {
		case s.Place == "":
			t.found(s)
		case len(s.Successors) > 0:
			t.end(s)
		default:
			t.change(s)
		}
	}
}

func (t *territory) found(s PlaceStep) {
	id := t.c.Allocator.AllocatePlace()
	ref := register.PlaceRef(id)
	t.c.Open(ref, t.from, register.Origin{By: t.c.Proposal.Kind})
	t.c.Open(ref, t.from, s.Code)
	t.c.Open(ref, t.from, s.Name)
	t.c.Open(ref, t.from, s.Level)
	if above := t.unit(s.Parent); above != nil {
		t.c.Open(ref, t.from, register.ParentPlace{Place: above.id})
	}
	t.units[s.Code] = &unit{id: id, code: s.Code, level: s.Level, parent: s.Parent}
	delete(t.gone, s.Code)
}

func (t *territory) change(s PlaceStep) {
	u := t.unit(s.Place)
	ref := register.PlaceRef(u.id)
	if s.Parent != "" {
		t.setParent(u, t.unit(s.Parent))
	}
	if s.Name != (register.PlaceName{}) {
		succeed(t.c, ref, u.place.Names, anyOf, t.from, s.Name)
	}
	if s.Code != "" {
		succeed(t.c, ref, u.place.Codes, anyOf, t.from, s.Code)
		t.recode(u, s.Code)
	}
}

func (t *territory) setParent(u, above *unit) {
	u.parent = above.code
	succeed(t.c, register.PlaceRef(u.id), u.place.Parents, anyOf, t.from, register.ParentPlace{Place: above.id})
}

// end ends a unit. Its names and the unit above stay readable: the addresses of
// the people who live there still name it, see register.Atlas.Successors.
func (t *territory) end(s PlaceStep) {
	u := t.unit(s.Place)
	ref := register.PlaceRef(u.id)
	for _, child := range t.children(u) {
		t.setParent(child, t.unit(s.Successors[0]))
	}
	for _, code := range s.Successors {
		t.c.Open(ref, t.from, register.Successor{Place: t.unit(code).id})
	}
	for _, f := range u.place.Codes.Current() {
		t.c.End(ref, f.Key, t.from)
	}
	for _, f := range u.place.Origins.Current() {
		t.c.End(ref, f.Key, t.from)
	}
	delete(t.units, u.code)
	t.gone[u.code] = true
}
