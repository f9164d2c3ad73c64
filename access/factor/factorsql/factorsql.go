// Package factorsql owns the tables of factors and sign-ins in the desk's database. Every change is durable when the
// call returns, and what gives or takes a factor leaves an entry in the log of powers.
package factorsql

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"encoding/json"
	"iter"
	"time"

	"samano/access"
	"samano/access/factor"
	"samano/internal/powerlog"
	"samano/internal/sqldb"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables.
var Schema = sqldb.Schema{Name: "factor", Migrations: migrations}

// Store implements factor.Store. It is safe for concurrent use.
type Store struct {
	db  *sqldb.DB
	log *powerlog.Log
}

var (
	_ factor.Store    = (*Store)(nil)
	_ powerlog.Holder = (*Store)(nil)
)

// New returns the store in a database that was opened with Schema and powerlog.Schema, of which this is the log. The
// caller closes the database.
func New(db *sqldb.DB, log *powerlog.Log) *Store { return &Store{db, log} }

// AddFactor implements factor.Store.
func (s *Store) AddFactor(ctx context.Context, by access.Author, f factor.Factor) error {
	return s.db.Tx(ctx, "factorsql.AddFactor", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO factor (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			string(f.ID), string(f.Subject), string(f.Kind), f.Name, sqldb.Micros(f.Since), micros(f.LastUsed), f.Usage.Mark, f.Usage.Count, f.Usage.Codes, f.Secret)
		if err != nil {
			return err
		}
		return s.append(ctx, tx, by, factor.Added, held(f))
	})
}

const columns = `id, subject, kind, name, since, last, mark, counter, codes, secret`

func scanFactor(scan func(...any) error) (f factor.Factor, err error) {
	var since, last int64
	err = scan(&f.ID, &f.Subject, &f.Kind, &f.Name, &since, &last, &f.Usage.Mark, &f.Usage.Count, &f.Usage.Codes, &f.Secret)
	f.Since, f.LastUsed = sqldb.TimeOf(since), timeOf(last)
	return f, err
}

// micros and timeOf keep the zero time as 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return sqldb.Micros(t)
}

func timeOf(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return sqldb.TimeOf(n)
}

// Factors implements factor.Store.
func (s *Store) Factors(ctx context.Context, of factor.Subject) ([]factor.Factor, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanFactor, `SELECT `+columns+` FROM factor WHERE subject = $1 ORDER BY since, id`, string(of))
	return out, sqldb.Wrap("factorsql.Factors", err)
}

// UseFactor implements factor.Store.
func (s *Store) UseFactor(ctx context.Context, id factor.ID, step factor.Step) error {
	const op = "factorsql.UseFactor"
	return s.db.Tx(ctx, op, func(tx *sql.Tx) error {
		_, err := use(ctx, tx, id, step)
		return err
	})
}

// use takes a step if the usage is still the one that it goes from.
func use(ctx context.Context, tx *sql.Tx, id factor.ID, step factor.Step) (factor.Factor, error) {
	return scanFactor(tx.QueryRowContext(ctx, `UPDATE factor SET mark = $2, counter = $3, codes = $4, last = $5
		WHERE id = $1 AND mark = $6 AND counter = $7 AND codes = $8 RETURNING `+columns, string(id),
		step.To.Mark, step.To.Count, step.To.Codes, sqldb.Micros(step.At), step.From.Mark, step.From.Count, step.From.Codes).Scan)
}

// Recover implements factor.Store.
func (s *Store) Recover(ctx context.Context, by access.Author, id factor.ID, step factor.Step) error {
	return s.db.Tx(ctx, "factorsql.Recover", func(tx *sql.Tx) error {
		f, err := use(ctx, tx, id, step)
		if err != nil {
			return err
		}
		if err := s.append(ctx, tx, by, factor.Recovered, held(f)); err != nil {
			return err
		}
		return s.remove(ctx, tx, by, `subject = $1 AND id <> $2`, string(f.Subject), string(id))
	})
}

// RemoveFactor implements factor.Store.
func (s *Store) RemoveFactor(ctx context.Context, by access.Author, of factor.Subject, id factor.ID) error {
	return s.db.Tx(ctx, "factorsql.RemoveFactor", func(tx *sql.Tx) error {
		f, err := scanFactor(tx.QueryRowContext(ctx, `DELETE FROM factor WHERE subject = $1 AND id = $2 RETURNING `+columns, string(of), string(id)).Scan)
		if err != nil {
			return err
		}
		return s.append(ctx, tx, by, factor.Removed, gone(f))
	})
}

