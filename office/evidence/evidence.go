// Package evidence owns the papers on which acts rest: what types of file are taken, how each is
// encrypted in chunks and kept once under its SHA-256 ([Papers]), and when one that no application
// names is deleted. Who may upload or read a paper, and which look that takes, is package office's.
//
// [Store] keeps them in the desk's database. Package officetest has the fake and the suite that
// every implementation passes.
package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strconv"
	"time"

	"samano/keys"
	"samano/register"
)

// The codes of this package's errors and findings: keys of the message catalogue.
const (
	CodeType    = "evidence-type-unknown" // neither PDF nor JPEG nor PNG
	CodeLarge   = "evidence-too-large"    // Args: limit
	CodeEmpty   = "evidence-empty"
	CodeUnknown = register.CodeEvidenceNotUploaded
	CodeDamaged = "evidence-damaged"
)

// Limits of evidence.
const (
	// MaxBytes: a scan of some ten pages in colour.
	MaxBytes = 10 << 20
	// ChunkBytes is what is encrypted and stored at once: small enough that
	// a reader holds little, large enough that rows are few.
	ChunkBytes = 256 << 10
	// UnusedFor is how long evidence stays that no application names: a form may be open for a
	// working day, and a post may be cut off in the middle of one.
	UnusedFor = 48 * time.Hour
)

// MediaType is the type of a piece of evidence.
type MediaType string

// The accepted types: what scanners, cameras and offices produce, and what every browser shows
// without running any of it.
const (
	PDF  MediaType = "application/pdf"
	JPEG MediaType = "image/jpeg"
	PNG  MediaType = "image/png"
)

// sniff returns the type of a file by its content; its name does not count.
func sniff(content []byte) (MediaType, bool) {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return PDF, true
	case bytes.HasPrefix(content, []byte("\xFF\xD8\xFF")):
		_, err := jpeg.DecodeConfig(bytes.NewReader(content))
		return JPEG, err == nil
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		_, err := png.DecodeConfig(bytes.NewReader(content))
		return PNG, err == nil
	}
	return "", false
}

// Papers keeps papers encrypted in chunks, each content once. It is safe for concurrent use.
type Papers struct {
	Store  Store
	Sealer *keys.Sealer
	Now    func() time.Time
}

// Keep stores a paper that an officer uploads and returns its SHA-256. It is deleted after UnusedFor
// if no application names it.
func (p *Papers) Keep(ctx context.Context, by register.OfficerID, content io.Reader) (string, error) {
	const op = "evidence.Keep"
	plain, err := io.ReadAll(io.LimitReader(content, MaxBytes+1))
	if err != nil {
		return "", register.Errorf(register.Unavailable, op, "reading the upload: %w", err)
	}
	switch {
	case len(plain) == 0:
		return "", register.InvalidBy(op, register.Blocked(CodeEmpty, "evidence"))
	case len(plain) > MaxBytes:
		f := register.Blocked(CodeLarge, "evidence", "limit", strconv.Itoa(MaxBytes>>20)+" MB")
		return "", &register.Error{Kind: register.TooLarge, Op: op, Code: f.Code, Findings: []register.Finding{f}}
	}
	media, ok := sniff(plain)
	if !ok {
		return "", register.InvalidBy(op, register.Blocked(CodeType, "evidence"))
	}
	sum := sha256.Sum256(plain)
	f := File{SHA256: hex.EncodeToString(sum[:]), Type: media, Size: int64(len(plain)), At: p.Now()}
	there, err := p.Store.TouchEvidence(ctx, f.SHA256, f.At)
	if err == nil && !there {
		err = p.put(ctx, f, plain)
	}
	if err != nil {
		return "", err
	}
	return f.SHA256, p.Store.AddUpload(ctx, f.SHA256, by)
}

func (p *Papers) put(ctx context.Context, f File, plain []byte) error {
	var chunks [][]byte
	f.Chunks = (len(plain) + ChunkBytes - 1) / ChunkBytes
	for part := range slices.Chunk(plain, ChunkBytes) {
		box, err := p.Sealer.Seal(part, chunkContext(&f, len(chunks)))
		if err != nil {
			return register.Errorf(register.Internal, "evidence.Keep", "%w", err)
		}
		chunks = append(chunks, box)
	}
	return p.Store.PutEvidence(ctx, f, chunks)
}

// chunkContext binds a chunk to its file and its place there, so that chunks cannot be exchanged,
// reordered or left out.
func chunkContext(f *File, n int) []byte {
	return fmt.Appendf(nil, "evidence %s %s %d %d/%d", f.SHA256, f.Type, f.Size, n, f.Chunks)
}

// Paper is a piece of evidence as it was uploaded.
type Paper struct {
	Content []byte
	Type    MediaType
}

// Paper decrypts a paper and checks it against its hash.
func (p *Papers) Paper(ctx context.Context, sha string) (Paper, error) {
	damaged := func(err error) error {
		return &register.Error{Kind: register.Internal, Op: "evidence.Paper", Code: CodeDamaged, Err: err}
	}
	f, err := p.Store.Evidence(ctx, sha)
	if err != nil {
		return Paper{}, err
	}
	if f.Size < 0 || f.Size > MaxBytes || f.Chunks > MaxBytes/ChunkBytes {
		return Paper{}, damaged(fmt.Errorf("a size of %d in %d chunks", f.Size, f.Chunks))
	}
	plain := make([]byte, 0, f.Size)
	for n := range f.Chunks {
		box, err := p.Store.EvidenceChunk(ctx, sha, n)
		if err != nil {
			return Paper{}, err
		}
		part, err := p.Sealer.Open(box, chunkContext(&f, n))
		if err != nil {
			return Paper{}, damaged(err)
		}
		plain = append(plain, part...)
	}
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != sha {
		return Paper{}, damaged(fmt.Errorf("not the content of its name"))
	}
	return Paper{plain, f.Type}, nil
}

// ValidSHA256 accepts the lower-case hexadecimal text of a SHA-256.
func ValidSHA256(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}
