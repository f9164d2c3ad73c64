package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"samano/acts"
	"samano/law"
	"samano/match/intake"
	"samano/match/tabular"
	"samano/office/lines"
	"samano/reading/lists"
	"samano/register"
)

type matchCmd struct {
	Eval    matchEvalCmd    `cmd:"" help:"Judge the matcher: by linking a file with itself, or by what adjudicators found. Needs no keys; prints nobody's data."`
	Link    matchLinkCmd    `cmd:"" help:"Say of each person of another office's list whether they are registered, and nothing else. Leaves a signed receipt."`
	Receipt matchReceiptCmd `cmd:"" help:"Check the receipt of a list, with nothing but the register's trust file."`
	Dedupe  matchDedupeCmd  `cmd:"" help:"Compare the whole register with itself and ask adjudicators about pairs that are perhaps one."`
}

type matchEvalCmd struct {
	File  string `arg:"" optional:"" help:"CSV in UTF-8 whose first line names the columns; \"-\" reads standard input."`
	Truth string `help:"Column that has the same value in rows of one person. It judges; it is not compared." placeholder:"COLUMN"`
	Plan  string `help:"TOML that says what the columns are; none: guessed from the file." type:"existingfile" placeholder:"FILE"`

	People bool `help:"The columns hold a person (given, surname, birth, village, mother, …): compare by the weights for persons. Files of millions; Parquet too."`

	Decisions bool `help:"No file: how often adjudicators found those of each probability to be the same person."`

	SVG string `help:"File to draw precision over recall in." name:"svg" type:"path" placeholder:"FILE"`
	Law string `help:"Law pack whose thresholds join pairs or ask about them." default:"la"`
}

const (
	// A table is compared in memory: see package intake, maxRows.
	maxMatchFile = 64 << 20
	// matchSeed draws the random pairs from which strangers are learned: the same file gives the same figures.
	matchSeed = 1
)

// Run reads, compares and tells. It opens no register.
func (c *matchEvalCmd) Run(ctx context.Context, g *Globals) error {
	switch {
	case c.Decisions && c.File == "":
		return c.runDecisions(ctx, g)
	case c.Decisions || c.File == "":
		return usagef("name either a file to link or --decisions")
	}
	pack, err := law.Shipped(c.Law, acts.ForLaw())
	if err != nil {
		return usagef("%v", err)
	}
	if c.People {
		return c.runPeople(ctx, g, pack)
	}
	plan, err := c.plan()
	if err != nil {
		return err
	}
	in, err := g.input(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := readAll(in, maxMatchFile)
	if err != nil {
		return err
	}
	t, at, err := intake.Table(file, plan, c.Truth)
	if err != nil {
		return err
	}
	r, err := tabular.Link(ctx, t, matchSeed)
	if err != nil {
		return register.Errorf(register.Internal, "match eval", "%w", err)
	}
	sum := r.Summary(len(t.Rows), lists.ThresholdsOn(pack, register.DayAt(time.Now())))
	for _, col := range t.Plan.Columns {
		sum.Columns = append(sum.Columns, tabular.SummaryColumn{Name: col.Name, Kind: col.Kind})
	}
	if err := c.tell(g, &sum, r, t.Truth); err != nil {
		return err
	}
	return g.tellFaults(t, at)
}

// plan reads the plan, nil if there is none to read, and settles which column is the truth.
func (c *matchEvalCmd) plan() (*tabular.Plan, error) {
	var p *tabular.Plan
	if c.Plan != "" {
		f, err := os.Open(c.Plan)
		if err != nil {
			return nil, usagef("cannot read %s: %v", c.Plan, err)
		}
		defer f.Close()
		if p, err = tabular.ReadPlan(f, c.Truth); err != nil {
			return nil, usagef("%s is no plan: %v", c.Plan, err)
		}
		c.Truth = p.Truth
	}
	if c.SVG != "" && c.Truth == "" {
		return nil, usagef("--svg draws against the truth: name its column with --truth or in the plan")
	}
	return p, nil
}

// tell says what came of it, in counts.
func (c *matchEvalCmd) tell(g *Globals, s *tabular.Summary, r *tabular.Result, truth []string) error {
	var points []tabular.Point
	if c.Truth != "" {
		points = r.Curve(truth)
	}
	var err error
	if g.JSON {
		err = c.lines(g, s, points)
	} else {
		err = c.print(g, s, points)
	}
	if err != nil || c.SVG == "" {
		return err
	}
	var svg bytes.Buffer
	if err := tabular.WriteSVG(&svg, points, c.captions(g)); err != nil {
		return err
	}
	return g.write(c.SVG, svg.Bytes())
}

func (c *matchEvalCmd) captions(g *Globals) [4]string {
	title := filepath.Base(c.File)
	p := g.words()
	if p == nil {
		return [4]string{title}
	}
	return [4]string{title, p.T("match.recall"), p.T("match.precision"), p.T("match.chosen")}
}

func (c *matchEvalCmd) print(g *Globals, s *tabular.Summary, points []tabular.Point) error {
	var columns []string
	for _, col := range s.Columns {
		columns = append(columns, col.Name+" ("+string(col.Kind)+")")
	}
	g.printf("%d rows, by %s\n", s.Rows, strings.Join(columns, ", "))
	g.printf("%d pairs compared: join %d (from %g), ask about %d (from %g), leave %d; thresholds of law pack %s\n",
		s.Compared, s.Join, s.SameFrom, s.Ask, s.AskFrom, s.Leave, c.Law)
	if s.Truncated > 0 {
		g.printf("%d times a row was left out: too many rows have the same values there\n", s.Truncated)
	}
	if points == nil {
		g.printf("threshold of the greatest expected F1: %.5f\n", s.Threshold)
		return nil
	}
	return tabular.WriteTable(g.out, points)
}

func (c *matchEvalCmd) lines(g *Globals, s *tabular.Summary, points []tabular.Point) error {
	if err := g.line(s); err != nil {
		return err
	}
	for _, p := range points {
		if err := g.line(p); err != nil {
			return err
		}
	}
	return nil
}

// tellFaults tells of rows that were compared by what can be read of them.
func (g *Globals) tellFaults(t *tabular.Table, at []int) error {
	var found []lines.Line
	for _, fault := range t.Faults {
		found = append(found, lines.Line{No: at[fault.Row-1], Result: "incomplete", Findings: []register.Finding{intake.TableFinding(fault)}})
	}
	return g.tellIncomplete(found, t.Lost)
}

// tellIncomplete tells of rows that could not be read as a whole; more counts those not listed.
func (g *Globals) tellIncomplete(found []lines.Line, more int) error {
	shown := found
	if !g.JSON {
		shown = shown[:min(len(shown), maxRefusedShown)]
	}
	for _, l := range shown {
		if !g.JSON {
			g.complain("line", l)
		} else if err := g.line(l); err != nil {
			return err
		}
	}
	if all := len(found) + more; all > 0 {
		fmt.Fprintf(g.errs, "%d faults in lines of the file\n", all)
		return told{exitFindings}
	}
	return nil
}
