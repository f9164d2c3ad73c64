package features

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/cucumber/godog"

	"samano/office/application"
	"samano/office/lot"
	"samano/register"
)

func (w *world) lotSteps(sc *godog.ScenarioContext) {
	sc.Step(`^(\p{Lu}\p{L}*) and (\p{Lu}\p{L}*) of `+officePattern+` load these by "([^"]*)" as (\d+) acts:$`, w.loads)
	sc.Step(`^nothing is loaded because of "([a-z-]+)"$`, w.isNotLoaded)
	sc.Step(`^it is loaded and recorded by "([^"]*)" of (\p{Lu}\p{L}*) and (\p{Lu}\p{L}*)$`, w.isLoaded)
}

// loads hands in a lot of enrolments.
func (w *world) loads(declares, confirms, officeName, basis string, stated int64, table *godog.Table) error {
	if _, err := w.registrar(); err != nil {
		return err
	}
	var lot []register.Proposal
	for _, row := range table.Rows[1:] {
		one := &godog.Table{}
		for i, cell := range row.Cells {
			field := *table.Rows[0]
			field.Cells = slices.Clone(field.Cells[i : i+1])
			field.Cells = append(field.Cells, cell)
			one.Rows = append(one.Rows, &field)
		}
		p, err := w.proposal("the centre", "enrolment", "", one)
		if err != nil {
			return err
		}
		lot = append(lot, p)
	}
	w.lotErr = w.load(declares, confirms, officeName, basis, stated, lot...)
	return nil
}

func (w *world) isNotLoaded(code string) error {
	var e *register.Error
	if !errors.As(w.lotErr, &e) || !slices.ContainsFunc(e.Findings, func(f register.Finding) bool { return f.Code == code }) {
		return fmt.Errorf("the lot came to %w", w.lotErr)
	}
	if lots, err := w.desk.ListLots(context.Background()); err != nil || len(lots) > 0 {
		return fmt.Errorf("it is recorded: %+v, %w", lots, err)
	}
	return w.holds("0")
}

func (w *world) isLoaded(basis, declares, confirms string) error {
	if w.lotErr != nil {
		return w.lotErr
	}
	lots, err := w.desk.ListLots(context.Background())
	if err != nil || len(lots) != 1 {
		return fmt.Errorf("recorded are %+v, %w", lots, err)
	}
	if r := lots[0]; r.Basis != basis || !strings.EqualFold(string(r.DeclaredBy), declares) || !strings.EqualFold(string(r.ConfirmedBy), confirms) {
		return fmt.Errorf("recorded is %+v", r)
	}
	return nil
}

// load loads proposals as a file of as many lines that two officers of an office state.
func (w *world) load(declares, confirms, officeName, basis string, stated int64, proposals ...register.Proposal) error {
	text := strings.Repeat("an act\n", len(proposals))
	in := lot.Input{Basis: basis, Count: stated, SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(text))), File: strings.NewReader(text)}
	var err error
	if in.Declares, err = w.actor(declares, officeName); err != nil {
		return err
	}
	if in.Confirms, err = w.actor(confirms, officeName); err != nil {
		return err
	}
	in.Read = func(io.Reader) iter.Seq2[register.Proposal, error] {
		return func(yield func(register.Proposal, error) bool) {
			for _, p := range proposals {
				if !yield(p, nil) {
					return
				}
			}
		}
	}
	in.Report = func(_ int64, _ *register.Proposal, s application.Submitted) error {
		if s.Outcome == nil {
			return fmt.Errorf("not loaded: %v, %w", s.Findings, s.Err)
		}
		return nil
	}
	return w.node.Load(context.Background(), in)
}
