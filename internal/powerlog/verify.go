package powerlog

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"iter"
	"maps"
	"slices"

	"samano/internal/logtree"
	"samano/internal/sqldb"
	"samano/ledger"
)

// Held is what a table says of a subject now, in the bytes that its last entry holds.
type Held struct {
	Subject string
	State   []byte
	// Fault says what is wrong with the row itself, whatever the log says of it; empty: nothing.
	Fault string
}

// Each yields what is held of each row of a holder's table. A row with bytes in a column of another type has a Fault:
// SQLite keeps them as they are, a statement that looks for the text or the number does not find them, and here they
// would read alike.
func Each[T any](ctx context.Context, tx *sql.Tx, scan func(func(...any) error) (T, error), held func(T) Held, query string, args ...any) iter.Seq2[Held, error] {
	return func(yield func(Held, error) bool) {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			yield(Held{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			h, err := heldOf(rows.Scan, scan, held)
			if !yield(h, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Held{}, err)
		}
	}
}

// Concat yields what each of them yields, up to an error.
func Concat(tables ...iter.Seq2[Held, error]) iter.Seq2[Held, error] {
	return func(yield func(Held, error) bool) {
		for _, t := range tables {
			for h, err := range t {
				if !yield(h, err) || err != nil {
					return
				}
			}
		}
	}
}

func heldOf[T any](row func(...any) error, scan func(func(...any) error) (T, error), held func(T) Held) (Held, error) {
	bytes := false
	value, err := scan(func(into ...any) (err error) {
		if err = row(into...); err == nil {
			bytes, err = hasBytes(row, into)
		}
		return err
	})
	if err != nil {
		return Held{}, err
	}
	h := held(value)
	if bytes {
		h.Fault = "a column of its row is not of its type"
	}
	return h, nil
}

// hasBytes reads the present row once more, and reports whether it has bytes where something else is read.
func hasBytes(row func(...any) error, into []any) (bool, error) {
	values, at := make([]any, len(into)), make([]any, len(into))
	for i := range values {
		at[i] = &values[i]
	}
	err := row(at...)
	for i, v := range values {
		_, are := v.([]byte)
		_, may := into[i].(*[]byte)
		if are && !may {
			return true, err
		}
	}
	return false, err
}

// Holder is whoever keeps what the log tells of.
type Holder interface {
	// Held yields all that it keeps, each once. Nothing else is read in the transaction meanwhile.
	Held(ctx context.Context, tx *sql.Tx) iter.Seq2[Held, error]
}

// Summary is what a verification covered.
type Summary struct {
	Entries int64
	Signed  int64 // entries covered by the largest checkpoint that matches
	Held    int64 // subjects that were compared with their last entry
	Alarms  int64
}

// pageEntries is how many entries a verification holds at once.
const pageEntries = 1000

// Verify recomputes the tree from the entries' own bytes, compares it with what is stored and with verified
// checkpoints, tells entries that the program did not write, and compares what the holders keep with what the log says of it. It passes each fault to report; an
// error from report ends it. It reads one state of the database. Memory grows by some hundred bytes a subject.
func (l *Log) Verify(ctx context.Context, holders []Holder, checkpoints []ledger.Checkpoint, report func(ledger.Fault) error) (Summary, error) {
	const op = "powerlog.Verify"
	tx, err := l.db.Snapshot(ctx)
	if err != nil {
		return Summary{}, err
	}
	defer tx.Rollback() //nolint:errcheck // it has written nothing
	v := verification{l: l, ctx: ctx, tx: tx, report: report, told: map[string]told{}}
	if err := v.entries(checkpoints); err != nil {
		return v.sum, sqldb.Wrap(op, err)
	}
	for _, h := range holders {
		for held, err := range h.Held(ctx, tx) {
			if err == nil {
				err = v.held(held)
			}
			if err != nil {
				return v.sum, sqldb.Wrap(op, err)
			}
		}
	}
	return v.sum, sqldb.Wrap(op, v.gone())
}

type verification struct {
	l      *Log
	ctx    context.Context
	tx     *sql.Tx
	report func(ledger.Fault) error
	told   map[string]told // by subject
	last   int64           // time of the last entry that was read
	sum    Summary
}

// told is what the last entry about a subject says, by its own bytes.
type told struct {
	seq    int64
	stands bool
	state  [sha256.Size]byte
	held   bool // somebody keeps it
}

func (v *verification) fault(f ledger.Fault) error {
	if f.Kind.Alarm() {
		v.sum.Alarms++
	}
	return v.report(f)
}

func (v *verification) entries(checkpoints []ledger.Checkpoint) error {
	h, err := scanHead(v.tx.QueryRowContext(v.ctx, `SELECT size, frontier, last FROM power_head WHERE id = 1`).Scan)
	if err != nil {
		return v.fault(ledger.Fault{Kind: ledger.AlteredFrontier, Detail: err.Error()})
	}
	sum, err := ledger.Verify(v.ctx, ledger.Audit{
		Codec: v.l.codec, Nodes: nodes{v.tx}, Frontier: h.frontier, Checkpoints: checkpoints,
		Entries: func(yield func(ledger.Entry, error) bool) {
			for next := int64(0); ; {
				rows, err := sqldb.List(v.ctx, v.tx, scanRow, `SELECT `+rowColumns+` FROM power WHERE seq >= $1 ORDER BY seq LIMIT $2`, next, pageEntries)
				if err != nil {
					yield(ledger.Entry{}, err)
					return
				}
				for _, r := range rows {
					e := ledger.Entry{Seq: r.seq, Packed: r.body}
					if len(r.leaf) == ledger.HashBytes {
						e.Leaf = ledger.Hash(r.leaf)
					}
					if !yield(e, v.entry(r)) {
						return
					}
					next = r.seq + 1
				}
				if len(rows) < pageEntries {
					return
				}
			}
		},
	}, v.report)
	v.sum.Entries, v.sum.Signed, v.sum.Alarms = sum.Acts, sum.Signed, v.sum.Alarms+sum.Alarms
	if err == nil && h.last != v.last {
		err = v.fault(ledger.Fault{Kind: ledger.AlteredFrontier, Seq: h.size, Detail: "the head's time is not that of the last entry"})
	}
	return err
}

// entry keeps what an entry says by its body, whatever its columns say, and compares the two; a body that cannot be
// read is reported with the tree.
func (v *verification) entry(r row) error {
	if !v.l.Authentic(r.seq, r.leaf, r.mac) {
		if err := v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: r.seq, Detail: "its MAC is not under the key of this program"}); err != nil {
			return err
		}
	}
	e, err := v.l.decode(r)
	if err != nil {
		return nil
	}
	v.told[e.Subject] = told{seq: e.Seq, stands: stands(e) == 1, state: sha256.Sum256(e.State)}
	at := sqldb.Micros(e.At)
	if at < v.last {
		if err := v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: r.seq, Detail: "it was written before the entry before it"}); err != nil {
			return err
		}
	}
	v.last = at
	if err := r.agrees(e); err != nil {
		return v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: r.seq, Detail: err.Error()})
	}
	return nil
}

