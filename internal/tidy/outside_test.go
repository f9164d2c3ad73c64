package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// onlyBy are imports that get at people past the types that keep them, each with the closed list of
// packages that may have it. An entry stands for its package and all below it. Tests, and packages
// that exist for tests, import what they need.
var onlyBy = map[string][]string{
	// Reflection finds the store behind a service, exported or not.
	"reflect": {"acts", "acts/schema", "reading/view", "registrar/projection"},
	// Another program reads a database file as well.
	"os/exec": {"bench"},
	// A statement of SQL asks for no pass.
	"database/sql": {
		"access/accesssql", "access/factor/factorsql", "access/looksql", "certificate/certificatesql", "internal/logtree", "internal/powerlog", "internal/sqldb", "keys/keyssql", "office/officesql", "oversight/oversightsql", "stay/staysql", "store/sqlstore", "store/sqlstore/lsm",
	},
	own + "internal/sqldb": {
		"access/accesssql", "access/factor/factorsql", "access/looksql", "certificate/certificatesql", "internal/logtree", "internal/powerlog", "keys/keyssql", "node/open", "office/officesql", "oversight/oversightsql", "stay/staysql", "store/sqlstore", "store/sqlstore/lsm",
	},
	"modernc.org":              {"internal/sqldb"},
	"github.com/jackc":         {"internal/sqldb"},
	"github.com/pressly":       {"internal/sqldb"},
	"github.com/google/go-cmp": {}, // it reads fields that are not exported
	// Memory as it lies, code that comes later, and pages for those who look for faults.
	"unsafe":         {},
	"plugin":         {},
	"net/http/pprof": {},
	"expvar":         {},
	// Templates that escape nothing, and formats of which nothing here is made.
	"text/template": {},
	"encoding/gob":  {},
	"encoding/xml":  {},
	"net/smtp":      {},
	// Broken hashes and ciphers.
	"crypto/md5":  {},
	"crypto/sha1": {"access/factor"}, // in the HMAC of RFC 6238, which apps on telephones know
	"crypto/des":  {},
	"crypto/rc4":  {},
	// Numbers that can be guessed are for samples, for waiting and for people who never lived.
	"math/rand": {"bench", "demo", "demo/census", "demo/people", "demo/population", "internal/sqldb", "match/batch", "match/synth", "match/tabular", "store"},
}

// pastTypesByReflection are the names of package reflect that take memory as another type. Nothing else
// in this program has these names.
var pastTypesByReflection = []string{"NewAt", "SliceAt", "UnsafePointer", "UnsafeAddr", "SetPointer"}

// imported returns the paths that a file imports.
func imported(f *ast.File) (out []string) {
	for _, i := range f.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		out = append(out, path)
	}
	return out
}

// isAt reports whether an import is the entry or lies below it.
func isAt(path, entry string) bool { return path == entry || strings.HasPrefix(path, entry+"/") }

// restricted returns the entry of onlyBy that an import falls under, "" if there is none.
func restricted(path string) string {
	for entry := range onlyBy {
		if isAt(path, entry) {
			return entry
		}
	}
	return ""
}

// isRequired reports whether an import is of the standard library, of this program, or of a module
// that go.mod requires by a line of its own, whose reason is written (dependencyPage).
func isRequired(path string, direct []string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") || slices.ContainsFunc(direct, func(module string) bool { return isAt(path, module) })
}

// wrongImports lists what is wrong with the imports of a file of a package.
func wrongImports(in string, f *ast.File, direct []string) (out []string) {
	for _, path := range imported(f) {
		if entry := restricted(path); entry != "" && entry != own+in && !slices.Contains(onlyBy[entry], in) {
			out = append(out, path)
		}
		if !isRequired(path, direct) {
			out = append(out, path+" (indirect)")
		}
	}
	return out
}

// takenAsAnother lists where a file takes memory as another type by reflection.
func takenAsAnother(f *ast.File) (out []token.Pos) {
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && slices.Contains(pastTypesByReflection, id.Name) {
			out = append(out, id.Pos())
		}
		return true
	})
	return out
}

// reflecting lists where a package uses package reflect, imported or not: json.UnmarshalTypeError
// has a reflect.Type.
func reflecting(p *program, in *typedPackage) (out []token.Position) {
	for id, o := range in.info.Uses {
		if o.Pkg() != nil && o.Pkg().Path() == "reflect" {
			out = append(out, p.fset.Position(id.Pos()))
		}
	}
	return out
}

// directly are the modules that go.mod requires by lines of their own.
func directly(t *testing.T) (out []string) {
	for _, r := range goMod(t, "go.mod").Require {
		if !r.Indirect {
			out = append(out, r.Mod.Path)
		}
	}
	return out
}

