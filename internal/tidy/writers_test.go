package tidy

import (
	"go/token"
	"go/types"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
)

// writing are the types without a value of which nothing is written to the register, each with the
// packages beside its own that may hold one, by name and not by tree: office, where competence, four eyes and the own
// office are asked; office/erasure, which erases on a day that the law sets; audit, which makes again what follows from the acts; bench, which registers
// acts of a made-up country to measure the writing transaction alone, as its package comment says.
var writing = map[string][]string{
	"registrar.Request":      {"office", "office/erasure", "office/territory", "bench"},
	"registrar.Stream":       {"registrar/load"},
	"registrar/load.Loading": {"office/lot"},
	"store.Tx":               {"registrar", "registrar/load", "registrar/projection", "audit", "store/memstore", "store/sqlstore"},
	"store.Batch":            {"registrar", "registrar/load", "registrar/projection", "audit", "store/memstore", "store/sqlstore"},
}

// holding lists where a package names or computes a value of a type of writing without being on its
// list. It is found by its type, however it came: by an interface, an embedded field, a type argument.
func holding(p *program, in *typedPackage) map[token.Position]string {
	out := map[token.Position]string{}
	for e, of := range in.info.Types {
		for t := range each(of.Type) {
			at, name := ofOwn(t)
			may, ok := writing[at+"."+name]
			if ok && in.name != at && !slices.Contains(may, in.name) {
				out[p.fset.Position(e.Pos())] = at + "." + name
			}
		}
	}
	return out
}

// each walks the types that an expression has, of several results each, without their pointers.
func each(t types.Type) iter.Seq[types.Type] {
	return func(yield func(types.Type) bool) {
		switch t := types.Unalias(t).(type) {
		case *types.Tuple:
			for v := range t.Variables() {
				each(v.Type())(yield)
			}
		case *types.Pointer:
			each(t.Elem())(yield)
		default:
			yield(t)
		}
	}
}

// registering lists where a package hands acts to the registrar or runs a load.
func registering(p *program, in *typedPackage) []token.Position {
	out := slices.Collect(maps.Keys(holding(p, in)))
	for id, object := range in.info.Uses {
		f, ok := object.(*types.Func)
		if !ok || f.Pkg() == nil {
			continue
		}
		method := f.Signature().Recv() != nil
		switch path := f.Pkg().Path(); {
		case method && takes(f.Signature(), isRequest): // by whatever interface
		case path == own+"registrar" && method && f.Name() == "Register":
		case path == own+"registrar/load" && !method:
		default:
			continue
		}
		out = append(out, p.fset.Position(id.Pos()))
	}
	return out
}

func isRequest(t types.Type) bool {
	in, name := ofOwn(t)
	return in == "registrar" && name == "Request"
}

// Acts are handed to the registrar by office alone, where competence, four eyes and the own
// office are asked.
func TestOfficeAloneRegisters(t *testing.T) {
	p := load(t)
	for _, in := range p.packages {
		if isForTests(in.name) {
			continue
		}
		for at, what := range holding(p, in) {
			t.Errorf("%s holds a %s, by which acts are written past office", at, what)
		}
		if in.name == "office" || in.name == "office/erasure" || in.name == "office/territory" || in.name == "office/lot" || in.name == "bench" || in.name == "registrar" || in.name == "registrar/load" {
			continue
		}
		for _, at := range registering(p, in) {
			t.Errorf("%s registers acts past office", at)
		}
	}
}

func TestWhoRegistersIsFound(t *testing.T) {
	p := load(t)
	const source = `package offender

import (
	"context"

	"samano/access"
	"samano/registrar"
	"samano/registrar/load"
	"samano/store"
)

type enters interface {
	Register(context.Context, registrar.Request) ([]registrar.Result, error) // found
}
type wrapped struct{ *registrar.Writer }
type anyWriter[T any] interface{ Register(context.Context, T) ([]registrar.Result, error) }

func past(ctx context.Context, pass access.Pass, r *registrar.Registrar) {
	_, _ = r.Examine(ctx, pass, nil) // found
	hand := r.Register // found
	_, _ = hand(ctx, registrar.Request{}) // found
	_ = load.Run(ctx, load.Loading{}, nil, nil) // found
}
func byInterface(ctx context.Context, w *registrar.Writer, e enters) {
	e = w
	_, _ = e.Register(ctx, registrar.Request{}) // found
}
func byEmbedding(ctx context.Context, w wrapped) {
	_, _ = w.Register(ctx, registrar.Request{}) // found
}
func byTypeArgument[T any](ctx context.Context, w anyWriter[T]) { var none T; _, _ = w.Register(ctx, none) }
func byInference(ctx context.Context, w *registrar.Writer) {
	byTypeArgument(ctx, anyWriter[registrar.Request](w)) // found
}
func byStore(ctx context.Context, s store.Register, b *store.Batch) { // found
	tx, _ := s.Begin(ctx) // found
	_ = tx.Write(ctx, b) // found
}
func byStream(ctx context.Context, pass access.Pass, c registrar.Config) {
	_, _ = registrar.NewStream(ctx, pass, c, nil, nil) // found
}
`
	in := p.offender(t, "offender", source)
	lines := map[int]bool{}
	for _, at := range append(registering(p, in), lendingsAt(lendings(p, in))...) {
		lines[at.Line] = true
	}
	marked(t, source, func(no int, _ string) bool { return lines[no] })
	for name, want := range map[string]string{
		"office":          "registrar.Stream registrar/load.Loading store.Batch store.Tx",
		"office/lot":      "registrar.Request registrar.Stream store.Batch store.Tx",
		"office/shortcut": "registrar.Request registrar.Stream registrar/load.Loading store.Batch store.Tx",
		"audit":           "registrar.Request registrar.Stream registrar/load.Loading",
		"bench":           "registrar.Stream registrar/load.Loading store.Batch store.Tx",
		"registrar/load":  "registrar.Request",
	} {
		held := slices.Sorted(maps.Values(holding(p, p.offender(t, name, source))))
		if got := strings.Join(slices.Compact(held), " "); got != want {
			t.Errorf("planted in %s, it holds %s, want %s", name, got, want)
		}
	}
}

func lendingsAt(list []lending) (out []token.Position) {
	for _, l := range list {
		out = append(out, l.at)
	}
	return out
}
