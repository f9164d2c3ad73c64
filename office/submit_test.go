package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/lines"
	"samano/register"
	"samano/registrar"
)

// Submit submits proposals of which noy took the declarations, who has signed in beside the officer.
func (w *world) Submit(ctx context.Context, who access.Actor, proposals []register.Proposal) ([]application.Submitted, error) {
	return w.Clerk.Submit(ctx, who, proposals, w.noy)
}

// newborn is a birth that noy took and kham submits.
func (w *world) newborn(t testing.TB) register.Proposal {
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	p := w.BirthForm(t, string(mother.Number()), "2026-11-01")
	p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), w.kham.Office.ID, w.noy.Officer.ID, w.kham.Officer.ID
	return p
}

func TestSubmitRegistersAndRepeats(t *testing.T) {
	w := newWorld(t)
	p := w.newborn(t)
	told, err := w.Submit(context.Background(), w.kham, []register.Proposal{p})
	must(t, err)
	if told[0].Outcome == nil || told[0].Outcome.Before || told[0].Outcome.Act != p.ID || told[0].Outcome.Seq == 0 {
		t.Fatalf("it is not registered: %+v", told[0])
	}
	number := w.PersonCalled(t, testenv.Child(t, p)).Number()
	if !slices.Equal(told[0].Numbers, []register.Number{number}) {
		t.Errorf("the numbers are %v, the child has %s", told[0].Numbers, number)
	}
	again, err := w.Submit(context.Background(), w.kham, []register.Proposal{p})
	must(t, err)
	if again[0].Outcome == nil || !again[0].Outcome.Before || again[0].Outcome.Seq != told[0].Outcome.Seq {
		t.Errorf("submitted again it is %+v", again[0])
	}
}

func TestSubmitAsksOnceForEach(t *testing.T) {
	another := register.Accepted{Code: register.CodePerhapsRegistered, Reason: "they are two"}
	if !(register.Finding{Code: another.Code}).AboutAnother() {
		t.Fatalf("%s is about nobody else", another.Code)
	}
	for _, c := range []struct {
		name   string
		change func(w *world, p *register.Proposal, who *access.Actor)
		code   string
		field  string
	}{
		{"in another's name", func(w *world, p *register.Proposal, _ *access.Actor) { p.Registrar = w.other.Officer.ID }, office.CodeRegistrarNotSignedIn, "registrar"},
		{"in nobody's name", func(_ *world, p *register.Proposal, _ *access.Actor) { p.Registrar = "" }, register.CodeRegistrarMissing, "registrar"},
		{"for no office", func(_ *world, p *register.Proposal, _ *access.Actor) { p.Office = "" }, office.CodeOfficeMissing, "office"},
		{"for another office", func(w *world, p *register.Proposal, _ *access.Actor) { p.Office = w.other.Office.ID }, office.CodeOfficeNotOwn, "office"},
		{"without the permission", func(_ *world, _ *register.Proposal, who *access.Actor) {
			who.Officer.Roles = []access.Role{access.PostOfficer}
		}, access.CodeNoPermission, "registrar"},
		{"who is no officer any more", func(w *world, _ *register.Proposal, who *access.Actor) { who.Officer.Until = w.Today() }, access.CodeNoPermission, "registrar"},
		{"that two are two", func(_ *world, p *register.Proposal, _ *access.Actor) { p.Accepted = []register.Accepted{another} }, application.CodeAcceptedAnother, "accepted"},
		{"taken by nobody", func(_ *world, p *register.Proposal, _ *access.Actor) { p.DeclaredTo = "" }, office.CodeTakerNotSignedIn, "declared_to"},
		{"taken by who has not signed in", func(_ *world, p *register.Proposal, _ *access.Actor) { p.DeclaredTo = "seng" }, office.CodeTakerNotSignedIn, "declared_to"},
		{"taken by oneself", func(w *world, p *register.Proposal, _ *access.Actor) { p.DeclaredTo = w.kham.Officer.ID }, "four-eyes", "registrar"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			good, bad, who := w.newborn(t), w.newborn(t), w.kham
			c.change(w, &bad, &who)
			told, err := w.Submit(context.Background(), who, []register.Proposal{bad, good})
			must(t, err)
			f := told[0].Findings
			if told[0].Outcome != nil || told[0].Err == nil || len(f) != 1 || f[0].Code != c.code || f[0].Field != c.field || f[0].Severity != register.Blocking {
				t.Errorf("the bad one came to %+v", told[0])
			}
			if everybody := who.Officer.Until == w.Today() || len(who.Officer.Roles) == 1 && who.Officer.Roles[0] == access.PostOfficer; (told[1].Outcome != nil) == everybody {
				t.Errorf("the other one came to %+v", told[1])
			}
		})
	}
}

