package access_test

import (
	"testing"
	"time"

	"samano/access"
	"samano/register"
)

// No administrator gives power alone, and nobody confirms what they asked for.
func TestPowerNeedsTwoAdministrators(t *testing.T) {
	officer := func(id string, roles ...access.Role) access.Officer {
		return access.Officer{ID: register.OfficerID(id), Name: "x", Office: "d11", Roles: roles, From: today - 5, Until: today + 100}
	}
	for name, test := range map[string]struct {
		before, after access.Officer
		waits         bool
	}{
		"a role that registers":            {officer("aa", access.PostOfficer), officer("aa", access.DistrictRegistrar), true},
		"one more that decides who is who": {officer("aa", access.PostOfficer), officer("aa", access.PostOfficer, access.Adjudicator), true},
		"an auditor":                       {officer("aa"), officer("aa", access.Auditor), true},
		"an administrator":                 {officer("aa"), officer("aa", access.Administrator), true},
		"a role that only declares":        {officer("aa"), officer("aa", access.PostOfficer), false},
		"a role that only declares, where the whole country is read": {officer("aa"), func() access.Officer {
			o := officer("aa", access.PostOfficer)
			o.Office = centreOffice.ID
			return o
		}(), true},
		"a role less": {officer("aa", access.DistrictRegistrar, access.Adjudicator), officer("aa", access.DistrictRegistrar), false},
		"another name": {officer("aa", access.DistrictRegistrar), func() access.Officer {
			o := officer("aa", access.DistrictRegistrar)
			o.Name = "y"
			return o
		}(), false},
		"the same at another office": {officer("aa", access.DistrictRegistrar), func() access.Officer {
			o := officer("aa", access.DistrictRegistrar)
			o.Office = "d12"
			return o
		}(), true},
		"the same for longer": {officer("aa", access.DistrictRegistrar), func() access.Officer {
			o := officer("aa", access.DistrictRegistrar)
			o.Until++
			return o
		}(), true},
		"the same from before": {officer("aa", access.DistrictRegistrar), func() access.Officer {
			o := officer("aa", access.DistrictRegistrar)
			o.From--
			return o
		}(), true},
		"the same for a shorter time": {officer("aa", access.DistrictRegistrar), func() access.Officer {
			o := officer("aa", access.DistrictRegistrar)
			o.Until--
			return o
		}(), false},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
			wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, register.Office{ID: "d12", Name: "ເມືອງ", Level: "district", Jurisdiction: 12})))
			h.add(t, boss, test.before)
			waits, err := h.change(t, boss, test.after)
			if wantCode(t, "", err); waits != test.waits {
				t.Fatalf("it waits: %t", waits)
			}
			if waits {
				if o, err := h.desk.Officer(t.Context(), "aa"); err != nil || len(o.Roles) != len(test.before.Roles) || o.Office != test.before.Office || o.Until != test.before.Until {
					t.Errorf("before anybody has confirmed it the account is %+v (%v)", o, err)
				}
				_, _, err := h.confirm(t, boss, "aa")
				wantCode(t, access.CodeOwnChange, err)
				_, err = h.change(t, second, test.after)
				wantCode(t, access.CodeChangeWaits, err)
				c, _, err := h.confirm(t, second, "aa")
				if wantCode(t, "", err); c.By != "boss" || c.What != access.ChangeRights {
					t.Errorf("confirmed is %+v", c)
				}
			}
			o, err := h.desk.Officer(t.Context(), "aa")
			if err != nil || len(o.Roles) != len(test.after.Roles) || o.Office != test.after.Office || o.Until != test.after.Until || o.Name != test.after.Name || !o.MustChange {
				t.Errorf("the account is %+v (%v)", o, err)
			}
			_, _, err = h.confirm(t, second, "aa")
			wantCode(t, access.CodeNoChange, err)
		})
	}
}

// An account that may register is there when a second administrator says so, who has power over its office too.
func TestAnAccountWaitsForTheSecond(t *testing.T) {
	h := newHouse(t)
	boss, second := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	o := h.kham()
	o.ID = "noy"
	temporary, err := h.accounts.AddOfficer(t.Context(), boss, o)
	if wantCode(t, "", err); temporary != "" {
		t.Error("there is a password before anybody has confirmed the account")
	}
	_, err = h.accounts.AddOfficer(t.Context(), boss, o)
	wantCode(t, access.CodeChangeWaits, err)
	_, err = h.accounts.AddOfficer(t.Context(), boss, h.kham())
	wantCode(t, access.CodeAccountExists, err)
	wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "noy", "", home)))
	list, err := h.accounts.Waiting(t.Context(), second)
	if wantCode(t, "", err); len(list) != 1 || list[0].Account != "noy" || list[0].By != "boss" || list[0].What != access.ChangeAdd {
		t.Errorf("waiting is %+v", list)
	}
	_, err = h.accounts.Waiting(t.Context(), h.enter(t, "kham", khamPassword))
	wantCode(t, access.CodeNoPermission, err)
	_, _, err = h.confirm(t, h.enter(t, "kham", khamPassword), "noy")
	wantCode(t, access.CodeNoPermission, err)

	wantCode(t, "", h.accounts.Withdraw(t.Context(), boss, "noy"))
	wantCode(t, access.CodeNoChange, h.accounts.Withdraw(t.Context(), boss, "noy"))
	temporary = h.add(t, boss, o)
	h.enter(t, "noy", temporary)

	powers, err := h.desk.Powers(t.Context(), access.PowerQuery{Before: access.Newest, About: access.AccountSubject("noy"), Limit: 9})
	if err != nil || len(powers) != 1 || powers[0].By != "boss" || powers[0].Second != "second" || powers[0].What != access.AccountAdded {
		t.Errorf("the log of powers says %+v (%v)", powers, err)
	}
}

