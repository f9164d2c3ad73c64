package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/certificate"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/places"
	"samano/register"
)

// forgotten is the hash of a paper that no application names.
var forgotten = strings.Repeat("f0", 32)

// twoVillages is a list of one unit that is there, one that is new and one without a district.
const twoVillages = "code,district,name_lo,name_latin\n0101001,0101,ໜອງປິງ,Nongping\n0101003,0101,ບໍ່ນາງົວ,Bornangoua\n0909001,0909,ທ່າ,Tha\n"

func villages(pack *law.Pack) places.Format {
	f, _ := places.FormatOf(pack.Territory, "village")
	return f
}

// counter is an office at which one of each thing waits, over databases that fail.
type counter struct {
	*world
	t       *testing.T
	outage  *testenv.Outage
	birth   application.Application // declared, of a child whose mother lives here
	like    application.Application // declared, of a woman who is there already
	ended   application.Application // registered
	asked   application.Adjudication
	paper   string // handed in with like
	copy    certificate.CopyID
	mother  register.Number
	next    application.DraftInput
	refused application.Application
	papered application.DraftInput // with the paper of like
	content []byte                 // of the paper
	pair    [2]register.PersonID

	sibling                register.Proposal       // a birth whose mother has a protected daughter elsewhere, whom it does not change
	covered, coveredSent   register.Proposal       // births whose mother is protected: a draft, and to be submitted
	widowing, widowingSent register.Proposal       // deaths whose effects change a protected wife
	hidden, old, daughter  *register.Person        // who are protected
	unnoted                application.Application // its act is registered, and the desk does not know
	askedOfProtected       application.Adjudication
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	c := &counter{t: t, outage: &testenv.Outage{}}
	c.world = newWorldWith(t, testenv.Options{Compare: true, Change: func(p *node.Parts) {
		c.outage.Into(p)
	}})
	ctx := context.Background()
	mother := c.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	c.mother = mother.Number()
	c.entered(t, enrolment(boun, nil))
	c.ended = c.registered(t, draft(c.BirthForm(t, string(c.mother), "2023-10-01")))
	paper, err := c.Node.Certificates.Certify(context.Background(), c.kham,
		certificate.Request{ID: certificate.CopyID(testenv.NewID()), Kind: register.KindBirth, Act: string(c.ended.Acts[0].Proposal.ID), Case: "REQ-7"})
	must(t, err)
	c.copy = paper.ID
	c.content = picture(t, 20)
	e, err := c.Upload(ctx, c.noy, "identity-document", bytes.NewReader(c.content))
	must(t, err)
	again := enrolment(boun, nil)
	again.Evidence = []register.Evidence{e}
	c.paper, c.like = e.SHA256, c.declare(t, c.noy, draft(again))
	c.asked = c.world.asked(t, c.like)
	c.birth = c.declare(t, c.noy, draft(c.BirthForm(t, string(c.mother), "2026-10-20")))
	c.next, c.papered = draft(c.BirthForm(t, string(c.mother), "2025-01-05")), draft(c.BirthForm(t, string(c.mother), "2024-12-05"))
	c.papered.Acts[0].Evidence = []register.Evidence{{Kind: "birth-notice", SHA256: c.paper}}
	_, err = c.SaveDraft(ctx, c.noy, c.next, 0)
	must(t, err)
	c.refused = c.declare(t, c.noy, draft(c.BirthForm(t, string(c.mother), "2021-06-01")))
	c.refused, err = c.Refuse(ctx, c.kham, c.refused.ID, c.refused.Version, []application.Reason{{Act: -1, Text: "ບໍ່ຄົບ"}})
	must(t, err)
	c.pair = [2]register.PersonID{mother.ID, c.asked.Candidates[0].Person}

	long := c.Country.Now().AddDate(-1, 0, 0)
	must(t, c.desk.PutApplication(ctx, application.Application{ID: application.ID(testenv.NewID()), Version: 1, State: application.Draft, Due: application.NoDeadline, Touched: long}))
	must(t, c.desk.PutEvidence(ctx, evidence.File{SHA256: forgotten, Type: evidence.PDF, Size: 1, At: long}, [][]byte{{1}}))
	apart := func(e *acts.Enrolment) { // nobody else comes under protection with him
		somsak(e)
		e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101002", House: "61"}}
	}
	old := c.entered(t, enrolment(boun, apart))
	c.askedOfProtected = c.world.asked(t, c.declare(t, c.noy, draft(enrolment(boun, apart))))
	c.protect(t, old)
	hidden := c.Resident(t, "ແກ້ວ", register.Female, "1996-04-01", "0102001")
	man := c.Resident(t, "ບຸນ", register.Male, "1980-04-01", "0101002")
	c.marry(t, hidden, man)
	c.protect(t, hidden)
	c.hidden, c.old = hidden, old
	died := c.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")})
	died.Evidence = []register.Evidence{{Kind: "death-notice"}}
	c.widowing = c.submitted(died, c.kham)
	parent := c.alone(t, "ດາ", "1970-04-01", "0101002", "9")
	c.daughter = c.entered(t, enrolment(boun, func(e *acts.Enrolment) {
		e.Name, e.Mother, e.Born = testenv.Named("ຈັນ", ""), &acts.Who{Person: string(parent.Number())}, testenv.Date(t, "1990-05-02")
		e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101002", House: "62"}}
	}))
	c.protect(t, c.daughter)
	c.sibling = c.submitted(c.BirthForm(t, string(parent.Number()), "1995-10-01"), c.kham)
	c.coveredSent, c.widowingSent = c.submitted(c.BirthForm(t, string(hidden.Number()), "2026-11-01"), c.kham), c.widowing
	c.widowingSent.ID = register.ActID(testenv.NewID())
	c.covered = c.submitted(c.BirthForm(t, string(hidden.Number()), "2026-11-01"), c.kham)
	c.unnoted = c.declare(t, c.noy, draft(c.BirthForm(t, string(c.mother), "2019-10-01")))
	done := c.unnoted.Acts[0].Proposal
	done.Registrar, done.Seen = c.kham.Officer.ID, nil
	c.Must(t, done)
	for _, p := range []register.Proposal{c.covered, c.widowing, c.sibling} {
		_, err = c.SaveDraft(ctx, c.noy, draftOf(p), 0)
		must(t, err)
	}
	return c
}

