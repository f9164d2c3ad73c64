package accesssql

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"samano/access"
	"samano/internal/sqldb"
	"samano/register"
)

// AddChange implements access.Changes.
func (s *Store) AddChange(ctx context.Context, by access.Author, c access.AccountChange) error {
	const op = "accesssql.AddChange"
	to, err := json.Marshal(toBe(c))
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO account_change (account, what, officer, asker, asked, second, valid, secret) VALUES ($1, $2, $3, $4, $5, '', 0, '')`,
			string(c.Account), string(c.What), string(to), string(c.By), sqldb.Micros(c.At))
		if err != nil {
			return err
		}
		return s.change(ctx, tx, by, access.ChangeAsked, c.Account)
	})
}

// ConfirmReset implements access.Changes.
func (s *Store) ConfirmReset(ctx context.Context, by access.Author, c access.AccountChange) error {
	return s.db.Tx(ctx, "accesssql.ConfirmReset", func(tx *sql.Tx) error {
		err := taken(c, tx.QueryRowContext(ctx, `UPDATE account_change SET second = $2, valid = $3, secret = $4 WHERE account = $1 AND what = $5 AND second = ''
			RETURNING `+changeColumns, string(c.Account), string(c.Second), sqldb.Micros(c.From), string(c.Secret), string(access.ChangeReset)))
		if err != nil {
			return err
		}
		return s.change(ctx, tx, by, access.ResetConfirmed, c.Account)
	})
}

// MakeChange implements access.Changes.
func (s *Store) MakeChange(ctx context.Context, by access.Author, c access.AccountChange) error {
	return s.db.Tx(ctx, "accesssql.MakeChange", func(tx *sql.Tx) error {
		err := taken(c, tx.QueryRowContext(ctx, `DELETE FROM account_change WHERE account = $1 RETURNING `+changeColumns, string(c.Account)))
		if err != nil {
			return err
		}
		switch c.What {
		case access.ChangeOffice:
			err = s.putOffice(ctx, tx, by, c.Office, "")
		case access.ChangeAdd:
			err = s.addOfficer(ctx, tx, by, account{c.Officer, c.Secret})
		case access.ChangeRights:
			err = s.putOfficer(ctx, tx, by, c.Officer, "")
		}
		if err == nil && c.Secret != "" && c.What != access.ChangeAdd {
			err = s.setSecret(ctx, tx, by, c.Account, c.Secret, true, "")
		}
		if err != nil {
			return err
		}
		return s.ended(ctx, tx, by, c.Account)
	})
}

// taken fails unless the row that a statement has taken is that change.
func taken(c access.AccountChange, row *sql.Row) error {
	if is, err := scanChange(row.Scan); err != nil || is.Code() == c.Code() && is.Second == c.Second {
		return err
	}
	return sql.ErrNoRows // the transaction is rolled back
}

// change appends what waits for an account from now on.
func (s *Store) change(ctx context.Context, tx *sql.Tx, by access.Author, what access.PowerKind, id register.OfficerID) error {
	c, err := scanChange(tx.QueryRowContext(ctx, `SELECT `+changeColumns+` FROM account_change WHERE account = $1`, string(id)).Scan)
	if err != nil {
		return err
	}
	return s.append(ctx, tx, by, what, heldChange(c))
}

const changeColumns = `account, what, officer, asker, asked, second, valid, secret`

func scanChange(scan func(...any) error) (c access.AccountChange, err error) {
	var text string
	var asked, valid int64
	if err := scan(&c.Account, &c.What, &text, &c.By, &asked, &c.Second, &valid, &c.Secret); err != nil {
		return c, err
	}
	c.At = sqldb.TimeOf(asked)
	if valid != 0 {
		c.From = sqldb.TimeOf(valid)
	}
	var to toBeState
	err = json.Unmarshal([]byte(text), &to)
	if to.Office != nil {
		c.Office = to.Office.office(c.Account)
	} else {
		c.Officer = to.officer(c.Account)
	}
	return c, err
}

// Change implements access.Changes.
func (s *Store) Change(ctx context.Context, account register.OfficerID) (access.AccountChange, error) {
	c, err := scanChange(s.db.Read.QueryRowContext(ctx, `SELECT `+changeColumns+` FROM account_change WHERE account = $1`, string(account)).Scan)
	return c, sqldb.Wrap("accesssql.Change", err)
}

const allChanges = `SELECT ` + changeColumns + ` FROM account_change ORDER BY account`

// ListChanges implements access.Changes.
func (s *Store) ListChanges(ctx context.Context) ([]access.AccountChange, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanChange, allChanges)
	return out, sqldb.Wrap("accesssql.ListChanges", err)
}

// DropChange implements access.Changes.
func (s *Store) DropChange(ctx context.Context, by access.Author, account register.OfficerID) error {
	return s.db.Tx(ctx, "accesssql.DropChange", func(tx *sql.Tx) error {
		if err := sqldb.ExecOne(ctx, tx, `DELETE FROM account_change WHERE account = $1`, string(account)); err != nil {
			return err
		}
		return s.ended(ctx, tx, by, account)
	})
}

// ofAccount is the condition of the change of an account.
const ofAccount = `account = $1`

// endChanges ends the changes that wait of which the condition is true, by account.
func (s *Store) endChanges(ctx context.Context, tx *sql.Tx, by access.Author, where string, account register.OfficerID) error {
	accounts, err := sqldb.List(ctx, tx, func(scan func(...any) error) (id register.OfficerID, err error) {
		err = scan(&id)
		return id, err
	}, `DELETE FROM account_change WHERE `+where+` RETURNING account`, string(account))
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(slices.Values(accounts)) {
		if err := s.ended(ctx, tx, by, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) ended(ctx context.Context, tx *sql.Tx, by access.Author, account register.OfficerID) error {
	h := heldChange(access.AccountChange{Account: account})
	h.State = nil
	return s.append(ctx, tx, by, access.ChangeEnded, h)
}
