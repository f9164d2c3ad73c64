package officetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"samano/office"
	"samano/office/application"
	"samano/register"
)

func adjudication(n int) application.Adjudication {
	return application.Adjudication{
		ID: application.AdjudicationID(id(2000 + n)), State: application.Asked, Office: "p01", Opened: start, Due: register.Day(100 + n),
		Application: application.ID(id(1)), Act: register.ActID(id(1001)), Kind: register.KindBirth, Field: "payload.name",
		Proposed: application.Propose(&register.Person{History: register.History{Acts: []register.Seq{7}}}),
		Candidates: []application.Candidate{{Person: 12, Named: "100000000012", Likeness: application.Likeness{
			PPM: 620_000, Certain: true, Reasons: []string{"given.exact", "birth.swapped"}, NextBest: "twin", Weights: "w-1",
		}}, {Named: "@" + id(7), CoProposed: application.Propose(&register.Person{History: register.History{Acts: []register.Seq{8}}})}},
		Named: []register.Ref{register.PersonRef(3), register.HouseholdRef(4)}, Seq: 40,
	}
}

func pair(n int, low, high register.PersonID) application.Adjudication {
	a := adjudication(n)
	a.Application, a.Act, a.Kind, a.Field, a.Proposed = "", "", "", "", nil
	a.Pair = [2]register.PersonID{low, high}
	return a
}

func held(t *testing.T, s office.Store, asked ...application.Adjudication) application.Application {
	t.Helper()
	a := anApplication(1)
	a.State = application.Adjudicated
	must(t, s.PutApplication(context.Background(), a, asked...))
	return a
}

func ruling(finds application.Verdict, person register.PersonID) application.Ruling {
	return application.Ruling{At: start.Add(time.Hour), By: "noy", Office: "p01", Verdict: finds, Person: person, Reason: "ຄົນລະຄົນ"}
}

func asked(t *testing.T, s office.Store) {
	ctx := context.Background()
	_, err := s.Adjudication(ctx, adjudication(1).ID)
	wants(t, err, register.NotFound)
	want := adjudication(1)
	a := held(t, s, want)
	got, err := s.Adjudication(ctx, want.ID)
	must(t, err)
	same(t, want, got)

	// What cannot be added takes the application's step back.
	b := a
	b.Version = 2
	wants(t, s.PutApplication(ctx, b, want), register.Conflict)
	must(t, s.PutApplication(ctx, b, adjudication(2)))
	got, err = s.Adjudication(ctx, want.ID)
	must(t, err)
	same(t, want, got) // the application waits for it still

	// Another application that waits for nobody drops its own only.
	other := anApplication(2)
	other.State = application.Declared
	must(t, s.PutApplication(ctx, other))
	got, err = s.Adjudication(ctx, want.ID)
	must(t, err)
	same(t, want, got)

	must(t, s.SendAdjudication(ctx, want.ID, "centre"))
	got, err = s.Adjudication(ctx, want.ID)
	must(t, err)
	same(t, register.OfficeID("centre"), got.Office)
	got, err = s.Adjudication(ctx, adjudication(2).ID)
	must(t, err)
	same(t, adjudication(2), got)
	wants(t, s.SendAdjudication(ctx, "nobody", "centre"), register.NotFound)
}

func rulings(t *testing.T, s office.Store) {
	ctx := context.Background()
	first, second := adjudication(1), adjudication(2)
	a := held(t, s, first, second)
	wants(t, s.AddRuling(ctx, "nobody", 0, ruling(application.Different, 0), nil), register.Conflict)
	wants(t, s.AddRuling(ctx, first.ID, 1, ruling(application.Different, 0), nil), register.Conflict)

	// A ruling whose application has changed in between is not made.
	b := a
	b.Version = 3
	wants(t, s.AddRuling(ctx, first.ID, 0, ruling(application.Different, 0), &b), register.Conflict)
	got, err := s.Adjudication(ctx, first.ID)
	must(t, err)
	same(t, first, got)

	b.Version = 2
	must(t, s.AddRuling(ctx, first.ID, 0, ruling(application.Different, 0), &b))
	must(t, s.AddRuling(ctx, first.ID, 1, ruling(application.Same, 12), nil))
	first.State, first.Rulings = application.Ruled, []application.Ruling{ruling(application.Different, 0), ruling(application.Same, 12)}
	got, err = s.Adjudication(ctx, first.ID)
	must(t, err)
	same(t, first, got)

	// Where the application waits no more, what nobody has ruled on is dropped.
	b.Version, b.State = 3, application.Withdrawn
	must(t, s.PutApplication(ctx, b))
	second.State = application.Dropped
	found, err := s.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, Limit: 9})
	must(t, err)
	same(t, []application.Adjudication{first, second}, found)
	wants(t, s.AddRuling(ctx, second.ID, 0, ruling(application.Different, 0), nil), register.Conflict)
}

