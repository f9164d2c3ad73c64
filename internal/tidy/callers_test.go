package tidy

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// keptNames are exported names that nothing in the program calls, each with the reason why it stays.
var keptNames = map[string]string{
	"access.CheckLookPurposes":  "commands are held against it, in their own tests: main is imported by nobody",
	"access.Roles":              aClosedList,
	"office/application.States": aClosedList,

	"access/looksql.Store.Frontier": provesLooks,
	"access/looksql.Store.Record":   provesLooks,
	"access/looksql.Store.Verify":   provesLooks,
	"access/looksql.Summary":        provesLooks,

	"keys.Set.Pseudonyms": "its keys are drawn when a register is founded and never again, so what is derived from them is fixed then, with vectors",
	"keys.Pseudonyms.Of":  "as keys.Set.Pseudonyms",
	"keys.Set.Renew":      formerKeys,
	"keys.Set.Only":       formerKeys,
	"keys/file.Replace":   formerKeys,

	"ledger.CheckInclusion": provesLooks,
	"ledger.ProveInclusion": provesLooks,
	"ledger.RootAt":         provesLooks,

	"node/open.Keys": "scripts of the command line sign papers with a register's own keys",

	"certificate.Service.Revoke":        "tables and status hold revoked copies, so that one is read as such from the first register on; no page or command revokes one yet",
	"office/application.Proposed.Equal": "the suites compare applications by go-cmp, which calls it",
}

const (
	aClosedList = "the words of every language are held against the closed list"
	provesLooks = "the looks' log is laid out so that an auditor can prove it, for which there is no command yet; until then its suite is the only proof that it can be done"
	formerKeys  = "the key file holds former keys, which must stay readable: there is no command yet that renews one, so tests make such files"
)

// throughReflection are methods that the standard library looks for by itself, by an interface that it
// does not export.
const throughReflection = `package throughreflection

type (
	unwrapper interface{ Unwrap() error }
	matcher   interface{ Is(error) bool }
	zero      interface{ IsZero() bool }
)
`

// catalogueKey is a code for which people read a sentence.
var catalogueKey = regexp.MustCompile(`(?m)^"?([a-z0-9.-]+)"? =`)

// uses are the names of the program that somebody uses.
type uses struct {
	inside, outside map[types.Object]bool         // in their own package; in another
	interfaces      map[string][]*types.Interface // by the name of a method
	read            map[types.Object]bool         // a field whose value somebody asks for
	inTemplates     map[string]bool
	inCatalogues    map[string]bool
	lists           map[types.Object][]*types.Const // the closed list that a constant stands in
}

// templateName is a field or method that a template reads.
var templateName = regexp.MustCompile(`[.$]([A-Z]\w*)`)

// usesOf collects who uses what.
func usesOf(packages []*typedPackage, hidden *typedPackage, templates, catalogues []file) *uses {
	u := &uses{
		inside: map[types.Object]bool{}, outside: map[types.Object]bool{}, read: map[types.Object]bool{},
		interfaces: map[string][]*types.Interface{}, inTemplates: map[string]bool{}, inCatalogues: map[string]bool{}, lists: map[types.Object][]*types.Const{},
	}
	libraries := map[*types.Package]bool{}
	for _, in := range append(slices.Clone(packages), hidden) {
		for _, o := range in.info.Uses {
			if o = origin(o); o.Pkg() == in.types {
				u.inside[o] = true
			} else {
				u.outside[o] = true
			}
		}
		for _, tv := range in.info.Types {
			if tv.IsType() {
				u.addInterface(tv.Type)
			}
		}
		u.addReads(in)
		u.addLists(in)
		u.addLibraries(in.types, libraries)
	}
	u.addInterface(types.Universe.Lookup("error").Type())
	for _, f := range templates {
		for _, m := range templateName.FindAllSubmatch(f.data, -1) {
			u.inTemplates[string(m[1])] = true
		}
	}
	for _, f := range catalogues {
		for _, m := range catalogueKey.FindAllSubmatch(f.data, -1) {
			u.inCatalogues[string(m[1])] = true
		}
	}
	return u
}

