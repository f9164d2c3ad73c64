package registrar_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"samano/acts"
	"samano/audit"
	"samano/internal/testenv"
	"samano/register"
	"samano/registrar"
	"samano/store"
)

func lao(given, surname string) []register.NameForm {
	f := register.NameForm{Script: register.Lao, Parts: []register.NamePart{{Given: given}}}
	if surname != "" {
		f.Parts = append(f.Parts, register.NamePart{Surname: surname})
	}
	return []register.NameForm{f}
}

func date(t testing.TB, s string) register.Date {
	t.Helper()
	d, err := register.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// mother enrols a woman and returns the client-made id by which payloads name her.
func mother(t testing.TB, c *testenv.Country, id register.ClientID) register.Proposal {
	return c.Proposal("enrolment", acts.Enrolment{
		As: "@" + string(id), Name: lao("ຄຳ", "ວົງສາ"), Sex: register.Female, Born: date(t, "1990"),
		Nationalities: []register.Nationality{{State: register.NationalityHeld, Country: "LAO"}},
	})
}

func birth(t testing.TB, c *testenv.Country, as, mother register.ClientID, born string) register.Proposal {
	p := c.Proposal("birth", acts.Birth{As: "@" + string(as), Name: lao("ສົມພອນ", ""), Sex: register.Male, Born: date(t, born), Mother: &acts.Who{Person: "@" + string(mother)}})
	p.Happened = date(t, born)
	return p
}

func person(t testing.TB, c *testenv.Country, id register.ClientID) *register.Person {
	t.Helper()
	es, err := c.Find(context.Background(), c.Pass, acts.Lookup{By: acts.ByProposed, Key: string(id)})
	if err != nil {
		t.Fatal(err)
	}
	if es[0].Person == nil {
		t.Fatalf("nobody was proposed as %s", id)
	}
	return es[0].Person
}

func alarms(t testing.TB, c *testenv.Country) []audit.Fault {
	t.Helper()
	var faults []audit.Fault
	_, err := audit.Verify(context.Background(), audit.Inputs{Store: c.Store, Codec: c.Codec, Scheme: c.Scheme, Sealer: c.Sealer},
		func(f audit.Fault) error {
			if f.Alarm {
				faults = append(faults, f)
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func TestABirthEndToEnd(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m, child := c.ClientID(), c.ClientID()
	done := c.Must(t, mother(t, c, m), birth(t, c, child, m, "2026-10-20"))

	p := person(t, c, child)
	if n := p.Number(); len(n) != 12 {
		t.Errorf("the child's number is %q", n)
	}
	if len(p.Parents) != 1 || p.Parents[0].Value.Party.Person != person(t, c, m).ID {
		t.Errorf("the child's parents are %v", p.Parents)
	}
	if holder := p.Nationalities[0].Value; holder.Country != "LAO" || holder.State != register.NationalityHeld {
		t.Errorf("the child of a citizen is %v", holder)
	}
	if done[1].Printed.No != 1 || done[1].Printed.Year != 2026 {
		t.Errorf("the birth's number on paper is %v", done[1].Printed)
	}
	if faults := alarms(t, c); len(faults) > 0 {
		t.Errorf("the audit finds %v", faults)
	}
	events, next, err := c.Events(context.Background(), c.Pass, 0, 1000)
	if err != nil || next != done[1].Seq || len(events) != 2 {
		t.Errorf("the feed ends at %d with %d events, %v", next, len(events), err)
	}
}

// overtaken is a store in which something is registered whenever somebody has
// just read the head without holding it.
type overtaken struct {
	store.Register
	between func()
}

func (s *overtaken) Head(ctx context.Context) (store.Head, error) {
	h, err := s.Register.Head(ctx)
	if f := s.between; f != nil {
		s.between = nil
		f()
	}
	return h, err
}

// An examination holds no lock. What is registered while it reads, be it of the
// same person or of somebody who gets the next id, is no failure of it.
func TestExamineWhileOthersRegister(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	c.Must(t, mother(t, c, m))
	passport := func(number string) register.Proposal {
		return c.Proposal("identifier", acts.Identifier{Person: "@" + string(m), Opens: &register.Identifier{Kind: "passport", Value: number, Issuer: "LAO"}})
	}
	s := &overtaken{Register: c.Store}
	config := c.Setup
	config.Store = s
	r, err := registrar.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	tests := []struct {
		name                string
		examined, meanwhile register.Proposal
	}{
		{"somebody gets the next id", birth(t, c, c.ClientID(), m, "2026-10-20"), birth(t, c, c.ClientID(), m, "2024-01-05")},
		{"the same person changes", passport("PA 1"), passport("PA 2")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.between = func() { c.Must(t, tt.meanwhile) }
			e, err := r.Examine(context.Background(), c.Pass, []register.Proposal{tt.examined})
			if err != nil || e.Results[0].Act == nil {
				t.Fatalf("examined: %+v, %v", e, err)
			}
		})
	}
}

func TestTheSameActTwice(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	p := mother(t, c, c.ClientID())
	first := c.Must(t, p)[0]

	results, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{p, p}})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results {
		if !r.Repeated || r.Act == nil || r.Act.Seq != first.Seq {
			t.Errorf("handed in again (%d): %+v", i, r)
		}
	}
	other := p
	other.Declarant = "somebody else"
	results, err = c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{other}})
	if err != nil || register.KindOf(results[0].Err) != register.Duplicate {
		t.Errorf("the same id with other content: %v, %v", results[0].Err, err)
	}
}

