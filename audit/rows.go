package audit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"

	"samano/internal/inorder"
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

// count adds or takes away.
func (s sums) count(m mark, n int) {
	if n > 0 {
		s.add(m)
	} else {
		s.sub(m)
	}
}

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

// sumKey is the key of the hashes in one audit's sums. It is drawn anew for each: whoever writes to
// the database could else make up rows of which the sums agree with those of the rows that they
// took away.
type sumKey [sha256.Size]byte

// mark hashes the key and what stands behind room for it in b. No hash is shown to anybody, so
// nobody can lengthen one, and SHA-256 needs no second pass under the key.
func (k *sumKey) mark(b []byte) mark {
	copy(b, k[:])
	h := sha256.Sum256(b)
	return mark{binary.LittleEndian.Uint16(h[:]), binary.LittleEndian.Uint64(h[8:]), binary.LittleEndian.Uint64(h[16:])}
}

func (k *sumKey) row(r store.ProjectionRow) mark {
	b := make([]byte, len(k), 160)
	b = append(append(b, r.Table...), 0)
	b = append(append(b, r.Key...), 0)
	b = append(b, byte(r.Ref.Kind))
	b = binary.BigEndian.AppendUint64(b, uint64(r.Ref.ID))
	return k.mark(binary.BigEndian.AppendUint64(b, uint64(r.Seq)))
}

// expected are rows that follow from acts or documents: their marks or, where only some are wanted,
// these rows themselves.
type expected struct {
	marks []mark
	rows  []store.ProjectionRow
}

