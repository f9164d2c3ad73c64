package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"samano/access"
	"samano/acts"
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
	p, ok := acts.New(register.Kind(c.Kind))
	if !ok {
		return usagef("there is no kind of act %q; see \"samano act kinds\"", c.Kind)
	}
	b, err := json.MarshalIndent(schema(reflect.TypeOf(p).Elem(), map[reflect.Type]bool{}), "", "  ")
	if err != nil {
		return err
	}
	g.printf("%s\n", b)
	return nil
}

var textType = reflect.TypeFor[interface{ UnmarshalText([]byte) error }]()

// schema gives the JSON Schema of a payload type. It covers what payloads use:
// structs, lists, text, numbers and the register's own texts.
func schema(t reflect.Type, open map[reflect.Type]bool) map[string]any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[register.Date]():
		return map[string]any{"type": "string", "description": "EDTF: 1974-05-03, 1974-05, 1974, 1974~ (about), XXXX (unknown); then a space and declared or estimated where no document says so"}
	case t == reflect.TypeFor[register.Day]():
		return map[string]any{"type": "string", "format": "date"}
	case t == reflect.TypeFor[register.EffectRef]():
		return map[string]any{"type": "string", "description": "key of a fact: the act's place in the register, a point, and a count", "pattern": `^[0-9]+\.[0-9]+$`}
	case t.Implements(textType) || reflect.PointerTo(t).Implements(textType):
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Struct:
		if open[t] {
			return map[string]any{"type": "object"}
		}
		open[t] = true
		defer delete(open, t)
		return structSchema(t, open)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schema(t.Elem(), open)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint32, reflect.Uint64:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": "string"}
}

