package tidy

import (
	"bytes"
	"encoding/json"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ranks is the direction of imports. A package imports only packages of lower ranks,
// or packages of its own tree. Packages of one rank never import each other: each
// declares the interfaces that it needs.
//
// An entry ranks its package and everything below it; the longest entry counts.
// Packages whose last word ends in "sql" or "web" are ranked by that (isDatabase, isFace).
var ranks = [][]string{
	{"register"},
	{"law", "names", "number", "keys", "lang"},
	{"acts", "access", "match", "ledger", "credential", "paper"},
	{"store", "blob", "places", "witness"}, // places proposes acts of its own kinds
	{"registrar/record"},
	{"registrar/projection"},
	{"registrar", "audit"},
	{"disclosure"},
	{"reading"},
	{"office"},
	{"certificate", "stay", "oversight", "card", "agency", "wallet", "sync", "treaty", "border", "dossier", "clinic", "biometric", "report", "admin", "training", "demo"},
	{"web", "api", "oidc"},
	{"node"},
	{"demo/setup"}, // a demonstration is a register that node opens
	{"bench"},      // measures such a register
	{"cmd"},
}

// plumbing knows nothing of people or law, so everybody may import it. It imports
// nothing else of this program.
const plumbing = "internal/"

// overLedger are the plumbing of logs: what several databases of entries share. They know trees, and nothing of what an
// entry tells.
var overLedger = []string{"internal/logtree", "internal/powerlog"}

// leaves are where technology is. Only assemblers, and leaves of one tree, know them.
var leaves = []string{"store/sqlstore", "store/memstore", "keys/file", "keys/pkcs11"}

// assemblers open leaves. node itself imports none of the databases: node/open does.
var assemblers = []string{"node/open"}

// alone import nothing else of this program, by their own promise.
var alone = []string{"register", "names", "number", "credential", "keys", "lang"}

// floor is what register imports of this program. It knows no package but those of the standard
// library.
const floor = "internal/jsonw"

// pure do no input or output and know no technology.
var pure = []string{"register", "acts", "law", "names", "number", "ledger", "access", "credential", "keys", "store"}

var impure = []string{"database/sql", "net", "net/http", "os/exec"}

type pkg struct {
	ImportPath string
	Name       string
	Dir        string
	Imports    []string
}

const own = "samano/"

// name is the path of the package inside the module.
func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, own) }

// own gives the imports from this module, without its name.
func (p pkg) own() []string {
	var out []string
	for _, path := range p.Imports {
		if name, ok := strings.CutPrefix(path, own); ok {
			out = append(out, name)
		}
	}
	return out
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Dir,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 10 {
		t.Fatalf("go list found %d packages only", len(list))
	}
	return list
}

func tree(name string) string {
	top, _, _ := strings.Cut(name, "/")
	return top
}

// rankOf is the place of a package in ranks, -1 if it has none.
func rankOf(name string) int {
	best, rank := 0, -1
	for i, r := range ranks {
		for _, entry := range r {
			if len(entry) > best && (name == entry || strings.HasPrefix(name, entry+"/")) {
				best, rank = len(entry), i
			}
		}
	}
	if isFace(name) && tree(name) != "web" {
		return rankOf("web")
	}
	return rank
}

func last(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// isDatabase tells the packages that keep a capability's data in SQL: officesql.
func isDatabase(name string) bool { return strings.HasSuffix(last(name), "sql") }

// isFace tells the packages that show a capability to people: web, officeweb, api.
func isFace(name string) bool {
	return tree(name) == "api" || tree(name) == "oidc" || strings.HasSuffix(last(name), "web") || tree(name) == "web"
}

func isLeaf(name string) bool {
	return isDatabase(name) || slices.ContainsFunc(leaves, func(l string) bool { return name == l || strings.HasPrefix(name, l+"/") })
}

func isPlumbing(name string) bool { return strings.HasPrefix(name, plumbing) }

func isAssembler(name string) bool {
	return slices.ContainsFunc(assemblers, func(a string) bool { return name == a || strings.HasPrefix(name, a+"/") })
}

// forTests are the packages that exist for tests or work on this repository. The list is closed:
// most rules leave them out, so that a name alone must not bring a package here.
var forTests = []string{
	"access/accesstest", "access/factor/factortest", "acts/schema/schematest", "certificate/certificatetest", "stay/staytest", "oversight/oversighttest", "features", "internal/mutate", "internal/pgtest",
	"internal/sqldb/sqldbtest", "internal/testenv", "internal/tidy", "keys/keystest", "match/evaltest", "match/matchtest", "office/officetest",
	"store/storetest", "web/webtest",
}

// isForTests tells the packages that exist for tests: accesstest, storetest, pgtest.
func isForTests(name string) bool { return slices.Contains(forTests, name) }

// parent is the package whose data a database package keeps: office for office/officesql.
func parent(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i]
	}
	return ""
}

