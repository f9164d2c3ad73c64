package office_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/register"
)

// What is wrong with the right value of a correction is found only once its fact is: of somebody
// protected the findings are the same whether the register holds that fact or not, so that nobody
// learns of what is registered of them by trying key after key.
func TestACorrectionTellsNotWhichFactsThereAre(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	her := w.alone(t, "ຄຳ", "1970-04-01", "0101001", "30")
	w.protect(t, her)
	told := func(fact register.EffectRef) []string {
		p := register.Proposal{
			ID: register.ActID(testenv.NewID()), Kind: "correction", Happened: testenv.Date(t, "2026-11-01"), Decision: register.Decision{By: register.ByOffice},
			Payload: testenv.Payload(acts.Correction{Person: string(her.Number()), Fact: fact, Right: acts.CorrectedValue{Birth: &acts.CorrectedBirth{Date: testenv.Date(t, "2099-01-01")}}}),
		}
		a, err := w.SaveDraft(ctx, w.noy, draft(p), 0)
		must(t, err)
		a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
		return append(codes(a.Acts[0].Findings), string(a.State), string(a.Office), fmt.Sprint(err))
	}
	born := her.Births[0].Key
	if is, isNot := told(born), told(register.EffectRef{Seq: born.Seq, N: 99}); !slices.Equal(is, isNot) {
		t.Errorf("of a fact that is there it tells %v, of another %v", is, isNot)
	}
}
