package access_test

import (
	"testing"

	"samano/access"
	"samano/access/password"
	"samano/register"
)

// others are another pair of administrators.
func others() [2]access.Founder {
	pair := founders()
	pair[0].Officer.ID, pair[0].Password = "third", "three old lanterns"
	pair[1].Officer.ID, pair[1].Password = "fourth", "four new lanterns"
	return pair
}

// Two halves of a paper make a new pair of administrators once, and nobody of the old ones is left.
func TestAPaperMakesANewPair(t *testing.T) {
	h := emptyHouse(t)
	papers, err := h.accounts.Found(t.Context(), centreOffice, founders())
	paper := papers.Recovery
	wantCode(t, "", err)
	boss := h.enter(t, "boss", bossPassword)
	h.add(t, boss, access.Officer{ID: "sith", Name: "x", Office: centreOffice.ID, Roles: []access.Role{access.Auditor}, Until: register.LastDay})
	wantCode(t, "", errOf(h.accounts.PutOffice(t.Context(), boss, register.Office{ID: "d11", Name: "ເມືອງ", Level: "district", Jurisdiction: 11})))
	recovers := func(p access.RecoveryPaper, office register.OfficeID, change func(*[2]access.Founder)) error {
		pair := others()
		if change != nil {
			change(&pair)
		}
		_, err := h.accounts.Recover(t.Context(), office, p, pair)
		return err
	}
	for name, p := range map[string]access.RecoveryPaper{
		"nothing": {}, "the first half alone": {paper[0], ""}, "the second half alone": {"", paper[1]}, "one half twice": {paper[0], paper[0]},
		"the halves exchanged": {paper[1], paper[0]},
	} {
		if err := recovers(p, centreOffice.ID, nil); register.KindOf(err) != register.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantCode(t, access.CodeOfficeUnknown, recovers(paper, "nowhere", nil))
	wantCode(t, access.CodeFirstNotAdmin, recovers(paper, "d11", nil))
	wantCode(t, password.CodeShort, recovers(paper, centreOffice.ID, func(p *[2]access.Founder) { p[1].Password = "short" }))
	wantCode(t, access.CodeFirstTwoAlike, recovers(paper, centreOffice.ID, func(p *[2]access.Founder) { p[1].Password = p[0].Password }))
	wantCode(t, access.CodeAccountExists, recovers(paper, centreOffice.ID, func(p *[2]access.Founder) { p[1].Officer.ID = "sith" }))
	h.enter(t, "boss", bossPassword)

	next, err := h.accounts.Recover(t.Context(), centreOffice.ID, paper, others())
	wantCode(t, "", err)
	h.enter(t, "third", "three old lanterns")
	h.enter(t, "fourth", "four new lanterns")
	for _, id := range []register.OfficerID{"boss", "second"} {
		if o, err := h.desk.Officer(t.Context(), id); err != nil || len(o.Roles) > 0 {
			t.Errorf("%s may still do %v (%v)", id, o.Roles, err)
		}
	}
	if o, err := h.desk.Officer(t.Context(), "sith"); err != nil || len(o.Roles) != 1 {
		t.Errorf("an auditor may do %v (%v)", o.Roles, err)
	}
	wantCode(t, access.CodeRecoveryRefused, recovers(paper, centreOffice.ID, nil))

	// Whoever lost a password only has a new one by the next paper.
	again := others()
	again[0].Password = "another seven words"
	_, err = h.accounts.Recover(t.Context(), centreOffice.ID, next, again)
	wantCode(t, "", err)
	h.enter(t, "third", "another seven words")
	if _, err := emptyHouse(t).accounts.Recover(t.Context(), centreOffice.ID, paper, others()); register.KindOf(err) != register.NotFound {
		t.Errorf("without a paper: %v", err)
	}
}

// Both administrators together have another paper, and nobody else has: the former one is void.
func TestBothAdministratorsRenewThePaper(t *testing.T) {
	h := emptyHouse(t)
	first, err := h.accounts.Found(t.Context(), centreOffice, founders())
	wantCode(t, "", err)
	both := func(change func(*[2]access.Founder)) [2]access.Founder {
		pair := founders()
		for i := range pair {
			pair[i].Officer.Office = centreOffice.ID
		}
		change(&pair)
		return pair
	}
	for name, change := range map[string]func(*[2]access.Founder){
		"one twice":            func(p *[2]access.Founder) { p[1] = p[0] },
		"a wrong password":     func(p *[2]access.Founder) { p[1].Password = bossPassword },
		"nobody's account":     func(p *[2]access.Founder) { p[1].Officer.ID = "nobody" },
		"an account elsewhere": func(p *[2]access.Founder) { p[1].Officer.Office = "d11" },
	} {
		if paper, err := h.accounts.RenewPapers(t.Context(), both(change)); err == nil || paper != (access.Papers{}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	next, err := h.accounts.RenewPapers(t.Context(), both(func(*[2]access.Founder) {}))
	wantCode(t, "", err)
	if next.Oversight == "" {
		t.Error("of a founding that nobody saw the overseers' paper is not made again")
	}
	_, err = h.accounts.Recover(t.Context(), centreOffice.ID, first.Recovery, others())
	wantCode(t, access.CodeRecoveryRefused, err)
	_, err = h.accounts.Recover(t.Context(), centreOffice.ID, next.Recovery, others())
	wantCode(t, "", err)
}

// Administrators whose days are over, who sign in nowhere, have no papers: by them they were the only ones again.
func TestAdministratorsWhoseDaysAreOverRenewNoPapers(t *testing.T) {
	h := emptyHouse(t)
	pair := founders()
	for i := range pair {
		pair[i].Officer.Until = today + 10
	}
	_, err := h.accounts.Found(t.Context(), centreOffice, pair)
	wantCode(t, "", err)
	h.now = h.now.AddDate(1, 0, 0)
	for i := range pair {
		pair[i].Officer.Office = centreOffice.ID
	}
	papers, err := h.accounts.RenewPapers(t.Context(), pair)
	if wantCode(t, access.CodeSignInRefused, err); papers != (access.Papers{}) {
		t.Error("they have papers")
	}
}
