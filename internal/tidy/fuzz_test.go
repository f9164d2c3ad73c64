package tidy

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// make fuzz runs each target once, and stops at the first that fails: one that it passes over finds nothing, and
// nobody hears of it.
func TestMakeRunsEveryFuzzTarget(t *testing.T) {
	var want []string
	target := regexp.MustCompile(`(?m)^func (Fuzz\w*)\(`)
	for _, f := range files(t, "_test.go") {
		for _, m := range target.FindAllStringSubmatch(string(f.data), -1) {
			want = append(want, m[1]+" ./"+filepath.Dir(f.path))
		}
	}
	ran, err := fuzzed(t, "0")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	all := slices.Clone(ran)
	slices.Sort(all)
	if !slices.Equal(all, want) {
		t.Errorf("make fuzz runs %q, want %q", all, want)
	}
	if ran, err := fuzzed(t, "1"); err == nil || len(ran) != 1 {
		t.Errorf("when the first target fails, make fuzz goes on to %q (%v)", ran, err)
	}
}

// fuzzed returns the targets and packages for which make fuzz calls go, in place of which stands a program that
// ends with a status.
func fuzzed(t *testing.T, status string) (ran []string, err error) {
	t.Helper()
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	script := "#!/bin/sh\necho \"$@\" >> '" + log + "'\nexit " + status + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(script), 0o700); err != nil { // #nosec G306 -- it is run
		t.Fatal(err)
	}
	c := exec.Command("make", "fuzz")
	c.Dir = root
	c.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := c.CombinedOutput()
	text, missing := os.ReadFile(log)
	if missing != nil {
		t.Fatalf("make fuzz runs nothing: %s", out)
	}
	call := regexp.MustCompile(`-fuzz \^(\w+)\$ .*?(\./\S+)$`)
	for line := range strings.Lines(string(text)) {
		if m := call.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			ran = append(ran, m[1]+" "+m[2])
		}
	}
	return ran, err
}
