package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"samano/register"
)

// WriterTimeout is how long a writer waits for others and repeats what they made the database roll
// back. A transaction takes milliseconds; a process that holds a lock longer is stuck.
const WriterTimeout = 10 * time.Second

// Pauses before a repetition: random, so that two who were in each other's way do not meet
// again, and longer each time.
const (
	firstPause = 2 * time.Millisecond
	maxPause   = 100 * time.Millisecond
)

// Retry runs f, and runs it again where the database rolled it back for the sake of another
// transaction (RolledBack), for as long as Turn. f must leave nothing behind when it fails:
// no open transaction, nothing kept of the attempt. If Turn passes, the error says that the
// database is held by others; its kind is Unavailable.
func Retry(ctx context.Context, op register.Operation, f func() error) error {
	turn := time.NewTimer(WriterTimeout)
	defer turn.Stop()
	for pause := firstPause; ; pause = min(2*pause, maxPause) {
		err := f()
		if !RolledBack(err) {
			return Wrap(op, err)
		}
		select {
		case <-turn.C:
			return Wrap(op, fmt.Errorf("others have held the database for %v: %w", WriterTimeout, err))
		case <-ctx.Done():
			return Wrap(op, fmt.Errorf("%w (the last attempt: %w)", ctx.Err(), err))
		case <-time.After(rand.N(pause)): // #nosec G404: how long to wait is no secret
		}
	}
}

// Tx runs f in a writing transaction and commits. It runs f again where the database rolled
// the transaction back (Retry); f must not keep anything of a former run.
func (d *DB) Tx(ctx context.Context, op register.Operation, f func(*sql.Tx) error) error {
	return Retry(ctx, op, func() error { return d.tx(ctx, f) })
}

func (d *DB) tx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, ignoreTxDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		// SQLite leaves a transaction open whose commit found the file busy.
		return errors.Join(err, ignoreTxDone(tx.Rollback()))
	}
	return nil
}

// ignoreTxDone forgives the end of a transaction that has ended.
func ignoreTxDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// Snapshot begins a transaction that reads one committed state. It is to be rolled back.
func (d *DB) Snapshot(ctx context.Context) (*sql.Tx, error) {
	var o *sql.TxOptions // a transaction of SQLite is a snapshot as it is
	if d.Postgres {
		o = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := d.Read.BeginTx(ctx, o)
	return tx, Wrap("sqldb.Snapshot", err)
}
