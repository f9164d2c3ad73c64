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

// besideRead lists, by the function that a work stands in, what a work may use of what stands outside,
// with the reason. Each was read for what leaves by it.
var besideRead = map[string]string{
	"bench.matchRun.stored c":                                "a country of which nobody exists",
	"certificate.Service.CopiesOf svc.config.Store.CopiesOf": "the store of copies is asked for those of a person",
	"certificate.Service.CopyStatus svc.config.Store.Copy":   "the store of copies is asked for one by its id",
	"certificate.Service.Subjects svc.config.Store.Copy":     "so it is",
	"office.Clerk.Submit c":                                  "the desk, in what answers this one call",
	"office.Clerk.list found[n].Entry":                       "the line of an application that was found before; it reads",
	"office/dedupe.Service.Search model.Expecting":           "a model of its own, for how many people there are",
	"office/dedupe.Service.Search o":                         "how to search; its Progress is the next line",
	"office/dedupe.Service.Search o.Progress":                "told how many people are read",
	"reading.Service.Feed next":                              "from which act on the next page begins, which tells of nobody",
	"reading.Service.Proof r.prove":                          "the ledger, by the pass, and its answer is returned",
	"reading.Service.Search more":                            "that the reader types more of the name, told though nobody is found",
	"reading/lists.Asked.answer a.answerWith":                "it keeps the receipt in a copy of its own",
	"reading/lists.Asked.answer l":                           "the list that is read",
	"reading/lists.Asked.answer out":                         "a list is answered into it, and the looks at whom a part speaks of are written before that part",
	"reading/lists.Asked.answer progress":                    "told how many rows are answered",
}

// leaving is one way out of a work beside what it returns.
type leaving struct {
	at   token.Position
	in   string // the function that the work stands in
	what string
}

// leavesBeside lists where the work of an answer lets something leave beside what it returns. A work that is
// not written at the call cannot be read there. The look is written for what the work returns, and for
// nothing else.
func leavesBeside(p *program, in *typedPackage, fills filling) (out []leaving) {
	for _, f := range in.files {
		for _, d := range f.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 || !in.lends(call) {
					return true
				}
				leaves := func(at token.Pos, what string) {
					out = append(out, leaving{p.fset.Position(at), in.within(at), what})
				}
				work, ok := ast.Unparen(call.Args[len(call.Args)-1]).(*ast.FuncLit)
				if !ok {
					leaves(call.Pos(), "a work that is written elsewhere")
					return true
				}
				b := beside{in: in, work: work, fills: fills, services: in.services(d), same: map[*types.Var]*types.Var{}, leaves: leaves}
				b.follow()
				ast.Inspect(work.Body, b.look)
				return true
			})
		}
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
	fills, used := fillings(p.packages...), map[string]bool{}
	for _, in := range p.packages {
		if isForTests(in.name) || in.name == "access" {
			continue
		}
		for _, l := range leavesBeside(p, in, fills) {
			used[l.in+" "+l.what] = true
			if besideRead[l.in+" "+l.what] == "" {
				t.Errorf("%s: by %s, something may leave beside what the work of %s returns", l.at, l.what, l.in)
			}
		}
	}
	for use := range besideRead {
		if !used[use] {
			t.Errorf("%s: it is not used any more: take it off the list", use)
		}
	}
}

