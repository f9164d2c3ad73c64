package tidy

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// services are the receiver and the parameters of a function that are pointers to structs of this program.
func (in *typedPackage) services(d ast.Decl) map[*types.Var]bool {
	out := map[*types.Var]bool{}
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return out
	}
	s := in.info.Defs[f.Name].(*types.Func).Signature()
	for v := range s.Params().Variables() {
		out[v] = isService(v.Type())
	}
	if v := s.Recv(); v != nil {
		out[v] = isService(v.Type())
	}
	return out
}

// beside looks in a work for what leaves beside what it returns. These are ways out:
//   - writing to what stands outside, or taking its address;
//   - using what stands outside and can take what it is handed (canTake);
//   - a method of what stands outside, unless it is a service, which reads; of a service a method that keeps
//     something in it and asks for no pass, or that it has of a type of others;
//   - a function that a field holds or another function returns, and an interface that is handed something;
//   - a log, the terminal, the system, a panic.
//
// What a function of this program does with what it is handed, beyond filling it, is not followed.
type beside struct {
	in       *typedPackage
	work     *ast.FuncLit
	fills    filling
	services map[*types.Var]bool
	same     map[*types.Var]*types.Var // variables of the work that are others' under another name
	leaves   func(at token.Pos, what string)
}

// follow notes the variables of the work that are given what stands outside.
func (b *beside) follow() {
	same := func(to, e ast.Expr) {
		id, ok := to.(*ast.Ident)
		if !ok {
			return
		}
		v, isNew := b.in.info.Defs[id].(*types.Var)
		if !isNew {
			v, _ = b.in.info.Uses[id].(*types.Var)
		}
		_, calls := ast.Unparen(e).(*ast.CallExpr)
		if from := b.outside(e); v != nil && from != nil && from != v && !calls {
			b.same[v] = from
		}
	}
	ast.Inspect(b.work.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, e := range n.Rhs { // of v, ok := the first
				same(n.Lhs[i], e)
			}
		case *ast.ValueSpec:
			for i, e := range n.Values {
				same(n.Names[i], e)
			}
		case *ast.RangeStmt:
			same(n.Key, n.X)
			same(n.Value, n.X)
		}
		return true
	})
}

// outside returns the variable outside the work in whose memory an expression lies, nil if there is none.
// What a method returns lies in the memory of its receiver.
func (b *beside) outside(e ast.Expr) *types.Var {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			v, _ := b.in.info.Uses[x].(*types.Var)
			if from := b.same[v]; from != nil {
				return from
			}
			if v == nil || b.work.Pos() <= v.Pos() && v.Pos() < b.work.End() {
				return nil
			}
			return v
		case *ast.SelectorExpr:
			if v, ok := b.in.info.Uses[x.Sel].(*types.Var); ok && !v.IsField() { // of another package
				return v
			}
			e = x.X
		case *ast.TypeAssertExpr:
			e = x.X
		case *ast.CallExpr:
			if e = x.Fun; b.in.info.Types[e].IsType() { // a conversion
				e = x.Args[0]
			}
		default:
			root := unwrapped(x)
			if root == nil {
				return nil
			}
			e = root
		}
	}
}

// unwrapped returns what an expression takes a part, or the address, of, nil if it is something else.
func unwrapped(e ast.Expr) ast.Expr {
	switch x := e.(type) {
	case *ast.StarExpr:
		return x.X
	case *ast.IndexExpr:
		return x.X
	case *ast.SliceExpr:
		return x.X
	case *ast.ParenExpr:
		return x.X
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return x.X
		}
	}
	return nil
}

// look looks at one node of the work.
func (b *beside) look(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, e := range n.Lhs {
			b.write(e)
		}
	case *ast.IncDecStmt:
		b.write(n.X)
	case *ast.RangeStmt:
		b.write(n.Key)
		b.write(n.Value)
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			b.write(n.X)
		}
	case *ast.CompositeLit:
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
			}
			if _, calls := ast.Unparen(e).(*ast.CallExpr); !calls && b.outside(e) != nil && isPointer(b.in.info.TypeOf(e)) {
				b.found(e)
			}
		}
	case *ast.CallExpr:
		b.call(n)
	case *ast.SelectorExpr:
		return !b.selects(n)
	case *ast.Ident:
		if leavesByItself(b.in.info.Uses[n]) {
			b.leaves(n.Pos(), n.Name)
			return false
		}
		return !b.uses(n)
	case *ast.IndexExpr, *ast.StarExpr, *ast.TypeAssertExpr:
		return !b.uses(n.(ast.Expr))
	}
	return true
}

// uses reports, and notes, that an expression is something outside that can take what it is handed.
func (b *beside) uses(e ast.Expr) bool {
	if !b.in.info.Types[e].IsValue() || b.outside(e) == nil || b.service(e) || !canTake(b.in.info.TypeOf(e), map[types.Type]bool{}) {
		return false
	}
	b.found(e)
	return true
}

