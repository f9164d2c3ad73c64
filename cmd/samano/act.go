package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/acts"
	"samano/acts/schema"
	"samano/node"
	"samano/office"
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
	for _, k := range acts.Kinds() {
		if g.JSON {
			if err := g.line(k); err != nil {
				return err
			}
			continue
		}
		name := ""
		if p := g.words(); p != nil && p.Has("kind."+string(k)) {
			name = p.T("kind." + string(k))
		}
		g.printf("%-18s %s\n", k, name)
	}
	return nil
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
	File  string `arg:"" help:"JSON lines, one proposal a line; \"-\" reads standard input."`
	Batch int    `help:"Acts of one transaction." default:"200"`
}

// lineResult is what `act submit` reports of one line.
type lineResult struct {
	Line    int               `json:"line"`
	ID      register.ActID    `json:"id,omitempty"`
	Result  string            `json:"result"` // registered, repeated, sent, refused, unreadable, unknown
	Seq     register.Seq      `json:"seq,omitempty"`
	Printed string            `json:"printed,omitempty"`
	Numbers []register.Number `json:"numbers,omitempty"` // given by this act
	// Application waits for the national desk, to which the act was sent.
	Application office.ApplicationID `json:"application,omitempty"`
	Findings    []register.Finding   `json:"findings,omitempty"`
	Error       string               `json:"error,omitempty"`
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
	s := &submission{g: g, h: h, who: who, size: min(max(c.Batch, 1), office.MaxSubmitted)}
	return s.run(ctx, in)
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

// submission goes through a file. A bad line stops nothing but itself; results
// come in the order of lines.
type submission struct {
	g    *Globals
	h    *node.Node
	who  access.Actor
	size int

	pending   []lineResult        // of the lines read since the last flush
	proposals []register.Proposal // those of them that can be submitted
	at        []int               // and where each stands in pending
	counts    map[string]int
}

func (s *submission) run(ctx context.Context, in io.Reader) error {
	s.counts = map[string]int{}
	for line, read := range proposalsOf(in) {
		out := lineResult{Line: line, ID: read.proposal.ID}
		if read.fault != nil {
			out.unreadable(read)
		} else {
			s.proposals, s.at = append(s.proposals, read.proposal), append(s.at, len(s.pending))
		}
		s.pending = append(s.pending, out)
		if len(s.pending) >= s.size {
			if err := s.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := s.flush(ctx); err != nil {
		return err
	}
	s.summary()
	if s.counts["refused"]+s.counts["unreadable"] > 0 {
		return told{exitFindings}
	}
	return nil
}

func (s *submission) summary() {
	if !s.g.JSON {
		fmt.Fprintf(s.g.errs, "registered %d, repeated %d, sent %d, refused %d, unreadable %d, unknown %d\n",
			s.counts["registered"], s.counts["repeated"], s.counts["sent"], s.counts["refused"], s.counts["unreadable"], s.counts["unknown"])
	}
}

// flush submits what was read. It ends the run where the database failed: what
// follows may rest on what nobody knows the outcome of.
func (s *submission) flush(ctx context.Context) error {
	results, err := s.h.Clerk.Submit(ctx, s.who, s.proposals)
	if err != nil {
		return err
	}
	var failed error
	for i, r := range results {
		out := &s.pending[s.at[i]]
		out.fill(r)
		if out.Result == "unknown" {
			failed = r.Err
		}
	}
	for _, r := range s.pending {
		if err := s.report(r); err != nil {
			return err
		}
	}
	s.pending, s.proposals, s.at = nil, nil, nil
	if failed == nil {
		return nil
	}
	s.summary()
	return failed
}

func (l *lineResult) fill(r office.Submitted) {
	switch {
	case r.Outcome != nil:
		l.Result, l.Seq, l.Printed, l.Numbers, l.Findings = "registered", r.Outcome.Seq, r.Outcome.Printed.String(), r.Numbers, r.Findings
		if r.Outcome.Before {
			l.Result = "repeated"
		}
	case r.Application != "":
		l.Result, l.Application, l.Findings = "sent", r.Application, r.Findings
	case register.KindOf(r.Err) == register.Unavailable:
		l.Result, l.Error = "unknown", r.Err.Error()
	default:
		l.Result, l.Findings = "refused", r.Findings
		if len(r.Findings) > 0 {
			return
		}
		var e *register.Error
		if errors.As(r.Err, &e) && e.Code != "" {
			l.Findings = []register.Finding{{Code: e.Code, Severity: register.Blocking}}
			return
		}
		l.Error = r.Err.Error()
	}
}

func (l *lineResult) unreadable(read readProposal) {
	l.Result, l.Findings, l.Error = "unreadable", []register.Finding{*read.fault}, read.detail
}

func (s *submission) report(r lineResult) error {
	s.counts[r.Result]++
	if s.g.JSON {
		return s.g.line(r)
	}
	if r.Result == "registered" || r.Result == "repeated" {
		words := []string{strconv.Itoa(r.Line), r.Result, strconv.FormatInt(int64(r.Seq), 10)}
		if r.Printed != "" {
			words = append(words, r.Printed)
		}
		for _, n := range r.Numbers {
			words = append(words, string(n))
		}
		s.g.printf("%s\n", strings.Join(words, " "))
		return nil
	}
	if r.Result == "sent" {
		s.g.printf("%d sent to the national desk as application %s\n", r.Line, r.Application)
		return nil
	}
	s.g.complain("line", r)
	return nil
}

// complain writes on stderr what became of a line that is not in the register:
// what stopped it first, then what only was to be said.
func (g *Globals) complain(what string, r lineResult) {
	fmt.Fprintf(g.errs, "%s %d: %s", what, r.Line, r.Result)
	if r.Error != "" && r.Result != "unknown" { // why nobody knows is said once, at the end
		fmt.Fprintf(g.errs, " (%s)", r.Error)
	}
	fmt.Fprintln(g.errs)
	for _, notes := range []bool{false, true} {
		for _, f := range r.Findings {
			if (f.Severity == register.Warning) == notes {
				fmt.Fprintf(g.errs, "  %s\n", g.findingText(f))
			}
		}
	}
}

type actShowCmd struct {
	reasonFlags
	Act string `arg:"" help:"Client-made id, or the number on paper: office/year/number."`
}

// shownAct is an act as `act show` prints it. Effects stand as stored, with the
// subjects' internal ids left out.
type shownAct struct {
	register.Proposal
	Seq          register.Seq       `json:"seq"`
	RegisteredAt time.Time          `json:"registered_at"`
	PackHash     string             `json:"pack"`
	Printed      string             `json:"printed,omitempty"`
	Nature       register.Nature    `json:"nature"`
	Repairs      register.Seq       `json:"repairs,omitempty"`
	Findings     []register.Finding `json:"findings,omitempty"`
	Effects      []json.RawMessage  `json:"effects"`
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
	a := seen.Open()
	out := shownAct{
		Proposal: a.Proposal, Seq: a.Seq, RegisteredAt: a.RegisteredAt, PackHash: a.PackHash,
		Printed: a.Printed.String(), Nature: a.Nature, Repairs: a.Repairs, Findings: a.Findings,
	}
	for _, ref := range a.Subjects() {
		out.Effects = append(out.Effects, register.AppendEffects(nil, a.Effects, ref))
	}
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
