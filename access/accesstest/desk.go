// Package accesstest owns the fakes of access.Desk and access.Looks, and the
// suites that they and the real stores pass.
package accesstest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"samano/access"
	"samano/access/password"
	"samano/register"
)

// Desk is access.Desk in memory.
type Desk struct {
	mu        sync.Mutex
	offices   map[register.OfficeID]register.Office
	officers  map[register.OfficerID]account
	sessions  map[access.SessionID]access.Session
	attempts  map[access.AttemptKey]access.AttemptCount
	starts    []access.PrintedStart
	powers    []access.Power
	changes   map[register.OfficerID]access.AccountChange
	halves    *[2]password.Secret // of the recovery paper; nil: there is none
	oversight *access.OversightPaper
	stays     int64 // the first look that has not gone
}

type account struct {
	officer access.Officer
	secret  password.Secret
}

var _ access.Desk = (*Desk)(nil)

// NewDesk makes an empty desk.
func NewDesk() *Desk {
	return &Desk{
		offices:  map[register.OfficeID]register.Office{},
		officers: map[register.OfficerID]account{},
		sessions: map[access.SessionID]access.Session{},
		attempts: map[access.AttemptKey]access.AttemptCount{},
		changes:  map[register.OfficerID]access.AccountChange{},
	}
}

// wrote appends to the log of powers.
func (d *Desk) wrote(by access.Author, what access.PowerKind, about access.PowerSubject) {
	if n := len(d.powers); n > 0 && by.At.Before(d.powers[n-1].At) {
		by.At = d.powers[n-1].At
	}
	d.powers = append(d.powers, access.Power{Seq: int64(len(d.powers)), What: what, Subject: about, Author: by})
}

// AddChange implements access.Changes.
func (d *Desk) AddChange(_ context.Context, by access.Author, c access.AccountChange) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, there := d.changes[c.Account]; there {
		return fail(register.Conflict)
	}
	c.Second, c.From, c.Secret = "", time.Time{}, ""
	d.changes[c.Account] = c
	d.wrote(by, access.ChangeAsked, access.ChangeSubject(c.Account))
	return nil
}

// ConfirmReset implements access.Changes.
func (d *Desk) ConfirmReset(_ context.Context, by access.Author, c access.AccountChange) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, there := d.changes[c.Account]
	if !there || now.Code() != c.Code() || now.What != access.ChangeReset || now.Second != "" {
		return fail(register.NotFound)
	}
	now.Second, now.From, now.Secret = c.Second, c.From, c.Secret
	d.changes[c.Account] = now
	d.wrote(by, access.ResetConfirmed, access.ChangeSubject(c.Account))
	return nil
}

// MakeChange implements access.Changes.
func (d *Desk) MakeChange(_ context.Context, by access.Author, c access.AccountChange) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	now, there := d.changes[c.Account]
	if !there || now.Code() != c.Code() || now.Second != c.Second {
		return fail(register.NotFound)
	}
	delete(d.changes, c.Account)
	var err error
	switch c.What {
	case access.ChangeOffice:
		d.putOffice(by, c.Office)
	case access.ChangeAdd:
		err = d.addOfficer(by, c.Officer, c.Secret)
	case access.ChangeRights:
		err = d.putOfficer(by, c.Officer)
	}
	if err == nil && c.Secret != "" && c.What != access.ChangeAdd {
		err = d.setSecret(by, c.Account, c.Secret, true, "")
	}
	if err != nil {
		d.changes[c.Account] = now
		return err
	}
	d.wrote(by, access.ChangeEnded, access.ChangeSubject(c.Account))
	return nil
}

// Change implements access.Changes.
func (d *Desk) Change(_ context.Context, account register.OfficerID) (access.AccountChange, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, there := d.changes[account]
	if !there {
		return c, fail(register.NotFound)
	}
	return c, nil
}

