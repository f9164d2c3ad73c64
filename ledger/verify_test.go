package ledger

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// filled returns a register of n births and a checkpoint of all.
func filled(t testing.TB, codec *Codec, n int) *register {
	t.Helper()
	r := newRegister(codec)
	for _, rec := range births(t, n) {
		r.appendRecord(t, rec)
	}
	return r
}

// forge replaces an act, and its leaf too if that is asked for.
func (r *register) forge(t testing.TB, seq int64, leafToo bool) {
	t.Helper()
	rec, err := r.codec.Unpack(seq, r.rows[seq].Packed)
	if err != nil {
		t.Fatal(err)
	}
	forged := slices.Clone(rec.Parts)
	for i := range forged {
		if forged[i].Name == PayloadPart {
			forged[i].Bytes = bytes.Replace(forged[i].Bytes, []byte("born"), []byte("bore"), 1)
		}
	}
	out, err := NewRecord(seq, *rec.seed, forged)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := r.codec.Pack(out)
	if err != nil {
		t.Fatal(err)
	}
	r.rows[seq].Packed = packed
	if leafToo {
		r.rows[seq].Leaf = out.Leaf()
	}
}

// rebuild recomputes all stored hashes, as someone with the database can.
func (r *register) rebuild() {
	rows := r.rows
	*r = *newRegister(r.codec)
	for _, e := range rows {
		r.appendLeaf(e.Leaf, e.Packed)
	}
}

func (r *register) drop(from, n int64) {
	r.rows = slices.Delete(slices.Clone(r.rows), int(from), int(from+n))
}

