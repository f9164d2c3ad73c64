package main

import (
	"context"
	"time"

	"samano/internal/progress"
	"samano/node/doctor"
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
		c.Says, c.Remedy = g.sentences().OfFault(f.Err, f.Remedy)
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
