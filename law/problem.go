package law

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing for which a pack is refused.
type Problem struct {
	File   string // of the pack; where the file is missing, the one that is suggested
	Key    string // "birth.spacing_days[2].from"; empty: the file as a whole
	Value  string // as read; empty if there is none
	Wrong  string // what is wrong with it
	Remedy string // what to write instead
}

func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Key != "" {
		b.WriteString(": " + p.Key)
	}
	if p.Value != "" {
		b.WriteString(" = " + p.Value)
	}
	b.WriteString(": " + p.Wrong)
	if p.Remedy != "" {
		b.WriteString("; " + p.Remedy)
	}
	return b.String()
}

// Problems is the error of a refused pack: everything that is wrong with it, by
// file and key.
type Problems []Problem

func (ps Problems) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "law: the pack is refused (%d problems)", len(ps))
	for _, p := range ps {
		b.WriteString("\n  " + p.String())
	}
	return b.String()
}

// sorted orders the problems and drops those found on two ways.
func (ps Problems) sorted() Problems {
	slices.SortFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Value, b.Value),
			cmp.Compare(a.Wrong, b.Wrong), cmp.Compare(a.Remedy, b.Remedy))
	})
	return slices.Compact(ps)
}
