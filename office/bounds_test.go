package office_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/acts"
	"samano/internal/testenv"
	"samano/office"
	"samano/office/application"
	"samano/office/evidence"
	"samano/office/routing"
	"samano/register"
	"samano/registrar"
)

// put keeps an application as it stands, whatever led there.
func (w *world) put(t testing.TB, a application.Application) application.ID {
	t.Helper()
	a.ID, a.Version = application.ID(testenv.NewID()), 1
	must(t, w.desk.PutApplication(context.Background(), a))
	return a.ID
}

// A line of a list says what an application is, and whether the law's day has passed: not on the
// day itself, and not where nobody has to decide.
func TestALineOfAQueue(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.made = true
	today := w.Today()
	needs, warns, blocks := register.Finding{Code: "a", Severity: register.NeedsDecision}, register.Finding{Code: "b", Severity: register.Warning}, register.Finding{Code: "c", Severity: register.Blocking}
	items := []application.Item{
		{Proposal: register.Proposal{ID: "1", Kind: register.KindBirth}, Findings: []register.Finding{needs, warns, needs, blocks}},
		{Proposal: register.Proposal{ID: "2", Kind: register.KindDeath}, Findings: []register.Finding{needs}, Outcome: &application.Outcome{Seq: 3}},
		{Proposal: register.Proposal{ID: "3", Kind: register.KindBirth}, Findings: []register.Finding{needs}},
	}
	for _, s := range application.States() {
		for n := register.Day(-1); n <= 1; n++ {
			items = slices.Clone(items)
			for i := range items {
				items[i].Proposal.ID = register.ActID(testenv.NewID())
			}
			id := w.put(t, application.Application{
				State: s, Acts: items, Declarant: application.Declarant{Name: "ຄຳ", Relation: "mother"}, TakenBy: "noy", TakenAt: w.noy.Office.ID, Office: w.province.Office.ID,
				Day: today - 5, HandedIn: today - 4, Due: today + n, Until: today + 9,
			})
			want := application.Entry{
				ID: id, State: s, Kinds: []register.Kind{register.KindBirth, register.KindDeath, register.KindBirth}, Declarant: "ຄຳ", TakenAt: w.noy.Office.ID, Office: w.province.Office.ID,
				Day: today - 5, Due: today + n, Until: today + 9, Late: n < 0 && (s == application.Declared || s == application.Appealed || s == application.Adjudicated),
			}
			list, next, err := w.Taken(ctx, w.noy, []application.State{s}, application.Cursor{Due: today + n})
			must(t, err)
			if diff := cmp.Diff([]application.Entry{want}, list); diff != "" || next != (application.Cursor{Due: today + n, ID: id}) {
				t.Errorf("due %+d days from now, %s: %v\n%s", n, s, next, diff)
			}
			queue, _, err := w.Queue(ctx, w.province, false, application.Cursor{Due: today + n})
			must(t, err)
			waits := s == application.Declared || s == application.Appealed
			if slices.ContainsFunc(queue, func(e application.Entry) bool { return e.ID == id }) != waits {
				t.Errorf("what is %s waits in the queue: %t", s, !waits)
			}
		}
	}
}

// A page of a list holds fifty, and the next begins behind it.
func TestPagesOfAQueue(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	waiting := func(n int) { // in the order in which they are due
		for i := range n {
			w.put(t, application.Application{State: application.Declared, TakenAt: w.noy.Office.ID, Office: w.kham.Office.ID, Due: w.Today() + register.Day(i)})
		}
	}
	read := func() (sizes []int, due []register.Day) {
		after := application.Cursor{}
		for {
			page, next, err := w.Queue(ctx, w.kham, false, after)
			must(t, err)
			if len(page) == 0 {
				if next != after {
					t.Errorf("behind the last page stands %v", next)
				}
				return sizes, due
			}
			sizes, after = append(sizes, len(page)), next
			for _, e := range page {
				due = append(due, e.Due)
			}
		}
	}
	waiting(50)
	if sizes, _ := read(); !slices.Equal(sizes, []int{50}) {
		t.Errorf("fifty come in pages of %v", sizes)
	}
	waiting(1)
	sizes, due := read()
	if !slices.Equal(sizes, []int{50, 1}) || !slices.IsSorted(due) {
		t.Errorf("one more comes in pages of %v, due %v", sizes, due)
	}
	failed := application.Cursor{Due: 7, ID: "x"}
	if page, next, err := w.Queue(ctx, w.chief, false, failed); err == nil || page != nil || next != failed {
		t.Errorf("refused, it gives %v, %v", page, next)
	}
}

