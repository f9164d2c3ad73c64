package office_test

import (
	"context"
	"testing"

	"samano/access"
	"samano/office"
	"samano/office/application"
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

// Whoever took, wrote or registered one of two is not asked whether they are one.
func TestWhoEnteredOneOfAPairDoesNotRuleOnIt(t *testing.T) {
	for name, enter := range map[string]func(*world) application.Application{
		"who took it": func(w *world) application.Application {
			a := w.declare(t, w.judge2, draft(enrolment(boun, nil)))
			a, _, err := w.Decide(context.Background(), w.province, a.ID, a.Version, nil)
			must(t, err)
			return a
		},
		"who wrote at it": func(w *world) application.Application {
			in := draft(enrolment(boun, nil))
			a, err := w.SaveDraft(context.Background(), w.province, in, 0)
			must(t, err)
			a, err = w.SaveDraft(context.Background(), w.judge2, in, a.Version)
			must(t, err)
			a, err = w.Declare(context.Background(), w.province, a.ID, a.Version)
			must(t, err)
			a, _, err = w.Decide(context.Background(), w.national, a.ID, a.Version, nil)
			must(t, err)
			return a
		},
		"who registered it": func(w *world) application.Application {
			a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
			a, _, err := w.Decide(context.Background(), w.judge2, a.ID, a.Version, nil)
			must(t, err)
			return a
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			there := w.entered(t, enrolment(boun, nil))
			a := enter(w)
			id, opened, err := w.OpenAdjudication(ctx, w.Pass, office.Pair{Persons: [2]register.PersonID{there.ID, w.subject(t, a.Acts[0].Outcome.Seq).ID}})
			if must(t, err); !opened {
				t.Fatal("not asked")
			}
			list, _, err := w.AdjudicationQueue(ctx, w.judge2, application.Asked, false, application.AdjudicationCursor{})
			if must(t, err); len(list) != 0 {
				t.Errorf("listed is %+v", list)
			}
			_, err = w.Adjudicate(ctx, w.judge2, id, another("ຄົນລະຄົນ"))
			wants(t, err, register.NotFound, office.CodeNotTheirs)
			_, err = w.Adjudicate(ctx, w.judge, id, another("ຄົນລະຄົນ"))
			must(t, err)
		})
	}
}
