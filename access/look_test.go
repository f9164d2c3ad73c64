package access_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"samano/access"
	"samano/access/accesstest"
	"samano/law"
	"samano/register"
)

// world is a reader with its looks and a clock that a test moves.
type world struct {
	*access.Reader
	looks *accesstest.Looks
	cases accesstest.Cases
	now   time.Time
}

func newWorld(t testing.TB) *world {
	w := &world{looks: accesstest.NewLooks(), cases: accesstest.Cases{}, now: today.Time().Add(9 * time.Hour)}
	w.Reader = access.NewReader(access.NewRules(pack(t, "la"), territory), w.looks, w.cases, func() time.Time { return w.now })
	return w
}

func (w *world) written(t testing.TB) []access.Look {
	t.Helper()
	all, err := w.looks.LooksFrom(context.Background(), accesstest.Pass(t), 0, math.MaxInt)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNoAnswerWithoutLook: whoever asks, for whatever reason, whatever breaks, an
// answer comes only after its look is written with all subjects; and where the
// law does not let the officer ask, nothing is even read.
func TestNoAnswerWithoutLook(t *testing.T) {
	actors := []access.Actor{{}, reporter, district, province, national, auditor, decider, consul, actor("centre", 0, access.Administrator)}
	whats := []access.What{"", access.WhatPerson, access.WhatHistory, access.WhatHousehold, access.WhatSearch, access.WhatCertificate, access.WhatAct, access.WhatFeed, access.WhatLooks, access.WhatDuplicates, access.WhatFile}
	purposes := []string{"", "own-queue", "registration", "certificate", "audit", "court-order", "duplicate-check", "curiosity"}
	rules := access.NewRules(pack(t, "la"), territory)
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		dead := rapid.Bool().Draw(r, "the disk is dead")
		if dead {
			w.looks.Fail(register.Errorf(register.Unavailable, "test", "power cut"))
		}
		who := rapid.SampledFrom(actors).Draw(r, "who")
		why := access.Reason{
			What: rapid.SampledFrom(whats).Draw(r, "what"), Purpose: rapid.SampledFrom(purposes).Draw(r, "purpose"),
			Case: rapid.SampledFrom([]string{"", "A-1", "A-2"}).Draw(r, "case"),
		}
		w.cases["A-1"] = access.CaseScope{Kind: rapid.SampledFrom([]law.CaseKind{law.CaseApplication, law.CaseAdjudication, law.CaseCourt, law.CaseExport}).Draw(r, "kind"), Subjects: []register.Ref{register.PersonRef(1), register.PersonRef(2)}}
		found := access.ReadingScope{
			Subjects:  []register.Ref{register.PersonRef(register.PersonID(rapid.Int64Range(1, 4).Draw(r, "person")))},
			Places:    rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]register.PlaceID{111, 121, 2}), 0, 2), 0, 2).Draw(r, "places"),
			Protected: rapid.Bool().Draw(r, "protected"),
		}
		fails := rapid.SampledFrom([]error{nil, nil, register.Errorf(register.NotFound, "test", "nobody"), errors.New("broken")}).Draw(r, "read fails")
		_, purpose, refused := rules.MayRead(who, why, today)
		many, kind := why.What == access.WhatFeed || why.What == access.WhatFile, w.cases["A-1"].Kind
		isCase := why.Case == "A-1" && slices.Contains(purpose.Cases, kind) && why.What != access.WhatDuplicates && (!many || kind == law.CaseExport || kind == law.CaseCourt)
		if refused == nil && !isCase && why.Case != "" && (many || !slices.Contains(purpose.Cases, law.CasePaper)) && why.What != access.WhatDuplicates {
			refused = errors.New("no such case")
		}
		if (refused == nil) != (w.CheckCase(t.Context(), who, why) == nil) {
			r.Fatalf("beforehand: %v, want %v", w.CheckCase(t.Context(), who, why), refused)
		}
		opens := isCase && found.Subjects[0].ID <= 2

		read := false
		answer, err := access.Read(t.Context(), w.Reader, who, why, func(_ context.Context, pass access.Pass) (string, access.ReadingScope, error) {
			read = true
			if found.Opened = pass.Opens(found.Subjects...); found.Opened != opens {
				r.Fatalf("the case opens the person: %t, want %t", found.Opened, opens)
			}
			return "a name", found, fails
		})
		looks := w.written(t)
		if refused != nil && (read || len(looks) > 0) {
			r.Fatalf("not permitted (%v), and yet read=%t, looks=%d", refused, read, len(looks))
		}
		if err != nil && answer != "" {
			r.Fatalf("an answer beside the error %v", err)
		}
		if dead && err == nil {
			r.Fatal("an answer without a look on disk")
		}
		if err == nil && (len(looks) != 1 || looks[0].Refused || !slices.Equal(looks[0].Subjects, found.Subjects) || looks[0].Officer != who.Officer.ID || looks[0].Purpose != why.Purpose) {
			r.Fatalf("the answer's look is %v", looks)
		}
		// Of everybody whom the reader asked about, one place at least lies in the area.
		mine := func(places []register.PlaceID) bool {
			return slices.ContainsFunc(places, country.AreaOf(who.Office, today).Contains)
		}
		others := slices.DeleteFunc(slices.Clone(found.Places), mine)
		local := opens || who.Office.Level == "centre" || len(found.Places) > 0 && len(others) == 0
		desk := !found.Protected || rules.Has(who, access.NationalDesk, today) == nil
		if want := refused == nil && fails == nil && local && desk && !dead; want != (err == nil) {
			r.Fatalf("answered is %t, want %t: %v", err == nil, want, err)
		}
	})
}

