package tidy

import (
	"cmp"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// raw are the types, by package, that hold what the register knows of somebody, and the pass by
// which it is read. Nothing that a face may call gives them away outside disclosure.Seen, which
// package disclosure makes once it has taken out what the reader may not see.
var raw = map[string][]string{
	"register": {
		"Person", "Household", "Act", "Effect", "Fact", "AnyFact", "Subject",
		"Value", "Name", "Birth", "Death", "Missing", "Identifier", "Parent", "Partner", "Guardian",
		"Residence", "Protection", "SameAs", "Member", "Head", "Address",
	},
	"match":     {"Record", "Features"},
	"access":    {"Look", "Pass"},
	"store":     {"Subject", "Act", "Tx"},
	"registrar": {"Writer"},
	// Kept applications and adjudications name people, and their stores ask nobody who reads.
	"office/application": {"Applications", "Adjudications"},
}

// ofPlaces hold facts of places alone, which everybody may know.
var ofPlaces = []string{"Atlas", "Place"}

// pureOfPeople change or compute what their caller holds already, and read nothing.
var pureOfPeople = []string{"register", "acts", "match", "match/batch", "match/eval", "match/synth"}

// flow is the direction in which a value crosses the border of a package.
type flow uint8

const (
	given  flow            = 1 << iota // to somebody outside, who reads it and calls what it brings
	taken                              // from somebody outside, whose functions the package then calls
	shared = given | taken             // memory that both hold: either may put into it
)

// back is the direction of what a call of such a value needs.
func (f flow) back() flow { return f>>1&given | f<<1&taken }

// walk looks in a type for what reaches somebody outside its package.
type walk struct {
	kept map[string][]string // the types looked for, by package
	// ports says that interfaces of this program which somebody outside implements are trusted.
	ports bool
	// behind are the types looked for that may stand behind an interface or a type parameter. Without
	// them both are what they say.
	behind []types.Type
	// copies says that a pointer to what is looked for gives it away, since it may be filled, and that a
	// list or a map that is handed in does not: who fills one is known (filled).
	copies bool
	// params are the type parameters of the function looked at: its caller says what they are.
	params *types.TypeParamList
	seen   map[crossing]bool
}

type crossing struct {
	of types.Type
	by flow
}

// find returns how a value of a type that crosses the border leads to raw data of people, or "".
func (w walk) find(t types.Type, by flow) string {
	t = types.Unalias(t)
	if by == 0 || w.seen[crossing{t, by}] {
		return ""
	}
	w.seen[crossing{t, by}] = true
	switch t := t.(type) {
	case *types.Named:
		return w.findNamed(t, by)
	case *types.TypeParam:
		if by&given != 0 && w.mayBeKept(t) {
			return " " + t.Obj().Name() + ", whatever its caller says"
		}
		return w.find(t.Constraint(), by)
	case *types.Union:
		for term := range t.Terms() {
			if way := w.find(term.Type(), by); way != "" {
				return way
			}
		}
	case *types.Array:
		return w.find(t.Elem(), by)
	case *types.Map:
		return cmp.Or(w.find(t.Key(), w.both(by)), w.find(t.Elem(), w.both(by)))
	case *types.Slice:
		return w.find(t.Elem(), w.both(by))
	case *types.Pointer:
		if w.keeps(t.Elem()) && !w.copies {
			return w.find(t.Elem(), by) // documents are handed by pointer, and read
		}
		return w.find(t.Elem(), shared)
	case *types.Chan:
		return w.find(t.Elem(), shared)
	case *types.Signature:
		return w.findCall(t, by)
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() && by&given != 0 && isAny(f) {
				return "." + f.Name() + " any"
			}
			if f.Exported() || f.Embedded() {
				if way := w.find(f.Type(), by); way != "" {
					return "." + f.Name() + way
				}
			}
		}
	case *types.Interface:
		if kept := w.hidden(t); by&given != 0 && kept != "" {
			return kept + " as an interface"
		}
		for e := range t.EmbeddedTypes() {
			if way := w.find(e, by); way != "" {
				return way
			}
		}
		for m := range t.ExplicitMethods() {
			if way := w.findMethod(m, by); way != "" {
				return way
			}
		}
	}
	return ""
}

// both is the direction of what a list or a map holds.
func (w walk) both(by flow) flow {
	if w.copies {
		return by
	}
	return shared
}

