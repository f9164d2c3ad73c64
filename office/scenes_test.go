package office_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/office"
	"samano/office/application"
	"samano/register"
)

// scene is something that an officer does where much has happened before. What comes of it is told
// without ids, and doing it again comes to the same.
type scene struct {
	set func(t *testing.T, w *world) func(ctx context.Context) (string, error)
	law func(*law.Pack)
	// likeNobody: whoever is entered is compared with nobody.
	likeNobody bool
}

// came tells where an application stands, and who is asked about it.
func (w *world) came(t testing.TB, id application.ID) string {
	t.Helper()
	a := w.stored(t, id)
	text := fmt.Sprint(a.State, " at ", a.Office, ", due ", a.Due, ", being decided ", a.Deciding != nil)
	for _, i := range a.Acts {
		text += fmt.Sprint("; ", i.Proposal.Kind, " registered ", i.Outcome != nil, ", distinct from ", len(i.Distinct), codes(i.Findings))
	}
	asked, err := w.desk.ListAdjudications(context.Background(), application.AdjudicationList{Application: id, Limit: math.MaxInt})
	must(t, err)
	var lines []string
	for _, q := range asked {
		line := fmt.Sprint("; ", q.State, " at ", q.Office, " of ", q.Field, q.Subject != 0, " proposed ", q.Proposed != nil, " searched ", q.Seq > 0, " ruled ", len(q.Rulings))
		for _, c := range q.Candidates {
			line += fmt.Sprint(" like ", c.Person != 0, c.CoProposed != nil, c.Certain, c.PPM)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return text + strings.Join(lines, "")
}

// deciding decides an application that an outage may have left in any state.
func (w *world) deciding(t testing.TB, who access.Actor, id application.ID) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		a := w.stored(t, id)
		if a.State == application.Adjudicated {
			return w.came(t, id), nil
		}
		_, decided, err := w.Decide(ctx, who, id, a.Version, nil)
		if a.Deciding != nil && isKind(err, register.Conflict, office.CodeChangedSince) {
			// What an outage left unnoted is noted; the officer looks again.
			_, decided, err = w.Decide(ctx, who, id, w.stored(t, id).Version, nil)
		}
		if err != nil {
			return "", err
		}
		for i, item := range w.stored(t, id).Acts {
			if (item.Outcome != nil) != (decided[i].Outcome != nil) {
				t.Errorf("act %d is told as %+v", i, decided[i])
			}
		}
		return w.came(t, id), nil
	}
}

// declaring declares a draft.
func (w *world) declaring(t *testing.T, in application.DraftInput) func(context.Context) (string, error) {
	a, err := w.SaveDraft(context.Background(), w.noy, in, 0)
	must(t, err)
	return func(ctx context.Context) (string, error) {
		if w.stored(t, a.ID).State == application.Draft {
			if told, err := w.Declare(ctx, w.noy, a.ID, a.Version); err != nil {
				if told.ID != "" {
					t.Errorf("with %v leaves %+v", err, told)
				}
				return "", err
			}
		}
		return w.came(t, a.ID), nil
	}
}

// opening opens an application and tells what is shown.
func (w *world) opening(t *testing.T, who access.Actor, id application.ID) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		v, err := w.Open(ctx, who, id)
		if err != nil {
			if v != nil {
				t.Errorf("with %v leaves %+v", err, v)
			}
			return "", err
		}
		text := fmt.Sprint(v.State, " decides ", v.Decides, " people ", len(v.People.Open()))
		for _, x := range v.Existing {
			text += fmt.Sprint("; is there ", x.Person.Open().Official().Forms[0], x.Entered != nil)
		}
		for _, a := range v.Acts {
			text += fmt.Sprint("; ", a.Proposal.Kind, codes(a.Findings), " before ", a.Before != nil)
			for _, s := range a.Sides {
				text += fmt.Sprint(" side ", s.Withheld, s.Before.Open() != nil, s.After.Open() != nil)
			}
		}
		return text, nil
	}
}

