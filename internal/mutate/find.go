package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// finder lists the changes of one function.
type finder struct {
	t    *target
	file string
	decl *ast.FuncDecl
	seen map[string]bool
	out  []*mutant
}

// find lists all changes of a package, each once.
func (t *target) find() []*mutant {
	f := &finder{t: t, seen: map[string]bool{}}
	for i, file := range t.files {
		f.file = t.names[i]
		if ast.IsGenerated(file) {
			continue
		}
		for _, d := range file.Decls {
			// A label stands once in a function, so there is no second body beside it.
			if decl, ok := d.(*ast.FuncDecl); ok && decl.Body != nil && !labelled(decl) {
				f.decl = decl
				f.returnZero()
				f.walk(decl.Body)
			}
		}
	}
	return f.out
}

func labelled(decl *ast.FuncDecl) (found bool) {
	ast.Inspect(decl, func(n ast.Node) bool {
		_, label := n.(*ast.LabeledStmt)
		found = found || label
		return !found
	})
	return found
}

func (f *finder) offset(p token.Pos) int { return f.t.fset.Position(p).Offset }

func (f *finder) text(n ast.Node) string {
	return string(f.t.src[f.file][f.offset(n.Pos()):f.offset(n.End())])
}

// add notes a change of the source between two positions.
func (f *finder) add(op operator, from, to token.Pos, text string) {
	src := f.t.src[f.file]
	m := &mutant{
		pkg: f.t.path, file: f.file, line: f.t.fset.Position(from).Line, function: f.name(), op: op,
		start: f.offset(from), end: f.offset(to), text: text,
		open: f.offset(f.decl.Body.Lbrace) + 1, shut: f.offset(f.decl.Body.Rbrace), returns: f.decl.Type.Results != nil,
	}
	first, last := f.offset(f.decl.Pos()), f.offset(f.decl.End())
	before := string(src[first:last])
	m.id = newID(op, before, string(src[first:m.start])+text+string(src[m.end:last]))
	if !f.seen[m.id] {
		f.seen[m.id] = true
		f.out = append(f.out, m)
	}
}

func (f *finder) replace(op operator, n ast.Node, text string) { f.add(op, n.Pos(), n.End(), text) }

// name is the function's, with the type that it is a method of.
func (f *finder) name() string {
	if f.decl.Recv == nil || len(f.decl.Recv.List) == 0 {
		return f.decl.Name.Name
	}
	return strings.TrimPrefix(f.text(f.decl.Recv.List[0].Type), "*") + "." + f.decl.Name.Name
}

func (f *finder) walk(n ast.Node) { ast.Inspect(n, f.node) }

// node adds the changes of one node, and reports whether there are more below it.
func (f *finder) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IfStmt:
		f.guard(n)
	case *ast.SwitchStmt:
		f.cases(n.Body)
		if n.Tag == nil {
			for _, c := range n.Body.List {
				for _, e := range c.(*ast.CaseClause).List {
					f.not(e)
				}
			}
		}
	case *ast.TypeSwitchStmt:
		f.cases(n.Body)
	case *ast.SelectStmt:
		f.cases(n.Body)
	case *ast.BinaryExpr:
		f.binary(n)
	case *ast.ReturnStmt:
		f.returns(n)
	case *ast.ExprStmt:
		if c, ok := n.X.(*ast.CallExpr); ok && f.called(c) != "panic" {
			f.replace(drop, n, "")
		}
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE && f.text(n.Lhs[0]) != "_" {
			f.replace(drop, n, "")
		}
	case *ast.IncDecStmt, *ast.SendStmt:
		f.replace(drop, n, "")
	case *ast.CallExpr:
		if f.called(n) == "make" && len(n.Args) == 3 {
			f.walk(n.Args[1]) // how much room is taken beforehand changes no result
			return false
		}
		f.arguments(n)
	case *ast.BasicLit:
		f.literal(n)
	case *ast.Ident:
		if c, ok := f.t.info.Uses[n].(*types.Const); ok && c.Pkg() == nil && (n.Name == "true" || n.Name == "false") {
			f.replace(constant, n, strconv.FormatBool(n.Name == "false"))
		}
	}
	return true
}

