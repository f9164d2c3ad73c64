package request_test

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/office/request"
	"samano/register"
)

// strangers are people of another district.
func (w *world) strangers(t *testing.T, n int) (people []*register.Person, numbers []string) {
	for i := range n {
		p := w.Resident(t, "ຈັນ", register.Female, strconv.Itoa(1950+i%50)+"-03-04", "0102001")
		people, numbers = append(people, p), append(numbers, string(p.Number()))
	}
	return people, numbers
}

// moving brings people of another district to the own one.
func moving(t *testing.T, numbers ...string) register.Proposal {
	return register.Proposal{
		ID: register.ActID(testenv.NewID()), Kind: register.KindMove, Happened: testenv.Date(t, "2026-11-01"), Decision: register.Decision{By: register.ByOffice},
		Payload: testenv.Payload(acts.Move{Persons: numbers, To: acts.Dwelling{Code: "0101001", House: "7"}}),
	}
}

// Whoever wrote a declaration opens it on their own budget: they chose whom it names.
func TestTheOwnDeclarationIsOpenedOnTheBudget(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	homes := map[register.PersonID]bool{}
	for range 10 {
		_, numbers := w.strangers(t, 20)
		w.now = w.now.Add(time.Second)
		id, v := w.draft(t, moving(t, numbers...))
		v, err := w.Node.Clerk.Declare(ctx, w.kham, id, v)
		if err != nil {
			break
		}
		shown, err := w.Node.Clerk.Open(ctx, w.kham, id)
		if err != nil {
			break
		}
		for _, side := range shown.Acts[0].Sides {
			if p, ok := side.Before.Open().(*register.Person); ok && len(p.Residences) > 0 {
				homes[p.ID] = true
			}
		}
		_, err = w.Node.Clerk.Withdraw(ctx, w.kham, id, v, "ຂໍຖອນ")
		must(t, err)
	}
	if len(homes) > 80 {
		t.Errorf("in 10 seconds an officer read where %d people of another district live, by opening what they declared themselves", len(homes))
	}
}

// Nor does a declaration open a district to the officer at the next desk: whom it names is on somebody's budget.
func TestADeclarationIsNoKeyForTheNextDesk(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	seen := 0
	for range 2 {
		people, numbers := w.strangers(t, 90)
		w.now = w.now.Add(time.Second)
		id, v := w.draft(t, moving(t, numbers...))
		if _, err := w.Node.Clerk.Declare(ctx, w.kham, id, v); err != nil {
			break
		}
		for _, p := range people {
			if _, err := w.reads(w.noy, "registration", string(id), p); err == nil {
				seen++
			}
		}
	}
	if seen > 90 { // one that is larger than any budget, once
		t.Errorf("in two seconds two officers read %d people of another district, and neither's budget counts one", seen)
	}
}

// What opens nobody yet is not drawn yet: else whoever invents it leaves the drawn ones lying.
func TestWhatIsDrawnCannotBeLeftLying(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in := w.byPaper(w.there)
	in.Proof, in.Scan = request.BySecond, nil
	opened, judged := 0, 0
	for i := range 100 {
		w.chance.drawn = i%2 == 0 // as chance has it
		r := w.entered(t, w.kham, in)
		if r.IsDrawn() {
			continue // left lying: it opens nobody
		}
		w.chance.drawn = i%4 == 1 // of a draw when it is confirmed
		r, err := w.Confirm(ctx, w.noy, r.ID, 1)
		must(t, err)
		if opened++; r.IsDrawn() {
			judged++
		}
	}
	if judged == 0 {
		t.Errorf("of %d requests that opened somebody none is judged, of 100 every second one is drawn", opened)
	}
}

// A scan is of one paper: for somebody else another is brought.
func TestAScanIsOfOnePerson(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.entered(t, w.kham, w.byPaper(w.there))
	in := w.byPaper(w.apart)
	in.Scan = bytes.NewReader(w.scan)
	_, err := w.Enter(ctx, w.kham, in)
	wants(t, request.CodePaperUsed, err)
	w.entered(t, w.noy, w.byPaper(w.there)) // the same paper for the same person again
}

// The scan of a colleague tells not who is protected.
func TestAColleaguesPaperTellsNotWhoIsProtected(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	nobody, err := w.Scheme.Format(999_999)
	must(t, err)
	w.protect(t, w.apart)
	_, none := w.Paper(ctx, w.noy, w.entered(t, w.kham, w.paperOf(nobody)).ID)
	_, hidden := w.Paper(ctx, w.noy, w.entered(t, w.kham, w.byPaper(w.apart)).ID)
	_, open := w.Paper(ctx, w.noy, w.entered(t, w.kham, w.byPaper(w.Resident(t, "ດາ", register.Female, "1991-01-01", "0101001"))).ID)
	if (none == nil) != (hidden == nil) || (open == nil) != (hidden == nil) {
		t.Errorf("a colleague's scan of nobody: %v; of somebody: %v; of somebody protected: %v", none, open, hidden)
	}
}

// barrier is a scan that arrives when all have begun.
type barrier struct {
	io.Reader
	all  *sync.WaitGroup
	once sync.Once
}

