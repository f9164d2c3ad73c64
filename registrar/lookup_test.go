package registrar_test

import (
	"fmt"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
)

// Each way of naming something leads to it, or says that it is not there.
func TestEachLookupLeadsToWhatItNames(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	history, f := c.History(t)
	var done []*register.Act
	for _, p := range history {
		done = append(done, c.Must(t, p)...)
		if p.Kind == register.KindMerge {
			checkMerged(t, c, f)
		}
	}
	mother, father, child, twin := person(t, c, f.Mother), person(t, c, f.Father), person(t, c, f.Child), person(t, c, f.Twin)
	birth := done[4]
	decimal := func(id register.PersonID) string { return fmt.Sprint(int64(id)) }
	const home, other = 1, 2 // households
	for _, tt := range []struct {
		name string
		acts.Lookup
		want answered
	}{
		{"a number", acts.Lookup{By: acts.ByNumber, Key: string(mother.Number())}, answered{person: mother.ID}},
		{"a number of nobody", acts.Lookup{By: acts.ByNumber, Key: unissued(t, c)}, answered{presence: acts.Absent}},
		{"no number", acts.Lookup{By: acts.ByNumber, Key: "12"}, answered{presence: acts.Malformed}},
		{"a number with spaces", acts.Lookup{By: acts.ByNumber, Key: string(mother.Number()[:4] + " " + mother.Number()[4:])}, answered{presence: acts.Malformed}},
		{"the id of a proposed person", acts.Lookup{By: acts.ByProposed, Key: string(f.Child)}, answered{person: child.ID}},
		{"the id of a proposed household", acts.Lookup{By: acts.ByProposed, Key: string(f.Other)}, answered{household: other}},
		{"the id of nothing", acts.Lookup{By: acts.ByProposed, Key: string(c.ClientID())}, answered{presence: acts.Absent}},
		{"somebody who was merged and parted", acts.Lookup{By: acts.ByProposed, Key: string(f.Twin)}, answered{person: twin.ID}},
		{"a book", acts.Lookup{By: acts.ByBook, Key: "B-1"}, answered{household: home}},
		{"a book that changed hands", acts.Lookup{By: acts.ByBook, Key: "B-2"}, answered{household: other}},
		{"no book", acts.Lookup{By: acts.ByBook, Key: "B-3"}, answered{presence: acts.Absent}},
		{"the internal id of a person", acts.Lookup{By: acts.ByPersonID, Key: decimal(father.ID)}, answered{person: father.ID}},
		{"the internal id of nobody", acts.Lookup{By: acts.ByPersonID, Key: "99"}, answered{presence: acts.Absent}},
		{"the internal id of a household", acts.Lookup{By: acts.ByHouseholdID, Key: "2"}, answered{household: other}},
		{"the internal id of no household", acts.Lookup{By: acts.ByHouseholdID, Key: "99"}, answered{presence: acts.Absent}},
		{"the children of a mother", acts.Lookup{By: acts.ChildrenOf, Key: decimal(mother.ID)}, answered{ids: []int64{int64(child.ID)}}},
		{"the children of a father who was found not to be", acts.Lookup{By: acts.ChildrenOf, Key: decimal(father.ID)}, answered{}},
		{"the households of one who stays", acts.Lookup{By: acts.HouseholdsOf, Key: decimal(mother.ID)}, answered{ids: []int64{home}}},
		{"the households of one who left", acts.Lookup{By: acts.HouseholdsOf, Key: decimal(father.ID)}, answered{ids: []int64{home, other}}},
		{"an act by its id", acts.Lookup{By: acts.ByAct, Key: string(done[0].ID)}, answered{act: done[0].Seq, isAct: true}},
		{"an act by its number on paper", acts.Lookup{By: acts.ByAct, Key: birth.Printed.String()}, answered{act: birth.Seq, isAct: true}},
		{"no act", acts.Lookup{By: acts.ByAct, Key: string(c.ActID())}, answered{presence: acts.Absent}},
		{"a number on paper of no act", acts.Lookup{By: acts.ByAct, Key: "CENTRE/1999/1"}, answered{presence: acts.Absent}},
		{"no name of an act", acts.Lookup{By: acts.ByAct, Key: "the first"}, answered{presence: acts.Absent}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// Beside others, so that what is read for one does not serve another.
			all := []acts.Lookup{{By: acts.ByNumber, Key: string(child.Number())}, tt.Lookup, tt.Lookup}
			entries, err := c.Find(t.Context(), c.Pass, all...)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries[1:] {
				tt.want.check(t, e)
			}
			if entries[0].Person == nil || entries[0].Person.ID != child.ID {
				t.Errorf("the lookup beside it leads to %+v", entries[0])
			}
		})
	}
	if _, err := c.Find(t.Context(), c.Pass, acts.Lookup{Key: "1"}); register.KindOf(err) != register.Internal || !testenv.SaysWhere(err) {
		t.Errorf("a lookup by nothing: %v", err)
	}
}