func (b *beside) found(e ast.Expr) { b.leaves(e.Pos(), types.ExprString(e)) }

// write notes that something outside is written to. A variable of the work's own is not, whatever it held.
func (b *beside) write(e ast.Expr) {
	if e == nil || b.outside(e) == nil {
		return
	}
	if root := rootOf(e); root != nil {
		v, _ := b.in.info.ObjectOf(root).(*types.Var)
		if b.same[v] != nil && (root == e || !refers(v.Type())) {
			return
		}
	}
	b.found(e)
}

// selects is uses of what is selected by name: of a method too, and of a function that a field holds.
func (b *beside) selects(s *ast.SelectorExpr) bool {
	info, leaves := b.in.info, false
	switch o := info.Uses[s.Sel].(type) {
	case *types.Var:
		_, isFunc := o.Type().Underlying().(*types.Signature)
		if !o.IsField() || !isFunc {
			return b.uses(s)
		}
		leaves = true
	case *types.Func:
		recv, of := o.Signature().Recv(), info.TypeOf(s.X)
		switch {
		case recv == nil:
		case info.Types[s.X].IsType():
			leaves = true
		case types.IsInterface(recv.Type()):
			leaves = o.Signature().Params().Len() > 0
		case b.outside(s.X) == nil:
		case b.service(s.X):
			leaves = !isOwn(o) || b.fills.by(b.in, s, receiving) && !takes(o.Signature(), isPass)
		default:
			leaves = isPointer(recv.Type()) || canTake(of, map[types.Type]bool{}) || refers(of)
		}
	}
	if leaves {
		b.found(s)
	}
	return leaves
}

// call looks at what a call hands to what it calls.
func (b *beside) call(call *ast.CallExpr) {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.CallExpr, *ast.TypeAssertExpr: // a function that another returns
		b.found(fun)
	}
	id := called(call.Fun)
	if id == nil {
		return
	}
	for i, arg := range call.Args {
		switch o := b.in.info.Uses[id].(type) {
		case *types.Builtin:
			if o.Name() == "append" && i == 0 { // there may be room behind what is outside
				b.write(arg)
			}
		case *types.Func:
			_, isMap := b.in.info.TypeOf(arg).Underlying().(*types.Map)
			if !isOwn(o) && (isMap || isPointer(b.in.info.TypeOf(arg))) {
				b.write(arg)
			}
		}
		if b.fills.by(b.in, call.Fun, i) && !isService(b.in.info.TypeOf(arg)) {
			b.write(arg)
		}
	}
}

// service reports whether an expression is a service of the function that the work stands in, or a part of
// one that is declared in this program and is no raw data.
func (b *beside) service(e ast.Expr) bool {
	t := b.in.info.TypeOf(e)
	if t == nil || !b.services[b.outside(e)] {
		return false
	}
	if !isPointer(t) {
		t = types.NewPointer(t)
	}
	in, _ := ofOwn(types.Unalias(t).(*types.Pointer).Elem())
	return in != "" && isService(t)
}

// aside are the packages, with all below them, whose functions tell somebody beside the caller.
var aside = []string{"expvar", "log", "net", "os", "syscall"}

// leavesByItself reports whether what is called tells somebody beside the caller, wherever it is called.
func leavesByItself(o types.Object) bool {
	switch o := o.(type) {
	case *types.Builtin:
		return slices.Contains([]string{"panic", "print", "println"}, o.Name())
	case *types.Func:
		if o.Pkg() == nil {
			return false
		}
		return o.Pkg().Path() == "fmt" && strings.HasPrefix(o.Name(), "Print") || slices.ContainsFunc(aside, func(p string) bool { return isAt(o.Pkg().Path(), p) })
	}
	return false
}

// canTake reports whether a value, or what it leads to, is a function, a channel, an interface, or takes
// bytes: whatever is handed to it may be kept, or sent on. Errors and contexts are what they say.
func canTake(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] || isContext(t) || types.Identical(t, types.Universe.Lookup("error").Type()) {
		return false
	}
	seen[t] = true
	for _, of := range []types.Type{t, types.NewPointer(t)} {
		if o, _, _ := types.LookupFieldOrMethod(of, true, nil, "Write"); o != nil {
			if _, ok := o.(*types.Func); ok {
				return true
			}
		}
	}
	switch t := t.Underlying().(type) {
	case *types.Signature, *types.Chan, *types.Interface:
		return true
	case *types.Map:
		return canTake(t.Key(), seen) || canTake(t.Elem(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			if canTake(f.Type(), seen) {
				return true
			}
		}
	case interface{ Elem() types.Type }: // a pointer, a list
		return canTake(t.Elem(), seen)
	}
	return false
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}