// findNamed is find for a type of a name. A view.Fact holds its value as any; which types that may be
// is held by the tests of its package. sqldb.Rows are values that their caller writes.
func (w walk) findNamed(t *types.Named, by flow) string {
	in, name := ofOwn(t)
	switch {
	case in == "disclosure" && name == "Seen", in == "reading/view" && name == "Fact", in == "internal/sqldb" && name == "Rows", in == "register" && slices.Contains(ofPlaces, name), w.keeps(t) && by&given == 0,
		w.ports && by == taken && in != "" && types.IsInterface(t):
		return ""
	case w.keeps(t):
		return " " + packageOf(t) + "." + t.Obj().Name()
	}
	if f := t.Obj().Pkg(); w.behind != nil && by&given != 0 && f != nil && in == "" && types.IsInterface(t) && !slices.Contains(streams, f.Path()) {
		return " anything behind " + f.Name() + "." + t.Obj().Name()
	}
	for arg := range t.TypeArgs().Types() {
		if way := w.find(arg, by); way != "" {
			return way
		}
	}
	if way := w.find(t.Underlying(), by); way != "" || in == "" || types.IsInterface(t) || by&given == 0 {
		return way
	}
	methods := types.NewMethodSet(types.NewPointer(t))
	for m := range methods.Methods() {
		if f, ok := m.Obj().(*types.Func); ok {
			if way := w.findMethod(f, given); way != "" {
				return way
			}
		}
	}
	return ""
}

// ofOwn returns the package of this program that declares a named type, and its name there.
func ofOwn(t types.Type) (in, name string) {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		if path, ok := strings.CutPrefix(n.Obj().Pkg().Path(), own); ok {
			return path, n.Obj().Name()
		}
	}
	return "", ""
}

func (w walk) keeps(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && slices.Contains(w.kept[packageOf(n)], n.Obj().Name())
}

// packageOf returns the package that declares a type, in this program by its path there.
func packageOf(t *types.Named) string {
	if t.Obj().Pkg() == nil { // error
		return ""
	}
	return strings.TrimPrefix(t.Obj().Pkg().Path(), own)
}

func (w walk) findMethod(f *types.Func, by flow) string {
	// What a pure package makes of a value that its caller hands in, the caller could make itself.
	if !f.Exported() || by == given && isPureOfPeople(f.Pkg()) && takes(f.Signature(), w.keeps) {
		return ""
	}
	if way := w.findCall(f.Signature(), by); way != "" {
		return "." + f.Name() + "()" + way
	}
	return ""
}

// findCall is find for a function that crosses the border. Somebody outside has no pass, so a call
// that asks for one gives them nothing.
func (w walk) findCall(s *types.Signature, by flow) string {
	if by == given && takes(s, isPass) {
		return ""
	}
	for v := range s.Params().Variables() {
		t := v.Type()
		if w.behind != nil && by.back()&given != 0 && isAny(v) && !isContext(t) { // a callback is called with a context
			return " any"
		}
		if way := w.find(t, by.back()); way != "" {
			return way
		}
	}
	for v := range s.Results().Variables() {
		if by&given != 0 && isAny(v) {
			return " any"
		}
		if way := w.find(v.Type(), by); way != "" {
			return way
		}
	}
	return ""
}

// isAny reports whether a result or a field of this program is of the type any, or a list, a map or a
// pointer of it: everything may be in it.
func isAny(v *types.Var) bool {
	return isOwn(v) && holdsAny(v.Type())
}

// isOwn reports whether something is declared in this program.
func isOwn(o types.Object) bool { return o.Pkg() != nil && strings.HasPrefix(o.Pkg().Path(), own) }

func holdsAny(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Interface:
		return t.Empty()
	case *types.Named:
		if p := t.Obj().Pkg(); p != nil && slices.Contains(anythings[p.Path()], t.Obj().Name()) {
			return true
		}
		for arg := range t.TypeArgs().Types() {
			if holdsAny(arg) {
				return true
			}
		}
		i, ok := t.Underlying().(*types.Interface)
		return ok && i.Empty() && isOwn(t.Obj())
	case *types.Map:
		return holdsAny(t.Key()) || holdsAny(t.Elem())
	case interface{ Elem() types.Type }:
		return holdsAny(t.Elem())
	}
	return false
}

