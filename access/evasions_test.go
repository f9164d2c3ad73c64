package access_test

import (
	"context"
	"testing"
	"time"

	"samano/access"
	"samano/access/password"
	"samano/register"
)

// pausing is a desk at which something else happens at a certain moment.
type pausing struct {
	access.Desk
	afterChange, afterOfficer, beforeSession func()
}

func once(f *func()) {
	if g := *f; g != nil {
		*f = nil
		g()
	}
}

func (p *pausing) Change(ctx context.Context, id register.OfficerID) (access.AccountChange, error) {
	c, err := p.Desk.Change(ctx, id)
	once(&p.afterChange)
	return c, err
}

func (p *pausing) Officer(ctx context.Context, id register.OfficerID) (access.Officer, error) {
	o, err := p.Desk.Officer(ctx, id)
	once(&p.afterOfficer)
	return o, err
}

func (p *pausing) StartSession(ctx context.Context, s access.Session, secret password.Secret, most int) error {
	once(&p.beforeSession)
	return p.Desk.StartSession(ctx, s, secret, most)
}

// paused is the house at such a desk.
func paused(t *testing.T, h *house, d *pausing) (*access.Accounts, *access.SignIn) {
	t.Helper()
	d.Desk = h.desk
	clock := func() time.Time { return h.now }
	return access.NewAccounts(d, access.NewRules(pack(t, "la"), territory), h.passwords, clock, source(7)), access.NewSignIn(d, h.passwords, sessionKey, clock, source(8))
}

// The paper is for a pair that cannot be trusted: no administrator of the whole country is left, wherever they sit, and
// nothing that they asked for goes on.
func TestNobodyIsLeftAfterARecovery(t *testing.T) {
	h := emptyHouse(t)
	papers, err := h.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, "", err)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	hq2 := centreOffice
	hq2.ID = "hq2"
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, hq2)))
	temporary := h.add(t, boss, access.Officer{ID: "crony", Name: "x", Office: "hq2", Roles: []access.Role{access.Administrator}, Until: register.LastDay})
	crony := h.enter(t, "crony", temporary)
	const cronyPassword = "five tall mango trees"
	wantCode(t, "", h.ChangePassword(t.Context(), crony, access.PasswordChange{Old: temporary, New: cronyPassword}))
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, register.Office{ID: "d11", Name: "ເມືອງ", Level: "district", Jurisdiction: 11})))
	temporary = h.add(t, boss, h.kham())
	wantCode(t, "", h.ChangePassword(t.Context(), h.enter(t, "kham", temporary), access.PasswordChange{Old: temporary, New: khamPassword}))
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	_, stolen, err := h.confirm(t, second, "kham")
	wantCode(t, "", err)
	late := h.kham()
	late.ID = "late"
	_, err = h.accounts.AddOfficer(t.Context(), boss, late)
	wantCode(t, "", err)

	_, err = h.accounts.Recover(t.Context(), centreOffice.ID, papers.Recovery, others())
	wantCode(t, "", err)

	t.Run("an administrator of the whole country at another office", func(t *testing.T) {
		if _, err := h.try(t, "crony", cronyPassword, home); err == nil {
			crony = h.enter(t, "crony", cronyPassword)
			_, err := h.accounts.CloseOfficer(t.Context(), crony, "fourth")
			t.Errorf("crony of the old pair signs in, and closes the account of one of the new pair: %v", err)
		}
	})
	t.Run("an account that the old pair asked for", func(t *testing.T) {
		if _, err := h.desk.Change(t.Context(), "late"); err == nil {
			t.Error("it still waits, and needs one of the new pair only")
		}
	})
	t.Run("a password that the old pair has", func(t *testing.T) {
		h.now = h.now.Add(61 * time.Minute)
		if _, err := h.try(t, "kham", stolen, home); err == nil {
			t.Error("it opens a registrar's account")
		}
	})
}

