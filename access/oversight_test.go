package access_test

import (
	"strings"
	"testing"
	"time"

	"samano/access"
	"samano/register"
)

// oversight is an office of the authority that watches, at a level of the pack of Laos.
var oversight = register.Office{ID: "watch", Name: "ຜູ້ເບິ່ງແຍງ", Level: "oversight"}

func overseer(id register.OfficerID) access.Officer {
	return access.Officer{ID: id, Name: "x", Office: oversight.ID, Roles: []access.Role{access.Overseer}, From: today - 5, Until: register.LastDay}
}

// watchedHouse has the overseer "somchit", whom the paper of the other authority has appointed.
func watchedHouse(t *testing.T) (h *house, paper string, boss, second, watches access.Actor) {
	t.Helper()
	h = emptyHouse(t)
	papers, err := h.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, "", err)
	boss, second = h.enter(t, "boss", bossPassword), h.enter(t, "second", secondPassword)
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, oversight)))
	wantCode(t, "", errOf(h.accounts.AddOfficer(t.Context(), boss, overseer("somchit"))))
	_, _, err = h.confirm(t, second, "somchit")
	wantCode(t, access.CodeOverseersAgree, err)
	_, _, _, err = h.confirmByPaper(t, "somchit", "abcd-efgh-ijkl-mnop")
	wantCode(t, access.CodeOversightRefused, err)
	c, temporary, paper, err := h.confirmByPaper(t, "somchit", papers.Oversight)
	if wantCode(t, "", err); c.What != access.ChangeAdd || paper == papers.Oversight {
		t.Fatalf("confirmed is %+v, and the next paper %q", c, paper)
	}
	_, _, _, err = h.confirmByPaper(t, "somchit", papers.Oversight)
	wantCode(t, access.CodeOversightRefused, err)
	watches = h.enter(t, "somchit", temporary)
	wantCode(t, "", h.ChangePassword(t.Context(), watches, access.PasswordChange{Old: temporary, New: "two patient herons"}))
	return h, paper, boss, second, h.enter(t, "somchit", "two patient herons")
}

// What becomes of an overseer no two administrators decide.
func TestAdministratorsAloneDoNothingToAnOverseer(t *testing.T) {
	for name, ask := range map[string]func(*house, access.Actor) error{
		"another overseer": func(h *house, boss access.Actor) error {
			return errOf(h.accounts.AddOfficer(t.Context(), boss, overseer("noy")))
		},
		"an end": func(h *house, boss access.Actor) error {
			return errOf(h.accounts.CloseOfficer(t.Context(), boss, "somchit"))
		},
		"another name": func(h *house, boss access.Actor) error {
			o := overseer("somchit")
			o.Name = "another"
			return errOf(h.change(t, boss, o))
		},
		"no role": func(h *house, boss access.Actor) error {
			o := overseer("somchit")
			o.Roles = nil
			return errOf(h.change(t, boss, o))
		},
		"a new password": func(h *house, boss access.Actor) error { return h.accounts.ResetPassword(t.Context(), boss, "somchit") },
	} {
		t.Run(name, func(t *testing.T) {
			h, paper, boss, second, watches := watchedHouse(t)
			before, err := h.desk.Officer(t.Context(), "somchit")
			wantCode(t, "", err)
			wantCode(t, "", ask(h, boss))
			account := register.OfficerID("somchit")
			if name == "another overseer" {
				account = "noy"
			}
			for _, who := range []access.Actor{boss, second} {
				_, _, err := h.confirm(t, who, account)
				if code := register.KindOf(err); err == nil || code != register.Forbidden {
					t.Errorf("%s confirms it: %v", who.Officer.ID, err)
				}
			}
			h.now = h.now.Add(2 * time.Hour)
			wantCode(t, "", h.Sweep(t.Context()))
			if after, err := h.desk.Officer(t.Context(), "somchit"); err != nil || after.Name != before.Name || len(after.Roles) != 1 || after.MustChange {
				t.Errorf("the overseer is %+v (%v)", after, err)
			}
			list, err := h.accounts.Waiting(t.Context(), watches)
			if account == "noy" {
				if wantCode(t, "", err); len(list) != 1 {
					t.Errorf("an overseer sees %+v", list)
				}
				_, _, err = h.confirm(t, watches, account)
				wantCode(t, "", err)
				return
			}
			// Nobody decides about the own account: of the only overseer the paper does.
			_, _, err = h.confirm(t, watches, account)
			wantCode(t, access.CodeOwnAccount, err)
			_, temporary, _, err := h.confirmByPaper(t, account, paper)
			if wantCode(t, "", err); (temporary != "") != (name == "a new password") {
				t.Errorf("there is the password %q", temporary)
			}
		})
	}
}

// An overseer's office stays as it was opened, and an overseer works nowhere else: an administrator who moved
// either would end what they watch with.
func TestTheOfficeOfAnOverseerStays(t *testing.T) {
	h, _, boss, _, _ := watchedHouse(t)
	for name, o := range map[string]register.Office{
		"another name":  {ID: oversight.ID, Name: "x", Level: "oversight"},
		"another level": {ID: oversight.ID, Name: "x", Level: "consulate"},
		"from another":  {ID: centreOffice.ID, Name: "x", Level: "oversight"},
	} {
		if _, err := h.accounts.PutOffice(t.Context(), boss, o); !register.HasCode(err, access.CodeOfficeOversight) {
			t.Errorf("%s: %v", name, err)
		}
	}
	here, there := overseer("noy"), overseer("noy")
	here.Office = centreOffice.ID
	there.Roles = []access.Role{access.NationalRegistrar}
	for _, o := range []access.Officer{here, there} {
		if err := errOf(h.accounts.AddOfficer(t.Context(), boss, o)); !strings.Contains(findings(err), access.CodeRoleOversight) {
			t.Errorf("%v at %s: %v", o.Roles, o.Office, err)
		}
	}
}

