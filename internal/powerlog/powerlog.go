// Package powerlog owns the log of powers in the desk's database: each change of an account, an office, a password or
// a request leaves an entry, in the transaction that makes it. An entry holds what stands from then on, so that what the
// tables say can be compared with what the log says: whoever writes to the tables past the program shows.
//
// The log is a Merkle tree like that of the acts (package ledger). Entries are never changed and never removed. They
// name officers and offices, and nobody else: of a request or a copy they hold a hash, and each bears a MAC under a key
// that is not in the database.
package powerlog

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"samano/internal/logtree"
	"samano/internal/sqldb"
	"samano/ledger"
	"samano/register"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema holds the tables of the log.
var Schema = sqldb.Schema{Name: "power", Migrations: migrations}

// Entry is one change. Author and Second are accounts.
type Entry struct {
	Seq     int64
	At      time.Time
	What    string // "account-added", "password-reset", …
	Subject string // "account/noy"
	Author  string // empty: somebody at the machine itself
	Second  string // empty: nobody had to confirm it
	State   []byte // what stands from then on; nil where the subject ends
}

// Log is the log in one database. It is safe for concurrent use.
type Log struct {
	*logtree.Tree
	db     *sqldb.DB
	codec  *ledger.Codec
	random io.Reader
}

var statements = logtree.Statements{
	Leaves:  `SELECT leaf FROM power WHERE seq >= $1 AND seq < $2 ORDER BY seq`,
	Nodes:   `SELECT hash FROM power_node WHERE level = $3 AND n >= $1 AND n < $2 ORDER BY n`,
	PutNote: `INSERT INTO power_checkpoint (size, note) VALUES ($1, $2) ON CONFLICT (size) DO UPDATE SET note = excluded.note`,
	Last:    `SELECT size, note FROM power_checkpoint ORDER BY size DESC LIMIT 1`,
	PutCopy: `INSERT INTO power_note (log, note) VALUES ($1, $2) ON CONFLICT (log) DO UPDATE SET note = excluded.note`,
	Copy:    `SELECT note FROM power_note WHERE log = $1`,
	MACs:    `SELECT seq, leaf, mac FROM power WHERE seq >= $1 AND seq < $2 ORDER BY seq`,
}

