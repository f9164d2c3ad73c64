package ledger

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"samano/keys"
)

// register is a register's ledger tables in memory.
type register struct {
	codec    *Codec
	rows     []Entry
	nodes    map[[2]int64]Hash // by level and place
	frontier Frontier
}

func newRegister(codec *Codec) *register {
	return &register{codec: codec, nodes: map[[2]int64]Hash{}}
}

func (r *register) appendLeaf(leaf Hash, packed []byte) {
	r.rows = append(r.rows, Entry{Seq: r.frontier.Size(), Packed: packed, Leaf: leaf})
	for _, n := range r.frontier.Append(leaf) {
		r.nodes[[2]int64{int64(n.Level), n.N}] = n.Hash
	}
}

func (r *register) appendRecord(t testing.TB, rec *Record) {
	t.Helper()
	packed, err := r.codec.Pack(rec)
	if err != nil {
		t.Fatal(err)
	}
	r.appendLeaf(rec.Leaf(), packed)
}

// clone returns a register to tamper with.
func (r *register) clone() *register {
	c := &register{codec: r.codec, rows: slices.Clone(r.rows), nodes: map[[2]int64]Hash{}, frontier: r.frontier.Clone()}
	for k, v := range r.nodes {
		c.nodes[k] = v
	}
	return c
}

func (r *register) Leaves(_ context.Context, from, n int64) ([]Hash, error) {
	if from < 0 || from+n > int64(len(r.rows)) {
		return nil, ErrAbsent
	}
	var out []Hash
	for _, e := range r.rows[from : from+n] {
		out = append(out, e.Leaf)
	}
	return out, nil
}

func (r *register) Nodes(_ context.Context, level int, from, n int64) ([]Hash, error) {
	var out []Hash
	for i := from; i < from+n; i++ {
		h, ok := r.nodes[[2]int64{int64(level), i}]
		if !ok {
			return nil, fmt.Errorf("%w: level %d, %d", ErrAbsent, level, i)
		}
		out = append(out, h)
	}
	return out, nil
}

func (r *register) entries() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for _, e := range r.rows {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// verify returns the faults without their wording.
func (r *register) verify(t testing.TB, checkpoints ...Checkpoint) ([]Fault, Summary) {
	t.Helper()
	var faults []Fault
	sum, err := Verify(t.Context(), Audit{
		Codec: r.codec, Entries: r.entries(), Nodes: r, Frontier: r.frontier.Clone(), Checkpoints: checkpoints,
	}, func(f Fault) error {
		f.Detail = ""
		faults = append(faults, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return faults, sum
}

func (r *register) checkpointAt(t testing.TB, size int64) Checkpoint {
	t.Helper()
	root, err := RootAt(t.Context(), r, size)
	if err != nil {
		t.Fatal(err)
	}
	return Checkpoint{Origin: testOrigin, Size: size, Root: root}
}

const testOrigin = "register.example/acts"

// numbered is a leaf that tests can make again.
func numbered(n int64) Hash {
	return tlog.RecordHash(binary.BigEndian.AppendUint64(nil, uint64(n)))
}

// birth is an act of the usual size and shape.
func birth(t testing.TB, seq int64, random *rand.Rand) *Record {
	t.Helper()
	var seed Salt
	binary.BigEndian.PutUint64(seed[:], random.Uint64())
	binary.BigEndian.PutUint64(seed[8:], random.Uint64())
	names := []string{"ສົມສະໜຸກ", "ບຸນມີ", "ຄຳພອນ", "ນາງ ແສງ", "Vilay", "Souk"}
	name := func() string { return names[random.IntN(len(names))] }
	child, mother, father := random.IntN(1e7), random.IntN(1e7), random.IntN(1e7)
	day := fmt.Sprintf("20%02d-%02d-%02d", random.IntN(27), 1+random.IntN(12), 1+random.IntN(28))
	rec, err := NewRecord(seq, seed, []Part{
		{Name: HeaderPart, Bytes: fmt.Appendf(nil, `{"kind":"birth","office":"la-%04d","officer":"u%d","authority":"district","reference":"%d/2026","happened":"%s","registered":%d,"law":"%016x"}`,
			random.IntN(9999), random.IntN(900), random.IntN(1e6), day, random.Int64N(1e15), random.Uint64())},
		{Name: PayloadPart, Bytes: fmt.Appendf(nil, `{"child":{"name":{"given":"%s","family":"%s","script":"Laoo"},"sex":"%s","born":"%s","place":"la-%06d"},"mother":%d,"father":%d,"order":1}`,
			name(), name(), []string{"female", "male"}[random.IntN(2)], day, random.IntN(1e6), mother, father)},
		{Name: fmt.Sprint(EffectsPrefix, "p", child), Bytes: fmt.Appendf(nil, `[{"open":"name","value":{"given":"%s","family":"%s","script":"Laoo"}},{"open":"birth","value":"%s"},{"open":"residence","place":"la-%06d"},{"open":"nationality","value":"LA"}]`,
			name(), name(), day, random.IntN(1e6))},
		{Name: fmt.Sprint(EffectsPrefix, "q", mother), Bytes: fmt.Appendf(nil, `[{"link":"child","to":%d}]`, child)},
		{Name: fmt.Sprint(EffectsPrefix, "r", father), Bytes: fmt.Appendf(nil, `[{"link":"child","to":%d}]`, child)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func births(t testing.TB, n int) []*Record {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	out := make([]*Record, n)
	for i := range out {
		out[i] = birth(t, int64(i), random)
	}
	return out
}

func plainCodec(t testing.TB) *Codec {
	t.Helper()
	c, err := NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func trainedCodec(t testing.TB) *Codec {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	var samples []*Record
	for range 1000 {
		samples = append(samples, birth(t, 0, random))
	}
	d, err := NewDictionary(1, samples[:min(100, len(samples))])
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCodec(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func testSigner(t testing.TB, seed byte, alg keys.Algorithm) keys.Signer {
	t.Helper()
	set, err := keys.Generate(rand.NewChaCha8([32]byte{seed}), alg)
	if err != nil {
		t.Fatal(err)
	}
	s, err := set.Signer(keys.LedgerSigning)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
