package accesssql

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"samano/access"
	"samano/access/password"
	"samano/internal/sqldb"
	"samano/register"
)

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// PutOffice implements access.Offices.
func (s *Store) PutOffice(ctx context.Context, by access.Author, o register.Office) error {
	return s.db.Tx(ctx, "accesssql.PutOffice", func(tx *sql.Tx) error {
		if err := s.putOffice(ctx, tx, by, o, ` WHERE office.level = excluded.level AND office.jurisdiction = excluded.jurisdiction`); err != nil {
			return err
		}
		return s.endChanges(ctx, tx, by, ofAccount, access.ChangeOfOffice(o.ID))
	})
}

// putOffice adds an office, or replaces one of which the condition is true.
func (s *Store) putOffice(ctx context.Context, tx *sql.Tx, by access.Author, o register.Office, where string) error {
	err := sqldb.ExecOne(ctx, tx, `INSERT INTO office (id, name, name_latin, level, jurisdiction, post) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_latin = excluded.name_latin, level = excluded.level,
			jurisdiction = excluded.jurisdiction, post = excluded.post`+where,
		string(o.ID), o.Name, o.NameLatin, o.Level, int64(o.Jurisdiction), bit(o.Post))
	if err != nil {
		return err
	}
	return s.append(ctx, tx, by, access.OfficePut, heldOffice(o))
}

const officeColumns = `id, name, name_latin, level, jurisdiction, post`

func scanOffice(scan func(...any) error) (register.Office, error) {
	var o register.Office
	var post int64
	err := scan(&o.ID, &o.Name, &o.NameLatin, &o.Level, &o.Jurisdiction, &post)
	o.Post = post != 0
	return o, err
}

// Office implements access.Offices.
func (s *Store) Office(ctx context.Context, id register.OfficeID) (register.Office, error) {
	o, err := scanOffice(s.db.Read.QueryRowContext(ctx, `SELECT `+officeColumns+` FROM office WHERE id = $1`, string(id)).Scan)
	return o, sqldb.Wrap("accesssql.Office", err)
}

// Offices implements access.Offices.
func (s *Store) Offices(ctx context.Context) ([]register.Office, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanOffice, `SELECT `+officeColumns+` FROM office ORDER BY id`)
	return out, sqldb.Wrap("accesssql.Offices", err)
}

