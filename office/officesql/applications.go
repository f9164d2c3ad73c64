package officesql

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"samano/internal/sqldb"
	"samano/office/application"
	"samano/office/evidence"
	"samano/register"
)

// PutApplication implements application.Applications.
func (s *Store) PutApplication(ctx context.Context, a application.Application, asked ...application.Adjudication) error {
	return s.db.Tx(ctx, "officesql.PutApplication", func(tx *sql.Tx) error { return put(ctx, tx, &a, asked) })
}

// put writes an application with all that belongs to it.
func put(ctx context.Context, tx *sql.Tx, a *application.Application, asked []application.Adjudication) error {
	doc, err := json.Marshal(a)
	if err != nil {
		return register.Errorf(register.Internal, "officesql.PutApplication", "%w", err)
	}
	written, err := putApplication(ctx, tx, a, string(doc))
	if err != nil {
		return err
	}
	if err := putChanges(ctx, tx, a, written); err != nil {
		return err
	}
	if err := putActs(ctx, tx, a); err != nil {
		return err
	}
	if err := putReferences(ctx, tx, a); err != nil {
		return err
	}
	return putAsked(ctx, tx, a, asked)
}

// putApplication writes the row of a version and returns how many changes of the history
// are written already.
func putApplication(ctx context.Context, tx *sql.Tx, a *application.Application, doc string) (written int, err error) {
	args := []any{
		string(a.ID), a.Version, string(a.State), string(a.Office), string(a.TakenAt), int64(a.Due), sqldb.Micros(a.Touched), len(a.History), doc,
	}
	if a.Version == 1 {
		_, err := tx.ExecContext(ctx, `INSERT INTO application (id, version, state, office, taken_at, due, touched, changes, doc)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, args...)
		return 0, err
	}
	// The version is locked before anything is read that depends on it.
	changed, err := sqldb.Exec(ctx, tx, `UPDATE application SET version = $2, state = $3, office = $4, taken_at = $5, due = $6, touched = $7, doc = $9,
		changes = $8 WHERE id = $1 AND version = $2 - 1`, args...)
	if err != nil {
		return 0, err
	}
	if changed == 0 {
		return 0, register.Errorf(register.Conflict, "officesql.PutApplication", "not on version %d", a.Version-1)
	}
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM application_event WHERE application = $1`, string(a.ID)).Scan(&written)
	return written, err
}

func putChanges(ctx context.Context, tx *sql.Tx, a *application.Application, written int) error {
	var rows [][]any
	for n := written; n < len(a.History); n++ {
		c := &a.History[n]
		reasons, err := json.Marshal(c.Reasons)
		if err != nil {
			return register.Errorf(register.Internal, "officesql.PutApplication", "%w", err)
		}
		rows = append(rows, []any{string(a.ID), n, sqldb.Micros(c.At), string(c.By), string(c.Office), string(c.From), string(c.To), string(reasons)})
	}
	return sqldb.Insert(ctx, tx, `INSERT INTO application_event (application, n, at, officer, office, from_state, to_state, reasons) VALUES`, rows)
}

func putActs(ctx context.Context, tx *sql.Tx, a *application.Application) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM application_act WHERE application = $1`, string(a.ID)); err != nil {
		return err
	}
	var rows [][]any
	for i := range a.Acts {
		rows = append(rows, []any{string(a.Acts[i].Proposal.ID), string(a.ID)})
	}
	return sqldb.Insert(ctx, tx, `INSERT INTO application_act (act, application) VALUES`, rows)
}

func putReferences(ctx context.Context, tx *sql.Tx, a *application.Application) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM application_evidence WHERE application = $1`, string(a.ID)); err != nil {
		return err
	}
	var rows [][]any
	for sha := range a.EvidenceNamed() {
		rows = append(rows, []any{string(a.ID), sha})
	}
	err := sqldb.Wrap("officesql.PutApplication", sqldb.Insert(ctx, tx, `INSERT INTO application_evidence (application, sha256) VALUES`, rows))
	if register.KindOf(err) == register.NotFound { // the evidence that the reference leads to
		return &register.Error{Kind: register.Invalid, Op: "officesql.PutApplication", Code: evidence.CodeUnknown, Err: err}
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
		return a, register.Errorf(register.Internal, "officesql.Application", "%w", err)
	}
	return a, nil
}

