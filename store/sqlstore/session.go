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

// pool is the readers' sessions. It is database/sql's pool that limits and opens
// connections; this one keeps what is prepared on each.
type pool struct {
	db *sql.DB

	mu   sync.Mutex // guards free
	free []*session // the last used last, so that few stay warm
}

func (p *pool) take(ctx context.Context) (*session, error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		defer p.mu.Unlock()
		s := p.free[n-1]
		p.free = p.free[:n-1]
		return s, nil
	}
	p.mu.Unlock()
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return newSession(conn), nil
}

func (p *pool) give(s *session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, s)
}

// read runs f on a connection; with begin, in the transaction that it begins. A
// connection on which anything failed is not used again, and none of those that
// lie ready either: if the server was started again, one reader only learns it.
func (p *pool) read(ctx context.Context, begin string, f func(querier) error) error {
	s, err := p.take(ctx)
	if err != nil {
		return err
	}
	if begin != "" {
		_, err = s.conn.ExecContext(ctx, begin)
	}
	if err == nil {
		err = f(s)
	}
	if err == nil && begin != "" {
		_, err = s.conn.ExecContext(ctx, "ROLLBACK")
	}
	if err == nil {
		p.give(s)
		return nil
	}
	s.drop()
	if !errors.Is(err, errStop) && !errors.Is(err, sql.ErrNoRows) && ctx.Err() == nil {
		for _, s := range p.takeAll() {
			s.drop()
		}
	}
	return err
}

func (p *pool) takeAll() []*session {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.free
	p.free = nil
	return all
}

// close gives the connections back, so that db can be closed.
func (p *pool) close() error {
	var err error
	for _, s := range p.takeAll() {
		err = errors.Join(err, s.close())
	}
	return err
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

// drop ends a connection whose state nobody knows. Its statements go first:
// modernc.org/sqlite panics on a statement that is closed after its connection.
func (s *session) drop() {
	s.closeStatements()
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
}

func (s *session) closeStatements() {
	for _, p := range s.stmts {
		_ = p.Close()
	}
	clear(s.stmts)
}

func (s *session) close() error {
	s.closeStatements()
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
