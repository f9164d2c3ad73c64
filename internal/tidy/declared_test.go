package tidy

import (
	"maps"
	"slices"
	"testing"
)

// declared are the types that hold what was declared: whom an application names, in words of whoever
// declares and whoever typed.
var declared = map[string][]string{"office/application": {"Application", "Item", "Declarant", "Declaration"}}

// tellDeclared are the functions of the desk that let it leave, after looks, to whoever may read it. Each
// was read for what it tells of somebody whom a protection covers. New gives the clerk, whose methods stand
// for themselves.
var tellDeclared = []string{"office.Clerk.Adjudication", "office.Clerk.Open", "office.New"}

// What was declared leaves the desk as it is opened, and by no step.
func TestWhatWasDeclaredLeavesAsItIsOpened(t *testing.T) {
	p := load(t)
	for _, in := range p.packages {
		if in.name != "office" {
			continue
		}
		found := reached(in.types, walk{kept: declared, ports: true})
		maps.DeleteFunc(found, func(f, _ string) bool { return slices.Contains(tellDeclared, f) })
		for f, way := range found {
			t.Errorf("%s tells what was declared:%s. Let Open tell it", f, way)
		}
	}
}

func TestWhatTellsWhatWasDeclaredIsFound(t *testing.T) {
	p := load(t)
	in := p.offender(t, "planted", `package planted

import "samano/office/application"

type View struct{ *application.Application }

func Open() View                        { return View{} }
func List() []application.Entry         { return nil }
func Step() (int, error)                { return 0, nil }
func Declarant() application.Declarant  { return application.Declarant{} }
func Taking(*application.Application) int { return 0 }
`)
	got := slices.Sorted(maps.Keys(reached(in.types, walk{kept: declared})))
	if want := []string{"planted.Declarant", "planted.Open"}; !slices.Equal(got, want) {
		t.Errorf("found %v", got)
	}
}
