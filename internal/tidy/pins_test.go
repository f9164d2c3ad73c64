package tidy

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

func goMod(t *testing.T, path string) *modfile.File {
	t.Helper()
	f := read(t, path)
	mod, err := modfile.Parse(path, f.data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return mod
}

// dependencyLine is a row of the page on dependencies: | module | version | …
var dependencyLine = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (v[^ |]+) \\|")

const dependencyPage = "docs/decisions/2026-11-21-dependencies.md"

// A pin is changed together with the page that gives its reason.
func TestEveryDependencyHasItsReason(t *testing.T) {
	want := map[string]string{}
	for _, m := range dependencyLine.FindAllStringSubmatch(string(read(t, dependencyPage).data), -1) {
		want[m[1]] = m[2]
	}
	for _, r := range goMod(t, "go.mod").Require {
		if r.Indirect {
			continue
		}
		if v, ok := want[r.Mod.Path]; !ok || v != r.Mod.Version {
			t.Errorf("go.mod requires %s; %s says %q", r.Mod, dependencyPage, v)
		}
		delete(want, r.Mod.Path)
		if module.IsPseudoVersion(r.Mod.Version) && !releaseNames(t, r.Mod) {
			t.Errorf("go.mod: %s is no release, and no release that is pinned names it: pin a release", r.Mod)
		}
	}
	for path, v := range want {
		t.Errorf("%s names %s %s, which go.mod does not require", dependencyPage, path, v)
	}
}

// releaseNames reports whether the go.mod of a release that is pinned by name requires
// exactly this state of a module. Some modules have no releases; which state of theirs
// is sound is what their user has tested.
func releaseNames(t *testing.T, state module.Version) bool {
	t.Helper()
	for _, r := range goMod(t, "go.mod").Require {
		if r.Indirect || module.IsPseudoVersion(r.Mod.Version) {
			continue
		}
		_, path := resolved(t, r.Mod.Path)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		mod, err := modfile.Parse(path, data, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, named := range mod.Require {
			if named.Mod == state {
				return true
			}
		}
	}
	return false
}

func TestModulesAreWhatTheySay(t *testing.T) {
	product, tools := goMod(t, "go.mod"), goMod(t, "tools/go.mod")
	for _, mod := range []*modfile.File{product, tools} {
		if len(mod.Replace) > 0 || len(mod.Exclude) > 0 {
			t.Errorf("module %s replaces or excludes: what is pinned would not be what is built", mod.Module.Mod.Path)
		}
	}
	if product.Go.Version != tools.Go.Version {
		t.Errorf("go.mod says Go %s, tools/go.mod %s", product.Go.Version, tools.Go.Version)
	}
	if len(tools.Tool) == 0 {
		t.Error("tools/go.mod pins no tool")
	}
}

// SQLite in Go is machine-translated C that calls machine-translated libc: only
// the pair that its maker tested is sound.
func TestSQLiteHasItsOwnLibc(t *testing.T) {
	const sqlite, libc = "modernc.org/sqlite", "modernc.org/libc"
	sqliteVersion, path := resolved(t, sqlite)
	libcVersion, _ := resolved(t, libc)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse(path, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	tested := ""
	for _, r := range mod.Require {
		if r.Mod.Path == libc {
			tested = r.Mod.Version
		}
	}
	if tested != libcVersion {
		t.Errorf("go.mod resolves %s %s, but %s %s was tested with %q: pin that one", libc, libcVersion, sqlite, sqliteVersion, tested)
	}
}

// resolved says which version of a module is built, and where its go.mod lies.
func resolved(t *testing.T, path string) (version, goMod string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-m", "-f", "{{.Version}} {{.GoMod}}", path)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list -m %s: %v", path, err)
	}
	version, goMod, _ = strings.Cut(strings.TrimSpace(string(out)), " ")
	return version, goMod
}
