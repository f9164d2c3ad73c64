package tidy

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// unchecked lists the functions of a package that take a pass and neither check it nor hand it on:
// they would answer whoever has none. An interface only says what its implementations take.
func unchecked(p *program, in *typedPackage) (out []token.Position) {
	for _, file := range in.files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			used := map[types.Object]bool{}
			use := func(e ast.Expr) {
				if id, ok := ast.Unparen(e).(*ast.Ident); ok {
					used[in.info.Uses[id]] = true
				}
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ExprStmt:
					return !isCheck(in, n.X)
				case *ast.AssignStmt:
					return len(n.Lhs) != 1 || !isBlank(n.Lhs[0]) || !isCheck(in, n.Rhs[0])
				case *ast.CallExpr:
					for i, arg := range n.Args {
						if takesPassAt(in, n, i) {
							use(arg)
						}
					}
					if s, ok := n.Fun.(*ast.SelectorExpr); ok && isCheck(in, n) {
						use(s.X)
					}
				case *ast.KeyValueExpr: // kept for as long as it is valid
					use(n.Value)
				}
				return true
			})
			for v := range in.info.Defs[f.Name].(*types.Func).Signature().Params().Variables() {
				if isPass(v.Type()) && !used[v] {
					out = append(out, p.fset.Position(f.Name.Pos()))
				}
			}
		}
	}
	return out
}

// takesPassAt reports whether what is called takes its argument as a pass: what prints or compares one
// does not ask it.
func takesPassAt(in *typedPackage, call *ast.CallExpr, i int) bool {
	s, ok := in.info.TypeOf(call.Fun).(*types.Signature)
	return ok && i < s.Params().Len() && isPass(s.Params().At(i).Type())
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// isCheck reports whether an expression asks a pass whether it is valid.
func isCheck(in *typedPackage, e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	s, ok := call.Fun.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Check" && isPass(in.info.TypeOf(s.X))
}

// madeUp lists where a package makes a pass of its own: as a literal, by new or make, or in a
// variable or result that nobody has lent one to.
func madeUp(p *program, in *typedPackage) (out []token.Position) {
	found := func(n ast.Node) { out = append(out, p.fset.Position(n.Pos())) }
	ofPass := func(e ast.Expr) bool {
		t := in.info.TypeOf(e)
		for {
			inner, ok := t.(interface{ Elem() types.Type })
			if !ok {
				return t != nil && isPass(t)
			}
			t = inner.Elem()
		}
	}
	for _, file := range in.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if ofPass(n) {
					found(n)
				}
			case *ast.CallExpr:
				if len(n.Args) > 0 && in.info.Types[n.Fun].IsBuiltin() && in.info.Types[n.Args[0]].IsType() && ofPass(n.Args[0]) {
					found(n)
				}
			case *ast.ValueSpec:
				if n.Values == nil && n.Type != nil && ofPass(n.Type) {
					found(n)
				}
			case *ast.FuncType:
				if n.Results == nil {
					return true
				}
				for _, f := range n.Results.List {
					if ofPass(f.Type) {
						found(f)
					}
				}
			}
			return true
		})
	}
	return out
}

// Whoever takes a pass asks it, or hands it to somebody who does; and nobody makes one up.
func TestPassesAreChecked(t *testing.T) {
	p := load(t)
	for _, in := range p.packages {
		if isForTests(in.name) {
			continue
		}
		for _, at := range unchecked(p, in) {
			t.Errorf("%s takes a pass and answers without it: check it first", at)
		}
		if in.name == "access" {
			continue
		}
		for _, at := range madeUp(p, in) {
			t.Errorf("%s makes a pass of its own: take it as a parameter", at)
		}
	}
}

func TestUncheckedPassesAreFound(t *testing.T) {
	const source = `package offender

import (
	"fmt"

	"samano/access"
)

type port interface{ Read(access.Pass) error }

type reads struct{ p port }

func Blank(_ access.Pass) int                { return 1 } // unchecked
func Unnamed(access.Pass) int                { return 1 } // unchecked
func (reads) Named(pass access.Pass) int     { return 1 } // unchecked
func unexported(pass access.Pass) int        { return 1 } // unchecked
func Dropped(pass access.Pass)               { _ = pass } // unchecked
func CheckDropped(pass access.Pass)          { _ = pass.Check("x") } // unchecked
func Printed(pass access.Pass) string        { return fmt.Sprint(pass) } // unchecked
func CheckUnheard(pass access.Pass)          { pass.Check("x") } // unchecked
func Second(one, two access.Pass) error      { return one.Check("x") } // unchecked

func Checks(pass access.Pass) error           { return pass.Check("x") }
func (r reads) HandsOn(pass access.Pass) error { return r.p.Read(pass) }
func Keeps(pass access.Pass) any              { return struct{ p access.Pass }{p: pass} }
func Later(pass access.Pass) func() error     { return func() error { return pass.Check("x") } }

func makes(r reads) {
	_ = r.p.Read(access.Pass{}) // made up
	_ = r.p.Read(*new(access.Pass)) // made up
	var zero access.Pass // made up
	_ = zero
}
func none() (p access.Pass) { return } // made up
func spare() []access.Pass { return make([]access.Pass, 1) } // made up
`
	p := load(t)
	in := p.offender(t, "offender", source)
	found := map[string][]token.Position{"// unchecked": unchecked(p, in), "// made up": madeUp(p, in)}
	for mark, at := range found {
		for i, line := range strings.Split(source, "\n") {
			got := slices.ContainsFunc(at, func(at token.Position) bool { return at.Line == i+1 })
			if want := strings.HasSuffix(line, mark); got != want {
				t.Errorf("%s found %t: %s", mark, got, line)
			}
		}
	}
}
