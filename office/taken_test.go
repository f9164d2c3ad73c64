package office_test

import (
	"context"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// Where the unit of the office that took a declaration has ended, the nearest office writes for the
// declarant in whose area it lies now: that of the unit which took over, if it has one. It opens what was
// taken there, drafts too, and is offered the steps.
func TestTheOfficeThatTookItHasEnded(t *testing.T) {
	outage := &testenv.Outage{}
	w, ctx := newWorldWith(t, testenv.Options{Change: outage.Into}), context.Background()
	man := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	renaming := func() application.DraftInput {
		p := w.Proposal("name-change", acts.NameChange{Person: string(man.Number()), Name: testenv.Named("ໃໝ່", "")})
		p.ID, p.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration", Note: "1"}}
		return draft(p)
	}
	kept, err := w.SaveDraft(ctx, w.chief, renaming(), 0)
	must(t, err)
	a := w.declare(t, w.chief, renaming())
	a, err = w.Return(ctx, w.noy, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ຂາດ"}})
	must(t, err)

	none := register.Coded(register.Forbidden, "test", office.CodeTakenElsewhere)
	writes := func(name string, who access.Actor, draft, returned error) {
		t.Helper()
		for _, test := range []struct {
			a    application.Application
			want error
		}{{kept, draft}, {a, returned}} {
			in := renaming()
			in.ID = test.a.ID
			_, err := w.SaveDraft(ctx, who, in, 0)
			if register.KindOf(err) != register.Conflict {
				t.Errorf("%s: an application that is there is made anew: %v", name, err)
			}
			_, err = w.SaveDraft(ctx, who, in, test.a.Version+1) // past the office, the version is wrong
			want := test.want
			if want == nil {
				want = register.Coded(register.Conflict, "test", office.CodeChangedSince)
			}
			if errorCode(err) != errorCode(want) {
				t.Errorf("%s writes what is %s: %v", name, test.a.State, err)
			}
			v, err := w.Open(ctx, who, test.a.ID)
			if (register.KindOf(err) == register.NotFound) != (register.KindOf(test.want) == register.NotFound) {
				t.Errorf("%s opens what is %s: %v", name, test.a.State, err)
			}
			if err != nil {
				continue
			}
			if refusal, offered := v.Steps[application.Withdrawn]; offered != (test.want == nil) || refusal != nil {
				t.Errorf("%s is offered to withdraw what is %s: %t, %v", name, test.a.State, offered, refusal)
			}
		}
	}
	unknown := register.Coded(register.NotFound, "test", office.CodeNotTheirs)
	writes("the village", w.chief, nil, nil)
	writes("the district", w.kham, unknown, none)
	writes("the province", w.province, unknown, none)

	w.Must(t, w.Decree("2", acts.PlaceStep{Place: "0101001", Successors: []register.Code{"0101002"}}))
	writes("the district, after the village", w.kham, nil, nil)
	writes("the province, after the village", w.province, unknown, none)
	for n, failed := 0, true; failed; n++ {
		outage.Arm(n)
		var calls []string
		_, err := w.Withdraw(ctx, w.province, kept.ID, kept.Version, "x")
		if calls, failed = outage.Disarm(); failed && register.KindOf(err) != register.Unavailable {
			t.Errorf("%s (%d) fails, and the province withdraws a draft of the village: %v", calls[n], n, err)
		}
	}
	writes("the other district", w.other, unknown, unknown)

	next := w.OpenOffice(t, "V0101002", "village", "0101002")
	writes("the village that took over", testenv.ActorAt(next, "vanh", access.VillageReporter), nil, nil)
	writes("the district, beside it", w.kham, unknown, none)
}