// A line of the adjudicators' list.
func TestALineOfTheAdjudications(t *testing.T) {
	w, ctx := comparing(t), context.Background()
	today := w.Today()
	candidates := []application.Candidate{{Person: 3, Likeness: application.Likeness{PPM: 300_000}}, {Person: 4, Likeness: application.Likeness{PPM: 900_000, Certain: true}}, {Person: 5, Likeness: application.Likeness{PPM: 700_000}}}
	asked := func(q application.Adjudication) application.AdjudicationID {
		q.ID = application.AdjudicationID(testenv.NewID())
		_, added, err := w.desk.OpenPair(ctx, q)
		must(t, err)
		if !added {
			t.Fatal("it is there")
		}
		return q.ID
	}
	opened := time.Date(2026, 11, 1, 20, 0, 0, 0, time.UTC) // the second in Vientiane
	for n := register.Day(-1); n <= 1; n++ {
		id := asked(application.Adjudication{Office: "P01", Due: today + n, Opened: opened, Pair: [2]register.PersonID{1, register.PersonID(10 + n)}, Candidates: candidates})
		want := office.AdjudicationEntry{ID: id, State: application.Asked, Office: "P01", Opened: register.DayOf(2026, 11, 2), Due: today + n, Overdue: n < 0}
		list, next, err := w.AdjudicationQueue(ctx, w.judge, application.Asked, false, application.AdjudicationCursor{Due: today + n})
		must(t, err)
		if diff := cmp.Diff([]office.AdjudicationEntry{want}, list); diff != "" || next != (application.AdjudicationCursor{Due: today + n, ID: id}) {
			t.Errorf("due %+d days from now: %v\n%s", n, next, diff)
		}
		must(t, w.desk.AddRuling(ctx, id, 0, application.Ruling{By: "dao", Verdict: application.Same, Person: 4, Reason: "x"}, nil))
		want.State, want.Found, want.Overdue = application.Ruled, application.Same, false
		list, _, err = w.AdjudicationQueue(ctx, w.judge, application.Ruled, false, application.AdjudicationCursor{Due: today + n})
		must(t, err)
		if diff := cmp.Diff([]office.AdjudicationEntry{want}, list); diff != "" {
			t.Errorf("ruled: %s", diff)
		}
	}
	plain := asked(application.Adjudication{Office: "CENTRE", Due: today + 20, Opened: opened, Pair: [2]register.PersonID{1, 30}, Candidates: candidates[:1], Application: "", Kind: ""})
	for name, below := range map[string]bool{"own": false, "with those below": true} {
		list, _, err := w.AdjudicationQueue(ctx, w.judgeAll, "", below, application.AdjudicationCursor{})
		must(t, err)
		if got := len(list); got != map[bool]int{false: 0, true: 0}[below] {
			t.Errorf("%s, of no state: %d", name, got)
		}
		list, _, err = w.AdjudicationQueue(ctx, w.judgeAll, application.Ruled, below, application.AdjudicationCursor{})
		must(t, err)
		if got := len(list); got != map[bool]int{false: 0, true: 3}[below] {
			t.Errorf("%s, ruled: %d", name, got)
		}
		list, _, err = w.AdjudicationQueue(ctx, w.judgeAll, application.Asked, below, application.AdjudicationCursor{})
		must(t, err)
		if len(list) != 1 || list[0].ID != plain {
			t.Errorf("%s, asked: %+v", name, list)
		}
	}
	failed := application.AdjudicationCursor{Due: 7, ID: "x"}
	if page, next, err := w.AdjudicationQueue(ctx, w.kham, application.Asked, false, failed); err == nil || page != nil || next != failed {
		t.Errorf("refused, it gives %v, %v", page, next)
	}
}

// An appeal is in time until the last day, on whichever day of it.
func TestTheLastDayOfAnAppeal(t *testing.T) {
	for n, late := range map[register.Day]bool{-1: false, 0: false, 1: true} {
		w, ctx := newWorld(t), context.Background()
		mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
		a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
		a, err := w.Refuse(ctx, w.kham, a.ID, a.Version, []application.Reason{{Act: -1, Text: "ບໍ່ຄົບ"}})
		must(t, err)
		w.SetToday((a.Until + n).String())
		_, err = w.Appeal(ctx, w.noy, a.ID, a.Version, "ອຸທອນ")
		if !late {
			must(t, err)
			continue
		}
		refuses(t, err, register.Error{Kind: register.Invalid, Op: "office.Appeal", Code: office.CodeAppealLate, Findings: []register.Finding{register.Blocked(office.CodeAppealLate, "state", "until", a.Until.String())}})
	}
}

