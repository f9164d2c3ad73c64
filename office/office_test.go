package office_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/office/examination"
	"samano/register"
)

func TestABirthFromTheVillageToTheCertificate(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")

	a := w.declare(t, w.chief, draft(p))
	if a.Office != "D0101" || a.State != application.Declared {
		t.Fatalf("a birth from Nongping is %s at %s", a.State, a.Office)
	}
	if got := a.Acts[0].Proposal.Seen; len(got) != 1 || got[0].Seq != mother.Seq() {
		t.Errorf("the mother was seen at %v, she stands at %d", got, mother.Seq())
	}
	if days := w.Law.Kinds["birth"].DecideDays.On(w.Today()).Value; a.Due != w.Today()+register.Day(days) {
		t.Errorf("due on %s, with %d days to decide", a.Due, days)
	}

	queue, _, err := w.Queue(ctx, w.kham, false, application.Cursor{})
	must(t, err)
	if len(queue) != 1 || queue[0].ID != a.ID || queue[0].Late {
		t.Fatalf("the district's queue is %+v", queue)
	}
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	after := v.Acts[0].Sides[0].After.Open().(*register.Person)
	if v.Acts[0].Sides[0].Before.Open() != nil || after.Official().Forms[0].String() != "ສົມພອນ" || v.People.Open()[mother.ID] == nil {
		t.Errorf("the opened application shows %+v", v.Acts[0].Sides)
	}
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered || decided[0].Outcome.Printed.No != 1 || decided[0].Outcome.Printed.Office != "D0101" {
		t.Fatalf("decided: %s, %+v", a.State, decided[0])
	}
}

func TestWhatStopsComesBackToTheFormAndNothingIsLost(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	in := draft(w.BirthForm(t, string(mother.Number()), "1990-01-01")) // before her own birth
	a, err := w.SaveDraft(ctx, w.chief, in, 0)
	must(t, err)
	a, err = w.Declare(ctx, w.chief, a.ID, a.Version)
	var e *register.Error
	if !errors.As(err, &e) || e.Kind != register.Invalid || len(e.Findings) == 0 || e.Findings[0].Code != "child-before-mother" || e.Findings[0].Field != "acts.0.payload.mother" {
		t.Fatalf("declaring gives %v", err)
	}
	stored, err := w.desk.Application(ctx, a.ID)
	must(t, err)
	if stored.State != application.Draft || len(stored.Acts[0].Findings) == 0 || string(stored.Acts[0].Proposal.Payload) != string(in.Acts[0].Payload) {
		t.Errorf("the draft is now %+v", stored)
	}
	in.Acts[0] = w.BirthForm(t, string(mother.Number()), "2026-10-20")
	a, err = w.SaveDraft(ctx, w.chief, in, a.Version)
	must(t, err)
	a, err = w.Declare(ctx, w.chief, a.ID, a.Version)
	must(t, err)
	if a.State != application.Declared {
		t.Errorf("put right, it is %s", a.State)
	}
}