// addReads adds the fields that a package does not only set.
func (u *uses) addReads(in *typedPackage) {
	set := map[*ast.Ident]bool{}
	for _, f := range in.files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok {
					set[key] = true
				}
			case *ast.AssignStmt:
				for _, to := range n.Lhs {
					if field, ok := to.(*ast.SelectorExpr); ok && n.Tok == token.ASSIGN {
						set[field.Sel] = true
					}
				}
			}
			return true
		})
	}
	for id, o := range in.info.Uses {
		if !set[id] {
			u.read[origin(o)] = true
		}
	}
}

// addLists adds the closed lists of a package: constants that one block declares, if they are words
// or counted by iota. Other blocks are of limits, each of which stands for itself.
func (u *uses) addLists(in *typedPackage) {
	for _, f := range in.files {
		for _, decl := range f.Decls {
			block, ok := decl.(*ast.GenDecl)
			if !ok || block.Tok != token.CONST {
				continue
			}
			var list []*types.Const
			counted := false
			ast.Inspect(block, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					counted = counted || in.info.Uses[id] == types.Universe.Lookup("iota")
					if c, ok := in.info.Defs[id].(*types.Const); ok {
						list = append(list, c)
					}
				}
				return true
			})
			for _, c := range list {
				if counted || c.Val().Kind() == constant.String {
					u.lists[c] = list
				}
			}
		}
	}
}

// addLibraries adds the interfaces of every package that a package imports from elsewhere.
func (u *uses) addLibraries(in *types.Package, seen map[*types.Package]bool) {
	for _, to := range in.Imports() {
		if seen[to] || strings.HasPrefix(to.Path(), own) {
			continue
		}
		seen[to] = true
		for _, name := range to.Scope().Names() {
			if t, ok := to.Scope().Lookup(name).(*types.TypeName); ok {
				u.addInterface(t.Type())
			}
		}
		u.addLibraries(to, seen)
	}
}

func (u *uses) addInterface(t types.Type) {
	if i, ok := t.Underlying().(*types.Interface); ok {
		for m := range i.Methods() {
			if !slices.Contains(u.interfaces[m.Name()], i) {
				u.interfaces[m.Name()] = append(u.interfaces[m.Name()], i)
			}
		}
	}
}

// origin returns the declared object of an instance of a generic one.
func origin(o types.Object) types.Object {
	switch o := o.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}
	return o
}

// satisfies reports whether a type has the method because of an interface through which it is
// called: one of a library, or one of this program whose method somebody calls.
func (u *uses) satisfies(t *types.Named, method string) bool {
	for _, i := range u.interfaces[method] {
		called := false
		for m := range i.Methods() {
			if m.Name() == method {
				foreign := m.Pkg() == nil || !strings.HasPrefix(m.Pkg().Path(), own) || m.Pkg().Name() == "throughreflection"
				called = foreign || u.inside[m] || u.outside[m]
			}
		}
		if called && (t.TypeParams().Len() > 0 || types.Implements(t, i) || types.Implements(types.NewPointer(t), i)) {
			return true
		}
	}
	return false
}

