package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"samano/access"
	"samano/cmd/samano/apart"
	"samano/internal/progress"
	"samano/node"
)

type ledgerCmd struct {
	Verify     ledgerVerifyCmd     `cmd:"" help:"Show that every stored row is what the acts make of it; with a checkpoint kept outside, also that nothing was rewritten."`
	Checkpoint ledgerCheckpointCmd `cmd:"" help:"Sign the present state. Keep it outside: only then does it prove anything."`
	Prove      ledgerProveCmd      `cmd:"" help:"Write a proof of one part of one act."`
	Check      ledgerCheckCmd      `cmd:"" help:"Check a proof with nothing but the register's public key."`
	Key        ledgerKeyCmd        `cmd:"" help:"Show the public key by which others verify checkpoints."`
}

type ledgerVerifyCmd struct {
	Checkpoint []string `help:"A checkpoint that was kept outside the register; may be given more than once." type:"existingfile" placeholder:"FILE" xor:"what"`
	Since      string   `help:"A checkpoint up to which the register was verified before: proves that the ledger extends it, reads only what came after, and says what it did not read." type:"existingfile" placeholder:"NOTE" xor:"what,how"`
	Resume     string   `help:"Keep here where the verification is, and go on from there if it was interrupted. The file holds sums and hashes, the size and root of the ledger, and nothing of anybody. It bears a MAC under a key of the register: a changed one is refused. It is removed at the end." type:"path" placeholder:"FILE" xor:"how"`
}

func (c *ledgerVerifyCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	bar := progress.New(g.errs, "verify")
	shown := 0
	a := node.Audit{Resume: c.Resume, Progress: bar.Set, Report: func(f node.Fault) error {
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
	}}
	if a.Checkpoints, err = h.OpenCheckpoints(c.Checkpoint); err != nil {
		return err
	}
	if c.Since != "" {
		if a.Since, err = h.OpenCheckpoints([]string{c.Since}); err != nil {
			return err
		}
	}
	sum, err := h.Verify(ctx, a)
	bar.Done()
	if err != nil {
		return err
	}
	if g.JSON {
		if err := g.line(sum); err != nil {
			return err
		}
	} else {
		g.printf("%s\n", strings.Join(sum.Lines(len(c.Checkpoint)), "\n"))
	}
	if sum.Alarms > 0 {
		return told{exitFindings}
	}
	return nil
}

// maxShownFaults bounds what a reader is shown; --json gives all.
const maxShownFaults = 200

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
	Act     string `arg:"" help:"Client-made id, or the number on paper. With --between: the file of a checkpoint."`
	Other   string `arg:"" optional:"" help:"With --between: the file of another checkpoint of the same log."`
	Between bool   `help:"Prove that of two checkpoints the newer holds all that the older does. It tells nothing of anybody, and needs no officer."`
	Part    string `help:"Part to show: header, payload, or the effects on one person, by number." default:"header"`
	Out     string `help:"File to write; none: standard output." type:"path" placeholder:"FILE"`
	Officer string `help:"Your account. The password is asked, or read from SAMANO_PASSWORD." env:"SAMANO_OFFICER" placeholder:"ACCOUNT"`
	Purpose string `help:"Why you look, as the law pack names it." placeholder:"PURPOSE"`
	Case    string `help:"The application, decision or request that it serves." placeholder:"REFERENCE"`
}

func (c *ledgerProveCmd) Run(ctx context.Context, g *Globals) error {
	switch {
	case c.Between && c.Other == "", !c.Between && c.Other != "":
		return usagef("an act is one argument; --between takes the files of two checkpoints")
	case c.Between:
		return c.between(ctx, g)
	case c.Officer == "" || c.Purpose == "":
		return usagef("missing flags: --officer=ACCOUNT, --purpose=PURPOSE")
	}
	f := reasonFlags{officerFlags{c.Officer}, c.Purpose, c.Case}
	h, who, err := g.signIn(ctx, f.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	proof, err := h.Reading.Proof(ctx, who, f.reason(access.WhatAct), c.Act, c.Part)
	if err != nil {
		return err
	}
	return g.write(c.Out, proof)
}

func (c *ledgerProveCmd) between(ctx context.Context, g *Globals) error {
	h, err := g.open(ctx, node.Stored)
	if err != nil {
		return err
	}
	defer h.Close()
	proof, err := h.ProveBetween(ctx, c.Act, c.Other)
	if err != nil {
		return err
	}
	return g.write(c.Out, proof)
}

type ledgerCheckCmd struct{ apart.Check }

func (c *ledgerCheckCmd) Run(g *Globals) error { return c.Print(g.out) }

type witnessCmd struct{ apart.Witness }

func (c *witnessCmd) Run(ctx context.Context, g *Globals) error {
	return c.Serve(ctx, g.out, g.errs, g.unlocking)
}
