package tidy

import (
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
