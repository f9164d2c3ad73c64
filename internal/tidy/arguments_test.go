package tidy

import (
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samano/lang"
)

var hole = regexp.MustCompile(`\{([a-z][a-z0-9-]*)\}`)

// fromFaces are the arguments that a face adds, with what they say there.
var fromFaces = map[string]string{
	"command":  "what to type next; the command line knows itself",
	"encoding": "UTF-8, a name that no language writes otherwise",
	"format":   "JSON, likewise; other formats are arguments of the finding",
	"hash":     "SHA-256, likewise",
	"minutes":  "how long a sign-in is locked, from access.LockedError",
}

// holesOf returns the arguments that the texts of a code name, as a finding or as an error.
func holesOf(p *lang.Printer, code string, isError bool) (names []string) {
	section, other := "finding.", "error."
	if isError {
		section, other = other, section
	}
	if !p.Has(section + code) {
		section = other
	}
	for _, part := range []string{"", ".rule", ".remedy"} {
		if key := section + code + part; p.Has(key) {
			for _, m := range hole.FindAllStringSubmatch(p.T(key), -1) {
				if fromFaces[m[1]] == "" && !slices.Contains(names, m[1]) {
					names = append(names, m[1])
				}
			}
		}
	}
	return names
}

// told is a finding or an error of a known code, with the arguments that its maker gives.
type told struct {
	code    string
	given   []string
	isError bool
}

// text returns the constant that an expression is.
func (p *typedPackage) text(e ast.Expr) (string, bool) {
	if v := p.info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v), true
	}
	return "", false
}

// codeArgument returns which argument of a call is the code of a finding or an error, by the name of
// the parameter; -1 if none is.
func (p *typedPackage) codeArgument(call *ast.CallExpr) int {
	signature, ok := p.info.Types[call.Fun].Type.(*types.Signature)
	if !ok {
		return -1
	}
	at := -1
	for i := range signature.Params().Len() {
		if signature.Params().At(i).Name() == "code" && i < len(call.Args) {
			at = i
		}
	}
	return at
}

// toldByCall reads a call of register.Coded, or of a function that takes a code and pairs: names and
// values in turn. A call that hands pairs on is none: its caller is read.
func (p *typedPackage) toldByCall(call *ast.CallExpr) (told, bool) {
	at := p.codeArgument(call)
	if at < 0 || call.Ellipsis.IsValid() {
		return told{}, false
	}
	signature := p.info.Types[call.Fun].Type.(*types.Signature)
	params := signature.Params()
	code, ok := p.text(call.Args[at])
	if !ok {
		return told{}, false
	}
	if !signature.Variadic() {
		name, _ := call.Fun.(*ast.SelectorExpr)
		return told{code: code, isError: true}, name != nil && name.Sel.Name == "Coded"
	}
	out := told{code: code}
	for i := params.Len() - 1; i < len(call.Args); i += 2 {
		if name, ok := p.text(call.Args[i]); ok {
			out.given = append(out.given, name)
		}
	}
	return out, true
}

// toldByLiteral reads a finding, or an error without findings, that is written as a literal.
func (p *typedPackage) toldByLiteral(l *ast.CompositeLit) (told, bool) {
	t := p.info.Types[l].Type
	if t == nil || !slices.Contains([]string{own + "register.Finding", own + "register.Error"}, t.String()) {
		return told{}, false
	}
	out, known := told{isError: strings.HasSuffix(t.String(), ".Error")}, false
	for _, e := range l.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch pair.Key.(*ast.Ident).Name {
		case "Code":
			out.code, known = p.text(pair.Value)
		case "Findings":
			return told{}, false // they are read where they are made
		case "Args":
			args, ok := pair.Value.(*ast.CompositeLit)
			if !ok {
				return told{}, false
			}
			for _, e := range args.Elts {
				if name, ok := p.text(e.(*ast.KeyValueExpr).Key); ok {
					out.given = append(out.given, name)
				}
			}
		}
	}
	return out, known
}

// argumentsMissing returns the findings and errors of a package that lack an argument which the text
// of their code names: people would read the name in braces.
func argumentsMissing(p *typedPackage, printer *lang.Printer) (wrong []string, read int) {
	for _, file := range p.files {
		for _, d := range file.Decls {
			var later []string // arguments that the same function adds, f.Args["name"] = …
			ast.Inspect(d, func(n ast.Node) bool {
				if x, ok := n.(*ast.IndexExpr); ok {
					if s, ok := x.X.(*ast.SelectorExpr); ok && s.Sel.Name == "Args" {
						if name, ok := p.text(x.Index); ok {
							later = append(later, name)
						}
					}
				}
				return true
			})
			ast.Inspect(d, func(n ast.Node) bool {
				var f told
				var ok bool
				switch n := n.(type) {
				case *ast.CallExpr:
					f, ok = p.toldByCall(n)
				case *ast.CompositeLit:
					f, ok = p.toldByLiteral(n)
				}
				if !ok {
					return true
				}
				read++
				for _, name := range holesOf(printer, f.code, f.isError) {
					if !slices.Contains(f.given, name) && !slices.Contains(later, name) {
						wrong = append(wrong, p.name+": "+f.code+" is told without {"+name+"}")
					}
				}
				return true
			})
		}
	}
	return wrong, read
}

func TestNoTextLacksAnArgument(t *testing.T) {
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, p := range load(t).packages {
		if isForTests(p.name) {
			continue // suites make findings that nobody reads
		}
		wrong, n := argumentsMissing(p, catalogue.For(lang.First))
		read += n
		for _, w := range wrong {
			t.Error(w)
		}
	}
	if read < 400 {
		t.Errorf("only %d findings and errors were read", read)
	}
}

func TestATextThatLacksAnArgumentIsFound(t *testing.T) {
	catalogue, err := lang.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := load(t).offender(t, "offender", `package offender

import "samano/register"

const long = "text-too-long"

func one() register.Finding { return register.Blocked(long, "note") }
func two() error { return register.Coded(register.Invalid, "op", "text-too-long") }
func three() register.Finding { return register.Finding{Code: long, Args: map[string]string{"least": "1"}} }
func right() register.Finding { return register.Blocked(long, "note", "limit", "1") }
func added() register.Finding {
	f := register.Blocked(long, "note", "x", "y")
	f.Args["limit"] = "1"
	return f
}
`)
	wrong, read := argumentsMissing(p, catalogue.For(lang.First))
	if read != 5 || len(wrong) != 3 {
		t.Errorf("%d were read, and found are %q", read, wrong)
	}
}
