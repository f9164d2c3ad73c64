// Package oversightsql owns the tables of package oversight in the desk's database.
package oversightsql

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strconv"
	"time"

	"samano/internal/powerlog"
	"samano/internal/sqldb"
	"samano/oversight"
	"samano/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables.
var Schema = sqldb.Schema{Name: "oversight", Migrations: migrations}

// Store implements oversight.Store. It is safe for concurrent use.
type Store struct {
	db  *sqldb.DB
	log *powerlog.Log
}

var (
	_ oversight.Store = (*Store)(nil)
	_ powerlog.Holder = (*Store)(nil)
)

// New returns the store in a database that was opened with Schema and powerlog.Schema, of which this is the log. The
// caller closes the database.
func New(db *sqldb.DB, log *powerlog.Log) *Store { return &Store{db, log} }

// Counted implements oversight.Store.
func (s *Store) Counted(ctx context.Context) (int64, error) {
	next, err := counted(ctx, s.db.Read)
	return next, sqldb.Wrap("oversightsql.Counted", err)
}

// rower is a database or a transaction.
type rower interface {
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

func counted(ctx context.Context, db rower) (next int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT next FROM look_counted_to WHERE id = 1`).Scan(&next)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return next, err
}

// AddCounts implements oversight.Store.
func (s *Store) AddCounts(ctx context.Context, from, next int64, counts []oversight.Count, keep register.Day) error {
	const op = "oversightsql.AddCounts"
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		// The row is written first, so that two who count at once see each other.
		moved, err := tx.ExecContext(ctx, `INSERT INTO look_counted_to (id, next) VALUES (1, $1)
			ON CONFLICT (id) DO UPDATE SET next = excluded.next WHERE look_counted_to.next = $2`, next, from)
		if err != nil {
			return err
		}
		if n, err := moved.RowsAffected(); err != nil || n != 1 {
			return register.Errorf(register.Conflict, op, "another has counted from %d (%v)", from, err)
		}
		for _, c := range counts {
			_, err := tx.ExecContext(ctx, `INSERT INTO look_count (day, officer, office, purpose, kind, looks, refused, people) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
				ON CONFLICT (day, officer, office, purpose, kind) DO UPDATE SET looks = look_count.looks + excluded.looks,
				refused = look_count.refused + excluded.refused, people = look_count.people + excluded.people`,
				int64(c.Day), string(c.Officer), string(c.Office), c.Purpose, string(c.Case), c.Looks, c.Refused, c.People)
			if err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM look_count WHERE day < $1`, int64(keep))
		return err
	})
}

// columns are what each grouping keeps apart: the five columns of a count, of which the others are empty.
var columns = map[oversight.Grouping]string{
	oversight.ByOfficer: `0, officer, '', '', ''`, oversight.ByOffice: `0, '', office, '', ''`, oversight.ByPurpose: `0, '', '', purpose, ''`,
	oversight.ByCase: `0, '', '', '', kind`, oversight.ByDay: `day, '', '', '', ''`,
}

// keys are the columns by which each grouping adds up.
var keys = map[oversight.Grouping]string{
	oversight.ByOfficer: `officer`, oversight.ByOffice: `office`, oversight.ByPurpose: `purpose`, oversight.ByCase: `kind`, oversight.ByDay: `day`,
}

const sums = `, sum(looks), sum(refused), sum(people)`

// Counts implements oversight.Store.
func (s *Store) Counts(ctx context.Context, p oversight.Period, by oversight.Grouping, limit int) ([]oversight.Count, error) {
	const op = "oversightsql.Counts"
	if keys[by] == "" {
		return nil, register.Errorf(register.Internal, op, "no grouping %q", by)
	}
	out, err := sqldb.List(ctx, s.db.Read, scanCount, `SELECT `+columns[by]+sums+` FROM look_count WHERE day BETWEEN $1 AND $2
		GROUP BY `+keys[by]+` ORDER BY sum(people) DESC, `+keys[by]+` LIMIT $3`, int64(p.From), int64(p.To), limit)
	return out, sqldb.Wrap(op, err)
}