func (b *barrier) Read(p []byte) (int, error) {
	b.once.Do(func() { b.all.Done(); b.all.Wait() })
	return b.Reader.Read(p)
}

// At once an officer enters no more requests than one after another.
func TestRequestsAtOnceAreCounted(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in := w.byPaper(w.there)
	in.Proof, in.Scan = request.BySecond, nil
	for range 149 {
		w.entered(t, w.kham, in)
	}
	var all, done sync.WaitGroup
	var mu sync.Mutex
	all.Add(30)
	entered := 149
	for range 30 {
		in := w.byPaper(w.there)
		in.Scan = &barrier{Reader: bytes.NewReader(w.scan), all: &all}
		done.Go(func() {
			if _, err := w.Enter(ctx, w.kham, in); err == nil {
				mu.Lock()
				entered++
				mu.Unlock()
			}
		})
	}
	done.Wait()
	if entered > 150 {
		t.Errorf("in a day an officer entered %d requests", entered)
	}
}

// The auditor is told at once of every one, however many there are, and they are few from each officer.
func TestNoDangerHidesBehindOthers(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in := request.Input{Kind: law.CaseDanger, Number: string(w.there.Number()), Asks: "x", Ground: "x"}
	for range 3 {
		for range 10 {
			w.entered(t, w.kham, in)
			w.entered(t, w.noy, in)
		}
		_, err := w.Enter(ctx, w.kham, in)
		wants(t, request.CodeMany, err)
		w.entered(t, w.kham, w.byPaper(w.there)) // which is no danger
		w.now = w.now.AddDate(0, 0, 1).Add(time.Minute)
	}
	in.Number = string(w.apart.Number())
	last := w.entered(t, w.kham, in)
	found := 0
	for at, more := 0, true; more; at++ {
		var toJudge []request.Request
		var err error
		_, toJudge, more, err = w.Requests(ctx, w.auditor, at)
		must(t, err)
		for i := range toJudge {
			if toJudge[i].ID == last.ID {
				found++
			}
		}
	}
	if found != 1 {
		t.Errorf("somebody was looked for, of which the auditor is told %d times", found)
	}
}

// One proposal that is refused tells of no more people than many.
func TestOneLargeProposalIsOnTheBudget(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	_, numbers := w.strangers(t, 200)
	p := moving(t, numbers...)
	p.Payload = testenv.Payload(acts.Move{Persons: numbers, To: acts.Dwelling{Code: "0102001", House: "12"}})
	p.Declared, p.Office, p.DeclaredTo, p.Registrar = w.Today(), "D0101", "noy", "kham"
	out, err := w.Node.Clerk.Submit(ctx, w.kham, []register.Proposal{p}, w.noy)
	if err != nil {
		return
	}
	told := map[string]bool{}
	for _, f := range out[0].Findings {
		if strings.HasPrefix(f.Field, "payload.persons.") {
			told[f.Field+f.Code] = true
		}
	}
	if len(told) > 80 {
		t.Errorf("one refused proposal tells of %d people of another district: %+v", len(told), out[0].Findings[len(out[0].Findings)-1])
	}
}

// That nothing stops a declaration tells of those whom it names, and that they are not registered does too.
func TestDeclaringTellsOnTheBudget(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	people, _ := w.strangers(t, 100)
	registered, unknown := 0, 0
	try := func(number string) bool {
		w.now = w.now.Add(time.Second)
		id, v := w.draft(t, moving(t, number))
		v, err := w.Node.Clerk.Declare(ctx, w.kham, id, v)
		if register.KindOf(err) == register.Limited {
			return false
		}
		if err != nil {
			unknown++
			return true
		}
		registered++
		_, err = w.Node.Clerk.Withdraw(ctx, w.kham, id, v, "ຂໍຖອນ")
		must(t, err)
		return true
	}
	for i, p := range people {
		nobody, err := w.Scheme.Format(uint64(900_000 + i))
		must(t, err)
		if !try(string(p.Number())) || !try(nobody) {
			break
		}
	}
	if registered+unknown > 80 {
		t.Errorf("in 200 seconds declarations told of %d people of another district that they are registered and live, and of %d numbers that nobody has them", registered, unknown)
	}
}

// While offices cannot be read no request is entered: else those alone that are drawn fail, and are entered again

// until one is not.
func TestNoOutageShedsTheDraw(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	s := request.New(request.Config{
		Store: w.Parts.Applications, Documents: w.Documents, Rules: w.Node.Rules, Random: &w.chance,
		Offices: func(context.Context) ([]register.Office, error) {
			return nil, register.Errorf(register.Unavailable, "test", "an outage")
		},
	})
	in := w.byPaper(w.there)
	in.Proof, in.Scan = request.BySecond, nil
	told := map[bool]error{}
	for _, drawn := range []bool{true, false} {
		w.chance.drawn = drawn
		_, told[drawn] = s.Enter(ctx, w.kham, in)
	}
	if (told[true] == nil) != (told[false] == nil) {
		t.Errorf("one that is drawn: %v; and entered again, undrawn: %v", told[true], told[false])
	}
}
