package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"samano/register"
)

// ErrRolledBack is in the error of a Tx that the database rolled back for the sake of another
// transaction: nothing was written. Its kind is register.Unavailable.
var ErrRolledBack = errors.New("store: rolled back for the sake of another transaction")

const (
	// repeatTimeout is how long a transaction is repeated. One takes milliseconds, that of a load
	// about a second.
	repeatTimeout = 10 * time.Second
	// The longest pause doubles with each repetition, from the first to the last.
	firstPause = 2 * time.Millisecond
	lastPause  = 100 * time.Millisecond
)

// Repeat runs a transaction, and runs it again where its error is ErrRolledBack. It ends with that
// error after repeatTimeout, or when ctx ends. f begins and ends the transaction itself.
func Repeat(ctx context.Context, f func() error) error {
	turn := time.NewTimer(repeatTimeout)
	defer turn.Stop()
	for longest := firstPause; ; longest = min(2*longest, lastPause) {
		err := f()
		if !errors.Is(err, ErrRolledBack) {
			return err
		}
		// The pause is random so that two processes do not meet again.
		pause := time.NewTimer(rand.N(longest)) // #nosec G404: how long to wait is no secret
		select {
		case <-turn.C:
			return err
		case <-ctx.Done():
			return register.Errorf(register.Unavailable, "store.Repeat", "%w (the last attempt: %w)", ctx.Err(), err)
		case <-pause.C:
		}
	}
}
