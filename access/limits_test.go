package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/access/accesstest"
	"samano/law"
	"samano/register"
)

// findings are an error's findings as "code field".
func findings(err error) string {
	var e *register.Error
	if !errors.As(err, &e) {
		return ""
	}
	var out []string
	for _, f := range e.Findings {
		out = append(out, f.Code+" "+f.Field)
	}
	return strings.Join(out, ", ")
}

func TestWhatAnAccountMayLookLike(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	long := strings.Repeat("ຄ", 120)
	tests := []struct {
		name   string
		change func(*access.Officer)
		want   string
	}{
		{"two letters", func(o *access.Officer) { o.ID = "az" }, ""},
		{"digits", func(o *access.Officer) { o.ID = "09" }, ""},
		{"forty letters", func(o *access.Officer) { o.ID = register.OfficerID(strings.Repeat("a", 40)) }, ""},
		{"a dot and a hyphen inside", func(o *access.Officer) { o.ID = "a.b-c" }, ""},
		{"a dot second and last but one", func(o *access.Officer) { o.ID = "a.-b" }, ""},
		{"one letter", func(o *access.Officer) { o.ID = "a" }, "account-malformed id"},
		{"41 letters", func(o *access.Officer) { o.ID = register.OfficerID(strings.Repeat("a", 41)) }, "account-malformed id"},
		{"a dot first", func(o *access.Officer) { o.ID = ".ab" }, "account-malformed id"},
		{"a hyphen last", func(o *access.Officer) { o.ID = "ab-" }, "account-malformed id"},
		{"a capital", func(o *access.Officer) { o.ID = "aBc" }, "account-malformed id"},
		{"an underscore", func(o *access.Officer) { o.ID = "a_c" }, "account-malformed id"},
		{"120 letters of a name", func(o *access.Officer) { o.ID, o.Name, o.NameLatin = "n1", long, long }, ""},
		{"121", func(o *access.Officer) { o.ID, o.Name = "n2", long+"ຄ" }, "officer-name-malformed name"},
		{"a line break in the name", func(o *access.Officer) { o.ID, o.Name = "n3", "a\nb" }, "officer-name-malformed name"},
		{"a Latin name that is no text", func(o *access.Officer) { o.ID, o.NameLatin = "n4", "\xff" }, "officer-name-malformed name"},
		{"no name", func(o *access.Officer) { o.ID, o.Name = "n5", "" }, "officer-name-missing name"},
		{"one active day", func(o *access.Officer) { o.ID, o.From, o.Until = "n6", today, today+1 }, ""},
		{"no active day", func(o *access.Officer) { o.ID, o.From, o.Until = "n7", today, today }, "active-interval-empty until"},
		{"an unknown role", func(o *access.Officer) { o.ID, o.Roles = "n8", []access.Role{"king"} }, "role-unknown roles"},
	}
	temporary := regexp.MustCompile(`^[a-z2-7]{4}(-[a-z2-7]{4}){3}$`)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := h.kham()
			o.ID, o.Roles = "some.body", []access.Role{access.PostOfficer}
			test.change(&o)
			password, err := h.accounts.AddOfficer(t.Context(), boss, o)
			if findings(err) != test.want || (err == nil) != (test.want == "") {
				t.Errorf("%q (%v), want %q", findings(err), err, test.want)
			}
			if (err == nil) != temporary.MatchString(password) {
				t.Errorf("the password is %q", password)
			}
		})
	}
}