// held compares what stands with the last entry about it. Each subject stands once.
func (v *verification) held(h Held) error {
	v.sum.Held++
	t, known := v.told[h.Subject]
	detail := ""
	switch {
	case h.Fault != "":
		detail = ": " + h.Fault
	case !known:
		detail = " is in no entry"
	case t.held:
		detail = " is there twice"
	case !t.stands || t.state != sha256.Sum256(h.State):
		detail = " is not as its last entry says"
	}
	if known {
		t.held = true
		v.told[h.Subject] = t
	}
	if detail == "" {
		return nil
	}
	return v.fault(ledger.Fault{Kind: ledger.AlteredState, Seq: t.seq, Detail: h.Subject + detail})
}

// gone names what stands by the log and that nobody keeps any more.
func (v *verification) gone() error {
	for _, subject := range slices.Sorted(maps.Keys(v.told)) {
		if t := v.told[subject]; t.stands && !t.held {
			if err := v.fault(ledger.Fault{Kind: ledger.AlteredState, Seq: t.seq, Detail: subject + " is gone"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// nodes reads the stored hashes in the snapshot.
type nodes struct{ tx *sql.Tx }

func (n nodes) Nodes(ctx context.Context, level int, from, count int64) ([]ledger.Hash, error) {
	out, err := sqldb.List(ctx, n.tx, logtree.ScanHash, statements.Nodes, from, from+count, int64(level))
	if err == nil && int64(len(out)) != count {
		err = ledger.ErrAbsent
	}
	return out, err
}