// asks opens an adjudication and tells what is shown.
func (w *world) asks(t *testing.T, who access.Actor, id application.AdjudicationID) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		v, err := w.Adjudication(ctx, who, id)
		if err != nil {
			if v != nil {
				t.Errorf("with %v leaves %+v", err, v)
			}
			return "", err
		}
		text := fmt.Sprint(v.State, " at ", v.Office, " people ", len(v.People.Open()), " one ", v.One.Open() != nil, " declared ", v.Declaration != nil)
		for _, o := range v.Others {
			text += fmt.Sprint(" other ", o.Open() != nil)
		}
		return text, nil
	}
}

// partlyRegistered is an application of two moves of one man of which the first is registered.
func (w *world) partlyRegistered(t *testing.T) application.Application {
	man := w.alone(t, "ບຸນ", "1980-01-01", "0101001", "30")
	a := w.declare(t, w.noy, twice(t, w, string(man.Number())))
	p := a.Acts[0].Proposal
	p.Registrar, p.Seen = w.kham.Officer.ID, nil
	act := w.Must(t, p)[0]
	a.Acts[0].Outcome, a.Version = &application.Outcome{Seq: act.Seq, Act: act.ID, Printed: act.Printed}, a.Version+1
	must(t, w.desk.PutApplication(context.Background(), a))
	return a
}

// byAnotherWay is a birth that is registered by another way under the same decision.
func (w *world) byAnotherWay(t *testing.T) register.Proposal {
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	p, q := w.BirthForm(t, string(mother.Number()), "2026-10-20"), w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-2026-77"}
	q.Decision = p.Decision
	w.registered(t, draft(p))
	return q
}

// foundToBeThere is an application that adjudicators refused: she is registered already.
func (w *world) foundToBeThere(t *testing.T) application.Application {
	w.entered(t, enrolment(boun, nil))
	a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
	_, err := w.Adjudicate(context.Background(), w.judge, w.asked(t, a).ID, theSame("ຄົນດຽວກັນ"))
	must(t, err)
	return w.stored(t, a.ID)
}

// renamed makes somebody who is there take the name of another.
func (w *world) renamed(t *testing.T) application.DraftInput {
	w.entered(t, enrolment(boun, nil))
	one := w.entered(t, enrolment(boun, func(e *acts.Enrolment) {
		e.Name, e.Mother, e.Father = fullName("ສີດາ", "ພົມມະວົງ", register.Lao), nil, nil
		e.Born = register.InYear(1987, register.Declared)
	}))
	who := string(one.Number())
	if who == "" {
		who = "@" + strings.TrimPrefix(w.enteredAs(t, one), "@")
	}
	change := w.Proposal("name-change", acts.NameChange{Person: who, Name: fullName("ບົວວັນ", "ໄຊຍະວົງ", register.Lao)})
	change.ID, change.Evidence = register.ActID(testenv.NewID()), []register.Evidence{{Kind: "declaration"}}
	return draft(change)
}

// enteredAs returns the id that the client made for somebody.
func (w *world) enteredAs(t testing.TB, p *register.Person) string {
	t.Helper()
	done, err := w.Acts(context.Background(), w.Pass, p.Acts[:1])
	must(t, err)
	_, as, _ := strings.Cut(string(done[0].Payload), `"as":"`)
	as, _, _ = strings.Cut(as, `"`)
	return as
}

// unnumbered is a law by which nobody but a refugee has a number.
func unnumbered(p *law.Pack) {
	p.Persons.NumberFor = law.Rule[[]string]{{Value: []string{"apatrid"}, Until: register.LastDay}}
}