// ListChanges implements access.Changes.
func (d *Desk) ListChanges(context.Context) ([]access.AccountChange, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.SortedFunc(maps.Values(d.changes), byAccount), nil
}

// DropChange implements access.Changes.
func (d *Desk) DropChange(_ context.Context, by access.Author, account register.OfficerID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.endChange(by, account) {
		return fail(register.NotFound)
	}
	return nil
}

// endChange ends the change of an account that waits, and reports whether one did.
func (d *Desk) endChange(by access.Author, account register.OfficerID) bool {
	if _, there := d.changes[account]; !there {
		return false
	}
	delete(d.changes, account)
	d.wrote(by, access.ChangeEnded, access.ChangeSubject(account))
	return true
}

// PutRecovery implements access.Recovery.
func (d *Desk) PutRecovery(_ context.Context, by access.Author, halves [2]password.Secret) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.halves = &halves
	d.wrote(by, access.RecoverySet, "recovery")
	return nil
}

// Recovery implements access.Recovery.
func (d *Desk) Recovery(context.Context) ([2]password.Secret, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.halves == nil {
		return [2]password.Secret{}, fail(register.NotFound)
	}
	return *d.halves, nil
}

// PutOversight implements access.Oversight.
func (d *Desk) PutOversight(_ context.Context, by access.Author, p access.OversightPaper) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.oversight = &p
	d.wrote(by, access.OversightSet, "oversight")
	return nil
}

// Oversight implements access.Oversight.
func (d *Desk) Oversight(context.Context) (access.OversightPaper, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.oversight == nil {
		return access.OversightPaper{}, fail(register.NotFound)
	}
	return *d.oversight, nil
}

// PutDropped implements access.DroppedLooks.
func (d *Desk) PutDropped(_ context.Context, by access.Author, stays int64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stays = max(d.stays, stays)
	d.wrote(by, access.LooksDropped, "looks")
	return nil
}

// Dropped implements access.DroppedLooks.
func (d *Desk) Dropped(context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stays, nil
}

// Powers implements access.Powers.
func (d *Desk) Powers(_ context.Context, q access.PowerQuery) (out []access.Power, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range slices.Backward(d.powers) {
		if p.Seq < q.Before && (q.About == "" || q.About == p.Subject) && (q.Officer == "" || q.Officer == p.By || q.Officer == p.Second) && len(out) < q.Limit {
			out = append(out, p)
		}
	}
	return out, nil
}

func fail(kind register.ErrorKind) error { return &register.Error{Kind: kind, Op: "accesstest.Desk"} }

// PutOffice implements access.Offices.
func (d *Desk) PutOffice(_ context.Context, by access.Author, o register.Office) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now, there := d.offices[o.ID]; there && (now.Level != o.Level || now.Jurisdiction != o.Jurisdiction) {
		return fail(register.NotFound)
	}
	d.putOffice(by, o)
	d.endChange(by, access.ChangeOfOffice(o.ID))
	return nil
}

func (d *Desk) putOffice(by access.Author, o register.Office) {
	d.offices[o.ID] = o
	d.wrote(by, access.OfficePut, access.OfficeSubject(o.ID))
}

// Office implements access.Offices.
func (d *Desk) Office(_ context.Context, id register.OfficeID) (register.Office, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	o, ok := d.offices[id]
	if !ok {
		return o, fail(register.NotFound)
	}
	return o, nil
}

// Offices implements access.Offices.
func (d *Desk) Offices(context.Context) ([]register.Office, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []register.Office
	for _, o := range d.offices {
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b register.Office) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out, nil
}

// AddOfficer implements access.Officers.
func (d *Desk) AddOfficer(_ context.Context, by access.Author, o access.Officer, secret password.Secret) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.addOfficer(by, o, secret); err != nil {
		return err
	}
	d.endChange(by, o.ID)
	return nil
}

