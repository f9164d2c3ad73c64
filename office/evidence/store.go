package evidence

import (
	"context"
	"iter"
	"time"

	"samano/register"
)

// Store keeps evidence, encrypted in chunks, under its SHA-256.
type Store interface {
	// TouchEvidence sets the time of the last upload; false if the evidence is not stored.
	TouchEvidence(ctx context.Context, sha256 string, at time.Time) (bool, error)
	// PutEvidence stores evidence with its chunks. Stored evidence is touched and its chunks stay
	// as they are.
	PutEvidence(ctx context.Context, e File, chunks [][]byte) error
	// AddUpload records that an officer uploaded stored evidence; Uploaded reports whether it did.
	// The record goes when the evidence is deleted.
	AddUpload(ctx context.Context, sha256 string, by register.OfficerID) error
	Uploaded(ctx context.Context, sha256 string, by register.OfficerID) (bool, error)
	Evidence(ctx context.Context, sha256 string) (File, error)
	EvidenceChunk(ctx context.Context, sha256 string, n int) ([]byte, error)
	// EvidenceNames returns the SHA-256 of evidence that is stored, or that an application or a request names, from
	// after that one on, in order.
	EvidenceNames(ctx context.Context, after string, limit int) ([]string, error)
	// EvidenceNamed yields the SHA-256 that the documents of applications and requests name, whatever else is stored
	// beside them, some more than once.
	EvidenceNamed(ctx context.Context) iter.Seq2[string, error]
	// PruneEvidence deletes evidence that was last uploaded before that time and that no
	// application or request names.
	PruneEvidence(ctx context.Context, before time.Time) (int, error)
}

// File describes a piece of evidence without its content.
type File struct {
	SHA256 string // of the plain content, hexadecimal
	Type   MediaType
	Size   int64 // of the plain content
	Chunks int
	At     time.Time // when it was last uploaded
}
