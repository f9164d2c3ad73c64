package tidy

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// threats is the page that says how each requirement of ASVS 5.0.0 is held.
const threats = "docs/threats.md"

// asvsLevels are the levels of the requirements of each section of ASVS 5.0.0, in the order of their numbers. Those of
// level 3 are not in the table.
var asvsLevels = map[string]string{
	"1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
	"2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
	"3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
	"4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
	"5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
	"6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222",
	"7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
	"8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
	"9.1": "111", "9.2": "1222",
	"10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
	"11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
	"12.1": "12233", "12.2": "11", "12.3": "22223",
	"13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
	"14.1": "22", "14.2": "12223333", "14.3": "122",
	"15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
	"16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
	"17.1": "23", "17.2": "22223333", "17.3": "22",
}

const (
	// byReason, notThere and notMet are how a row ends that no test holds.
	byReason, notThere, notMet = "by a reason", "does not apply", "**not met**"
	// mostReasons is which share of what applies a reason may hold, in percent.
	mostReasons = 15
)

// testedOnly are the chapters in which no reason is enough.
var testedOnly = []string{"6.", "7.", "8.", "14.", "16."}

var (
	asvsRow  = regexp.MustCompile(`^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`)
	testName = regexp.MustCompile("^(?:`[^`]+`, )*`[^`]+`$")
)

// unheld returns what is wrong with the table of a page; there tells whether a test or a script is.
func unheld(page string, there func(name string) bool) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	levels, rows := map[string]string{}, map[string]int{}
	for section, list := range asvsLevels {
		for i, level := range list {
			levels[fmt.Sprintf("%s.%d", section, i+1)] = string(level)
		}
	}
	applies, reasons := 0, 0
	for line := range strings.Lines(page) {
		m := asvsRow.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		no, held := m[1], strings.TrimSpace(m[5])
		if rows[no]++; levels[no] != m[2] {
			say("%s is of level %q, not %s", no, levels[no], m[2])
		}
		if held != notThere {
			applies++
		}
		switch {
		case held == notThere, held == notMet:
		case held == byReason:
			reasons++
			for _, chapter := range testedOnly {
				if strings.HasPrefix(no, chapter) {
					say("%s is held by a reason, where only a test holds", no)
				}
			}
		case !testName.MatchString(held):
			say("%s ends with %q", no, held)
		default:
			for _, name := range strings.Split(held, ", ") {
				if name = strings.Trim(name, "`"); !there(name) {
					say("%s is held by %s, which is not there", no, name)
				}
			}
		}
	}
	for no, level := range levels {
		if level != "3" && rows[no] != 1 {
			say("%s stands %d times", no, rows[no])
		}
	}
	if reasons*100 > applies*mostReasons {
		say("%d of %d are held by a reason, more than %d %%", reasons, applies, mostReasons)
	}
	return wrong
}

// Each requirement of levels 1 and 2 is answered once: by a test that is there, by a reason, by what is not there, or as not met.
func TestEachRequirementIsAnswered(t *testing.T) {
	there := map[string]bool{}
	for _, s := range sources(t) {
		for _, d := range s.tree.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && s.isTest() && f.Recv == nil {
				there[s.dir()+"."+f.Name.Name] = true
			}
		}
	}
	for _, f := range files(t, ".txtar") {
		there[f.path] = true
	}
	page := string(read(t, threats).data)
	for _, w := range unheld(page, func(name string) bool { return there[name] }) {
		t.Errorf("%s: %s", threats, w)
	}

	for name, c := range map[string]struct{ was, is, wrong string }{
		"a test that is gone":    {"`web.TestHealth`", "`web.TestWealth`", "13.4.5 is held by web.TestWealth, which is not there"},
		"another level":          {"| 1.1.1 | 2 |", "| 1.1.1 | 1 |", `1.1.1 is of level "2", not 1`},
		"a number that is gone":  {"| 2.3.1 | 1 |", "| 2.3.1 |", "2.3.1 stands 0 times"},
		"a number of no section": {"| 2.3.1 | 1 |", "| 2.3.9 | 1 |", `2.3.9 is of level "", not 1`},
		"a word of nobody":       {notMet + " |", "soon |", `ends with "soon"`},
		"too many reasons":       {"`", byReason, "held by a reason, where only a test holds"},
	} {
		changed := strings.Replace(page, c.was, c.is, 1)
		if name == "too many reasons" {
			changed = regexp.MustCompile("(?m)`[^|]+` \\|$").ReplaceAllString(page, byReason+" |")
		}
		got := strings.Join(unheld(changed, func(name string) bool { return there[name] }), "; ")
		if changed == page || !strings.Contains(got, c.wrong) || name == "too many reasons" && !strings.Contains(got, "more than 15 %") {
			t.Errorf("%s is told as %q", name, got)
		}
	}
}
