package tidy

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// maxPackage is how many lines, without tests, a stranger can read in a few sittings.
const maxPackage = 3000

// large are the packages that are over it, at most two, each with its lines. A number may only
// shrink; when a package comes below maxPackage, its entry goes.
var large = map[string]int{"acts": 7436, "web": 5571}

// slack is how far a large package may lie below its number before the number must follow, so that
// not every small change edits this file.
const slack = 50

// tooLarge returns what is wrong with the sizes of packages.
func tooLarge(sizes, large map[string]int) (wrong []string) {
	for _, name := range slices.Sorted(maps.Keys(sizes)) {
		switch n, most := sizes[name], large[name]; {
		case n > max(maxPackage, most) && most == 0:
			wrong = append(wrong, fmt.Sprintf("%s has %d lines, over %d: cut it by duty", name, n, maxPackage))
		case n > max(maxPackage, most):
			wrong = append(wrong, fmt.Sprintf("%s has grown from %d lines to %d: take out as much as was added", name, most, n))
		case most != 0 && n <= maxPackage:
			wrong = append(wrong, fmt.Sprintf("%s has %d lines: take it off the list of large packages", name, n))
		case n < most-slack:
			wrong = append(wrong, fmt.Sprintf("%s has shrunk from %d lines to %d: write the new number", name, most, n))
		}
	}
	if len(large) > 2 {
		wrong = append(wrong, fmt.Sprintf("%d packages are listed as large, more than 2", len(large)))
	}
	for name := range large {
		if _, ok := sizes[name]; !ok {
			wrong = append(wrong, name+" is listed as large and does not exist")
		}
	}
	return wrong
}

func TestPackagesFitAFewSittings(t *testing.T) {
	sizes := map[string]int{}
	for _, f := range files(t, ".go") {
		if !strings.HasSuffix(f.path, "_test.go") {
			sizes[path.Dir(f.path)] += bytes.Count(f.data, []byte("\n"))
		}
	}
	for _, w := range tooLarge(sizes, large) {
		t.Error(w)
	}
}

func TestLargePackagesAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		lines, listed int
		wrong         string
	}{
		"small":            {3000, 0, ""},
		"over":             {3001, 0, "over 3000"},
		"listed":           {4000, 4000, ""},
		"a little smaller": {3950, 4000, ""},
		"grown":            {4001, 4000, "has grown"},
		"shrunk":           {3949, 4000, "write the new number"},
		"small and listed": {2999, 4000, "take it off"},
	} {
		list := map[string]int{}
		if c.listed > 0 {
			list[name] = c.listed
		}
		got := strings.Join(tooLarge(map[string]int{name: c.lines}, list), "; ")
		if (got == "") != (c.wrong == "") || !strings.Contains(got, c.wrong) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := tooLarge(map[string]int{"a": 4000, "b": 4000, "c": 4000}, map[string]int{"a": 4000, "b": 4000, "c": 4000}); len(got) != 1 {
		t.Errorf("three large packages: %q", got)
	}
	if got := tooLarge(nil, map[string]int{"gone": 4000}); len(got) != 1 {
		t.Errorf("a package that is gone: %q", got)
	}
}
