package tidy

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// program is the module with its types, without its tests.
type program struct {
	fset     *token.FileSet
	packages []*typedPackage
	suites   []*typedPackage           // tests that use what the program declares: of packages that exist for tests, and of node
	own      map[string]*types.Package // the module's packages by import path, checked from source
	imported types.Importer            // reads what the compiler exported of every other package
}

// Import makes a program the importer of its own packages: an object is the same one
// wherever it is used.
func (p *program) Import(path string) (*types.Package, error) {
	if checked, ok := p.own[path]; ok {
		return checked, nil
	}
	return p.imported.Import(path)
}

type typedPackage struct {
	name  string // its path in the module
	files []*ast.File
	info  *types.Info
	types *types.Package
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir, Export            string
	GoFiles, TestGoFiles, XTestGoFiles []string
	TestImports, XTestImports          []string
	Module                             *struct{ Main bool }
}

// goList lists packages and all that they import, each after what it imports.
func goList(paths ...string) ([]listed, error) {
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Dir,GoFiles,TestGoFiles,XTestGoFiles,TestImports,XTestImports,Export,Module"}, paths...)...)
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var list []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var l listed
		if err := dec.Decode(&l); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

// typed loads the program once for all tests.
var typed = sync.OnceValues(func() (*program, error) {
	exports := map[string]string{}
	p := &program{fset: token.NewFileSet(), own: map[string]*types.Package{}}
	p.imported = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	list, err := goList("./...")
	if err != nil {
		return nil, err
	}
	var suites []listed
	var ofSuites []string
	for _, l := range list {
		exports[l.ImportPath] = l.Export
		if l.Module == nil || !l.Module.Main {
			continue
		}
		checked, err := p.load(l.ImportPath, l.Dir, l.GoFiles)
		if err != nil {
			return nil, err
		}
		p.packages = append(p.packages, checked)
		p.own[l.ImportPath] = checked.types
		if isForTests(checked.name) || tree(checked.name) == "node" {
			suites = append(suites, l)
			ofSuites = slices.Concat(ofSuites, l.TestImports, l.XTestImports)
		}
	}
	if list, err = goList(ofSuites...); err != nil {
		return nil, err
	}
	for _, l := range list {
		exports[l.ImportPath] = l.Export
	}
	for _, l := range suites {
		for path, names := range map[string][]string{l.ImportPath: slices.Concat(l.GoFiles, l.TestGoFiles), l.ImportPath + "_test": l.XTestGoFiles} {
			checked, err := p.load(path, l.Dir, names)
			if checked == nil {
				return nil, err
			} // a test may name what only another test file exports
			p.suites = append(p.suites, checked)
		}
	}
	return p, nil
})

// load parses and checks files of one folder.
func (p *program) load(path, dir string, names []string) (*typedPackage, error) {
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(p.fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return p.check(path, files)
}

// check gives files of one package their types.
func (p *program) check(path string, files []*ast.File) (*typedPackage, error) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
	var wrong []error
	conf := types.Config{Importer: p, Error: func(err error) { wrong = append(wrong, err) }}
	checked, _ := conf.Check(path, p.fset, files, info) // the first of wrong
	return &typedPackage{name: pkg{ImportPath: path}.name(), files: files, info: info, types: checked}, errors.Join(wrong...)
}

// offender gives a package of the test's own its types, to plant what a rule must find.
func (p *program) offender(t *testing.T, path, source string) *typedPackage {
	t.Helper()
	f, err := parser.ParseFile(p.fset, path+"/offender.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	checked, err := p.check(own+path, []*ast.File{f})
	if err != nil {
		t.Fatal(err)
	}
	return checked
}

// marked checks that of a planted package those lines are found, counted from 1, that a comment marks.
func marked(t *testing.T, source string, found func(no int, line string) bool) {
	t.Helper()
	for i, line := range strings.Split(source, "\n") {
		if got, want := found(i+1, line), strings.HasSuffix(line, "// found"); got != want {
			t.Errorf("found %t: %s", got, line)
		}
	}
}

func load(t *testing.T) *program {
	t.Helper()
	p, err := typed()
	if err != nil {
		t.Fatal(err)
	}
	return p
}