func TestReturnRefuseAppeal(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	in := draft(w.BirthForm(t, string(mother.Number()), "2026-10-20"))
	a := w.declare(t, w.chief, in)
	first := a.Day
	why := []application.Reason{{Act: 0, Text: "ຂາດໃບແຈ້ງເກີດ"}}

	_, err := w.Return(ctx, w.kham, a.ID, a.Version, nil)
	wants(t, err, register.Invalid, register.CodeReasonMissing)
	a, err = w.Return(ctx, w.kham, a.ID, a.Version, why)
	must(t, err)
	if want := w.Today() + register.Day(w.Law.Applications.ReturnDays.On(w.Today()).Value); a.State != application.Returned || a.Until != want {
		t.Fatalf("returned until %s, not %s", a.Until, want)
	}
	taken, _, err := w.Taken(ctx, w.chief, []application.State{application.Returned}, application.Cursor{})
	must(t, err)
	if len(taken) != 1 {
		t.Errorf("the village sees %d returned applications", len(taken))
	}

	w.SetToday("2026-11-10")
	a, err = w.SaveDraft(ctx, w.chief, in, a.Version)
	must(t, err)
	a, err = w.Declare(ctx, w.chief, a.ID, a.Version)
	must(t, err)
	if a.Day != first || a.Acts[0].Proposal.Declared != first {
		t.Errorf("completing moved the day of declaration from %s to %s", first, a.Day)
	}
	a, err = w.Refuse(ctx, w.kham, a.ID, a.Version, why)
	must(t, err)
	if want := w.Today() + register.Day(w.Law.Applications.AppealDays.On(w.Today()).Value); a.Until != want {
		t.Errorf("the appeal is open until %s, not %s", a.Until, want)
	}
	_, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	wants(t, err, register.Conflict, application.CodeTransition)
	var illegal *application.TransitionError
	if !errors.As(err, &illegal) || illegal.From != application.Refused || illegal.To != application.Registered {
		t.Errorf("the refusal says %v", err)
	}

	a, err = w.Appeal(ctx, w.chief, a.ID, a.Version, "ໃບແຈ້ງຢູ່ນຳແລ້ວ")
	must(t, err)
	_, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	wants(t, err, register.Forbidden, application.CodeOwnRefusal)
	_, err = w.Open(ctx, w.other, a.ID)
	wants(t, err, register.NotFound, office.CodeNotTheirs)
	a, _, err = w.Decide(ctx, w.province, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered || a.Acts[0].Outcome.Printed.Office != "P01" {
		t.Errorf("the province made it %s, %+v", a.State, a.Acts[0].Outcome)
	}
	var states []application.State
	for _, c := range a.History {
		states = append(states, c.To)
	}
	if want := []application.State{application.Draft, application.Declared, application.Returned, application.Declared, application.Refused, application.Appealed, application.Registered}; !slices.Equal(states, want) {
		t.Errorf("the history is %v", states)
	}
}

func TestAnAppealComesInTimeOrNotAtAll(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	a, err := w.Refuse(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ບໍ່ຄົບ"}})
	must(t, err)
	w.SetToday((a.Until + 1).String())
	_, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ຂໍອຸທອນ")
	wants(t, err, register.Invalid, office.CodeAppealLate)
	w.SetToday(a.Until.String())
	a, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ຂໍອຸທອນ")
	must(t, err)
	if a.State != application.Appealed {
		t.Errorf("on the last day it is %s", a.State)
	}
}

func TestAMotherEnrolledAndABirthInOneApplication(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := "@" + testenv.NewID()
	enrol := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "enrolment", Decision: register.Decision{By: register.ByOffice}, Happened: register.Exact(w.Today()),
		Payload: testenv.Payload(acts.Enrolment{
			As: mother, Name: testenv.Named("ແກ້ວ", ""), Sex: register.Female, Born: testenv.Date(t, "1998"),
			Residence: &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "3"}},
		}),
	}
	birth := w.BirthForm(t, mother, "2026-10-20")
	in := draft(enrol, birth)
	in.Together = true
	a := w.declare(t, w.noy, in)
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if len(v.Acts[1].Sides) == 0 {
		t.Fatalf("the birth behind the enrolment shows nothing: %v", codes(v.Acts[1].Findings))
	}
	a, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	kid := w.PersonCalled(t, testenv.Child(t, birth))
	if a.State != application.Registered || len(kid.Parents) != 1 || kid.Parents[0].Value.Party.Person != w.PersonCalled(t, mother).ID {
		t.Errorf("%s: the child's parents are %+v", a.State, kid.Parents)
	}
}

// twice moves somebody twice in one application: the second act finds the person
// changed by the first, and by nobody else.
func twice(t *testing.T, w *world, number string) application.DraftInput {
	move := func(house string) register.Proposal {
		return register.Proposal{
			ID: register.ActID(testenv.NewID()), Kind: "move", Decision: register.Decision{By: register.ByOffice}, Happened: register.Exact(w.Today()),
			Payload: testenv.Payload(acts.Move{Persons: []string{number}, To: acts.Dwelling{Code: "0101001", House: house}}),
		}
	}
	return draft(move("20"), move("21"))
}

