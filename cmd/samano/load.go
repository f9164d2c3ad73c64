package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"sync"
	"time"

	"samano/node"
	"samano/office"
	"samano/register"
)

type loadCmd struct {
	File  string `arg:"" help:"JSON lines, one proposal a line; \"-\" reads standard input."`
	Batch int    `help:"Acts of one transaction." default:"4000"`
}

// Run loads a file in loading mode. It is the operator's command: it needs the
// keys, not an account, and nobody can be served meanwhile.
func (c *loadCmd) Run(ctx context.Context, g *Globals) error {
	in, err := g.input(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	h, err := g.openHouse(ctx, node.Loading)
	if err != nil {
		return err
	}
	defer h.Close()
	l := &loadRun{g: g, bar: g.progress("load"), begun: time.Now()}
	err = h.Load(ctx, office.Lot{
		Proposals: l.proposals(in), Acts: c.Batch, Report: l.report,
		Progress: func(done, steps int) { l.bar.set(int64(done), int64(steps)) },
	})
	l.bar.done()
	l.summary()
	if err != nil {
		return err
	}
	if l.refused+l.unreadable > 0 {
		return told{exitFindings}
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
					yield(register.Proposal{}, &register.Error{Kind: register.Invalid, Op: "load", Code: codeInputBroken})
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