// Whoever is an administrator no more, asks for nothing any more.
func TestWhoeverLostPowerAsksForNothing(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	crook := h.kham()
	crook.ID = "crook"
	_, err := h.accounts.AddOfficer(t.Context(), boss, crook)
	wantCode(t, "", err)
	wantCode(t, "", errOf(h.accounts.CloseOfficer(t.Context(), second, "boss")))
	if _, temporary, err := h.confirm(t, second, "crook"); err == nil {
		t.Errorf("the only administrator who is left has the password %s of an account that registers", temporary)
	}
}

// What was seen is what is confirmed: whoever asked cannot exchange it in between.
func TestWhatWaitsIsNotExchanged(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	noy := h.kham()
	noy.ID = "noy"
	_, err := h.accounts.AddOfficer(t.Context(), boss, noy)
	wantCode(t, "", err)
	seen, err := h.accounts.Waiting(t.Context(), second)
	if wantCode(t, "", err); len(seen) != 1 {
		t.Fatal(seen)
	}
	wantCode(t, "", h.accounts.Withdraw(t.Context(), boss, "noy"))
	noy.Office, noy.Roles = centreOffice.ID, []access.Role{access.Administrator}
	_, err = h.accounts.AddOfficer(t.Context(), boss, noy)
	wantCode(t, "", err)
	c, _, err := h.accounts.Confirm(t.Context(), second, seen[0].Account, seen[0].Code)
	if err == nil {
		t.Errorf("seen was %v at %s, confirmed is %v at %s", seen[0].Officer.Roles, seen[0].Officer.Office, c.Officer.Roles, c.Officer.Office)
	}
}

// One administrator alone makes nobody who reads the whole country.
func TestOneAloneMakesNobodyWhoReadsTheCountry(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	spy := access.Officer{ID: "spy", Name: "x", Office: centreOffice.ID, Roles: []access.Role{access.PostOfficer}, Until: register.LastDay}
	temporary, err := h.accounts.AddOfficer(t.Context(), boss, spy)
	wantCode(t, "", err)
	if temporary == "" {
		return
	}
	const chosen = "five tall mango trees"
	wantCode(t, "", h.ChangePassword(t.Context(), h.enter(t, "spy", temporary), access.PasswordChange{Old: temporary, New: chosen}))
	who := h.enter(t, "spy", chosen)
	rules := access.NewRules(pack(t, "la"), territory)
	_, p, err := rules.MayRead(who, access.Reason{What: access.WhatSearch, Purpose: "registration", Case: "x"}, today)
	t.Errorf("boss alone is an officer who searches for %s (%v) in the whole country", p.Name, err)
}

// A change that was withdrawn is not made, even if somebody confirms it that very moment.
func TestWhatWasWithdrawnIsNotMade(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	more := h.kham()
	more.Roles = []access.Role{access.Adjudicator, access.DistrictRegistrar}
	_, err := h.change(t, boss, more)
	wantCode(t, "", err)
	d := &pausing{}
	accounts, _ := paused(t, h, d)
	d.afterChange = func() { wantCode(t, "", h.accounts.Withdraw(t.Context(), boss, "kham")) }
	_, _, _ = accounts.Confirm(t.Context(), second, "kham", h.code("kham"))
	if o, _ := h.desk.Officer(t.Context(), "kham"); len(o.Roles) > 1 {
		t.Errorf("boss was told that it is withdrawn; kham is %v", o.Roles)
	}
}

// An account that one administrator closes is not open again because another one changes its name that very moment.
func TestWhoWasClosedStaysClosed(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	d := &pausing{}
	accounts, _ := paused(t, h, d)
	renamed := h.kham()
	renamed.Name = "ຄຳໃໝ່"
	d.afterOfficer = func() { wantCode(t, "", errOf(h.accounts.CloseOfficer(t.Context(), second, "kham"))) }
	_, _ = accounts.ChangeOfficer(t.Context(), boss, "kham", func(o *access.Officer) { o.Name = renamed.Name })
	if o, _ := h.desk.Officer(t.Context(), "kham"); len(o.Roles) > 0 {
		t.Errorf("second closed the account; by boss alone it is %v again", o.Roles)
	}
}

