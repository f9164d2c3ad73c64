package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const sampleModule = "testdata/sample"

func tariff(t *testing.T) *target {
	t.Helper()
	targets, err := load(sampleModule, []string{"./tariff"})
	if err != nil || len(targets) != 1 {
		t.Fatal(targets, err)
	}
	return targets[0]
}

// shown writes a change as "operator function: changed line".
func shown(tg *target, m *mutant) string {
	_, after, _ := strings.Cut(m.diff(tg.src[m.file]), "\n    + ")
	return fmt.Sprintf("%s %s: %s", m.op, m.function, strings.TrimSpace(strings.TrimSuffix(after, "\n")))
}

func TestOperators(t *testing.T) {
	tg := tariff(t)
	var got []string
	for _, m := range tg.find() {
		got = append(got, shown(tg, m))
	}
	for _, want := range []string{
		"negate Fee: if !(age < 0) {",
		"drop Fee: ",
		"boundary Fee: if age <= 0 {",
		"error Fee: return 0, nil",
		"negate Fee: case !(age < 18):",
		"boundary Fee: case age > 65:",
		"constant Fee: case age < 19:",
		"constant Fee: return 11, nil",
		"case Fee: ",
		"zero Fee: func Fee(age int) (int, error) { return *new(int), *new(error);",
		"zero Sum: func Sum(ages []int) (sum int, err error) { return;",
		"error Sum: if err != nil && false {",
		"error Sum: return 0, nil",
		"drop Sum: ",
		"swap Name: func Name(given, surname string) string { return join(surname, given) }",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no change %q among\n%s", want, strings.Join(got, "\n"))
		}
	}
	for _, line := range got {
		if strings.HasPrefix(line, "constant join") {
			t.Errorf("a text for people: %q", line)
		}
		if strings.HasPrefix(line, "constant Room") && !strings.Contains(line, "[]int, 1,") {
			t.Errorf("room that is taken beforehand: %q", line)
		}
		if strings.HasPrefix(line, "swap Refusal") {
			t.Errorf("the parameters have two types: %q", line)
		}
	}
}

// A change is tried in a block of its own, where what a function assigns to its parameter declares it
// anew.
func TestWhatIsTriedCompiles(t *testing.T) {
	tg := tariff(t)
	seen := 0
	for _, m := range tg.find() {
		if m.function != "Check" || !strings.HasPrefix(shown(tg, m), "error Check: return nil") {
			continue
		}
		if seen++; tg.compiles(m) == strings.Contains(string(m.body(tg.src[m.file])), "high(fee)") {
			continue
		}
		t.Errorf("%s: compiles is %v", shown(tg, m), tg.compiles(m))
	}
	if seen < 2 {
		t.Errorf("%d changes of Check", seen)
	}
}

