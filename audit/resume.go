package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"

	"samano/audit/stored"
	"samano/internal/durable"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/registrar/record"
	"samano/store"
)

// ResumePoint is where an audit is, so that it goes on from there after it was interrupted. It holds
// sums over what was read, hashes, counts and Seqs, and nothing of anybody. It belongs to one ledger, at
// one size and root. Whoever could alter it could hide a fault, so a file of it bears a MAC. The key of the
// sums follows from Salt under the same key, so that the file does not tell it.
type ResumePoint struct {
	Format      string              `json:"format"`
	Salt        [sha256.Size]byte   `json:"salt"` // of the sums
	Size        int64               `json:"size"` // of the ledger as it is audited
	Root        ledger.Hash         `json:"root"`
	Head        store.Head          `json:"head"`
	Checkpoints []ledger.Checkpoint `json:"checkpoints"` // with which the audit began

	Kind   register.SubjectKind `json:"kind"` // of the documents that are read; 0: acts
	Next   int64                `json:"next"` // the act or document to go on with
	Ledger *ledger.State        `json:"ledger"`
	Done   int64                `json:"done"` // for progress

	Last      int64                            `json:"last"`
	PlacesSeq register.Seq                     `json:"places_seq"`
	Counter   uint64                           `json:"counter"`
	NextIDs   [register.SubjectPlace + 1]int64 `json:"next_ids"`

	Gone     []record.GonePart `json:"gone"`
	Ordered  []record.GonePart `json:"ordered"`
	Unread   []register.Seq    `json:"unread"`
	Suspects []int             `json:"suspects"`
	Lists    []byte            `json:"lists"`
	Rows     []byte            `json:"rows"`
	Keys     []byte            `json:"keys"`
	Summary  Summary           `json:"summary"`
}

const resumeFormat = "samano-verify-2"

// The codes of a resume point from which an audit does not go on.
const (
	CodeResumeAltered     = "verify-resume-altered"     // the file is not as a program with this register's keys wrote it
	CodeResumeUnreadable  = "verify-resume-unreadable"  // the file is no resume point, or of another version of the program
	CodeResumeForeign     = "verify-resume-foreign"     // the ledger had another root at that size: another database, or an altered one
	CodeResumeCheckpoints = "verify-resume-checkpoints" // the audit began with other checkpoints
)

// maxResumeBytes bounds a resume point: three tables of sums in base64, and what was erased.
const maxResumeBytes = 64 << 20

// bytes returns the resume point as a file holds it: a line with its MAC, and JSON.
func (p *ResumePoint) bytes(by *keys.EntryMAC) ([]byte, error) {
	b, err := json.Marshal(p)
	return append([]byte(hex.EncodeToString(by.MAC(macOfResume, sha256.Sum256(b)))+"\n"), b...), err
}

// readResumePoint reads the output of bytes.
func readResumePoint(file []byte, by *keys.EntryMAC) (*ResumePoint, error) {
	var p ResumePoint
	unreadable := &register.Error{Kind: register.Invalid, Op: "audit.ResumeFile", Code: CodeResumeUnreadable}
	line, b, ok := bytes.Cut(file, []byte("\n"))
	mac, err := hex.DecodeString(string(line))
	if len(file) > maxResumeBytes || !ok || err != nil {
		return nil, unreadable
	}
	if !by.CheckMAC(mac, macOfResume, sha256.Sum256(b)) {
		return nil, &register.Error{Kind: register.Invalid, Op: "audit.ResumeFile", Code: CodeResumeAltered}
	}
	if json.Unmarshal(b, &p) != nil || p.Format != resumeFormat {
		return nil, unreadable
	}
	for _, s := range [][]byte{p.Lists, p.Rows, p.Keys} {
		if len(s) != sumsBytes {
			return nil, unreadable
		}
	}
	for _, bucket := range p.Suspects {
		if bucket < 0 || bucket >= buckets {
			return nil, unreadable
		}
	}
	if p.Kind > register.SubjectPlace || p.Size != p.Head.Size || p.Size < 0 || p.Next < 0 && p.Kind == 0 {
		return nil, unreadable
	}
	return &p, nil
}

