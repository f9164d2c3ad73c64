package tidy

import (
	"go/ast"
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
			}
			return true
		})
	}
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
	homes := map[string][]string{}
	for _, p := range load(t).packages {
		if !isForTests(p.name) {
			homesOfCodes(p, homes)
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
	return register.Coded(register.Invalid, "x", "told")
}
`), homes)
	want := []string{"made: one, two", "shared: one, two", "told: one, two"}
	if got := severalHomes(homes); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
