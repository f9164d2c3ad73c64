package access

import (
	"context"
	"fmt"
	"slices"
	"time"

	"samano/access/password"

	"samano/register"
)

// ChangeKind is a sort of change that one administrator does not make alone.
type ChangeKind string

// The changes that wait for a second administrator.
const (
	ChangeAdd    ChangeKind = "add"    // an account that may register, decide who is who, audit or make accounts
	ChangeRights ChangeKind = "rights" // one that comes to such a role, or with it to another office or time
	ChangeReset  ChangeKind = "reset"  // a new first password of whatever account
)

// AccountChange is a change of an account that waits: for a second administrator and, where it is a reset that was
// confirmed, for the hour in which the officer may stop it. An account has one at most.
type AccountChange struct {
	Account register.OfficerID `json:"account"`
	What    ChangeKind         `json:"what"`
	Officer Officer            `json:"-"`                // the account as it is to be
	By      register.OfficerID `json:"by"`               // who asked for it
	At      time.Time          `json:"at"`               // when
	Second  register.OfficerID `json:"second,omitempty"` // who confirmed a reset, or ByOversightPaper; empty: it waits for somebody
	From    time.Time          `json:"from,omitzero"`    // since when its password is the account's
	Secret  password.Secret    `json:"-"`                // the hash of that password
}

// due reports whether the new password is the account's by now.
func (c *AccountChange) due(now time.Time) bool { return c.Second != "" && !now.Before(c.From) }

// Changes keeps the changes that wait. Whatever changes an account or its password ends the change of the account
// that waits.
type Changes interface {
	// AddChange refuses a second one of an account with register.Conflict.
	AddChange(ctx context.Context, by Author, c AccountChange) error
	// ConfirmReset replaces the reset of that account that nobody has confirmed yet; none is register.NotFound.
	ConfirmReset(ctx context.Context, by Author, c AccountChange) error
	// Change returns the one of an account, and ListChanges all of them, by account.
	Change(ctx context.Context, account register.OfficerID) (AccountChange, error)
	ListChanges(ctx context.Context) ([]AccountChange, error)
	DropChange(ctx context.Context, by Author, account register.OfficerID) error
}

const (
	// resetAfter is how long an officer has, from the confirmation on, to stop a new password that they did not ask for.
	resetAfter = time.Hour
	// changesWait is how long a change waits for a second administrator.
	changesWait = 7 * 24 * time.Hour
)

// forTwo are the permissions that no single administrator gives.
var forTwo = []Permission{Register, Adjudicate, Audit, AdministerAccounts, Oversee}

// needsTwo reports whether the role comes by two administrators only.
func (r Role) needsTwo() bool { return slices.ContainsFunc(forTwo, r.grants) }

// widens reports whether a change gives an account power that needs two: such a role, or with one that it has another
// office or more days.
func widens(before, after Officer) bool {
	for _, r := range after.Roles {
		more := !slices.Contains(before.Roles, r) || before.Office != after.Office || after.From < before.From || after.Until > before.Until
		if r.needsTwo() && more {
			return true
		}
	}
	return false
}

// Confirm lets a second administrator confirm what another one asked for, or an overseer where it is about an overseer. It returns the change as it was confirmed,
// and the password for the first sign-in, shown once, where there is one: of a new account at once, of a reset from
// AccountChange.From on.
func (a *Accounts) Confirm(ctx context.Context, by Actor, account register.OfficerID) (c AccountChange, temporary string, err error) {
	const op = "access.Confirm"
	c, before, err := a.waiting(ctx, op, by, account)
	if err != nil {
		return AccountChange{}, "", err
	}
	overseer := c.Officer.oversees() || before.oversees()
	switch {
	case c.By == by.Officer.ID:
		return AccountChange{}, "", register.Coded(register.Forbidden, op, CodeOwnChange)
	case overseer && a.rules.Has(by, Oversee, register.DayAt(a.clock())) != nil:
		return AccountChange{}, "", register.Coded(register.Forbidden, op, CodeOverseersAgree)
	case c.What != ChangeReset && !overseer:
		if err := a.checkChange(ctx, op, by, c.Officer); err != nil {
			return AccountChange{}, "", err
		}
	}
	return a.make(ctx, op, Author{At: a.clock(), By: c.By, Second: by.Officer.ID}, c)
}

// make makes a change that is confirmed.
func (a *Accounts) make(ctx context.Context, op register.Operation, author Author, c AccountChange) (_ AccountChange, temporary string, err error) {
	if c.Second != "" {
		return AccountChange{}, "", register.Coded(register.NotFound, op, CodeNoChange)
	}
	if c.What != ChangeReset {
		if err := a.checkAccount(ctx, op, c.Officer); err != nil {
			return AccountChange{}, "", err
		}
	}
	if c.What == ChangeRights {
		before, err := a.desk.Officer(ctx, c.Account)
		if err != nil {
			return AccountChange{}, "", fmt.Errorf("%s: %w", op, err)
		}
		c.Officer.MustChange = before.MustChange
		return c, "", a.desk.PutOfficer(ctx, author, c.Officer)
	}
	temporary, text, err := a.temporary(ctx)
	if err != nil {
		return AccountChange{}, "", fmt.Errorf("%s: %w", op, err)
	}
	if c.What == ChangeAdd {
		err = asked(op, a.desk.AddOfficer(ctx, author, c.Officer, text), register.Conflict, CodeAccountExists)
	} else {
		c.Second, c.Secret, c.From = author.Second, text, author.At.Add(resetAfter)
		err = asked(op, a.desk.ConfirmReset(ctx, author, c), register.NotFound, CodeNoChange)
	}
	if err != nil {
		return AccountChange{}, "", err
	}
	return c, temporary, nil
}

