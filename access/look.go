package access

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"samano/law"
	"samano/register"
)

// Look is one logged reading.
type Look struct {
	Seq      int64 // its place in the order of looks, from 0; given by Looks
	At       time.Time
	Officer  register.OfficerID
	Office   register.OfficeID
	Role     Role
	What     What
	Purpose  string
	Kind     law.CaseKind // of the case; empty: it has none
	Case     string
	Subjects []register.Ref // whom or what the answer named; may be empty
	// ShownFrom is the first day on which the person sees this look. It is decided
	// once, by the law of the day of the look, as everything is.
	ShownFrom register.Day
	Refused   bool // the look was taken and the answer withheld
}

// MaxSubjects bounds the subjects of one look: a page of the feed has 1,000
// events, the largest household 500 members.
const MaxSubjects = 1000

// Newest is the cursor of the first page.
const Newest = math.MaxInt64

// LooksPage is how many looks a page of a person's list shows.
const LooksPage = 50

// Reader lets officers read for a reason and keeps the looks. It is safe for
// concurrent use.
type Reader struct {
	rules Rules
	looks Looks
	cases Cases
	clock func() time.Time
}

// NewReader makes a reader. The clock tells the country's own time.
func NewReader(rules Rules, looks Looks, cases Cases, clock func() time.Time) *Reader {
	return &Reader{rules, looks, cases, clock}
}

// ReadingScope says what a reading found, for its look.
type ReadingScope struct {
	// Subjects are all whom or what the answer names; the members of a household
	// beside the household, since the look is theirs too. A reading that found none says
	// Nobody, or is refused.
	Subjects []register.Ref
	// Asked are those of them about whom the reader asked, with whom the others are named; none: all. A
	// household asked about counts as one of them.
	Asked []register.Ref
	// Unfound is by how many numbers the reader asked that nobody bears, beside those found.
	Unfound int
	// Nobody says that the reading found nobody. There is nothing to tell then: Read returns
	// the zero answer, whatever read returned.
	Nobody bool
	// Opened says that the case opens all those about whom the reader asked (Pass.Opens).
	Opened bool
	// Places holds, for each subject the reader asked about, where they live
	// (disclosure.Homes). Whom no case opens is shown only if one of their places
	// lies in the reader's area; a subject without places is withheld.
	Places [][]register.PlaceID
	// Protected says that the answer shows what a protection withholds.
	Protected bool
}

// Read lets an officer read. It refuses before anything is read if the officer
// may not ask; it calls read once; and it returns the answer only when the look is
// durable. If what was found may not be shown to this officer, or does not exist,
// the look is written all the same, marked as refused: that somebody asked, and
// was told "no", is a look too.
func Read[T any](ctx context.Context, r *Reader, who Actor, why Reason, read func(context.Context, Pass) (T, ReadingScope, error)) (T, error) {
	answer, _, err := looked(ctx, r, who, why, false, read)
	return answer, err
}

// looked is Read. It also reports whether a look is durable. follows says that the answer took one before.
func looked[T any](ctx context.Context, r *Reader, who Actor, why Reason, follows bool, read func(context.Context, Pass) (T, ReadingScope, error)) (answer T, written bool, err error) {
	var none T
	look, purpose, budget, err := r.permit(who, why)
	if err != nil {
		return none, false, err
	}
	pass, end := lend()
	defer end()
	opened, err := r.resolve(ctx, pass, who, why, purpose)
	if err != nil {
		return none, false, err
	}
	pass.opened, look.Kind = opened, opened.Kind
	answer, found, refusal := read(ctx, pass)
	if found.Opened && opened.spendsNothing(&found) {
		budget = Budget{}
	}
	found.Opened = found.Opened || why.opens
	tells := found
	if found.Protected && !why.opens && opened.Kind != law.CaseApplication && opened.Kind != law.CaseAdjudication {
		tells.Opened = false // whom somebody else is asked for may be anybody
	}
	day := register.DayAt(look.At)
	switch {
	case refusal == nil && found.Nobody != (len(found.Subjects) == 0):
		return none, false, register.Errorf(register.Internal, "access.Read", "an answer must say whom it names, or that it names nobody")
	case refusal == nil:
		if found.Nobody {
			answer = none
		}
		refusal = r.mayShow(ctx, who, found, day)
		if refusal != nil && register.KindOf(refusal) != register.Forbidden {
			return none, false, refusal // nobody knows whether it may be shown
		}
	case register.KindOf(refusal) != register.NotFound && register.KindOf(refusal) != register.Forbidden:
		return none, false, refusal // nothing was learned of anybody
	case found.Protected && r.rules.Has(who, NationalDesk, day) != nil:
		// That something does not exist is told of the protected as little as that it does.
		refusal = register.Coded(register.Forbidden, "access.Read", CodeNationalDesk)
	}
	look.Subjects, look.Refused = found.Subjects, refusal != nil
	budget.Asked, budget.Unfound, budget.Follows = found.Asked, found.Unfound, follows
	if err := r.write(ctx, look, budget); err != nil {
		return none, false, err
	}
	if refusal != nil {
		return none, true, r.told(ctx, who, tells, day, refusal)
	}
	return answer, true, nil
}

// told maps "no such", "protected" and "not yours" to one answer. Whoever may see those about whom they
// asked, of their area or by the case, gets the real reason, so that nobody is entered twice; and so does the
// national desk.
func (r *Reader) told(ctx context.Context, who Actor, found ReadingScope, day register.Day, refusal error) error {
	sees := len(found.Subjects) > 0 && register.KindOf(refusal) == register.NotFound && r.mayShow(ctx, who, found, day) == nil
	if found.Opened || sees || r.rules.Has(who, NationalDesk, day) == nil {
		return refusal
	}
	return &register.Error{Kind: register.NotFound, Op: "access.Read", Code: CodeNothingToShow}
}

