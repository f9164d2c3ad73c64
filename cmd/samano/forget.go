package main

import (
	"context"
	"log/slog"
	"time"

	"samano/office"
)

// quietHour is when nobody waits at a counter: deleting a month of looks keeps
// readers waiting meanwhile.
const quietHour = 3

// keepForgetting deletes what the law no longer lets the register keep: at once,
// since an office's machine may be off every night, and then each night.
func (h *house) keepForgetting(ctx context.Context, clerk *office.Clerk) {
	for {
		h.forget(ctx, clerk)
		timer := time.NewTimer(untilQuiet(h.clock()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// untilQuiet is how long it is until the next quiet hour.
func untilQuiet(now time.Time) time.Duration {
	next := time.Date(now.Year(), now.Month(), now.Day(), quietHour, 0, 0, 0, now.Location())
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	return next.Sub(now)
}

// forget deletes looks, drafts and papers without an application whose time is over.
// One that fails does not keep the others; it is tried again the next night.
func (h *house) forget(ctx context.Context, clerk *office.Clerk) {
	looks, err := h.reader().Sweep(ctx)
	if err != nil {
		slog.Error("old looks were not removed", "error", err)
	}
	drafts, papers, err := clerk.PruneDrafts(ctx)
	if err != nil {
		slog.Error("old drafts were not removed", "error", err)
	}
	if looks > 0 || drafts > 0 || papers > 0 {
		slog.Info("removed, as the law's time for them is over", "looks", looks, "drafts", drafts, "papers", papers)
	}
}