// Databases, reflection and libraries that were not chosen are imported by the listed packages alone.
func TestWhatGoesPastTypesIsImportedByTheListed(t *testing.T) {
	direct, used := directly(t), map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		for _, at := range takenAsAnother(s.tree) {
			t.Errorf("%s takes memory as another type", s.fset.Position(at))
		}
		if isForTests(s.dir()) {
			continue
		}
		for _, path := range wrongImports(s.dir(), s.tree, direct) {
			t.Errorf("%s imports %s: only the listed packages may, and nobody a module that go.mod requires indirectly", s.path, path)
		}
		for _, path := range imported(s.tree) {
			used[restricted(path)+" "+s.dir()] = true
		}
	}
	for entry, by := range onlyBy {
		for _, name := range by {
			if !used[entry+" "+name] {
				t.Errorf("%s does not import %s any more: take it off the list", name, entry)
			}
		}
	}
	p := load(t)
	for _, in := range p.packages {
		if isForTests(in.name) || slices.Contains(onlyBy["reflect"], in.name) {
			continue
		}
		for _, at := range reflecting(p, in) {
			t.Errorf("%s uses package reflect: only %s may", at, strings.Join(onlyBy["reflect"], ", "))
		}
	}
}

// TestWhatGoesPastTypesIsFound plants what the rule must find, and what it must let through.
func TestWhatGoesPastTypesIsFound(t *testing.T) {
	const source = `package offender

import (
	_ "database/sql"
	_ "database/sql/driver"
	_ "math/rand/v2"
	_ "os/exec"
	_ "text/template"
	. "reflect"
	shape "reflect"

	_ "github.com/google/go-cmp/cmp"
	_ "github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/parquet-go/bitpack/unsafecast"
	_ "github.com/pressly/goose/v3"
	_ "modernc.org/sqlite"

	"samano/internal/sqldb"
)
`
	planted, err := parser.ParseFile(token.NewFileSet(), "offender.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	const (
		databases = "database/sql database/sql/driver"
		drivers   = "github.com/jackc/pgx/v5/stdlib github.com/pressly/goose/v3 modernc.org/sqlite"
		never     = "text/template github.com/google/go-cmp/cmp github.com/parquet-go/bitpack/unsafecast (indirect)"
	)
	for in, want := range map[string]string{
		"web":              strings.Join([]string{databases, drivers, never, "math/rand/v2 os/exec reflect reflect samano/internal/sqldb"}, " "),
		"web/gazetteer":    strings.Join([]string{databases, drivers, never, "math/rand/v2 os/exec reflect reflect samano/internal/sqldb"}, " "),
		"node/open":        strings.Join([]string{databases, drivers, never, "math/rand/v2 os/exec reflect reflect"}, " "),
		"office/officesql": strings.Join([]string{drivers, never, "math/rand/v2 os/exec reflect reflect"}, " "),
		"internal/sqldb":   never + " os/exec reflect reflect",
		"acts":             strings.Join([]string{databases, drivers, never, "math/rand/v2 os/exec samano/internal/sqldb"}, " "),
	} {
		got, wanted := strings.Fields(strings.Join(wrongImports(in, planted, directly(t)), " ")), strings.Fields(want)
		slices.Sort(got)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("planted in %s, these imports are refused:\n%v, want\n%v", in, got, wanted)
		}
	}
}

func TestReflectionIsFound(t *testing.T) {
	const source = `package offender

import (
	"encoding/json"
	. "reflect"
	shape "reflect"
)

type from struct{ value shape.Value } // used

func (f from) forge(err *json.UnmarshalTypeError) {
	_ = shape.NewAt(f.value.Type(), f.value.Addr().UnsafePointer()) // taken used
	_ = f.value.UnsafeAddr() // taken used
	forge := NewAt // taken used
	_ = forge
	_ = err.Type.Method(0).Func // used
	_ = err.Field
}
`
	p := load(t)
	used, taken := map[int]bool{}, map[int]bool{}
	for _, at := range reflecting(p, p.offender(t, "offender", source)) {
		used[at.Line] = true
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "offender.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range takenAsAnother(f) {
		taken[fset.Position(at).Line] = true
	}
	for i, line := range strings.Split(source, "\n") {
		_, want, _ := strings.Cut(line, "// ")
		if used[i+1] != strings.Contains(want, "used") || taken[i+1] != strings.Contains(want, "taken") {
			t.Errorf("used %t, taken as another type %t: %s", used[i+1], taken[i+1], line)
		}
	}
}
