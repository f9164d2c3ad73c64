package tabular

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var svg = flag.String("svg", "", "folder to draw the curves in")

func table(t *testing.T, plan, file string) *Table {
	t.Helper()
	f, err := os.Open("../testdata/" + plan)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := ReadPlan(f, "")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.Open("../testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	tab, err := Read(data, p)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// The files by which matchers are judged. F1 is at the threshold that was chosen without the truth.
func TestPublicFiles(t *testing.T) {
	for _, c := range []struct {
		plan, file string
		rows       int
		f1         float64
	}{
		{"febrl.toml", "febrl1.csv", 1000, 0.995},
		{"febrl.toml", "febrl2.csv", 5000, 0.995},
		{"fake_1000.toml", "fake_1000.csv", 1000, 0.93}, // Splink 5.0.0: 0.862 at its best; see bench/match,
	} {
		t.Run(c.file, func(t *testing.T) {
			tab := table(t, c.plan, c.file)
			if len(tab.Rows) != c.rows || len(tab.Faults) > 0 {
				t.Fatalf("%d rows, faults %v", len(tab.Rows), tab.Faults)
			}
			r, err := link(tab, 1)
			if err != nil {
				t.Fatal(err)
			}
			points := r.Curve(tab.Truth)
			if err := WriteTable(t.Output(), points); err != nil {
				t.Fatal(err)
			}
			if *svg != "" {
				f, err := os.Create(*svg + "/" + strings.TrimSuffix(c.file, ".csv") + ".svg")
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				if err := WriteSVG(f, points, [4]string{c.file, "Recall", "Precision", "chosen without the truth:"}); err != nil {
					t.Fatal(err)
				}
			}
			got := points[len(points)-1]
			if got.F1 < c.f1 {
				t.Errorf("F1 %.4f at %.4f, want %.3f; %d pairs compared of which true %d of %d",
					got.F1, got.Threshold, c.f1, len(r.Pairs), r.at(tab.Truth, TruePairs(tab.Truth), 0).Right, TruePairs(tab.Truth))
			}
		})
	}
}