// An id follows its function wherever it stands, and ages out with it.
func TestIDs(t *testing.T) {
	ids := func(edit func(string) string) map[string]string {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(sampleModule)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, "tariff", "tariff.go")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(edit(string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
		targets, err := load(dir, []string{"./tariff"})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, m := range targets[0].find() {
			out[m.id] = m.function
		}
		return out
	}
	before := ids(func(s string) string { return s })
	moved := ids(func(s string) string {
		return strings.Replace(s, "// Fee returns", "\n// One line more.\n\n// Fee returns", 1)
	})
	changed := ids(func(s string) string { return strings.Replace(s, "return 10, nil", "return 12, nil", 1) })
	for id, function := range before {
		if moved[id] != function {
			t.Errorf("%s of %s changed with its place", id, function)
		}
		if (changed[id] == function) != (function != "Fee") {
			t.Errorf("%s of %s after a change of Fee: %q", id, function, changed[id])
		}
	}
}

func TestSample(t *testing.T) {
	list := func(seed uint64, n int) (out []string) {
		targets, err := load(sampleModule, []string{"./..."})
		if err != nil {
			t.Fatal(err)
		}
		drawn, _ := sample(targets, seed, n)
		for _, m := range drawn {
			out = append(out, m.id)
		}
		return out
	}
	once, again, other := list(3, 10), list(3, 10), list(4, 10)
	if !slices.Equal(once, again) || slices.Equal(once, other) || len(once) != 10 {
		t.Errorf("seed 3: %v, again %v, seed 4: %v", once, again, other)
	}
	if all := list(3, 1000); len(all) < 20 || !slices.Equal(all[:10], once) {
		t.Errorf("a larger sample %v does not begin with the smaller %v", all, once)
	}
	slices.Sort(once)
	if len(slices.Compact(once)) != 10 {
		t.Error("one change was drawn twice")
	}
}

// run tries the changes whose shown form is listed, and returns what the tool prints.
func run(t *testing.T, state, equivalents string, again bool, changes ...string) string {
	t.Helper()
	tg := tariff(t)
	var ids []string
	for _, m := range tg.find() {
		if slices.Contains(changes, shown(tg, m)) {
			ids = append(ids, m.id)
		}
	}
	if len(ids) != len(changes) {
		t.Fatalf("%d of %q", len(ids), changes)
	}
	path := filepath.Join(t.TempDir(), "equivalents.txt")
	if err := os.WriteFile(path, []byte(equivalents), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := mutate(context.Background(), options{
		dir: sampleModule, state: state, equivalents: path, seed: 1, n: 1, workers: 2, again: again, importers: -1, limit: time.Second,
		only: strings.Join(ids, ","), patterns: []string{"./tariff"},
	}, &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRun(t *testing.T) {
	const (
		untested = "boundary Fee: case age > 65:"
	)
	state := t.TempDir()
	out := run(t, state, "", false, "boundary Fee: case age <= 18:", untested, "drop Sum: for i := 0; i < len(ages);  {",
		"swap Name: func Name(given, surname string) string { return join(surname, given) }")
	for _, want := range []string{
		"boundary Fee sample/tariff\n", // killed by its own package
		"swap Name sample/office\n",    // killed by an importer
		"survived: ",
		"    - \tcase age >= 65:\n    + \tcase age > 65:\n",
		"sample/tariff                     2       1        1          0   75.0 %\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}

	// What is known does not run again, unless it survived and that is asked for.
	if out := run(t, state, "", false, untested); strings.Contains(out, "boundary Fee sample") || !strings.Contains(out, "survived: ") {
		t.Errorf("resumed:\n%s", out)
	}
	if out := run(t, state, "", true, untested); !strings.HasPrefix(out, "survived ") {
		t.Errorf("tried again:\n%s", out)
	}

	// An equivalent leaves the count; one that is no change any more is told.
	id := strings.Fields(run(t, state, "", true, untested))[2]
	out = run(t, state, "# a note\n\n"+id+" sample/tariff Fee: for the test\n0123456789ab sample/tariff Fee: of a function that was\n", false, untested)
	if !strings.Contains(out, "0       0        0          1        -\n") || strings.Contains(out, "survived:") ||
		!strings.Contains(out, "take it off the equivalents: 0123456789ab sample/tariff Fee") || strings.Contains(out, "equivalents: "+id) {
		t.Errorf("with an equivalent:\n%s", out)
	}
}

func TestEquivalentsNeedReasons(t *testing.T) {
	for _, text := range []string{"abc sample/tariff Fee", "abc sample/tariff Fee: ", "abc Fee: reason", "abc p F: one\nabc p F: two"} {
		path := filepath.Join(t.TempDir(), "equivalents.txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readEquivalents(path); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
	if _, err := readEquivalents("equivalents.txt"); err != nil {
		t.Error(err)
	}
}

func TestNoSuchRun(t *testing.T) {
	for name, o := range map[string]options{
		"no package":     {n: 1, workers: 1},
		"no change":      {workers: 1, patterns: []string{"./tariff"}},
		"three workers":  {n: 1, workers: 3, patterns: []string{"./tariff"}},
		"no such folder": {n: 1, workers: 1, dir: sampleModule, patterns: []string{"./nothing"}, equivalents: "equivalents.txt"},
	} {
		if err := mutate(context.Background(), o, &bytes.Buffer{}); err == nil {
			t.Errorf("%s ran", name)
		}
	}
}