func TestVerifySaysWhatWasDone(t *testing.T) {
	const n = 1100 // four complete blocks and a tail of 76
	whole := filled(t, trainedCodec(t), n)
	all := whole.checkpointAt(t, n)
	for _, c := range []struct {
		name        string
		do          func(t *testing.T, r *register)
		checkpoints []Checkpoint
		want        []Fault
	}{
		{"nothing", func(*testing.T, *register) {}, []Checkpoint{all}, nil},
		{
			"nothing, and several checkpoints in any order", func(*testing.T, *register) {},
			[]Checkpoint{all, whole.checkpointAt(t, 0), whole.checkpointAt(t, 300), whole.checkpointAt(t, 256), whole.checkpointAt(t, 1090)},
			nil,
		},
		{
			"nothing, and a checkpoint is a while ago", func(*testing.T, *register) {},
			[]Checkpoint{whole.checkpointAt(t, 1000)},
			[]Fault{{Kind: UnsignedTail, Seq: 1000, Count: 100}},
		},
		{
			"nothing, and there is no checkpoint", func(*testing.T, *register) {}, nil,
			[]Fault{{Kind: UnsignedTail, Count: n}},
		},

		{
			"an act altered", func(t *testing.T, r *register) { r.forge(t, 300, false) },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredPart, Seq: 300}},
		},
		{
			"an act of the tail altered", func(t *testing.T, r *register) { r.forge(t, 1080, false) },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredPart, Seq: 1080}},
		},
		{
			"an act made unreadable", func(_ *testing.T, r *register) { r.rows[5].Packed = []byte("?") },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredPart, Seq: 5}},
		},
		{"two acts exchanged", func(_ *testing.T, r *register) {
			r.rows[8].Packed, r.rows[9].Packed = r.rows[9].Packed, r.rows[8].Packed
		}, []Checkpoint{all}, []Fault{{Kind: AlteredPart, Seq: 8}, {Kind: AlteredPart, Seq: 9}}},

		{
			"a leaf altered", func(_ *testing.T, r *register) { r.rows[300].Leaf[0] ^= 1 },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredLeaf, Seq: 300}},
		},
		{
			"a leaf of the tail altered", func(_ *testing.T, r *register) { r.rows[1099].Leaf[0] ^= 1 },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredLeaf, Seq: 1099}},
		},
		{
			"an act and its leaf altered", func(t *testing.T, r *register) { r.forge(t, 300, true) },
			[]Checkpoint{all},
			[]Fault{
				{Kind: AlteredNode, Level: 8, Node: 1, Seq: 256, Count: 256},
				{Kind: Forked, Count: n},
				{Kind: AlteredFrontier, Seq: n},
				{Kind: UnsignedTail, Count: n},
			},
		},
		{
			"an act, its leaf and the whole tree altered", func(t *testing.T, r *register) { r.forge(t, 300, true); r.rebuild() },
			[]Checkpoint{whole.checkpointAt(t, 300), whole.checkpointAt(t, 301), all},
			[]Fault{{Kind: Forked, Count: 301}, {Kind: Forked, Count: n}, {Kind: UnsignedTail, Seq: 300, Count: 800}},
		},
		{
			"the same without a checkpoint: nobody can know", func(t *testing.T, r *register) { r.forge(t, 300, true); r.rebuild() }, nil,
			[]Fault{{Kind: UnsignedTail, Count: n}},
		},

		{
			"a node altered", func(_ *testing.T, r *register) { r.nodes[[2]int64{8, 2}] = numbered(1) },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredNode, Level: 8, Node: 2, Seq: 512, Count: 256}},
		},
		{
			"a node removed", func(_ *testing.T, r *register) { delete(r.nodes, [2]int64{8, 2}) },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredNode, Level: 8, Node: 2, Seq: 512, Count: 256}},
		},
		{
			"the frontier altered", func(_ *testing.T, r *register) { r.frontier.edge[0] = numbered(1) },
			[]Checkpoint{all},
			[]Fault{{Kind: AlteredFrontier, Seq: n}},
		},

		{
			"acts removed", func(_ *testing.T, r *register) { r.drop(300, 2) },
			[]Checkpoint{whole.checkpointAt(t, 299), whole.checkpointAt(t, 400), all},
			[]Fault{{Kind: MissingAct, Seq: 300, Count: 2}, {Kind: Unchecked, Count: 299}, {Kind: Unchecked, Count: 400}},
		},
		{
			"a whole block removed, and an act beside", func(_ *testing.T, r *register) { r.drop(256, 257) },
			[]Checkpoint{all},
			[]Fault{{Kind: MissingAct, Seq: 256, Count: 257}},
		},
		{
			"acts removed, and the node over them", func(_ *testing.T, r *register) { r.drop(300, 2); delete(r.nodes, [2]int64{8, 1}) },
			[]Checkpoint{whole.checkpointAt(t, 200), all},
			[]Fault{
				{Kind: MissingAct, Seq: 300, Count: 2},
				{Kind: AlteredNode, Level: 8, Node: 1, Seq: 256, Count: 256},
				{Kind: Unchecked, Count: n},
				{Kind: UnsignedTail, Seq: 200, Count: 900},
			},
		},
		{
			"the last acts removed", func(_ *testing.T, r *register) { r.drop(1090, 10) },
			[]Checkpoint{whole.checkpointAt(t, 1024), all},
			[]Fault{{Kind: MissingAct, Seq: 1090, Count: 10}, {Kind: Unchecked, Count: n}, {Kind: UnsignedTail, Seq: 1024, Count: 76}},
		},
		{
			"an act altered, and the last acts removed", func(t *testing.T, r *register) { r.forge(t, 1030, false); r.drop(1090, 10) },
			[]Checkpoint{whole.checkpointAt(t, 1024)},
			[]Fault{{Kind: MissingAct, Seq: 1090, Count: 10}, {Kind: AlteredPart, Seq: 1030}, {Kind: UnsignedTail, Seq: 1024, Count: 76}},
		},
		{
			"nothing, and a checkpoint of nothing that is forged", func(*testing.T, *register) {},
			[]Checkpoint{{Origin: testOrigin, Root: numbered(1)}, all},
			[]Fault{{Kind: Forked}},
		},
		{
			"the last acts removed, and the head set back", func(_ *testing.T, r *register) { r.drop(1090, 10); r.rebuild() },
			[]Checkpoint{whole.checkpointAt(t, 1090), all},
			[]Fault{{Kind: Truncated, Seq: 1090, Count: 10}},
		},
		{"an act removed and all after it renumbered", func(_ *testing.T, r *register) { r.drop(300, 1); r.rebuild() }, []Checkpoint{whole.checkpointAt(t, 1000)}, nil},
		{"the head set back alone", func(_ *testing.T, r *register) {
			s := newRegister(r.codec)
			for _, e := range r.rows[:1095] {
				s.appendLeaf(e.Leaf, e.Packed)
			}
			r.frontier = s.frontier
		}, []Checkpoint{whole.checkpointAt(t, 1095)}, []Fault{{Kind: AlteredFrontier, Seq: 1095, Count: 5}}},
		{
			"everything removed", func(_ *testing.T, r *register) { r.rows = nil },
			[]Checkpoint{all},
			[]Fault{{Kind: MissingAct, Count: n}, {Kind: Unchecked, Count: n}, {Kind: UnsignedTail, Count: n}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := whole.clone()
			c.do(t, r)
			got, sum := r.verify(t, c.checkpoints...)
			if c.name == "an act removed and all after it renumbered" {
				// Every leaf from there on contradicts its act.
				if len(got) < 700 || got[0] != (Fault{Kind: AlteredPart, Seq: 300}) || !slices.ContainsFunc(got, func(f Fault) bool { return f.Kind == Forked }) {
					t.Errorf("%d faults, first %v", len(got), got[:min(3, len(got))])
				}
				return
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("faults (-want +got):\n%s", d)
			}
			for stop := range got { // whoever takes the faults may end the audit at any of them
				n := 0
				_, err := Verify(t.Context(), Audit{
					Codec: r.codec, Entries: r.entries(), Nodes: r, Frontier: r.frontier.Clone(), Checkpoints: c.checkpoints,
				}, func(Fault) error {
					if n++; n == stop+1 {
						return errDisk
					}
					return nil
				})
				if !errors.Is(err, errDisk) || n != stop+1 {
					t.Errorf("told to stop at %v: %d were reported, %v", got[stop], n, err)
				}
			}
			alarms := int64(0)
			for _, f := range got {
				if f.Kind.Alarm() {
					alarms++
				}
			}
			if sum.Alarms != alarms || sum.Acts != int64(len(r.rows)) && c.name != "the head set back alone" {
				t.Errorf("summary %+v", sum)
			}
		})
	}
}

