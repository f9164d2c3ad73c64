package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"sync"
	"time"

	"samano/node"
	"samano/office"
	"samano/register"
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
	in := office.LotInput{File: file}
	if in.Declares, err = c.actor(ctx, g, h); err != nil {
		return err
	}
	if in.Confirms, err = g.actor(ctx, h, c.ConfirmedBy, "SAMANO_CONFIRM_PASSWORD"); err != nil {
		return err
	}
	return c.load(ctx, g, h, in)
}

// load loads the file for two officers who have signed in.
func (c *loadCmd) load(ctx context.Context, g *Globals, h *node.Node, in office.LotInput) error {
	l := &loadRun{g: g, bar: g.progress("load"), begun: time.Now()}
	in.Basis, in.Count, in.SHA256, in.Read = c.Basis, c.Count, strings.ToLower(c.SHA256), l.proposals
	in.Acts, in.Report = c.Batch, l.report
	in.Progress = func(done, steps int) { l.bar.set(int64(done), int64(steps)) }
	err := h.Load(ctx, in)
	l.bar.done()
	if err == nil || l.registered+l.repeated+l.refused+l.unreadable > 0 {
		l.summary()
	}
	if err != nil {
		return err
	}
	if l.refused+l.unreadable > 0 {
		return told{exitFindings}
	}
	return nil
}

type lotsCmd struct{}

// Run lists the records of lots.
func (c *lotsCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.Lots(ctx)
	if err != nil {
		return err
	}
	for _, r := range all {
		if g.JSON {
			if err := g.line(r); err != nil {
				return err
			}
			continue
		}
		g.printf("%s  %d acts  %s\n  declared by %s, confirmed by %s: %s\n",
			r.At.In(h.Law.TimeZone).Format(time.DateTime), r.Count, r.SHA256, r.DeclaredBy, r.ConfirmedBy, r.Basis)
	}
	return nil
}

// loadRun counts what becomes of the lines.
type loadRun struct {
	g     *Globals
	bar   bar
	begun time.Time

	mu     sync.Mutex // reading and reporting are two goroutines
	lines  []int      // of the proposals that have no result yet
	output error      // of writing results

	registered, repeated, refused, unreadable int64
}

func (l *loadRun) proposals(in io.Reader) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		for line, read := range proposalsOf(in) {
			if read.fault != nil {
				l.unread(line, read)
				if read.broken {
					yield(register.Proposal{}, &register.Error{Kind: register.Invalid, Op: "load", Code: office.CodeLotUnread})
					return
				}
				continue
			}
			l.note(line)
			if !yield(read.proposal, nil) {
				return
			}
		}
	}
}

// unread tells of a line that never became a proposal.
func (l *loadRun) unread(line int, read readProposal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unreadable++
	out := lineResult{Line: line}
	out.unreadable(read)
	if l.g.JSON {
		if err := l.g.line(out); err != nil {
			l.output = err
		}
		return
	}
	if l.unreadable <= maxRefusedShown {
		l.g.complain("line", out)
	}
}

// note keeps the line of a proposal until its result comes; results come in the
// order of proposals.
func (l *loadRun) note(line int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

// maxRefusedShown bounds the refusals that a reader is shown; --json gives all.
const maxRefusedShown = 100

func (l *loadRun) report(index int64, p *register.Proposal, r office.Submitted) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := lineResult{Line: l.lines[0], ID: p.ID}
	l.lines = l.lines[1:]
	switch {
	case r.Outcome != nil && r.Outcome.Before:
		l.repeated++
	case r.Outcome != nil:
		l.registered++
	default:
		l.refused++
	}
	l.bar.set(index+1, 0)
	if l.output != nil {
		return l.output
	}
	if l.g.JSON {
		out.fill(r)
		return l.g.line(out)
	}
	if r.Outcome == nil && l.refused <= maxRefusedShown {
		out.fill(r)
		l.g.complain("line", out)
	}
	return nil
}

func (l *loadRun) summary() {
	took := time.Since(l.begun)
	fmt.Fprintf(l.g.errs, "registered %d, repeated %d, refused %d, unreadable %d in %s (%.0f acts/s)\n",
		l.registered, l.repeated, l.refused, l.unreadable, took.Round(time.Millisecond), float64(l.registered)/took.Seconds())
}
