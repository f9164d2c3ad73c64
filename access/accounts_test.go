package access_test

import (
	"slices"
	"testing"

	"samano/access"
	"samano/access/password"
	"samano/register"
)

func TestTheFirstAdministratorsAreMadeOnce(t *testing.T) {
	h := newHouse(t)
	_, err := h.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, access.CodeFoundedAlready, err)

	// A start that was killed between two of its writes is finished by the next.
	for written := range 3 {
		killed := emptyHouse(t)
		wantCode(t, "", killed.desk.PutOffice(t.Context(), access.Author{}, centreOffice))
		for i := range written {
			o := founders()[i].Officer
			o.Office = centreOffice.ID
			wantCode(t, "", killed.desk.AddOfficer(t.Context(), access.Author{}, o, "a hash that nobody has read"))
		}
		paper, err := killed.accounts.Found(t.Context(), centreOffice, founders())
		wantCode(t, "", err)
		if paper.Recovery[0] == "" || paper.Recovery[0] == paper.Recovery[1] || paper.Oversight == "" {
			t.Errorf("the paper is %q", paper)
		}
		killed.enter(t, "boss", bossPassword)
		killed.enter(t, "second", secondPassword)
		_, err = killed.accounts.Found(t.Context(), centreOffice, founders())
		wantCode(t, access.CodeFoundedAlready, err)
	}

	// No office of another register, and nobody else's account, is made use of.
	other := emptyHouse(t)
	wantCode(t, "", other.desk.PutOffice(t.Context(), access.Author{}, register.Office{ID: "d11", Level: "district"}))
	_, err = other.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, access.CodeFoundedAlready, err)
	taken := emptyHouse(t)
	wantCode(t, "", taken.desk.PutOffice(t.Context(), access.Author{}, centreOffice))
	wantCode(t, "", taken.desk.AddOfficer(t.Context(), access.Author{}, access.Officer{ID: "second", Office: centreOffice.ID}, "x"))
	_, err = taken.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, access.CodeAccountExists, err)
}

func TestTheFirstMustBeTwoAdministratorsOfTheWholeCountry(t *testing.T) {
	tests := []struct {
		name   string
		change func(*register.Office, *[2]access.Founder)
		code   string
	}{
		{"another role", func(_ *register.Office, f *[2]access.Founder) {
			f[1].Officer.Roles = []access.Role{access.NationalRegistrar}
		}, access.CodeFirstNotAdmin},
		{"a district", func(o *register.Office, _ *[2]access.Founder) { o.Jurisdiction = 11 }, access.CodeFirstNotAdmin},
		{"a short password", func(_ *register.Office, f *[2]access.Founder) { f[1].Password = "short" }, password.CodeShort},
		{"a level that the law does not know", func(o *register.Office, _ *[2]access.Founder) { o.Level = "moon" }, access.CodeLevelUnknown},
		{"an id that cannot be read out", func(_ *register.Office, f *[2]access.Founder) { f[0].Officer.ID = "Bo ss" }, access.CodeAccountMalformed},
		{"no name", func(_ *register.Office, f *[2]access.Founder) { f[1].Officer.Name = " " }, access.CodeNameMissing},
		{"never active", func(_ *register.Office, f *[2]access.Founder) { f[0].Officer.Until = f[0].Officer.From }, access.CodeIntervalEmpty},
		{"one account", func(_ *register.Office, f *[2]access.Founder) { f[1].Officer.ID = f[0].Officer.ID }, access.CodeFirstTwoAlike},
		{"one password", func(_ *register.Office, f *[2]access.Founder) { f[1].Password = f[0].Password }, access.CodeFirstTwoAlike},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := emptyHouse(t)
			office, first := centreOffice, founders()
			test.change(&office, &first)
			_, err := h.accounts.Found(t.Context(), office, first)
			wantCode(t, test.code, err)
			if all, err := h.desk.Offices(t.Context()); err != nil || len(all) > 0 {
				t.Errorf("a refused start left %d offices (%v)", len(all), err)
			}
		})
	}
}