// opened is what was found, of those whom the case opens.
func opened(found access.ReadingScope) access.ReadingScope {
	found.Opened = true
	return found
}

func TestWhatIsRefusedLeavesALook(t *testing.T) {
	protected := access.ReadingScope{Subjects: []register.Ref{register.PersonRef(5)}, Protected: true}
	elsewhere := access.ReadingScope{Subjects: []register.Ref{register.PersonRef(5)}, Places: [][]register.PlaceID{{121}}}
	nobody := &register.Error{Kind: register.NotFound, Op: "test", Code: "person-unknown"}
	tests := []struct {
		name  string
		file  string // the case
		found access.ReadingScope
		fails error
		code  string
	}{
		{"a protected person whom the case opens", "A-1", opened(protected), nil, access.CodeNationalDesk},
		{"nobody, of an office's own case", "own", access.ReadingScope{}, nobody, "person-unknown"},
		// Whoever browses is told the same of all.
		{"a protected person of another case", "A-1", protected, nil, access.CodeNothingToShow},
		{"somebody of another district, of another case", "A-1", elsewhere, nil, access.CodeNothingToShow},
		{"nobody, for a case", "A-1", access.ReadingScope{}, nobody, access.CodeNothingToShow},
		{"a protected person", "", protected, nil, access.CodeNothingToShow},
		{"somebody of another district", "", elsewhere, nil, access.CodeNothingToShow},
		{"one of two of another district", "", access.ReadingScope{Subjects: elsewhere.Subjects, Places: [][]register.PlaceID{{111}, {121}}}, nil, access.CodeNothingToShow},
		{"somebody who lives nowhere", "", access.ReadingScope{Subjects: elsewhere.Subjects, Places: [][]register.PlaceID{{}}}, nil, access.CodeNothingToShow},
		{"somebody of whom nobody says where they live", "", access.ReadingScope{Subjects: elsewhere.Subjects}, nil, access.CodeNothingToShow},
		{"nobody", "", access.ReadingScope{}, nobody, access.CodeNothingToShow},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.cases["A-1"] = access.CaseScope{Kind: law.CaseApplication}
			reason := access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: test.file}
			if test.file == "own" {
				reason = reason.InHand(law.CaseApplication)
			}
			_, err := access.Read(t.Context(), w.Reader, district, reason, func(context.Context, access.Pass) (int, access.ReadingScope, error) { return 1, test.found, test.fails })
			wantCode(t, test.code, err)
			if test.code == access.CodeNothingToShow && err.Error() != (&register.Error{Kind: register.NotFound, Op: "access.Read", Code: test.code}).Error() {
				t.Errorf("the error tells more: %v", err)
			}
			if looks := w.written(t); len(looks) != 1 || !looks[0].Refused || !slices.Equal(looks[0].Subjects, test.found.Subjects) {
				t.Errorf("looks: %v", looks)
			}
		})
	}
	t.Run("more subjects than a look may have are several looks", func(t *testing.T) {
		w := newWorld(t)
		reason := access.Reason{What: access.WhatPerson, Purpose: "own-queue"}.Queued()
		found := access.ReadingScope{Places: [][]register.PlaceID{{111}}}
		for i := range access.MaxSubjects + 1 {
			found.Subjects = append(found.Subjects, register.PersonRef(register.PersonID(i+1)))
		}
		wantCode(t, "", w.Look(t.Context(), district, reason, found))
		looks := w.written(t)
		if len(looks) != 2 || !slices.Equal(slices.Concat(looks[0].Subjects, looks[1].Subjects), found.Subjects) || looks[1].Purpose != looks[0].Purpose || looks[1].Officer != looks[0].Officer {
			t.Errorf("%d looks", len(looks))
		}
		found.Subjects[0] = found.Subjects[1] // the same one twice is one
		wantCode(t, "", w.Look(t.Context(), district, reason, found))
		if looks := w.written(t); len(looks) != 3 {
			t.Errorf("%d looks", len(looks))
		}
	})
}

