package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"samano/internal/progress"
	"samano/match/batch"
	"samano/match/eval"
	"samano/match/intake"
	"samano/reading/lists"
	"samano/register"
)

type matchLinkCmd struct {
	reasonFlags
	File     string  `arg:"" help:"The other office's list: CSV in UTF-8 whose first line names the columns, or Parquet." type:"existingfile"`
	Plan     string  `help:"TOML that says which column holds what; none: the names of the columns say it." type:"existingfile" placeholder:"FILE"`
	Out      string  `help:"File for the answers; none: beside the list. The receipt has the same name and .receipt." type:"path" placeholder:"FILE"`
	Numbers  bool    `help:"Also the number of whom the answer is yes; only for a purpose that allows it."`
	Search   string  `help:"Where to look: ${enum}. In memory the whole register is read first, which pays for long lists." enum:"auto,memory,database" default:"auto"`
	Expected float64 `help:"Share of the people of the list who are expected to be registered; none: learned from the list." default:"0" placeholder:"SHARE"`
}

// mostAskedShown is from how many rows on that found one person it is told: a list of people has
// each once or twice, and who writes one person down in many ways asks for something else.
const mostAskedShown = 20

// Run asks for each row whether the person is registered. The answers leave when every look is on disk.
func (c *matchLinkCmd) Run(ctx context.Context, g *Globals) error {
	if c.Expected < 0 || c.Expected >= 1 {
		return usagef("--expected is a share above 0 and below 1")
	}
	if c.Out == "" {
		c.Out = c.File + ".answers.csv"
	}
	for _, name := range []string{c.Out, lists.ReceiptFile(c.Out)} {
		if _, err := os.Stat(name); err == nil {
			return usagef("%s is there already and is not overwritten; name another file with --out", name)
		}
	}
	f, err := os.Open(c.File)
	if err != nil {
		return usagef("cannot read %s: %v", c.File, err)
	}
	defer f.Close()
	file, err := batch.ReadFile(f)
	if err != nil {
		return intake.Unreadable(err)
	}
	text, err := readPlan(c.Plan)
	if err != nil {
		return err
	}
	plan, err := intake.ReadPlan(text, file.Header, "")
	if err != nil {
		return noPlan(c.Plan, err)
	}
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	asked, err := h.Lists.Ask(ctx, who, lists.Question{
		Purpose: c.Purpose, Case: c.Case, Numbers: c.Numbers, Where: lists.Where(c.Search), Expected: c.Expected,
	})
	if err != nil {
		return err
	}
	answered, err := c.answer(ctx, g, asked, lists.List{File: file, Plan: plan})
	if err != nil {
		return err
	}
	return c.tell(g, answered)
}

// answer writes the answers and the receipt.
func (c *matchLinkCmd) answer(ctx context.Context, g *Globals, asked *lists.Asked, l lists.List) (*lists.AnsweredList, error) {
	show, done := progress.Steps(g.errs)
	answered, err := asked.AnswerFile(ctx, l, c.Out, show)
	done()
	var ours *register.Error
	switch {
	case errors.Is(err, lists.ErrFile):
		return nil, usagef("%v", err)
	case err != nil && !errors.As(err, &ours):
		return nil, intake.Unreadable(err)
	}
	return answered, err
}

// tell says what came of it, in counts.
func (c *matchLinkCmd) tell(g *Globals, a *lists.AnsweredList) error {
	r := &a.Receipt
	if g.JSON {
		if err := g.line(r); err != nil {
			return err
		}
	} else {
		g.printf("%d rows: yes %d, ask %d, no %d, without an answer %d\n", r.Rows, r.Yes, r.Ask, r.No, r.Unanswered)
		g.printf("answers: %s\nreceipt: %s\n", c.Out, lists.ReceiptFile(c.Out))
	}
	if r.MostAsked >= mostAskedShown {
		fmt.Fprintf(g.errs, "%d rows found one and the same person: is this a list of people?\n", r.MostAsked)
	}
	var rows []eval.Row
	for _, f := range a.Findings {
		rows = append(rows, eval.Row{Line: int(f.Line), Finding: intake.RowFinding(f.Finding)})
	}
	return g.tellIncomplete(rows, a.More)
}
