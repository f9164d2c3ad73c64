package looksql

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"samano/access"
	"samano/internal/sqldb"
	"samano/ledger"
)

// Summary is what a verification covered.
type Summary struct {
	Looks   int64 // read and compared
	Dropped int64 // dropped with their months, by law
	Signed  int64 // looks covered by the largest checkpoint that matches
	Older   int   // checkpoints from within the dropped months, which nothing can check
	Alarms  int64
}

// Verify recomputes the tree from the looks' own bytes, compares it with what is
// stored and with verified checkpoints, and proves that each person's list names
// each look at the person, that the program wrote each, and that months and head have the looks' own times. It passes each fault to report; an error from report
// ends it. It reads one state of the database.
func (s *Store) Verify(ctx context.Context, checkpoints []ledger.Checkpoint, report func(ledger.Fault) error) (Summary, error) {
	const op = "looksql.Verify"
	tx, err := s.db.Snapshot(ctx)
	if err != nil {
		return Summary{}, err
	}
	defer tx.Rollback() //nolint:errcheck // it has written nothing
	v := verification{ctx: ctx, s: s, tx: tx, report: report, checkpoints: slices.Clone(checkpoints)}
	slices.SortFunc(v.checkpoints, func(a, b ledger.Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	if err := v.run(); err != nil {
		return v.summary, sqldb.Wrap(op, err)
	}
	return v.summary, nil
}

// verification is the state of one Verify.
type verification struct {
	ctx         context.Context
	s           *Store
	tx          *sql.Tx
	report      func(ledger.Fault) error
	checkpoints []ledger.Checkpoint // not yet reached
	head        head
	kept        int64           // from here on, looks have their bodies
	tree        ledger.Frontier // recomputed
	listed      int64           // entries that people's lists should have
	last        int64           // time of the last look that was read
	months      []monthRow      // those of the looks that were read
	summary     Summary
}

func (v *verification) fault(f ledger.Fault) error {
	if f.Kind.Alarm() {
		v.summary.Alarms++
	}
	return v.report(f)
}

func (v *verification) run() error {
	h, err := scanHead(v.tx.QueryRowContext(v.ctx, `SELECT `+headColumns+` FROM look_head WHERE id = 1`).Scan)
	if err != nil {
		return err
	}
	v.head, v.tree = h, h.baseTree.Clone()
	if err := v.tx.QueryRowContext(v.ctx, `SELECT coalesce(min(first), $1) FROM look_month`, h.size).Scan(&v.kept); err != nil {
		return err
	}
	v.summary.Dropped = v.kept
	for len(v.checkpoints) > 0 && v.checkpoints[0].Size < h.base {
		v.summary.Older++
		v.checkpoints = v.checkpoints[1:]
	}
	for next := h.base; next < h.size; {
		rows, err := sqldb.List(v.ctx, v.tx, scanRow, `SELECT `+rowColumns+` FROM look WHERE seq >= $1 ORDER BY seq LIMIT 1024`, next)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.seq != next {
				break
			}
			if err := v.look(r); err != nil {
				return err
			}
			next++
		}
		if len(rows) == 0 || rows[len(rows)-1].seq >= next {
			// The leaf of a look that is not there is not there either: no tree.
			return v.fault(ledger.Fault{Kind: ledger.MissingAct, Seq: next, Count: 1})
		}
	}
	return v.finish()
}

// look compares one row.
func (v *verification) look(r row) error {
	if err := v.reached(); err != nil {
		return err
	}
	if len(r.leaf) != ledger.HashBytes {
		return v.fault(ledger.Fault{Kind: ledger.AlteredLeaf, Seq: r.seq})
	}
	leaf := ledger.Hash(r.leaf)
	if !v.s.Authentic(r.seq, r.leaf, r.mac) {
		if err := v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: r.seq, Detail: "its MAC is not under the key of this program"}); err != nil {
			return err
		}
	}
	for _, n := range v.tree.Append(leaf) {
		var stored []byte
		err := v.tx.QueryRowContext(v.ctx, `SELECT hash FROM look_node WHERE level = $1 AND n = $2`, int64(n.Level), n.N).Scan(&stored)
		if err != nil || !bytes.Equal(stored, n.Hash[:]) {
			count := int64(1) << n.Level
			if err := v.fault(ledger.Fault{Kind: ledger.AlteredNode, Seq: n.N * count, Count: count, Level: n.Level, Node: n.N}); err != nil {
				return err
			}
		}
	}
	if r.body == nil && r.seq < v.kept {
		return nil
	}
	v.summary.Looks++
	record, err := v.s.codec.Unpack(r.seq, r.body)
	if err != nil || record.Leaf() != leaf {
		return v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: r.seq})
	}
	l, err := decode(record)
	if err != nil {
		return v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: r.seq, Detail: err.Error()})
	}
	if err := v.time(l); err != nil {
		return err
	}
	return v.list(l)
}

