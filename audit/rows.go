package audit

import (
	"crypto/sha256"
	"encoding/binary"

	"samano/store"
)

// buckets is the number of sums over the rows of all projections. A differing bucket is read again
// and compared row by row, so its share must be small.
const buckets = 1 << 16

// setSum stands for a multiset: how many elements it has, and the sums of two hashes of each, in
// any order.
type setSum struct {
	n    int64
	a, b uint64
}

func (s *setSum) add(a, b uint64) {
	s.n++
	s.a += a
	s.b += b
}

func (s *setSum) sub(a, b uint64) {
	s.n--
	s.a -= a
	s.b -= b
}

// mark is one element of a multiset: its bucket, and two hashes.
type mark struct {
	bucket uint16
	a, b   uint64
}

// sums compare two multisets without holding either: what is expected is added, what is there is
// taken away, and where both agree nothing is left.
type sums []setSum

func newSums() sums { return make(sums, buckets) }

func (s sums) add(m mark) { s[m.bucket].add(m.a, m.b) }
func (s sums) sub(m mark) { s[m.bucket].sub(m.a, m.b) }

// differ returns the buckets in which something is left.
func (s sums) differ() map[int]bool {
	out := map[int]bool{}
	for i := range s {
		if s[i] != (setSum{}) {
			out[i] = true
		}
	}
	return out
}

func markOf(h [sha256.Size]byte) mark {
	return mark{binary.LittleEndian.Uint16(h[:]), binary.LittleEndian.Uint64(h[8:]), binary.LittleEndian.Uint64(h[16:])}
}

func rowMark(r store.ProjectionRow) mark {
	b := make([]byte, 0, 128)
	b = append(append(b, r.Table...), 0)
	b = append(append(b, r.Key...), 0)
	b = append(b, byte(r.Ref.Kind))
	b = binary.BigEndian.AppendUint64(b, uint64(r.Ref.ID))
	return markOf(sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(r.Seq))))
}

// expected are rows that follow from acts or documents: their marks or, where only some are wanted,
// these rows themselves.
type expected struct {
	marks []mark
	rows  []store.ProjectionRow
}

func (v *verification) expect(e *expected, r store.ProjectionRow) {
	switch m := rowMark(r); {
	case v.wanted == nil:
		e.marks = append(e.marks, m)
	case v.wanted[int(m.bucket)]:
		e.rows = append(e.rows, r)
	}
}

// takeRows adds expected rows.
func (v *verification) takeRows(e expected) {
	for _, m := range e.marks {
		v.rows.add(m)
	}
	for _, r := range e.rows {
		v.named[r]++
	}
}

// verifyProjections compares the stored rows with those that follow from acts and documents, each
// table as it is at one moment. The rows of differing buckets are read again and reported one by
// one.
func (v *verification) verifyProjections() error {
	for _, table := range store.Tables() {
		err := v.Store.Snapshot(v.ctx, func(from store.Snapshot) error {
			changed, err := v.since(from)
			if err != nil {
				return err
			}
			for _, r := range changed.gone[table] {
				v.rows.sub(rowMark(r))
			}
			for _, r := range changed.come[table] {
				v.rows.add(rowMark(r))
			}
			for r, err := range from.EachProjection(v.ctx, v.pass, table) {
				if err != nil {
					return err
				}
				v.sum.Rows++
				v.rows.sub(rowMark(r))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	differ := v.rows.differ()
	if len(differ) == 0 {
		return nil
	}
	return v.nameRows(differ)
}

// nameRows collects the expected rows of the differing buckets and reports those that are only
// expected or only stored.
func (v *verification) nameRows(differ map[int]bool) error {
	again := &verification{Inputs: v.Inputs, ctx: v.ctx, pass: v.pass, head: v.head, upto: v.upto, suspects: v.suspects, report: func(Fault) error { return nil }} // everything else was reported before
	again.Progress, again.Sealer = nil, nil
	again.wanted, again.named = differ, map[store.ProjectionRow]int{}
	if err := again.gatherAgain(); err != nil {
		return err
	}
	for _, table := range store.Tables() {
		err := v.Store.Snapshot(v.ctx, func(from store.Snapshot) error {
			changed, err := v.since(from)
			if err != nil {
				return err
			}
			return v.nameTable(from, table, changed, again)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) nameTable(from store.Snapshot, table string, changed changes, again *verification) error {
	left := map[store.ProjectionRow]int{}
	for r, n := range again.named {
		if r.Table == table {
			left[r] = n
		}
	}
	for _, r := range changed.gone[table] {
		left[r]--
	}
	for _, r := range changed.come[table] {
		left[r]++
	}
	for r, err := range from.EachProjection(v.ctx, v.pass, table) {
		if err != nil {
			return err
		}
		if !again.wanted[int(rowMark(r).bucket)] {
			continue
		}
		if left[r] > 0 {
			left[r]--
			continue
		}
		if err := v.fault(Fault{Kind: ExtraProjection, Seq: r.Seq, Where: rowPlace(r), Alarm: true}); err != nil {
			return err
		}
	}
	for r, n := range left {
		if n > 0 && again.wanted[int(rowMark(r).bucket)] {
			if err := v.fault(Fault{Kind: MissingProjection, Seq: r.Seq, Where: rowPlace(r), Alarm: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowPlace names a row without its key, which may be a name or a number.
func rowPlace(r store.ProjectionRow) string {
	if r.Ref.IsZero() {
		return r.Table
	}
	return r.Table + " of " + r.Ref.String()
}
