package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
)

// listed is what the go command tells of a package.
type listed struct {
	ImportPath  string
	Dir         string
	Export      string
	DepOnly     bool
	ForTest     string
	GoFiles     []string
	Imports     []string
	TestImports []string
	XTestImport []string `json:"XTestImports"`
	Deps        []string
}

func goList(dir string, args ...string) ([]listed, error) {
	cmd := exec.Command("go", append([]string{"list"}, args...)...) // #nosec G204: the arguments are this tool's own
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	var list []listed
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		list = append(list, p)
	}
}

// target is a package to be changed, with its types.
type target struct {
	path  string
	fset  *token.FileSet
	names []string // of the files, absolute
	files []*ast.File
	src   map[string][]byte
	info  *types.Info
	conf  types.Config
}

// load type-checks the packages from source; what they import comes from the export data of the
// go command's cache.
func load(dir string, patterns []string) ([]*target, error) {
	list, err := goList(dir, append([]string{"-export", "-deps", "-json=ImportPath,Dir,Export,DepOnly,GoFiles"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, p := range list {
		exports[p.ImportPath] = p.Export
	}
	var out []*target
	for _, p := range list {
		if p.DepOnly || len(p.GoFiles) == 0 {
			continue
		}
		t := &target{path: p.ImportPath, fset: token.NewFileSet(), src: map[string][]byte{}}
		t.conf.Importer = importer.ForCompiler(t.fset, "gc", func(path string) (io.ReadCloser, error) {
			if exports[path] == "" {
				return nil, fmt.Errorf("no export data of %s", path)
			}
			return os.Open(exports[path])
		})
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			src, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			file, err := parser.ParseFile(t.fset, path, src, parser.SkipObjectResolution|parser.ParseComments)
			if err != nil {
				return nil, err
			}
			t.names, t.files, t.src[path] = append(t.names, path), append(t.files, file), src
		}
		t.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
		if _, err := t.conf.Check(t.path, t.fset, t.files, t.info); err != nil {
			return nil, fmt.Errorf("%s: %w", t.path, err)
		}
		out = append(out, t)
	}
	return out, nil
}

// compiles reports whether the package type-checks with the change where it is tried: in a block of
// its own, in which a parameter is declared anew where the function assigns to it. It is quicker to ask
// than the compiler, and answers the same but for a few rare faults.
func (t *target) compiles(m *mutant) bool {
	i := slices.Index(t.names, m.file)
	tried := behind(t.src[m.file], []*mutant{m}, func(*mutant) string { return "true" })
	changed, err := parser.ParseFile(t.fset, m.file, tried, parser.SkipObjectResolution)
	if err != nil {
		return false
	}
	files := slices.Clone(t.files)
	files[i] = changed
	_, err = t.conf.Check(t.path, t.fset, files, nil)
	return err == nil
}

// suites tells whose tests run for a change.
type suites struct {
	deps   map[string][]string // by package: everything in its test program
	direct map[string][]string // by package: what it or its tests import
	dirs   map[string]string   // by package: where its tests run
	skip   []string
	always []string
}

// loadSuites asks the go command for every package that has tests. skip are the packages whose
// tests are never run, with what is below them; always are those that run wherever the changed
// package is part of their program.
func loadSuites(dir string, skip, always []string) (*suites, error) {
	list, err := goList(dir, "-test", "-json=ImportPath,Dir,ForTest,Imports,TestImports,XTestImports,Deps", "./...")
	if err != nil {
		return nil, err
	}
	s := &suites{deps: map[string][]string{}, direct: map[string][]string{}, dirs: map[string]string{}, skip: skip, always: always}
	for _, p := range list {
		if name, ok := strings.CutSuffix(p.ImportPath, ".test"); ok {
			for _, d := range p.Deps {
				plain, _, _ := strings.Cut(d, " ")
				s.deps[name] = append(s.deps[name], plain)
			}
		} else if p.ForTest == "" {
			s.dirs[p.ImportPath] = p.Dir
			s.direct[p.ImportPath] = slices.Concat(p.Imports, p.TestImports, p.XTestImport)
		}
	}
	return s, nil
}

// of returns whose tests run for a change of the package: its own first, then those of its
// importers, the smallest programs first.
func (s *suites) of(pkg string) []string {
	var out []string
	for name, deps := range s.deps {
		if name == pkg || under(name, s.skip) || !slices.Contains(deps, pkg) {
			continue
		}
		if under(name, s.always) || slices.Contains(s.direct[name], pkg) {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		if d := len(s.deps[a]) - len(s.deps[b]); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	if len(s.deps[pkg]) > 0 {
		out = slices.Insert(out, 0, pkg)
	}
	return out
}

// properties reports whether the package's tests know the flags of rapid.
func (s *suites) properties(pkg string) bool {
	return slices.Contains(s.deps[pkg], "pgregory.net/rapid")
}

func under(name string, trees []string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool { return name == tree || strings.HasPrefix(name, tree+"/") })
}
