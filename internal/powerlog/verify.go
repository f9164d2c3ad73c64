package powerlog

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"iter"

	"samano/internal/logtree"
	"samano/internal/sqldb"
	"samano/ledger"
)

// Held is what a table says of a subject now, in the bytes that its last entry holds.
type Held struct {
	Subject string
	State   []byte
}

// Holder is whoever keeps what the log tells of.
type Holder interface {
	// Held yields all that it keeps, each once. Nothing else is read in the transaction meanwhile but between two
	// of them.
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
// checkpoints, and compares what the holders keep with what the log says of it. It passes each fault to report; an
// error from report ends it. It reads one state of the database.
func (l *Log) Verify(ctx context.Context, holders []Holder, checkpoints []ledger.Checkpoint, report func(ledger.Fault) error) (Summary, error) {
	const op = "powerlog.Verify"
	tx, err := l.db.Snapshot(ctx)
	if err != nil {
		return Summary{}, err
	}
	defer tx.Rollback() //nolint:errcheck // it has written nothing
	v := verification{l: l, ctx: ctx, tx: tx, report: report}
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
	sum    Summary
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
					if !yield(e, v.columns(r)) {
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
	return err
}

// columns compares the columns of an entry with its body; a body that cannot be read is reported with the tree.
func (v *verification) columns(r row) error {
	if _, err := v.l.codec.Unpack(r.seq, r.body); err != nil {
		return nil
	}
	if _, err := v.l.entry(r); err != nil {
		return v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: r.seq, Detail: err.Error()})
	}
	return nil
}

// held compares what stands with the last entry about it.
func (v *verification) held(h Held) error {
	v.sum.Held++
	r, err := scanRow(v.tx.QueryRowContext(v.ctx, `SELECT `+rowColumns+` FROM power WHERE subject = $1 ORDER BY seq DESC LIMIT 1`, h.Subject).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return v.fault(ledger.Fault{Kind: ledger.AlteredState, Detail: h.Subject + " is in no entry"})
	}
	if err != nil {
		return err
	}
	if e, err := v.l.entry(r); err == nil && !bytes.Equal(e.State, h.State) {
		return v.fault(ledger.Fault{Kind: ledger.AlteredState, Seq: r.seq, Detail: h.Subject + " is not as its last entry says"})
	}
	return nil
}

// gone finds out whether something is in the log that nobody keeps any more.
func (v *verification) gone() error {
	var subjects int64
	if err := v.tx.QueryRowContext(v.ctx, `SELECT COUNT(*) FROM power p WHERE stands = 1 AND NOT EXISTS (SELECT 1 FROM power l WHERE l.subject = p.subject AND l.seq > p.seq)`).Scan(&subjects); err != nil {
		return err
	}
	if missing := subjects - v.sum.Held; missing > 0 {
		return v.fault(ledger.Fault{Kind: ledger.AlteredState, Count: missing, Detail: "the log tells of more than there is"})
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
