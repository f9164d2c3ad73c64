package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"

	"samano/access"
	"samano/cmd/samano/sentence"
	"samano/internal/progress"
	"samano/ledger"
	"samano/node"
	"samano/register"
)

type ledgerCmd struct {
	Verify     ledgerVerifyCmd     `cmd:"" help:"Show that every stored row is what the acts make of it; with a checkpoint kept outside, also that nothing was rewritten."`
	Checkpoint ledgerCheckpointCmd `cmd:"" help:"Sign the present state. Keep it outside: only then does it prove anything."`
	Prove      ledgerProveCmd      `cmd:"" help:"Write a proof of one part of one act."`
	Check      ledgerCheckCmd      `cmd:"" help:"Check a proof with nothing but the register's public key."`
	Key        ledgerKeyCmd        `cmd:"" help:"Show the public key by which others verify checkpoints."`
}

type ledgerVerifyCmd struct {
	Checkpoint []string `help:"A checkpoint that was kept outside the register; may be given more than once." type:"existingfile" placeholder:"FILE"`
}

func (c *ledgerVerifyCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	kept, err := checkpoints(h, c.Checkpoint)
	if err != nil {
		return err
	}
	bar := progress.New(g.errs, "verify")
	shown := 0
	sum, err := h.Verify(ctx, node.Audit{Checkpoints: kept, Progress: bar.Set, Report: func(f node.Fault) error {
		shown++
		if g.JSON {
			return g.line(f)
		}
		if shown > maxShownFaults && f.Alarm {
			return nil
		}
		bar.Clear()
		mark := "note "
		if f.Alarm {
			mark = "FAULT"
		}
		g.printf("%s %s\n", mark, f)
		return nil
	}})
	bar.Done()
	if err != nil {
		return err
	}
	if g.JSON {
		if err := g.line(sum); err != nil {
			return err
		}
	} else {
		g.printf("%d acts, %d subjects, %d projection rows; signed up to act %d; root %s\n", sum.Acts, sum.Subjects, sum.Rows, sum.Signed, sum.Root)
		for _, name := range slices.Sorted(maps.Keys(sum.Logs)) {
			g.printf("%d entries in the log of %s; signed up to %d\n", sum.Logs[name].Entries, name, sum.Logs[name].Signed)
		}
		g.printf("%d papers compared with their hashes\n", sum.Papers)
		if sum.Alarms == 0 {
			g.printf("Nothing was altered%s.\n", sentence.Measured(len(c.Checkpoint)))
		} else {
			g.printf("%d faults. Restore from a backup older than the fault, and keep this database as evidence.\n", sum.Alarms)
		}
	}
	if sum.Alarms > 0 {
		return told{exitFindings}
	}
	return nil
}

// maxShownFaults bounds what a reader is shown; --json gives all.
const maxShownFaults = 200

// checkpoints reads the register's own checkpoints from files.
func checkpoints(n *node.Node, files []string) (out []ledger.Checkpoint, err error) {
	for _, name := range files {
		note, err := os.ReadFile(name)
		if err != nil {
			return nil, usagef("cannot read %s: %v", name, err)
		}
		cp, err := n.OpenCheckpoint(name, note)
		if err != nil {
			return nil, err
		}
		out = append(out, cp...)
	}
	return out, nil
}

type ledgerKeyCmd struct{}

func (c *ledgerKeyCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	list, err := h.VerifierKeys()
	if err != nil {
		return err
	}
	g.printf("%s\n", strings.Join(list, "\n"))
	return nil
}

type ledgerCheckpointCmd struct {
	Out string `help:"File to write; none: standard output." type:"path" placeholder:"FILE"`
}

func (c *ledgerCheckpointCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	note, err := h.Checkpoint(ctx)
	if err != nil {
		return err
	}
	return g.write(c.Out, note)
}

// write writes to a file that must not exist yet, or to standard output.
func (g *Globals) write(name string, b []byte) error {
	if name == "" {
		_, err := g.out.Write(b)
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // #nosec G302: checkpoints, proofs and keys that are made to be given away
	if err != nil {
		return usagef("cannot write %s: %v", name, err)
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

type ledgerProveCmd struct {
	reasonFlags
	Act  string `arg:"" help:"Client-made id, or the number on paper."`
	Part string `help:"Part to show: header, payload, or the effects on one person, by number." default:"header"`
	Out  string `help:"File to write; none: standard output." type:"path" placeholder:"FILE"`
}

func (c *ledgerProveCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	proof, err := h.Reading.Proof(ctx, who, c.reason(access.WhatAct), c.Act, c.Part)
	if err != nil {
		return err
	}
	return g.write(c.Out, proof)
}

type ledgerCheckCmd struct {
	Proof string `arg:"" help:"File with the proof." type:"existingfile"`
	Key   string `help:"The register's public key, as \"ledger key\" shows it." required:""`
}

func (c *ledgerCheckCmd) Run(g *Globals) error {
	b, err := os.ReadFile(c.Proof)
	if err != nil {
		return usagef("cannot read %s: %v", c.Proof, err)
	}
	p, err := ledger.CheckProof(b, c.Key)
	if errors.Is(err, ledger.ErrCheckpointKey) {
		return usagef("--key is not a public key as \"samano ledger key\" shows it")
	}
	if err != nil {
		return &register.Error{Kind: register.Invalid, Op: "ledger", Code: "proof-does-not-hold", Err: err}
	}
	g.printf("Proven: act %d of %s, among %d acts.\n%s: %s\n", p.Seq, p.Checkpoint.Origin, p.Checkpoint.Size, p.Part, p.Bytes)
	return nil
}