type storedApplication struct {
	application.Application
	changes int
}

// Application implements application.Applications. The two statements read one version: changes
// are only added, and the row counts those that belong to it.
func (s *Store) Application(ctx context.Context, id application.ID) (application.Application, error) {
	const op = "officesql.Application"
	a, err := scanApplication(s.db.Read.QueryRowContext(ctx, `SELECT `+applicationColumns+` FROM application WHERE id = $1`, string(id)).Scan)
	if err != nil {
		return application.Application{}, sqldb.Wrap(op, err)
	}
	a.History, err = sqldb.List(ctx, s.db.Read, scanChange,
		`SELECT at, officer, office, from_state, to_state, reasons FROM application_event WHERE application = $1 AND n < $2 ORDER BY n`, string(id), a.changes)
	return a.Application, sqldb.Wrap(op, err)
}

func scanChange(scan func(...any) error) (application.Change, error) {
	var c application.Change
	var at int64
	var reasons string
	if err := scan(&at, &c.By, &c.Office, &c.From, &c.To, &reasons); err != nil {
		return c, err
	}
	c.At = sqldb.TimeOf(at)
	if err := json.Unmarshal([]byte(reasons), &c.Reasons); err != nil {
		return c, register.Errorf(register.Internal, "officesql.Application", "%w", err)
	}
	return c, nil
}

type storedAct struct {
	act         register.ActID
	application application.ID
}

// Holders implements application.Applications.
func (s *Store) Holders(ctx context.Context, acts ...register.ActID) (map[register.ActID]application.ID, error) {
	out := map[register.ActID]application.ID{}
	for part := range slices.Chunk(acts, holdersAtOnce) {
		var q query
		q.add(`SELECT act, application FROM application_act WHERE act <> ''`)
		in(&q, "act", part)
		found, err := sqldb.List(ctx, s.db.Read, func(scan func(...any) error) (h storedAct, err error) {
			err = scan(&h.act, &h.application)
			return h, err
		}, q.text, q.Args...)
		if err != nil {
			return nil, sqldb.Wrap("officesql.Holders", err)
		}
		for _, h := range found {
			out[h.act] = h.application
		}
	}
	return out, nil
}

// holdersAtOnce bounds the placeholders of one statement.
const holdersAtOnce = 1000

// ListApplications implements office.Applications.
func (s *Store) ListApplications(ctx context.Context, l application.List) ([]application.Application, error) {
	var q query
	q.add(`SELECT ` + applicationColumns + ` FROM application WHERE (due, id) > (` + q.Arg(int64(l.After.Due)) + `, ` + q.Arg(string(l.After.ID)) + `)`)
	in(&q, "id", l.IDs)
	in(&q, "office", l.Offices)
	in(&q, "state", l.States)
	if l.TakenAt != "" {
		q.add(` AND taken_at = ` + q.Arg(string(l.TakenAt)))
	}
	if l.Evidence != "" {
		q.add(` AND id IN (SELECT application FROM application_evidence WHERE sha256 = ` + q.Arg(l.Evidence) + `)`)
	}
	q.add(` ORDER BY due, id LIMIT ` + q.Arg(l.Limit))
	found, err := sqldb.List(ctx, s.db.Read, scanApplication, q.text, q.Args...)
	out := make([]application.Application, len(found))
	for i := range found {
		out[i] = found[i].Application
	}
	return out, sqldb.Wrap("officesql.ListApplications", err)
}

// PruneDrafts implements application.Applications.
func (s *Store) PruneDrafts(ctx context.Context, before time.Time) (int, error) {
	var n int64
	err := s.db.Tx(ctx, "officesql.PruneDrafts", func(tx *sql.Tx) (err error) {
		n, err = sqldb.Exec(ctx, tx, `DELETE FROM application WHERE state = $1 AND touched < $2`, string(application.Draft), sqldb.Micros(before))
		return err
	})
	return int(n), err
}