// anew returns the proposal of the draft as another act.
func (c *counter) anew() register.Proposal {
	p := c.next.Acts[0]
	p.ID = register.ActID(testenv.NewID())
	return p
}

// handIn declares a draft, from where an outage has left it.
func (c *counter) handIn(ctx context.Context, in application.DraftInput) (application.Application, error) {
	a, err := c.desk.Application(ctx, in.ID)
	if register.KindOf(err) == register.NotFound {
		if a, err = c.SaveDraft(ctx, c.noy, in, 0); err != nil {
			return a, err
		}
	}
	if err != nil || a.State == application.Declared {
		return a, err
	}
	return c.Declare(ctx, c.noy, a.ID, a.Version)
}

// errand is something that an officer does. came tells what came of it, for one whose answer holds
// ids that are new each time; nil: the answer itself.
type errand struct {
	do   func(ctx context.Context, c *counter) (any, error)
	came func(answer any) string
	// covered: it is about the protected, so that a look may say that the officer was refused.
	covered bool
}

// draftOf is a draft under the id of its act.
func draftOf(p register.Proposal) application.DraftInput {
	return application.DraftInput{ID: application.ID(p.ID), Declarant: application.Declarant{Name: "ຄຳ"}, Acts: []register.Proposal{p}}
}

func decidedAt(answer any) string {
	a := answer.(application.Application)
	return fmt.Sprint(a.State, " at ", a.Office)
}

func sentTo(answer any) string {
	told := answer.([]application.Submitted)[0]
	return fmt.Sprint(told.Application != "", told.Outcome != nil, told.Findings, told.Err)
}

func submitting(p func(c *counter) register.Proposal) func(context.Context, *counter) (any, error) {
	return func(ctx context.Context, c *counter) (any, error) {
		told, err := c.Submit(ctx, c.kham, []register.Proposal{p(c)})
		if err == nil && register.KindOf(told[0].Err) == register.Unavailable {
			err = told[0].Err
		}
		return told, err
	}
}

// withdrawingBlind hands in what one officer typed and lets another withdraw it. It comes to whether that
// was a look at somebody protected.
func withdrawingBlind(p func(c *counter) register.Proposal) func(context.Context, *counter) (any, error) {
	return func(ctx context.Context, c *counter) (any, error) {
		a, err := c.handIn(ctx, draftOf(p(c)))
		if err != nil {
			return nil, err
		}
		if _, err := c.Withdraw(ctx, c.kham, a.ID, a.Version, "ຂໍຖອນ"); err != nil {
			return nil, err
		}
		looks, err := c.looks.LooksFrom(ctx, c.Pass, 0, math.MaxInt)
		return slices.ContainsFunc(looks, func(l access.Look) bool {
			return l.Officer == c.kham.Officer.ID && (slices.Contains(l.Subjects, c.hidden.Ref()) || slices.Contains(l.Subjects, c.daughter.Ref()))
		}), err
	}
}