// Withdraw ends a change that waits. An overseer may, where it is about an overseer.
func (a *Accounts) Withdraw(ctx context.Context, by Actor, account register.OfficerID) error {
	const op = "access.Withdraw"
	if _, _, err := a.waiting(ctx, op, by, account); err != nil {
		return err
	}
	return asked(op, a.desk.DropChange(ctx, a.author(by), account), register.NotFound, CodeNoChange)
}

// Waiting returns the changes over which the administrator has power, or the overseer, by account.
func (a *Accounts) Waiting(ctx context.Context, by Actor) (out []AccountChange, err error) {
	const op = "access.Waiting"
	day := register.DayAt(a.clock())
	if err := a.rules.Has(by, AdministerAccounts, day); err != nil && a.rules.Has(by, Oversee, day) != nil {
		return nil, err
	}
	all, err := a.desk.ListChanges(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	for _, c := range all {
		switch _, _, err := a.waiting(ctx, op, by, c.Account); {
		case err == nil:
			c.Secret = ""
			out = append(out, c)
		case register.KindOf(err) != register.Forbidden && register.KindOf(err) != register.NotFound: // of others; over by now
			return nil, err
		}
	}
	return out, nil
}

// waiting returns the change of an account over which the administrator has power, or the overseer where it is about an
// overseer: as it stands, and the account before.
func (a *Accounts) waiting(ctx context.Context, op register.Operation, by Actor, account register.OfficerID) (c AccountChange, before Officer, err error) {
	if account == by.Officer.ID {
		return AccountChange{}, Officer{}, register.Coded(register.Forbidden, op, CodeOwnAccount)
	}
	if c, err = a.desk.Change(ctx, account); err != nil {
		return AccountChange{}, Officer{}, asked(op, err, register.NotFound, CodeNoChange)
	}
	if before, err = a.before(ctx, op, c); err != nil {
		return AccountChange{}, Officer{}, err
	}
	if (c.Officer.oversees() || before.oversees()) && a.rules.Has(by, Oversee, register.DayAt(a.clock())) == nil {
		return c, before, nil
	}
	for _, id := range []register.OfficeID{before.Office, c.Officer.Office} {
		o, err := a.office(ctx, op, id)
		if err != nil {
			return AccountChange{}, Officer{}, err
		}
		if err := a.may(ctx, by, o); err != nil {
			return AccountChange{}, Officer{}, err
		}
	}
	return c, before, nil
}

// before returns the account that a change is to change; of one that is not there yet it has only the office.
func (a *Accounts) before(ctx context.Context, op register.Operation, c AccountChange) (Officer, error) {
	if c.What == ChangeAdd {
		return Officer{Office: c.Officer.Office}, nil
	}
	before, err := a.desk.Officer(ctx, c.Account)
	if err != nil {
		return Officer{}, fmt.Errorf("%s: %w", op, err)
	}
	return before, nil
}

// ask keeps a change for a second administrator.
func (a *Accounts) ask(ctx context.Context, op register.Operation, by Actor, c AccountChange) error {
	c.By, c.At = by.Officer.ID, a.clock()
	return asked(op, a.desk.AddChange(ctx, a.author(by), c), register.Conflict, CodeChangeWaits)
}

// Reset is a new password of an officer's own account that others have asked for.
type Reset struct {
	By, Second register.OfficerID
	From       time.Time // zero: it waits for a second administrator
}

// OwnReset returns the new password that waits for the officer's own account; nil: none does.
func (s *SignIn) OwnReset(ctx context.Context, who Actor) (*Reset, error) {
	c, err := s.desk.Change(ctx, who.Officer.ID)
	switch {
	case register.KindOf(err) == register.NotFound && err != nil:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("access.OwnReset: %w", err)
	case c.What != ChangeReset:
		return nil, nil
	}
	return &Reset{c.By, c.Second, c.From}, nil
}

// KeepPassword ends the reset of the officer's own account: they did not ask for it, or know their password again.
func (s *SignIn) KeepPassword(ctx context.Context, who Actor) error {
	const op = "access.KeepPassword"
	r, err := s.OwnReset(ctx, who)
	if err != nil {
		return err
	}
	if r == nil {
		return register.Coded(register.NotFound, op, CodeNoChange)
	}
	return asked(op, s.desk.DropChange(ctx, Author{At: s.clock(), By: who.Officer.ID}, who.Officer.ID), register.NotFound, CodeNoChange)
}

// settle gives an account its new password where the hour of a reset is over.
func (s *SignIn) settle(ctx context.Context, account register.OfficerID, now time.Time) error {
	c, err := s.desk.Change(ctx, account)
	if register.KindOf(err) == register.NotFound && err != nil {
		return nil
	}
	if err != nil || !c.due(now) {
		return err
	}
	return s.desk.SetSecret(ctx, Author{At: now, By: c.By, Second: c.Second}, account, c.Secret, true, "")
}

// settleAll does so for all, and ends what has waited too long for a second administrator.
func (s *SignIn) settleAll(ctx context.Context, now time.Time) error {
	all, err := s.desk.ListChanges(ctx)
	if err != nil {
		return err
	}
	for _, c := range all {
		switch {
		case c.due(now):
			err = s.settle(ctx, c.Account, now)
		case c.Second == "" && now.Sub(c.At) >= changesWait:
			err = s.desk.DropChange(ctx, Author{At: now}, c.Account)
		}
		if err != nil && register.KindOf(err) != register.NotFound {
			return err
		}
	}
	return nil
}
