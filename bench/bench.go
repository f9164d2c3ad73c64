// Package bench owns the measuring of a machine: what a register of synthetic people does on it,
// held against the goals that the design sets and against plain inserts of the same rows; and what
// the matcher does. Figures of one run are compared with each other, for machines drift.
//
// It reads people as a job, without looks, and its clerks hand their acts to the registrar past
// office: the goals are those of the writing transaction, where clerks queue for one head row.
// What office asks before (accounts, competence, the search for duplicates) takes its time beside
// that transaction, on any number of processors, and would hide what is measured. Every register
// that it opens it has founded itself, and nobody in it exists.
package bench

import (
	"slices"
	"time"
)

// Figure is one measured value with what it is held against.
type Figure struct {
	What  string  `json:"what"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Goal  string  `json:"goal,omitempty"`
	Met   *bool   `json:"met,omitempty"` // nil: nothing was asked of it
}

func met(b bool) *bool { return &b }

// Show is how a run is watched. All fields are needed.
type Show struct {
	Tell func(Figure) error // an error ends the run
	// Progress begins to show a long step and returns what moves and what ends it.
	Progress func(step string) (set func(done, of int64), end func())
	Now      func() time.Time
}

// within returns the time within which so many in a hundred were done. It sorts.
func within(all []time.Duration, share int) time.Duration {
	slices.Sort(all)
	return all[len(all)*share/100]
}

func (s Show) percentile(what string, all []time.Duration, goal time.Duration) error {
	p95 := within(all, 95)
	return s.Tell(Figure{What: what, Value: float64(p95.Microseconds()) / 1000, Unit: "ms", Goal: goal.String(), Met: met(p95 < goal)})
}
