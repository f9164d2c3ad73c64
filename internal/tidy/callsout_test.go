package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asking are the names of the standard library by which a program asks another machine.
var asking = map[string][]string{
	"http": {"Client", "DefaultClient", "DefaultTransport", "Get", "Head", "NewRequest", "NewRequestWithContext", "Post", "PostForm", "Transport"},
	"net":  {"Dial", "DialIP", "DialTCP", "DialTimeout", "DialUDP", "DialUnix", "Dialer", "LookupHost", "LookupIP"},
	"tls":  {"Client", "Dial", "DialWithDialer", "Dialer"},
}

// callsOut lists where a file asks another machine.
func callsOut(f *ast.File) (out []ast.Node) {
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && slices.Contains(asking[x.Name], s.Sel.Name) {
				out = append(out, n)
			}
		}
		return true
	})
	return out
}

// The program asks nobody but its database, whose driver does that: so no address that somebody types is asked for them, and
// nothing about anybody leaves unseen.
func TestNobodyCallsOut(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() || isForTests(s.dir()) {
			continue
		}
		for _, n := range callsOut(s.tree) {
			t.Errorf("%s asks another machine", s.at(n))
		}
	}
	planted, err := parser.ParseFile(token.NewFileSet(), "offender.go", "package offender\nvar _, _ = http.Get(a)\nvar _ = net.Dialer{}\nvar _ = net.Listen\n", 0)
	if err != nil || len(callsOut(planted)) != 2 {
		t.Errorf("planted, %d callers are found, %v", len(callsOut(planted)), err)
	}
}

// operating is the page for those who run a register.
const operating = "docs/operate.md"

var loggedRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (info|warn|error) \\|")

// logged lists the messages of a file's lines of the log; what is no constant text is "".
func logged(f *ast.File) (out []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		at, x := -1, s.X
		if inner, ok := x.(*ast.SelectorExpr); ok {
			x = inner.Sel
		}
		name, isName := x.(*ast.Ident)
		switch {
		case s.Sel.Name == "LogAttrs":
			at = 2
		case isName && slices.Contains([]string{"slog", "log", "Log"}, name.Name) && slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, s.Sel.Name):
			at = 0
		}
		if at >= 0 && len(call.Args) > at {
			text := ""
			if literal, ok := call.Args[at].(*ast.BasicLit); ok {
				text, _ = strconv.Unquote(literal.Value)
			}
			out = append(out, text)
		}
		return true
	})
	return out
}

// What the program logs stands on the page for those who run it, line by line, so that nobody learns of a log from its content.
func TestEveryLineOfTheLogIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, m := range loggedRow.FindAllStringSubmatch(string(read(t, operating).data), -1) {
		listed[m[1]] = false
	}
	for _, s := range sources(t) {
		if s.isTest() || isForTests(s.dir()) {
			continue
		}
		for _, message := range logged(s.tree) {
			if _, ok := listed[message]; !ok {
				t.Errorf("%s logs %q, which %s does not list", s.path, message, operating)
			}
			listed[message] = true
		}
	}
	for message, used := range listed {
		if !used {
			t.Errorf("%s lists %q, which nothing logs", operating, message)
		}
	}
	planted, err := parser.ParseFile(token.NewFileSet(), "offender.go", "package offender\nfunc f() { slog.Info(a); s.Log.Warn(`b`); l.LogAttrs(c, d, `e`); fmt.Error(`no`) }\n", 0)
	if got := strings.Join(logged(planted), ","); err != nil || got != ",b,e" {
		t.Errorf("planted, the lines %q are found, %v", got, err)
	}
}
