package tidy

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// packageRow is a row of the table of packages in docs/ARCHITECTURE.md, whose first cell names
// packages.
var packageRow = regexp.MustCompile("(?m)^\\| (`[a-z].*`) \\| (.+) \\|$")

// quoted is a name in backquotes.
var quoted = regexp.MustCompile("`([a-z][a-z/]*)`")

// Each package stands in the table of packages, by a row of its own or in another's, and each
// row is of a package. A conformance suite (accesstest) is told with what it tests.
func TestThePackageTableIsComplete(t *testing.T) {
	told, first := map[string]bool{}, map[string]bool{}
	for _, row := range packageRow.FindAllStringSubmatch(string(read(t, "docs/ARCHITECTURE.md").data), -1) {
		for _, m := range quoted.FindAllStringSubmatch(row[1], -1) {
			first[m[1]] = true
		}
		for _, m := range quoted.FindAllStringSubmatch(row[0], -1) {
			told[m[1]] = true
		}
	}
	there := map[string]bool{}
	for _, p := range packages(t) {
		name := p.name()
		there[name] = true
		suite := strings.Contains(name, "/") && isForTests(name)
		if !told[name] && !suite {
			t.Errorf("docs/ARCHITECTURE.md: no row of the table tells what package %s owns", name)
		}
	}
	for name := range first {
		if !there[name] {
			t.Errorf("docs/ARCHITECTURE.md: the table has a row for %s, which is no package", name)
		}
	}
}

// sourceFile is the path of a Go file in backquotes; kept are the places of what is to come.
var (
	sourceFile = regexp.MustCompile("`([a-z][a-z/_]*/[a-z_]+\\.go)`")
	kept       = regexp.MustCompile("in the direction of imports are kept: ((?:`[a-z]+`(?:, )?)+)\\.")
)

// The ways through the program are told file by file, and the places that are kept for what is to
// come are those in the direction of imports.
func TestTheArchitectureNamesWhatThereIs(t *testing.T) {
	for _, name := range []string{"docs/ARCHITECTURE.md", "docs/operate.md", "CONTRIBUTING.md"} {
		found := sourceFile.FindAllStringSubmatch(string(read(t, name).data), -1)
		for _, m := range found {
			if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
				t.Errorf("%s names %s: %v", name, m[1], err)
			}
		}
		if name == "docs/ARCHITECTURE.md" && len(found) < 20 {
			t.Errorf("%s names %d files only", name, len(found))
		}
	}
	places := kept.FindStringSubmatch(string(read(t, "docs/ARCHITECTURE.md").data))
	if places == nil {
		t.Fatal("docs/ARCHITECTURE.md does not say which places are kept")
	}
	for _, m := range quoted.FindAllStringSubmatch(places[1], -1) {
		if rankOf(m[1]) < 0 {
			t.Errorf("docs/ARCHITECTURE.md keeps a place for %s, which has no rank", m[1])
		}
	}
}
