package main

import (
	"cmp"
	"context"
	"time"

	"samano/access"
	"samano/internal/progress"
	"samano/office/dedupe"
)

type matchDedupeCmd struct {
	reasonFlags
	DryRun bool `help:"Ask nobody: only count."`
}

// dedupeResult is what `match dedupe --json` writes.
type dedupeResult struct {
	dedupe.Count
	Seconds float64 `json:"seconds"`
	DryRun  bool    `json:"dry_run,omitempty"`
}

// Run compares the whole register with itself and asks adjudicators about pairs that are perhaps
// one person.
func (c *matchDedupeCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	begun := time.Now()
	show, done := progress.Steps(g.errs)
	found, err := h.Dedupe.Search(ctx, who, c.reason(access.WhatDuplicates), dedupe.Request{CountOnly: c.DryRun, Progress: show})
	done()
	if err != nil {
		return cmp.Or(ctx.Err(), err)
	}
	return g.tellDuplicates(dedupeResult{Count: found, Seconds: time.Since(begun).Seconds(), DryRun: c.DryRun})
}

func (g *Globals) tellDuplicates(r dedupeResult) error {
	if g.JSON {
		return g.line(r)
	}
	g.printf("%d people, as of act %d; %d comparisons; %.4f of them expected to be there again\n", r.People, r.Seq, r.Compared, r.Expected)
	if r.Truncated > 0 {
		g.printf("%d times not everybody was compared: too many are alike there\n", r.Truncated)
	}
	g.printf("%d pairs from %g on, of whom the register itself says of %d that they are two; the others hang together in %d clusters, the largest of %d\n",
		r.Pairs, r.AskFrom, r.Settled, r.Clusters, r.Largest)
	if !r.DryRun {
		g.printf("adjudicators are asked about %d pairs; %d were asked or answered before\n", r.Opened, r.Known)
	}
	return nil
}
