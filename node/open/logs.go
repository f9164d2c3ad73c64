package open

import (
	"context"

	"samano/access/looksql"
	"samano/audit"
	"samano/internal/powerlog"
	"samano/ledger"
)

// looksLog is the log of looks as an audit reads it.
type looksLog struct{ *looksql.Store }

// Audit implements audit.Log.
func (l looksLog) Audit(ctx context.Context, checkpoints []ledger.Checkpoint, report func(ledger.Fault) error) (audit.LogSummary, error) {
	sum, err := l.Verify(ctx, checkpoints, report)
	return audit.LogSummary{Entries: sum.Looks, Dropped: sum.Dropped, Signed: sum.Signed, Alarms: sum.Alarms}, err
}

// powersLog is the log of powers as an audit reads it, with the stores that keep what it tells of.
type powersLog struct {
	*powerlog.Log
	holders []powerlog.Holder
}

// Audit implements audit.Log.
func (l powersLog) Audit(ctx context.Context, checkpoints []ledger.Checkpoint, report func(ledger.Fault) error) (audit.LogSummary, error) {
	sum, err := l.Verify(ctx, l.holders, checkpoints, report)
	return audit.LogSummary{Entries: sum.Entries, Signed: sum.Signed, Alarms: sum.Alarms}, err
}