func TestWhatAnOfficeMayLookLike(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	for want, o := range map[string]register.Office{
		"":                                   {ID: "d12", Name: "ເມືອງ", NameLatin: "District", Level: "district", Jurisdiction: 12},
		"account-malformed office.id":        {ID: "D12", Name: "ເມືອງ", Level: "district", Jurisdiction: 12},
		"officer-name-missing office.name":   {ID: "d12", Name: " ", Level: "district", Jurisdiction: 12},
		"officer-name-malformed office.name": {ID: "d12", Name: "ເມືອງ", NameLatin: "a\x00", Level: "district", Jurisdiction: 12},
		"office-level-unknown office.level":  {ID: "d12", Name: "ເມືອງ", Level: "moon", Jurisdiction: 12},
		"office-abroad-in-unit office.area":  {ID: "k-han", Name: "ສະຖານທູດ", Level: "consulate", Jurisdiction: 12},
	} {
		if _, err := h.accounts.PutOffice(t.Context(), boss, o); findings(err) != want {
			t.Errorf("%q (%v), want %q", findings(err), err, want)
		}
	}
	for _, c := range []struct {
		year, first int
		want        string
	}{
		{1975, 1, ""},
		{9999, 9_999_999, ""},
		{1974, 1, "printed-start-malformed year"},
		{10_000, 1, "printed-start-malformed year"},
		{2026, 0, "printed-start-malformed first"},
		{2026, 10_000_000, "printed-start-malformed first"},
	} {
		err := h.accounts.SetPrintedStart(t.Context(), boss, access.PrintedStart{Office: "d11", Year: c.year, First: c.first})
		if findings(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("year %d, first %d: %q (%v), want %q", c.year, c.first, findings(err), err, c.want)
		}
	}
}

// A session ends at its limits to the second, and its use is noted once a minute.
func TestLimitsOfASession(t *testing.T) {
	for _, c := range []struct {
		name string
		idle time.Duration
		live bool
		used bool // the use is noted
	}{
		{"59 seconds", time.Minute - time.Second, true, false},
		{"a minute", time.Minute, true, true},
		{"a second before the limit", access.IdleLimit - time.Second, true, true},
		{"the limit", access.IdleLimit, false, false},
	} {
		h := newHouse(t)
		token, session, err := h.Begin(t.Context(), access.Credentials{Account: "kham", Password: khamPassword})
		wantCode(t, "", err)
		h.now = h.now.Add(c.idle)
		_, _, err = h.Resume(t.Context(), token)
		stored, stand := h.desk.Session(t.Context(), session.ID)
		if (err == nil) != c.live || stand != nil || stored.LastUsed.Equal(h.now) != c.used {
			t.Errorf("after %s: %v, last used %s", c.name, err, stored.LastUsed)
		}
	}
	h := newHouse(t)
	token, session, err := h.Begin(t.Context(), access.Credentials{Account: "kham", Password: khamPassword})
	wantCode(t, "", err)
	start := h.now
	for h.now.Before(start.Add(access.SessionLimit - time.Minute)) {
		h.now = h.now.Add(time.Minute)
		_, _, err := h.Resume(t.Context(), token)
		wantCode(t, "", err)
	}
	h.now = start.Add(access.SessionLimit)
	_, _, err = h.Resume(t.Context(), token)
	wantCode(t, access.CodeSessionEnded, err)
	// The sweeper deletes what has ended, and the counts of attempts of the day before.
	wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "kham", "wrong", home)))
	h.now = h.now.Add(time.Second)
	wantCode(t, "", h.Sweep(t.Context()))
	if s, err := h.desk.Session(t.Context(), session.ID); register.KindOf(err) != register.NotFound || err == nil {
		t.Errorf("it is kept: %+v", s)
	}
}

func errOf[T any](_ T, err error) error { return err }

// A count is forgotten when a day has passed since the last attempt, and not before.
func TestAttemptsAreForgottenAfterADay(t *testing.T) {
	last := today.Time()
	count := access.AttemptCount{Attempts: 500, Last: last}
	const day = 24 * time.Hour
	if got := count.After(last.Add(day - time.Second)).Attempts; got != 501 {
		t.Errorf("before a day it is %d", got)
	}
	if got := count.After(last.Add(day)); got.Attempts != 1 || !got.Last.Equal(last.Add(day)) {
		t.Errorf("after a day it is %+v", got)
	}
	if got := count.After(last.Add(-time.Hour)); got.Attempts != 501 || !got.Last.Equal(last) {
		t.Errorf("with a clock that went back it is %+v", got)
	}
	if got := count.Wait("a", last); got != 15*time.Minute {
		t.Errorf("the longest wait is %s", got)
	}
	for free, key := range map[int]access.AttemptKey{5: "a", 40: "n"} {
		if got := (access.AttemptCount{Attempts: free - 1, Last: last}).Wait(key, last); got != 0 {
			t.Errorf("%d attempts wait %s", free-1, got)
		}
		if got := (access.AttemptCount{Attempts: free, Last: last}).Wait(key, last); got != 2*time.Second {
			t.Errorf("%d attempts wait %s", free, got)
		}
	}
	if got := (&access.LockedError{Wait: 90 * time.Second}).Error(); !strings.Contains(got, "1m30s") {
		t.Errorf("it says %q", got)
	}
}