// ResumeFile returns the resume point that a file holds, nil where there is none, and what writes the next ones to
// it. A file that does not bear the MAC of the same key is refused.
func ResumeFile(name string, by *keys.EntryMAC) (from *ResumePoint, keep func(*ResumePoint) error, err error) {
	keep = func(p *ResumePoint) error {
		b, err := p.bytes(by)
		if err == nil {
			err = durable.Write(name, b)
		}
		if err != nil {
			return register.Errorf(register.Unavailable, "audit.ResumeFile", "%w", err)
		}
		return nil
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, keep, nil
	}
	if err != nil {
		return nil, nil, register.Errorf(register.Unavailable, "audit.ResumeFile", "%w", err)
	}
	from, err = readResumePoint(b, by)
	return from, keep, err
}

const sumsBytes = buckets * 24

func (s sums) bytes() []byte {
	b := make([]byte, 0, sumsBytes)
	for _, x := range s {
		b = binary.LittleEndian.AppendUint64(b, uint64(x.n))
		b = binary.LittleEndian.AppendUint64(b, x.a)
		b = binary.LittleEndian.AppendUint64(b, x.b)
	}
	return b
}

func (s sums) read(b []byte) {
	for i := range s {
		at := b[24*i:]
		s[i] = setSum{int64(binary.LittleEndian.Uint64(at)), binary.LittleEndian.Uint64(at[8:]), binary.LittleEndian.Uint64(at[16:])}
	}
}

// keepEvery is how many acts and documents are read between two resume points that are written.
const keepEvery = 200_000

// reached notes that all before next was taken, and hands out a resume point now and then.
func (v *verification) reached(kind register.SubjectKind, next int64) error {
	v.kind, v.next, v.midway = kind, next, false
	if v.Keep == nil || v.done-v.kept < keepEvery {
		return nil
	}
	return v.keep()
}

// keep hands out the resume point. A step that was begun and not ended is not in it.
func (v *verification) keep() error {
	if v.Keep == nil || v.midway || v.ledger == nil {
		return nil
	}
	v.kept = v.done
	state := v.ledger.State()
	return v.Keep(&ResumePoint{
		Format: resumeFormat, Salt: v.salt, Size: v.head.Size, Root: v.root, Head: v.head, Checkpoints: v.Checkpoints,
		Kind: v.kind, Next: v.next, Ledger: &state, Done: v.done,
		Last: v.seen.last, PlacesSeq: v.seen.placesSeq, Counter: v.seen.counter, NextIDs: v.seen.next,
		Gone: v.parts.gone, Ordered: slices.Collect(maps.Keys(v.parts.ordered)), Unread: slices.Collect(maps.Keys(v.unread)),
		Suspects: slices.Collect(maps.Keys(v.suspects)), Lists: v.lists.bytes(), Rows: v.rows.bytes(), Keys: v.keyAudit.bytes(), Summary: v.sum,
	})
}

// goOn takes up a resume point, if it is of this ledger: the root at its size is that of the resume
// point, by the stored hashes.
func (v *verification) goOn(ctx context.Context, p *ResumePoint) error {
	const op = "audit.goOn"
	for _, c := range v.Checkpoints {
		if !slices.Contains(p.Checkpoints, c) {
			return &register.Error{Kind: register.Invalid, Op: op, Code: CodeResumeCheckpoints}
		}
	}
	foreign := &register.Error{Kind: register.Invalid, Op: op, Code: CodeResumeForeign}
	now, err := v.Store.Head(ctx)
	if err != nil {
		return err
	}
	if now.Size < p.Size || p.Ledger == nil {
		return foreign
	}
	root, err := ledger.RootAt(ctx, stored.Tree(v.Store), p.Size)
	switch {
	case errors.Is(err, ledger.ErrAbsent), errors.Is(err, ledger.ErrSize):
		return foreign
	case err != nil:
		return register.Errorf(register.KindOf(err), op, "%w", err)
	case root != p.Root:
		return foreign
	}
	v.head, v.root, v.Checkpoints = p.Head, p.Root, p.Checkpoints
	v.kind, v.next, v.done, v.kept, v.sum = p.Kind, p.Next, p.Done, p.Done, p.Summary
	v.seen = expectedHead{last: p.Last, placesSeq: p.PlacesSeq, counter: p.Counter, next: p.NextIDs}
	v.parts.gone, v.parts.ordered = p.Gone, map[record.GonePart]bool{}
	for _, g := range p.Ordered {
		v.parts.ordered[g] = true
	}
	for _, seq := range p.Unread {
		v.unread[seq] = true
	}
	for _, bucket := range p.Suspects {
		v.suspects[bucket] = true
	}
	v.lists.read(p.Lists)
	v.rows.read(p.Rows)
	v.keyAudit.read(p.Keys)
	return nil
}