func TestSubjectsThatChangeMeanwhile(t *testing.T) {
	for _, together := range []bool{true, false} {
		w, ctx := newWorld(t), context.Background()
		man := w.Resident(t, "ບຸນ", register.Male, "1980", "0101001")
		in := twice(t, w, string(man.Number()))
		in.Together = together
		a := w.declare(t, w.noy, in)
		v, err := w.Open(ctx, w.kham, a.ID)
		must(t, err)
		for i := range v.Acts {
			if slices.Contains(codes(v.Acts[i].Findings), "subject-changed-since") {
				t.Errorf("together=%v: act %d is stopped by the application's own change", together, i)
			}
		}
		elsewhere := w.Proposal("identifier", acts.Identifier{Person: string(man.Number()), Opens: &register.Identifier{Kind: "old-card", Value: "1234"}})
		w.Must(t, elsewhere)

		b, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
		must(t, err)
		if b.State != application.Declared || !slices.Contains(codes(decided[0].Findings), "subject-changed-since") || decided[0].Outcome != nil {
			t.Fatalf("together=%v: changed by somebody else, the first act is %+v", together, decided[0])
		}
		accepted := map[register.ActID][]register.Accepted{}
		for _, p := range in.Acts {
			accepted[p.ID] = []register.Accepted{{Code: "subject-changed-since", Reason: "ບັດເກົ່າບໍ່ກ່ຽວ"}}
		}
		c, decided, err := w.Decide(ctx, w.kham, b.ID, b.Version, accepted)
		must(t, err)
		if c.State != application.Registered {
			t.Errorf("together=%v: accepted, it is %s: %+v", together, c.State, decided)
		}
	}
}

func TestEachByItselfKeepsWhatCouldBeRegistered(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	man := w.Resident(t, "ບຸນ", register.Male, "1940", "0101001")
	good := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	died := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "death", Decision: register.Decision{By: register.ByOffice}, Happened: testenv.Date(t, "2026-10-21"),
		Evidence: []register.Evidence{{Kind: "death-notice", Note: "1"}}, Payload: testenv.Payload(acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21")}),
	}
	a := w.declare(t, w.noy, draft(died, good))
	again := died // meanwhile the death comes in by another way
	again.ID, again.Office, again.Declared, again.DeclaredTo, again.Registrar = w.ActID(), "CENTRE", w.Today(), "x", "y"
	w.Must(t, again)

	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, map[register.ActID][]register.Accepted{died.ID: {{Code: "subject-changed-since", Reason: "r"}}})
	must(t, err)
	if a.State != application.Declared || decided[0].Outcome != nil || decided[1].Outcome == nil {
		t.Fatalf("%s: %+v", a.State, decided)
	}
	if !slices.Contains(codes(decided[0].Findings), "already-dead") {
		t.Errorf("the second death is stopped by %v", codes(decided[0].Findings))
	}
	a, err = w.Refuse(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: 0, Text: "ຂຶ້ນທະບຽນແລ້ວ"}})
	must(t, err)
	if a.Acts[1].Outcome == nil || w.PersonCalled(t, testenv.Child(t, good)).Number() == "" {
		t.Error("refusing the rest undid what was registered")
	}
}

func TestADeathBetweenRegisteringAndWritingItDown(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	a := w.declare(t, w.noy, draft(p))

	w.desk.failPut = func(a application.Application) bool { return a.State == application.Registered }
	_, _, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	if register.KindOf(err) != register.Unavailable {
		t.Fatalf("the decision ends with %v", err)
	}
	act, err := w.Act(ctx, w.Pass, string(p.ID))
	must(t, err)
	if act == nil {
		t.Fatal("the act is not in the register: nothing was tested")
	}
	w.desk.failPut = nil
	before, err := w.desk.Application(ctx, a.ID)
	must(t, err)
	if before.State != application.Declared || before.Deciding == nil {
		t.Fatalf("the desk says %s, deciding %v", before.State, before.Deciding)
	}

	_, err = w.Refuse(ctx, w.kham, a.ID, before.Version, []application.Reason{{Act: -1, Text: "ບໍ່"}})
	if register.KindOf(err) != register.Conflict {
		t.Errorf("what is registered was refused: %v", err)
	}
	// Somebody else decides again, with other words: the same one act.
	a, decided, err := w.Decide(ctx, w.noy, a.ID, before.Version, map[register.ActID][]register.Accepted{p.ID: {{Code: "x", Reason: "y"}}})
	must(t, err)
	if a.State != application.Registered || decided[0].Outcome == nil || decided[0].Outcome.Seq != act.Seq {
		t.Errorf("%s: %+v", a.State, decided)
	}
	if last := a.History[len(a.History)-1]; last.By != "kham" || !last.At.Equal(act.RegisteredAt) {
		t.Errorf("the history says that %s registered it at %v", last.By, last.At)
	}
}

