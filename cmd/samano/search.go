package main

import (
	"context"
	"fmt"
	"strings"

	"samano/access"
	"samano/cmd/samano/sentence"
	"samano/reading"
)

type searchCmd struct {
	reasonFlags
	Name []string `arg:"" help:"Name, in Lao or Latin, however it is spelled."`
	From int      `help:"First year of birth." placeholder:"YYYY"`
	To   int      `help:"Last year of birth." placeholder:"YYYY"`
}

func (c *searchCmd) Run(ctx context.Context, g *Globals) error {
	h, who, err := g.signIn(ctx, c.officerFlags)
	if err != nil {
		return err
	}
	defer h.Close()
	hits, more, err := h.Reading.Search(ctx, who, c.reason(access.WhatSearch), reading.Query{Name: strings.Join(c.Name, " "), Years: [2]int{c.From, c.To}})
	if err != nil {
		return err
	}
	err = each(g, hits, func(hit reading.Hit) {
		number := fmt.Sprintf("%-12s", hit.Number)
		of := hit.Source
		g.printf("%s\n", sentence.Spaced(number, hit.Lao, hit.Latin+g.sentences().Source(of.Name), string(hit.Sex)+g.sentences().Source(of.Sex), hit.Born.EDTF()+g.sentences().Source(of.Born), sentence.Place(hit.Place)+g.sentences().Source(of.Place)))
	})
	if err != nil {
		return err
	}
	if p := g.words(); more && !g.JSON && p != nil {
		fmt.Fprintln(g.errs, p.T("page.search-more", "limit", reading.MaxHits))
	}
	if len(hits) == 0 {
		return g.nothingFound()
	}
	return nil
}

// nothingFound says that a search was in order and nothing came of it.
func (g *Globals) nothingFound() error {
	if p := g.words(); p != nil {
		fmt.Fprintf(g.errs, "samano: %s\n", p.T("ui.no-results"))
	}
	return told{exitNotFound}
}
