package law

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// A rule that nobody asks about is law on paper: an office that changes it would see nothing
// change. So each rule of a section is named by code outside the sections.
func TestEveryRuleIsAsked(t *testing.T) {
	asked := selected(t, "..")
	for _, code := range Codes() {
		eachRule(reflect.ValueOf(*loadPack(t, code)), code, func(key string, _ reflect.Value) {
			if name := key[strings.LastIndex(key, ".")+1:]; !asked[name] {
				t.Errorf("%s is asked by nobody: take it out of the packs", key)
			}
		})
	}
	if asked["NobodyAsksThis"] || !asked["NamingDays"] {
		t.Error("the test does not see what is asked")
	}
}

// selected returns the names that the program's code selects of a value, but for those of the
// sections' own files.
func selected(t *testing.T, root string) map[string]bool {
	t.Helper()
	own := map[string]bool{"questions.go": true}
	names := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "testdata" || name == "node_modules" || len(name) > 2 && name[0] == '.' {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			filepath.Dir(path) == filepath.Join(root, "law") && !own[d.Name()] {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				names[s.Sel.Name] = true
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
