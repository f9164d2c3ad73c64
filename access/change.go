package access

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
	ChangeOffice ChangeKind = "office" // an office of another level or area
)

// AccountChange is a change of an account or an office that waits: for a second administrator and, where it is a reset
// that was confirmed, for the hour in which the officer may stop it. An account has one at most.
type AccountChange struct {
	Account register.OfficerID `json:"account"` // of an office ChangeOfOffice
	What    ChangeKind         `json:"what"`
	Officer Officer            `json:"officer,omitzero"` // the account as it is to be
	Office  register.Office    `json:"office,omitzero"`  // the office as it is to be
	By      register.OfficerID `json:"by"`               // who asked for it
	At      time.Time          `json:"at"`               // when
	Second  register.OfficerID `json:"second,omitempty"` // who confirmed a reset, or byOversightPaper; empty: it waits for somebody
	From    time.Time          `json:"from,omitzero"`    // since when its password is the account's
	Secret  password.Secret    `json:"-"`                // the hash of that password; empty: the account keeps the one it has
}

// codeLength leaves 50 bits of a hash: a code is typed by hand, and nobody can search for a second change of one code, since
// the time is in it too.
const codeLength = 10

// Code names a change by what is to be, who asked and when, so that whoever has seen one confirms that one and no other.
func (c AccountChange) Code() string {
	text, _ := json.Marshal([]any{c.Account, c.What, c.Officer, c.Office, c.Office.Jurisdiction, c.By, c.At.UnixMicro()}) // always can be written
	sum := sha256.Sum256(text)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:codeLength])
}

// ofOffice stands before an office among the accounts of which a change waits. No account has a slash in its name.
const ofOffice = "office/"

// ChangeOfOffice is the account under which a change of an office waits, and OfficeOfChange that office.
func ChangeOfOffice(id register.OfficeID) register.OfficerID {
	return register.OfficerID(ofOffice + id)
}

// OfficeOfChange returns the office of which a change waits under that account.
func OfficeOfChange(account register.OfficerID) register.OfficeID {
	return register.OfficeID(strings.TrimPrefix(string(account), ofOffice))
}

// WaitingChange is a change as whoever may confirm it sees it.
type WaitingChange struct {
	AccountChange
	Code string           `json:"code"`           // what Confirm asks for
	Area register.PlaceID `json:"area,omitempty"` // of an office as it is to be; none: the whole country
}

// due reports whether the new password is the account's by now.
func (c *AccountChange) due(now time.Time) bool { return c.Second != "" && !now.Before(c.From) }

// over reports whether the change has waited too long for a second administrator.
func (c *AccountChange) over(now time.Time) bool {
	return c.Second == "" && now.Sub(c.At) >= changesWait
}

