package office_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samano/access"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// TestAnyOrderOfRulings declares one woman three times and lets officers register,
// rule, refuse, appeal and withdraw in any order. Whatever comes: an application is
// adjudicated exactly while somebody is asked about it, a ruling never changes, no two of her are in
// the register of whom the ruling that counts does not say that they are two, and nobody who ruled
// registers her.
func TestAnyOrderOfRulings(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, ctx := comparing(t), context.Background()
		why := []application.Reason{{Act: -1, Text: "ເຫດຜົນ"}}
		var ids []application.ID
		given, registered := map[application.AdjudicationID][]application.Ruling{}, map[application.ID]bool{}
		for range rapid.IntRange(6, 30).Draw(rt, "steps") {
			if len(ids) < 3 && rapid.Bool().Draw(rt, "another") {
				ids = append(ids, w.declare(t, w.noy, draft(enrolment(boun, nil))).ID)
			}
			if len(ids) == 0 {
				continue
			}
			a := w.stored(t, rapid.SampledFrom(ids).Draw(rt, "application"))
			registrar := rapid.SampledFrom([]access.Actor{w.kham, w.province, w.judge2}).Draw(rt, "registrar")
			var err error
			switch rapid.SampledFrom([]string{"decide", "decide", "rule", "rule", "rule", "refuse", "appeal", "return", "declare", "withdraw"}).Draw(rt, "step") {
			case "decide":
				_, _, err = w.Decide(ctx, registrar, a.ID, a.Version, nil)
			case "rule":
				err = w.ruleOn(rt, a)
			case "refuse":
				_, err = w.Refuse(ctx, registrar, a.ID, a.Version, why)
			case "appeal":
				_, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ອຸທອນ")
			case "return":
				_, err = w.Return(ctx, registrar, a.ID, a.Version, why)
			case "declare":
				_, err = w.Declare(ctx, w.noy, a.ID, a.Version)
			case "withdraw":
				_, err = w.Withdraw(ctx, w.noy, a.ID, a.Version, "ຖອນ")
			}
			if k := register.KindOf(err); err != nil && k != register.Conflict && k != register.Forbidden && k != register.NotFound {
				rt.Fatal(err)
			}
			w.checkRulings(rt, ids, given, registered)
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

func (w *world) checkRulings(t *rapid.T, ids []application.ID, given map[application.AdjudicationID][]application.Ruling, registered map[application.ID]bool) {
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
			if !registered[id] { // what is ruled after it registers nobody
				checkRegistered(t, act, all)
			}
			registered[id] = true
		}
	}
	slices.SortFunc(entered, func(a, b *register.Act) int { return int(a.Seq - b.Seq) })
	for i, act := range entered {
		if len(act.Accepted) != i {
			t.Fatalf("she was entered %d times before, and adjudicators told her apart from %d", i, len(act.Accepted))
		}
	}
}

