package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"samano/cmd/samano/sentence"
	"samano/internal/progress"
	"samano/node"
	"samano/office/lines"
	"samano/office/lot"
)

type loadCmd struct {
	officerFlags
	ConfirmedBy string `help:"Account of another officer, who confirms what you state. The password is asked, or read from SAMANO_CONFIRM_PASSWORD." required:"" placeholder:"ACCOUNT"`
	Basis       string `help:"The order by which the file is loaded, with its reference." required:"" placeholder:"ORDER"`
	Count       int64  `help:"How many acts are in the file, as whoever made it says." required:"" placeholder:"N"`
	SHA256      string `name:"sha256" help:"SHA-256 of the file, as whoever made it says." required:"" placeholder:"HEX"`
	File        string `arg:"" help:"JSON lines, one proposal a line. Standard input cannot be read twice, and is not taken."`
	Batch       int    `help:"Acts of one transaction." default:"4000"`
}

// Run loads a file in loading mode. Two officers sign in, and nobody can be served meanwhile.
func (c *loadCmd) Run(ctx context.Context, g *Globals) error {
	if c.File == "-" {
		return usagef("standard input is not taken: the file is read twice. Write it to a file, and name that")
	}
	file, err := os.Open(c.File)
	if err != nil {
		return usagef("cannot read %s: %v", c.File, err)
	}
	defer file.Close()
	h, err := g.open(ctx, node.Loading)
	if err != nil {
		return err
	}
	defer h.Close()
	in := lot.Input{File: file}
	if in.Declares, err = c.actor(ctx, g, h); err != nil {
		return err
	}
	if in.Confirms, err = g.actor(ctx, h, c.ConfirmedBy, "SAMANO_CONFIRM_PASSWORD"); err != nil {
		return err
	}
	return c.load(ctx, g, h, in)
}

// load loads the file for two officers who have signed in.
func (c *loadCmd) load(ctx context.Context, g *Globals, h *node.Node, in lot.Input) error {
	counts, begun, bar := map[string]int{}, time.Now(), progress.New(g.errs, "load")
	l := lines.File{Tell: func(l lines.Line) error {
		counts[l.Result]++
		if l.Result != lines.Unreadable {
			bar.Set(int64(counts[lines.Registered]+counts[lines.Repeated]+counts[lines.Refused]+counts[lines.Unknown]), 0)
		}
		if g.JSON {
			return g.line(l)
		}
		if l.Result != lines.Registered && l.Result != lines.Repeated && counts[l.Result] <= maxRefusedShown {
			g.complain("line", l)
		}
		return nil
	}}
	in.Basis, in.Count, in.SHA256, in.Read = c.Basis, c.Count, strings.ToLower(c.SHA256), l.Read
	in.Acts, in.Report = c.Batch, l.Report
	in.Progress = func(done, steps int) { bar.Set(int64(done), int64(steps)) }
	err := h.Load(ctx, in)
	bar.Done()
	refused := counts[lines.Refused] + counts[lines.Unknown]
	if err == nil || len(counts) > 0 {
		took := time.Since(begun)
		fmt.Fprintf(g.errs, "registered %d, repeated %d, refused %d, unreadable %d in %s (%.0f acts/s)\n",
			counts[lines.Registered], counts[lines.Repeated], refused, counts[lines.Unreadable], took.Round(time.Millisecond), float64(counts[lines.Registered])/took.Seconds())
	}
	if err == nil && refused+counts[lines.Unreadable] > 0 {
		return told{exitFindings}
	}
	return err
}

// maxRefusedShown bounds the refusals that a reader is shown; --json gives all.
const maxRefusedShown = 100

type lotsCmd struct{}

// Run lists the records of lots, also in the middle of a load: they say which file to give again.
func (c *lotsCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Loading)
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.Lots(ctx)
	if err != nil {
		return err
	}
	return each(g, all, func(r lot.Record) {
		g.printf("%s  %d acts  %s\n  declared by %s, confirmed by %s: %s\n",
			r.At.In(h.Law.TimeZone).Format(time.DateTime), r.Count, r.SHA256, r.DeclaredBy, r.ConfirmedBy, r.Basis)
		g.printf("  %s\n", sentence.EndOfLot(r, h.Law.TimeZone))
	})
}
