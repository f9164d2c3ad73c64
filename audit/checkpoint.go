package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samano/access"
	"samano/audit/stored"
	"samano/keys"
	"samano/ledger"
	"samano/register"
	"samano/store"
)

// Signing is by what the notes of a log are signed.
type Signing struct {
	// Signers are all keys by which the register ever signed, the current one first: a last note that none of them
	// signed compares with nothing.
	Signers []keys.Signer
	// Recorded refuses a current key that took the place of another if nobody is on record for it; nil: none is refused.
	Recorded func(ctx context.Context, keyID string) error
}

// VerifierKeys are the public keys by which others verify the notes of a log, the current one first.
func (s Signing) VerifierKeys(origin string) ([]string, error) {
	var out []string
	for _, signer := range s.Signers {
		key, err := ledger.VerifierKey(origin, signer.Public())
		if err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, nil
}

// after returns the keys that sign the note after the last: the current one and, if that has not signed yet, beside it
// the one that did, by which whoever knows only that follows to the new one.
func (s Signing) after(ctx context.Context, last []byte, verifierKeys []string) ([]keys.Signer, error) {
	for i, key := range verifierKeys {
		if _, err := ledger.OpenCheckpoint(last, key); err != nil {
			continue
		}
		switch {
		case i == 0:
			return s.Signers[:1], nil
		case s.Recorded != nil:
			if err := s.Recorded(ctx, s.Signers[0].KeyID()); err != nil {
				return nil, err
			}
		}
		return []keys.Signer{s.Signers[0], s.Signers[i]}, nil
	}
	return nil, ledger.ErrCheckpointSignature
}

// Checkpoint signs the present state of the ledger and stores the signed note. It refuses to sign
// a tree that does not extend the last signed one: two contradicting signatures would prove that
// the register was altered. elsewhere are notes of the ledger that are kept outside its database and were read before: one
// that is larger than the last note shows that notes are gone.
func Checkpoint(ctx context.Context, s store.Register, by Signing, elsewhere ...[]byte) ([]byte, error) {
	const op = "audit.Checkpoint"
	f, err := s.Founding(ctx)
	if err != nil {
		return nil, err
	}
	// The note is read before the head: what another process signs in between is not compared.
	size, last, err := s.LastCheckpoint(ctx)
	if err != nil {
		return nil, err
	}
	head, err := s.Head(ctx)
	if err != nil {
		return nil, err
	}
	var frontier ledger.Frontier
	if err := frontier.UnmarshalBinary(head.Frontier); err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	old := signed{size: size, note: last, elsewhere: elsewhere}
	return old.extend(ctx, stored.Tree(s), &frontier, f.Origin, by, s.PutCheckpoint)
}

// signed is what was signed last of a log; size 0: nothing.
type signed struct {
	size int64
	note []byte
	from int64 // the hashes before it are gone, by law: a note of fewer compares with nothing
	// elsewhere are notes that are kept apart from the log.
	elsewhere [][]byte
	// authenticate refuses entries from one Seq up to another that this program did not write; nil: entries bear no marks.
	authenticate func(ctx context.Context, from, to int64) error
}

// gone refuses a log that has lost its last note, of which another place tells.
func (last signed) gone(origin string, verifierKeys []string) error {
	notes, err := openNotes(last.elsewhere, origin, verifierKeys)
	for _, n := range notes {
		if n.Size > last.size {
			err = fmt.Errorf("the last note is of size %d, one of size %d was signed", last.size, n.Size)
		}
	}
	if err != nil {
		return &register.Error{Kind: register.Internal, Op: "audit.Checkpoint", Code: AlteredCheckpoint, Err: err}
	}
	return nil
}

// openNotes reads notes that are kept apart from their log. One that is not of the log is an error, with all others read.
func openNotes(notes [][]byte, origin string, verifierKeys []string) (out []ledger.Checkpoint, err error) {
	for _, note := range notes {
		cp, failed := ledger.OpenCheckpoint(note, verifierKeys...)
		if failed == nil && cp.Origin != origin {
			failed = errors.New("a note of another log")
		}
		if failed != nil {
			err = failed
			continue
		}
		out = append(out, cp)
	}
	return out, err
}

// extend signs the tree as it is now and keeps the note; where nothing was added, the last note stays. A tree that does
// not extend the one signed last is refused, and so is an entry that somebody else wrote.
func (last signed) extend(ctx context.Context, tree ledger.Reader, now *ledger.Frontier, origin string, by Signing, put func(context.Context, int64, []byte) error) ([]byte, error) {
	const op = "audit.Checkpoint"
	verifierKeys, err := by.VerifierKeys(origin)
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	if err := last.gone(origin, verifierKeys); err != nil {
		return nil, err
	}
	signers := by.Signers[:1]
	if last.size > 0 {
		old, err := ledger.OpenCheckpoint(last.note, verifierKeys...)
		if err != nil || old.Size != last.size || old.Origin != origin {
			return nil, &register.Error{Kind: register.Internal, Op: op, Code: AlteredCheckpoint, Err: err}
		}
		relation, err := ledger.Compare(ctx, old, tree, now)
		switch {
		case errors.Is(err, ledger.ErrAbsent) && old.Size < last.from:
		case err != nil:
			return nil, register.Errorf(register.KindOf(err), op, "%w", err) // an outage stays one
		case relation == ledger.Same:
			return last.note, nil
		case relation != ledger.Extends:
			return nil, &register.Error{Kind: register.Internal, Op: op, Code: "ledger-forked"}
		}
		if signers, err = by.after(ctx, last.note, verifierKeys); err != nil {
			return nil, err
		}
	}
	if last.authenticate != nil {
		if err := last.authenticate(ctx, max(last.size, last.from), now.Size()); err != nil {
			return nil, err
		}
	}
	note, err := ledger.SignCheckpoint(now.Checkpoint(origin), signers...)
	if err != nil {
		return nil, register.Errorf(register.Internal, op, "%w", err)
	}
	if err := put(ctx, now.Size(), note); err != nil {
		return nil, err
	}
	return note, nil
}

// FoundedAt returns when the founding record was written.
func FoundedAt(ctx context.Context, s store.Acts) (time.Time, error) { return registeredAt(ctx, s, 0) }

// Unsigned returns how many acts the last signed checkpoint does not hold, and when the first of them was
// registered. The founding record alone is nothing to sign.
func Unsigned(ctx context.Context, s store.Register) (acts int64, since time.Time, err error) {
	signed, _, err := s.LastCheckpoint(ctx)
	if err != nil {
		return 0, since, err
	}
	head, err := s.Head(ctx)
	first := max(signed, 1)
	if err != nil || head.Size <= first {
		return 0, since, err
	}
	since, err = registeredAt(ctx, s, register.Seq(first))
	return head.Size - first, since, err
}

func registeredAt(ctx context.Context, s store.Acts, seq register.Seq) (at time.Time, err error) {
	err = access.ForWriting(func(pass access.Pass) error {
		rows, err := s.Acts(ctx, pass, []register.Seq{seq})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return register.Errorf(register.Internal, "audit.registeredAt", "act %d is gone", seq)
		}
		at = time.UnixMicro(rows[0].At).UTC()
		return nil
	})
	return at, err
}
