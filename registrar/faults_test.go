package registrar_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store/memstore"
)

// Every read and write of a writing transaction fails in turn. The caller is told of an outage,
// nothing is registered unless the commit went through, and the same bytes handed in again are.
func TestEveryCallOfATransactionFailsInTurn(t *testing.T) {
	attempt := func(at int) (calls []string, err error) {
		f := &testenv.Failing{Register: memstore.New(), At: at, Kind: register.Unavailable}
		c := testenv.New(t, testenv.Options{Store: f, Compare: true})
		first, second := manisone(t)
		past := c.Must(t, c.Proposal("enrolment", first))[0]
		a := enrolled(t, c, past)
		p := c.Proposal("enrolment", second)
		p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOH", Reference: "1"}
		p.Accepted = []register.Accepted{{Code: register.CodePerhapsRegistered, Person: string(a.Number()), Reason: "cousins"}}
		m, child := c.ClientID(), c.ClientID()
		dead := c.Proposal(register.KindDeath, acts.Death{Person: "@" + string(m), Died: date(t, "2026-11-01"), Cause: "fever"})
		erasure := c.Proposal(register.KindErasure, acts.Erase{Act: string(past.ID), Part: "payload", Article: "art. 2"})
		home := c.Proposal(register.KindHouseholdOpen, acts.HouseholdOpen{
			Members:  []acts.NewMember{{Person: "@" + string(m), Relation: register.HeadRelation}},
			Dwelling: acts.Dwelling{Code: "0101001"}, Books: []register.Book{{Class: "blue", Number: "B-1"}},
		})
		req := registrar.Request{Proposals: []register.Proposal{p, places(c), mother(t, c, m), birth(t, c, child, m, "2026-10-20"), home, dead, erasure}, Together: true}
		before, err := c.Size(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		f.Armed = true
		results, err := c.Register(context.Background(), req)
		f.Armed = false
		if err != nil {
			t.Fatal(err)
		}
		after, sizeErr := c.Size(context.Background())
		if sizeErr != nil {
			t.Fatal(sizeErr)
		}
		for _, r := range results {
			if r.Err != nil {
				err = r.Err
			}
		}
		calls = f.Calls
		committed := err == nil || at < len(calls) && calls[at] == "after commit"
		if (after > before) != committed {
			t.Errorf("%d acts before, %d after: %v", before, after, err)
		}
		again, err2 := c.Register(context.Background(), req)
		if err2 != nil {
			t.Fatal(err2)
		}
		for i, r := range again {
			if r.Act == nil || r.Repeated != committed {
				t.Errorf("proposal %d, handed in again: %+v", i, r)
			}
		}
		return calls, err
	}
	calls, err := attempt(math.MaxInt)
	if err != nil || len(calls) < 12 {
		t.Fatalf("%v, %v", calls, err)
	}
	for at, call := range calls {
		t.Run(fmt.Sprintf("%d %s", at, call), func(t *testing.T) {
			if _, err := attempt(at); register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) {
				t.Errorf("the caller is told %v", err)
			}
		})
	}
}

// places founds a village.
func places(c *testenv.Country) register.Proposal {
	return c.Decree("1",
		acts.PlaceStep{Code: "01", Level: "province", Name: register.PlaceName{Latin: "Vientiane Capital"}},
		acts.PlaceStep{Code: "0101", Level: "district", Parent: "01", Name: register.PlaceName{Latin: "Chanthabuly"}},
		acts.PlaceStep{Code: "0101001", Level: "village", Parent: "0101", Name: register.PlaceName{Latin: "Nongping"}})
}

// Every read behind an examination or a reading of documents fails in turn, and is told as an
// outage.
func TestEveryReadThatFailsIsToldAsAnOutage(t *testing.T) {
	outage := &testenv.Outage{}
	c := testenv.New(t, testenv.Options{Compare: true, Change: outage.Into})
	ctx := context.Background()
	m, child := c.ClientID(), c.ClientID()
	done := c.Must(t, mother(t, c, m), birth(t, c, child, m, "2026-10-20"))
	a := person(t, c, m)
	_, again := manisone(t)
	for name, do := range map[string]func() error{
		"an examination": func() error {
			_, err := c.Examine(ctx, c.Pass, []register.Proposal{c.Proposal("enrolment", again), birth(t, c, c.ClientID(), m, "2024-01-05")})
			return err
		},
		"opening": func() error {
			r, err := registrar.Open(ctx, c.Setup)
			if err == nil {
				r.Close()
			}
			return err
		},
		"a lookup": func() error {
			_, err := c.Find(ctx, c.Pass, acts.Lookup{By: acts.ByNumber, Key: string(a.Number())}, acts.Lookup{By: acts.ByAct, Key: done[1].Printed.String()})
			return err
		},
		"persons":    func() error { _, err := c.Persons(ctx, c.Pass, a.ID); return err },
		"protection": func() error { _, err := c.Protected(ctx, c.Pass, a.ID); return err },
		"households": func() error { _, err := c.Households(ctx, c.Pass, 1); return err },
		"who is under a dwelling": func() error {
			_, err := c.UnderDwellings(ctx, c.Pass, register.Address{Place: 3, Dwelling: "12"})
			return err
		},
		"an act": func() error { _, err := c.Act(ctx, c.Pass, string(done[0].ID)); return err },
		"acts":   func() error { _, err := c.Acts(ctx, c.Pass, []register.Seq{done[0].Seq}); return err },
		"events": func() error {
			events, next, err := c.Events(ctx, c.Pass, 0, 100)
			if err != nil && (next != 0 || events != nil) {
				t.Errorf("a page that failed moves on to %d", next)
			}
			return err
		},
		"the size": func() error { _, err := c.Size(ctx); return err },
		"a time":   func() error { _, err := c.SeqAt(ctx, c.Now()); return err },
		"a restore": func() error {
			_, err := registrar.SkipAfterRestore(ctx, c.Setup.Store, c.Scheme)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			for at := 0; ; at++ {
				outage.Arm(at)
				err := do()
				calls, failed := outage.Disarm()
				if !failed {
					if err != nil || at == 0 {
						t.Errorf("without an outage, after %d reads: %v", at, err)
					}
					return
				}
				if register.KindOf(err) != register.Unavailable {
					t.Errorf("%s fails: %v", calls[at], err)
				}
			}
		})
	}
}
