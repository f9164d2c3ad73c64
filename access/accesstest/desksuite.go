package accesstest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"samano/access"
	"samano/access/password"
	"samano/register"
)

// start is when the suites' stories begin.
var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

var (
	ministry = register.Office{ID: "ministry", Name: "ກະຊວງ", NameLatin: "Ministry", Level: "centre"}
	district = register.Office{ID: "d0101", Name: "ຈັນທະບູລີ", Level: "district", Jurisdiction: 17, Post: true}
	kham     = access.Officer{
		ID: "kham.s", Name: "ຄຳ ສີສຸກ", NameLatin: "Kham Sisouk", Office: "d0101",
		Roles: []access.Role{access.Adjudicator, access.DistrictRegistrar}, From: 20000, Until: register.LastDay, MustChange: true,
	}
	noy = access.Officer{ID: "noy", Name: "ນ້ອຍ", Office: "d0101", From: 20000, Until: 21000}
)

// RunDesk runs the conformance suite of access.Desk. Each call of open returns an
// empty desk; reopen returns the same desk after a restart.
func RunDesk(t *testing.T, open func(t *testing.T) (desk access.Desk, reopen func() access.Desk)) {
	tests := []struct {
		name string
		run  func(t *testing.T, d access.Desk)
	}{
		{"offices come back as they were put, by id", deskOffices},
		{"officers come back; ids are never used twice", deskOfficers},
		{"a new secret ends all sessions but one", deskSecrets},
		{"an upgraded secret replaces only the one it was made from", deskUpgrade},
		{"each change of power leaves an entry, and no other", deskPowers},
		{"one change of an account waits, until it is made or ended", deskChanges},
		{"a change is made once, as it waits, at once", deskMade},
		{"what an account asked for ends when the account is changed", deskAskers},
		{"a session begins with the secret that is the officer's", deskBegun},
		{"the last recovery paper stands", deskRecovery},
		{"looks that were let go are not called back", deskDropped},
		{"sessions: the newest stay, seen moves forward only, ended stays ended", deskSessions},
		{"attempts are counted under all keys or none", deskAttempts},
		{"each wait is as long as the attempts before it say", deskAttemptTimes},
		{"more attempts taken back than were counted leave none", deskTakenBack},
		{"of attempts at once no more than the free ones pass", deskAttemptsAtOnce},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, _ := open(t)
			test.run(t, d)
		})
	}
	t.Run("a restart forgets nothing", func(t *testing.T) {
		d, reopen := open(t)
		furnish(t, d)
		s := access.Session{ID: "token", Officer: kham.ID, Started: start, LastUsed: start}
		must(t, d.StartSession(t.Context(), s, "secret of kham", 4))
		keys := []access.AttemptKey{"a1"}
		for range 6 {
			attempt(t, d, keys, start)
		}
		d = reopen()
		same(t, s, first(d.Session(t.Context(), s.ID)))
		same(t, kham, first(d.Officer(t.Context(), kham.ID)))
		if wait := attempt(t, d, keys, start); wait == 0 {
			t.Error("a restart opened a lock")
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// kind fails unless the error is of that kind.
func kind(t *testing.T, want register.ErrorKind, err error) {
	t.Helper()
	if err == nil || register.KindOf(err) != want {
		t.Fatalf("error %v, want kind %q", err, want)
	}
}

type result[T any] struct {
	value T
	err   error
}

func first[T any](v T, err error) result[T] { return result[T]{v, err} }

func same[T any](t *testing.T, want T, got result[T]) {
	t.Helper()
	must(t, got.err)
	if diff := cmp.Diff(want, got.value); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

func furnish(t *testing.T, d access.Desk) {
	t.Helper()
	must(t, d.PutOffice(t.Context(), access.Author{}, ministry))
	must(t, d.PutOffice(t.Context(), access.Author{}, district))
	must(t, d.AddOfficer(t.Context(), access.Author{}, kham, "secret of kham"))
	must(t, d.AddOfficer(t.Context(), access.Author{}, noy, "secret of noy"))
}

func deskOffices(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	same(t, district, first(d.Office(ctx, district.ID)))
	same(t, []register.Office{district, ministry}, first(d.Offices(ctx)))
	renamed := register.Office{ID: district.ID, Name: "ໃໝ່", NameLatin: "New", Level: district.Level, Jurisdiction: district.Jurisdiction, Post: false}
	must(t, d.PutOffice(ctx, access.Author{}, renamed))
	same(t, []register.Office{renamed, ministry}, first(d.Offices(ctx)))
	higher, wider := renamed, renamed
	higher.Level, wider.Jurisdiction = "province", 18
	kind(t, register.NotFound, d.PutOffice(ctx, access.Author{}, higher))
	kind(t, register.NotFound, d.PutOffice(ctx, access.Author{}, wider))
	same(t, []register.Office{renamed, ministry}, first(d.Offices(ctx)))
	_, err := d.Office(ctx, "nowhere")
	kind(t, register.NotFound, err)

	same(t, nil, first(d.PrintedStarts(ctx)))
	early := access.PrintedStart{Office: ministry.ID, Year: 2025, First: 1}
	other := access.PrintedStart{Office: district.ID, Year: 2027, First: 7}
	wrong := access.PrintedStart{Office: ministry.ID, Year: 2026, First: 40}
	right := access.PrintedStart{Office: ministry.ID, Year: 2026, First: 51}
	for _, p := range []access.PrintedStart{wrong, other, early, right} {
		must(t, d.PutPrintedStart(ctx, access.Author{}, p))
	}
	same(t, []access.PrintedStart{other, early, right}, first(d.PrintedStarts(ctx)))
	kind(t, register.NotFound, d.PutPrintedStart(ctx, access.Author{}, access.PrintedStart{Office: "nowhere", Year: 2026, First: 2}))
}

func deskOfficers(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	same(t, kham, first(d.Officer(ctx, kham.ID)))
	same(t, []access.Officer{kham, noy}, first(d.OfficersOf(ctx, district.ID)))
	same(t, nil, first(d.OfficersOf(ctx, "nowhere")))
	kind(t, register.Conflict, d.AddOfficer(ctx, access.Author{}, kham, "other"))
	same(t, "secret of kham", first(d.Secret(ctx, kham.ID)))

	nowhere := access.Officer{ID: "new", Name: "x", Office: "nowhere", Until: 1}
	kind(t, register.NotFound, d.AddOfficer(ctx, access.Author{}, nowhere, "s"))
	kind(t, register.NotFound, put(d, access.Author{}, access.Officer{ID: "nobody", Office: district.ID}))
	_, err := d.Officer(ctx, "")
	kind(t, register.NotFound, err)
	_, err = d.Secret(ctx, "nobody")
	kind(t, register.NotFound, err)

	s := access.Session{ID: "t", Officer: kham.ID, Started: start, LastUsed: start}
	must(t, d.StartSession(ctx, s, "secret of kham", 4))
	of := access.Session{ID: "u", Officer: noy.ID, Started: start, LastUsed: start}
	must(t, d.StartSession(ctx, of, "secret of noy", 4))
	changed := access.Officer{ID: kham.ID, Name: "ໃໝ່", NameLatin: "New", Office: ministry.ID, From: 20001, Until: 20500}
	must(t, d.PutOfficer(ctx, access.Author{}, access.OfficerChange{Old: kham, New: changed}))
	same(t, changed, first(d.Officer(ctx, kham.ID)))
	same(t, "secret of kham", first(d.Secret(ctx, kham.ID)))
	_, err = d.Session(ctx, s.ID)
	kind(t, register.NotFound, err)
	same(t, of, first(d.Session(ctx, of.ID))) // nobody else is signed out
	same(t, noy, first(d.Officer(ctx, noy.ID)))
	kind(t, register.NotFound, d.PutOfficer(ctx, access.Author{}, access.OfficerChange{Old: kham, New: kham})) // it is not as it was
	same(t, changed, first(d.Officer(ctx, kham.ID)))
	changed.MustChange, changed.Roles = true, []access.Role{access.Auditor}
	must(t, put(d, access.Author{}, changed))
	same(t, changed, first(d.Officer(ctx, kham.ID)))
}

// put replaces an account as it is.
func put(d access.Desk, by access.Author, o access.Officer) error {
	now, err := d.Officer(context.Background(), o.ID)
	if err != nil {
		return err
	}
	return d.PutOfficer(context.Background(), by, access.OfficerChange{Old: now, New: o})
}

func deskSecrets(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	var ids []access.SessionID
	for i, who := range []register.OfficerID{kham.ID, kham.ID, noy.ID} {
		s := access.Session{ID: access.SessionID(fmt.Sprint(i)), Officer: who, Started: start, LastUsed: start}
		secret := map[register.OfficerID]password.Secret{kham.ID: "secret of kham", noy.ID: "secret of noy"}[who]
		must(t, d.StartSession(ctx, s, secret, 4))
		ids = append(ids, s.ID)
	}
	must(t, d.SetSecret(ctx, access.Author{}, kham.ID, "new", false, ids[1]))
	same(t, "new", first(d.Secret(ctx, kham.ID)))
	if o, err := d.Officer(ctx, kham.ID); err != nil || o.MustChange {
		t.Errorf("MustChange still set (%v)", err)
	}
	_, err := d.Session(ctx, ids[0])
	kind(t, register.NotFound, err)
	for _, id := range ids[1:] {
		if _, err := d.Session(ctx, id); err != nil {
			t.Errorf("a session that should go on ended: %v", err)
		}
	}
	must(t, d.SetSecret(ctx, access.Author{}, kham.ID, "newer", true, ""))
	if o, err := d.Officer(ctx, kham.ID); err != nil || !o.MustChange {
		t.Errorf("MustChange is not set (%v)", err)
	}
	same(t, noy, first(d.Officer(ctx, noy.ID)))
	same(t, "secret of noy", first(d.Secret(ctx, noy.ID)))
	kind(t, register.NotFound, d.SetSecret(ctx, access.Author{}, "nobody", "s", true, ""))
}

func deskDropped(t *testing.T, d access.Desk) {
	ctx := t.Context()
	same(t, 0, first(d.Dropped(ctx)))
	for _, c := range [][2]int64{{300, 300}, {700, 700}, {500, 700}} {
		must(t, d.PutDropped(ctx, access.Author{At: start}, c[0]))
		same(t, c[1], first(d.Dropped(ctx)))
	}
	if list, err := d.Powers(ctx, access.PowerQuery{Before: access.Newest, About: "looks", Limit: 9}); err != nil || len(list) != 3 || list[0].What != access.LooksDropped {
		t.Errorf("the log of powers says %+v (%v)", list, err)
	}
}

func deskRecovery(t *testing.T, d access.Desk) {
	ctx := t.Context()
	_, err := d.Recovery(ctx)
	kind(t, register.NotFound, err)
	for _, halves := range [][2]password.Secret{{"a", "b"}, {"c", "d"}} {
		must(t, d.PutRecovery(ctx, access.Author{At: start}, halves))
		same(t, halves, first(d.Recovery(ctx)))
		same(t, []access.Power{{Seq: first(d.Powers(ctx, access.PowerQuery{Before: access.Newest, Limit: 1})).value[0].Seq, What: access.RecoverySet, Subject: "recovery", Author: access.Author{At: start}}},
			first(d.Powers(ctx, access.PowerQuery{Before: access.Newest, Limit: 1})))
	}
}

func deskChanges(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	by := access.Author{At: start, By: noy.ID}
	_, err := d.Change(ctx, kham.ID)
	kind(t, register.NotFound, err)
	kind(t, register.NotFound, d.DropChange(ctx, by, kham.ID))
	reset := access.AccountChange{Account: kham.ID, What: access.ChangeReset, Officer: kham, By: noy.ID, At: start}
	fresh := kham
	fresh.ID, fresh.From, fresh.Until, fresh.Roles = "fresh", register.FirstDay, register.LastDay, nil
	add := access.AccountChange{Account: fresh.ID, What: access.ChangeAdd, Officer: fresh, By: noy.ID, At: start}
	must(t, d.AddChange(ctx, by, reset))
	must(t, d.AddChange(ctx, by, add))
	kind(t, register.Conflict, d.AddChange(ctx, by, reset))
	same(t, reset, first(d.Change(ctx, kham.ID)))
	same(t, []access.AccountChange{add, reset}, first(d.ListChanges(ctx)))

	confirmed := reset
	confirmed.Second, confirmed.From, confirmed.Secret = "dao", start.Add(time.Hour), "new secret"
	must(t, d.ConfirmReset(ctx, by, confirmed))
	same(t, confirmed, first(d.Change(ctx, kham.ID)))
	kind(t, register.NotFound, d.ConfirmReset(ctx, by, confirmed))
	other := confirmed
	other.At = start.Add(time.Second) // it was asked for again
	kind(t, register.NotFound, d.ConfirmReset(ctx, by, other))
	other = confirmed
	other.Account = fresh.ID
	kind(t, register.NotFound, d.ConfirmReset(ctx, by, other)) // which is no reset
	other.Account = "nobody"
	kind(t, register.NotFound, d.ConfirmReset(ctx, by, other))
	same(t, "secret of kham", first(d.Secret(ctx, kham.ID)))

	// What makes it, or another change of the account, ends it; a stronger hash of the same password does not.
	must(t, d.UpgradeSecret(ctx, by, kham.ID, access.SecretChange{Old: "secret of kham", New: "stronger"}))
	same(t, confirmed, first(d.Change(ctx, kham.ID)))
	must(t, d.AddOfficer(ctx, by, fresh, "s"))
	for _, end := range []func() error{
		func() error { return d.SetSecret(ctx, by, kham.ID, "new secret", true, "") },
		func() error { return put(d, by, kham) },
		func() error { return d.DropChange(ctx, by, kham.ID) },
	} {
		must(t, end())
		same(t, nil, first(d.ListChanges(ctx)))
		last := first(d.Powers(ctx, access.PowerQuery{Before: access.Newest, Limit: 1}))
		same(t, []access.Power{{Seq: last.value[0].Seq, What: access.ChangeEnded, Subject: access.ChangeSubject(kham.ID), Author: by}}, last)
		must(t, d.AddChange(ctx, by, reset))
	}
}

func deskMade(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	by := access.Author{At: start, By: noy.ID, Second: "dao"}
	fresh, more := kham, kham
	fresh.ID = "fresh"
	more.Roles, more.MustChange = []access.Role{access.DistrictRegistrar}, true
	wider := district
	wider.Level, wider.Jurisdiction = "centre", 0
	reset := access.AccountChange{Account: kham.ID, What: access.ChangeReset, Officer: kham}
	changes := []access.AccountChange{
		{Account: fresh.ID, What: access.ChangeAdd, Officer: fresh, Secret: "first"},
		{Account: kham.ID, What: access.ChangeRights, Officer: more, Secret: "second"},
		{Account: kham.ID, What: access.ChangeRights, Officer: kham}, // of which nobody has a new password
		{Account: access.ChangeOfOffice(district.ID), What: access.ChangeOffice, Office: wider},
	}
	for _, c := range append(changes, reset) {
		c.By, c.At = noy.ID, start
		other := c
		other.At = start.Add(time.Microsecond)
		kind(t, register.NotFound, d.MakeChange(ctx, by, c))
		must(t, d.AddChange(ctx, by, other))
		kind(t, register.NotFound, d.MakeChange(ctx, by, c)) // it was asked for again
		must(t, d.DropChange(ctx, by, c.Account))
		s := access.Session{ID: "s", Officer: kham.ID, Started: start, LastUsed: start}
		must(t, d.StartSession(ctx, s, first(d.Secret(ctx, kham.ID)).value, 4))
		must(t, d.AddChange(ctx, by, c))
		waiting := first(d.Change(ctx, c.Account))
		must(t, waiting.err)
		if waiting.value.Code() != c.Code() {
			t.Errorf("what was asked for is %+v, and comes back as %+v", c, waiting.value)
		}
		if c.What == access.ChangeReset {
			c.Second, c.From, c.Secret = "dao", start, "third"
			kind(t, register.NotFound, d.MakeChange(ctx, by, c)) // which nobody has confirmed
			must(t, d.ConfirmReset(ctx, by, c))
		}
		must(t, d.MakeChange(ctx, by, c))
		kind(t, register.NotFound, d.MakeChange(ctx, by, c))
		same(t, nil, first(d.ListChanges(ctx)))
		if _, err := d.Session(ctx, s.ID); (err == nil) != (c.Account != kham.ID) {
			t.Errorf("%s: a session of %s: %v", c.Account, s.Officer, err)
		}
		must(t, d.EndSession(ctx, s.ID))
		ended := first(d.Powers(ctx, access.PowerQuery{Before: access.Newest, Limit: 1}))
		must(t, ended.err)
		if p := ended.value[0]; p.What != access.ChangeEnded || p.Subject != access.ChangeSubject(c.Account) || p.Second != "dao" {
			t.Errorf("the log of powers says %+v", p)
		}
	}
	same(t, fresh, first(d.Officer(ctx, fresh.ID)))
	same(t, "first", first(d.Secret(ctx, fresh.ID)))
	same(t, kham, first(d.Officer(ctx, kham.ID)))
	same(t, "third", first(d.Secret(ctx, kham.ID)))
	same(t, wider, first(d.Office(ctx, district.ID)))

	// Where it cannot be made, it waits still.
	again := access.AccountChange{Account: fresh.ID, What: access.ChangeAdd, Officer: fresh, By: noy.ID, At: start}
	must(t, d.AddChange(ctx, by, again))
	kind(t, register.Conflict, d.MakeChange(ctx, by, again))
	same(t, []access.AccountChange{again}, first(d.ListChanges(ctx)))
}

func deskAskers(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	by := access.Author{At: start, By: noy.ID}
	change := func(account, asker register.OfficerID) access.AccountChange {
		o := kham
		o.ID = account
		return access.AccountChange{Account: account, What: access.ChangeAdd, Officer: o, By: asker, At: start}
	}
	for _, c := range []access.AccountChange{change("b", noy.ID), change("a", noy.ID), change("c", "dao"), change(noy.ID, "dao")} {
		must(t, d.AddChange(ctx, by, c))
	}
	must(t, d.SetSecret(ctx, by, noy.ID, "new", false, "")) // which ends what waits for the account itself
	same(t, []access.AccountChange{change("a", noy.ID), change("b", noy.ID), change("c", "dao")}, first(d.ListChanges(ctx)))
	must(t, put(d, by, noy))
	same(t, []access.AccountChange{change("c", "dao")}, first(d.ListChanges(ctx)))
	ended := first(d.Powers(ctx, access.PowerQuery{Before: access.Newest, Limit: 2}))
	must(t, ended.err)
	for i, account := range []register.OfficerID{"b", "a"} {
		if p := ended.value[i]; p.What != access.ChangeEnded || p.Subject != access.ChangeSubject(account) || p.By != noy.ID {
			t.Errorf("the log of powers says %+v", p)
		}
	}
	office := access.AccountChange{Account: access.ChangeOfOffice(district.ID), What: access.ChangeOffice, Office: ministry, By: "dao", At: start}
	office.Office.ID = district.ID
	must(t, d.AddChange(ctx, by, office))
	must(t, d.PutOffice(ctx, by, district))
	same(t, []access.AccountChange{change("c", "dao")}, first(d.ListChanges(ctx)))
}

func deskBegun(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	s := access.Session{ID: "a", Officer: kham.ID, Started: start, LastUsed: start}
	must(t, d.StartSession(ctx, s, "secret of kham", 1))
	must(t, d.UpgradeSecret(ctx, access.Author{}, kham.ID, access.SecretChange{Old: "secret of kham", New: "stronger"}))
	later := s
	later.ID = "b"
	kind(t, register.NotFound, d.StartSession(ctx, later, "secret of kham", 1))
	same(t, s, first(d.Session(ctx, s.ID))) // and no other has ended
	must(t, d.StartSession(ctx, later, "stronger", 1))
	_, err := d.Session(ctx, s.ID)
	kind(t, register.NotFound, err)
}

func deskPowers(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	at := func(n int) time.Time { return start.Add(time.Duration(n) * time.Second) }
	by := func(n int) access.Author { return access.Author{At: at(n), By: noy.ID, Second: kham.ID} }
	must(t, d.PutPrintedStart(ctx, by(1), access.PrintedStart{Office: district.ID, Year: 2027, First: 7}))
	must(t, put(d, by(3), kham))
	must(t, d.SetSecret(ctx, by(2), kham.ID, "new", true, "")) // the clock has gone back
	must(t, d.SetSecret(ctx, access.Author{At: at(4), By: kham.ID}, kham.ID, "newer", false, ""))
	must(t, d.UpgradeSecret(ctx, access.Author{At: at(5), By: kham.ID}, kham.ID, access.SecretChange{Old: "newer", New: "harder"}))
	// None of these changes anything.
	must(t, d.UpgradeSecret(ctx, by(6), kham.ID, access.SecretChange{Old: "newer", New: "harder"}))
	kind(t, register.Conflict, d.AddOfficer(ctx, by(6), kham, "other"))
	kind(t, register.NotFound, d.SetSecret(ctx, by(6), "nobody", "s", true, ""))
	kind(t, register.NotFound, put(d, by(6), access.Officer{ID: "nobody", Office: district.ID}))
	other := kham
	other.Name = "x"
	kind(t, register.NotFound, d.PutOfficer(ctx, by(6), access.OfficerChange{Old: other, New: kham}))
	kind(t, register.NotFound, d.MakeChange(ctx, by(6), access.AccountChange{Account: kham.ID, What: access.ChangeRights, Officer: other}))

	account, own := access.AccountSubject(kham.ID), access.Author{By: kham.ID}
	own.At = at(4)
	harder := own
	harder.At = at(5)
	want := []access.Power{
		{Seq: 8, What: access.PasswordHashed, Subject: account, Author: harder},
		{Seq: 7, What: access.PasswordChosen, Subject: account, Author: own},
		{Seq: 6, What: access.PasswordReset, Subject: account, Author: by(3)},
		{Seq: 5, What: access.AccountChanged, Subject: account, Author: by(3)},
		{Seq: 4, What: access.PrintedSet, Subject: "printed-start/d0101/2027", Author: by(1)},
	}
	same(t, want, first(d.Powers(ctx, access.PowerQuery{Before: access.Newest, Limit: 5})))
	same(t, want[2:], first(d.Powers(ctx, access.PowerQuery{Before: 7, Officer: noy.ID, Limit: 50})))
	same(t, want[2:], first(d.Powers(ctx, access.PowerQuery{Before: 7, Officer: kham.ID, Limit: 50})))
	same(t, want[2:4], first(d.Powers(ctx, access.PowerQuery{Before: 7, About: account, Limit: 2})))
	if began, err := d.Powers(ctx, access.PowerQuery{Before: 4, Limit: 50}); err != nil || len(began) != 4 {
		t.Errorf("before, the log has %d entries, want those of 2 offices and 2 officers (%v)", len(began), err)
	}
}

func deskUpgrade(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	must(t, d.SetSecret(ctx, access.Author{}, noy.ID, "secret of kham", false, "")) // by chance, or by hand
	must(t, d.UpgradeSecret(ctx, access.Author{}, kham.ID, access.SecretChange{Old: "not it", New: "stronger"}))
	same(t, "secret of kham", first(d.Secret(ctx, kham.ID)))
	must(t, d.UpgradeSecret(ctx, access.Author{}, kham.ID, access.SecretChange{Old: "secret of kham", New: "stronger"}))
	same(t, "stronger", first(d.Secret(ctx, kham.ID)))
	same(t, "secret of kham", first(d.Secret(ctx, noy.ID)))
	same(t, kham, first(d.Officer(ctx, kham.ID)))
}

func deskSessions(t *testing.T, d access.Desk) {
	ctx := t.Context()
	furnish(t, d)
	session := func(i int) access.Session {
		at := start.Add(time.Duration(i) * time.Minute)
		return access.Session{ID: access.SessionID(fmt.Sprint(i)), Officer: kham.ID, Started: at, LastUsed: at}
	}
	for i := range 4 {
		must(t, d.StartSession(ctx, session(i), "secret of kham", 3))
	}
	left := func(want ...access.Session) { // and no others
		t.Helper()
		var got []access.Session
		for _, id := range []access.SessionID{session(0).ID, session(1).ID, session(2).ID, session(3).ID, "a", "b"} {
			if s, err := d.Session(ctx, id); err == nil {
				got = append(got, s)
			} else {
				kind(t, register.NotFound, err)
			}
		}
		same(t, want, first(got, nil))
	}
	left(session(1), session(2), session(3)) // the oldest of too many has ended

	seen := session(3)
	seen.LastUsed = seen.LastUsed.Add(5 * time.Minute)
	must(t, d.TouchSession(ctx, seen.ID, seen.LastUsed))
	must(t, d.TouchSession(ctx, seen.ID, start))
	same(t, seen, first(d.Session(ctx, seen.ID)))

	must(t, d.EndSession(ctx, seen.ID))
	must(t, d.EndSession(ctx, seen.ID))
	must(t, d.TouchSession(ctx, seen.ID, start.Add(time.Hour)))
	_, err := d.Session(ctx, seen.ID)
	kind(t, register.NotFound, err)

	a, b := session(2), session(2)
	a.ID, b.ID = "a", "b"
	a.LastUsed, b.LastUsed = start.Add(time.Hour), start.Add(2*time.Hour)
	must(t, d.StartSession(ctx, a, "secret of kham", 9))
	must(t, d.StartSession(ctx, b, "secret of kham", 9))
	left(session(1), session(2), a, b)
	must(t, d.EndSessions(ctx, noy.ID, ""))
	left(session(1), session(2), a, b)

	must(t, d.PruneSessions(ctx, access.SessionTimes{LastUsed: session(1).LastUsed, Started: session(1).Started})) // not before
	left(session(1), session(2), a, b)
	must(t, d.PruneSessions(ctx, access.SessionTimes{LastUsed: a.LastUsed, Started: start}))
	left(a, b)
	must(t, d.PruneSessions(ctx, access.SessionTimes{LastUsed: b.LastUsed, Started: start}))
	left(b)
	must(t, d.PruneSessions(ctx, access.SessionTimes{LastUsed: start, Started: b.Started.Add(time.Second)}))
	left()
	for _, s := range []access.Session{session(1), session(2), a} {
		must(t, d.StartSession(ctx, s, "secret of kham", 9))
	}
	must(t, d.EndSessions(ctx, kham.ID, a.ID))
	left(a)
	must(t, d.EndSessions(ctx, kham.ID, ""))
	left()
	kind(t, register.NotFound, d.StartSession(ctx, access.Session{ID: "x", Officer: "nobody", Started: start, LastUsed: start}, "x", 3))
}

func attempt(t *testing.T, d access.Desk, keys []access.AttemptKey, at time.Time) time.Duration {
	t.Helper()
	wait, err := d.Attempt(context.Background(), keys, at)
	must(t, err)
	return wait
}

func deskAttempts(t *testing.T, d access.Desk) {
	ctx := t.Context()
	const account, other, address = access.AttemptKey("a1"), access.AttemptKey("a2"), access.AttemptKey("n1")
	tries := 0
	for attempt(t, d, []access.AttemptKey{account, address}, start) == 0 {
		if tries++; tries > 1000 {
			t.Fatal("an account is never locked")
		}
	}
	// The locked tries counted nowhere: the address has exactly as many, and
	// taking back as many empties it.
	takeBack := make([]access.AttemptKey, tries-1)
	for i := range takeBack {
		takeBack[i] = address
	}
	must(t, d.Succeeded(ctx, "a-none", takeBack...))
	must(t, d.Succeeded(ctx, account, address))
	fresh := 0
	for attempt(t, d, []access.AttemptKey{account}, start) == 0 {
		fresh++
	}
	if fresh != tries {
		t.Errorf("after success %d attempts were free, before %d", fresh, tries)
	}
	byAddress := 0
	for attempt(t, d, []access.AttemptKey{address}, start) == 0 {
		byAddress++
	}
	if byAddress <= tries {
		t.Errorf("an address has %d free attempts, an account %d", byAddress, tries)
	}
	if attempt(t, d, []access.AttemptKey{other, address}, start) == 0 {
		t.Error("a locked address let an account be tried")
	}
	if wait := attempt(t, d, []access.AttemptKey{other}, start); wait != 0 {
		t.Error("the refused attempt was counted under the account")
	}
	must(t, d.PruneAttempts(ctx, start)) // the last attempts were not before
	if attempt(t, d, []access.AttemptKey{account}, start) == 0 || attempt(t, d, []access.AttemptKey{address}, start) == 0 {
		t.Error("pruning has opened a lock")
	}
	must(t, d.PruneAttempts(ctx, start.Add(time.Second)))
	if attempt(t, d, []access.AttemptKey{account, address}, start) != 0 {
		t.Error("pruned counts still lock")
	}
}

// deskAttemptTimes compares each answer with access.AttemptCount, to the microsecond.
func deskAttemptTimes(t *testing.T, d access.Desk) {
	const account, address = access.AttemptKey("a1"), access.AttemptKey("n1")
	counts := map[access.AttemptKey]access.AttemptCount{}
	at := start
	for i := range 60 {
		at = at.Add(time.Duration(i*i) * 137 * time.Millisecond)
		keys := []access.AttemptKey{account, address}
		if i%3 == 0 {
			keys = keys[1:]
		}
		var want time.Duration
		for _, k := range keys {
			want = max(want, counts[k].Wait(k, at))
		}
		if got := attempt(t, d, keys, at); got != want {
			t.Fatalf("attempt %d waits %v, want %v", i, got, want)
		}
		for _, k := range keys {
			if want == 0 {
				counts[k] = counts[k].After(at)
			}
		}
	}
}

// deskTakenBack: no attempts can be saved up.
func deskTakenBack(t *testing.T, d access.Desk) {
	const key = access.AttemptKey("n1")
	free := 0
	for c := (access.AttemptCount{}); c.Wait(key, start) == 0; c = c.After(start) {
		free++
	}
	attempt(t, d, []access.AttemptKey{key}, start)
	must(t, d.Succeeded(t.Context(), "a-none", key, key, key))
	got := 0
	for attempt(t, d, []access.AttemptKey{key}, start) == 0 {
		if got++; got > free {
			break
		}
	}
	if got != free {
		t.Errorf("%d attempts were free, want %d", got, free)
	}
}

func deskAttemptsAtOnce(t *testing.T, d access.Desk) {
	const key = access.AttemptKey("a1")
	alone := 0
	for c := (access.AttemptCount{}); c.Wait(key, start) == 0; c = c.After(start) {
		alone++
	}
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 4 * alone {
		wg.Go(func() {
			if wait, err := d.Attempt(context.Background(), []access.AttemptKey{key, "n1"}, start); err != nil {
				t.Error(err)
			} else if wait == 0 {
				passed.Add(1)
			}
		})
	}
	wg.Wait()
	if int(passed.Load()) != alone {
		t.Errorf("%d attempts passed at once, %d would one after another", passed.Load(), alone)
	}
}