// DaysOf implements oversight.Store.
func (s *Store) DaysOf(ctx context.Context, p oversight.Period) ([]oversight.Count, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanCount, `SELECT day, officer, max(office), '', ''`+sums+` FROM look_count WHERE day BETWEEN $1 AND $2
		GROUP BY officer, day ORDER BY officer, day`, int64(p.From), int64(p.To))
	return out, sqldb.Wrap("oversightsql.DaysOf", err)
}

func scanCount(scan func(...any) error) (c oversight.Count, err error) {
	err = scan(&c.Day, &c.Officer, &c.Office, &c.Purpose, &c.Case, &c.Looks, &c.Refused, &c.People)
	return c, err
}

// AddBreach implements oversight.Breaches.
func (s *Store) AddBreach(ctx context.Context, b oversight.Breach) (oversight.Breach, error) {
	err := s.db.Tx(ctx, "oversightsql.AddBreach", func(tx *sql.Tx) error {
		var last sql.NullInt64
		if err := tx.QueryRowContext(ctx, `SELECT max(no) FROM breach`).Scan(&last); err != nil {
			return err
		}
		b.No = int(last.Int64) + 1
		if _, err := tx.ExecContext(ctx, `INSERT INTO breach (no, doc) VALUES ($1, $2)`, b.No, docOf(b)); err != nil {
			return err
		}
		return s.append(ctx, tx, oversight.BreachRecorded, b, string(b.By), b.At)
	})
	return b, err
}

// TellBreach implements oversight.Breaches.
func (s *Store) TellBreach(ctx context.Context, no int, t oversight.Telling) error {
	return s.db.Tx(ctx, "oversightsql.TellBreach", func(tx *sql.Tx) error {
		// Writing locks the row: two who tell at once wait for each other, and none of it is lost.
		b, err := scanBreach(tx.QueryRowContext(ctx, `UPDATE breach SET doc = doc WHERE no = $1 RETURNING no, doc`, no).Scan)
		if err != nil {
			return err
		}
		b.Told = append(b.Told, t)
		if err := sqldb.ExecOne(ctx, tx, `UPDATE breach SET doc = $2 WHERE no = $1`, no, docOf(b)); err != nil {
			return err
		}
		return s.append(ctx, tx, oversight.BreachTold, b, string(t.By), t.At)
	})
}

func (s *Store) append(ctx context.Context, tx *sql.Tx, what string, b oversight.Breach, by string, at time.Time) error {
	h := held(b)
	return s.log.Append(ctx, tx, powerlog.Entry{At: at, What: what, Subject: h.Subject, Author: by, State: h.State})
}

// held is compared byte by byte with what was written before: the fields of a breach keep their names and order.
func held(b oversight.Breach) powerlog.Held {
	return powerlog.Held{Subject: "breach/" + strconv.Itoa(b.No), State: []byte(docOf(b))}
}

func docOf(b oversight.Breach) string {
	b.At, b.Told = b.At.UTC(), slices.Clone(b.Told)
	for i := range b.Told {
		b.Told[i].At = b.Told[i].At.UTC()
	}
	text, _ := json.Marshal(b) // words, numbers and times, which always can be written
	return string(text)
}

func scanBreach(scan func(...any) error) (b oversight.Breach, err error) {
	var no int
	var doc string
	if err = scan(&no, &doc); err == nil {
		err = json.Unmarshal([]byte(doc), &b)
	}
	b.No = no // a document under another number is not the one that was recorded
	return b, err
}

// ListBreaches implements oversight.Breaches.
func (s *Store) ListBreaches(ctx context.Context, limit int) ([]oversight.Breach, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanBreach, `SELECT no, doc FROM breach ORDER BY no DESC LIMIT $1`, limit)
	return out, sqldb.Wrap("oversightsql.ListBreaches", err)
}

// Held implements powerlog.Holder.
func (s *Store) Held(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return func(yield func(powerlog.Held, error) bool) {
		all, err := sqldb.List(ctx, tx, scanBreach, `SELECT no, doc FROM breach ORDER BY no`)
		if err != nil {
			yield(powerlog.Held{}, err)
			return
		}
		for _, b := range all {
			if !yield(held(b), nil) {
				return
			}
		}
	}
}