// TestThePersonsList: it has every look at the person whose delay has passed, and
// no other. A court's order hides a look for 90 days by the Lao pack.
func TestThePersonsList(t *testing.T) {
	p := pack(t, "la")
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		type taken struct {
			seq  int64
			day  register.Day
			wait int
			of   register.PersonID
		}
		var all []taken
		for range rapid.IntRange(1, 30).Draw(r, "looks") {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 20*24).Draw(r, "hours")) * time.Hour)
			purpose := rapid.SampledFrom([]string{"registration", "court-order", "person-request"}).Draw(r, "purpose")
			of := register.PersonID(rapid.Int64Range(1, 3).Draw(r, "of"))
			err := w.Look(t.Context(), national, access.Reason{What: access.WhatPerson, Purpose: purpose, Case: "A-1"}.InHand(law.CaseApplication), access.ReadingScope{Subjects: []register.Ref{register.PersonRef(of)}})
			if err != nil {
				r.Fatal(err)
			}
			day := register.DayAt(w.now)
			q, _ := p.PurposeFor(purpose, string(access.NationalRegistrar), day)
			all = append(all, taken{int64(len(all)), day, q.DelayDays, of})
		}
		asked := w.now.AddDate(0, 0, rapid.IntRange(-40, 120).Draw(r, "asked"))
		var want, got []int64
		for _, l := range slices.Backward(all) {
			if l.of != 3 && l.day+register.Day(l.wait) <= register.DayAt(asked) {
				want = append(want, l.seq)
			}
		}
		list, err := w.LooksOf(t.Context(), accesstest.Pass(t), asked, access.Newest, 1, 2) // one human being with two ids
		if err != nil {
			r.Fatal(err)
		}
		for _, l := range list {
			got = append(got, l.Seq)
		}
		if !slices.Equal(want, got) {
			r.Fatalf("the list is %v, want %v", got, want)
		}
	})
}

func TestLooksAreKeptAsLongAsTheLawSays(t *testing.T) {
	w := newWorld(t)
	why := access.Reason{What: access.WhatPerson, Purpose: "own-queue"}
	wantCode(t, "", w.Look(t.Context(), district, why, access.ReadingScope{Nobody: true}))
	months := pack(t, "la").Looks.RetainMonths.On(today).Value
	taken := w.now
	for _, c := range []struct {
		months int
		gone   int64
	}{{months, 0}, {months + 1, 1}} {
		w.now = time.Date(taken.Year(), taken.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, c.months, 0)
		if n, err := w.Sweep(t.Context(), func(int64) error { return nil }); err != nil || n != c.gone {
			t.Errorf("after %d months %d looks went, want %d (%v)", c.months, n, c.gone, err)
		}
	}
}

