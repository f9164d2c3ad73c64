package request_test

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/acts"
	"samano/internal/testenv"
	"samano/law"
	"samano/office/application"
	"samano/office/request"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
)

func (w *world) protect(t *testing.T, p *register.Person) {
	w.Must(t, w.Proposal(register.KindProtection, acts.Protection{Person: string(p.Number()), Article: "art. 1"}))
}

func (w *world) draft(t *testing.T, a register.Proposal) (application.ID, int) {
	in := application.DraftInput{ID: application.ID(testenv.NewID()), Declarant: application.Declarant{Name: "ບຸນທັນ"}, Acts: []register.Proposal{a}}
	v, err := w.Node.Clerk.SaveDraft(context.Background(), w.kham, in, 0)
	must(t, err)
	return in.ID, v
}

func (w *world) order() request.Input {
	return request.Input{Kind: law.CaseCourt, Number: string(w.there.Number()), Asks: "ສານ", Ground: "1", Proof: request.ByPaper, Scan: bytes.NewReader(w.scan)}
}

// A declaration opens whom it names, on the budget of whoever wrote it.
func TestADeclarationIsNoKey(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	var people []*register.Person
	var numbers []string
	for range 81 {
		p := w.Resident(t, "ຈັນ", register.Female, "1990-03-04", "0102001")
		people, numbers = append(people, p), append(numbers, string(p.Number()))
	}
	id, v := w.draft(t, moving(t, numbers...))
	_, err := w.Node.Clerk.Declare(ctx, w.kham, id, v)
	wants(t, access.CodeBudgetSpent, err)
	id, v = w.draft(t, moving(t, numbers[:80]...))
	_, err = w.Node.Clerk.Declare(ctx, w.kham, id, v)
	must(t, err)
	seen := 0
	for _, p := range people {
		w.now = w.now.Add(time.Second)
		if _, err := w.reads(w.kham, "registration", string(id), p); err != nil {
			break
		}
		seen++
	}
	if seen != 80 {
		t.Errorf("one declaration shows %d people of another district in %d seconds", seen, seen)
	}
}

// Nor do many declarations, each withdrawn at once.
func TestADeclarationThatIsWithdrawnIsNoKey(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	seen := 0
	for i := range 90 {
		p := w.Resident(t, "ຈັນ", register.Female, strconv.Itoa(1985+i%10)+"-03-04", "0102001")
		w.now = w.now.Add(time.Second)
		id, v := w.draft(t, w.BirthForm(t, string(p.Number()), "2026-10-30"))
		v, err := w.Node.Clerk.Declare(ctx, w.kham, id, v)
		if err != nil {
			break
		}
		shown, err := w.reads(w.kham, "registration", string(id), p)
		if err != nil {
			break
		}
		if slices.ContainsFunc(shown.Facts, func(f view.Fact) bool { return f.Field == register.FieldResidence }) {
			seen++
		}
		_, err = w.Node.Clerk.Withdraw(ctx, w.kham, id, v, "ຂໍຖອນ")
		must(t, err)
	}
	if seen > 80 {
		t.Errorf("within 90 seconds an officer read where %d people of another district live", seen)
	}
}

// What is refused costs the same, whether there is somebody or not.
func TestTheBudgetTellsNotWhoIsRegistered(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	nobody, err := w.Scheme.Format(999_999)
	must(t, err)
	w.protect(t, w.apart)
	told := map[string]string{}
	for name, number := range map[string]string{"nobody": nobody, "elsewhere": string(w.there.Number()), "protected": string(w.apart.Number())} {
		who := testenv.ActorAt(w.kham.Office, register.OfficerID("spy-"+name), access.DistrictRegistrar)
		var last error
		for range 50 {
			w.now = w.now.Add(time.Second)
			_, last = w.Node.Reading.Person(ctx, who, access.Reason{What: access.WhatPerson, Purpose: "own-queue"}, number, reading.Moment{})
		}
		told[name] = last.Error()
	}
	if told["nobody"] != told["elsewhere"] || told["nobody"] != told["protected"] {
		t.Errorf("asked for 50 times: %q", told)
	}
}

// A draft that anybody may write tells of the protected as of nobody.
func TestADraftTellsNotWhoIsProtected(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	nobody, err := w.Scheme.Format(999_999)
	must(t, err)
	w.protect(t, w.apart)
	id, _ := w.draft(t, w.BirthForm(t, string(w.here.Number()), "2026-10-30"))
	why := access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: string(id)}
	_, none := w.Node.Reading.Person(ctx, w.kham, why, nobody, reading.Moment{})
	_, hidden := w.Node.Reading.Person(ctx, w.kham, why, string(w.apart.Number()), reading.Moment{})
	if none.Error() != hidden.Error() {
		t.Errorf("of a number that nobody has: %v; of somebody protected: %v", none, hidden)
	}
}

