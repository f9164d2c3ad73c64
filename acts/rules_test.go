package acts_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what came of each case into the sheets, to be read before it is kept")

// Each case of a sheet comes out as written there, with all that is found and all that changes.
func TestRules(t *testing.T) {
	world, sheets := readSheets(t)
	for _, s := range sheets {
		t.Run(s.name, func(t *testing.T) {
			came := map[int][]string{}
			for _, c := range s.cases {
				t.Run(c.title, func(t *testing.T) {
					st := newStage(t, c.laws)
					for _, given := range [][]deed{world, s.given, c.given} {
						for _, d := range given {
							st.happen(d)
						}
					}
					_, decided, ok := st.try(c.when)
					came[c.line] = st.told(decided, ok)
					if d := cmp.Diff(c.want, came[c.line]); d != "" && !*update {
						t.Errorf("%s/%s.txt:%d (-the sheet, +what came):\n%s", rulesFolder, s.name, c.line, d)
					}
				})
			}
			if *update {
				rewrite(t, s, came)
			}
		})
	}
}

// rewrite puts what came of each case in place of what the sheet says.
func rewrite(t *testing.T, s *sheet, came map[int][]string) {
	s.shorten(came)
	path := filepath.Join(rulesFolder, s.name+".txt")
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	at := 0
	for i, line := range strings.Split(strings.TrimRight(string(old), "\n"), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "-> ") {
			continue
		}
		if strings.HasPrefix(line, "case ") {
			at = i + 1
		}
		b.WriteString(line + "\n")
		if strings.HasPrefix(strings.TrimSpace(line), "when ") {
			for _, l := range came[at] {
				b.WriteString("  -> " + l + "\n")
			}
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
