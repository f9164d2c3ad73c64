package places

import (
	"fmt"
	"strings"
)

// Rule says what a list or a row of it must keep.
type Rule string

// The rules.
const (
	RuleEncoding   Rule = "encoding"       // UTF-8
	RuleHeader     Rule = "header"         // the first line names the columns
	RuleColumns    Rule = "columns"        // as many values as columns, quoted as CSV has it
	RuleTooLong    Rule = "too-long"       // a line, or a name, beyond its limit
	RuleCode       Rule = "code"           // digits, as many as the level has
	RuleCodeTwice  Rule = "code-twice"     // each code once
	RuleParent     Rule = "parent"         // the unit above is known
	RuleNotUnder   Rule = "code-not-under" // a code begins with the code of the unit above
	RuleNameLao    Rule = "name-lao"       // a name in Lao letters
	RuleNameLatin  Rule = "name-latin"     // no Lao in the Latin name
	RuleCharacters Rule = "characters"     // nothing in a name that cannot be seen
	RuleSpoiled    Rule = "name-spoiled"   // a name that a change of encoding has spoiled: it enters, and is to be mended
)

// Fault is a fault of one row, or of the list as a whole (then on its first line).
type Fault struct {
	Line   int
	Field  string // the column, where it is about one
	Rule   Rule
	Value  string // the value there, cut to a printable length
	Remedy string // in English; for other languages the rule is the key
	// Enters is true where the row has entered nevertheless: people live in the
	// unit whatever its name looks like, and a later act can rename it.
	Enters bool
}

// maxShown bounds the runes of a value that a fault repeats.
const maxShown = 60

func (f Fault) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d: ", f.Line)
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(string(f.Rule))
	if f.Value != "" {
		fmt.Fprintf(&b, " (%q)", f.Value)
	}
	return b.String() + ": " + f.Remedy
}

func shown(s string) string {
	r := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(r) > maxShown {
		return string(r[:maxShown]) + "…"
	}
	return string(r)
}
