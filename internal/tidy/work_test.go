package tidy

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// lendsTo are the functions that lend a pass to a work, their last argument, and let what it returns leave
// only as they allow.
var lendsTo = []string{"access.Read", "access.Answer", "access.ForJob"}

// leavesBeside lists where the work of an answer lets something leave beside what it returns: it writes to,
// or takes the address of, what stands outside the work, or sends it away. A work that is not written at
// the call cannot be read there. The look is written for what the work returns, and for nothing else.
func leavesBeside(p *program, in *typedPackage, fills filling) (out []token.Position) {
	for _, f := range in.files {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 || !in.lends(call) {
				return true
			}
			work, ok := ast.Unparen(call.Args[len(call.Args)-1]).(*ast.FuncLit)
			if !ok {
				out = append(out, p.fset.Position(call.Pos()))
				return true
			}
			for _, at := range in.writesOutside(work, fills) {
				out = append(out, p.fset.Position(at))
			}
			return true
		})
	}
	return out
}

// lends reports whether what is called is one of lendsTo.
func (in *typedPackage) lends(call *ast.CallExpr) bool {
	id := called(call.Fun)
	if id == nil {
		return false
	}
	f, ok := in.info.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil {
		return false
	}
	name := strings.TrimPrefix(f.Pkg().Path(), own) + "." + receiver(f) + f.Name()
	return slices.Contains(lendsTo, name)
}

// writesOutside lists where a function literal writes to what is declared outside it.
func (in *typedPackage) writesOutside(work *ast.FuncLit, fills filling) (out []token.Pos) {
	outside := func(e ast.Expr) {
		if id := rootOf(e); id != nil {
			if v, ok := in.info.Uses[id].(*types.Var); ok && !tellsOfNobody(in.info.TypeOf(e)) && (v.Pos() < work.Pos() || v.Pos() >= work.End()) {
				out = append(out, e.Pos())
			}
		}
	}
	ast.Inspect(work.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				outside(e)
			}
		case *ast.IncDecStmt:
			outside(n.X)
		case *ast.RangeStmt:
			outside(n.Key)
			outside(n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				outside(n.X)
			}
		case *ast.SendStmt:
			outside(n.Chan)
		case *ast.CallExpr:
			for i, arg := range n.Args {
				if fills.by(in, n.Fun, i) && !isService(in.info.TypeOf(arg)) {
					outside(arg)
				}
			}
			if f, ok := ast.Unparen(n.Fun).(*ast.Ident); ok { // a function that the surroundings hold
				outside(f)
			}
		}
		return true
	})
	return out
}

// tellsOfNobody reports whether a value can only say that there is more, or from where on.
func tellsOfNobody(t types.Type) bool {
	if b, ok := t.(*types.Basic); ok && b.Kind() == types.Bool {
		return true
	}
	in, name := ofOwn(t)
	return in == "register" && name == "Seq"
}

// isService reports whether a value keeps what it has read, so that whatever reads by it fills it: a
// pointer to a struct that is not raw data.
func isService(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	_, isStruct := p.Elem().Underlying().(*types.Struct)
	return isStruct && !(walk{kept: raw}).keeps(p.Elem())
}

// An answer leaves by what its work returns, and by nothing beside it.
func TestAnAnswerLeavesByItsWork(t *testing.T) {
	p := load(t)
	fills := fillings(p.packages...)
	for _, in := range p.packages {
		if isForTests(in.name) || in.name == "access" {
			continue
		}
		for _, at := range leavesBeside(p, in, fills) {
			t.Errorf("%s lets something leave beside what the work returns", at)
		}
	}
}

func TestWhatLeavesBesideIsFound(t *testing.T) {
	p := load(t)
	const source = `package offender

import (
	"context"
	"fmt"

	. "samano/access"
	"samano/register"
)

type Clerk struct{ last string }
type shown struct{ names []string }

func put(out *register.Person, p *register.Person) { *out = *p }
func add(m map[string]int)                          { m["x"] = 1 }

func (c *Clerk) answers(ctx context.Context, r *Reader, who Actor, p *register.Person, tell func(string), send chan string) {
	var name string
	var found register.Person
	var list shown
	var cut bool
	counts, kept := map[string]int{}, make([]string, 1)
	_, _ = Answer(ctx, r, who, func(ctx context.Context, pass Pass, looks *Looker) (x int, err error) {
		inside, more := "", shown{}
		inside, more.names, x = "y", nil, 1
		add(map[string]int{})
		cut = true
		name = inside                                  // found
		c.last = inside                                // found
		list.names[0] = inside                         // found
		counts[inside]++                               // found
		func() { name += inside }()                    // found
		for _, name = range more.names {               // found
		}
		_, _ = fmt.Sscan("x", &name)                   // found
		add(counts)                                    // found
		put(&found, p)                                 // found
		copy(kept, more.names)                         // found
		tell(inside)                                   // found
		send <- inside                                 // found
		return x, err
	})
	work := func(Pass) (int, error) { return 1, nil }
	_, _ = ForJob(JobLists, work)                      // found
	_, _, _, _, _ = name, found, list, kept, cut
}
`
	planted := p.offender(t, "office", source)
	found := map[int]bool{}
	for _, at := range leavesBeside(p, planted, fillings(append(slices.Clone(p.packages), planted)...)) {
		found[at.Line] = true
	}
	for i, line := range strings.Split(source, "\n") {
		if want := strings.HasSuffix(line, "// found"); found[i+1] != want {
			t.Errorf("found: %t: %s", found[i+1], line)
		}
	}
}
