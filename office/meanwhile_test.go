package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/node"
	"samano/office"
	"samano/office/application"
	"samano/places"
	"samano/register"
	"samano/store"
)

// Two adjudicators rule in one moment: one ruling counts, and the other is told to look again.
func TestTwoRulingsInOneMoment(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, a)
	w.desk.before = func(string) {
		_, err := w.Adjudicate(ctx, w.judge2, q.ID, another("ອື່ນ"))
		must(t, err)
	}
	_, err := w.Adjudicate(ctx, w.judge, q.ID, theSame("ຄົນດຽວກັນ"))
	wants(t, err, register.Conflict, office.CodeChangedSince)
	now, err := w.desk.Adjudication(ctx, q.ID)
	must(t, err)
	if len(now.Rulings) != 1 || now.Rulings[0].By != "keo" || w.stored(t, a.ID).State != application.Declared {
		t.Errorf("ruled is %+v, the application is %s", now.Rulings, w.stored(t, a.ID).State)
	}
}

// A later ruling on what is proposed no more stands beside the first, and changes no application.
func TestARulingOnWhatIsProposedNoMore(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	w.entered(t, enrolment(boun, nil))
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	q := w.asked(t, a)
	_, err := w.Adjudicate(ctx, w.judge, q.ID, another("ອື່ນ"))
	must(t, err)
	a, err = w.Return(ctx, w.kham, a.ID, w.stored(t, a.ID).Version, []application.Reason{{Act: 0, Text: "x"}})
	must(t, err)
	in := draft(enrolment(boun, somsak))
	in.ID = a.ID
	a, err = w.SaveDraft(ctx, w.noy, in, a.Version)
	must(t, err)
	a, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	if must(t, err); a.State != application.Declared {
		t.Fatalf("it is %s", a.State)
	}
	q, err = w.Adjudicate(ctx, w.judge2, q.ID, application.RulingInput{Rulings: 1, Verdict: application.Same, Reason: "ຜິດ"})
	must(t, err)
	if now := w.stored(t, a.ID); len(q.Rulings) != 2 || now.Version != a.Version || now.State != application.Declared {
		t.Errorf("there are %d rulings, and it is %s of version %d", len(q.Rulings), now.State, now.Version)
	}
}

// Somebody who looks in while a decision is noted notes it first: it comes to the same.
func TestADecisionThatSomebodyElseNotes(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	w.desk.failPut = func(next application.Application) bool {
		if next.State == application.Registered {
			w.desk.failPut = nil
			_, err := w.Open(ctx, w.province, a.ID)
			must(t, err)
		}
		return false
	}
	got, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	must(t, err)
	if got.State != application.Registered || len(decided) != 1 || decided[0].Outcome == nil || got.Version != w.stored(t, a.ID).Version {
		t.Errorf("it is %s of version %d: %+v", got.State, got.Version, decided)
	}
	// And where two look in at once.
	b := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2024-10-20")))
	p := b.Acts[0].Proposal
	p.Registrar, p.Seen = w.kham.Officer.ID, nil
	w.Must(t, p)
	w.desk.before = func(string) {
		_, err := w.Open(ctx, w.kham, b.ID)
		must(t, err)
	}
	v, err := w.Open(ctx, w.province, b.ID)
	must(t, err)
	if v.State != application.Registered || v.Acts[0].Outcome == nil || v.Version != w.stored(t, b.ID).Version {
		t.Errorf("opened it is %s of version %d", v.State, v.Version)
	}
}

