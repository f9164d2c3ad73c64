package officesql

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/office/evidence"
	"samano/office/request"
	"samano/register"
)

// AddRequest implements request.Store. Two that come at once to one number are one after the other: the
// second is repeated.
func (s *Store) AddRequest(ctx context.Context, r request.Request, b request.Bound) (no int, err error) {
	const op = "officesql.AddRequest"
	doc, err := json.Marshal(r)
	if err != nil {
		return 0, register.Errorf(register.Internal, op, "%w", err)
	}
	err = s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		var there int
		if r.Paper != "" {
			if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM evidence WHERE sha256 = $1`, r.Paper).Scan(&there); err != nil {
				return err
			}
			if there == 0 {
				return &register.Error{Kind: register.Invalid, Op: op, Code: evidence.CodeUnknown}
			}
		}
		// Whoever writes the counter keeps others waiting.
		if _, err := tx.ExecContext(ctx, `INSERT INTO request_count (office, year, no) VALUES ($1, $2, 0) ON CONFLICT (office, year) DO NOTHING`, string(r.Office), r.Year); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `UPDATE request_count SET no = no + 1 WHERE office = $1 AND year = $2 RETURNING no`, string(r.Office), r.Year).Scan(&no); err != nil {
			return err
		}
		if err := mayAdd(ctx, tx, &r, b); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO request (id, version, office, year, no, officer, at, judge, due, judged, paper, doc, danger, second) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			string(r.ID), r.Version, string(r.Office), r.Year, no, string(r.By), sqldb.Micros(r.At), judgeOf(&r), int64(r.Due), judged(&r), paperOf(&r), string(doc), danger(&r), string(r.Second))
		if err != nil {
			return err
		}
		r.No = no
		return s.append(ctx, tx, powerlog.Entry{At: r.At, What: request.Entered, Author: string(r.By)}, heldRequest(storedRequest{r, string(doc)}))
	})
	return no, err
}

// mayAdd refuses a request that is one too many, and one whose paper was brought for somebody else.
func mayAdd(ctx context.Context, tx *sql.Tx, r *request.Request, b request.Bound) error {
	const op = "officesql.AddRequest"
	var entered int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM request WHERE officer = $1 AND danger = $2 AND at >= $3`, string(r.By), danger(r), sqldb.Micros(b.Since)).Scan(&entered); err != nil {
		return err
	}
	if entered >= b.Most {
		return register.InvalidBy(op, register.Blocked(request.CodeMany, "", "limit", strconv.Itoa(b.Most)))
	}
	if r.Paper == "" {
		return nil
	}
	proved, err := sqldb.List(ctx, tx, scanRequest, `SELECT `+requestColumns+` FROM request WHERE paper = $1 LIMIT 1`, r.Paper)
	if err == nil && len(proved) > 0 && proved[0].Number != r.Number {
		err = register.InvalidBy(op, register.Blocked(request.CodePaperUsed, "scan"))
	}
	return err
}

func danger(r *request.Request) int {
	if r.IsDanger() {
		return 1
	}
	return 0
}

func judgeOf(r *request.Request) sql.NullString {
	if r.Judge == nil {
		return sql.NullString{}
	}
	return sql.NullString{String: string(*r.Judge), Valid: true}
}

func paperOf(r *request.Request) sql.NullString {
	return sql.NullString{String: r.Paper, Valid: r.Paper != ""}
}

func judged(r *request.Request) int {
	if r.Judged != nil {
		return 1
	}
	return 0
}

// PutRequest implements request.Store.
func (s *Store) PutRequest(ctx context.Context, r request.Request, by register.OfficerID, at time.Time) error {
	const op = "officesql.PutRequest"
	doc, err := json.Marshal(r)
	if err != nil {
		return register.Errorf(register.Internal, op, "%w", err)
	}
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		n, err := sqldb.Exec(ctx, tx, `UPDATE request SET version = $1, judged = $2, doc = $3, judge = $4, due = $5, second = $6 WHERE id = $7 AND version = $8`,
			r.Version, judged(&r), string(doc), judgeOf(&r), int64(r.Due), string(r.Second), string(r.ID), r.Version-1)
		if err == nil && n == 0 {
			err = register.Errorf(register.Conflict, op, "not on version %d", r.Version-1)
		}
		if err != nil {
			return err
		}
		what := request.Confirmed
		if r.Judged != nil {
			what = request.Judged
		}
		return s.append(ctx, tx, powerlog.Entry{At: at, What: what, Author: string(by)}, heldRequest(storedRequest{r, string(doc)}))
	})
}

const requestColumns = `id, version, office, year, no, officer, at, doc`

// storedRequest is a request with its document as it is stored.
type storedRequest struct {
	request.Request
	doc string
}

func scanRequest(scan func(...any) error) (request.Request, error) {
	r, err := scanStored(scan)
	if err != nil {
		return request.Request{}, err
	}
	// What the document does not hold stands in columns.
	whole := r.Request
	if err := json.Unmarshal([]byte(r.doc), &whole); err != nil {
		return request.Request{}, err
	}
	whole.At = r.At
	return whole, nil
}

func scanStored(scan func(...any) error) (storedRequest, error) {
	var r storedRequest
	var at int64
	err := scan(&r.ID, &r.Version, &r.Office, &r.Year, &r.No, &r.By, &at, &r.doc)
	r.At = sqldb.TimeOf(at)
	return r, err
}

// Request implements request.Store.
func (s *Store) Request(ctx context.Context, id request.ID) (request.Request, error) {
	r, err := scanRequest(s.db.Read.QueryRowContext(ctx, `SELECT `+requestColumns+` FROM request WHERE id = $1`, string(id)).Scan)
	return r, sqldb.Wrap("officesql.Request", err)
}

// RequestNamed implements request.Store.
func (s *Store) RequestNamed(ctx context.Context, office register.OfficeID, year, no int) (request.Request, error) {
	r, err := scanRequest(s.db.Read.QueryRowContext(ctx, `SELECT `+requestColumns+` FROM request WHERE office = $1 AND year = $2 AND no = $3`, string(office), year, no).Scan)
	return r, sqldb.Wrap("officesql.RequestNamed", err)
}

// ListRequests implements request.Store.
func (s *Store) ListRequests(ctx context.Context, l request.List) ([]request.Request, error) {
	var out []request.Request
	var err error
	switch {
	case l.Judge != nil:
		out, err = sqldb.List(ctx, s.db.Read, scanRequest, `SELECT `+requestColumns+` FROM request WHERE judge = $1 AND judged = 0 AND ($4 = '' OR office = $4) ORDER BY due, id LIMIT $2 OFFSET $3`, string(*l.Judge), l.Limit, l.Skip, string(l.Office))
	case l.Office != "":
		out, err = sqldb.List(ctx, s.db.Read, scanRequest, `SELECT `+requestColumns+` FROM request WHERE office = $1 ORDER BY year DESC, no DESC LIMIT $2`, string(l.Office), l.Limit)
	default:
		err = errors.New("a list of no office")
	}
	return out, sqldb.Wrap("officesql.ListRequests", err)
}

// Overdue implements request.Store.
func (s *Store) Overdue(ctx context.Context, by register.OfficerID, day register.Day) (n int, err error) {
	err = s.db.Read.QueryRowContext(ctx, `SELECT COUNT(*) FROM request WHERE (officer = $1 OR second = $1) AND judged = 0 AND due < $2 AND judge IS NOT NULL`, string(by), int64(day)).Scan(&n)
	return n, sqldb.Wrap("officesql.Overdue", err)
}
