package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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

// mutant is one change of one function: a replacement of the bytes from start to end.
type mutant struct {
	id         string // hash of the function before and after: it ages out when the function changes
	pkg        string // import path
	file       string // absolute
	line       int
	function   string
	op         operator
	start, end int
	text       string
}

// newID names a change by what it changes, not by where that stands.
func newID(op operator, before, after string) string {
	sum := sha256.Sum256([]byte(string(op) + "\x00" + before + "\x00" + after))
	return hex.EncodeToString(sum[:6])
}

// apply returns the file with the change.
func (m *mutant) apply(src []byte) []byte {
	out := make([]byte, 0, len(src)+len(m.text))
	out = append(out, src[:m.start]...)
	out = append(out, m.text...)
	return append(out, src[m.end:]...)
}

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