// Attempts from an IPv4 address count together however the address is written, and those of two
// names that are no account count apart.
func TestUnderWhichKeysAttemptsCount(t *testing.T) {
	h := newHouse(t)
	for i := range 20 {
		for _, from := range []string{"192.0.2.9", "::ffff:192.0.2.9"} {
			wantCode(t, access.CodeSignInRefused, errOf(h.try(t, fmt.Sprintf("nobody%d%s", i, from[:2]), "x", netip.MustParseAddr(from))))
		}
	}
	wantCode(t, access.CodeSignInLocked, errOf(h.try(t, "kham", khamPassword, netip.MustParseAddr("192.0.2.9"))))
	wantCode(t, "", errOf(h.try(t, "kham", khamPassword, netip.MustParseAddr("192.0.2.10"))))
	for range 5 {
		wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "No Account", "x", netip.Addr{})))
	}
	wantCode(t, access.CodeSignInLocked, errOf(h.try(t, "No Account", "x", netip.Addr{})))
	wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "No Other", "x", netip.Addr{})))
}

// Whatever strangers try, an officer signs in at a browser that knows the account, and at the machine itself;
// guesses there are counted there, and for that account.
func TestStrangersLockNobodyOutAtHome(t *testing.T) {
	h := newHouse(t)
	from, counter := netip.MustParseAddr("192.0.2.9"), access.Device{ID: "counter"}.With("noy").With("kham")
	at := func(d access.Device, password string) error {
		_, _, err := h.SignIn.Begin(t.Context(), access.Credentials{Account: " KHAM", Password: password, From: from, Device: d})
		return err
	}
	for i := range 40 {
		_ = errOf(h.try(t, fmt.Sprintf("nobody%d", i), "x", from)) // the whole office is locked
	}
	for range 6 {
		_ = errOf(h.try(t, "kham", "x", netip.MustParseAddr("192.0.2.77"))) // and the account everywhere
	}
	wantCode(t, access.CodeSignInLocked, at(access.Device{}, khamPassword))
	wantCode(t, access.CodeSignInLocked, at(access.Device{ID: "another"}.With("noy"), khamPassword))
	wantCode(t, access.CodeSignInLocked, at(access.Device{Accounts: []register.OfficerID{"kham"}}, khamPassword))
	wantCode(t, "", at(counter, khamPassword))
	if _, _, err := h.SignIn.Begin(t.Context(), access.Credentials{Account: "kham", Password: khamPassword}.AtTheMachine()); err != nil {
		t.Errorf("at the machine itself: %v", err)
	}
	for range 5 {
		wantCode(t, access.CodeSignInRefused, at(counter, "x"))
	}
	wantCode(t, access.CodeSignInLocked, at(counter, khamPassword))
	wantCode(t, "", at(access.Device{ID: "another"}.With("kham"), khamPassword))
}

// A device knows those who signed in last, each once.
func TestADeviceKnowsSoManyOfficers(t *testing.T) {
	d := access.Device{ID: "counter"}
	for i := range 19 {
		d = d.With(register.OfficerID(fmt.Sprintf("o%d", i)))
	}
	d = d.With("o9").With("o9")
	if len(d.Accounts) != 16 || d.Accounts[0] != "o9" || d.Accounts[1] != "o18" || slices.Contains(d.Accounts[1:], "o9") {
		t.Errorf("it knows %v", d.Accounts)
	}
}

