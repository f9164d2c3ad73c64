package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/examination"
	"samano/register"
)

// Who adjudicated is told with the adjudication only, also to an adjudicator of another office. That somebody withdrew an application or registered
// it from there is no ruling.
func TestWhoAdjudicatedIsNotTold(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	change := func(from, to application.State, by register.OfficerID, at register.OfficeID) application.Change {
		return application.Change{At: w.Country.Now(), From: from, To: to, By: by, Office: at}
	}
	history := []application.Change{
		change("", application.Draft, "noy", "D0101"), change(application.Draft, application.Declared, "noy", "D0101"), change(application.Declared, application.Adjudicated, "noy", "D0101"),
		change(application.Adjudicated, application.Declared, "dao", "P01"), change(application.Declared, application.Adjudicated, "kham", "D0101"), change(application.Adjudicated, application.Refused, "chan", "CENTRE"),
		change(application.Refused, application.Appealed, "noy", "D0101"), change(application.Appealed, application.Adjudicated, "noy", "D0101"), change(application.Adjudicated, application.Appealed, "keo", "P01"),
		change(application.Appealed, application.Refused, "dao", "P01"), change(application.Refused, application.Appealed, "noy", "D0101"),
		change(application.Appealed, application.Adjudicated, "kham", "D0101"), change(application.Adjudicated, application.Withdrawn, "noy", "D0101"),
	}
	history[9].Reasons = []application.Reason{{Code: application.CodeSamePerson}} // ruled anew while it waited
	registered := slices.Clone(history)
	registered[12] = change(application.Adjudicated, application.Registered, "kham", "D0101")
	for last, h := range map[application.State][]application.Change{application.Withdrawn: history, application.Registered: registered} {
		id := w.put(t, application.Application{State: last, TakenAt: "D0101", Office: "D0101", History: h})
		hidden := slices.Clone(h)
		for _, n := range []int{3, 5, 8, 9} {
			hidden[n].By, hidden[n].Office = "", ""
		}
		for name, test := range map[string]struct {
			who  access.Actor
			want []application.Change
		}{"who took it": {w.noy, hidden}, "who decides": {w.province, hidden}, "an adjudicator who registers": {w.judge2, hidden}} {
			v, err := w.Open(ctx, test.who, id)
			must(t, err)
			for i := range v.History {
				v.History[i].At = v.History[i].At.In(testenv.Vientiane)
			}
			if diff := cmp.Diff(test.want, v.History); diff != "" {
				t.Errorf("%s, %s: the history differs\n%s", last, name, diff)
			}
		}
		if kept := w.stored(t, id); kept.History[3].By != "dao" {
			t.Error("it is forgotten who adjudicated")
		}
	}
}

// What came by another way already is told with the act as which it is registered.
func TestWhatIsRegisteredByAnotherWayIsTold(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p, q := w.BirthForm(t, string(mother.Number()), "2026-10-20"), w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-2026-77"}
	q.Decision = p.Decision
	first := w.registered(t, draft(p)).Acts[0].Outcome
	want := []register.Finding{{
		Code: examination.CodeAlreadyRegistered, Field: "decision.reference", Severity: register.Warning, Args: map[string]string{"act": string(first.Act), "printed": first.Printed.String()},
	}}
	told := []application.DecidedAct{{Outcome: &application.Outcome{Seq: first.Seq, Act: first.Act, Printed: first.Printed, Before: true}, Findings: want}}
	a := w.declare(t, w.noy, draft(q))
	if diff := cmp.Diff(want, a.Acts[0].Findings); diff != "" {
		t.Errorf("declared: %s", diff)
	}
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if diff := cmp.Diff(told[0].Outcome, v.Acts[0].Before) + cmp.Diff(want, v.Acts[0].Findings); diff != "" || len(v.Acts[0].Sides) != 0 {
		t.Errorf("opened: %s", diff)
	}
	_, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if diff := cmp.Diff(told, decided); diff != "" {
		t.Errorf("decided: %s", diff)
	}
	before, child := w.looksSoFar(t), w.subject(t, first.Seq).Ref()
	_, decided, err = w.Decide(ctx, w.province, a.ID, a.Version, nil)
	must(t, err)
	if diff := cmp.Diff(told, decided); diff != "" {
		t.Errorf("decided again: %s", diff)
	}
	if looks := w.looksSince(t, before); !slices.Contains(subjectsOf(looks, false), child) {
		t.Errorf("whom the registered act entered is told of without a look: %v", looks)
	}
}

