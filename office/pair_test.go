package office_test

import (
	"context"
	"testing"

	"samano/access"
	"samano/office"
	"samano/register"
)

// Whoever has no pass learns of no pair, and makes no question by which two people are read.
func TestAPairIsAskedAboutWithAPass(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	one, two := w.Resident(t, "ຄຳ", register.Female, "1990-04-01", "0101001"), w.Resident(t, "ແກ້ວ", register.Female, "1990-04-02", "0102001")
	for _, ids := range [][2]register.PersonID{{one.ID, two.ID}, {one.ID, 99}, {one.ID, one.ID}} {
		id, opened, err := w.OpenAdjudication(ctx, access.Pass{}, office.Pair{Persons: ids})
		if id != "" || opened || register.KindOf(err) != register.Forbidden {
			t.Errorf("%v: %q %t %v", ids, id, opened, err)
		}
	}
	if _, opened, err := w.OpenAdjudication(ctx, w.Pass, office.Pair{Persons: [2]register.PersonID{one.ID, two.ID}}); err != nil || !opened {
		t.Errorf("with a pass: %t %v", opened, err)
	}
}