// Changes keeps the changes that wait. Whatever changes an account or its password, or an office, ends the change of it
// that waits; whatever changes an account ends what that account asked for, too.
type Changes interface {
	// AddChange refuses a second one of an account with register.Conflict.
	AddChange(ctx context.Context, by Author, c AccountChange) error
	// ConfirmReset keeps who confirmed a reset, and its password; register.NotFound if that reset (Code) is not waiting
	// for somebody to confirm it.
	ConfirmReset(ctx context.Context, by Author, c AccountChange) error
	// MakeChange makes a change and ends it, all at once, if it is the one that waits (Code, Second); if not, it is
	// register.NotFound. An account that is given a Secret must change it, and its sessions end.
	MakeChange(ctx context.Context, by Author, c AccountChange) error
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

// needsTwo reports whether the role comes by two administrators only: at an office of the whole country each one does,
// since it reads there whomever it likes.
func (r Rules) needsTwo(role Role, office register.Office) bool {
	return r.pack.National(office) || slices.ContainsFunc(forTwo, role.grants)
}

// widens reports whether a change gives an account power that needs two: such a role, or with one that it has another
// office or more days. The office is that of the account as it is to be.
func (r Rules) widens(before, after Officer, office register.Office) bool {
	for _, role := range after.Roles {
		more := !slices.Contains(before.Roles, role) || before.Office != after.Office || after.From < before.From || after.Until > before.Until
		if more && r.needsTwo(role, office) {
			return true
		}
	}
	return false
}

// target is what a change is about, as it is now.
type target struct {
	officer Officer            // the account; of one that is not there yet nothing
	offices [2]register.Office // over which a change needs power: where the account is and is to be, or the office itself as it is and is to be
}

// oversees reports whether the change is about an overseer.
func (s target) oversees(c AccountChange) bool { return s.officer.oversees() || c.Officer.oversees() }

// change returns the change of an account that waits, and what it is about.
func (a *Accounts) change(ctx context.Context, op register.Operation, account register.OfficerID) (c AccountChange, s target, err error) {
	if c, err = a.desk.Change(ctx, account); err != nil {
		return AccountChange{}, s, asked(op, err, register.NotFound, CodeNoChange)
	}
	if c.over(a.clock()) {
		return AccountChange{}, s, register.Coded(register.NotFound, op, CodeNoChange)
	}
	is, to := c.Officer.Office, c.Officer.Office
	switch c.What {
	case ChangeOffice:
		s.offices[1] = c.Office
		s.offices[0], err = a.office(ctx, op, c.Office.ID)
		return c, s, err
	case ChangeAdd:
	default:
		if s.officer, err = a.desk.Officer(ctx, c.Account); err != nil {
			return AccountChange{}, s, fmt.Errorf("%s: %w", op, err)
		}
		is = s.officer.Office
	}
	for i, id := range []register.OfficeID{is, to} {
		if s.offices[i], err = a.office(ctx, op, id); err != nil {
			return AccountChange{}, s, err
		}
	}
	return c, s, nil
}

// mayAll says whether the administrator has power over both offices.
func (a *Accounts) mayAll(ctx context.Context, by Actor, offices [2]register.Office) error {
	for _, o := range offices {
		if err := a.may(ctx, by, o); err != nil {
			return err
		}
	}
	return nil
}

// Confirm lets a second administrator confirm what another one asked for, or an overseer where it is about an overseer.
// The code is that of the change that they have seen (Waiting). It returns the change as it was confirmed, and the
// password for the first sign-in, shown once, where there is one: of a new account, and of one that has more power by it,
// at once, since whoever asked may know the former one; of a reset from AccountChange.From on.
func (a *Accounts) Confirm(ctx context.Context, by Actor, account register.OfficerID, code string) (c AccountChange, temporary string, err error) {
	const op = "access.Confirm"
	c, s, err := a.waiting(ctx, op, by, account)
	switch {
	case err != nil:
		return AccountChange{}, "", err
	case c.By == by.Officer.ID:
		return AccountChange{}, "", register.Coded(register.Forbidden, op, CodeOwnChange)
	case s.oversees(c) && a.rules.Has(by, Oversee, register.DayAt(a.clock())) != nil:
		return AccountChange{}, "", register.Coded(register.Forbidden, op, CodeOverseersAgree)
	}
	return a.apply(ctx, op, by.Officer.ID, c, s, code)
}

// apply makes a change that is confirmed. Whoever asked for it has to have the power still.
func (a *Accounts) apply(ctx context.Context, op register.Operation, second register.OfficerID, c AccountChange, s target, code string) (_ AccountChange, temporary string, err error) {
	switch {
	case c.Second != "":
		return AccountChange{}, "", register.Coded(register.NotFound, op, CodeNoChange)
	case c.Code() != code:
		return AccountChange{}, "", register.Coded(register.Conflict, op, CodeOtherChange)
	}
	if err := a.stillAsked(ctx, op, c, s); err != nil {
		return AccountChange{}, "", err
	}
	if c.What == ChangeAdd || c.What == ChangeRights {
		if bad := a.rules.checkOfficer(c.Officer, s.offices[1]); len(bad) > 0 {
			return AccountChange{}, "", register.InvalidBy(op, bad...)
		}
	}
	if c.What == ChangeReset || a.rules.widens(s.officer, c.Officer, s.offices[1]) {
		if temporary, c.Secret, err = a.temporary(ctx); err != nil {
			return AccountChange{}, "", fmt.Errorf("%s: %w", op, err)
		}
	}
	author, write := Author{At: a.clock(), By: c.By, Second: second}, a.desk.MakeChange
	if c.What == ChangeReset {
		c.Second, c.From, write = second, author.At.Add(resetAfter), a.desk.ConfirmReset
	}
	switch err = write(ctx, author, c); {
	case err == nil:
		return c, temporary, nil
	case register.KindOf(err) == register.Conflict:
		return AccountChange{}, "", asked(op, err, register.Conflict, CodeAccountExists)
	}
	return AccountChange{}, "", asked(op, err, register.NotFound, CodeNoChange)
}

// stillAsked fails unless whoever asked for a change could ask for it now.
func (a *Accounts) stillAsked(ctx context.Context, op register.Operation, c AccountChange, s target) error {
	asker, err := a.desk.Officer(ctx, c.By)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	office, err := a.office(ctx, op, asker.Office)
	if err != nil {
		return err
	}
	return asked(op, a.mayAll(ctx, Actor{asker, office}, s.offices), register.Forbidden, CodeAskerPowerless)
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
func (a *Accounts) Waiting(ctx context.Context, by Actor) (out []WaitingChange, err error) {
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
		switch c, _, err := a.waiting(ctx, op, by, c.Account); {
		case err == nil:
			c.Secret = ""
			out = append(out, WaitingChange{c, c.Code(), c.Office.Jurisdiction})
		case register.KindOf(err) != register.Forbidden && register.KindOf(err) != register.NotFound: // of others; over by now
			return nil, err
		}
	}
	return out, nil
}

// waiting returns the change of an account over which the administrator has power, or the overseer where it is about an
// overseer, and what it is about.
func (a *Accounts) waiting(ctx context.Context, op register.Operation, by Actor, account register.OfficerID) (AccountChange, target, error) {
	if account == by.Officer.ID {
		return AccountChange{}, target{}, register.Coded(register.Forbidden, op, CodeOwnAccount)
	}
	c, s, err := a.change(ctx, op, account)
	if err != nil || s.oversees(c) && a.rules.Has(by, Oversee, register.DayAt(a.clock())) == nil {
		return c, s, err
	}
	return c, s, a.mayAll(ctx, by, s.offices)
}

// ask keeps a change for a second administrator, in place of one that has waited too long.
func (a *Accounts) ask(ctx context.Context, op register.Operation, by Actor, c AccountChange) error {
	c.By, c.At = by.Officer.ID, a.clock()
	before, err := a.desk.Change(ctx, c.Account)
	if err == nil && before.over(c.At) {
		err = a.desk.DropChange(ctx, Author{At: c.At}, c.Account)
	}
	if err != nil && register.KindOf(err) != register.NotFound {
		return fmt.Errorf("%s: %w", op, err)
	}
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
	case c.What != ChangeReset || c.over(s.clock()):
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

// settle gives an account its new password where the hour of a reset is over, and nobody has stopped it.
func (s *SignIn) settle(ctx context.Context, account register.OfficerID, now time.Time) error {
	c, err := s.desk.Change(ctx, account)
	if err == nil && c.due(now) {
		err = s.desk.MakeChange(ctx, Author{At: now, By: c.By, Second: c.Second}, c)
	}
	if err != nil && register.KindOf(err) != register.NotFound {
		return err
	}
	return nil
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
		case c.over(now):
			err = s.desk.DropChange(ctx, Author{At: now}, c.Account)
		}
		if err != nil && register.KindOf(err) != register.NotFound {
			return err
		}
	}
	return nil
}
