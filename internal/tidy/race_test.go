package tidy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// served are the trees in which many requests run at once. `make race` tests what does
// not link SQLite, which under the race detector does not end.
var served = []string{"access", "disclosure", "office", "registrar", "web"}

// A package that serves requests has tests over memory stores alone, so that the race
// detector meets it. Only packages whose name ends in "sql" may link SQLite.
func TestTheRaceDetectorMeetsWhatServesRequests(t *testing.T) {
	cmd := exec.Command("go", "list", "-test", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	for line := range bytes.Lines(out) {
		fields := strings.Fields(string(line))
		name, isTest := strings.CutSuffix(strings.TrimPrefix(fields[0], own), ".test")
		if !isTest || !slices.Contains(served, tree(name)) {
			continue
		}
		if i := slices.Index(fields, "modernc.org/sqlite"); i >= 0 && !isDatabase(name) {
			t.Errorf("the tests of %s link SQLite, so `make race` leaves them out: put those that need it into a folder of their own", name)
		}
		seen[tree(name)] = true
	}
	for _, tree := range served {
		if _, err := os.Stat(filepath.Join(root, tree)); err == nil && !seen[tree] {
			t.Errorf("%s has no test that the race detector could run", tree)
		}
	}
	makefile := string(read(t, "Makefile").data)
	if m := regexp.MustCompile(`samano\\/\(([a-z|]+)\)`).FindStringSubmatch(makefile); m == nil || m[1] != strings.Join(served, "|") {
		t.Errorf("the race target of the Makefile does not select %s", strings.Join(served, "|"))
	}
}
