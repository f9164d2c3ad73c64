package tidy

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
)

// homesOfCodes adds to homes, for each code of a finding or an error, the packages that write it out:
// in a constant whose name begins with Code, or where it is told.
func homesOfCodes(p *typedPackage, homes map[string][]string) {
	add := func(e ast.Expr) {
		if code, ok := literal(e); ok && code != "" && !slices.Contains(homes[code], p.name) {
			homes[code] = append(homes[code], p.name)
		}
	}
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if strings.HasPrefix(name.Name, "Code") && i < len(n.Values) {
						add(n.Values[i])
					}
				}
			case *ast.CallExpr:
				if at := p.codeArgument(n); at >= 0 {
					add(n.Args[at])
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Code" {
					add(n.Value)
				}
			case *ast.AssignStmt:
				for i, to := range n.Lhs {
					if s, ok := to.(*ast.SelectorExpr); ok && s.Sel.Name == "Code" && len(n.Lhs) == len(n.Rhs) {
						add(n.Rhs[i])
					}
				}
			}
			return true
		})
	}
}

// codesInLists returns the codes that a package writes out in lists, by their places: what stands in a
// variable whose name ends in Codes, and, in any list or set of words, what is a code that has a
// constant.
func codesInLists(p *program, in *typedPackage, constants map[string]string) map[token.Position]string {
	out := map[token.Position]string{}
	list := func(l *ast.CompositeLit, ofCodes bool) {
		for _, e := range l.Elts {
			if pair, ok := e.(*ast.KeyValueExpr); ok {
				e = pair.Key
			}
			if code, ok := literal(e); ok && (ofCodes || constants[code] != "") {
				out[p.fset.Position(e.Pos())] = code
			}
		}
	}
	for _, file := range in.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				list(n, false)
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if l, ok := at(n.Values, i).(*ast.CompositeLit); ok && strings.HasSuffix(name.Name, "Codes") {
						list(l, true)
					}
				}
			}
			return true
		})
	}
	return out
}

// at returns the expression of that index, nil if there are fewer.
func at(list []ast.Expr, i int) ast.Expr {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// constantsOfCodes adds to constants the exported constants of codes, by their values.
func constantsOfCodes(in *typedPackage, constants map[string]string) {
	for _, name := range in.types.Scope().Names() {
		if c, ok := in.types.Scope().Lookup(name).(*types.Const); ok && strings.HasPrefix(name, "Code") && c.Val().Kind() == constant.String {
			constants[constant.StringVal(c.Val())] = in.name + "." + name
		}
	}
}

// wrongInLists says what is wrong with the codes in the lists of a package: one that has a constant, or
// that nobody tells, so that a list asks for it in vain.
func wrongInLists(p *program, in *typedPackage, homes map[string][]string, constants map[string]string) (out []string) {
	for at, code := range codesInLists(p, in, constants) {
		switch {
		case constants[code] != "":
			out = append(out, fmt.Sprintf("%s: %s is %s", at, code, constants[code]))
		case homes[code] == nil:
			out = append(out, fmt.Sprintf("%s: nobody tells %s", at, code))
		}
	}
	slices.Sort(out)
	return out
}

// severalHomes returns the codes that more than one package writes out, with these packages.
func severalHomes(homes map[string][]string) (out []string) {
	for _, code := range slices.Sorted(maps.Keys(homes)) {
		if list := homes[code]; len(list) > 1 {
			out = append(out, code+": "+strings.Join(slices.Sorted(slices.Values(list)), ", "))
		}
	}
	return out
}

// A code that several packages tell or ask for is written once, as a constant: two spellings would be
// two findings, and a renamed one would be told without its text.
func TestCodesHaveOneHome(t *testing.T) {
	p, homes, constants := load(t), map[string][]string{}, map[string]string{}
	for _, in := range p.packages {
		if !isForTests(in.name) {
			homesOfCodes(in, homes)
			constantsOfCodes(in, constants)
		}
	}
	for _, in := range p.packages {
		if isForTests(in.name) {
			continue
		}
		for _, wrong := range wrongInLists(p, in, homes, constants) {
			t.Error(wrong)
		}
	}
	for _, code := range severalHomes(homes) {
		t.Error(code)
	}
	if len(homes) < 300 {
		t.Errorf("only %d codes were found", len(homes))
	}
}

func TestACodeWithTwoHomesIsFound(t *testing.T) {
	p, homes := load(t), map[string][]string{}
	homesOfCodes(p.offender(t, "one", `package one

import "samano/register"

const (
	CodeShared = "shared"
	codeOwn    = "own"
)

var of = map[string]string{"Code": "no-code"}

func set(f *register.Finding) { f.Code, f.Field = "assigned", "x" }
func one() []register.Finding { return []register.Finding{register.Blocked(CodeShared, "x"), register.Blocked("told", "x"), {Code: "made"}} }
`), homes)
	homesOfCodes(p.offender(t, "two", `package two

import "samano/register"

const (
	CodeSame = "shared"
	codeOwn  = "own"
)

func two() error {
	_ = register.Finding{Code: "made"}
	_ = register.Blocked("once", "told")
	var f register.Finding
	f.Code = "assigned"
	return register.Coded(register.Invalid, "x", "told")
}
`), homes)
	want := []string{"assigned: one, two", "made: one, two", "shared: one, two", "told: one, two"}
	if got := severalHomes(homes); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestACodeInAListIsFound(t *testing.T) {
	p, homes, constants := load(t), map[string][]string{}, map[string]string{}
	one := p.offender(t, "one", `package one

import "samano/register"

const CodeShared = "shared"

func one() register.Finding { return register.Blocked("told", "x") }
`)
	homesOfCodes(one, homes)
	constantsOfCodes(one, constants)
	const source = `package two

var publicCodes = []string{
	"told", CodeOwn,
	"shared", // found
	"renamed", // found
}
var words = []string{"renamed", "told"}
var set = map[string]bool{
	"shared": true, // found
	"word": true,
}

const CodeOwn = "own"

func sets() [][]string {
	return [][]string{{
		"shared", // found
	}}
}
`
	found := strings.Join(wrongInLists(p, p.offender(t, "two", source), homes, constants), "\n")
	marked(t, source, func(no int, _ string) bool { return strings.Contains(found, fmt.Sprintf(".go:%d:", no)) })
}