func lookedAt(answer any) string { return fmt.Sprint("looked at: ", answer) }

func state(answer any) string {
	a := answer.(application.Application)
	text := fmt.Sprint(a.State, a.Office, a.Due, a.Until, a.Reasons, a.Deciding != nil, a.Writers, a.Refusers)
	for _, i := range a.Acts {
		text += fmt.Sprint(i.Findings, i.Proposal.Office, i.Outcome != nil, len(i.Distinct))
		for _, s := range i.Proposal.Seen { // their numbers are new in each country
			text += fmt.Sprint(" seen at ", s.Seq)
		}
	}
	return text
}

var errands = map[string]errand{
	"the queue": {do: func(ctx context.Context, c *counter) (any, error) {
		list, _, err := c.Queue(ctx, c.kham, false, application.Cursor{})
		return list, err
	}},
	"the queue from above": {do: func(ctx context.Context, c *counter) (any, error) {
		list, _, err := c.Queue(ctx, c.province, true, application.Cursor{})
		return list, err
	}},
	"what was taken": {do: func(ctx context.Context, c *counter) (any, error) {
		list, _, err := c.Taken(ctx, c.noy, nil, application.Cursor{})
		return list, err
	}},
	"an application":             {do: func(ctx context.Context, c *counter) (any, error) { return c.Open(ctx, c.kham, c.birth.ID) }},
	"an application from above":  {do: func(ctx context.Context, c *counter) (any, error) { return c.Open(ctx, c.province, c.birth.ID) }},
	"one that adjudicators have": {do: func(ctx context.Context, c *counter) (any, error) { return c.Open(ctx, c.kham, c.like.ID) }},
	"one that is registered and not noted": {func(ctx context.Context, c *counter) (any, error) {
		v, err := c.Open(ctx, c.province, c.unnoted.ID)
		if err != nil {
			return nil, err
		}
		return v.Application, err
	}, state, false},
	"refusing what is registered": {func(ctx context.Context, c *counter) (any, error) {
		_, err := c.Refuse(ctx, c.kham, c.unnoted.ID, c.unnoted.Version, []application.Reason{{Act: -1, Text: "x"}})
		if register.KindOf(err) == register.Conflict {
			return "conflict", nil
		}
		return nil, err
	}, func(answer any) string { return fmt.Sprint(answer) }, false},
	"its paper": {do: func(ctx context.Context, c *counter) (any, error) {
		b, _, err := c.Download(ctx, c.kham, c.like.ID, c.paper)
		return b, err
	}},
	"a case": {do: func(ctx context.Context, c *counter) (any, error) {
		return nil, c.CheckCase(ctx, c.province, access.Reason{What: access.WhatPerson, Purpose: "registration", Case: string(c.birth.ID)})
	}},
	"a case of adjudicators": {do: func(ctx context.Context, c *counter) (any, error) {
		return nil, c.CheckCase(ctx, c.judge, access.Reason{What: access.WhatPerson, Purpose: access.PurposeDuplicates, Case: string(c.asked.ID)})
	}},
	"adjudications": {do: func(ctx context.Context, c *counter) (any, error) {
		list, _, err := c.AdjudicationQueue(ctx, c.judge, application.Asked, false, application.AdjudicationCursor{})
		return list, err
	}},
	"an adjudication": {do: func(ctx context.Context, c *counter) (any, error) {
		return c.world.Adjudication(ctx, c.judge, c.asked.ID)
	}},
	"the paper of an adjudication": {do: func(ctx context.Context, c *counter) (any, error) {
		b, _, err := c.AdjudicationPaper(ctx, c.judge, c.asked.ID, c.paper)
		return b, err
	}},
	"the status of a copy": {do: func(ctx context.Context, c *counter) (any, error) { return c.Node.Certificates.CopyStatus(ctx, c.copy) }},
	"copies of somebody": {do: func(ctx context.Context, c *counter) (any, error) {
		return c.Node.Certificates.CopiesOf(ctx, c.kham, string(c.mother), "REQ-7")
	}},

	"an upload": {func(ctx context.Context, c *counter) (any, error) {
		return c.Upload(ctx, c.other, "identity-document", bytes.NewReader(newPaper))
	}, func(answer any) string { return answer.(register.Evidence).SHA256 }, false},
	"an upload of what is there": {func(ctx context.Context, c *counter) (any, error) {
		return c.Upload(ctx, c.other, "identity-document", bytes.NewReader(c.content))
	}, func(answer any) string { return answer.(register.Evidence).Kind }, false},
	"asking about a pair": {func(ctx context.Context, c *counter) (any, error) {
		id, opened, err := c.OpenAdjudication(ctx, c.Pass, office.Pair{Persons: c.pair})
		if err != nil && (id != "" || opened) {
			return nil, errors.New("an error with an answer")
		}
		return id != "" && opened, err
	}, func(answer any) string { return fmt.Sprint(answer) }, false},
	"importing places": {func(ctx context.Context, c *counter) (any, error) {
		return c.Node.Territory.Import(ctx, c.national, "CENTRE", villages(c.Law), strings.NewReader(twoVillages))
	}, func(answer any) string {
		done := answer.(places.Imported)
		return fmt.Sprint(done.Entered+done.There, done.Refused)
	}, false},
	"saving a draft":     {func(ctx context.Context, c *counter) (any, error) { return c.SaveDraft(ctx, c.noy, c.papered, 0) }, state, false},
	"completing a draft": {func(ctx context.Context, c *counter) (any, error) { return c.SaveDraft(ctx, c.noy, c.next, 1) }, state, false},
	"declaring":          {func(ctx context.Context, c *counter) (any, error) { return c.handIn(ctx, c.next) }, state, false},
	"declaring about the protected": {func(ctx context.Context, c *counter) (any, error) {
		return c.handIn(ctx, draftOf(c.covered))
	}, decidedAt, true},
	"declaring what changes the protected": {func(ctx context.Context, c *counter) (any, error) {
		return c.handIn(ctx, draftOf(c.widowing))
	}, decidedAt, true},
	"submitting about the protected":        {submitting(func(c *counter) register.Proposal { return c.coveredSent }), sentTo, true},
	"submitting what changes the protected": {submitting(func(c *counter) register.Proposal { return c.widowingSent }), sentTo, true},
	"opening what is about the protected": {covered: true, do: func(ctx context.Context, c *counter) (any, error) {
		v, err := c.Open(ctx, c.kham, c.askedOfProtected.Application)
		if err != nil {
			return nil, err
		}
		return []any{v.State, v.Acts[0].Findings, v.Acts[0].Sides}, nil
	}},
	"asking about the protected": {func(ctx context.Context, c *counter) (any, error) {
		c.desk.pairs = nil
		_, _, err := c.OpenAdjudication(ctx, c.Pass, office.Pair{Persons: [2]register.PersonID{c.hidden.ID, c.pair[0]}})
		if err != nil {
			return nil, err
		}
		return c.desk.pairs[0].Office, nil
	}, func(answer any) string { return fmt.Sprint(answer) }, false},
	"ruling on somebody who is protected since": {func(ctx context.Context, c *counter) (any, error) {
		_, err := c.Adjudicate(ctx, c.judge, c.askedOfProtected.ID, another("ອື່ນ"))
		if isKind(err, register.Forbidden, access.CodeNationalDesk) || isKind(err, register.NotFound, office.CodeNotTheirs) {
			return "sent", nil
		}
		if err == nil {
			return "ruled", nil
		}
		return nil, err
	}, func(answer any) string { return fmt.Sprint(answer) }, true},
	"registering": {func(ctx context.Context, c *counter) (any, error) {
		now, err := c.desk.Application(ctx, c.birth.ID) // an outage may have left it being decided
		if err != nil {
			return now, err
		}
		a, _, err := c.Decide(ctx, c.kham, c.birth.ID, now.Version, nil)
		return a, err
	}, state, false},
	"refusing": {func(ctx context.Context, c *counter) (any, error) {
		return c.Refuse(ctx, c.kham, c.birth.ID, c.birth.Version, []application.Reason{{Act: -1, Text: "ບໍ່ຄົບ"}})
	}, state, false},
	"returning": {func(ctx context.Context, c *counter) (any, error) {
		return c.Return(ctx, c.kham, c.birth.ID, c.birth.Version, []application.Reason{{Act: -1, Text: "ບໍ່ຄົບ"}})
	}, state, false},
	"appealing": {func(ctx context.Context, c *counter) (any, error) {
		return c.Appeal(ctx, c.noy, c.refused.ID, c.refused.Version, "ບໍ່ຖືກ")
	}, state, false},
	"withdrawing": {func(ctx context.Context, c *counter) (any, error) {
		return c.Withdraw(ctx, c.noy, c.birth.ID, c.birth.Version, "ຂໍຖອນ")
	}, state, false},
	"withdrawing what changes the protected":    {withdrawingBlind(func(c *counter) register.Proposal { return c.widowing }), lookedAt, true},
	"withdrawing what changes nobody protected": {withdrawingBlind(func(c *counter) register.Proposal { return c.sibling }), lookedAt, true},
	"ruling that it is another": {func(ctx context.Context, c *counter) (any, error) {
		return c.Adjudicate(ctx, c.judge, c.asked.ID, another("ຄົນລະຄົນ"))
	}, func(answer any) string { return fmt.Sprint(len(answer.(application.Adjudication).Rulings)) }, false},
	"ruling that it is the same": {func(ctx context.Context, c *counter) (any, error) {
		return c.Adjudicate(ctx, c.judge, c.asked.ID, theSame("ຄົນດຽວກັນ"))
	}, func(answer any) string { return fmt.Sprint(len(answer.(application.Adjudication).Rulings)) }, false},
	"certifying": {func(ctx context.Context, c *counter) (any, error) {
		return c.Node.Certificates.Certify(ctx, c.kham, certificate.Request{ID: "01900000-0000-7000-8000-0000000000c1", Kind: register.KindBirth, Act: string(c.ended.Acts[0].Proposal.ID), Case: "REQ-8"})
	}, func(answer any) string { return fmt.Sprint(len(answer.(certificate.Copy).Lines)) }, false},
	"submitting": {submitting(func(c *counter) register.Proposal { return c.submitted(c.anew(), c.kham) }), sentTo, false},
}