func (f *finder) not(e ast.Expr) { f.replace(negate, e, "!("+f.text(e)+")") }

// guard negates an if's condition, and drops the whole if.
func (f *finder) guard(n *ast.IfStmt) {
	if b, ok := n.Cond.(*ast.BinaryExpr); ok && b.Op == token.NEQ && f.text(b.Y) == "nil" && isError(f.t.info.TypeOf(b.X)) {
		f.replace(noError, n.Cond, f.text(n.Cond)+" && false")
		return
	}
	f.not(n.Cond)
	if n.Else == nil && n.Init == nil {
		f.replace(drop, n, "")
	}
}

func (f *finder) cases(body *ast.BlockStmt) {
	if len(body.List) < 2 {
		return
	}
	for _, c := range body.List {
		f.replace(noCase, c, "")
	}
}

var shifted = map[token.Token]string{token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">"}

func (f *finder) binary(n *ast.BinaryExpr) {
	if other, ok := shifted[n.Op]; ok {
		f.add(boundary, n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), other)
	}
	if n.Op == token.LAND || n.Op == token.LOR {
		f.not(n.Y)
	}
}

func (f *finder) returns(n *ast.ReturnStmt) {
	for i, e := range n.Results {
		t := f.t.info.TypeOf(e)
		switch {
		case i == len(n.Results)-1 && isError(t) && f.text(e) != "nil":
			f.replace(noError, e, "nil")
		case isBool(t) && f.t.info.Types[e].Value == nil:
			f.not(e)
		}
	}
}

// returnZero lets the function return zero values at once.
func (f *finder) returnZero() {
	results := f.decl.Type.Results
	if results == nil || len(f.decl.Body.List) == 0 {
		return
	}
	text := " return"
	if len(results.List[0].Names) == 0 {
		var values []string
		for _, r := range results.List {
			values = append(values, "*new("+f.text(r.Type)+")")
		}
		text += " " + strings.Join(values, ", ")
	}
	if len(f.decl.Body.List) == 1 { // else the change would be none
		if r, ok := f.decl.Body.List[0].(*ast.ReturnStmt); ok && allZero(f, r.Results) {
			return
		}
	}
	f.add(zero, f.decl.Body.Lbrace+1, f.decl.Body.Lbrace+1, text+";")
}

func allZero(f *finder, results []ast.Expr) bool {
	for _, e := range results {
		switch f.text(e) {
		case "nil", "0", `""`, "false":
		default:
			return false
		}
	}
	return true
}

// symmetric are functions whose arguments may be exchanged freely. The order of what an error tells
// is nobody's contract either.
var symmetric = map[string]bool{"min": true, "max": true, "fmt.Errorf": true}

// arguments exchanges neighbouring arguments of one type.
func (f *finder) arguments(n *ast.CallExpr) {
	if symmetric[f.text(n.Fun)] {
		return
	}
	for i := range len(n.Args) - 1 {
		a, b := n.Args[i], n.Args[i+1]
		x, y := f.t.info.Types[a], f.t.info.Types[b]
		if n.Ellipsis.IsValid() && i+2 == len(n.Args) || !x.IsValue() || !y.IsValue() || x.Type == nil || y.Type == nil {
			continue
		}
		if types.Identical(x.Type, y.Type) && f.text(a) != f.text(b) {
			between := string(f.t.src[f.file][f.offset(a.End()):f.offset(b.Pos())])
			f.add(swap, a.Pos(), b.End(), f.text(b)+between+f.text(a))
		}
	}
}

// called is the bare name of what is called.
func (f *finder) called(n *ast.CallExpr) string {
	if id, ok := n.Fun.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// literal changes a number or a word. A text with spaces is for people, and its wording is
// nobody's contract.
func (f *finder) literal(n *ast.BasicLit) {
	switch n.Kind {
	case token.INT:
		if v, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
			f.replace(constant, n, strconv.FormatInt(v+1, 10))
		}
	case token.STRING:
		if s, err := strconv.Unquote(n.Value); err == nil && s != "" && !strings.ContainsAny(s, " \n") {
			f.replace(constant, n, `""`)
		}
	}
}

func isError(t types.Type) bool {
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}

func isBool(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}
