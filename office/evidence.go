package office

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

	"samano/access"
	"samano/register"
)

// Limits of evidence.
const (
	// MaxEvidenceBytes: a scan of some ten pages in colour.
	MaxEvidenceBytes = 10 << 20
	// EvidenceChunkBytes is what is encrypted and stored at once: small enough that
	// a reader holds little, large enough that rows are few.
	EvidenceChunkBytes = 256 << 10
	// unusedEvidence is how long evidence stays that no application names: a form may be open for a
	// working day, and a post may be cut off in the middle of one.
	unusedEvidence = 48 * time.Hour
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

// Upload stores a paper of a kind that the law pack names, or whose kind is not chosen yet (empty),
// encrypted, and returns the reference for a proposal. The same content is stored once. It is
// deleted after unusedEvidence if no application names it.
func (c *Clerk) Upload(ctx context.Context, who access.Actor, kind string, content io.Reader) (register.Evidence, error) {
	const op = "office.Upload"
	if err := c.config.Rules.Has(who, access.Declare, c.today()); err != nil {
		return register.Evidence{}, err
	}
	if kind != "" && !slices.Contains(c.config.Documents.Law.Persons.EvidenceKinds.On(c.today()).Value, kind) {
		return register.Evidence{}, register.InvalidBy(op, register.Blocked(CodeEvidenceKind, "evidence.kind", "kind", kind))
	}
	plain, err := io.ReadAll(io.LimitReader(content, MaxEvidenceBytes+1))
	if err != nil {
		return register.Evidence{}, register.Errorf(register.Unavailable, op, "reading the upload: %w", err)
	}
	switch {
	case len(plain) == 0:
		return register.Evidence{}, register.InvalidBy(op, register.Blocked(CodeEvidenceEmpty, "evidence"))
	case len(plain) > MaxEvidenceBytes:
		f := register.Blocked(CodeEvidenceLarge, "evidence", "limit", strconv.Itoa(MaxEvidenceBytes>>20)+" MB")
		return register.Evidence{}, &register.Error{Kind: register.TooLarge, Op: op, Code: f.Code, Findings: []register.Finding{f}}
	}
	media, ok := sniff(plain)
	if !ok {
		return register.Evidence{}, register.InvalidBy(op, register.Blocked(CodeEvidenceType, "evidence"))
	}
	sum := sha256.Sum256(plain)
	ref := register.Evidence{Kind: kind, SHA256: hex.EncodeToString(sum[:])}
	if there, err := c.config.Store.TouchEvidence(ctx, ref.SHA256, c.now()); err != nil {
		return ref, err
	} else if there {
		return ref, c.config.Store.AddUpload(ctx, ref.SHA256, who.Office.ID)
	}
	f := EvidenceFile{SHA256: ref.SHA256, Type: media, Size: int64(len(plain)), At: c.now()}
	var chunks [][]byte
	f.Chunks = (len(plain) + EvidenceChunkBytes - 1) / EvidenceChunkBytes
	for part := range slices.Chunk(plain, EvidenceChunkBytes) {
		box, err := c.config.Evidence.Seal(part, chunkContext(&f, len(chunks)))
		if err != nil {
			return register.Evidence{}, register.Errorf(register.Internal, op, "%w", err)
		}
		chunks = append(chunks, box)
	}
	if err := c.config.Store.PutEvidence(ctx, f, chunks); err != nil {
		return register.Evidence{}, err
	}
	return ref, c.config.Store.AddUpload(ctx, ref.SHA256, who.Office.ID)
}

// checkPapers refuses papers that were not in the application before and that the office never
// uploaded. An officer who knows the hash of another office's paper could read it by naming it. A
// paper that nobody uploaded gets the same answer.
func (c *Clerk) checkPapers(ctx context.Context, who access.Actor, proposals []register.Proposal, before []Item) ([]register.Finding, error) {
	for i := range proposals {
		if f, err := c.unknownPaper(ctx, who, &proposals[i], before); f != nil || err != nil {
			if f == nil {
				return nil, err
			}
			f.Field = itemField(i) + f.Field
			return []register.Finding{*f}, nil
		}
	}
	return nil, nil
}

// unknownPaper returns the fault of the first paper of a proposal that the officer may not name.
func (c *Clerk) unknownPaper(ctx context.Context, who access.Actor, p *register.Proposal, before []Item) (*register.Finding, error) {
	for n, e := range p.Evidence {
		if e.SHA256 == "" || slices.ContainsFunc(before, func(b Item) bool { return hasPaper(&b.Proposal, e.SHA256) }) {
			continue
		}
		mine, err := c.config.Store.Uploaded(ctx, e.SHA256, who.Office.ID)
		if err != nil {
			return nil, err
		}
		if !mine {
			f := register.Blocked(CodeEvidenceUnknown, "evidence."+strconv.Itoa(n)+".sha256")
			return &f, nil
		}
	}
	return nil, nil
}

func hasPaper(p *register.Proposal, sha string) bool {
	return slices.ContainsFunc(p.Evidence, func(e register.Evidence) bool { return e.SHA256 == sha })
}

// chunkContext binds a chunk to its file and its place there, so that chunks cannot be exchanged,
// reordered or left out.
func chunkContext(f *EvidenceFile, n int) []byte {
	return fmt.Appendf(nil, "evidence %s %s %d %d/%d", f.SHA256, f.Type, f.Size, n, f.Chunks)
}

// Download returns a paper of an application to an officer of an office that took or decides it.
// The look is durable before the paper is read. The content is checked against its hash.
func (c *Clerk) Download(ctx context.Context, who access.Actor, id ApplicationID, sha string) ([]byte, MediaType, error) {
	p, err := access.Answer(ctx, c.config.Reader, who, func(ctx context.Context, pass access.Pass, looks *access.Looker) (paper, error) {
		return c.download(ctx, pass, looks, who, id, sha)
	})
	return p.content, p.media, err
}

// paper is a piece of evidence as it was uploaded.
type paper struct {
	content []byte
	media   MediaType
}

func (c *Clerk) download(ctx context.Context, pass access.Pass, looks *access.Looker, who access.Actor, id ApplicationID, sha string) (paper, error) {
	const op = "office.Download"
	a, err := c.load(ctx, pass, op, who, access.Declare, id) // whoever registers also declares
	if err != nil {
		return paper{}, err
	}
	proposals := make([]*register.Proposal, len(a.Acts))
	for i := range a.Acts {
		proposals[i] = &a.Acts[i].Proposal
	}
	found, err := c.foundOn(ctx, pass, op, proposals, sha)
	if err != nil {
		return paper{}, err
	}
	if err := looks.Look(ctx, caseOf(id), found); err != nil {
		return paper{}, err
	}
	return c.content(ctx, sha)
}

// foundOn returns whom the acts name beside which the paper lies. A paper may lie beside several
// acts, and shows what they all are about.
func (c *Clerk) foundOn(ctx context.Context, pass access.Pass, op register.Operation, proposals []*register.Proposal, sha string) (access.ReadingScope, error) {
	proposals = slices.DeleteFunc(slices.Clone(proposals), func(p *register.Proposal) bool {
		return sha == "" || !hasPaper(p, sha)
	})
	if len(proposals) == 0 {
		return access.ReadingScope{}, register.Coded(register.NotFound, op, CodeEvidenceUnknown)
	}
	all, err := c.namings(ctx, pass, proposals...)
	var out access.ReadingScope
	for i := range all {
		one := all[i].found()
		out.Subjects, out.Protected = addRef(out.Subjects, one.Subjects...), out.Protected || one.Protected
	}
	out.Nobody = len(out.Subjects) == 0
	return out, err
}

// content decrypts a piece of evidence and checks it against its hash.
func (c *Clerk) content(ctx context.Context, sha string) (paper, error) {
	damaged := func(err error) error {
		return &register.Error{Kind: register.Internal, Op: "office.Download", Code: CodeEvidenceDamaged, Err: err}
	}
	f, err := c.config.Store.Evidence(ctx, sha)
	if err != nil {
		return paper{}, err
	}
	if f.Size < 0 || f.Size > MaxEvidenceBytes || f.Chunks > MaxEvidenceBytes/EvidenceChunkBytes {
		return paper{}, damaged(fmt.Errorf("a size of %d in %d chunks", f.Size, f.Chunks))
	}
	plain := make([]byte, 0, f.Size)
	for n := range f.Chunks {
		box, err := c.config.Store.EvidenceChunk(ctx, sha, n)
		if err != nil {
			return paper{}, err
		}
		part, err := c.config.Evidence.Open(box, chunkContext(&f, n))
		if err != nil {
			return paper{}, damaged(err)
		}
		plain = append(plain, part...)
	}
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != sha {
		return paper{}, damaged(fmt.Errorf("not the content of its name"))
	}
	return paper{plain, f.Type}, nil
}

// validSHA256 accepts the lower-case hexadecimal text of a SHA-256.
func validSHA256(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}
