package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"samano/cmd/samano/apart"
	"samano/internal/progress"
	"samano/match"
	"samano/match/eval"
	"samano/match/intake"
	"samano/match/rows"
	"samano/match/tabular"
	"samano/node/open"
	"samano/office/lines"
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

// maxMatchFile bounds a table, which is compared in memory: see package intake, maxRows.
const maxMatchFile = 64 << 20

// Run judges by a file or by rulings. It opens no register.
func (c *matchEvalCmd) Run(ctx context.Context, g *Globals) error {
	switch {
	case c.Decisions && c.File == "":
		return c.runDecisions(ctx, g)
	case c.Decisions || c.File == "":
		return usagef("name either a file to link or --decisions")
	}
	at, err := open.Thresholds(c.Law, time.Now())
	if err != nil {
		return usagef("%v", err)
	}
	plan, err := readPlan(c.Plan)
	if err != nil {
		return err
	}
	how := eval.File{Plan: plan, Truth: c.Truth, Curve: c.SVG != ""}
	judged, err := c.judge(ctx, g, at, how)
	switch {
	case errors.Is(err, eval.ErrNoTruth):
		return usagef("--svg draws against the truth: name its column with --truth or in the plan")
	case err != nil:
		return noPlan(c.Plan, err)
	}
	return c.tell(g, &judged)
}

// judge opens the file and hands it on.
func (c *matchEvalCmd) judge(ctx context.Context, g *Globals, at match.Thresholds, how eval.File) (eval.Judged, error) {
	if c.People {
		source, closeFile, err := g.openList(c.File)
		if err != nil {
			return eval.Judged{}, err
		}
		defer closeFile()
		bar := progress.New(g.errs, "compare")
		defer bar.Done()
		return eval.People(ctx, at, source, how, func(done, of int) { bar.Set(int64(done), int64(of)) })
	}
	in, err := g.input(c.File)
	if err != nil {
		return eval.Judged{}, err
	}
	defer in.Close()
	text, err := apart.ReadAll(in, maxMatchFile)
	if err != nil {
		return eval.Judged{}, err
	}
	return eval.Table(ctx, at, text, how)
}

// readPlan reads the file of a plan; nil where none is named.
func readPlan(name string) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, usagef("cannot read %s: %v", name, err)
	}
	return append([]byte{}, text...), nil // never nil, also of an empty file
}

// noPlan names the file of a plan that cannot be read as one; other errors stay what they are.
func noPlan(name string, err error) error {
	var plan *intake.PlanError
	if errors.As(err, &plan) {
		return usagef("%s is no plan: %v", name, err)
	}
	return err
}

// tell says what came of it, in counts.
func (c *matchEvalCmd) tell(g *Globals, j *eval.Judged) error {
	say := c.print
	if g.JSON {
		say = c.lines
	}
	if err := say(g, &j.Summary, j.Points); err != nil {
		return err
	}
	if c.SVG != "" {
		var svg bytes.Buffer
		if err := tabular.WriteSVG(&svg, j.Points, c.captions(g)); err != nil {
			return err
		}
		if err := g.write(c.SVG, svg.Bytes()); err != nil {
			return err
		}
	}
	return g.tellIncomplete(j.Rows, j.More)
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

// tellIncomplete tells of rows that could not be read as a whole; more counts those not listed.
func (g *Globals) tellIncomplete(rows []eval.Row, more int) error {
	var found []lines.Line
	for _, r := range rows {
		found = append(found, lines.Line{No: r.Line, Result: "incomplete", Findings: []register.Finding{r.Finding}})
	}
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

// openList opens a file of people: Parquet by its first bytes, else CSV.
func (g *Globals) openList(name string) (s rows.Source, closeFile func(), err error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, nil, usagef("cannot read %s: %v", name, err)
		}
		if s, err = rows.Open(f); err != nil {
			_ = f.Close()
			return nil, nil, intake.Unreadable(err)
		}
		return s, func() { _ = f.Close() }, nil
	}
	s, err = rows.CSV(g.in)
	return s, func() {}, intake.Unreadable(err)
}
