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
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"regexp"
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
	// maxPixels bounds what a picture takes where it is shown: an A4 page at 600 dpi has 35 million.
	maxPixels = 40_000_000
	// maxTail is where a PDF says where its table of objects lies: in the last kilobyte, and some write more behind.
	maxTail = 2048
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

// sniff returns the type of a file by its content, and how many pixels a picture has; its name does not count.
func sniff(content []byte) (media MediaType, pixels int64, ok bool) {
	var size image.Config
	var err error
	switch {
	case isArchive(content):
		return "", 0, false
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return PDF, 0, isPDF(content)
	case bytes.HasPrefix(content, []byte("\xFF\xD8\xFF")):
		media = JPEG
		size, err = jpeg.DecodeConfig(bytes.NewReader(content))
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		media = PNG
		size, err = png.DecodeConfig(bytes.NewReader(content))
	default:
		return "", 0, false
	}
	return media, int64(size.Width) * int64(size.Height), err == nil
}

// isPDF reports whether a file that begins as a PDF ends as one too (ISO 32000-2, 7.5.5): with where its table
// of objects lies, and nothing behind. What only begins so is something else, a page of HTML for instance.
func isPDF(content []byte) bool {
	const begin, version, table, end = "%PDF-", "1.0", "startxref", "%%EOF"
	if len(content) < len(begin)+len(version) {
		return false
	}
	v := content[len(begin):]
	if v[0] != '1' && v[0] != '2' || v[1] != '.' || v[2] < '0' || v[2] > '9' {
		return false
	}
	last, behind, ended := cutLast(content[max(0, len(content)-maxTail):], end)
	_, at, told := cutLast(last, table)
	if !ended || !told || len(bytes.Trim(behind, "\x00\t\n\f\r ")) > 0 {
		return false
	}
	offset, err := strconv.Atoi(string(bytes.TrimSpace(at)))
	return err == nil && offset >= 0 && offset < len(content) && tableOfObjects.Match(content[offset:])
}

// tableOfObjects is how a table of objects begins, or the stream that holds one (ISO 32000-2, 7.5.4 and 7.5.8).
var tableOfObjects = regexp.MustCompile(`^(xref\s|\d{1,10} \d{1,5} obj)`)

// cutLast cuts around the last occurrence of a word.
func cutLast(b []byte, word string) (before, after []byte, found bool) {
	at := bytes.LastIndex(b, []byte(word))
	if at < 0 {
		return b, nil, false
	}
	return b[:at], b[at+len(word):], true
}

// isArchive reports whether a file is a ZIP archive, whatever else it is: programs that open those read the
// file from its end (APPNOTE.TXT, 4.3.16), so that a picture or a PDF may stand before, and be its remark.
func isArchive(content []byte) bool {
	const head, length, lengthOfRemark, maxRemark = "PK\x05\x06", 22, 20, 1<<16 - 1
	for at := len(content) - length; at >= max(0, len(content)-length-maxRemark); at-- {
		if end := content[at:]; bytes.HasPrefix(end, []byte(head)) && int(binary.LittleEndian.Uint16(end[lengthOfRemark:])) <= len(end)-length {
			return true
		}
	}
	return false
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
		return "", tooLarge(op, strconv.Itoa(MaxBytes>>20)+" MB")
	}
	media, pixels, ok := sniff(plain)
	switch {
	case !ok:
		return "", register.InvalidBy(op, register.Blocked(CodeType, "evidence"))
	case pixels > maxPixels:
		return "", tooLarge(op, strconv.Itoa(maxPixels/1_000_000)+" MP")
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

func tooLarge(op register.Operation, limit string) error {
	f := register.Blocked(CodeLarge, "evidence", "limit", limit)
	return &register.Error{Kind: register.TooLarge, Op: op, Code: f.Code, Findings: []register.Finding{f}}
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

// pageNames is how many papers are asked for at once where all are read.
const pageNames = 1000

// Verify decrypts every paper that is stored or named, and compares it with its hash. It reports those that are damaged
// or absent, each once, and returns how many it read; an error from report ends it.
func (p *Papers) Verify(ctx context.Context, report func(sha string, err error) error) (read int64, err error) {
	told := map[string]bool{}
	wrong := func(sha string, err error) error {
		if k := register.KindOf(err); k != register.Internal && k != register.NotFound || err == nil {
			return err
		}
		if told[sha] {
			return nil
		}
		told[sha] = true
		return report(sha, err)
	}
	for after, last := "", false; !last; {
		page, err := p.Store.EvidenceNames(ctx, after, pageNames)
		if err != nil {
			return read, err
		}
		for _, sha := range page {
			_, err := p.Paper(ctx, sha)
			if err := wrong(sha, err); err != nil {
				return read, err
			}
			read, after = read+1, sha
		}
		last = len(page) < pageNames
	}
	// What is stored was read above. A paper that is gone with all rows about it still stands in a document.
	for sha, err := range p.Store.EvidenceNamed(ctx) {
		if err == nil {
			_, err = p.Store.Evidence(ctx, sha)
			err = wrong(sha, err)
		}
		if err != nil {
			return read, err
		}
	}
	return read, nil
}

// ValidSHA256 accepts the lower-case hexadecimal text of a SHA-256.
func ValidSHA256(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}
