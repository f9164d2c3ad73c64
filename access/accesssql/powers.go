package accesssql

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"iter"
	"strconv"

	"samano/access"
	"samano/access/password"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/register"
)

// append writes what stands from now on to the log of powers.
func (s *Store) append(ctx context.Context, tx *sql.Tx, by access.Author, what access.PowerKind, h powerlog.Held) error {
	return s.log.Append(ctx, tx, powerlog.Entry{
		At: by.At, What: string(what), Subject: h.Subject, Author: string(by.By), Second: string(by.Second), State: h.State,
	})
}

// Powers implements access.Powers.
func (s *Store) Powers(ctx context.Context, q access.PowerQuery) ([]access.Power, error) {
	list, err := s.log.Entries(ctx, powerlog.Query{Before: q.Before, Subject: string(q.About), Officer: string(q.Officer), Limit: q.Limit})
	if err != nil {
		return nil, register.Errorf(register.KindOf(err), "accesssql.Powers", "%w", err)
	}
	var out []access.Power
	for _, e := range list {
		out = append(out, access.Power{
			Seq: e.Seq, What: access.PowerKind(e.What), Subject: access.PowerSubject(e.Subject),
			Author: access.Author{At: e.At, By: register.OfficerID(e.Author), Second: register.OfficerID(e.Second)},
		})
	}
	return out, nil
}

// Held implements powerlog.Holder.
func (s *Store) Held(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return powerlog.Concat(
		powerlog.Each(ctx, tx, scanOffice, heldOffice, `SELECT `+officeColumns+` FROM office ORDER BY id`),
		powerlog.Each(ctx, tx, scanPrintedStart, heldStart, `SELECT office, year, first FROM printed_start ORDER BY office, year`),
		heldPaper(ctx, tx),
		powerlog.Each(ctx, tx, scanOversight, heldOversight, allOversight),
		powerlog.Each(ctx, tx, scanStays, heldStays, allStays),
		powerlog.Each(ctx, tx, scanChange, heldChange, allChanges),
		powerlog.Each(ctx, tx, scanAccount, heldAccount, `SELECT `+accountColumns+` FROM officer ORDER BY id`),
	)
}

// heldPaper yields the recovery paper, whose halves are one subject.
func heldPaper(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return func(yield func(powerlog.Held, error) bool) {
		halves, err := sqldb.List(ctx, tx, scanSecret, allHalves)
		switch {
		case err != nil:
			yield(powerlog.Held{}, err)
		case len(halves) > 0:
			yield(heldRecovery(halves), nil)
		}
	}
}

// The states below are compared byte by byte with what was written before: never rename a field, and never change the
// order.

type officeState struct {
	Name      string `json:"name"`
	NameLatin string `json:"name_latin"`
	Level     string `json:"level"`
	Area      int64  `json:"area"`
	Post      bool   `json:"post"`
}

func stateOfOffice(o register.Office) officeState {
	return officeState{o.Name, o.NameLatin, o.Level, int64(o.Jurisdiction), o.Post}
}

// office is the office of which this is the state, in the change that waits for it.
func (s officeState) office(change register.OfficerID) register.Office {
	return register.Office{
		ID: access.OfficeOfChange(change), Name: s.Name, NameLatin: s.NameLatin, Level: s.Level,
		Jurisdiction: register.PlaceID(s.Area), Post: s.Post,
	}
}

type startState struct {
	First int `json:"first"`
}

type accountState struct {
	Name       string        `json:"name"`
	NameLatin  string        `json:"name_latin"`
	Office     string        `json:"office"`
	Roles      []access.Role `json:"roles"`
	From       int64         `json:"from"`
	Until      int64         `json:"until"`
	MustChange bool          `json:"must_change"`
	Secret     string        `json:"secret_sha256"` // of the hash that is kept, not of the password
}

func stateOf(o access.Officer, secret password.Secret) accountState {
	return accountState{o.Name, o.NameLatin, string(o.Office), o.Roles, int64(o.From), int64(o.Until), o.MustChange, hashOf(secret)}
}

// officer is the account of which this is the state.
func (a accountState) officer(id register.OfficerID) access.Officer {
	return access.Officer{
		ID: id, Name: a.Name, NameLatin: a.NameLatin, Office: register.OfficeID(a.Office), Roles: a.Roles,
		From: register.Day(a.From), Until: register.Day(a.Until), MustChange: a.MustChange,
	}
}

// toBeState is an account as it is to be, or an office, which is an addition of later: the fields of an account stay where
// they were.
type toBeState struct {
	accountState
	Office *officeState `json:"to_office,omitempty"`
}

func toBe(c access.AccountChange) toBeState {
	to := toBeState{accountState: stateOf(c.Officer, "")}
	if c.What == access.ChangeOffice {
		o := stateOfOffice(c.Office)
		to.Office = &o
	}
	return to
}

type changeState struct {
	What   access.ChangeKind  `json:"what"`
	To     toBeState          `json:"to"`
	By     register.OfficerID `json:"by"`
	At     int64              `json:"at"`
	Second register.OfficerID `json:"second"`
	From   int64              `json:"from"`
	Secret string             `json:"secret_sha256"`
}

// account is a row of the table of officers.
type account struct {
	access.Officer
	secret password.Secret
}

const accountColumns = officerColumns + `, secret`

func scanAccount(scan func(...any) error) (a account, err error) {
	a.Officer, err = scanOfficer(func(dest ...any) error { return scan(append(dest, &a.secret)...) })
	return a, err
}

func held(subject access.PowerSubject, state any) powerlog.Held {
	text, _ := json.Marshal(state) // words, numbers and truths, which always can be written
	return powerlog.Held{Subject: string(subject), State: text}
}

func heldOffice(o register.Office) powerlog.Held {
	return held(access.OfficeSubject(o.ID), stateOfOffice(o))
}

func heldStart(p access.PrintedStart) powerlog.Held {
	return held(access.PowerSubject("printed-start/"+string(p.Office)+"/"+strconv.Itoa(p.Year)), startState{p.First})
}

func heldChange(c access.AccountChange) powerlog.Held {
	return held(access.ChangeSubject(c.Account), changeState{c.What, toBe(c), c.By, sqldb.Micros(c.At), c.Second, sqldb.Micros(c.From), hashOf(c.Secret)})
}

func hashOf(secret password.Secret) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func heldAccount(a account) powerlog.Held {
	return held(access.AccountSubject(a.ID), stateOf(a.Officer, a.secret))
}
