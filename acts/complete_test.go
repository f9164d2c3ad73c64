package acts_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samano/acts"
	"samano/register"
)

// Each kind has a sheet with a case in which nothing is said.
func TestEachKindHasASheet(t *testing.T) {
	_, sheets := readSheets(t)
	for _, kind := range acts.Kinds() {
		i := slices.IndexFunc(sheets, func(s *sheet) bool { return s.name == string(kind) })
		if i < 0 {
			t.Errorf("%s has no sheet", kind)
			continue
		}
		if !slices.ContainsFunc(sheets[i].cases, func(c rulesCase) bool { return c.when.kind == kind && c.when.payload == "{}" }) {
			t.Errorf("the sheet of %s has no case in which nothing is said", kind)
		}
	}
}

// writes are the severities with which the methods of a case write a finding, as sheets tell them.
// What a court has ordered turns the second into the third.
var writes = map[string][]string{"Block": {"block"}, "conflict": {"block", "warn"}, "ask": {"ask", "warn"}, "warn": {"warn"}}

// Each finding that the code of the package can write is told in a sheet, in each severity.
func TestEachFindingIsToldInASheet(t *testing.T) {
	_, sheets := readSheets(t)
	told := map[string]bool{}
	for _, s := range sheets {
		for _, c := range s.cases {
			for _, line := range c.want {
				words := strings.Fields(line)
				if len(words) > 1 {
					told[words[0]+" "+words[1]] = true
				}
			}
		}
	}
	for finding, where := range findings(t) {
		if !told[finding] {
			t.Errorf("no sheet tells %q, which %s writes", finding, where)
		}
	}
}

// findings returns the severities and codes that the sources of the package write, with a place of each.
func findings(t *testing.T) map[string]string {
	files := token.NewFileSet()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	add := func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		code, ok := call.Args[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		for _, severity := range writes[method.Sel.Name] {
			text, err := strconv.Unquote(code.Value)
			if err != nil {
				t.Fatal(err)
			}
			out[severity+" "+text] = files.Position(code.Pos()).String()
		}
		return true
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, add)
	}
	if len(out) < 100 {
		t.Fatalf("only %d findings in the sources: are they written by other methods now?", len(out))
	}
	return out
}

// Each member of each payload, and of its parts, is said in a case of a sheet.
func TestEachMemberIsSaidInASheet(t *testing.T) {
	_, sheets := readSheets(t)
	said := map[register.Kind]map[string]bool{}
	for _, s := range sheets {
		for _, c := range s.cases {
			if said[c.when.kind] == nil {
				said[c.when.kind] = map[string]bool{}
			}
			var payload any
			if err := json.Unmarshal([]byte(marks.ReplaceAllString(written(c.when.payload), "1")), &payload); err != nil {
				t.Fatalf("%s:%d: %v", s.name, c.line, err)
			}
			members(payload, "", said[c.when.kind])
		}
	}
	for _, kind := range acts.Kinds() {
		d, _ := acts.Describe(kind)
		wanted := map[string]bool{}
		membersOf(reflect.TypeOf(d.New()).Elem(), "", wanted, 0)
		for member := range wanted {
			if !said[kind][member] {
				t.Errorf("no case of %s says %s", kind, member)
			}
		}
	}
}

func members(v any, path string, out map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			out[path+name] = true
			members(value, path+name+".", out)
		}
	case []any:
		for _, value := range v {
			members(value, path, out)
		}
	}
}

// deepest bounds the members that are asked for: those of a payload and of its parts.
const deepest = 2

func membersOf(t reflect.Type, path string, out map[string]bool, depth int) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || depth == deepest || t == reflect.TypeFor[register.NameForm]() { // told in the sheet of parts
		return
	}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		out[path+name] = true
		membersOf(t.Field(i).Type, path+name+".", out, depth+1)
	}
}
