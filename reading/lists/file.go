package lists

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// ErrFile means that a file of answers, or its receipt, cannot be written.
var ErrFile = errors.New("cannot write")

// ReceiptFile returns the name of the receipt of a file of answers.
func ReceiptFile(answers string) string { return strings.TrimSuffix(answers, ".csv") + ".receipt" }

// AnswerFile writes the answers to a file of that name and the receipt beside it. The answers have
// their name when both are whole and on disk; a list that fails leaves no answers behind. A receipt
// that is there already is not overwritten.
func (a *Asked) AnswerFile(ctx context.Context, l List, name string, progress Progress) (_ *AnsweredList, err error) {
	part := name + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrFile, part, err)
	}
	defer func() {
		if err != nil {
			_, _ = f.Close(), os.Remove(part) // the first error says what is wrong
		}
	}()
	answered, err := a.answer(ctx, l, f, progress)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrFile, part, err)
	}
	if err := writeNew(ReceiptFile(name), answered.Signed); err != nil {
		return nil, fmt.Errorf("%w %s: %w", ErrFile, ReceiptFile(name), err)
	}
	return answered, os.Rename(part, name)
}

// writeNew writes a file that must not exist yet. It is made to be given away.
func writeNew(name string, b []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // #nosec G302: a receipt is made to be given away
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
