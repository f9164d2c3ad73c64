package access

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"samano/access/password"
	"samano/law"
	"samano/register"
)

// Accounts makes and changes offices and officers. An administrator does so
// within the own office's area, never for the own account, and never learns a
// password that an officer has chosen.
type Accounts struct {
	desk      Desk
	rules     Rules
	passwords *password.Hasher
	clock     func() time.Time
	random    io.Reader
}

// NewAccounts makes one. The clock tells the country's own time.
func NewAccounts(desk Desk, rules Rules, passwords *password.Hasher, clock func() time.Time, random io.Reader) *Accounts {
	return &Accounts{desk, rules, passwords, clock, random}
}

// Founder is an administrator with whom a register begins, who signs in with the password given.
type Founder struct {
	Officer  Officer
	Password string
}

// Papers are what a founding gives out.
type Papers struct {
	Recovery  RecoveryPaper // makes another pair of administrators
	Oversight string        // of the authority that watches; empty: it has appointed somebody, and has its own
}

// Found makes the first office, whose area is the whole country, and its two
// administrators: what gives power needs both. It returns the papers of both authorities. It is done once, when a
// register is founded; afterwards it is register.Conflict. A founding that was broken off is gone on with.
func (a *Accounts) Found(ctx context.Context, office register.Office, pair [2]Founder) (papers Papers, err error) {
	const op = "access.Found"
	all, err := a.desk.Offices(ctx)
	if err != nil {
		return Papers{}, fmt.Errorf("%s: %w", op, err)
	}
	switch _, err := a.desk.Recovery(ctx); {
	case err == nil || len(all) > 1 || len(all) == 1 && all[0].ID != office.ID:
		return Papers{}, register.Coded(register.Conflict, op, CodeFoundedAlready)
	case register.KindOf(err) != register.NotFound:
		return Papers{}, fmt.Errorf("%s: %w", op, err)
	}
	if bad := append(a.checkOffice(office), a.checkPair(office, &pair)...); len(bad) > 0 {
		return Papers{}, register.InvalidBy(op, bad...)
	}
	if err := a.desk.PutOffice(ctx, a.founding(), office); err != nil {
		return Papers{}, fmt.Errorf("%s: %w", op, err)
	}
	if err := a.addPair(ctx, op, &pair); err != nil {
		return Papers{}, err
	}
	if papers.Recovery, err = a.newPaper(ctx, a.founding()); err == nil {
		papers.Oversight, err = a.newOversightPaper(ctx, a.founding(), false)
	}
	if err != nil {
		return Papers{}, fmt.Errorf("%s: %w", op, err)
	}
	return papers, nil
}

func (a *Accounts) checkOffice(o register.Office) []register.Finding {
	var out []register.Finding
	if !validID(string(o.ID)) {
		out = append(out, register.Blocked(CodeAccountMalformed, "office.id"))
	}
	if strings.TrimSpace(o.Name) == "" {
		out = append(out, register.Blocked(CodeNameMissing, "office.name"))
	}
	if !validName(o.Name) || !validName(o.NameLatin) {
		out = append(out, register.Blocked(CodeNameMalformed, "office.name"))
	}
	i := slices.IndexFunc(a.rules.pack.Offices, func(l law.OfficeLevel) bool { return l.Name == o.Level })
	switch {
	case i < 0:
		out = append(out, register.Blocked(CodeLevelUnknown, "office.level"))
	case a.rules.pack.Offices[i].Abroad && o.Jurisdiction != 0:
		out = append(out, register.Blocked(CodeAbroadInUnit, "office.area"))
	}
	return out
}