// Where the law does not ask for four eyes, nobody has to have taken the declaration.
func TestSubmitByTheLawOfTheEvent(t *testing.T) {
	w := newWorld(t)
	changed := *w.Law
	changed.Kinds = map[register.Kind]law.KindRules{}
	for k, r := range w.Law.Kinds {
		r.FourEyes = law.Rule[bool]{{Value: true}, {Value: false, From: register.DayOf(2026, 11, 2)}}
		changed.Kinds[k] = r
	}
	p := w.newborn(t)
	w.Country.Documents.Law = &changed
	p.DeclaredTo = ""
	told, err := w.Submit(context.Background(), w.kham, []register.Proposal{p})
	must(t, err)
	if !slices.Equal(codes(told[0].Findings), []string{office.CodeTakerNotSignedIn}) {
		t.Errorf("an event under four eyes came to %+v", told[0])
	}
	p.Happened = testenv.Date(t, "2026-11-02")
	var b acts.Birth
	must(t, json.Unmarshal(p.Payload, &b))
	b.Born = p.Happened
	p.Payload = testenv.Payload(b)
	if told, err = w.Submit(context.Background(), w.kham, []register.Proposal{p}); err != nil || told[0].Outcome == nil {
		t.Errorf("an event behind them came to %+v, %v", told, err)
	}
}

func TestSubmitTakesSoMany(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Submit(context.Background(), w.kham, make([]register.Proposal, office.MaxSubmitted+1)); register.KindOf(err) != register.TooLarge {
		t.Errorf("too many came to %v", err)
	}
	if told, err := w.Submit(context.Background(), w.kham, nil); err != nil || len(told) != 0 {
		t.Errorf("none came to %+v, %v", told, err)
	}
}

