package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// querier runs statements.
type querier interface {
	query(ctx context.Context, t text, args []any) (*sql.Rows, error)
	exec(ctx context.Context, t text, args []any) (sql.Result, error)
}

// text is one statement. Statements are few and fixed, so each is prepared once
// on each connection.
type text struct {
	sql   string
	rows  int // how many elements stand at %s; 0: there is no list
	width int // placeholders of one element
}

// fixedText is a statement without a list.
func fixedText(sql string) text { return text{sql: sql} }

// expand writes the list: "$1,$2,$3" of width 1, "($1,$2),($3,$4)" of more.
func (t text) expand() string {
	if t.rows == 0 {
		return t.sql
	}
	var b strings.Builder
	n := 0
	for row := range t.rows {
		if row > 0 {
			b.WriteByte(',')
		}
		if t.width > 1 {
			b.WriteByte('(')
		}
		for col := range t.width {
			if col > 0 {
				b.WriteByte(',')
			}
			n++
			fmt.Fprintf(&b, "$%d", n)
		}
		if t.width > 1 {
			b.WriteByte(')')
		}
	}
	return strings.Replace(t.sql, "%s", b.String(), 1)
}

// pool is the readers' connections.
type pool struct {
	db    *sql.DB
	mu    sync.Mutex // guards stmts
	stmts map[text]*sql.Stmt
}

func newPool(db *sql.DB) *pool { return &pool{db: db, stmts: map[text]*sql.Stmt{}} }

func (p *pool) prepare(ctx context.Context, t text) (*sql.Stmt, error) {
	p.mu.Lock()
	s, ok := p.stmts[t]
	p.mu.Unlock()
	if ok {
		return s, nil
	}
	s, err := p.db.PrepareContext(ctx, t.expand())
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first, ok := p.stmts[t]; ok { // another reader did the same
		return first, s.Close()
	}
	p.stmts[t] = s
	return s, nil
}

func (p *pool) query(ctx context.Context, t text, args []any) (*sql.Rows, error) {
	s, err := p.prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *pool) exec(ctx context.Context, t text, args []any) (sql.Result, error) {
	s, err := p.prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// snapshot runs f on one connection that sees one state.
func (p *pool) snapshot(ctx context.Context, begin string, f func(querier) error) error {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return err
	}
	s := newSession(conn)
	if _, err := conn.ExecContext(ctx, begin); err != nil {
		return errors.Join(err, s.close())
	}
	err = f(s)
	if _, end := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); end != nil {
		s.drop()
	}
	return errors.Join(err, s.close())
}

func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.stmts {
		_ = s.Close()
	}
	clear(p.stmts)
	return p.db.Close()
}

// session is one connection with its statements, for one goroutine at a time.
type session struct {
	conn  *sql.Conn
	stmts map[text]*sql.Stmt
}

func newSession(conn *sql.Conn) *session { return &session{conn: conn, stmts: map[text]*sql.Stmt{}} }

func (s *session) prepare(ctx context.Context, t text) (*sql.Stmt, error) {
	if p, ok := s.stmts[t]; ok {
		return p, nil
	}
	p, err := s.conn.PrepareContext(ctx, t.expand())
	if err == nil {
		s.stmts[t] = p
	}
	return p, err
}

func (s *session) query(ctx context.Context, t text, args []any) (*sql.Rows, error) {
	p, err := s.prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	return p.QueryContext(ctx, args...)
}

func (s *session) exec(ctx context.Context, t text, args []any) (sql.Result, error) {
	p, err := s.prepare(ctx, t)
	if err != nil {
		return nil, err
	}
	return p.ExecContext(ctx, args...)
}

// drop takes the connection out of its pool: nobody knows its state.
func (s *session) drop() {
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
}

func (s *session) close() error {
	for _, p := range s.stmts {
		_ = p.Close()
	}
	if err := s.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) && !errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return nil
}

// one reads the only row of a query; sql.ErrNoRows if there is none.
func one(ctx context.Context, q querier, query string, args []any, into ...any) error {
	found := false
	err := each(ctx, q, fixedText(query), args, func(scan func(...any) error) error {
		found = true
		return scan(into...)
	})
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	return err
}

// each reads all rows of a query.
func each(ctx context.Context, q querier, t text, args []any, row func(scan func(...any) error) error) error {
	rows, err := q.query(ctx, t, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// listSizes are the lengths of lists for which statements are prepared. A list
// is cut into the largest that fit, and the last is filled up with its last
// element again.
var listSizes = [...]int{512, 64, 8, 1}

// eachIn reads all rows for a list of keys. query holds the list at %s; keys
// give the arguments of one element each.
func eachIn(ctx context.Context, q querier, query string, keys [][]any, row func(scan func(...any) error) error) error {
	for len(keys) > 0 {
		size := listSize(len(keys))
		t := text{sql: query, rows: size, width: len(keys[0])}
		n := min(size, len(keys))
		args := make([]any, 0, size*t.width)
		for i := range size {
			args = append(args, keys[min(i, n-1)]...)
		}
		if err := each(ctx, q, t, args, row); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// listSize gives the smallest size that holds n elements, or the largest.
func listSize(n int) int {
	best := listSizes[0]
	for _, size := range listSizes {
		if size >= n {
			best = size
		}
	}
	return best
}