// While the rest of an application is completed, what is registered stays as it was registered.
func TestWhatIsRegisteredStaysWhileTheRestIsCompleted(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	man := w.alone(t, "ບຸນ", "1940-01-01", "0101001", "30")
	good := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	died := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21")})
	died.ID, died.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "death-notice", Note: "1"}}
	in := draft(died, good)
	a := w.declare(t, w.noy, in)
	other := w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")})
	other.Evidence = died.Evidence
	w.Must(t, other)
	a, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if decided[0].Outcome != nil || decided[1].Outcome == nil || a.Due != w.Today()+3 {
		t.Fatalf("decided: %+v", decided)
	}
	registered := w.stored(t, a.ID).Acts[1]
	a, err = w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: 0, Text: "x"}})
	must(t, err)
	in.Acts = []register.Proposal{w.BirthForm(t, string(mother.Number()), "2024-10-20"), good}
	in.Acts[1].Payload = json.RawMessage(strings.Replace(string(good.Payload), "Somphone", "Somphon", 1))
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
	must(t, err)
	kept := w.stored(t, a.ID)
	if len(kept.Acts) != 2 || kept.Acts[1].Proposal.ID != in.Acts[0].ID || kept.Acts[1].Outcome != nil {
		t.Fatalf("kept is %+v", kept.Acts)
	}
	if diff := cmp.Diff(registered, kept.Acts[0]); diff != "" {
		t.Errorf("what is registered differs\n%s", diff)
	}
	w.SetToday((w.Today() + 1).String())
	a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	must(t, err)
	if diff := cmp.Diff(registered, w.stored(t, a.ID).Acts[0]); diff != "" {
		t.Errorf("declared, what is registered differs\n%s", diff)
	}
	v, err := w.Open(ctx, w.kham, a.ID)
	must(t, err)
	if len(v.Acts[0].Sides) != 0 || len(v.Acts[1].Sides) == 0 || v.Acts[0].Outcome == nil {
		t.Errorf("opened, it shows %+v", v.Acts)
	}
	a, decided, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if a.State != application.Registered || *decided[0].Outcome != *registered.Outcome || decided[1].Outcome == nil || len(decided[0].Findings) != 0 {
		t.Errorf("it is %s: %+v", a.State, decided)
	}
}

// What adjudicators found holds for what they saw: once something else is proposed, they are asked
// anew.
func TestARulingHoldsForWhatWasProposed(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	p := enrolment(boun, nil)
	a := w.declare(t, w.noy, draft(p))
	_, err := w.Adjudicate(ctx, w.judge, w.asked(t, a).ID, another("x"))
	must(t, err)
	a = w.stored(t, a.ID)
	a, err = w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: 0, Text: "x"}})
	must(t, err)
	in := draft(p)
	in.ID = a.ID
	in.Acts[0].Payload = json.RawMessage(strings.Replace(string(p.Payload), `"12"`, `"14"`, 1))
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
	must(t, err)
	if got := w.stored(t, a.ID).Acts[0].Distinct; got != nil {
		t.Errorf("of another proposal is kept %+v", got)
	}
	if a, err = w.Declare(ctx, w.noy, a.ID, a.Version); err != nil || a.State != application.Adjudicated {
		t.Errorf("it is %s, %v", a.State, err)
	}
}

