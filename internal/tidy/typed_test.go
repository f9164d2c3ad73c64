package tidy

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// program is the module with its types, without its tests.
type program struct {
	fset     *token.FileSet
	packages []*typedPackage
	imported types.Importer // reads what the compiler exported of every package
}

type typedPackage struct {
	name  string // its path in the module
	files []*ast.File
	info  *types.Info
	types *types.Package
}

// typed loads the program once for all tests.
var typed = sync.OnceValues(func() (*program, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,GoFiles,Export,Standard,Module", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	type listed struct {
		ImportPath, Dir, Export string
		GoFiles                 []string
		Module                  *struct{ Main bool }
	}
	exports := map[string]string{}
	var own []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var l listed
		if err := dec.Decode(&l); err != nil {
			return nil, err
		}
		exports[l.ImportPath] = l.Export
		if l.Module != nil && l.Module.Main {
			own = append(own, l)
		}
	}
	p := &program{fset: token.NewFileSet()}
	p.imported = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, l := range own {
		var files []*ast.File
		for _, name := range l.GoFiles {
			f, err := parser.ParseFile(p.fset, filepath.Join(l.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			files = append(files, f)
		}
		checked, err := p.check(l.ImportPath, files)
		if err != nil {
			return nil, err
		}
		p.packages = append(p.packages, checked)
	}
	return p, nil
})

// check gives files of one package their types.
func (p *program) check(path string, files []*ast.File) (*typedPackage, error) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: p.imported}
	checked, err := conf.Check(path, p.fset, files, info)
	if err != nil {
		return nil, err
	}
	return &typedPackage{name: pkg{ImportPath: path}.name(), files: files, info: info, types: checked}, nil
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

func load(t *testing.T) *program {
	t.Helper()
	p, err := typed()
	if err != nil {
		t.Fatal(err)
	}
	return p
}