func (e errand) text(answer any) string {
	if e.came != nil {
		return e.came(answer)
	}
	b, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Of every errand each read of a database fails in turn. What comes of it is right, or an outage
// that says so and tells nothing else; no look says that somebody was refused; and the same errand
// once more comes to what it would have.
func TestEveryReadThatFailsIsToldAsAnOutage(t *testing.T) {
	for name, e := range errands {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t)
			before := c.kept(t)
			right, calls := c.baseline(t, e)
			if e.came != nil {
				c = newCounter(t)
			}
			for n := range calls {
				failed := c.fails(t, e, n, right)
				if c.kept(t) == before {
					continue
				}
				if failed {
					c.comesTo(t, e, right)
				}
				c = newCounter(t)
			}
			c.comesTo(t, e, right)
		})
	}
}

// baseline returns what comes of an errand where nothing fails, and how many reads it makes.
func (c *counter) baseline(t *testing.T, e errand) (string, int) {
	t.Helper()
	c.forgotten()
	c.outage.Arm(math.MaxInt)
	answer, err := e.do(context.Background(), c)
	calls, _ := c.outage.Disarm()
	must(t, err)
	if len(calls) == 0 {
		t.Fatal("it reads nothing")
	}
	return e.text(answer), len(calls)
}

// forgotten makes the node read the offices anew.
func (c *counter) forgotten() { c.AddOffice(c.noy.Office) }

