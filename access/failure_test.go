package access_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"samano/access"
	"samano/access/password"
	"samano/register"
)

// failingDesk is a desk whose database is gone at the nth question, and at that one alone.
type failingDesk struct {
	access.Desk
	n, asked int
}

var outage = register.Errorf(register.Unavailable, "test", "the database is gone")

func (d *failingDesk) fails() error {
	if d.asked++; d.asked == d.n {
		return outage
	}
	return nil
}

func (d *failingDesk) PutOffice(ctx context.Context, by access.Author, o register.Office) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PutOffice(ctx, by, o)
}

func (d *failingDesk) Office(ctx context.Context, id register.OfficeID) (register.Office, error) {
	if err := d.fails(); err != nil {
		return register.Office{}, err
	}
	return d.Desk.Office(ctx, id)
}

func (d *failingDesk) Offices(ctx context.Context) ([]register.Office, error) {
	if err := d.fails(); err != nil {
		return nil, err
	}
	return d.Desk.Offices(ctx)
}

func (d *failingDesk) PutPrintedStart(ctx context.Context, by access.Author, p access.PrintedStart) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PutPrintedStart(ctx, by, p)
}

func (d *failingDesk) AddOfficer(ctx context.Context, by access.Author, o access.Officer, secret password.Secret) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.AddOfficer(ctx, by, o, secret)
}

func (d *failingDesk) PutOfficer(ctx context.Context, by access.Author, c access.OfficerChange) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PutOfficer(ctx, by, c)
}

func (d *failingDesk) Officer(ctx context.Context, id register.OfficerID) (access.Officer, error) {
	if err := d.fails(); err != nil {
		return access.Officer{}, err
	}
	return d.Desk.Officer(ctx, id)
}

func (d *failingDesk) OfficersOf(ctx context.Context, id register.OfficeID) ([]access.Officer, error) {
	if err := d.fails(); err != nil {
		return nil, err
	}
	return d.Desk.OfficersOf(ctx, id)
}

func (d *failingDesk) Secret(ctx context.Context, id register.OfficerID) (password.Secret, error) {
	if err := d.fails(); err != nil {
		return "", err
	}
	return d.Desk.Secret(ctx, id)
}

func (d *failingDesk) SetSecret(ctx context.Context, by access.Author, id register.OfficerID, s password.Secret, mustChange bool, keep access.SessionID) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.SetSecret(ctx, by, id, s, mustChange, keep)
}

func (d *failingDesk) UpgradeSecret(ctx context.Context, by access.Author, id register.OfficerID, c access.SecretChange) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.UpgradeSecret(ctx, by, id, c)
}

func (d *failingDesk) StartSession(ctx context.Context, s access.Session, secret password.Secret, most int) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.StartSession(ctx, s, secret, most)
}

func (d *failingDesk) Session(ctx context.Context, id access.SessionID) (access.Session, error) {
	if err := d.fails(); err != nil {
		return access.Session{}, err
	}
	return d.Desk.Session(ctx, id)
}

func (d *failingDesk) TouchSession(ctx context.Context, id access.SessionID, at time.Time) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.TouchSession(ctx, id, at)
}

func (d *failingDesk) EndSession(ctx context.Context, id access.SessionID) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.EndSession(ctx, id)
}

func (d *failingDesk) PruneSessions(ctx context.Context, before access.SessionTimes) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PruneSessions(ctx, before)
}

func (d *failingDesk) Attempt(ctx context.Context, keys []access.AttemptKey, at time.Time) (time.Duration, error) {
	if err := d.fails(); err != nil {
		return 0, err
	}
	return d.Desk.Attempt(ctx, keys, at)
}

func (d *failingDesk) Succeeded(ctx context.Context, forget access.AttemptKey, takeBack ...access.AttemptKey) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.Succeeded(ctx, forget, takeBack...)
}

func (d *failingDesk) PruneAttempts(ctx context.Context, before time.Time) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PruneAttempts(ctx, before)
}

func (d *failingDesk) AddChange(ctx context.Context, by access.Author, c access.AccountChange) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.AddChange(ctx, by, c)
}

func (d *failingDesk) ConfirmReset(ctx context.Context, by access.Author, c access.AccountChange) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.ConfirmReset(ctx, by, c)
}

func (d *failingDesk) MakeChange(ctx context.Context, by access.Author, c access.AccountChange) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.MakeChange(ctx, by, c)
}

