package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"samano/register"
	"samano/registrar"
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
	h, err := g.openHouse(ctx, needLoad)
	if err != nil {
		return err
	}
	defer h.close()
	l := &loadRun{g: g, bar: g.progress("load"), begun: time.Now()}
	err = registrar.Load(ctx, registrar.Loading{Config: h.config, Acts: c.Batch, Report: l.report}, l.proposals(in),
		func(done, steps int) { l.bar.set(int64(done), int64(steps)) })
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

	registered, repeated, refused, unreadable int64
}

func (l *loadRun) proposals(in io.Reader) iter.Seq2[register.Proposal, error] {
	return func(yield func(register.Proposal, error) bool) {
		for line, read := range linesOf(in) {
			var p register.Proposal
			if read.err == nil {
				p, read.err = parseProposal(read.text)
			}
			if read.err != nil {
				l.unreadable++
				fmt.Fprintf(l.g.errs, "line %d: unreadable: %v\n", line, read.err)
				if read.last {
					yield(p, errors.New("the input broke off"))
					return
				}
				continue
			}
			if p.ID == "" && p.Kind == "" {
				continue // an empty line
			}
			if !yield(p, nil) {
				return
			}
		}
	}
}

// maxRefusedShown bounds the refusals that a reader is shown; --json gives all.
const maxRefusedShown = 100

func (l *loadRun) report(index int64, p *register.Proposal, r registrar.Result) error {
	switch {
	case r.Act != nil && r.Repeated:
		l.repeated++
	case r.Act != nil:
		l.registered++
	default:
		l.refused++
	}
	l.bar.set(index+1, 0)
	out := lineResult{Line: int(index) + 1, ID: p.ID}
	if l.g.JSON {
		out.fill(r)
		return l.g.line(out)
	}
	if r.Act == nil && l.refused <= maxRefusedShown {
		out.fill(r)
		fmt.Fprintf(l.g.errs, "proposal %d (%s): refused %s\n", out.Line, p.Kind, out.Error)
		for _, f := range out.Findings {
			fmt.Fprintf(l.g.errs, "  %s\n", l.g.findingText(f))
		}
	}
	return nil
}

func (l *loadRun) summary() {
	took := time.Since(l.begun)
	fmt.Fprintf(l.g.errs, "registered %d, repeated %d, refused %d, unreadable %d in %s (%.0f acts/s)\n",
		l.registered, l.repeated, l.refused, l.unreadable, took.Round(time.Millisecond), float64(l.registered)/took.Seconds())
}