// Look writes a look whose subjects are known before they are read. It is durable when the call
// returns without error; only then may anything leave.
func (r *Reader) Look(ctx context.Context, who Actor, why Reason, found ReadingScope) error {
	_, err := Read(ctx, r, who, why, func(context.Context, Pass) (struct{}, ReadingScope, error) { return struct{}{}, found, nil })
	return err
}

// Refuse writes the look of a reading whose answer the caller withholds. The look says that it
// was refused, and is durable when the call returns without error.
func (r *Reader) Refuse(ctx context.Context, who Actor, why Reason, found ReadingScope) error {
	look, _, budget, err := r.permit(who, why)
	if err != nil {
		return err
	}
	look.Subjects, look.Refused = found.Subjects, true
	return r.write(ctx, look, budget)
}

// permit makes the look of a reading that the law gives to the officer, with the purpose and the budget on
// which it counts.
func (r *Reader) permit(who Actor, why Reason) (Look, law.Purpose, Budget, error) {
	now := r.clock()
	day := register.DayAt(now)
	role, purpose, err := r.rules.MayRead(who, why, day)
	if err != nil {
		return Look{}, law.Purpose{}, Budget{}, err
	}
	var budget Budget
	if !why.free && why.What != WhatWhereabouts && !slices.Contains(countryWide, why.What) {
		rules := &r.rules.pack.Looks
		budget = Budget{Hour: rules.PeopleAnHour.On(day).Value, Day: rules.PeopleADay.On(day).Value, At: now}
	}
	return Look{
		At: now, Officer: who.Officer.ID, Office: who.Office.ID, Role: role,
		What: why.What, Purpose: why.Purpose, Kind: why.kind, Case: why.Case,
		ShownFrom: day + register.Day(purpose.DelayDays),
	}, purpose, budget, nil
}

// mayShow says whether what was found may be shown to this officer. A refusal is
// register.Forbidden; any other error is an outage.
func (r *Reader) mayShow(ctx context.Context, who Actor, found ReadingScope, day register.Day) error {
	if found.Protected {
		if err := r.rules.Has(who, NationalDesk, day); err != nil {
			return register.Coded(register.Forbidden, "access.Read", CodeNationalDesk)
		}
	}
	if found.Opened || r.rules.pack.National(who.Office) || found.Nobody {
		return nil
	}
	area, err := r.rules.area(ctx, who, day)
	if err != nil {
		return err
	}
	outside := func(places []register.PlaceID) bool { return !slices.ContainsFunc(places, area.Contains) }
	if len(found.Places) == 0 || slices.ContainsFunc(found.Places, outside) {
		return register.Coded(register.Forbidden, "access.Read", CodeOutsideArea)
	}
	return nil
}

// write writes a look, as several where it is at more subjects than one holds: a large household is read
// as a small one is.
func (r *Reader) write(ctx context.Context, l Look, b Budget) error {
	rest := SortSubjects(l.Subjects)
	for {
		n := min(len(rest), MaxSubjects)
		l.Subjects, rest = rest[:n:n], rest[n:]
		switch _, err := r.looks.Append(ctx, l, b); {
		case register.KindOf(err) == register.Limited:
			return err
		case err != nil:
			return &register.Error{Kind: register.KindOf(err), Op: "access.Look", Code: CodeLookFailed, Err: err}
		}
		if len(rest) == 0 {
			return nil
		}
	}
}

// SortSubjects returns the subjects each once, by kind and id. Looks keeps them so.
func SortSubjects(refs []register.Ref) []register.Ref {
	out := slices.SortedFunc(slices.Values(refs), func(a, b register.Ref) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	return slices.Compact(out)
}

// LooksOf returns a page of the looks at a person, newest first, as the person may
// see them at that time. All ids of a merged person are given together. The
// first page is before Newest, the next one before the Seq of the last look.
func (r *Reader) LooksOf(ctx context.Context, pass Pass, now time.Time, before int64, persons ...register.PersonID) ([]Look, error) {
	refs := make([]register.Ref, len(persons))
	for i, p := range persons {
		refs[i] = register.PersonRef(p)
	}
	return r.looks.LooksOf(ctx, pass, refs, register.DayAt(now), before, LooksPage)
}

// LooksFrom returns up to limit looks from a Seq on, in order, for what is worked out of them.
func (r *Reader) LooksFrom(ctx context.Context, pass Pass, from int64, limit int) ([]Look, error) {
	return r.looks.LooksFrom(ctx, pass, from, limit)
}

// Stops returns the newest hours in which officers of an office, or of all, were stopped by their budgets, at most limit.
func (r *Reader) Stops(ctx context.Context, of register.OfficeID, limit int) ([]BudgetStop, error) {
	return r.looks.Stops(ctx, of, limit)
}

// Sweep deletes the looks of months that are older than the law keeps them, and
// says how many. announce is told before each month goes (Looks.DropBefore). Call it once a day.
func (r *Reader) Sweep(ctx context.Context, announce func(stays int64) error) (dropped int64, err error) {
	now := r.clock()
	months := r.rules.pack.Looks.RetainMonths.On(register.DayAt(now)).Value
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	return r.looks.DropBefore(ctx, first.AddDate(0, -months, 0), announce)
}
