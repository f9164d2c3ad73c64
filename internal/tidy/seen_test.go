package tidy

import (
	"go/types"
	"slices"
	"strings"
	"testing"
)

// raw are the types, by package, that hold what the register knows of somebody. Nothing that a
// face may call returns them outside disclosure.Seen, which package disclosure makes once it has
// taken out what the reader may not see.
var raw = map[string][]string{
	"register": {"Person", "Household", "Act", "Effect", "Fact", "Subject"},
	"match":    {"Record"},
}

// ofPlaces hold facts of places alone, which everybody may know.
var ofPlaces = []string{"Atlas", "Place"}

// pureOfPeople change or compute what their caller holds already, and read nothing.
var pureOfPeople = []string{"register", "acts", "match", "match/batch", "match/eval", "match/synth"}

// reached returns how a value of a type leads to raw data of people for somebody outside its
// package: by exported fields, elements, and results of exported methods; "" if it does not.
func reached(t types.Type, seen map[types.Type]bool) string {
	t = types.Unalias(t)
	if seen[t] {
		return ""
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		return reachedByName(t, seen)
	case *types.Map:
		return firstOf(reached(t.Key(), seen), reached(t.Elem(), seen))
	case interface{ Elem() types.Type }: // a pointer, slice, array or channel
		return reached(t.Elem(), seen)
	case *types.Signature:
		return reachedByCall(t, seen)
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() || f.Embedded() {
				if way := reached(f.Type(), seen); way != "" {
					return "." + f.Name() + way
				}
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if m.Exported() {
				if way := reachedByCall(m.Signature(), seen); way != "" {
					return "." + m.Name() + "()" + way
				}
			}
		}
	}
	return ""
}

func reachedByName(t *types.Named, seen map[types.Type]bool) string {
	name, in := t.Obj().Name(), ""
	if t.Obj().Pkg() != nil {
		in = t.Obj().Pkg().Path()
	}
	switch {
	case in == own+"disclosure" && name == "Seen", in == own+"register" && slices.Contains(ofPlaces, name):
		return ""
	case slices.Contains(raw[strings.TrimPrefix(in, own)], name):
		return " " + strings.TrimPrefix(in, own) + "." + name
	}
	for arg := range t.TypeArgs().Types() {
		if way := reached(arg, seen); way != "" {
			return way
		}
	}
	if way := reached(t.Underlying(), seen); way != "" {
		return way
	}
	if !strings.HasPrefix(in, own) || types.IsInterface(t) {
		return ""
	}
	methods := types.NewMethodSet(types.NewPointer(t))
	for m := range methods.Methods() {
		if f, ok := m.Obj().(*types.Func); ok && f.Exported() {
			if way := reachedByCall(m.Type().(*types.Signature), seen); way != "" {
				return "." + f.Name() + "()" + way
			}
		}
	}
	return ""
}

// reachedByCall is what a call gives its caller: results, and what is handed to functions of
// the caller's.
func reachedByCall(s *types.Signature, seen map[types.Type]bool) string {
	for v := range s.Results().Variables() {
		if way := reached(v.Type(), seen); way != "" {
			return way
		}
	}
	for v := range s.Params().Variables() {
		for _, yield := range callbacks(v.Type()) {
			for p := range yield.Params().Variables() {
				if way := reached(p.Type(), seen); way != "" {
					return way
				}
			}
		}
	}
	return ""
}

// callbacks returns the functions of the caller's that an argument brings: itself, or the methods
// of an interface.
func callbacks(t types.Type) (out []*types.Signature) {
	switch t := t.Underlying().(type) {
	case *types.Signature:
		out = append(out, t)
	case *types.Interface:
		for m := range t.Methods() {
			out = append(out, m.Signature())
		}
	}
	return out
}

func firstOf(ways ...string) string {
	for _, w := range ways {
		if w != "" {
			return w
		}
	}
	return ""
}