// idle lists the exported names of packages that nothing outside their own package needs. A name
// is needed where another package, or a package that exists for tests, uses it; where a method
// satisfies an interface; where a field is read, or a template or a format names it; where the type of
// a needed name mentions it. A closed list of constants stands whole, and so do the codes for which
// the catalogues have words, but each of them is used somewhere. An error that a package returns
// belongs to what it promises.
func (u *uses) idle(packages []*typedPackage) []string {
	needed := u.needed(packages)
	var out []string
	for _, in := range packages {
		for _, e := range exported(in) {
			if !needed[e.object] {
				out = append(out, in.name+"."+e.name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// export is an exported name of a package: a name of its scope, a method or a field.
type export struct {
	object types.Object
	name   string       // "Func", "Type.Method", "Type.Field"
	owner  *types.Named // of a method or a field
	tagged bool         // a field that a format names
}

func exported(in *typedPackage) []export {
	var out []export
	for _, name := range in.types.Scope().Names() {
		o := in.types.Scope().Lookup(name)
		if o.Exported() {
			out = append(out, export{object: o, name: name})
		}
		t, ok := o.(*types.TypeName)
		if !ok || !t.Exported() || t.IsAlias() {
			continue
		}
		named := t.Type().(*types.Named)
		add := func(o types.Object, tag string) {
			if o.Exported() {
				out = append(out, export{object: o, name: name + "." + o.Name(), owner: named, tagged: tag != ""})
			}
		}
		for m := range named.Methods() {
			add(m, "")
		}
		switch under := named.Underlying().(type) {
		case *types.Interface:
			for m := range under.ExplicitMethods() {
				add(m, "")
			}
		case *types.Struct:
			for i := range under.NumFields() {
				add(under.Field(i), under.Tag(i))
			}
		}
	}
	return out
}

func (u *uses) needed(packages []*typedPackage) map[types.Object]bool {
	needed := map[types.Object]bool{}
	var need func(types.Object)
	need = func(o types.Object) {
		mentioned(o, func(t *types.TypeName) {
			if !needed[t] {
				needed[t] = true
				need(t)
			}
		})
	}
	for o := range u.outside {
		needed[o] = true
		need(o)
	}
	for _, in := range packages {
		for _, e := range exported(in) {
			if keptNames[in.name+"."+e.name] != "" {
				needed[e.object] = true
				need(e.object)
			}
		}
	}
	for again := true; again; {
		again = false
		for _, in := range packages {
			for _, e := range exported(in) {
				if !needed[e.object] && u.follows(e, in, needed) {
					needed[e.object], again = true, true
					need(e.object)
				}
			}
		}
	}
	return needed
}

// follows reports whether a name is needed because others are.
func (u *uses) follows(e export, in *typedPackage, needed map[types.Object]bool) bool {
	switch o := e.object.(type) {
	case *types.Const:
		t, ok := types.Unalias(o.Type()).(*types.Named)
		ofType := ok && t.Obj().Pkg() == in.types && needed[t.Obj()]
		code := o.Val().Kind() == constant.String && u.inCatalogues[constant.StringVal(o.Val())]
		return u.inside[o] && (ofType || code || slices.ContainsFunc(u.lists[o], func(c *types.Const) bool { return needed[c] }))
	case *types.Var:
		if e.owner == nil {
			return u.inside[o] && types.Identical(o.Type(), types.Universe.Lookup("error").Type())
		}
		if keptNames[in.name+"."+e.owner.Obj().Name()] != "" {
			return true
		}
		ownerNeeded := needed[e.owner.Obj()]
		return ownerNeeded && (e.tagged || o.Embedded() || u.read[o] || u.inTemplates[o.Name()])
	case *types.Func:
		switch {
		case e.owner == nil:
			return false
		case types.IsInterface(e.owner):
			return u.inside[o]
		}
		return u.inTemplates[o.Name()] || u.satisfies(e.owner, o.Name())
	case *types.TypeName:
		return u.handedOut(o)
	}
	return false
}

// handedOut reports whether a package makes values of the type itself and gives them away as an
// interface.
func (u *uses) handedOut(t *types.TypeName) bool {
	named, ok := t.Type().(*types.Named)
	if !ok || !u.inside[t] {
		return false
	}
	for m := range named.Methods() {
		if m.Exported() && u.satisfies(named, m.Name()) {
			return true
		}
	}
	return false
}

// mentioned calls yield for every named type of this program that the type of an object mentions.
func mentioned(o types.Object, yield func(*types.TypeName)) {
	seen := map[types.Type]bool{}
	var walk func(types.Type)
	walk = func(t types.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Alias:
			yield(t.Obj())
			walk(t.Rhs())
		case *types.Named:
			if o := t.Obj(); o.Pkg() != nil && strings.HasPrefix(o.Pkg().Path(), own) {
				yield(o)
			}
			for arg := range t.TypeArgs().Types() {
				walk(arg)
			}
		case *types.Map:
			walk(t.Key())
			walk(t.Elem())
		case interface{ Elem() types.Type }: // a pointer, slice, array or channel
			walk(t.Elem())
		case *types.Signature:
			for v := range t.Params().Variables() {
				walk(v.Type())
			}
			for v := range t.Results().Variables() {
				walk(v.Type())
			}
		case *types.Struct:
			for f := range t.Fields() {
				walk(f.Type())
			}
		case *types.Interface:
			for m := range t.Methods() {
				walk(m.Type())
			}
		}
	}
	if _, isType := o.(*types.TypeName); !isType {
		walk(o.Type())
		return
	}
	named, ok := types.Unalias(o.Type()).(*types.Named)
	if !ok {
		walk(o.Type())
		return
	}
	switch under := named.Underlying().(type) {
	case *types.Struct: // fields and methods are names of their own
	case *types.Interface:
		for part := range under.EmbeddedTypes() {
			walk(part)
		}
	default:
		walk(under)
	}
}

// TestExportedNamesHaveCallers holds that no package offers what nobody uses.
func TestExportedNamesHaveCallers(t *testing.T) {
	p := load(t)
	var offering []*typedPackage
	for _, in := range p.packages {
		if !isForTests(in.name) && in.types.Name() != "main" {
			offering = append(offering, in)
		}
	}
	catalogues := slices.DeleteFunc(files(t, ".toml"), func(f file) bool { return f.dir() != "lang/lo" })
	u := usesOf(append(slices.Clone(p.packages), p.suites...), p.offender(t, "throughreflection", throughReflection), files(t, ".html"), catalogues)
	idle := u.idle(offering)
	for _, name := range idle {
		t.Errorf("%s is exported, but nothing outside its package uses it: unexport or delete it", name)
	}
}

// TestIdleNamesAreFound plants names that the rule must find, and such as it must let through.
func TestIdleNamesAreFound(t *testing.T) {
	p := load(t)
	offering := p.offender(t, "planted/offering", `package offering

import "errors"

type Colour string

const (
	Red  Colour = "red"
	Blue Colour = "blue"
	Grey Colour = "grey"
)

const MaxUsed, MaxIdle = 3, 4

var (
	ErrGiven = errors.New("given")
	Idle     = 5
)

type Result struct {
	Read   int
	Set    int
	Format int `+"`json:\"format\"`"+`
	Hidden int
}

type Unnamed struct{ Inner Inner }
type Inner struct{}
type Nobodys struct{}
type Port interface {
	Asked()
	Silent()
}
type Made struct{}

func (Made) Asked()         {}
func (Made) Silent()        {}
func (Made) Error() string  { return "" }
func (Made) Shown() int     { return 0 }
func (Result) Called()      {}
func (Result) Forgotten()   {}
func (hidden) Unreachable() {}

type hidden struct{}

func Used(c Colour) (Result, Unnamed, error) {
	if c == Blue || c == Red {
		return Result{Set: 1, Read: MaxUsed}, Unnamed{}, ErrGiven
	}
	return Result{}, Unnamed{}, nil
}
func Unused() {}
func Run(p Port) { p.Asked(); Unused(); p = Made{} }
`)
	p.own[own+"planted/offering"] = offering.types
	defer delete(p.own, own+"planted/offering")
	caller := p.offender(t, "planted/caller", `package caller

import "samano/planted/offering"

func Call() int {
	r, u, _ := offering.Used(offering.Red)
	r.Called()
	r.Hidden = offering.MaxUsed
	offering.Run(nil)
	_ = u.Inner
	return r.Read
}
`)
	templates := []file{{path: "page.html", data: []byte("{{.Shown}}")}}
	u := usesOf([]*typedPackage{offering, caller}, p.offender(t, "throughreflection", throughReflection), templates, nil)
	var got []string
	for _, name := range u.idle([]*typedPackage{offering}) {
		got = append(got, strings.TrimPrefix(name, "planted/offering."))
	}
	want := []string{"Grey", "Idle", "Made.Silent", "MaxIdle", "Nobodys", "Port.Silent", "Result.Forgotten", "Result.Set", "Unused"}
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}
