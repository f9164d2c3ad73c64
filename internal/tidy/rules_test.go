package tidy

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// heldByLoading are the rules that only the loading of a pack asks, each with its reason.
var heldByLoading = map[string]string{
	"OfficeLevel.Unit": "what a pack rules on levels of the whole country is held against it; an office names its own units",
}

// ground are the fields that say on what a value rests. People read them in the pack.
var ground = []string{"Article", "Unverified"}

// rulesOf returns the fields that hold what a law pack says, each with its name: those of the type,
// and of every struct of its package that it is made of.
func rulesOf(pack *types.Named) map[*types.Var]string {
	out := map[*types.Var]string{}
	seen := map[types.Type]bool{}
	var walk func(types.Type)
	walk = func(t types.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		switch u := t.(type) {
		case *types.Named:
			for arg := range u.TypeArgs().Types() {
				walk(arg) // of a rule: the time of its values belongs to the type, not to the pack
			}
			if u.TypeArgs().Len() == 0 && u.Obj().Pkg() == pack.Obj().Pkg() {
				fields, ok := u.Underlying().(*types.Struct)
				if !ok {
					return
				}
				for f := range fields.Fields() {
					if f.Exported() && !slices.Contains(ground, f.Name()) {
						out[f] = u.Obj().Name() + "." + f.Name()
						walk(f.Type())
					}
				}
			}
		case *types.Slice:
			walk(u.Elem())
		case *types.Map:
			walk(u.Elem())
		case *types.Pointer:
			walk(u.Elem())
		}
	}
	walk(pack)
	return out
}

// unasked returns the rules of a pack that no code asks for: code of other packages, and the
// questions of its own. Reading and checking a pack is no question.
func unasked(packages []*typedPackage, p *program, pack *types.Named) (out []string) {
	u := &uses{read: map[types.Object]bool{}}
	for _, in := range packages {
		if isForTests(in.name) {
			continue
		}
		asking := *in
		if in.types == pack.Obj().Pkg() {
			info := types.Info{Uses: map[*ast.Ident]types.Object{}}
			for id, o := range in.info.Uses {
				if filepath.Base(p.fset.File(id.Pos()).Name()) == "questions.go" {
					info.Uses[id] = o
				}
			}
			asking.info = &info
		}
		u.addReads(&asking)
	}
	for f, name := range rulesOf(pack) {
		if !u.read[f] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// A rule that nobody asks about is law on paper: an office that changes it would see nothing
// change.
func TestEveryRuleIsAsked(t *testing.T) {
	p := load(t)
	pack := p.own[own+"law"].Scope().Lookup("Pack").Type().(*types.Named)
	if n := len(rulesOf(pack)); n < 80 {
		t.Fatalf("a law pack has %d rules only", n)
	}
	left := unasked(p.packages, p, pack)
	for _, rule := range left {
		if heldByLoading[rule] == "" {
			t.Errorf("the rule %s of the law is asked by nobody: take it out of the packs", rule)
		}
	}
	for rule := range heldByLoading {
		if !slices.Contains(left, rule) {
			t.Errorf("%s is excused, and is asked or is no rule", rule)
		}
	}
}

// A rule is asked where its own field is read: not where it is set, and not where a field of
// another type has its name.
func TestUnaskedRulesAreFound(t *testing.T) {
	p := load(t)
	const source = `package offender

type Pack struct {
	Asked, Set, Namesake Rule[int]
	Certificates map[string]Certificate
}
type Rule[T any] []Dated[T]
type Dated[T any] struct{ Value T; From int }
type Certificate struct { Fields Rule[[]Field]; Days Rule[int] }
type Field struct { Name, Colour string }

type other struct{ Namesake, Fields int }

func ask(p *Pack, o other) (int, string) {
	p.Set = nil
	_ = Pack{Set: nil}
	_ = o.Namesake + o.Fields
	return p.Asked[0].Value + p.Certificates["x"].Days[0].Value, Field{}.Name
}
`
	planted := p.offender(t, "law/offender", source)
	pack := planted.types.Scope().Lookup("Pack").Type().(*types.Named)
	reader := *planted
	reader.types = types.NewPackage(own+"reader", "reader") // as if another package asked
	if got := strings.Join(unasked([]*typedPackage{&reader}, p, pack), " "); got != "Certificate.Fields Field.Colour Pack.Namesake Pack.Set" {
		t.Errorf("asked by nobody: %s", got)
	}
	if got := unasked([]*typedPackage{planted}, p, pack); len(got) != 8 {
		t.Errorf("reading the pack itself counts as asking: %q is left", got)
	}
	// As when the fields of certificates were read no more, while other fields keep the name.
	real := p.own[own+"law"].Scope().Lookup("Pack").Type().(*types.Named)
	without := slices.DeleteFunc(slices.Clone(p.packages), func(in *typedPackage) bool { return in.name == "certificate" })
	if got := unasked(without, p, real); !slices.Contains(got, "CertificateRules.Fields") {
		t.Errorf("without package certificate %q are asked by nobody", got)
	}
}
