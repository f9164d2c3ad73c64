package office_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/internal/testenv"
	"samano/office/application"
	"samano/register"
)

// holds checks all that the desk keeps of an application but its acts. change tells what is
// different from before; the version, the time and the history go on by one.
func (w *world) holds(t *testing.T, step string, want *application.Application, change func(*application.Application)) {
	t.Helper()
	got := w.stored(t, want.ID)
	want.Version++
	was := want.State
	change(want)
	want.Touched, want.Acts = w.Country.Now(), got.Acts
	if want.State != was {
		last := want.History[len(want.History)-1]
		last.At, last.From, last.To = w.Country.Now(), was, want.State
		want.History[len(want.History)-1] = last
	}
	for i := range got.History {
		got.History[i].At = got.History[i].At.In(testenv.Vientiane)
	}
	got.Touched = got.Touched.In(testenv.Vientiane)
	if diff := cmp.Diff(*want, got); diff != "" {
		t.Fatalf("%s: the application differs (-want +got)\n%s", step, diff)
	}
}

// by is the entry of the history that an officer adds.
func by(who access.Actor, reasons ...application.Reason) application.Change {
	return application.Change{By: who.Officer.ID, Office: who.Office.ID, Reasons: reasons}
}

// What an application holds after each step of a long life: days that run, who had a part in it,
// why it is where it is, and a history without a gap.
func TestTheLifeOfAnApplication(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	day := register.DayOf(2026, 11, 2)
	on := func(n register.Day) register.Day { w.SetToday((day + n).String()); return day + n }
	law := w.Law.Applications
	days := func(n int) register.Day { return register.Day(n) }
	returnDays, appealDays := days(law.ReturnDays.On(day).Value), days(law.AppealDays.On(day).Value)
	decideDays := days(w.Law.Kinds[register.KindBirth].DecideDays.On(day).Value)
	if returnDays == appealDays || returnDays == decideDays || decideDays == 0 {
		t.Fatal("the law's days cannot be told apart")
	}
	deputy := testenv.ActorAt(w.chief.Office, "vanh", access.VillageReporter)
	why := func(text string) []application.Reason { return []application.Reason{{Code: "x", Act: 0, Text: text}} }
	in := draft(w.BirthForm(t, string(mother.Number()), "2026-10-20"))
	want := &application.Application{ID: in.ID, Due: application.NoDeadline, TakenBy: "bounmy", TakenAt: "V0101001", Declarant: in.Declarant, DeclarantBy: "bounmy"}
	move := func(to application.State, c application.Change) func(*application.Application) {
		return func(a *application.Application) { a.State, a.History = to, append(a.History, c) }
	}

	a, err := w.SaveDraft(ctx, w.chief, in, 0)
	must(t, err)
	w.holds(t, "saved", want, func(a *application.Application) {
		move(application.Draft, by(w.chief))(a)
		a.Writers = []register.OfficerID{"bounmy"}
	})
	on(1)
	in.Declarant.Name, in.Together = "ນາງ ແກ້ວ", true
	a, err = w.SaveDraft(ctx, deputy, in, a.Version)
	must(t, err)
	w.holds(t, "saved by a deputy", want, func(a *application.Application) {
		a.Declarant.Name, a.DeclarantBy, a.Together = "ນາງ ແກ້ວ", "vanh", true
		a.Writers = append(a.Writers, "vanh")
	})
	a, err = w.Declare(ctx, w.chief, a.ID, a.Version)
	must(t, err)
	w.holds(t, "declared", want, func(a *application.Application) {
		move(application.Declared, by(w.chief))(a)
		a.Office, a.Day, a.HandedIn, a.Due = "D0101", day+1, day+1, day+1+decideDays
	})
	on(2)
	a, err = w.Return(ctx, w.kham, a.ID, a.Version, why("ຂາດ"))
	must(t, err)
	w.holds(t, "returned", want, func(a *application.Application) {
		move(application.Returned, by(w.kham, why("ຂາດ")...))(a)
		a.Due, a.Until, a.Reasons = application.NoDeadline, day+2+returnDays, why("ຂາດ")
	})
	on(3)
	in.Day = day // the day on the receipt stays
	a, err = w.SaveDraft(ctx, deputy, in, a.Version)
	must(t, err)
	w.holds(t, "completed", want, func(*application.Application) {})
	on(4)
	a, err = w.Declare(ctx, deputy, a.ID, a.Version)
	must(t, err)
	w.holds(t, "declared again", want, func(a *application.Application) {
		move(application.Declared, by(deputy))(a)
		a.TakenBy = "vanh" // the declarant handed it in to her
		a.Office, a.HandedIn, a.Due, a.Until, a.Reasons = "D0101", day+4, day+4+decideDays, 0, nil
	})
	on(5)
	a, err = w.Refuse(ctx, w.kham, a.ID, a.Version, why("ບໍ່ຄົບ"))
	must(t, err)
	w.holds(t, "refused", want, func(a *application.Application) {
		move(application.Refused, by(w.kham, why("ບໍ່ຄົບ")...))(a)
		a.Due, a.Until, a.Reasons, a.Refusers = application.NoDeadline, day+5+appealDays, why("ບໍ່ຄົບ"), []register.OfficerID{"kham"}
	})
	on(6)
	appeal := []application.Reason{{Act: -1, Text: "ອຸທອນ"}}
	a, err = w.Appeal(ctx, deputy, a.ID, a.Version, "ອຸທອນ")
	must(t, err)
	w.holds(t, "appealed", want, func(a *application.Application) {
		move(application.Appealed, by(deputy, appeal...))(a)
		a.HandedIn, a.Due, a.Until, a.Reasons = day+6, day+6+decideDays, 0, appeal
	})
	_, err = w.Refuse(ctx, w.kham, a.ID, a.Version, why("ອີກ"))
	wants(t, err, register.Forbidden, application.CodeOwnRefusal)
	on(7)
	a, err = w.Refuse(ctx, w.province, a.ID, a.Version, why("ອີກ"))
	must(t, err)
	w.holds(t, "refused again", want, func(a *application.Application) {
		move(application.Refused, by(w.province, why("ອີກ")...))(a)
		a.Due, a.Until, a.Reasons, a.Refusers = application.NoDeadline, day+7+appealDays, why("ອີກ"), append(a.Refusers, "phet")
	})
	a, err = w.Appeal(ctx, w.chief, a.ID, a.Version, "ອຸທອນ")
	must(t, err)
	w.holds(t, "appealed again", want, func(a *application.Application) {
		move(application.Appealed, by(w.chief, appeal...))(a)
		a.HandedIn, a.Due, a.Until, a.Reasons = day+7, day+7+decideDays, 0, appeal
	})
	on(8)
	told, decided, err := w.Decide(ctx, w.noy, a.ID, a.Version, nil)
	must(t, err)
	if len(decided) != 1 || decided[0].Outcome == nil || told.State != application.Registered {
		t.Fatalf("decided: %+v", decided)
	}
	want.Version++ // of the decision that began
	w.holds(t, "registered", want, func(a *application.Application) {
		move(application.Registered, by(w.noy))(a)
		a.Due, a.Reasons = application.NoDeadline, nil
	})
	act, err := w.Act(ctx, w.Pass, string(in.Acts[0].ID))
	must(t, err)
	if got := act.Proposal; got.Declared != day+1 || got.DeclaredTo != "vanh" || got.Declarant != "ນາງ ແກ້ວ, mother" || got.Office != "D0101" || got.Registrar != "noy" || got.Accepted != nil {
		t.Errorf("the act says %+v", got)
	}
	if o := w.stored(t, a.ID).Acts[0].Outcome; o.Act != in.Acts[0].ID || o.Seq != act.Seq || o.Printed != act.Printed || o.Before {
		t.Errorf("the outcome is %+v", o)
	}
	again, decided, err := w.Decide(ctx, w.kham, a.ID, 1, nil) // whoever comes late is told the same
	must(t, err)
	if again.State != application.Registered || decided[0].Outcome.Seq != act.Seq {
		t.Errorf("decided again it is %s, %+v", again.State, decided)
	}
}