// TestAnAdministratorsReach: within the own area, never the own account, and only
// sets of roles that keep duties apart.
func TestAnAdministratorsReach(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	for _, o := range []register.Office{
		{ID: "p1", Name: "ແຂວງ", Level: "province", Jurisdiction: 1},
		{ID: "d12", Name: "ເມືອງ", Level: "district", Jurisdiction: 12},
		{ID: "p2", Name: "ແຂວງ", Level: "province", Jurisdiction: 2},
		{ID: "k-han", Name: "ສະຖານທູດ", Level: "consulate"},
	} {
		wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, o)))
	}
	officer := func(id, office string, roles ...access.Role) access.Officer {
		return access.Officer{ID: register.OfficerID(id), Name: "x", Office: register.OfficeID(office), Roles: roles, Until: register.LastDay}
	}
	temporary := h.add(t, boss, officer("local", "p1", access.Administrator))
	newcomer := h.enter(t, "local", temporary)
	_, err := h.accounts.AddOfficer(t.Context(), newcomer, officer("x1", "d12"))
	wantCode(t, access.CodePasswordChange, err)
	wantCode(t, "", h.ChangePassword(t.Context(), newcomer, access.PasswordChange{Old: temporary, New: "five white clouds"}))
	local := h.enter(t, "local", "five white clouds")

	tests := []struct {
		name string
		by   access.Actor
		o    access.Officer
		code string
	}{
		{"in a district of the own province", local, officer("a1", "d12", access.DistrictRegistrar), ""},
		{"with two roles that go together", local, officer("a2", "d12", access.DistrictRegistrar, access.Adjudicator), ""},
		{"with no role", local, officer("a3", "d12"), ""},
		{"in another province", local, officer("a4", "p2", access.ProvincialRegistrar), access.CodeOutsideArea},
		{"at the centre", local, officer("a5", "centre", access.NationalRegistrar), access.CodeOutsideArea},
		{"a national registrar in a district", local, officer("a6", "d12", access.NationalRegistrar), access.CodeRoleNational},
		{"at a consulate, by a province", local, officer("k1", "k-han", access.DistrictRegistrar), access.CodeOutsideArea},
		{"a registrar at a consulate", boss, officer("k2", "k-han", access.DistrictRegistrar), ""},
		{"the national desk at a consulate", boss, officer("k3", "k-han", access.NationalRegistrar), access.CodeRoleNational},
		{"an auditor at a consulate", boss, officer("k4", "k-han", access.Auditor), access.CodeRoleArea},
		{"an administrator at a consulate", boss, officer("k5", "k-han", access.Administrator), access.CodeRoleArea},
		{"an administrator who registers too", boss, officer("a7", "d12", access.Administrator, access.DistrictRegistrar), access.CodeRoleAlone},
		{"an auditor who registers too", boss, officer("a8", "d12", access.DistrictRegistrar, access.Auditor), access.CodeRoleAlone},
		{"a role twice", boss, officer("a9", "d12", access.Adjudicator, access.Adjudicator), access.CodeRoleTwice},
		{"a role that does not exist", boss, officer("a10", "d12", "king"), access.CodeRoleUnknown},
		{"made by a registrar", h.enter(t, "kham", khamPassword), officer("a11", "d11"), access.CodeNoPermission},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			temporary, err := h.accounts.AddOfficer(t.Context(), test.by, test.o)
			wantCode(t, test.code, err)
			if err == nil && temporary == "" {
				_, _, err := h.confirm(t, h.enter(t, "second", secondPassword), test.o.ID)
				wantCode(t, "", err)
			}
		})
	}
	t.Run("not the own account", func(t *testing.T) {
		wantCode(t, access.CodeOwnAccount, changed(h.change(t, boss, officer("boss", "centre", access.NationalRegistrar))))
		wantCode(t, access.CodeOwnAccount, h.accounts.ResetPassword(t.Context(), boss, "boss"))
	})
	t.Run("nobody is pulled in from outside, or pushed out", func(t *testing.T) {
		wantCode(t, access.CodeOutsideArea, changed(h.change(t, local, officer("boss", "d12"))))
		wantCode(t, access.CodeOutsideArea, changed(h.change(t, local, officer("a1", "p2"))))
	})
	t.Run("an account outside is not shown", func(t *testing.T) {
		for id, want := range map[register.OfficerID]string{"a1": "", "boss": access.CodeOutsideArea, "kham": "", "nobody": access.CodeAccountUnknown, "local": access.CodeOwnAccount} {
			var o access.Officer
			_, err := h.accounts.ChangeOfficer(t.Context(), local, id, func(is *access.Officer) { o = *is })
			wantCode(t, want, err)
			if shown := o.ID != "" || o.Name != "" || o.Office != ""; shown != (want == "") {
				t.Errorf("%s: shown %+v, %v", id, o, err)
			}
		}
	})
	t.Run("no office is widened", func(t *testing.T) {
		wantCode(t, access.CodeOutsideArea, errOf(h.accounts.PutOffice(t.Context(), local, register.Office{ID: "p1", Name: "ແຂວງ", Level: "province"})))
		wantCode(t, access.CodeOutsideArea, errOf(h.accounts.PutOffice(t.Context(), local, register.Office{ID: "p2", Name: "ແຂວງ", Level: "province", Jurisdiction: 1})))
	})
	t.Run("numbers on paper", func(t *testing.T) {
		set := func(by access.Actor, office string, year, first int) error {
			return h.accounts.SetPrintedStart(t.Context(), by, access.PrintedStart{Office: register.OfficeID(office), Year: year, First: first})
		}
		wantCode(t, "", set(local, "d12", 2026, 118))
		wantCode(t, access.CodeOutsideArea, set(local, "p2", 2026, 118))
		wantCode(t, access.CodePrintedStart, set(local, "d12", 2026, 0))
		wantCode(t, access.CodePrintedStart, set(local, "d12", 26, 118))
		if err := set(boss, "nowhere", 2026, 118); register.KindOf(err) != register.NotFound {
			t.Errorf("an office that does not exist: %v", err)
		}
		all, err := h.desk.PrintedStarts(t.Context())
		if want := []access.PrintedStart{{Office: "d12", Year: 2026, First: 118}}; err != nil || !slices.Equal(all, want) {
			t.Errorf("%v (%v), want %v", all, err, want)
		}
	})
	t.Run("a change keeps the password that must be changed", func(t *testing.T) {
		waits, err := h.change(t, local, officer("a1", "d12"))
		if wantCode(t, "", err); waits {
			t.Error("taking power needs a second administrator")
		}
		if o, err := h.desk.Officer(t.Context(), "a1"); err != nil || !o.MustChange {
			t.Errorf("MustChange=%t (%v)", o.MustChange, err)
		}
	})
	t.Run("an account is closed at once, also on its first day", func(t *testing.T) {
		fresh := officer("a12", "d12", access.DistrictRegistrar)
		fresh.From = today
		h.add(t, local, fresh)
		for id, until := range map[register.OfficerID]register.Day{"a2": today, "a12": today + 1} {
			wantCode(t, "", errOf(h.accounts.CloseOfficer(t.Context(), local, id)))
			if o, err := h.desk.Officer(t.Context(), id); err != nil || len(o.Roles) > 0 || o.Until != until {
				t.Errorf("%s may still do %v until %v (%v), want nothing until %v", id, o.Roles, o.Until, err, until)
			}
		}
		wantCode(t, access.CodeOutsideArea, errOf(h.accounts.CloseOfficer(t.Context(), local, "boss")))
		wantCode(t, access.CodeOwnAccount, errOf(h.accounts.CloseOfficer(t.Context(), local, "local")))
	})
}

func changed(_ bool, err error) error { return err }
