package office_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samano/access"
	"samano/office/application"
	"samano/register"
)

// TestAnyOrderOfRulings declares one woman three times and lets officers register,
// rule, refuse, appeal and withdraw in any order. Whatever comes: an application is
// adjudicated exactly while somebody is asked about it, a ruling never changes, and
// no two of her are in the register of whom no adjudicator has said that they are two.
func TestAnyOrderOfRulings(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, ctx := comparing(t), context.Background()
		why := []application.Reason{{Act: -1, Text: "ເຫດຜົນ"}}
		var ids []application.ID
		given := map[application.AdjudicationID][]application.Ruling{}
		for range rapid.IntRange(6, 24).Draw(rt, "steps") {
			if len(ids) < 3 && rapid.Bool().Draw(rt, "another") {
				ids = append(ids, w.declare(t, w.noy, draft(enrolment(boun, nil))).ID)
			}
			if len(ids) == 0 {
				continue
			}
			a := w.stored(t, rapid.SampledFrom(ids).Draw(rt, "application"))
			registrar := rapid.SampledFrom([]access.Actor{w.kham, w.province, w.judge2}).Draw(rt, "registrar")
			var err error
			switch rapid.SampledFrom([]string{"decide", "decide", "rule", "rule", "rule", "refuse", "appeal", "withdraw"}).Draw(rt, "step") {
			case "decide":
				_, _, err = w.Decide(ctx, registrar, a.ID, a.Version, nil)
			case "rule":
				err = w.ruleOn(rt, a)
			case "refuse":
				_, err = w.Refuse(ctx, registrar, a.ID, a.Version, why)
			case "appeal":
				_, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ອຸທອນ")
			case "withdraw":
				_, err = w.Withdraw(ctx, w.noy, a.ID, a.Version, "ຖອນ")
			}
			if k := register.KindOf(err); err != nil && k != register.Conflict && k != register.Forbidden {
				rt.Fatal(err)
			}
			w.checkRulings(rt, ids, given)
		}
	})
}

// ruleOn rules on one of the adjudications of an application, asked or ruled.
func (w *world) ruleOn(t *rapid.T, a application.Application) error {
	ctx := context.Background()
	all, err := w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, Limit: 99})
	must(t, err)
	if len(all) == 0 {
		return nil
	}
	q := rapid.SampledFrom(all).Draw(t, "adjudication")
	in := application.RulingInput{Rulings: len(q.Rulings), Verdict: application.Different, Reason: "ຄົນລະຄົນ"}
	if rapid.IntRange(0, 3).Draw(t, "same") == 0 {
		in.Verdict, in.Candidate = application.Same, rapid.IntRange(0, len(q.Candidates)-1).Draw(t, "as whom")
	}
	judge := rapid.SampledFrom([]access.Actor{w.judge, w.judge2, w.judgeAll}).Draw(t, "judge")
	_, err = w.Adjudicate(ctx, judge, q.ID, in)
	return err
}

func (w *world) checkRulings(t *rapid.T, ids []application.ID, given map[application.AdjudicationID][]application.Ruling) {
	ctx := context.Background()
	var entered []*register.Act
	for _, id := range ids {
		a, err := w.desk.Application(ctx, id)
		must(t, err)
		all, err := w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: id, Limit: 99})
		must(t, err)
		checkRefusers(t, &a)
		waits := slices.ContainsFunc(all, func(q application.Adjudication) bool { return q.State == application.Asked })
		if waits != (a.State == application.Adjudicated) {
			t.Fatalf("the application is %s, somebody is asked: %v", a.State, waits)
		}
		for _, q := range all {
			if before := given[q.ID]; len(q.Rulings) < len(before) || !slices.Equal(q.Rulings[:len(before)], before) {
				t.Fatalf("rulings were %+v and are %+v", before, q.Rulings)
			}
			given[q.ID] = q.Rulings
		}
		act, err := w.Act(ctx, w.Pass, string(a.Acts[0].Proposal.ID))
		must(t, err)
		if (act != nil) != (a.State == application.Registered) {
			t.Fatalf("the application is %s, its act in the register: %v", a.State, act != nil)
		}
		if act != nil {
			entered = append(entered, act)
		}
	}
	slices.SortFunc(entered, func(a, b *register.Act) int { return int(a.Seq - b.Seq) })
	for i, act := range entered {
		if len(act.Accepted) != i {
			t.Fatalf("she was entered %d times before, and adjudicators told her apart from %d", i, len(act.Accepted))
		}
	}
}

// An application waits until everything is answered that it waits for.
func TestEveryQuestionIsAnsweredFirst(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	w.entered(t, enrolment(boun, somsak))
	a := w.declare(t, w.noy, draft(enrolment(boun, nil), enrolment(boun, somsak)))
	asked, err := w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, Limit: 9})
	must(t, err)
	if len(asked) != 2 || asked[0].Act == asked[1].Act {
		t.Fatalf("asked is %+v", asked)
	}
	for n, want := range []application.State{application.Adjudicated, application.Declared} {
		_, err := w.Adjudicate(ctx, w.judge, asked[n].ID, another("ຄົນລະຄົນ"))
		must(t, err)
		if a = w.stored(t, a.ID); a.State != want {
			t.Fatalf("after %d of 2 rulings it is %s", n+1, a.State)
		}
	}
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
		t.Errorf("it is %s: %+v", a.State, decided)
	}
}