func (d *failingDesk) DropChange(ctx context.Context, by access.Author, account register.OfficerID) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.DropChange(ctx, by, account)
}

func (d *failingDesk) Change(ctx context.Context, account register.OfficerID) (access.AccountChange, error) {
	if err := d.fails(); err != nil {
		return access.AccountChange{}, err
	}
	return d.Desk.Change(ctx, account)
}

func (d *failingDesk) PutDropped(ctx context.Context, by access.Author, stays int64) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PutDropped(ctx, by, stays)
}

func (d *failingDesk) Dropped(ctx context.Context) (int64, error) {
	if err := d.fails(); err != nil {
		return 0, err
	}
	return d.Desk.Dropped(ctx)
}

func (d *failingDesk) PutOversight(ctx context.Context, by access.Author, p access.OversightPaper) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PutOversight(ctx, by, p)
}

func (d *failingDesk) Oversight(ctx context.Context) (access.OversightPaper, error) {
	if err := d.fails(); err != nil {
		return access.OversightPaper{}, err
	}
	return d.Desk.Oversight(ctx)
}

func (d *failingDesk) PutRecovery(ctx context.Context, by access.Author, halves [2]password.Secret) error {
	if err := d.fails(); err != nil {
		return err
	}
	return d.Desk.PutRecovery(ctx, by, halves)
}

func (d *failingDesk) Recovery(ctx context.Context) ([2]password.Secret, error) {
	if err := d.fails(); err != nil {
		return [2]password.Secret{}, err
	}
	return d.Desk.Recovery(ctx)
}

func (d *failingDesk) ListChanges(ctx context.Context) ([]access.AccountChange, error) {
	if err := d.fails(); err != nil {
		return nil, err
	}
	return d.Desk.ListChanges(ctx)
}

var centreOffice = register.Office{ID: "centre", Name: "ກະຊວງ", Level: "centre"}

// run is a house of which the desk will fail.
type run struct {
	*house
	boss, kham access.Actor
	token      access.Token
}

// second is the other administrator.
func (r run) second() access.Actor {
	other := r.boss
	other.Officer.ID = "second"
	return other
}

// asks puts a change that waits into the desk, of kham, or of an account that there is not.
func (r run) asks(t *testing.T, what access.ChangeKind) access.AccountChange {
	t.Helper()
	o := r.house.kham()
	if what == access.ChangeAdd {
		o.ID = "waits"
	}
	if what == access.ChangeRights {
		o.Roles = []access.Role{access.Adjudicator, access.DistrictRegistrar}
	}
	c := access.AccountChange{Account: o.ID, What: what, Officer: o, By: "boss", At: r.now}
	wantCode(t, "", r.desk.AddChange(t.Context(), access.Author{}, c))
	return c
}

