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

// rowSums compares two multisets of rows without holding either.
type rowSums struct {
	expected, actual []setSum
	each             func(store.ProjectionRow) // if set, receives the expected rows instead
}

func hashRow(r store.ProjectionRow) [sha256.Size]byte {
	b := make([]byte, 0, 128)
	b = append(append(b, r.Table...), 0)
	b = append(append(b, r.Key...), 0)
	b = append(b, byte(r.Ref.Kind))
	b = binary.BigEndian.AppendUint64(b, uint64(r.Ref.ID))
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, uint64(r.Seq)))
}

func bucketOf(h [sha256.Size]byte) int { return int(binary.LittleEndian.Uint16(h[:])) }

func addRow(sums []setSum, h [sha256.Size]byte) {
	sums[bucketOf(h)].add(binary.LittleEndian.Uint64(h[8:]), binary.LittleEndian.Uint64(h[16:]))
}

func (s *rowSums) expect(r store.ProjectionRow) {
	if s.each != nil {
		s.each(r)
		return
	}
	if s.expected == nil {
		s.expected, s.actual = make([]setSum, buckets), make([]setSum, buckets)
	}
	h := hashRow(r)
	addRow(s.expected, h)
}

// verifyProjections compares the stored rows with those that follow from acts and documents. The
// rows of differing buckets are read again and reported one by one.
func (v *verification) verifyProjections() error {
	if v.rows.expected == nil {
		v.rows.expected, v.rows.actual = make([]setSum, buckets), make([]setSum, buckets)
	}
	for r, err := range v.from.EachProjection(v.ctx, v.pass) {
		if err != nil {
			return err
		}
		v.sum.Rows++
		h := hashRow(r)
		addRow(v.rows.actual, h)
	}
	differ := make(map[int]bool)
	for i := range v.rows.expected {
		if v.rows.expected[i] != v.rows.actual[i] {
			differ[i] = true
		}
	}
	if len(differ) == 0 {
		return nil
	}
	return v.nameRows(differ)
}

// nameRows collects the expected rows of the differing buckets and reports those that are only
// expected or only stored.
func (v *verification) nameRows(differ map[int]bool) error {
	expected := map[store.ProjectionRow]int{}
	want := func(r store.ProjectionRow) {
		if differ[bucketOf(hashRow(r))] {
			expected[r]++
		}
	}
	again := &verification{Inputs: v.Inputs, ctx: v.ctx, pass: v.pass, from: v.from, head: v.head, report: func(Fault) error { return nil }} // everything else was reported before
	again.Progress, again.Sealer = nil, nil
	again.rows.each = want
	if err := again.gather(); err != nil {
		return err
	}
	for r, err := range v.from.EachProjection(v.ctx, v.pass) {
		if err != nil {
			return err
		}
		if !differ[bucketOf(hashRow(r))] {
			continue
		}
		if expected[r] > 0 {
			expected[r]--
			continue
		}
		if err := v.fault(Fault{Kind: ExtraProjection, Seq: r.Seq, Where: rowPlace(r), Alarm: true}); err != nil {
			return err
		}
	}
	for r, n := range expected {
		if n > 0 {
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
