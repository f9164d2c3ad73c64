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
	// Began is when the answer began for which the look is: of one answer no look slows the next.
	Began time.Time
}

// slowedTo is the time between two looks of an officer who is slowed down: enough for somebody at the
// counter, and an hour of them are fewer people than the budget has left.
const slowedTo = time.Minute

// DayOfBudget is the time over which a budget counts people at most.
const DayOfBudget = 24 * time.Hour

// BudgetEntry is somebody who counts on an officer's budget, since the look that counted them. A look that
// found nobody counts as one person of no kind, whose id is its Seq.
type BudgetEntry struct {
	Subject register.Ref
	At      time.Time
}

// Expired reports whether somebody counts no longer at that time.
func (c BudgetEntry) Expired(now time.Time) bool { return now.Sub(c.At) >= DayOfBudget }

// Spend counts a look on the budget of its officer. counted are those whom the officer's looks counted
// before; the order is of no matter. added are those whom this look counts, anew or since now. An error
// of kind register.Limited says that the look is not to be answered, and holds the Wait.
func (b Budget) Spend(l *Look, counted []BudgetEntry) (added []BudgetEntry, err error) {
	if b.Hour == 0 {
		return nil, nil
	}
	before := map[register.Ref]time.Time{}
	for _, c := range counted {
		if !c.Expired(l.At) {
			before[c.Subject] = c.At
		}
	}
	isNew := 0 // of the day
	for _, s := range countsOf(l) {
		at, seen := before[s]
		if seen && l.At.Sub(at) < time.Hour {
			continue
		}
		if added = append(added, BudgetEntry{s, l.At}); !seen {
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
		if wait, code := b.wait(l.At, before, window.span, window.most, window.more); wait > 0 {
			minutes := strconv.Itoa(int((wait + time.Minute - 1) / time.Minute))
			return nil, &register.Error{Kind: register.Limited, Op: "access.Spend", Code: code, Findings: []register.Finding{register.Blocked(code, "", "minutes", minutes)}, Err: Wait(wait)}
		}
	}
	return added, nil
}

// countsOf returns whom a look counts. What was refused counts as a question that found nobody, each time: else
// the budget told whether there is somebody.
func countsOf(l *Look) []register.Ref {
	if l.Refused {
		return []register.Ref{{ID: l.Seq}}
	}
	out := slices.DeleteFunc(SortSubjects(l.Subjects), func(r register.Ref) bool { return r.Kind != register.SubjectPerson })
	if len(out) == 0 {
		return []register.Ref{{ID: l.Seq}}
	}
	return out
}

// wait says how long an officer waits who has seen some people and asks for more of them. A household that is
// larger than any budget is seen by whoever has not seen so many yet.
func (b Budget) wait(now time.Time, seen map[register.Ref]time.Time, span time.Duration, most, more int) (wait time.Duration, code string) {
	var ends []time.Time // when each stops counting
	var last time.Time
	for _, at := range seen {
		if now.Sub(at) >= span {
			continue
		}
		if ends = append(ends, at.Add(span)); at.Before(b.Began) && at.After(last) {
			last = at
		}
	}
	if large := more > 2*most && len(ends) < most; large {
		return 0, ""
	}
	if over := len(ends) + min(more, 2*most) - 2*most; over > 0 {
		slices.SortFunc(ends, time.Time.Compare)
		return ends[over-1].Sub(now), CodeBudgetSpent
	}
	if len(ends) >= most && !last.IsZero() {
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
