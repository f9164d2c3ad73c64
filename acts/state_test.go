package acts_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/acts"
	"samano/register"
)

// A state holds each answer once, the last that was given, however many there are.
func TestStateHoldsTheLastAnswer(t *testing.T) {
	for _, n := range []int{1, 15, 16, 17, 18, 40} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			s := acts.NewState(register.NewAtlas(nil))
			lookup := func(i int) acts.Lookup { return acts.Lookup{By: acts.ByNumber, Key: fmt.Sprint(i)} }
			person := func(i int) *register.Person { return &register.Person{ID: register.PersonID(i)} }
			for i := 1; i <= n; i++ {
				s.Put(lookup(i), acts.Entry{Presence: acts.Absent})
			}
			var all []acts.Lookup
			for i := 1; i <= n+1; i++ {
				all = append(all, lookup(i))
			}
			if d := cmp.Diff([]acts.Lookup{lookup(n + 1)}, acts.Unasked(asks{first: all}, s)); d != "" {
				t.Errorf("not asked for (-want +got):\n%s", d)
			}
			if loaded := s.Loaded(); loaded != nil {
				t.Errorf("absent people are loaded: %v", loaded)
			}
			var want []register.Ref
			for i := 1; i <= n; i++ {
				s.Put(lookup(i), acts.Entry{Presence: acts.Present, Person: person(i)})
				want = append(want, person(i).Ref())
			}
			if d := cmp.Diff(want, s.Loaded()); d != "" {
				t.Errorf("loaded (-want +got):\n%s", d)
			}
			// Somebody who is found by another name too is one.
			s.Put(acts.Lookup{By: acts.ByPersonID, Key: "1"}, acts.Entry{Presence: acts.Present, Person: person(1)})
			if d := cmp.Diff(want, s.Loaded()); d != "" {
				t.Errorf("loaded by two names (-want +got):\n%s", d)
			}
		})
	}
}

// A loaded proposal names the people and households of its texts, and those of whom an act is that
// it names; whoever is loaded beside is not named.
func TestStateNames(t *testing.T) {
	st := newStage(t, nil)
	world, _ := readSheets(t)
	for _, d := range world {
		st.happen(d)
	}
	kham, keo := st.subjects[st.ref("kham")].(*register.Person), st.subjects[st.ref("keo")].(*register.Person)
	house := st.subjects[st.ref("house")].(*register.Household)
	proposed := func(name string) acts.Lookup { return acts.Lookup{By: acts.ByProposed, Key: st.id(name)[1:]} }
	guardianship := st.acts[st.seq("guardianship")-1]
	s := acts.NewState(st.atlas)
	for _, l := range []acts.Lookup{
		proposed("kham"),
		{By: acts.ByNumber, Key: string(kham.Number())},
		proposed("kham"),
		proposed("nobody"),
		{By: acts.ByBook, Key: "B-1"},
		proposed("house"),
		{By: acts.ByPersonID, Key: fmt.Sprint(int64(st.ref("lae").ID))},
		{By: acts.ByHouseholdID, Key: fmt.Sprint(st.ref("lodge").ID)},
		{By: acts.ChildrenOf, Key: fmt.Sprint(int64(kham.ID))},
		{By: acts.ByAct, Key: string(guardianship.ID)},
		{By: acts.ByAct, Key: string(st.acts[0].ID)}, // founds units
		{By: acts.ByAct, Key: "none"},
	} {
		s.Put(l, st.answer(l))
	}
	texts, all := s.Named()
	wantTexts := []register.Seen{
		{Subject: st.id("kham"), Seq: kham.Seq()},
		{Subject: string(kham.Number()), Seq: kham.Seq()},
		{Subject: "B-1", Seq: house.Seq()},
		{Subject: st.id("house"), Seq: house.Seq()},
	}
	if d := cmp.Diff(wantTexts, texts); d != "" {
		t.Errorf("texts (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]register.Ref{kham.Ref(), house.Ref(), st.ref("tui"), keo.Ref()}, all); d != "" {
		t.Errorf("named (-want +got):\n%s", d)
	}
}
