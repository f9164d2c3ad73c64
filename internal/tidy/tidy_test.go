// Package tidy owns the manners of the repository that a compiler does not hold:
// who may import whom, what is pinned, what code and papers must look like. Each
// rule is a test; a failure says what is wrong, where, and why it matters.
package tidy

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// root is where the repository begins, seen from this folder.
const root = "../.."

// file is one file of the repository.
type file struct {
	path string // from the root, with slashes
	data []byte
}

// isText reports whether the file can be read by people.
func (f file) isText() bool { return utf8.Valid(f.data) && !strings.ContainsRune(string(f.data), 0) }

// line gives the number of the line at the offset.
func (f file) line(offset int) int { return 1 + strings.Count(string(f.data[:offset]), "\n") }

// files gives all files of the repository with one of these endings, or all. What
// .gitignore names is left out.
func files(t *testing.T, endings ...string) []file {
	t.Helper()
	var out []file
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if rel == ".git" || rel == "data" || d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		ours := rel != "samano" && rel != ".git" && !strings.HasSuffix(rel, ".test") && !strings.HasSuffix(rel, ".out")
		wanted := len(endings) == 0 || slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(rel, e) })
		if !ours || !wanted || !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(path)
		out = append(out, file{path: rel, data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("no files with the endings %v: the walk is wrong", endings)
	}
	return out
}

// read gives one file of the repository.
func read(t *testing.T, path string) file {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return file{path: path, data: data}
}

// source is one parsed Go file.
type source struct {
	file
	fset *token.FileSet
	tree *ast.File
}

// at writes where in the file a node stands.
func (s source) at(n ast.Node) string { return s.fset.Position(n.Pos()).String() }

// sources parses all Go files of the product (tools/ is a module of its own and
// holds no code).
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, f := range files(t, ".go") {
		fset := token.NewFileSet()
		tree, err := parser.ParseFile(fset, f.path, f.data, parser.ParseComments)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		out = append(out, source{file: f, fset: fset, tree: tree})
	}
	return out
}

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// dir is the folder of the file, "." for the root.
func (f file) dir() string {
	if i := strings.LastIndexByte(f.path, '/'); i >= 0 {
		return f.path[:i]
	}
	return "."
}