// An outage of the desk, at whichever of its questions, is told as an outage: nobody is signed in,
// refused or told that a change was made.
func TestAnOutageOfTheDeskIsToldAsOne(t *testing.T) {
	works := map[string]func(*testing.T, run) (string, error){
		"sign in": func(t *testing.T, r run) (string, error) {
			token, session, err := r.Begin(t.Context(), access.Credentials{Account: "kham", Password: khamPassword, From: home})
			return string(token) + string(session.ID), err
		},
		"sign in with a hash of another cost": func(t *testing.T, r run) (string, error) {
			token, session, err := r.Begin(t.Context(), access.Credentials{Account: "boss", Password: bossPassword})
			return string(token) + string(session.ID), err
		},
		"resume": func(t *testing.T, r run) (string, error) {
			r.now = r.now.Add(time.Minute)
			who, session, err := r.Resume(t.Context(), r.token)
			return string(who.Officer.ID) + string(session.ID), err
		},
		"sign out": func(t *testing.T, r run) (string, error) { return "", r.SignOut(t.Context(), r.token) },
		"change the password": func(t *testing.T, r run) (string, error) {
			return "", r.ChangePassword(t.Context(), r.kham, access.PasswordChange{Old: khamPassword, New: "eleven red houses"})
		},
		"sweep": func(t *testing.T, r run) (string, error) { return "", r.Sweep(t.Context()) },
		"put an office": func(t *testing.T, r run) (string, error) {
			return "", errOf(r.accounts.PutOffice(t.Context(), r.boss, register.Office{ID: "d12", Name: "ເມືອງ", Level: "district", Jurisdiction: 12}))
		},
		"move an office": func(t *testing.T, r run) (string, error) {
			_, err := r.accounts.PutOffice(t.Context(), r.boss, register.Office{ID: "d11", Name: "ເມືອງ", Level: "province", Jurisdiction: 1})
			return "", err
		},
		"confirm an office": func(t *testing.T, r run) (string, error) {
			o := register.Office{ID: "d11", Name: "ເມືອງ", Level: "province", Jurisdiction: 1}
			wantCode(t, "", r.desk.AddChange(t.Context(), access.Author{}, access.AccountChange{Account: access.ChangeOfOffice(o.ID), What: access.ChangeOffice, Office: o, By: "boss", At: r.now}))
			_, temporary, err := r.confirm(t, r.second(), access.ChangeOfOffice(o.ID))
			return temporary, err
		},
		"ask in place of what nobody confirmed": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeReset)
			r.now = r.now.AddDate(0, 0, 8)
			return "", r.accounts.ResetPassword(t.Context(), r.boss, "kham")
		},
		"set a printed start": func(t *testing.T, r run) (string, error) {
			return "", r.accounts.SetPrintedStart(t.Context(), r.boss, access.PrintedStart{Office: "d11", Year: 2026, First: 2})
		},
		"add an officer": func(t *testing.T, r run) (string, error) {
			o := r.house.kham()
			o.ID = "another"
			return r.accounts.AddOfficer(t.Context(), r.boss, o)
		},
		"change an officer": func(t *testing.T, r run) (string, error) {
			_, err := r.change(t, r.boss, r.house.kham())
			return "", err
		},
		"close an account": func(t *testing.T, r run) (string, error) {
			return "", errOf(r.accounts.CloseOfficer(t.Context(), r.boss, "kham"))
		},
		"reset a password": func(t *testing.T, r run) (string, error) {
			return "", r.accounts.ResetPassword(t.Context(), r.boss, "kham")
		},
		"add a clerk": func(t *testing.T, r run) (string, error) {
			return r.accounts.AddOfficer(t.Context(), r.boss, access.Officer{ID: "clerk", Name: "x", Office: "d11", Roles: []access.Role{access.PostOfficer}, Until: register.LastDay})
		},
		"confirm an account": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeAdd)
			_, temporary, err := r.confirm(t, r.second(), "waits")
			return temporary, err
		},
		"confirm rights": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeRights)
			_, temporary, err := r.confirm(t, r.second(), "kham")
			return temporary, err
		},
		"confirm a reset": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeReset)
			_, temporary, err := r.confirm(t, r.second(), "kham")
			return temporary, err
		},
		"withdraw a change": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeReset)
			return "", r.accounts.Withdraw(t.Context(), r.boss, "kham")
		},
		"keep the password": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeReset)
			return "", r.KeepPassword(t.Context(), r.kham)
		},
		"the changes that wait": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeReset)
			_, err := r.accounts.Waiting(t.Context(), r.boss)
			return "", err
		},
		"sweep a reset": func(t *testing.T, r run) (string, error) {
			c := r.asks(t, access.ChangeReset)
			c.Second, c.Secret = "second", "x"
			wantCode(t, "", r.desk.ConfirmReset(t.Context(), access.Author{}, c))
			r.now = r.now.Add(2 * time.Hour)
			return "", r.Sweep(t.Context())
		},
		"sweep what nobody confirmed": func(t *testing.T, r run) (string, error) {
			r.asks(t, access.ChangeReset)
			r.now = r.now.AddDate(0, 0, 8)
			return "", r.Sweep(t.Context())
		},
	}
	for name, work := range works {
		t.Run(name, func(t *testing.T) {
			for n := 1; ; n++ {
				h := newHouse(t)
				r := run{house: h, boss: h.enter(t, "boss", bossPassword), kham: h.enter(t, "kham", khamPassword)}
				var err error
				r.token, err = h.try(t, "kham", khamPassword, home)
				wantCode(t, "", err)
				desk := &failingDesk{Desk: h.desk, n: n}
				clock := func() time.Time { return h.now }
				passwords := h.passwords
				if strings.Contains(name, "another cost") {
					passwords = hashing(t, password.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1})
				}
				h.SignIn = access.NewSignIn(desk, passwords, sessionKey, clock, source(6))
				h.accounts = access.NewAccounts(desk, access.NewRules(pack(t, "la"), territory), passwords, clock, source(7))
				answer, err := work(t, r)
				if desk.asked < n {
					if err != nil || n == 1 {
						t.Errorf("without a failure, after %d questions: %v", desk.asked, err)
					}
					return
				}
				if err == nil || register.KindOf(err) != register.Unavailable || answer != "" {
					t.Errorf("question %d failed: %q, %v", n, answer, err)
				}
			}
		})
	}
	t.Run("recover", func(t *testing.T) {
		for n := 1; ; n++ {
			h := emptyHouse(t)
			paper, err := h.accounts.Found(t.Context(), centreOffice, founders())
			wantCode(t, "", err)
			desk := &failingDesk{Desk: h.desk, n: n}
			accounts := access.NewAccounts(desk, access.NewRules(pack(t, "la"), territory), h.passwords, func() time.Time { return h.now }, source(3))
			next, err := accounts.Recover(t.Context(), centreOffice.ID, paper.Recovery, others())
			if desk.asked < n {
				wantCode(t, "", err)
				return
			}
			if register.KindOf(err) != register.Unavailable || err == nil || next != (access.RecoveryPaper{}) {
				t.Errorf("question %d failed: %v, %v", n, next, err)
			}
			// Broken off anywhere, the same paper goes on with it.
			_, err = h.accounts.Recover(t.Context(), centreOffice.ID, paper.Recovery, others())
			wantCode(t, "", err)
			h.enter(t, "third", "three old lanterns")
			h.enter(t, "fourth", "four new lanterns")
			wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "boss", bossPassword, home)))
		}
	})
	t.Run("found", func(t *testing.T) {
		for n := 1; ; n++ {
			h := emptyHouse(t)
			desk := &failingDesk{Desk: h.desk, n: n}
			accounts := access.NewAccounts(desk, access.NewRules(pack(t, "la"), territory), h.passwords, func() time.Time { return h.now }, source(3))
			_, err := accounts.Found(t.Context(), centreOffice, founders())
			if desk.asked < n {
				wantCode(t, "", err)
				return
			}
			if register.KindOf(err) != register.Unavailable || err == nil {
				t.Errorf("question %d failed: %v", n, err)
			}
		}
	})
}

