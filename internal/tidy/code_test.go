package tidy

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// maxLines is more than a sitting. What is longer stands in long with its reason.
const maxLines = 700

var long = map[string]string{}

func TestFilesAreShortAndFormatted(t *testing.T) {
	left := map[string]bool{}
	for path := range long {
		left[path] = true
	}
	for _, f := range files(t, ".go") {
		if want, err := format.Source(f.data); err != nil || !bytes.Equal(want, f.data) {
			t.Errorf("%s is not gofmt'ed (%v)", f.path, err)
		}
		n := bytes.Count(f.data, []byte("\n"))
		delete(left, f.path)
		switch reason := long[f.path]; {
		case n > maxLines && reason == "":
			t.Errorf("%s has %d lines, over %d: cut it, or list it with the reason why it reads better whole", f.path, n, maxLines)
		case n <= maxLines && reason != "":
			t.Errorf("%s is listed as long and has %d lines: take it off the list", f.path, n)
		}
	}
	for path := range left {
		t.Errorf("%s is listed as long and does not exist", path)
	}
}

// vague are names that say nothing of what a package owns, so that everything ends there.
var vague = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "misc", "shared", "base", "core"}

func TestPackagesSayWhatTheyOwn(t *testing.T) {
	docs := map[string][]string{} // by folder
	for _, s := range sources(t) {
		name := s.tree.Name.Name
		if slices.Contains(vague, name) {
			t.Errorf("%s: package %s: name it after what it owns", s.path, name)
		}
		if _, ok := docs[s.dir()]; !ok {
			docs[s.dir()] = nil
		}
		if s.tree.Doc == nil {
			continue
		}
		doc := s.tree.Doc.Text()
		docs[s.dir()] = append(docs[s.dir()], s.path)
		opening := "Package " + name + " owns "
		if name == "main" {
			opening = "Command "
		}
		if !strings.HasPrefix(doc, opening) {
			t.Errorf("%s: the package comment opens %q, want %q and what it owns", s.path, firstLine(doc), opening)
		}
	}
	for dir, paths := range docs {
		if len(paths) != 1 {
			t.Errorf("%s has %d package comments %v, want one", dir, len(paths), paths)
		}
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b|(?i)\bnot (yet )?implemented\b`)

// What is missing is written in an issue or in the papers under its name, where
// somebody looks for it.
func TestNothingIsLeftForLater(t *testing.T) {
	for _, s := range sources(t) {
		for _, group := range s.tree.Comments {
			for _, c := range group.List {
				if m := unfinished.FindString(c.Text); m != "" {
					t.Errorf("%s: %q in a comment", s.at(c), m)
				}
			}
		}
	}
	for _, f := range files(t, ".sql", ".sh", ".toml", ".html", ".feature", ".scss", "Makefile") {
		if m := unfinished.FindIndex(f.data); m != nil {
			t.Errorf("%s:%d: %q", f.path, f.line(m[0]), f.data[m[0]:m[1]])
		}
	}
}

// call takes apart a call of the form receiver.name(…).
func call(n ast.Node) (receiver, name string, c *ast.CallExpr) {
	c, ok := n.(*ast.CallExpr)
	if !ok {
		return "", "", nil
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", "", nil
	}
	if id, ok := sel.X.(*ast.Ident); ok {
		return id.Name, sel.Sel.Name, c
	}
	return "", sel.Sel.Name, c
}

// A test that skips itself passes on the machine where it is needed most.
func TestNoTestSkipsItself(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			receiver, name, _ := call(n)
			switch name {
			case "Skip", "Skipf", "SkipNow":
				if slices.Contains([]string{"t", "b", "tb", "f"}, receiver) {
					t.Errorf("%s: %s.%s: let it fail and say what to install, or take it out", s.at(n), receiver, name)
				}
			}
			return true
		})
	}
}

// readsClock is where time enters the program, by folder or file.
var readsClock = map[string]string{
	"cmd/samano":        "the program's own clock is handed out here",
	"web/chain.go":      "how long a request took, for the log",
	"web/form/limit.go": "by when the rest of a request has to be there",
}

// Time comes in as an argument: the law counts days, and tests must be able to
// stand on any of them.
func TestTimeComesInFromOutside(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() || readsClock[s.dir()] != "" || readsClock[s.path] != "" || isForTests(s.dir()) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if receiver, name, _ := call(n); receiver == "time" && (name == "Now" || name == "Since" || name == "Until") {
				t.Errorf("%s: time.%s: take the time, or a clock, as an argument", s.at(n), name)
			}
			return true
		})
	}
}

func TestNothingRegistersItself(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: func init: what happens by being imported cannot be seen where it is used", s.at(f))
			}
		}
	}
}

// sqlText tells SQL from other text by how it begins; SQL is written in capitals.
var sqlText = regexp.MustCompile(`(?s)^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|COPY|TRUNCATE|REPLACE)\s`)

var forbiddenSQL = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`(?i)\bselect\s+(\w+\.)?\*`), "list the columns: a new one must not change what is read"},
	{regexp.MustCompile(`(?i)\bi?like\b`), "search by range (key >= $1 and key < $2): the two databases differ, and a wildcard is a list of everybody"},
	{regexp.MustCompile(`(?i)\blower\s*\(`), "fold text with package names: the two databases fold Lao and Latin differently"},
	{regexp.MustCompile(`(?i)\bjsonb\b`), "it reorders what was hashed"},
	{regexp.MustCompile(`(?i)\b(create\s+trigger|listen\s|notify\s|pg_advisory|create\s+sequence|serial\b|autoincrement)`), "it is not in both databases, or hides an order from the head row"},
}

var sqlComment = regexp.MustCompile(`--[^\n]*`)

func checkSQL(t *testing.T, where, text string) {
	t.Helper()
	text = sqlComment.ReplaceAllString(text, "")
	for _, f := range forbiddenSQL {
		if m := f.pattern.FindString(text); m != "" {
			t.Errorf("%s: %q in SQL: %s", where, m, f.why)
		}
	}
}

// formatsSQL are files in which fmt makes SQL, and why no value can get into it.
var formatsSQL = map[string]string{
	"store/sqlstore/search.go": "what is put in are placeholders, constants and its own conditions; the values are arguments",
}

// plantsFaults lets a statement fail in tests, by a trigger in an SQLite file of theirs.
const plantsFaults = "internal/sqldb/sqldbtest/sqldbtest.go"

func TestSQLIsOneTextForTwoDatabases(t *testing.T) {
	for _, f := range files(t) {
		if strings.HasSuffix(f.path, ".sql") {
			checkSQL(t, f.path, string(f.data))
		}
	}
	for _, s := range sources(t) {
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if text, ok := literal(n); ok && sqlText.MatchString(text) && s.path != plantsFaults {
				checkSQL(t, s.at(n), text)
			}
			receiver, name, c := call(n)
			if c == nil || receiver != "fmt" || formatsSQL[s.path] != "" || isForTests(s.dir()) {
				return true
			}
			for _, arg := range c.Args {
				if text, ok := literal(arg); ok && sqlText.MatchString(text) && strings.Contains(text, "%") {
					t.Errorf("%s: fmt.%s makes SQL: values go in as $1, and what cannot is put together from constants", s.at(n), name)
				}
			}
			return true
		})
	}
}

func literal(n ast.Node) (string, bool) {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}
