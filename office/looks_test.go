package office_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// Where looks cannot be written, an errand that takes one is told as an outage, tells nothing and
// leaves everything as it was. One that takes none comes to what it would have.
func TestEveryErrandWithoutItsLook(t *testing.T) {
	for name, e := range errands {
		t.Run(name, func(t *testing.T) {
			right, _ := newCounter(t).baseline(t, e)
			c := newCounter(t)
			before := c.kept(t) + c.versions(t)
			c.looks.Fail(errDesk)
			answer, err := e.do(context.Background(), c)
			c.looks.Fail(nil)
			if err == nil {
				if e.came != nil && e.text(answer) != right {
					t.Errorf("it comes to %s, not %s", e.text(answer), right)
				}
				return
			}
			if !errors.Is(err, errDesk) || register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err) {
				t.Errorf("it is told as %v", err)
			}
			if after := c.kept(t) + c.versions(t); after != before {
				t.Errorf("it leaves\n%s\nof\n%s", after, before)
			}
			if e.came != nil {
				c.comesTo(t, e, right)
			}
		})
	}
}

// Of an act that names several, a change of any of them since the declaration is told, of people
// and of households; what another act of the application has changed is none.
func TestAChangeOfAnyWhomAnActNames(t *testing.T) {
	for changed, told := range map[string]bool{"nobody": false, "the mother": true, "the household": true} {
		for _, together := range []bool{true, false} {
			t.Run(changed, func(t *testing.T) {
				w, ctx := newWorld(t), context.Background()
				mother, head := w.alone(t, "ຄຳ", "1995-04-12", "0101001", "30"), w.alone(t, "ບຸນ", "1960-01-01", "0101001", "31")
				aunt := w.alone(t, "ແກ້ວ", "1996-04-12", "0101001", "33")
				house := "@" + string(w.ClientID())
				w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
					As: house, Dwelling: acts.Dwelling{Code: "0101001", House: "31"}, Members: []acts.NewMember{{Person: string(head.Number()), Relation: register.HeadRelation}},
				}))
				birth := func(mother *register.Person) register.Proposal {
					p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
					var b acts.Birth
					must(t, json.Unmarshal(p.Payload, &b))
					b.Household, b.Relation = house, "grandchild"
					p.Payload = testenv.Payload(b)
					return p
				}
				in := draft(birth(mother), birth(aunt)) // the second finds the household changed by the first
				in.Together = together
				a := w.declare(t, w.noy, in)
				if seen := a.Acts[0].Proposal.Seen; len(seen) != 2 {
					t.Fatalf("seen are %+v", seen)
				}
				switch changed {
				case "the mother":
					w.Must(t, w.Proposal("identifier", acts.Identifier{Person: string(mother.Number()), Opens: &register.Identifier{Kind: "old-card", Value: "1234"}}))
				case "the household":
					other := w.alone(t, "ດາວ", "1990-01-01", "0101001", "32")
					w.Must(t, w.Proposal("move", acts.Move{Persons: []string{string(other.Number())}, To: acts.Dwelling{Code: "0101001", House: "31"}, Household: house, Relations: []register.Relation{"unrelated"}}))
				}
				v, err := w.Open(ctx, w.kham, a.ID)
				must(t, err)
				if got := slices.Contains(codes(v.Acts[0].Findings), "subject-changed-since"); got != told {
					t.Errorf("together %t: opened, a change of %s is told: %t", together, changed, got)
				}
				a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
				must(t, err)
				if got := slices.Contains(codes(decided[0].Findings), "subject-changed-since"); got != told || (a.State == application.Registered) == told {
					t.Errorf("together %t: decided, a change of %s is told: %t; it is %s", together, changed, got, a.State)
				}
			})
		}
	}
}