// refuses compares an error in full, but for what it wraps.
func refuses(t testing.TB, err error, want register.Error) {
	t.Helper()
	var e *register.Error
	if !errors.As(err, &e) {
		t.Errorf("the error is %v, not %v", err, &want)
		return
	}
	got := *e
	got.Err = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("it is refused otherwise (-want +got)\n%s", diff)
	}
}

// While somebody decides, nobody else moves an application on: for ten minutes, after which the
// decision has died. Whoever began may go on at any time.
func TestHowLongADecisionKeepsOthersAway(t *testing.T) {
	why := []application.Reason{{Act: -1, Text: "x"}}
	steps := map[string]func(w *world, a application.Application) error{
		"return": func(w *world, a application.Application) error {
			_, err := w.Return(context.Background(), w.province, a.ID, a.Version, why)
			return err
		},
		"refuse": func(w *world, a application.Application) error {
			_, err := w.Refuse(context.Background(), w.province, a.ID, a.Version, why)
			return err
		},
		"withdraw": func(w *world, a application.Application) error {
			_, err := w.Withdraw(context.Background(), w.noy, a.ID, a.Version, "x")
			return err
		},
		"decide": func(w *world, a application.Application) error {
			_, _, err := w.Decide(context.Background(), w.province, a.ID, a.Version, nil)
			return err
		},
		"decide oneself": func(w *world, a application.Application) error {
			_, _, err := w.Decide(context.Background(), w.kham, a.ID, a.Version, nil)
			return err
		},
	}
	ops := map[string]register.Operation{"return": "office.Return", "refuse": "office.Refuse", "withdraw": "office.Withdraw", "decide": "office.Decide"}
	for name, step := range steps {
		for ago, free := range map[time.Duration]bool{0: false, 10*time.Minute - time.Microsecond: false, 10 * time.Minute: true, 10*time.Minute + time.Microsecond: true} {
			w := newWorld(t)
			mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
			a := w.declare(t, w.noy, draft(w.BirthForm(t, string(mother.Number()), "2026-10-20")))
			a.Version++
			a.Deciding = &application.Deciding{By: "kham", At: w.Country.Now().Add(-ago)}
			must(t, w.desk.PutApplication(context.Background(), a))
			err := step(w, a)
			if free || name == "decide oneself" {
				must(t, err)
				if now := w.stored(t, a.ID); now.Deciding != nil {
					t.Errorf("%s after %v: it is being decided still", name, ago)
				}
				continue
			}
			refuses(t, err, register.Error{Kind: register.Conflict, Op: ops[name], Code: office.CodeBeingDecided})
		}
	}
}

// A ruling does not overtake a decision either.
func TestARulingWaitsForADecision(t *testing.T) {
	for ago, free := range map[time.Duration]bool{10*time.Minute - time.Microsecond: false, 10 * time.Minute: true} {
		w, ctx := comparing(t), context.Background()
		w.entered(t, enrolment(boun, nil))
		a := w.declare(t, w.noy, draft(enrolment(boun, nil)))
		q := w.asked(t, a)
		_, err := w.Adjudicate(ctx, w.judge, q.ID, another("x"))
		must(t, err)
		a = w.stored(t, a.ID)
		a.Version++
		a.Deciding = &application.Deciding{By: "kham", At: w.Country.Now().Add(-ago)}
		must(t, w.desk.PutApplication(ctx, a))
		_, err = w.Adjudicate(ctx, w.judge2, q.ID, application.RulingInput{Rulings: 1, Verdict: application.Same, Reason: "x"})
		if free {
			must(t, err)
			continue
		}
		refuses(t, err, register.Error{Kind: register.Conflict, Op: "office.Adjudicate", Code: office.CodeBeingDecided})
		if now := w.stored(t, a.ID); now.State != application.Declared {
			t.Errorf("it is %s", now.State)
		}
	}
}

