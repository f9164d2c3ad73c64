package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"samano/law"
	"samano/match"
	"samano/match/batch"
	"samano/match/memindex"
	"samano/match/rows"
	"samano/match/tabular"
	"samano/office/lines"
	"samano/register"
)

// runPeople compares a file with itself by the weights for persons. The file streams; what stands in memory is an index of
// its people.
func (c *matchEvalCmd) runPeople(ctx context.Context, g *Globals, pack *law.Pack) error {
	source, closeFile, err := g.openList(c.File)
	if err != nil {
		return err
	}
	defer closeFile()
	plan, err := readLinkPlan(c.Plan, source.Header(), c.Truth)
	if err != nil {
		return err
	}
	c.Truth = plan.Truth
	if c.SVG != "" && c.Truth == "" {
		return usagef("--svg draws against the truth: name its column with --truth or in the plan")
	}
	model, _, err := match.ShippedModel()
	if err != nil {
		return err
	}
	bar := g.progress("compare")
	s, err := batch.Deduplicate(ctx, batch.NewReader(source, plan, batch.NewSpelledPlaces()), model, runtime.GOMAXPROCS(0),
		func(done, of int) { bar.set(int64(done), int64(of)) })
	bar.done()
	switch {
	case ctx.Err() != nil:
		return told{exitInternal} // whoever stopped it knows
	case err != nil:
		return unreadable(err)
	case len(s.Lines) < 2:
		return notComparable(nil, fileFault(codeFileFewRows))
	case c.Truth != "" && tabular.TruePairs(s.Truth) == 0:
		f := fileFault(codeTruthAlone)
		f.Field, f.Args["key"] = c.Truth, "truth"
		return notComparable(nil, f)
	}
	day := register.DayAt(time.Now())
	at := match.Thresholds{SamePPM: pack.Duplicates.SamePPM.On(day).Value, AskPPM: pack.Duplicates.AskPPM.On(day).Value}
	sum := summary(len(s.Lines), &s.Result, at)
	for _, col := range plan.Columns {
		sum.Columns = append(sum.Columns, matchColumn{col.Name, tabular.Kind(col.Holds)})
	}
	if err := c.tell(g, &sum, &s.Result, s.Truth); err != nil {
		return err
	}
	return g.tellRows(s.Findings, s.More)
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
			return nil, nil, unreadable(err)
		}
		return s, func() { _ = f.Close() }, nil
	}
	s, err = rows.CSV(g.in)
	return s, func() {}, unreadable(err)
}

// unreadable says in the terms of the file why it cannot be read.
func unreadable(err error) error {
	code := ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, rows.ErrEmpty):
		code = codeFileEmpty
	case errors.Is(err, rows.ErrEncoding):
		f := fileFault(codeFileEncoding)
		f.Args["line"], f.Args["column"], f.Args["lines"] = "1", "1", "1"
		return notComparable(err, f)
	case errors.Is(err, rows.ErrColumns):
		code = codeFileColumns
	case errors.Is(err, rows.ErrParquet):
		f := fileFault(codeFileParquet)
		f.Args["format"], f.Args["other"] = "Parquet", "CSV"
		return notComparable(err, f)
	case errors.Is(err, memindex.ErrPairs):
		return &register.Error{Kind: register.TooLarge, Op: "match", Code: codeFileAlike, Err: err}
	default:
		return &register.Error{Kind: register.Invalid, Op: "match", Code: lines.CodeBroken, Err: err}
	}
	return notComparable(err, fileFault(code))
}

// readLinkPlan reads the plan, or makes one of the names of the columns, and holds that the file has all its columns.
func readLinkPlan(name string, header []string, truth string) (*batch.Plan, error) {
	var p *batch.Plan
	if name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, usagef("cannot read %s: %v", name, err)
		}
		if p, err = batch.ReadPlan(bytes.NewReader(b)); err != nil {
			return nil, usagef("%s is no plan: %v", name, err)
		}
		if truth != "" {
			p.Truth = truth
		}
		if slices.ContainsFunc(p.Columns, func(c batch.Column) bool { return c.Name == p.Truth }) {
			return nil, usagef("the truth, %q, is among the columns that %s compares: leave it out there", p.Truth, name)
		}
	} else {
		if slices.ContainsFunc(header, isValue) {
			return nil, notComparable(nil, fileFault(codeFileHeader))
		}
		if p = batch.Guess(header, truth); p == nil {
			return nil, notComparable(nil, fileFault(codeFileNoColumns))
		}
	}
	var wrong []register.Finding
	missing, twice := p.Missing(header)
	for code, columns := range map[string][]string{codeColumnMissing: missing, codeColumnTwice: twice} {
		for _, column := range columns {
			f := fileFault(code)
			f.Field = column
			wrong = append(wrong, f)
		}
	}
	slices.SortFunc(wrong, func(a, b register.Finding) int {
		return slices.Compare([]string{a.Code, a.Field}, []string{b.Code, b.Field})
	})
	if len(wrong) > 0 {
		return nil, notComparable(nil, wrong...)
	}
	return p, nil
}

// rowFinding gives a finding about a row as the catalogues know it.
func rowFinding(f batch.Finding) register.Finding {
	out := register.Finding{Code: f.Code, Field: f.Column, Severity: register.Warning}
	if f.Code == rows.TooLong {
		out.Args = map[string]string{"limit": strconv.Itoa(rows.MaxLine)}
	}
	return out
}

// tellRows tells of rows that could not be read as a whole.
func (g *Globals) tellRows(list []batch.RowFinding, more int) error {
	shown := list
	if !g.JSON {
		shown = shown[:min(len(shown), maxRefusedShown)]
	}
	for _, f := range shown {
		out := lines.Line{No: int(f.Line), Result: "incomplete", Findings: []register.Finding{rowFinding(f.Finding)}}
		if !g.JSON {
			g.complain("line", out)
		} else if err := g.line(out); err != nil {
			return err
		}
	}
	if all := len(list) + more; all > 0 {
		fmt.Fprintf(g.errs, "%d faults in lines of the file\n", all)
		return told{exitFindings}
	}
	return nil
}