// What is wrong with a reason is told with the field that an officer must fill otherwise.
func TestARefusedReasonNamesItsField(t *testing.T) {
	rules := access.NewRules(pack(t, "la"), territory)
	for want, c := range map[string]struct {
		who access.Actor
		why access.Reason
	}{
		"reading-unknown what":          {district, access.Reason{What: "soul", Purpose: "own-queue"}},
		"purpose-missing purpose":       {district, access.Reason{What: access.WhatPerson}},
		"case-malformed case":           {district, access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: strings.Repeat("a", 129)}},
		"outside-jurisdiction what":     {province, access.Reason{What: access.WhatFeed, Purpose: "registration", Case: "A-1"}},
		"case-missing-application case": {district, access.Reason{What: access.WhatPerson, Purpose: "registration"}},
		"purpose-not-for-files purpose": {national, access.Reason{What: access.WhatFile, Purpose: "registration", Case: "M-1"}},
		"purpose-unknown purpose":       {district, access.Reason{What: access.WhatPerson, Purpose: "curiosity"}},
		"purpose-not-for-role purpose":  {district, access.Reason{What: access.WhatPerson, Purpose: "court-order", Case: "A-1"}},
		"":                              {district, access.Reason{What: access.WhatPerson, Purpose: "own-queue", Case: strings.Repeat("a", 128)}},
	} {
		if _, _, err := rules.MayRead(c.who, c.why, today); findings(err) != want || (err == nil) != (want == "") {
			t.Errorf("%q (%v), want %q", findings(err), err, want)
		}
	}
}

// cut notes until when looks are to be dropped.
type cut struct {
	*accesstest.Looks
	at time.Time
}

func (c *cut) DropBefore(_ context.Context, at time.Time, _ func(int64) error) (int64, error) {
	c.at = at
	return 0, nil
}

func TestLooksAreDroppedByWholeMonths(t *testing.T) {
	now := time.Date(2026, 3, 31, 23, 59, 0, 0, time.UTC)
	looks := &cut{Looks: accesstest.NewLooks()}
	reader := access.NewReader(access.NewRules(pack(t, "la"), territory), looks, accesstest.Cases{}, func() time.Time { return now })
	if _, err := reader.Sweep(t.Context(), func(int64) error { return nil }); err != nil {
		t.Fatal(err)
	}
	months := pack(t, "la").Looks.RetainMonths.On(register.DayAt(now)).Value
	if want := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, -months, 0); !looks.at.Equal(want) {
		t.Errorf("dropped before %s, want %s", looks.at, want)
	}
}

// A protected person who does not exist for this officer is refused as one who does.
func TestThatAProtectedPersonIsAbsentIsNotTold(t *testing.T) {
	absent := &register.Error{Kind: register.NotFound, Op: "test", Code: "person-unknown"}
	why := access.Reason{What: access.WhatPerson, Purpose: "registration", Case: "A-1"}.InHand(law.CaseApplication)
	for code, who := range map[string]access.Actor{access.CodeNationalDesk: district, "person-unknown": national} {
		w := newWorld(t)
		_, err := access.Read(t.Context(), w.Reader, who, why, func(context.Context, access.Pass) (int, access.ReadingScope, error) {
			return 1, access.ReadingScope{Protected: true}, absent
		})
		wantCode(t, code, err)
	}
	// A reading that broke has told nothing, so it leaves no look.
	w := newWorld(t)
	_, err := access.Read(t.Context(), w.Reader, district, why, func(context.Context, access.Pass) (int, access.ReadingScope, error) {
		return 1, access.ReadingScope{}, outage
	})
	if register.KindOf(err) != register.Unavailable || len(w.written(t)) != 0 {
		t.Errorf("%v, looks %+v", err, w.written(t))
	}
}

// A walk with an ended pass is one refusal and shows nobody.
func TestAWalkEndsWithItsPass(t *testing.T) {
	walk := func(yield func(int, error) bool) { _ = yield(1, nil) && yield(2, nil) }
	var kept access.Pass
	_ = access.ForWriting(func(p access.Pass) error { kept = p; return nil })
	count, refused := 0, 0
	for _, err := range access.Walk(kept, "test", walk) {
		count++
		if register.KindOf(err) == register.Forbidden && err != nil {
			refused++
		}
	}
	if count != 1 || refused != 1 {
		t.Errorf("with an ended pass %d steps, %d refusals, want one of each", count, refused)
	}
	for _, err := range access.Walk(kept, "test", func(func(int, error) bool) {}) { // also where there is nobody
		if count++; register.KindOf(err) != register.Forbidden {
			t.Errorf("over nobody: %v", err)
		}
	}
	if count != 2 {
		t.Error("a walk over nobody with an ended pass is not refused")
	}
}