// hidden names a type looked for that a value of the interface may be, or "". Of an interface without
// methods see isAny.
func (w walk) hidden(t *types.Interface) string {
	if t.Empty() || !t.IsMethodSet() {
		return ""
	}
	for _, kept := range w.behind {
		if types.Implements(kept, t) || types.Implements(types.NewPointer(kept), t) {
			in, name := ofOwn(kept)
			return " " + in + "." + name
		}
	}
	return ""
}

// mayBeKept reports whether a caller may say that a type parameter of the function looked at is a type
// looked for.
func (w walk) mayBeKept(t *types.TypeParam) bool {
	return slices.Contains(slices.Collect(w.params.TypeParams()), t) && slices.ContainsFunc(w.behind, func(kept types.Type) bool {
		return types.Satisfies(types.NewPointer(kept), t.Underlying().(*types.Interface))
	})
}

// behind returns the types of raw; of a generic type one instance.
func (p *program) behind() (out []types.Type) {
	for in, names := range raw {
		for _, name := range names {
			t := p.own[own+in].Scope().Lookup(name).Type()
			if n, ok := t.(*types.Named); ok && n.TypeParams().Len() > 0 {
				one, err := types.Instantiate(nil, n, []types.Type{p.own[own+"register"].Scope().Lookup("Name").Type()}, false)
				if err != nil {
					panic(err)
				}
				t = one
			}
			if !types.IsInterface(t) {
				out = append(out, t)
			}
		}
	}
	return out
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context"
}

// streams are packages whose interfaces are passed on for what they are: bytes, requests, keys. A face
// that asserts to somebody behind one is found by itself (TestFacesUnwrapNobody).
var streams = []string{"context", "crypto", "io", "net/http"}

// anythings are types of the standard library in which anything may be.
var anythings = map[string][]string{
	"container/list": {"List", "Element"},
	"container/ring": {"Ring"},
	"context":        {"Context"},
	"reflect":        {"Value"},
	"sync":           {"Map", "Pool"},
	"sync/atomic":    {"Value"},
}

func isPass(t types.Type) bool {
	in, name := ofOwn(t)
	return in == "access" && name == "Pass"
}

func isPureOfPeople(in *types.Package) bool {
	return in != nil && slices.Contains(pureOfPeople, strings.TrimPrefix(in.Path(), own))
}

// takes reports whether a function has a parameter of such a type.
func takes(s *types.Signature, such func(types.Type) bool) bool {
	for v := range s.Params().Variables() {
		if such(v.Type()) {
			return true
		}
	}
	return false
}

// reached lists what a package declares that leads somebody outside to what is kept, with the way
// to it: exported variables, functions, methods, and errors, which leave as any error.
func reached(in *types.Package, w walk) map[string]string {
	out := map[string]string{}
	add := func(name string, find func(walk) string) {
		w.seen = map[crossing]bool{}
		if way := find(w); way != "" {
			out[strings.TrimPrefix(in.Path(), own)+"."+name] = way
		}
	}
	for _, name := range in.Scope().Names() {
		o := in.Scope().Lookup(name)
		switch o := o.(type) {
		case *types.Var:
			if o.Exported() {
				add(name, func(w walk) string {
					if isAny(o) {
						return " any"
					}
					return w.find(o.Type(), shared)
				})
			}
		case *types.Func:
			if o.Exported() {
				add(name, func(w walk) string {
					w.params = o.Signature().TypeParams()
					return w.findCall(o.Signature(), given)
				})
			}
		case *types.TypeName:
			if types.Implements(types.NewPointer(o.Type()), errorType) && !types.IsInterface(o.Type()) {
				add(name, func(w walk) string { return w.find(o.Type(), given) })
			}
			if !o.Exported() || o.IsAlias() {
				continue
			}
			methods := types.NewMethodSet(types.NewPointer(o.Type()))
			if types.IsInterface(o.Type()) {
				methods = types.NewMethodSet(o.Type())
			}
			for m := range methods.Methods() {
				if f, ok := m.Obj().(*types.Func); ok && f.Exported() && f.Pkg() == in && len(m.Index()) == 1 {
					add(name+"."+f.Name(), func(w walk) string { return w.findCall(f.Signature(), given) })
				}
			}
		}
	}
	return out
}

var errorType = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// calledByFaces lists the packages that faces and commands may call.
func (p *program) calledByFaces() []string {
	called := []string{"node"}
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
	return called
}