// The paper opens nothing but what is about an overseer, and no administrator has another one made once it was used.
func TestThePaperOfTheOverseers(t *testing.T) {
	h, paper, boss, _, watches := watchedHouse(t)
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, register.Office{ID: "d11", Name: "ເມືອງ", Level: "district", Jurisdiction: 11})))
	wantCode(t, "", errOf(h.accounts.AddOfficer(t.Context(), boss, h.kham())))
	_, _, _, err := h.confirmByPaper(t, "kham", paper)
	wantCode(t, access.CodeOversightRefused, err)
	_, _, err = h.confirm(t, watches, "kham")
	wantCode(t, access.CodeNoPermission, err)

	pair := founders()
	for i := range pair {
		pair[i].Officer.Office = centreOffice.ID
	}
	papers, err := h.accounts.RenewPapers(t.Context(), pair)
	if wantCode(t, "", err); papers.Oversight != "" {
		t.Error("two administrators have a paper of the overseers")
	}
	_, err = h.accounts.RenewOversightPaper(t.Context(), boss)
	wantCode(t, access.CodeNoPermission, err)
	next, err := h.accounts.RenewOversightPaper(t.Context(), watches)
	wantCode(t, "", err)
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "somchit"))
	_, _, _, err = h.confirmByPaper(t, "somchit", paper)
	wantCode(t, access.CodeOversightRefused, err)
	c, temporary, _, err := h.confirmByPaper(t, "somchit", next)
	if wantCode(t, "", err); c.Second != "(oversight paper)" {
		t.Errorf("confirmed is %+v", c)
	}
	h.now = h.now.Add(2 * time.Hour)
	h.enter(t, "somchit", temporary)
}

// An office's head is told of the new passwords of that office, and of no other.
func TestTheHeadOfAnOfficeIsToldOfNewPasswords(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, register.Office{ID: "d12", Name: "ເມືອງ", Level: "district", Jurisdiction: 12})))
	for office, id := range map[register.OfficeID]register.OfficerID{"d11": "head", "d12": "head12"} {
		o := h.kham()
		o.ID, o.Office, o.Roles = id, office, []access.Role{access.DistrictRegistrar, access.OfficeHead}
		temporary := h.add(t, boss, o)
		who := h.enter(t, string(id), temporary)
		wantCode(t, "", h.ChangePassword(t.Context(), who, access.PasswordChange{Old: temporary, New: "one quiet ferry " + string(office)}))
	}
	wantCode(t, "", h.accounts.ResetPassword(t.Context(), boss, "kham"))
	list, err := h.accounts.OfficeResets(t.Context(), h.enter(t, "head", "one quiet ferry d11"))
	if wantCode(t, "", err); len(list) != 1 || list[0].Account != "kham" || list[0].By != "boss" || list[0].Secret != "" {
		t.Errorf("the head is told %+v", list)
	}
	list, err = h.accounts.OfficeResets(t.Context(), h.enter(t, "head12", "one quiet ferry d12"))
	if wantCode(t, "", err); len(list) != 0 {
		t.Errorf("another head is told %+v", list)
	}
	_, err = h.accounts.OfficeResets(t.Context(), h.enter(t, "kham", khamPassword))
	wantCode(t, access.CodeNoPermission, err)
	// A head registers there too: of an office's counter it is one of them.
	o := h.kham()
	o.ID, o.Roles = "only", []access.Role{access.OfficeHead}
	if err := errOf(h.accounts.AddOfficer(t.Context(), boss, o)); !strings.Contains(findings(err), access.CodeRoleHead) {
		t.Errorf("a head who registers nothing: %v", err)
	}
}

// The founding's paper was handed over, and nobody has used it yet. Once anything else was done, no two administrators
// have another one, by which they would make an overseer of their own; and what they may renew bears their names.
func TestAdministratorsRenewNoPaperThatWasHandedOver(t *testing.T) {
	h := emptyHouse(t)
	handed, err := h.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, "", err)
	boss := h.enter(t, "boss", bossPassword)
	pair := founders()
	for i := range pair {
		pair[i].Officer.Office = centreOffice.ID
	}
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, oversight)))
	papers, err := h.accounts.RenewPapers(t.Context(), pair)
	if wantCode(t, "", err); papers.Oversight != "" || papers.Recovery[0] == "" {
		t.Error("two administrators have a paper of the overseers, or none of their own")
	}
	last, err := h.desk.Powers(t.Context(), access.PowerQuery{Before: access.Newest, Limit: 1})
	if wantCode(t, "", err); last[0].By != pair[0].Officer.ID || last[0].Second != pair[1].Officer.ID {
		t.Errorf("who renewed is on record as %+v", last[0])
	}
	wantCode(t, "", errOf(h.accounts.AddOfficer(t.Context(), boss, overseer("somchit"))))
	_, _, _, err = h.confirmByPaper(t, "somchit", handed.Oversight)
	wantCode(t, "", err)
}