// What an application holds after each step that adjudicators have a part in.
func TestTheLifeOfAnAdjudicatedApplication(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	w.entered(t, enrolment(boun, somsak))
	day := w.Today()
	adjudicate := register.Day(w.Law.Duplicates.Days.On(day).Value)
	decideDays := register.Day(w.Law.Kinds[register.KindEnrolment].DecideDays.On(day).Value)
	appealDays := register.Day(w.Law.Applications.AppealDays.On(day).Value)
	if adjudicate == decideDays {
		t.Fatal("the law's days cannot be told apart")
	}
	start := func() (*application.Application, []application.Adjudication) {
		a := w.declare(t, w.noy, draft(enrolment(boun, nil), enrolment(boun, somsak)))
		if a.State != application.Adjudicated || a.Due != w.Today()+adjudicate || a.HandedIn != w.Today() || a.Office != "D0101" || a.Judges != nil || a.Until != 0 {
			t.Fatalf("declared, it is %+v", a)
		}
		want := w.stored(t, a.ID)
		for i := range want.History {
			want.History[i].At = want.History[i].At.In(testenv.Vientiane)
		}
		var states []application.State
		for _, c := range want.History {
			states = append(states, c.To)
		}
		if !slices.Equal(states, []application.State{application.Draft, application.Declared, application.Adjudicated}) || want.History[2].By != "noy" || want.History[2].Office != "D0101" || want.History[2].Reasons != nil {
			t.Fatalf("its history is %+v", want.History)
		}
		asked, err := w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, Limit: 9})
		must(t, err)
		slices.SortFunc(asked, func(x, y application.Adjudication) int { // as the acts stand
			return map[bool]int{true: -1, false: 1}[x.Act == a.Acts[0].Proposal.ID]
		})
		return &want, asked
	}
	want, asked := start()
	for n, q := range asked {
		if q.Act != want.Acts[n].Proposal.ID || q.Kind != register.KindEnrolment || q.Application != want.ID || q.State != application.Asked || q.Office != "P01" || q.Due != day+adjudicate ||
			!q.Opened.Equal(w.Country.Now()) || q.Subject != 0 || q.Pair != [2]register.PersonID{} || q.Truncated || len(q.Candidates) != 1 || q.Rulings != nil {
			t.Errorf("asked is %+v", q)
		}
		if f := want.Acts[n].Findings; len(f) != 1 || f[0].Code != application.CodeSomebodyLike || f[0].Severity != register.Warning || f[0].Args != nil || f[0].Field != q.Field {
			t.Errorf("kept beside the act is %+v", f)
		}
	}

	// The first of two rulings: it waits for the other.
	w.SetToday((day + 1).String())
	got, err := w.Adjudicate(ctx, w.judge, asked[0].ID, another("ຄົນລະຄົນ"))
	must(t, err)
	ruling := application.Ruling{At: w.Country.Now().UTC(), By: "dao", Office: "P01", Verdict: application.Different, Reason: "ຄົນລະຄົນ"}
	if got.State != application.Ruled || !slices.Equal(got.Rulings, []application.Ruling{ruling}) {
		t.Errorf("the adjudication is %s with %+v", got.State, got.Rulings)
	}
	w.holds(t, "ruled on the first", want, func(a *application.Application) { a.Judges = []register.OfficerID{"dao"} })
	item := w.stored(t, want.ID).Acts[0]
	distinct := []register.Accepted{{Code: register.CodeSurelyRegistered, Field: asked[0].Field, Person: string(there.Number()), Reason: "adjudication " + string(asked[0].ID)}}
	if !slices.Equal(item.Distinct, distinct) || len(item.Findings) != 1 || item.Findings[0].Code != application.CodeAnotherPerson {
		t.Errorf("of the act is kept %+v", item)
	}
	// The second, by another officer.
	w.SetToday((day + 2).String())
	_, err = w.Adjudicate(ctx, w.judge2, asked[1].ID, another("ອື່ນ"))
	must(t, err)
	w.holds(t, "ruled on the second", want, func(a *application.Application) {
		a.State, a.History = application.Declared, append(a.History, by(w.judge2))
		a.Judges, a.Due = append(a.Judges, "keo"), day+decideDays
	})
	// A later ruling counts while nothing is registered.
	_, err = w.Adjudicate(ctx, w.judgeAll, asked[0].ID, application.RulingInput{Rulings: 1, Verdict: application.Different, Reason: "ຄົນລະຄົນແທ້"})
	must(t, err)
	w.holds(t, "ruled once more", want, func(a *application.Application) { a.Judges = append(a.Judges, "chan") })
	if item := w.stored(t, want.ID).Acts[0]; !slices.Equal(item.Distinct, distinct) {
		t.Errorf("of the act is kept %+v", item)
	}
	reason := []application.Reason{{Code: application.CodeSamePerson, Act: 1}}
	_, err = w.Adjudicate(ctx, w.judge, asked[1].ID, application.RulingInput{Rulings: 1, Verdict: application.Same, Reason: "ຄົນດຽວກັນ"})
	must(t, err)
	w.holds(t, "found to be the same after all", want, func(a *application.Application) {
		a.State, a.History = application.Refused, append(a.History, by(w.judge, reason...))
		a.Reasons, a.Due, a.Until, a.Refusers = reason, application.NoDeadline, day+2+appealDays, []register.OfficerID{"dao"}
	})
	if item := w.stored(t, want.ID).Acts[1]; len(item.Distinct) != 0 {
		t.Errorf("the reason why they were two stays: %+v", item.Distinct)
	}
	// No ruling lifts a refusal, and whoever gave it has ruled in the application.
	_, err = w.Adjudicate(ctx, w.judgeAll, asked[1].ID, application.RulingInput{Rulings: 2, Verdict: application.Different, Reason: "x"})
	must(t, err)
	w.holds(t, "found to be another while refused", want, func(a *application.Application) {
		a.Reasons = []application.Reason{{Code: application.CodeAnotherSince, Act: 1}}
	})

	// Withdrawn, it drops what nobody has answered.
	want, asked = start()
	_, err = w.Adjudicate(ctx, w.judge, asked[0].ID, another("ຄົນລະຄົນ"))
	must(t, err)
	now := w.stored(t, want.ID)
	_, err = w.Withdraw(ctx, w.noy, want.ID, now.Version, "ຖອນ")
	must(t, err)
	for n, want := range []application.AdjudicationState{application.Ruled, application.Dropped} {
		if q, err := w.desk.Adjudication(ctx, asked[n].ID); err != nil || q.State != want {
			t.Errorf("the adjudication is %s, %v, not %s", q.State, err, want)
		}
	}
}

