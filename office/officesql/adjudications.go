package officesql

import (
	"context"
	"database/sql"

	"samano/internal/sqldb"
	"samano/office/application"
	"samano/register"
)

// insertAdjudication has no ON CONFLICT yet: a pair may be there already.
const insertAdjudication = `INSERT INTO adjudication (id, state, office, application, person1, person2, due, rulings, doc)
	VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)`

func adjudicationValues(a *application.Adjudication) ([]any, error) {
	doc, err := application.EncodeAdjudication(a)
	if err != nil {
		return nil, err
	}
	return []any{
		string(a.ID), string(application.Asked), string(a.Office), string(a.Application), int64(a.Pair[0]), int64(a.Pair[1]), int64(a.Due), string(doc),
	}, nil
}

// putAsked adds the adjudications that an application waits for, and drops those that it
// waits for no more.
func putAsked(ctx context.Context, tx *sql.Tx, a *application.Application, asked []application.Adjudication) error {
	if a.State != application.Adjudicated {
		_, err := tx.ExecContext(ctx, `UPDATE adjudication SET state = $2 WHERE application = $1 AND state = $3`,
			string(a.ID), string(application.Dropped), string(application.Asked))
		if err != nil {
			return err
		}
	}
	for i := range asked {
		values, err := adjudicationValues(&asked[i])
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, insertAdjudication, values...); err != nil {
			return err
		}
	}
	return nil
}

// OpenPair implements application.Adjudications.
func (s *Store) OpenPair(ctx context.Context, a application.Adjudication) (there application.Adjudication, added bool, err error) {
	const op = "officesql.OpenPair"
	values, err := adjudicationValues(&a)
	if err != nil {
		return a, false, err
	}
	err = s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		n, err := sqldb.Exec(ctx, tx, insertAdjudication+` ON CONFLICT (person1, person2) WHERE application = '' DO NOTHING`, values...)
		added = n == 1
		return err
	})
	if err != nil {
		return a, false, err
	}
	there, err = s.adjudication(ctx, op, `person1 = $1 AND person2 = $2 AND application = ''`, int64(a.Pair[0]), int64(a.Pair[1]))
	return there, added, err
}

const adjudicationColumns = `id, state, office, rulings, doc`

type storedAdjudication struct {
	application.Adjudication
	rulings int
}

func scanAdjudication(scan func(...any) error) (storedAdjudication, error) {
	var a storedAdjudication
	var doc string
	if err := scan(&a.ID, &a.State, &a.Office, &a.rulings, &doc); err != nil {
		return a, err
	}
	return a, application.DecodeAdjudication([]byte(doc), &a.Adjudication)
}

// Adjudication implements application.Adjudications.
func (s *Store) Adjudication(ctx context.Context, id application.AdjudicationID) (application.Adjudication, error) {
	return s.adjudication(ctx, "officesql.Adjudication", `id = $1`, string(id))
}

func (s *Store) adjudication(ctx context.Context, op register.Operation, where string, args ...any) (application.Adjudication, error) {
	a, err := scanAdjudication(s.db.Read.QueryRowContext(ctx, `SELECT `+adjudicationColumns+` FROM adjudication WHERE `+where, args...).Scan)
	if err != nil {
		return application.Adjudication{}, sqldb.Wrap(op, err)
	}
	found := []storedAdjudication{a}
	if err := s.readRulings(ctx, found); err != nil {
		return application.Adjudication{}, sqldb.Wrap(op, err)
	}
	return found[0].Adjudication, nil
}

type storedRuling struct {
	application.Ruling
	of application.AdjudicationID
	n  int
}

// readRulings reads the rulings of some adjudications. Rulings are only added, and a row of
// adjudication counts those that belong to it.
func (s *Store) readRulings(ctx context.Context, of []storedAdjudication) error {
	at := map[application.AdjudicationID]int{}
	var ids []application.AdjudicationID
	for i := range of {
		if of[i].rulings > 0 {
			at[of[i].ID] = i
			ids = append(ids, of[i].ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var q query
	q.add(`SELECT adjudication, n, at, officer, office, verdict, person, reason FROM ruling WHERE n >= 0`)
	in(&q, "adjudication", ids)
	q.add(` ORDER BY adjudication, n`)
	rulings, err := sqldb.List(ctx, s.db.Read, scanRuling, q.text, q.Args...)
	for _, r := range rulings {
		if i := at[r.of]; r.n < of[i].rulings {
			of[i].Rulings = append(of[i].Rulings, r.Ruling)
		}
	}
	return err
}

func scanRuling(scan func(...any) error) (storedRuling, error) {
	var r storedRuling
	var at int64
	err := scan(&r.of, &r.n, &at, &r.By, &r.Office, &r.Verdict, &r.Person, &r.Reason)
	r.At = sqldb.TimeOf(at)
	return r, err
}

// ListAdjudications implements application.Adjudications.
func (s *Store) ListAdjudications(ctx context.Context, l application.AdjudicationList) ([]application.Adjudication, error) {
	const op = "officesql.ListAdjudications"
	var q query
	q.add(`SELECT ` + adjudicationColumns + ` FROM adjudication WHERE (due, id) > (` + q.Arg(int64(l.After.Due)) + `, ` + q.Arg(string(l.After.ID)) + `)`)
	in(&q, "office", l.Offices)
	in(&q, "state", l.States)
	if l.Application != "" {
		q.add(` AND application = ` + q.Arg(string(l.Application)))
	}
	q.add(` ORDER BY due, id LIMIT ` + q.Arg(l.Limit))
	found, err := sqldb.List(ctx, s.db.Read, scanAdjudication, q.text, q.Args...)
	if err == nil {
		err = s.readRulings(ctx, found)
	}
	out := make([]application.Adjudication, len(found))
	for i := range found {
		out[i] = found[i].Adjudication
	}
	return out, sqldb.Wrap(op, err)
}

// AddRuling implements application.Adjudications.
func (s *Store) AddRuling(ctx context.Context, id application.AdjudicationID, n int, r application.Ruling, a *application.Application) error {
	const op = "officesql.AddRuling"
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		// The count is locked before the row that it counts is written.
		changed, err := sqldb.Exec(ctx, tx, `UPDATE adjudication SET rulings = rulings + 1, state = $3 WHERE id = $1 AND rulings = $2 AND state <> $4`,
			string(id), n, string(application.Ruled), string(application.Dropped))
		if err != nil {
			return err
		}
		if changed == 0 {
			return register.Errorf(register.Conflict, op, "not the ruling %d", n)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO ruling (adjudication, n, at, officer, office, verdict, person, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			string(id), n, sqldb.Micros(r.At), string(r.By), string(r.Office), string(r.Verdict), int64(r.Person), r.Reason)
		if err != nil || a == nil {
			return err
		}
		return put(ctx, tx, a, nil)
	})
}

// SendAdjudication implements application.Adjudications.
func (s *Store) SendAdjudication(ctx context.Context, id application.AdjudicationID, to register.OfficeID) error {
	return s.db.Tx(ctx, "officesql.SendAdjudication", func(tx *sql.Tx) error {
		return sqldb.ExecOne(ctx, tx, `UPDATE adjudication SET office = $2 WHERE id = $1`, string(id), string(to))
	})
}