func TestNobodyMovesOnWhatIsBeingDecided(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	begun := a
	begun.Version++
	begun.Deciding = &application.Deciding{By: "kham", At: w.Now()}
	must(t, w.desk.PutApplication(ctx, begun)) // as a decision leaves it that died before it registered
	why := []application.Reason{{Act: -1, Text: "ບໍ່"}}
	_, err := w.Refuse(ctx, w.kham, a.ID, begun.Version, why)
	wants(t, err, register.Conflict, office.CodeBeingDecided)
	w.SetToday("2026-11-03")
	a, err = w.Refuse(ctx, w.kham, a.ID, begun.Version, why)
	must(t, err)
	if a.State != application.Refused || a.Deciding != nil {
		t.Errorf("a day later it is %s, deciding %v", a.State, a.Deciding)
	}
}

func TestTwoOnOneVersion(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	a := w.declare(t, w.chief, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	_, err := w.Withdraw(ctx, w.chief, a.ID, a.Version-1, "ຂໍຖອນ")
	wants(t, err, register.Conflict, office.CodeChangedSince)
	_, err = w.Withdraw(ctx, w.chief, a.ID, a.Version, "ຂໍຖອນ")
	must(t, err)
	_, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	wants(t, err, register.Conflict, office.CodeChangedSince)
	_, err = w.SaveDraft(ctx, w.chief, application.DraftInput{ID: a.ID}, 0)
	wants(t, err, register.Conflict, office.CodeChangedSince)
}

func TestManyDecideAtOnce(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	before, err := w.Country.Store.Head(ctx)
	must(t, err)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, _, errs[i] = w.Decide(ctx, []access.Actor{w.kham, w.province}[i%2], a.ID, a.Version, nil) })
	}
	wg.Wait()
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if register.KindOf(err) != register.Conflict {
			t.Error(err)
		}
	}
	now, err := w.desk.Application(ctx, a.ID)
	must(t, err)
	head, err := w.Country.Store.Head(ctx)
	must(t, err)
	if done == 0 || now.State != application.Registered || head.Size != before.Size+1 {
		t.Errorf("%d decided, it is %s, %d acts were registered", done, now.State, head.Size-before.Size)
	}
}

func TestFourEyes(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man := w.Resident(t, "ບຸນ", register.Male, "1940", "0101001")
	died := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "death", Decision: register.Decision{By: register.ByOffice}, Happened: testenv.Date(t, "2026-10-21"),
		Evidence: []register.Evidence{{Kind: "death-notice", Note: "1"}}, Payload: testenv.Payload(acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21")}),
	}
	a := w.declare(t, w.kham, draft(died))
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if !slices.Contains(codes(v.Acts[0].Findings), "four-eyes") || len(v.Acts[0].Sides) == 0 {
		t.Errorf("who took it sees %v beforehand, and %d subjects", codes(v.Acts[0].Findings), len(v.Acts[0].Sides))
	}
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Declared || !slices.Contains(codes(decided[0].Findings), "four-eyes") {
		t.Errorf("who took it registered it: %s, %v", a.State, codes(decided[0].Findings))
	}
	a, _, err = w.Decide(ctx, w.noy, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered {
		t.Errorf("somebody else made it %s", a.State)
	}
}

func TestWhoCompletesAnApplicationDoesNotRegisterIt(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man := w.Resident(t, "ບຸນ", register.Male, "1940", "0101001")
	in := draft(register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "death", Decision: register.Decision{By: register.ByOffice}, Happened: testenv.Date(t, "2026-10-21"),
		Evidence: []register.Evidence{{Kind: "death-notice", Note: "1"}}, Payload: testenv.Payload(acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21")}),
	})
	a := w.declare(t, w.noy, in)
	a, err := w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: 0, Text: "ຂາດເອກະສານ"}})
	must(t, err)
	a, err = w.SaveDraft(ctx, w.kham, in, a.Version) // at the same office, in the other's place
	must(t, err)
	a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	must(t, err)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Declared || !slices.Contains(codes(decided[0].Findings), "four-eyes") {
		t.Errorf("who wrote at it made it %s: %v", a.State, codes(decided[0].Findings))
	}
}