// An officer who keeps the password keeps it, also at the end of the hour.
func TestWhoKeepsThePasswordKeepsIt(t *testing.T) {
	h := newHouse(t)
	boss, second, kham := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword), h.enter(t, "kham", khamPassword)
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	_, temporary, err := h.confirm(t, second, "kham")
	wantCode(t, "", err)
	h.now = h.now.Add(time.Hour)
	d := &pausing{}
	_, signIn := paused(t, h, d)
	d.afterChange = func() { wantCode(t, "", h.KeepPassword(t.Context(), kham)) }
	_, _, err = signIn.Begin(t.Context(), access.Credentials{Account: "kham", Password: temporary, From: home})
	if err == nil {
		t.Error("kham was told that the password stays; the other one opens the account")
	}
}

// Whoever signs in with a stolen password while it is changed is not in afterwards.
func TestNoSessionOutlivesThePasswordItCameWith(t *testing.T) {
	h := newHouse(t)
	kham := h.enter(t, "kham", khamPassword)
	d := &pausing{}
	_, signIn := paused(t, h, d)
	d.beforeSession = func() {
		wantCode(t, "", h.ChangePassword(t.Context(), kham, access.PasswordChange{Old: khamPassword, New: "five tall mango trees"}))
	}
	token, _, err := signIn.Begin(t.Context(), access.Credentials{Account: "kham", Password: khamPassword, From: home})
	if err != nil {
		return
	}
	if who, _, err := h.Resume(t.Context(), token); err == nil {
		t.Errorf("the password is changed, and whoever had the old one is %s", who.Officer.ID)
	}
}

// Whoever registers what only the centre may has that from two administrators.
func TestOneAloneMakesNoRegistrarOfTheCentre(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	_, err := h.accounts.PutOffice(t.Context(), boss, register.Office{ID: "d11", Name: "ເມືອງ", Level: "centre", Jurisdiction: 0})
	rules, kham := access.NewRules(pack(t, "la"), territory), h.enter(t, "kham", khamPassword)
	for kind := range pack(t, "la").Kinds {
		p := &register.Proposal{Kind: register.Kind(kind)}
		if district, _ := pack(t, "la").MayRegister(p.Kind, "district", p.EventDay()); !district && rules.MayRegister(t.Context(), kham, p, 12, today) == nil {
			t.Errorf("boss alone (%v) lets kham of district 11 register %s anywhere", err, kind)
		}
	}
}

// Whoever asks that an account may register does not hold its password.
func TestWhoAsksForPowerHoldsNoPasswordOfIt(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	noy := h.kham()
	noy.ID, noy.Roles = "noy", []access.Role{access.PostOfficer}
	temporary, err := h.accounts.AddOfficer(t.Context(), boss, noy)
	wantCode(t, "", err)
	const known = "five tall mango trees"
	wantCode(t, "", h.ChangePassword(t.Context(), h.enter(t, "noy", temporary), access.PasswordChange{Old: temporary, New: known}))
	noy.Roles = []access.Role{access.DistrictRegistrar}
	_, err = h.change(t, boss, noy)
	wantCode(t, "", err)
	_, _, err = h.confirm(t, second, "noy")
	wantCode(t, "", err)
	if _, err := h.try(t, "noy", known, home); err == nil {
		who := h.enter(t, "noy", known)
		t.Errorf("nobody but boss ever had a password of noy; with it boss is %v", who.Officer.Roles)
	}
}

// A change that has waited too long is nobody's to confirm, whether the server has run meanwhile or not.
func TestWhatWaitedTooLongIsNotConfirmed(t *testing.T) {
	h := newHouse(t)
	noy := h.kham()
	noy.ID = "noy"
	_, err := h.accounts.AddOfficer(t.Context(), h.enter(t, "boss", bossPassword), noy)
	wantCode(t, "", err)
	h.now = h.now.AddDate(1, 0, 0)
	if _, _, err := h.confirm(t, h.enter(t, "second", secondPassword), "noy"); err == nil {
		t.Error("asked for a year ago, and confirmed")
	}
}