// writers hold the writing transaction and the raw register. Faces and commands reach
// them through reading and office.
var writers = []string{"registrar", "store", "audit"}

// refused says why a package may not import another of this program, or "".
func refused(from, to string) string {
	switch {
	case isForTests(from):
		return ""
	case isForTests(to):
		return to + " is for tests only"
	case from == floor:
		return from + " stands below register: it imports nothing else of this program"
	case isPlumbing(from):
		if isPlumbing(to) || to == "register" || to == "ledger" && slices.Contains(overLedger, from) {
			return ""
		}
		return from + " is plumbing: it imports plumbing and register only"
	case from == "register" && to == floor:
		return "" // documents and acts are written by hand
	case slices.Contains(alone, from) && tree(to) != from:
		return from + " imports nothing else of this program"
	case isPlumbing(to):
		return ""
	case isLeaf(from) && isLeaf(to) && tree(from) == tree(to) && !isDatabase(from):
		return ""
	case isLeaf(to) && !isAssembler(from):
		return to + " is a leaf: declare an interface and let node/open join the two"
	case isDatabase(from):
		of := parent(from)
		if to == of || strings.HasPrefix(of, to+"/") || strings.HasPrefix(to, of+"/") && !isDatabase(to) || slices.Contains([]string{"register", "ledger", "keys"}, to) {
			return ""
		}
		return from + " keeps the data of " + of + ": it imports that, what that is a part of and what stands below it, register, ledger, keys and internal only"
	case (isFace(from) || tree(from) == "cmd") && slices.Contains(writers, tree(to)):
		return from + " shows or commands: it reaches people through reading and office, never " + to
	case tree(from) == "audit" && to == "registrar":
		return "audit imports registrar/record and registrar/projection, never registrar"
	case tree(from) == tree(to):
		if rankOf(to) > rankOf(from) {
			return to + " does not stand below " + from
		}
		return ""
	case rankOf(to) >= rankOf(from):
		return to + " does not stand below " + from
	}
	return ""
}

func TestImportsPointOneWay(t *testing.T) {
	there := map[string]bool{}
	for _, p := range packages(t) {
		there[p.name()] = true
		if p.Name == "main" && isForTests(p.name()) && p.name() != "internal/mutate" {
			t.Errorf("%s is a command: no command is for tests", p.name())
		}
		if !isForTests(p.name()) && !isPlumbing(p.name()) && rankOf(p.name()) < 0 {
			t.Errorf("%s has no place in the direction of imports: give it one in tidy/imports_test.go and in docs/ARCHITECTURE.md", p.name())
			continue
		}
		for _, to := range p.own() {
			if why := refused(p.name(), to); why != "" {
				t.Errorf("%s imports %s: %s", p.name(), to, why)
			}
		}
		for _, path := range p.Imports {
			if slices.Contains(pure, p.name()) && slices.Contains(impure, path) {
				t.Errorf("%s imports %s: it is pure, so that a post, a test and the centre decide alike", p.name(), path)
			}
			if p.name() == "register" && !mayHoldWords(path) {
				t.Errorf("register imports %s: it imports the standard library and %s only", path, floor)
			}
		}
	}
	for _, name := range forTests {
		if !there[name] {
			t.Errorf("%s is listed as for tests and does not exist", name)
		}
	}
}

// mayHoldWords reports whether register may import a path: the words of the system need nothing but
// the standard library, and what writes them as JSON.
func mayHoldWords(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return path == own+floor || !strings.Contains(first, ".") && first != strings.TrimSuffix(own, "/")
}

func TestRegisterImportsTheStandardLibrary(t *testing.T) {
	for path, ok := range map[string]bool{
		"slices": true, "encoding/json": true, "samano/internal/jsonw": true,
		"samano/internal/splitmix": false, "samano/internal/sqldb": false, "samano/names": false, "samano": false, "golang.org/x/text/unicode/norm": false, "rsc.io/qr": false,
	} {
		if mayHoldWords(path) != ok {
			t.Errorf("register may import %s: %t", path, !ok)
		}
	}
}