// A ruling rests on all that the adjudicator saw. Where papers, day or declarant are exchanged
// after it, or the act of somebody who was declared beside, adjudicators are asked anew; what is
// declared again as it was goes on.
func TestARulingHoldsForWhatItRestsOn(t *testing.T) {
	passport := []register.Evidence{{Kind: "identity-document", Note: "passport"}}
	for name, test := range map[string]struct {
		change func(*application.DraftInput)
		again  bool
	}{
		"nothing": {func(*application.DraftInput) {}, false},
		"white space": {func(in *application.DraftInput) {
			in.Acts[0].Payload = json.RawMessage(strings.ReplaceAll(string(in.Acts[0].Payload), `":`, `": `))
		}, false},
		"the papers": {func(in *application.DraftInput) {
			in.Acts[0].Evidence = []register.Evidence{{Kind: "declaration", Note: "nothing"}}
		}, true},
		"the day": {func(in *application.DraftInput) { in.Acts[0].Happened = testenv.Date(t, "2026-10-01") }, true},
		"the authority": {func(in *application.DraftInput) {
			in.Acts[0].Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-2026-77"}
		}, true},
		"the declarant":            {func(in *application.DraftInput) { in.Declarant.Name = "ທ້າວ ບຸນ" }, true},
		"the declarant's relation": {func(in *application.DraftInput) { in.Declarant.Relation = "aunt" }, true},
		"an act of somebody else":  {func(in *application.DraftInput) { in.Acts[1].Happened = testenv.Date(t, "2026-10-01") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := comparing(t), context.Background()
			w.entered(t, enrolment(boun, nil))
			p := enrolment(boun, nil)
			p.Evidence = passport
			in := draft(p, enrolment(boun, somsak))
			a := w.declare(t, w.noy, in)
			_, err := w.Adjudicate(ctx, w.judge, w.asked(t, a).ID, another("by the passport"))
			must(t, err)
			a = w.stored(t, a.ID)
			a, err = w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "x"}})
			must(t, err)
			test.change(&in)
			a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
			must(t, err)
			a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
			must(t, err)
			if want := map[bool]application.State{false: application.Declared, true: application.Adjudicated}[test.again]; a.State != want || len(w.stored(t, a.ID).Acts[0].Distinct) > 0 == test.again {
				t.Errorf("it is %s, with %+v", a.State, w.stored(t, a.ID).Acts[0].Distinct)
			}
		})
	}
}

// Of two who are declared together one is found to be another: that holds while both are declared
// as they were.
func TestARulingRestsOnTheOtherAct(t *testing.T) {
	for _, changes := range []bool{false, true} {
		w, ctx := comparing(t), context.Background()
		in := draft(enrolment(boun, nil), enrolment(boun, nil))
		a := w.declare(t, w.noy, in)
		_, err := w.Adjudicate(ctx, w.judge, w.asked(t, a).ID, another("both came"))
		must(t, err)
		a = w.stored(t, a.ID)
		a, err = w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "x"}})
		must(t, err)
		if changes {
			in.Acts[0].Evidence = []register.Evidence{{Kind: "declaration"}}
		}
		a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
		must(t, err)
		a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
		must(t, err)
		if want := map[bool]application.State{false: application.Declared, true: application.Adjudicated}[changes]; a.State != want {
			t.Errorf("changed %t: it is %s", changes, a.State)
		}
	}
}

// A paper that is in an application already may stay there, whoever completes it; any other has to
// be their own.
func TestPapersOfAnApplicationThatIsCompleted(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	deputy := testenv.ActorAt(w.chief.Office, "vanh", access.VillageReporter)
	theirs, err := w.Upload(ctx, w.chief, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	others, err := w.Upload(ctx, w.other, "birth-notice", bytes.NewReader(append(newPaper, '\n')))
	must(t, err)
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Evidence = []register.Evidence{theirs}
	in := draft(p)
	a := w.declare(t, w.chief, in)
	a, err = w.Return(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: 0, Text: "x"}})
	must(t, err)
	second := w.BirthForm(t, string(mother.Number()), "2024-10-20")
	second.Evidence = []register.Evidence{{Kind: "birth-notice", Note: "1"}, theirs, others}
	in.Acts = append(in.Acts, second)
	_, err = w.SaveDraft(ctx, deputy, in, a.Version)
	refuses(t, err, register.Error{Kind: register.Invalid, Op: "office.SaveDraft", Code: evidence.CodeUnknown, Findings: []register.Finding{register.Blocked(evidence.CodeUnknown, "acts.1.evidence.2.sha256")}})
	in.Acts[1].Evidence = in.Acts[1].Evidence[:2]
	if _, err = w.SaveDraft(ctx, deputy, in, a.Version); err != nil {
		t.Errorf("with the papers that were there: %v", err)
	}
}