// What somebody else writes while a decision is noted is not taken for the decision: the officer is
// told to look again, and the register knows what was registered.
func TestAnotherChangeWhileADecisionIsNoted(t *testing.T) {
	for name, change := range map[string]func(a *application.Application){
		"of the state":        func(a *application.Application) { a.State = application.Returned },
		"without its outcome": func(a *application.Application) { a.State = application.Registered },
		"with another outcome": func(a *application.Application) {
			a.State, a.Acts[0].Outcome = application.Registered, &application.Outcome{Seq: 1}
		},
		"with one act the more": func(a *application.Application) { a.State, a.Acts = application.Registered, append(a.Acts, a.Acts[0]) },
	} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			w.made = true
			mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
			a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
			w.desk.failPut = func(next application.Application) bool {
				if next.State == application.Registered {
					w.desk.failPut = nil
					other := w.stored(t, a.ID)
					other.Version++
					change(&other)
					must(t, w.desk.Desk.PutApplication(ctx, other))
				}
				return false
			}
			_, decided, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
			if wants(t, err, register.Conflict, office.CodeChangedSince); decided != nil {
				t.Errorf("decided is %+v", decided)
			}
			if act, err := w.Act(ctx, w.Pass, string(a.Acts[0].Proposal.ID)); err != nil || act == nil {
				t.Errorf("the register holds %v, %v", act, err)
			}
		})
	}
}

// leaving is a register whose officer goes away when the writing transaction begins.
type leaving struct {
	store.Register
	goes func()
}

func (l *leaving) Begin(ctx context.Context) (store.Tx, error) {
	if l.goes != nil {
		l.goes()
	}
	return l.Register.Begin(ctx)
}

// An officer who does not wait for the answer is told that nobody knows; what they did comes to one
// act, once it is done again.
func TestAnOfficerWhoDoesNotWait(t *testing.T) {
	for name, do := range map[string]func(ctx context.Context, w *world, a application.Application, p register.Proposal) error{
		"deciding": func(ctx context.Context, w *world, a application.Application, _ register.Proposal) error {
			got, _, err := w.Decide(ctx, w.kham, a.ID, w.desk.mustHave(a.ID).Version, nil)
			if isKind(err, register.Conflict, office.CodeChangedSince) { // it was noted; look again
				got, _, err = w.Decide(ctx, w.kham, a.ID, w.desk.mustHave(a.ID).Version, nil)
			}
			if err == nil && got.State != application.Registered {
				return errors.New("it is told as done, and nothing came of it")
			}
			return err
		},
		"submitting": func(ctx context.Context, w *world, _ application.Application, p register.Proposal) error {
			told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
			if err == nil && told[0].Outcome == nil {
				return errors.New("it is told as done, and nothing came of it")
			}
			return err
		},
		"importing places": func(ctx context.Context, w *world, _ application.Application, _ register.Proposal) error {
			_, err := w.Node.Territory.Import(ctx, w.national, "CENTRE", villages(w.Law), strings.NewReader(twoVillages))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := &leaving{}
			w := newWorldWith(t, testenv.Options{Change: func(p *node.Parts) { l.Register, p.Register = p.Register, l }})
			mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
			a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
			p := w.submitted(w.BirthForm(t, string(mother.Number()), "2024-10-20"), w.kham)
			before, err := w.Country.Store.Head(context.Background())
			must(t, err)
			ctx, stop := context.WithCancel(context.Background())
			answered := make(chan struct{})
			l.goes = func() { stop(); <-answered }
			err = do(ctx, w, a, p)
			close(answered)
			if register.KindOf(err) != register.Unavailable || !errors.Is(err, context.Canceled) {
				t.Errorf("it is told as %v", err)
			}
			must(t, do(context.Background(), w, a, p))
			if after, err := w.Country.Store.Head(context.Background()); err != nil || after.Size != before.Size+1 {
				t.Errorf("it came to %d acts, %v", after.Size-before.Size, err)
			}
		})
	}
}

// drained is randomness that ends where a test wants it to.
type drained struct {
	io.Reader
	empty bool
}

var errDrained = errors.New("nothing is left to draw")

func (d *drained) Read(p []byte) (int, error) {
	if d.empty {
		return 0, errDrained
	}
	return d.Reader.Read(p)
}