// What nobody comes back for is deleted when the law's days, or two days for papers, are over.
func TestWhenDraftsAndPapersAreDeleted(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	now := w.Country.Now()
	days := w.Law.Applications.DraftDays.On(w.Today()).Value
	for _, at := range []time.Time{now, now.AddDate(0, 0, -days), now.AddDate(0, 0, -days).Add(-time.Microsecond), now.AddDate(0, 0, -days-1)} {
		w.put(t, application.Application{State: application.Draft, Touched: at, Due: application.NoDeadline})
		w.put(t, application.Application{State: application.Returned, Touched: at, Due: application.NoDeadline})
	}
	for n, ago := range []time.Duration{0, 48 * time.Hour, 48*time.Hour + time.Microsecond, 60 * time.Hour, 90 * time.Hour} {
		must(t, w.desk.PutEvidence(ctx, evidence.File{SHA256: strings.Repeat(fmt.Sprint(n), 64), At: now.Add(-ago)}, nil))
	}
	w.desk.failing = &failingCall{} // what is not done is not counted
	drafts, papers, err := w.PruneDrafts(ctx)
	if w.desk.failing = nil; !errors.Is(err, errDesk) || drafts != 0 || papers != 0 {
		t.Errorf("with %v are told %d drafts and %d papers", err, drafts, papers)
	}
	drafts, papers, err = w.PruneDrafts(ctx)
	must(t, err)
	if drafts != 2 || papers != 3 {
		t.Errorf("%d drafts and %d papers go", drafts, papers)
	}
	if left, err := w.desk.ListApplications(ctx, application.List{Limit: 99}); err != nil || len(left) != 6 {
		t.Errorf("%d applications stay, %v", len(left), err)
	}
}

// As many proposals as may be are taken at once, and no more.
func TestHowManyAreSubmittedAtOnce(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	told, err := w.Submit(ctx, w.kham, make([]register.Proposal, 500))
	must(t, err)
	if len(told) != 500 || told[499].Findings[0].Code != registrar.CodeActIDMalformed {
		t.Errorf("500 came to %d", len(told))
	}
	told, err = w.Submit(ctx, w.kham, make([]register.Proposal, 501))
	refuses(t, err, register.Error{Kind: register.TooLarge, Op: "office.Submit"})
	if told != nil {
		t.Errorf("501 came to %d", len(told))
	}
}

// The office that decides is the taker's own if the law lets it, else the nearest above that may.
func TestWhichOfficeDecides(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	mother := w.Resident(t, "ຄຳ", register.Female, "1995-04-12", "0101001")
	consul := testenv.ActorAt(register.Office{ID: "K-HAN", Level: "consulate"}, "consul", access.DistrictRegistrar)
	birth := func() register.Proposal { return w.BirthForm(t, string(mother.Number()), "2026-10-20") }
	nationality := func() register.Proposal {
		p := w.Proposal("nationality", acts.Nationality{Person: string(mother.Number())})
		p.ID = register.ActID(testenv.NewID())
		return p
	}
	decree := func() register.Proposal {
		p := w.Proposal(register.KindPlaceChange, acts.PlaceChange{})
		p.ID = register.ActID(testenv.NewID())
		return p
	}
	unknown := func() register.Proposal { p := birth(); p.Kind = "wedding"; return p }
	for name, test := range map[string]struct {
		who  access.Actor
		acts []func() register.Proposal
		want register.OfficeID
	}{
		"a birth at the village":                    {w.chief, []func() register.Proposal{birth}, "D0101"},
		"a birth at the district":                   {w.noy, []func() register.Proposal{birth}, "D0101"},
		"a birth at the neighbour":                  {w.other, []func() register.Proposal{birth}, "D0102"},
		"a birth at the province":                   {w.province, []func() register.Proposal{birth}, "P01"},
		"a birth at the centre":                     {w.national, []func() register.Proposal{birth}, "CENTRE"},
		"a birth at a consulate":                    {consul, []func() register.Proposal{birth}, "K-HAN"},
		"nationality at the village":                {w.chief, []func() register.Proposal{nationality}, "P01"},
		"nationality at the district":               {w.noy, []func() register.Proposal{nationality}, "P01"},
		"nationality at a consulate":                {consul, []func() register.Proposal{nationality}, "CENTRE"},
		"a birth and a nationality at the district": {w.noy, []func() register.Proposal{birth, nationality}, "P01"},
		"a decree at the district":                  {w.noy, []func() register.Proposal{decree}, "CENTRE"},
		"what the law does not know":                {w.noy, []func() register.Proposal{birth, unknown}, ""},
		"what the law does not know, at the centre": {w.national, []func() register.Proposal{unknown}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var proposals []register.Proposal
			for _, p := range test.acts {
				proposals = append(proposals, p())
			}
			a, err := w.SaveDraft(ctx, test.who, draft(proposals...), 0)
			must(t, err)
			_, err = w.Declare(ctx, test.who, a.ID, a.Version)
			if test.want == "" {
				refuses(t, err, register.Error{Kind: register.Invalid, Op: "office.Declare", Code: routing.CodeNoOfficeCompetent, Findings: []register.Finding{register.Blocked(routing.CodeNoOfficeCompetent, "office")}})
				return
			}
			if now := w.stored(t, a.ID); now.Office != test.want { // what stops it is kept with the office
				t.Errorf("it goes to %s, %v", now.Office, err)
			}
		})
	}
}