// PutOffice adds an office or changes it. It must lie in the administrator's
// area, before and after. Another level or area is another power of whoever works there, and waits for a second
// administrator. An office of oversight stays as it was opened.
func (a *Accounts) PutOffice(ctx context.Context, by Actor, o register.Office) (waits bool, err error) {
	const op = "access.PutOffice"
	if bad := a.checkOffice(o); len(bad) > 0 {
		return false, register.InvalidBy(op, bad...)
	}
	if err := a.may(ctx, by, o); err != nil {
		return false, err
	}
	switch before, err := a.desk.Office(ctx, o.ID); {
	case register.KindOf(err) == register.NotFound && err != nil:
	case err != nil:
		return false, fmt.Errorf("%s: %w", op, err)
	default:
		if err := a.may(ctx, by, before); err != nil {
			return false, err
		}
		if a.rules.pack.Oversees(before) || a.rules.pack.Oversees(o) {
			return false, register.Coded(register.Forbidden, op, CodeOfficeOversight)
		}
		if before.Level != o.Level || before.Jurisdiction != o.Jurisdiction {
			return true, a.ask(ctx, op, by, AccountChange{Account: ChangeOfOffice(o.ID), What: ChangeOffice, Office: o})
		}
	}
	return false, asked(op, a.desk.PutOffice(ctx, a.author(by), o), register.NotFound, CodeChangedMeanwhile)
}

// Limits of a printed start: years that an office may still write papers for, and a
// number that still fits the line on the paper.
const (
	firstPrintedYear, lastPrintedYear = 1975, 9999
	maxPrintedStart                   = 9_999_999
)

// SetPrintedStart lets an office of the administrator's area count its numbers on
// paper from another than 1 in that year. What was given already is never given
// again, whatever stands here.
func (a *Accounts) SetPrintedStart(ctx context.Context, by Actor, p PrintedStart) error {
	const op = "access.SetPrintedStart"
	var bad []register.Finding
	if p.Year < firstPrintedYear || p.Year > lastPrintedYear {
		bad = append(bad, register.Blocked(CodePrintedStart, "year"))
	}
	if p.First < 1 || p.First > maxPrintedStart {
		bad = append(bad, register.Blocked(CodePrintedStart, "first"))
	}
	if len(bad) > 0 {
		return register.InvalidBy(op, bad...)
	}
	o, err := a.office(ctx, op, p.Office)
	if err != nil {
		return err
	}
	if err := a.may(ctx, by, o); err != nil {
		return err
	}
	return a.desk.PutPrintedStart(ctx, a.author(by), p)
}

// author is the administrator who makes a change now.
func (a *Accounts) author(by Actor) Author { return Author{At: a.clock(), By: by.Officer.ID} }

// founding is nobody's account: whoever founds a register has none yet.
func (a *Accounts) founding() Author { return Author{At: a.clock()} }

// may says whether the administrator has power over an office.
func (a *Accounts) may(ctx context.Context, by Actor, o register.Office) error {
	day := register.DayAt(a.clock())
	if o.Jurisdiction != 0 {
		return a.rules.may(ctx, by, AdministerAccounts, o.Jurisdiction, day)
	}
	if err := a.rules.Has(by, AdministerAccounts, day); err != nil {
		return err
	}
	if !a.rules.pack.National(by.Office) {
		return register.Coded(register.Forbidden, "access.Accounts", CodeOutsideArea)
	}
	return nil
}

// AddOfficer makes an account and returns a password for the first sign-in, where it
// must be changed. It is shown once and kept nowhere. An account with a role that needs two administrators waits for the
// second one, and there is no password yet.
func (a *Accounts) AddOfficer(ctx context.Context, by Actor, o Officer) (temporary string, err error) {
	const op = "access.AddOfficer"
	office, err := a.checkChange(ctx, op, by, o)
	if err != nil {
		return "", err
	}
	o = o.normal()
	o.MustChange = true
	if a.rules.widens(Officer{}, o, office) {
		switch _, err := a.desk.Officer(ctx, o.ID); {
		case err == nil:
			return "", register.Coded(register.Conflict, op, CodeAccountExists)
		case register.KindOf(err) != register.NotFound:
			return "", fmt.Errorf("%s: %w", op, err)
		}
		return "", a.ask(ctx, op, by, AccountChange{Account: o.ID, What: ChangeAdd, Officer: o})
	}
	temporary, text, err := a.temporary(ctx)
	if err != nil {
		return "", fmt.Errorf("%s: %w", op, err)
	}
	if err := a.desk.AddOfficer(ctx, a.author(by), o, text); err != nil {
		return "", asked(op, err, register.Conflict, CodeAccountExists)
	}
	return temporary, nil
}