// An administrator of another area neither sees what waits nor confirms it.
func TestTheSecondHasPowerOverTheOfficeToo(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	for id, unit := range map[register.OfficeID]register.PlaceID{"p1": 1, "p2": 2} {
		wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, register.Office{ID: id, Name: "ແຂວງ", Level: "province", Jurisdiction: unit})))
	}
	local := func(id register.OfficerID, office register.OfficeID) access.Actor {
		temporary := h.add(t, boss, access.Officer{ID: id, Name: "x", Office: office, Roles: []access.Role{access.Administrator}, Until: register.LastDay})
		who := h.enter(t, string(id), temporary)
		wantCode(t, "", h.ChangePassword(t.Context(), who, access.PasswordChange{Old: temporary, New: "five white clouds"}))
		return h.enter(t, string(id), "five white clouds")
	}
	inside, outside := local("inside", "p1"), local("outside", "p2")
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	for name, do := range map[string]func() error{
		"confirm":  func() error { _, _, err := h.confirm(t, outside, "kham"); return err },
		"withdraw": func() error { return h.accounts.Withdraw(t.Context(), outside, "kham") },
	} {
		if err := do(); register.KindOf(err) != register.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list, err := h.accounts.Waiting(t.Context(), outside); err != nil || len(list) > 0 {
		t.Errorf("outside, what waits is %+v (%v)", list, err)
	}
	if list, err := h.accounts.Waiting(t.Context(), inside); err != nil || len(list) != 1 {
		t.Errorf("inside, what waits is %+v (%v)", list, err)
	}
	// To move a registrar to another area is for those of both.
	wantCode(t, "", h.accounts.Withdraw(t.Context(), inside, "kham"))
	moved := h.kham()
	moved.Office = "p2"
	moved.Roles = []access.Role{access.ProvincialRegistrar}
	waits, err := h.change(t, boss, moved)
	if wantCode(t, "", err); !waits {
		t.Fatal("it does not wait")
	}
	_, _, err = h.confirm(t, inside, "kham")
	wantCode(t, access.CodeOutsideArea, err)
	_, _, err = h.confirm(t, outside, "kham")
	wantCode(t, access.CodeOutsideArea, err)
	_, _, err = h.confirm(t, h.enter(t, "second", secondPassword), "kham")
	wantCode(t, "", err)
}

// A new password that others asked for opens an account an hour after two administrators have agreed, and its officer
// may stop it meanwhile.
func TestAResetIsValidAfterAnHour(t *testing.T) {
	for _, stopped := range []bool{false, true} {
		h := newHouse(t)
		boss, second, kham := h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword), h.enter(t, "kham", khamPassword)
		reset := func() *access.Reset {
			r, err := h.OwnReset(t.Context(), kham)
			wantCode(t, "", err)
			return r
		}
		if reset() != nil {
			t.Error("a reset that nobody asked for")
		}
		wantCode(t, access.CodeNoChange, h.KeepPassword(t.Context(), kham))
		wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
		if r := reset(); r == nil || r.By != "boss" || r.Second != "" || !r.From.IsZero() {
			t.Errorf("before it is confirmed the officer is told %+v", r)
		}
		h.now = h.now.Add(30 * time.Minute)
		c, temporary, err := h.confirm(t, second, "kham")
		if wantCode(t, "", err); !c.From.Equal(h.now.Add(time.Hour)) || temporary == "" {
			t.Errorf("it is valid from %s", c.From)
		}
		if r := reset(); r == nil || r.Second != "second" || !r.From.Equal(c.From) {
			t.Errorf("once it is confirmed the officer is told %+v", r)
		}
		_, _, err = h.confirm(t, second, "kham")
		wantCode(t, access.CodeNoChange, err)

		h.now = c.From.Add(-time.Second)
		wantCode(t, "", h.Sweep(t.Context()))
		wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "kham", temporary, home)))
		kham = h.enter(t, "kham", khamPassword)
		if stopped {
			wantCode(t, "", h.KeepPassword(t.Context(), kham))
		}
		token, err := h.try(t, "kham", khamPassword, home)
		wantCode(t, "", err)
		h.now = c.From
		if stopped {
			wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "kham", temporary, home)))
			h.enter(t, "kham", khamPassword)
			continue
		}
		wantCode(t, "", h.Sweep(t.Context()))
		_, _, err = h.Resume(t.Context(), token)
		wantCode(t, access.CodeSessionEnded, err)
		wantCode(t, access.CodeSignInRefused, errOf(h.try(t, "kham", khamPassword, home)))
		fresh := h.enter(t, "kham", temporary)
		if !fresh.Officer.MustChange {
			t.Error("the password that others have seen need not be changed")
		}
		if reset() != nil {
			t.Error("the reset is over, and is told still")
		}
	}
}

// What nobody confirms in a week is over, and so is what waits for an account that is changed meanwhile.
func TestAChangeDoesNotWaitForEver(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	h.now = h.now.AddDate(0, 0, 7).Add(-time.Second)
	wantCode(t, "", h.Sweep(t.Context()))
	if _, err := h.desk.Change(t.Context(), "kham"); err != nil {
		t.Error(err)
	}
	h.now = h.now.Add(time.Second)
	wantCode(t, "", h.Sweep(t.Context()))
	if _, err := h.desk.Change(t.Context(), "kham"); register.KindOf(err) != register.NotFound {
		t.Error("after a week it waits still")
	}
	boss = h.enter(t, "boss", bossPassword)
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	wantCode(t, "", errOf(h.accounts.CloseOfficer(t.Context(), boss, "kham")))
	_, _, err := h.confirm(t, h.enter(t, "second", secondPassword), "kham")
	wantCode(t, access.CodeNoChange, err)
}