func (d *Desk) addOfficer(by access.Author, o access.Officer, secret password.Secret) error {
	if _, ok := d.offices[o.Office]; !ok {
		return fail(register.NotFound)
	}
	if _, ok := d.officers[o.ID]; ok {
		return fail(register.Conflict)
	}
	o.Roles = slices.Clone(o.Roles)
	d.officers[o.ID] = account{o, secret}
	d.wrote(by, access.AccountAdded, access.AccountSubject(o.ID))
	return nil
}

// PutPrintedStart implements access.Offices.
func (d *Desk) PutPrintedStart(_ context.Context, by access.Author, p access.PrintedStart) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.offices[p.Office]; !ok {
		return fail(register.NotFound)
	}
	d.starts = slices.DeleteFunc(d.starts, func(o access.PrintedStart) bool { return o.Office == p.Office && o.Year == p.Year })
	d.starts = append(d.starts, p)
	slices.SortFunc(d.starts, func(a, b access.PrintedStart) int {
		return cmp.Or(cmp.Compare(a.Office, b.Office), cmp.Compare(a.Year, b.Year))
	})
	d.wrote(by, access.PrintedSet, access.PowerSubject(fmt.Sprintf("printed-start/%s/%d", p.Office, p.Year)))
	return nil
}

// PrintedStarts implements access.Offices.
func (d *Desk) PrintedStarts(context.Context) ([]access.PrintedStart, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.starts), nil
}

// PutOfficer implements access.Officers.
func (d *Desk) PutOfficer(_ context.Context, by access.Author, c access.OfficerChange) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.officers[c.New.ID].officer
	same := slices.Equal(now.Roles, c.Old.Roles)
	now.Roles, c.Old.Roles = nil, nil
	if !same || !reflect.DeepEqual(now, c.Old) {
		return fail(register.NotFound)
	}
	return d.putOfficer(by, c.New)
}

func (d *Desk) putOfficer(by access.Author, o access.Officer) error {
	a, ok := d.officers[o.ID]
	if _, office := d.offices[o.Office]; !ok || !office {
		return fail(register.NotFound)
	}
	o.Roles = slices.Clone(o.Roles)
	d.officers[o.ID] = account{o, a.secret}
	d.wrote(by, access.AccountChanged, access.AccountSubject(o.ID))
	for _, c := range slices.SortedFunc(maps.Values(d.changes), byAccount) {
		if c.Account == o.ID || c.By == o.ID {
			d.endChange(by, c.Account)
		}
	}
	d.endAll(o.ID, "")
	return nil
}

func byAccount(a, b access.AccountChange) int { return cmp.Compare(a.Account, b.Account) }

func (d *Desk) endAll(id register.OfficerID, keep access.SessionID) {
	for k, s := range d.sessions {
		if s.Officer == id && k != keep {
			delete(d.sessions, k)
		}
	}
}

// Officer implements access.Officers.
func (d *Desk) Officer(_ context.Context, id register.OfficerID) (access.Officer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, ok := d.officers[id]
	if !ok {
		return access.Officer{}, fail(register.NotFound)
	}
	a.officer.Roles = slices.Clone(a.officer.Roles)
	return a.officer, nil
}

