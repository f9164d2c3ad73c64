package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"samano/access"
	"samano/acts"
	"samano/acts/schema"
	"samano/office/lines"
	"samano/reading/view"
	"samano/register"
)

type actCmd struct {
	Kinds  actKindsCmd  `cmd:"" help:"List the kinds of acts."`
	Schema actSchemaCmd `cmd:"" help:"Show the payload of a kind."`
	Submit actSubmitCmd `cmd:"" help:"Register acts from a file of JSON lines."`
	Show   actShowCmd   `cmd:"" help:"Show an act."`
}

type actKindsCmd struct{}

func (c *actKindsCmd) Run(g *Globals) error {
	return each(g, acts.Kinds(), func(k register.Kind) {
		name := ""
		if p := g.words(); p != nil && p.Has("kind."+string(k)) {
			name = p.T("kind." + string(k))
		}
		g.printf("%-18s %s\n", k, name)
	})
}

type actSchemaCmd struct {
	Kind string `arg:"" help:"A kind, as \"act kinds\" lists them."`
}

func (c *actSchemaCmd) Run(g *Globals) error {
	s, ok := schema.Of(register.Kind(c.Kind))
	if !ok {
		return usagef("there is no kind of act %q; see \"samano act kinds\"", c.Kind)
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	g.printf("%s\n", b)
	return nil
}

type actSubmitCmd struct {
	officerFlags
	DeclaredTo string `help:"Account of the officer who took the declarations, if that was somebody else. The password is asked, or read from SAMANO_TAKER_PASSWORD." env:"SAMANO_DECLARED_TO" placeholder:"ACCOUNT"`
	File       string `arg:"" help:"JSON lines, one proposal a line; \"-\" reads standard input."`
	Batch      int    `help:"Acts of one transaction." default:"200"`
}

func (c *actSubmitCmd) Run(ctx context.Context, g *Globals) error {
	in, err := g.input(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	s := lines.Submission{Clerk: h.Clerk, Who: who, Acts: c.Batch}
	if c.DeclaredTo != "" {
		taker, err := g.actor(ctx, h, c.DeclaredTo, "SAMANO_TAKER_PASSWORD")
		if err != nil {
			return err
		}
		s.Takers = append(s.Takers, taker)
	}
	return g.submit(ctx, in, s)
}

// submit submits a file and tells line by line.
func (g *Globals) submit(ctx context.Context, in io.Reader, s lines.Submission) error {
	counts := map[string]int{}
	s.Tell = func(l lines.Line) error {
		counts[l.Result]++
		return g.submitted(l)
	}
	err := s.Run(ctx, in)
	if !g.JSON && (err == nil || counts[lines.Unknown] > 0) {
		fmt.Fprintf(g.errs, "registered %d, repeated %d, sent %d, refused %d, unreadable %d, unknown %d\n",
			counts[lines.Registered], counts[lines.Repeated], counts[lines.Sent], counts[lines.Refused], counts[lines.Unreadable], counts[lines.Unknown])
	}
	if err == nil && counts[lines.Refused]+counts[lines.Unreadable] > 0 {
		return told{exitFindings}
	}
	return err
}

// input opens a file, or standard input for "-".
func (g *Globals) input(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(g.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usagef("cannot read %s: %v", name, err)
	}
	return f, nil
}

func (g *Globals) submitted(l lines.Line) error {
	if g.JSON {
		return g.line(l)
	}
	switch l.Result {
	case lines.Registered, lines.Repeated:
	case lines.Sent:
		g.printf("%d waits as application %s\n", l.No, l.Application)
		return nil
	default:
		g.complain("line", l)
		return nil
	}
	words := []string{strconv.Itoa(l.No), l.Result, strconv.FormatInt(int64(l.Seq), 10)}
	if l.Printed != "" {
		words = append(words, l.Printed)
	}
	for _, n := range l.Numbers {
		words = append(words, string(n))
	}
	g.printf("%s\n", strings.Join(words, " "))
	return nil
}

// complain writes on stderr what became of a line that is not in the register:
// what stopped it first, then what only was to be said.
func (g *Globals) complain(what string, r lines.Line) {
	fmt.Fprintf(g.errs, "%s %d: %s", what, r.No, r.Result)
	if r.Error != "" && r.Result != lines.Unknown { // why nobody knows is said once, at the end
		fmt.Fprintf(g.errs, " (%s)", r.Error)
	}
	fmt.Fprintln(g.errs)
	for _, notes := range []bool{false, true} {
		for _, f := range r.Findings {
			if (f.Severity == register.Warning) == notes {
				fmt.Fprintf(g.errs, "  %s\n", g.sentences().OfFinding(f))
			}
		}
	}
}

type actShowCmd struct {
	reasonFlags
	Act string `arg:"" help:"Client-made id, or the number on paper: office/year/number."`
}

func (c *actShowCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	seen, err := h.Reading.Act(ctx, who, c.reason(access.WhatAct), c.Act)
	if err != nil {
		return err
	}
	out := view.ActOf(seen.Open())
	if g.JSON {
		return g.line(out)
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	g.printf("%s\n", b)
	return nil
}