// Which office is above which, by their areas. A consulate is above none and under the offices
// of the whole country, of which none is above another.
func TestWhichOfficeIsAbove(t *testing.T) {
	w, ctx := newWorld(t), context.Background()
	w.OpenOffice(t, "MOHA", "centre", "")
	all := []register.OfficeID{"CENTRE", "P01", "D0101", "D0102", "V0101001", "K-HAN", "MOHA", "NOWHERE"}
	above := map[register.OfficeID][]register.OfficeID{
		"CENTRE": {"CENTRE", "P01", "D0101", "D0102", "V0101001", "K-HAN"}, "P01": {"P01", "D0101", "D0102", "V0101001"}, "D0101": {"D0101", "V0101001"}, "D0102": {"D0102"},
		"V0101001": {"V0101001"}, "K-HAN": {"K-HAN"},
	}
	for id, under := range above {
		o, err := w.Office(ctx, id)
		must(t, err)
		who := testenv.ActorAt(o, "x", access.DistrictRegistrar)
		for _, other := range all {
			got, err := w.Above(ctx, who, other)
			if err != nil || got != slices.Contains(under, other) {
				t.Errorf("%s is above %s: %t, %v", id, other, got, err)
			}
		}
		entries := 0
		for _, at := range all {
			if at != "NOWHERE" {
				w.put(t, application.Application{State: application.Declared, Office: at, Due: 9})
			}
		}
		queue, _, err := w.Queue(ctx, who, true, application.Cursor{})
		must(t, err)
		var at []register.OfficeID
		for _, e := range queue {
			entries++
			if !slices.Contains(at, e.Office) {
				at = append(at, e.Office)
			}
		}
		want := slices.Clone(under)
		slices.Sort(want)
		slices.Sort(at)
		if !slices.Equal(at, want) {
			t.Errorf("the queue of %s and below holds those of %v", id, at)
		}
	}
}

// Each refusal of an upload says what is wrong and where.
func TestAnUploadIsRefusedInFull(t *testing.T) {
	w := newWorld(t)
	invalid := func(op register.Operation, code, field string, args ...string) register.Error {
		return register.Error{Kind: register.Invalid, Op: op, Code: code, Findings: []register.Finding{register.Blocked(code, field, args...)}}
	}
	large := invalid("evidence.Keep", evidence.CodeLarge, "evidence", "limit", "10 MB")
	large.Kind = register.TooLarge
	for name, test := range map[string]struct {
		kind    string
		content []byte
		want    register.Error
	}{
		"a kind that the law does not know": {"horoscope", newPaper, invalid("office.Upload", register.CodeEvidenceKindUnknown, "evidence.kind", "kind", "horoscope")},
		"nothing":                           {"birth-notice", nil, invalid("evidence.Keep", evidence.CodeEmpty, "evidence")},
		"a text":                            {"birth-notice", []byte("x"), invalid("evidence.Keep", evidence.CodeType, "evidence")},
		"too much":                          {"birth-notice", append([]byte("%PDF-"), make([]byte, evidence.MaxBytes)...), large},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := w.Upload(context.Background(), w.chief, test.kind, bytes.NewReader(test.content))
			refuses(t, err, test.want)
			if got != (register.Evidence{}) {
				t.Errorf("it gives %+v", got)
			}
		})
	}
	_, err := w.Upload(context.Background(), w.chief, "birth-notice", broken{})
	refuses(t, err, register.Error{Kind: register.Unavailable, Op: "evidence.Keep"})
}
