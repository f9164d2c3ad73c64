package main

import (
	"context"

	"samano/law"
	"samano/office/request"
	"samano/register"
)

type requestCmd struct {
	Enter   requestEnterCmd   `cmd:"" help:"Enter what somebody asks for, an order of a court, a danger to life or an export, before anybody is read for it."`
	Confirm requestConfirmCmd `cmd:"" help:"Confirm one, as the second officer of the office."`
}

type requestEnterCmd struct {
	officerFlags
	Kind   string `help:"request, court, danger or export." required:""`
	Number string `help:"Number for life of the person whom it opens; of a danger the full name, where nobody has the number; of an export none." placeholder:"NUMBER"`
	Asks   string `help:"Who asks, or who gets what is exported: a number for life, a court, an authority." required:""`
	Ground string `help:"For what, and by which law or order." required:""`
	Proof  string `help:"By what it is shown that somebody asked: code, paper or second-officer." placeholder:"PROOF"`
	Code   string `help:"The text of the code that was read, with --proof code."`
	Scan   string `help:"File of the scan, with --proof paper." placeholder:"FILE"`
}

func (c *requestEnterCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	in := request.Input{Kind: law.CaseKind(c.Kind), Number: c.Number, Asks: c.Asks, Ground: c.Ground, Proof: request.Proof(c.Proof), Code: c.Code}
	if c.Scan != "" {
		scan, err := g.input(c.Scan)
		if err != nil {
			return err
		}
		defer scan.Close()
		in.Scan = scan
	}
	r, err := h.Requests.Enter(ctx, who, in)
	if err != nil {
		return err
	}
	return g.request(r, h.Today())
}

type requestConfirmCmd struct {
	officerFlags
	Reference string `arg:"" help:"Its reference: office/year/number."`
}

func (c *requestConfirmCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	r, err := h.Requests.Named(ctx, who, c.Reference)
	if err == nil {
		r, err = h.Requests.Confirm(ctx, who, r.ID, r.Version)
	}
	if err != nil {
		return err
	}
	return g.request(r, h.Today())
}

// requestLine is a request as the commands print it: whom it opens stands on the page of the office alone.
type requestLine struct {
	Reference string        `json:"reference"`
	Kind      law.CaseKind  `json:"kind"`
	Until     string        `json:"until"`
	State     request.State `json:"state"`
}

func (g *Globals) request(r request.Request, today register.Day) error {
	l := requestLine{r.Reference(), r.Kind, r.Until.String(), r.State(today)}
	if g.JSON {
		return g.line(l)
	}
	g.printf("%s\t%s\tuntil %s\t%s\n", l.Reference, l.Kind, l.Until, l.State)
	return nil
}