// Refuse writes a look whose answer the caller withholds: marked, with its subjects, and only
// where the officer might have asked at all.
func TestRefuseWritesTheLookAsRefused(t *testing.T) {
	w := newWorld(t)
	found := access.ReadingScope{Subjects: []register.Ref{register.PersonRef(7), register.PersonRef(5), register.PersonRef(7)}}
	why := access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: "A-1"}
	if err := w.Refuse(t.Context(), district, why, found); err != nil {
		t.Fatal(err)
	}
	looks := w.written(t)
	want := []register.Ref{register.PersonRef(5), register.PersonRef(7)}
	if len(looks) != 1 || !looks[0].Refused || !slices.Equal(looks[0].Subjects, want) || looks[0].Officer != district.Officer.ID || looks[0].Case != "A-1" {
		t.Fatalf("the looks are %+v", looks)
	}
	why.Purpose = "curiosity"
	if err := w.Refuse(t.Context(), district, why, found); err == nil || len(w.written(t)) != 1 {
		t.Errorf("without a purpose it came to %v with %d looks", err, len(w.written(t)))
	}
	w.looks.Fail(register.Errorf(register.Unavailable, "test", "power cut"))
	why.Purpose = "own-queue"
	wantCode(t, access.CodeLookFailed, w.Refuse(t.Context(), district, why, found))
}

// An outage while the places are read is told as one: never as "outside your area", and no look
// says that somebody was refused. A request reads the places once.
func TestAnOutageIsNotOutside(t *testing.T) {
	w := newWorld(t)
	asked, down := 0, true
	rules := access.NewRules(pack(t, "la"), func(context.Context) (*register.Atlas, error) {
		asked++
		if down {
			return nil, errors.New("the database is gone")
		}
		return country, nil
	})
	r := access.NewReader(rules, w.looks, w.cases, func() time.Time { return w.now })
	why := access.Reason{What: access.WhatPerson, Purpose: "own-queue"}
	found := access.ReadingScope{
		Subjects: []register.Ref{register.PersonRef(1), register.PersonRef(2)},
		Places:   [][]register.PlaceID{{121, 111}, {111}},
	}
	if err := r.Look(t.Context(), district, why, found); register.KindOf(err) != register.Unavailable {
		t.Errorf("reading says %v", err)
	}
	if looks := w.written(t); len(looks) != 0 {
		t.Errorf("the looks are %+v", looks)
	}
	if err := rules.MayRegister(t.Context(), district, &register.Proposal{Kind: register.KindBirth, Declared: today}, 111, today); register.KindOf(err) != register.Unavailable {
		t.Errorf("registering says %v", err)
	}
	answer, err := access.Answer(t.Context(), r, district, func(_ context.Context, _ access.Pass, l *access.Looker) (string, error) {
		_ = l.Look(t.Context(), why, found)
		return "a name", nil
	})
	if answer != "" || register.KindOf(err) != register.Internal {
		t.Errorf("an answer that nobody knows may be shown: %q, %v", answer, err)
	}
	if asked, down = 0, false; r.Look(t.Context(), district, why, found) != nil || asked != 1 {
		t.Errorf("the places were read %d times", asked)
	}
}

// A reading says whom its answer names. One that found nobody hands nothing on.
func TestAnAnswerNamesWhomItIsAbout(t *testing.T) {
	someone := []register.Ref{register.PersonRef(7)}
	why := access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: "A-1"}.InHand(law.CaseApplication)
	for name, c := range map[string]struct {
		found  access.ReadingScope
		answer string
		looks  int
	}{
		"it names somebody":         {access.ReadingScope{Subjects: someone}, "a name", 1},
		"it says nothing":           {access.ReadingScope{}, "", 0},
		"it says nobody":            {access.ReadingScope{Nobody: true}, "", 1},
		"it says nobody of someone": {access.ReadingScope{Subjects: someone, Nobody: true}, "", 0},
		"it hides somebody unnamed": {access.ReadingScope{Protected: true}, "", 0},
	} {
		w := newWorld(t)
		answer, err := access.Read(t.Context(), w.Reader, district, why, func(context.Context, access.Pass) (string, access.ReadingScope, error) { return "a name", c.found, nil })
		if answer != c.answer || len(w.written(t)) != c.looks || (err == nil) != (c.looks == 1) || err != nil && register.KindOf(err) != register.Internal {
			t.Errorf("%s: %q, %v, looks %+v", name, answer, err, w.written(t))
		}
	}
}
