package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"samano/access"
	"samano/acts"
	"samano/acts/schema"
	"samano/register"
	"samano/registrar"
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

// maxSubmitBatch is what a registrar takes at once.
const maxSubmitBatch = 500

// lineResult is what `act submit` reports of one line.
type lineResult struct {
	Line     int                `json:"line"`
	ID       register.ActID     `json:"id,omitempty"`
	Result   string             `json:"result"` // registered, repeated, refused, unreadable, unknown
	Seq      register.Seq       `json:"seq,omitempty"`
	Printed  string             `json:"printed,omitempty"`
	Numbers  []register.Number  `json:"numbers,omitempty"` // given by this act
	Findings []register.Finding `json:"findings,omitempty"`
	Error    string             `json:"error,omitempty"`
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
	s := &submission{g: g, h: h, who: who, size: min(max(c.Batch, 1), maxSubmitBatch)}
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
	h    *house
	who  access.Actor
	size int

	pending   []lineResult        // of the lines read since the last flush
	proposals []register.Proposal // those of them that can be handed in
	at        []int               // and where each stands in pending
	counts    map[string]int
	officers  map[register.OfficerID]access.Officer // those who took declarations
}

func (s *submission) run(ctx context.Context, in io.Reader) error {
	s.counts = map[string]int{}
	for line, read := range proposalsOf(in) {
		out := lineResult{Line: line, ID: read.proposal.ID}
		if read.fault != nil {
			out.unreadable(read)
		} else if f, err := s.refuse(ctx, read.proposal); err != nil {
			return err
		} else if f != nil {
			out.Result, out.Findings = "refused", []register.Finding{*f}
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
		fmt.Fprintf(s.g.errs, "registered %d, repeated %d, refused %d, unreadable %d, unknown %d\n",
			s.counts["registered"], s.counts["repeated"], s.counts["refused"], s.counts["unreadable"], s.counts["unknown"])
	}
}

// flush hands in what was read. It ends the run where the database failed: what
// follows may rest on what nobody knows the outcome of.
func (s *submission) flush(ctx context.Context) error {
	examination, err := s.h.Registrar.Examine(ctx, s.proposals) // searches for duplicates while nobody waits for it
	if err != nil {
		return err
	}
	req := registrar.Request{Proposals: s.proposals, Search: examination.Search}
	results, err := s.h.Registrar.Register(ctx, req)
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

// refuse holds what the signed-in officer may do against what a line says: nobody
// registers in another's name or for an office outside the own area.
func (s *submission) refuse(ctx context.Context, p register.Proposal) (*register.Finding, error) {
	day := register.DayAt(s.h.Clock())
	refused := func(code, field string) (*register.Finding, error) {
		return &register.Finding{Code: code, Field: field, Severity: register.Blocking}, nil
	}
	if p.Registrar != s.who.Officer.ID {
		return refused("registrar-not-signed-in", "registrar")
	}
	if p.Office != s.who.Office.ID {
		return refused("office-not-own", "office")
	}
	if err := s.h.Rules.Has(s.who, access.Register, day); err != nil {
		return refused(access.CodeNoPermission, "registrar")
	}
	if slices.ContainsFunc(p.Accepted, aboutAnother) {
		return refused("accepted-about-another", "accepted") // adjudicators do, and they register nothing
	}
	if s.h.Law.Kinds[p.Kind].FourEyes.On(p.Declared).Value {
		// The second pair of eyes must be somebody's: a name that nobody bears is none.
		taken, err := s.officer(ctx, p.DeclaredTo)
		if err != nil {
			return nil, err
		}
		if !taken.Active(day) {
			return refused("declared-to-unknown", "declared_to")
		}
	}
	return nil, nil
}

// officer gives an account, the zero Officer if there is none.
func (s *submission) officer(ctx context.Context, id register.OfficerID) (access.Officer, error) {
	if o, ok := s.officers[id]; ok {
		return o, nil
	}
	o, err := s.h.parts.Accounts.Officer(ctx, id)
	if err != nil && register.KindOf(err) != register.NotFound {
		return o, err
	}
	if s.officers == nil {
		s.officers = map[register.OfficerID]access.Officer{}
	}
	s.officers[id] = o
	return o, nil
}

func aboutAnother(a register.Accepted) bool { return register.Finding{Code: a.Code}.AboutAnother() }

// withoutOthers takes out of findings who it is that is like somebody, and why: that is
// for adjudicators, and the other may be protected.
func withoutOthers(findings []register.Finding) (out []register.Finding) {
	for _, f := range findings {
		if f.AboutAnother() {
			f.Args = nil
		}
		if !f.AboutAnother() || !slices.ContainsFunc(out, func(told register.Finding) bool { return told.Code == f.Code }) {
			out = append(out, f)
		}
	}
	return out
}

func (l *lineResult) fill(r registrar.Result) {
	r.Findings = withoutOthers(r.Findings)
	switch {
	case r.Act != nil:
		l.Result, l.Seq, l.Printed, l.Findings = "registered", r.Act.Seq, r.Act.Printed.String(), r.Findings
		if r.Repeated {
			l.Result = "repeated"
		}
		for _, e := range r.Act.Effects {
			if n, ok := e.Value.(register.Number); ok && e.Op == register.OpOpen {
				l.Numbers = append(l.Numbers, n)
			}
		}
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
	a, err := h.Reading.Act(ctx, who, c.reason(access.WhatAct), c.Act)
	if err != nil {
		return err
	}
	out := shownAct{
		Proposal: a.Proposal, Seq: a.Seq, RegisteredAt: a.RegisteredAt, PackHash: a.PackHash,
		Printed: a.Printed.String(), Nature: a.Nature, Repairs: a.Repairs, Findings: withoutOthers(a.Findings),
	}
	out.Accepted = slices.Clone(out.Accepted)
	for i := range out.Accepted {
		out.Accepted[i].Person = "" // as withoutOthers
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
