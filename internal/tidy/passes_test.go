package tidy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// makers are the packages that may lend a pass without an officer who reads: the one list.
var makers = map[string][]string{
	"ForWriting": {"registrar", "registrar/load", "audit", "access/accesstest"},
	"ForJob":     {"office", "certificate", "reading/lists", "cmd/samano"},
}

var lending = regexp.MustCompile(`\baccess\.(ForWriting|ForJob)\b`)

// lendsWrongly returns the maker that a package uses and may not use, or "".
func lendsWrongly(pkg, source string) string {
	for _, m := range lending.FindAllStringSubmatch(source, -1) {
		if !slices.Contains(makers[m[1]], pkg) {
			return m[1]
		}
	}
	return ""
}

// Only the listed packages read people without a look of their own.
func TestPassesAreLentByTheListed(t *testing.T) {
	used := map[string]bool{}
	for _, p := range packages(t) {
		files, err := filepath.Glob(filepath.Join(p.Dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") || isForTests(p.name()) && p.name() != "access/accesstest" {
				continue
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if maker := lendsWrongly(p.name(), string(b)); maker != "" {
				t.Errorf("%s calls access.%s: only %v may", path, maker, makers[maker])
			}
			for _, m := range lending.FindAllStringSubmatch(string(b), -1) {
				used[m[1]+" "+p.name()] = true
			}
		}
	}
	for maker, list := range makers {
		for _, pkg := range list {
			if !used[maker+" "+pkg] {
				t.Errorf("%s does not call access.%s any more: take it off the list", pkg, maker)
			}
		}
	}
}

// TestLendsWrongly keeps the rule itself honest.
func TestLendsWrongly(t *testing.T) {
	for _, c := range []struct {
		pkg, source string
		want        string
	}{
		{"registrar", "err := access.ForWriting(func(pass access.Pass) error {", ""},
		{"web", "access.ForWriting(f)", "ForWriting"},
		{"office", "access.ForWriting(f)", "ForWriting"},
		{"reading", "lend := access.ForJob[int]", "ForJob"},
		{"office", "return access.ForJob(access.JobApplications, f)", ""},
	} {
		if got := lendsWrongly(c.pkg, c.source); got != c.want {
			t.Errorf("lendsWrongly(%s, %q) = %q, want %q", c.pkg, c.source, got, c.want)
		}
	}
}
