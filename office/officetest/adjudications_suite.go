package officetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"samano/office"
	"samano/register"
)

func adjudication(n int) office.Adjudication {
	return office.Adjudication{
		ID: office.AdjudicationID(id(2000 + n)), State: office.Asked, Office: "p01", Opened: start, Due: register.Day(100 + n),
		Application: office.ApplicationID(id(1)), Act: register.ActID(id(1001)), Kind: register.KindBirth, Field: "payload.name",
		Proposed: office.Propose(&register.Person{History: register.History{Acts: []register.Seq{7}}}),
		Candidates: []office.Candidate{{Person: 12, Named: "100000000012", Likeness: office.Likeness{
			PPM: 620_000, Certain: true, Reasons: []string{"given.exact", "birth.swapped"}, NextBest: "twin", Weights: "w-1",
		}}},
		Named: []register.Ref{register.PersonRef(3), register.HouseholdRef(4)}, Seq: 40,
	}
}

func pair(n int, low, high register.PersonID) office.Adjudication {
	a := adjudication(n)
	a.Application, a.Act, a.Kind, a.Field, a.Proposed = "", "", "", "", nil
	a.Pair = [2]register.PersonID{low, high}
	return a
}

func held(t *testing.T, s office.Store, asked ...office.Adjudication) office.Application {
	t.Helper()
	a := application(1)
	a.State = office.Adjudicated
	must(t, s.PutApplication(context.Background(), a, asked...))
	return a
}

func ruling(finds office.Verdict, person register.PersonID) office.Ruling {
	return office.Ruling{At: start.Add(time.Hour), By: "noy", Office: "p01", Verdict: finds, Person: person, Reason: "ຄົນລະຄົນ"}
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
	other := application(2)
	other.State = office.Declared
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
	wants(t, s.AddRuling(ctx, "nobody", 0, ruling(office.Different, 0), nil), register.Conflict)
	wants(t, s.AddRuling(ctx, first.ID, 1, ruling(office.Different, 0), nil), register.Conflict)

	// A ruling whose application has changed in between is not made.
	b := a
	b.Version = 3
	wants(t, s.AddRuling(ctx, first.ID, 0, ruling(office.Different, 0), &b), register.Conflict)
	got, err := s.Adjudication(ctx, first.ID)
	must(t, err)
	same(t, first, got)

	b.Version = 2
	must(t, s.AddRuling(ctx, first.ID, 0, ruling(office.Different, 0), &b))
	must(t, s.AddRuling(ctx, first.ID, 1, ruling(office.Same, 12), nil))
	first.State, first.Rulings = office.Ruled, []office.Ruling{ruling(office.Different, 0), ruling(office.Same, 12)}
	got, err = s.Adjudication(ctx, first.ID)
	must(t, err)
	same(t, first, got)

	// Where the application waits no more, what nobody has ruled on is dropped.
	b.Version, b.State = 3, office.Withdrawn
	must(t, s.PutApplication(ctx, b))
	second.State = office.Dropped
	found, err := s.ListAdjudications(ctx, office.AdjudicationList{Application: a.ID, Limit: 9})
	must(t, err)
	same(t, []office.Adjudication{first, second}, found)
	wants(t, s.AddRuling(ctx, second.ID, 0, ruling(office.Different, 0), nil), register.Conflict)
}

func rulingsAtOnce(t *testing.T, s office.Store) {
	ctx := context.Background()
	held(t, s, adjudication(1))
	const officers = 8
	errs := make([]error, officers)
	var wg sync.WaitGroup
	for i := range officers {
		wg.Go(func() {
			r := ruling(office.Different, 0)
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
	must(t, s.AddRuling(ctx, first.ID, 0, ruling(office.Different, 0), nil))
	again, added, err := s.OpenPair(ctx, pair(2, 5, 12))
	must(t, err)
	same(t, false, added)
	first.State, first.Rulings = office.Ruled, []office.Ruling{ruling(office.Different, 0)}
	same(t, first, again)
	_, added, err = s.OpenPair(ctx, pair(3, 5, 13))
	must(t, err)
	same(t, true, added)

	for _, test := range []struct {
		name string
		list office.AdjudicationList
		want []int
	}{
		{"everything", office.AdjudicationList{Limit: 9}, []int{1, 3, 9}},
		{"what waits", office.AdjudicationList{States: []office.AdjudicationState{office.Asked}, Limit: 9}, []int{3, 9}},
		{"of an application", office.AdjudicationList{Application: office.ApplicationID(id(1)), Limit: 9}, []int{9}},
		{"the second page", office.AdjudicationList{Offices: []register.OfficeID{"p01"}, After: office.AdjudicationCursor{Due: 103, ID: pair(3, 5, 13).ID}, Limit: 1}, []int{9}},
		{"nobody's", office.AdjudicationList{Offices: []register.OfficeID{"p02"}, Limit: 9}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, err := s.ListAdjudications(ctx, test.list)
			must(t, err)
			var got, want []office.AdjudicationID
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
	must(t, s.AddRuling(ctx, third.ID, 0, ruling(office.Same, 13), nil))
	must(t, s.AddRuling(ctx, third.ID, 1, ruling(office.Same, 5), nil))
	third.State, third.Rulings = office.Ruled, []office.Ruling{ruling(office.Same, 13), ruling(office.Same, 5)}
	for _, want := range []office.Adjudication{first, third} {
		got, err := s.Adjudication(ctx, want.ID)
		must(t, err)
		same(t, want, got)
	}
	found, err := s.ListAdjudications(ctx, office.AdjudicationList{States: []office.AdjudicationState{office.Ruled}, Limit: 9})
	must(t, err)
	same(t, []office.Adjudication{first, third}, found)
}
