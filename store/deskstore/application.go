package deskstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"samano/internal/sqldb"
	"samano/office"
	"samano/register"
)

var _ office.Store = (*Store)(nil)

// PutApplication implements office.Applications.
func (s *Store) PutApplication(ctx context.Context, a office.Application, asked ...office.Adjudication) error {
	return s.db.Tx(ctx, "deskstore.PutApplication", func(tx *sql.Tx) error { return put(ctx, tx, &a, asked) })
}

// put writes an application with all that belongs to it.
func put(ctx context.Context, tx *sql.Tx, a *office.Application, asked []office.Adjudication) error {
	doc, err := json.Marshal(a)
	if err != nil {
		return register.Errorf(register.Internal, "deskstore.PutApplication", "%w", err)
	}
	written, err := putApplication(ctx, tx, a, string(doc))
	if err != nil {
		return err
	}
	if err := putChanges(ctx, tx, a, written); err != nil {
		return err
	}
	if err := putReferences(ctx, tx, a); err != nil {
		return err
	}
	return putAsked(ctx, tx, a, asked)
}

// putApplication writes the row of a version and gives how many changes of the
// history are written already.
func putApplication(ctx context.Context, tx *sql.Tx, a *office.Application, doc string) (written int, err error) {
	args := []any{
		string(a.ID), a.Version, string(a.State), string(a.Office), string(a.TakenAt), int64(a.Due), micros(a.Touched), len(a.History), doc,
	}
	if a.Version == 1 {
		_, err := tx.ExecContext(ctx, `INSERT INTO application (id, version, state, office, taken_at, due, touched, changes, doc)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, args...)
		return 0, err
	}
	// The version is locked before anything is read that depends on it.
	r, err := tx.ExecContext(ctx, `UPDATE application SET version = $2, state = $3, office = $4, taken_at = $5, due = $6, touched = $7, doc = $9,
		changes = $8 WHERE id = $1 AND version = $2 - 1`, args...)
	if err != nil {
		return 0, err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return 0, register.Errorf(register.Conflict, "deskstore.PutApplication", "not on version %d", a.Version-1)
	}
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM application_event WHERE application = $1`, string(a.ID)).Scan(&written)
	return written, err
}

func putChanges(ctx context.Context, tx *sql.Tx, a *office.Application, written int) error {
	var rows [][]any
	for n := written; n < len(a.History); n++ {
		c := &a.History[n]
		reasons, err := json.Marshal(c.Reasons)
		if err != nil {
			return register.Errorf(register.Internal, "deskstore.PutApplication", "%w", err)
		}
		rows = append(rows, []any{string(a.ID), n, micros(c.At), string(c.By), string(c.Office), string(c.From), string(c.To), string(reasons)})
	}
	return sqldb.Insert(ctx, tx, `INSERT INTO application_event (application, n, at, officer, office, from_state, to_state, reasons) VALUES`, rows)
}

func putReferences(ctx context.Context, tx *sql.Tx, a *office.Application) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM application_evidence WHERE application = $1`, string(a.ID)); err != nil {
		return err
	}
	var rows [][]any
	for sha := range a.EvidenceNamed() {
		rows = append(rows, []any{string(a.ID), sha})
	}
	err := sqldb.Failed("deskstore.PutApplication", sqldb.Insert(ctx, tx, `INSERT INTO application_evidence (application, sha256) VALUES`, rows))
	if register.KindOf(err) == register.NotFound { // the evidence that the reference leads to
		return &register.Error{Kind: register.Invalid, Op: "deskstore.PutApplication", Code: office.CodeEvidenceUnknown, Err: err}
	}
	return err
}

const applicationColumns = `doc, changes`

func scanApplication(scan func(...any) error) (storedApplication, error) {
	var a storedApplication
	var doc string
	if err := scan(&doc, &a.changes); err != nil {
		return a, err
	}
	if err := json.Unmarshal([]byte(doc), &a.Application); err != nil {
		return a, register.Errorf(register.Internal, "deskstore.Application", "%w", err)
	}
	return a, nil
}

type storedApplication struct {
	office.Application
	changes int
}

// Application implements office.Applications. Changes are only ever added, so that
// those that the row counts are those that belong to it.
func (s *Store) Application(ctx context.Context, id office.ApplicationID) (office.Application, error) {
	const op = "deskstore.Application"
	a, err := scanApplication(s.db.Read.QueryRowContext(ctx, `SELECT `+applicationColumns+` FROM application WHERE id = $1`, string(id)).Scan)
	if err != nil {
		return office.Application{}, sqldb.Failed(op, err)
	}
	a.History, err = sqldb.List(ctx, s.db.Read, scanChange,
		`SELECT at, officer, office, from_state, to_state, reasons FROM application_event WHERE application = $1 AND n < $2 ORDER BY n`, string(id), a.changes)
	return a.Application, sqldb.Failed(op, err)
}

func scanChange(scan func(...any) error) (office.Change, error) {
	var c office.Change
	var at int64
	var reasons string
	if err := scan(&at, &c.By, &c.Office, &c.From, &c.To, &reasons); err != nil {
		return c, err
	}
	c.At = fromMicros(at)
	if err := json.Unmarshal([]byte(reasons), &c.Reasons); err != nil {
		return c, register.Errorf(register.Internal, "deskstore.Application", "%w", err)
	}
	return c, nil
}

// ListApplications implements office.Applications.
func (s *Store) ListApplications(ctx context.Context, l office.List) ([]office.Application, error) {
	var q strings.Builder
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	q.WriteString(`SELECT ` + applicationColumns + ` FROM application WHERE (due, id) > (` + arg(int64(l.After.Due)) + `, ` + arg(string(l.After.ID)) + `)`)
	if len(l.Offices) > 0 {
		q.WriteString(` AND office IN (` + each(l.Offices, arg) + `)`)
	}
	if len(l.States) > 0 {
		q.WriteString(` AND state IN (` + each(l.States, arg) + `)`)
	}
	if l.TakenAt != "" {
		q.WriteString(` AND taken_at = ` + arg(string(l.TakenAt)))
	}
	q.WriteString(` ORDER BY due, id LIMIT ` + arg(l.Limit))
	found, err := sqldb.List(ctx, s.db.Read, scanApplication, q.String(), args...)
	out := make([]office.Application, len(found))
	for i := range found {
		out[i] = found[i].Application
	}
	return out, sqldb.Failed("deskstore.ListApplications", err)
}

func each[T ~string](values []T, arg func(any) string) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = arg(string(v))
	}
	return strings.Join(words, ", ")
}

// PruneDrafts implements office.Applications.
func (s *Store) PruneDrafts(ctx context.Context, before time.Time) (int, error) {
	var n int64
	err := s.db.Tx(ctx, "deskstore.PruneDrafts", func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM application WHERE state = $1 AND touched < $2`, string(office.Draft), micros(before))
		if err == nil {
			n, err = r.RowsAffected()
		}
		return err
	})
	return int(n), err
}
