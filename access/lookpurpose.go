package access

import (
	"fmt"
	"slices"
)

// PurposeChosen stands for the purpose that the reader names with the question.
const PurposeChosen = "chosen by the reader"

// PurposeDuplicates is the purpose of the law pack for which adjudicators read.
const PurposeDuplicates = "duplicate-check"

// LookPurpose says what a page or a command reads: a sort of thing and the purpose, or None with
// the reason why nobody is read.
type LookPurpose struct {
	What    What
	Purpose string
	None    string
}

// Check refuses a LookPurpose that names both a reading and a reason for none, or neither.
func (r LookPurpose) Check() error {
	_, known := needs[r.What]
	switch {
	case r.None != "" && (r.What != "" || r.Purpose != ""):
		return fmt.Errorf("it reads %q for %q, and none because %q", r.What, r.Purpose, r.None)
	case r.None == "" && !known:
		return fmt.Errorf("it names no look, and no reason for none: %q", r.What)
	case r.None == "" && r.Purpose == "":
		return fmt.Errorf("it reads %q and names no purpose", r.What)
	}
	return nil
}

// CheckLookPurposes compares what is declared, by name, with the names that there are. It returns a
// line for each that is missing, extra or malformed.
func CheckLookPurposes(declared map[string]LookPurpose, names []string) (wrong []string) {
	for _, name := range names {
		if _, ok := declared[name]; !ok {
			wrong = append(wrong, name+": it says neither which look it takes nor why it takes none")
		}
	}
	for name, r := range declared {
		if !slices.Contains(names, name) {
			wrong = append(wrong, name+": there is no such")
		}
		if err := r.Check(); err != nil {
			wrong = append(wrong, name+": "+err.Error())
		}
	}
	slices.Sort(wrong)
	return wrong
}