// Nobody's word is enough for who took a declaration: that officer signs in too, and may take declarations.
func TestWhoTookADeclarationSignsInToo(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	protects := func() register.Proposal { // one for which the law asks for no four eyes
		p := w.Proposal(register.KindMove, acts.Move{Persons: []string{string(w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001").Number())}, To: acts.Dwelling{Code: "0101002", House: "9"}})
		p.ID = register.ActID(testenv.NewID())
		w.addPapers(&p)
		return w.submitted(p, w.kham)
	}
	clerk := w.noy
	clerk.Officer.Roles = []access.Role{access.Auditor}
	gone := w.noy
	gone.Officer.Until = w.Today()
	for name, c := range map[string]struct {
		takers []access.Actor
		code   string
	}{
		"nobody":                     {nil, office.CodeTakerNotSignedIn},
		"somebody else":              {[]access.Actor{w.other}, office.CodeTakerNotSignedIn},
		"who may take none":          {[]access.Actor{clerk}, access.CodeNoPermission},
		"who is no officer any more": {[]access.Actor{gone}, access.CodeNoPermission},
		"who took it":                {[]access.Actor{w.other, w.noy}, ""},
	} {
		for _, p := range []register.Proposal{w.newborn(t), protects()} {
			told, err := w.Clerk.Submit(ctx, w.kham, []register.Proposal{p}, c.takers...)
			must(t, err)
			if c.code == "" && told[0].Outcome == nil || c.code != "" && (told[0].Outcome != nil || len(told[0].Findings) != 1 || told[0].Findings[0].Code != c.code || told[0].Findings[0].Field != "declared_to") {
				t.Errorf("%s signed in, and %s came to %+v", name, p.Kind, told[0])
			}
		}
	}
}

// A submitter is told once that somebody is very like, and not who.
func TestSubmitDoesNotTellWhomSomebodyIsLike(t *testing.T) {
	w := comparing(t)
	first, twin := enrolment(boun, nil), enrolment(boun, nil)
	w.entered(t, first)
	q := w.asked(t, w.declare(t, w.noy, draft(twin)))
	_, err := w.Adjudicate(context.Background(), w.judge, q.ID, another("they are two"))
	must(t, err)
	a, err := w.desk.Application(context.Background(), q.Application)
	must(t, err)
	if _, decided, err := w.Decide(context.Background(), w.kham, a.ID, a.Version, nil); err != nil || decided[0].Outcome == nil {
		t.Fatalf("the twin is not registered: %+v, %v", decided, err)
	}
	told, err := w.Submit(context.Background(), w.kham, []register.Proposal{w.submitted(enrolment(boun, nil), w.kham)})
	must(t, err)
	if told[0].Outcome != nil || !slices.Equal(codes(told[0].Findings), []string{application.CodeSomebodyLike}) || told[0].Findings[0].Args != nil {
		t.Fatalf("somebody like two came to %+v", told[0])
	}
	if q := w.asked(t, w.stored(t, told[0].Application)); len(q.Candidates) != 2 {
		t.Errorf("asked is about %+v", q.Candidates)
	}
}

// submitted makes a proposal one that noy took and that somebody submits.
func (w *world) submitted(p register.Proposal, by access.Actor) register.Proposal {
	p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), by.Office.ID, w.noy.Officer.ID, by.Officer.ID
	return p
}

func (w *world) lookedAt(t testing.TB, p *register.Person) []access.Look {
	t.Helper()
	looks, err := w.looks.LooksOf(context.Background(), accesstest.Pass(t), []register.Ref{p.Ref()}, w.Today(), math.MaxInt64, 99)
	must(t, err)
	return looks
}

// Without an application no office learns more of the protected than with one: the national desk
// decides, wherever they live, and the look is written.
func TestWhatIsSubmittedAboutTheProtectedTheNationalDeskDecides(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	near := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	far := w.Resident(t, "ແກ້ວ", register.Female, "1996", "0102001")
	move := func(of *register.Person) register.Proposal {
		p := w.Proposal("move", acts.Move{Persons: []string{string(of.Number())}, To: acts.Dwelling{Code: "0102001", House: "77"}})
		for _, kind := range w.Law.Kinds["move"].Evidence.On(w.Today()).Value {
			p.Evidence = append(p.Evidence, register.Evidence{Kind: kind, Note: "1"})
		}
		return w.submitted(p, w.kham)
	}
	told, err := w.Submit(ctx, w.kham, []register.Proposal{move(far)})
	must(t, err)
	if !slices.Equal(codes(told[0].Findings), []string{"office-outside-area"}) {
		t.Fatalf("a move out of the area came to %+v, and nothing is tested", told[0])
	}
	w.protect(t, near)
	w.protect(t, far)
	for name, of := range map[string]*register.Person{"in its area": near, "outside": far} {
		p := move(of)
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		if told[0].Application != application.ID(p.ID) || told[0].Outcome != nil || told[0].Err != nil || len(told[0].Findings) != 0 {
			t.Fatalf("%s: it came to %+v", name, told[0])
		}
		if looks := w.lookedAt(t, of); len(looks) == 0 || !looks[0].Refused || looks[0].Case != string(p.ID) || looks[0].Officer != w.kham.Officer.ID {
			t.Errorf("%s: the looks are %+v", name, looks)
		}
		if again, err := w.Submit(ctx, w.kham, []register.Proposal{p}); err != nil || again[0].Application != told[0].Application {
			t.Errorf("%s: submitted again it came to %+v, %v", name, again, err)
		}
		other := p
		other.Happened = testenv.Date(t, "2026-11-01")
		if again, err := w.Submit(ctx, w.kham, []register.Proposal{other}); err != nil || again[0].Application != "" || register.KindOf(again[0].Err) != register.Duplicate {
			t.Errorf("%s: something else under its id came to %+v, %v", name, again, err)
		}
		a, err := w.desk.Application(ctx, told[0].Application)
		must(t, err)
		if a.Office != "CENTRE" || a.State != application.Declared || a.TakenAt != w.kham.Office.ID || a.TakenBy != w.noy.Officer.ID || !slices.Contains(a.Writers, w.kham.Officer.ID) {
			t.Errorf("%s: the application is %+v", name, a)
		}
		if a, _, err = w.Decide(ctx, w.national, a.ID, a.Version, nil); err != nil || a.State != application.Registered {
			t.Errorf("%s: the national desk makes it %s, %v", name, a.State, err)
		}
		if again, err := w.Submit(ctx, w.kham, []register.Proposal{p}); err != nil || again[0].Outcome == nil || !again[0].Outcome.Before {
			t.Errorf("%s: submitted once it is registered it came to %+v, %v", name, again, err)
		}
	}
}

// What was registered before somebody was protected has the same answer afterwards, and no
// application comes of it. Something else under its id is refused.
func TestSubmittedAgainHasTheFirstAnswerWhoeverIsProtectedSince(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1998-04-01", "0101001")
	p := w.submitted(w.BirthForm(t, string(mother.Number()), "2026-11-01"), w.kham)
	first, err := w.Submit(ctx, w.kham, []register.Proposal{p})
	must(t, err)
	w.protect(t, mother)
	other := p
	other.Happened = testenv.Date(t, "2026-11-02")
	for range 3 {
		again, err := w.Submit(ctx, w.kham, []register.Proposal{w.submitted(enrolment(boun, nextDoor), w.kham), p})
		must(t, err)
		if o := again[1].Outcome; o == nil || !o.Before || o.Seq != first[0].Outcome.Seq || !slices.Equal(again[1].Numbers, first[0].Numbers) || again[1].Application != "" {
			t.Errorf("submitted again it came to %+v", again[1])
		}
		if again[0].Outcome == nil {
			t.Errorf("the one before it came to %+v", again[0])
		}
		again, err = w.Submit(ctx, w.kham, []register.Proposal{other})
		must(t, err)
		wants(t, again[0].Err, register.Duplicate, "act-id-reused")
	}
	if _, err := w.desk.Application(ctx, application.ID(p.ID)); register.KindOf(err) != register.NotFound {
		t.Errorf("an application came of it: %v", err)
	}
	if looks := w.lookedAt(t, mother); len(looks) != 0 {
		t.Errorf("nobody was shown, and the looks are %+v", looks)
	}
}

func nextDoor(e *acts.Enrolment) {
	e.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "1"}}
}

// The national desk registers what it submits about the protected, by a look of its own.
func TestTheNationalDeskSubmitsAboutTheProtected(t *testing.T) {
	w := newWorld(t)
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	w.protect(t, mother)
	p := w.submitted(w.BirthForm(t, string(mother.Number()), "2026-11-01"), w.national)
	told, err := w.Submit(context.Background(), w.national, []register.Proposal{p})
	must(t, err)
	if told[0].Outcome == nil || told[0].Application != "" {
		t.Errorf("it came to %+v", told[0])
	}
	if looks := w.lookedAt(t, mother); len(looks) != 1 || looks[0].Refused {
		t.Errorf("the looks are %+v", looks)
	}
}

// What stops a submitted act is found in the register: whom the act names is looked at, and of
// the protected nothing is told: the national desk decides.
func TestFindingsOfASubmissionLeaveByALook(t *testing.T) {
	for name, protected := range map[string]bool{"protected": true, "not protected": false} {
		t.Run(name, func(t *testing.T) {
			w, ctx := newWorld(t), context.Background()
			man := w.Resident(t, "ບຸນ", register.Male, "1940", "0101001")
			if protected {
				w.protect(t, man)
			}
			w.Must(t, w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-19")}))
			p := w.submitted(w.Proposal("death", acts.Death{Person: string(man.Number()), Died: testenv.Date(t, "2026-10-21")}), w.kham)
			told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
			must(t, err)
			at := slices.IndexFunc(told[0].Findings, func(f register.Finding) bool { return f.Code == "already-dead" })
			if protected != (at < 0) || protected != (told[0].Err == nil) || protected != (told[0].Application != "") {
				t.Fatalf("the second death came to %+v", told[0])
			}
			if !protected && told[0].Findings[at].Args["died"] != "2026-10-19" {
				t.Errorf("told %v", told[0].Findings[at].Args)
			}
			if looks := w.lookedAt(t, man); len(looks) == 0 || looks[0].Case != string(p.ID) || looks[0].Refused != protected {
				t.Errorf("the looks are %+v", looks)
			}
			if _, err := w.desk.Application(ctx, application.ID(p.ID)); protected != (err == nil) || (err != nil && register.KindOf(err) != register.NotFound) {
				t.Errorf("what was refused is kept, or what was sent on is not: %v", err)
			}
			w.looks.Fail(errDesk)
			if told, err := w.Submit(ctx, w.kham, []register.Proposal{p}); err == nil || told != nil {
				t.Errorf("without a look it came to %+v", told)
			}
		})
	}
}

// Two processes submit the same proposal at once: it is one application, and both say so. With
// other content it is not the same proposal.
func TestASubmissionThatAnotherProcessHasJustSent(t *testing.T) {
	for _, reused := range []bool{false, true} {
		w, ctx := newWorld(t), context.Background()
		mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0102001")
		w.protect(t, mother)
		p := w.submitted(w.BirthForm(t, string(mother.Number()), "2026-11-01"), w.kham)
		first := p
		if reused {
			first = w.submitted(w.BirthForm(t, string(mother.Number()), "2026-10-30"), w.kham)
			first.ID = p.ID
		}
		w.desk.failPut = func(application.Application) bool {
			w.desk.failPut = nil
			told, err := w.Submit(ctx, w.kham, []register.Proposal{first})
			if must(t, err); told[0].Application == "" {
				t.Errorf("the first comes to %+v", told[0])
			}
			return false
		}
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		switch {
		case reused:
			wants(t, told[0].Err, register.Duplicate, registrar.CodeActIDReused)
		case told[0].Err != nil || told[0].Application != application.ID(p.ID):
			t.Errorf("the second comes to %+v", told[0])
		}
	}
}

// A submission names only papers that its officer uploaded, as a draft does. It becomes an application, with
// which the paper stays and by which it is read.
func TestASubmissionNamesPapersOfItsOffice(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	paper, err := w.Upload(ctx, w.other, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	theirs, invented, ours := w.newborn(t), w.newborn(t), w.newborn(t)
	theirs.Evidence = []register.Evidence{paper}
	invented.Evidence = []register.Evidence{{Kind: "birth-notice", Note: "1"}, {Kind: "birth-notice", SHA256: strings.Repeat("ab", 32)}}
	submit := func(p register.Proposal) application.Submitted {
		t.Helper()
		told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
		must(t, err)
		return told[0]
	}
	for field, p := range map[string]register.Proposal{"evidence.0.sha256": theirs, "evidence.1.sha256": invented} {
		told := submit(p)
		wants(t, told.Err, register.Invalid, evidence.CodeUnknown)
		if diff := cmp.Diff([]register.Finding{register.Blocked(evidence.CodeUnknown, field)}, told.Findings); diff != "" || told.Outcome != nil {
			t.Errorf("%s: %+v %s", field, told, diff)
		}
	}
	ours.Evidence = []register.Evidence{paper}
	_, err = w.Upload(ctx, w.kham, "birth-notice", bytes.NewReader(newPaper))
	must(t, err)
	if told := submit(ours); told.Outcome != nil || told.Application != application.ID(ours.ID) {
		t.Fatalf("it came to %+v", told)
	}
	a := w.stored(t, application.ID(ours.ID))
	a, decided, err := w.Decide(ctx, w.province, a.ID, a.Version, nil)
	if must(t, err); a.State != application.Registered {
		t.Fatalf("it is %s: %+v", a.State, decided)
	}
	_, err = w.desk.PruneEvidence(ctx, w.Country.Now().AddDate(1, 0, 0))
	must(t, err)
	if told := submit(ours); told.Outcome == nil || !told.Outcome.Before {
		t.Errorf("once more it came to %+v", told)
	}
	content, _, err := w.Download(ctx, w.kham, a.ID, paper.SHA256)
	if must(t, err); !bytes.Equal(content, newPaper) {
		t.Errorf("%d bytes are read", len(content))
	}
}

// The paper of a submitted act is read under no other application where somebody whom the act is about is
// protected.
func TestThePaperOfASubmissionIsReadUnderNoOther(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	man, wife := w.couple(t)
	other := w.alone(t, "ດາ", "1970-04-01", "0101001", "9")
	paper, err := w.Upload(ctx, w.kham, "death-notice", bytes.NewReader(newPaper))
	must(t, err)
	death := w.submitted(w.death(t, man), w.kham)
	death.Evidence = []register.Evidence{paper}
	told, err := w.Submit(ctx, w.kham, []register.Proposal{death})
	must(t, err)
	a := w.stored(t, told[0].Application)
	a, decided, err := w.Decide(ctx, w.province, a.ID, a.Version, nil)
	if must(t, err); a.State != application.Registered {
		t.Fatalf("it is %s: %+v", a.State, decided)
	}
	rename := w.Proposal(register.KindNameChange, acts.NameChange{Person: string(other.Number()), Name: testenv.Named("ໃໝ່", "")})
	rename.ID, rename.Evidence = register.ActID(testenv.NewID()), []register.Evidence{paper}
	b := w.declare(t, w.kham, draft(rename))
	_, _, err = w.Download(ctx, w.noy, b.ID, paper.SHA256)
	must(t, err)
	w.protect(t, wife)
	_, _, err = w.Download(ctx, w.noy, b.ID, paper.SHA256)
	if wants(t, err, register.Forbidden, access.CodeNationalDesk); !w.refusedLook(t, wife) {
		t.Errorf("it is withheld without a look: %v", w.lookedAt(t, wife))
	}
}

// What an application holds is not registered beside it: not by an officer who wrote at it, nor by
// one who refused it. A draft, or a returned application, its office completes.
func TestWhatAnApplicationHoldsIsNotSubmitted(t *testing.T) {
	for _, s := range application.States() {
		if s == application.Registered || s.Editable() {
			continue
		}
		c := inState(t, s)
		p := c.w.submitted(c.w.stored(t, c.a.ID).Acts[0].Proposal, c.w.kham)
		p.Seen = nil
		told, err := c.w.Submit(context.Background(), c.w.kham, []register.Proposal{p})
		must(t, err)
		wants(t, told[0].Err, register.Duplicate, registrar.CodeActIDReused)
		if now := c.w.stored(t, c.a.ID); told[0].Outcome != nil || now.State != s {
			t.Errorf("%s: it came to %+v, and the application is %s", s, told[0], now.State)
		}
		in := draft(p)
		_, err = c.w.SaveDraft(context.Background(), c.w.noy, in, 0)
		refuses(t, err, register.Error{Kind: register.Invalid, Op: "office.SaveDraft", Code: registrar.CodeActIDReused, Findings: []register.Finding{register.Blocked(registrar.CodeActIDReused, "acts.0.id")}})
	}
}

// The office that took an application completes it by submitting its act again. It is declared again,
// with the gates of a draft that was rewritten: nobody who had part in it registers it.
func TestASubmissionCompletesWhatWasReturned(t *testing.T) {
	ctx := context.Background()
	for _, s := range []application.State{application.Draft, application.Returned} {
		t.Run(string(s), func(t *testing.T) {
			c := inState(t, s)
			w := c.w
			sith := w.noy
			sith.Officer.ID = "sith"
			submit := func(who access.Actor, change func(*register.Proposal)) application.Submitted {
				t.Helper()
				p := w.submitted(c.a.Acts[0].Proposal, who)
				p.Seen, p.DeclaredTo = nil, "sith"
				p.Evidence = []register.Evidence{{Kind: "family-book", Note: "ແຟ້ມ 12"}}
				change(&p)
				told, err := w.Clerk.Submit(ctx, who, []register.Proposal{p}, sith)
				must(t, err)
				return told[0]
			}
			same := func(*register.Proposal) {}
			wrong := map[string]application.Submitted{
				"another office":     submit(w.other, same),
				"another kind":       submit(w.kham, func(p *register.Proposal) { p.Kind = register.KindBirth }),
				"a paper not theirs": submit(w.kham, func(p *register.Proposal) { p.Evidence[0].SHA256 = strings.Repeat("ab", 32) }),
				"a day to come":      submit(w.kham, func(p *register.Proposal) { p.Happened = register.Exact(w.Today() + 9) }),
			}
			wants(t, wrong["another office"].Err, register.Duplicate, registrar.CodeActIDReused)
			wants(t, wrong["another kind"].Err, register.Duplicate, registrar.CodeActIDReused)
			wants(t, wrong["a paper not theirs"].Err, register.Invalid, evidence.CodeUnknown)
			for name, told := range wrong {
				if now := w.stored(t, c.a.ID); now.Version != c.a.Version || told.Application != "" || told.Outcome != nil || told.Err == nil {
					t.Errorf("%s came to %+v, and the application is %s", name, told, now.State)
				}
			}
			if f := wrong["a paper not theirs"].Findings; len(f) != 1 || f[0].Field != "evidence.0.sha256" {
				t.Errorf("of the paper is told %+v", f)
			}

			if told := submit(w.kham, same); told.Err != nil || told.Application != c.a.ID || told.Outcome != nil {
				t.Fatalf("it came to %+v", told)
			}
			now := w.stored(t, c.a.ID)
			if now.State != application.Declared || now.Acts[0].Proposal.Evidence[0].Note != "ແຟ້ມ 12" || now.TakenBy != "sith" || now.Declarant.Name == "" {
				t.Errorf("the application is %+v", now)
			}
			if want := []register.OfficerID{w.noy.Officer.ID, w.kham.Officer.ID, "sith"}; !slices.Equal(now.Writers, want) {
				t.Errorf("its writers are %q", now.Writers)
			}
			if told := submit(w.kham, same); told.Application != c.a.ID || w.stored(t, c.a.ID).Version != now.Version {
				t.Errorf("submitted again it came to %+v", told)
			}
			_, _, err := w.Decide(ctx, w.province, now.ID, now.Version, nil)
			if must(t, err); w.stored(t, c.a.ID).State != application.Registered {
				t.Errorf("decided it is %s", w.stored(t, c.a.ID).State)
			}
		})
	}
}

// A returned appeal is completed by nobody who refused it.
func TestWhoeverRefusedSubmitsNoAppeal(t *testing.T) {
	c, ctx := inState(t, application.Appealed), context.Background()
	w := c.w
	a, err := w.Return(ctx, w.province, c.a.ID, c.a.Version, []application.Reason{{Act: -1, Text: "x"}})
	must(t, err)
	p := w.submitted(w.stored(t, a.ID).Acts[0].Proposal, w.kham) // who refused it
	p.Seen = nil
	told, err := w.Submit(ctx, w.kham, []register.Proposal{p})
	must(t, err)
	if wants(t, told[0].Err, register.Forbidden, application.CodeOwnRefusal); w.stored(t, a.ID).Version != a.Version {
		t.Errorf("it came to %+v", told)
	}
}

// A proposal about the protected whose paper is not here is refused by itself.
func TestASubmissionToTheNationalDeskThatCannotBeKept(t *testing.T) {
	w := newWorld(t)
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0102001")
	w.protect(t, mother)
	p := w.submitted(w.BirthForm(t, string(mother.Number()), "2026-11-01"), w.kham)
	p.Evidence = []register.Evidence{{Kind: "birth-notice", SHA256: strings.Repeat("ab", 32)}}
	told, err := w.Submit(context.Background(), w.kham, []register.Proposal{p, w.newborn(t)})
	must(t, err)
	if wants(t, told[0].Err, register.Invalid, evidence.CodeUnknown); told[0].Application != "" || told[1].Outcome == nil {
		t.Errorf("they came to %+v", told)
	}
}

// A submission of lines ends where nobody listens to what became of them.
func TestLinesEndWhereNobodyListens(t *testing.T) {
	w, full, told := newWorld(t), errors.New("the disk is full"), 0
	s := lines.Submission{Clerk: w.Clerk, Who: w.kham, Acts: 1, Tell: func(lines.Line) error { told++; return full }}
	if err := s.Run(context.Background(), strings.NewReader("nonsense\nnonsense\n")); !errors.Is(err, full) || told != 1 {
		t.Errorf("told %d times, and it ends with %v", told, err)
	}
}
