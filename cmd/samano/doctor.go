package main

import (
	"context"
	"errors"
	"time"

	"samano/internal/progress"
	"samano/node/doctor"
	"samano/register"
)

type doctorCmd struct {
	Rebuild bool `help:"Make documents and projections again from the acts, if they disagree."`
}

// complaint is one line of doctor.
type complaint struct {
	What   string `json:"what"`
	OK     bool   `json:"ok"`
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

func (c *doctorCmd) Run(ctx context.Context, g *Globals) error {
	bad := 0
	d := doctor.Doctor{
		At: g.place(), Passphrase: g.unlocking, Rebuild: c.Rebuild, Now: time.Now, Progress: progress.Step(g.errs),
		Tell: func(f doctor.Finding) {
			if f.Err != nil {
				bad++
			}
			g.complaint(f)
		},
	}
	d.Examine(ctx)
	if bad > 0 {
		return told{exitFindings}
	}
	return nil
}

func (g *Globals) complaint(f doctor.Finding) {
	c := complaint{What: f.What, OK: f.Err == nil, Says: f.Says}
	if f.Err != nil {
		c.Says, c.Remedy = g.inWords(f.Err, f.Remedy)
	}
	if g.JSON {
		_ = g.line(c)
		return
	}
	mark := "ok   "
	if !c.OK {
		mark = "FAULT"
	}
	g.printf("%s %-14s %s\n", mark, c.What, c.Says)
	if c.Remedy != "" {
		g.printf("      remedy: %s\n", c.Remedy)
	}
}

// inWords says what is wrong. The remedy that goes with the error is better than the one that goes
// with the place where it was met.
func (g *Globals) inWords(err error, remedy string) (says, do string) {
	var e *register.Error
	if !errors.As(err, &e) {
		return err.Error(), remedy
	}
	wrong, own := g.sentences().OfError(err)
	if len(own) > 0 && own[0] != "" {
		remedy = own[0]
	}
	return wrong[0], remedy
}