func rulingsAtOnce(t *testing.T, s office.Store) {
	ctx := context.Background()
	held(t, s, adjudication(1))
	const officers = 8
	errs := make([]error, officers)
	var wg sync.WaitGroup
	for i := range officers {
		wg.Go(func() {
			r := ruling(application.Different, 0)
			r.Reason = fmt.Sprint(i)
			errs[i] = s.AddRuling(ctx, adjudication(1).ID, 0, r, nil)
		})
	}
	wg.Wait()
	won := -1
	for i, err := range errs {
		switch {
		case err != nil:
			wants(t, err, register.Conflict)
		case won >= 0:
			t.Errorf("%d and %d both gave the first ruling", won, i)
		default:
			won = i
		}
	}
	got, err := s.Adjudication(ctx, adjudication(1).ID)
	must(t, err)
	if len(got.Rulings) != 1 || got.Rulings[0].Reason != fmt.Sprint(won) {
		t.Errorf("%d won, and the rulings are %+v", won, got.Rulings)
	}
}

func pairs(t *testing.T, s office.Store) {
	ctx := context.Background()
	held(t, s, adjudication(9)) // which has no pair
	first := pair(1, 5, 12)
	there, added, err := s.OpenPair(ctx, first)
	must(t, err)
	same(t, true, added)
	same(t, first, there)
	must(t, s.AddRuling(ctx, first.ID, 0, ruling(application.Different, 0), nil))
	again, added, err := s.OpenPair(ctx, pair(2, 5, 12))
	must(t, err)
	same(t, false, added)
	first.State, first.Rulings = application.Ruled, []application.Ruling{ruling(application.Different, 0)}
	same(t, first, again)
	_, added, err = s.OpenPair(ctx, pair(3, 5, 13))
	must(t, err)
	same(t, true, added)

	for _, test := range []struct {
		name string
		list application.AdjudicationList
		want []int
	}{
		{"everything", application.AdjudicationList{Limit: 9}, []int{1, 3, 9}},
		{"what waits", application.AdjudicationList{States: []application.AdjudicationState{application.Asked}, Limit: 9}, []int{3, 9}},
		{"of an application", application.AdjudicationList{Application: application.ID(id(1)), Limit: 9}, []int{9}},
		{"the second page", application.AdjudicationList{Offices: []register.OfficeID{"p01"}, After: application.AdjudicationCursor{Due: 103, ID: pair(3, 5, 13).ID}, Limit: 1}, []int{9}},
		{"nobody's", application.AdjudicationList{Offices: []register.OfficeID{"p02"}, Limit: 9}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, err := s.ListAdjudications(ctx, test.list)
			must(t, err)
			var got, want []application.AdjudicationID
			for _, a := range found {
				got = append(got, a.ID)
			}
			for _, n := range test.want {
				want = append(want, adjudication(n).ID)
			}
			same(t, want, got)
		})
	}

	// Each has its own rulings, alone and in a list.
	third := pair(3, 5, 13)
	must(t, s.AddRuling(ctx, third.ID, 0, ruling(application.Same, 13), nil))
	must(t, s.AddRuling(ctx, third.ID, 1, ruling(application.Same, 5), nil))
	third.State, third.Rulings = application.Ruled, []application.Ruling{ruling(application.Same, 13), ruling(application.Same, 5)}
	for _, want := range []application.Adjudication{first, third} {
		got, err := s.Adjudication(ctx, want.ID)
		must(t, err)
		same(t, want, got)
	}
	found, err := s.ListAdjudications(ctx, application.AdjudicationList{States: []application.AdjudicationState{application.Ruled}, Limit: 9})
	must(t, err)
	same(t, []application.Adjudication{first, third}, found)
}
