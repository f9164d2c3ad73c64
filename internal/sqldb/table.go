package sqldb

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Table is where rows go in bulk.
type Table struct {
	Name    string
	Columns []string
	Order   string // of its rows, for reading them one after another
}

// NewTable describes a table.
func NewTable(name, order string, columns ...string) Table {
	return Table{Name: name, Columns: columns, Order: order}
}

// Rows gathers rows of one width in one allocation.
type Rows struct {
	All  [][]any
	flat []any
}

// NewRows has room for n rows.
func NewRows(n, width int) Rows { return Rows{make([][]any, 0, n), make([]any, 0, n*width)} }

// Put adds a row.
func (r *Rows) Put(values ...any) {
	at := len(r.flat)
	r.flat = append(r.flat, values...)
	r.All = append(r.All, r.flat[at:len(r.flat):len(r.flat)])
}

// rowChunks are how many rows one INSERT takes: the statements that are prepared.
var rowChunks = []int{64, 8, 1}

// copyFrom is how many new rows pay for the extra exchange of a COPY.
const copyFrom = 24

// Add puts new rows into a table; a row that is there already is a Conflict. PostgreSQL
// takes many rows by COPY.
func (s *Session) Add(ctx context.Context, t *Table, rows [][]any) error {
	if s.postgres && len(rows) >= copyFrom {
		return s.copyRows(ctx, t, rows)
	}
	return s.Insert(ctx, t, "", rows)
}

// Insert inserts rows by chunks; conflict is the end of the statement, "" or " ON CONFLICT …".
func (s *Session) Insert(ctx context.Context, t *Table, conflict string, rows [][]any) error {
	return s.InsertBy(ctx, t, conflict, rowChunks, rows)
}

// InsertBy is Insert with chunks of its caller's: descending, the last 1.
func (s *Session) InsertBy(ctx context.Context, t *Table, conflict string, chunks []int, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	insert := statement{
		text:  "INSERT INTO " + t.Name + " (" + strings.Join(t.Columns, ", ") + ") VALUES %s" + conflict,
		width: len(t.Columns),
	}
	var args []any
	for _, insert.rows = range chunks {
		for ; len(rows) >= insert.rows; rows = rows[insert.rows:] {
			args = args[:0]
			for _, row := range rows[:insert.rows] {
				args = append(args, row...)
			}
			if _, err := s.exec(ctx, insert, args); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyRows puts new rows into a table of PostgreSQL by COPY, within the transaction.
func (s *Session) copyRows(ctx context.Context, t *Table, rows [][]any) error {
	return s.conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of %T where pgx is expected", driverConn)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{t.Name}, t.Columns, pgx.CopyFromRows(rows))
		return err
	})
}