// PutPrintedStart implements access.Offices.
func (s *Store) PutPrintedStart(ctx context.Context, by access.Author, p access.PrintedStart) error {
	return s.db.Tx(ctx, "accesssql.PutPrintedStart", func(tx *sql.Tx) error {
		var id string // a foreign key that fails would tell less
		if err := tx.QueryRowContext(ctx, `SELECT id FROM office WHERE id = $1`, string(p.Office)).Scan(&id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO printed_start (office, year, first) VALUES ($1, $2, $3)
			ON CONFLICT (office, year) DO UPDATE SET first = excluded.first`, id, p.Year, p.First)
		if err != nil {
			return err
		}
		return s.append(ctx, tx, by, access.PrintedSet, heldStart(p))
	})
}

func scanPrintedStart(scan func(...any) error) (p access.PrintedStart, err error) {
	err = scan(&p.Office, &p.Year, &p.First)
	return p, err
}

// PrintedStarts implements access.Offices.
func (s *Store) PrintedStarts(ctx context.Context) ([]access.PrintedStart, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanPrintedStart, `SELECT office, year, first FROM printed_start ORDER BY office, year`)
	return out, sqldb.Wrap("accesssql.PrintedStarts", err)
}

func joinRoles(roles []access.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

// AddOfficer implements access.Officers.
func (s *Store) AddOfficer(ctx context.Context, by access.Author, o access.Officer, secret password.Secret) error {
	return s.db.Tx(ctx, "accesssql.AddOfficer", func(tx *sql.Tx) error {
		if err := s.addOfficer(ctx, tx, by, account{o, secret}); err != nil {
			return err
		}
		return s.endChanges(ctx, tx, by, ofAccount, o.ID)
	})
}

func (s *Store) addOfficer(ctx context.Context, tx *sql.Tx, by access.Author, a account) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO officer (id, name, name_latin, office, roles, active_from, active_until, must_change, secret)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, append(values(a.Officer), string(a.secret))...)
	if err != nil {
		return err
	}
	return s.append(ctx, tx, by, access.AccountAdded, heldAccount(a))
}

// values are the columns of an account, in the order of officerColumns.
func values(o access.Officer) []any {
	return []any{string(o.ID), o.Name, o.NameLatin, string(o.Office), joinRoles(o.Roles), int64(o.From), int64(o.Until), bit(o.MustChange)}
}

// PutOfficer implements access.Officers.
func (s *Store) PutOfficer(ctx context.Context, by access.Author, c access.OfficerChange) error {
	return s.db.Tx(ctx, "accesssql.PutOfficer", func(tx *sql.Tx) error {
		return s.putOfficer(ctx, tx, by, c.New, ` AND name = $9 AND name_latin = $10 AND office = $11 AND roles = $12 AND active_from = $13
			AND active_until = $14 AND must_change = $15`, values(c.Old)[1:]...)
	})
}

// putOfficer replaces an account of which the condition is true.
func (s *Store) putOfficer(ctx context.Context, tx *sql.Tx, by access.Author, o access.Officer, and string, args ...any) error {
	err := s.account(ctx, tx, by, access.AccountChanged, `UPDATE officer SET name = $2, name_latin = $3, office = $4, roles = $5, active_from = $6,
		active_until = $7, must_change = $8 WHERE id = $1`+and+` RETURNING `+accountColumns, append(values(o), args...)...)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE officer = $1`, string(o.ID)); err != nil {
		return err
	}
	return s.endChanges(ctx, tx, by, ofAccount+` OR asker = $1`, o.ID)
}

// account runs an update that must change an account, and appends what stands from then on.
func (s *Store) account(ctx context.Context, tx *sql.Tx, by access.Author, what access.PowerKind, update string, args ...any) error {
	a, err := scanAccount(tx.QueryRowContext(ctx, update, args...).Scan)
	if err != nil {
		return err
	}
	return s.append(ctx, tx, by, what, heldAccount(a))
}

const officerColumns = `id, name, name_latin, office, roles, active_from, active_until, must_change`

func scanOfficer(scan func(...any) error) (access.Officer, error) {
	var o access.Officer
	var roles string
	var must int64
	err := scan(&o.ID, &o.Name, &o.NameLatin, &o.Office, &roles, &o.From, &o.Until, &must)
	for r := range strings.FieldsSeq(roles) {
		o.Roles = append(o.Roles, access.Role(r))
	}
	o.MustChange = must != 0
	return o, err
}

// Officer implements access.Officers.
func (s *Store) Officer(ctx context.Context, id register.OfficerID) (access.Officer, error) {
	o, err := scanOfficer(s.db.Read.QueryRowContext(ctx, `SELECT `+officerColumns+` FROM officer WHERE id = $1`, string(id)).Scan)
	return o, sqldb.Wrap("accesssql.Officer", err)
}

// OfficersOf implements access.Officers.
func (s *Store) OfficersOf(ctx context.Context, office register.OfficeID) ([]access.Officer, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanOfficer, `SELECT `+officerColumns+` FROM officer WHERE office = $1 ORDER BY id`, string(office))
	return out, sqldb.Wrap("accesssql.OfficersOf", err)
}

// Secret implements access.Officers.
func (s *Store) Secret(ctx context.Context, id register.OfficerID) (password.Secret, error) {
	var secret password.Secret
	err := s.db.Read.QueryRowContext(ctx, `SELECT secret FROM officer WHERE id = $1`, string(id)).Scan(&secret)
	return secret, sqldb.Wrap("accesssql.Secret", err)
}

// SetSecret implements access.Officers.
func (s *Store) SetSecret(ctx context.Context, by access.Author, id register.OfficerID, secret password.Secret, mustChange bool, keep access.SessionID) error {
	return s.db.Tx(ctx, "accesssql.SetSecret", func(tx *sql.Tx) error { return s.setSecret(ctx, tx, by, id, secret, mustChange, keep) })
}

func (s *Store) setSecret(ctx context.Context, tx *sql.Tx, by access.Author, id register.OfficerID, secret password.Secret, mustChange bool, keep access.SessionID) error {
	what := access.PasswordChosen
	if mustChange {
		what = access.PasswordReset
	}
	err := s.account(ctx, tx, by, what, `UPDATE officer SET secret = $2, must_change = $3 WHERE id = $1 RETURNING `+accountColumns,
		string(id), string(secret), bit(mustChange))
	if err != nil {
		return err
	}
	if err := endSessions(ctx, tx, id, keep); err != nil {
		return err
	}
	return s.endChanges(ctx, tx, by, ofAccount, id)
}

// UpgradeSecret implements access.Officers.
func (s *Store) UpgradeSecret(ctx context.Context, by access.Author, id register.OfficerID, c access.SecretChange) error {
	return s.db.Tx(ctx, "accesssql.UpgradeSecret", func(tx *sql.Tx) error {
		err := s.account(ctx, tx, by, access.PasswordHashed, `UPDATE officer SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING `+accountColumns,
			string(id), string(c.Old), string(c.New))
		if errors.Is(err, sql.ErrNoRows) {
			return nil // it is another one by now
		}
		return err
	})
}