func (v *verification) expect(e *expected, r store.ProjectionRow) {
	switch m := v.key.row(r); {
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

// partRows is how many rows of a table are read at once.
const partRows = 20_000

// rowsRead are the stored rows of one part of a table.
type rowsRead struct {
	part store.Part
	size int64 // acts in the register when they were read
	n    int64
	expected
}

// rowParts cuts all tables into parts.
func (v *verification) rowParts(ctx context.Context) iter.Seq2[store.Part, error] {
	return func(yield func(store.Part, error) bool) {
		for _, table := range store.Tables() {
			part := store.Part{Table: table}
			for {
				upTo, err := v.Store.Cut(ctx, v.pass, table, part.After, partRows)
				part.UpTo = upTo
				if !yield(part, err) || err != nil {
					return
				}
				if upTo == nil {
					break
				}
				part.After = upTo
			}
		}
	}
}

// rowReader reads parts on a processor of its own, each as it is at one moment.
func (v *verification) rowReader() func(context.Context, store.Part) (rowsRead, error) {
	return func(ctx context.Context, part store.Part) (rowsRead, error) {
		var r rowsRead
		err := v.Store.Snapshot(ctx, func(from store.Snapshot) error {
			head, err := from.Head(ctx)
			if err != nil {
				return err
			}
			r = rowsRead{part: part, size: head.Size}
			for row, err := range from.EachProjection(ctx, v.pass, part) {
				if err != nil {
					return err
				}
				r.n++
				v.expect(&r.expected, row)
			}
			return nil
		})
		return r, err
	}
}

// partEnds say how many acts there were when the parts of a table were read, in the order of
// places. There is one for some ten thousand rows.
type partEnds []partEnd

type partEnd struct {
	upTo *store.Place
	size int64
}

// sizeAt returns that for a row.
func (e partEnds) sizeAt(r store.ProjectionRow) int64 {
	at := r.Place()
	i, _ := slices.BinarySearchFunc(e, at, func(end partEnd, at store.Place) int {
		if end.upTo == nil {
			return 1
		}
		return end.upTo.Compare(at)
	})
	return e[i].size
}

// eachStoredRow reads all parts of all tables on all processors, and calls take with each. After
// these it calls late with the rows that acts since the audit began took away (-1) and gave (1), as
// far as they had done so when the row's part was read.
func (v *verification) eachStoredRow(take func(rowsRead), late func(store.ProjectionRow, int)) error {
	ends := map[string]partEnds{}
	err := inorder.Run(v.ctx, v.rowParts, v.rowReader, func(r rowsRead) error {
		ends[r.part.Table] = append(ends[r.part.Table], partEnd{r.part.UpTo, r.size})
		take(r)
		return nil
	})
	if err != nil {
		return err
	}
	return v.eachLateAct(func(act *lateAct) error {
		act.eachRow(func(r store.ProjectionRow, n int) {
			if int64(act.seq) < ends[r.Table].sizeAt(r) {
				late(r, n)
			}
		})
		return nil
	})
}

// verifyProjections compares the stored rows with those that follow from acts and documents. The
// rows of differing buckets are read again and reported one by one.
func (v *verification) verifyProjections() error {
	err := v.eachStoredRow(func(r rowsRead) {
		v.sum.Rows += r.n
		for _, m := range r.marks {
			v.rows.sub(m)
		}
	}, func(r store.ProjectionRow, n int) { v.rows.count(v.key.row(r), n) })
	if err != nil {
		return err
	}
	differ := v.rows.differ()
	if len(differ) == 0 {
		return nil
	}
	if err := v.bound(differ, rowsPlace); err != nil {
		return err
	}
	return v.nameRows(differ)
}

// rowsPlace is what faults call the projections.
const rowsPlace = "rows"

// mostNamed bounds the buckets that are read again, and with them the memory: if everything is
// altered, a hundredth of it names enough people.
const mostNamed = buckets / 100

// bound leaves out of the differing buckets what is too much to be read again, and says so.
func (v *verification) bound(differ map[int]bool, where string) error {
	all := len(differ)
	if all <= mostNamed {
		return nil
	}
	for i := range differ {
		if len(differ) > mostNamed {
			delete(differ, i)
		}
	}
	detail := fmt.Sprintf("%d of %d parts differ, %d were read again", all, buckets, mostNamed)
	return v.fault(Fault{Kind: MissingProjection, Where: where, Alarm: true, Detail: detail})
}

// healed tells of buckets that differed and of which nothing is wrong when they are read again:
// somebody put it right meanwhile, and nobody but the register writes to it.
func (v *verification) healed(differ map[int]bool, where string) error {
	if len(differ) == 0 || where == rowsPlace && len(v.suspects) > 0 { // the first sums were of rows by altered documents
		return nil
	}
	detail := fmt.Sprintf("%d of %d parts differed, and did not when they were read again", len(differ), buckets)
	return v.fault(Fault{Kind: MissingProjection, Where: where, Alarm: true, Detail: detail})
}

// nameRows collects the expected rows of the differing buckets and reports those that are only
// expected or only stored.
func (v *verification) nameRows(differ map[int]bool) error {
	again := &verification{Inputs: v.Inputs, ctx: v.ctx, pass: v.pass, head: v.head, upto: v.upto, key: v.key, suspects: v.suspects, report: func(Fault) error { return nil }} // everything else was reported before
	again.Progress, again.Sealer = nil, nil
	again.wanted, again.named = differ, map[store.ProjectionRow]int{}
	if err := again.gatherAgain(); err != nil {
		return err
	}
	count := func(r store.ProjectionRow, n int) {
		if !differ[int(v.key.row(r).bucket)] {
			return
		}
		if again.named[r] += n; again.named[r] == 0 {
			delete(again.named, r)
		}
	}
	err := again.eachStoredRow(func(read rowsRead) {
		for _, r := range read.expected.rows {
			count(r, -1)
		}
	}, count)
	if err != nil {
		return err
	}
	for r := range again.named {
		delete(differ, int(v.key.row(r).bucket))
	}
	if err := v.healed(differ, rowsPlace); err != nil {
		return err
	}
	for _, r := range slices.SortedFunc(maps.Keys(again.named), compareRows) {
		kind, n := MissingProjection, again.named[r]
		if n < 0 {
			kind, n = ExtraProjection, -n
		}
		for range n {
			if err := v.fault(Fault{Kind: kind, Seq: r.Seq, Where: rowPlace(r), Alarm: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

func compareRows(a, b store.ProjectionRow) int {
	return cmp.Or(cmp.Compare(a.Table, b.Table), compareRefs(a.Ref, b.Ref), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Key, b.Key))
}

// rowPlace names a row without its key, which may be a name or a number.
func rowPlace(r store.ProjectionRow) string {
	if r.Ref.IsZero() {
		return r.Table
	}
	return r.Table + " of " + r.Ref.String()
}
