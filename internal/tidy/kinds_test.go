package tidy

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// isKind reports whether a type is register.Kind.
func isKind(t types.Type) bool {
	named, ok := t.(*types.Named)
	return ok && named.Obj().Name() == "Kind" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == own+"register"
}

// kindLiterals lists the string literals of a package that stand for a kind of act: those
// of type register.Kind, and those compared with a kind that was made a string.
func kindLiterals(p *program, in *typedPackage) []token.Position {
	var out []token.Position
	literal := func(e ast.Expr) (*ast.BasicLit, bool) {
		lit, ok := ast.Unparen(e).(*ast.BasicLit)
		return lit, ok && lit.Kind == token.STRING && lit.Value != `""`
	}
	// plain tells string(kind).
	plain := func(e ast.Expr) bool {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		return ok && len(call.Args) == 1 && in.info.Types[call.Fun].IsType() && isKind(in.info.TypeOf(call.Args[0]))
	}
	found := func(e ast.Expr) {
		if lit, ok := literal(e); ok {
			out = append(out, p.fset.Position(lit.Pos()))
		}
	}
	for _, f := range in.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if isKind(in.info.TypeOf(n)) {
					found(n)
				}
			case *ast.CallExpr: // register.Kind("birth")
				if len(n.Args) == 1 && in.info.Types[n.Fun].IsType() && isKind(in.info.TypeOf(n)) && !isKind(in.info.TypeOf(n.Args[0])) {
					found(n.Args[0])
				}
			case *ast.BinaryExpr:
				if n.Op != token.EQL && n.Op != token.NEQ {
					return true
				}
				if plain(n.X) {
					found(n.Y)
				}
				if plain(n.Y) {
					found(n.X)
				}
			case *ast.SwitchStmt:
				if n.Tag == nil || !plain(n.Tag) {
					return true
				}
				for _, clause := range n.Body.List {
					for _, e := range clause.(*ast.CaseClause).List {
						found(e)
					}
				}
			}
			return true
		})
	}
	return out
}

// Kinds of acts are written once, as constants of package register: a kind that is mistyped
// or renamed does not compile.
func TestKindsAreNamedByTheirConstants(t *testing.T) {
	p := load(t)
	for _, in := range p.packages {
		if in.name == "register" || in.name == "acts" || isForTests(in.name) {
			continue
		}
		for _, at := range kindLiterals(p, in) {
			t.Errorf("%s: a kind of act as a text: use the constant of package register", at)
		}
	}
}

func TestALiteralKindIsFound(t *testing.T) {
	p := load(t)
	in := p.offender(t, "offender", `package offender

import "samano/register"

var one register.Kind = "birth" // 1

type paper struct{ kind register.Kind }

func is(k register.Kind) bool {
	switch k {
	case "death": // 2
	}
	switch string(k) {
	case "move": // 3
	}
	_ = paper{kind: "naming"} // 4
	_ = map[register.Kind]bool{"divorce": true} // 5
	return register.Kind("merge") == k || // 6
		string(k) == "erasure" // 7
}

var fine = []any{"birth", register.KindBirth, register.Kind(""), register.Field("birth"), struct{ K string }{"birth"}}
`)
	got := kindLiterals(p, in)
	if len(got) != 7 {
		var lines []string
		for _, at := range got {
			lines = append(lines, at.String())
		}
		t.Errorf("found %d of 7:\n%s", len(got), strings.Join(lines, "\n"))
	}
}