// Without randomness there is no password and no session.
func TestNoSecretWithoutRandomness(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	clock := func() time.Time { return h.now }
	dry := iotest.ErrReader(io.ErrUnexpectedEOF)
	signIn := access.NewSignIn(h.desk, h.passwords, sessionKey, clock, dry)
	if token, _, err := signIn.Begin(t.Context(), access.Credentials{Account: "kham", Password: khamPassword}); err == nil || token != "" {
		t.Errorf("a session %q (%v)", token, err)
	}
	saltless, err := password.NewHasher(cheap, dry)
	if err != nil {
		t.Fatal(err)
	}
	rules := access.NewRules(pack(t, "la"), territory)
	for name, accounts := range map[string]*access.Accounts{
		"without a password": access.NewAccounts(h.desk, rules, h.passwords, clock, dry),
		"without a salt":     access.NewAccounts(h.desk, rules, saltless, clock, source(8)),
	} {
		o := h.kham()
		o.ID = "second"
		o.Roles = []access.Role{access.PostOfficer}
		if temporary, err := accounts.AddOfficer(t.Context(), boss, o); err == nil || temporary != "" {
			t.Errorf("%s: an account with %q (%v)", name, temporary, err)
		}
		wantCode(t, "", accounts.ResetPassword(t.Context(), boss, "kham"))
		second := h.enter(t, "second", secondPassword)
		if _, temporary, err := accounts.Confirm(t.Context(), second, "kham", h.code("kham")); err == nil || temporary != "" {
			t.Errorf("%s: a reset to %q (%v)", name, temporary, err)
		}
		wantCode(t, "", accounts.Withdraw(t.Context(), second, "kham"))
	}
	if _, err := access.NewAccounts(emptyHouse(t).desk, rules, saltless, clock, dry).Found(t.Context(), centreOffice, founders()); err == nil {
		t.Error("a first account without a salt")
	}
	dryChange := access.NewSignIn(h.desk, saltless, sessionKey, clock, source(9))
	kham := h.enter(t, "kham", khamPassword)
	if err := dryChange.ChangePassword(t.Context(), kham, access.PasswordChange{Old: khamPassword, New: "eleven red houses"}); err == nil {
		t.Error("a password without a salt")
	}
	h.enter(t, "kham", khamPassword) // the old one still opens
}