// OfficersOf implements access.Officers.
func (d *Desk) OfficersOf(_ context.Context, office register.OfficeID) ([]access.Officer, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []access.Officer
	for _, a := range d.officers {
		if a.officer.Office == office {
			out = append(out, a.officer)
		}
	}
	slices.SortFunc(out, func(a, b access.Officer) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out, nil
}

// Secret implements access.Officers.
func (d *Desk) Secret(_ context.Context, id register.OfficerID) (password.Secret, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a, ok := d.officers[id]
	if !ok {
		return "", fail(register.NotFound)
	}
	return a.secret, nil
}

// SetSecret implements access.Officers.
func (d *Desk) SetSecret(_ context.Context, by access.Author, id register.OfficerID, secret password.Secret, mustChange bool, keep access.SessionID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.setSecret(by, id, secret, mustChange, keep)
}

func (d *Desk) setSecret(by access.Author, id register.OfficerID, secret password.Secret, mustChange bool, keep access.SessionID) error {
	a, ok := d.officers[id]
	if !ok {
		return fail(register.NotFound)
	}
	a.secret, a.officer.MustChange = secret, mustChange
	d.officers[id] = a
	d.endAll(id, keep)
	what := access.PasswordChosen
	if mustChange {
		what = access.PasswordReset
	}
	d.wrote(by, what, access.AccountSubject(id))
	d.endChange(by, id)
	return nil
}

// UpgradeSecret implements access.Officers.
func (d *Desk) UpgradeSecret(_ context.Context, by access.Author, id register.OfficerID, c access.SecretChange) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a, ok := d.officers[id]; ok && a.secret == c.Old {
		a.secret = c.New
		d.officers[id] = a
		d.wrote(by, access.PasswordHashed, access.AccountSubject(id))
	}
	return nil
}

// StartSession implements access.Sessions.
func (d *Desk) StartSession(_ context.Context, s access.Session, secret password.Secret, most int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a, ok := d.officers[s.Officer]; !ok || a.secret != secret {
		return fail(register.NotFound)
	}
	for i, old := range d.sessionsOf(s.Officer) {
		if i >= most-1 {
			delete(d.sessions, old.ID)
		}
	}
	d.sessions[s.ID] = s
	return nil
}

// Session implements access.Sessions.
func (d *Desk) Session(_ context.Context, id access.SessionID) (access.Session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, ok := d.sessions[id]
	if !ok {
		return s, fail(register.NotFound)
	}
	return s, nil
}

// TouchSession implements access.Sessions.
func (d *Desk) TouchSession(_ context.Context, id access.SessionID, at time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := d.sessions[id]; ok && at.After(s.LastUsed) {
		s.LastUsed = at
		d.sessions[id] = s
	}
	return nil
}

// EndSession implements access.Sessions.
func (d *Desk) EndSession(_ context.Context, id access.SessionID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.sessions, id)
	return nil
}

// EndSessions implements access.Sessions.
func (d *Desk) EndSessions(_ context.Context, of register.OfficerID, keep access.SessionID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.endAll(of, keep)
	return nil
}

func (d *Desk) sessionsOf(officer register.OfficerID) []access.Session {
	var out []access.Session
	for _, s := range d.sessions {
		if s.Officer == officer {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b access.Session) int {
		return cmp.Or(b.Started.Compare(a.Started), strings.Compare(string(b.ID), string(a.ID)))
	})
	return out
}

// PruneSessions implements access.Sessions.
func (d *Desk) PruneSessions(_ context.Context, before access.SessionTimes) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, s := range d.sessions {
		if s.LastUsed.Before(before.LastUsed) || s.Started.Before(before.Started) {
			delete(d.sessions, k)
		}
	}
	return nil
}

// Attempt implements access.Attempts.
func (d *Desk) Attempt(_ context.Context, keys []access.AttemptKey, at time.Time) (time.Duration, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var wait time.Duration
	for _, k := range keys {
		wait = max(wait, d.attempts[k].Wait(k, at))
	}
	if wait > 0 {
		return wait, nil
	}
	for _, k := range keys {
		d.attempts[k] = d.attempts[k].After(at)
	}
	return 0, nil
}

// Succeeded implements access.Attempts.
func (d *Desk) Succeeded(_ context.Context, forget access.AttemptKey, takeBack ...access.AttemptKey) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.attempts, forget)
	for _, k := range takeBack {
		if c, ok := d.attempts[k]; ok {
			c.Attempts = max(0, c.Attempts-1)
			d.attempts[k] = c
		}
	}
	return nil
}

// PruneAttempts implements access.Attempts.
func (d *Desk) PruneAttempts(_ context.Context, before time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, c := range d.attempts {
		if c.Last.Before(before) {
			delete(d.attempts, k)
		}
	}
	return nil
}
