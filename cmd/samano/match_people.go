package main

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"runtime"
	"time"

	"samano/law"
	"samano/match"
	"samano/match/batch"
	"samano/match/intake"
	"samano/match/rows"
	"samano/match/tabular"
	"samano/office/lines"
	"samano/reading/lists"
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
	if err != nil {
		return cmp.Or(ctx.Err(), intake.Unreadable(err))
	}
	if err := intake.Deduplicated(s, c.Truth); err != nil {
		return err
	}
	sum := s.Summary(len(s.Lines), lists.ThresholdsOn(pack, register.DayAt(time.Now())))
	for _, col := range plan.Columns {
		sum.Columns = append(sum.Columns, tabular.SummaryColumn{Name: col.Name, Kind: tabular.Kind(col.Holds)})
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
			return nil, nil, intake.Unreadable(err)
		}
		return s, func() { _ = f.Close() }, nil
	}
	s, err = rows.CSV(g.in)
	return s, func() {}, intake.Unreadable(err)
}

// readLinkPlan reads the plan, or makes one of the names of the columns, and holds that the file has all its columns.
func readLinkPlan(name string, header []string, truth string) (*batch.Plan, error) {
	var p *batch.Plan
	if name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, usagef("cannot read %s: %v", name, err)
		}
		if p, err = batch.ReadPlan(bytes.NewReader(b), truth); err != nil {
			return nil, usagef("%s is no plan: %v", name, err)
		}
	}
	return intake.Plan(p, header, truth)
}

// tellRows tells of rows that could not be read as a whole.
func (g *Globals) tellRows(list []batch.RowFinding, more int) error {
	var found []lines.Line
	for _, f := range list {
		found = append(found, lines.Line{No: int(f.Line), Result: "incomplete", Findings: []register.Finding{intake.RowFinding(f.Finding)}})
	}
	return g.tellIncomplete(found, more)
}