// fails does an errand during an outage and reports whether it failed.
func (c *counter) fails(t *testing.T, e errand, n int, right string) bool {
	t.Helper()
	ctx := context.Background()
	c.forgotten()
	c.outage.Arm(n)
	answer, err := e.do(ctx, c)
	calls, failed := c.outage.Disarm()
	switch {
	case !failed:
		return err != nil // another way through, which makes fewer reads
	case err == nil && e.text(answer) != right:
		t.Errorf("%s (%d) fails: it comes to %s, not %s", calls[n], n, e.text(answer), right)
	case err != nil && (register.KindOf(err) != register.Unavailable || !testenv.SaysWhere(err)):
		t.Errorf("%s (%d) fails: it is told as %v", calls[n], n, err)
	case err != nil && e.came == nil && answer != nil && !reflect.ValueOf(answer).IsZero():
		t.Errorf("%s (%d) fails, and %s leaves", calls[n], n, e.text(answer))
	}
	looks, lerr := c.looks.LooksFrom(ctx, accesstest.Pass(t), 0, math.MaxInt)
	must(t, lerr)
	for _, l := range looks {
		if l.Refused && !e.covered {
			t.Errorf("%s (%d) fails, and a look says that %s was refused", calls[n], n, l.Officer)
		}
	}
	return err != nil
}

