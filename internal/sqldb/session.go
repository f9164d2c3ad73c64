package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"
	"sync"
)

// Session is one connection with its prepared statements, for one goroutine at a time. A
// store whose statements are few and fixed works on sessions: each statement is prepared
// once on each connection.
type Session struct {
	conn     *sql.Conn
	postgres bool
	prepared map[statement]*sql.Stmt
}

// statement is the text of a prepared statement. If rows is not 0, %s in it stands for a
// list of so many elements, each of width placeholders.
type statement struct {
	text        string
	rows, width int
}

// expand puts the list in its place: of elements where width is 1, else of tuples.
// SQLite gets "?" there: it takes "$1" for a name, and its driver looks up the name of each.
func (t statement) expand(postgres bool) string {
	if t.rows == 0 {
		return t.text
	}
	return strings.Replace(t.text, "%s", list(t.rows, t.width, t.width > 1, postgres), 1)
}

// Writer returns a session on a connection that writes. It is to be closed.
func (d *DB) Writer(ctx context.Context) (*Session, error) {
	conn, err := d.Write.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return d.session(conn), nil
}

func (d *DB) session(conn *sql.Conn) *Session {
	return &Session{conn: conn, postgres: d.Postgres, prepared: map[statement]*sql.Stmt{}}
}

func (s *Session) prepare(ctx context.Context, t statement) (*sql.Stmt, error) {
	if p, ok := s.prepared[t]; ok {
		return p, nil
	}
	p, err := s.conn.PrepareContext(ctx, t.expand(s.postgres))
	if err == nil {
		s.prepared[t] = p
	}
	return p, err
}

func (s *Session) exec(ctx context.Context, t statement, args []any) (changed int64, err error) {
	p, err := s.prepare(ctx, t)
	if err != nil {
		return 0, err
	}
	r, err := p.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Exec runs a statement and returns how many rows it changed.
func (s *Session) Exec(ctx context.Context, text string, args ...any) (changed int64, err error) {
	return s.exec(ctx, statement{text: text}, args)
}

// Direct runs statements that cannot be prepared, or are run once: those that begin and end
// transactions, and settings.
func (s *Session) Direct(ctx context.Context, text string) error {
	_, err := s.conn.ExecContext(ctx, text)
	return err
}

// Scan is the Scan of a row.
type Scan = func(dest ...any) error

// Each reads all rows of a query.
func (s *Session) Each(ctx context.Context, text string, args []any, row func(Scan) error) error {
	return s.each(ctx, statement{text: text}, args, row)
}

func (s *Session) each(ctx context.Context, t statement, args []any, row func(Scan) error) error {
	p, err := s.prepare(ctx, t)
	if err != nil {
		return err
	}
	rows, err := p.QueryContext(ctx, args...)
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

// One reads the only row of a query; sql.ErrNoRows if there is none.
func (s *Session) One(ctx context.Context, text string, args []any, into ...any) error {
	found := false
	err := s.Each(ctx, text, args, func(scan Scan) error {
		found = true
		return scan(into...)
	})
	if err == nil && !found {
		err = sql.ErrNoRows
	}
	return err
}

// listSizes are the lengths of lists for which statements are prepared. A list is cut into
// the largest that fit, and the last is filled up with its last element again.
var listSizes = [...]int{MaxList, 64, 8, 1}

// MaxList is how many elements EachIn asks for with one statement.
const MaxList = 512

// EachIn reads all rows for a list of keys, which stands at %s in the query; keys are the
// arguments of one element each.
func (s *Session) EachIn(ctx context.Context, query string, keys [][]any, row func(Scan) error) error {
	for len(keys) > 0 {
		t := statement{text: query, rows: listSize(len(keys)), width: len(keys[0])}
		n := min(t.rows, len(keys))
		args := make([]any, 0, t.rows*t.width)
		for i := range t.rows {
			args = append(args, keys[min(i, n-1)]...)
		}
		if err := s.each(ctx, t, args, row); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// listSize returns the smallest size that holds n elements, or the largest.
func listSize(n int) int {
	best := listSizes[0]
	for _, size := range listSizes {
		if size >= n {
			best = size
		}
	}
	return best
}

// EachOf reads all rows for so many elements of a list at %s in the query, each of width
// arguments.
func (s *Session) EachOf(ctx context.Context, query string, width int, args []any, row func(Scan) error) error {
	return s.each(ctx, statement{text: query, rows: len(args) / width, width: width}, args, row)
}

// Drop ends a connection whose state is not known. Its statements go first:
// modernc.org/sqlite panics on a statement that is closed after its connection.
func (s *Session) Drop() {
	s.closeStatements()
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
}

func (s *Session) closeStatements() {
	for _, p := range s.prepared {
		_ = p.Close()
	}
	clear(s.prepared)
}

// Close releases the connection.
func (s *Session) Close() error {
	s.closeStatements()
	if err := s.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) && !errors.Is(err, driver.ErrBadConn) {
		return err
	}
	return nil
}

// Readers are the sessions of those who read. database/sql's pool limits and opens the
// connections; this one keeps what is prepared on each. It is safe for concurrent use.
type Readers struct {
	db *DB

	mu   sync.Mutex // guards free
	free []*Session // the last used last, so that few stay warm
}

// Readers returns a pool over the connections that read. It is to be closed.
func (d *DB) Readers() *Readers { return &Readers{db: d} }

// ErrStop ends a reading for the reader's own reasons: its connection is dropped, and the
// others are good.
var ErrStop = errors.New("stop")

// Read runs f on a connection; with begin, in the transaction that this statement begins. A
// connection on which anything failed is not used again, and none of those that lie ready
// either: where the server was started again, only one reader learns it.
func (r *Readers) Read(ctx context.Context, begin string, f func(*Session) error) error {
	s, err := r.take(ctx)
	if err != nil {
		return err
	}
	if begin != "" {
		err = s.Direct(ctx, begin)
	}
	if err == nil {
		err = f(s)
	}
	if err == nil && begin != "" {
		err = s.Direct(ctx, "ROLLBACK")
	}
	if err == nil {
		r.give(s)
		return nil
	}
	s.Drop()
	if !errors.Is(err, ErrStop) && !errors.Is(err, sql.ErrNoRows) && ctx.Err() == nil {
		for _, s := range r.takeAll() {
			s.Drop()
		}
	}
	return err
}

func (r *Readers) take(ctx context.Context) (*Session, error) {
	r.mu.Lock()
	if n := len(r.free); n > 0 {
		defer r.mu.Unlock()
		s := r.free[n-1]
		r.free = r.free[:n-1]
		return s, nil
	}
	r.mu.Unlock()
	conn, err := r.db.Read.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return r.db.session(conn), nil
}

func (r *Readers) give(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free = append(r.free, s)
}

func (r *Readers) takeAll() []*Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.free
	r.free = nil
	return all
}

// Close releases the connections.
func (r *Readers) Close() error {
	var err error
	for _, s := range r.takeAll() {
		err = errors.Join(err, s.Close())
	}
	return err
}
