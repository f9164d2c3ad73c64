package testenv_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/register"
)

// packs are the laws under which lives are led.
var packs = []string{"la", "xx"}

// ground is what a country's law gives to tests that are written for no country:
// units where people live, and the words for how they live together.
type ground struct {
	law      *law.Pack
	above    []register.Code // two units of the level above that of dwellings
	units    []register.Code // of the level of dwellings: two in the first of above, one in the second
	founding []map[string]any
}

func groundOf(p *law.Pack) *ground {
	g := &ground{law: p}
	var parent register.Code
	last := len(p.Territory.Levels) - 1
	for level := range last - 1 {
		parent = g.found(level, parent, 1)
	}
	g.above = []register.Code{g.found(last-1, parent, 1), g.found(last-1, parent, 2)}
	g.units = []register.Code{g.found(last, g.above[0], 1), g.found(last, g.above[0], 2), g.found(last, g.above[1], 1)}
	return g
}

// found adds the nth unit under another to the founding.
func (g *ground) found(level int, parent register.Code, n int) register.Code {
	code := g.code(level, parent, n)
	g.founding = append(g.founding, g.unit(level, parent, code))
	return code
}

// code writes the code of the nth unit under another, as long as the law says.
func (g *ground) code(level int, parent register.Code, n int) register.Code {
	digits := g.law.Territory.Levels[level].CodeDigits - len(parent)
	return parent + register.Code(fmt.Sprintf("%0*d", digits, n))
}

// unit is the step of a decree that founds one.
func (g *ground) unit(level int, parent, code register.Code) map[string]any {
	step := map[string]any{"code": code, "level": g.law.Territory.Levels[level].Name, "name": map[string]any{"latin": "Place " + string(code)}}
	if parent != "" {
		step["parent"] = parent
	}
	return step
}

// lowest is the level at which people live.
func (g *ground) lowest() int { return len(g.law.Territory.Levels) - 1 }

// relations are those that a member may have to the head.
func (g *ground) relations() []string {
	return slices.DeleteFunc(slices.Clone(g.law.Household.Relations.On(today).Value), func(r string) bool { return r == string(register.HeadRelation) })
}

// books are the classes of books.
func (g *ground) books() (names []string) {
	for _, class := range g.law.Household.BookClasses.On(today).Value {
		names = append(names, class.Name)
	}
	return names
}

// offices opens an office at every level below the first, which is the centre's:
// each for a unit of its own level, or for everywhere abroad.
func (g *ground) offices(t fataler, c *testenv.Country) (ids []register.OfficeID) {
	t.Helper()
	atlas, err := c.Atlas(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, level := range g.law.Offices[1:] {
		o := register.Office{ID: register.OfficeID(level.Name), Name: level.Name, Level: level.Name}
		for _, unit := range g.founding {
			if level.Unit == "" || unit["level"] != level.Unit || o.Jurisdiction != 0 {
				continue
			}
			p, ok := atlas.ByCode(unit["code"].(register.Code), today)
			if !ok {
				t.Fatalf("there is no %v", unit)
			}
			o.Jurisdiction = p.ID
		}
		c.AddOffice(o)
		ids = append(ids, o.ID)
	}
	return ids
}

// kinds are those that the law gives to any office, as they are drawn.
func (g *ground) kinds() []register.Kind {
	return slices.DeleteFunc(slices.Clone(drawn), func(k register.Kind) bool { return len(g.law.Kinds[k].Levels.On(today).Value) == 0 })
}

// Every kind is drawn in every country, but for those that its law gives to no
// office. A kind that is added must be drawn too.
func TestEveryKindIsDrawn(t *testing.T) {
	for pack, without := range map[string][]register.Kind{
		"la": nil,
		"xx": {"divorce"}, // "marriage ends by death only"
	} {
		t.Run(pack, func(t *testing.T) {
			p, err := law.Shipped(pack, acts.ForLaw())
			if err != nil {
				t.Fatal(err)
			}
			kinds := groundOf(p).kinds()
			for _, kind := range acts.Kinds() {
				if payloads[kind] == nil {
					t.Errorf("no life has a %s", kind)
				}
				if left := !slices.Contains(kinds, kind); left != slices.Contains(without, kind) {
					t.Errorf("%s is left out: %v", kind, left)
				}
			}
		})
	}
}