func TestVerifyTellsErasedFromAltered(t *testing.T) {
	r := filled(t, trainedCodec(t), 600)
	cp := r.checkpointAt(t, 600)
	erase := func(seq, by int64) {
		rec, err := r.codec.Unpack(seq, r.rows[seq].Packed)
		if err != nil {
			t.Fatal(err)
		}
		if rec, err = rec.Erase(PayloadPart, by); err != nil {
			t.Fatal(err)
		}
		if r.rows[seq].Packed, err = r.codec.Pack(rec); err != nil {
			t.Fatal(err)
		}
	}
	erase(10, 500)
	erase(20, 600) // there is no act 600
	got, _ := r.verify(t, cp)
	want := []Fault{{Kind: ErasedBy, Seq: 10, Part: PayloadPart, By: 500}, {Kind: AlteredPart, Seq: 20, Part: PayloadPart, By: 600}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Whatever single bit of what is stored is flipped, Verify sees it, and a
// flipped bit in one place is one or a few faults, not one on every level.
func TestVerifySeesEveryBit(t *testing.T) {
	whole := filled(t, plainCodec(t), 700)
	cp := whole.checkpointAt(t, 700)
	random := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		r := whole.clone()
		seq := random.IntN(len(r.rows))
		what := random.IntN(4)
		switch what {
		case 0:
			p := slices.Clone(r.rows[seq].Packed)
			p[random.IntN(len(p))] ^= 1 << random.IntN(8)
			r.rows[seq].Packed = p
		case 1:
			r.rows[seq].Leaf[random.IntN(HashBytes)] ^= 1 << random.IntN(8)
		case 2:
			k := [2]int64{8, int64(random.IntN(2))}
			h := r.nodes[k]
			h[random.IntN(HashBytes)] ^= 1 << random.IntN(8)
			r.nodes[k] = h
		case 3:
			r.frontier.edge[random.IntN(len(r.frontier.edge))][random.IntN(HashBytes)] ^= 1 << random.IntN(8)
		}
		if got, _ := r.verify(t, cp); len(got) == 0 || len(got) > 2 {
			t.Fatalf("kind %d, act %d: %v", what, seq, got)
		}
	}
}

// Nodes of level 16 exist from 65,536 acts on; leaves alone are enough to see
// how they are checked.
func TestVerifyOnHigherLevels(t *testing.T) {
	codec := plainCodec(t)
	r := newRegister(codec)
	for i := range int64(2*65_536 + 300) {
		rec, err := NewRecord(i, Salt{}, []Part{{Name: "a"}})
		if err != nil {
			t.Fatal(err)
		}
		r.appendRecord(t, rec)
	}
	cp := r.checkpointAt(t, r.frontier.Size())
	if got, sum := r.verify(t, cp); len(got) != 0 || sum.Root != cp.Root || sum.Signed != cp.Size {
		t.Fatalf("untouched: %v, %+v", got, sum)
	}
	upper, lower := [2]int64{16, 1}, [2]int64{8, 300}
	whole := r.nodes[upper]
	r.nodes[upper] = numbered(9)
	if got, _ := r.verify(t, cp); !cmp.Equal(got, []Fault{{Kind: AlteredNode, Level: 16, Node: 1, Seq: 65_536, Count: 65_536}}) {
		t.Errorf("a node of level 16: %v", got)
	}
	r.nodes[upper] = whole
	delete(r.nodes, lower)
	if got, _ := r.verify(t, cp); !cmp.Equal(got, []Fault{{Kind: AlteredNode, Level: 8, Node: 300, Seq: 76_800, Count: 256}}) {
		t.Errorf("a node of level 8 is gone, of which its leaves are all there: %v", got)
	}
	r.rows = slices.Delete(r.rows, 300*256, 300*256+1)
	want := []Fault{
		{Kind: MissingAct, Seq: 76_800, Count: 1},
		{Kind: AlteredNode, Level: 8, Node: 300, Seq: 76_800, Count: 256},
		{Kind: Unchecked, Count: cp.Size},
		{Kind: UnsignedTail, Count: cp.Size},
	}
	if got, _ := r.verify(t, cp); !cmp.Equal(got, want) {
		t.Errorf("an act and the node over it are gone: %v", got)
	}
}

// A number written into the database must not keep the auditor busy for years.
func TestVerifyDoesNotCountToAForgedNumber(t *testing.T) {
	r := filled(t, plainCodec(t), 300)
	cp := r.checkpointAt(t, 300)
	r.forge(t, 299, false)
	r.rows[299].Seq = 1 << 40
	r.frontier = Frontier{size: 1<<40 + 1, edge: []Hash{{}, {}}}
	got, _ := r.verify(t, cp)
	want := []Fault{
		{Kind: MissingAct, Seq: 299, Count: 1<<40 - 299},
		{Kind: AlteredPart, Seq: 1 << 40},
		{Kind: Unchecked, Count: 300},
		{Kind: UnsignedTail, Count: 1<<40 + 1},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestVerifyStops(t *testing.T) {
	r := filled(t, plainCodec(t), 300)
	stop := errors.New("stop")
	run := func(entries iter.Seq2[Entry, error], report func(Fault) error) error {
		_, err := Verify(t.Context(), Audit{Codec: r.codec, Entries: entries, Nodes: r, Frontier: r.frontier.Clone()}, report)
		return err
	}
	if err := run(r.entries(), func(Fault) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("when told to: %v", err)
	}
	broken := func(yield func(Entry, error) bool) { yield(Entry{}, stop) }
	if err := run(broken, func(Fault) error { return nil }); !errors.Is(err, stop) {
		t.Errorf("when the rows cannot be read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Verify(ctx, Audit{Codec: r.codec, Entries: r.entries(), Nodes: r, Frontier: r.frontier.Clone()}, func(Fault) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("when its caller has gone: %v", err)
	}
	r.rows[7], r.rows[8] = r.rows[8], r.rows[7]
	if err := run(r.entries(), func(Fault) error { return nil }); !errors.Is(err, ErrOrder) {
		t.Errorf("when rows are out of order: %v", err)
	}
}

// Compressed bytes may say the same in two ways, so a flipped bit in them need
// not change the act. It must never end the audit, and a changed act is seen.
func TestVerifySurvivesAnyFlippedBitOfAFrame(t *testing.T) {
	whole := filled(t, trainedCodec(t), 3)
	cp := whole.checkpointAt(t, 3)
	want := whole.rows[1].Leaf
	for i := range whole.rows[1].Packed {
		for bit := range 8 {
			r := whole.clone()
			r.rows[1].Packed = slices.Clone(r.rows[1].Packed)
			r.rows[1].Packed[i] ^= 1 << bit
			got, sum := r.verify(t, cp)
			rec, err := r.codec.Unpack(1, r.rows[1].Packed)
			harmless := err == nil && rec.Leaf() == want
			if harmless == (len(got) == 1 && got[0] == (Fault{Kind: AlteredPart, Seq: 1})) || sum.Acts != 3 {
				t.Fatalf("byte %d, bit %d: harmless %v, %v", i, bit, harmless, got)
			}
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	for _, c := range []struct {
		name  string
		codec func(testing.TB) *Codec
	}{{"plain", plainCodec}, {"dictionary", trainedCodec}} {
		b.Run(c.name, func(b *testing.B) {
			const n = 20_000
			r := filled(b, c.codec(b), n)
			cp := r.checkpointAt(b, n)
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				if f, _ := r.verify(b, cp); len(f) != 0 {
					b.Fatal(f)
				}
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "acts/s")
		})
	}
}

func BenchmarkPack(b *testing.B) {
	codec, records := trainedCodec(b), births(b, 1000)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := codec.Pack(records[i%len(records)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

func BenchmarkAppend(b *testing.B) {
	var f Frontier
	leaf := numbered(1)
	for b.Loop() {
		f.Append(leaf)
	}
}