// time compares the time of a look with that of the look before it, and keeps in which month it is.
func (v *verification) time(l access.Look) error {
	at := sqldb.Micros(l.At)
	if n := len(v.months); n == 0 || month(at) > v.months[n-1].month {
		v.months = append(v.months, monthRow{month(at), l.Seq})
	}
	before := v.last
	v.last = at
	if at < before {
		return v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: l.Seq, Detail: "it was written before the look before it"})
	}
	return nil
}

// times compares the table of months with those of the looks, and the head's time with that of the last look. A month
// that seems older than it is would be deleted.
func (v *verification) times() error {
	stored, err := sqldb.List(v.ctx, v.tx, scanMonth, `SELECT month, first FROM look_month ORDER BY month`)
	if err != nil {
		return err
	}
	if !slices.Equal(stored, v.months) {
		if err := v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: v.kept, Detail: "the table of months is not that of the looks' own times"}); err != nil {
			return err
		}
	}
	if len(v.months) > 0 && v.last != v.head.last {
		return v.fault(ledger.Fault{Kind: ledger.AlteredFrontier, Seq: v.head.size, Detail: "the head's time is not that of the last look"})
	}
	return nil
}

// list proves that the subjects' lists name the look.
func (v *verification) list(l access.Look) error {
	for _, ref := range l.Subjects {
		v.listed++
		var shown int64
		err := v.tx.QueryRowContext(v.ctx, `SELECT shown FROM look_subject WHERE month = $1 AND kind = $2 AND subject = $3 AND seq = $4`,
			month(sqldb.Micros(l.At)), int64(ref.Kind), ref.ID, l.Seq).Scan(&shown)
		if err != nil || shown != int64(l.ShownFrom) {
			if err := v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: l.Seq, Part: subjectPrefix + ref.String(), Detail: "not in the subject's list, or with another day"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// reached compares the tree with the checkpoints of its size.
func (v *verification) reached() error {
	for len(v.checkpoints) > 0 && v.checkpoints[0].Size == v.tree.Size() {
		c := v.checkpoints[0]
		v.checkpoints = v.checkpoints[1:]
		if c.Root == v.tree.Root() {
			v.summary.Signed = c.Size
		} else if err := v.fault(ledger.Fault{Kind: ledger.Forked, Count: c.Size}); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) finish() error {
	if err := v.reached(); err != nil {
		return err
	}
	if err := v.times(); err != nil {
		return err
	}
	for _, c := range v.checkpoints {
		if err := v.fault(ledger.Fault{Kind: ledger.Truncated, Seq: v.head.size, Count: c.Size - v.head.size}); err != nil {
			return err
		}
	}
	var beyond, entries int64
	if err := v.tx.QueryRowContext(v.ctx, `SELECT count(*) FROM look WHERE seq >= $1 OR seq < $2`, v.head.size, v.head.base).Scan(&beyond); err != nil {
		return err
	}
	if beyond > 0 || !v.tree.Equal(&v.head.frontier) {
		if err := v.fault(ledger.Fault{Kind: ledger.AlteredFrontier, Seq: v.head.size, Count: beyond}); err != nil {
			return err
		}
	}
	if err := v.tx.QueryRowContext(v.ctx, `SELECT count(*) FROM look_subject`).Scan(&entries); err != nil {
		return err
	}
	if entries > v.listed {
		detail := fmt.Sprintf("people's lists have %d entries more than there are looks", entries-v.listed)
		if err := v.fault(ledger.Fault{Kind: ledger.AlteredPart, Seq: v.head.size, Count: entries - v.listed, Detail: detail}); err != nil {
			return err
		}
	}
	if tail := v.head.size - v.summary.Signed; tail > 0 {
		return v.fault(ledger.Fault{Kind: ledger.UnsignedTail, Seq: v.summary.Signed, Count: tail})
	}
	return nil
}
