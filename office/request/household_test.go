package request_test

import (
	"context"
	"testing"
	"time"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
)

// dormitory is a household of so many people of another district.
func (w *world) dormitory(t *testing.T, n int) (people []*register.Person, numbers []string) {
	people, numbers = w.strangers(t, n)
	open := acts.HouseholdOpen{As: "@" + testenv.NewID(), Kind: "dormitory", Dwelling: acts.Dwelling{Code: "0102001", House: testenv.NewID()[:8]}}
	for i, number := range numbers {
		relation := register.Relation("resident")
		if i == 0 {
			relation = register.HeadRelation
		}
		open.Members = append(open.Members, acts.NewMember{Person: number, Relation: relation})
	}
	w.Must(t, w.Proposal(register.KindHouseholdOpen, open))
	return people, numbers
}

// Nor does a declaration of a large household open each of them to the next desk: their pages name more than
// who lives together.
func TestADeclarationOfAHouseholdIsNoKeyForTheNextDesk(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	seen := 0
	for range 3 {
		people, numbers := w.dormitory(t, 90)
		w.now = w.now.Add(time.Second)
		id, v := w.draft(t, moving(t, numbers...))
		if _, err := w.Node.Clerk.Declare(ctx, w.kham, id, v); err != nil {
			t.Log(err)
			break
		}
		for _, p := range people {
			if _, err := w.reads(w.noy, "registration", string(id), p); err == nil {
				seen++
			}
		}
	}
	if seen > 90 {
		t.Errorf("in three seconds two officers read the pages of %d people of another district, and the budgets count three", seen)
	}
}
