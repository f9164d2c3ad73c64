package registrar

import (
	"context"

	"samano/number"
	"samano/register"
	"samano/store"
)

// RestoreGap is how many counters one call of Restored skips. The numbers issued after the backup
// are not known, but are fewer: this is several years of births and arrivals of a country of eight
// million, and the scheme has room for nine thousand restores. A restore to before the load of a
// whole country needs more: call Restored again.
const RestoreGap = 1_000_000

// Skipped is what Restored skipped: from the first up to, but not including, the next.
type Skipped struct {
	FirstNumber, NextNumber uint64 // counters of numbers for life
	FirstPerson, NextPerson register.PersonID
}

// SkipAfterRestore must be called once after a backup was restored and before anything is
// registered. People hold numbers that were issued after the backup, so it skips a block of
// numbers: none is ever issued twice. It skips internal ids too, because looks and applications are
// in databases of their own, which may be newer and must not refer to another person.
//
// Seqs are not skipped, because the ledger has no gaps: the holder of a later checkpoint sees a
// fork, and is told of the restore. Numbers on paper are not skipped either: an office continues
// behind its own papers by Config.PrintedStart.
func SkipAfterRestore(ctx context.Context, s store.Register, scheme number.Scheme) (Skipped, error) {
	const op = "registrar.SkipAfterRestore"
	f, err := s.Founding(ctx)
	if err != nil {
		return Skipped{}, err
	}
	if f.NumberKey != scheme.Fingerprint() {
		return Skipped{}, &register.Error{Kind: register.Forbidden, Op: op, Code: "number-key-mismatch"}
	}
	tx, err := s.Begin(ctx)
	if err != nil {
		return Skipped{}, err
	}
	defer tx.Rollback()
	head, err := tx.Head(ctx)
	if err != nil {
		return Skipped{}, err
	}
	if head.Counter+RestoreGap >= scheme.Capacity() {
		return Skipped{}, &register.Error{Kind: register.Internal, Op: op, Err: number.ErrExhausted}
	}
	gap := Skipped{
		FirstNumber: head.Counter, FirstPerson: register.PersonID(head.NextPerson),
	}
	head.Counter += RestoreGap
	head.NextPerson += RestoreGap
	head.NextHousehold += RestoreGap
	gap.NextNumber, gap.NextPerson = head.Counter, register.PersonID(head.NextPerson)
	if err := tx.Write(ctx, &store.Batch{Head: head}); err != nil {
		return Skipped{}, err
	}
	if err := tx.Commit(ctx); err != nil {
		return Skipped{}, err
	}
	return gap, nil
}