// What is submitted and refused tells of people on the budget.
func TestRefusedProposalsAreOnTheBudget(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	told, last := 0, register.Finding{}
	for i := range 100 {
		p := w.Resident(t, "ຈັນ", register.Female, strconv.Itoa(2019+i%5)+"-03-04", "0102001")
		w.now = w.now.Add(time.Second)
		birth := w.BirthForm(t, string(p.Number()), "2026-10-30")
		birth.Declared, birth.Office, birth.DeclaredTo, birth.Registrar = w.Today(), "D0101", "noy", "kham"
		out, err := w.Node.Clerk.Submit(ctx, w.kham, []register.Proposal{birth}, w.noy)
		if err != nil {
			break
		}
		if len(out[0].Findings) > 0 {
			told, last = told+1, out[0].Findings[0]
		}
	}
	if told > 80 {
		t.Errorf("in 100 seconds refused proposals told of %d people of another district: %s %v", told, last.Code, last.Args)
	}
}

// What was judged not to be right opens nobody any more.
func TestWhatIsUnfairOpensNobody(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.chance.drawn = true
	c := w.entered(t, w.national, w.order())
	c, err := w.Confirm(ctx, w.second, c.ID, 1)
	must(t, err)
	_, err = w.Judge(ctx, w.overseer, c.ID, c.Version, request.Judgement{Reason: "invented"})
	must(t, err)
	w.now = w.now.AddDate(0, 0, 60)
	if _, err = w.reads(w.national, "court-order", c.Reference(), w.there); err == nil {
		t.Errorf("60 days after an overseer found the order invented it opens whom it names")
	}
}

// A request's day is the country's own, whatever the machine's clock calls it.
func TestTheDayOfARequestIsTheCountrys(t *testing.T) {
	w := newWorld(t)
	w.now = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC) // 08:00 of 2 November in Vientiane
	r := w.entered(t, w.kham, w.byPaper(w.there))
	w.now = time.Date(2026, 11, 2, 23, 0, 0, 0, time.UTC) // 06:00 of 3 November
	if _, err := w.reads(w.kham, "person-request", r.Reference(), w.there); err == nil {
		t.Errorf("a request until %s opens on %s", r.Until, w.Node.Today())
	}
}

// The own scan is opened, whoever it is of.
func TestAPaperTellsNotWhoIsProtected(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	nobody, err := w.Scheme.Format(999_999)
	must(t, err)
	w.protect(t, w.apart)
	told := map[string]error{}
	for name, number := range map[string]string{"nobody": nobody, "elsewhere": string(w.there.Number()), "protected": string(w.apart.Number())} {
		_, told[name] = w.Paper(ctx, w.kham, w.entered(t, w.kham, w.paperOf(number)).ID)
	}
	if told["nobody"] != nil || told["elsewhere"] != nil || told["protected"] != nil {
		t.Errorf("the own scan, entered a moment ago: %v", told)
	}
}

// A request has one name, under which looks find it.
func TestARequestHasOneName(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	r := w.entered(t, w.kham, w.byPaper(w.there))
	if _, err := w.reads(w.kham, "person-request", "D0101/2026/0001", w.there); err != nil {
		return
	}
	looks, err := w.Parts.Looks.LooksOf(ctx, accesstest.Pass(t), []register.Ref{w.there.Ref()}, register.LastDay, 1<<62, 1)
	must(t, err)
	if looks[0].Case != r.Reference() {
		t.Errorf("the look names %s, and the request is %s", looks[0].Case, r.Reference())
	}
}

// Nobody hides the requests of others behind their own: in 24 hours an officer enters no more than they could
// read for.
func TestAnOfficerEntersSoManyRequests(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	in := w.byPaper(w.there)
	in.Proof, in.Scan = request.BySecond, nil
	for range 150 {
		w.entered(t, w.kham, in)
	}
	_, err := w.Enter(ctx, w.kham, in)
	wants(t, request.CodeMany, err)
	w.entered(t, w.noy, in)
	w.now = w.now.Add(24*time.Hour + time.Second)
	w.entered(t, w.kham, in)
}

// The head of an office is told of danger until it is judged, however many requests are entered after it.
func TestTheHeadIsToldOfDangerUntilItIsJudged(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	head := w.noy
	head.Officer.ID, head.Officer.Roles = "head", []access.Role{access.DistrictRegistrar, access.OfficeHead}
	_, err := w.Enter(ctx, w.kham, request.Input{Kind: law.CaseDanger, Number: string(w.there.Number()), Asks: "her sister", Ground: "a threat"})
	must(t, err)
	for range 50 {
		_, err := w.Enter(ctx, w.kham, w.byPaper(w.there))
		must(t, err)
	}
	n, err := w.Node.Oversight.News(ctx, head)
	if must(t, err); len(n.Danger) != 1 {
		t.Errorf("the head is told of %d", len(n.Danger))
	}
	head.Office.ID = "elsewhere"
	if list, err := w.Node.Requests.Danger(ctx, head.Office.ID); err != nil || len(list) != 0 {
		t.Errorf("another office has %d, %v", len(list), err)
	}
}