// TestNobodyIsShownRaw holds that a face cannot read people past package disclosure.
func TestNobodyIsShownRaw(t *testing.T) {
	p := load(t)
	called := p.calledByFaces()
	fills := fillings(p.packages...)
	for _, in := range p.packages {
		if !slices.Contains(called, in.name) || isForTests(in.name) {
			continue
		}
		w := walk{kept: raw, behind: p.behind()}
		if isFace(in.name) { // it holds nobody but what it opens
			w.behind = nil
		}
		for f, way := range reached(in.types, w) {
			if lent[f] != nil { // faces do not use it
				continue
			}
			t.Errorf("%s returns raw data of people:%s. Let it return disclosure.Seen, or a view of plain words", f, way)
		}
		for _, f := range filled(in, fills, isPointerToRaw) {
			t.Errorf("%s fills in raw data of people that its caller keeps", f)
		}
	}
}

// TestPassesAreMadeByTheListed holds, also of packages that no face calls, that nobody hands on a
// pass but to a port, behind which a store stands.
func TestPassesAreMadeByTheListed(t *testing.T) {
	for _, in := range load(t).packages {
		if isForTests(in.name) {
			continue
		}
		for f, way := range reached(in.types, walk{kept: map[string][]string{"access": {"Pass"}}, ports: true}) {
			if lent[f] == nil {
				t.Errorf("%s gives a pass:%s", f, way)
			}
		}
	}
}