// New returns the log in a database that was opened with Schema. random salts the leaves, and by makes the MACs of entries.
func New(ctx context.Context, db *sqldb.DB, random io.Reader, by logtree.Authenticator) (*Log, error) {
	codec, err := ledger.NewCodec()
	if err != nil {
		return nil, err
	}
	err = db.Tx(ctx, "powerlog.New", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO power_head (id, size, frontier, last) VALUES (1, 0, $1, 0) ON CONFLICT (id) DO NOTHING`,
			new(ledger.Frontier).Bytes())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Log{logtree.New("powerlog", db, statements, by), db, codec, random}, nil
}

// head is the row that every writer locks.
type head struct {
	size     int64
	frontier ledger.Frontier
	last     int64
}

func scanHead(scan func(...any) error) (h head, err error) {
	var frontier []byte
	if err := scan(&h.size, &frontier, &h.last); err != nil {
		return h, err
	}
	if err := h.frontier.UnmarshalBinary(frontier); err != nil {
		return h, err
	}
	if h.frontier.Size() != h.size {
		return h, fmt.Errorf("%w: the head's size is not that of its tree", ledger.ErrFrontier)
	}
	return h, nil
}

// Append writes an entry in the caller's transaction. It gives the Seq, and moves At forward where the clock has
// gone back.
func (l *Log) Append(ctx context.Context, tx *sql.Tx, e Entry) error {
	h, err := scanHead(tx.QueryRowContext(ctx, `UPDATE power_head SET size = size WHERE id = 1 RETURNING size, frontier, last`).Scan)
	if err == nil {
		err = l.lastOf(ctx, tx, &h)
	}
	if err != nil {
		return err
	}
	e.Seq, h.last = h.size, max(sqldb.Micros(e.At), h.last)
	e.At = sqldb.TimeOf(h.last)
	record, err := l.encode(e)
	if err != nil {
		return err
	}
	body, err := l.codec.Pack(record)
	if err != nil {
		return err
	}
	leaf := record.Leaf()
	for _, n := range h.frontier.Append(leaf) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO power_node (level, n, hash) VALUES ($1, $2, $3)`, int64(n.Level), n.N, n.Hash[:]); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO power (seq, leaf, subject, author, second, stands, body, mac) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.Seq, leaf[:], e.Subject, e.Author, e.Second, stands(e), body, l.MAC(e.Seq, leaf))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE power_head SET size = $1, frontier = $2, last = $3 WHERE id = 1`, h.frontier.Size(), h.frontier.Bytes(), h.last)
	return err
}

// lastOf takes the time of the last entry from the entry: that of the head is what whoever edits one row says, and
// every later entry would have it.
func (l *Log) lastOf(ctx context.Context, tx *sql.Tx, h *head) error {
	r, err := scanRow(tx.QueryRowContext(ctx, `SELECT `+rowColumns+` FROM power WHERE seq = $1`, h.size-1).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if e, err := l.decode(r); err == nil { // else a verification tells
		h.last = sqldb.Micros(e.At)
	}
	return nil
}

// The parts of an entry's record. What stands is a part of its own, so that a proof that something was changed does
// not need to say to what.
const (
	changePart = "change"
	statePart  = "state"
)

// written is the part with who, when and what. Field names are stored: never rename.
type written struct {
	At      int64  `json:"at"`
	What    string `json:"what"`
	Subject string `json:"subject"`
	Author  string `json:"author,omitempty"`
	Second  string `json:"second,omitempty"`
}

func (l *Log) encode(e Entry) (*ledger.Record, error) {
	var seed ledger.Salt
	if _, err := io.ReadFull(l.random, seed[:]); err != nil {
		return nil, fmt.Errorf("powerlog: a salt: %w", err)
	}
	change, err := json.Marshal(written{sqldb.Micros(e.At), e.What, e.Subject, e.Author, e.Second})
	if err != nil {
		return nil, err
	}
	return ledger.NewRecord(e.Seq, seed, []ledger.Part{{Name: changePart, Bytes: change}, {Name: statePart, Bytes: e.State}})
}

func stands(e Entry) int64 {
	if len(e.State) == 0 {
		return 0
	}
	return 1
}

// row is a row of the table.
type row struct {
	seq                     int64
	leaf                    []byte
	subject, author, second text
	stands                  int64
	body, mac               []byte
}

// text is a column of text. SQLite keeps bytes in it as they are, which no statement finds that looks for the text.
type text string

// Scan implements sql.Scanner. What is no text reads as what no text of an entry is.
func (t *text) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		s = fmt.Sprintf("\x00%T", v)
	}
	*t = text(s)
	return nil
}

const rowColumns = `seq, leaf, subject, author, second, stands, body, mac`

func scanRow(scan func(...any) error) (r row, err error) {
	err = scan(&r.seq, &r.leaf, &r.subject, &r.author, &r.second, &r.stands, &r.body, &r.mac)
	return r, err
}

// agrees refuses columns that are not those of the entry's body.
func (r *row) agrees(e Entry) error {
	if e.Subject != string(r.subject) || e.Author != string(r.author) || e.Second != string(r.second) || stands(e) != r.stands {
		return fmt.Errorf("powerlog: the columns of entry %d are not those of its body", r.seq)
	}
	return nil
}

// entry reads a row, and refuses one whose columns are not those of its body.
func (l *Log) entry(r row) (Entry, error) {
	e, err := l.decode(r)
	if err == nil {
		err = r.agrees(e)
	}
	return e, err
}

// decode reads the body of a row.
func (l *Log) decode(r row) (Entry, error) {
	record, err := l.codec.Unpack(r.seq, r.body)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Seq: r.seq}
	var w written
	for _, p := range record.Parts {
		if p.Name == statePart {
			e.State = p.Bytes
		} else if err := json.Unmarshal(p.Bytes, &w); err != nil {
			return Entry{}, err
		}
	}
	e.At, e.What, e.Subject, e.Author, e.Second = sqldb.TimeOf(w.At), w.What, w.Subject, w.Author, w.Second
	return e, nil
}

// Query asks for entries, the newest first.
type Query struct {
	Before  int64  // only those with a smaller Seq
	Subject string // only about this; empty: about whatever
	Officer string // only by this account, or confirmed by it; empty: whoever did it
	Limit   int
}

// Entries returns what was asked for.
func (l *Log) Entries(ctx context.Context, q Query) ([]Entry, error) {
	const op = "powerlog.Entries"
	rows, err := sqldb.List(ctx, l.db.Read, scanRow, `SELECT `+rowColumns+` FROM power
		WHERE seq < $1 AND ($2 = '' OR subject = $2) AND ($3 = '' OR author = $3 OR second = $3) ORDER BY seq DESC LIMIT $4`,
		q.Before, q.Subject, q.Officer, q.Limit)
	if err != nil {
		return nil, sqldb.Wrap(op, err)
	}
	out := make([]Entry, 0, len(rows))
	for _, r := range rows {
		e, err := l.entry(r)
		if err != nil {
			return nil, &register.Error{Kind: register.Internal, Op: op, Err: err}
		}
		out = append(out, e)
	}
	return out, nil
}

// Frontier returns the tree's right edge, of which a checkpoint is made.
func (l *Log) Frontier(ctx context.Context) (ledger.Frontier, error) {
	h, err := scanHead(l.db.Read.QueryRowContext(ctx, `SELECT size, frontier, last FROM power_head WHERE id = 1`).Scan)
	return h.frontier, sqldb.Wrap("powerlog.Frontier", err)
}

// Begins returns 0: no entry is ever removed.
func (l *Log) Begins(context.Context) (int64, error) { return 0, nil }

// WrittenAt returns when an entry was written.
func (l *Log) WrittenAt(ctx context.Context, seq int64) (time.Time, error) {
	found, err := l.Entries(ctx, Query{Before: seq + 1, Limit: 1})
	if err != nil {
		return time.Time{}, err
	}
	if len(found) == 0 || found[0].Seq != seq {
		return time.Time{}, register.Errorf(register.Internal, "powerlog.WrittenAt", "entry %d is gone", seq)
	}
	return found[0].At, nil
}