// RemoveFactors implements factor.Store.
func (s *Store) RemoveFactors(ctx context.Context, by access.Author, of factor.Subject) error {
	return s.db.Tx(ctx, "factorsql.RemoveFactors", func(tx *sql.Tx) error {
		return s.remove(ctx, tx, by, `subject = $1`, string(of))
	})
}

// remove removes the factors of which the condition is true.
func (s *Store) remove(ctx context.Context, tx *sql.Tx, by access.Author, where string, args ...any) error {
	list, err := sqldb.List(ctx, tx, scanFactor, `SELECT `+columns+` FROM factor WHERE `+where+` ORDER BY since, id`, args...)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM factor WHERE `+where, args...); err != nil {
		return err
	}
	for _, f := range list {
		if err := s.append(ctx, tx, by, factor.Removed, gone(f)); err != nil {
			return err
		}
	}
	return nil
}

// append writes what stands from now on to the log of powers.
func (s *Store) append(ctx context.Context, tx *sql.Tx, by access.Author, what access.PowerKind, h powerlog.Held) error {
	return s.log.Append(ctx, tx, powerlog.Entry{
		At: by.At, What: string(what), Subject: h.Subject, Author: string(by.By), Second: string(by.Second), State: h.State,
	})
}

// state is what the log holds of a factor. It is compared byte by byte with what was written before: never rename a
// field, and never change the order. The owner's name of it is in no log, since no entry is ever removed.
type state struct {
	Kind   factor.Kind `json:"kind"`
	Since  int64       `json:"since"`
	Secret string      `json:"secret_sha256"` // of the sealed bytes
}

func held(f factor.Factor) powerlog.Held {
	sum := sha256.Sum256(f.Secret)
	text, _ := json.Marshal(state{f.Kind, sqldb.Micros(f.Since), hex.EncodeToString(sum[:])}) // which always can be written
	return powerlog.Held{Subject: string(f.PowerSubject()), State: text}
}

func gone(f factor.Factor) powerlog.Held { return powerlog.Held{Subject: string(f.PowerSubject())} }

// Held implements powerlog.Holder.
func (s *Store) Held(ctx context.Context, tx *sql.Tx) iter.Seq2[powerlog.Held, error] {
	return powerlog.Each(ctx, tx, scanFactor, held, `SELECT `+columns+` FROM factor ORDER BY id`)
}

// PutEntry implements factor.Store.
func (s *Store) PutEntry(ctx context.Context, e factor.Entry) error {
	return s.db.Tx(ctx, "factorsql.PutEntry", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO sign_in (session, subject, began, proved, browser) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (session) DO UPDATE SET proved = excluded.proved`,
			string(e.Session), string(e.Subject), sqldb.Micros(e.Began), micros(e.Proved), e.Browser)
		return err
	})
}

const entryColumns = `session, subject, began, proved, browser`

func scanEntry(scan func(...any) error) (e factor.Entry, err error) {
	var began, proved int64
	err = scan(&e.Session, &e.Subject, &began, &proved, &e.Browser)
	e.Began, e.Proved = sqldb.TimeOf(began), timeOf(proved)
	return e, err
}

// Entry implements factor.Store.
func (s *Store) Entry(ctx context.Context, session access.SessionID) (factor.Entry, error) {
	e, err := scanEntry(s.db.Read.QueryRowContext(ctx, `SELECT `+entryColumns+` FROM sign_in WHERE session = $1`, string(session)).Scan)
	return e, sqldb.Wrap("factorsql.Entry", err)
}

// Entries implements factor.Store.
func (s *Store) Entries(ctx context.Context, of factor.Subject, limit int) ([]factor.Entry, error) {
	out, err := sqldb.List(ctx, s.db.Read, scanEntry, `SELECT `+entryColumns+` FROM sign_in WHERE subject = $1 ORDER BY began DESC, session LIMIT $2`, string(of), limit)
	return out, sqldb.Wrap("factorsql.Entries", err)
}

// EndEntries implements factor.Store.
func (s *Store) EndEntries(ctx context.Context, of factor.Subject, but access.SessionID) error {
	return s.db.Tx(ctx, "factorsql.EndEntries", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE sign_in SET proved = 0 WHERE subject = $1 AND session <> $2`, string(of), string(but))
		return err
	})
}

// PruneEntries implements factor.Store.
func (s *Store) PruneEntries(ctx context.Context, before time.Time) error {
	return s.db.Tx(ctx, "factorsql.PruneEntries", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM sign_in WHERE began < $1`, sqldb.Micros(before))
		return err
	})
}