// rawResults lists the exported functions and methods of a package whose results lead to raw
// data of people, with the way to them.
func rawResults(in *types.Package) map[string]string {
	out := map[string]string{}
	add := func(f *types.Func, name string) {
		if way := reachedByCall(f.Signature(), map[types.Type]bool{}); f.Exported() && way != "" {
			out[strings.TrimPrefix(in.Path(), own)+"."+name] = way
		}
	}
	for _, name := range in.Scope().Names() {
		switch o := in.Scope().Lookup(name).(type) {
		case *types.Func:
			add(o, name)
		case *types.TypeName:
			if !o.Exported() || o.IsAlias() {
				continue
			}
			methods := types.NewMethodSet(types.NewPointer(o.Type()))
			if types.IsInterface(o.Type()) {
				methods = types.NewMethodSet(o.Type())
			}
			for m := range methods.Methods() {
				if f, ok := m.Obj().(*types.Func); ok && f.Pkg() == in && len(m.Index()) == 1 {
					add(f, name+"."+f.Name())
				}
			}
		}
	}
	return out
}

// TestNobodyIsShownRaw holds that a face cannot read people past package disclosure.
func TestNobodyIsShownRaw(t *testing.T) {
	p := load(t)
	called := []string{"node"} // what faces and commands may call
	for _, from := range p.packages {
		if !isFace(from.name) && tree(from.name) != "cmd" || isForTests(from.name) {
			continue
		}
		for _, to := range from.types.Imports() {
			if name, ok := strings.CutPrefix(to.Path(), own); ok && !slices.Contains(pureOfPeople, name) && !slices.Contains(called, name) {
				called = append(called, name)
			}
		}
	}
	for _, in := range p.packages {
		if !slices.Contains(called, in.name) || isForTests(in.name) {
			continue
		}
		for f, way := range rawResults(in.types) {
			t.Errorf("%s returns raw data of people:%s. Let it return disclosure.Seen, or a view of plain words", f, way)
		}
	}
}

// TestRawResultsAreFound plants what the rule must find, and what it must let through.
func TestRawResultsAreFound(t *testing.T) {
	p := load(t)
	planted := p.offender(t, "planted", `package planted

import (
	"iter"

	"samano/disclosure"
	"samano/match"
	"samano/register"
)

type Box struct{ inner }
type inner struct{ People map[register.PersonID]*register.Person }
type Sink interface{ Take(register.Household) error }
type Held struct{ person *register.Person }
type Port interface{ Home() register.Household }
type List []Entry
type Entry struct{ Made func() register.Act }

func (h Held) Name() register.Name     { return h.person.Official() }
func (h Held) Facts() []register.Fact[register.Name] { return h.person.Names }
func (h hidden) Person() *register.Person { return nil }

type hidden struct{}

func InAField() Box                             { return Box{} }
func ByAMethod() (Held, error)                  { return Held{}, nil }
func ByAnInterface() Port                       { return nil }
func OfAList() List                             { return nil }
func OneAfterAnother() iter.Seq2[register.Effect, error] { return nil }
func ByASubject() any                           { return nil }
func Subject() register.Subject                 { return nil }
func OfAHiddenType() hidden                     { return hidden{} }
func ToACallback(func(*register.Person)) error  { return nil }

func ToACallbackThatAnswers(func(*register.Person) register.Number) error { return nil }
func ToASink(Sink) error                        { return nil }
func AsCompared() match.Record                  { return match.Record{} }

func Shown() disclosure.Seen[*register.Person]  { return disclosure.Seen[*register.Person]{} }
func Number() register.Number                   { return "" }
func Places() *register.Atlas                   { return nil }
func Taken(*register.Person) bool               { return true }
`)
	found := rawResults(planted.types)
	want := []string{"AsCompared", "ByAMethod", "ByAnInterface", "Held.Facts", "InAField", "OfAHiddenType", "OfAList", "OneAfterAnother", "Port.Home", "Subject", "ToACallback", "ToACallbackThatAnswers", "ToASink"}
	var got []string
	for f := range found {
		got = append(got, strings.TrimPrefix(f, "planted."))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}
