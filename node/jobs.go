package node

import (
	"context"
	"log/slog"
	"time"
)

// checkpointEvery is how often the ledger is signed while serving.
const checkpointEvery = time.Minute

// keepSigning signs a checkpoint each minute until it is told to stop or the server fails.
func (n *Node) keepSigning(ctx context.Context, failed <-chan error) error {
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case <-tick.C:
			if _, err := n.Checkpoint(ctx); err != nil {
				slog.Error("no checkpoint was signed", "error", err)
			}
			if err := n.SignIn.Sweep(ctx); err != nil {
				slog.Error("old sessions were not removed", "error", err)
			}
		}
	}
}

// quietHour is when nobody waits at a counter: deleting a month of looks keeps readers waiting
// meanwhile.
const quietHour = 3

// keepForgetting deletes what the law no longer lets the register keep: at once, since an
// office's machine may be off every night, and then each night.
func (n *Node) keepForgetting(ctx context.Context) {
	for {
		n.forget(ctx)
		timer := time.NewTimer(untilQuiet(n.Clock()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// untilQuiet returns how long it is until the next quiet hour.
func untilQuiet(now time.Time) time.Duration {
	next := time.Date(now.Year(), now.Month(), now.Day(), quietHour, 0, 0, 0, now.Location())
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next.Sub(now)
}

// forget deletes looks, drafts and papers without an application whose time is over. One that
// fails does not keep the others; it is tried again the next night.
func (n *Node) forget(ctx context.Context) {
	looks, err := n.Reader.Sweep(ctx)
	if err != nil {
		slog.Error("old looks were not removed", "error", err)
	}
	drafts, papers, err := n.Clerk.PruneDrafts(ctx)
	if err != nil {
		slog.Error("old drafts were not removed", "error", err)
	}
	if looks > 0 || drafts > 0 || papers > 0 {
		slog.Info("removed, as the law's time for them is over", "looks", looks, "drafts", drafts, "papers", papers)
	}
}