// comesTo checks what comes of an errand after an outage.
func (c *counter) comesTo(t *testing.T, e errand, right string) {
	t.Helper()
	if answer, err := e.do(context.Background(), c); err != nil || e.text(answer) != right {
		t.Errorf("once more it comes to %s, %v, not %s", e.text(answer), err, right)
	}
}

// deciding is a birth that waits to be decided at an office whose databases fail.
func deciding(t *testing.T) (*world, *testenv.Outage, application.Application) {
	t.Helper()
	outage := &testenv.Outage{}
	w := newWorldWith(t, testenv.Options{Change: outage.Into})
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	return w, outage, w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
}

// decidedOrOut checks that an application was registered, or that the database is told to be away;
// never that somebody else was first.
func decidedOrOut(t *testing.T, call string, a application.Application, err error) {
	t.Helper()
	if (err != nil || a.State != application.Registered) && register.KindOf(err) != register.Unavailable {
		t.Errorf("%s fails: it comes to %s, %v", call, a.State, err)
	}
}

// Somebody who looks in between has noted the decision already, and what they noted cannot be read.
func TestADecisionThatWasNotedAlreadyDuringAnOutage(t *testing.T) {
	w, outage, a := deciding(t)
	ctx := context.Background()
	w.desk.failPut = func(next application.Application) bool {
		if next.State == application.Registered {
			w.desk.failPut = nil
			_, err := w.Open(ctx, w.kham, a.ID)
			must(t, err)
			outage.Arm(0)
		}
		return false
	}
	got, _, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	calls, failed := outage.Disarm()
	if !failed {
		t.Fatal("nothing was read")
	}
	decidedOrOut(t, calls[0], got, err)
	got, _, err = w.Decide(ctx, w.kham, a.ID, a.Version, nil)
	if must(t, err); got.State != application.Registered {
		t.Errorf("decided again it is %s", got.State)
	}
}

// A decision that was taken for dead comes through, and the register cannot be read.
func TestADecisionThatCameThroughDuringAnOutage(t *testing.T) {
	for n, more := 0, true; more; n++ {
		w, outage, a := deciding(t)
		ctx := context.Background()
		w.desk.failPut = func(next application.Application) bool {
			if next.Deciding != nil {
				w.desk.failPut = nil
				p := next.Acts[0].Proposal
				p.Office, p.Registrar = w.kham.Office.ID, "phou"
				w.Must(t, p)
				outage.Arm(n)
			}
			return false
		}
		got, _, err := w.Decide(ctx, w.kham, a.ID, a.Version, nil)
		calls, failed := outage.Disarm()
		if more = failed; failed {
			decidedOrOut(t, calls[n], got, err)
		} else if must(t, err); got.State != application.Registered {
			t.Errorf("it comes to %s", got.State)
		}
		now := w.stored(t, a.ID)
		got, _, err = w.Decide(ctx, w.kham, a.ID, now.Version, nil)
		if must(t, err); got.State != application.Registered {
			t.Errorf("decided again it is %s", got.State)
		}
	}
}

// An adjudicator who may not see a protected person is told so only after the adjudication was sent
// to the national desk, or the database is told to be away.
func TestSendingToTheNationalDeskDuringAnOutage(t *testing.T) {
	for n, more := 0, true; more; n++ {
		outage := &testenv.Outage{}
		w, ctx := newWorldWith(t, testenv.Options{Compare: true, Change: outage.Into}), context.Background()
		there := w.entered(t, enrolment(boun, nil))
		q := w.asked(t, w.declare(t, w.noy, draft(enrolment(boun, nil))))
		w.protect(t, there)
		w.AddOffice(w.noy.Office) // the node reads the offices anew
		outage.Arm(n)
		_, err := w.Adjudicate(ctx, w.judge, q.ID, another("ອື່ນ"))
		calls, failed := outage.Disarm()
		if more = failed; failed && register.KindOf(err) == register.Unavailable {
			continue
		}
		wants(t, err, register.Forbidden, access.CodeNationalDesk)
		if now, err := w.desk.Adjudication(ctx, q.ID); err != nil || now.Office != "CENTRE" {
			t.Errorf("%d of %v fails: it is told, and the adjudication is at %s, %v", n, calls, now.Office, err)
		}
	}
}