func TestABirthThatCameFromAnotherMinistry(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-2026-77"}
	q := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	q.Decision = p.Decision
	first := w.registered(t, draft(p))

	a := w.declare(t, w.noy, draft(q))
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if v.Acts[0].Before == nil || v.Acts[0].Before.Act != p.ID || codes(v.Acts[0].Findings)[0] != examination.CodeAlreadyRegistered {
		t.Fatalf("the second arrival shows %v", codes(v.Acts[0].Findings))
	}
	head, err := w.Country.Store.Head(ctx)
	must(t, err)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	now, err := w.Country.Store.Head(ctx)
	must(t, err)
	if a.State != application.Registered || !decided[0].Outcome.Before || decided[0].Outcome.Seq != first.Acts[0].Outcome.Seq || now.Size != head.Size {
		t.Errorf("%s: %+v, %d acts more", a.State, decided[0].Outcome, now.Size-head.Size)
	}

	// A death under the same reference is no second arrival of the birth.
	died := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "death", Decision: p.Decision, Happened: testenv.Date(t, "2026-10-21"),
		Payload: testenv.Payload(acts.Death{Person: string(mother.Number()), Died: testenv.Date(t, "2026-10-21")}),
	}
	b, err := w.SaveDraft(ctx, w.noy, draft(died), 0)
	must(t, err)
	_, err = w.Declare(ctx, w.noy, b.ID, b.Version)
	wants(t, err, register.Invalid, "decision-already-registered")
}

func TestTheQueueIsByDeadlineAndMarksWhatIsLate(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	far := w.Resident(t, "ບຸນ", register.Male, "1980", "0102001")
	move := register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: "move", Decision: register.Decision{By: register.ByOffice}, Happened: register.Exact(w.Today()),
		Payload: testenv.Payload(acts.Move{Persons: []string{string(mother.Number())}, To: acts.Dwelling{Code: "0101001", House: "20"}}),
	}
	slow := w.declare(t, w.noy, draft(move))
	w.SetToday("2026-11-04")
	quick := w.declare(t, w.chief, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	foreign := draft(twice(t, w, string(far.Number())).Acts[0])
	foreign.Office = "D0102"
	there := w.declare(t, w.other, foreign)

	w.SetToday((quick.Due + 1).String())
	queue, next, err := w.Queue(ctx, w.kham, false, application.Cursor{})
	must(t, err)
	if len(queue) != 2 || queue[0].ID != quick.ID || !queue[0].Late || queue[1].ID != slow.ID || queue[1].Late {
		t.Errorf("the queue is %+v", queue)
	}
	if rest, _, err := w.Queue(ctx, w.kham, false, next); err != nil || len(rest) != 0 {
		t.Errorf("behind the last page stand %d, %v", len(rest), err)
	}
	below, _, err := w.Queue(ctx, w.province, true, application.Cursor{})
	must(t, err)
	own, _, err := w.Queue(ctx, w.province, false, application.Cursor{})
	must(t, err)
	if len(below) != 3 || below[2].ID != there.ID && below[1].ID != there.ID || len(own) != 0 {
		t.Errorf("the province sees %d below it and %d of its own", len(below), len(own))
	}
	_, _, err = w.Queue(ctx, w.chief, false, application.Cursor{})
	if register.KindOf(err) != register.Forbidden {
		t.Errorf("the village's queue: %v", err)
	}
}

