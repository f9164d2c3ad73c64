package evidence

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"reflect"
	"testing"
	"time"

	"samano/keys"
	"samano/register"
)

// desk is a desk that keeps papers, as it was told.
type desk struct {
	Store
	file   File
	chunks [][]byte
}

func (p *desk) TouchEvidence(context.Context, string, time.Time) (bool, error) { return false, nil }

func (p *desk) PutEvidence(_ context.Context, f File, chunks [][]byte) error {
	p.file, p.chunks = f, chunks
	return nil
}

func (p *desk) Evidence(context.Context, string) (File, error) { return p.file, nil }

func (p *desk) EvidenceChunk(_ context.Context, _ string, n int) ([]byte, error) {
	if n >= len(p.chunks) {
		return nil, register.Coded(register.NotFound, "test", "")
	}
	return p.chunks[n], nil
}

// A paper is cut into chunks that are full but for the last, and comes back whole. What the desk
// says of it is not believed where it is more than any paper is.
func TestHowAPaperIsKept(t *testing.T) {
	set, err := keys.Generate(rand.Reader, keys.Ed25519)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := set.Sealer(keys.Evidence, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for _, size := range []int{1, ChunkBytes - 1, ChunkBytes, ChunkBytes + 1, MaxBytes} {
		d := &desk{}
		c := &Papers{Store: d, Sealer: sealer}
		content := bytes.Repeat([]byte("x"), size)
		d.file = File{SHA256: fmt.Sprintf("%x", sha256.Sum256(content)), Type: PDF, Size: int64(size), Chunks: (size + ChunkBytes - 1) / ChunkBytes}
		for n := range d.file.Chunks {
			box, err := sealer.Seal(content[n*ChunkBytes:min(size, (n+1)*ChunkBytes)], chunkContext(&d.file, n))
			if err != nil {
				t.Fatal(err)
			}
			d.chunks = append(d.chunks, box)
		}
		if got, err := c.Paper(ctx, d.file.SHA256); err != nil || !bytes.Equal(got.Content, content) || got.Type != PDF {
			t.Errorf("%d bytes: %d come back, %v", size, len(got.Content), err)
		}
		kept, chunks := d.file, d.chunks
		for name, change := range map[string]func(){
			"one byte more than any":  func() { d.file.Size = MaxBytes + 1 },
			"less than nothing":       func() { d.file.Size = -1 },
			"more chunks than any":    func() { d.file.Chunks = MaxBytes/ChunkBytes + 1 },
			"another size":            func() { d.file.Size-- },
			"another type":            func() { d.file.Type = PNG },
			"a chunk more":            func() { d.file.Chunks++ },
			"a chunk less":            func() { d.file.Chunks-- },
			"another paper's content": func() { d.file.SHA256 = "ab" },
		} {
			d.file, d.chunks = kept, append(chunks, chunks[0])
			change()
			got, err := c.Paper(ctx, kept.SHA256)
			if register.KindOf(err) != register.Internal || !register.HasCode(err, CodeDamaged) || !reflect.DeepEqual(got, Paper{}) {
				t.Errorf("%d bytes, %s: %d come back, %v", size, name, len(got.Content), err)
			}
		}
		d.file, d.chunks = kept, nil
		if got, err := c.Paper(ctx, kept.SHA256); register.KindOf(err) != register.NotFound || !reflect.DeepEqual(got, Paper{}) {
			t.Errorf("%d bytes, lost: %v", size, err)
		}
		d.chunks = chunks
		if got, err := c.Paper(ctx, "ab"); !register.HasCode(err, CodeDamaged) || !reflect.DeepEqual(got, Paper{}) {
			t.Errorf("%d bytes, by another name: %v", size, err)
		}
	}
}

func TestTheTextOfAHash(t *testing.T) {
	good := fmt.Sprintf("%x", sha256.Sum256(nil))
	for text, want := range map[string]bool{good: true, "": false, good[1:]: false, good[2:]: false, good + "00": false, "E" + good[1:]: false, "g" + good[1:]: false} {
		if got := ValidSHA256(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// To what a chunk is bound is written here, since papers that are kept could not be read after a change.
func TestToWhatAChunkIsBound(t *testing.T) {
	f := &File{SHA256: "ab", Type: PDF, Size: 7, Chunks: 3}
	if got, want := string(chunkContext(f, 2)), "evidence ab application/pdf 7 2/3"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