// paperOfTheHousehold is a birth in the household of somebody protected, with its paper, of a child
// who is like one that is registered.
func (w *world) paperOfTheHousehold(t *testing.T) (application.Adjudication, string) {
	mother, other := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001"), w.entered(t, enrolment(boun, nil))
	house := "@" + string(w.ClientID())
	w.Must(t, w.Proposal("household-open", acts.HouseholdOpen{
		As: house, Dwelling: acts.Dwelling{Code: "0101001", House: "14"}, Members: []acts.NewMember{{Person: string(other.Number()), Relation: register.HeadRelation}},
	}))
	w.registered(t, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
	e, err := w.Upload(context.Background(), w.noy, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	p := w.BirthForm(t, string(mother.Number()), "2026-10-20")
	p.Payload = []byte(strings.Replace(string(p.Payload), "{", `{"household":"`+house+`","relation":"grandchild",`, 1))
	p.Evidence = []register.Evidence{e}
	q := w.asked(t, w.declare(t, w.noy, draft(p)))
	w.protect(t, other)
	return q, e.SHA256
}

// covered is a birth with a paper whose mother is protected, to be submitted.
func (w *world) covered(t *testing.T) register.Proposal {
	hidden := w.alone(t, "ແກ້ວ", "1996-04-01", "0102001", "77")
	w.protect(t, hidden)
	e, err := w.Upload(context.Background(), w.kham, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	p := w.submitted(w.BirthForm(t, string(hidden.Number()), "2026-11-01"), w.kham)
	p.Evidence = []register.Evidence{e}
	return p
}

func (w *world) submitting(t *testing.T, p register.Proposal) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		if err != nil {
			return "", err
		}
		if register.KindOf(told[0].Err) == register.Unavailable {
			return "", told[0].Err
		}
		text := fmt.Sprint(told[0].Outcome != nil, codes(told[0].Findings), told[0].Err)
		if id := told[0].Application; id != "" {
			text += " sent: " + w.came(t, id)
		}
		return text, nil
	}
}

type doing = func(context.Context) (string, error)

var scenes = map[string]scene{
	"registering together": {set: func(t *testing.T, w *world) doing {
		in := twice(t, w, string(w.alone(t, "ບຸນ", "1980-01-01", "0101001", "30").Number()))
		in.Together = true
		return w.deciding(t, w.kham, w.declare(t, w.noy, in).ID)
	}},
	"registering one after another": {set: func(t *testing.T, w *world) doing {
		return w.deciding(t, w.kham, w.declare(t, w.noy, twice(t, w, string(w.alone(t, "ບຸນ", "1980-01-01", "0101001", "30").Number()))).ID)
	}},
	"registering the rest": {set: func(t *testing.T, w *world) doing { return w.deciding(t, w.kham, w.partlyRegistered(t).ID) }},
	"opening the rest":     {set: func(t *testing.T, w *world) doing { return w.opening(t, w.kham, w.partlyRegistered(t).ID) }},
	"declaring what came by another way": {set: func(t *testing.T, w *world) doing {
		return w.declaring(t, draft(w.byAnotherWay(t)))
	}},
	"opening what came by another way": {set: func(t *testing.T, w *world) doing {
		return w.opening(t, w.kham, w.declare(t, w.noy, draft(w.byAnotherWay(t))).ID)
	}},
	"deciding what came by another way": {set: func(t *testing.T, w *world) doing {
		in := draft(w.byAnotherWay(t))
		in.Together = true
		return w.deciding(t, w.kham, w.declare(t, w.noy, in).ID)
	}},
	"declaring somebody like another": {set: func(t *testing.T, w *world) doing {
		w.entered(t, enrolment(boun, nil))
		return w.declaring(t, draft(enrolment(boun, nil)))
	}},
	"declaring a renaming into another": {set: func(t *testing.T, w *world) doing { return w.declaring(t, w.renamed(t)) }},
	"declaring a renaming where nobody has a number": {
		set: func(t *testing.T, w *world) doing { return w.declaring(t, w.renamed(t)) }, law: unnumbered,
	},
	"declaring the same person twice": {set: func(t *testing.T, w *world) doing {
		return w.declaring(t, draft(enrolment(boun, nil), enrolment(boun, nil)))
	}},
	"deciding about somebody who came since": {set: func(t *testing.T, w *world) doing {
		a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
		since := w.Proposal("enrolment", boun)
		since.Evidence = []register.Evidence{{Kind: "identity-document", Note: "1"}}
		w.Must(t, since)
		w.desk.before = func(string) { w.AddOffice(w.noy.Office) } // the node reads the offices anew
		return w.deciding(t, w.kham, a.ID)
	}},
	"appealing what adjudicators refused": {set: func(t *testing.T, w *world) doing {
		a := w.foundToBeThere(t)
		return func(ctx context.Context) (string, error) {
			if now := w.stored(t, a.ID); now.State == application.Refused {
				if _, err := w.Appeal(ctx, w.noy, a.ID, now.Version, "ບໍ່ແມ່ນ"); err != nil {
					return "", err
				}
			}
			switch now := w.stored(t, a.ID); now.State { // if adjudicators cannot be asked now, the decision asks them
			case application.Appealed, application.Adjudicated:
				return "it stands", nil
			default:
				return string(now.State), nil
			}
		}
	}},
	"opening what adjudicators refused": {set: func(t *testing.T, w *world) doing { return w.opening(t, w.noy, w.foundToBeThere(t).ID) }},
	"opening as an office that decides nothing": {set: func(t *testing.T, w *world) doing {
		mother := w.alone(t, "ລັບ", "1995-04-12", "0101001", "88")
		a := w.declare(t, w.chief, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
		w.protect(t, mother)
		return w.opening(t, w.chief, a.ID)
	}},
	"opening as the national desk": {set: func(t *testing.T, w *world) doing {
		mother := w.alone(t, "ລັບ", "1995-04-12", "0101001", "88")
		a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
		w.protect(t, mother)
		return w.opening(t, w.national, a.ID)
	}},
	"an adjudication from above": {set: func(t *testing.T, w *world) doing {
		w.entered(t, enrolment(boun, nil))
		return w.asks(t, w.judgeAll, w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil)))).ID)
	}},
	"an adjudication of what is registered and not noted": {set: func(t *testing.T, w *world) doing {
		w.entered(t, enrolment(boun, nil))
		a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
		q := w.asked(t, a)
		p := a.Acts[0].Proposal
		p.Registrar, p.Seen, p.Accepted = w.kham.Officer.ID, nil, []register.Accepted{{Code: register.CodePerhapsRegistered, Person: q.Candidates[0].Named, Reason: "x"}}
		w.Must(t, p)
		return w.asks(t, w.judge, q.ID)
	}},
	"a paper of the protected": {set: func(t *testing.T, w *world) doing {
		q, sha := w.paperOfTheHousehold(t)
		return func(ctx context.Context) (string, error) {
			content, _, err := w.AdjudicationPaper(ctx, w.judge, q.ID, sha)
			if isKind(err, register.Forbidden, access.CodeNationalDesk) || isKind(err, register.NotFound, office.CodeNotTheirs) {
				err = nil
			}
			now, again := w.desk.Adjudication(ctx, q.ID)
			must(t, again)
			return fmt.Sprint(len(content), now.Office), err
		}
	}},
	"a paper of somebody merged": {likeNobody: true, set: func(t *testing.T, w *world) doing {
		id, sha := w.paperOfTheMerged(t)
		return func(ctx context.Context) (string, error) {
			before := w.looksSoFar(t)
			content, _, err := w.Download(ctx, w.noy, id, sha)
			return fmt.Sprint(len(content), len(subjectsOf(w.looksSince(t, before), false))), err
		}
	}},
	"submitting what is registered": {set: func(t *testing.T, w *world) doing {
		p := w.newborn(t)
		do := w.submitting(t, p)
		_, err := do(context.Background())
		must(t, err)
		return do
	}},
	"submitting a paper of the protected": {set: func(t *testing.T, w *world) doing { return w.submitting(t, w.covered(t)) }},
	"submitting again what the national desk has": {set: func(t *testing.T, w *world) doing {
		do := w.submitting(t, w.covered(t))
		_, err := do(context.Background())
		must(t, err)
		return do
	}},
	"submitting what the national desk has registered": {set: func(t *testing.T, w *world) doing {
		p := w.covered(t)
		do := w.submitting(t, p)
		_, err := do(context.Background())
		must(t, err)
		a := w.stored(t, application.ID(p.ID))
		_, decided, err := w.Decide(context.Background(), w.national, a.ID, a.Version, nil)
		if must(t, err); decided[0].Outcome == nil {
			t.Fatalf("it came to %+v", decided)
		}
		return do
	}},
	"all adjudications below": {set: func(t *testing.T, w *world) doing {
		w.entered(t, enrolment(boun, nil))
		w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil))))
		return func(ctx context.Context) (string, error) {
			list, _, err := w.AdjudicationQueue(ctx, w.judgeAll, application.Asked, true, application.AdjudicationCursor{})
			return fmt.Sprint(len(list)), err
		}
	}},
}

