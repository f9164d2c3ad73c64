package main

import (
	"context"
	"time"

	"samano/access"
	"samano/cmd/samano/sentence"
	"samano/names"
	"samano/reading"
	"samano/reading/view"
	"samano/register"
)

type personCmd struct {
	Show personShowCmd `cmd:"" help:"Show a person."`
}

// momentFlags ask for a day in the world and a time in the register.
type momentFlags struct {
	On    string `help:"Only facts that are, or may be, true on that day." placeholder:"YYYY-MM-DD"`
	Known string `help:"As the register held them at that time." placeholder:"TIME"`
}

// parseDay reads the flag --on.
func parseDay(text string) (register.Day, error) {
	day, err := register.ParseDay(names.Digits(text))
	if err != nil {
		return 0, usagef("--on: %q is not a day; write YYYY-MM-DD", text)
	}
	return day, nil
}

func (f momentFlags) moment() (m reading.Moment, err error) {
	if f.On != "" {
		day, err := parseDay(f.On)
		if err != nil {
			return m, err
		}
		m.On = &day
	}
	if f.Known != "" {
		t, err := time.Parse(time.RFC3339, names.Digits(f.Known))
		if err != nil {
			return m, usagef("--known: %q is not a time; write it as 2026-11-02T15:04:05+07:00", f.Known)
		}
		m.Known = &t
	}
	return m, nil
}

type personShowCmd struct {
	reasonFlags
	momentFlags
	Number  string `arg:"" help:"Number for life, or '@' and a client-made id."`
	History bool   `help:"Also earlier states and the acts behind them."`
}

func (c *personShowCmd) Run(ctx context.Context, g *Globals) error {
	m, err := c.moment()
	if err != nil {
		return err
	}
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	if c.Purpose == reading.PurposeOrigin {
		o, err := h.Reading.Origin(ctx, who, c.Case, c.Number)
		if err != nil {
			return err
		}
		return g.line(o)
	}
	what := access.WhatPerson
	if c.History {
		what = access.WhatHistory
	}
	p, err := h.Reading.Person(ctx, who, c.reason(what), c.Number, m)
	if err != nil {
		return err
	}
	if err := p.Missing(); err != nil {
		return err
	}
	if g.JSON {
		return g.line(p)
	}
	g.printf("%s\n", sentence.Spaced(string(p.Number), p.Lao, p.Latin, p.Class))
	g.facts(p.Facts)
	for _, child := range p.Children {
		g.printf("  %-18s %s\n", "child", sentence.Someone(child.Someone)+g.sentences().Source(child.FactSource))
	}
	for _, hh := range p.Households {
		g.printf("household %s\n", hh.Book)
		g.facts(hh.Facts)
	}
	for _, e := range p.History {
		g.printf("  act %-8d %-16s %-18s %s  %s\n", e.Seq, e.Kind, e.Printed, e.Happened.EDTF(), e.Nature)
	}
	return nil
}

func (g *Globals) facts(facts []view.Fact) {
	for _, f := range facts {
		g.printf("  %-18s %s%s%s\n", f.Field, sentence.Fact(f.Value), sentence.Span(&f), g.sentences().Source(f.FactSource))
	}
}
