package certificate

import (
	"context"

	"samano/register"
)

// Store keeps what certificates were issued. Every change is durable when the call returns. Errors
// are of kind register.NotFound, Conflict, Invalid or Unavailable. One that keeps a log of powers appends an entry to it in
// the same transaction (CopyIssued, CopyRevoked).
type Store interface {
	// NextStatusIndex returns an index that nobody was given before.
	NextStatusIndex(ctx context.Context) (int64, error)
	// AddCopy is a register.Conflict where the id is taken, or the count of that act and
	// kind. A copy is about one person or two; more are register.Internal.
	AddCopy(ctx context.Context, c Copy) error
	Copy(ctx context.Context, id CopyID) (Copy, error)
	// CountCopies counts the copies of one kind of one act.
	CountCopies(ctx context.Context, kind register.Kind, act register.Seq) (int, error)
	// CopiesOf returns the copies that are about a person, newest first, at most limit.
	CopiesOf(ctx context.Context, person register.PersonID, limit int) ([]Copy, error)
	// RevokeCopy is a register.Conflict where it was revoked before.
	RevokeCopy(ctx context.Context, id CopyID, r Revocation) error
}

// The kinds of entries about a copy in the log of powers.
const (
	CopyIssued  = "copy-issued"
	CopyRevoked = "copy-revoked"
)