// stateCase is an application in a state, with the adjudications that were asked for it.
type stateCase struct {
	w     *world
	a     application.Application
	asked []application.Adjudication
}

// inState brings an application of somebody like another to a state.
func inState(t *testing.T, s application.State) *stateCase {
	t.Helper()
	w, ctx := comparing(t), context.Background()
	c := &stateCase{w: w}
	why := []application.Reason{{Act: -1, Text: "x"}}
	var err error
	do := func(a application.Application, err error) { must(t, err); c.a = a }
	if s == application.Adjudicated {
		w.entered(t, enrolment(boun, nil))
	}
	c.a, err = w.SaveDraft(ctx, w.noy, draft(enrolment(boun, nil)), 0)
	must(t, err)
	if s != application.Draft {
		do(w.Declare(ctx, w.noy, c.a.ID, c.a.Version))
	}
	switch s {
	case application.Returned:
		do(w.Return(ctx, w.kham, c.a.ID, c.a.Version, why))
	case application.Refused, application.Appealed:
		do(w.Refuse(ctx, w.kham, c.a.ID, c.a.Version, why))
		if s == application.Appealed {
			do(w.Appeal(ctx, w.noy, c.a.ID, c.a.Version, "x"))
		}
	case application.Withdrawn:
		do(w.Withdraw(ctx, w.noy, c.a.ID, c.a.Version, "x"))
	case application.Registered:
		var a application.Application
		a, _, err = w.Decide(ctx, w.province, c.a.ID, c.a.Version, nil)
		do(a, err)
	}
	c.asked, err = w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: c.a.ID, Limit: 9})
	must(t, err)
	if c.a.State != s {
		t.Fatalf("the application is %s", c.a.State)
	}
	return c
}