// beyondErrors lists where plumbing uses more of register than its errors.
func beyondErrors(p *program, in *typedPackage) (out []token.Position) {
	for id, o := range in.info.Uses {
		if o.Pkg() != nil && o.Pkg().Path() == own+"register" && filepath.Base(p.fset.Position(o.Pos()).Filename) != "errors.go" {
			out = append(out, p.fset.Position(id.Pos()))
		}
	}
	return out
}

func TestPlumbingKnowsNobody(t *testing.T) {
	p := load(t)
	for _, in := range p.packages {
		if !isPlumbing(in.name) || isForTests(in.name) {
			continue
		}
		for _, at := range beyondErrors(p, in) {
			t.Errorf("%s uses more of register than its errors: plumbing knows nothing of people or law", at)
		}
	}
	in := p.offender(t, "internal/offender", `package offender

import "samano/register"

var err = &register.Error{Kind: register.Invalid, Op: "x"}
var who register.PersonID
`)
	if got := beyondErrors(p, in); len(got) != 1 || got[0].Line != 6 {
		t.Errorf("found %v, want line 6", got)
	}
}

// A package is for tests by the list, whatever it is called.
func TestCommandsAreNotForTests(t *testing.T) {
	for _, name := range []string{"cmd/loadtest", "web/latest", "officetest", "office/probetest", "internal/mutate/testdata", "cmd/samano"} {
		if isForTests(name) {
			t.Errorf("%s counts as a package for tests", name)
		}
	}
	if refused("cmd/loadtest", "registrar") == "" || refused("cmd/loadtest", "store") == "" {
		t.Error("a command that is called a test reaches the writing transaction")
	}
}

// TestRefused keeps the rule itself honest.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"acts", "law", true},
		{"acts", "ledger", false},
		{"ledger", "keys", true},
		{"law", "acts", false},
		{"registrar", "acts", true},
		{"registrar", "store", true},
		{"registrar", "store/sqlstore", false},
		{"registrar", "registrar/record", true},
		{"registrar/record", "registrar", false},
		{"registrar/projection", "registrar/record", true},
		{"registrar/record", "registrar/projection", false},
		{"audit", "registrar/projection", true},
		{"audit", "registrar", false},
		{"disclosure", "registrar", true},
		{"reading", "disclosure", true},
		{"disclosure", "reading", false},
		{"office", "reading", true},
		{"card", "office", true},
		{"card", "clinic", false},
		{"web", "web/ui", true},
		{"web", "office", true},
		{"web", "registrar", false},
		{"web", "audit", false},
		{"office/officeweb", "office", true},
		{"office/officeweb", "registrar", false},
		{"office/officeweb", "store", false},
		{"office", "office/officeweb", false},
		{"office", "web", false},
		{"office", "office/officesql", false},
		{"office/officesql", "office", true},
		{"office/officesql", "office/application", true},
		{"office/officesql", "internal/sqldb", true},
		{"office/officesql", "access", false},
		{"office/officesql", "access/accesssql", false},
		{"access/factor/factorsql", "access", true},
		{"access/factor/factorsql", "access/password", false},
		{"access/looksql", "access", true},
		{"access/looksql", "store/sqlstore", false},
		{"node", "office/officesql", false},
		{"node", "web", true},
		{"node/open", "office/officesql", true},
		{"node/open", "store/sqlstore", true},
		{"cmd/samano", "node", true},
		{"cmd/samano", "registrar", false},
		{"cmd/samano", "registrar/record", false},
		{"cmd/samano", "audit", false},
		{"cmd/samano", "bench", true},
		{"bench", "registrar", true},
		{"bench", "demo/setup", true},
		{"bench", "store/sqlstore", false},
		{"demo/setup", "node/open", true},
		{"demo", "demo/setup", false},
		{"demo", "node", false},
		{"node/doctor", "node/open", true},
		{"node/doctor", "audit", true},
		{"cmd/samano", "store/sqlstore", false},
		{"cmd/samano", "internal/testenv", false},
		{"internal/testenv", "store/memstore", true},
		{"store/sqlstore", "registrar", false},
		{"internal/sqldb", "register", true},
		{"internal/jsonw", "internal/splitmix", false},
		{"register", "internal/jsonw", true},
		{"register", "internal/zpack", false},
		{"register", "names", false},
		{"internal/sqldb", "access", false},
		{"keys/file", "keys", true},
		{"keys", "keys/file", false},
		{"web", "keys/file", false},
		{"credential", "register", false},
		{"credential", "credential/qrcode", true},
		{"registrar", "store/storetest", false},
	} {
		if why := refused(c.from, c.to); (why == "") != c.ok {
			t.Errorf("refused(%s, %s) = %q, want allowed: %t", c.from, c.to, why, c.ok)
		}
	}
}