// An office comes to another level or area by two administrators with power over both, and stays what it is until then.
func TestAnOfficeMovesByTwo(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	higher := register.Office{ID: "d11", Name: "ແຂວງ", Level: "province", Jurisdiction: 1}
	ask := func(o register.Office) {
		t.Helper()
		waits, err := h.accounts.PutOffice(t.Context(), boss, o)
		if wantCode(t, "", err); !waits {
			t.Fatal("it does not wait")
		}
		if now, err := h.desk.Office(t.Context(), "d11"); err != nil || now.Level != "district" || now.Jurisdiction != 11 {
			t.Fatalf("before anybody has confirmed it the office is %+v (%v)", now, err)
		}
	}
	ask(higher)
	wantCode(t, access.CodeChangeWaits, errOf(h.accounts.PutOffice(t.Context(), second, higher)))
	waits, err := h.accounts.PutOffice(t.Context(), second, register.Office{ID: "d11", Name: "y", Level: "district", Jurisdiction: 11})
	if wantCode(t, "", err); waits {
		t.Error("another name needs a second administrator")
	}
	_, _, err = h.confirm(t, second, access.ChangeOfOffice("d11")) // the other name has ended it
	wantCode(t, access.CodeNoChange, err)

	ask(higher)
	_, _, err = h.confirm(t, boss, access.ChangeOfOffice("d11"))
	wantCode(t, access.CodeOwnChange, err)
	_, _, err = h.confirm(t, h.enter(t, "kham", khamPassword), access.ChangeOfOffice("d11"))
	wantCode(t, access.CodeNoPermission, err)
	c, temporary, err := h.confirm(t, second, access.ChangeOfOffice("d11"))
	if wantCode(t, "", err); temporary != "" || c.Office != higher {
		t.Errorf("confirmed is %+v, with the password %q", c, temporary)
	}
	if now, err := h.desk.Office(t.Context(), "d11"); err != nil || now != higher {
		t.Errorf("the office is %+v (%v)", now, err)
	}
}

// What was asked for in an area that the asker has no longer is not confirmed, and what has waited too long makes room.
func TestWhatNobodyMayAskForAnyMore(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	old := h.code("kham")
	h.now = h.now.AddDate(0, 0, 7)
	second = h.enter(t, "second", secondPassword)
	if list, err := h.accounts.Waiting(t.Context(), second); err != nil || len(list) > 0 {
		t.Errorf("after a week there waits %+v (%v)", list, err)
	}
	if r, err := h.OwnReset(t.Context(), h.enter(t, "kham", khamPassword)); err != nil || r != nil {
		t.Errorf("after a week kham is told of %+v (%v)", r, err)
	}
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	_, _, err := h.accounts.Confirm(t.Context(), second, "kham", old)
	wantCode(t, access.CodeOtherChange, err)
	_, _, err = h.confirm(t, second, "kham")
	wantCode(t, "", err)

	// Whose account has run out has no power, and nobody has changed it.
	gone, err := h.desk.Officer(t.Context(), "boss")
	wantCode(t, "", err)
	soon := gone
	soon.Until = register.DayAt(h.now) + 1
	wantCode(t, "", h.desk.PutOfficer(t.Context(), access.Author{}, access.OfficerChange{Old: gone, New: soon}))
	late := h.kham()
	late.ID = "late"
	wantCode(t, "", errOf(h.accounts.AddOfficer(t.Context(), h.enter(t, "boss", bossPassword), late)))
	h.now = h.now.AddDate(0, 0, 1)
	_, _, err = h.confirm(t, h.enter(t, "second", secondPassword), "late")
	wantCode(t, access.CodeAskerPowerless, err)
}