func TestWhatStandsTogetherFallsTogether(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	bad := birth(t, c, c.ClientID(), m, "1985-01-01") // before the mother
	before, err := c.Store.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	results, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{mother(t, c, m), bad}, Together: true})
	if err != nil {
		t.Fatal(err)
	}
	if results[0].Act != nil || results[1].Act != nil || !strings.Contains(results[1].Err.Error(), "child-before-mother") {
		t.Errorf("results %+v", results)
	}
	after, err := c.Store.Head(context.Background())
	if err != nil || after.Size != before.Size || after.NextPerson != before.NextPerson || after.Counter != before.Counter {
		t.Errorf("the head went from %+v to %+v, %v", before, after, err)
	}
	// Singly, the mother is entered and the birth is not.
	results, err = c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{mother(t, c, m), birth(t, c, c.ClientID(), m, "1985-01-01")}})
	if err != nil || results[0].Act == nil || results[1].Act != nil {
		t.Errorf("singly: %+v, %v", results, err)
	}
}

func TestManyClerksAtOnce(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	const clerks, each = 20, 10
	var wait sync.WaitGroup
	for range clerks {
		wait.Go(func() {
			for range each {
				results, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{mother(t, c, c.ClientID())}})
				if err != nil || results[0].Err != nil {
					t.Errorf("%v %+v", err, results)
				}
			}
		})
	}
	wait.Wait()
	seen := map[register.Number]bool{}
	events, _, err := c.Events(context.Background(), c.Pass, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range events {
		if e.Seq != register.Seq(i+1) {
			t.Fatalf("event %d is of act %d", i, e.Seq)
		}
		seen[e.Subject.(*register.Person).Number()] = true
	}
	if len(events) != clerks*each || len(seen) != clerks*each {
		t.Errorf("%d events, %d numbers", len(events), len(seen))
	}
	if faults := alarms(t, c); len(faults) > 0 {
		t.Errorf("the audit finds %v", faults)
	}
}

func TestOneDecisionIsOneAct(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	c.Must(t, mother(t, c, m))
	first := birth(t, c, c.ClientID(), m, "2026-10-20")
	first.Decision = register.Decision{By: register.ByMinistry, Authority: "MOHA", Reference: "B-77"}
	act := c.Must(t, first)[0]
	again := birth(t, c, c.ClientID(), m, "2026-10-20")
	again.Decision = first.Decision
	results, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{again}})
	if err != nil {
		t.Fatal(err)
	}
	f := results[0].Findings
	if len(f) != 1 || f[0].Code != "decision-already-registered" || f[0].Args["act"] != string(act.ID) {
		t.Errorf("findings %v", f)
	}
}

// What stands together and is refused leaves alone what was in before.
func TestWhatWasInBeforeStays(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	first, second := mother(t, c, m), mother(t, c, c.ClientID())
	c.Must(t, first)
	bad := birth(t, c, c.ClientID(), m, "1985-01-01")
	results, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{first, second, second, bad}, Together: true})
	if err != nil {
		t.Fatal(err)
	}
	if !results[0].Repeated || results[0].Act == nil {
		t.Errorf("what was in before is now %+v", results[0])
	}
	for i, r := range results[1:] {
		if r.Act != nil || r.Repeated || r.Err == nil {
			t.Errorf("%d of what was refused: %+v", i+1, r)
		}
	}
}

// An act can be erased in the transaction that registers it, and only once.
func TestErasedInTheSameTransaction(t *testing.T) {
	c := testenv.New(t, testenv.Options{})
	m := c.ClientID()
	c.Must(t, mother(t, c, m))
	death := c.Proposal("death", acts.Death{Person: "@" + string(m), Died: date(t, "2026-11-01"), Cause: "fever"})
	erasure := func(part string) register.Proposal {
		return c.Proposal("erasure", acts.Erase{Act: string(death.ID), Part: part, Article: "art. 2"})
	}
	refused := c.Proposal("naming", acts.Naming{Person: "@" + string(c.ClientID())})
	results, err := c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{death, erasure("payload"), refused}, Together: true})
	if err != nil || results[0].Act != nil {
		t.Fatalf("%+v, %v", results, err)
	}
	results, err = c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{death, erasure("payload"), erasure("sealed/cause-of-death"), erasure("payload")}})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range results[:3] {
		if r.Act == nil {
			t.Fatalf("%d: %v", i, r.Err)
		}
	}
	if f := results[3].Findings; len(f) != 1 || f[0].Code != "erased-already" {
		t.Errorf("erased twice: %+v", results[3])
	}
	seq := results[0].Act.Seq
	kept, err := c.Acts(context.Background(), c.Pass, []register.Seq{seq})
	if err != nil || kept[0].Payload != nil {
		t.Errorf("the payload is %q, %v", kept[0].Payload, err)
	}
	boxes, err := c.Store.Sealed(context.Background(), c.Pass, seq)
	if err != nil || len(boxes) != 0 {
		t.Errorf("%d sealed parts are there, %v", len(boxes), err)
	}
	results, err = c.Register(context.Background(), registrar.Request{Proposals: []register.Proposal{death, erasure("payload")}})
	if err != nil || !results[0].Repeated || results[1].Act != nil {
		t.Errorf("later: %+v, %v", results, err)
	}
	if faults := alarms(t, c); len(faults) > 0 {
		t.Errorf("the audit finds %v", faults)
	}
}
