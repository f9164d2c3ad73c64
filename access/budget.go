package access

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"samano/register"
)

// Budget is how many people an officer may see beside the work that lies before the office. Whoever
// has seen so many in an hour, or in 24 hours, is slowed down to a look a minute, and at twice as many
// stopped. The zero Budget bounds nothing.
type Budget struct {
	Hour, Day int
	At        time.Time // the look, by the clock of now
	// Asked are those about whom the officer asked; none: all whom the look names. They count. Of those whom
	// the answer names beside them, the household above all, the first ten do not, and of the others one in ten.
	Asked   []register.Ref
	Unfound int // questions of the look that found nobody, each of which counts
	// Follows says that the same answer took a look before: of one answer no look slows the next.
	Follows bool
}

// maxUnfound keeps the questions of one look apart that found nobody.
const maxUnfound = 1 << 10

// beside is how many people whom an answer names beside those asked about are as one.
const beside = 10

// slowedTo is the time between two looks of an officer who is slowed down: enough for somebody at the
// counter, and an hour of them are fewer people than the budget has left.
const slowedTo = time.Minute

// DayOfBudget is the time over which a budget counts people at most.
const DayOfBudget = 24 * time.Hour

// BudgetEntry is somebody who counts on an officer's budget, since the look that counted them. A question
// that found nobody counts as a person of no kind, whose id comes from the Seq of the look.
type BudgetEntry struct {
	Subject register.Ref
	At      time.Time
}

// Expired reports whether somebody counts no longer at that time, or was counted under a clock that was wrong.
func (c BudgetEntry) Expired(now time.Time) bool {
	return now.Sub(c.At) >= DayOfBudget || c.At.Sub(now) >= time.Hour
}

// Spend counts a look on the budget of its officer. counted are those whom the officer's looks counted
// before; the order is of no matter. added are those whom this look counts, anew or since now. An error
// of kind register.Limited says that the look is not to be answered, and holds the Wait.
func (b Budget) Spend(l *Look, counted []BudgetEntry) (added []BudgetEntry, err error) {
	if b.Hour == 0 {
		return nil, nil
	}
	before := map[register.Ref]time.Time{}
	for _, c := range counted {
		if !c.Expired(b.At) {
			before[c.Subject] = c.At
		}
	}
	isNew := 0 // of the day
	for _, s := range b.countsOf(l) {
		at, seen := before[s]
		if seen && b.At.Sub(at) < time.Hour {
			continue
		}
		if added = append(added, BudgetEntry{s, b.At}); !seen {
			isNew++
		}
	}
	if len(added) == 0 {
		return nil, nil // the same people again
	}
	for _, window := range []struct {
		span       time.Duration
		most, more int
	}{{time.Hour, b.Hour, len(added)}, {DayOfBudget, b.Day, isNew}} {
		if wait, code := b.wait(b.At, before, window.span, window.most, window.more); wait > 0 {
			minutes := strconv.Itoa(int((wait + time.Minute - 1) / time.Minute))
			return nil, &register.Error{Kind: register.Limited, Op: "access.Spend", Code: code, Findings: []register.Finding{register.Blocked(code, "", "minutes", minutes)}, Err: Wait(wait)}
		}
	}
	return added, nil
}

// countsOf returns whom a look counts. What was refused counts as a question that found nobody, each time: else
// the budget told whether there is somebody.
func (b Budget) countsOf(l *Look) []register.Ref {
	nobody := []register.Ref{{ID: l.Seq}}
	if l.Refused {
		return nobody
	}
	people := slices.DeleteFunc(SortSubjects(l.Subjects), func(r register.Ref) bool { return r.Kind != register.SubjectPerson })
	out := slices.Clone(b.Asked)
	if len(out) == 0 {
		out = people
	}
	others := slices.DeleteFunc(slices.Clone(people), func(r register.Ref) bool { return slices.Contains(out, r) })
	for i := beside; i < len(others); i += beside {
		out = append(out, others[i])
	}
	for i := range int64(b.Unfound) {
		out = append(out, register.Ref{ID: -(l.Seq*maxUnfound + i%maxUnfound + 1)})
	}
	if len(out) == 0 {
		return nobody
	}
	return out
}

// wait says how long an officer waits who has seen some people and asks for more of them.
func (b Budget) wait(now time.Time, seen map[register.Ref]time.Time, span time.Duration, most, more int) (wait time.Duration, code string) {
	var ends []time.Time // when each stops counting
	var last time.Time
	for _, at := range seen {
		if now.Sub(at) >= span {
			continue
		}
		if ends = append(ends, at.Add(span)); at.After(last) {
			last = at
		}
	}
	switch over := len(ends) + more - 2*most; {
	case over > len(ends): // more than anybody sees at once
		return span, CodeBudgetSpent
	case over > 0:
		slices.SortFunc(ends, time.Time.Compare)
		return ends[over-1].Sub(now), CodeBudgetSpent
	case len(ends) >= most && !b.Follows:
		if pause := last.Add(slowedTo).Sub(now); pause > 0 {
			return pause, CodeBudgetSlow
		}
	}
	return 0, ""
}

// Wait is how long whoever was refused has to wait. It is the cause of errors of kind register.Limited.
type Wait time.Duration

func (w Wait) Error() string { return fmt.Sprintf("to be asked again in %s", time.Duration(w)) }

// Count adds a look that was not answered.
func (s *BudgetStop) Count(refused error) {
	if register.HasCode(refused, CodeBudgetSlow) {
		s.Slowed++
	} else {
		s.Stopped++
	}
}

// BudgetStop says that an officer was slowed down or stopped in an hour, for auditors.
type BudgetStop struct {
	Officer register.OfficerID
	Office  register.OfficeID
	Hour    time.Time // its beginning
	Slowed  int       // looks that were not answered since the officer was to wait a minute
	Stopped int       // and since the budget was spent
}
