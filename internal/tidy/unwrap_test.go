package tidy

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
)

// valuesOfFacts are the types of raw that a view.Fact may hold as they are, since they name nobody and
// no place (package view).
var valuesOfFacts = []string{"Name", "Missing", "Identifier", "Protection"}

// showFacts are the functions of faces that are handed the value of a view.Fact, and show it.
var showFacts = []string{"cmd/samano/sentence.Fact", "web/words.Words.Value"}

// unwrapping lists where a package makes raw data of people out of a value of an interface, of any
// type, or by a type that it names to whoever makes the value.
func unwrapping(p *program, in *typedPackage) map[token.Position]string {
	out := map[token.Position]string{}
	add := func(n ast.Node, t types.Type) {
		w := walk{kept: raw, seen: map[crossing]bool{}}
		switch way := w.find(t, given); {
		case way != "":
			out[p.fset.Position(n.Pos())] = way
		case isTypeParam(t):
			out[p.fset.Position(n.Pos())] = " " + t.String()
		}
	}
	// assert adds what an operand is asserted to, unless the operand is raw already, and so was shown
	// as such, or is the value of a view.Fact.
	assert := func(operand, to ast.Expr) {
		t := in.info.TypeOf(to)
		from, name := ofOwn(t)
		ofFact := from == "register" && slices.Contains(valuesOfFacts, name) && (isFactValue(in, operand) || slices.Contains(showFacts, in.within(to.Pos())))
		if t != nil && !ofFact && !(walk{kept: raw}).keeps(in.info.TypeOf(operand)) {
			add(to, t)
		}
	}
	for _, f := range in.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeAssertExpr:
				if n.Type != nil {
					assert(n.X, n.Type)
				}
			case *ast.TypeSwitchStmt:
				for _, c := range n.Body.List {
					for _, to := range c.(*ast.CaseClause).List {
						assert(switched(n), to)
					}
				}
			case *ast.CallExpr:
				if id := called(n.Fun); id != nil && len(n.Args) == 2 && isErrorsAs(in.info.Uses[id]) {
					if to, ok := in.info.TypeOf(n.Args[1]).(*types.Pointer); ok {
						add(n, to.Elem())
					}
				}
			}
			return true
		})
	}
	for id, instance := range in.info.Instances {
		if makes(in, in.info.Uses[id]) {
			for t := range instance.TypeArgs.Types() {
				add(id, t)
			}
		}
	}
	return out
}

// makes reports whether something generic may make a value of a type that it is told: it is of this
// program, and neither of the package itself, nor disclosure's, nor of a package that only computes
// with what it is handed. In the library errors.AsType does.
func makes(in *typedPackage, generic types.Object) bool {
	if generic == nil || generic.Pkg() == nil || generic.Pkg() == in.types {
		return false
	}
	return isErrorsAs(generic) || isOwn(generic) && !isPureOfPeople(generic.Pkg()) && generic.Pkg().Path() != own+"disclosure"
}

func isErrorsAs(o types.Object) bool {
	return o != nil && o.Pkg() != nil && o.Pkg().Path() == "errors" && strings.HasPrefix(o.Name(), "As")
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// switched returns the operand of a type switch.
func switched(s *ast.TypeSwitchStmt) ast.Expr {
	e := ast.Expr(nil)
	switch a := s.Assign.(type) {
	case *ast.ExprStmt:
		e = a.X
	case *ast.AssignStmt:
		e = a.Rhs[0]
	}
	return ast.Unparen(e).(*ast.TypeAssertExpr).X
}

// isFactValue reports whether an expression is the value of a view.Fact.
func isFactValue(in *typedPackage, e ast.Expr) bool {
	s, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Value" {
		return false
	}
	t := in.info.TypeOf(s.X)
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	from, name := ofOwn(t)
	return from == "reading/view" && name == "Fact"
}

// A face finds nobody behind an interface: what it may show it opens from a disclosure.Seen.
func TestFacesUnwrapNobody(t *testing.T) {
	p := load(t)
	for _, in := range p.packages {
		if !isFace(in.name) && tree(in.name) != "cmd" || isForTests(in.name) {
			continue
		}
		for at, way := range unwrapping(p, in) {
			t.Errorf("%s takes raw data of people out of an interface:%s. Show what a disclosure.Seen opens", at, way)
		}
	}
	for _, name := range showFacts {
		if !slices.ContainsFunc(p.packages, func(in *typedPackage) bool { return strings.HasPrefix(name, in.name+".") && declares(in, name) }) {
			t.Errorf("%s does not exist any more: take it off the list", name)
		}
	}
}

// declares reports whether a package has a function of that name (typedPackage.within).
func declares(in *typedPackage, name string) bool {
	for _, o := range in.info.Defs {
		if f, ok := o.(*types.Func); ok && in.name+"."+receiver(f)+f.Name() == name {
			return true
		}
	}
	return false
}

func TestUnwrappingIsFound(t *testing.T) {
	const source = `package web

import (
	"context"
	"errors"
	"fmt"

	"samano/disclosure"
	"samano/internal/jsonw"
	"samano/law"
	"samano/match"
	"samano/reading/view"
	"samano/register"
)

type Words struct{}
type own[T any] struct{ of T }

func asserts(v any, s fmt.Stringer, ctx context.Context) {
	_ = v.(*register.Person) // found
	_, _ = v.(register.Household) // found
	_, ok := v.([]*register.Person) // found
	_ = ok
	_ = v.(interface{ Person() *register.Person }) // found
	_ = s.(register.Value) // found
	_ = v.(register.Name) // found
	_ = v.(match.Record) // found
	_ = ctx.Value("who").(*register.Act) // found
	_ = v.(func() map[int]*register.Person) // found
	_ = v.(register.Number)
	_ = v.(view.Someone)
	_ = v.(error)
}
func switches(v any) {
	switch v.(type) {
	case string:
	case *register.Person, nil: // found
	}
	switch x := v.(type) {
	case int, *register.Household: // found
		_ = x
	}
}
func by[T any](v any) T { return v.(T) } // found
func errs(err error) {
	var who interface{ Who() *register.Person }
	_ = errors.As(err, &who) // found
	_, _ = errors.AsType[interface{ error; Who() *register.Person }](err) // found
	var e *register.Error
	_ = errors.As(err, &e)
}
func names() {
	_ = law.Rule[*register.Person]{} // found
	_ = jsonw.List[register.Person] // found
	_ = law.Rule[int]{}
	_ = own[*register.Person]{}
}
func opens(seen disclosure.Seen[register.Subject], f view.Fact, facts register.Facts[register.Name]) {
	p := seen.Open().(*register.Person)
	switch seen.Open().(type) {
	case *register.Household:
	}
	_, _ = f.Value.(register.Name)
	_, _ = f.Value.(register.Residence) // found
	_ = p
}
func (w Words) Value(x any) {
	switch x.(type) {
	case register.Name, view.Bond:
	case *register.Person: // found
	}
}
`
	p := load(t)
	found := unwrapping(p, p.offender(t, "web/words", source))
	marked(t, source, func(no int, _ string) bool {
		return slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(at token.Position) bool { return at.Line == no })
	})
}
