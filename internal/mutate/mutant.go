package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// operator is a way to change a program.
type operator string

// The operators. Each stands for a slip that a test has to notice.
const (
	negate   operator = "negate"   // the opposite of a condition
	boundary operator = "boundary" // < for <=, > for >=, and back
	drop     operator = "drop"     // without a statement that has an effect, or without a guard
	noError  operator = "error"    // an error is ignored, or nil returned in its place
	swap     operator = "swap"     // two neighbouring arguments of one type are exchanged
	constant operator = "constant" // another number, text or truth value
	zero     operator = "zero"     // a function returns zero values
	noCase   operator = "case"     // without a case of a switch
)

// mutant is one change of one function: a replacement of the bytes from start to end, which lie
// between those of the function's braces.
type mutant struct {
	id         string // hash of the function before and after: it ages out when the function changes
	pkg        string // import path
	file       string // absolute
	line       int
	function   string
	op         operator
	start, end int
	text       string

	open, shut int  // the body, without its braces
	returns    bool // the function has results
}

// newID names a change by what it changes, not by where that stands.
func newID(op operator, before, after string) string {
	sum := sha256.Sum256([]byte(string(op) + "\x00" + before + "\x00" + after))
	return hex.EncodeToString(sum[:6])
}

// body returns the body of the function with the change.
func (m *mutant) body(src []byte) string {
	return string(src[m.open:m.start]) + m.text + string(src[m.end:m.shut])
}

// switched returns the file with all the changes, each behind a question for its id at the head of
// the function. So one test program serves for all of them.
func switched(src []byte, ms []*mutant) []byte {
	return behind(src, ms, func(m *mutant) string { return fmt.Sprintf("activeMutant == %q", m.id) })
}

// behind returns the file with the changes, each behind a condition at the head of the function.
func behind(src []byte, ms []*mutant, condition func(*mutant) string) []byte {
	ms = slices.Clone(ms)
	slices.SortStableFunc(ms, func(a, b *mutant) int { return a.open - b.open })
	var out []byte
	at := 0
	for _, m := range ms {
		out = append(out, src[at:m.open]...)
		at = m.open
		out = fmt.Appendf(out, "\nif %s {\n%s\n", condition(m), m.body(src))
		if !m.returns {
			out = append(out, "return\n"...)
		}
		out = append(out, "}\n"...)
	}
	return append(out, src[at:]...)
}

// switchFile is added to each changed package.
func switchFile(name string) string {
	return "package " + name + "\n\nimport \"os\"\n\nvar activeMutant = os.Getenv(\"" + switchName + "\")\n"
}

// switchName is the variable of the environment that names the change to try.
const switchName = "MUTANT"

// maxShown bounds the lines of a diff on each side.
const maxShown = 12

// diff shows the changed lines as they were and as they are.
func (m *mutant) diff(src []byte) string {
	first := strings.LastIndexByte(string(src[:m.start]), '\n') + 1
	last := len(src)
	if i := strings.IndexByte(string(src[m.end:]), '\n'); i >= 0 {
		last = m.end + i
	}
	var b strings.Builder
	write := func(sign, text string) {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			if i == maxShown {
				fmt.Fprintf(&b, "    %s … %d lines more\n", sign, len(lines)-i)
				return
			}
			fmt.Fprintf(&b, "    %s %s\n", sign, line)
		}
	}
	write("-", string(src[first:last]))
	write("+", string(src[first:m.start])+m.text+string(src[m.end:last]))
	return b.String()
}