// Each errand in each state: it leads on, or it is refused as what is not possible there.
func TestEveryErrandInEveryState(t *testing.T) {
	why := []application.Reason{{Act: -1, Text: "x"}}
	steps := []struct {
		name string
		asks application.State // that the errand would lead to
		do   func(ctx context.Context, c *stateCase) error
		to   map[application.State]application.State
	}{
		{"save", application.Draft, func(ctx context.Context, c *stateCase) error {
			in := draft(c.a.Acts[0].Proposal)
			in.ID = c.a.ID
			_, err := c.w.SaveDraft(ctx, c.w.noy, in, c.a.Version)
			return err
		}, map[application.State]application.State{application.Draft: application.Draft, application.Returned: application.Returned}},
		{"declare", application.Declared, func(ctx context.Context, c *stateCase) error {
			_, err := c.w.Declare(ctx, c.w.noy, c.a.ID, c.a.Version)
			return err
		}, map[application.State]application.State{application.Draft: application.Declared, application.Returned: application.Declared}},
		{"return", application.Returned, func(ctx context.Context, c *stateCase) error {
			_, err := c.w.Return(ctx, c.w.province, c.a.ID, c.a.Version, why)
			return err
		}, map[application.State]application.State{application.Declared: application.Returned, application.Appealed: application.Returned}},
		{"refuse", application.Refused, func(ctx context.Context, c *stateCase) error {
			_, err := c.w.Refuse(ctx, c.w.province, c.a.ID, c.a.Version, why)
			return err
		}, map[application.State]application.State{application.Declared: application.Refused, application.Appealed: application.Refused}},
		{"decide", application.Registered, func(ctx context.Context, c *stateCase) error {
			_, _, err := c.w.Decide(ctx, c.w.province, c.a.ID, c.a.Version, nil)
			return err
		}, map[application.State]application.State{application.Declared: application.Registered, application.Appealed: application.Registered, application.Registered: application.Registered}},
		{"withdraw", application.Withdrawn, func(ctx context.Context, c *stateCase) error {
			_, err := c.w.Withdraw(ctx, c.w.noy, c.a.ID, c.a.Version, "x")
			return err
		}, map[application.State]application.State{application.Draft: application.Withdrawn, application.Declared: application.Withdrawn, application.Adjudicated: application.Withdrawn, application.Returned: application.Withdrawn, application.Appealed: application.Withdrawn}},
		{"appeal", application.Appealed, func(ctx context.Context, c *stateCase) error {
			_, err := c.w.Appeal(ctx, c.w.noy, c.a.ID, c.a.Version, "x")
			return err
		}, map[application.State]application.State{application.Refused: application.Appealed}},
	}
	for _, s := range application.States() {
		for _, step := range steps {
			if s == application.Draft && (step.name == "return" || step.name == "refuse" || step.name == "decide") {
				continue // the office that decides has no drafts: TestWhoMayDoWhat
			}
			c := inState(t, s)
			err := step.do(context.Background(), c)
			now := c.w.stored(t, c.a.ID)
			to, may := step.to[s]
			if may {
				if err != nil || now.State != to {
					t.Errorf("%s what is %s: %v, it is %s", step.name, s, err, now.State)
				}
				continue
			}
			var illegal *application.TransitionError
			wants(t, err, register.Conflict, application.CodeTransition)
			if !errors.As(err, &illegal) || *illegal != (application.TransitionError{From: s, To: step.asks}) {
				t.Errorf("%s what is %s: %v", step.name, s, err)
			}
			if now.Version != c.a.Version || now.State != s {
				t.Errorf("%s what is %s: it was refused, and is %s", step.name, s, now.State)
			}
		}
	}
}
