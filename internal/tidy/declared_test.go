package tidy

import (
	"go/types"
	"slices"
	"strings"
	"testing"
)

// declared are the types that hold what was declared: whom an application names, in words of whoever
// declares and whoever typed, and the sentences that officers wrote on it. What holds one of these is found
// by it.
var declared = map[string][]string{
	"office/application": {"Application", "Item", "Declarant", "Declaration", "DeclaredAct", "DraftInput", "Reason", "Change", "Ruling", "RulingInput"},
	"register":           {"Proposal"},
	"encoding/json":      {"RawMessage"}, // a payload
}

// tellDeclared lists the functions of the desk by which it leaves, with the reason. Each was read for what
// it tells of somebody whom a protection covers.
var tellDeclared = map[string]string{
	"office.Clerk.Adjudication": "after looks, to an adjudicator: whom they compare, and the rulings",
	"office.Clerk.Open":         "after looks, to whoever may read it",
	"office/dedupe.New":         "its search asks the clerk, whose methods stand for themselves",
	"office/lines.File.Read":    "to whoever hands the file in: its own lines",
	"office/lines.File.Report":  "it reads a proposal of the file, and writes what became of it",
	"office/lot.Found":          "to whoever hands the lot in: its own proposals",
	"office/lot.Submit":         "to whoever hands the lot in: its own proposals",
	"office.New":                "it gives the clerk, whose methods stand for themselves, and takes the registrar, whose answers name proposals",
}

// tellsDeclared lists the functions of a package by which what was declared leaves to whoever calls them:
// they return it, hand it to a callback, write it into a list or a map that they are handed, or may write it
// behind a pointer: a step takes a copy.
func tellsDeclared(in *typedPackage, fills filling) map[string]string {
	w := walk{kept: declared, ports: true, copies: true}
	out := reached(in.types, w)
	for _, f := range filled(in, fills, func(t types.Type) bool {
		w.seen = map[crossing]bool{}
		return refers(t) && w.find(t, given) != ""
	}) {
		out[f] = " into what it is handed"
	}
	return out
}

// isDesk reports whether a package is of the desk. Package application is not: it holds and computes what
// its caller has already.
func isDesk(name string) bool { return tree(name) == "office" && name != "office/application" }

// What was declared leaves the desk as it is opened, and by no step.
func TestWhatWasDeclaredLeavesAsItIsOpened(t *testing.T) {
	p := load(t)
	fills, used, called := fillings(p.packages...), map[string]bool{}, p.calledByFaces()
	for _, in := range p.packages {
		if !isDesk(in.name) || !slices.Contains(called, in.name) {
			continue
		}
		for f, way := range tellsDeclared(in, fills) {
			used[f] = true
			if tellDeclared[f] == "" {
				t.Errorf("%s tells what was declared:%s. Let Open tell it", f, way)
			}
		}
	}
	for f := range tellDeclared {
		if !used[f] {
			t.Errorf("%s does not tell what was declared any more: take it off the list", f)
		}
	}
}

func TestWhatTellsWhatWasDeclaredIsFound(t *testing.T) {
	p := load(t)
	const source = `package planted

import (
	"context"
	"encoding/json"
	"iter"

	"samano/access"
	. "samano/office/application"
	"samano/register"
)

type View struct{ *Application }
type Line struct { Kind register.Kind; Payload json.RawMessage }
type Why struct { Reasons []Reason }
type Refusal struct { Why }; func (Refusal) Error() string { return "" } // found
type Clerk struct { held Application; store Applications }
type store interface { Put(context.Context, Application) error }

func Open() View                                                { return View{} } // found
func OfADeclarant() Declarant                                   { return Declarant{} } // found
func OfAnItem() (*Item, error)                                  { return nil, nil } // found
func OfADeclaration() Declaration                               { return Declaration{} } // found
func OfAnAct() DeclaredAct                                      { return DeclaredAct{} } // found
func OfADraft() DraftInput                                      { return DraftInput{} } // found
func OfAProposal() register.Proposal                            { return register.Proposal{} } // found
func OfProposals() ([]*register.Proposal, error)                { return nil, nil } // found
func OfARegisteredAct() *register.Act                           { return nil } // found
func OfAPayload() json.RawMessage                               { return nil } // found
func OfALine() map[string]Line                                  { return nil } // found
func OfReasons() []Reason                                       { return nil } // found
func OfChanges() []Change                                       { return nil } // found
func OfSentences() Why                                          { return Why{} } // found
func OfARuling() (Ruling, bool)                                 { return Ruling{}, false } // found
func OfAnAdjudication() Adjudication                            { return Adjudication{} } // found
func OfAnything() any                                           { return Application{} } // found
func InTurn() iter.Seq2[Item, error]                            { return nil } // found
func ToCall() func() Application                                { return nil } // found
func ToACallback(func(Application))                             {} // found
func ToACallbackOfMany(func([]Reason) error)                    {} // found
func IntoAChannel(chan Change)                                  {} // found
func Into(out *Application)                                     { *out = Application{} } // found
func ByPointer(*Application) error                              { return nil } // found
func IntoAField(out *Application)                               { out.Reasons = nil } // found
func IntoAList(out []Reason)                                    { out[0] = Reason{} } // found
func IntoAMap(out map[ID]Application)                           { out["x"] = Application{} } // found
func IntoAPayload(out *json.RawMessage)                         { *out = nil } // found
func IntoAView(*View)                                           {} // found
func ByAnother(out *register.Proposal)                          { fill(out) } // found
func (c *Clerk) Step() (Application, error)                     { return c.held, nil } // found
func (c *Clerk) Returns(reasons []Reason) []Reason              { return reasons } // found
func (c *Clerk) Submits(p []register.Proposal) []Submitted      { p[0].Payload = nil; return nil } // found
var Last []Change // found
var Told func(Declarant) // found

func fill(out *register.Proposal)                               { out.Payload = nil }
func hidden() Application                                       { return Application{} }
func Lists() []Entry                                            { return nil }
func Stepped() (int, error)                                     { return 0, nil }
func Taking(Application, Item) int                              { return 0 }
func TakingAPort(store) error                                   { return nil }
func TakingSentences([]Reason, map[ID]Item, ...register.Proposal) {}
func WithPass(context.Context, access.Pass) Application         { return Application{} }
func (c *Clerk) Submit([]register.Proposal) ([]Submitted, error) { return nil, nil }
func (c *Clerk) Return(context.Context, ID, int, []Reason) (int, error) { return 0, nil }
`
	planted := p.offender(t, "planted", source)
	found := tellsDeclared(planted, fillings(append(slices.Clone(p.packages), planted)...))
	marked(t, source, func(_ int, line string) bool {
		words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" (*)", r) })
		if len(words) < 2 || !slices.Contains([]string{"func", "var", "type"}, words[0]) {
			return false
		}
		name := words[1]
		if name == "c" {
			name = "Clerk." + words[3]
		}
		_, ok := found["planted."+name]
		return ok
	})
}
