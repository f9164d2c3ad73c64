package tidy

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// lenders are the packages that may lend a pass without an officer who reads, by what they lend it
// for: the writing transaction or a job. It is the one list.
var lenders = map[string][]string{
	"ForWriting":      {"registrar", "registrar/load", "audit", "access/accesstest"},
	"JobApplications": {"office"},
	"JobCopies":       {"certificate"},
	"JobLists":        {"reading/lists"},
	"JobDemo":         {"demo/setup", "bench"},
}

// lending finds each mention of a maker; the second group is the job, which has to be named there.
var lending = regexp.MustCompile(`\baccess\.(ForWriting|ForJob)\b(?:(?:\[[^\]]*\])?\(access\.(Job\w+),)?`)

var comment = regexp.MustCompile(`//.*`)

// lendings returns what a source lends passes for: "ForWriting", a job by its constant, or "ForJob"
// where it names none.
func lendings(source string) []string {
	var out []string
	for _, m := range lending.FindAllStringSubmatch(comment.ReplaceAllString(source, ""), -1) {
		out = append(out, cmp.Or(m[2], m[1]))
	}
	return out
}

// Only the listed packages read people without a look of their own.
func TestPassesAreLentByTheListed(t *testing.T) {
	used := map[string]bool{}
	for _, p := range packages(t) {
		if p.name() == "access" {
			continue // the makers themselves
		}
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
			for _, use := range lendings(string(b)) {
				if !slices.Contains(lenders[use], p.name()) {
					t.Errorf("%s lends a pass (%s): only %v may", path, use, lenders[use])
				}
				used[use+" "+p.name()] = true
			}
		}
	}
	for use, list := range lenders {
		for _, pkg := range list {
			if !used[use+" "+pkg] {
				t.Errorf("%s does not lend a pass (%s) any more: take it off the list", pkg, use)
			}
		}
	}
}

// TestLendings keeps the rule itself honest.
func TestLendings(t *testing.T) {
	for _, c := range []struct {
		source string
		want   string
	}{
		{"err := access.ForWriting(func(pass access.Pass) error {", "ForWriting"},
		{"access.ForWriting(f)", "ForWriting"},
		{"lend := access.ForJob[int]", "ForJob"},
		{`access.ForJob("anything", f)`, "ForJob"},
		{"access.ForJob(access.Job(name), f)", "ForJob"},
		{"access.ForJob(job, f)", "ForJob"},
		{"return access.ForJob(access.JobApplications, f)", "JobApplications"},
		{"access.ForJob[int](access.JobDemo, f); access.ForJob(access.JobLists, f)", "JobDemo JobLists"},
		{"// access.ForJob lends one to a job", ""},
	} {
		if got := strings.Join(lendings(c.source), " "); got != c.want {
			t.Errorf("lendings(%q) = %q, want %q", c.source, got, c.want)
		}
	}
}