// TestRawResultsAreFound plants what the rule must find, and what it must let through.
func TestRawResultsAreFound(t *testing.T) {
	p := load(t)
	planted := p.offender(t, "planted", `package planted

import (
	"container/list"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"sync"
	"sync/atomic"

	"samano/access"
	"samano/disclosure"
	"samano/match"
	"samano/match/memindex"
	"samano/office"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

type Box struct{ inner }
type inner struct{ People map[register.PersonID]*register.Person }
type Sink interface{ Take(register.Household) error }
type Held struct{ person *register.Person }
type Port interface{ Home() register.Household }
type List []Entry
type Entry struct{ Made func() register.Act }
type Options struct{ Report func(*register.Person) }
type Holder struct{ Sink Sink }
type Query struct{ Limit int; Who *register.Person; Find func(register.Number) *register.Person }

func (h Held) Name() register.Name                   { return h.person.Official() }
func (h Held) Facts() []register.Fact[register.Name] { return h.person.Names }
func (h hidden) Person() *register.Person            { return nil }

type hidden struct{}
type refusal struct{ Who *register.Person }

func (refusal) Error() string { return "" }

// By a result.
func InAField() Box                                { return Box{} }
func ByAMethod() (Held, error)                     { return Held{}, nil }
func ByAnInterface() Port                          { return nil }
func OfAList() List                                { return nil }
func OneAfterAnother() iter.Seq2[register.Effect, error] { return nil }
func BySubject() register.Subject                  { return nil }
func OfAHiddenType() hidden                        { return hidden{} }
func AsCompared() match.Record                     { return match.Record{} }
func AsIndexed() *memindex.Index                   { return nil }
func AsStored() store.Subject                      { return store.Subject{} }
func AnyFacts() []register.AnyFact                 { return nil }
func Values() []register.Value                     { return nil }
func Homes() []register.Residence                  { return nil }
func Looks() []access.Look                         { return nil }
func Generic[T register.Subject]() (out T)         { return out }
func OfSeveral[T *register.Person | *register.Household]() (out T) { return out }
func Kept() atomic.Pointer[register.Person]        { return atomic.Pointer[register.Person]{} }
func ToCallLater() func() *register.Person         { return nil }
func ToSet() *Options                              { return nil }

// By a callback.
func ToACallback(func(*register.Person)) error     { return nil }
func ToACallbackThatAnswers(func(*register.Person) register.Number) error { return nil }
func ToOneOfSeveral(...func(*register.Person))     {}
func ToAnOption(Options)                           {}
func ToAnOptionByPointer(*Options)                 {}
func ToACallbackByName(map[string]func(*register.Person)) {}
func ToWhatACallbackReturns(func() func(*register.Person)) {}
func ToASink(Sink) error                           { return nil }
func ToAHeldSink(Holder) error                     { return nil }
func ToAGenericSink[S Sink](S)                     {}

// Into what the caller hands in.
func IntoAField(*Box)                              {}
func IntoAMap(map[register.PersonID]register.Person) {}
func IntoASlice([]*register.Person)                {}
func IntoAChannel(chan<- *register.Person)         {}
func IntoAPointer(**register.Person)               {}
func IntoHeld(*Held)                               {}

// By a variable.
var Last []*register.Person
var Fetch = func(register.Number) *register.Person { return nil }
var Hook func(*register.Person)
var Stream = make(chan *register.Person)

// A pass, and what writes.
func Lent() access.Pass                            { return access.Pass{} }
func LentTo(func(access.Pass))                     {}
func Writer() *registrar.Writer                    { return nil }
func Desk() office.Store                           { return nil }
func Begun() store.Tx                              { return nil }

func Anything() any                                { return nil }
func ABag() Bag                                    { return Bag{} }
type Bag struct{ Of any }
func ASack() Sack                                  { return nil }
type Sack any
func AnyList() []any                               { return nil }
func AnyMap() map[string]*any                      { return nil }
func AnyInTurn() iter.Seq[any]                     { return nil }
func ByTypeParam[T any]() (out T)                  { return out }
func ByTypeParamWithin[T comparable]() (out map[string][]T) { return out }
func ByTypeParamThatNames[T named](T) (out T)      { return out }
func ByOwnInterface() named                        { return nil }
type named interface{ Number() register.Number }
func ByUnnamedInterface() (interface{ Official() register.Name }, error) { return nil, nil }
func ByForeignInterface() fmt.Stringer             { return nil }
func ByMarshaler() json.Marshaler                  { return nil }
func InAListOfTheLibrary() *list.List              { return nil }
func InAMapOfTheLibrary() *sync.Map                { return nil }
func InAPool() sync.Pool                           { return sync.Pool{} }
func InAnAtomicValue() *atomic.Value               { return nil }
func InAContext() context.Context                  { return nil }
func Reflected() reflect.Value                     { return reflect.Value{} }
func ToAnyCallback(func(any))                      {}
func ToNamedCallback(func(named))                  {}
var Whatever any
var Whoever named

// These pass.
func Follows[T io.Reader](T) (out T)               { return out }
func Writes() io.Writer                            { return nil }
func Fails() error                                 { return nil }
func TakesAny(any, named, context.Context) bool    { return true }
func WithContext(func(context.Context) error)      {}
var ErrNobody = errors.New("nobody")
func Shown() disclosure.Seen[*register.Person]     { return disclosure.Seen[*register.Person]{} }
func Number() register.Number                      { return "" }
func Places() *register.Atlas                      { return nil }
func Taken(*register.Person) bool                  { return true }
func TakenWith(Query) bool                         { return true }
func Told(func(done, of int64))                    {}
func WithPass(context.Context, access.Pass) *register.Person { return nil }
func ToCallWithPass() func(access.Pass) *register.Person { return nil }
func ToTellTo(func(func(*register.Person)))        {}
func Comparing() *match.Lexicon                    { return nil }
func hiddenFunc() *register.Person                 { return nil }
`)
	found := reached(planted.types, walk{kept: raw, behind: p.behind()})
	want := strings.Fields(`ABag ASack AnyFacts AnyInTurn AnyList AnyMap Anything AsCompared AsIndexed AsStored Begun ByAMethod ByAnInterface
		ByForeignInterface ByMarshaler ByOwnInterface BySubject ByTypeParam ByTypeParamThatNames ByTypeParamWithin ByUnnamedInterface Desk Fetch
		Generic Held.Facts Held.Name Homes Hook InAContext InAField InAListOfTheLibrary InAMapOfTheLibrary InAPool InAnAtomicValue
		IntoAChannel IntoAField IntoAMap IntoAPointer IntoASlice IntoHeld
		Kept Last Lent LentTo Looks OfAHiddenType OfAList OfSeveral OneAfterAnother Port.Home Reflected Stream ToACallback
		ToACallbackByName ToACallbackThatAnswers ToAGenericSink ToAHeldSink ToAnOption ToAnOptionByPointer ToASink ToAnyCallback
		ToCallLater ToNamedCallback ToOneOfSeveral ToSet ToWhatACallbackReturns Values Whatever Whoever Writer refusal`)
	slices.Sort(want)
	var got []string
	for f := range found {
		got = append(got, strings.TrimPrefix(f, "planted."))
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("found\n%v, want\n%v", got, want)
	}
}
