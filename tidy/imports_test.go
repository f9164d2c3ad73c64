package tidy

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// ranks is the direction of imports: a package imports only what stands lower, or
// what stands in its own tree. So those of one rank never import each other; each
// declares the ports it needs.
var ranks = [][]string{
	{"register"},
	{"law", "names", "keys", "lang", "extract", "compact"},
	{"acts", "access", "match", "number", "ledger", "credential", "store"},
	{"registrar"},
	{"reading", "places"},
	{"office", "print"},
	{"web", "api", "oidc", "sync", "demo"},
	{"testenv"},
	{"cmd"},
}

// leaves are where technology is: known to those who put a program together, and
// to leaves beside them, and to nobody else.
var leaves = []string{"store/", "keys/file", "keys/pkcs11"}

// assemblers may know leaves.
var assemblers = []string{"cmd", "testenv"}

// alone import nothing else of this program, by their own promise.
var alone = []string{"register", "names", "number", "credential", "keys", "lang", "compact"}

// pure do no input or output and know no technology.
var pure = []string{"register", "acts", "law", "names", "number", "ledger", "access", "credential", "keys", "store"}

var impure = []string{"database/sql", "net", "net/http", "os/exec"}

type pkg struct {
	ImportPath string
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
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Imports", "./...")
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

func rankOf(name string) int {
	return slices.IndexFunc(ranks, func(r []string) bool { return slices.Contains(r, tree(name)) })
}

func isLeaf(name string) bool {
	return slices.ContainsFunc(leaves, func(l string) bool { return strings.HasPrefix(name, l) })
}

// isForTests tells packages that exist for tests: accesstest, storetest, pgtest.
func isForTests(name string) bool {
	last := name[strings.LastIndexByte(name, '/')+1:]
	return strings.HasSuffix(last, "test") || name == "features" || name == "tidy" || name == "testenv"
}

// refused says why a package may not import another of this program, or "".
func refused(from, to string) string {
	switch {
	case isForTests(from):
		return ""
	case isForTests(to):
		return to + " is for tests only"
	case slices.Contains(alone, from):
		return from + " imports nothing else of this program"
	case isLeaf(from) && isLeaf(to) && tree(from) == tree(to):
		return ""
	case isLeaf(to) && !slices.Contains(assemblers, tree(from)):
		return to + " is a leaf: declare a port and let cmd put them together"
	case isLeaf(from):
		if rankOf(to) < rankOf("registrar") || to == "office" { // office declares ports too
			return ""
		}
		return from + " implements ports; it must not know those who use them"
	case tree(from) == tree(to):
		return ""
	case rankOf(to) >= rankOf(from):
		return to + " does not stand below " + from
	}
	return ""
}

func TestImportsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		if !isForTests(p.name()) && rankOf(p.name()) < 0 {
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
			if p.name() == "register" && strings.Contains(path, ".") {
				t.Errorf("register imports %s: it imports the standard library only", path)
			}
		}
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
		{"web/pages", "web/ui", true},
		{"web", "office", true},
		{"office", "web", false},
		{"office", "store/deskstore", false},
		{"cmd/samano", "store/sqlstore", true},
		{"cmd/samano", "testenv", false},
		{"testenv", "store/memstore", true},
		{"store/lookstore", "access", true},
		{"store/lookstore", "store/sqlstore", true},
		{"store/deskstore", "office", true},
		{"store/sqlstore", "registrar", false},
		{"keys/file", "keys", true},
		{"keys", "keys/file", false},
		{"web", "keys/file", false},
		{"credential", "register", false},
		{"registrar", "store/storetest", false},
	} {
		if why := refused(c.from, c.to); (why == "") != c.ok {
			t.Errorf("refused(%s, %s) = %q, want allowed: %t", c.from, c.to, why, c.ok)
		}
	}
}
