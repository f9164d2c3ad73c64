package erasure_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/node"
	"samano/register"
	"samano/registrar"
)

// absences is a country in which people have been away.
type absences struct {
	*testenv.Country
	people []string
}

func newAbsences(t *testing.T) *absences {
	a := &absences{Country: testenv.New(t, testenv.Options{})}
	a.FoundDistricts(t)
	for range 6 {
		p := acts.Enrolment{As: "@" + string(a.ClientID()), Sex: register.Male, Born: register.InYear(1990, register.Declared)}
		p.Residence = &acts.NewResidence{Kind: register.Permanent, Dwelling: acts.Dwelling{Code: "0101001", House: "12"}}
		q := a.Proposal(register.KindEnrolment, p)
		q.Happened = register.Exact(register.DayOf(2020, 1, 1))
		a.Must(t, q)
		a.people = append(a.people, p.As)
	}
	return a
}

func (a *absences) away(t *testing.T, persons ...string) *register.Act {
	p := a.Proposal(register.KindAbsence, acts.Absence{Persons: persons, Reason: "study"})
	p.Happened = register.Exact(register.DayOf(2024, 1, 1))
	return a.Must(t, p)[0]
}

func (a *absences) back(t *testing.T, person string, on register.Date) {
	p := a.Proposal(register.KindReturn, acts.Return{Persons: []string{person}})
	p.Happened = on
	a.Must(t, p)
}

// keeps reports whether the reason of an act is kept.
func (a *absences) keeps(t *testing.T, act *register.Act) bool {
	t.Helper()
	parts, err := a.Store.Sealed(context.Background(), a.Pass, act.Seq)
	if err != nil {
		t.Fatal(err)
	}
	return len(parts) > 0
}

// The reason of an absence is erased once all whom the act names are back for longer than the law keeps
// it, whenever the act was registered; the absence itself stays, and the register verifies.
func TestReasonsAreErasedWhenTheirTimeIsOver(t *testing.T) {
	a, ctx := newAbsences(t), context.Background()
	kept := register.Day(a.Law.Residence.AbsenceReasonKept.On(a.Today()).Value)
	long, last, running, one, dead := a.away(t, a.people[0]), a.away(t, a.people[1]), a.away(t, a.people[2]), a.away(t, a.people[3], a.people[4]), a.away(t, a.people[5])
	a.back(t, a.people[0], register.Exact(a.Today()-kept-1))
	a.back(t, a.people[1], register.Exact(a.Today()-kept))
	a.back(t, a.people[3], register.Exact(a.Today()-kept-1)) // the other of that act is still away
	a.Must(t, a.Proposal(register.KindAnnulment, acts.Annulment{Act: string(dead.ID), Reason: "of somebody else"}))

	head, err := a.Store.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	erased, err := a.Node.Erasure.Absences(ctx)
	if err != nil || erased != 2 {
		t.Fatalf("erased are %d, %v", erased, err)
	}
	for name, c := range map[string]struct {
		act  *register.Act
		want bool
	}{"over for longer": {long, false}, "over, on the last day": {last, true}, "running": {running, true}, "of two, one is away": {one, true}, "annulled": {dead, false}} {
		if got := a.keeps(t, c.act); got != c.want {
			t.Errorf("%s: kept %t", name, got)
		}
	}
	list, err := a.Acts(ctx, a.Pass, []register.Seq{long.Seq, register.Seq(head.Size)})
	if err != nil {
		t.Fatal(err)
	}
	if e := list[1]; e.Kind != register.KindErasure || e.Office != "CENTRE" || e.DeclaredTo != "" || !strings.Contains(string(e.Payload), `"residence.absence_reason_kept_days"`) {
		t.Errorf("the erasure is %+v", e)
	}
	if strings.Contains(string(list[0].Payload), "study") {
		t.Errorf("the act holds %s", list[0].Payload)
	}
	people, err := a.Persons(ctx, a.Pass, register.PersonID(long.Subjects()[0].ID))
	if err != nil || len(people) != 1 || len(people[register.PersonID(long.Subjects()[0].ID)].Residences) != 2 {
		t.Errorf("the absence is gone with its reason: %+v, %v", people, err)
	}
	sum, err := a.Node.Verify(ctx, node.Audit{Report: func(f node.Fault) error {
		if f.Alarm {
			t.Errorf("the audit finds %+v", f)
		}
		return nil
	}})
	if err != nil || sum.Alarms != 0 {
		t.Errorf("verifying: %+v, %v", sum, err)
	}
	if again, err := a.Node.Erasure.Absences(ctx); again != 0 || err != nil {
		t.Errorf("a second time %d are erased, %v", again, err)
	}
}

// A law that shortens the days reaches what was recorded under the longer ones.
func TestAShorterLawReachesWhatIsThere(t *testing.T) {
	a, ctx := newAbsences(t), context.Background()
	act := a.away(t, a.people[0])
	a.back(t, a.people[0], register.Exact(a.Today()-3))
	if n, err := a.Node.Erasure.Absences(ctx); n != 0 || err != nil || !a.keeps(t, act) {
		t.Fatalf("%d are erased, %v", n, err)
	}
	a.Law.Residence.AbsenceReasonKept = law.Rule[int]{{Value: 2, Until: register.LastDay}}
	if n, err := a.Node.Erasure.Absences(ctx); n != 1 || err != nil || a.keeps(t, act) {
		t.Errorf("%d are erased, %v", n, err)
	}
}

// The id of an erasure follows from that of the act: whoever takes it before would keep from erasing what the law wants
// erased.
func TestNobodyTakesTheIDOfAnErasure(t *testing.T) {
	a, ctx := newAbsences(t), context.Background()
	kept := register.Day(a.Law.Residence.AbsenceReasonKept.On(a.Today()).Value)
	act := a.away(t, a.people[0])
	a.back(t, a.people[0], register.Exact(a.Today()-kept-1))
	sum := sha256.Sum256([]byte("erase " + acts.AbsencePart + " of " + string(act.ID)))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	id := hex.EncodeToString(sum[:16])
	q := a.Proposal(register.KindAbsence, acts.Absence{Persons: []string{a.people[5]}, Reason: "work"})
	q.ID = register.ActID(id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:32])
	q.Happened = register.Exact(register.DayOf(2024, 1, 1))
	results, err := a.Writer.Register(ctx, registrar.Request{Proposals: []register.Proposal{q}})
	if err != nil || len(results[0].Findings) == 0 || results[0].Findings[0].Code != registrar.CodeActIDMalformed {
		t.Errorf("an absence under the id of an erasure: %+v, %v", results, err)
	}
	if n, err := a.Node.Erasure.Absences(ctx); n != 1 || err != nil || a.keeps(t, act) {
		t.Errorf("erased are %d, %v", n, err)
	}
}