func (s scene) play(t *testing.T) (*world, *testenv.Outage, doing) {
	t.Helper()
	outage := &testenv.Outage{}
	w := newWorldWith(t, testenv.Options{Compare: !s.likeNobody, Change: func(p *node.Parts) {
		if s.law != nil {
			changed := *p.Law
			changed.Kinds = maps.Clone(changed.Kinds)
			s.law(&changed)
			p.Law = &changed
		}
		outage.Into(p)
	}})
	do := s.set(t, w)
	w.AddOffice(w.noy.Office) // the node reads the offices anew
	return w, outage, do
}

// Of every scene each read fails in turn, then each look, then each write of the desk, before it is
// done or after it. Who does it is told of an outage and nothing else, or it comes to what is
// right; done once more it comes to what is right.
func TestEveryStepOfASceneThatFails(t *testing.T) {
	for name, s := range scenes {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			_, _, do := s.play(t)
			right, err := do(ctx)
			must(t, err)
			after := func(at string, came string, err error, do doing) {
				t.Helper()
				if err == nil && came != right {
					t.Errorf("%s: it comes to\n%s\nnot\n%s", at, came, right)
				}
				if err != nil && (register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err)) {
					t.Errorf("%s: it is told as %v", at, err)
				}
				if came, err := do(ctx); err != nil || came != right {
					t.Errorf("%s: once more it comes to\n%s, %v, not\n%s", at, came, err, right)
				}
			}
			for n, more := 0, true; more; n++ {
				_, outage, do := s.play(t)
				outage.Arm(n)
				came, err := do(ctx)
				calls, failed := outage.Disarm()
				if more = failed; failed {
					after(fmt.Sprintf("%s (%d) fails", calls[n], n), came, err, do)
				}
			}
			for n, more := 0, true; more; n++ {
				w, _, do := s.play(t)
				w.looking.armed, w.looking.left = true, n
				came, err := do(ctx)
				if more = !w.looking.armed; more {
					if err != nil && !errors.Is(err, errDesk) {
						t.Errorf("look %d fails: it is told as %v", n, err)
					}
					after(fmt.Sprintf("look %d fails", n), came, err, do)
				}
				w.looking.armed = false
			}
			for n, more := 0, true; more; n++ {
				for _, lost := range []bool{false, true} {
					w, _, do := s.play(t)
					w.desk.failing = &failingCall{at: n, lost: lost}
					came, err := do(ctx)
					calls := w.desk.failing.calls
					w.desk.failing = nil
					if more = len(calls) > n; more {
						after(fmt.Sprintf("%s (%d) fails, done %t", calls[n], n, lost), came, err, do)
					}
				}
			}
		})
	}
}
