package office

import (
	"context"
	"time"

	"samano/register"
)

// Store keeps what offices work with besides the register. Every change is durable when the call
// returns. Errors are of kind register.NotFound, Conflict, Invalid or Unavailable.
type Store interface {
	Applications
	Adjudications
	Evidences
	Lots
}

// Applications keeps applications.
type Applications interface {
	// PutApplication adds an application of Version 1, or replaces the one whose version is one
	// less; anything else is a register.Conflict, and so is an act that another application holds. It
	// adds the changes of the history that are not stored yet. All evidence that the acts name must be stored (register.Invalid,
	// CodeEvidenceUnknown). In the same step it adds the adjudications that are asked; open
	// adjudications of an application that is no longer Adjudicated become Dropped.
	PutApplication(ctx context.Context, a Application, asked ...Adjudication) error
	Application(ctx context.Context, id ApplicationID) (Application, error)
	// Holders returns the applications that hold these acts, in whatever state. An act that no
	// application holds is not in the answer.
	Holders(ctx context.Context, acts ...register.ActID) (map[register.ActID]ApplicationID, error)
	// ListApplications returns what a list asks for, by Due and then by id, without history.
	ListApplications(ctx context.Context, l List) ([]Application, error)
	// PruneDrafts deletes drafts that were last touched before, with their history.
	PruneDrafts(ctx context.Context, before time.Time) (int, error)
}

// List asks for applications. Empty fields ask for all.
type List struct {
	Offices []register.OfficeID // that decide
	TakenAt register.OfficeID
	States  []State
	After   Cursor
	Limit   int
}

// Cursor is the last application of the page before. The zero Cursor begins: no
// deadline lies before 1970.
type Cursor struct {
	Due register.Day
	ID  ApplicationID
}

// Evidences keeps evidence, encrypted in chunks, under its SHA-256.
type Evidences interface {
	// TouchEvidence sets the time of the last upload; false if the evidence is not stored.
	TouchEvidence(ctx context.Context, sha256 string, at time.Time) (bool, error)
	// PutEvidence stores evidence with its chunks. Stored evidence is touched and its chunks stay
	// as they are.
	PutEvidence(ctx context.Context, e EvidenceFile, chunks [][]byte) error
	// AddUpload records that an office uploaded stored evidence; Uploaded reports whether it did.
	// The record goes when the evidence is deleted.
	AddUpload(ctx context.Context, sha256 string, by register.OfficeID) error
	Uploaded(ctx context.Context, sha256 string, by register.OfficeID) (bool, error)
	Evidence(ctx context.Context, sha256 string) (EvidenceFile, error)
	EvidenceChunk(ctx context.Context, sha256 string, n int) ([]byte, error)
	// PruneEvidence deletes evidence that was last uploaded before that time and that no
	// application names.
	PruneEvidence(ctx context.Context, before time.Time) (int, error)
}

// EvidenceFile describes a piece of evidence without its content.
type EvidenceFile struct {
	SHA256 string // of the plain content, hexadecimal
	Type   MediaType
	Size   int64 // of the plain content
	Chunks int
	At     time.Time // when it was last uploaded
}