func structSchema(t reflect.Type, open map[reflect.Type]bool) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		properties[name] = schema(f.Type, open)
		if !strings.Contains(rest, "omit") {
			required = append(required, name)
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

type actSubmitCmd struct {
	officerFlags
	File  string `arg:"" help:"JSON lines, one proposal a line; \"-\" reads standard input."`
	Batch int    `help:"Acts of one transaction." default:"200"`
}

// Limits of a file of proposals.
const (
	// maxLine is a payload at its limit, with header and room.
	maxLine = 2 * acts.MaxPayload
	// maxSubmitBatch is what a registrar takes at once.
	maxSubmitBatch = 500
)

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
	h, err := g.openHouse(ctx, needWriter)
	if err != nil {
		return err
	}
	defer h.close()
	who, err := c.actor(ctx, h)
	if err != nil {
		return err
	}
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

// submission goes through a file. A bad line stops nothing but itself.
type submission struct {
	g    *Globals
	h    *house
	who  access.Actor
	size int

	lines     []int
	proposals []register.Proposal
	counts    map[string]int
}

func (s *submission) run(ctx context.Context, in io.Reader) error {
	s.counts = map[string]int{}
	for line, read := range linesOf(in) {
		var p register.Proposal
		if read.err == nil {
			p, read.err = parseProposal(read.text)
		}
		if read.err != nil {
			if err := s.report(lineResult{Line: line, Result: "unreadable", Error: read.err.Error()}); err != nil {
				return err
			}
			if read.last {
				break
			}
			continue
		}
		if len(bytes.TrimSpace(read.text)) == 0 {
			continue
		}
		s.lines, s.proposals = append(s.lines, line), append(s.proposals, p)
		if len(s.proposals) == s.size {
			if err := s.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := s.flush(ctx); err != nil {
		return err
	}
	if !s.g.JSON {
		fmt.Fprintf(s.g.errs, "registered %d, repeated %d, refused %d, unreadable %d\n",
			s.counts["registered"], s.counts["repeated"], s.counts["refused"], s.counts["unreadable"])
	}
	if s.counts["refused"]+s.counts["unreadable"] > 0 {
		return told{exitFindings}
	}
	return nil
}

type readLine struct {
	text []byte
	err  error
	last bool // reading cannot go on
}

// linesOf reads lines, counted from 1. A line that is too long is an error of its
// own and reading goes on behind it.
func linesOf(in io.Reader) func(yield func(int, readLine) bool) {
	return func(yield func(int, readLine) bool) {
		r := bufio.NewReaderSize(in, maxLine)
		for n := 1; ; n++ {
			text, err := r.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				for errors.Is(err, bufio.ErrBufferFull) {
					_, err = r.ReadSlice('\n')
				}
				if !yield(n, readLine{err: fmt.Errorf("line longer than %d bytes", maxLine), last: err != nil}) || err != nil {
					return
				}
				continue
			}
			if err != nil && !errors.Is(err, io.EOF) {
				yield(n, readLine{err: err, last: true})
				return
			}
			if len(text) > 0 && !yield(n, readLine{text: text}) || err != nil {
				return
			}
		}
	}
}

// parseProposal reads one line strictly.
func parseProposal(line []byte) (register.Proposal, error) {
	var p register.Proposal
	line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(line)) == 0 {
		return p, nil
	}
	if !utf8.Valid(line) {
		return p, errors.New("not UTF-8: save the file as UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return p, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return p, errors.New("more than one value on the line")
	}
	return p, nil
}

func (s *submission) flush(ctx context.Context) error {
	if len(s.proposals) == 0 {
		return nil
	}
	allowed := make([]register.Proposal, 0, len(s.proposals))
	places := make([]int, 0, len(s.proposals))
	out := make([]lineResult, len(s.proposals))
	for i, p := range s.proposals {
		out[i] = lineResult{Line: s.lines[i], ID: p.ID}
		if f := s.refuse(p); f != nil {
			out[i].Result, out[i].Findings = "refused", []register.Finding{*f}
			continue
		}
		allowed, places = append(allowed, p), append(places, i)
	}
	results, err := s.h.registrar.Register(ctx, registrar.Request{Proposals: allowed})
	if err != nil {
		return err
	}
	for j, r := range results {
		out[places[j]].fill(r)
	}
	for _, r := range out {
		if err := s.report(r); err != nil {
			return err
		}
	}
	s.lines, s.proposals = nil, nil
	return nil
}

// refuse holds what the signed-in officer may do against what a line says: nobody
// registers in another's name or for an office outside the own area.
func (s *submission) refuse(p register.Proposal) *register.Finding {
	day := register.DayAt(s.h.clock())
	f := &register.Finding{Severity: register.Blocking}
	if p.Registrar != s.who.Officer.ID {
		f.Code, f.Field = "registrar-not-signed-in", "registrar"
		return f
	}
	if p.Office != s.who.Office.ID {
		f.Code, f.Field = "office-not-own", "office"
		return f
	}
	if err := s.h.rules.Has(s.who, access.Register, day); err != nil {
		f.Code, f.Field = access.CodeNoPermission, "registrar"
		return f
	}
	return nil
}

func (l *lineResult) fill(r registrar.Result) {
	switch {
	case r.Act != nil:
		l.Result, l.Seq, l.Printed, l.Findings = "registered", r.Act.Seq, registrar.PrintedText(r.Act.Printed), r.Findings
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
		if len(r.Findings) == 0 {
			l.Error = r.Err.Error()
		}
	}
}

func (s *submission) report(r lineResult) error {
	s.counts[r.Result]++
	if s.g.JSON {
		return s.g.line(r)
	}
	switch r.Result {
	case "registered", "repeated":
		numbers := make([]string, len(r.Numbers))
		for i, n := range r.Numbers {
			numbers[i] = string(n)
		}
		s.g.printf("%d %s %d %s %s\n", r.Line, r.Result, r.Seq, r.Printed, strings.Join(numbers, " "))
	default:
		fmt.Fprintf(s.g.errs, "line %d: %s %s\n", r.Line, r.Result, r.Error)
		for _, f := range r.Findings {
			fmt.Fprintf(s.g.errs, "  %s\n", s.g.findingText(f))
		}
	}
	return nil
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
	h, err := g.openHouse(ctx, needWriter)
	if err != nil {
		return err
	}
	defer h.close()
	who, err := c.actor(ctx, h)
	if err != nil {
		return err
	}
	a, err := h.room().Act(ctx, who, c.reason(access.WhatAct), c.Act)
	if err != nil {
		return err
	}
	out := shownAct{
		Proposal: a.Proposal, Seq: a.Seq, RegisteredAt: a.RegisteredAt, PackHash: a.PackHash,
		Printed: registrar.PrintedText(a.Printed), Nature: a.Nature, Repairs: a.Repairs, Findings: a.Findings,
	}
	for _, ref := range a.Subjects() {
		b, err := register.EncodeEffects(a.Effects, ref)
		if err != nil {
			return err
		}
		out.Effects = append(out.Effects, b)
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
