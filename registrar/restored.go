package registrar

import (
	"context"

	"samano/number"
	"samano/register"
	"samano/store"
)

// RestoreGap is how many counters Restored leaves out. What was issued after the
// backup was taken is not known; it is surely less than this, which is several
// years of births and arrivals of a country of eight million, while nine thousand
// restores would fit into the numbers that there are. A restore to before a load
// of a whole country needs more: call Restored again, each call leaves out as many.
const RestoreGap = 1_000_000

// Gap is what Restored has left out: from the first up to, but not with, the next.
type Gap struct {
	FirstNumber, NextNumber       uint64 // counters of numbers for life
	FirstPerson, NextPerson       register.PersonID
	FirstHousehold, NextHousehold register.HouseholdID
}

// Restored is to be called once after a backup was put back and before anything
// is registered. People hold numbers that were issued after the backup was taken;
// it skips a block of them, so that none is ever issued twice. Internal ids are
// skipped too: looks and applications lie in databases of their own, which may
// be newer and must not come to speak of somebody else.
//
// Seqs are not skipped, since the ledger has no gaps: whoever holds a checkpoint
// from after the backup sees a fork, and is told of the restore. Nor are numbers
// on paper: an office goes on behind its own papers by Config.PrintedStart.
func Restored(ctx context.Context, s store.Register, scheme number.Scheme) (Gap, error) {
	const op = "registrar.Restored"
	f, err := s.Founding(ctx)
	if err != nil {
		return Gap{}, err
	}
	if f.NumberKey != scheme.Fingerprint() {
		return Gap{}, &register.Error{Kind: register.Forbidden, Op: op, Code: "number-key-mismatch"}
	}
	tx, err := s.Begin(ctx)
	if err != nil {
		return Gap{}, err
	}
	defer tx.Rollback()
	head, err := tx.Head(ctx)
	if err != nil {
		return Gap{}, err
	}
	if head.Counter >= scheme.Capacity() || scheme.Capacity()-head.Counter <= RestoreGap {
		return Gap{}, &register.Error{Kind: register.Internal, Op: op, Err: number.ErrExhausted}
	}
	gap := Gap{
		FirstNumber: head.Counter, FirstPerson: register.PersonID(head.NextPerson), FirstHousehold: register.HouseholdID(head.NextHousehold),
	}
	head.Counter += RestoreGap
	head.NextPerson += RestoreGap
	head.NextHousehold += RestoreGap
	gap.NextNumber, gap.NextPerson, gap.NextHousehold = head.Counter, register.PersonID(head.NextPerson), register.HouseholdID(head.NextHousehold)
	if err := tx.Write(ctx, &store.Batch{Head: head}); err != nil {
		return Gap{}, err
	}
	if err := tx.Commit(ctx); err != nil {
		return Gap{}, err
	}
	return gap, nil
}
