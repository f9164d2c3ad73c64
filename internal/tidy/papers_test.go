package tidy

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ownPaths are folders of somebody's machine. They are put together here so that
// this file does not hold what it forbids.
var ownPaths = regexp.MustCompile(`(^|[\s"'` + "`" + `(=:])(/(home|Users|work|farm|root)/|/tmp/(brief|farm|research)|[A-Z]:\\Users)`)

// workshop are words of how the work was organised, which a reader cannot follow.
var workshop = regexp.MustCompile(`(?i)\bissue\s*#?\d|\bthe (founder|brief)\b|\blanguage model\b|\bas an AI\b`)

func TestNothingOfTheWorkshopIsLeft(t *testing.T) {
	for _, f := range files(t) {
		// Fixtures of others are theirs.
		if !f.isText() || f.dir() == "internal/tidy" || strings.Contains(f.path, "testdata/") || f.path == "go.sum" || f.path == "tools/go.sum" {
			continue
		}
		for _, m := range ownPaths.FindAllIndex(f.data, -1) {
			t.Errorf("%s:%d: %q is a path of one machine", f.path, f.line(m[0]+1), f.data[m[0]:m[1]])
		}
		for _, m := range workshop.FindAllIndex(f.data, -1) {
			t.Errorf("%s:%d: %q means nothing to whoever reads this later", f.path, f.line(m[0]), f.data[m[0]:m[1]])
		}
	}
}

// isData tells files that are not written here as text or code: where they came
// from, and under which licence, has to be said.
func isData(p string) bool {
	if strings.HasSuffix(p, ".go") || strings.Contains(p, "testdata/fuzz/") || strings.Contains(p, "testdata/rapid/") {
		return false
	}
	for _, folder := range []string{"data/", "testdata/", "dist/"} {
		if strings.HasPrefix(p, folder) || strings.Contains(p, "/"+folder) {
			return true
		}
	}
	switch path.Ext(p) {
	case ".csv", ".tsv", ".woff2", ".ttf", ".png", ".jpg", ".svg", ".pdf":
		return true
	}
	return false
}

// noticeLine is a line of NOTICE that begins with a path: "path/  words" or "path  words".
var noticeLine = regexp.MustCompile(`(?m)^  (\S+)$`)

func TestNoticeNamesAllData(t *testing.T) {
	named := map[string]bool{}
	for _, m := range noticeLine.FindAllStringSubmatch(string(read(t, "NOTICE").data), -1) {
		named[m[1]] = false
		if _, err := os.Stat(filepath.Join(root, m[1])); err != nil {
			t.Errorf("NOTICE names %s, which is not there", m[1])
		}
	}
	for _, f := range files(t) {
		if !isData(f.path) {
			continue
		}
		covered := false
		for p := range named {
			if p == f.path || strings.HasSuffix(p, "/") && strings.HasPrefix(f.path, p) {
				named[p], covered = true, true
			}
		}
		if !covered {
			t.Errorf("%s is data that NOTICE does not name: write source and licence there (or that it was made here)", f.path)
		}
	}
	for p, used := range named {
		if !used {
			t.Errorf("NOTICE names %s, under which there is no data", p)
		}
	}
}

// Every module that go.mod asks for by name is thanked by name.
func TestNoticeNamesAllModules(t *testing.T) {
	notice := string(read(t, "NOTICE").data)
	for _, r := range goMod(t, "go.mod").Require {
		if !strings.Contains(notice, r.Mod.Path+" ") {
			t.Errorf("NOTICE does not name %s and its licence", r.Mod.Path)
		}
	}
}

func TestChangelogHasRoomForTheNextChange(t *testing.T) {
	if !strings.Contains(string(read(t, "CHANGELOG.md").data), "\n## Unreleased\n") {
		t.Error(`CHANGELOG.md has no section "## Unreleased"`)
	}
}

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	notInURL = regexp.MustCompile(`[^\p{L}\p{M}\p{N}_ -]`)
	fence    = regexp.MustCompile("(?ms)^```.*?^```")
)

// anchors are the names under which a page's headings can be reached.
func anchors(page []byte) map[string]bool {
	out := map[string]bool{}
	for _, m := range heading.FindAllSubmatch(fence.ReplaceAll(page, nil), -1) {
		name := strings.ToLower(notInURL.ReplaceAllString(string(m[1]), ""))
		out[strings.ReplaceAll(name, " ", "-")] = true
	}
	return out
}

func TestLinksLead(t *testing.T) {
	for _, f := range files(t, ".md") {
		for _, m := range link.FindAllSubmatch(fence.ReplaceAll(f.data, nil), -1) {
			target := string(m[1])
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			where, anchor, _ := strings.Cut(target, "#")
			page := f.data
			if where != "" {
				var err error
				where = path.Join(f.dir(), where)
				if info, e := os.Stat(filepath.Join(root, where)); e == nil && info.IsDir() && anchor == "" {
					continue
				}
				if page, err = os.ReadFile(filepath.Join(root, where)); err != nil {
					t.Errorf("%s: the link %s leads nowhere", f.path, target)
					continue
				}
			}
			if anchor != "" && !anchors(page)[anchor] {
				t.Errorf("%s: the link %s leads to no heading", f.path, target)
			}
		}
	}
}

// Each page of decisions is dated by its name and listed on the page that lists them.
func TestDecisionsAreListed(t *testing.T) {
	dated := regexp.MustCompile(`^\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md$`)
	list := string(read(t, "docs/decisions/README.md").data)
	n := 0
	for _, f := range files(t, ".md") {
		name := path.Base(f.path)
		if f.dir() != "docs/decisions" || name == "README.md" {
			continue
		}
		n++
		if !dated.MatchString(name) {
			t.Errorf("%s: name it YYYY-MM-DD-words.md", f.path)
		}
		if !strings.Contains(list, "("+name+")") {
			t.Errorf("docs/decisions/README.md does not list %s", name)
		}
	}
	if n == 0 {
		t.Error("no decisions found")
	}
}