func TestWhatLeavesBesideIsFound(t *testing.T) {
	p := load(t)
	const source = `package offender

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"maps"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	. "samano/access"
	"samano/register"
)

type Clerk struct {
	io.StringWriter
	*slog.Logger
	sync.Map
	shown
	last   string
	tell   func(string)
	keep   keeper
	listed *shown
	reads  *Clerk
}
type keeper interface{ Keep(p *register.Person) }
type shown struct{ names []string }
type names map[string]int
type sink struct{ to *strings.Builder }
type holder struct{ of *Clerk }
type telling func(string)

func (s *shown) add(n string)                       { s.names = append(s.names, n) }
func (n names) add(s string)                        { n[s] = 1 }
func (s sink) add(n string)                         { s.to.WriteString(n) }
func (t telling) all(n string)                      { t(n) }
func (c *Clerk) remember(n string)                  { c.last = n }
func (c *Clerk) today() int                         { return len(c.last) }
func (c *Clerk) own() *shown                        { return &c.shown }
func (c *Clerk) find(_ Pass, n string) string       { c.last = n; return n }
func put(out *register.Person, p *register.Person) { *out = *p }
func add(m map[string]int)                          { m["x"] = 1 }
func teller() func(string)                          { return nil }

var last string

func (c *Clerk) answers(ctx context.Context, r *Reader, who Actor, p *register.Person, tell func(string), send chan string, w io.Writer, tells []func(string), k keeper, read *Clerk, sum hash.Hash, log *slog.Logger, anything any) {
	var name string
	var found register.Person
	var list shown
	var cut bool
	var buf bytes.Buffer
	var text strings.Builder
	var stored sync.Map
	var at atomic.Pointer[register.Person]
	var next register.Seq
	counts, kept := map[string]int{}, make([]string, 1)
	set := func(s string) { list.names = append(list.names, s) }
	method := list.add
	_, _ = Answer(ctx, r, who, func(ctx context.Context, pass Pass, looks *Looker) (x int, err error) {
		inside, more := "", shown{}
		inside, more.names, x = "y", nil, 1
		add(map[string]int{})
		more.add(inside)
		local := func(s string) string { return s + name }
		inside = local(fmt.Sprint(c.today(), read.today(), who.Officer.ID, len(kept), found.ID, counts["x"]))
		inside = c.find(pass, inside) + c.reads.find(pass, inside) + who.Officer.Name
		var own strings.Builder
		own.WriteString(inside)
		looks.Nobody()
		again := *c
		again.last = inside
		err = fmt.Errorf("%w: %s", ctx.Err(), inside)

		cut = true                                     // found
		next = register.Seq(len(inside))               // found
		name = inside                                  // found
		c.last = inside                                // found
		last = inside                                  // found
		list.names[0] = inside                         // found
		counts[inside]++                               // found
		func() { name += inside }()                    // found
		for _, name = range more.names {               // found
		}
		_, _ = fmt.Sscan("x", &name)                   // found
		add(counts)                                    // found
		put(&found, p)                                 // found
		copy(kept, more.names)                         // found
		more.names = append(kept[:0], inside)          // found
		maps.Copy(counts, map[string]int{inside: 1})   // found
		c.own().names = more.names                     // found
		anything.(*shown).names = nil                  // found
		tell(inside)                                   // found
		send <- inside                                 // found

		// By what takes it.
		buf.WriteString(inside)                        // found
		text.WriteString(inside)                       // found
		stored.Store("x", p)                           // found
		at.Store(p)                                    // found
		sum.Write([]byte(inside))                      // found
		list.add(inside)                               // found
		names(counts).add(inside)                      // found
		sink{&text}.add(inside)                        // found
		telling(tell).all(inside)                      // found
		(*shown).add(&list, inside)                    // found
		c.shown.add(inside)                            // found
		c.listed.add(inside)                           // found
		c.own().add(inside)                            // found
		c.add(inside)                                  // found
		c.Store("x", p)                                // found
		c.Map.Store("x", p)                            // found
		c.remember(inside)                             // found
		read.remember(inside)                          // found
		anything.(*shown).add(inside)                  // found

		// By a function, or an interface.
		c.tell(inside)                                 // found
		tells[0](inside)                               // found
		for _, tell := range tells {                   // found
			tell(inside)                               // found
		}
		set(inside)                                    // found
		method(inside)                                 // found
		defer set(inside)                              // found
		go set(inside)                                 // found
		teller()(inside)                               // found
		c.WriteString(inside)                          // found
		ctx.Value("x").(*shown).add(inside)            // found
		k.Keep(p)                                      // found
		c.keep.Keep(p)                                 // found
		w.Write([]byte(inside))                        // found
		io.WriteString(w, inside)                      // found
		fmt.Fprintf(w, inside)                         // found
		json.NewEncoder(w).Encode(p)                   // found
		os.Stdout.WriteString(inside)                  // found
		inside = os.Getenv(inside)                     // found

		// Under another name.
		f := c.tell                                    // found
		f(inside)                                      // found
		same := c
		same.last = inside                             // found
		same.tell(inside)                              // found
		again.tell(inside)                             // found
		names := kept
		names[0] = inside                              // found
		other := holder{c}                             // found
		other.of.tell(inside)                          // found
		var out io.Writer = w                          // found
		out.Write([]byte(inside))                      // found
		if to, ok := anything.(io.Writer); ok {        // found
			to.Write([]byte(inside))                   // found
		}

		switch to := anything.(type) {                 // found
		case io.Writer:
			to.Write([]byte(inside))                   // found
		}

		// To whoever reads the log.
		slog.Info(inside)                              // found
		c.Info(inside)                                 // found
		log.Info(inside)                               // found
		fmt.Println(inside)                            // found
		println(inside)                                // found
		if inside != "" {
			panic(inside)                              // found
		}
		return x, err
	})
	work := func(Pass) (int, error) { return 1, nil }
	_, _ = ForJob(JobLists, work)                      // found
	_, _, _, _, _, _ = name, found, list, kept, cut, next
}
`
	planted := p.offender(t, "office", source)
	found := map[int]bool{}
	for _, l := range leavesBeside(p, planted, fillings(append(slices.Clone(p.packages), planted)...)) {
		found[l.at.Line] = true
	}
	marked(t, source, func(no int, _ string) bool { return found[no] })
}
