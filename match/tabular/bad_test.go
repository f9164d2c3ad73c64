package tabular

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

func plan() *Plan {
	return &Plan{Truth: "who", Columns: []Column{
		{Name: "given", Kind: Text, Partner: "surname"}, {Name: "surname", Kind: Text, Partner: "given"}, {Name: "born", Kind: Date}, {Name: "mail", Kind: Email},
	}}
}

func TestFaultsAreFoundAndNothingIsDropped(t *testing.T) {
	file := "\ufeffgiven , surname,born,mail,who\n" +
		"Bounmy,Vongsa,1974-05-03,b@x.la,1\n" +
		"Boun\xffmy,Vongsa,1974-05-03,,1\n" + // an old encoding
		"short\n" +
		",,,,2\n" +
		"\"quoted \"in\" the middle\",x,1,1,3\n" +
		strings.Repeat("ກ", 5000) + ",😀\u202e,0000-99-99,@,4\n"
	tab, err := Read(strings.NewReader(file), plan())
	if err != nil {
		t.Fatal(err)
	}
	if len(tab.Rows) != 6 || len(tab.Truth) != len(tab.Rows) {
		t.Fatalf("%d rows and %d truths of 6", len(tab.Rows), len(tab.Truth))
	}
	want := []Fault{{2, FaultEncoding}, {3, FaultColumns}, {4, FaultEmpty}}
	if !slices.Equal(tab.Faults, want) {
		t.Errorf("faults %v, want %v", tab.Faults, want)
	}
	if tab.Rows[1][0] != "" || tab.Rows[1][1] != "vongsa" {
		t.Errorf("row 2: %q", tab.Rows[1])
	}
	if _, err := link(tab, 1); err != nil {
		t.Error(err)
	}
}

func TestMissingColumnsAreNamed(t *testing.T) {
	_, err := Read(strings.NewReader("given,surname,mail,who\n"), plan())
	if err == nil || !strings.Contains(err.Error(), `"born"`) {
		t.Errorf("error %v does not name the column", err)
	}
	if _, err := Read(strings.NewReader(""), plan()); !errors.Is(err, io.EOF) {
		t.Errorf("an empty file: %v", err)
	}
	tab, err := Read(strings.NewReader("given,surname,born,mail,who\na,b,c,d,e\n"), plan())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := link(tab, 1); err == nil {
		t.Error("one row was linked with itself")
	}
}

func TestBadPlansAreRefused(t *testing.T) {
	for what, text := range map[string]string{
		"no column":          ``,
		"twice":              `column = [{name = "a", kind = "text"}, {name = "a", kind = "text"}]`,
		"no such kind":       `column = [{name = "a", kind = "colour"}]`,
		"no such partner":    `column = [{name = "a", kind = "text", partner = "b"}]`,
		"unknown key":        `column = [{name = "a", kind = "text", weight = 2}]`,
		"pattern that fails": "truth_pattern = '('\ncolumn = [{name = \"a\", kind = \"text\"}]",
	} {
		if _, err := ReadPlan(strings.NewReader(text), ""); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
}

// Rows of one person by the thousand share every key; the work stays bounded and what is left out
// is said.
func TestManyRowsOfOnePerson(t *testing.T) {
	var b strings.Builder
	b.WriteString("given,surname,born,mail,who\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "Bounmy,Vongsa,1974-05-03,b@x.la,%d\n", i)
	}
	tab, err := Read(strings.NewReader(b.String()), plan())
	if err != nil {
		t.Fatal(err)
	}
	r, err := link(tab, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Pairs) != 0 || r.Truncated == 0 {
		t.Errorf("%d pairs, %d rows left out", len(r.Pairs), r.Truncated)
	}
}

func TestPointsAndThreshold(t *testing.T) {
	r := Result{Pairs: []Pair{{A: 0, B: 1, P: 0.9}, {A: 2, B: 3, P: 0.9}, {A: 0, B: 2, P: 0.3}, {A: 1, B: 3, P: 0.1}}}
	truth := []string{"x", "x", "y", "z"}
	p := r.at(truth, TruePairs(truth), 0.5)
	if p.Right != 1 || p.Wrong != 1 || p.Missing != 0 || p.Precision != 0.5 || p.Recall != 1 || math.Abs(p.F1-2.0/3) > 1e-12 {
		t.Errorf("%+v", p)
	}
	// Expected F1 from 0.9 on is 3.6/4.2, from 0.3 on 4.2/5.2, from 0.1 on 4.4/6.2.
	if got := Threshold(r.Pairs); got != 0.9 {
		t.Errorf("threshold %g, want 0.9", got)
	}
	if p := r.at(truth, TruePairs(truth), 1); p.F1 != 0 || p.Missing != 1 {
		t.Errorf("nothing said: %+v", p)
	}
}

func TestCurveIsDrawnAndWritten(t *testing.T) {
	r := Result{Pairs: []Pair{{A: 0, B: 1, P: 0.9}}, Threshold: 0.9}
	points := r.Curve([]string{"x", "x"})
	var svg, table bytes.Buffer
	if err := WriteSVG(&svg, points, [4]string{`A & "B"`, "Recall", "Precision", "chosen"}); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(&svg); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteTable(&table, points); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(table.String(), "\n"); lines != len(points)+1 {
		t.Errorf("%d lines for %d points", lines, len(points))
	}
}

// The plans that were written by hand are those that are guessed.
func TestGuess(t *testing.T) {
	for _, c := range []struct{ plan, file string }{{"febrl.toml", "febrl1.csv"}, {"fake_1000.toml", "fake_1000.csv"}} {
		want := table(t, c.plan, c.file).Plan
		f, err := os.Open("../testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Guess(f, want.Truth)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Columns, want.Columns) {
			t.Errorf("%s: guessed %+v, want %+v", c.file, got.Columns, want.Columns)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("given,surname,born,mail,who\na,b,1974-05-03,x@y,1\n,,,,\n"))
	f.Add([]byte("given,surname,born,mail,who\n\"a\nb,c"))
	f.Add([]byte("\xef\xbb\xbfgiven,surname,born,mail,who\r\nBounmy,Vongsa,19740503,@,\xff\r\nBounmi,Vongsa,19740305,,\r\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		tab, err := Read(bytes.NewReader(file), plan())
		if err != nil {
			return
		}
		if len(tab.Truth) != len(tab.Rows) {
			t.Fatalf("%d rows, %d truths", len(tab.Rows), len(tab.Truth))
		}
		common := tab.shares()
		for _, a := range tab.Rows {
			for _, b := range tab.Rows[:min(len(tab.Rows), 20)] {
				if x, y := tab.compare(a, b, common), tab.compare(b, a, common); x != y {
					t.Fatalf("%q and %q: %v one way, %v the other", a, b, x, y)
				}
			}
		}
	})
}