// checkRegistered checks the rulings of an application at its registration. Of several questions about
// one person the last one counts.
func checkRegistered(t *rapid.T, act *register.Act, all []application.Adjudication) {
	for _, q := range all {
		last, _ := q.LastRuling()
		again := slices.ContainsFunc(all, func(o application.Adjudication) bool { return o.ID != q.ID && !o.Opened.Before(q.Opened) })
		if last.Verdict == application.Same && !again {
			t.Fatalf("she was registered although %s found that she is there", last.By)
		}
		if slices.ContainsFunc(q.Rulings, func(r application.Ruling) bool { return r.By == act.Registrar }) {
			t.Fatalf("%s ruled on her and registered her", act.Registrar)
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

// Whatever becomes of an application meanwhile, a later ruling that she is registered refuses it, and
// other adjudicators are asked on appeal. Whoever gave it takes no step any more.
func TestALaterRulingCountsInEveryState(t *testing.T) {
	why := []application.Reason{{Act: -1, Text: "ຂາດສຳເນົາ"}}
	for name, become := range map[string]func(*world, application.Application) (application.Application, error){
		"waiting": func(_ *world, a application.Application) (application.Application, error) { return a, nil },
		"returned": func(w *world, a application.Application) (application.Application, error) {
			return w.Return(context.Background(), w.kham, a.ID, a.Version, why)
		},
		"refused for another reason": func(w *world, a application.Application) (application.Application, error) {
			return w.Refuse(context.Background(), w.kham, a.ID, a.Version, why)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := comparing(t), context.Background()
			there := w.far(t)
			a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
			q := w.asked(t, a)
			_, err := w.Adjudicate(ctx, w.judge, q.ID, another("ຄົນລະຄົນ"))
			must(t, err)
			a, err = become(w, w.stored(t, a.ID))
			must(t, err)
			was := a.Reasons
			later := theSame("ລາຍນິ້ວມືດຽວກັນ")
			later.Rulings = 1
			_, err = w.Adjudicate(ctx, w.judge2, q.ID, later)
			must(t, err)
			a = w.stored(t, a.ID)
			because := application.Reason{Code: application.CodeSamePerson}
			if a.State != application.Refused || !slices.Contains(a.Reasons, because) || a.Until <= w.Today() || a.Acts[0].Distinct != nil {
				t.Fatalf("it is %s because of %v until %s, and held apart are %v", a.State, a.Reasons, a.Until, a.Acts[0].Distinct)
			}
			if name != "returned" && len(a.Reasons) != len(was)+1 {
				t.Errorf("it was refused because of %v, and is because of %v", was, a.Reasons)
			}
			_, err = w.Declare(ctx, w.noy, a.ID, a.Version)
			wants(t, err, register.Conflict, application.CodeTransition)
			a, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ອຸທອນ")
			must(t, err)
			again := w.asked(t, a)
			if again.Candidates[0].Person != there.ID {
				t.Errorf("asked is about %+v", again.Candidates)
			}
			_, err = w.Adjudicate(ctx, w.judge2, again.ID, another("ອື່ນ"))
			wants(t, err, register.NotFound, office.CodeNotTheirs)
			_, err = w.Adjudicate(ctx, w.judgeAll, again.ID, another("ຄົນລະຄົນ"))
			must(t, err)
			a = w.stored(t, a.ID)
			_, _, err = w.Decide(ctx, w.judge2, a.ID, a.Version, nil)
			wants(t, err, register.Forbidden, application.CodeOwnRefusal)
		})
	}
}

// Two rulings that she is registered are one reason of the refusal.
func TestARefusalHasEachReasonOnce(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.far(t)
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, a)
	in := theSame("ຄົນດຽວກັນ")
	for n, judge := range []access.Actor{w.judge, w.judgeAll} {
		in.Rulings = n
		_, err := w.Adjudicate(ctx, judge, q.ID, in)
		must(t, err)
	}
	if a = w.stored(t, a.ID); len(a.Reasons) != 1 || len(a.Refusers) != 2 {
		t.Errorf("refused because of %v by %v", a.Reasons, a.Refusers)
	}
}

// No ruling lifts a refusal: an appeal does. Whoever ruled meanwhile decides no appeal.
func TestARefusalStandsUntilTheAppeal(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.far(t)
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, a)
	_, err := w.Adjudicate(ctx, w.judge, q.ID, theSame("ຄົນດຽວກັນ"))
	must(t, err)
	later := another("ຄົນລະຄົນ")
	later.Rulings = 1
	_, err = w.Adjudicate(ctx, w.judge2, q.ID, later)
	must(t, err)
	if a = w.stored(t, a.ID); a.State != application.Refused || a.Acts[0].Distinct != nil {
		t.Fatalf("it is %s, and held apart are %v", a.State, a.Acts[0].Distinct)
	}
	a, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ອຸທອນ")
	must(t, err)
	_, err = w.Adjudicate(ctx, w.judgeAll, w.asked(t, a).ID, another("ຄົນລະຄົນ"))
	must(t, err)
	a = w.stored(t, a.ID)
	_, _, err = w.Decide(ctx, w.judge2, a.ID, a.Version, nil)
	wants(t, err, register.Forbidden, application.CodeOwnRuling)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
		t.Errorf("it is %s: %+v", a.State, decided)
	}
}
