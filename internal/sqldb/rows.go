package sqldb

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"
)

// Micros is how a time is stored: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// TimeOf is the way back from Micros.
func TimeOf(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// Exec runs a statement and returns how many rows it changed.
func Exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (changed int64, err error) {
	r, err := tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// ExecOne runs a statement that must change a row; sql.ErrNoRows says that it changed none.
func ExecOne(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	changed, err := Exec(ctx, tx, statement, args...)
	if err == nil && changed == 0 {
		err = sql.ErrNoRows
	}
	return err
}

// maxParams is below what both engines take in one statement (SQLite 32,766,
// PostgreSQL 65,535) and makes statements that are quick to prepare.
const maxParams = 4000

// Insert adds rows of values, all of the same length, by statements of many rows. The head
// is "INSERT INTO t (a, b) VALUES".
func Insert(ctx context.Context, tx *sql.Tx, head string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	width := len(rows[0])
	for most := maxParams / width; len(rows) > 0; {
		n := min(most, len(rows))
		args := make([]any, 0, n*width)
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if _, err := tx.ExecContext(ctx, head+" "+list(n, width, true, true), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// list writes placeholders for n rows: "$1,$2" of elements, "($1,$2),($3,$4)" of tuples; "?" where
// they are not numbered.
func list(n, width int, tuples, numbered bool) string {
	var b strings.Builder
	for i := range n * width {
		if i > 0 {
			b.WriteByte(',')
		}
		if tuples && i%width == 0 {
			b.WriteByte('(')
		}
		if numbered {
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(i + 1))
		} else {
			b.WriteByte('?')
		}
		if tuples && (i+1)%width == 0 {
			b.WriteByte(')')
		}
	}
	return b.String()
}

// Placeholders gathers arguments while the text of a statement is written.
type Placeholders struct{ Args []any }

// Arg adds an argument and returns its placeholder.
func (p *Placeholders) Arg(v any) string {
	p.Args = append(p.Args, v)
	return "$" + strconv.Itoa(len(p.Args))
}

// Querier is a pool or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// List returns what scan makes of each row.
func List[T any](ctx context.Context, q Querier, scan func(func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