// Who took an application that is decided elsewhere opens it and its papers, and decides nothing.
func TestAnApplicationThatIsDecidedElsewhere(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	paper, err := w.Upload(ctx, w.noy, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Evidence = []register.Evidence{paper}
	in := draft(p)
	in.Office = "P01"
	a := w.declare(t, w.noy, in)
	if a.Office != "P01" {
		t.Fatalf("it is decided at %s", a.Office)
	}
	sentBack := func(to register.OfficeID) application.Application {
		here := draft(w.BirthForm(t, string(mother.Number()), "2024-10-20"))
		b := w.declare(t, w.noy, here)
		b, err := w.Return(ctx, w.kham, b.ID, b.Version, []application.Reason{{Act: -1, Text: "x"}})
		must(t, err)
		here.Office = to
		b, err = w.SaveDraft(ctx, w.noy, here, b.Version)
		must(t, err)
		return b
	}
	for to, decides := range map[register.OfficeID]register.OfficeID{"": "D0101", "P01": "P01"} {
		if b := sentBack(to); b.Office != decides {
			t.Errorf("sent back and written for %q it is decided at %s", to, b.Office)
		}
	}
	for name, test := range map[string]struct {
		who     access.Actor
		decides bool
	}{"who took it": {w.noy, false}, "a colleague": {w.kham, false}, "who decides": {w.province, true}} {
		v, err := w.Open(ctx, test.who, a.ID)
		must(t, err)
		if v.Decides != test.decides || slices.Contains(codes(v.Acts[0].Findings), "four-eyes") || len(v.Acts[0].Sides) == 0 {
			t.Errorf("%s: decides %t, %v", name, v.Decides, codes(v.Acts[0].Findings))
		}
		content, _, err := w.Download(ctx, test.who, a.ID, paper.SHA256)
		if err != nil || !bytes.Equal(content, newPaper) {
			t.Errorf("%s reads %d bytes, %v", name, len(content), err)
		}
		_, _, err = w.Download(ctx, test.who, a.ID, "")
		refuses(t, err, register.Error{Kind: register.NotFound, Op: "office.Download", Code: evidence.CodeUnknown})
	}
	_, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	refuses(t, err, register.Error{Kind: register.NotFound, Op: "office.Decide", Code: office.CodeNotTheirs})
	_, _, err = w.Download(ctx, w.other, a.ID, paper.SHA256)
	refuses(t, err, register.Error{Kind: register.NotFound, Op: "office.Download", Code: office.CodeNotTheirs})
}

// Each refusal of a step says what is wrong, and in which step.
func TestRefusalsOfSteps(t *testing.T) {
	c := newCounter(t)
	ctx, w := context.Background(), c.world
	why := []application.Reason{{Act: -1, Text: "x"}}
	invalid := func(op register.Operation, code, field string) register.Error {
		return register.Error{Kind: register.Invalid, Op: op, Code: code, Findings: []register.Finding{register.Blocked(code, field)}}
	}
	coded := func(kind register.ErrorKind, op register.Operation, code string) register.Error {
		return register.Error{Kind: kind, Op: op, Code: code}
	}
	bad := draft(c.next.Acts[0])
	bad.ID = "x"
	empty := application.DraftInput{ID: application.ID(testenv.NewID())}
	saved, err := w.SaveDraft(ctx, w.noy, empty, 0)
	must(t, err)
	missing := register.Error{Kind: register.Invalid, Op: "office.Declare", Code: application.CodeNoActs, Findings: []register.Finding{register.Blocked(application.CodeNoActs, "acts"), register.Blocked(application.CodeDeclarantMissing, "declarant")}}
	id, version := c.birth.ID, c.birth.Version
	for name, test := range map[string]struct {
		err  func() error
		want register.Error
	}{
		"a draft that cannot be kept":  {func() error { _, err := w.SaveDraft(ctx, w.noy, bad, 0); return err }, invalid("office.SaveDraft", application.CodeApplicationID, "id")},
		"a draft on an old version":    {func() error { _, err := w.SaveDraft(ctx, w.noy, c.next, 7); return err }, coded(register.Conflict, "office.SaveDraft", office.CodeChangedSince)},
		"a draft that is there":        {func() error { _, err := w.SaveDraft(ctx, w.noy, c.next, 0); return err }, coded(register.Conflict, "office.SaveDraft", office.CodeChangedSince)},
		"declaring an old version":     {func() error { _, err := w.Declare(ctx, w.noy, c.next.ID, 7); return err }, coded(register.Conflict, "office.Declare", office.CodeChangedSince)},
		"declaring what is declared":   {func() error { _, err := w.Declare(ctx, w.noy, id, version); return err }, coded(register.Conflict, "office", application.CodeTransition)},
		"declaring nothing":            {func() error { _, err := w.Declare(ctx, w.noy, empty.ID, saved.Version); return err }, missing},
		"returning an old version":     {func() error { _, err := w.Return(ctx, w.kham, id, version-1, why); return err }, coded(register.Conflict, "office.Return", office.CodeChangedSince)},
		"returning without a reason":   {func() error { _, err := w.Return(ctx, w.kham, id, version, nil); return err }, invalid("office.Return", register.CodeReasonMissing, "reasons")},
		"refusing an old version":      {func() error { _, err := w.Refuse(ctx, w.kham, id, version-1, why); return err }, coded(register.Conflict, "office.Refuse", office.CodeChangedSince)},
		"refusing without a reason":    {func() error { _, err := w.Refuse(ctx, w.kham, id, version, nil); return err }, invalid("office.Refuse", register.CodeReasonMissing, "reasons")},
		"deciding an old version":      {func() error { _, _, err := w.Decide(ctx, w.kham, id, version-1, nil); return err }, coded(register.Conflict, "office.Decide", office.CodeChangedSince)},
		"withdrawing an old version":   {func() error { _, err := w.Withdraw(ctx, w.noy, id, version-1, "x"); return err }, coded(register.Conflict, "office.Withdraw", office.CodeChangedSince)},
		"withdrawing without a reason": {func() error { _, err := w.Withdraw(ctx, w.noy, id, version, ""); return err }, invalid("office.Withdraw", register.CodeReasonMissing, "reasons")},
		"appealing an old version":     {func() error { _, err := w.Appeal(ctx, w.noy, c.refused.ID, c.refused.Version-1, "x"); return err }, coded(register.Conflict, "office.Appeal", office.CodeChangedSince)},
		"appealing without a reason":   {func() error { _, err := w.Appeal(ctx, w.noy, c.refused.ID, c.refused.Version, " "); return err }, invalid("office.Appeal", register.CodeReasonMissing, "reasons")},
		"ruling without anything":      {func() error { _, err := w.Adjudicate(ctx, w.judge, c.asked.ID, application.RulingInput{}); return err }, register.Error{Kind: register.Invalid, Op: "office.Adjudicate", Code: application.CodeVerdictMissing, Findings: []register.Finding{register.Blocked(application.CodeVerdictMissing, "verdict"), register.Blocked(register.CodeReasonMissing, "reason")}}},
		"ruling on an old form": {func() error {
			_, err := w.Adjudicate(ctx, w.judge, c.asked.ID, application.RulingInput{Rulings: 1, Verdict: application.Different, Reason: "x"})
			return err
		}, coded(register.Conflict, "office.Adjudicate", office.CodeChangedSince)},
		"a paper that no act names":         {func() error { _, _, err := w.AdjudicationPaper(ctx, w.judge, c.asked.ID, ""); return err }, coded(register.NotFound, "office.AdjudicationPaper", evidence.CodeUnknown)},
		"an adjudication of another office": {func() error { _, err := w.Adjudication(ctx, w.judge, c.sent(t)); return err }, coded(register.NotFound, "office.Adjudication", office.CodeNotTheirs)},
		"a level that does not adjudicate": {func() error {
			who := w.kham
			who.Officer.Roles = []access.Role{access.Adjudicator}
			_, _, err := w.AdjudicationQueue(ctx, who, application.Asked, false, application.AdjudicationCursor{})
			return err
		}, register.Error{Kind: register.Forbidden, Op: "office.Adjudicate", Code: office.CodeNotAdjudicating, Findings: []register.Finding{{
			Code: office.CodeNotAdjudicating, Field: "office", Severity: register.Blocking, Args: map[string]string{"level": "district"}, Article: w.Law.Duplicates.Decides.On(w.Today()).Article,
		}}}},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, test.err(), test.want) })
	}
}

// sent returns an adjudication that was sent to the national desk.
func (c *counter) sent(t testing.TB) application.AdjudicationID {
	t.Helper()
	must(t, c.desk.SendAdjudication(context.Background(), c.askedOfProtected.ID, "CENTRE"))
	return c.askedOfProtected.ID
}
