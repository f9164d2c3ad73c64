package tidy

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// apart are the files that some system or tool leaves out, each with its reason. No rule over types
// reads them there, so they import nothing of this program but what is not about people.
var apart = map[string]string{
	"node/doctor/disk_unix.go":                              asksTheSystem,
	"node/doctor/disk_windows.go":                           asksTheSystem,
	"node/open/space_unix.go":                               asksTheSystem,
	"node/open/space_windows.go":                            asksTheSystem,
	"credential/qrcode/race.go":                             isForTheDetector,
	"cmd/samano/disk_full_linux_test.go":                    asksTheSystem,
	"cmd/samano/disk_full_other_test.go":                    asksTheSystem,
	"internal/mutate/testdata/sample/office/office.go":      isASample,
	"internal/mutate/testdata/sample/office/office_test.go": isASample,
	"internal/mutate/testdata/sample/tariff/tariff.go":      isASample,
	"internal/mutate/testdata/sample/tariff/tariff_test.go": isASample,
}

const (
	asksTheSystem    = "how much room a disk has is asked of each system in its own way"
	isASample        = "a module of its own, which the tool changes in its tests"
	isForTheDetector = "a number that is another under the race detector"
)

// unseen lists the files that are not compiled here and are not listed as apart.
func unseen(all []file, compiled map[string]bool) (out []string) {
	for _, f := range all {
		if !compiled[f.path] && apart[f.path] == "" {
			out = append(out, f.path)
		}
	}
	return out
}

// A file that is built under a tag, for another system, in another module or by its path alone would
// escape every rule over the program.
func TestEveryFileIsSeen(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=Dir,GoFiles,TestGoFiles,XTestGoFiles", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	top, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	compiled := map[string]bool{}
	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var l listed
		if err := dec.Decode(&l); err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Concat(l.GoFiles, l.TestGoFiles, l.XTestGoFiles) {
			path, err := filepath.Rel(top, filepath.Join(l.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			compiled[filepath.ToSlash(path)] = true
		}
	}
	all := files(t, ".go")
	for _, path := range unseen(all, compiled) {
		t.Errorf("%s is not compiled with the others, so that no rule sees it: take away its build constraint, or list it in tidy/unseen_test.go", path)
	}
	there := map[string]bool{}
	for _, f := range all {
		there[f.path] = true
		if apart[f.path] == "" {
			continue
		}
		for _, to := range ownImports(t, f) {
			if !isPlumbing(to) && to != "register" {
				t.Errorf("%s imports %s, and no rule sees it on every system", f.path, to)
			}
		}
	}
	for path := range apart {
		if !there[path] {
			t.Errorf("%s is listed as apart and does not exist", path)
		}
	}
}

// ownImports returns what a file imports of this program.
func ownImports(t *testing.T, f file) (out []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), f.path, f.data, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range parsed.Imports {
		if name, ok := strings.CutPrefix(strings.Trim(i.Path.Value, "`\""), own); ok {
			out = append(out, name)
		}
	}
	return out
}

func TestUnseenFilesAreFound(t *testing.T) {
	planted := []file{{path: "web/later.go"}, {path: "web/look.go"}, {path: "web/ask_plan9.go"}, {path: "web/testdata/peek/main.go"}, {path: "node/open/space_windows.go"}}
	if got := unseen(planted, map[string]bool{"web/look.go": true}); !slices.Equal(got, []string{"web/later.go", "web/ask_plan9.go", "web/testdata/peek/main.go"}) {
		t.Errorf("found %v", got)
	}
	peek := file{path: "a.go", data: []byte("package a\n\nimport (\n\t\"os\"\n\tx \"samano/access\"\n)\n")}
	if got := ownImports(t, peek); !slices.Equal(got, []string{"access"}) {
		t.Errorf("imports %v", got)
	}
}
