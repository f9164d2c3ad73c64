package node

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// checkpointEvery is how often the ledger is signed while serving.
	checkpointEvery = time.Minute
	// sweepEvery is how often sessions that are over are removed.
	sweepEvery = time.Minute
	// countEvery is how often looks are counted for those who watch.
	countEvery = 5 * time.Minute
	// quietHour is when nobody waits at a counter: deleting a month of looks keeps readers waiting
	// meanwhile.
	quietHour = 3
)

// jobs starts every job of every module and returns what waits for their end, which comes with
// that of the context.
func (n *Node) jobs(ctx context.Context) (wait func()) {
	var running sync.WaitGroup
	for _, m := range Modules() {
		for _, j := range m.Jobs {
			running.Go(func() { n.keep(ctx, j) })
		}
	}
	return running.Wait
}

// keep runs a job until the context ends. One that fails is logged and run again at its next time.
// A nightly job runs at once too: an office's machine may be off every night.
func (n *Node) keep(ctx context.Context, j Job) {
	if j.Every == 0 {
		n.run(ctx, j)
	}
	for {
		wait := j.Every
		if wait == 0 {
			wait = untilQuiet(n.Clock())
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
			n.run(ctx, j)
		}
	}
}

// run runs a job once. That the server stops meanwhile is no failure: the job runs at the next start.
func (n *Node) run(ctx context.Context, j Job) {
	if err := j.Run(n, ctx); err != nil && ctx.Err() == nil {
		slog.Error("a job failed", "job", j.Name, "error", err)
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