// ChangeOfficer changes name, office, roles and interval of another's account, as edit does to the account as it is, and
// ends its sessions. It waits for a second administrator where it gives power that needs two, and for an overseer
// where it is an overseer's.
func (a *Accounts) ChangeOfficer(ctx context.Context, by Actor, id register.OfficerID, edit func(*Officer)) (waits bool, err error) {
	const op = "access.ChangeOfficer"
	before, err := a.overOfficer(ctx, op, by, id)
	if err != nil {
		return false, err
	}
	o := before
	edit(&o)
	o = o.normal()
	o.ID, o.MustChange = id, before.MustChange
	office, err := a.checkChange(ctx, op, by, o)
	if err != nil {
		return false, err
	}
	if a.rules.widens(before, o, office) || before.oversees() {
		return true, a.ask(ctx, op, by, AccountChange{Account: id, What: ChangeRights, Officer: o})
	}
	return false, asked(op, a.desk.PutOfficer(ctx, a.author(by), OfficerChange{before, o}), register.NotFound, CodeChangedMeanwhile)
}

// CloseOfficer closes another's account at once, an overseer's when another overseer agrees.
func (a *Accounts) CloseOfficer(ctx context.Context, by Actor, id register.OfficerID) (waits bool, err error) {
	return a.ChangeOfficer(ctx, by, id, a.endAccount)
}

// endAccount closes an account: without roles it may do nothing, also on its first day, which cannot be its last.
func (a *Accounts) endAccount(o *Officer) {
	o.Roles, o.Until = nil, min(o.Until, max(register.DayAt(a.clock()), o.From+1))
}

// ResetPassword asks a second administrator for a new password of another's account. The officer is told, and may stop
// it; who has to be kept out at once is closed.
func (a *Accounts) ResetPassword(ctx context.Context, by Actor, id register.OfficerID) error {
	const op = "access.ResetPassword"
	o, err := a.overOfficer(ctx, op, by, id)
	if err != nil {
		return err
	}
	return a.ask(ctx, op, by, AccountChange{Account: id, What: ChangeReset, Officer: o})
}

// overOfficer returns the officer if the administrator has power over the office
// where the account stands now. One's own account is another's business.
func (a *Accounts) overOfficer(ctx context.Context, op register.Operation, by Actor, id register.OfficerID) (Officer, error) {
	if id == by.Officer.ID {
		return Officer{}, register.Coded(register.Forbidden, op, CodeOwnAccount)
	}
	o, err := a.desk.Officer(ctx, id)
	if err != nil {
		return Officer{}, asked(op, err, register.NotFound, CodeAccountUnknown)
	}
	office, err := a.desk.Office(ctx, o.Office)
	if err != nil {
		return Officer{}, fmt.Errorf("%s: %w", op, err)
	}
	if err := a.may(ctx, by, office); err != nil {
		return Officer{}, err
	}
	return o, nil
}

// office returns an office that an administrator names.
func (a *Accounts) office(ctx context.Context, op register.Operation, id register.OfficeID) (register.Office, error) {
	o, err := a.desk.Office(ctx, id)
	if err != nil {
		return o, asked(op, err, register.NotFound, CodeOfficeUnknown)
	}
	return o, nil
}

// asked adds a code to an error of the desk that is of this kind: the desk does not know what was
// asked for.
func asked(op register.Operation, err error, kind register.ErrorKind, code string) error {
	switch {
	case err == nil:
		return nil
	case register.KindOf(err) == kind:
		return &register.Error{Kind: kind, Op: op, Code: code, Err: err}
	}
	return fmt.Errorf("%s: %w", op, err)
}

// checkChange says whether the account may be so, at its office, by this
// administrator. It returns the office.
func (a *Accounts) checkChange(ctx context.Context, op register.Operation, by Actor, o Officer) (register.Office, error) {
	office, err := a.office(ctx, op, o.Office)
	if err != nil {
		return office, err
	}
	if err := a.may(ctx, by, office); err != nil {
		return office, err
	}
	if bad := a.rules.checkOfficer(o, office); len(bad) > 0 {
		return office, register.InvalidBy(op, bad...)
	}
	return office, nil
}

func (a *Accounts) temporary(ctx context.Context) (first string, text password.Secret, err error) {
	if first, err = password.Temporary(a.random); err != nil {
		return "", "", err
	}
	text, err = a.passwords.Hash(ctx, first)
	return first, text, err
}
