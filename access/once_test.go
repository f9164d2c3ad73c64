package access_test

import (
	"testing"

	"samano/access"
	"samano/register"
)

// An administrator is told what of their question is not there, or there already.
func TestWhatIsAskedForIsNamed(t *testing.T) {
	h := newHouse(t)
	boss := h.enter(t, "boss", bossPassword)
	kham := access.Officer{ID: "kham", Name: "x", Office: "d11", Roles: []access.Role{access.DistrictRegistrar}, Until: register.LastDay}
	lost := kham
	lost.ID, lost.Office = "lost", "nowhere"
	for name, c := range map[string]struct {
		do   func() error
		kind register.ErrorKind
		code string
	}{
		"an account that is there": {func() error { _, err := h.accounts.AddOfficer(t.Context(), boss, kham); return err }, register.Conflict, access.CodeAccountExists},
		"an account at no office":  {func() error { _, err := h.accounts.AddOfficer(t.Context(), boss, lost); return err }, register.NotFound, access.CodeOfficeUnknown},
		"a password of nobody":     {func() error { return h.accounts.ResetPassword(t.Context(), boss, "lost") }, register.NotFound, access.CodeAccountUnknown},
		"the account of nobody":    {func() error { return errOf(h.accounts.CloseOfficer(t.Context(), boss, "lost")) }, register.NotFound, access.CodeAccountUnknown},
		"numbers of no office": {func() error {
			return h.accounts.SetPrintedStart(t.Context(), boss, access.PrintedStart{Office: "nowhere", Year: 2026, First: 7})
		}, register.NotFound, access.CodeOfficeUnknown},
	} {
		err := c.do()
		wantCode(t, c.code, err)
		if register.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}
