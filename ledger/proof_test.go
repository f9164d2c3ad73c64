package ledger

import (
	"context"
	"encoding/hex"
	"errors"
	"math/bits"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// dense keeps every hash, as tlog itself would.
type dense []Hash

func (d dense) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		out[i] = d[x]
	}
	return out, nil
}

// grown returns a register of n numbered leaves, and tlog's own.
func grown(t testing.TB, n int64) (*register, dense) {
	t.Helper()
	r := newRegister(nil)
	var d dense
	for i := range n {
		leaf := numbered(i)
		r.appendLeaf(leaf, nil)
		hashes, err := tlog.StoredHashesForRecordHash(i, leaf, d)
		if err != nil {
			t.Fatal(err)
		}
		d = append(d, hashes...)
	}
	return r, d
}

// The tree of the Certificate Transparency project's own tests, whose roots
// every implementation of RFC 6962 knows.
func TestRootsOfCertificateTransparency(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var f Frontier
	for i, want := range roots {
		if got := f.Root(); hex.EncodeToString(got[:]) != want {
			t.Errorf("size %d: %x, want %s", i, got, want)
		}
		if i < len(leaves) {
			f.Append(tlog.RecordHash(unhex(t, leaves[i])))
		}
	}
}

// For every size: the frontier's root, the root from stored hashes, and what is
// stored, are tlog's.
func TestTreeIsThatOfTlog(t *testing.T) {
	const n = 2100
	_, all := grown(t, n)
	r := newRegister(nil)
	for size := int64(0); size <= n; size++ {
		want, err := tlog.TreeHash(size, all)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.frontier.Root(); got != want {
			t.Fatalf("size %d: the frontier gives %v, tlog %v", size, got, want)
		}
		if got, err := RootAt(t.Context(), r, size); err != nil || got != want {
			t.Fatalf("size %d: stored hashes give %v, %v, tlog %v", size, got, err, want)
		}
		if len(r.nodes) != int(size>>8) {
			t.Fatalf("size %d: %d nodes are stored", size, len(r.nodes))
		}
		r.appendLeaf(numbered(size), nil)
	}
}

func TestProofsAreThoseOfTlog(t *testing.T) {
	const n = 70_000 // beyond 256², so that a node of level 16 is stored
	r, all := grown(t, n)
	if _, stored := r.nodes[[2]int64{16, 0}]; !stored {
		t.Fatal("no node of level 16")
	}
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(1, rapid.SampledFrom([]int64{300, 3000, n}).Draw(t, "up to")).Draw(t, "size")
		seq := rapid.Int64Range(0, size-1).Draw(t, "seq")
		old := rapid.Int64Range(1, size).Draw(t, "old")
		root, err := tlog.TreeHash(size, all)
		if err != nil {
			t.Fatal(err)
		}

		path, err := ProveInclusion(context.Background(), r, seq, size)
		if err != nil {
			t.Fatal(err)
		}
		if want, _ := tlog.ProveRecord(size, seq, all); !slices.Equal(path, want) {
			t.Fatalf("another path for %d of %d", seq, size)
		}
		if err := CheckInclusion(path, seq, numbered(seq), size, root); err != nil {
			t.Fatal(err)
		}
		if err := CheckInclusion(path, seq, numbered(seq+1), size, root); !errors.Is(err, ErrProof) {
			t.Fatalf("for another leaf: %v", err)
		}

		want, err := tlog.TreeHash(old, all)
		if err != nil {
			t.Fatal(err)
		}
		if was, err := RootAt(context.Background(), r, old); err != nil || was != want {
			t.Fatalf("another root at %d: %v", old, err)
		}
	})
}

// counting counts reads.
type counting struct {
	Reader
	reads, hashes int
}

func (c *counting) Leaves(ctx context.Context, from, n int64) ([]Hash, error) {
	c.reads, c.hashes = c.reads+1, c.hashes+int(n)
	return c.Reader.Leaves(ctx, from, n)
}

func (c *counting) Nodes(ctx context.Context, level int, from, n int64) ([]Hash, error) {
	c.reads, c.hashes = c.reads+1, c.hashes+int(n)
	return c.Reader.Nodes(ctx, level, from, n)
}

func TestAProofReadsLittle(t *testing.T) {
	const n = 70_001
	r, _ := grown(t, n)
	for _, seq := range []int64{0, 255, 256, 40_000, 65_535, 65_536, n - 1} {
		c := &counting{Reader: r}
		if _, err := ProveInclusion(t.Context(), c, seq, n); err != nil {
			t.Fatal(err)
		}
		// The block of the leaf and of each stored level above, and the right edge.
		if levels := (bits.Len64(n) + 7) / 8; c.reads > 2*levels || c.hashes > 256*2*levels {
			t.Errorf("act %d: %d reads of %d hashes", seq, c.reads, c.hashes)
		}
	}
}

func TestProofsOfNothing(t *testing.T) {
	r, _ := grown(t, 10)
	ctx := t.Context()
	for _, c := range []struct{ seq, size int64 }{{-1, 10}, {10, 10}, {0, 0}, {0, maxSize + 1}, {0, 1<<63 - 1}} {
		if _, err := ProveInclusion(ctx, r, c.seq, c.size); !errors.Is(err, ErrSize) {
			t.Errorf("inclusion of %d in %d: %v", c.seq, c.size, err)
		}
		if err := CheckInclusion(nil, c.seq, Hash{}, c.size, Hash{}); !errors.Is(err, ErrSize) {
			t.Errorf("checking %d in %d: %v", c.seq, c.size, err)
		}
	}
	if _, err := ProveInclusion(ctx, r, 3, 11); !errors.Is(err, ErrAbsent) {
		t.Errorf("beyond what is stored: %v", err)
	}
}

func TestFrontierComesBackFromItsBytes(t *testing.T) {
	var f Frontier
	for i := range int64(600) {
		var g Frontier
		if err := g.UnmarshalBinary(f.Bytes()); err != nil || !g.Equal(&f) || g.Root() != f.Root() {
			t.Fatalf("size %d: %v", i, err)
		}
		copied := f.Clone()
		f.Append(numbered(i))
		if g.Append(numbered(i)); !g.Equal(&f) || copied.Size() != i || copied.Equal(&f) {
			t.Fatalf("size %d: the copies go other ways", i)
		}
	}
	good := f.Bytes()
	for name, b := range map[string][]byte{
		"nothing":           nil,
		"a later version":   append([]byte{2}, good[1:]...),
		"a hash less":       good[:len(good)-HashBytes],
		"a byte more":       append(slices.Clone(good), 0),
		"a size of 2⁶³":     append([]byte{1, 0x80, 0, 0, 0, 0, 0, 0, 0}, make([]byte, HashBytes)...),
		"a size below zero": append([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, make([]byte, 64*HashBytes)...),
	} {
		g := f.Clone()
		if err := g.UnmarshalBinary(b); !errors.Is(err, ErrFrontier) || !g.Equal(&f) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