// While two are one record, the number and the proposed id of the merged lead to the survivor; the
// internal id leads to the record itself.
func checkMerged(t *testing.T, c *testenv.Country, f testenv.Family) {
	t.Helper()
	survivor := person(t, c, f.Father)
	entries, err := c.Find(t.Context(), c.Pass, acts.Lookup{By: acts.ByProposed, Key: string(f.Twin)}, acts.Lookup{By: acts.ByPersonID, Key: "4"})
	if err != nil {
		t.Fatal(err)
	}
	if entries[0].Person == nil || entries[0].Person.ID != survivor.ID {
		t.Errorf("the proposed id of a merged record leads to %+v", entries[0])
	}
	merged := entries[1].Person
	if merged == nil || merged.ID == survivor.ID || merged.Survivor() != survivor.ID {
		t.Fatalf("the internal id of a merged record leads to %+v", entries[1])
	}
	entries, err = c.Find(t.Context(), c.Pass, acts.Lookup{By: acts.ByNumber, Key: string(merged.Number())})
	if err != nil || entries[0].Person == nil || entries[0].Person.ID != survivor.ID {
		t.Errorf("the number of a merged record leads to %+v, %v", entries, err)
	}
}

// answered is what a lookup leads to; the zero value is an empty list.
type answered struct {
	presence  acts.Presence // zero: present
	person    register.PersonID
	household register.HouseholdID
	act       register.Seq
	isAct     bool
	ids       []int64
}

func (w answered) check(t *testing.T, e acts.Entry) {
	t.Helper()
	if w.presence == 0 {
		w.presence = acts.Present
	}
	if e.Presence != w.presence || (e.Person != nil) != (w.person != 0) || (e.Household != nil) != (w.household != 0) || (e.Act != nil) != w.isAct ||
		e.Person != nil && e.Person.ID != w.person || e.Household != nil && e.Household.ID != w.household || e.Act != nil && e.Act.Seq != w.act ||
		fmt.Sprint(e.IDs) != fmt.Sprint(w.ids) {
		t.Errorf("it leads to %+v, want %+v", e, w)
	}
}

// unissued is a well-formed number that nobody bears.
func unissued(t *testing.T, c *testenv.Country) string {
	t.Helper()
	n, err := c.Scheme.Format(c.Scheme.Capacity() - 1)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What a transaction has decided and not written is found by the acts after it, in each way that
// an act may name it.
func TestActsOfOneTransactionFindEachOther(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	first := birth(t, c, c.ClientID(), m, "2026-10-20")
	decided := birth(t, c, c.ClientID(), m, "2024-01-05")
	decided.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-77"}
	again := decided
	again.ID = c.ActID()
	n, err := c.Scheme.Format(0) // the number that the mother gets
	if err != nil {
		t.Fatal(err)
	}
	passport := c.Proposal(register.KindIdentifier, acts.Identifier{Person: n, Opens: &register.Identifier{Kind: "passport", Value: "PA 1", Issuer: "LAO"}})
	results, err := c.Register(t.Context(), registrar.Request{Proposals: []register.Proposal{
		mother(t, c, m), first, first,
		c.Proposal(register.KindErasure, acts.Erase{Act: "CENTRE/2026/1", Part: "payload", Article: "art. 2"}), decided, again, passport,
		c.Proposal(register.KindErasure, acts.Erase{Act: "the first", Part: "payload", Article: "art. 2"}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if results[1].Act == nil || results[2].Act == nil || !results[2].Repeated || results[2].Act.Seq != results[1].Act.Seq {
		t.Errorf("the same bytes twice: %+v", results[1:3])
	}
	if res := results[7]; res.Act != nil || !blocked(res) {
		t.Errorf("no name of an act, beside acts without a number on paper: %+v", res)
	}
	if results[6].Act == nil {
		t.Errorf("a number that the act before gave: %+v", results[6])
	}
	if results[3].Act == nil {
		t.Errorf("an act named by its number on paper: %+v", results[3])
	}
	if f := results[5].Findings; len(f) != 1 || f[0].Code != "decision-already-registered" || f[0].Args["act"] != string(decided.ID) || f[0].Args["printed"] != "CENTRE/2026/2" {
		t.Errorf("a decision twice: %+v", results[5])
	}
}