func TestLooksStandBeforeSubjectsAndProtectionBeforeAll(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	far := w.Resident(t, "ແກ້ວ", register.Female, "1996", "0102001")
	near := w.declare(t, w.chief, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	away := w.declare(t, w.chief, draft(w.BirthForm(t, string(far.Number()), "2026-10-21")))

	seen := func(p *register.Person) int {
		found, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{p.Ref()}, w.Today(), math.MaxInt64, 99)
		must(t, err)
		return len(found)
	}
	w.looks.Fail(errDesk)
	if v, err := w.Open(ctx, w.kham, near.ID); err == nil || v != nil {
		t.Errorf("without a look the application gives %+v, %v", v, err)
	}
	w.looks.Fail(nil)
	_, err := w.Open(ctx, w.kham, near.ID)
	must(t, err)
	if seen(mother) != 2 { // declared, and opened
		t.Errorf("the mother has %d looks", seen(mother))
	}
	v, err := w.Open(ctx, w.chief, away.ID)
	must(t, err)
	for _, s := range v.Acts[0].Sides {
		if s.Withheld != access.CodeOutsideArea || s.After.Open() != nil {
			t.Errorf("the village sees %v of a household in another district", s.Ref)
		}
	}
	if seen(far) != 2 || v.People.Open()[far.ID] != nil {
		t.Errorf("of somebody outside who is named there are %d looks; shown are %v", seen(far), v.People.Open())
	}

	w.Must(t, w.Proposal("protection", acts.Protection{Person: string(mother.Number()), Article: "ມາດຕາ 9"}))
	v, err = w.Open(ctx, w.kham, near.ID)
	must(t, err)
	for _, s := range v.Acts[0].Sides {
		if s.Withheld != access.CodeNationalDesk || s.Before.Open() != nil || s.After.Open() != nil {
			t.Errorf("of a protected woman's family the district sees %v", s.Ref)
		}
	}
	if len(v.People.Open()) != 0 || seen(mother) != 3 {
		t.Errorf("%d people shown, %d looks at the protected mother", len(v.People.Open()), seen(mother))
	}
	v, err = w.Open(ctx, w.national, near.ID)
	must(t, err)
	if v.Acts[0].Sides[0].After.Open() == nil {
		t.Error("the national desk sees nothing")
	}
}

// What stops a declaration comes out of the register: it is looked at before it is
// told, and of a protected person no particulars are.
func TestFindingsAreLooksToo(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man := w.Resident(t, "ຄຳ", register.Male, "1995-04-12", "0101001")
	early := func() application.DraftInput {
		p := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "1990")})
		return draft(p)
	}
	declare := func(who access.Actor) []register.Finding {
		t.Helper()
		in := early()
		a, err := w.SaveDraft(ctx, who, in, 0)
		must(t, err)
		_, err = w.Declare(ctx, who, in.ID, a.Version)
		var e *register.Error
		if !errors.As(err, &e) || e.Kind != register.Invalid {
			t.Fatalf("a death before birth is %v", err)
		}
		return e.Findings
	}
	looks := func() int {
		found, err := w.looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{man.Ref()}, w.Today(), math.MaxInt64, 99)
		must(t, err)
		return len(found)
	}
	born := func(findings []register.Finding) string {
		for _, f := range findings {
			if f.Code == "death-before-birth" {
				return f.Args["born"]
			}
		}
		t.Fatalf("findings are %v", findings)
		return ""
	}
	if got := born(declare(w.chief)); got != "1995-04-12" || looks() != 1 {
		t.Errorf("told %q, with %d looks", got, looks())
	}
	w.Must(t, w.Proposal("protection", acts.Protection{Person: string(man.Number()), Article: "ມາດຕາ 9"}))
	in := early()
	a, err := w.SaveDraft(ctx, w.kham, in, 0)
	must(t, err)
	if a, err = w.Declare(ctx, w.kham, in.ID, a.Version); err != nil || a.Office != "CENTRE" || slices.Contains(codes(a.Acts[0].Findings), "death-before-birth") || looks() != 3 {
		t.Errorf("of a protected person told %v, %+v, with %d looks", err, a.Acts[0].Findings, looks())
	}
	if got := born(declare(w.national)); got != "1995-04-12" {
		t.Errorf("the national desk is told %q", got)
	}
	w.looks.Fail(errDesk)
	in = early()
	a, err = w.SaveDraft(ctx, w.kham, in, 0)
	must(t, err)
	if _, err = w.Declare(ctx, w.kham, in.ID, a.Version); err == nil || register.KindOf(err) == register.Invalid {
		t.Errorf("without a look it is told: %v", err)
	}
}
