package certificatesql

import (
	"context"
	"database/sql"
	"encoding/json"

	"samano/certificate"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/register"
)

// NextStatusIndex implements certificate.Store.
func (s *Store) NextStatusIndex(ctx context.Context) (int64, error) {
	var n int64
	err := s.db.Tx(ctx, "certificatesql.NextStatusIndex", func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `UPDATE copy_status SET next = next + 1 WHERE id = 1 RETURNING next - 1`).Scan(&n)
	})
	return n, err
}

// AddCopy implements certificate.Store.
func (s *Store) AddCopy(ctx context.Context, c certificate.Copy) error {
	const op = "certificatesql.AddCopy"
	doc, err := json.Marshal(c)
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	if len(c.Persons) > maxPersons {
		return register.Errorf(register.Internal, op, "a copy about %d persons", len(c.Persons))
	}
	persons := personsOf(&c)
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO copy (id, kind, act, no, person1, person2, issued, doc, revoked_at, revoked_by, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', '')`,
			string(c.ID), string(c.Kind), int64(c.Act), c.Count, persons[0], persons[1], sqldb.Micros(c.IssuedAt), string(doc))
		if err != nil {
			return err
		}
		return s.append(ctx, tx, powerlog.Entry{At: c.IssuedAt, What: certificate.CopyIssued, Author: string(c.Officer)}, c.ID)
	})
}

// maxPersons is how many persons a copy is about: two of a marriage.
const maxPersons = 2

// personsOf are the columns of the persons; 0: there is none.
func personsOf(c *certificate.Copy) (out [maxPersons]int64) {
	for i := range min(len(c.Persons), maxPersons) {
		out[i] = int64(c.Persons[i])
	}
	return out
}

const copyColumns = `doc, revoked_at, revoked_by, reason`

func scanCopy(scan func(...any) error) (certificate.Copy, error) {
	var c certificate.Copy
	var doc string
	var at int64
	var r certificate.Revocation
	if err := scan(&doc, &at, &r.By, &r.Reason); err != nil {
		return c, err
	}
	if err := json.Unmarshal([]byte(doc), &c); err != nil {
		return c, register.Errorf(register.Internal, "certificatesql.Copy", "%w", err)
	}
	if at != 0 {
		r.At = sqldb.TimeOf(at)
		c.Revoked = &r
	}
	return c, nil
}

// Copy implements certificate.Store.
func (s *Store) Copy(ctx context.Context, id certificate.CopyID) (certificate.Copy, error) {
	c, err := scanCopy(s.db.Read.QueryRowContext(ctx, `SELECT `+copyColumns+` FROM copy WHERE id = $1`, string(id)).Scan)
	return c, sqldb.Wrap("certificatesql.Copy", err)
}

// CountCopies implements certificate.Store.
func (s *Store) CountCopies(ctx context.Context, kind register.Kind, act register.Seq) (int, error) {
	var n int
	err := s.db.Read.QueryRowContext(ctx, `SELECT COUNT(*) FROM copy WHERE kind = $1 AND act = $2`, string(kind), int64(act)).Scan(&n)
	return n, sqldb.Wrap("certificatesql.CountCopies", err)
}

// CopiesOf implements certificate.Store.
func (s *Store) CopiesOf(ctx context.Context, person register.PersonID, limit int) ([]certificate.Copy, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanCopy, `SELECT `+copyColumns+` FROM copy WHERE person1 = $1 OR person2 = $1 ORDER BY issued DESC, id DESC LIMIT $2`,
		int64(person), limit)
	return out, sqldb.Wrap("certificatesql.CopiesOf", err)
}

// RevokeCopy implements certificate.Store.
func (s *Store) RevokeCopy(ctx context.Context, id certificate.CopyID, r certificate.Revocation) error {
	const op = "certificatesql.RevokeCopy"
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		changed, err := sqldb.Exec(ctx, tx, `UPDATE copy SET revoked_at = $2, revoked_by = $3, reason = $4 WHERE id = $1 AND revoked_at = 0`,
			string(id), sqldb.Micros(r.At), string(r.By), r.Reason)
		if err != nil {
			return err
		}
		if changed == 1 {
			return s.append(ctx, tx, powerlog.Entry{At: r.At, What: certificate.CopyRevoked, Author: string(r.By)}, id)
		}
		var there int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM copy WHERE id = $1`, string(id)).Scan(&there); err != nil {
			return err
		}
		if there == 0 {
			return sql.ErrNoRows
		}
		return register.Errorf(register.Conflict, op, "it was revoked before")
	})
}