// Where no randomness can be drawn nothing is asked and no paper is kept: it is told as a fault of
// the system.
func TestWithoutRandomness(t *testing.T) {
	r := &drained{}
	w := newWorldWith(t, testenv.Options{Compare: true, Change: func(p *node.Parts) { r.Reader, p.Random = p.Random, r }})
	ctx := context.Background()
	there, other := w.entered(t, enrolment(boun, nil)), w.entered(t, enrolment(boun, somsak))
	a, err := w.SaveDraft(ctx, w.noy, draft(enrolment(boun, nil)), 0)
	must(t, err)
	r.empty = true
	e, err := w.Upload(ctx, w.noy, "identity-document", bytes.NewReader(newPaper))
	if !isKind(err, register.Internal, "") || !errors.Is(err, errDrained) || e != (register.Evidence{}) {
		t.Errorf("an upload comes to %+v, %v", e, err)
	}
	_, err = w.Declare(ctx, w.noy, a.ID, a.Version)
	if now := w.stored(t, a.ID); !isKind(err, register.Internal, "") || !errors.Is(err, errDrained) || now.State != application.Draft {
		t.Errorf("declared it is %s, %v", now.State, err)
	}
	id, opened, err := w.OpenAdjudication(ctx, w.Pass, office.Pair{Persons: [2]register.PersonID{there.ID, other.ID}})
	if !isKind(err, register.Internal, "") || !errors.Is(err, errDrained) || id != "" || opened || len(w.desk.pairs) != 0 {
		t.Errorf("a pair comes to %s, %t, %v", id, opened, err)
	}
}

// A list of places whose units hang together with none is an error, and nothing of it is
// registered.
func TestAListOfPlacesOfNowhere(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	rows, _, err := places.Read(villages(w.Law), strings.NewReader("code,district,name_lo,name_latin\n0909001,0909,ທ່າ,Tha\n"), func(register.Code) bool { return true })
	must(t, err)
	head, err := w.Country.Store.Head(ctx)
	must(t, err)
	if err := w.Node.Territory.Found(ctx, "CENTRE", "vilay", []places.Sheet{{Format: villages(w.Law), Rows: rows}}); err == nil {
		t.Error("a village of no district is registered")
	}
	if now, err := w.Country.Store.Head(ctx); err != nil || now.Size != head.Size {
		t.Errorf("%d acts are registered, %v", now.Size-head.Size, err)
	}
}

// A child whose mother the same application would enter is compared by itself: the mother is not in
// the register, and nobody stands for her.
func TestAChildOfSomebodyWhoIsEnteredBeside(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	there := w.entered(t, enrolment(boun, nil))
	w.registered(t, draft(w.BirthForm(t, string(there.Number()), "2026-10-20")))
	mother := enrolment(boun, nil)
	var e acts.Enrolment
	must(t, json.Unmarshal(mother.Payload, &e))
	a := w.declare(t, w.noy, draft(mother, w.BirthForm(t, e.As, "2026-10-20")))
	all, err := w.desk.ListAdjudications(ctx, application.AdjudicationList{Application: a.ID, Limit: 9})
	must(t, err)
	if len(all) != 2 {
		t.Fatalf("asked is %+v", all)
	}
	for _, q := range all {
		v, err := w.Adjudication(ctx, w.judge, q.ID)
		must(t, err)
		people := v.People.Open()
		if want := q.Kind == register.KindBirth; (len(people) == 1 && people[there.ID] != nil) != want || (len(people) == 0) == want {
			t.Errorf("beside the %s are shown %v", q.Kind, people)
		}
	}
}

// Another process has just sent the same proposal, and what it sent cannot be read: nobody knows.
func TestASubmissionThatWasJustSentDuringAnOutage(t *testing.T) {
	for n, more := 0, true; more; n++ {
		outage := &testenv.Outage{}
		w, ctx := newWorldWith(t, testenv.Options{Change: outage.Into}), context.Background()
		p := w.covered(t)
		w.desk.before = func(string) {
			told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
			if must(t, err); told[0].Application == "" {
				t.Errorf("the first comes to %+v", told[0])
			}
			outage.Arm(n)
		}
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		calls, failed := outage.Disarm()
		switch more = failed; {
		case failed && (register.KindOf(err) != register.Unavailable || told != nil):
			t.Errorf("%s (%d) fails: it comes to %+v, %v", calls[n], n, told, err)
		case !failed && (err != nil || told[0].Application != application.ID(p.ID)):
			t.Errorf("it comes to %+v, %v", told, err)
		}
	}
}
