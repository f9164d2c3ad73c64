package tidy

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// receiving is the place of a receiver among the parameters of a method.
const receiving = -1

// filling are the parameters, by functions of this program, into whose memory a function writes.
type filling map[*types.Func]map[int]bool

// fillings returns the parameters that packages fill: in a function's own lines, under another name, or
// by handing them to a function that does. What is kept in a struct first, or handed to an interface or
// to a function that is a value, is not followed.
func fillings(packages ...*typedPackage) filling {
	out := filling{}
	for more := true; more; {
		more = false
		for _, in := range packages {
			for _, file := range in.files {
				for _, d := range file.Decls {
					if d, ok := d.(*ast.FuncDecl); ok && d.Body != nil && out.add(in, d) {
						more = true
					}
				}
			}
		}
	}
	return out
}

// add adds what a function fills, as far as it is known what those fill that it calls, and reports
// whether that is more than was known.
func (fills filling) add(in *typedPackage, d *ast.FuncDecl) (more bool) {
	f := in.info.Defs[d.Name].(*types.Func)
	of := map[types.Object]int{}
	i := 0
	for v := range f.Signature().Params().Variables() {
		of[v] = i
		i++
	}
	if r := f.Signature().Recv(); r != nil {
		of[r] = receiving
	}
	// within returns the parameter in whose memory an expression lies.
	within := func(e ast.Expr) (param int, ok bool) {
		if root := rootOf(e); root != nil {
			param, ok = of[in.info.ObjectOf(root)]
		}
		return param, ok
	}
	fill := func(e ast.Expr) {
		if param, ok := within(e); ok && !fills[f][param] {
			if fills[f] == nil {
				fills[f] = map[int]bool{}
			}
			fills[f][param], more = true, true
		}
	}
	// alias notes that a variable leads to the same memory as an expression.
	alias := func(variable, e ast.Expr) {
		id, ok := ast.Unparen(variable).(*ast.Ident)
		if param, inside := within(e); ok && inside && refers(in.info.TypeOf(variable)) && in.info.ObjectOf(id) != nil {
			of[in.info.ObjectOf(id)] = param
		}
	}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, to := range n.Lhs {
				if _, bare := ast.Unparen(to).(*ast.Ident); !bare {
					fill(to)
				} else if len(n.Lhs) == len(n.Rhs) {
					alias(to, n.Rhs[i])
				}
			}
		case *ast.RangeStmt:
			if n.Value != nil {
				alias(n.Value, n.X)
			}
		case *ast.IncDecStmt:
			if _, bare := ast.Unparen(n.X).(*ast.Ident); !bare {
				fill(n.X)
			}
		case *ast.CallExpr:
			for i, arg := range n.Args {
				if refers(in.info.TypeOf(arg)) && fills.by(in, n.Fun, i) {
					fill(arg)
				}
			}
			if s, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && fills.by(in, n.Fun, receiving) {
				fill(s.X)
			}
		}
		return true
	})
	return more
}

// fillers are the functions outside of this program that write into what they are handed, with the
// parameter.
var fillers = map[string]int{"encoding/json.Unmarshal": 1, "encoding/json.Decode": 0}

// by reports whether what is called fills its parameter.
func (fills filling) by(in *typedPackage, fun ast.Expr, param int) bool {
	id := called(fun)
	if id == nil {
		return false
	}
	switch o := in.info.Uses[id].(type) {
	case *types.Builtin:
		return param == 0 && slices.Contains([]string{"copy", "clear", "delete"}, o.Name())
	case *types.Func:
		if o.Pkg() == nil { // Error of an error
			return false
		}
		at, ok := fillers[o.Pkg().Path()+"."+o.Name()]
		return ok && at == param || fills[o.Origin()][param]
	}
	return false
}

// refers reports whether a value of the type leads to memory that others hold too.
func refers(t types.Type) bool {
	if t == nil {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Interface:
		return true
	}
	return false
}

// rootOf returns the variable in whose memory an expression lies, nil if there is none.
func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// filled lists the functions of a package that write into what somebody outside hands in, where it is of
// such a type.
func filled(in *typedPackage, fills filling, such func(types.Type) bool) (out []string) {
	for _, file := range in.files {
		for _, d := range file.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || !d.Name.IsExported() {
				continue
			}
			f := in.info.Defs[d.Name].(*types.Func)
			i := 0
			for v := range f.Signature().Params().Variables() {
				if such(v.Type()) && fills[f][i] && !takes(f.Signature(), isPass) {
					out = append(out, in.name+"."+receiver(f)+f.Name())
				}
				i++
			}
		}
	}
	return out
}

func isPointerToRaw(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && (walk{kept: raw}).keeps(p.Elem())
}

func TestFillingIsFound(t *testing.T) {
	p := load(t)
	const source = `package planted

import (
	"context"
	"encoding/json"
	"fmt"

	"samano/access"
	"samano/register"
)

type Service struct{ last *register.Person }
type holder struct{ of *register.Person }

func Fill(out *register.Person)                      { *out = register.Person{} } // found
func FillAField(out *register.Person)                { out.Names[0].Value = register.Name{} } // found
func FillByCall(out *register.Person)                { put(out) } // found
func FillByCalls(_ int, out *register.Person)        { again(1, out) } // found
func FillByAMethod(out *register.Person)             { Service{}.put(&out.Names[0]) } // found
func FillUnderAnotherName(out *register.Person)      { p := out; p.Births = nil } // found
func FillAFact(out *register.Person)                 { f := &out.Names[0]; f.Value = register.Name{} } // found
func FillAList(out *register.Person)                 { copy(out.Names, []register.Fact[register.Name]{{}}) } // found
func FillFromJSON(out *register.Person)              { _ = json.Unmarshal(nil, out) } // found
func FillLater(out *register.Person) func()          { return func() { out.ID = 1 } } // found
func FillEach(out *register.Act)                     { for i := range out.Effects { e := &out.Effects[i]; e.Value = nil } } // found
func FillCount(out *register.Person)                 { out.ID++ } // found
func FillByItself(out *register.Person)              { out.ID = 2; FillByItself(out) } // found
func (Service) FillAll(out *register.Person)         { put(out) } // found

func put(out *register.Person)                       { out.ID = 1 }
func again(_ int, out *register.Person)              { FillByCalls(0, out); put(out) }
func (Service) put(f *register.Fact[register.Name])  { f.Value = register.Name{} }

func Reads(p *register.Person) int                   { n := 0; n += len(p.Names); p = nil; return n }
func Prints(p *register.Person) string               { return fmt.Sprint(p.ID, read(p)) }
func read(p *register.Person) int                    { return len(p.Names) }
func Copies(p *register.Person) int                  { q := *p; q.ID = 1; return int(q.ID) }
func WithPass(_ context.Context, _ access.Pass, out *register.Person) { put(out) }
func (s *Service) Keeps(p *register.Person)          { s.last = p }
func Knows(p *register.Person, n *int)               { *n = len(p.Names) }
func fills(out *register.Person)                     { put(out) }
`
	in := p.offender(t, "planted", source)
	got := filled(in, fillings(append(slices.Clone(p.packages), in)...), isPointerToRaw)
	marked(t, source, func(_ int, line string) bool {
		name, isFunc := strings.CutPrefix(line, "func ")
		name = strings.TrimPrefix(strings.TrimPrefix(name, "(Service) "), "(s *Service) ")
		name, _, _ = strings.Cut(name, "(")
		return isFunc && slices.ContainsFunc(got, func(f string) bool { return f == "planted."+name || f == "planted.Service."+name })
	})
}
